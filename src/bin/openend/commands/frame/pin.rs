//! `openend frame pin`.

use super::answers::Survey;
use super::commit::commit;
use crate::args::PinAnswer;
use openend::Error;
use openend::code_frame::{CodeNumber, Edit, Pin};
use openend::coding::verbatim_sha256;
use openend::survey::Respondent;

/// Fixes the codes of one respondent's answer, or takes that back.
pub(crate) fn run(options: &PinAnswer) -> anyhow::Result<()> {
    let codes = codes(&options.codes)?;
    let survey = Survey::read(&options.edited.frame, &options.answers)?;
    let opened = survey.study()?;
    let person = find(options, &survey, &opened.study.respondents)?;
    if person.verbatim.trim().is_empty() {
        let message = format!("row {} has no answer, and only an answer can be pinned", person.row);
        return Err(Error::input(survey.file(), message).into());
    }
    let respondent = Some(person.id.to_owned()).filter(|id| !id.is_empty());
    let verbatim_sha256 = verbatim_sha256(person.verbatim);
    commit(&options.edited, |_| {
        Ok(vec![if options.drop {
            Edit::Unpin { respondent, verbatim_sha256 }
        } else {
            Edit::Pin(Pin { respondent, verbatim_sha256, codes })
        }])
    })
}

/// Numbers as typed; none for "none".
fn codes(typed: &[String]) -> Result<Vec<CodeNumber>, Error> {
    if matches!(typed, [only] if only.trim() == "none") {
        return Ok(Vec::new());
    }
    let number = |text: &String| {
        let fault = || {
            Error::settings("--codes", format!("\"{text}\" is no number: give numbers such as 3,5, or none"))
        };
        text.trim().parse().map(CodeNumber).map_err(|_| fault())
    };
    typed.iter().map(number).collect()
}

/// The one respondent who is meant.
fn find<'r, 's>(
    options: &PinAnswer,
    survey: &Survey,
    respondents: &'r [Respondent<'s>],
) -> Result<&'r Respondent<'s>, Error> {
    let fault = |message: String| Err(Error::input(survey.file(), message));
    if options.id.is_some() && survey.options.id.is_none() {
        return fault("its run knew no column of ids: name the answer by --row".into());
    }
    let is_meant = |person: &&Respondent<'_>| {
        options.id.as_ref().is_none_or(|id| person.id == id)
            && options.row.is_none_or(|row| person.row == row)
    };
    let meant: Vec<&Respondent<'_>> = respondents.iter().filter(is_meant).collect();
    match meant.as_slice() {
        [one] => Ok(one),
        [] => match (&options.id, options.row) {
            (Some(id), Some(row)) => fault(format!("row {row} is not respondent \"{id}\"'s")),
            (Some(id), None) => fault(format!("there is no respondent with id \"{id}\"")),
            (None, row) => fault(format!("there is no row {}, or it was set aside", row.unwrap_or(0))),
        },
        several => {
            const SHOWN: usize = 5;
            let rows: Vec<String> = several.iter().take(SHOWN).map(|person| person.row.to_string()).collect();
            let more = if several.len() > SHOWN { ", …" } else { "" };
            fault(format!("this id stands in {} rows ({}{more}): add --row", several.len(), rows.join(", ")))
        }
    }
}
