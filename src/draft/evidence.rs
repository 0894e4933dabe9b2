//! What a theme's clauses look like to whoever names it.

use crate::text::Language;

/// One word of a clause, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EvidenceWord {
    /// Byte range in [`Evidence::text`].
    pub(super) start: usize,
    /// End, exclusive.
    pub(super) end: usize,
    /// The stem that joins its forms.
    pub(super) stem: String,
    /// Whether it may stand at the edge of a label: no stop word, no number.
    pub(super) names: bool,
}

/// One distinct clause that belongs to a theme.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Evidence {
    /// The theme, an index.
    pub(super) theme: u32,
    /// The clause as written, without surrounding space.
    pub(super) text: String,
    /// Its language.
    pub(super) language: Language,
    /// Its words, in order.
    pub(super) words: Vec<EvidenceWord>,
    /// Respondents who wrote it.
    pub(super) people: u32,
    /// Cosine with the theme's centre.
    pub(super) closeness: f32,
    /// Sentiment, −1..1.
    pub(super) polarity: f32,
    /// Fit to print: no personal data, no profanity.
    pub(super) printable: bool,
}

impl Evidence {
    /// The words from `first` to `last` as written, if nothing but space, hyphens or apostrophes parts them.
    #[must_use]
    pub(super) fn span(&self, first: usize, last: usize) -> Option<&str> {
        let mut end = self.words.get(first)?.start;
        for word in self.words.get(first..=last)? {
            let gap = self.text.get(end..word.start)?;
            if !gap.chars().all(|c| c == ' ' || c == '-' || c == '\'' || c == '’') {
                return None;
            }
            end = word.end;
        }
        self.text.get(self.words.get(first)?.start..end)
    }
}
