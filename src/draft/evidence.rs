//! What a theme's clauses look like to whoever names it.

use crate::coding::{ReadClause, Reader, Reading, is_name};
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

impl EvidenceWord {
    /// The word as written in the clause's text.
    #[must_use]
    pub(super) fn written<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or("")
    }
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
    /// The nearest other theme and the cosine with its centre; none if there is no other.
    pub(super) next: Option<(u32, f32)>,
    /// The part of the theme that it lies in, from 0.
    pub(super) part: usize,
    /// Sentiment, −1..1.
    pub(super) polarity: f32,
    /// Fit to print: no personal data, no profanity.
    pub(super) printable: bool,
}

impl Evidence {
    /// The stems of its naming words, each once, sorted.
    #[must_use]
    pub(super) fn stems(&self) -> Vec<&str> {
        let mut stems: Vec<&str> = self.words.iter().filter(|w| w.names).map(|w| w.stem.as_str()).collect();
        stems.sort_unstable();
        stems.dedup();
        stems
    }

    /// A word as written.
    #[must_use]
    pub(super) fn written(&self, word: usize) -> &str {
        self.words.get(word).map_or("", |word| word.written(&self.text))
    }

    /// Whether a word that means something is that before the last again ("face to face").
    #[must_use]
    pub(super) fn is_echo(&self, word: usize) -> bool {
        let before = word.checked_sub(2).and_then(|before| self.words.get(before));
        before.zip(self.words.get(word)).is_some_and(|(before, own)| own.names && before.stem == own.stem)
    }

    /// What parts a word from the one before it, if that is nothing but space, hyphens or apostrophes.
    #[must_use]
    pub(super) fn gap(&self, word: usize) -> Option<&str> {
        let before = self.words.get(word.checked_sub(1)?)?;
        let gap = self.text.get(before.end..self.words.get(word)?.start)?;
        gap.chars().all(|c| c == ' ' || c == '-' || c == '\'' || c == '’').then_some(gap)
    }

    /// The words from `first` to `last` as written, if nothing but space, hyphens or apostrophes parts them.
    #[must_use]
    pub(super) fn span(&self, first: usize, last: usize) -> Option<&str> {
        for word in first + 1..=last {
            self.gap(word)?;
        }
        self.text.get(self.words.get(first)?.start..self.words.get(last)?.end)
    }
}

/// A clause as the respondent wrote it, without surrounding space, and its words in place.
pub(super) fn as_written<'v>(
    verbatim: &'v str,
    reading: &Reading,
    clause: &ReadClause,
    reader: &Reader<'_>,
) -> (&'v str, Vec<EvidenceWord>) {
    let ReadClause { clause, language, .. } = *clause;
    let whole = bytes(verbatim, clause.original(&reading.analysis));
    let written = verbatim.get(whole.clone()).unwrap_or("");
    let text = written.trim();
    let lead = whole.start + (written.len() - written.trim_start().len());
    let words = reader.words(clause.text(&reading.analysis), language).into_iter();
    let words = words.filter_map(|word| {
        let place = reading.analysis.original(clause.start + word.start..clause.start + word.end);
        let place = bytes(verbatim, place);
        let (start, end) = (place.start.checked_sub(lead)?, place.end.checked_sub(lead)?);
        text.get(start..end)?;
        Some(EvidenceWord { start, end, names: is_name(&word), stem: word.stem.into_owned() })
    });
    (text, words.collect())
}

/// A range of Unicode scalar values as a range of bytes.
fn bytes(text: &str, (start, end): (u32, u32)) -> std::ops::Range<usize> {
    let mut places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let first = places.nth(start as usize).unwrap_or(text.len());
    let length = end.saturating_sub(start) as usize;
    let last = if length == 0 { first } else { places.nth(length - 1).unwrap_or(text.len()) };
    first..last
}

#[cfg(test)]
pub(super) mod testing {
    //! Evidence of made-up clauses.

    use super::*;
    use crate::text::Collocations;

    /// Each text as one clause of its theme, near its centre and far from any other.
    pub(in crate::draft) fn evidence(language: Language, said: &[(u32, &str)]) -> Vec<Evidence> {
        let collocations = Collocations::default();
        let reader = Reader::new(&[language], &collocations).unwrap();
        let read = said.iter().map(|&(theme, verbatim)| {
            let reading = reader.read(verbatim, Some(language.tag()));
            let clause = reading.clauses[0].clone();
            let (text, words) = as_written(verbatim, &reading, &clause, &reader);
            Evidence {
                theme,
                text: text.to_owned(),
                language,
                words,
                people: 1,
                part: 0,
                closeness: 0.9,
                next: None,
                polarity: 0.0,
                printable: true,
            }
        });
        read.collect()
    }
}
