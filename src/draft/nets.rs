//! Nets: codes that belong together, so that a long list stays readable.

use super::candidates::capitalized;
use super::evidence::Evidence;
use super::keywords::keywords;
use crate::code_frame::{Code, CodeNumber, Net, Side, Standing};
use crate::embedding::{EmbeddingMatrix, dot};
use crate::text::Language;
use std::collections::BTreeMap;

/// A shorter list needs no nets.
pub(super) const LONG_LIST: usize = 12;

/// What a cosine loses between a code of praise and one of blame: about what parts neighbouring topics.
const OPPOSED: f32 = 0.3;

/// Groups codes by the average cosine of their centres (average link, Sokal and Michener 1958); one group number
/// per code, numbered by first code, or nothing for a list of at most [`LONG_LIST`]. Praise and blame are kept apart
/// where they can be: readers' first complaint about nets is that they mix the two.
#[must_use]
pub(super) fn group(centers: &EmbeddingMatrix, sides: &[Side]) -> Option<Vec<u32>> {
    let codes = centers.rows();
    if codes <= LONG_LIST {
        return None;
    }
    // Between five and twelve nets: what fits a chart (5 to 15 themes are advised for a survey report). Fewer, the
    // square root of the codes, agreed worse with people on seven of ten sets.
    let wanted = (1.6 * (codes as f32).sqrt()).round().clamp(5.0, 12.0) as usize;
    let mut groups: Vec<Vec<usize>> = (0..codes).map(|c| vec![c]).collect();
    let pair = |x: usize, y: usize| {
        let opposed = matches!(
            (sides.get(x), sides.get(y)),
            (Some(Side::Positive), Some(Side::Negative)) | (Some(Side::Negative), Some(Side::Positive))
        );
        dot(centers.row(x), centers.row(y)) - if opposed { OPPOSED } else { 0.0 }
    };
    let alike = |a: &[usize], b: &[usize]| -> f32 {
        let sum: f32 = a.iter().flat_map(|&x| b.iter().map(move |&y| (x, y))).map(|(x, y)| pair(x, y)).sum();
        sum / (a.len() * b.len()) as f32
    };
    while groups.len() > wanted {
        let mut best = (0, 1, f32::NEG_INFINITY);
        for j in 1..groups.len() {
            for i in 0..j {
                let here = alike(&groups[i], &groups[j]);
                if here > best.2 {
                    best = (i, j, here);
                }
            }
        }
        let joined = groups.remove(best.1);
        groups[best.0].extend(joined);
    }
    let mut net = vec![0; codes];
    for (number, group) in (0u32..).zip(&groups) {
        for &code in group {
            net[code] = number;
        }
    }
    Some(net)
}

/// Nets are numbered from 101, above every code.
pub(super) fn number(net: u32) -> CodeNumber {
    CodeNumber(net as u16 + 101)
}

/// A net is named by the words that set its codes apart from the other nets', in each language.
pub(super) fn name(
    groups: &[u32],
    codes: &[Code],
    evidence: &[Evidence],
    languages: &[Language],
) -> Vec<Net> {
    let count = groups.iter().max().map_or(0, |&g| g as usize + 1);
    let of_net = |language: Language| -> Vec<Evidence> {
        let own = evidence.iter().filter(|e| e.language == language);
        own.filter_map(|e| Some(Evidence { theme: *groups.get(e.theme as usize)?, ..e.clone() })).collect()
    };
    let words: Vec<(Language, Vec<Vec<String>>)> =
        languages.iter().map(|&l| (l, keywords(&of_net(l), count))).collect();
    (0..count)
        .map(|net| {
            let number = number(net as u32);
            let below: Vec<CodeNumber> =
                codes.iter().filter(|c| c.net == Some(number)).map(|c| c.number).collect();
            let mut labels: BTreeMap<Language, String> = BTreeMap::new();
            for (language, lists) in &words {
                if let Some(list) = lists.get(net).filter(|l| !l.is_empty()) {
                    labels.insert(*language, net_label(*language, list));
                }
            }
            Net { number, labels, codes: below, standing: Standing::Active }
        })
        .collect()
}

/// The three strongest words, the first with a capital. Single letters and abbreviations say nothing alone, and of two
/// forms of a word ("auto, autos") the stronger is enough.
fn net_label(language: Language, words: &[String]) -> String {
    let joint = if language.is_chinese() { "、" } else { ", " };
    let is_telling = |word: &str| !word.is_ascii() || (word.len() > 1 && !word.contains('.'));
    let mut told: Vec<&str> = Vec::new();
    for word in words.iter().map(String::as_str).filter(|word| is_telling(word)) {
        let is_form = |known: &&str| known.starts_with(word) || word.starts_with(*known);
        if told.len() < 3 && !told.iter().any(is_form) {
            told.push(word);
        }
    }
    if told.is_empty() {
        told.extend(words.iter().take(3).map(String::as_str));
    }
    capitalized(&told.join(joint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_codes_share_a_net_and_short_lists_have_none() {
        let angle = |degrees: f32| [degrees.to_radians().cos(), degrees.to_radians().sin()];
        let degrees = [0.0, 1.0, 2.0, 30.0, 31.0, 60.0, 61.0, 90.0, 91.0, 120.0, 121.0, 150.0, 151.0];
        let values: Vec<f32> = degrees.iter().flat_map(|&d| angle(d)).collect();
        let nets = group(&EmbeddingMatrix { dims: 2, values: values.clone() }, &[]).unwrap();
        assert_eq!(nets, [0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
        assert_eq!(group(&EmbeddingMatrix { dims: 2, values: values[..24].to_vec() }, &[]), None);
        let mut sides = [Side::Positive; 13];
        sides[1] = Side::Negative;
        let nets = group(&EmbeddingMatrix { dims: 2, values }, &sides).unwrap();
        assert_ne!(nets[0], nets[1]);
        assert_eq!(nets[0], nets[2]);
    }

    #[test]
    fn a_net_is_named_by_words_that_say_something_once() {
        let label = |words: &[&str]| {
            net_label(Language::EN, &words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(label(&["e", "autos", "auto", "z.b", "bus", "bahn"]), "Autos, bus, bahn");
        assert_eq!(label(&["e", "i"]), "E, i");
    }
}
