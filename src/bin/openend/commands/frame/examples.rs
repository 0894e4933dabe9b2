//! `openend frame example` and `openend frame add`.

use super::commit::{commit, label_language};
use crate::args::{AddCode, Example};
use crate::commands::results::language;
use openend::Threads;
use openend::code_frame::{CodeNumber, Edit, NewCode, Side};
use openend::coding::Coder;
use openend::text::Language;
use std::collections::BTreeMap;

/// Says that an answer carries a code, or that it does not, or takes that back.
pub(crate) fn example(options: &Example) -> anyhow::Result<()> {
    let number = CodeNumber(options.number);
    let declared = options.language.as_deref().map(|typed| language("--language", typed)).transpose()?;
    commit(&options.edited, |saved| {
        if options.drop {
            return Ok(vec![Edit::DropExample { number, text: options.text.clone() }]);
        }
        let threads = Threads::new(1)?;
        let mut coder = Coder::new(saved.frame(), &saved.model)?;
        let declared = declared.map(Language::tag);
        Ok(vec![coder.example(number, &options.text, declared, !options.not, &threads)?])
    })
}

/// Adds a code.
pub(crate) fn add(options: &AddCode) -> anyhow::Result<()> {
    commit(&options.edited, |saved| {
        let (frame, label) = (saved.frame(), options.label.trim());
        let language = label_language(options.language.as_deref(), saved)?;
        let net = options.net.map(CodeNumber);
        if options.example.is_empty() {
            return Ok(vec![Edit::Add(NewCode {
                number: frame.next_code()?,
                labels: BTreeMap::from([(language, label.to_owned())]),
                definition: String::new(),
                includes: Vec::new(),
                keywords: Vec::new(),
                exemplars: Vec::new(),
                net,
                side: Side::Neutral,
                places: Vec::new(),
            })]);
        }
        let examples: Vec<&str> = options.example.iter().map(String::as_str).collect();
        let mut coder = Coder::new(frame, &saved.model)?;
        let code = coder.code_of_examples(frame, (language, label), &examples, net, &Threads::new(1)?)?;
        Ok(vec![Edit::Add(code)])
    })
}
