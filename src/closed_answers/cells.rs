//! What a single cell says.

use super::vocabulary::{Vocabulary, folded, is_separator};
use crate::survey::Column;

/// What a cell of an option's own column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tick {
    /// Ticked.
    Yes,
    /// Seen and not ticked.
    No,
    /// Empty: not ticked, if something else in the row is.
    Blank,
}

/// Cells that say yes: what tools write, and "yes" in the languages that surveys come in.
const YES: [&str; 39] = [
    "1",
    "yes",
    "y",
    "true",
    "t",
    "x",
    "✓",
    "✔",
    "☑",
    "☒",
    "on",
    "checked",
    "selected",
    "quoted",
    "ticked",
    "mentioned",
    "ja",
    "j",
    "jah",
    "oui",
    "sí",
    "si",
    "sì",
    "sim",
    "да",
    "так",
    "tak",
    "evet",
    "kyllä",
    "有",
    "是",
    "はい",
    "예",
    "네",
    "có",
    "ya",
    "हाँ",
    "ใช่",
    "نعم",
];

/// Cells that say no.
const NO: [&str; 34] = [
    "0",
    "no",
    "n",
    "false",
    "f",
    "off",
    "unchecked",
    "not checked",
    "not selected",
    "unselected",
    "not quoted",
    "not ticked",
    "not mentioned",
    "nein",
    "ei",
    "non",
    "não",
    "nao",
    "нет",
    "ні",
    "nie",
    "nee",
    "nej",
    "hayır",
    "没有",
    "沒有",
    "否",
    "いいえ",
    "아니요",
    "아니오",
    "không",
    "tidak",
    "नहीं",
    "لا",
];

/// Cells that programs leave where there is no answer.
const EMPTY: [&str; 7] = ["", ".", "#null!", "na", "n/a", "[]", "-99"];

/// Words that stand in a text field where nothing was written.
const FILLERS: [&str; 9] = ["null", "none", "nil", "nothing", "nan", "无", "無", "没有", "沒有"];

/// Whether a text says nothing: blank, without a letter or digit, or a filler.
pub(super) fn is_filler(text: &str) -> bool {
    let name = folded(text);
    let is_mark = text.is_ascii() && !text.contains(|c: char| c.is_ascii_alphanumeric());
    is_empty(text) || is_mark || NO.contains(&name.as_str()) || FILLERS.contains(&name.as_str())
}

/// Whether there is no answer in a cell.
pub(super) fn is_empty(cell: &str) -> bool {
    let cell = cell.trim();
    cell.is_empty() || (cell.len() <= 6 && EMPTY.contains(&folded(cell).as_str()))
}

/// Reads a cell of the column of `option`; none if it says something else. The option's own code or label is a yes, and
/// where the file says what its values stand for, their labels are read.
pub(super) fn tick(
    cell: &str,
    option: usize,
    column: Option<&Column>,
    vocabulary: &Vocabulary,
) -> Option<Tick> {
    if is_empty(cell) {
        return Some(Tick::Blank);
    }
    let cell = cell.trim();
    let label = column.map_or(cell, |column| column.label(cell));
    if label != cell
        && let Some(tick) = tick_of(label, option, vocabulary)
    {
        return Some(tick);
    }
    tick_of(cell, option, vocabulary)
}

fn tick_of(cell: &str, option: usize, vocabulary: &Vocabulary) -> Option<Tick> {
    let name = folded(cell);
    let name = if name == "1.0" || name == "0.0" { &name[..1] } else { &name };
    // The option's own label first: "没有" is a tick in the column of "Nothing".
    if vocabulary.find(cell) == Some(option) || YES.contains(&name) {
        Some(Tick::Yes)
    } else {
        NO.contains(&name).then_some(Tick::No)
    }
}

/// The options that a cell names, in its order, and what it holds besides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) options: Vec<usize>,
    /// Everything that names no option, as typed.
    pub(super) rest: String,
}

/// Reads a cell with one answer or several: a JSON array, or codes and labels between `;`, `|`, `,`, line ends or, for
/// codes, spaces. A label may itself hold these signs: the longest one wins.
pub(super) fn listed(cell: &str, column: Option<&Column>, vocabulary: &Vocabulary) -> Listed {
    let cell = cell.trim();
    if is_empty(cell) {
        return Listed::default();
    }
    let label = column.map_or(cell, |column| column.label(cell));
    if let Some(option) = [label, cell].into_iter().find_map(|name| vocabulary.find(name)) {
        return Listed { options: vec![option], rest: String::new() };
    }
    if let Some(listed) = array(cell, vocabulary).or_else(|| spaced(cell, vocabulary)) {
        return listed;
    }
    separated(cell, vocabulary)
}

