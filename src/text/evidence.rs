//! Cheap evidence for a language: the script, small words that only some languages have, and letters.

use super::Language;
use super::answers::unaccented;
use super::han::{self, Script};
use super::lists::{List, Lists};
use super::vietnamese;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a text is written with.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Writing {
    /// The script of most of it; none if it has no letters.
    pub(super) script: Option<&'static str>,
    /// Letters of that script.
    pub(super) letters: usize,
    simplified: usize,
    traditional: usize,
    /// Characters that neither kind of Chinese uses.
    pub(super) neither: usize,
    /// Letters of Persian that Arabic has not.
    persian: usize,
}

impl Writing {
    /// Simplified or Traditional, by the characters that only one of them has.
    pub(super) fn chinese(&self) -> Option<Language> {
        match self.simplified.cmp(&self.traditional) {
            std::cmp::Ordering::Greater => Some(Language::ZH_HANS),
            std::cmp::Ordering::Less => Some(Language::ZH_HANT),
            std::cmp::Ordering::Equal => None,
        }
    }

    /// The language, where the script or a letter of it decides it alone.
    pub(super) fn sole_language(&self) -> Option<Language> {
        let script = self.script?;
        if script == "Arabic" {
            return Language::from_tag(if self.persian > 0 { "fa" } else { "ar" });
        }
        let mut users = Language::all().filter(|l| script_of(*l) == script);
        match (users.next(), users.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    }
}

/// Scripts, in the order of the counters below.
const SCRIPTS: [&str; 16] = [
    "Latin",
    "Han",
    "Kana",
    "Hangul",
    "Cyrillic",
    "Greek",
    "Thai",
    "Arabic",
    "Hebrew",
    "Devanagari",
    "Bengali",
    "Tamil",
    "Khmer",
    "Lao",
    "Myanmar",
    "Georgian",
];

fn script_index(c: char) -> Option<usize> {
    Some(match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' if c != '×' && c != '÷' => 0,
        c if han::is_kana(c) => 2,
        c if han::is_han(c) => 1,
        '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' => 3,
        '\u{400}'..='\u{52f}' => 4,
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => 5,
        '\u{e00}'..='\u{e7f}' => 6,
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => {
            7
        }
        '\u{590}'..='\u{5ff}' => 8,
        '\u{900}'..='\u{97f}' => 9,
        '\u{980}'..='\u{9ff}' => 10,
        '\u{b80}'..='\u{bff}' => 11,
        '\u{1780}'..='\u{17ff}' => 12,
        '\u{e80}'..='\u{eff}' => 13,
        '\u{1000}'..='\u{109f}' => 14,
        '\u{10a0}'..='\u{10ff}' => 15,
        _ => return None,
    })
}

