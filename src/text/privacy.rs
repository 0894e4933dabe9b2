//! What no label, keyword or quote may show: addresses, long numbers, names after a cue, profanity.

use super::contacts;
use super::lists::{List, Lists};
use super::words::JIEBA;
use super::{Language, han};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// What stands where something was taken out.
const GAP: &str = "[…]";

/// Family names that make up most of the Chinese population, in both scripts.
const FAMILY_NAMES: &str = "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鐘汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文";

/// Titles that follow a Chinese family name.
const TITLES: [&str; 20] = [
    "先生", "女士", "小姐", "经理", "經理", "医生", "醫生", "老师", "老師", "护士", "護士", "师傅", "師傅",
    "主任", "教授", "大夫", "店长", "店長", "同学", "同學",
];

/// Whether the text as typed shows anything that a reader must not see. `languages` are all that the survey holds: an
/// answer may change its language on the way, and the part that tells a name is in one of them.
#[must_use]
pub fn contains_private(text: &str, languages: &[Language]) -> bool {
    !private_ranges(text, languages).is_empty()
}

/// The text as typed with everything private replaced by a gap.
#[must_use]
pub fn redact(text: &str, languages: &[Language]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for range in private_ranges(text, languages) {
        out.push_str(text.get(at..range.start).unwrap_or(""));
        out.push_str(GAP);
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

/// Everything private, in order, without overlap.
fn private_ranges(text: &str, languages: &[Language]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = contacts::find(text).into_iter().map(|c| c.range).collect();
    let words: Vec<(usize, &str)> = text.unicode_word_indices().collect();
    let lower: Vec<String> = words.iter().map(|(_, w)| w.to_lowercase()).collect();
    // English names and curses turn up in every language.
    let english = (!languages.contains(&Language::EN)).then_some(Language::EN);
    for lists in languages.iter().copied().chain(english).map(Lists::of) {
        for i in 0..words.len() {
            if let Some(end) = phrase_end(lists, List::Profanity, &lower, i) {
                push(&mut ranges, &words, i, end);
            }
            if let Some(end) = phrase_end(lists, List::NameCues, &lower, i) {
                let names = names_at(text, &words, &lower, end, lists);
                push(&mut ranges, &words, end, end + names);
            }
        }
    }
    if text.chars().any(han::is_han) {
        chinese_names(text, &mut ranges);
        unspaced_profanity(text, &mut ranges);
    }
    ranges.sort_by_key(|r| (r.start, r.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

fn push(ranges: &mut Vec<Range<usize>>, words: &[(usize, &str)], first: usize, end: usize) {
    if let (Some((start, _)), Some((last, word))) = (words.get(first), words.get(end.wrapping_sub(1)))
        && first < end
    {
        ranges.push(*start..last + word.len());
    }
}

/// Where the list's longest entry that begins at word `i` ends, in words.
fn phrase_end(lists: &Lists, list: List, words: &[String], i: usize) -> Option<usize> {
    (1..=3).rev().map(|n| i + n).find(|&end| words.get(i..end).is_some_and(|w| lists.has(list, &w.join(" "))))
}

/// How many words from `first` on are a name: capitalised, close to the cue, and no common word.
fn names_at(text: &str, words: &[(usize, &str)], lower: &[String], first: usize, lists: &Lists) -> usize {
    let mut count = 0;
    while count < 3 {
        let i = first + count;
        let (Some((start, word)), Some((before, previous))) = (words.get(i), words.get(i.wrapping_sub(1)))
        else {
            break;
        };
        let gap = text.get(before + previous.len()..*start).unwrap_or("");
        let close =
            gap.chars().all(|c| matches!(c, ' ' | '.' | ':' | '-' | '\u{a0}')) && gap.chars().count() <= 2;
        // A sentence's end, not the point of "Dr.".
        let ended = gap.contains('.') && previous.chars().count() > 4;
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let common = lower.get(i).is_some_and(|w| lists.has(List::StopWords, w));
        if !close || ended || !capital || common {
            break;
        }
        count += 1;
    }
    count
}

/// Chinese and Japanese curses: no blanks part them from their neighbours, so they are looked for anywhere.
fn unspaced_profanity(text: &str, ranges: &mut Vec<Range<usize>>) {
    let lists = [Language::ZH_HANS].into_iter().chain(Language::from_tag("ja")).map(Lists::of);
    for entry in lists.flat_map(|l| l.entries(List::Profanity)).filter(|e| e.chars().any(han::is_han)) {
        ranges.extend(text.match_indices(entry).map(|(at, found)| at..at + found.len()));
    }
}

/// A family name before a title ("王经理") or after a cue ("我叫李明"), with the given name.
fn chinese_names(text: &str, ranges: &mut Vec<Range<usize>>) {
    let cues = Lists::of(Language::ZH_HANS).entries(List::NameCues);
    for (at, c) in text.char_indices().filter(|(_, c)| FAMILY_NAMES.contains(*c)) {
        let before = text.get(..at).unwrap_or("");
        let name = text.get(at..).unwrap_or("");
        let ends: Vec<usize> = name.char_indices().map(|(i, _)| i).chain([name.len()]).take(4).collect();
        let before_title = ends.iter().skip(1).find(|end| {
            let after = name.get(**end..).unwrap_or("");
            TITLES.iter().any(|title| after.starts_with(title))
        });
        if let Some(end) = before_title.filter(|end| **end == c.len_utf8() || !is_word(name, **end)) {
            ranges.push(at..at + end);
        } else if cues.iter().any(|cue| before.ends_with(cue)) {
            let is_given = |g: &char| han::is_han(*g) && !"的了就说說在是很和太也让讓给給".contains(*g);
            let given: usize = name.chars().skip(1).take(2).take_while(is_given).map(char::len_utf8).sum();
            if given > 0 && !is_word(name, c.len_utf8() + given) {
                ranges.push(at..at + c.len_utf8() + given);
            }
        }
    }
}

/// Whether what looks like a name begins with a word of the dictionary that is none ("高效", "方便").
fn is_word(name: &str, end: usize) -> bool {
    let simplified: String = name.get(..end).unwrap_or("").chars().map(han::to_simplified).collect();
    let first = JIEBA.tag(&simplified, false).into_iter().next();
    first.is_some_and(|tag| tag.word.chars().count() > 1 && !tag.tag.starts_with("nr"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_things_are_taken_out() {
        for (language, text, expected) in [
            (Language::EN, "Ask for Mary Smith, she is great", "Ask for […], she is great"),
            (Language::EN, "Dr. Patel was kind", "Dr. […] was kind"),
            (Language::EN, "thanks to The team", "thanks to The team"),
            (Language::EN, "mail me at a.b@c.org or 07700 900123", "mail me at […] or […]"),
            (Language::EN, "this is shit", "this is […]"),
            (Language::VI, "chị Lan rất nhiệt tình", "chị […] rất nhiệt tình"),
            (Language::VI, "Nhân viên nhiệt tình", "Nhân viên nhiệt tình"),
            (Language::ET, "Küsige Marit", "Küsige […]"),
            (Language::ZH_HANS, "王经理态度很好", "[…]经理态度很好"),
            (Language::ZH_HANT, "我叫李明", "我叫[…]"),
            (Language::ZH_HANS, "服务很好，谢谢高效的服务，找方便的", "服务很好，谢谢高效的服务，找方便的"),
            (Language::ZH_HANS, "叫张伟的服务员很热情", "叫[…]的服务员很热情"),
            (Language::ZH_HANS, "退款太慢了他妈的", "退款太慢了[…]"),
            (Language::EN, "Slow service in 2019, 12.50 each", "Slow service in 2019, 12.50 each"),
        ] {
            assert_eq!(redact(text, &[language]), expected);
            assert_eq!(contains_private(text, &[language]), text != expected, "{text}");
        }
    }
}
