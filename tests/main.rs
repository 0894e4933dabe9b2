//! All integration tests: one binary, one module per subject.
//!
//! | module | what belongs there |
//! |---|---|
//! | `benches` | the measuring code that benches/ relies on |
//! | `card` | each package that the project is built on does work that a test fails without |
//! | `cli` | the program as a black box: options, faults, odd files |
//! | `determinism` | same input, settings and seed → same bytes, whatever the threads and the order of rows |
//! | `house` | rules of the source tree: who may use whom, file lengths, paths that documents name |
//! | `languages` | English, both Chinese scripts, Vietnamese and Estonian side by side in one file |
//! | `outputs` | every file and column that a run writes says what it promises |
//! | `parity` | the embedder against reference vectors |
//! | `privacy` | nothing private or hostile reaches what is printed |
//! | `recovery` | how near the shares of drawn surveys come to the truth |
//! | `sample` | the phrasings, the shipped sample and the surveys drawn for tests |
//! | `sentiment` | the sentences that judge the sentiment, and how many are read rightly |
//! | `support` | runs the program and reads its files; no test |
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed; the exceptions of .clippy.toml do not reach helper functions"
)]

mod benches;
mod card;
mod cli;
mod determinism;
mod house;
mod languages;
mod outputs;
mod parity;
mod privacy;
mod recovery;
#[allow(unreachable_pub, reason = "the example that writes the sample shares these files")]
mod sample;
mod sentiment;
mod support;
