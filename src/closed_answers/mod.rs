//! The next wave answers the closed question: what people ticked beside what was volunteered, and what hides in Other.
//!
//! [`Verifier`] takes the wave batch by batch. Columns are matched to options by their headers and cells to answers in
//! every shape that survey tools write ([`AnswerColumns`] says which); what people wrote under "Other (please specify)" is
//! coded with the saved frame. What comes out is one [`Verified`]: shares per option, what Other holds, which options go
//! together, and the question for the wave after, as edits of the same frame with the same option codes.
//!
//! Shares of a list and shares of open answers are never tested against each other: a list draws more.

mod cells;
mod changes;
mod columns;
mod figures;
mod next;
mod other;
mod rows;
mod tally;
mod verified;
mod verifier;
mod vocabulary;

pub use changes::{Change, ChangeKind, Fate};
pub use columns::AnswerColumns;
pub use other::{CodedOther, Group, OtherKind};
pub use rows::Unreadable;
pub use tally::{AnswerLedger, PairCount};
pub use verified::{BridgeRow, Figure, KindGroup, OptionShares, OtherShares, Unlisted, Verified};
pub use verifier::{ReadBatch, Verifier};
