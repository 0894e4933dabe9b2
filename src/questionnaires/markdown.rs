//! Markdown: a questionnaire to print or to pass round, and the codes for those who key the answers in. All languages in one file.

use super::printed::quoted;
use super::{Made, Printed, PrintedOption};
use crate::closed_question::AnswerFormat;
use std::fmt::Write;

/// The questionnaire.
pub(super) fn write(printed: &Printed<'_>) -> Made {
    let mut out = String::new();
    for (at, language) in printed.languages.iter().enumerate() {
        let stem = printed.stem.get(at).map_or("", String::as_str);
        if printed.languages.len() > 1 {
            let _ = writeln!(out, "## {}\n", language.endonym());
        }
        let _ = writeln!(out, "**{}**\n", escaped(stem));
        if printed.answer() == AnswerFormat::YesNo {
            items(&mut out, printed, at);
        } else {
            list(&mut out, printed, at);
        }
    }
    codes(&mut out, printed);
    Made { bytes: out.into_bytes(), notes: notes(printed) }
}

fn label<'o>(option: &'o PrintedOption<'_>, at: usize) -> &'o str {
    option.labels.get(at).map_or("", String::as_str)
}

fn list(out: &mut String, printed: &Printed<'_>, at: usize) {
    let is_multiple = printed.answer() == AnswerFormat::Multiple;
    for (place, (heading, options)) in printed.sections(&printed.options).into_iter().enumerate() {
        if place > 0 && heading.is_none() {
            // Parts it from the group above.
            out.push_str("<!-- -->\n\n");
        }
        if let Some(heading) = heading.as_ref().and_then(|heading| heading.get(at)) {
            let _ = writeln!(out, "*{}*\n", escaped(heading));
        }
        for option in options {
            let sign = if is_multiple && !option.category.exclusive { '☐' } else { '○' };
            let field = if option.category.open_text { " ____________" } else { "" };
            let _ = writeln!(out, "- {sign} {}{field}", escaped(label(option, at)));
        }
        out.push('\n');
    }
}

fn items(out: &mut String, printed: &Printed<'_>, at: usize) {
    let scale = printed.scale();
    let head: Vec<String> =
        scale.iter().map(|(_, texts)| escaped(texts.get(at).map_or("", String::as_str))).collect();
    let _ = writeln!(out, "| | {} |", head.join(" | "));
    let _ = writeln!(out, "|---|{}", ":-:|".repeat(scale.len()));
    for (place, (heading, items)) in printed.sections(printed.items()).into_iter().enumerate() {
        let empty = " |".repeat(scale.len());
        if let Some(heading) = heading.as_ref().and_then(|heading| heading.get(at)) {
            let _ = writeln!(out, "| *{}* |{empty}", escaped(heading));
        } else if place > 0 {
            let _ = writeln!(out, "| |{empty}");
        }
        for item in items {
            let _ = writeln!(out, "| {} |{}", escaped(label(item, at)), " ○ |".repeat(scale.len()));
        }
    }
    out.push('\n');
    for option in printed.having(|category| category.open_text) {
        let _ = writeln!(out, "- {} ____________\n", escaped(label(option, at)));
    }
}

/// The codes that are keyed in, in the main language.
fn codes(out: &mut String, printed: &Printed<'_>) {
    out.push_str("---\n\n| Code | Option |\n|--:|---|\n");
    let is_list = printed.answer() != AnswerFormat::YesNo;
    let options = if is_list { printed.having(|_| true) } else { printed.items() };
    for option in options {
        let _ = writeln!(out, "| {} | {} |", option.code(), escaped(option.label()));
    }
    if !is_list {
        out.push_str("\n| Answer | Meaning |\n|--:|---|\n");
        for (code, texts) in printed.scale() {
            let _ = writeln!(out, "| {code} | {} |", escaped(texts.first().map_or("", String::as_str)));
        }
    }
}

/// Every sign of Markdown and HTML stands for itself.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // Links that readers of Markdown make by themselves.
            ':' => out.push_str("&#58;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '{' | '}' | '|' | '#' | '!' | '~' | '$' | '@' | '^'
            | '=' => {
                out.extend(['\\', c]);
            }
            _ => out.push(c),
        }
    }
    out
}

fn notes(printed: &Printed<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if printed.having(|category| category.shuffle).len() > 1 {
        let fixed = printed.having(|category| !category.shuffle);
        notes.push(if fixed.is_empty() || printed.answer() == AnswerFormat::YesNo {
            "Paper shuffles nothing: print several versions in different orders.".to_owned()
        } else {
            format!(
                "Paper shuffles nothing: print several versions in different orders, {} always last.",
                quoted(&fixed)
            )
        });
    }
    let exclusive = printed.having(|category| category.exclusive);
    if printed.answer() == AnswerFormat::Multiple && !exclusive.is_empty() {
        notes.push(format!(
            "On paper nothing keeps {} from being ticked with others: clean it when keying in.",
            quoted(&exclusive)
        ));
    }
    notes
}
