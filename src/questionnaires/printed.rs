//! A closed question as one file prints it: its languages, each text on one line, and a wording wherever there is any.

use crate::closed_question::{AnswerFormat, Category, CategoryKind, ClosedQuestion};
use crate::code_frame::CodeNumber;
use crate::text::Language;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A text in each language of a file, in their order.
pub(super) type Texts = Vec<String>;

/// The question in the languages of one file.
pub(super) struct Printed<'q> {
    /// What it is made of.
    pub(super) question: &'q ClosedQuestion,
    /// The languages of the file, the main one first.
    pub(super) languages: &'q [Language],
    /// The stem; a file without one is no question, so the column's name stands in for it.
    pub(super) stem: Texts,
    /// Every option, in print order.
    pub(super) options: Vec<PrintedOption<'q>>,
}

/// One option in the languages of the file.
pub(super) struct PrintedOption<'q> {
    /// What it is made of.
    pub(super) category: &'q Category,
    /// Its wording; never empty.
    pub(super) labels: Texts,
    /// What notes call it: its wording in the question's first language, so that the files of all languages say the same.
    known_as: String,
}

impl PrintedOption<'_> {
    /// The option code.
    pub(super) fn code(&self) -> u16 {
        self.category.number.0
    }

    /// The option code where a name must start with a letter: `c14`.
    pub(super) fn name(&self) -> String {
        format!("c{}", self.code())
    }

    /// The wording in the main language.
    pub(super) fn label(&self) -> &str {
        self.labels.first().map_or("", String::as_str)
    }
}

