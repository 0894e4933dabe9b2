//! All integration tests: one binary, one module per subject.

mod benches;
mod sample;