fn array(cell: &str, vocabulary: &Vocabulary) -> Option<Listed> {
    let values: Vec<serde_json::Value> = cell.starts_with('[').then(|| serde_json::from_str(cell).ok())??;
    let mut listed = Listed::default();
    for value in values {
        let name = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        listed.take(&name, vocabulary);
    }
    Some(listed)
}

/// Names without spaces between spaces, as ODK writes them.
fn spaced(cell: &str, vocabulary: &Vocabulary) -> Option<Listed> {
    let options: Option<Vec<usize>> = cell.split_whitespace().map(|name| vocabulary.find(name)).collect();
    options.map(|options| Listed { options, rest: String::new() })
}

fn separated(cell: &str, vocabulary: &Vocabulary) -> Listed {
    let mut listed = Listed::default();
    // Where each part begins and ends.
    let mut parts: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    for (at, sign) in cell.char_indices().filter(|(_, c)| is_separator(*c)) {
        parts.push((start, at));
        start = at + sign.len_utf8();
    }
    parts.push((start, cell.len()));
    let mut at = 0;
    while let Some(&(start, end)) = parts.get(at) {
        let longest = vocabulary.parts().min(parts.len() - at);
        let found = (1..=longest).rev().find_map(|taken| {
            let &(_, end) = parts.get(at + taken - 1)?;
            vocabulary.find(cell.get(start..end)?).map(|option| (taken, option))
        });
        if let Some((taken, option)) = found {
            listed.options.push(option);
            at += taken;
        } else {
            listed.take(cell.get(start..end).unwrap_or(""), vocabulary);
            at += 1;
        }
    }
    listed
}

impl Listed {
    /// One more name: an option, or a part of the rest.
    fn take(&mut self, name: &str, vocabulary: &Vocabulary) {
        match vocabulary.find(name) {
            Some(option) => self.options.push(option),
            None if name.trim().is_empty() => {}
            None => {
                if !self.rest.is_empty() {
                    self.rest.push_str(", ");
                }
                self.rest.push_str(name.trim());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::verifier::tests::question;
    use super::*;

    #[test]
    fn ticks_are_read_in_every_spelling() {
        let vocabulary = Vocabulary::of(&question());
        let read = |cell: &str| tick(cell, 1, None, &vocabulary);
        for cell in ["1", "1.0", "Yes", "TRUE", "x", "Checked", "Jah", "是", "Có", "2", "c2", "Rude staff"]
        {
            assert_eq!(read(cell), Some(Tick::Yes), "{cell}");
        }
        for cell in ["0", "no", "False", "Unchecked", "Not selected", "否", "không", "ei"] {
            assert_eq!(read(cell), Some(Tick::No), "{cell}");
        }
        for cell in ["", " ", "NA", "#NULL!", "."] {
            assert_eq!(read(cell), Some(Tick::Blank), "{cell}");
        }
        for cell in ["3", "maybe", "Friendly staff", "=1+1"] {
            assert_eq!(read(cell), None, "{cell}");
        }
        let labels = vec![("1".into(), "Not selected".into()), ("2".into(), "Selected".into())];
        let column = Column { labels, ..Column::default() };
        assert_eq!(tick("1", 1, Some(&column), &vocabulary), Some(Tick::No));
        assert_eq!(tick("2", 1, Some(&column), &vocabulary), Some(Tick::Yes));
    }

    #[test]
    fn an_option_s_own_label_is_a_tick_even_where_it_says_no() {
        let mut question = question();
        question.categories[4].labels.insert(crate::text::Language::ZH_HANS, "没有".into());
        let vocabulary = Vocabulary::of(&question);
        assert_eq!(tick("没有", 4, None, &vocabulary), Some(Tick::Yes));
        assert_eq!(tick("没有", 1, None, &vocabulary), Some(Tick::No));
    }

    #[test]
    fn lists_are_read_in_every_shape() {
        let vocabulary = Vocabulary::of(&question());
        let shapes = [
            "1;3",
            "1|3",
            "c1 c3",
            "c1, c3",
            "Friendly staff, Good, cheap food",
            "Friendly staff\nGood, cheap food",
            "[\"c1\", \"c3\"]",
            "[1, 3]",
            "sõbralik teenindus；Good, cheap food；",
        ];
        for cell in shapes {
            let listed = listed(cell, None, &vocabulary);
            assert_eq!((listed.options.as_slice(), listed.rest.as_str()), (&[0, 2][..], ""), "{cell:?}");
        }
        let mixed = listed("Friendly staff, the parking, and so on", None, &vocabulary);
        assert_eq!((mixed.options, mixed.rest.as_str()), (vec![0], "the parking, and so on"));
        assert_eq!(listed("n/a", None, &vocabulary), Listed::default());
        assert_eq!(listed("[oops", None, &vocabulary).rest, "[oops");
    }
}
