//! openend: open-ended survey answers → coded reasons, percentage shares and a multiple-choice question.

pub mod closed_question;
pub mod code_frame;
pub mod coding;
mod error;
mod parallel;
pub mod pipeline;
pub mod report;
mod seed;
pub mod sentiment;
pub mod settings;
pub mod shares;
pub mod survey;
pub mod text;

pub use error::{Error, Place, Result, escape};
pub use parallel::Threads;
pub use pipeline::Analysis;
pub use seed::Seed;
pub use settings::Settings;
