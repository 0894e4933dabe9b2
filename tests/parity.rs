//! The embedder against vectors that the makers of the model computed from the shipped files.

use openend::Threads;
use openend::embedding::{ClauseText, Engine, StaticVectors, Transformer};
use openend::text::{Language, analysis_copy};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

/// The form that the card asks for. The analysis copy is that and drops addresses besides, which a Latin text here is
/// made of.
fn normalized(text: &str) -> String {
    let lower = text.nfkc().collect::<String>().to_lowercase();
    let has_han = lower.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    if has_han { analysis_copy(text).text } else { lower }
}

#[test]
fn tokens_and_vectors_equal_the_reference() {
    let reference: Value = serde_json::from_str(include_str!("../models/parity.json")).unwrap();
    let vectors = StaticVectors::shipped().unwrap();
    let texts = reference.as_array().unwrap();
    assert!(texts.len() >= 40);
    for case in texts {
        let text = case["text"].as_str().unwrap();
        let tokens = vectors.tokens(&normalized(text));
        let ids: Vec<u32> =
            case["ids"].as_array().unwrap().iter().map(|i| i.as_u64().unwrap() as u32).collect();
        assert_eq!(tokens, ids, "{text}");
        let mean = vectors.mean(&tokens);
        for (have, want) in mean.iter().zip(case["embedding"].as_array().unwrap()) {
            assert!((f64::from(*have) - want.as_f64().unwrap()).abs() < 1e-4, "{text}");
        }
    }
}

/// The reference is exact arithmetic on the same weights; ours rounds to 8 bits, which leaves about .01 a number.
#[test]
fn the_encoder_gives_the_reference_vectors() {
    let reference: Value = serde_json::from_str(include_str!("../models/accurate/parity.json")).unwrap();
    let cases = reference["texts"].as_array().unwrap();
    assert!(cases.len() >= 20);
    let texts: Vec<&str> = cases.iter().map(|case| case["text"].as_str().unwrap()).collect();
    let vectors = Transformer::shipped().unwrap().embed(&texts, &Threads::new(2).unwrap()).unwrap().vectors;
    for (row, case) in cases.iter().enumerate() {
        for (have, want) in vectors.row(row).iter().zip(case["vector"].as_array().unwrap()) {
            let off = (f64::from(*have) - want.as_f64().unwrap()).abs();
            assert!(off < 0.03, "{}: off by {off}", texts[row]);
        }
    }
}

/// The reference is exact arithmetic; the accurate engine's tokens are rounded to 8 bits.
#[test]
fn both_engines_hear_the_reference_tones() {
    let reference: Value = serde_json::from_str(include_str!("../models/tones/parity.json")).unwrap();
    let cases = reference.as_array().unwrap();
    assert!(cases.len() >= 20);
    let vectors = StaticVectors::shipped().unwrap();
    let clause = |text: &str| ClauseText {
        text: text.to_owned(),
        tokens: vectors.tokens(text),
        stems: Vec::new(),
        language: Language::UND,
    };
    let clauses: Vec<ClauseText> = cases.iter().map(|case| clause(case["text"].as_str().unwrap())).collect();
    let clauses: Vec<&ClauseText> = clauses.iter().collect();
    for (engine, allowed) in [(Engine::Fast, 0.02), (Engine::Accurate, 0.4)] {
        let heard = engine.embedder().unwrap().embed(&clauses, &Threads::new(2).unwrap()).unwrap();
        for (tone, case) in heard.tones.iter().zip(cases) {
            let have = [tone.negative, tone.neutral, tone.positive, tone.mixed, tone.weight];
            for (have, want) in have.iter().zip(case[engine.name()].as_array().unwrap()) {
                let off = (f64::from(*have) - want.as_f64().unwrap()).abs();
                assert!(off < allowed, "{} {}: off by {off}", engine.name(), case["text"]);
            }
        }
    }
}
