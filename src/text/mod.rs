//! Stage 1: verbatim → language, clauses and words.

mod language;

pub use language::Language;
