//! Writes the sample survey and its truth anew: `cargo run --example make_sample`.

use std::fs;
use std::path::Path;

#[path = "../tests/sample/draw.rs"]
#[allow(dead_code, unreachable_pub, clippy::expect_used, reason = "the module serves the tests")]
mod draw;

fn main() -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let survey = draw::draw(draw::Half::A, draw::SAMPLE_SEED, draw::SAMPLE_ROWS);
    fs::write(root.join("data/sample.csv"), survey.to_csv())?;
    fs::write(root.join("tests/sample/truth.csv"), survey.truth_csv())
}
