//! `openend frame check`.

use super::commit::print;
use crate::args::CheckFrame;
use openend::code_frame::check::{Finding, Mend, Severity, Usage, check, skipped};
use openend::code_frame::{CodeFrame, CodeKind};
use openend::outputs::{open_frame, read_usage, tables_are_current};
use openend::{Error, escape};
use serde_json::json;
use std::fmt::Write as _;
use std::path::Path;

/// Columns of a finding in front of its sentence.
const SEVERITY: usize = 9;
const RULE: usize = 19;
/// Widest line, where the terminal says nothing or is wider.
const WIDEST: usize = 120;

/// Prints what a careful reader would mend. Findings are advice: they are no failure, unless asked for.
pub(crate) fn run(options: &CheckFrame) -> anyhow::Result<()> {
    let (folder, saved) = open_frame(&options.frame)?;
    let frame = saved.frame();
    let usage = read_usage(&folder, frame)?;
    let findings = check(&saved.history, usage.as_ref());
    if options.json {
        print(&as_json(options, frame, &findings, usage.as_ref())?)?;
    } else {
        print(&as_text(options, frame, &findings, usage.as_ref()))?;
    }
    let errors = findings.iter().filter(|finding| finding.rule.severity() == Severity::Error).count();
    if options.strict && errors > 0 {
        return Err(Error::Frame(format!("{} of severity error", counted(errors, "finding"))).into());
    }
    Ok(())
}

fn as_json(
    options: &CheckFrame,
    frame: &CodeFrame,
    findings: &[Finding],
    usage: Option<&Usage>,
) -> anyhow::Result<String> {
    let findings: Vec<serde_json::Value> = findings
        .iter()
        .map(|finding| {
            json!({
                "rule": finding.rule,
                "severity": finding.rule.severity(),
                "numbers": finding.numbers,
                "sentence": finding.sentence,
                "command": finding.mend.as_ref().map(|mend| command(mend, &options.frame)),
            })
        })
        .collect();
    let document = json!({
        "codes": themes(frame),
        "nets": frame.active_nets().count(),
        "base": usage.map(Usage::base),
        "findings": findings,
        "skipped": skipped(usage),
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

fn as_text(options: &CheckFrame, frame: &CodeFrame, findings: &[Finding], usage: Option<&Usage>) -> String {
    let width = console::Term::stdout().size_checked().map_or(WIDEST, |(_, columns)| columns.into());
    let width = width.clamp(60, WIDEST);
    let size = format!("{}, {}", counted(themes(frame), "code"), counted(frame.active_nets().count(), "net"));
    let mut text = match findings.len() {
        0 => format!("{size}: nothing to mend.\n"),
        _ => format!("{size}: {}.\n\n", tally(findings)),
    };
    for finding in findings {
        let (severity, rule) = (finding.rule.severity().name(), finding.rule.name());
        let _ = write!(text, "{severity:<SEVERITY$}{rule:<RULE$}");
        let indent = SEVERITY + RULE;
        text.push_str(&wrapped(&escape(&finding.sentence), indent, width));
        if let Some(mend) = &finding.mend {
            let _ = writeln!(text, "{:indent$}{}", "", escape(&command(mend, &options.frame)));
        }
    }
    if usage.is_some() && tables_are_current(&options.frame) == Some(false) {
        text.push_str("\nPeople are counted as they were coded last; the frame was edited since.\n");
    }
    let left_out: Vec<&str> = skipped(usage).iter().map(|rule| rule.name()).collect();
    if !left_out.is_empty() {
        let left_out = format!(
            "Left out, since there is no coded.csv beside the frame to count people by: {}.",
            left_out.join(", ")
        );
        let _ = write!(text, "\n{}", wrapped(&left_out, 0, width));
    }
    text
}

fn themes(frame: &CodeFrame) -> usize {
    frame.active_codes().filter(|code| code.kind == CodeKind::Theme).count()
}

/// `1 error, 3 warnings and 2 hints`, what there is of them.
fn tally(findings: &[Finding]) -> String {
    let of = |severity: Severity| {
        let count = findings.iter().filter(|finding| finding.rule.severity() == severity).count();
        (count > 0).then(|| counted(count, severity.name()))
    };
    let counts: Vec<String> =
        [Severity::Error, Severity::Warning, Severity::Hint].into_iter().filter_map(of).collect();
    counts.join(", ")
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// Words of a sentence on lines of at most `width` columns, the second and later lines indented; ends its line.
pub(super) fn wrapped(sentence: &str, indent: usize, width: usize) -> String {
    let (mut text, mut used) = (String::new(), indent);
    for word in sentence.split(' ') {
        let columns = console::measure_text_width(word);
        if used > indent && used + 1 + columns > width {
            let _ = write!(text, "\n{:indent$}", "");
            used = indent;
        } else if used > indent {
            text.push(' ');
            used += 1;
        }
        text.push_str(word);
        used += columns;
    }
    text.push('\n');
    text
}

/// The command that mends it; what is for people to say stands in capitals.
fn command(mend: &Mend, frame: &Path) -> String {
    let frame = quoted(&frame.display().to_string());
    match mend {
        Mend::Merge(from, into) => format!("openend frame merge {frame} {from} --into {into}"),
        Mend::Retire(number) => format!("openend frame retire {frame} {number}"),
        Mend::Restore(number) => format!("openend frame restore {frame} {number}"),
        Mend::Split(number) => format!("openend frame split {frame} {number}"),
        Mend::Rename(number, language) => {
            format!("openend frame rename {frame} {number} LABEL --language {}", language.tag())
        }
        Mend::RenameBack(number, language, label) => {
            format!("openend frame rename {frame} {number} {} --language {}", quoted(label), language.tag())
        }
        Mend::Define(number) => format!("openend frame define {frame} {number} --definition TEXT"),
        Mend::Exclude(number) => format!("openend frame define {frame} {number} --exclude N"),
        Mend::Move(number) => format!("openend frame move {frame} {number} --net N"),
        Mend::DropExample(number, text) => {
            format!("openend frame example {frame} {number} {} --drop", quoted(text))
        }
    }
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '\\' | ':');
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
