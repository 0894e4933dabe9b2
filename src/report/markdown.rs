//! The closed question as text to paste into the next survey.

use super::closed::{answer, is_round, reach_sentence};
use super::visible::{NAME, SENTENCE, Shown};
use super::{languages, numbers};
use crate::closed_question::{AnswerFormat, Category, CategoryKind, ClosedQuestion};
use crate::code_frame::CodeFrame;
use crate::shares::Base;
use crate::text::Language;
use std::fmt::Write;

/// The content of `question.md`: the question in each language of the survey, ready to paste, and the figures
/// behind its options.
///
/// `base` is the total's, `confidence` the level of the intervals in 0..1. Wordings that a language lacks are
/// printed in the label language and marked.
#[must_use]
pub fn question_markdown(
    question: &ClosedQuestion,
    frame: &CodeFrame,
    base: &Base,
    confidence: f64,
) -> String {
    let mut out = String::from("# A closed question for the next survey\n");
    let asked = Shown::new(&frame.question, SENTENCE);
    let people = numbers::count(base.count);
    let _ = writeln!(out, "\nDrafted from the answers of {people} people to “{}”.", escaped(&asked));
    if question.categories.is_empty() {
        out.push_str("\nNo option can be proposed.\n");
    } else {
        let _ = writeln!(out, "\n{}", format_line(question));
        for &language in &question.languages {
            paste(&mut out, question, language);
        }
        let advice = question.advice.iter().map(|advice| advice.reason.as_str());
        let todo = advice.chain(question.findings.iter().map(|finding| finding.sentence.as_str()));
        list(&mut out, "Before it is printed", "- [ ]", todo);
        figures(&mut out, question, &numbers::percent(Some(confidence)), &people);
    }
    let pilot = question.pilot.iter().flat_map(|pilot| &pilot.sentences).map(String::as_str);
    list(&mut out, "What so few answers may have missed", "-", pilot);
    list(&mut out, "Notes", "-", question.notes.iter().map(String::as_str));
    out
}

/// Sentences under a heading; neither where there are none.
fn list<'s>(out: &mut String, heading: &str, mark: &str, sentences: impl Iterator<Item = &'s str>) {
    for (at, sentence) in sentences.enumerate() {
        if at == 0 {
            let _ = writeln!(out, "\n## {heading}\n");
        }
        let _ = writeln!(out, "{mark} {}", escaped(&Shown::new(sentence, SENTENCE)));
    }
}

/// How the question is to be set up, for a person who has never met it.
fn format_line(question: &ClosedQuestion) -> String {
    type Wanted = fn(&Category) -> bool;
    let positions = |wanted: Wanted| -> Vec<String> {
        question.categories.iter().filter(|c| wanted(c)).map(|c| c.position.to_string()).collect()
    };
    let mut out = answer(question.answer).to_owned();
    let sentences: [(&str, Wanted); 4] = [
        ("Shuffle", |c| c.shuffle),
        ("Keep in place", |c| !c.shuffle),
        ("Excludes all others", |c| c.exclusive),
        ("With a text field", |c| c.open_text),
    ];
    for (what, wanted) in sentences {
        let positions = positions(wanted);
        if !positions.is_empty() {
            let _ = write!(out, " {what}: {}.", positions.join(", "));
        }
    }
    out
}

/// One language in a fenced block, where every character stands for itself.
fn paste(out: &mut String, question: &ClosedQuestion, language: Language) {
    let mark = |is_own: bool| if is_own { "" } else { "  [needs translation]" };
    let (stem, is_own) = question.stem_in(language);
    let _ = writeln!(out, "\n## {} ({})\n", languages::name(language), language.tag());
    let _ = writeln!(out, "```text\n{}{}\n", unfenced(&Shown::new(stem, SENTENCE)), mark(is_own));
    let yes_no = ClosedQuestion::yes_no(language).filter(|_| question.answer == AnswerFormat::YesNo);
    let mut group = None;
    for category in &question.categories {
        if category.group != group {
            group = category.group;
            let net = question.groups.iter().find(|net| Some(net.number) == group);
            if let Some(label) = net.and_then(|net| net.labels.get(&language)) {
                let _ = writeln!(out, "{}:", Shown::new(label, NAME).as_str());
            }
        }
        let (label, is_own) = category.label(language, question);
        let sign = if is_round(category, question.answer) { '○' } else { '☐' };
        let field = if category.open_text { " ____________" } else { "" };
        let label = Shown::new(label, SENTENCE);
        let _ = match yes_no.filter(|_| category.kind == CategoryKind::Reason) {
            Some((yes, no)) => writeln!(out, "{}  ○ {yes}  ○ {no}{}", label.as_str(), mark(is_own)),
            None => writeln!(out, "{sign} {}{field}{}", label.as_str(), mark(is_own)),
        };
    }
    out.push_str("```\n");
}

/// A stem that looks like the end of its block gets a visible space in front.
fn unfenced(stem: &Shown) -> String {
    if stem.as_str().starts_with("```") { format!(" · {}", stem.as_str()) } else { stem.as_str().to_owned() }
}

