//! Surveys of any size, made of what real people wrote: clauses of different comments put together, words swapped.

use anyhow::Context;
use openend::text::{LanguageDetector, survey_languages};
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufWriter, Write};
use std::path::Path;

/// Sets that clauses are taken from: patients, passengers, guests; the last in eight languages.
const SETS: [&str; 4] = ["nhs_patients_en", "airline_tweets_en", "restaurants_en", "hotels_8langs"];

/// Where a clause ends.
const MARKS: [char; 12] = ['.', ',', ';', '!', '?', '\n', '。', '，', '；', '！', '？', '、'];

/// How many clauses a comment has, as likely as they stand here.
const CLAUSES: [usize; 10] = [1, 1, 1, 2, 2, 2, 2, 3, 3, 4];

/// The part of comments that are one clause exactly as somebody wrote it: real surveys hold copies.
const COPIES: f64 = 0.08;

/// Clauses by language.
#[derive(Debug)]
pub(crate) struct Clauses {
    /// Where they come from, for the reader.
    pub(crate) source: String,
    languages: Vec<Pool>,
    count: usize,
}

#[derive(Debug)]
struct Pool {
    clauses: Vec<String>,
    /// Whether words are separated by blanks.
    spaced: bool,
}

impl Clauses {
    /// The clauses of the shared sets in `data`, or of the sample survey where those are absent.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub(crate) fn read(data: Option<&Path>, sample: &Path) -> anyhow::Result<Self> {
        let mut by_language: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let source = if let Some(folder) = data {
            for set in SETS {
                for (text, language) in column(&folder.join(format!("{set}.csv")), "text", Some("lang"))? {
                    by_language.entry(language).or_default().extend(clauses(&text));
                }
            }
            SETS.join(", ")
        } else {
            let answers = column(sample, "reason", None)?;
            let languages = survey_languages(answers.iter().map(|(text, _)| (text.as_str(), None)));
            let detector = LanguageDetector::new(&languages);
            for (text, _) in answers {
                let language = detector.detect(&text, None).tag().to_owned();
                by_language.entry(language).or_default().extend(clauses(&text));
            }
            format!("{} (../shared/data is not present)", sample.display())
        };
        let languages: Vec<Pool> = by_language
            .into_iter()
            .filter(|(_, clauses)| clauses.len() > 1)
            .map(|(language, clauses)| {
                let spaced = !(language.starts_with("zh") || language == "ja");
                Pool { clauses, spaced }
            })
            .collect();
        let count = languages.iter().map(|pool| pool.clauses.len()).sum();
        Ok(Self { source, languages, count })
    }

    /// Writes a survey of `rows` comments with an id, a segment, a score and a text; returns the distinct share of
    /// its comments. The same seed gives the same file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn write(&self, path: &Path, rows: usize, seed: u64) -> anyhow::Result<f64> {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut out = csv::Writer::from_writer(BufWriter::new(std::fs::File::create(path)?));
        out.write_record(["id", "segment", "score", "text"])?;
        let mut distinct: HashSet<u64> = HashSet::new();
        for id in 1..=rows {
            let text = self.comment(&mut random);
            let mut hash = DefaultHasher::new();
            text.hash(&mut hash);
            distinct.insert(hash.finish());
            let segment = format!("region {}", random.gen_range(1..=6));
            let score = random.gen_range(0..=10).to_string();
            out.write_record([&id.to_string(), &segment, &score, &text])?;
        }
        out.into_inner().map_err(csv::IntoInnerError::into_error)?.flush()?;
        Ok(distinct.len() as f64 / rows.max(1) as f64)
    }

    /// One comment: clauses of different people in one language, each with a word of yet another one.
    fn comment(&self, random: &mut Xoshiro256PlusPlus) -> String {
        // A language is as frequent as its clauses.
        let mut at = random.gen_range(0..self.count.max(1));
        let pool = self.languages.iter().find(|pool| {
            let here = at < pool.clauses.len();
            at = at.saturating_sub(pool.clauses.len());
            here
        });
        let Some(pool) = pool else { return String::new() };
        if random.gen_bool(COPIES) {
            return pool.draw(random).to_owned();
        }
        let count = CLAUSES.choose(random).copied().unwrap_or(1);
        let parts: Vec<String> = (0..count).map(|_| pool.altered(random)).collect();
        parts.join(if pool.spaced { ", " } else { "，" })
    }
}

impl Pool {
    fn draw(&self, random: &mut Xoshiro256PlusPlus) -> &str {
        self.clauses.choose(random).map_or("", String::as_str)
    }

    /// A clause with one word (two characters where nothing separates words) replaced by one of another clause.
    fn altered(&self, random: &mut Xoshiro256PlusPlus) -> String {
        let (clause, other) = (self.draw(random), self.draw(random));
        let split = |text: &str| -> Vec<String> {
            if self.spaced {
                return text.split_whitespace().map(str::to_owned).collect();
            }
            let characters: Vec<char> = text.chars().collect();
            characters.chunks(2).map(|pair| pair.iter().collect()).collect()
        };
        let (mut words, others) = (split(clause), split(other));
        if let (Some(word), Some(new)) = (words.choose_mut(random), others.choose(random)) {
            word.clone_from(new);
        }
        words.join(if self.spaced { " " } else { "" })
    }
}

/// The clauses of a comment that have something to recombine.
fn clauses(text: &str) -> impl Iterator<Item = String> {
    text.split(MARKS).map(str::trim).filter(|part| part.chars().count() >= 4).map(str::to_owned)
}

/// A column with, beside it, another one or "".
fn column(path: &Path, text: &str, beside: Option<&str>) -> anyhow::Result<Vec<(String, String)>> {
    let place = || path.display().to_string();
    let mut reader = csv::Reader::from_path(path).with_context(place)?;
    let headers = reader.headers().with_context(place)?.clone();
    // The first header may carry a byte order mark.
    let find = |name: &str| headers.iter().position(|h| h.trim_start_matches('\u{feff}') == name);
    let (text, beside) = (find(text), beside.and_then(find));
    let mut cells = Vec::new();
    for record in reader.records() {
        let record = record.with_context(place)?;
        let cell = |column: Option<usize>| column.and_then(|c| record.get(c)).unwrap_or("").to_owned();
        cells.push((cell(text), cell(beside)));
    }
    Ok(cells)
}
