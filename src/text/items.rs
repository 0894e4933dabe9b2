//! The words and marks of a text, and what each does to the flow of ideas.

use super::lists::{List, Lists, Roles};
use super::triage::is_emoji;
use super::words::word_ends;
use super::{Language, han};
use unicode_normalization::char::is_combining_mark;

/// Words before a full stop that end no sentence.
const ABBREVIATIONS: [&str; 26] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "vs", "eg", "ie", "e.g", "i.e", "approx", "min", "max", "tel",
    "nr", "jr", "sr", "hr", "pr", "nt", "lk", "tk", "bzw", "ca", "tp",
];

/// Chinese words that are never anything but a contrast.
pub(super) const SURE_CONTRASTS: [&str; 6] = ["但是", "不过", "可是", "然而", "但", "却"];

/// What an item does to the flow of ideas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// Belongs to the idea.
    None,
    /// Separates if both sides are ideas of their own: a comma, "and".
    Soft,
    /// Ends the idea: a sentence's end.
    Hard,
    /// Begins a contrasting idea.
    Before,
}

/// A word, a character of a script without blanks, or a mark.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub(super) start: usize,
    pub(super) end: usize,
    /// A word, character or emoji, not a mark.
    pub(super) is_word: bool,
    /// 2 for a content word, 1 for a content syllable (Vietnamese) or character, 0 for anything else.
    pub(super) content: u32,
    roles: Roles,
    pub(super) cut: Cut,
    /// Whether a soft cut is a joining word, which asks for more on both sides than a comma.
    pub(super) joins: bool,
}

/// Reads the items of an analysis copy, in order.
pub(super) fn items(text: &str, language: Language) -> Vec<Item> {
    let lists = Lists::of(language);
    let mut items = read_items(text, lists, if language == Language::VI { 1 } else { 2 });
    mark_contrasts(text, lists, language, &mut items);
    items
}

fn read_items(text: &str, lists: &Lists, weight: u32) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::with_capacity(text.len() / 4 + 1);
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        if is_southeast_asian(c) {
            // Thai and its neighbours: words are told by a dictionary, a whole stretch at once.
            while let Some((at, next)) = chars.next_if(|(_, next)| is_southeast_asian(*next)) {
                end = at + next.len_utf8();
            }
            let mut from = start;
            for to in word_ends(text.get(start..end).unwrap_or("")) {
                items.push(word(text, from, start + to, lists, weight));
                from = start + to;
            }
        } else if han::is_han(c) || han::is_kana(c) {
            let roles = text.get(start..end).map_or(Roles::default(), |t| lists.roles(t));
            let content = u32::from(!roles.has(List::StopWords));
            items.push(Item { start, end, is_word: true, content, roles, cut: Cut::None, joins: false });
        } else if c.is_alphanumeric() || is_combining_mark(c) {
            while let Some(&(at, next)) = chars.peek() {
                let inside = (next.is_alphanumeric() && !han::is_han(next) && !han::is_kana(next))
                    || is_combining_mark(next)
                    || (matches!(next, '\'' | '-' | '_') && word_goes_on(text, at + 1))
                    || (matches!(next, '.' | ',' | ':' | '/') && in_number(text, at));
                if !inside {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
            items.push(word(text, start, end, lists, weight));
        } else {
            let cut = mark(text, start, c, items.last(), lists);
            let joins = matches!(c, '&' | '+');
            items.push(Item {
                start,
                end,
                is_word: is_emoji(c),
                content: 0,
                roles: Roles::default(),
                cut,
                joins,
            });
        }
    }
    items
}

fn word(text: &str, start: usize, end: usize, lists: &Lists, weight: u32) -> Item {
    let word = text.get(start..end).unwrap_or("");
    let roles = lists.roles(word);
    let is_number = word.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_punctuation());
    let is_long = word.chars().nth(1).is_some();
    let content = if roles.has(List::StopWords) || is_number || !is_long { 0 } else { weight };
    let joins = roles.has(List::Joiners);
    let cut = if joins { Cut::Soft } else { Cut::None };
    Item { start, end, is_word: true, content, roles, cut, joins }
}

/// Thai, Lao, Burmese and Khmer letters, which are written without blanks between words.
pub(super) fn is_southeast_asian(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// Whether a letter or digit stands at byte `at`.
pub(super) fn word_goes_on(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|t| t.chars().next()).is_some_and(char::is_alphanumeric)
}

fn in_number(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let digit = |i: Option<usize>| i.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_digit);
    digit(at.checked_sub(1)) && digit(Some(at + 1))
}

