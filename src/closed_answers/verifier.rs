//! Takes the answers batch by batch and says what they come to.

use super::changes::Evidence;
use super::columns::{AnswerColumns, Layout};
use super::figures::{notes_of, options, other_shares, themes, was_asked};
use super::next::next;
use super::other::{CodedOther, OtherKind, OtherTally, sorted};
use super::rows::{Answer, RowReader, Unreadable, other_of};
use super::tally::Tally;
use super::verified::Verified;
use super::vocabulary::{Vocabulary, folded};
use crate::closed_question::{Category, CategoryKind, ClosedQuestion};
use crate::code_frame::{Code, CodeFrame, CodeKind, CodeNumber, Side, Standing};
use crate::coding::{Coding, SavedFrame, Status};
use crate::error::{Error, Place, Result};
use crate::parallel::Threads;
use crate::pipeline::Wave;
use crate::proposals::WaveEars;
use crate::settings::Settings;
use crate::shares::Tabulator;
use crate::survey::{Banner, Question, Respondent, Study, Table};
use crate::text::Language;
use std::collections::{BTreeMap, BTreeSet};

/// Fewer answers may all be texts under Other.
const FEW: usize = 10;
/// One row in so many may say what the question does not know; if more do, shares of the rest mean little.
const MOST_UNREADABLE: usize = 10;

/// A wave that answered the closed question, while it is read.
///
/// Memory is that of one batch and of what is counted, whatever the number of rows; what a text under Other is coded to
/// depends on the text and the frame alone.
pub struct Verifier<'f> {
    saved: &'f SavedFrame,
    reader: RowReader<'f>,
    settings: Settings,
    wave: Wave<'f>,
    heard: WaveEars,
    /// Shares of what was ticked, and of that with Other coded back.
    closed: Tabulator,
    adjusted: Tabulator,
    tally: Tally,
    others: OtherTally,
    is_weighted: bool,
}

/// What one batch leaves to be written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadBatch {
    /// What was written under Other, in the order of the rows.
    pub others: Vec<CodedOther>,
    /// Rows that were set aside for a cell that is no answer of the question, in their order.
    pub unreadable: Vec<Unreadable>,
}

impl<'f> Verifier<'f> {
    /// Begins a wave whose first batch is this; `settings` give the language of the answers, the least share of an option
    /// and the level of the intervals.
    ///
    /// # Errors
    /// [`Error::Input`] for columns that do not fit the question, [`Error::Frame`] where the frame does not know a code of
    /// the question, otherwise as [`Wave::new`].
    pub fn new(
        saved: &'f SavedFrame,
        question: &'f ClosedQuestion,
        first: &Table,
        columns: &AnswerColumns,
        settings: &Settings,
    ) -> Result<Self> {
        check(saved.frame(), question)?;
        let vocabulary = Vocabulary::of(question);
        let layout = Layout::of(first, columns, question, &vocabulary)?;
        let settings = Settings {
            engine: Some(saved.model.engine),
            label_language: Some(saved.frame().label_language),
            question_side: Some(saved.model.question_side),
            alerts: false,
            ..settings.clone()
        };
        let name = layout.other.unwrap_or(layout.first());
        let name = first.headers().get(name).cloned().unwrap_or_default();
        let asked = Question { name, wording: Some(saved.frame().question.clone()) };
        let list = list(question);
        Ok(Self {
            saved,
            wave: Wave::new(saved, asked, &settings)?,
            reader: RowReader { question, vocabulary, layout, other: other_of(question) },
            settings,
            heard: WaveEars::default(),
            closed: Tabulator::new(&list),
            adjusted: Tabulator::new(&list),
            tally: Tally::new(question.categories.len()),
            others: OtherTally::default(),
            is_weighted: false,
        })
    }