impl<'q> Printed<'q> {
    /// `question` as printed in `languages`.
    pub(super) fn new(question: &'q ClosedQuestion, languages: &'q [Language]) -> Self {
        let texts = |worded: &dyn Fn(Language) -> &'q str, instead: &str| -> Texts {
            let lines = languages.iter().map(|&language| one_line(worded(language)));
            lines.map(|line| if line.is_empty() { one_line(instead) } else { line }).collect()
        };
        let options = question.categories.iter().map(|category| {
            let instead = category.number.to_string();
            let label = |language| category.label(language, question).0;
            let known_as = question.languages.first().map(|&first| one_line(label(first)));
            PrintedOption {
                category,
                labels: texts(&label, &instead),
                known_as: known_as.filter(|name| !name.is_empty()).unwrap_or(instead),
            }
        });
        Self {
            question,
            languages,
            stem: texts(&|language| question.stem_in(language).0, &question.open_question.column),
            options: options.collect(),
        }
    }

    /// The main language.
    pub(super) fn main(&self) -> Language {
        self.languages.first().copied().unwrap_or(Language::EN)
    }

    /// The stem in the main language.
    pub(super) fn stem(&self) -> &str {
        self.stem.first().map_or("", String::as_str)
    }

    /// How people answer.
    pub(super) fn answer(&self) -> AnswerFormat {
        self.question.answer
    }

    /// Options of a list, with the group whose heading stands before them. One section if there are no groups.
    pub(super) fn sections<'p>(
        &self,
        options: impl IntoIterator<Item = &'p PrintedOption<'q>>,
    ) -> Vec<(Option<Texts>, Vec<&'p PrintedOption<'q>>)>
    where
        'q: 'p,
    {
        let mut sections: Vec<(Option<CodeNumber>, Vec<&PrintedOption<'_>>)> = Vec::new();
        for option in options {
            let known = |number: &CodeNumber| self.question.groups.iter().any(|g| g.number == *number);
            let group = option.category.group.filter(known);
            match sections.last_mut().filter(|(last, _)| *last == group) {
                Some((_, section)) => section.push(option),
                None => sections.push((group, vec![option])),
            }
        }
        let heading = |number: CodeNumber| {
            let group = self.question.groups.iter().find(|group| group.number == number)?;
            Some(self.languages.iter().map(|&language| self.heading(&group.labels, language)).collect())
        };
        sections.into_iter().map(|(group, section)| (group.and_then(heading), section)).collect()
    }

    fn heading(&self, labels: &BTreeMap<Language, String>, language: Language) -> String {
        let order = std::iter::once(&language).chain(&self.question.languages);
        let own = order.filter_map(|language| labels.get(language)).chain(labels.values()).next();
        own.map_or_else(String::new, |label| one_line(label))
    }

    /// Whether options are printed in groups.
    pub(super) fn has_groups(&self) -> bool {
        !self.question.groups.is_empty() && self.options.iter().any(|option| option.category.group.is_some())
    }

    /// Whether options change places: one alone has none to change with.
    pub(super) fn shuffles(&self) -> bool {
        self.having(|category| category.shuffle).len() > 1
    }

    /// The options that satisfy `wanted`.
    pub(super) fn having(&self, wanted: impl Fn(&Category) -> bool) -> Vec<&PrintedOption<'q>> {
        self.options.iter().filter(|option| wanted(option.category)).collect()
    }

    /// The items that are answered one by one with yes and no: the reasons.
    pub(super) fn items(&self) -> Vec<&PrintedOption<'q>> {
        self.having(|category| category.kind == CategoryKind::Reason)
    }

    /// What each item is answered with, by code: 1 yes, 0 no, then Don't know and Prefer not to say if the question has them.
    /// A language without words for yes and no gets the English ones, and a note.
    pub(super) fn scale(&self) -> Vec<(u16, Texts)> {
        let words = |pick: fn((&'static str, &'static str)) -> &'static str| -> Texts {
            let own = |&l| pick(ClosedQuestion::yes_no(l).unwrap_or(("Yes", "No"))).to_owned();
            self.languages.iter().map(own).collect()
        };
        let mut scale = vec![(1, words(|w| w.0)), (0, words(|w| w.1))];
        let others = self.having(|c| matches!(c.kind, CategoryKind::DontKnow | CategoryKind::PreferNot));
        scale.extend(others.into_iter().map(|option| (option.code(), option.labels.clone())));
        scale
    }

    /// What is so in every format: wordings that a language lacks, and what yes and no for each item leave out.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> =
            self.languages.iter().filter_map(|&language| self.missing(language)).collect();
        if self.answer() == AnswerFormat::YesNo {
            for none in self.having(|category| category.kind == CategoryKind::None) {
                let label = quoted(&[none]);
                notes.push(format!("{label} is not printed: whoever says no to every item has said it."));
            }
            for &language in self.languages.iter().filter(|&&l| ClosedQuestion::yes_no(l).is_none()) {
                notes.push(format!(
                    "Yes and No have no wording in {} here: the English ones stand there, translate them.",
                    language.english_name()
                ));
            }
        }
        notes
    }

    /// "3 options have no wording in Estonian: the English one stands there, translate it."
    fn missing(&self, language: Language) -> Option<String> {
        let lacks = |labels: &BTreeMap<Language, String>| {
            labels.get(&language).is_none_or(|label| one_line(label).is_empty())
        };
        let stem = lacks(&self.question.stem);
        let options = self.having(|category| lacks(&category.labels));
        let what = match (stem, options.len()) {
            (false, 0) => return None,
            (true, 0) => "The stem has".to_owned(),
            (false, 1) => "One option has".to_owned(),
            (false, n) => format!("{n} options have"),
            (true, 1) => "The stem and one option have".to_owned(),
            (true, n) => format!("The stem and {n} options have"),
        };
        let labels = options.iter().map(|option| &option.category.labels);
        let labels: Vec<_> = labels.chain(stem.then_some(&self.question.stem)).collect();
        let stands = |l: &&Language| labels.iter().all(|labels| labels.contains_key(l));
        let instead = self.question.languages.iter().find(stands);
        let instead = instead.map_or_else(
            || "that of another language stands there".to_owned(),
            |other| format!("the {} one stands there", other.english_name()),
        );
        Some(format!("{what} no wording in {}: {instead}, translate it.", language.english_name()))
    }
}

/// “None of these” and “Don't know”, in the question's first language.
pub(super) fn quoted(options: &[&PrintedOption<'_>]) -> String {
    let names: Vec<String> = options.iter().map(|option| format!("“{}”", option.known_as)).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// The text on one line: runs of white space and control characters become one blank; characters that turn the direction of
/// what follows, or that no document may hold, go. Joiners stay, since emoji and scripts need them.
pub(super) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_unseen(c) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Bidirectional controls that reach beyond their own place, byte order marks, and code points that are no characters.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fdd0}'..='\u{fdef}')
        || (c as u32) & 0xfffe == 0xfffe
}

/// The text where a tool takes it for HTML and gives the signs in `also` a meaning of their own: each as a reference, which
/// the reader sees as the sign.
pub(super) fn html(text: &str, also: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            _ if also.contains(c) => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out
}

