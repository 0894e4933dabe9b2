//! First wave: answers → themes → a drafted code frame with the model that codes by it.
//!
//! Drafting looks at a bounded sample of distinct answers, chosen by a hash of their content, so the frame is the
//! same whatever the order of rows, and a million answers cost hardly more than ten thousand.

mod candidates;
mod evidence;
mod exemplars;
mod grammar;
mod keywords;
mod labels;
mod later;
mod naming;
mod nets;
mod spelling;
mod split;
mod wording;

use crate::code_frame::{Code, CodeFrame, CodeKind, CodeNumber, Side, Standing};
use crate::coding::{CodingModel, Reader, Reading, place_all};
use crate::embedding::{
    ClauseText, ClauseVectors, EmbeddingMatrix, Engine, Space, SpaceSettings, TaughtVectors, dot, normalize,
};
use crate::error::Result;
use crate::parallel::Threads;
use crate::seed::Seed;
use crate::sentiment::{NEUTRAL, QuestionSide};
use crate::settings::Settings;
use crate::text::{Collocations, Language, Triage, analysis_copy, contains_private, survey_languages};
use crate::themes::{ThemeSettings, Themes, find_themes, parts};
use evidence::{Evidence, as_written};
pub(crate) use later::{ThemeClause, define_new, name_themes};
use naming::{Named, name_all};
pub(crate) use split::divide;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Distinct answers that the word space is learned from.
const ANSWERS: usize = 16_000;
/// Distinct clauses that themes are found among; the neighbour search is quadratic in it.
const CLAUSES: usize = 8_000;
/// Answers that the survey's languages are told from.
const LANGUAGE_SAMPLE: usize = 2_000;
/// A theme of fewer people among the sampled answers is no code.
const LEAST_PEOPLE: u32 = 3;
/// A theme is labelled in a language that at least one in so many of its people used.
const LABEL_PART: u32 = 10;
/// Parts of a theme that its quotes are taken from.
const THEME_PARTS: usize = 3;
/// The part of a theme's own clauses that its threshold lets go.
const STRAY: f32 = 0.03;
/// A clause that points nowhere near any theme carries none, however loose the theme.
const LEAST_COSINE: f32 = 0.1;

/// A distinct answer with the number of respondents who gave it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DistinctAnswer<'a> {
    /// As typed by the first of them.
    pub verbatim: &'a str,
    /// The declared language, if any.
    pub declared: Option<&'a str>,
    /// How many respondents.
    pub people: u32,
}

/// A drafted frame and the model that codes by it.
#[derive(Debug)]
pub struct Draft {
    /// What is printed and agreed.
    pub frame: CodeFrame,
    /// What coding one text depends on.
    pub model: CodingModel,
    /// How the first answers were read, for whoever codes them next.
    pub readings: Vec<Reading>,
    /// What the engine said of their clauses.
    pub vectors: ClauseVectors,
    /// Distinct clauses of all answers, as expected from the sample.
    pub distinct_clauses: usize,
}

/// A distinct clause of the sample.
struct SampleClause {
    text: ClauseText,
    people: u32,
    /// Index of a reading that holds it, and which of its clauses it is.
    at: (usize, usize),
}

/// Themes with the clauses that they were found among, as one space places them.
struct Found {
    space: Space,
    themes: Themes,
    matrix: EmbeddingMatrix,
}

