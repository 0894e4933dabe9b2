//! What no option may be printed with: a wording that is no phrase of its language, or that gives somebody away.

use crate::closed_question::phrase::{WIDEST, most_words, width, word_count};
use crate::text::{Language, LanguageDetector, List, Lists, analysis_copy, contains_private};

/// Words from which on the language of a phrase can be told among those of a survey.
const TELLING_WORDS: usize = 4;
/// Columns of an option in a script without blanks: as long a sentence as fits two lines of a phone.
const WIDEST_UNSPACED: usize = 36;

/// Whether a wording may be printed as an option in `language`, one of `detector`'s languages.
pub(super) fn may_be_printed(text: &str, language: Language, detector: &LanguageDetector) -> bool {
    let most = if language.uses_spaces() { WIDEST } else { WIDEST_UNSPACED };
    text.chars().any(char::is_alphabetic)
        && width(text) <= most
        && word_count(text, language) <= most_words(language)
        && !text.contains(['@', '#', '<', '>', '{', '}', '[', ']', '|', '\\', '_', '='])
        && !text.contains(['.', '!', '?', ':', ';', '…', '。', '！', '？', '：'])
        && is_in_script(text, language)
        && !has_remnant(text, language)
        && !is_profane(text, language)
        && !contains_private(text, &[language])
        && !is_of_another_language(text, language, detector)
}

/// Whether every letter belongs to the language's script, save names in Latin letters in another ("APP 不好用").
fn is_in_script(text: &str, language: Language) -> bool {
    if language == Language::ZH_HANS && simplified(text) != plain(text) {
        return false;
    }
    let own = script(language);
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (mut ours, mut latin) = (0, 0);
    for c in letters {
        if own(c) {
            ours += 1;
        } else if is_latin(c) {
            latin += 1;
        } else {
            return false;
        }
    }
    ours > 0 && (latin < ours || latin <= 4)
}

/// The letters of an analysis copy, which writes Chinese in Simplified characters.
fn simplified(text: &str) -> String {
    analysis_copy(text).text.chars().filter(|c| is_han(*c)).collect()
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| is_han(*c)).collect()
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3fffd}')
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, '\u{aa}' | '\u{ba}' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{250}'..='\u{2af}')
}

/// Tells the letters of a language's script.
fn script(language: Language) -> fn(char) -> bool {
    match language.tag() {
        "zh-Hans" | "zh-Hant" => is_han,
        "ja" => |c| is_han(c) || matches!(c, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}'),
        "ko" => |c| matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7a3}'),
        "ru" | "uk" | "bg" => |c| matches!(c, '\u{400}'..='\u{52f}'),
        "sr" => |c| is_latin(c) || matches!(c, '\u{400}'..='\u{52f}'),
        "el" => |c| matches!(c, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}'),
        "ar" | "fa" => {
            |c| matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{feff}')
        }
        "he" => |c| matches!(c, '\u{590}'..='\u{5ff}' | '\u{fb1d}'..='\u{fb4f}'),
        "hi" => |c| matches!(c, '\u{900}'..='\u{97f}'),
        "bn" => |c| matches!(c, '\u{980}'..='\u{9ff}'),
        "ta" => |c| matches!(c, '\u{b80}'..='\u{bff}'),
        "th" => |c| matches!(c, '\u{e00}'..='\u{e7f}'),
        "lo" => |c| matches!(c, '\u{e80}'..='\u{eff}'),
        "my" => |c| matches!(c, '\u{1000}'..='\u{109f}'),
        "ka" => |c| matches!(c, '\u{10a0}'..='\u{10ff}' | '\u{1c90}'..='\u{1cbf}'),
        "hy" => |c| matches!(c, '\u{530}'..='\u{58f}'),
        "km" => |c| matches!(c, '\u{1780}'..='\u{17ff}'),
        _ => is_latin,
    }
}

/// Whether a consonant stands by itself: what is left of a word ("couldn t", "爱k").
fn has_remnant(text: &str, language: Language) -> bool {
    if ["cs", "sk", "pl", "sl", "hr", "sr"].contains(&language.tag()) {
        return false;
    }
    let chars: Vec<char> = text.chars().collect();
    let beside = |at: Option<usize>| {
        at.and_then(|at| chars.get(at)).is_some_and(|c| {
            c.is_ascii_alphanumeric() || is_latin(*c) || matches!(c, '-' | '\'' | '’' | '&' | '.')
        })
    };
    chars.iter().enumerate().any(|(at, c)| {
        let is_consonant = c.is_ascii_alphabetic() && !"aeiouyAEIOUY".contains(*c);
        is_consonant && !beside(at.checked_sub(1)) && !beside(at.checked_add(1))
    })
}

fn is_profane(text: &str, language: Language) -> bool {
    let copy = analysis_copy(text).text;
    let lists = Lists::of(language);
    copy.split(|c: char| !c.is_alphanumeric() && c != '\'').any(|word| lists.has(List::Profanity, word))
}

fn is_of_another_language(text: &str, language: Language, detector: &LanguageDetector) -> bool {
    let rivals =
        detector.allowed().iter().filter(|l| **l != language && script(**l)('a') == script(language)('a'));
    language.uses_spaces()
        && rivals.count() > 0
        && word_count(text, language) >= TELLING_WORDS
        && detector.detect(text, None) != language
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_printed() {
        let languages = ["en", "et", "vi", "zh-Hans", "zh-Hant", "ja", "de"];
        let languages = languages.map(|tag| Language::from_tag(tag).unwrap());
        let detector = LanguageDetector::new(&languages);
        let may = |text, tag| may_be_printed(text, Language::from_tag(tag).unwrap(), &detector);
        for (text, tag) in [
            ("Long waiting times", "en"),
            ("X-ray took too long", "en"),
            ("24/7 opening", "en"),
            ("Kõrge hind", "et"),
            ("Giá quá cao", "vi"),
            ("APP不好用", "zh-Hans"),
            ("價格太高", "zh-Hant"),
            ("スタッフが親切", "ja"),
            ("Öffentliche Verkehrsmittel", "de"),
        ] {
            assert!(may(text, tag), "{text}");
        }
        for (text, tag) in [
            ("", "en"),
            ("👍", "en"),
            ("Couldn t", "en"),
            ("爱k", "zh-Hans"),
            ("價格太高", "zh-Hans"),
            ("价格", "en"),
            ("Good price 价格", "en"),
            ("ask anna@example.org", "en"),
            ("The staff was kind. Really", "en"),
            ("waiting in the queue for so long that everybody went home", "en"),
            ("The delivery was very late", "et"),
            ("Very slow 服务", "zh-Hans"),
        ] {
            assert!(!may(text, tag), "{text}");
        }
    }
}
