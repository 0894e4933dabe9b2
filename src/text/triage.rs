//! Triage: answers that carry no idea are told apart before themes are looked for.

use super::answers::{Says, Tokens};
use super::lists::{List, Lists};
use super::{Analysis, Language, mash};

/// What kind of answer this is, decided on the whole answer and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Triage {
    /// Blank, invisible, punctuation only, or a filler such as "n/a".
    NoAnswer,
    /// Keyboard mash.
    Junk,
    /// Nothing to report: "nothing, all fine", "没有", "không có", "ei ole midagi".
    Nothing,
    /// "I do not know."
    DontKnow,
    /// Anything else, emoji and single words included.
    Answer,
}

/// Sorts an answer. The lists of its own `language` are asked first, then those of the other languages that the
/// survey allows: people answer "no" and "n/a" across languages, and so short an answer often has no language.
#[must_use]
pub fn triage(analysis: &Analysis, language: Language, allowed: &[Language]) -> Triage {
    if !analysis.text.contains(char::is_alphanumeric) {
        return if is_expressive(&analysis.text) { Triage::Answer } else { Triage::NoAnswer };
    }
    let listed = Tokens::new(&analysis.text).and_then(|tokens| listed(&tokens, language, allowed));
    match listed {
        Some(Says::Nothing) => Triage::Nothing,
        Some(Says::DontKnow) => Triage::DontKnow,
        Some(Says::NoAnswer) => Triage::NoAnswer,
        _ if is_one_letter(&analysis.text) => Triage::NoAnswer,
        _ if mash::is_mash(&analysis.text) || is_listed_mash(&analysis.text, language) => Triage::Junk,
        _ => Triage::Answer,
    }
}

/// What the lists make of the whole answer, own language first.
fn listed(tokens: &Tokens, language: Language, allowed: &[Language]) -> Option<Says> {
    // English is asked in every survey: "n/a" and "none" are typed everywhere.
    let languages = || std::iter::once(language).chain(allowed.iter().copied()).chain([Language::EN]);
    let is_new = |&(i, language): &(usize, Language)| languages().take(i).all(|earlier| earlier != language);
    let asked = languages().enumerate().filter(is_new);
    asked
        .map(|(_, language)| Lists::of(language).answers.read(tokens))
        .find(|says| matches!(says, Some(Says::Nothing | Says::DontKnow | Says::NoAnswer)))?
}

/// What an input method made of keys struck at random.
fn is_listed_mash(text: &str, language: Language) -> bool {
    let is_edge = |c: char| !c.is_alphanumeric();
    language.is_chinese() && Lists::of(language).has(List::Mash, text.trim_matches(is_edge))
}

/// A single letter of an alphabet, which abbreviates nothing that could be known.
fn is_one_letter(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphanumeric());
    let alone = matches!((letters.next(), letters.next()), (Some('a'..='z' | 'а'..='я'), None));
    alone && !is_expressive(text)
}

/// Whether text without letters or digits still says something: emoji, a face made of marks, "$$$" or "A+".
fn is_expressive(text: &str) -> bool {
    const FACES: [&str; 14] =
        ["$", "a+", ":)", ":-)", ":(", ":-(", ";)", ";-)", "=)", ":'(", "<3", ":/", "^^", "(:"];
    text.chars().any(is_emoji) || FACES.iter().any(|face| text.contains(face))
}

/// Pictures: the emoji blocks and the older symbols that are used as such.
pub(super) fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b50}'..='\u{2b55}' | '\u{2190}'..='\u{21ff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::analysis_copy;

    fn sorted(language: Language, text: &str) -> Triage {
        triage(&analysis_copy(text), language, &[])
    }

    #[test]
    fn each_kind_is_recognised_in_each_first_class_language() {
        use Triage::{Answer, DontKnow, Junk, NoAnswer, Nothing};
        let cases: [(Language, &[(&str, Triage)]); 5] = [
            (
                Language::EN,
                &[
                    ("", NoAnswer),
                    (" \u{200b}", NoAnswer),
                    ("-", NoAnswer),
                    ("...", NoAnswer),
                    ("N/A", NoAnswer),
                    ("none given", NoAnswer),
                    ("x", NoAnswer),
                    ("asdfgh", Junk),
                    ("Nothing.", Nothing),
                    ("NOTHING!!!", Nothing),
                    ("No", Nothing),
                    ("nothing to complain about", Nothing),
                    ("nothing works", Answer),
                    ("no parking", Answer),
                    ("Nothing, everything was great", Nothing),
                    ("Can’t think of anything", Nothing),
                    ("Don't know", DontKnow),
                    ("idk", DontKnow),
                    ("👍", Answer),
                    (":)", Answer),
                    ("5", Answer),
                    ("staff", Answer),
                    ("nothing was explained", Answer),
                    ("no complaints but slow", Answer),
                    ("nothing nothing", Nothing),
                ],
            ),
            (
                Language::ZH_HANS,
                &[
                    ("没有", Nothing),
                    ("没有。", Nothing),
                    ("沒有", Nothing),
                    ("暂时没有，谢谢", Nothing),
                    ("无", Nothing),
                    ("没有需要改进的地方", Nothing),
                    ("没有停车位", Answer),
                    ("不好", Answer),
                    ("不知道", DontKnow),
                    ("差差差差", Answer),
                    ("贵", Answer),
                    ("阿斯顿", Junk),
                ],
            ),
            (
                Language::VI,
                &[
                    ("không", Nothing),
                    ("Không có", Nothing),
                    ("khong co gi", Nothing),
                    ("ko", Nothing),
                    ("không có chỗ đậu xe", Answer),
                    ("không biết", DontKnow),
                    ("không tốt", Answer),
                    ("k", Nothing),
                ],
            ),
            (
                Language::ET,
                &[
                    ("ei", Nothing),
                    ("Ei ole midagi", Nothing),
                    ("kõik on korras", Nothing),
                    ("koik hasti", Nothing),
                    ("ei oska öelda", DontKnow),
                    ("ei ole parkimiskohti", Answer),
                    ("ei tea", DontKnow),
                ],
            ),
            (Language::UND, &[("none", Nothing), ("?", NoAnswer)]),
        ];
        for (language, answers) in cases {
            for (text, expected) in answers {
                assert_eq!(sorted(language, text), *expected, "{}: {text:?}", language.tag());
            }
        }
    }

    #[test]
    fn other_languages_of_the_survey_are_asked_too() {
        let copy = analysis_copy("không có");
        assert_eq!(triage(&copy, Language::UND, &[Language::ET, Language::VI]), Triage::Nothing);
        assert_eq!(triage(&copy, Language::UND, &[Language::ET]), Triage::Answer);
    }
}
