//! The syllables of Chinese in Latin letters.

use std::ops::RangeInclusive;

const INITIALS: [&str; 24] = [
    "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c",
    "s", "y", "w", "",
];

const FINALS: [&str; 38] = [
    "a", "o", "e", "i", "u", "v", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "ong", "er", "ia", "ie",
    "iao", "iu", "ian", "in", "iang", "ing", "iong", "ua", "uo", "uai", "ui", "uan", "un", "uang", "ue",
    "ve", "uang", "io", "iou", "uei",
];

/// Whether a final goes with an initial.
fn go_together(initial: &str, rest: &str) -> bool {
    match initial {
        "" => !rest.starts_with(['i', 'u', 'v']),
        "j" | "q" | "x" => rest.starts_with('i') || matches!(rest, "u" | "ue" | "uan" | "un"),
        "zh" | "ch" | "sh" | "r" | "z" | "c" | "s" => rest == "i" || !rest.starts_with(['i', 'v']),
        "g" | "k" | "h" => !rest.starts_with(['i', 'v']),
        "b" | "p" | "m" => rest == "u" || !rest.starts_with(['u', 'v']) && rest != "ong",
        "f" | "w" => matches!(rest, "a" | "o" | "ai" | "ei" | "ou" | "an" | "en" | "ang" | "eng" | "u"),
        "y" => !rest.starts_with("ia") && !matches!(rest, "ai" | "ei" | "en" | "eng" | "v" | "ve"),
        _ => true,
    }
}

fn is_syllable(letters: &str) -> bool {
    INITIALS.iter().any(|initial| {
        letters.strip_prefix(initial).is_some_and(|rest| FINALS.contains(&rest) && go_together(initial, rest))
    })
}

/// Whether lower-case ASCII letters can be cut into so many syllables.
pub(super) fn can_be_syllables(letters: &str, wanted: RangeInclusive<usize>) -> bool {
    const LONGEST: usize = 6;
    // For each place, which numbers of syllables lead to it, as bits.
    let mut counts = vec![0u64; letters.len() + 1];
    if let Some(first) = counts.first_mut() {
        *first = 1;
    }
    for start in 0..letters.len() {
        let Some(&here) = counts.get(start).filter(|&&here| here != 0) else { continue };
        for end in start + 1..=(start + LONGEST).min(letters.len()) {
            if letters.get(start..end).is_some_and(is_syllable)
                && let Some(there) = counts.get_mut(end)
            {
                *there |= here << 1;
            }
        }
    }
    let reached = counts.last().copied().unwrap_or(0);
    wanted.filter(|&count| count < 64).any(|count| reached & (1 << count) != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pinyin_is_told_from_words() {
        assert!(can_be_syllables("fuwu", 2..=2));
        assert!(can_be_syllables("fuwuyuan", 2..=3));
        assert!(can_be_syllables("zhuangxiu", 2..=2));
        for (word, characters) in
            [("wifi", 2), ("bar", 2), ("apple", 2), ("service", 4), ("hotel", 2), ("", 2)]
        {
            assert!(!can_be_syllables(word, 2..=characters), "{word}");
        }
    }
}
