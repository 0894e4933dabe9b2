//! How sure a coding is: the chance that people would have given the respondent what this code stands for.
//!
//! A clause close to its code may still be wrong where other codes are as close, so what counts is the code's part
//! of the clause among all codes: a softmax of cosines (Bridle 1990). A logistic curve makes a chance of it (Platt
//! 1999), the same for both engines, whose own curves came out alike.
//!
//! The numbers are fitted on the labelled surveys whose licence allows it and whose labels are topics, each weighing
//! the same, both engines together: `nhs_patients_en`, `banking_en` and `gambling_en`. A coding counted as right if the
//! respondent carries the human code that most people with this code carry. How fine people's codes are differs from
//! survey to survey and cannot be known, so on a new survey the scores are off by about .1 on average; benches/README.md
//! has the curves of the others.

/// The difference in cosine that makes a code e times as likely as another.
const SOFTNESS: f32 = 0.1;
/// Log-odds of being right for a code that has no part in its clause, and what a whole part adds.
const LOG_ODDS: (f32, f32) = (-1.27, 3.36);

/// The score of "nothing, all fine" and "don't know", which are read from whole answers: of 1,597 in
/// `nhs_patients_en` 89 % are right.
pub(super) const SPECIAL: f32 = 0.9;

/// Least score of a code beside the answer's main one. People mostly note what an answer is about: of the codes left
/// out by it 30 % are right in the three surveys, and with them common codes get too large a share.
pub(super) const LEAST_BESIDE: f32 = 0.36;

/// The score, 0..1, of a code with this cosine to a clause when the others have those of `rivals`.
pub(super) fn score(cosine: f32, rivals: impl Iterator<Item = f32>) -> f32 {
    let claims: f32 = rivals.map(|rival| ((rival - cosine) / SOFTNESS).exp()).sum();
    let part = 1.0 / (1.0 + claims);
    let (none, whole) = LOG_ODDS;
    1.0 / (1.0 + (-(none + whole * part)).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_surer_the_farther_its_rivals() {
        let alone = score(0.5, [].into_iter());
        let far = score(0.5, [0.1, 0.0].into_iter());
        let near = score(0.5, [0.48, 0.0].into_iter());
        let many = score(0.5, [0.48, 0.47, 0.46].into_iter());
        assert!(alone > far && far > near && near > many, "{alone} {far} {near} {many}");
        assert!((0.85..0.95).contains(&alone), "{alone}");
    }

    #[test]
    fn scores_stay_within_bounds_whatever_the_cosines() {
        for rivals in [vec![1.0; 96], vec![-1.0; 96], vec![]] {
            for cosine in [-1.0, 0.0, 1.0] {
                let score = score(cosine, rivals.iter().copied());
                assert!((0.0..=1.0).contains(&score), "{score} at {cosine}");
            }
        }
    }

    #[test]
    fn a_code_beside_needs_about_a_fifth_of_its_clause() {
        assert!(score(0.5, [0.5; 3].into_iter()) > LEAST_BESIDE);
        assert!(score(0.5, [0.5; 5].into_iter()) < LEAST_BESIDE);
    }
}