/// Drafts a frame from distinct answers, which must come in an order that does not depend on the file's rows.
///
/// # Errors
/// [`crate::Error::Model`] if the shipped vectors cannot be read.
pub fn draft(
    answers: &[DistinctAnswer<'_>],
    question: &str,
    settings: &Settings,
    threads: &Threads,
) -> Result<Draft> {
    let seed = Seed(settings.seed);
    let languages = languages(answers, settings);
    let side = settings.question_side.unwrap_or_else(|| QuestionSide::of_question(question, &languages));
    let sample = &answers[..answers.len().min(ANSWERS)];
    let collocations = collocations(sample, &languages, threads);
    let reader = Reader::new(&languages, &collocations)?;
    let declared = settings.language.map(Language::tag);
    let readings = threads.map(sample, |a| reader.read(a.verbatim, declared.or(a.declared)));
    let clauses = distinct_clauses(sample, &readings);
    let texts: Vec<ClauseText> = clauses.iter().map(|c| c.text.clone()).collect();
    // Beyond the sample, as many to an answer as in it.
    let expected = clauses.len() * answers.len() / sample.len().max(1);
    let engine = settings.engine.unwrap_or_else(|| Engine::for_clauses(expected));
    let mut vectors = ClauseVectors::new(engine)?;
    let found_among = &clauses[..clauses.len().min(CLAUSES)];
    let known: Vec<&ClauseText> = found_among.iter().map(|c| &c.text).collect();
    let known = vectors.of(&known, threads)?.vectors;
    let space = Space::learn(&texts, &known, SpaceSettings::default(), &mut seed.stream("space"));
    let (matrix, sides) = matrix(&space, &readings, found_among, &mut vectors, side, threads)?;
    let people: Vec<u32> = clauses.iter().map(|c| c.people).collect();
    let wanted = ThemeSettings { max_themes: settings.max_codes, ..ThemeSettings::default() };
    let themes = by_size(&find_themes(&matrix, &people, &wanted, seed, threads), &matrix, &clauses);
    let label_language = settings.label_language.or(languages.first().copied()).unwrap_or(Language::EN);
    let evidence = gather(sample, &readings, &clauses, (&matrix, &sides), &themes, &reader, threads);
    let numbers: Vec<CodeNumber> = (0..themes.len()).map(number).collect();
    let named = name_all(&evidence, &numbers, &languages, label_language, threads);
    let frame = frame(question, &languages, label_language, &themes, &evidence, named);
    drop(reader);
    let found = Found { space, themes, matrix };
    if engine == Engine::Taught {
        let (taught, found) = teach(found, &known, &texts, &readings, found_among, side, threads)?;
        let model = CodingModel { taught: Some(taught), ..model(engine, side, found, collocations, &frame) };
        let vectors = model.vectors()?;
        return Ok(Draft { frame, model, readings, vectors, distinct_clauses: expected });
    }
    let model = model(engine, side, found, collocations, &frame);
    Ok(Draft { frame, model, readings, vectors, distinct_clauses: expected })
}

/// The languages that answers may be in, most frequent first.
fn languages(answers: &[DistinctAnswer<'_>], settings: &Settings) -> Vec<Language> {
    if let Some(language) = settings.language {
        return vec![language];
    }
    let sample = answers.iter().take(LANGUAGE_SAMPLE).map(|a| (a.verbatim, a.declared));
    let found = survey_languages(sample);
    if found.is_empty() { vec![Language::EN] } else { found }
}

/// Every distinct clause that may carry a theme, those of several people first, then in answer order.
fn distinct_clauses(sample: &[DistinctAnswer<'_>], readings: &[Reading]) -> Vec<SampleClause> {
    let mut known: HashMap<(Language, &str), usize> = HashMap::new();
    let mut clauses: Vec<SampleClause> = Vec::new();
    for (index, (answer, reading)) in sample.iter().zip(readings).enumerate() {
        for (number, clause) in reading.clauses.iter().enumerate().filter(|(_, c)| c.triage == Triage::Answer)
        {
            let part = clause.clause.text(&reading.analysis);
            let key = (clause.text.language, part.trim_matches(|c: char| !c.is_alphanumeric()));
            let at = *known.entry(key).or_insert_with(|| {
                clauses.push(SampleClause { text: clause.text.clone(), people: 0, at: (index, number) });
                clauses.len() - 1
            });
            clauses[at].people += answer.people;
        }
    }
    clauses.sort_by_key(|c| c.people < 2);
    clauses
}

/// Clauses as rows, each as meant in its comment, and the side that each takes.
fn matrix(
    space: &Space,
    readings: &[Reading],
    clauses: &[SampleClause],
    vectors: &mut ClauseVectors,
    side: QuestionSide,
    threads: &Threads,
) -> Result<(EmbeddingMatrix, Vec<f32>)> {
    let mut holders: Vec<usize> = clauses.iter().map(|c| c.at.0).collect();
    holders.sort_unstable();
    holders.dedup();
    let read: Vec<&Reading> = holders.iter().filter_map(|&h| readings.get(h)).collect();
    let placed = place_all(space, &read, vectors, side, threads)?;
    let find = |clause: &SampleClause| {
        let placed = placed.get(holders.binary_search(&clause.at.0).ok()?)?;
        Some((placed.clauses.get(clause.at.1)?.clone(), placed.tones.get(clause.at.1)?.side()))
    };
    let found = clauses.iter().map(|c| find(c).unwrap_or_else(|| (vec![0.0; space.dims()], 0.0)));
    let (rows, sides): (Vec<Vec<f32>>, Vec<f32>) = found.unzip();
    Ok((EmbeddingMatrix { dims: space.dims(), values: rows.concat() }, sides))
}

/// Vectors taught by the engine's own of the first of these clauses, `teacher`, and the same themes as they place them.
fn teach(
    found: Found,
    teacher: &EmbeddingMatrix,
    texts: &[ClauseText],
    readings: &[Reading],
    clauses: &[SampleClause],
    side: QuestionSide,
    threads: &Threads,
) -> Result<(Arc<TaughtVectors>, Found)> {
    let texts = texts.get(..teacher.rows()).unwrap_or(texts);
    let taught = Arc::new(TaughtVectors::fit(texts, teacher, threads)?);
    let mut vectors = ClauseVectors::taught(Arc::clone(&taught));
    let known = vectors.of(&texts.iter().collect::<Vec<_>>(), threads)?.vectors;
    let space = found.space.recentred(texts, &known, SpaceSettings::default());
    let (matrix, _) = matrix(&space, readings, clauses, &mut vectors, side, threads)?;
    let mut centres = vec![vec![0.0; matrix.dims]; found.themes.len()];
    for (row, theme) in found.themes.member.iter().enumerate() {
        if let Some(centre) = theme.and_then(|theme| centres.get_mut(theme as usize)) {
            centre.iter_mut().zip(matrix.row(row)).for_each(|(c, v)| *c += v);
        }
    }
    centres.iter_mut().for_each(|centre| normalize(centre));
    let centroids = EmbeddingMatrix { dims: matrix.dims, values: centres.concat() };
    let themes = Themes { centroids, ..found.themes };
    Ok((taught, Found { space, themes, matrix }))
}

/// Renumbers themes by the people behind them and drops those of too few.
fn by_size(themes: &Themes, matrix: &EmbeddingMatrix, clauses: &[SampleClause]) -> Themes {
    let mut people = vec![0u32; themes.len()];
    for (theme, clause) in themes.member.iter().zip(clauses) {
        if let Some(theme) = *theme {
            people[theme as usize] += clause.people;
        }
    }
    let mut order: Vec<usize> = (0..themes.len()).filter(|&t| people[t] >= LEAST_PEOPLE).collect();
    order.sort_by(|&a, &b| people[b].cmp(&people[a]).then(a.cmp(&b)));
    let mut new = vec![None; themes.len()];
    for (position, &theme) in (0u32..).zip(&order) {
        new[theme] = Some(position);
    }
    let values = order.iter().flat_map(|&t| themes.centroids.row(t).iter().copied()).collect();
    Themes {
        member: themes.member.iter().map(|m| m.and_then(|t| new[t as usize])).collect(),
        centroids: EmbeddingMatrix { dims: matrix.dims, values },
    }
}

/// What labels, keywords and quotes are chosen from.
fn gather(
    sample: &[DistinctAnswer<'_>],
    readings: &[Reading],
    clauses: &[SampleClause],
    (matrix, sides): (&EmbeddingMatrix, &[f32]),
    themes: &Themes,
    reader: &Reader<'_>,
    threads: &Threads,
) -> Vec<Evidence> {
    let rows: Vec<usize> = (0..clauses.len()).collect();
    let parts = theme_parts(matrix, themes, threads);
    let found = threads.map(&rows, |&row| {
        let (clause, theme) = (clauses.get(row)?, (*themes.member.get(row)?)?);
        let (reading, answer) = (readings.get(clause.at.0)?, sample.get(clause.at.0)?);
        let place = reading.clauses.get(clause.at.1)?;
        let closeness = |theme: usize| dot(matrix.row(row), themes.centroids.row(theme));
        let others = (0u32..).zip(0..themes.len()).filter(|(other, _)| *other != theme);
        let others = others.map(|(other, index)| (other, closeness(index)));
        let (text, words) = as_written(answer.verbatim, reading, place, reader);
        Some(Evidence {
            theme,
            printable: !contains_private(text, reader.languages()),
            text: text.to_owned(),
            language: place.language,
            words,
            people: clause.people,
            closeness: closeness(theme as usize),
            part: parts.get(row).copied().unwrap_or(0),
            next: others.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))),
            polarity: sides.get(row).copied().unwrap_or(0.0),
        })
    });
    found.into_iter().flatten().collect()
}

/// Which part of its theme each row of the matrix is in.
fn theme_parts(matrix: &EmbeddingMatrix, themes: &Themes, threads: &Threads) -> Vec<usize> {
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); themes.len()];
    for (row, theme) in themes.member.iter().enumerate() {
        if let Some(list) = theme.and_then(|t| members.get_mut(t as usize)) {
            list.push(row);
        }
    }
    let found = threads.map_chunks(&members, 1, |_, one| {
        one.first().map_or_else(Vec::new, |rows| parts(matrix, rows, THEME_PARTS))
    });
    let mut of_row = vec![0; matrix.rows()];
    for (rows, parts) in members.iter().zip(found) {
        for (&row, part) in rows.iter().zip(parts) {
            of_row[row] = part;
        }
    }
    of_row
}

