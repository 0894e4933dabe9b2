//! Draws survey files from the phrasings, and with each the truth: what every respondent said.
//!
//! Half a of the phrasings makes the shipped sample, half b the surveys that only the tests see, so
//! that nothing tuned on the one can know the other.

use std::ops::RangeInclusive;

use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// The seed of the shipped sample.
pub const SAMPLE_SEED: u64 = 16;

/// The number of respondents in the shipped sample.
pub const SAMPLE_ROWS: usize = 1000;

/// Each language's tag, phrasings and share of the respondents in percent.
pub const LANGUAGES: [(&str, &str, u32); 5] = [
    ("en", include_str!("phrasings/en.tsv"), 40),
    ("zh-Hans", include_str!("phrasings/zh-Hans.tsv"), 15),
    ("zh-Hant", include_str!("phrasings/zh-Hant.tsv"), 10),
    ("vi", include_str!("phrasings/vi.tsv"), 20),
    ("et", include_str!("phrasings/et.tsv"), 15),
];

const THEMES: &str = include_str!("themes.tsv");

const REGIONS: [(&str, u32); 4] = [("North", 25), ("South", 30), ("East", 20), ("West", 25)];

const CUSTOMER_TYPES: [(&str, u32); 3] = [("new", 35), ("returning", 50), ("business", 15)];

const STATUSES: [(Status, u32); 5] = [
    (Status::Coded, 79),
    (Status::Nothing, 8),
    (Status::DontKnow, 3),
    (Status::NoAnswer, 9),
    (Status::Junk, 1),
];

/// How many ideas a coded answer holds.
const IDEAS: [(usize, u32); 3] = [(1, 69), (2, 27), (3, 4)];

/// Themes that nobody gives together.
const OPPOSITES: [&str; 2] = ["late_delivery", "fast_delivery"];

/// Which half of the phrasings a survey is drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    A,
    B,
}

impl Half {
    fn letter(self) -> char {
        match self {
            Half::A => 'a',
            Half::B => 'b',
        }
    }
}

/// What kind of answer a respondent gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// One to three themes.
    Coded,
    /// "Nothing, all fine": an answer without a theme.
    Nothing,
    DontKnow,
    /// Blank, or a filler such as "n/a".
    NoAnswer,
    /// Keyboard mash.
    Junk,
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Status::Coded => "coded",
            Status::Nothing => "nothing",
            Status::DontKnow => "dont_know",
            Status::NoAnswer => "no_answer",
            Status::Junk => "junk",
        }
    }

    /// Whether the respondent counts in the base of the shares.
    pub fn in_base(self) -> bool {
        !matches!(self, Status::NoAnswer | Status::Junk)
    }
}

/// A line of `themes.tsv`.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    pub key: &'static str,
    /// Praise, where the others are complaints.
    pub positive: bool,
    /// The share of the base to aim at, in percent.
    pub target: u32,
    /// The theme's name in each language, in the order of [`LANGUAGES`].
    pub names: [&'static str; 5],
}

/// A line of a phrasings file.
#[derive(Clone, Copy, Debug)]
pub struct Phrasing {
    pub kind: &'static str,
    /// Empty unless the kind is `idea`.
    pub theme: &'static str,
    /// `a`, `b`, or `ab` where both halves use it.
    pub half: &'static str,
    /// Shares no content word with the theme's name nor with the other free phrasings of its half.
    pub free: bool,
    pub text: &'static str,
}

/// A row of the survey file, and the truth about its answer.
#[derive(Clone, Debug)]
pub struct Respondent {
    pub id: usize,
    pub region: &'static str,
    pub customer_type: &'static str,
    pub score: i32,
    pub weight: f64,
    pub answer: String,
    pub language: &'static str,
    pub status: Status,
    /// The keys of the themes in the answer, in the order of `themes.tsv`.
    pub themes: Vec<&'static str>,
}

/// A drawn survey.
#[derive(Clone, Debug)]
pub struct Survey {
    pub respondents: Vec<Respondent>,
}

impl Survey {
    /// The survey file, as a survey tool would export it.
    pub fn to_csv(&self) -> String {
        let header = ["respondent_id", "region", "customer_type", "score", "weight", "reason"];
        let rows = self.respondents.iter().map(|r| {
            [
                r.id.to_string(),
                r.region.to_string(),
                r.customer_type.to_string(),
                r.score.to_string(),
                format!("{:.2}", r.weight),
                r.answer.clone(),
            ]
        });
        csv_text(header, rows)
    }

