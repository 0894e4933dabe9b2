//! The words by which a file may name an option.

use crate::closed_question::{CategoryKind, ClosedQuestion};
use crate::text::Language;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// Most parts that a label may fall into at the signs that separate answers.
const MOST_PARTS: usize = 24;

/// Every name of every option: its code (`14`), the code as a variable (`c14`), its label in each language.
#[derive(Debug, Clone)]
pub(super) struct Vocabulary {
    /// Position of the option; none for a name that two options share.
    names: BTreeMap<String, Option<usize>>,
    /// Labels of each option for messages: code and label.
    shown: Vec<String>,
    /// Parts of the label with most separators in it.
    parts: usize,
}

impl Vocabulary {
    pub(super) fn of(question: &ClosedQuestion) -> Self {
        let mut vocabulary = Self { names: BTreeMap::new(), shown: Vec::new(), parts: 1 };
        for (at, option) in question.categories.iter().enumerate() {
            let number = option.number;
            vocabulary.name(&number.to_string(), at);
            vocabulary.name(&format!("c{number}"), at);
            own_names(option.kind).iter().for_each(|name| vocabulary.name(name, at));
            for label in option.labels.values() {
                vocabulary.name(label, at);
                let parts = label.split(is_separator).count().min(MOST_PARTS);
                vocabulary.parts = vocabulary.parts.max(parts);
            }
            let language = question.languages.first().copied().unwrap_or(Language::UND);
            vocabulary.shown.push(format!("{number} \"{}\"", option.label(language, question).0));
        }
        vocabulary
    }

    fn name(&mut self, name: &str, option: usize) {
        let name = folded(name);
        if name.is_empty() {
            return;
        }
        let known = self.names.entry(name).or_insert(Some(option));
        if *known != Some(option) {
            *known = None;
        }
    }

    /// The option of exactly this name, but for case, width and spaces; `14.0` and `014` are 14.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let name = folded(name);
        let whole = name.strip_suffix(".0").filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
        let name = whole.unwrap_or(&name);
        let is_number = !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit());
        self.names.get(if is_number { name.trim_start_matches('0') } else { name }).copied().flatten()
    }

    /// Most parts of a label.
    pub(super) fn parts(&self) -> usize {
        self.parts
    }

    /// Code and label of an option.
    pub(super) fn shown(&self, option: usize) -> &str {
        self.shown.get(option).map_or("", String::as_str)
    }

    /// What is allowed, for a message: the first few options.
    pub(super) fn allowed(&self) -> String {
        const LISTED: usize = 4;
        let list = self.shown.iter().take(LISTED).map(String::as_str).collect::<Vec<_>>().join(", ");
        match self.shown.len().saturating_sub(LISTED) {
            0 => list,
            more => format!("{list} and {more} more"),
        }
    }
}

/// What SurveyJS and LimeSurvey call an option by themselves, whatever its label.
fn own_names(kind: CategoryKind) -> &'static [&'static str] {
    match kind {
        CategoryKind::Reason => &[],
        CategoryKind::Other => &["other", "-oth-"],
        CategoryKind::None => &["none"],
        CategoryKind::DontKnow => &["dontknow"],
        CategoryKind::PreferNot => &["refused"],
    }
}

/// Signs between answers in one cell.
pub(super) fn is_separator(c: char) -> bool {
    matches!(c, ';' | '|' | ',' | '\n' | '\r' | '\t' | '；' | '，' | '、')
}

/// A name without case, width, runs of spaces and the typographer's quotes and dashes.
pub(super) fn folded(name: &str) -> String {
    let plain = name.nfkc().map(|c| match c {
        '‘' | '’' | 'ʼ' | '`' | '´' => '\'',
        '“' | '”' | '„' => '"',
        '‐'..='―' | '−' => '-',
        c => c,
    });
    let lower = plain.collect::<String>().to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::verifier::tests::question;
    use super::*;

    #[test]
    fn options_are_found_by_code_variable_and_label_in_any_language() {
        let vocabulary = Vocabulary::of(&question());
        for name in ["1", "01", "c1", "C1", "1.0", "１", " Friendly  staff ", "sõbralik teenindus"] {
            assert_eq!(vocabulary.find(name), Some(0), "{name}");
        }
        assert_eq!(vocabulary.find("other"), vocabulary.find("9996"));
        assert_eq!(vocabulary.find("good, cheap food"), Some(2));
        for name in ["", "c", "7", "staff", "1.5"] {
            assert_eq!(vocabulary.find(name), None, "{name}");
        }
        assert_eq!(vocabulary.parts(), 2);
        let mut typographic = question();
        typographic.categories[0].labels.insert(Language::EN, "Doesn't work - at all".into());
        assert_eq!(Vocabulary::of(&typographic).find("Doesn’t work – at all"), Some(0));
    }

    #[test]
    fn a_name_of_two_options_is_none() {
        let mut question = question();
        let labels = question.categories[0].labels.clone();
        question.categories[1].labels = labels;
        assert_eq!(Vocabulary::of(&question).find("friendly staff"), None);
    }
}
