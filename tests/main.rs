//! All integration tests: one binary, one module per subject.
//!
//! | module | what belongs there |
//! |---|---|
//! | `benches` | the measuring code that benches/ relies on |
//! | `boundary` | edits that move boundaries: who moves, and who does not |
//! | `card` | each package that the project is built on does work that a test fails without |
//! | `checkers` | installs and runs the programs of others that judge what we write; no test |
//! | `cli` | the program as a black box: options, faults, odd files |
//! | `compare` | waves side by side: the figures of their folders, what is called a change, the bridge |
//! | `corpus` | bad inputs one by one, each with what a user should get |
//! | `determinism` | same input, settings and seed → same bytes, whatever the threads and the order of rows |
//! | `editing` | a frame edited through the program: nothing is lost, nothing half done; frames of earlier versions |
//! | `emerging` | what is new in a later wave is proposed, and taken over by one command |
//! | `exchange` | a frame as a spreadsheet, out and back, and looked over |
//! | `house` | rules of the source tree: who may use whom, file lengths, paths that documents name |
//! | `inspect` | files looked at before they are analysed, and survey exports analysed with nothing typed |
//! | `languages` | English, both Chinese scripts, Vietnamese and Estonian side by side in one file |
//! | `outputs` | every file and column that a run writes says what it promises |
//! | `parity` | the embedder against reference vectors |
//! | `privacy` | nothing private or hostile reaches what is printed |
//! | `question` | the closed question through the program: options, refusals, edited frames |
//! | `questionnaires` | every questionnaire file passes the checks of the tool it is for, and says what was asked |
//! | `read_back` | what we write is read back by the programs of others, cell by cell |
//! | `recovery` | how near the shares of drawn surveys come to the truth |
//! | `same_answers` | the same answers get the same codes whatever file they come in |
//! | `sample` | the phrasings, the shipped sample and the surveys drawn for tests |
//! | `sav` | makes SPSS files; no test |
//! | `sentiment` | the sentences that judge the sentiment, and how many are read rightly |
//! | `several_files` | one survey in several files, from standard input, in JSON; coded tables read again |
//! | `support` | runs the program and reads its files; no test |
//! | `verify` | answers to the closed question in every shape, Other coded back, the question mended |
//! | `wave` | the next wave coded with a saved frame |
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed; the exceptions of .clippy.toml do not reach helper functions"
)]

mod benches;
mod boundary;
mod card;
mod checkers;
mod cli;
mod compare;
mod corpus;
mod determinism;
mod editing;
mod emerging;
mod exchange;
mod house;
mod inspect;
mod languages;
mod outputs;
mod parity;
mod privacy;
mod question;
mod questionnaires;
mod read_back;
mod recovery;
mod same_answers;
#[allow(unreachable_pub, reason = "the example that writes the sample shares these files")]
mod sample;
mod sav;
mod sentiment;
mod several_files;
mod support;
mod verify;
mod wave;