/// A Latin letter of the width of a Chinese character as an ordinary one.
pub(super) fn half_width(c: char) -> char {
    match c {
        '\u{ff21}'..='\u{ff5a}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// Counts the scripts of the first `most` scalars.
pub(super) fn writing(text: &str, most: usize) -> Writing {
    let mut counts = [0usize; SCRIPTS.len()];
    let mut writing = Writing::default();
    let mut latin_words = 0;
    let mut in_latin = false;
    for c in text.chars().take(most).map(half_width) {
        let index = script_index(c);
        latin_words += usize::from(index == Some(0) && !in_latin);
        in_latin = index == Some(0);
        let Some(count) = index.and_then(|i| counts.get_mut(i)) else { continue };
        *count += 1;
        writing.persian += usize::from(matches!(c, 'پ' | 'چ' | 'ژ' | 'گ' | 'ک' | 'ی'));
        if index == Some(1) {
            match han::script(c) {
                Script::Simplified => writing.simplified += 1,
                Script::Traditional => writing.traditional += 1,
                Script::Neither => writing.neither += 1,
                Script::Both => {}
            }
        }
    }
    // A character is a word or half of one, so Latin letters are weighed by the word, beside Korean and Thai too.
    let [latin, han, kana, ..] = counts;
    let japanese = kana >= 2 && kana * 4 >= han;
    let best = (1..counts.len())
        .filter(|&i| i != 2 || japanese)
        .max_by_key(|&i| (counts[i], usize::MAX - i))
        .unwrap_or(1);
    let best = if japanese && best == 1 { 2 } else { best };
    let index = if counts[best] >= latin_words.max(1) || latin == 0 && counts[best] > 0 { best } else { 0 };
    writing.letters = counts[index];
    writing.script = (counts[index] > 0).then_some(SCRIPTS[index]);
    writing
}

/// The script that a language is written in.
pub(super) fn script_of(language: Language) -> &'static str {
    match language.tag() {
        "zh-Hans" | "zh-Hant" => "Han",
        "ja" => "Kana",
        "ko" => "Hangul",
        "ru" | "uk" | "bg" | "sr" => "Cyrillic",
        "el" => "Greek",
        "th" => "Thai",
        "ar" | "fa" => "Arabic",
        "he" => "Hebrew",
        "hi" => "Devanagari",
        "bn" => "Bengali",
        "ta" => "Tamil",
        "km" => "Khmer",
        "lo" => "Lao",
        "my" => "Myanmar",
        "ka" => "Georgian",
        "und" | "hy" => "",
        _ => "Latin",
    }
}

/// Languages that share so many words that one is easily taken for the other.
pub(super) fn are_alike(a: Language, b: Language) -> bool {
    const GROUPS: [&[&str]; 7] = [
        &["sv", "da", "nb"],
        &["es", "pt", "it", "fr", "ca", "ro"],
        &["et", "fi"],
        &["cs", "pl"],
        &["ru", "uk"],
        &["de", "nl"],
        &["lv", "lt"],
    ];
    a != b && GROUPS.iter().any(|g| g.contains(&a.tag()) && g.contains(&b.tag()))
}

/// Languages as bits, in the order of the list folders.
static LANGUAGES: LazyLock<Vec<Language>> =
    LazyLock::new(|| Lists::tags().filter_map(Language::from_tag).collect());

/// Small words and the languages that have them.
static WORDS: LazyLock<HashMap<String, u32>> = LazyLock::new(|| {
    let mut words: HashMap<String, u32> = HashMap::new();
    for (bit, &language) in LANGUAGES.iter().enumerate() {
        let lists = Lists::of(language);
        for list in [List::StopWords, List::Negators, List::Intensifiers, List::Contrast] {
            for word in lists.entries(list).iter().filter(|w| w.chars().all(char::is_alphabetic)) {
                *words.entry((*word).to_owned()).or_default() |= 1 << bit;
            }
        }
    }
    // Vietnamese is often typed without its marks; such forms count only where they are no word of another language.
    let Some(vietnamese) = LANGUAGES.iter().position(|l| *l == Language::VI) else { return words };
    let lists = Lists::of(Language::VI);
    let compounds = lists.entries(List::Compounds).iter().flat_map(|c| c.split(' '));
    for word in lists.entries(List::StopWords).iter().copied().chain(compounds) {
        let plain = unaccented(word);
        // Short ones are words or names elsewhere ("day", "San"), but for a few very common ones.
        let is_telling = plain.len() >= 4 && !PLAIN_ELSEWHERE.contains(&plain.as_ref())
            || matches!(plain.as_ref(), "rat" | "cua" | "qua" | "roi" | "voi" | "nua");
        if is_telling && plain != word {
            words.entry(plain.into_owned()).or_insert(1 << vietnamese);
        }
    }
    words
});

/// Vietnamese syllables without marks that are words of other languages.
const PLAIN_ELSEWHERE: [&str; 12] =
    ["hang", "sang", "bang", "tang", "long", "song", "them", "then", "mang", "dung", "thing", "ring"];

/// Letters that only some languages have.
fn letters(c: char) -> &'static [&'static str] {
    match c {
        'ơ' | 'ư' | 'đ' | 'ă' | '\u{1ea0}'..='\u{1ef9}' => &["vi"],
        'õ' => &["et", "pt"],
        'ä' => &["et", "fi", "de", "sv"],
        'ö' => &["et", "fi", "de", "sv", "hu", "tr"],
        'ü' => &["et", "de", "hu", "tr"],
        'ß' => &["de"],
        'å' => &["sv", "da", "nb"],
        'æ' | 'ø' => &["da", "nb"],
        'ñ' | '¿' | '¡' => &["es"],
        'ã' => &["pt"],
        'ç' => &["fr", "pt", "tr"],
        'œ' | 'è' | 'ê' | 'î' | 'û' | 'ë' => &["fr"],
        'ą' | 'ę' | 'ł' | 'ś' | 'ź' | 'ż' | 'ć' | 'ń' => &["pl"],
        'ř' | 'ů' | 'ě' | 'ď' | 'ť' => &["cs"],
        'ș' | 'ț' => &["ro"],
        'ő' | 'ű' => &["hu"],
        'ı' | 'ğ' | 'ş' => &["tr"],
        'ā' | 'ē' | 'ī' | 'ņ' | 'ļ' | 'ķ' | 'ģ' => &["lv"],
        'ė' | 'į' | 'ų' => &["lt"],
        'і' | 'ї' | 'є' | 'ґ' => &["uk"],
        'ы' | 'э' | 'ё' | 'ъ' => &["ru"],
        _ => &[],
    }
}

