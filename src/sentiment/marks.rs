//! What the signs in and behind a clause tell: emoji, faces made of marks, question marks.

use crate::embedding::Tone;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The signs of a clause.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// Signs that praise less signs that blame, −2..2.
    pub faces: i8,
    /// Whether it asks.
    pub asks: bool,
}

/// What one sign adds to the logit of its side and takes from the other's. Set by hand, as the next two are: the cleared
/// sets hold too few signs to fit them. Of our own 61 sentences with signs all are read rightly.
const FACE: f32 = 1.5;
/// What one sign takes from the logit of no side.
const SOME_SIDE: f32 = 1.0;
/// What a question mark adds to the logit of blame and takes from that of praise.
const ASKS: f32 = 0.4;
/// Most faces that count.
const MOST_FACES: i8 = 2;

/// Emoji by their characters, and faces made of marks, with the side of each.
static SIGNS: LazyLock<Signs> = LazyLock::new(Signs::read);

#[derive(Default)]
struct Signs {
    emoji: HashMap<char, i8>,
    faces: Vec<(&'static str, i8)>,
}

impl Signs {
    fn read() -> Self {
        let mut signs = Self::default();
        for line in include_str!("../../data/lists/faces.txt").lines() {
            let side = match line.chars().next() {
                Some('+') => 1,
                Some('-') => -1,
                _ => continue,
            };
            for sign in line.split_whitespace().skip(1) {
                match sign.chars().next() {
                    Some(first) if !first.is_ascii() && sign.chars().count() <= 2 => {
                        signs.emoji.insert(first, side);
                    }
                    _ => signs.faces.push((sign, side)),
                }
            }
        }
        // The longest first: ">:(" holds ":(".
        signs.faces.sort_by_key(|(face, _)| std::cmp::Reverse(face.len()));
        signs
    }
}

impl Marks {
    /// The signs of a stretch of an analysis copy: a clause and what stands between it and the next.
    #[must_use]
    pub fn of(stretch: &str) -> Self {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | ',' | '.' | '!');
        if stretch.chars().all(plain) {
            return Self::default();
        }
        let mut sum = 0i8;
        for c in stretch.chars() {
            sum = sum.saturating_add(SIGNS.emoji.get(&c).copied().unwrap_or(0));
        }
        for token in stretch.split_whitespace() {
            sum = sum.saturating_add(face(token));
        }
        Self { faces: sum.clamp(-MOST_FACES, MOST_FACES), asks: stretch.contains('?') }
    }

    /// A tone with what the signs say.
    #[must_use]
    pub fn on(self, tone: Tone) -> Tone {
        let faces = f32::from(self.faces);
        let lean = FACE * faces - if self.asks { ASKS } else { 0.0 };
        Tone {
            negative: tone.negative - lean,
            neutral: tone.neutral - SOME_SIDE * faces.abs(),
            positive: tone.positive + lean,
            ..tone
        }
    }
}

/// The side of the face that a word is or ends with ("great:)").
fn face(token: &str) -> i8 {
    // ":)))" is ":)".
    let mut token = token.to_owned();
    while let Some(shorter) =
        ["))", "(("].iter().find_map(|two| token.strip_suffix(two).map(|rest| (rest, &two[1..])))
    {
        token = format!("{}{}", shorter.0, shorter.1);
    }
    let ends_with = |face: &str| {
        token.strip_suffix(face).is_some_and(|rest| {
            // ":d" is a face, the end of "called:d" too; "xd" is one alone.
            rest.is_empty() || !face.starts_with(char::is_alphanumeric)
        })
    };
    SIGNS.faces.iter().find(|(face, _)| ends_with(face)).map_or(0, |(_, side)| *side)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_and_faces_take_sides() {
        let cases = [
            ("great food", 0, false),
            ("great food 😀👍", 2, false),
            ("waited again 😡", -1, false),
            ("late :( cold >:(", -2, false),
            ("nice:)", 1, false),
            ("vui :)))", 1, false),
            ("seat 3:d", 1, false),
            ("why is it so slow?", 0, true),
            ("a/b and 5:30", 0, false),
            ("❤️", 1, false),
            ("👎🏽👎🏽👎🏽", -2, false),
            ("😀😡", 0, false),
        ];
        for (text, faces, asks) in cases {
            assert_eq!(Marks::of(text), Marks { faces, asks }, "{text}");
        }
    }

    #[test]
    fn a_face_decides_where_words_do_not() {
        let neither = Tone { neutral: 0.5, ..Tone::default() };
        assert!(Marks::of("👍").on(neither).side() > 0.5);
        assert!(Marks::of("👎").on(neither).side() < -0.5);
        assert!(Marks::of("?").on(neither).side() < 0.0);
        assert_eq!(Marks::default().on(neither), neither);
    }
}
