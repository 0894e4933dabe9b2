//! One code or net whole.

use super::super::numbers;
use super::super::summary::{BOLD, Pen, QUIET, fit, paragraph};
use super::{FrameInput, label, named, went};
use crate::code_frame::{Code, CodeFrame, CodeNumber, PlaceKind};
use crate::error::{Error, Result, escape};
use crate::text::Language;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// All that is known of a code or net: labels, meaning, standing, quotes, examples, and the edits that speak of it.
///
/// # Errors
/// [`Error::Frame`] if nothing has that number.
pub fn frame_card(input: &FrameInput, number: CodeNumber, width: usize, color: bool) -> Result<String> {
    let pen = Pen::new(width, color);
    let frame = input.history.frame();
    let labels = frame.code(number).map(|c| &c.labels).or_else(|| frame.net(number).map(|n| &n.labels));
    let Some(labels) = labels else {
        let message = format!("there is no code or net {number} (`openend frame show` lists all)");
        return Err(Error::Frame(message));
    };
    let mut out = String::from("\n");
    let title = fit(&format!("{number} {}", label(frame, number)), pen.width - 4);
    let _ = writeln!(out, "  {}\n", pen.paint(&title, BOLD));
    let mut card = Card { out, pen };
    card.labels(labels);
    if let Some(code) = frame.code(number) {
        card.code(code, frame);
    }
    if let Some(net) = frame.net(number) {
        let codes: Vec<String> = net.codes.iter().map(|code| named(frame, *code)).collect();
        card.line("Codes", &codes.join(" · "));
        card.line("Out of use", &went(frame, &net.standing));
    }
    if let Some(share) = input.shares.get(&number) {
        let old = if input.are_old { ", before the last edits" } else { "" };
        card.line("Share", &format!("{}{old}", numbers::percent(Some(*share))));
    }
    if let Some(code) = frame.code(number) {
        card.quotes(code, frame);
        card.examples(number, frame);
    }
    card.history(number, input)?;
    Ok(card.out)
}

struct Card {
    out: String,
    pen: Pen,
}

impl Card {
    /// A named line, wrapped; nothing if there is nothing to say.
    fn line(&mut self, what: &str, text: &str) {
        if !text.is_empty() {
            let text = format!("{what}: {text}");
            paragraph(&mut self.out, &text, "", self.pen);
        }
    }

    fn heading(&mut self, what: &str) {
        let _ = writeln!(self.out, "\n  {}", self.pen.paint(what, QUIET));
    }

    fn labels(&mut self, labels: &BTreeMap<Language, String>) {
        for (language, label) in labels {
            let label = fit(&escape(label), self.pen.width.saturating_sub(14));
            let tag = format!("{:<8}", language.tag());
            let _ = writeln!(self.out, "  {}{label}", self.pen.paint(&tag, QUIET));
        }
        self.out.push('\n');
    }

    fn code(&mut self, code: &Code, frame: &CodeFrame) {
        paragraph(&mut self.out, &escape(&code.definition), "", self.pen);
        let listed = |items: &[String]| items.iter().map(|item| escape(item)).collect::<Vec<_>>().join(" · ");
        self.line("Includes", &listed(&code.includes));
        self.line("Not", &code.excludes.map_or_else(String::new, |other| named(frame, other)));
        self.line("Words", &listed(&code.keywords));
        self.line("Net", &code.net.map_or_else(String::new, |net| named(frame, net)));
        self.line("Out of use", &went(frame, &code.standing));
        let merged: Vec<String> = frame
            .codes
            .iter()
            .filter(|other| other.standing == crate::code_frame::Standing::Merged(code.number))
            .map(|other| named(frame, other.number))
            .collect();
        self.line("With it", &merged.join(" · "));
    }

    fn quotes(&mut self, code: &Code, frame: &CodeFrame) {
        if !code.exemplars.is_empty() {
            self.heading("Quotes");
        }
        for quote in &code.exemplars {
            let near =
                quote.borders.map_or_else(String::new, |other| format!(" – near {}", named(frame, other)));
            let text = format!("“{}” ({}){near}", escape(&quote.text), quote.language.tag());
            paragraph(&mut self.out, &text, "", self.pen);
        }
    }

    fn examples(&mut self, number: CodeNumber, frame: &CodeFrame) {
        for (kind, what) in
            [(PlaceKind::Example, "Examples"), (PlaceKind::CounterExample, "Counter-examples")]
        {
            let of_kind = frame.places.iter().filter(|place| place.code == number && place.kind == kind);
            let texts: BTreeSet<&str> = of_kind.map(|place| place.text.as_str()).collect();
            if !texts.is_empty() {
                self.heading(what);
            }
            for text in texts {
                paragraph(&mut self.out, &format!("“{}”", escape(text)), "", self.pen);
            }
        }
    }

    fn history(&mut self, number: CodeNumber, input: &FrameInput) -> Result<()> {
        let entries = input.history.entries();
        let concerned: Vec<usize> =
            (0..entries.len()).filter(|at| entries[*at].edit.numbers().contains(&number)).collect();
        if concerned.is_empty() {
            return Ok(());
        }
        self.heading("Edits");
        let sentences = input.history.sentences()?;
        for at in concerned {
            let line = super::log::line(at + 1, &sentences[at], &entries[at]);
            paragraph(&mut self.out, &line, "", self.pen);
        }
        Ok(())
    }
}
