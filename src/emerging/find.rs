//! From two waves to themes that emerged: regions, then words and figures for each.

use super::cloud::Cloud;
use super::regions::{Region, Waves};
use super::uncoded::among_uncoded;
use super::{Before, Emerging, EmergingTheme};
use crate::code_frame::{CodeFrame, CodeNumber, NewCode, Place, PlaceKind};
use crate::coding::{AnswerSample, Coder, CodingModel, Reading, Reference, SampledAnswer, Tally};
use crate::draft::{DistinctAnswer, ThemeClause, define_new, name_themes};
use crate::embedding::{EmbeddingMatrix, dot};
use crate::error::Result;
use crate::parallel::Threads;
use crate::seed::Seed;
use crate::settings::Settings;
use crate::shares::wilson;
use crate::text::Language;
use std::collections::BTreeMap;

/// The themes of a new wave that this frame does not know; `sample` holds the wave as its coder saw it. Takes a few
/// seconds at most, however many answered.
///
/// # Errors
/// [`crate::Error::Model`] if the shipped vectors cannot be read; [`crate::Error::Frame`] if no number is left for a code.
pub fn find_emerging(
    frame: &CodeFrame,
    model: &CodingModel,
    sample: &AnswerSample,
    settings: &Settings,
    threads: &Threads,
) -> Result<Emerging> {
    let seed = Seed(settings.seed);
    let reference = model.reference.as_deref().filter(|reference| !reference.answers.is_empty());
    let now = Cloud::of(sample, model.space.dims(), &drafted(frame, model));
    let before = reference.map(Cloud::remembered);
    let (numbers, centres) = centres(frame, model);
    let mut regions = Vec::new();
    if let Some(before) = &before {
        let waves = Waves::new(before, &now, &centres, threads);
        regions = waves.new_regions(grain(&centres), seed, threads);
    }
    for other in among_uncoded(&now, before.as_ref(), seed, threads) {
        let own = now.answers(&other.now);
        let is_known = |region: &Region| {
            let known = now.answers(&region.now);
            own.iter().filter(|answer| known.binary_search(answer).is_ok()).count() * 2 > own.len()
        };
        if !regions.iter().any(is_known) {
            regions.push(other);
        }
    }
    let scene = Scene { frame, sample, now: &now, before: before.as_ref().zip(reference), settings };
    let mut themes = scene.themes(&regions, &numbers, &centres, model, threads)?;
    themes.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.answers.cmp(&b.answers)));
    Ok(Emerging { notes: notes(sample, reference, &themes), themes })
}

/// Codes that a clause may carry by a drafted centre alone: the drafted ones, and those that they were divided into.
fn drafted(frame: &CodeFrame, model: &CodingModel) -> Vec<CodeNumber> {
    let is_added = |code: CodeNumber| {
        frame.places.iter().any(|place| place.code == code && place.kind == PlaceKind::Centre)
    };
    let mut codes: Vec<CodeNumber> = frame.codes.iter().map(|code| code.number).collect();
    codes.retain(|&code| model.prototypes.contains(&code) || !is_added(code));
    codes
}

/// The centres of codes, drafted and added, with the code of each.
fn centres(frame: &CodeFrame, model: &CodingModel) -> (Vec<CodeNumber>, EmbeddingMatrix) {
    let mut numbers = model.prototypes.clone();
    let mut centres = model.places.clone();
    centres.dims = model.space.dims();
    for place in frame.places.iter().filter(|place| place.kind == PlaceKind::Centre) {
        numbers.push(place.code);
        centres.values.extend(&place.vector);
    }
    (numbers, centres)
}

/// The cosine that a code's centre usually has with the nearest other one: the median over the codes.
fn grain(centres: &EmbeddingMatrix) -> f32 {
    let nearest = |own: usize| {
        let others = (0..centres.rows()).filter(|&other| other != own);
        others.map(|other| dot(centres.row(own), centres.row(other))).reduce(f32::max)
    };
    let mut cosines: Vec<f32> = (0..centres.rows()).filter_map(nearest).collect();
    cosines.sort_by(f32::total_cmp);
    cosines.get(cosines.len() / 2).copied().unwrap_or(1.0)
}

