//! How often the language of the first few words of a text is found, in a survey of several languages.
//!
//! Measured on rows that no list or model was fitted to: `parallel_tatoeba`, and `parallel_subtitles` for both Chinese
//! scripts. As many rows of each language; from each the first one to five words, how many being decided by a hash of
//! its id; of Chinese twice as many characters, marks not counted.

use crate::Bench;
use crate::sets::Rows;
use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use openend::text::{Language, LanguageDetector, survey_languages};
use sha2::{Digest, Sha256};
use std::time::Instant;
use unicode_normalization::UnicodeNormalization;

/// Mixed surveys: their languages and the sets that these come from.
const SURVEYS: [&[(&str, &str)]; 2] = [
    &[
        ("en", TATOEBA),
        ("vi", TATOEBA),
        ("et", TATOEBA),
        ("zh-Hans", "parallel_subtitles"),
        ("zh-Hant", "parallel_subtitles"),
    ],
    &[("en", TATOEBA), ("de", TATOEBA), ("fr", TATOEBA), ("es", TATOEBA), ("fi", TATOEBA), ("et", TATOEBA)],
];
const TATOEBA: &str = "parallel_tatoeba";
/// Rows of each language: what the rarest of them has.
const ROWS: usize = 800;
/// Most words of a text that are kept.
const MOST_WORDS: usize = 5;

/// The beginning of a row.
struct Beginning {
    language: &'static str,
    words: usize,
    text: String,
    /// Chinese that both scripts write so: no label of it is wrong.
    of_both_scripts: bool,
    /// Chinese whose row as a whole is garbled or in the other script than its label says.
    mislabelled: bool,
}

/// What was found, counted.
#[derive(Default, Clone, Copy)]
struct Tally {
    right: usize,
    wrong: usize,
    open: usize,
    either: usize,
}

impl Tally {
    fn count(&mut self, beginning: &Beginning, found: Language) {
        match found.tag() {
            tag if tag == beginning.language => self.right += 1,
            "und" => self.open += 1,
            _ if beginning.of_both_scripts && found.is_chinese() => self.either += 1,
            _ => self.wrong += 1,
        }
    }

    fn cells(self) -> String {
        let all = self.right + self.wrong + self.open + self.either;
        let percent = |n: usize| format!("{:.1}", n as f64 / all.max(1) as f64 * 100.0);
        let counts = [self.right, self.wrong, self.either, self.open].map(percent);
        format!("{} | {all}", counts.join(" | "))
    }
}

/// Prints a table for each survey.
///
/// # Errors
/// If a set cannot be read.
#[expect(clippy::print_stdout, reason = "a bench reports on the terminal")]
pub(crate) fn measure(bench: &Bench) -> anyhow::Result<()> {
    let every: Vec<Language> = Language::all().filter(|l| *l != Language::UND).collect();
    for sources in SURVEYS {
        let beginnings = beginnings(bench, sources)?;
        let held = survey_languages(beginnings.iter().map(|b| (b.text.as_str(), None)));
        let tags: Vec<&str> = held.iter().map(|l| l.tag()).collect();
        println!("\nLanguages found in a survey of {} such answers: {}\n", beginnings.len(), tags.join(", "));
        println!(
            "| allowed | language | words | right % | wrong % | other script of both % | und % | rows |"
        );
        println!("|---|---|---|---:|---:|---:|---:|---:|");
        let mut speed = Vec::new();
        for (name, allowed) in [("held", &held), ("all", &every)] {
            let detector = LanguageDetector::new(allowed);
            // Loads the models.
            let _: usize =
                beginnings.iter().take(100).map(|b| detector.detect(&b.text, None).tag().len()).sum();
            let start = Instant::now();
            let found: Vec<Language> = beginnings.iter().map(|b| detector.detect(&b.text, None)).collect();
            speed.push(format!("{name} {:.1}", start.elapsed().as_secs_f64() * 1e6 / found.len() as f64));
            let print = |language: &str, words: &str, wanted: &dyn Fn(&Beginning) -> bool| {
                let mut tally = Tally::default();
                let rows = beginnings.iter().zip(&found).filter(|(b, _)| wanted(b));
                rows.for_each(|(b, found)| tally.count(b, *found));
                println!("| {name} | {language} | {words} | {} |", tally.cells());
            };
            print("all, labels as they are", "1–5", &|_| true);
            print("all, labels checked", "1–5", &|b| !b.mislabelled);
            print("Latin script", "1–5", &|b| !b.language.starts_with("zh"));
            for (language, _) in sources {
                let own = |b: &Beginning| b.language == *language && !b.mislabelled;
                print(language, "1–5", &own);
                for words in (1..=MOST_WORDS).filter(|_| name == "held") {
                    print(language, &words.to_string(), &|b| own(b) && b.words == words);
                }
            }
            if sources.iter().any(|(language, _)| *language == "vi") {
                let mut tally = Tally::default();
                for b in beginnings.iter().filter(|b| b.language == "vi") {
                    tally.count(b, detector.detect(&without_marks(&b.text), None));
                }
                println!("| {name} | vi, marks taken off | 1–5 | {} |", tally.cells());
            }
        }
        println!("\nµs a text, models loaded: {}", speed.join(", "));
    }
    Ok(())
}