    /// Reads one more batch; `study` holds its rows' people in the same order.
    ///
    /// # Errors
    /// [`Error::Input`] if most rows have a cell that is no answer of the question, or name no option; otherwise as
    /// [`Wave::add`].
    pub fn add(&mut self, batch: &Table, study: &Study<'_>, threads: &Threads) -> Result<ReadBatch> {
        let mut answers = Vec::with_capacity(batch.len());
        let mut unreadable = Vec::new();
        for row in 0..batch.len() {
            let answer = match self.reader.read(batch, row) {
                Ok(answer) => answer,
                Err(row) => {
                    self.tally.set_aside(&row);
                    unreadable.push(*row);
                    answers.push(None);
                    continue;
                }
            };
            self.tally.add(&answer);
            answers.push(Some(answer));
        }
        self.tally.rejected(study.rejected);
        self.refuse_if_most_is_unreadable(batch)?;
        self.is_weighted |= study.respondents.iter().any(|person| person.weight != 1.0);
        let codings = self.coded(&answers, study, threads)?;
        let mut coded = codings.iter().peekable();
        let (mut ticked, mut meant, mut told) = (Vec::new(), Vec::new(), Vec::new());
        for (at, (person, answer)) in study.respondents.iter().zip(&answers).enumerate() {
            let chosen = answer.as_ref().filter(|answer| answer.is_answered);
            ticked.push(self.listed(chosen.map(|answer| answer.chosen.as_slice())));
            let own = coded.next_if(|(row, _)| *row == at).map(|(_, coding)| coding);
            let (Some(answer), Some(coding)) = (chosen, own) else {
                meant.push(self.listed(chosen.map(|answer| answer.chosen.as_slice())));
                continue;
            };
            let found = sorted(coding, self.reader.question);
            let said = Respondent { verbatim: &answer.other, ..*person };
            let languages = &self.saved.frame().languages;
            self.others.add(&said, coding, (found.0, &found.1, &found.2), languages);
            meant.push(self.listed(Some(&coded_back(answer, self.reader.other, found.0, &found.1))));
            told.push(self.told(&said, coding, found));
        }
        self.closed.add(study, &ticked);
        self.adjusted.add(study, &meant);
        Ok(ReadBatch { others: told, unreadable })
    }

