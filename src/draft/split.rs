//! The parts that a code may be divided into, named as a draft names its themes.

use super::{DistinctAnswer, ThemeClause, name_themes, wording};
use crate::code_frame::{Code, CodeFrame, CodeNumber, NewCode, Place, PlaceKind};
use crate::coding::{Reader, Reading};
use crate::embedding::{EmbeddingMatrix, dot, normalize};
use crate::error::{Error, Result};
use crate::parallel::Threads;
use crate::seed::Seed;
use crate::themes::tightest_parts;
use std::cmp::Reverse;

/// Clauses that parts are found among; every clause goes to its nearest part all the same.
const CLAUSES: usize = 8_000;

/// The parts of a code, those of most people first, as new codes; `clauses` are those that carry it, and their `theme` is
/// of no account. A clause carries the part whose centre is nearest, however far that is, so the parts together carry
/// what the code carried.
///
/// # Errors
/// [`Error::Frame`] if the clauses are so few or so alike that there is nothing to divide, or if all numbers are used.
pub(crate) fn divide(
    frame: &CodeFrame,
    code: &Code,
    (answers, readings): (&[DistinctAnswer<'_>], &[Reading]),
    clauses: &[ThemeClause<'_>],
    wanted: usize,
    reader: &Reader<'_>,
    threads: &Threads,
) -> Result<Vec<NewCode>> {
    let people = |clause: &ThemeClause<'_>| answers.get(clause.answer).map_or(0, |answer| answer.people);
    let (centres, themes) = found(clauses, wanted, people);
    let parts = centres.rows();
    if parts < 2 {
        let label = frame.label(code.number, frame.label_language).0;
        let number = code.number;
        let message = format!("{number} \"{label}\" cannot be divided: its answers are too few or too alike");
        return Err(Error::Frame(message));
    }
    let numbers = numbers(frame, code, parts)?;
    let clauses: Vec<ThemeClause<'_>> =
        clauses.iter().zip(&themes).map(|(clause, &theme)| ThemeClause { theme, ..*clause }).collect();
    let language = frame.label_language;
    let named =
        name_themes((answers, readings), &clauses, (centres.clone(), &numbers), language, reader, threads);
    let label =
        |part: usize| named.get(part).and_then(|n| n.labels.get(&language).or(n.labels.values().next()));
    let part = |part: usize| -> Option<NewCode> {
        let (number, named) = (*numbers.get(part)?, named.get(part)?.clone());
        let likeness = |other: &usize| dot(centres.row(part), centres.row(*other));
        let others = (0..parts).filter(|other| *other != part);
        let twin = others.max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
        let excludes = numbers.get(twin).copied().zip(label(twin).map(String::as_str));
        let place = Place {
            code: number,
            kind: PlaceKind::Part { of: code.number },
            vector: centres.row(part).to_vec(),
            threshold: -1.0,
            text: String::new(),
        };
        Some(NewCode {
            number,
            definition: wording::definition(language, &named.includes, excludes),
            labels: named.labels,
            includes: named.includes,
            keywords: named.keywords,
            exemplars: named.exemplars,
            net: code.net,
            side: named.side,
            places: vec![place],
        })
    };
    Ok((0..parts).filter_map(part).collect())
}

/// The centres of the parts, those of most people first, and the part of each clause.
fn found(
    clauses: &[ThemeClause<'_>],
    wanted: usize,
    people: impl Fn(&ThemeClause<'_>) -> u32,
) -> (EmbeddingMatrix, Vec<u32>) {
    let dims = clauses.first().map_or(0, |clause| clause.vector.len());
    let sample: Vec<usize> = (0..clauses.len().min(CLAUSES)).collect();
    let values = clauses.iter().take(CLAUSES).flat_map(|clause| clause.vector.iter().copied()).collect();
    let matrix = EmbeddingMatrix { dims, values };
    // Divided alike whatever the run's seed was: a preview and its commit must agree.
    let parts = tightest_parts(&matrix, &sample, wanted, &mut Seed(1).stream("split"));
    let mut centres = vec![vec![0.0f32; dims]; wanted];
    for (&row, part) in sample.iter().zip(parts) {
        if let Some(centre) = centres.get_mut(part) {
            centre.iter_mut().zip(matrix.row(row)).for_each(|(c, v)| *c += v);
        }
    }
    centres.iter_mut().for_each(|centre| normalize(centre));
    let nearest = |centres: &[Vec<f32>], vector: &[f32]| {
        let cosines = centres.iter().map(|centre| dot(centre, vector)).enumerate();
        cosines.reduce(|best, next| if next.1 > best.1 { next } else { best }).map_or(0, |best| best.0)
    };
    let mut sizes = vec![0u32; wanted];
    for clause in clauses {
        if let Some(size) = sizes.get_mut(nearest(&centres, clause.vector)) {
            *size += people(clause);
        }
    }
    let mut sized: Vec<(u32, Vec<f32>)> = sizes.into_iter().zip(centres).filter(|part| part.0 > 0).collect();
    sized.sort_by_key(|part| Reverse(part.0));
    let centres: Vec<Vec<f32>> = sized.into_iter().map(|part| part.1).collect();
    let themes = clauses.iter().map(|clause| nearest(&centres, clause.vector) as u32).collect();
    (EmbeddingMatrix { dims, values: centres.concat() }, themes)
}

/// The next free numbers of the frame.
fn numbers(frame: &CodeFrame, code: &Code, count: usize) -> Result<Vec<CodeNumber>> {
    let mut grown = frame.clone();
    let mut numbers = Vec::with_capacity(count);
    for _ in 0..count {
        let number = grown.next_code()?;
        grown.codes.push(Code { number, ..code.clone() });
        numbers.push(number);
    }
    Ok(numbers)
}
