//! Advanced Format TXT against a strict reader of our own, since Qualtrics offers none to run: the tags as its support pages
//! describe them, and nothing that Qualtrics would take for HTML, piped text or a tag.

use super::{coded, first, label_of, written};
use crate::support::text;
use openend::questionnaires::QuestionFormat;
use std::collections::BTreeSet;

/// A question as Qualtrics would make it.
#[derive(Debug, PartialEq, Eq)]
struct Question {
    kind: String,
    id: String,
    text: String,
    choices: Vec<(u16, String)>,
    answers: Vec<(u16, String)>,
}

/// The questions of a file.
fn parse(file: &str) -> Result<Vec<Question>, String> {
    let mut lines = file.lines().filter(|line| !line.is_empty()).peekable();
    if lines.next() != Some("[[AdvancedFormat]]") {
        return Err("the first line is not [[AdvancedFormat]]".into());
    }
    let mut questions = Vec::new();
    while let Some(line) = lines.next() {
        let kind = tag(line, "Question:").ok_or_else(|| format!("no question starts at {line}"))?;
        let id = lines.next().and_then(|line| tag(line, "ID:")).ok_or("a question without ID")?;
        if !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return Err(format!("{id} is no name of a question"));
        }
        let text = shown_as(lines.next().unwrap_or_default())?;
        let mut list = |name: &str, each: &str| -> Result<Vec<(u16, String)>, String> {
            if lines.next_if(|line| tag(line, name) == Some("")).is_none() {
                return Ok(Vec::new());
            }
            let mut choices: Vec<(u16, String)> = Vec::new();
            while let Some(code) = lines.peek().and_then(|line| tag(line, each)) {
                lines.next();
                let code = code.parse().map_err(|_| format!("{code} is no recode value"))?;
                if choices.iter().any(|(known, _)| *known == code) {
                    return Err(format!("two choices have the recode value {code}"));
                }
                choices.push((code, shown_as(lines.next().unwrap_or_default())?));
            }
            if choices.is_empty() { Err(format!("{name} is empty")) } else { Ok(choices) }
        };
        let (choices, answers) = (list("AdvancedChoices", "Choice:")?, list("AdvancedAnswers", "Answer:")?);
        let is_right = match kind {
            "MC:SingleAnswer" | "MC:MultipleAnswer" => !choices.is_empty() && answers.is_empty(),
            "Matrix" => !choices.is_empty() && answers.len() > 1,
            "TE:SingleLine" => choices.is_empty() && answers.is_empty(),
            _ => false,
        };
        if !is_right {
            return Err(format!(
                "{kind} is no question with {} choices and {} answers",
                choices.len(),
                answers.len()
            ));
        }
        questions.push(Question { kind: kind.into(), id: id.into(), text, choices, answers });
    }
    let names: BTreeSet<&str> = questions.iter().map(|question| question.id.as_str()).collect();
    if names.len() == questions.len() { Ok(questions) } else { Err("two questions have one ID".into()) }
}

/// What follows `name` in a tag without blanks.
fn tag<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let inside = line.strip_prefix("[[")?.strip_suffix("]]")?;
    inside.strip_prefix(name).filter(|rest| !rest.contains(' '))
}

