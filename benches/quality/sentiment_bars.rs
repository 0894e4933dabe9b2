//! What sentiment must reach, set by set.

use crate::held_out::PARALLEL;
use crate::rivals::Rival;

/// A figure that is judged.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Measure {
    /// F1 of the three classes, averaged.
    MacroF1,
    /// Mean recall of negative and positive by the sign of the score.
    Balanced,
}

/// Set, measure, reach, aim; with a rival, these two are added to what it reaches on the same rows.
const BARS: [(&str, Measure, Option<Rival>, f64, f64); 11] = [
    ("airline_tweets_en", Measure::MacroF1, Some(Rival::Vader), 0.08, 0.15),
    ("restaurants_en", Measure::MacroF1, Some(Rival::Vader), 0.08, 0.15),
    ("nhs_patients_en", Measure::MacroF1, Some(Rival::NGrams), 0.0, 0.03),
    ("polarity_en", Measure::Balanced, None, 0.80, 0.84),
    ("pros_cons_en", Measure::Balanced, None, 0.93, 0.95),
    ("airline_tweets_en", Measure::Balanced, None, 0.84, 0.90),
    ("takeaway_zh", Measure::Balanced, None, 0.80, 0.85),
    ("shopping_zh", Measure::Balanced, None, 0.80, 0.85),
    ("students_vi", Measure::Balanced, None, 0.87, 0.92),
    ("gadgets_vi", Measure::Balanced, None, 0.70, 0.76),
    ("valence_et", Measure::Balanced, None, 0.66, 0.74),
];
/// Of sets with the same texts in several languages: the part of English's balanced figure that each other language reaches.
const OF_ENGLISH: (f64, f64) = (0.95, 0.99);
const ENGLISH: &str = "en";
/// How many points the fast engine may be below the accurate one.
const MOST_BELOW: f64 = 5.0;

/// What one reader made of one set.
#[derive(Debug)]
pub(crate) struct Figures {
    pub(crate) set: String,
    /// A language of a set in several; none for a whole set.
    pub(crate) language: Option<String>,
    pub(crate) by: Reader,
    pub(crate) macro_f1: Option<f64>,
    pub(crate) balanced: Option<f64>,
}

/// Who judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reader {
    /// The program, by the name of its engine.
    Engine(String),
    Rival(Rival),
}

impl Reader {
    /// As printed.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Engine(name) => name,
            Self::Rival(rival) => rival.name(),
        }
    }
}

impl Figures {
    /// The set, and the language where there are several.
    pub(crate) fn place(&self) -> String {
        match &self.language {
            Some(language) => format!("{}, {language}", self.set),
            None => self.set.clone(),
        }
    }

    fn of(&self, measure: Measure) -> Option<f64> {
        match measure {
            Measure::MacroF1 => self.macro_f1,
            Measure::Balanced => self.balanced,
        }
    }
}

impl Measure {
    fn name(self) -> &'static str {
        match self {
            Self::MacroF1 => "macro-F1",
            Self::Balanced => "balanced",
        }
    }
}

pub(crate) const HEADER: &str = "| measure | set | engine | figure | reach | aim | reached |\n\
                                 |---|---|---|---:|---:|---:|---|";
pub(crate) const BELOW_HEADER: &str = "| measure | set | accurate | fast | points below | at most 5 |\n\
                                       |---|---|---:|---:|---:|---|";

/// The figure of a set, or of one of its languages.
fn figure(all: &[Figures], set: &str, language: Option<&str>, by: &Reader, measure: Measure) -> Option<f64> {
    let found = all.iter().find(|f| f.set == set && f.language.as_deref() == language && f.by == *by);
    found.and_then(|figures| figures.of(measure))
}

/// The bars' table, for each of the program's engines.
pub(crate) fn goals(all: &[Figures], engines: &[Reader]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut say = |what: &str, set: &str, by: &Reader, ours: f64, reach: f64, aim: f64| {
        let reached = if ours >= aim {
            "aim"
        } else if ours >= reach {
            "yes"
        } else {
            "no"
        };
        lines.push(format!(
            "| {what} | {set} | {} | {ours:.3} | {reach:.3} | {aim:.3} | {reached} |",
            by.name()
        ));
    };
    for (set, measure, rival, reach, aim) in BARS {
        let (held, what) = match rival {
            None => (Some(0.0), measure.name().to_owned()),
            Some(rival) => (
                figure(all, set, None, &Reader::Rival(rival), measure),
                format!("{}, against {}", measure.name(), rival.name()),
            ),
        };
        for by in engines {
            if let (Some(ours), Some(held)) = (figure(all, set, None, by, measure), held) {
                say(&what, set, by, ours, held + reach, held + aim);
            }
        }
    }
    for own in all.iter().filter(|f| engines.contains(&f.by) && PARALLEL.contains(&f.set.as_str())) {
        let english = figure(all, &own.set, Some(ENGLISH), &own.by, Measure::Balanced);
        let is_other = own.language.as_deref().is_some_and(|language| language != ENGLISH);
        if let (true, Some(ours), Some(english)) = (is_other, own.balanced, english) {
            say(
                "balanced, part of English's",
                &own.place(),
                &own.by,
                ours / english,
                OF_ENGLISH.0,
                OF_ENGLISH.1,
            );
        }
    }
    lines
}

/// How far the fast engine is below the accurate one, where both were measured.
pub(crate) fn below(all: &[Figures]) -> Vec<String> {
    let (accurate, fast) = (Reader::Engine("accurate".to_owned()), Reader::Engine("fast".to_owned()));
    let mut lines = Vec::new();
    for own in all.iter().filter(|f| f.by == accurate) {
        let language = own.language.as_deref();
        let judged = |measure: Measure| match language {
            Some(_) => measure == Measure::Balanced && PARALLEL.contains(&own.set.as_str()),
            // Without a bar of its own, a whole set is not judged here either.
            None => BARS.iter().any(|bar| bar.0 == own.set && bar.1 == measure),
        };
        for measure in [Measure::MacroF1, Measure::Balanced].into_iter().filter(|measure| judged(*measure)) {
            let (ours, theirs) = (own.of(measure), figure(all, &own.set, language, &fast, measure));
            if let (Some(ours), Some(theirs)) = (ours, theirs) {
                let points = (ours - theirs) * 100.0;
                let holds = if points <= MOST_BELOW { "yes" } else { "no" };
                let (what, set) = (measure.name(), own.place());
                lines.push(format!("| {what} | {set} | {ours:.3} | {theirs:.3} | {points:.1} | {holds} |"));
            }
        }
    }
    lines
}
