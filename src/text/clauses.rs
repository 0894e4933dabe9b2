//! Where one idea ends and the next begins: "great food but slow service" is two.

use super::lists::{List, Lists, Roles};
use super::triage::is_emoji;
use super::{Analysis, Language, han};
use unicode_normalization::char::is_combining_mark;

/// One idea: a byte range of the analysis copy, without the marks and joining words around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clause {
    /// First byte in the analysis copy.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
}

impl Clause {
    /// The clause as the analysis copy writes it.
    #[must_use]
    pub fn text(self, analysis: &Analysis) -> &str {
        analysis.text.get(self.start..self.end).unwrap_or("")
    }

    /// Where it stands in the verbatim, in Unicode scalar values, end exclusive.
    #[must_use]
    pub fn original(self, analysis: &Analysis) -> (u32, u32) {
        analysis.original(self.start..self.end)
    }
}

/// Words before a full stop that end no sentence.
const ABBREVIATIONS: [&str; 26] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "vs", "eg", "ie", "e.g", "i.e", "approx", "min", "max", "tel", "nr", "jr", "sr",
    "hr", "pr", "nt", "lk", "tk", "bzw", "ca", "tp",
];

/// Splits an analysis copy into ideas, in order; none if there is no word in it. Linear in its length.
#[must_use]
pub fn split_clauses(analysis: &Analysis, language: Language) -> Vec<Clause> {
    let text = analysis.text.as_str();
    let lists = Lists::of(language);
    let mut items = items(text, lists);
    mark_contrasts(text, lists, language, &mut items);
    let mut clauses = Vec::new();
    let mut first = 0;
    for i in 0..=items.len() {
        let cut = items.get(i).map(|item| item.cut);
        match cut {
            Some(Cut::None | Cut::Soft) => {}
            // A contrast separates only if something was said before it and something follows.
            Some(Cut::Before) if content(&items[first..i]) == 0 || content(&items[i..]) == 0 => {}
            _ => {
                split_list(&items[first..i], language, &mut clauses);
                first = i;
            }
        }
    }
    merge_empty(&mut clauses);
    clauses.iter().filter_map(|range| tidy(text, lists, range)).collect()
}

/// What an item does to the flow of ideas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
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
struct Item {
    start: usize,
    end: usize,
    /// 2 for a content word, 1 for a content character of an unspaced script, 0 for anything else.
    content: u32,
    roles: Roles,
    cut: Cut,
    /// Whether a soft cut is a joining word, which asks for more on both sides than a comma.
    joins: bool,
}

fn content(items: &[Item]) -> u32 {
    // One is enough to know; a long right side is not summed up for every contrast.
    items.iter().take_while(|i| i.cut != Cut::Hard).map(|i| i.content).find(|&c| c > 0).unwrap_or(0)
}

fn items(text: &str, lists: &Lists) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::with_capacity(text.len() / 4 + 1);
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        if han::is_han(c) || han::is_kana(c) || is_southeast_asian(c) {
            let roles = text.get(start..end).map_or(Roles::default(), |t| lists.roles(t));
            let content = u32::from(!roles.has(List::StopWords));
            items.push(Item { start, end, content, roles, cut: Cut::None, joins: false });
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
            items.push(word(text, start, end, lists));
        } else {
            let cut = mark(text, start, c, items.last(), lists);
            let joins = matches!(c, '&' | '+');
            items.push(Item { start, end, content: 0, roles: Roles::default(), cut, joins });
        }
    }
    items
}

fn word(text: &str, start: usize, end: usize, lists: &Lists) -> Item {
    let word = text.get(start..end).unwrap_or("");
    let roles = lists.roles(word);
    let is_number = word.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_punctuation());
    let is_long = word.chars().nth(1).is_some();
    let content = if roles.has(List::StopWords) || is_number || !is_long { 0 } else { 2 };
    let joins = roles.has(List::Joiners);
    Item { start, end, content, roles, cut: if joins { Cut::Soft } else { Cut::None }, joins }
}

