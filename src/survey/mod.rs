//! The nouns of the field: what was asked, who answered, and which groups they belong to.
//!
//! No algorithm and no disk. A [`Table`] is the file as read, cell by cell; a [`Study`] is one
//! open question of it: the respondents with their verbatims, and the banner (segment variables).
//! Both are immutable after they are made.

mod banner;
mod column;
mod study;
mod table;

pub use banner::{Banner, SegmentVariable};
pub use column::{Column, Storage};
pub use study::{Question, Respondent, Study};
pub use table::{Part, RejectedRow, Table, TableBuilder};
