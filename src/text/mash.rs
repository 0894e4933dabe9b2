//! Keyboard mash: fingers moved over the keys without a word in mind.

use super::lists::lines;
use std::collections::HashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// A key's row from the top and place from the left.
type Place = (usize, usize);

/// One keyboard.
struct Layout {
    keys: HashMap<char, Place>,
    /// Fewest neighbouring keys in one direction that no word has, on the lower rows.
    least_run: usize,
}

/// The keyboards of `data/lists/keyboards.txt`; the first is the one that Latin letters are looked up on for all but runs.
static LAYOUTS: LazyLock<Vec<Layout>> = LazyLock::new(|| {
    let read = |line: &str| {
        let mut parts = line.split(' ').skip(1);
        let least_run = parts.next().and_then(|run| run.parse().ok())?;
        // Letters as an analysis copy has them: Korean ones in the form that joins.
        let row = |(row, keys): (usize, &str)| {
            keys.nfkc().enumerate().map(|(place, c)| (c, (row, place))).collect::<Vec<_>>()
        };
        Some(Layout { keys: parts.enumerate().flat_map(row).collect(), least_run })
    };
    lines(include_str!("../../data/lists/keyboards.txt")).filter_map(read).collect()
});

/// Places of the letters a to z on the first keyboard, as they are asked for most words.
static LATIN: LazyLock<Vec<Option<Place>>> =
    LazyLock::new(|| ('a'..='z').map(|c| LAYOUTS.first().and_then(|l| l.keys.get(&c)).copied()).collect());

/// Words in an answer above which it is read as language whatever they look like.
const MOST_WORDS: usize = 6;

/// Letters of fragments such as `sdf` that make an answer of nothing else mash.
const FRAGMENT_LETTERS: usize = 6;

/// Whether every word of the answer is mash. Words are as in an analysis copy (lower case).
pub(super) fn is_mash(text: &str) -> bool {
    let mut words = 0;
    let mut found = false;
    let mut fragments = 0;
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        words += 1;
        if words > MOST_WORDS {
            return false;
        }
        if is_mashed_word(word) || telex_keys(word).is_some_and(|keys| is_mashed_word(&keys)) {
            found = true;
        } else if is_fragment(word) {
            fragments += word.len();
        } else if word.chars().nth(1).is_some() {
            return false;
        }
    }
    found || fragments >= FRAGMENT_LETTERS
}

/// Three neighbouring keys of the home row: `sdf`, `jkl`; alone they may abbreviate something.
fn is_fragment(word: &str) -> bool {
    const HOME: &str = "asdfghjkl";
    let turned: String = word.chars().rev().collect();
    word.len() == 3 && (HOME.contains(word) || HOME.contains(&turned))
}

fn is_mashed_word(word: &str) -> bool {
    if word.len() < 4 {
        return false;
    }
    let letters: Vec<char> = word.chars().collect();
    if letters.iter().all(char::is_ascii_digit) {
        return is_counting(&letters);
    }
    let is_run = |layout: &Layout| {
        letters.iter().all(|c| layout.keys.contains_key(c)) && runs_along_a_row(&letters, layout)
    };
    if letters.len() >= 3 && LAYOUTS.iter().any(is_run) {
        return true;
    }
    if letters.len() < 4 || !letters.iter().all(|&c| key(c).is_some()) {
        return false;
    }
    let vowels = letters.iter().filter(|&&c| is_vowel(c)).count();
    is_one_pattern(&letters, vowels)
        || (letters.len() >= 7 && vowels * 6 <= letters.len() && share_on_home_row(&letters) > 0.8)
        || (letters.len() >= 8 && vowels == 0 && letters.iter().all(char::is_ascii))
        || (letters.len() >= 6 && vowels == 0 && kinds(&letters) > 2 && share_on_home_row(&letters) > 0.8)
}

/// The keys behind a word in which a Vietnamese input method (Telex) has made marks of some: "ádf" was "asdf".
fn telex_keys(word: &str) -> Option<String> {
    if word.is_ascii() {
        return None;
    }
    let key = |c: char| match c {
        '\u{301}' => Some('s'),
        '\u{300}' => Some('f'),
        '\u{309}' => Some('r'),
        '\u{303}' => Some('x'),
        '\u{323}' => Some('j'),
        '\u{306}' | '\u{31b}' => Some('w'),
        'đ' => Some('d'),
        c => c.is_ascii_lowercase().then_some(c),
    };
    word.nfd().map(key).collect()
}

/// `11111` or `12345`, five digits or more.
fn is_counting(digits: &[char]) -> bool {
    let steps = |step: i32| digits.windows(2).all(|p| p[1] as i32 - p[0] as i32 == step);
    digits.len() >= 5 && (steps(0) && !digits.starts_with(&['0']) || steps(1) || steps(-1))
}