/// What a mark does, from what stands on both sides of it.
fn mark(text: &str, at: usize, c: char, before: Option<&Item>, lists: &Lists) -> Cut {
    let end = at + c.len_utf8();
    let next = text.get(end..).and_then(|t| t.chars().next());
    let previous = text.get(..at).and_then(|t| t.chars().next_back());
    let spaced = next.is_none_or(char::is_whitespace) && previous.is_none_or(char::is_whitespace);
    match c {
        '\n' | '!' | '?' | ';' | '|' | '。' | '•' | '●' | '▪' | '■' | '◆' | '⋯' | '।' | '؟' | '؛' | '—' => {
            Cut::Hard
        }
        '.' => full_stop(text, at, previous, next, before, lists),
        '-' | '*' | '=' | '>' if spaced => Cut::Hard,
        ',' | '、' | '(' | ')' | '[' | ']' | '،' | '&' | '+' | '·' => Cut::Soft,
        '/' if spaced => Cut::Soft,
        // Chinese without marks: "送货快 质量好".
        ' ' if previous.is_some_and(han::is_han) && next.is_some_and(han::is_han) => Cut::Soft,
        // Thai puts blanks between phrases.
        ' ' if previous.is_some_and(is_southeast_asian) && next.is_some_and(is_southeast_asian) => Cut::Soft,
        _ => Cut::None,
    }
}

fn full_stop(
    text: &str,
    at: usize,
    previous: Option<char>,
    next: Option<char>,
    before: Option<&Item>,
    lists: &Lists,
) -> Cut {
    let word = before.filter(|b| b.end == at).and_then(|b| text.get(b.start..b.end)).unwrap_or("");
    let Some(next) = next else { return Cut::Hard };
    if next == '.' || previous == Some('.') {
        return Cut::Hard;
    }
    if next.is_whitespace() || matches!(next, '"' | '\'' | ')') || is_emoji(next) {
        let initial =
            word.chars().count() == 1 && word.chars().all(char::is_alphabetic) && !matches!(word, "i" | "a");
        let is_short = (ABBREVIATIONS.contains(&word) || initial) && !previous.is_some_and(han::is_han);
        return if is_short { Cut::None } else { Cut::Hard };
    }
    if previous.is_some_and(han::is_han) || han::is_han(next) {
        return Cut::Hard;
    }
    // "great.the staff": a blank is missing, if a common word follows a real one.
    let rest = text.get(at + 1..).unwrap_or("");
    let following = rest.split(|c: char| !(c.is_alphabetic() || c == '\'')).next().unwrap_or("");
    let is_word = word.chars().count() >= 3 && word.chars().all(char::is_alphabetic);
    if is_word && lists.has(List::StopWords, following) { Cut::Hard } else { Cut::None }
}

/// Turns the contrast words of the language into cuts.
fn mark_contrasts(text: &str, lists: &Lists, language: Language, items: &mut [Item]) {
    let entries = lists.entries(List::Contrast);
    for i in 0..items.len() {
        let Some(item) = items.get(i).copied() else { continue };
        if language.is_chinese() || language.tag() == "ja" {
            mark_unspaced_contrast(text, entries, i, items);
            continue;
        }
        if !item.is_word {
            continue;
        }
        let rest = text.get(item.start..).unwrap_or("");
        let begins = item.roles.has(List::Contrast)
            || lists.contrast_phrases.iter().any(|e| rest.starts_with(e) && !word_goes_on(rest, e.len()));
        // A contrast of one letter ("а") is one only after a comma.
        let alone = rest.chars().nth(1).is_none_or(|c| !c.is_alphanumeric()) && !after_mark(items, i);
        let ends = lists.contrast_endings.iter().any(|ending| {
            let word = text.get(item.start..item.end).unwrap_or("");
            word.len() > ending.len() && word.ends_with(ending)
        });
        if begins && !alone {
            set_cut(items, i);
        } else if ends {
            set_cut(items, i + 1);
        }
    }
}

fn mark_unspaced_contrast(text: &str, entries: &[&str], i: usize, items: &mut [Item]) {
    let Some(item) = items.get(i).copied() else { return };
    let rest = text.get(item.start..).unwrap_or("");
    let previous = text.get(..item.start).and_then(|t| t.chars().next_back());
    for entry in entries {
        if let Some(ending) = entry.strip_prefix('~') {
            if rest.starts_with(ending) {
                set_cut(items, i + ending.chars().count());
            }
        } else if rest.starts_with(entry) {
            // "不但", "只不过" and "非但" are no contrasts; words that also mean "only" or "just" are after a mark.
            let bound = previous.is_some_and(|p| matches!(p, '不' | '只' | '非' | '无' | '也'));
            let sure = SURE_CONTRASTS.contains(entry) || *entry == "しかし";
            if !bound && (sure || after_mark(items, i)) {
                set_cut(items, i);
                return;
            }
        }
    }
}

fn set_cut(items: &mut [Item], i: usize) {
    if let Some(item) = items.get_mut(i)
        && item.cut != Cut::Hard
    {
        item.cut = Cut::Before;
    }
}

/// Whether a mark or nothing stands before item `i`, blanks apart.
fn after_mark(items: &[Item], i: usize) -> bool {
    let before = items.get(..i).unwrap_or(&[]);
    let marks = before.iter().rev().take_while(|b| !b.is_word);
    marks.clone().any(|b| b.cut != Cut::None) || marks.count() == before.len()
}
