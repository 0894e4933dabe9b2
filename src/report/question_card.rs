//! The closed question on the terminal.

use super::numbers;
use super::summary::{BLUE, BOLD, Pen, QUIET, YELLOW, bar, fit, paragraph};
use crate::closed_question::{AnswerFormat, Category, CategoryKind, ClosedQuestion, Finding, FindingKind};
use crate::error::escape;
use crate::text::Language;
use std::collections::BTreeMap;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// Lengths of the list for which the coverage curve is told.
const TOLD: [usize; 6] = [3, 5, 8, 12, 16, 20];

/// Findings of one kind that are told.
const ALIKE: usize = 5;

/// What the card tells of.
#[derive(Debug, Clone, Copy)]
pub struct QuestionCardInput<'a> {
    /// The question.
    pub question: &'a ClosedQuestion,
    /// The language to show it in.
    pub language: Language,
    /// The results folder or the file that it was made of, as a shell takes it.
    pub place: &'a str,
    /// Whether that is a results folder, whose frame can be edited.
    pub is_folder: bool,
    /// The names of the formats that it can be written in.
    pub formats: &'a [&'a str],
}

/// The question as it would be printed, with the figures that it stands on, what to look at first, and how to write it.
///
/// `width` and `color` as for [`super::summary`](fn@super::summary).
#[must_use]
pub fn question_card(input: &QuestionCardInput, width: usize, color: bool) -> String {
    let pen = Pen::new(width, color);
    let mut out = String::from("\n");
    heading(&mut out, input, pen);
    options(&mut out, input, pen);
    reach(&mut out, input.question, pen);
    remarks(&mut out, input, pen);
    commands(&mut out, input, pen);
    out
}

fn heading(out: &mut String, input: &QuestionCardInput, pen: Pen) {
    let question = input.question;
    paragraph(out, &escape(question.stem_in(input.language).0), BOLD, pen);
    let answer = match question.answer {
        AnswerFormat::Multiple => "tick all that apply",
        AnswerFormat::Single => "tick one",
        AnswerFormat::YesNo => "yes or no for each",
    };
    let reasons = question.of_kind(CategoryKind::Reason).count();
    let languages: Vec<String> = question.languages.iter().map(|&l| language(question, l)).collect();
    let reasons = if reasons == 1 { "1 reason".to_owned() } else { format!("{reasons} reasons") };
    let facts = format!("{reasons}, {answer} · {}", languages.join(", "));
    paragraph(out, &facts, "", pen);
    let confidence = question.confidence * 100.0;
    let base = format!(
        "Of {} people who answered the open question, the part that volunteered each, with its {confidence:.0} % interval; \
         last, the part that finds an answer in the list down to there",
        numbers::count(question.base.count)
    );
    paragraph(out, &base, QUIET, pen);
    out.push('\n');
}

/// A language, with what is left to translate into it.
fn language(question: &ClosedQuestion, language: Language) -> String {
    let missing = question.categories.iter().filter(|c| c.needs_translation.contains(&language)).count();
    let name = super::languages::name(language);
    if missing == 0 { name.to_owned() } else { format!("{name} ({missing} to translate)") }
}

fn options(out: &mut String, input: &QuestionCardInput, pen: Pen) {
    let question = input.question;
    let lines: Vec<(&Category, String)> = question
        .categories
        .iter()
        .map(|category| (category, escape(category.label(input.language, question).0)))
        .collect();
    let highest = lines.iter().filter_map(|(category, _)| category.open_share).fold(0.0, f64::max);
    let columns = Columns::new(&lines, pen);
    let mut group = None;
    for (category, label) in &lines {
        if category.group != group {
            group = category.group;
            let net = question.groups.iter().find(|net| Some(net.number) == group);
            let label =
                net.and_then(|net| net.labels.get(&input.language).or_else(|| net.labels.values().next()));
            if !out.ends_with("\n\n") {
                out.push('\n');
            }
            if let Some(label) = label {
                paragraph(out, &escape(label), QUIET, pen);
            }
        }
        line(out, category, label, highest, &columns, pen);
    }
    if !lines.is_empty() {
        out.push('\n');
    }
}

