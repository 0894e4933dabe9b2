//! Stage 1: verbatim → language, triage, clauses and words.
//!
//! Everything here reads one answer at a time and nothing from other answers, except [`survey_languages`] and
//! [`Collocations::learn`], whose results a code frame keeps. The verbatim itself is never changed: matching and
//! counting use an [`Analysis`] copy that knows where each of its parts was typed.
//!
//! ```
//! use openend::text::{Collocations, LanguageDetector, Triage, Words, analysis_copy, split_clauses};
//! use openend::text::{redact, survey_languages, triage};
//!
//! let answers = ["Great FOOD, but the waiting times were too long", "没有", "toit oli väga hea, kuid hind on kõrge"];
//! let languages = survey_languages(answers.iter().map(|a| (*a, None)));
//! let detector = LanguageDetector::new(&languages);
//!
//! let verbatim = answers[0];
//! let language = detector.detect(verbatim, None);
//! assert_eq!(language.tag(), "en");
//! let analysis = analysis_copy(verbatim);
//! assert_eq!(triage(&analysis, language, &languages), Triage::Answer);
//!
//! let clauses = split_clauses(&analysis, language);
//! let texts: Vec<&str> = clauses.iter().map(|c| c.text(&analysis)).collect();
//! assert_eq!(texts, ["great food", "the waiting times were too long"]);
//! assert_eq!(clauses[0].original(&analysis), (0, 10));
//!
//! let collocations = Collocations::default();
//! let words = Words::new(language, &collocations);
//! let stems: Vec<String> =
//!     words.of(texts[1]).iter().filter(|w| !w.is_stop_word).map(|w| w.stem.to_string()).collect();
//! assert_eq!(stems, ["wait", "time", "long"]);
//!
//! assert_eq!(redact("Ask for Mary", &languages), "Ask for […]");
//! ```
//!
//! To add a language: a row in `language.rs`, a folder in `data/lists` named in `lists.rs`, its stemmer in
//! `stemmer.rs`, and examples under the tests of `clauses.rs` and `triage.rs`.

mod analysis;
mod answers;
mod clauses;
mod collocations;
mod contacts;
mod detect;
mod evidence;
mod han;
mod items;
mod language;
mod lists;
mod mash;
mod phrases;
mod pinyin;
mod privacy;
mod stemmer;
mod triage;
mod vietnamese;
mod words;

pub use analysis::{Analysis, MOST_SCALARS, analysis_copy};
pub use clauses::{Clause, split_clauses, split_mixed_clauses};
pub use collocations::Collocations;
pub use detect::{LanguageDetector, survey_languages};
pub use language::Language;
pub use lists::{List, Lists, Roles};
pub use phrases::{Match, Phrases, Token};
pub use privacy::{contains_private, redact};
pub use stemmer::Stemmer;
pub use triage::{Triage, triage};
pub use words::{Word, Words, chinese_class};
