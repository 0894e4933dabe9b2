//! Writes the sample's next wave anew: `cargo run --example make_wave2 -- data/sample-openend/question.json`.

use openend::closed_question::read_question;
use std::fs;
use std::path::Path;

#[path = "../tests/sample/draw.rs"]
#[allow(dead_code, unreachable_pub, clippy::expect_used, reason = "the module serves the tests")]
mod draw;
#[path = "../tests/sample/wave2.rs"]
#[allow(unreachable_pub, clippy::expect_used, reason = "the module serves the tests")]
mod wave2;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("name the question.json of the sample's results")?;
    let question = read_question(&fs::read(&path)?, &path)?;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample_wave2.csv");
    Ok(fs::write(file, wave2::to_csv(&question))?)
}
