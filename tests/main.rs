//! All integration tests: one binary, one module per subject.

mod benches;
mod recovery;
#[allow(unreachable_pub, reason = "the example that writes the sample shares these files")]
mod sample;