/// What people see of a line: its entities resolved. Tags, HTML and piped text are errors.
pub(super) fn shown_as(line: &str) -> Result<String, String> {
    let starts_markup = |rest: &str| {
        let next = rest.chars().nth(1).unwrap_or(' ');
        rest.starts_with('<') && (next.is_ascii_alphabetic() || "/!?".contains(next))
    };
    if line.trim().is_empty() || line.trim() != line {
        return Err(format!("a text is empty or has blanks around it: {line:?}"));
    }
    if line.contains("[[") || line.contains("]]") || line.contains("${") {
        return Err(format!("a text holds a tag or piped text: {line}"));
    }
    if line.char_indices().any(|(at, _)| starts_markup(&line[at..])) {
        return Err(format!("a text holds HTML: {line}"));
    }
    let entities = [("&lt;", '<'), ("&amp;", '&'), ("&#36;", '$'), ("&#91;", '['), ("&#93;", ']')];
    let (mut out, mut rest) = (String::new(), line);
    while let Some(c) = rest.chars().next() {
        if let Some((entity, meant)) = entities.iter().find(|(entity, _)| rest.starts_with(entity)) {
            out.push(*meant);
            rest = &rest[entity.len()..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if c == '&' && rest.starts_with(|next: char| next.is_ascii_alphabetic() || next == '#') {
            return Err(format!("a text holds an entity: {line}"));
        }
        out.push(c);
    }
    Ok(out)
}

#[test]
fn what_qualtrics_reads_is_the_question() {
    let (_folder, files) = written(QuestionFormat::Qualtrics);
    for file in &files {
        let questions =
            parse(&text(&file.path)).unwrap_or_else(|fault| panic!("{}: {fault}", file.path.display()));
        let expected = &file.expected;
        let language = first(expected);
        assert_eq!(questions[0].text, expected["stem"][language].as_str().unwrap());
        let is_grid = expected["answer"] == "yes_no";
        let shown: Vec<(u16, String)> = expected["options"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|option| !is_grid || option["kind"] == "reason")
            .map(|option| coded(option, language))
            .collect();
        assert_eq!(questions[0].choices, shown);
        let kind = match expected["answer"].as_str().unwrap() {
            "multiple" => "MC:MultipleAnswer",
            "single" => "MC:SingleAnswer",
            _ => "Matrix",
        };
        assert_eq!(questions[0].kind, kind);
        if is_grid {
            assert_eq!(
                questions[0].answers.iter().map(|(code, _)| *code).take(2).collect::<Vec<_>>(),
                [1, 0]
            );
            assert_eq!(questions.get(1).map(|q| &q.text), label_of(expected, "other").as_ref());
        }
    }
    let said = |name: &str| {
        let wanted = |file: &&super::Written| file.path.file_name().unwrap() == name;
        files.iter().find(wanted).unwrap().notes.join("\n")
    };
    let notes = said("five-multiple.en.txt");
    for word in ["random order", "exclusive", "text entry", "language"] {
        assert!(notes.contains(word), "{word}: {notes}");
    }
    assert!(said("grouped-multiple.en.txt").contains("group"));
    assert_eq!(
        said("bare-single.en.txt"),
        "The text file holds no random order: in Qualtrics, randomize the choices."
    );
}

#[test]
fn the_reader_refuses_what_is_broken() {
    let (_folder, files) = written(QuestionFormat::Qualtrics);
    let of = |name: &str| text(&files.iter().find(|f| f.path.file_name().unwrap() == name).unwrap().path);
    let (list, grid, hostile) =
        (of("five-multiple.en.txt"), of("five-yes-no.en.txt"), of("hostile-multiple.en.txt"));
    let broken = [
        list.replace("[[AdvancedFormat]]", "[[Advanced Format]]"),
        list.replace("MC:MultipleAnswer", "MC:Several"),
        list.replace("[[ID:reason]]\n", ""),
        list.replace("What should we improve?\n", ""),
        list.replace("[[Choice:3]]", "[[Choice: 3]]"),
        list.replace("[[Choice:3]]", "[[Choice:6]]"),
        list.replace("Reason 3: the queue is too long\n", ""),
        list.replace("Reason 3", "<b>Reason 3"),
        grid.split("[[AdvancedAnswers]]").next().unwrap().to_owned(),
        grid.replace("reason_other", "reason"),
        hostile.replace("&#91;&#91;", "[["),
        hostile.replace("&#36;{", "${"),
        hostile.replace("&lt;script", "<script"),
        hostile.replace("&amp;amp;", "&amp"),
    ];
    for (at, file) in broken.iter().enumerate() {
        assert!(![&list, &grid, &hostile].contains(&file), "{at} is not broken");
        assert!(parse(file).is_err(), "{at}: {file}");
    }
}
