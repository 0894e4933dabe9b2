//! The sample survey: its phrasings keep their rules, and the shipped files are what they draw.

pub mod draw;
pub mod wave2;

use std::collections::{BTreeMap, HashSet};

use draw::{Half, LANGUAGES, Phrasing, SAMPLE_ROWS, SAMPLE_SEED, Survey, Theme};

/// The share of the base that gave each theme. The base leaves out no-answers and junk.
pub fn theme_shares(survey: &Survey) -> BTreeMap<&'static str, f64> {
    let mut shares: BTreeMap<_, f64> = draw::themes().iter().map(|t| (t.key, 0.0)).collect();
    let base = survey.respondents.iter().filter(|r| r.status.in_base());
    let share = 1.0 / base.clone().count() as f64;
    for theme in base.flat_map(|r| &r.themes) {
        *shares.get_mut(theme).expect("a theme of the sample") += share;
    }
    shares
}

/// The phrasings of a theme in one half.
fn ideas(phrasings: &[Phrasing], theme: Theme, half: &'static str) -> Vec<Phrasing> {
    let of_theme = |p: &&Phrasing| p.kind == "idea" && p.theme == theme.key && p.half == half;
    phrasings.iter().filter(of_theme).copied().collect()
}

/// Function words of more than three letters (in Vietnamese more than two).
fn stop_words(language: &str) -> HashSet<&'static str> {
    let words = match language {
        "en" => {
            "about already always because couldn't didn't don't every from have here just more \
             never really still than that them there they very were what when with without your"
        }
        "vi" => {
            "chưa cái còn cũng cả gì hoài hết khi không luôn là lại lắm mà mãi mình mấy một như \
             nhưng nào này phải quá ra rồi sao sau thì trong trên tôi từ vẫn với đi đã được đều"
        }
        "et" => "enne juba kohta minuga nagu oli pidi polnud pärast saab sest siit sinna terve väga",
        _ => "",
    };
    words.split_whitespace().collect()
}

/// Function characters of Chinese; a pair of them carries no content.
const FUNCTION_CHARACTERS: &str = "的了是在我你们不很也就都没沒有一个個这那着过過啊给跟把被到去\
    来來上下里裡还還又再才要會能可以為因从從比得地之只好太多什么麼";

/// What a phrasing says, as comparable pieces: in Chinese each two neighbouring characters, else
/// the longer words, cut short where endings vary.
fn content(language: &str, text: &str) -> HashSet<String> {
    let text = text.to_lowercase();
    if language.starts_with("zh") {
        let runs = text.split(|c: char| !c.is_alphanumeric());
        let is_function = |c: &char| FUNCTION_CHARACTERS.contains(*c);
        return runs
            .flat_map(|run| {
                let run: Vec<char> = run.chars().collect();
                run.windows(2)
                    .filter(|pair| !pair.iter().all(is_function))
                    .map(|pair| pair.iter().collect())
                    .collect::<Vec<String>>()
            })
            .collect();
    }
    // Vietnamese writes its words in syllables, which are short and have no endings.
    let (shortest, cut) = match language {
        "vi" => (3, usize::MAX),
        "et" => (4, 5),
        _ => (4, 4),
    };
    let stop_words = stop_words(language);
    text.split(|c: char| !c.is_alphabetic() && c != '\'')
        .filter(|word| word.chars().count() >= shortest && !stop_words.contains(word))
        .map(|word| word.chars().take(cut).collect())
        .collect()
}

#[test]
fn each_half_has_enough_phrasings() {
    for (language, file, _) in LANGUAGES {
        let phrasings = draw::phrasings(file);
        for half in ["a", "b"] {
            for theme in draw::themes() {
                let count = ideas(&phrasings, theme, half).len();
                assert!(count >= 8, "{language} {} {half}: {count}", theme.key);
            }
            let count = |kind| {
                let of_kind = |p: &&Phrasing| p.kind == kind && p.half.contains(half);
                phrasings.iter().filter(of_kind).count()
            };
            assert!(count("nothing") >= 8, "{language} {half}");
            assert!(count("dont_know") >= 6, "{language} {half}");
            assert!(count("no_answer") >= 8, "{language} {half}");
            assert!(count("junk") >= 8, "{language} {half}");
        }
    }
}

