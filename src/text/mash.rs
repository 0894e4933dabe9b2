//! Keyboard mash: fingers moved over the keys without a word in mind.

/// Rows of the Latin and the Russian keyboard.
const ROWS: [&str; 6] = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"];

/// Words in an answer above which it is read as language whatever they look like.
const MOST_WORDS: usize = 6;

/// Whether every word of the answer is mash. Words are as in an analysis copy (lower case).
pub(super) fn is_mash(text: &str) -> bool {
    let mut words = 0;
    let mut found = false;
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        words += 1;
        if words > MOST_WORDS {
            return false;
        }
        if is_mashed_word(word) {
            found = true;
        } else if word.chars().nth(1).is_some() {
            return false;
        }
    }
    found
}

fn is_mashed_word(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 {
        return false;
    }
    if letters.iter().all(char::is_ascii_digit) {
        return is_counting(&letters);
    }
    if !letters.iter().all(|&c| key(c).is_some()) {
        return false;
    }
    let vowels = letters.iter().filter(|&&c| is_vowel(c)).count();
    runs_along_a_row(&letters)
        || is_one_pattern(&letters, vowels)
        || (letters.len() >= 7 && vowels * 6 <= letters.len() && share_on_home_row(&letters) > 0.8)
        || (letters.len() >= 8 && vowels == 0 && letters.iter().all(char::is_ascii))
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
        let step = |i: usize| match (letters.get(i).and_then(|&c| key(c)), letters.get(i + 1).and_then(|&c| key(c))) {
            (Some((row, x)), Some((next, y))) if row == next => y as i32 - x as i32,
            _ => 0,
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
    short || (repeats(3) || repeats(4)) && !repeats(1) && !repeats(2) && on_home_row && letters.len() >= 6
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
    ROWS.iter().enumerate().find_map(|(row, keys)| keys.chars().position(|k| k == c).map(|place| (row, place)))
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
            "asdf", "asdfghjkl", "qwerty", "lkjhgf", "zxcvbn", "sdfsdf", "asdasd", "dfgdfgdfg", "jkljkl", "hjkhkjhkj",
            "asdf asdf", "sdfg hjkl", "jfkdlsajf", "dhfjskfhg", "12345", "11111", "фывапр", "йцукен", "asdf j",
        ] {
            assert!(is_mash(mash), "{mash}");
        }
    }

    #[test]
    fn words_of_any_language_are_not() {
        for word in [
            "were", "tree", "property", "poor", "glass", "salad", "haha", "hahahaha", "lalala", "hmmm", "xxxx", "xxxxxx",
            "html", "hdmi", "nhs", "tbh", "thx", "pls", "jkjk", "khong", "nghieng", "phuc vu", "kkkkkk", "brrr", "pfft",
            "strč prst skrz krk", "saal", "jalgsadam", "laadal", "kas sa saad", "alfalfa", "10000", "2019", "00000",
            "schlafsaal", "ok", "lass das", "falafel", "gaga", "had a flask", "rhythm", "wifi", "iphone", "sdk", "mm",
        ] {
            assert!(!is_mash(word), "{word}");
        }
    }
}
