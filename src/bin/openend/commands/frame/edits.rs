//! `openend frame rename`, `define`, `merge`, `move`, `net`, `retire` and `restore`.

use super::commit::{commit, label_language, number_or_none};
use crate::args::{AddNet, Define, Merge, Move, OneNumber, Rename};
use openend::code_frame::{CodeNumber, Edit, Exclusion};
use std::collections::BTreeMap;

/// Gives a code or net another label.
pub(crate) fn rename(options: &Rename) -> anyhow::Result<()> {
    commit(&options.edited, |saved| {
        Ok(vec![Edit::Rename {
            number: CodeNumber(options.number),
            language: label_language(options.language.as_deref(), saved)?,
            label: options.label.as_deref().map(|label| label.trim().to_owned()),
        }])
    })
}

/// Says what a code means.
pub(crate) fn define(options: &Define) -> anyhow::Result<()> {
    let trimmed = |text: &String| text.trim().to_owned();
    let excludes = match &options.exclude {
        Some(typed) => Some(number_or_none("--exclude", typed)?.map_or(Exclusion::Nothing, Exclusion::Code)),
        None => None,
    };
    let includes = match options.include.as_slice() {
        [] => None,
        [only] if only == "none" => Some(Vec::new()),
        several => Some(several.iter().map(trimmed).collect()),
    };
    commit(&options.edited, |_| {
        Ok(vec![Edit::Define {
            number: CodeNumber(options.number),
            definition: options.definition.as_ref().map(trimmed),
            includes,
            excludes,
        }])
    })
}

/// Gives the answers of some codes to another.
pub(crate) fn merge(options: &Merge) -> anyhow::Result<()> {
    let from = numbers(&options.numbers);
    commit(&options.edited, |_| Ok(vec![Edit::Merge { from, into: CodeNumber(options.into) }]))
}

/// Puts codes under a net, one edit each.
pub(crate) fn move_to_net(options: &Move) -> anyhow::Result<()> {
    let net = number_or_none("--net", &options.net)?;
    let moves = numbers(&options.numbers).into_iter().map(|number| Edit::Move { number, net });
    commit(&options.edited, |_| Ok(moves.collect()))
}

/// Adds a net.
pub(crate) fn net(options: &AddNet) -> anyhow::Result<()> {
    commit(&options.edited, |saved| {
        let language = label_language(options.language.as_deref(), saved)?;
        Ok(vec![Edit::Net {
            number: saved.frame().next_net()?,
            labels: BTreeMap::from([(language, options.label.trim().to_owned())]),
            codes: numbers(&options.numbers),
        }])
    })
}

/// Takes a code or net out of use.
pub(crate) fn retire(options: &OneNumber) -> anyhow::Result<()> {
    commit(&options.edited, |_| Ok(vec![Edit::Retire { number: CodeNumber(options.number) }]))
}

/// Puts a code or net back into use.
pub(crate) fn restore(options: &OneNumber) -> anyhow::Result<()> {
    commit(&options.edited, |_| Ok(vec![Edit::Restore { number: CodeNumber(options.number) }]))
}

fn numbers(typed: &[u16]) -> Vec<CodeNumber> {
    typed.iter().copied().map(CodeNumber).collect()
}
