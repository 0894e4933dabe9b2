//! The closed question as files that survey tools import: one file of code per format.
//!
//! Each exporter takes the neutral [`crate::closed_question::ClosedQuestion`], and says what its format cannot carry. Nothing
//! of it is guessed: a wording that a language lacks is printed in the first language that has it, and said. Texts are put on
//! one line, without characters that nobody sees; otherwise each stands in a file so that the tool shows it as it is.
//!
//! To add a format: a file with `write`, a variant and a line in `format.rs`, and its checker under `tests/questionnaires/`.

mod ddi;
mod export;
mod fhir;
mod format;
mod google_forms;
mod identity;
mod json;
mod limesurvey;
mod limesurvey_tsv;
mod markdown;
mod printed;
mod qsf;
mod qualtrics;
mod redcap;
mod surveyjs;
mod surveymonkey;
mod text;
mod triple_s;
mod xlsform;

pub use export::{Exported, ExportedFile, export};
pub use format::QuestionFormat;

use export::Made;
use printed::{Printed, PrintedOption};
