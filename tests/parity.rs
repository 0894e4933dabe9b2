//! The embedder against vectors that the makers of the model computed from the shipped files.

use openend::Threads;
use openend::embedding::{StaticVectors, Transformer};
use openend::text::analysis_copy;
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
fn tokens_vectors_and_sentiment_equal_the_reference() {
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
        let polarity: f32 =
            tokens.iter().map(|&t| vectors.polarity(t)).sum::<f32>() / tokens.len().max(1) as f32;
        let want = case["sentiment"].as_f64().unwrap();
        assert!(
            (f64::from(polarity + vectors.polarity_bias()) - want).abs() < 1e-3,
            "{text}: {polarity} {want}"
        );
    }
}

/// The reference is exact arithmetic on the same weights; ours rounds to 8 bits, which leaves about .01 a number.
#[test]
fn the_encoder_gives_the_reference_vectors() {
    let reference: Value = serde_json::from_str(include_str!("../models/accurate/parity.json")).unwrap();
    let cases = reference["texts"].as_array().unwrap();
    assert!(cases.len() >= 20);
    let texts: Vec<&str> = cases.iter().map(|case| case["text"].as_str().unwrap()).collect();
    let vectors = Transformer::shipped().unwrap().embed(&texts, &Threads::new(2).unwrap()).unwrap();
    for (row, case) in cases.iter().enumerate() {
        for (have, want) in vectors.row(row).iter().zip(case["vector"].as_array().unwrap()) {
            let off = (f64::from(*have) - want.as_f64().unwrap()).abs();
            assert!(off < 0.03, "{}: off by {off}", texts[row]);
        }
    }
}
