//! One open question and everybody who was asked it.

use super::Banner;

/// The open question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// The column's name in the file.
    pub name: String,
    /// The wording, if known; it decides how bare nouns are understood and becomes the closed question's stem.
    pub wording: Option<String>,
}

/// One respondent's row, with the answer exactly as typed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Respondent<'a> {
    /// Row in the file, from 1, header not counted.
    pub row: u32,
    /// The respondent's id as typed; may be blank or repeated, so `row` is the key.
    pub id: &'a str,
    /// The answer as typed, never changed.
    pub verbatim: &'a str,
    /// Survey weight, finite and at least 0; 1 where the study has none.
    pub weight: f64,
    /// The rating that the answer explains, if the study has one.
    pub score: Option<f64>,
    /// The language as declared in the file (any BCP 47 tag), if it is.
    pub language: Option<&'a str>,
}

/// One survey question: the input of [`crate::analyze`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Study<'a> {
    /// What was asked.
    pub question: Question,
    /// One per kept row, in file order.
    pub respondents: Vec<Respondent<'a>>,
    /// Segment variables; each `member` list is as long as `respondents`.
    pub banner: Banner,
    /// Rows that were read but set aside as unreadable; they enter the ledger.
    pub rejected: usize,
}

impl<'a> Study<'a> {
    /// A study of bare answers: rows numbered from 1, weight 1, no segments.
    #[must_use]
    pub fn from_verbatims(question: &str, verbatims: impl IntoIterator<Item = &'a str>) -> Self {
        let respondents = (1u32..)
            .zip(verbatims)
            .map(|(row, verbatim)| Respondent {
                row,
                id: "",
                verbatim,
                weight: 1.0,
                score: None,
                language: None,
            })
            .collect();
        let question = Question { name: question.to_owned(), wording: Some(question.to_owned()) };
        Self { question, respondents, banner: Banner::default(), rejected: 0 }
    }
}