    /// Codes what was written under Other: position in the batch and coding.
    fn coded(
        &mut self,
        answers: &[Option<Answer>],
        study: &Study<'_>,
        threads: &Threads,
    ) -> Result<Vec<(usize, Coding)>> {
        let written =
            study.respondents.iter().zip(answers).enumerate().filter_map(|(at, (person, answer))| {
                let text = answer.as_ref().map(|answer| answer.other.as_str())?;
                (!text.trim().is_empty()).then_some((at, Respondent { verbatim: text, ..*person }))
            });
        let (rows, respondents): (Vec<usize>, Vec<Respondent<'_>>) = written.unzip();
        let question = study.question.clone();
        let study = Study { question, respondents, banner: Banner::default(), rejected: 0 };
        let codings = self.wave.add(&study, threads, Some(&mut self.heard))?;
        Ok(rows.into_iter().zip(codings).collect())
    }

    /// A coding whose codes are options; none: outside the base.
    fn listed(&self, chosen: Option<&[usize]>) -> Coding {
        let numbers =
            chosen.unwrap_or_default().iter().filter_map(|&at| self.reader.question.categories.get(at));
        Coding {
            status: if chosen.is_some() { Status::Coded } else { Status::NoAnswer },
            duplicate_of: None,
            language: Language::UND,
            codes: numbers.map(|option| option.number).collect(),
            nets: Box::default(),
            mentions: Box::default(),
            sentiment: None,
            sentiment_score: 0.0,
            sentiment_confidence: 0.0,
            alerts: Box::default(),
        }
    }

    fn told(
        &self,
        person: &Respondent<'_>,
        coding: &Coding,
        (kind, options, _): (OtherKind, Vec<usize>, Vec<CodeNumber>),
    ) -> CodedOther {
        let number = |at: usize| self.reader.question.categories.get(at).map(|option| option.number);
        CodedOther {
            row: person.row,
            id: person.id.to_owned(),
            text: person.verbatim.to_owned(),
            language: coding.language,
            kind,
            options: options.into_iter().filter_map(number).collect(),
            codes: coding.codes.to_vec(),
        }
    }

    fn refuse_if_most_is_unreadable(&self, batch: &Table) -> Result<()> {
        let ledger = &self.tally.ledger;
        let (unnamed, layout) = (self.tally.unnamed, &self.reader.layout);
        if layout.other.is_none() && ledger.answered >= FEW && unnamed * 2 > ledger.answered {
            let column = batch.headers().get(layout.first()).cloned();
            let at = Place { sheet: batch.sheet.clone(), column, ..Place::default() };
            let message = format!(
                "{unnamed} of {} answers name no option of the question ({}): choose the column of the closed question, and \
                 the question.json that was asked",
                ledger.answered,
                self.reader.vocabulary.allowed()
            );
            return Err(Error::Input { file: batch.file.clone(), at: Box::new(at), message });
        }
        let Some(first) = self.tally.unreadable.first() else { return Ok(()) };
        let (bad, good) = (self.tally.unreadable_count, ledger.answered);
        let are_too_many = bad > good || (bad >= FEW && bad * MOST_UNREADABLE > bad + good);
        if !are_too_many {
            return Ok(());
        }
        let (file, sheet, row) = batch.source_of(first.row);
        let at = Place {
            sheet: sheet.map(str::to_owned),
            line: Some(first.line),
            row: Some(u64::from(row)),
            column: first.column.clone(),
        };
        let message = format!(
            "{}; {bad} rows are like that and {good} can be read: is this the question.json that was asked, and are its codes and \
             labels still those of the survey tool?",
            first.reason
        );
        Err(Error::Input { file: file.to_owned(), at: Box::new(at), message })
    }

    /// What all batches come to.
    ///
    /// # Errors
    /// [`Error::Input`] naming `file` if nobody answered; otherwise as [`crate::proposals::propose`].
    pub fn finish(self, file: &str, threads: &Threads) -> Result<Verified> {
        if self.tally.ledger.answered == 0 {
            let message = "nobody answered: every row is blank in the columns of --closed and --other";
            return Err(Error::input(file, message));
        }
        let confidence = self.settings.confidence;
        let (segments, adjusted) = (self.closed.finish(confidence), self.adjusted.finish(confidence));
        let base = segments.total().map(|column| column.base).unwrap_or_default();
        let frame = self.saved.frame();
        let themes = themes(self.saved, &self.heard, &self.settings, threads, (&self.others.spoken, &base))?;
        let question = self.reader.question;
        let was_asked = was_asked(&self.reader);
        let options = options(question, (segments.total(), adjusted.total()), &self.others, confidence);
        let other = other_shares(self.others, &base, confidence);
        let pairs = self.tally.pairs();
        let min_share = self.settings.min_share / 100.0;
        let evidence = Evidence {
            question,
            frame,
            options: &options,
            was_asked: &was_asked,
            other: &other,
            pairs: &pairs,
            themes: &themes,
            min_share,
        };
        let changes = evidence.changes();
        let next = next(&evidence, &changes);
        let mut notes = self.reader.layout.notes.clone();
        notes.extend(notes_of(&self.tally, &self.reader.vocabulary, &was_asked));
        notes.extend(no_longer_given(frame, question));
        notes.extend(segments.notes());
        notes.extend(themes.notes.iter().cloned());
        Ok(Verified {
            question: question.clone(),
            ledger: self.tally.ledger,
            base,
            confidence,
            is_weighted: self.is_weighted,
            options,
            other,
            pairs,
            contradictory: self.tally.contradictory,
            only_written: self.tally.only_written,
            ticked: self.tally.ticked,
            segments,
            changes,
            bridge: next.bridge,
            next: next.question,
            proposals: next.proposals,
            notes,
        })
    }
}

/// A sentence on the options whose code was retired, merged or split since: nothing written under Other is coded back to them.
fn no_longer_given(frame: &CodeFrame, question: &ClosedQuestion) -> Option<String> {
    let is_given = |code: &CodeNumber| frame.code(*code).is_some_and(|code| code.standing.is_active());
    let gone = question.categories.iter().filter(|option| {
        option.kind == CategoryKind::Reason && !option.codes.is_empty() && !option.codes.iter().any(is_given)
    });
    let gone: Vec<String> = gone.map(|option| option.number.to_string()).collect();
    (!gone.is_empty()).then(|| {
        format!(
            "The code frame no longer gives the codes of these options, so no text under Other is coded back to them: {}.",
            gone.join(", ")
        )
    })
}

/// No option may be worded as another code than its own: new codes that were accepted in another order than proposed.
fn same_codes(frame: &CodeFrame, question: &ClosedQuestion) -> Result<()> {
    let is_worded = |number: CodeNumber, option: &Category| {
        let labels = frame.code(number).map(|code| &code.labels);
        labels.is_some_and(|labels| {
            option
                .labels
                .iter()
                .any(|(language, label)| labels.get(language).is_some_and(|own| folded(own) == folded(label)))
        })
    };
    for option in question.categories.iter().filter(|option| option.kind == CategoryKind::Reason) {
        let [own] = option.codes[..] else { continue };
        if is_worded(own, option) {
            continue;
        }
        let mut others = frame.active_codes().filter(|code| code.number != own && code.number > own);
        if let Some(other) = others.find(|code| is_worded(code.number, option)) {
            return Err(Error::Frame(format!(
                "option {} of the question is worded as code {} and not as code {own}: accept proposed codes in the order of \
                 their numbers",
                option.number, other.number
            )));
        }
    }
    Ok(())
}

/// The frame must know every code of the question: Other is coded back by them.
fn check(frame: &CodeFrame, question: &ClosedQuestion) -> Result<()> {
    if question.categories.is_empty() {
        return Err(Error::settings("--question", "the question has no options: there is nothing to verify"));
    }
    let codes = question.categories.iter().flat_map(|option| &option.codes);
    match codes.into_iter().find(|&&code| frame.code(code).is_none()) {
        Some(code) => Err(Error::Frame(format!(
            "it has no code {code}, which stands behind an option of the question: if the code was proposed with the \
             question, accept it first (openend frame accept DIR P1); else name the frame of the run that the question came from \
             with --frame"
        ))),
        None => same_codes(frame, question),
    }
}

/// The options as a frame, so that they are counted as codes are.
fn list(question: &ClosedQuestion) -> CodeFrame {
    CodeFrame {
        question: String::new(),
        languages: question.languages.clone(),
        label_language: question.languages.first().copied().unwrap_or(Language::UND),
        codes: question.categories.iter().map(|option| bare(option.number)).collect(),
        nets: Vec::new(),
        places: Vec::new(),
        pins: Vec::new(),
        worded: BTreeSet::new(),
    }
}

/// A code that has nothing but its number.
pub(super) fn bare(number: CodeNumber) -> Code {
    Code {
        number,
        kind: CodeKind::Theme,
        labels: BTreeMap::new(),
        definition: String::new(),
        includes: Vec::new(),
        excludes: None,
        keywords: Vec::new(),
        exemplars: Vec::new(),
        net: None,
        side: Side::Neutral,
        standing: Standing::Active,
    }
}

/// What somebody means: what was ticked and what was written under Other; Other itself stays unless all that was written
/// is listed.
fn coded_back(answer: &Answer, other: Option<usize>, kind: OtherKind, back: &[usize]) -> Vec<usize> {
    let mut meant: Vec<usize> = answer.chosen.clone();
    if kind == OtherKind::Listed {
        meant.retain(|&option| Some(option) != other);
    }
    meant.extend(back.iter().copied());
    meant.sort_unstable();
    meant.dedup();
    meant
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::changes::{Change, ChangeKind, Fate};
    use super::*;
    use crate::closed_question::{Category, CategoryKind};
    use crate::code_frame::History;
    use crate::files::{StudyOptions, open_studies, read_table_bytes};
    use crate::pipeline::{Silent, analyze};
    use crate::survey::TableBuilder;

    /// Friendly staff 1, rude staff 2, good and cheap food 3, Other 9996, none 97; in English and Estonian.
    pub(in super::super) fn question() -> ClosedQuestion {
        let option = |number: u16, kind: CategoryKind, label: &str| Category {
            position: 0,
            number: CodeNumber(number),
            kind,
            labels: BTreeMap::from([(Language::EN, label.to_owned())]),
            needs_translation: vec![Language::ET],
            codes: if kind == CategoryKind::Other { Vec::new() } else { vec![CodeNumber(number)] },
            side: None,
            group: None,
            count: 10,
            open_share: Some(0.1),
            low: Some(0.05),
            high: Some(0.2),
            again_low: None,
            again_high: None,
            cumulative_coverage: None,
            shuffle: kind == CategoryKind::Reason,
            exclusive: kind == CategoryKind::None,
            open_text: kind == CategoryKind::Other,
        };
        let mut categories = vec![
            option(1, CategoryKind::Reason, "Friendly staff"),
            option(2, CategoryKind::Reason, "Rude staff"),
            option(3, CategoryKind::Reason, "Good, cheap food"),
            option(9996, CategoryKind::Other, "Other (please specify)"),
            option(97, CategoryKind::None, "None of these"),
        ];
        categories[0].labels.insert(Language::ET, "Sõbralik teenindus".into());
        (1..).zip(&mut categories).for_each(|(position, option)| option.position = position);
        ClosedQuestion {
            languages: vec![Language::EN, Language::ET],
            categories,
            confidence: 0.95,
            ..ClosedQuestion::default()
        }
    }

    pub(in super::super) fn table(headers: &[&str], rows: &[&[&str]]) -> Table {
        let mut builder =
            TableBuilder::new("wave2.csv", headers.iter().map(ToString::to_string).collect(), vec![]);
        for (line, row) in (2..).zip(rows) {
            builder.keep(line, row.iter().copied());
        }
        builder.finish(None, String::new())
    }

    /// The sample as the first wave; a question that lists two of its codes; and an answer that carries each of these two,
    /// and one that carries a code that is not listed.
    fn first_wave() -> (SavedFrame, ClosedQuestion, [(CodeNumber, String); 3]) {
        let bytes = include_bytes!("../../data/sample.csv").to_vec();
        let options = StudyOptions { text: vec!["reason".into()], ..StudyOptions::default() };
        let table = read_table_bytes("sample.csv", bytes, &options.reading()).unwrap();
        let opened = open_studies(&table, &options).unwrap().remove(0);
        let settings = Settings { engine: Some(crate::embedding::Engine::Fast), ..Settings::default() };
        let first = analyze(&opened.study, &settings, &Threads::new(2).unwrap(), &Silent).unwrap();
        let mut said: Vec<(CodeNumber, String)> = Vec::new();
        for (person, coding) in opened.study.respondents.iter().zip(&first.codings) {
            let &[code] = &*coding.codes else { continue };
            if code.0 < 97 && said.len() < 3 && said.iter().all(|(known, _)| *known != code) {
                said.push((code, person.verbatim.to_owned()));
            }
        }
        let mut question = question();
        question.categories.remove(1);
        for (option, (code, _)) in question.categories.iter_mut().zip(&said[..2]) {
            (option.number, option.codes) = (*code, vec![*code]);
            option.labels = BTreeMap::from([(Language::EN, format!("Reason {code}"))]);
        }
        let saved = SavedFrame { history: History::new(first.frame.clone()), model: first.model };
        (saved, question, said.try_into().unwrap())
    }

    fn verified(
        question: &ClosedQuestion,
        saved: &SavedFrame,
        rows: &[[String; 2]],
        batch: usize,
    ) -> Verified {
        let rows: Vec<[&str; 2]> = rows.iter().map(|row| [row[0].as_str(), row[1].as_str()]).collect();
        let rows: Vec<&[&str]> = rows.iter().map(<[&str; 2]>::as_slice).collect();
        let table = table(&["reasons", "text"], &rows);
        let columns = AnswerColumns { closed: vec!["reasons".into()], other: Some("text".into()) };
        let threads = Threads::new(1).unwrap();
        let mut verifier = Verifier::new(saved, question, &table, &columns, &Settings::default()).unwrap();
        for start in (0..table.len()).step_by(batch) {
            let part = table.part(start..start + batch);
            let people = (0..part.len()).map(|row| Respondent {
                row: part.row_number(row),
                id: "",
                verbatim: "",
                weight: 1.0,
                score: None,
                language: None,
            });
            let study = Study { respondents: people.collect(), ..Study::default() };
            verifier.add(&part, &study, &threads).unwrap();
        }
        verifier.finish("wave2.csv", &threads).unwrap()
    }

    #[test]
    fn other_is_coded_back_and_the_question_mended_whatever_the_batches() {
        let (saved, question, said) = first_wave();
        let [(staff, friendly), (food, _), (parking, unlisted)] = said;
        let mut rows: Vec<[String; 2]> = Vec::new();
        let mut many = |count: usize, ticked: &str, text: &str| {
            (0..count).for_each(|_| rows.push([ticked.to_owned(), text.to_owned()]));
        };
        many(60, &staff.to_string(), "");
        many(15, "9996", &friendly);
        many(20, "other", &unlisted);
        many(5, "97", "");
        many(10, "", "");
        let found = verified(&question, &saved, &rows, 1000);
        assert_eq!((found.ledger.read, found.ledger.answered, found.ledger.no_answer), (110, 100, 10));
        assert!(found.ledger.adds_up());
        let shares = &found.options[0];
        assert_eq!((shares.closed.count, shares.hidden.figure.count, shares.adjusted.count), (60, 15, 75));
        assert!((shares.ratio.unwrap() - 6.0).abs() < 1e-9);
        // Of those who ticked Other the ones who wrote what is listed are gone.
        assert_eq!((found.options[2].closed.count, found.options[2].adjusted.count), (35, 20));
        assert_eq!(found.other.texts, 35);
        assert_eq!(found.other.of(OtherKind::Unlisted).unwrap().figure.count, 20);
        assert_eq!(found.other.unlisted[0].code, parking);
        let added =
            |change: &Change| (change.kind, change.options.as_slice()) == (ChangeKind::Add, &[parking]);
        assert!(found.changes.iter().any(added), "{:?}", found.changes);
        // Nobody of 100 at 95 %: at most 3.7 %, so the second option is not surely too rare.
        assert_eq!((found.fate(food), found.fate(parking)), (Some(Fate::Kept), Some(Fate::Added)));
        let printed: Vec<CodeNumber> = found.next.categories.iter().map(|option| option.number).collect();
        assert!(printed.starts_with(&[staff, food, parking]), "{printed:?}");
        assert!(printed.ends_with(&[Category::OTHER, CodeNumber::NOTHING]), "{printed:?}");
        for batch in [1, 7, 50] {
            assert_eq!(verified(&question, &saved, &rows, batch), found, "{batch}");
        }
    }

    #[test]
    fn options_whose_code_was_retired_are_named() {
        let (mut saved, question, said) = first_wave();
        assert_eq!(no_longer_given(saved.frame(), &question), None);
        saved.history.edit(crate::code_frame::Edit::Retire { number: said[0].0 }.into()).unwrap();
        let note = no_longer_given(saved.frame(), &question).unwrap();
        assert!(note.ends_with(&format!("them: {}.", said[0].0)), "{note}");
    }

    #[test]
    fn a_frame_that_does_not_know_the_question_is_refused() {
        let (saved, mut question, _) = first_wave();
        question.categories[0].codes = vec![CodeNumber(77)];
        let columns = AnswerColumns { closed: vec!["a".into()], other: None };
        let refused = Verifier::new(&saved, &question, &table(&["a"], &[]), &columns, &Settings::default());
        assert!(refused.err().unwrap().to_string().contains("no code 77"));
    }
}