/// The Vietnamese words of several syllables that this survey uses.
fn collocations(sample: &[DistinctAnswer<'_>], languages: &[Language], threads: &Threads) -> Collocations {
    if !languages.contains(&Language::VI) {
        return Collocations::default();
    }
    let copies = threads.map(sample, |a| analysis_copy(a.verbatim).text);
    Collocations::learn(copies.iter().map(|text| text.split(' ')))
}

/// Puts the printed frame together.
fn frame(
    question: &str,
    languages: &[Language],
    label_language: Language,
    themes: &Themes,
    evidence: &[Evidence],
    named: Vec<Named>,
) -> CodeFrame {
    let sides: Vec<Side> = named.iter().map(|theme| theme.side).collect();
    let groups = nets::group(&themes.centroids, &sides);
    let confused = most_confused(evidence, themes.len());
    let mut codes: Vec<Code> = named
        .into_iter()
        .enumerate()
        .map(|(theme, named)| Code {
            number: number(theme),
            kind: CodeKind::Theme,
            definition: String::new(),
            includes: named.includes,
            excludes: confused.get(theme).copied().flatten().map(number),
            labels: named.labels,
            keywords: named.keywords,
            exemplars: named.exemplars,
            net: groups.as_ref().and_then(|g| g.get(theme)).map(|&n| nets::number(n)),
            side: named.side,
            standing: Standing::Active,
        })
        .collect();
    codes.extend(special_codes(languages));
    let nets = groups.map_or_else(Vec::new, |g| nets::name(&g, &codes, evidence, languages));
    let mut frame = CodeFrame {
        question: question.to_owned(),
        languages: languages.to_vec(),
        label_language,
        codes,
        nets,
        places: Vec::new(),
        pins: Vec::new(),
        worded: BTreeSet::new(),
    };
    define(&mut frame);
    frame
}

/// Writes the definitions of the theme codes, which need the others' labels.
fn define(frame: &mut CodeFrame) {
    let language = frame.label_language;
    let written: Vec<String> = frame
        .codes
        .iter()
        .map(|code| {
            let excludes = code.excludes.map(|other| (other, frame.label(other, language).0));
            wording::definition(language, &code.includes, excludes)
        })
        .collect();
    for (code, text) in frame.codes.iter_mut().zip(written).filter(|(code, _)| code.kind == CodeKind::Theme) {
        code.definition = text;
    }
}

/// For each theme, the other that is nearest to most of its people's clauses, against how many it is nearest to in
/// all: some small themes lie beside everything.
fn most_confused(evidence: &[Evidence], themes: usize) -> Vec<Option<usize>> {
    let mut people: Vec<BTreeMap<u32, u32>> = vec![BTreeMap::new(); themes];
    let mut all: BTreeMap<u32, u32> = BTreeMap::new();
    for clause in evidence {
        if let (Some(counts), Some((next, _))) = (people.get_mut(clause.theme as usize), clause.next) {
            *counts.entry(next).or_default() += clause.people;
            *all.entry(next).or_default() += clause.people;
        }
    }
    let near = |(next, count): (&u32, &u32)| {
        let everywhere = all.get(next).copied().unwrap_or(1) as f32;
        (*count as f32 / everywhere.sqrt(), *next)
    };
    let most = people
        .iter()
        .map(|counts| counts.iter().map(near).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))));
    most.map(|found| found.map(|(_, next)| next as usize)).collect()
}