    /// The truth about each row of the survey file.
    pub fn truth_csv(&self) -> String {
        let header = ["respondent_id", "language", "status", "themes"];
        let rows = self.respondents.iter().map(|r| {
            [r.id.to_string(), r.language.to_string(), r.status.name().to_string(), r.themes.join("|")]
        });
        csv_text(header, rows)
    }
}

fn csv_text<const N: usize>(header: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).expect("writing to memory");
    for row in rows {
        writer.write_record(row).expect("writing to memory");
    }
    let bytes = writer.into_inner().expect("writing to memory");
    String::from_utf8(bytes).expect("made of strings")
}

/// The themes, largest target first.
pub fn themes() -> Vec<Theme> {
    records(THEMES)
        .map(|[_number, key, side, target, names @ ..]: [&str; 9]| Theme {
            key,
            positive: side == "+",
            target: target.parse().expect("a whole percentage"),
            names,
        })
        .collect()
}

/// The lines of one phrasings file.
pub fn phrasings(file: &'static str) -> Vec<Phrasing> {
    records(file)
        .map(|[kind, theme, half, free, text]| Phrasing { kind, theme, half, free: free == "yes", text })
        .collect()
}

/// The fields of each line after the header. No field holds a tab, so nothing is quoted.
fn records<const N: usize>(file: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    file.lines().skip(1).map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        fields.try_into().expect("as many fields as the header")
    })
}

/// Draws a survey. The same half, seed and number of rows give the same survey on every machine.
pub fn draw(half: Half, seed: u64, rows: usize) -> Survey {
    let mut drawer = Drawer { rng: Xoshiro256PlusPlus::seed_from_u64(seed), half, themes: themes() };
    let files = LANGUAGES.map(|(_, file, _)| phrasings(file));
    let languages: Vec<_> =
        LANGUAGES.iter().zip(&files).map(|(&(tag, _, share), phrasings)| ((tag, phrasings), share)).collect();
    let respondents = (1..=rows)
        .map(|id| {
            let (tag, phrasings) = drawer.pick(&languages);
            drawer.respondent(id, tag, phrasings)
        })
        .collect();
    Survey { respondents }
}

struct Drawer {
    rng: Xoshiro256PlusPlus,
    half: Half,
    themes: Vec<Theme>,
}

impl Drawer {
    fn respondent(&mut self, id: usize, language: &'static str, phrasings: &[Phrasing]) -> Respondent {
        let region = self.pick(&REGIONS);
        let customer_type = self.pick(&CUSTOMER_TYPES);
        let status = self.pick(&STATUSES);
        let mut themes = match status {
            Status::Coded => self.ideas(region, customer_type),
            _ => Vec::new(),
        };
        let latin = !language.starts_with("zh");
        let answer = match status {
            Status::Coded => {
                let text = self.join(&themes, phrasings);
                self.as_typed(text, latin)
            }
            Status::Nothing | Status::DontKnow => {
                let text = self.text(phrasings, status.name(), "");
                self.as_typed(text.to_string(), latin)
            }
            // Two of three leave the field blank: 6 % of the rows.
            Status::NoAnswer if self.rng.gen_ratio(2, 3) => String::new(),
            Status::NoAnswer | Status::Junk => self.text(phrasings, status.name(), "").to_string(),
        };
        themes.sort_by_key(|theme| self.themes.iter().position(|t| t.key == theme.key));
        Respondent {
            id,
            region,
            customer_type,
            score: self.score(status, &themes),
            weight: self.weight(),
            answer,
            language,
            status,
            themes: themes.iter().map(|theme| theme.key).collect(),
        }
    }

    /// One of the options, each as likely as its weight says.
    fn pick<T: Copy>(&mut self, options: &[(T, u32)]) -> T {
        let total = options.iter().map(|(_, weight)| weight).sum();
        let mut point: u32 = self.rng.gen_range(0..total);
        for &(option, weight) in options {
            if point < weight {
                return option;
            }
            point -= weight;
        }
        unreachable!("the point lies below the total")
    }

    /// The themes of one coded answer, in the order of the answer.
    fn ideas(&mut self, region: &str, customer_type: &str) -> Vec<Theme> {
        let mut ideas: Vec<Theme> = Vec::new();
        for _ in 0..self.pick(&IDEAS) {
            let options: Vec<(Theme, u32)> = self
                .themes
                .iter()
                .filter(|theme| !ideas.iter().any(|idea| excludes(idea.key, theme.key)))
                .map(|&theme| (theme, theme.target * lean(theme.key, region, customer_type)))
                .collect();
            ideas.push(self.pick(&options));
        }
        // Praise stays with praise, so that an answer turns ("but") at most once.
        let praise_first = self.rng.gen_bool(0.5);
        ideas.sort_by_key(|idea| idea.positive != praise_first);
        ideas
    }

