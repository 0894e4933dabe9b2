//! Vietnamese as it is typed without its marks: "nhan vien phuc vu tot".

use std::collections::HashSet;
use std::sync::LazyLock;

/// What a Vietnamese syllable may begin with, longest first.
const ONSETS: [&str; 27] = [
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "g", "h", "k", "l",
    "m", "n", "p", "r", "s", "t", "v", "x", "",
];

/// What may follow, without marks. From the rhymes of the standard spelling; "oo" and "ec" of loans are left out.
const RHYMES: [&str; 94] = [
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "e", "em", "en", "eng",
    "enh", "eo", "ep", "et", "eu", "i", "ia", "ich", "iec", "iem", "ien", "ieng", "iep", "iet", "ieu", "im",
    "in", "inh", "ip", "it", "iu", "o", "oa", "oac", "oach", "oai", "oan", "oang", "oanh", "oat", "oay",
    "oc", "oe", "oen", "oi", "om", "on", "ong", "op", "ot", "u", "ua", "uan", "uat", "uay", "uc", "ue", "ui",
    "um", "un", "ung", "uoc", "uoi", "uom", "uon", "uong", "uop", "uot", "uou", "up", "ut", "uu", "uy",
    "uya", "uyen", "uyet", "uynh", "y", "yem", "yen", "yet", "yeu", "uyt", "uych", "uec", "ech", "uang",
];

/// Points for a word that can be a Vietnamese syllable and that no other language in question lists, and the points
/// that a word takes away that cannot. Two such words in a row are hardly ever met elsewhere; one is ("hot", "men").
const FITS: f32 = 0.35;
const FAILS: f32 = 1.0;
/// Points for each word beyond two of a text whose words all fit.
const ROW: f32 = 0.7;

/// Letters of the longest syllable ("nghieng").
const LONGEST: usize = 7;

/// Every syllable that these parts make, without marks.
static SYLLABLES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    // "gi" holds a vowel already.
    let alone = ["gi".to_owned()];
    ONSETS
        .iter()
        .flat_map(|onset| RHYMES.iter().map(move |rhyme| format!("{onset}{rhyme}")))
        .chain(alone)
        .collect()
});

/// Whether a word of lower-case ASCII letters can be a Vietnamese syllable without its marks.
pub(super) fn is_plain_syllable(word: &str) -> bool {
    word.len() <= LONGEST && SYLLABLES.contains(word)
}

/// Counts the words of a text that may be Vietnamese without marks.
#[derive(Debug, Default)]
pub(super) struct PlainWords {
    fitting: u32,
    /// Fit, but are small words of another language too ("the", "no", "may").
    shared: u32,
    failing: u32,
}

impl PlainWords {
    /// Counts a word; it says nothing if another language in question has it among its small words (`listed`).
    pub(super) fn count(&mut self, word: &str, listed: bool) {
        if !word.is_ascii() {
            return;
        }
        let fits = word.len() > 1 && is_plain_syllable(word);
        let count = match (fits, listed) {
            (true, false) => &mut self.fitting,
            (true, true) => &mut self.shared,
            (false, _) => &mut self.failing,
        };
        *count += 1;
    }

    /// Points for Vietnamese: none unless at least two words fit, and nearly all; more where each of three or more does.
    pub(super) fn points(&self) -> f32 {
        let words = self.fitting + self.shared;
        if words < 2 || self.fitting == 0 || self.fitting < 2 && words < 3 {
            return 0.0;
        }
        let row = if self.failing == 0 { ROW * (words - 2) as f32 } else { 0.0 };
        (FITS * self.fitting as f32 + row - FAILS * self.failing as f32).clamp(0.0, 3.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_without_marks_are_told_from_words_of_others() {
        for word in "nhan vien phuc vu tot khong quan nghieng gi qua thuong yeu uong nguyen".split(' ') {
            assert!(is_plain_syllable(word), "{word}");
        }
        for word in "staff slow good food price toit hind hea kas parking bring waiting service".split(' ') {
            assert!(!is_plain_syllable(word), "{word}");
        }
    }
}
