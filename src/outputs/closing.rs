//! The answers of a finished run, closed anew: other options, other languages, another format, without coding again.

use super::{ResultsFolder, frame_of_wave};
use crate::closed_question::{ClosedQuestion, Closing, Patterns, close};
use crate::code_frame::{CodeFrame, CodeNumber, Edit, Standing, describe};
use crate::coding::{Coding, SavedFrame};
use crate::error::{Error, Result};
use crate::shares::tabulate;
use crate::text::Language;

/// Closes the question of a results folder as its owner decides.
///
/// The frame may have been edited since the run: its labels, nets, merged and retired codes are those of now. Edits that
/// only coding can carry out are refused.
///
/// # Errors
/// [`Error::Settings`] for a decision out of range; [`Error::Frame`] if the answers must be coded anew first; otherwise as
/// [`frame_of_wave`] and [`ResultsFolder::study`].
pub fn close_results(results: &ResultsFolder, closing: &Closing) -> Result<ClosedQuestion> {
    let of_wave = frame_of_wave(results)?;
    let coded = of_wave.is_as_coded.then_some(&of_wave.saved);
    coded_as_edited(coded, &of_wave.present)
        .map_err(|why| Error::Frame(format!("{}: {why}", results.folder.display())))?;
    let frame = of_wave.present.frame();
    let opened = results.study()?;
    let study = &opened.study;
    let codings: Vec<Coding> = results.codings.iter().map(|recorded| coding(recorded, frame)).collect();
    let mut patterns = Patterns::default();
    study.respondents.iter().zip(&codings).for_each(|(person, coding)| patterns.add(person, coding));
    let table = tabulate(study, &codings, frame, closing.confidence);
    close(frame, &table, &patterns, &study.question, closing)
}

/// Whether the codings of `coded` tell what `present` would give; the error is a sentence on why not.
fn coded_as_edited(coded: Option<&SavedFrame>, present: &SavedFrame) -> std::result::Result<(), String> {
    let advice =
        "code the answers anew with `openend code FILE --frame DIR --out NEW-FOLDER` and name that folder";
    let Some(coded) = coded else {
        return Err(format!("its answers were coded by another frame: {advice}"));
    };
    let since = present.history.entries().iter().skip(coded.history.entries().len());
    let only_coding_can = since.map(|entry| &entry.edit).find(|edit| match edit {
        Edit::Rename { .. }
        | Edit::Define { .. }
        | Edit::Merge { .. }
        | Edit::Move { .. }
        | Edit::Net { .. }
        | Edit::Retire { .. } => false,
        Edit::Add(_)
        | Edit::Split { .. }
        | Edit::Restore { .. }
        | Edit::Pin(_)
        | Edit::Unpin { .. }
        | Edit::Example { .. }
        | Edit::DropExample { .. } => true,
    });
    let Some(edit) = only_coding_can else { return Ok(()) };
    let told = describe(edit, present.frame());
    Err(format!(
        "since its answers were coded the frame was edited ({}), which changes who carries which code: {advice}",
        told.trim_end_matches('.')
    ))
}

/// What a coded table tells of one respondent, as far as shares need it, by the frame as it is now.
fn coding(recorded: &super::RecordedCoding, frame: &CodeFrame) -> Coding {
    let (mut codes, mut nets) = (Vec::new(), Vec::new());
    for number in recorded.codes.iter().filter_map(|&number| now(number, frame)) {
        if !codes.contains(&number) {
            codes.push(number);
        }
    }
    for net in codes.iter().filter_map(|&number| frame.code(number)?.net) {
        if !nets.contains(&net) {
            nets.push(net);
        }
    }
    Coding {
        status: recorded.status,
        duplicate_of: None,
        language: Language::UND,
        codes: codes.into(),
        nets: nets.into(),
        mentions: Box::default(),
        sentiment: None,
        sentiment_score: recorded.sentiment_score as f32,
        sentiment_confidence: 0.0,
        alerts: Box::default(),
    }
}

/// The code that now stands for a code: itself, or the one that it was merged into; none if that is retired.
fn now(number: CodeNumber, frame: &CodeFrame) -> Option<CodeNumber> {
    let mut number = number;
    // No chain of mergers is longer than the frame.
    for _ in 0..=frame.codes.len() {
        match frame.code(number)?.standing {
            Standing::Active => return Some(number),
            Standing::Merged(into) => number = into,
            Standing::Retired | Standing::Split(_) => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code_frame::{Entry, History};
    use crate::coding::{CodingModel, Status};
    use crate::outputs::RecordedCoding;
    use crate::testing::frame;

    #[test]
    fn merged_codes_count_for_the_one_they_went_into_and_retired_ones_for_none() {
        let mut frame = frame();
        frame.codes[0].standing = Standing::Merged(CodeNumber(2));
        frame.codes[2].standing = Standing::Retired;
        let codes = [1, 2, 3].map(CodeNumber).into();
        let recorded = RecordedCoding { status: Status::Coded, codes, sentiment_score: 0.5 };
        let coding = coding(&recorded, &frame);
        assert_eq!((&*coding.codes, &*coding.nets), (&[CodeNumber(2)][..], &[CodeNumber(101)][..]));
        frame.codes[1].standing = Standing::Merged(CodeNumber(1));
        assert_eq!(now(CodeNumber(1), &frame), None, "a circle, which no edit makes, ends");
    }

    #[test]
    fn edits_that_move_people_need_coding_and_others_do_not() {
        let saved = |edits: &[Edit]| {
            let mut history = History::new(frame());
            edits.iter().for_each(|edit| history.edit(Entry::from(edit.clone())).unwrap());
            SavedFrame { history, model: CodingModel::default() }
        };
        let rename =
            Edit::Rename { number: CodeNumber(3), language: Language::EN, label: Some("hours".to_owned()) };
        let retire = Edit::Retire { number: CodeNumber(3) };
        let restore = Edit::Restore { number: CodeNumber(3) };
        let coded = saved(&[]);
        assert_eq!(coded_as_edited(Some(&coded), &saved(&[rename.clone(), retire.clone()])), Ok(()));
        let edited = saved(&[retire.clone(), restore.clone()]);
        let refused = coded_as_edited(Some(&coded), &edited).unwrap_err();
        assert!(refused.contains("code the answers anew"), "{refused}");
        assert_eq!(coded_as_edited(Some(&edited), &edited), Ok(()), "coded after the edit");
        assert!(coded_as_edited(None, &coded).unwrap_err().contains("another frame"));
    }
}
