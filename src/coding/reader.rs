//! Reads one verbatim the way every later stage needs it: language, triage, clauses, words, tokens, signs.

use crate::embedding::{ClauseText, ClauseVectors, Embedded, Placed, Space, StaticVectors};
use crate::error::Result;
use crate::parallel::Threads;
use crate::sentiment::{Marks, QuestionSide};
use crate::text::{
    Analysis, Clause, Collocations, Language, LanguageDetector, Triage, Word, Words, analysis_copy,
    split_mixed_clauses, triage,
};

/// One clause of a verbatim.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadClause {
    /// Where it stands in the analysis copy.
    pub clause: Clause,
    /// The language that it is in: the verbatim's, or another of the survey's.
    pub language: Language,
    /// What the embedding sees.
    pub text: ClauseText,
    /// What the clause is by itself; only [`Triage::Answer`] can carry a theme.
    pub triage: Triage,
    /// The signs in and behind it.
    pub marks: Marks,
}

/// A verbatim as read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The normalised copy that clauses point into.
    pub analysis: Analysis,
    /// Its language.
    pub language: Language,
    /// What the whole answer is.
    pub triage: Triage,
    /// Its clauses, in order; none unless it is an answer.
    pub clauses: Vec<ReadClause>,
}

/// The vector and the tone of every clause of these readings, in order: the engine's tone, with what the clause's
/// signs say and the lean of a question that asks for one side.
///
/// # Errors
/// [`crate::Error::Model`] if the engine cannot be run.
pub(super) fn hear_all(
    readings: &[&Reading],
    vectors: &mut ClauseVectors,
    side: QuestionSide,
    threads: &Threads,
) -> Result<Embedded> {
    let clauses = || readings.iter().flat_map(|reading| &reading.clauses);
    let texts: Vec<&ClauseText> = clauses().map(|clause| &clause.text).collect();
    let Embedded { vectors, tones } = vectors.of(&texts, threads)?;
    let heard = tones
        .into_iter()
        .zip(clauses())
        .map(|(tone, clause)| side.lean(clause.marks.on(tone).stressed(clause.clause.turns)));
    Ok(Embedded { vectors, tones: heard.collect() })
}

/// Places the clauses of every reading, one [`Placed`] each.
///
/// # Errors
/// [`crate::Error::Model`] if the engine cannot be run.
pub(crate) fn place_all(
    space: &Space,
    readings: &[&Reading],
    vectors: &mut ClauseVectors,
    side: QuestionSide,
    threads: &Threads,
) -> Result<Vec<Placed>> {
    let texts: Vec<&ClauseText> = readings.iter().flat_map(|r| r.clauses.iter().map(|c| &c.text)).collect();
    let Embedded { vectors: rows, tones } = hear_all(readings, vectors, side, threads)?;
    let mut next = 0;
    let spans: Vec<std::ops::Range<usize>> = readings
        .iter()
        .map(|reading| {
            let first = next;
            next += reading.clauses.len();
            first..next
        })
        .collect();
    Ok(threads.map(&spans, |span| {
        let own: Vec<&[f32]> = span.clone().map(|row| rows.row(row)).collect();
        let tones = tones.get(span.clone()).unwrap_or(&[]).to_vec();
        space.place(texts.get(span.clone()).unwrap_or(&[]), &own, tones)
    }))
}

/// Reads verbatims; a pure function of the text and of what the frame fixes (languages, collocations).
#[derive(Debug)]
pub struct Reader<'c> {
    detector: LanguageDetector,
    words: Vec<(Language, Words<'c>)>,
    other: Words<'c>,
    vectors: &'static StaticVectors,
}

impl<'c> Reader<'c> {
    /// A reader for a survey in these languages, most frequent first.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if the shipped vectors cannot be read.
    pub fn new(languages: &[Language], collocations: &'c Collocations) -> Result<Self> {
        Ok(Self {
            detector: LanguageDetector::new(languages),
            words: languages.iter().map(|&l| (l, Words::new(l, collocations))).collect(),
            other: Words::new(Language::UND, collocations),
            vectors: StaticVectors::shipped()?,
        })
    }