/// Most letters belong to runs of neighbouring keys in one direction: four keys on the lower rows of most keyboards,
/// where no word has such a run, one more on the upper one, where some do ("were", "tree", "poi").
fn runs_along_a_row(letters: &[char], layout: &Layout) -> bool {
    let place = |i: usize| letters.get(i).and_then(|c| layout.keys.get(c));
    let step = |i: usize| {
        let here = place(i).zip(place(i + 1)).filter(|(a, b)| a.0 == b.0);
        here.map_or(0, |(a, b)| b.1.cast_signed() - a.1.cast_signed())
    };
    let mut covered = 0;
    let mut start = 0;
    while start < letters.len() {
        let direction = step(start);
        let mut end = start + 1;
        if direction.abs() == 1 {
            while step(end - 1) == direction {
                end += 1;
            }
        }
        let is_upper = place(start).is_some_and(|(row, _)| *row == 0);
        if end - start >= layout.least_run + usize::from(is_upper) {
            covered += end - start;
            start = end;
        } else {
            start += 1;
        }
    }
    covered * 3 >= letters.len() * 2
}

/// One short pattern over and over: `sdfsdf`, `jkjkjkjk`, but not laughter, lullabies or `hmmm`.
fn is_one_pattern(letters: &[char], vowels: usize) -> bool {
    let repeats = |unit: usize| {
        letters.len() >= 2 * unit && letters.iter().zip(letters.iter().skip(unit)).all(|(a, b)| a == b)
    };
    let on_home_row = letters.iter().all(|&c| key(c).is_some_and(|(row, _)| row % 3 == 1));
    let short = repeats(2) && !repeats(1) && vowels == 0 && letters.len() >= 6 && on_home_row;
    let near = letters.windows(2).all(|p| match (key(p[0]), key(p[1])) {
        (Some((_, x)), Some((_, y))) => x.abs_diff(y) <= 2,
        _ => false,
    });
    let thrice = near && repeats(3) && !repeats(1) && letters.len() >= 9;
    short
        || thrice
        || near
            && (repeats(3) || repeats(4))
            && !repeats(1)
            && !repeats(2)
            && on_home_row
            && letters.len() >= 6
}

/// How many different letters.
fn kinds(letters: &[char]) -> usize {
    let mut kinds = letters.to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.len()
}

fn share_on_home_row(letters: &[char]) -> f32 {
    let home = letters.iter().filter(|&&c| key(c).is_some_and(|(row, _)| row == 1)).count();
    home as f32 / letters.len() as f32
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я')
}

/// Row and place of a Latin or Russian key; those of the second are three rows further down.
fn key(c: char) -> Option<Place> {
    if c.is_ascii_lowercase() {
        return LATIN.get(usize::from(c as u8 - b'a')).copied().flatten();
    }
    let russian = LAYOUTS.iter().find(|layout| layout.keys.contains_key(&'ы'))?;
    russian.keys.get(&c).map(|&(row, place)| (row + 3, place))
}

/// Whether one letter is easily struck for the other: neighbouring keys, or two vowels.
pub(super) fn are_near(a: char, b: char) -> bool {
    if is_vowel(a) && is_vowel(b) {
        return true;
    }
    match (key(a), key(b)) {
        (Some((r, x)), Some((s, y))) if r / 3 == s / 3 => r.abs_diff(s) <= 1 && x.abs_diff(y) <= 1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mash_is_found() {
        for mash in [
            "asdf",
            "asdfghjkl",
            "qwerty",
            "lkjhgf",
            "zxcvbn",
            "sdfsdf",
            "asdasd",
            "dfgdfgdfg",
            "jkljkl",
            "hjkhkjhkj",
            "asdf asdf",
            "sdfg hjkl",
            "jfkdlsajf",
            "dhfjskfhg",
            "12345",
            "11111",
            "фывапр",
            "йцукен",
            "asdf j",
            "fjdksl",
            "sdkjfh sdf",
            "qweqweqwe",
            "fghfgh fgh",
            "jkl;jkl;",
            "qwertz",
            "yxcvb",
            "azerty",
            "qsdfgh",
            "wxcvb",
            "фівап",
            "شسيبلا",
            "ضصثقفغ",
            "ฟหกด",
            "ㅁㄴㅇㄹ",
            "ㄇㄋㄎㄑ",
            "ádf",
            "àdsfsdf",
        ] {
            let mash = &super::super::analysis_copy(mash).text;
            assert!(is_mash(mash), "{mash}");
        }
    }

    #[test]
    fn words_of_any_language_are_not() {
        for word in [
            "were",
            "tree",
            "property",
            "poor",
            "glass",
            "salad",
            "haha",
            "hahahaha",
            "lalala",
            "hmmm",
            "xxxx",
            "xxxxxx",
            "html",
            "hdmi",
            "nhs",
            "tbh",
            "thx",
            "pls",
            "jkjk",
            "khong",
            "nghieng",
            "phuc vu",
            "kkkkkk",
            "brrr",
            "pfft",
            "strč prst skrz krk",
            "saal",
            "jalgsadam",
            "laadal",
            "kas sa saad",
            "alfalfa",
            "10000",
            "2019",
            "00000",
            "schlafsaal",
            "ok",
            "lass das",
            "falafel",
            "gaga",
            "had a flask",
            "rhythm",
            "wifi",
            "iphone",
            "sdk",
            "mm",
            "hdl ldl",
            "jkl",
            "بلاتين",
            "السلام",
            "สวยงาม",
            "ท่าสวย",
            "ㅋㅋㅋㅋ",
            "ㅠㅠ",
            "ㄏㄏㄏ",
            "đá",
            "sạch",
            "đắt",
        ] {
            let word = &super::super::analysis_copy(word).text;
            assert!(!is_mash(word), "{word}");
        }
    }
}