/// A set of languages, as bits in the order of the list folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Among(u32);

impl Among {
    /// Every language that has lists.
    pub(super) const ALL: Self = Self(u32::MAX);

    /// These languages, as far as they have lists.
    pub(super) fn new(languages: &[Language]) -> Self {
        let bits = LANGUAGES.iter().enumerate().filter(|(_, l)| languages.contains(l));
        Self(bits.fold(0, |among, (bit, _)| among | 1 << bit))
    }

    fn has(self, tag: &str) -> bool {
        LANGUAGES.iter().position(|l| l.tag() == tag).is_some_and(|bit| self.0 & (1 << bit) != 0)
    }
}

/// Vietnamese alone.
static VIETNAMESE: LazyLock<Among> = LazyLock::new(|| Among::new(&[Language::VI]));

/// Points per language: one for a word that no other language in question has, less for a shared one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scores {
    points: [f32; 32],
    words: usize,
    among: Among,
}

/// Scores the first `most` scalars, with points for the languages `among` which the text may be.
pub(super) fn scores(text: &str, most: usize, among: Among) -> Scores {
    let mut scores = Scores { points: [0.0; 32], words: 0, among };
    let mut plain = vietnamese::PlainWords::default();
    let mut word = String::with_capacity(24);
    let mut left = most;
    let mut chars = text.chars();
    loop {
        let c = if left == 0 { None } else { chars.next().map(half_width) };
        left = left.saturating_sub(1);
        match c {
            Some(c) if c.is_ascii_alphabetic() => word.push(c.to_ascii_lowercase()),
            Some(c) if c.is_alphabetic() => word.extend(c.to_lowercase()),
            // Accents typed as characters of their own.
            Some(c) if ('\u{300}'..='\u{36f}').contains(&c) => compose(&mut word, c),
            Some('\'' | '’') if !word.is_empty() => word.push('\''),
            other => {
                if !word.is_empty() {
                    let listed = scores.count(word.trim_end_matches('\''));
                    plain.count(&word, listed);
                    word.clear();
                }
                if other.is_none() {
                    scores.add("vi", plain.points());
                    return scores;
                }
            }
        }
    }
}

fn compose(word: &mut String, mark: char) {
    if let Some(last) = word.pop() {
        match unicode_normalization::char::compose(last, mark) {
            Some(composed) => word.push(composed),
            None => word.push(last),
        }
    }
}

impl Scores {
    /// Counts a word; returns whether a language in question other than Vietnamese lists it.
    fn count(&mut self, word: &str) -> bool {
        self.words += 1;
        let mask = WORDS.get(word).map_or(0, |mask| mask & self.among.0);
        if mask != 0 {
            let points = 1.0 / mask.count_ones() as f32;
            for (bit, score) in self.points.iter_mut().enumerate() {
                if mask & (1 << bit) != 0 {
                    *score += points;
                }
            }
        } else if let Some((before, after)) = word.split_once('\'') {
            match (before, after) {
                ("c" | "j" | "m" | "n" | "qu" | "s" | "t", _) => self.add("fr", 1.0),
                (_, "d" | "ll" | "m" | "re" | "s" | "t" | "ve") => self.add("en", 0.5),
                ("d" | "l", _) => ["fr", "it"].iter().for_each(|tag| self.add(tag, 0.5)),
                ("all" | "dell" | "nell" | "sull" | "un", _) => self.add("it", 1.0),
                _ => {}
            }
        }
        if word.is_ascii() {
            if ["aa", "uu", "ii"].iter().any(|pair| word.contains(pair)) {
                self.add("et", 0.5);
                self.add("fi", 0.5);
            }
            return mask & !VIETNAMESE.0 != 0;
        }
        if word.contains('y') && word.contains(['ä', 'ö']) {
            self.add("fi", 1.0);
        }
        let mut seen: &[&str] = &[];
        for c in word.chars() {
            let users = letters(c);
            if !users.is_empty() && users != seen {
                seen = users;
                let many = users.iter().filter(|tag| self.among.has(tag)).count();
                for tag in users {
                    self.add(tag, if many == 1 { 1.0 } else { 1.5 / many.max(1) as f32 });
                }
            }
        }
        true
    }