fn figures(out: &mut String, question: &ClosedQuestion, level: &str, people: &str) {
    let language = question.languages.first().copied().unwrap_or(Language::UND);
    let _ = writeln!(
        out,
        "\n## Behind the options\n\nBase: {people} people. “Volunteered by” is the share that named the reason \
         unasked, with its {level} interval; it is no forecast. A listed option draws more people than \
         volunteered it, so never compare the two as a trend. “Covered” is the share that finds a reason of its \
         own among the options so far.\n\n\
         | # | Option | Codes | Volunteered by | {level} interval | Covered |\n|--:|---|---|--:|--:|--:|"
    );
    for category in &question.categories {
        let (label, _) = category.label(language, question);
        let codes: Vec<String> = category.codes.iter().map(ToString::to_string).collect();
        let missing: Vec<&str> = category.needs_translation.iter().map(|l| languages::name(*l)).collect();
        let marker = if missing.is_empty() {
            String::new()
        } else {
            format!(" *(needs translation: {})*", missing.join(", "))
        };
        let _ = writeln!(
            out,
            "| {} | {}{marker} | {} | {} | {} | {} |",
            category.position,
            escaped(&Shown::new(label, NAME)),
            codes.join(", "),
            numbers::percent(category.open_share),
            numbers::interval(category.low, category.high),
            numbers::percent(category.cumulative_coverage)
        );
    }
    if let Some(sentence) = reach_sentence(&question.reach) {
        let _ = writeln!(out, "\n{sentence}");
    }
}

/// Respondents' words mean themselves in Markdown, too: no link, no emphasis, no HTML, no column.
fn escaped(text: &Shown) -> String {
    let mut out = String::new();
    for c in text.as_str().chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // A link that a reader of Markdown would make by itself.
            ':' => out.push_str("&#58;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '!' | '~' | '$' | '@' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closed_question::{Finding, FindingKind};
    use crate::code_frame::CodeNumber;

    fn category(position: usize, kind: CategoryKind, labels: &[(Language, &str)]) -> Category {
        let is_reason = kind == CategoryKind::Reason;
        Category {
            position,
            kind,
            labels: labels.iter().map(|(l, text)| (*l, (*text).to_owned())).collect(),
            needs_translation: if labels.len() == 1 { vec![Language::ET] } else { vec![] },
            codes: if is_reason { vec![CodeNumber(position as u16)] } else { vec![] },
            count: 0,
            open_share: is_reason.then_some(0.234),
            low: is_reason.then_some(0.0912),
            high: is_reason.then_some(0.26),
            number: CodeNumber(position as u16),
            side: None,
            group: None,
            again_low: None,
            again_high: None,
            cumulative_coverage: is_reason.then_some(0.5),
            shuffle: is_reason,
            exclusive: kind == CategoryKind::None,
            open_text: kind == CategoryKind::Other,
        }
    }

    #[test]
    fn the_question_reads_like_a_question() {
        let frame = CodeFrame {
            question: "What could we improve?".into(),
            languages: vec![Language::EN, Language::ET],
            label_language: Language::EN,
            codes: vec![],
            nets: vec![],
            places: vec![],
            pins: vec![],
            worded: std::collections::BTreeSet::new(),
        };
        let missing = Finding {
            kind: FindingKind::Missing,
            options: vec![CodeNumber(2)],
            language: Some(Language::ET),
            sentence: "1 option has no wording in Estonian: word it.".into(),
        };
        let question = ClosedQuestion {
            languages: vec![Language::EN, Language::ET],
            findings: vec![missing],
            stem: [(Language::EN, "What should we improve?".to_owned())].into(),
            answer: AnswerFormat::Multiple,
            categories: vec![
                category(
                    1,
                    CategoryKind::Reason,
                    &[(Language::EN, "Long waits"), (Language::ET, "Pikk ootamine")],
                ),
                category(2, CategoryKind::Reason, &[(Language::EN, "Price|fees <b>")]),
                category(
                    3,
                    CategoryKind::Other,
                    &[(Language::EN, "Other (please specify)"), (Language::ET, "Muu")],
                ),
                category(
                    4,
                    CategoryKind::None,
                    &[(Language::EN, "None of these"), (Language::ET, "Mitte ükski")],
                ),
            ],
            notes: vec!["Two codes under 3% were left out.".into()],
            ..ClosedQuestion::default()
        };
        let base = Base { count: 1200, weighted: 1200.0, effective: 1200.0 };
        let expected = "\
# A closed question for the next survey

Drafted from the answers of 1,200 people to “What could we improve?”.

Several answers allowed. Shuffle: 1, 2. Keep in place: 3, 4. Excludes all others: 4. With a text field: 3.

## English (en)

```text
What should we improve?

☐ Long waits
☐ Price|fees <b>
☐ Other (please specify) ____________
○ None of these
```

## Estonian (et)

```text
What should we improve?  [needs translation]

☐ Pikk ootamine
☐ Price|fees <b>  [needs translation]
☐ Muu ____________
○ Mitte ükski
```

## Before it is printed

- [ ] 1 option has no wording in Estonian&#58; word it.

## Behind the options

Base: 1,200 people. “Volunteered by” is the share that named the reason unasked, with its 95% interval; it is no \
forecast. A listed option draws more people than volunteered it, so never compare the two as a trend. “Covered” is \
the share that finds a reason of its own among the options so far.

| # | Option | Codes | Volunteered by | 95% interval | Covered |
|--:|---|---|--:|--:|--:|
| 1 | Long waits | 1 | 23% | 9.1–26% | 50% |
| 2 | Price\\|fees &lt;b&gt; *(needs translation: Estonian)* | 2 | 23% | 9.1–26% | 50% |
| 3 | Other (please specify) |  | — | — | — |
| 4 | None of these |  | — | — | — |

## Notes

- Two codes under 3% were left out.
";
        assert_eq!(question_markdown(&question, &frame, &base, 0.95), expected);
    }

    #[test]
    fn hostile_wordings_stay_words() {
        let shown = Shown::new("[x](javascript:alert(1)) <img> | **b** \u{202e}", NAME);
        let out = escaped(&shown);
        assert_eq!(out, "\\[x\\](javascript&#58;alert(1)) &lt;img&gt; \\| \\*\\*b\\*\\* \\[U+202E\\]");
        assert_eq!(unfenced(&Shown::new("``` x", NAME)), " · ``` x");
    }
}