/// The beginnings of the chosen rows of every language.
fn beginnings(bench: &Bench, sources: &[(&'static str, &str)]) -> anyhow::Result<Vec<Beginning>> {
    let mut beginnings = Vec::new();
    for &(language, set) in sources {
        let rows = Rows::of_set(&bench.data, set)?;
        let own = rows.records.iter().filter(|r| rows.cell(r, "lang") == language);
        let mut own: Vec<(u64, &str)> =
            own.map(|r| (hash(rows.cell(r, "id")), rows.cell(r, "text"))).collect();
        own.sort_unstable();
        let is_chinese = language.starts_with("zh");
        for (hash, row) in own.into_iter().take(ROWS) {
            let words = 1 + hash as usize % MOST_WORDS;
            let text = if is_chinese {
                first_letters(row, 2 * words)
            } else {
                row.split_whitespace().take(words).collect::<Vec<_>>().join(" ")
            };
            let of_both_scripts = is_chinese && letters(&text).all(|c| standards(c) == (true, true));
            let mislabelled = is_chinese && is_mislabelled(row, language);
            beginnings.push(Beginning { language, words, text, of_both_scripts, mislabelled });
        }
    }
    Ok(beginnings)
}

/// The text up to so many letters or digits.
fn first_letters(text: &str, most: usize) -> String {
    let last = text.char_indices().filter(|(_, c)| c.is_alphanumeric()).nth(most - 1);
    let end = last.map_or(text.len(), |(at, c)| at + c.len_utf8());
    text.get(..end).unwrap_or(text).to_owned()
}

/// Chinese characters and what stands in their place.
fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_ascii() && c.is_alphabetic())
}

/// Whether the standard of Simplified Chinese, GB 2312, has a character, and the commoner half of Big5.
fn standards(c: char) -> (bool, bool) {
    let character = c.to_string();
    let has = |encoding: &'static encoding_rs::Encoding, lead: std::ops::RangeInclusive<u8>| {
        let (bytes, _, fails) = encoding.encode(&character);
        !fails && bytes.first().is_some_and(|byte| lead.contains(byte)) && bytes.get(1) >= Some(&0x40)
    };
    let gb2312 = has(encoding_rs::GBK, 0xb0..=0xf7)
        && encoding_rs::GBK.encode(&character).0.get(1).is_some_and(|&byte| byte >= 0xa1);
    (gb2312, has(encoding_rs::BIG5, 0xa4..=0xc6))
}

/// Whether a row of subtitles is garbled, with letters that no Chinese text has, or more of its characters change on the
/// way to its own script than on the way to the other.
fn is_mislabelled(row: &str, language: &str) -> bool {
    let garbled = letters(row).any(|c| standards(c) == (false, false)) || row.contains(is_private);
    let changed = |config| {
        let converted = OpenCC::from_config(config).map(|opencc| opencc.convert(row));
        converted.map_or(0, |other| row.chars().zip(other.chars()).filter(|(a, b)| a != b).count())
    };
    let (traditional, simplified) = (changed(BuiltinConfig::T2s), changed(BuiltinConfig::S2tw));
    garbled || if language == "zh-Hans" { traditional > simplified } else { simplified > traditional }
}

fn is_private(c: char) -> bool {
    ('\u{e000}'..='\u{f8ff}').contains(&c)
}

/// As typed without a Vietnamese keyboard.
fn without_marks(text: &str) -> String {
    let plain = text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    plain
        .map(|c| match c {
            'đ' => 'd',
            'Đ' => 'D',
            c => c,
        })
        .collect()
}

fn hash(id: &str) -> u64 {
    Sha256::digest(id.as_bytes()).iter().take(8).fold(0, |hash, byte| hash << 8 | u64::from(*byte))
}