/// Widths of the columns, in terminal columns; nought leaves one out.
struct Columns {
    label: usize,
    bar: usize,
    interval: usize,
}

impl Columns {
    /// Number 4, share 5, coverage 5 and the gaps are always there; the label gets what it needs, up to three fifths of the
    /// rest; narrow terminals go without intervals and bars.
    fn new(lines: &[(&Category, String)], pen: Pen) -> Self {
        let interval = if pen.width >= 64 { 10 } else { 0 };
        let rest =
            pen.width.saturating_sub(2 + 4 + 1 + 2 + 5 + 2 + 5 + if interval > 0 { interval + 2 } else { 0 });
        let longest = lines.iter().map(|(_, label)| label.width()).max().unwrap_or(0);
        let most = if pen.width >= 64 { rest * 3 / 5 } else { rest };
        let label = longest.min(most).max(6);
        let left = rest.saturating_sub(label);
        Self { label, bar: if left > 4 { (left - 2).min(24) } else { 0 }, interval }
    }
}

fn line(out: &mut String, category: &Category, label: &str, highest: f64, columns: &Columns, pen: Pen) {
    let label = fit(label, columns.label);
    let gap = " ".repeat(columns.label.saturating_sub(label.width()));
    let number = pen.paint(&format!("{:>4}", category.number.to_string()), QUIET);
    let _ = write!(out, "  {number} {label}{gap}");
    if columns.bar > 0 {
        let part = category.open_share.filter(|_| highest > 0.0).map_or(0.0, |share| share / highest);
        let drawn = bar(part, columns.bar);
        let rest = " ".repeat(columns.bar.saturating_sub(drawn.width()));
        let _ = write!(out, "  {}{rest}", pen.paint(&drawn, BLUE));
    }
    let share = category.open_share.map_or(String::new(), |share| numbers::percent(Some(share)));
    let _ = write!(out, "  {}", pen.paint(&format!("{share:>5}"), BOLD));
    if columns.interval > 0 {
        let interval =
            category.open_share.map_or(String::new(), |_| numbers::interval(category.low, category.high));
        let _ = write!(out, "  {}", pen.paint(&format!("{interval:>10}"), QUIET));
    }
    let covers = numbers::percent(category.cumulative_coverage);
    let _ = writeln!(out, "  {}", pen.paint(&format!("{covers:>5}"), QUIET));
}

/// What shorter lists would reach.
fn reach(out: &mut String, question: &ClosedQuestion, pen: Pen) {
    let last = question.reach.len();
    let told = question.reach.iter().filter(|step| TOLD.contains(&step.options) || step.options == last);
    let told: Vec<String> =
        told.map(|step| format!("{} → {}", step.options, numbers::percent(Some(step.covered)))).collect();
    if told.len() > 1 {
        let text =
            format!("People who find a reason of theirs, by the number of options: {}", told.join(" · "));
        paragraph(out, &text, "", pen);
        out.push('\n');
    }
}

/// What to look at before it is printed: advice with its command, objections, what a small base may miss, notes.
fn remarks(out: &mut String, input: &QuestionCardInput, pen: Pen) {
    let question = input.question;
    for advice in &question.advice {
        paragraph(out, &format!("Consider: {}", escape(&advice.reason)), YELLOW, pen);
        if input.is_folder {
            paragraph(out, &advice.command(input.place), "", pen);
        }
        out.push('\n');
    }
    let mut told: BTreeMap<FindingKind, usize> = BTreeMap::new();
    for finding in &question.findings {
        let alike = told.entry(finding.kind).or_default();
        *alike += 1;
        if *alike <= ALIKE {
            paragraph(out, &format!("Check{}: {}", about(finding), escape(&finding.sentence)), YELLOW, pen);
        }
    }
    let untold: usize = told.values().map(|alike| alike.saturating_sub(ALIKE)).sum();
    if untold > 0 {
        let text = format!("{untold} more like these stand in question.json (--format json)");
        paragraph(out, &text, QUIET, pen);
    }
    if !question.findings.is_empty() {
        out.push('\n');
    }
    let pilot = question.pilot.iter().flat_map(|pilot| &pilot.sentences);
    for note in pilot.chain(&question.notes) {
        paragraph(out, &format!("Note: {}", escape(note)), "", pen);
    }
    out.push('\n');
}