    fn add(&mut self, tag: &str, points: f32) {
        if let Some(bit) = LANGUAGES.iter().position(|l| l.tag() == tag)
            && self.among.0 & (1 << bit) != 0
            && let Some(score) = self.points.get_mut(bit)
        {
            *score += points;
        }
    }

    fn ranked(&self, fits: impl Fn(Language) -> bool) -> (Option<Language>, f32, f32) {
        let (mut best, mut first, mut second) = (None, 0.0, 0.0);
        for (&language, &score) in LANGUAGES.iter().zip(&self.points).filter(|(l, _)| fits(**l)) {
            if score > first {
                (best, second, first) = (Some(language), first, score);
            } else if score > second {
                second = score;
            }
        }
        (best, first, second)
    }

    /// The language that the evidence clearly favours among those that fit.
    pub(super) fn winner(&self, fits: impl Fn(Language) -> bool) -> Option<Language> {
        let (best, first, second) = self.ranked(fits);
        best.filter(|_| first >= 0.5 && first >= 2.0 * second && first - second >= 0.4)
    }

    /// The points of a language.
    pub(super) fn of(&self, language: Language) -> f32 {
        let bit = LANGUAGES.iter().position(|l| *l == language);
        bit.and_then(|bit| self.points.get(bit)).copied().unwrap_or(0.0)
    }

    /// The language with the most evidence, however little.
    pub(super) fn leader(&self, fits: impl Fn(Language) -> bool) -> Option<Language> {
        let (best, first, second) = self.ranked(fits);
        best.filter(|_| first > second)
    }

    /// A language that is beyond doubt among all.
    pub(super) fn certain(&self) -> Option<Language> {
        let (best, first, second) = self.ranked(|_| true);
        best.filter(|_| first >= 1.5 && first >= 2.5 * second && self.words >= 2)
    }

    /// A language that is beyond doubt against `whole`: three points or more, of at least three words, and three times
    /// as many.
    pub(super) fn certain_beside(&self, whole: Language) -> Option<Language> {
        let (best, first, second) = self.ranked(|_| true);
        let own = self.of(whole).max(second);
        best.filter(|l| *l != whole && self.words >= 3 && first >= 2.0 && first >= 3.0 * own)
    }

    /// The language that at least two words speak for, less than beyond doubt.
    pub(super) fn likely(&self) -> Option<Language> {
        self.winner(|_| true).filter(|_| self.words >= 2)
    }

    /// Whether another language is beyond doubt.
    pub(super) fn is_foreign(&self, language: Language) -> bool {
        let own = self.of(language);
        self.words >= 4
            && self.certain().is_some_and(|l| l != language && self.ranked(|_| true).1 >= 3.0 + 3.0 * own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_weighed_by_words() {
        assert_eq!(writing("iPhone 很好用", 400).script, Some("Han"));
        assert_eq!(writing("The 北京 hotel staff were nice", 400).script, Some("Latin"));
        assert_eq!(writing("東京のホテルは良い", 400).script, Some("Kana"));
        assert_eq!(writing("12 % !", 400).script, None);
    }

    #[test]
    fn accents_typed_apart_count_like_others() {
        let (together, apart) = ("rất đẹp", "ra\u{302}\u{301}t đe\u{323}p");
        assert_eq!(scores(apart, 400, Among::ALL).certain(), Some(Language::VI));
        assert_eq!(scores(together, 400, Among::ALL).certain(), Some(Language::VI));
    }
}
