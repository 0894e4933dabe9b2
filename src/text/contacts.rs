//! E-mail addresses, links, handles, and number strings that could identify a person, found in text as typed.

use std::ops::Range;

/// What kind of private string was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `name@example.com`
    Email,
    /// `https://…`, `www.…` or `example.com/…`
    Link,
    /// `@name`
    Handle,
    /// A phone, account or card number: seven digits or more.
    Number,
}

/// A private string and where it stands, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Contact {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
}

/// Endings that make a bare `word.ending` a link.
const ENDINGS: [&str; 22] = [
    "com", "org", "net", "edu", "gov", "info", "biz", "co", "io", "app", "ee", "vn", "cn", "tw", "hk", "uk", "de",
    "fr", "fi", "ru", "eu", "jp",
];

/// Digits from which a number string counts as private: shorter ones are prices, years and post codes.
const PRIVATE_DIGITS: usize = 7;

/// Everything found, in order, without overlap. Linear in the text.
pub(super) fn find(text: &str) -> Vec<Contact> {
    let mut found = addresses(text);
    if text.bytes().filter(u8::is_ascii_digit).nth(PRIVATE_DIGITS - 1).is_some() {
        numbers(text, &mut found);
        found.sort_by_key(|c| c.range.start);
    }
    found
}

/// Only e-mail addresses, links and handles: the strings that an analysis copy leaves out.
pub(super) fn addresses(text: &str) -> Vec<Contact> {
    let mut found = Vec::new();
    if !text.bytes().any(|b| matches!(b, b'@' | b'.' | b':')) {
        return found;
    }
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        // A token: characters that addresses are made of. Chinese around a link is not part of it.
        let inside = c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | '|');
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                if let Some(token) = text.get(from..at) {
                    found.extend(address(token, from));
                }
                start = None;
            }
            _ => {}
        }
    }
    found
}

fn address(token: &str, offset: usize) -> Option<Contact> {
    let trimmed = token.trim_start_matches(['.', '\'', '*', '-', ':', '!', '?', '/', '_', '#', '“']);
    let offset = offset + token.len() - trimmed.len();
    let token = trimmed.trim_end_matches(['.', '\'', '*', '-', ':', '!', '?', '_']);
    let contact = |range: Range<usize>, kind| Some(Contact { range: range.start + offset..range.end + offset, kind });
    let lower = token.to_ascii_lowercase();
    if let Some(at) = lower.find("http://").or_else(|| lower.find("https://")).or_else(|| lower.find("www.")) {
        return contact(at..token.len(), Kind::Link);
    }
    if let Some(at) = token.find('@') {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '+' | '%');
        let before = token.get(..at)?;
        let name_start = before.rfind(|c| !is_name(c)).map_or(0, |i| i + 1);
        let after = token.get(at + 1..)?;
        let host_len = after.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')));
        let end = at + 1 + host_len.unwrap_or(after.len());
        let host = token.get(at + 1..end)?.trim_end_matches(['.', '-']);
        let end = at + 1 + host.len();
        if host.len() < 2 {
            return None;
        }
        let kind = if name_start < at && host.contains('.') { Kind::Email } else { Kind::Handle };
        let start = if kind == Kind::Email { name_start } else { at };
        return contact(start..end, kind);
    }
    let host = lower.split('/').next()?;
    let (name, ending) = host.rsplit_once('.')?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    let named = name.len() >= 2 && name.chars().all(is_name) && name.contains(|c: char| c.is_ascii_alphabetic());
    let path = host.len() < lower.len();
    // Without a path only endings that are no word at a sentence's end ("good.It", "nice.co").
    let ends = if path { ENDINGS.contains(&ending) } else { matches!(ending, "com" | "org" | "net" | "edu" | "gov") };
    (named && ends).then(|| Contact { range: offset..offset + token.len(), kind: Kind::Link })
}

/// Runs of digits, broken only by the marks people put into phone, card and account numbers.
fn numbers(text: &str, found: &mut Vec<Contact>) {
    let taken: Vec<Range<usize>> = found.iter().map(|c| c.range.clone()).collect();
    let mut taken = taken.iter().peekable();
    let mut run: Option<(usize, usize, usize)> = None;
    let mut gap = 0;
    for (at, c) in text.char_indices().chain([(text.len(), '\n')]) {
        while taken.peek().is_some_and(|t| t.end <= at) {
            taken.next();
        }
        let free = taken.peek().is_none_or(|t| at < t.start);
        if c.is_ascii_digit() && free {
            let (start, _, digits) = run.unwrap_or((at, at, 0));
            run = Some((start, at + 1, digits + 1));
            gap = 0;
            continue;
        }
        gap += 1;
        if free && gap <= 2 && matches!(c, ' ' | '-' | '.' | '/' | '(' | ')') && run.is_some() {
            continue;
        }
        if let Some((start, end, digits)) = run.take()
            && digits >= PRIVATE_DIGITS
        {
            found.push(Contact { range: widen(text, start)..end, kind: Kind::Number });
        }
    }
}

/// Takes in the plus sign of a phone number or the country letters and check digits of an IBAN.
fn widen(text: &str, start: usize) -> usize {
    let before = text.get(..start).unwrap_or("");
    let letters = before.bytes().rev().take_while(u8::is_ascii_uppercase).count();
    if before.ends_with('+') {
        start - 1
    } else if letters == 2 {
        start - 2
    } else {
        start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(&str, Kind)> {
        find(text).into_iter().map(|c| (&text[c.range], c.kind)).collect()
    }

    #[test]
    fn private_strings_are_found_whole() {
        assert_eq!(
            kinds("Write to Jane.Doe@mail.co.uk, or see https://ex.am/ple?x=1. Thanks @united!"),
            [
                ("Jane.Doe@mail.co.uk", Kind::Email),
                ("https://ex.am/ple?x=1", Kind::Link),
                ("@united", Kind::Handle)
            ]
        );
        assert_eq!(kinds("call +372 5555 1234 now"), [("+372 5555 1234", Kind::Number)]);
        assert_eq!(kinds("EE382200221020145685"), [("EE382200221020145685", Kind::Number)]);
        assert_eq!(kinds("见www.baidu.com哦"), [("www.baidu.com", Kind::Link)]);
        assert_eq!(kinds("电话13812345678打不通"), [("13812345678", Kind::Number)]);
    }

    #[test]
    fn prices_times_and_bad_punctuation_are_left_alone() {
        for plain in
            ["paid 12.50 at 10:30", "in 2019-2020", "great.The staff", "12 000 VND", "asp.net rocks e.g. this", "@ 5pm", "10/10"]
        {
            let links = kinds(plain);
            assert!(links.is_empty() || plain.contains("asp.net"), "{plain}: {links:?}");
        }
    }
}
