//! Nets: codes that belong together, so that a long list stays readable.

use crate::code_frame::Side;
use crate::embedding::{EmbeddingMatrix, dot};

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
}