#[test]
fn free_phrasings_share_no_content_word() {
    for ((language, file, _), position) in LANGUAGES.into_iter().zip(0..) {
        let phrasings = draw::phrasings(file);
        for theme in draw::themes() {
            for half in ["a", "b"] {
                let ideas = ideas(&phrasings, theme, half);
                let free: Vec<_> = ideas.iter().filter(|p| p.free).collect();
                let context = format!("{language} {} {half}", theme.key);
                assert!(2 * free.len() >= ideas.len(), "{context}: too few");

                let mut seen = content(language, theme.names[position]);
                for phrasing in free {
                    let text = phrasing.text;
                    // Without its marks a Vietnamese word escapes the comparison.
                    assert!(language != "vi" || !text.is_ascii(), "{context}: {text}");
                    let content = content(language, text);
                    assert!(!content.is_empty(), "{context}: {text}");
                    assert!(seen.is_disjoint(&content), "{context}: {text}");
                    seen.extend(content);
                }
            }
        }
    }
}

#[test]
fn no_phrasing_is_in_both_halves() {
    for (language, file, _) in LANGUAGES {
        let mut seen = HashSet::new();
        for phrasing in draw::phrasings(file) {
            if !phrasing.kind.starts_with("join") {
                let text = phrasing.text.to_lowercase();
                assert!(seen.insert(text), "{language}: {}", phrasing.text);
            }
        }
    }
}

#[test]
fn phrasings_can_be_joined() {
    for (language, file, _) in LANGUAGES {
        for phrasing in draw::phrasings(file) {
            let text = phrasing.text;
            let context = format!("{language}: {text}");
            assert_eq!(text, text.trim(), "{context}");
            match phrasing.kind {
                "idea" => {
                    assert!(text.ends_with(char::is_alphanumeric), "{context}");
                    assert!(!text.contains(['.', ';', '。', '；', '{']), "{context}");
                }
                "join_contrast" | "join_and" => {
                    assert!(text.starts_with("{}") && text.ends_with("{}"), "{context}");
                    assert_eq!(text.matches("{}").count(), 2, "{context}");
                }
                kind => assert!(["nothing", "dont_know", "no_answer", "junk"].contains(&kind), "{context}"),
            }
        }
    }
}

#[test]
fn shipped_files_are_as_drawn() {
    let survey = draw::draw(Half::A, SAMPLE_SEED, SAMPLE_ROWS);
    let remedy = "run `cargo run --example make_sample`";
    assert!(survey.to_csv() == include_str!("../../data/sample.csv"), "{remedy}");
    assert!(survey.truth_csv() == include_str!("truth.csv"), "{remedy}");
}

#[test]
fn true_shares_lie_near_their_targets() {
    let sample = draw::draw(Half::A, SAMPLE_SEED, SAMPLE_ROWS);
    let others = (1..=5).map(|seed| draw::draw(Half::B, seed, SAMPLE_ROWS));
    for survey in others.chain([sample]) {
        let shares = theme_shares(&survey);
        for theme in draw::themes() {
            let points = 100.0 * shares[theme.key] - f64::from(theme.target);
            assert!(points.abs() < 3.5, "{}: {points:+.1} points", theme.key);
        }
    }
}

#[test]
fn statuses_lie_near_their_shares() {
    let survey = draw::draw(Half::A, SAMPLE_SEED, SAMPLE_ROWS);
    let percent = |counts: &dyn Fn(&draw::Respondent) -> bool| {
        let count = survey.respondents.iter().filter(|r| counts(r)).count();
        100.0 * count as f64 / SAMPLE_ROWS as f64
    };
    let near = |percent: f64, target: f64| (percent - target).abs() < 2.0;
    assert!(near(percent(&|r| r.answer.is_empty()), 6.0));
    assert!(near(percent(&|r| r.status.name() == "no_answer"), 9.0));
    assert!(near(percent(&|r| r.status.name() == "junk"), 1.0));
    assert!(near(percent(&|r| r.status.name() == "nothing"), 8.0));
    assert!(near(percent(&|r| r.status.name() == "dont_know"), 3.0));
    let weight: f64 = survey.respondents.iter().map(|r| r.weight).sum();
    assert!((weight / SAMPLE_ROWS as f64 - 1.0).abs() < 0.03);
}