    /// The ideas in words, with joiners that fit their sides.
    fn join(&mut self, ideas: &[Theme], phrasings: &[Phrasing]) -> String {
        let mut answer = self.text(phrasings, "idea", ideas[0].key).to_string();
        for pair in ideas.windows(2) {
            let kind = if pair[0].positive == pair[1].positive { "join_and" } else { "join_contrast" };
            answer += &self.text(phrasings, kind, "").replace("{}", "");
            answer += self.text(phrasings, "idea", pair[1].key);
        }
        answer
    }

    /// A phrasing of this half.
    fn text(&mut self, phrasings: &[Phrasing], kind: &str, theme: &str) -> &'static str {
        let half = self.half.letter();
        let texts: Vec<&'static str> = phrasings
            .iter()
            .filter(|p| p.kind == kind && p.theme == theme && p.half.contains(half))
            .map(|p| p.text)
            .collect();
        texts.choose(&mut self.rng).expect("every kind has phrasings")
    }

    /// The text with the surface noise of people typing.
    fn as_typed(&mut self, mut text: String, latin: bool) -> String {
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        if latin && letters > 20 && self.rng.gen_bool(0.03) {
            text = self.mistype(&text);
        }
        if self.rng.gen_bool(0.03) {
            text = text.replacen(' ', "  ", 1);
        }
        if latin && self.rng.gen_bool(0.6) {
            text = sentence_case(&text);
        }
        let [stop, exclamation] = if latin { [".", "!"] } else { ["。", "！"] };
        text += self.pick(&[("", 56), (stop, 40), (exclamation, 4)]);
        text
    }

    /// The text with one letter swapped with the next, left out or typed twice.
    fn mistype(&mut self, text: &str) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        let inside_words: Vec<usize> = (1..chars.len() - 1)
            .filter(|&i| chars[i - 1..=i + 1].iter().all(|c| c.is_alphabetic()))
            .collect();
        if let Some(&i) = inside_words.choose(&mut self.rng) {
            match self.rng.gen_range(0..3) {
                0 => chars.swap(i, i + 1),
                1 => {
                    chars.remove(i);
                }
                _ => chars.insert(i, chars[i]),
            }
        }
        chars.into_iter().collect()
    }

    /// The score from 0 to 10, which follows the sides of the ideas, one time in ten loosely.
    fn score(&mut self, status: Status, themes: &[Theme]) -> i32 {
        let praise = themes.iter().filter(|theme| theme.positive).count();
        let range: RangeInclusive<i32> = match status {
            Status::Coded if praise == themes.len() => 8..=10,
            Status::Coded if praise == 0 => 0..=5,
            Status::Coded => 4..=8,
            Status::Nothing => 8..=10,
            Status::DontKnow | Status::NoAnswer | Status::Junk => 0..=10,
        };
        let score = self.rng.gen_range(range);
        let noise = if self.rng.gen_ratio(1, 10) { self.rng.gen_range(-2..=2) } else { 0 };
        (score + noise).clamp(0, 10)
    }

    /// A weight from 0.6 to 1.8, on average 1.
    fn weight(&mut self) -> f64 {
        let u: f64 = self.rng.gen_range(0.0..1.0);
        ((0.6 + 1.2 * u * u) * 100.0).round() / 100.0
    }
}

/// Whether an answer with the one theme cannot also have the other.
fn excludes(one: &str, other: &str) -> bool {
    one == other || (OPPOSITES.contains(&one) && OPPOSITES.contains(&other))
}

/// How much likelier, in percent, a theme is in a segment. Weighted by the sizes of the segments, a
/// theme's leans average 100, so that its target holds for the whole survey.
fn lean(theme: &str, region: &str, customer_type: &str) -> u32 {
    match theme {
        "parking" if region == "North" => 205,
        "parking" => 65,
        "prices" if customer_type == "new" => 139,
        "prices" => 79,
        _ => 100,
    }
}

/// The text with a capital letter at the start of each sentence.
fn sentence_case(text: &str) -> String {
    let mut starts = true;
    let mut cased = String::with_capacity(text.len());
    for c in text.chars() {
        if starts && c.is_alphanumeric() {
            cased.extend(c.to_uppercase());
            starts = false;
        } else {
            cased.push(c);
            starts |= c == '.';
        }
    }
    cased
}
