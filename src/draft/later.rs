//! Names for themes of a later wave, beside those that the frame already has.

use super::naming::{Named, name_all};
use super::{DistinctAnswer, SampleClause, gather, wording};
use crate::code_frame::{CodeFrame, CodeNumber};
use crate::coding::{Reader, Reading};
use crate::embedding::EmbeddingMatrix;
use crate::parallel::Threads;
use crate::text::Language;
use crate::themes::Themes;

/// A clause of a later wave with the theme that it belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ThemeClause<'a> {
    /// The position of its answer.
    pub(crate) answer: usize,
    /// Which of the answer's clauses it is, from 0.
    pub(crate) at: usize,
    /// Its theme: a row of the centres.
    pub(crate) theme: u32,
    /// Where it lies.
    pub(crate) vector: &'a [f32],
    /// The side that it takes.
    pub(crate) side: f32,
}

/// Names the themes of these clauses as a draft would: `centres` has one row a theme and `numbers` the code of each.
pub(crate) fn name_themes(
    (answers, readings): (&[DistinctAnswer<'_>], &[Reading]),
    clauses: &[ThemeClause<'_>],
    (centres, numbers): (EmbeddingMatrix, &[CodeNumber]),
    label_language: Language,
    reader: &Reader<'_>,
    threads: &Threads,
) -> Vec<Named> {
    let known = clauses.iter().filter_map(|clause| {
        let text = readings.get(clause.answer)?.clauses.get(clause.at)?.text.clone();
        let people = answers.get(clause.answer)?.people;
        Some((SampleClause { text, people, at: (clause.answer, clause.at) }, clause))
    });
    let (sample, clauses): (Vec<SampleClause>, Vec<&ThemeClause<'_>>) = known.unzip();
    let values = clauses.iter().flat_map(|clause| clause.vector.iter().copied()).collect();
    let matrix = EmbeddingMatrix { dims: centres.dims, values };
    let sides: Vec<f32> = clauses.iter().map(|clause| clause.side).collect();
    let member = clauses.iter().map(|clause| Some(clause.theme)).collect();
    let themes = Themes { member, centroids: centres };
    let evidence = gather(answers, readings, &sample, (&matrix, &sides), &themes, reader, threads);
    name_all(&evidence, numbers, reader.languages(), label_language, threads)
}

/// The sentence that defines a new code of this frame: what it includes, and the code that it is not.
pub(crate) fn define_new(frame: &CodeFrame, includes: &[String], nearest: Option<CodeNumber>) -> String {
    let language = frame.label_language;
    wording::definition(language, includes, nearest.map(|other| (other, frame.label(other, language).0)))
}