fn notes(sample: &AnswerSample, reference: Option<&Reference>, themes: &[EmergingTheme]) -> Vec<String> {
    let mut notes = Vec::new();
    if reference.is_none() {
        notes.push(
            "The frame remembers nothing of its first wave (it is of an older program), so only themes among answers that \
             no code fits can be told to be new."
                .to_owned(),
        );
    }
    if !sample.is_whole() {
        notes.push(format!(
            "What is new was sought in a sample of {} of {} answers, chosen by a hash of their text; shares are estimates.",
            sample.sampled().people,
            sample.answered().people
        ));
    }
    if themes.iter().any(|theme| theme.before.is_some_and(|before| before.share > 0.0)) {
        notes.push(
            "What the first wave said of an emerging theme is estimated from the clauses that its frame remembers.".into(),
        );
    }
    notes
}

/// Everything that figures of a theme come from.
struct Scene<'a> {
    frame: &'a CodeFrame,
    sample: &'a AnswerSample,
    now: &'a Cloud,
    before: Option<(&'a Cloud, &'a Reference)>,
    settings: &'a Settings,
}

impl Scene<'_> {
    fn themes(
        &self,
        regions: &[Region],
        numbers: &[CodeNumber],
        centres: &EmbeddingMatrix,
        model: &CodingModel,
        threads: &Threads,
    ) -> Result<Vec<EmergingTheme>> {
        if regions.is_empty() {
            return Ok(Vec::new());
        }
        let number = self.frame.next_code()?;
        let answers: Vec<&SampledAnswer> = self.sample.answers().collect();
        let mut theme_of = vec![None; answers.iter().map(|answer| answer.clauses.len()).sum()];
        for (theme, region) in (numbers.len()..).zip(regions) {
            for &row in &region.now {
                if let Some(of) = self.now.place.get(row).and_then(|&place| theme_of.get_mut(place)) {
                    *of = Some(theme);
                }
            }
        }
        let code_of: BTreeMap<CodeNumber, usize> = numbers.iter().copied().zip(0..).collect();
        let mut clauses = Vec::new();
        let mut row = 0;
        for (position, answer) in answers.iter().enumerate() {
            for clause in &answer.clauses {
                let own = theme_of.get(row).copied().flatten();
                let carried = || code_of.get(&clause.seen.nearest?.code).copied();
                row += 1;
                let Some(theme) = own.or_else(carried) else { continue };
                clauses.push(ThemeClause {
                    answer: position,
                    at: clause.at as usize,
                    theme: theme as u32,
                    vector: &clause.seen.vector,
                    side: clause.seen.side,
                });
            }
        }
        let distinct: Vec<DistinctAnswer<'_>> = answers
            .iter()
            .map(|answer| DistinctAnswer {
                verbatim: &answer.verbatim,
                declared: answer.declared.as_deref(),
                people: u32::try_from(answer.people.people).unwrap_or(u32::MAX),
            })
            .collect();
        let readings: Vec<Reading> = answers.iter().map(|answer| answer.reading.clone()).collect();
        let values =
            regions.iter().fold(centres.values.clone(), |all, region| [all, region.centre.clone()].concat());
        let all_centres = EmbeddingMatrix { dims: centres.dims, values };
        let all_numbers: Vec<CodeNumber> =
            numbers.iter().copied().chain(vec![number; regions.len()]).collect();
        let coder = Coder::new(self.frame, model)?;
        let named = name_themes(
            (&distinct, &readings),
            &clauses,
            (all_centres, &all_numbers),
            self.frame.label_language,
            coder.reader(),
            threads,
        );
        let found = regions.iter().zip(named.into_iter().skip(numbers.len())).map(|(region, named)| {
            let nearest = self.nearest(region, numbers, centres, &answers);
            let place = Place {
                code: number,
                kind: PlaceKind::Centre,
                vector: region.centre.clone(),
                threshold: region.threshold,
                text: String::new(),
            };
            let code = NewCode {
                number,
                definition: define_new(self.frame, &named.includes, nearest),
                labels: self.distinct_labels(named.labels, &named.includes),
                includes: named.includes,
                keywords: named.keywords,
                exemplars: named.exemplars,
                net: None,
                side: named.side,
                places: vec![place],
            };
            self.theme(region, code, nearest, &answers)
        });
        Ok(found.collect())
    }

    /// Labels unlike those of the frame's codes.
    fn distinct_labels(
        &self,
        labels: BTreeMap<Language, String>,
        includes: &[String],
    ) -> BTreeMap<Language, String> {
        let is_taken = |language: Language, label: &str| {
            let mut own = self.frame.active_codes().filter_map(|code| code.labels.get(&language));
            own.any(|known| known.to_lowercase() == label.to_lowercase())
        };
        let labels = labels.into_iter().map(|(language, label)| {
            if !is_taken(language, &label) {
                return (language, label);
            }
            let other = includes.iter().find(|phrase| !is_taken(language, phrase)).cloned();
            (language, format!("{label} ({})", other.unwrap_or_else(|| "2".to_owned())))
        });
        labels.collect()
    }

    /// The code that most of a region's clauses carry, or else the one with the nearest centre.
    fn nearest(
        &self,
        region: &Region,
        numbers: &[CodeNumber],
        centres: &EmbeddingMatrix,
        answers: &[&SampledAnswer],
    ) -> Option<CodeNumber> {
        let clauses: Vec<_> = answers.iter().flat_map(|answer| &answer.clauses).collect();
        let mut carried: BTreeMap<CodeNumber, usize> = BTreeMap::new();
        for code in region
            .now
            .iter()
            .filter_map(|&row| Some(clauses.get(*self.now.place.get(row)?)?.seen.nearest?.code))
        {
            *carried.entry(code).or_default() += 1;
        }
        let most = carried.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map(|(code, _)| *code);
        let active = |code: &CodeNumber| self.frame.code(*code).is_some_and(|code| code.standing.is_active());
        most.or_else(|| {
            let near = numbers.iter().enumerate().filter(|(_, code)| active(code));
            let near = near.map(|(row, code)| (dot(centres.row(row), &region.centre), *code));
            near.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|best| best.1)
        })
    }

    fn theme(
        &self,
        region: &Region,
        code: NewCode,
        nearest: Option<CodeNumber>,
        answers: &[&SampledAnswer],
    ) -> EmergingTheme {
        let own = self.now.answers(&region.now);
        let (mut people, mut languages) = (Tally::default(), BTreeMap::<Language, f64>::new());
        for answer in own.iter().filter_map(|&answer| answers.get(answer)) {
            people.add(answer.people);
            *languages.entry(answer.reading.language).or_default() += answer.people.people as f64;
        }
        let mut languages: Vec<(Language, f64)> =
            languages.into_iter().map(|(l, count)| (l, count / (people.people as f64).max(1.0))).collect();
        languages.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let (base, sampled) = (self.sample.base(), self.sample.sampled());
        let answered = part(self.sample.answered().weight, base.weight);
        let share = part(people.weight, sampled.weight) * answered;
        // The sample stands for everybody in the base, as far as it goes.
        let effective = if answered > 0.0 { sampled.effective() / answered } else { 0.0 };
        let (low, high) = wilson(share, effective.max(1.0), self.settings.confidence);
        let uncoded = region.now.iter().filter(|&&row| self.now.uncoded.get(row) == Some(&true)).count();
        EmergingTheme {
            code,
            people: people.people,
            share,
            low,
            high,
            before: self.before.map(|(cloud, reference)| before(region, cloud, reference)),
            nearest,
            uncoded: part(uncoded as f64, region.now.len() as f64),
            languages,
            answers: own,
        }
    }
}

/// What the first wave had in a region.
fn before(region: &Region, cloud: &Cloud, reference: &Reference) -> Before {
    let answered = part(reference.answered.people as f64, reference.base.people as f64);
    let strays: Vec<usize> =
        region.before.iter().copied().filter(|&row| cloud.uncoded.get(row) == Some(&true)).collect();
    Before { share: cloud.share(&region.before) * answered, uncoded: cloud.share(&strays) * answered }
}

fn part(of: f64, all: f64) -> f64 {
    if all > 0.0 { of / all } else { 0.0 }
}
