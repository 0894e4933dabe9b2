//! The whole job, top to bottom.

use crate::closed_question::ClosedQuestion;
use crate::code_frame::CodeFrame;
use crate::coding::{Coding, Ledger};
use crate::shares::ShareTable;

/// Everything that one question's answers yield.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// The drafted code frame.
    pub frame: CodeFrame,
    /// One per respondent of the study, in its order.
    pub codings: Vec<Coding>,
    /// Where every row went.
    pub ledger: Ledger,
    /// Codes and nets by segment.
    pub shares: ShareTable,
    /// The question for the next wave.
    pub question: ClosedQuestion,
    /// What a reader must know (small base, thin languages), one sentence each.
    pub notes: Vec<String>,
}