/// Codes are numbered by size, from 1.
fn number(theme: usize) -> CodeNumber {
    CodeNumber(theme as u16 + 1)
}

/// The side that most of a theme's people clearly take.
fn side(evidence: &[Evidence], theme: u32) -> Side {
    let own = evidence.iter().filter(|e| e.theme == theme);
    let (sum, people) = own
        .fold((0.0, 0.0), |(sum, people), e| (sum + e.polarity * e.people as f32, people + e.people as f32));
    let mean = if people > 0.0 { sum / people } else { 0.0 };
    if mean > NEUTRAL {
        Side::Positive
    } else if mean < -NEUTRAL {
        Side::Negative
    } else {
        Side::Neutral
    }
}

/// 97 and 98, which every frame has.
fn special_codes(languages: &[Language]) -> [Code; 2] {
    let code = |number, kind, labels: BTreeMap<Language, String>, side| Code {
        number,
        kind,
        definition: labels.values().next().cloned().unwrap_or_default(),
        includes: Vec::new(),
        excludes: None,
        labels,
        keywords: Vec::new(),
        exemplars: Vec::new(),
        net: None,
        side,
        standing: Standing::Active,
    };
    [
        code(CodeNumber::NOTHING, CodeKind::Nothing, wording::nothing(languages), Side::Positive),
        code(CodeNumber::DONT_KNOW, CodeKind::DontKnow, wording::dont_know(languages), Side::Neutral),
    ]
}