/// The options and the language that a finding is about, in brackets.
fn about(finding: &Finding) -> String {
    let options: Vec<String> = finding.options.iter().map(ToString::to_string).collect();
    let about = [options.join(", "), finding.language.map_or("", Language::tag).to_owned()];
    let about: Vec<String> = about.into_iter().filter(|about| !about.is_empty()).collect();
    if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) }
}

fn commands(out: &mut String, input: &QuestionCardInput, pen: Pen) {
    if input.question.categories.is_empty() {
        return;
    }
    paragraph(out, "To write it for a survey tool", BOLD, pen);
    paragraph(out, &format!("openend question {} --format NAME", input.place), "", pen);
    paragraph(out, &format!("NAME is one of {}", input.formats.join(", ")), QUIET, pen);
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::closed_question::{Advice, AdviceKind, OptionGroup, ReachStep};
    use crate::code_frame::CodeNumber;

    /// The fixture's question with one of everything.
    fn question() -> ClosedQuestion {
        let (analysis, _) = fixture::survey();
        let mut question = analysis.question;
        assert!(question.categories.len() > 3);
        let first = question.categories[0].number;
        question.categories[0].group = Some(CodeNumber(900));
        let labels = BTreeMap::from([(question.languages[0], "A net \u{1b}[31m".to_owned())]);
        question.groups = vec![OptionGroup { number: CodeNumber(900), labels }];
        question.advice =
            vec![Advice { kind: AdviceKind::Split, numbers: vec![first], reason: "It is broad.".into() }];
        let sentence = "Two say the same.".to_owned();
        let (kind, language) = (FindingKind::Duplicate, Some(Language::EN));
        question.findings = vec![Finding { kind, options: vec![first], language, sentence }];
        question.reach = (1..=5)
            .map(|options| ReachStep { options, number: first, covered: options as f64 / 10.0 })
            .collect();
        question
    }

    fn card(width: usize, color: bool) -> String {
        let question = question();
        let input = QuestionCardInput {
            question: &question,
            language: question.languages[0],
            place: "out",
            is_folder: true,
            formats: &["xlsform", "surveyjs"],
        };
        question_card(&input, width, color)
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_figures_stand_under_each_other() {
        for width in [40, 52, 64, 80, 120, 300] {
            for line in card(width, false).lines() {
                assert!(line.width() <= width, "{width}: {line}");
            }
        }
        let text = card(80, false);
        let ends: Vec<usize> =
            text.lines().filter(|l| l.ends_with('%') && l.width() > 40).map(UnicodeWidthStr::width).collect();
        assert!(ends.len() > 3 && ends.iter().all(|end| *end == ends[0]), "{ends:?}\n{text}");
    }

    #[test]
    fn it_shows_all_that_a_person_must_look_at() {
        let text = card(100, false);
        for needle in [
            "tick all that apply",
            "A net",
            "3 → 30% · 5 → 50%",
            "Consider: It is broad.",
            "openend frame split out",
            "en): Two say the same.",
            "volunteered",
            "openend question out --format NAME",
            "xlsform, surveyjs",
        ] {
            assert!(text.contains(needle), "{needle}\n{text}");
        }
        assert!(!text.contains('\u{1b}'));
        assert!(card(80, true).contains("\u{1b}[1m") && !card(80, true).contains("\u{1b}[31m"));
    }
}
