//! Stage 7: recurring codes → a finished multiple-choice question.
//!
//! [`close`] chooses the options ([`Closing`] says how), words them in every language of the survey, and looks the result over
//! as a questionnaire designer would. What comes out is one neutral [`ClosedQuestion`], which `question.json` holds and from
//! which every file of a survey tool is made. One option stands for one code, or for one net that was asked for; praise and
//! blame never meet in one.

mod choose;
mod close;
mod closing;
mod file;
mod lint;
mod patterns;
mod phrase;
mod pilot;
mod question;
mod reach;
mod wording;

pub use choose::{Advice, AdviceKind, ChooseBy};
pub use close::close;
pub use closing::Closing;
pub use file::{question_file, read_question};
pub use lint::{Finding, FindingKind, lint};
pub use patterns::Patterns;
pub use pilot::Pilot;
pub use question::{AnswerFormat, Category, CategoryKind, ClosedQuestion, OpenQuestion, OptionGroup};
pub use reach::ReachStep;