    /// Reads one verbatim; `declared` is the language that the file gives.
    #[must_use]
    pub fn read(&self, verbatim: &str, declared: Option<&str>) -> Reading {
        let analysis = analysis_copy(verbatim);
        let language = self.detector.detect(verbatim, declared);
        let whole = triage(&analysis, language, self.detector.allowed());
        let mut clauses = Vec::new();
        if whole == Triage::Answer {
            let parts = split_mixed_clauses(&analysis, language, &self.detector);
            let single = parts.len() == 1;
            for (at, &(clause, language)) in parts.iter().enumerate() {
                let part = clause.text(&analysis);
                // Signs before the first clause belong to it, those behind a clause to that one.
                let start = if at == 0 { 0 } else { clause.start };
                let end = parts.get(at + 1).map_or(analysis.text.len(), |next| next.0.start);
                let marks = Marks::of(analysis.text.get(start..end).unwrap_or(part));
                let triage = if single { whole } else { triage(&analysis_copy(part), language, &[]) };
                clauses.push(ReadClause {
                    clause,
                    language,
                    text: self.clause(part, language),
                    triage,
                    marks,
                });
            }
        }
        Reading { analysis, language, triage: whole, clauses }
    }

    /// The survey's languages, most frequent first.
    #[must_use]
    pub fn languages(&self) -> &[Language] {
        self.detector.allowed()
    }

    /// The language that most answers are in.
    #[must_use]
    pub fn main_language(&self) -> Language {
        self.languages().first().copied().unwrap_or(Language::UND)
    }

    /// The words of a clause of an analysis copy.
    #[must_use]
    pub fn words<'t>(&self, part: &'t str, language: Language) -> Vec<Word<'t>> {
        self.words_of(language).of(part)
    }

    fn words_of(&self, language: Language) -> &Words<'c> {
        self.words.iter().find(|w| w.0 == language).map_or(&self.other, |w| &w.1)
    }

    /// A clause's tokens and stems; Vietnamese without marks as if it had them.
    #[must_use]
    pub fn clause(&self, part: &str, language: Language) -> ClauseText {
        let marked = self.words_of(language).with_marks(part);
        let part = marked.as_deref().unwrap_or(part);
        let tokens = self.vectors.tokens(part);
        let stems =
            self.words(part, language).into_iter().filter(is_name).map(|w| w.stem.into_owned()).collect();
        // Copies of Chinese are Simplified, so both scripts are one language from here on.
        let language = if language.is_chinese() { Language::ZH_HANS } else { language };
        ClauseText { text: part.to_owned(), tokens, stems, language }
    }
}

/// Whether a word may name a theme: it has a letter and is no stop word.
#[must_use]
pub(crate) fn is_name(word: &Word<'_>) -> bool {
    !word.is_stop_word && word.text.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the embedding sees of an answer, clause by clause, in a survey of five languages.
    fn seen(verbatim: &str) -> Vec<ClauseText> {
        let held = ["en", "zh-Hans", "zh-Hant", "vi", "et"].map(|tag| Language::from_tag(tag).unwrap());
        let collocations = Collocations::default();
        let reading = Reader::new(&held, &collocations).unwrap().read(verbatim, None);
        reading.clauses.into_iter().map(|clause| clause.text).collect()
    }

    #[test]
    fn ways_of_typing_one_answer_are_read_alike() {
        for (usual, other) in [
            ("味道不错，但是价格太贵", "味道不錯，但是價格太貴"),
            ("服务态度很差", "服務態度很差"),
            ("服务很好", "服务 (fuwu) 很好"),
            ("服务很好", "服务（fúwù）很好"),
            ("the staff are friendly", "ｔｈｅ　ｓｔａｆｆ　ａｒｅ　ｆｒｉｅｎｄｌｙ"),
            ("nhân viên rất tốt", "nha\u{302}n vie\u{302}n ra\u{302}\u{301}t to\u{302}\u{301}t"),
            ("nhân viên phục vụ rất tốt", "nhan vien phuc vu rat tot"),
            ("teenindus on sõbralik", "TEENINDUS ON SO\u{303}BRALIK"),
        ] {
            assert!(!seen(usual).is_empty());
            assert_eq!(seen(other), seen(usual), "{other}");
        }
    }

    #[test]
    fn an_answer_that_changes_its_language_is_read_in_both() {
        let clauses = seen("the staff are friendly, nhưng giá quá cao");
        let read: Vec<(&str, &str)> = clauses.iter().map(|c| (c.text.as_str(), c.language.tag())).collect();
        assert_eq!(read, [("the staff are friendly", "en"), ("giá quá cao", "vi")]);
    }
}
