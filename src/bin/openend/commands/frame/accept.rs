//! `openend frame accept`: a proposal becomes an edit.

use super::commit::{commit, label_language};
use crate::args::Accept;
use openend::Error;
use openend::code_frame::{Edit, NewCode};
use openend::coding::SavedFrame;
use openend::proposals::{PROPOSALS_FILE, ProposalKind, read_proposals};

/// Makes the edit that a proposal of the last wave holds.
pub(crate) fn run(options: &Accept) -> anyhow::Result<()> {
    let target = &options.edited.frame;
    let folder = if target.is_dir() { target.as_path() } else { target.parent().unwrap_or(target) };
    let path = folder.join(PROPOSALS_FILE);
    let bytes = std::fs::read(&path).map_err(|error| {
        let advice = "openend code writes proposals into its results folder";
        Error::Frame(format!("{} cannot be read ({error}): {advice}", path.display()))
    })?;
    let mut proposals = read_proposals(&bytes)?;
    let wanted = options.id.trim();
    let Some(place) = proposals.list.iter().position(|proposal| proposal.id.eq_ignore_ascii_case(wanted))
    else {
        let message = match proposals.list.last() {
            Some(last) => format!("there is no proposal {wanted}: the last is {}", last.id),
            None => format!("there is no proposal {wanted}: the wave gave rise to none"),
        };
        return Err(Error::Frame(message).into());
    };
    let proposal = proposals.list.swap_remove(place);
    if options.label.is_some() && proposal.kind != ProposalKind::Add {
        return Err(Error::settings("--label", "only a proposal that adds a code takes a label").into());
    }
    let Some(edit) = proposal.edit.clone() else {
        let command = proposal.command(&target.display().to_string());
        let message = format!("{} is a hint: look at the parts with {command}", proposal.id);
        return Err(Error::Frame(message).into());
    };
    commit(&options.edited, |saved| {
        Ok(vec![match edit {
            Edit::Add(code) => Edit::Add(ready(code, options, saved)?),
            other => other,
        }])
    })
}

/// The code with a number that is free today and the label that was typed.
fn ready(mut code: NewCode, options: &Accept, saved: &SavedFrame) -> anyhow::Result<NewCode> {
    let frame = saved.frame();
    let is_there =
        |place: &openend::code_frame::Place| code.places.iter().any(|own| own.vector == place.vector);
    if let Some(place) = frame.places.iter().find(|place| is_there(place)) {
        let message = format!("{} was accepted already: it is code {}", options.id.trim(), place.code);
        return Err(Error::Frame(message).into());
    }
    code.number = frame.next_code()?;
    for place in &mut code.places {
        place.code = code.number;
    }
    if let Some(label) = &options.label {
        let language = label_language(options.language.as_deref(), saved)?;
        code.labels.insert(language, label.trim().to_owned());
    }
    Ok(code)
}