fn is_southeast_asian(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

fn word_goes_on(text: &str, at: usize) -> bool {
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
        '\n' | '!' | '?' | ';' | '|' | '。' | '•' | '●' | '▪' | '■' | '◆' | '⋯' | '।' | '؟' | '—' => Cut::Hard,
        '.' => full_stop(text, at, previous, next, before, lists),
        '-' | '*' | '=' | '>' if spaced => Cut::Hard,
        ',' | '、' | '(' | ')' | '[' | ']' | '،' | '&' | '+' | '·' => Cut::Soft,
        '/' if spaced => Cut::Soft,
        // Chinese without marks: "送货快 质量好".
        ' ' if previous.is_some_and(han::is_han) && next.is_some_and(han::is_han) => Cut::Soft,
        _ => Cut::None,
    }
}

fn full_stop(text: &str, at: usize, previous: Option<char>, next: Option<char>, before: Option<&Item>, lists: &Lists) -> Cut {
    let word = before.filter(|b| b.end == at).and_then(|b| text.get(b.start..b.end)).unwrap_or("");
    let Some(next) = next else { return Cut::Hard };
    if next == '.' || previous == Some('.') {
        return Cut::Hard;
    }
    if next.is_whitespace() || matches!(next, '"' | '\'' | ')') || is_emoji(next) {
        let initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic) && !matches!(word, "i" | "a");
        let is_short = (ABBREVIATIONS.contains(&word) || initial) && !previous.is_some_and(han::is_han);
        // "no. 5", but not "no. everything was fine".
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
        if item.end - item.start < 2 && item.content == 0 && !item.roles.has(List::Contrast) {
            continue;
        }
        let rest = text.get(item.start..).unwrap_or("");
        let begins = item.roles.has(List::Contrast)
            || entries.iter().any(|e| e.contains(' ') && rest.starts_with(e) && !word_goes_on(rest, e.len()));
        let alone = item.end - item.start <= 2 && !after_mark(items, i);
        let ends = entries.iter().filter_map(|e| e.strip_prefix('~')).any(|ending| {
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
            let sure = matches!(*entry, "但是" | "不过" | "可是" | "然而" | "但" | "却" | "しかし");
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

/// Whether only a mark (or nothing) stands before item `i`.
fn after_mark(items: &[Item], i: usize) -> bool {
    let before = items.get(..i).unwrap_or(&[]);
    before.iter().rev().find(|b| b.end - b.start > 1 || b.cut != Cut::None || b.content > 0).is_none_or(|b| b.cut != Cut::None)
}

/// A clause in the making: byte range, and whether it has a content word.
struct Part {
    start: usize,
    end: usize,
    content: u32,
}

/// Splits one stretch at its commas and joining words where both sides are ideas.
fn split_list(items: &[Item], language: Language, clauses: &mut Vec<Part>) {
    let mut pieces: Vec<(Part, u32, bool)> = Vec::new();
    let mut open = false;
    let mut joins = false;
    for item in items {
        if item.cut == Cut::Soft {
            // ", and" counts as a comma.
            joins = if open { item.joins } else { joins && item.joins };
            open = false;
            continue;
        }
        if item.content == 0 && item.end - item.start <= 1 && !open && item.cut != Cut::Before {
            continue;
        }
        if !open {
            pieces.push((Part { start: item.start, end: item.end, content: 0 }, 0, joins));
            open = true;
        }
        if let Some((part, words, _)) = pieces.last_mut() {
            part.end = item.end;
            part.content += item.content;
            *words += u32::from(item.content > 0 || item.end - item.start > 1);
        }
    }
    let is_list = language.uses_spaces() && is_list(&pieces);
    let enough = |part: &Part, joins: bool| match (language.uses_spaces(), joins) {
        (true, _) => part.content >= 4,
        (false, false) => part.content >= if language.tag() == "ja" { 4 } else { 1 },
        (false, true) => part.content >= 4,
    };
    let first = clauses.len();
    for (part, _, joins) in pieces {
        match clauses.get_mut(first..).and_then(<[Part]>::last_mut) {
            Some(last) if !(is_list || enough(last, joins) && enough(&part, joins)) => {
                last.end = part.end;
                last.content += part.content;
            }
            _ => clauses.push(part),
        }
    }
}

/// "price, staff, parking" or "price, staff": short pieces, each with a content word, and no sentence around them.
fn is_list(pieces: &[(Part, u32, bool)]) -> bool {
    let short = pieces.iter().all(|(part, words, _)| part.content >= 2 && *words <= 3);
    let commas = pieces.iter().skip(1).filter(|(_, _, joins)| !joins).count();
    match pieces.len() {
        0 | 1 => false,
        2 => short && commas == 1,
        _ => short && commas + 1 >= pieces.len() - 1,
    }
}

/// Parts without a content word join a neighbour.
fn merge_empty(parts: &mut Vec<Part>) {
    let mut merged: Vec<Part> = Vec::with_capacity(parts.len());
    for part in parts.drain(..) {
        match merged.last_mut() {
            Some(last) if part.content == 0 || last.content == 0 => {
                last.end = part.end;
                last.content += part.content;
            }
            _ => merged.push(part),
        }
    }
    *parts = merged;
}

/// Takes off the marks and the joining or contrasting words at the edges; none if no letter, digit or emoji is left.
fn tidy(text: &str, lists: &Lists, part: &Part) -> Option<Clause> {
    let is_edge = |c: char| c.is_whitespace() || matches!(c, ',' | '.' | ';' | ':' | '。' | '、' | '-' | '—' | '*' | '•' | '&' | '+' | '/' | '|' | '(' | '[' | '=' | '>');
    let mut clause = text.get(part.start..part.end)?;
    let mut start = part.start;
    loop {
        let trimmed = clause.trim_start_matches(is_edge);
        let word_len = trimmed.find(|c: char| !(c.is_alphanumeric() || c == '\'')).unwrap_or(trimmed.len());
        let word = trimmed.get(..word_len).unwrap_or("");
        let roles = lists.roles(word);
        start += clause.len() - trimmed.len();
        if word_len < trimmed.trim_end_matches(is_edge).len() && (roles.has(List::Joiners) || roles.has(List::Contrast)) {
            start += word_len;
            clause = trimmed.get(word_len..)?;
        } else {
            clause = trimmed;
            break;
        }
    }
    let clause = clause.trim_end_matches(|c| is_edge(c) || matches!(c, ')' | ']'));
    let clause = if clause.contains('(') { text.get(start..part.end)?.trim_end_matches(is_edge) } else { clause };
    let speaks = clause.chars().any(|c| c.is_alphanumeric() || is_emoji(c));
    speaks.then_some(Clause { start, end: start + clause.len() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::analysis_copy;

    fn split(tag: &str, text: &str) -> Vec<String> {
        let analysis = analysis_copy(text);
        let clauses = split_clauses(&analysis, Language::from_tag(tag).expect("tag"));
        clauses.iter().map(|c| c.text(&analysis).to_owned()).collect()
    }

    #[track_caller]
    fn check(tag: &str, text: &str, expected: &[&str]) {
        assert_eq!(split(tag, text), expected, "{text}");
    }

    #[test]
    fn english() {
        check("en", "Great food but slow service", &["great food", "slow service"]);
        check("en", "Good. The staff were rude! Too expensive?", &["good", "the staff were rude", "too expensive"]);
        check("en", "price, staff, parking", &["price", "staff", "parking"]);
        check("en", "price, staff and parking", &["price", "staff", "parking"]);
        check("en", "price, staff", &["price", "staff"]);
        check("en", "friendly and helpful staff", &["friendly and helpful staff"]);
        check("en", "friendly staff and good food", &["friendly staff", "good food"]);
        check("en", "The food was cold, the waiter never came back", &["the food was cold", "the waiter never came back"]);
        check("en", "Well, it was great", &["well, it was great"]);
        check("en", "I paid $12.50, i.e. too much for e.g. a sandwich", &["i paid $12.50, i.e. too much for e.g. a sandwich"]);
        check("en", "Dr. Smith was kind. Mr. Jones too slow", &["dr. smith was kind", "mr. jones too slow"]);
        check("en", "great.The staff are lovely", &["great", "the staff are lovely"]);
        check("en", "asp.net is slow", &["asp.net is slow"]);
        check("en", "- cheap rooms\n- clean beds", &["cheap rooms", "clean beds"]);
        check("en", "nice rooms - poor breakfast", &["nice rooms", "poor breakfast"]);
        check("en", "but why", &["but why"]);
        check("en", "Good location though", &["good location though"]);
        check("en", "It is what it is. And that.", &["it is what it is. and that"]);
        check("en", "", &[]);
        check("en", "👍", &["👍"]);
        check("en", "open 10:30, closed 1,000 days", &["open 10:30, closed 1,000 days"]);
    }

    #[test]
    fn chinese() {
        check("zh-Hans", "味道不错，但是送餐太慢", &["味道不错", "送餐太慢"]);
        check("zh-Hans", "很快，好吃，味道足，量大", &["很快", "好吃", "味道足", "量大"]);
        check("zh-Hans", "服务好。环境差！价格贵？", &["服务好", "环境差!", "价格贵"].map(|s| s.trim_end_matches('!')));
        check("zh-Hant", "食物好吃但服務很慢", &["食物好吃", "服务很慢"]);
        check("zh-Hans", "不但便宜而且好吃", &["不但便宜而且好吃"]);
        check("zh-Hans", "嗯，好的", &["嗯,好的"]);
        check("zh-Hans", "送货快 质量好", &["送货快", "质量好"]);
        check("zh-Hans", "价格2,000元", &["价格2,000元"]);
        check("zh-Hans", "不错，就是有点慢", &["不错", "就是有点慢"]);
    }

    #[test]
    fn vietnamese_and_estonian() {
        check("vi", "Đồ ăn ngon nhưng phục vụ chậm", &["đồ ăn ngon", "phục vụ chậm"]);
        check("vi", "Nhân viên nhiệt tình, giá cả hợp lý", &["nhân viên nhiệt tình", "giá cả hợp lý"]);
        check("vi", "giá rẻ tuy nhiên chất lượng kém", &["giá rẻ", "chất lượng kém"]);
        check("et", "Hea toit, aga aeglane teenindus", &["hea toit", "aeglane teenindus"]);
        check("et", "hind, teenindus, parkimine", &["hind", "teenindus", "parkimine"]);
        check("et", "Teenindajad olid sõbralikud ja toidud väga maitsvad", &["teenindajad olid sõbralikud", "toidud väga maitsvad"]);
        check("et", "kaup on kvaliteetne kuid hinnad liiga kõrged", &["kaup on kvaliteetne", "hinnad liiga kõrged"]);
    }

    #[test]
    fn others() {
        check("de", "Gutes Essen, aber langsamer Service", &["gutes essen", "langsamer service"]);
        check("fr", "Bon accueil mais chambre bruyante", &["bon accueil", "chambre bruyante"]);
        check("es", "Buena comida pero servicio lento", &["buena comida", "servicio lento"]);
        check("fi", "Hyvä ruoka mutta hidas palvelu", &["hyvä ruoka", "hidas palvelu"]);
        check("ru", "Хорошая еда, но медленное обслуживание", &["хорошая еда", "медленное обслуживание"]);
        check("ko", "음식은 맛있지만 서비스가 느려요", &["음식은 맛있지만", "서비스가 느려요"]);
        check("ja", "料理は美味しい。でもサービスが遅い", &["料理は美味しい", "でもサービスが遅い"]);
        check("pl", "dobre jedzenie; wolna obsługa", &["dobre jedzenie", "wolna obsługa"]);
    }

    #[test]
    fn every_clause_lies_in_the_text_and_in_order() {
        let texts = ["a,,,,,b", "((((", "но но но", "。。。但", "but but but", "x\u{301}, , and and", "…—…"];
        for (text, tag) in texts.iter().flat_map(|t| ["en", "zh-Hans", "ru", "und"].map(|l| (t, l))) {
            let analysis = analysis_copy(text);
            let mut last = 0;
            for clause in split_clauses(&analysis, Language::from_tag(tag).expect("tag")) {
                assert!(clause.start >= last && clause.start < clause.end && clause.end <= analysis.text.len());
                last = clause.end;
            }
        }
    }
}
