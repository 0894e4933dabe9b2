//! What the answers to a closed question say.

use super::changes::{Change, Fate};
use super::other::{Group, OtherKind};
use super::tally::{AnswerLedger, PairCount};
use crate::closed_question::ClosedQuestion;
use crate::code_frame::CodeNumber;
use crate::proposals::Proposals;
use crate::shares::{Base, ShareTable};
use serde::Serialize;

/// People and their share of a base.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Figure {
    /// People, unweighted.
    pub count: usize,
    /// Their weighted share of the base, 0..1; none if the base is empty.
    pub share: Option<f64>,
    /// Lower end of the interval (Wilson, on Kish's effective base).
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// One option of the list, in print order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OptionShares {
    /// The option's code.
    pub number: CodeNumber,
    /// Those who ticked it.
    pub closed: Figure,
    /// Those who volunteered it when the question was open.
    pub open: Figure,
    /// Closed share by open share; none where nobody volunteered it. Not tested: a list draws more.
    pub ratio: Option<f64>,
    /// Those who wrote it under Other; for Other itself nobody.
    pub hidden: Group,
    /// Those who ticked it or wrote it under Other. For Other, those who ticked it and wrote no listed reason alone.
    pub adjusted: Figure,
}

/// A code of the frame that is not listed and that people wrote under Other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unlisted {
    /// The code.
    pub code: CodeNumber,
    /// The people.
    #[serde(flatten)]
    pub group: Group,
}

/// The people whose texts under Other are of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KindGroup {
    /// The kind.
    pub kind: OtherKind,
    /// The people.
    #[serde(flatten)]
    pub group: Group,
}

/// What becomes of one option.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct BridgeRow {
    /// The option's code, in this question and the next.
    pub option: CodeNumber,
    /// What becomes of it.
    pub next: Fate,
}

/// What Other holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct OtherShares {
    /// People who wrote something.
    pub texts: usize,
    /// Each kind of text, with quotes.
    pub kinds: Vec<KindGroup>,
    /// Codes that are not listed, the most frequent first.
    pub unlisted: Vec<Unlisted>,
}

impl OtherShares {
    /// The people whose texts are of a kind.
    #[must_use]
    pub fn of(&self, kind: OtherKind) -> Option<&Group> {
        self.kinds.iter().find(|known| known.kind == kind).map(|known| &known.group)
    }
}

/// The closed question, verified.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verified {
    /// The question that was asked.
    #[serde(skip)]
    pub question: ClosedQuestion,
    /// Where every row went.
    pub ledger: AnswerLedger,
    /// Everybody who answered: the base of all shares.
    pub base: Base,
    /// Level of the intervals, 0..1.
    pub confidence: f64,
    /// Whether some respondent has another weight than 1.
    pub is_weighted: bool,
    /// Every option, in print order.
    pub options: Vec<OptionShares>,
    /// What Other holds.
    pub other: OtherShares,
    /// Options ticked together, the most alike first.
    #[serde(skip)]
    pub pairs: Vec<PairCount>,
    /// People by how many options they ticked: none, one, two …; the last stands for so many or more.
    pub ticked: Vec<usize>,
    /// People who ticked more beside an answer that excludes all others, or two where one was asked for.
    pub contradictory: usize,
    /// People who wrote under Other without ticking it; they count as having ticked it.
    pub only_written: usize,
    /// Closed shares in the total and each segment, by option code.
    #[serde(skip)]
    pub segments: ShareTable,
    /// What should change in the question.
    pub changes: Vec<Change>,
    /// What becomes of every option, those asked first, in print order.
    pub bridge: Vec<BridgeRow>,
    /// The question for the wave after.
    #[serde(skip)]
    pub next: ClosedQuestion,
    /// Edits of the frame that go with it.
    #[serde(skip)]
    pub proposals: Proposals,
    /// What a reader must know, one sentence each.
    pub notes: Vec<String>,
}

impl Verified {
    /// Options per person who answered, unweighted; none if nobody did.
    #[must_use]
    pub fn mean_ticked(&self) -> Option<f64> {
        let sum: usize = self.ticked.iter().enumerate().map(|(options, people)| options * people).sum();
        (self.ledger.answered > 0).then(|| sum as f64 / self.ledger.answered as f64)
    }

    /// What becomes of an option.
    #[must_use]
    pub fn fate(&self, number: CodeNumber) -> Option<Fate> {
        self.bridge.iter().find(|row| row.option == number).map(|row| row.next)
    }
}