/// The model that codes by the frame: each code's centre, and a threshold that lets the code's own strays go. More
/// places for a code that is not round lowered agreement with human codes (benches/README.md).
fn model(
    engine: Engine,
    question_side: QuestionSide,
    found: Found,
    collocations: Collocations,
    frame: &CodeFrame,
) -> CodingModel {
    let Found { space, themes, matrix } = found;
    let mut near: Vec<Vec<f32>> = vec![Vec::new(); themes.len()];
    for (row, theme) in themes.member.iter().enumerate() {
        if let Some(theme) = *theme {
            near[theme as usize].push(dot(matrix.row(row), themes.centroids.row(theme as usize)));
        }
    }
    let thresholds = near
        .into_iter()
        .enumerate()
        .map(|(theme, mut cosines)| {
            cosines.sort_by(f32::total_cmp);
            let stray = (cosines.len() as f32 * STRAY) as usize;
            (number(theme), cosines.get(stray).copied().unwrap_or(0.0).max(LEAST_COSINE))
        })
        .collect();
    CodingModel {
        engine,
        vectors_sha256: engine.sha256().to_owned(),
        languages: frame.languages.clone(),
        question_side,
        collocations,
        space,
        prototypes: (0..themes.len()).map(number).collect(),
        places: themes.centroids,
        taught: None,
        thresholds,
        reference: None,
    }
}
