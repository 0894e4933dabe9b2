//! Triage: answers that carry no idea are told apart before themes are looked for.

use super::answers::{Says, Tokens};
use super::lists::Lists;
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
    let Some(tokens) = Tokens::new(&analysis.text) else { return Triage::Answer };
    if tokens.is_empty() {
        return if is_expressive(&analysis.text) { Triage::Answer } else { Triage::NoAnswer };
    }
    // English is asked last in every survey: "n/a" and "none" are typed everywhere.
    let languages = std::iter::once(language).chain(allowed.iter().copied()).chain([Language::EN]);
    let mut asked: [Option<Language>; 16] = [None; 16];
    for (slot, language) in languages.enumerate().take(asked.len()) {
        if asked.contains(&Some(language)) {
            continue;
        }
        if let Some(place) = asked.get_mut(slot) {
            *place = Some(language);
        }
        match Lists::of(language).answers.read(&tokens) {
            Some(Says::Nothing) => return Triage::Nothing,
            Some(Says::DontKnow) => return Triage::DontKnow,
            Some(Says::NoAnswer) => return Triage::NoAnswer,
            Some(Says::More) | None => {}
        }
    }
    let mut chars = tokens.text().chars();
    if let (Some(c), None) = (chars.next(), chars.next())
        && c.is_alphabetic()
        && !super::han::is_han(c)
        && !super::han::is_kana(c)
        && !is_expressive(&analysis.text)
    {
        return Triage::NoAnswer;
    }
    if mash::is_mash(&analysis.text) { Triage::Junk } else { Triage::Answer }
}

/// Whether text without letters or digits still says something: emoji or a face made of marks.
fn is_expressive(text: &str) -> bool {
    const FACES: [&str; 12] = [":)", ":-)", ":(", ":-(", ";)", ";-)", "=)", ":'(", "<3", ":/", "^^", "(:"];
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
                    ("", NoAnswer), (" \u{200b}", NoAnswer), ("-", NoAnswer), ("...", NoAnswer), ("N/A", NoAnswer),
                    ("none given", NoAnswer), ("x", NoAnswer), ("asdfgh", Junk), ("Nothing.", Nothing),
                    ("NOTHING!!!", Nothing), ("No", Nothing), ("nothing to complain about", Nothing),
                    ("nothing works", Answer), ("no parking", Answer), ("Nothing, everything was great", Nothing),
                    ("Can’t think of anything", Nothing), ("Don't know", DontKnow), ("idk", DontKnow), ("👍", Answer),
                    (":)", Answer), ("5", Answer), ("staff", Answer), ("nothing was explained", Answer),
                    ("no complaints but slow", Answer), ("nothing nothing", Nothing),
                ],
            ),
            (
                Language::ZH_HANS,
                &[
                    ("没有", Nothing), ("没有。", Nothing), ("沒有", Nothing), ("暂时没有，谢谢", Nothing), ("无", Nothing),
                    ("没有需要改进的地方", Nothing), ("没有停车位", Answer), ("不好", Answer), ("不知道", DontKnow),
                    ("差差差差", Answer), ("贵", Answer),
                ],
            ),
            (
                Language::VI,
                &[
                    ("không", Nothing), ("Không có", Nothing), ("khong co gi", Nothing), ("ko", Nothing),
                    ("không có chỗ đậu xe", Answer), ("không biết", DontKnow), ("không tốt", Answer), ("k", Nothing),
                ],
            ),
            (
                Language::ET,
                &[
                    ("ei", Nothing), ("Ei ole midagi", Nothing), ("kõik on korras", Nothing), ("koik hasti", Nothing),
                    ("ei oska öelda", DontKnow), ("ei ole parkimiskohti", Answer), ("ei tea", DontKnow),
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