/// A name of letters, digits and underscores that starts with a letter, as survey tools want it: the column's, if it has any.
pub(super) fn slug(column: &str) -> String {
    let mut out = String::new();
    for c in column.trim().chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            _ if out.ends_with('_') || out.is_empty() => {}
            _ => out.push('_'),
        }
    }
    // 20: with "_9996" or "_other" still inside REDCap's 26 characters.
    out.truncate(20);
    let out = out.trim_end_matches('_');
    match out.chars().next() {
        None => "question".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("q{out}"),
        Some(_) => out.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closed_question::OptionGroup;

    fn option(number: u16, kind: CategoryKind, labels: &[(Language, &str)]) -> Category {
        Category {
            position: 1,
            number: CodeNumber(number),
            kind,
            labels: labels.iter().map(|(l, text)| (*l, (*text).to_owned())).collect(),
            needs_translation: vec![],
            codes: vec![],
            side: None,
            group: (number < 3).then_some(CodeNumber(101)),
            count: 0,
            open_share: None,
            low: None,
            high: None,
            again_low: None,
            again_high: None,
            cumulative_coverage: None,
            shuffle: kind == CategoryKind::Reason,
            exclusive: kind != CategoryKind::Reason,
            open_text: false,
        }
    }

    fn question() -> ClosedQuestion {
        ClosedQuestion {
            languages: vec![Language::EN, Language::ET],
            stem: [(Language::EN, "Why?".to_owned()), (Language::ET, "Miks?".to_owned())].into(),
            answer: AnswerFormat::YesNo,
            categories: vec![
                option(1, CategoryKind::Reason, &[(Language::EN, "Price"), (Language::ET, "Hind")]),
                option(2, CategoryKind::Reason, &[(Language::EN, "Staff\n ")]),
                option(3, CategoryKind::Reason, &[]),
                option(97, CategoryKind::None, &[(Language::EN, "None"), (Language::ET, "Ei")]),
                option(98, CategoryKind::DontKnow, &[(Language::EN, "Don't know"), (Language::ET, "Ei tea")]),
            ],
            groups: vec![OptionGroup {
                number: CodeNumber(101),
                labels: [(Language::EN, "Shop".to_owned())].into(),
            }],
            ..ClosedQuestion::default()
        }
    }

    #[test]
    fn every_language_has_a_text_and_what_stands_in_is_said() {
        let question = question();
        let languages = [Language::ET, Language::EN];
        let printed = Printed::new(&question, &languages);
        assert_eq!((printed.stem(), printed.main()), ("Miks?", Language::ET));
        let labels: Vec<&Texts> = printed.options.iter().map(|option| &option.labels).collect();
        assert_eq!(labels[..3], [&["Hind", "Price"], &["Staff", "Staff"], &["3", "3"]]);
        let notes = printed.notes();
        assert_eq!(
            notes[0],
            "2 options have no wording in Estonian: that of another language stands there, translate it."
        );
        assert_eq!(
            notes[1],
            "One option has no wording in English: that of another language stands there, translate it."
        );
        assert!(notes[2].starts_with("“None” is not printed"), "{notes:?}");
        let mut question = question;
        question.categories.remove(2);
        let printed = Printed::new(&question, &languages);
        assert_eq!(
            printed.notes()[0],
            "One option has no wording in Estonian: the English one stands there, translate it."
        );
    }

    #[test]
    fn yes_no_and_the_ways_out_answer_each_item() {
        let question = question();
        let printed = Printed::new(&question, &question.languages);
        let scale = printed.scale();
        let codes: Vec<(u16, &str)> = scale.iter().map(|(code, texts)| (*code, texts[1].as_str())).collect();
        assert_eq!(codes, [(1, "Jah"), (0, "Ei"), (98, "Ei tea")]);
        assert_eq!(printed.items().len(), 3);
    }

    #[test]
    fn groups_stand_before_their_options() {
        let question = question();
        let printed = Printed::new(&question, &question.languages);
        let sections = printed.sections(&printed.options);
        let shown: Vec<(Option<&str>, usize)> = sections
            .iter()
            .map(|(heading, options)| (heading.as_ref().map(|h| h[1].as_str()), options.len()))
            .collect();
        assert_eq!(shown, [(Some("Shop"), 2), (None, 3)]);
    }

    #[test]
    fn one_line_without_what_nobody_sees() {
        assert_eq!(one_line(" a\r\n\tb\u{0}c\u{2028}d\u{a0} "), "a b c d");
        assert_eq!(one_line("\u{202e}אבג\u{202c} \u{2067}x\u{2069}\u{fffe}\u{1ffff}\u{feff}"), "אבג x");
        let kept = "👩‍👩‍👧 می‌خواهم \u{200f}=1 [[Choice:1]] ${x} ]]> <b>&amp;|";
        assert_eq!(one_line(kept), kept);
    }

    #[test]
    fn names_that_tools_take() {
        assert_eq!(slug("Reason (open)"), "reason_open");
        assert_eq!(slug("7. Why?"), "q7_why");
        assert_eq!(slug("为什么"), "question");
        assert_eq!(slug("a very long name of a column indeed"), "a_very_long_name_of");
    }
}
