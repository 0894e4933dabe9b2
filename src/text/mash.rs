//! Keyboard mash: fingers moved over the keys without a word in mind.

/// Rows of the Russian keyboard; the Latin one is a table by letter, as it is asked for most words.
const RUSSIAN: [&str; 3] = ["йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"];

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
        if is_mashed_word(word) {
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
    if word.len() < 4 || !word.chars().all(|c| key(c).is_some() || c.is_ascii_digit()) {
        return false;
    }
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 {
        return false;
    }
    if letters.iter().all(char::is_ascii_digit) {
        return is_counting(&letters);
    }
    if letters.iter().any(char::is_ascii_digit) {
        return false;
    }
    let vowels = letters.iter().filter(|&&c| is_vowel(c)).count();
    runs_along_a_row(&letters)
        || is_one_pattern(&letters, vowels)
        || (letters.len() >= 7 && vowels * 6 <= letters.len() && share_on_home_row(&letters) > 0.8)
        || (letters.len() >= 8 && vowels == 0 && letters.iter().all(char::is_ascii))
        || (letters.len() >= 6 && vowels == 0 && kinds(&letters) > 2 && share_on_home_row(&letters) > 0.8)
}

/// `11111` or `12345`, five digits or more.
fn is_counting(digits: &[char]) -> bool {
    let steps = |step: i32| digits.windows(2).all(|p| p[1] as i32 - p[0] as i32 == step);
    digits.len() >= 5 && (steps(0) && !digits.starts_with(&['0']) || steps(1) || steps(-1))
}

/// Most letters belong to runs of neighbouring keys in one direction: four keys on the lower rows, where no word has
/// such a run, five on the upper one, where some do ("were", "tree", "poi").
fn runs_along_a_row(letters: &[char]) -> bool {
    let mut covered = 0;
    let mut start = 0;
    while start < letters.len() {
        let step = |i: usize| {
            let here = letters.get(i).and_then(|&c| key(c)).zip(letters.get(i + 1).and_then(|&c| key(c)));
            here.filter(|(a, b)| a.0 == b.0).map_or(0, |(a, b)| b.1.cast_signed() - a.1.cast_signed())
        };
        let direction = step(start);
        let mut end = start + 1;
        if direction.abs() == 1 {
            while step(end - 1) == direction {
                end += 1;
            }
        }
        let upper = letters.get(start).and_then(|&c| key(c)).is_some_and(|(row, _)| row % 3 == 0);
        if end - start >= if upper { 5 } else { 4 } {
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

/// Row and place of a key.
fn key(c: char) -> Option<(usize, usize)> {
    const LATIN: [(usize, usize); 26] = [
        (1, 0),
        (2, 4),
        (2, 2),
        (1, 2),
        (0, 2),
        (1, 3),
        (1, 4),
        (1, 5),
        (0, 7),
        (1, 6),
        (1, 7),
        (1, 8),
        (2, 6),
        (2, 5),
        (0, 8),
        (0, 9),
        (0, 0),
        (0, 3),
        (1, 1),
        (0, 4),
        (0, 6),
        (2, 3),
        (0, 1),
        (2, 1),
        (0, 5),
        (2, 0),
    ];
    if c.is_ascii_lowercase() {
        return LATIN.get(usize::from(c as u8 - b'a')).copied();
    }
    if !('а'..='я').contains(&c) {
        return None;
    }
    let place = |keys: &str| keys.chars().position(|k| k == c);
    RUSSIAN.iter().enumerate().find_map(|(row, keys)| place(keys).map(|place| (row + 3, place)))
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
        ] {
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
        ] {
            assert!(!is_mash(word), "{word}");
        }
    }
}
