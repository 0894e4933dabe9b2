//! LimeSurvey's two files, read as its importer reads them: no package of LimeSurvey can be had, so the rules are ours, taken from
//! the files that it exports, its manual and its importer.

use super::{Written, labels, written};
use crate::checkers::check_by_python;
use openend::questionnaires::QuestionFormat;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a file says, from either format.
#[derive(Debug, Default)]
struct Read {
    languages: Vec<String>,
    kind: String,
    title: String,
    other: String,
    /// By language.
    stem: BTreeMap<String, String>,
    /// In order: code, and label by language.
    subquestions: Vec<(String, BTreeMap<String, String>)>,
    answers: Vec<(String, BTreeMap<String, String>)>,
    /// Attribute and language (empty for all) → value.
    attributes: BTreeMap<(String, String), String>,
}

/// A table's rows, each a field → cell.
type Rows = Vec<BTreeMap<String, String>>;

/// The tables of a .lsq by name, and the texts outside tables by theirs.
type Content = (BTreeMap<String, Rows>, Vec<(String, String)>);

/// Reads a .lsq. A row's fields must be those that its table announces.
fn tables(xml: &str) -> Result<Content, String> {
    let mut reader = Reader::from_str(xml);
    let (mut path, mut texts): (Vec<String>, _) = (Vec::new(), Vec::new());
    let (mut tables, mut fields): (BTreeMap<String, Rows>, BTreeMap<String, Vec<String>>) =
        Default::default();
    let mut cell = String::new();
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => {
                path.push(start.name().as_ref().to_owned());
                cell.clear();
                if path.last().is_some_and(|name| name == "row") {
                    tables.entry(path[1].clone()).or_default().push(BTreeMap::new());
                }
            }
            Event::Text(text) => cell.push_str(&text),
            Event::GeneralRef(reference) => {
                let name = &*reference;
                let signs = [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\'')];
                let sign =
                    signs.iter().find(|(known, _)| known == &name).ok_or(format!("&{name}; is unknown"))?;
                cell.push(sign.1);
            }
            Event::End(_) => {
                let name = path.pop().ok_or("an end too many")?;
                match path.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                    ["document", table, "fields"] => {
                        fields.entry(table.into()).or_default().push(cell.clone());
                    }
                    ["document", table, "rows", "row"] => {
                        if !fields.get(table).is_some_and(|fields| fields.contains(&name)) {
                            return Err(format!("{table} announces no field {name}"));
                        }
                        let row = tables.get_mut(table).and_then(|rows| rows.last_mut()).ok_or("no row")?;
                        row.insert(name, cell.clone());
                    }
                    ["document"] | ["document", "languages"] => texts.push((name, cell.trim().to_owned())),
                    _ => {}
                }
                cell.clear();
            }
            Event::Eof if path.is_empty() => break,
            Event::Eof => return Err("cut off".into()),
            _ => {}
        }
    }
    for (table, rows) in &tables {
        for row in rows {
            let own: BTreeSet<&String> = row.keys().collect();
            if own != fields[table].iter().collect() {
                return Err(format!("{table}: a row lacks fields"));
            }
        }
    }
    Ok((tables, texts))
}

fn read_lsq(xml: &str) -> Result<Read, String> {
    let (tables, texts) = tables(xml)?;
    let all = |wanted: &str| -> Vec<String> {
        texts.iter().filter(|(name, _)| name == wanted).map(|(_, text)| text.clone()).collect()
    };
    if all("LimeSurveyDocType") != ["Question"] || all("DBVersion") != ["717"] {
        return Err("not a question of this version".into());
    }
    let rows = |table: &str| tables.get(table).cloned().unwrap_or_default();
    let [question] = rows("questions").try_into().map_err(|_| "not one question")?;
    if question["parent_qid"] != "0" || question["relevance"] != "1" || question["sid"].is_empty() {
        return Err("no main question".into());
    }
    let mut read = Read {
        languages: all("language"),
        kind: question["type"].clone(),
        title: question["title"].clone(),
        other: question["other"].clone(),
        ..Read::default()
    };
    for row in rows("question_l10ns") {
        if row["qid"] != question["qid"] {
            return Err("a stem of no question".into());
        }
        read.stem.insert(row["language"].clone(), row["question"].clone());
    }
    let mut ids = BTreeSet::from([question["qid"].clone()]);
    for row in rows("subquestions") {
        if row["parent_qid"] != question["qid"] || row["type"] != question["type"] || row["gid"] == "0" {
            return Err("a subquestion of no question".into());
        }
        if read.subquestions.last().is_none_or(|(code, _)| *code != row["title"]) {
            if !ids.insert(row["qid"].clone()) {
                return Err("two subquestions of one id".into());
            }
            read.subquestions.push((row["title"].clone(), BTreeMap::new()));
        }
        read.subquestions.last_mut().unwrap().1.insert(row["language"].clone(), row["question"].clone());
    }
    let wordings = rows("answer_l10ns");
    for row in rows("answers") {
        let own = wordings.iter().filter(|wording| wording["aid"] == row["aid"]);
        let texts = own.map(|wording| (wording["language"].clone(), wording["answer"].clone())).collect();
        read.answers.push((row["code"].clone(), texts));
    }
    for row in rows("question_attributes") {
        read.attributes.insert((row["attribute"].clone(), row["language"].clone()), row["value"].clone());
    }
    checked(read)
}

fn read_tsv(bytes: &[u8]) -> Result<Read, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let text = text.strip_prefix('\u{feff}').ok_or("no mark of UTF-8")?;
    // The importer takes quotes off a second time, so none may be there.
    if text.contains('"') {
        return Err("a quote".into());
    }
    let mut lines = text.strip_suffix("\r\n").ok_or("no end of line")?.split("\r\n");
    let header: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let (mut read, mut names) = (Read::default(), Vec::new());
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() != header.len() {
            return Err(format!("{} cells: {line}", cells.len()));
        }
        let row: BTreeMap<&str, String> =
            header.iter().copied().zip(cells.iter().map(|c| (*c).to_owned())).collect();
        let (name, text, language) = (row["name"].clone(), row["text"].clone(), row["language"].clone());
        let parts = match row["class"].as_str() {
            "S" if name == "language" => {
                read.languages.push(text);
                continue;
            }
            "S" if name == "additional_languages" => {
                read.languages.extend(text.split(' ').map(str::to_owned));
                continue;
            }
            "SL" | "G" => {
                names.push((row["class"].clone(), language));
                continue;
            }
            "Q" => {
                read.kind.clone_from(&row["type/scale"]);
                read.other.clone_from(&row["other"]);
                read.title = name;
                for attribute in &header[13..] {
                    let language = if *attribute == "other_replace_text" { language.as_str() } else { "" };
                    if !row[attribute].is_empty() {
                        read.attributes
                            .insert(((*attribute).to_owned(), language.to_owned()), row[attribute].clone());
                    }
                }
                read.stem.insert(language, text);
                continue;
            }
            "SQ" => &mut read.subquestions,
            "A" => &mut read.answers,
            class => return Err(format!("class {class}")),
        };
        match parts.iter_mut().find(|(code, _)| *code == name) {
            Some((_, texts)) => drop(texts.insert(language, text)),
            None => parts.push((name, [(language, text)].into())),
        }
    }
    for language in &read.languages {
        for class in ["SL", "G"] {
            if names.iter().filter(|(c, l)| c == class && l == language).count() != 1 {
                return Err(format!("{class} in {language}"));
            }
        }
    }
    checked(read)
}

/// What the importer insists on, and that nothing is left that LimeSurvey would take for a tag or an expression.
fn checked(read: Read) -> Result<Read, String> {
    let is_code = |code: &str, letter: bool| {
        code.bytes().all(|b| b.is_ascii_alphanumeric())
            && code.len() <= if letter { 20 } else { 5 }
            && code.starts_with(|c: char| !letter || c.is_ascii_alphabetic())
    };
    if !is_code(&read.title, true) || !read.subquestions.iter().all(|(code, _)| is_code(code, true)) {
        return Err("a code that the importer refuses".into());
    }
    if !read.answers.iter().all(|(code, _)| is_code(code, false)) {
        return Err("an answer code that the importer refuses".into());
    }
    let codes = || read.subquestions.iter().chain(&read.answers).map(|(code, _)| code.as_str());
    if codes().collect::<BTreeSet<_>>().len() != codes().count() {
        return Err("two of one code".into());
    }
    let texts = read.subquestions.iter().chain(&read.answers).map(|(_, texts)| texts).chain([&read.stem]);
    for texts in texts {
        if texts.keys().collect::<BTreeSet<_>>() != read.languages.iter().collect() {
            return Err(format!("not in every language: {texts:?}"));
        }
        if let Some(text) =
            texts.values().find(|text| text.is_empty() || text.contains(['<', '>', '{', '}', '"']))
        {
            return Err(format!("read as HTML or an expression: {text}"));
        }
    }
    for (attribute, value) in &read.attributes {
        let lists = ["exclude_all_others", "keep_codes_order"].contains(&attribute.0.as_str());
        if lists && !value.split(';').all(|code| codes().any(|known| known == code)) {
            return Err(format!("{attribute:?}: {value}"));
        }
    }
    Ok(read)
}

/// What people see where references stand.
fn seen(texts: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let signs =
        [("&lt;", "<"), ("&gt;", ">"), ("&#123;", "{"), ("&#125;", "}"), ("&#34;", "\""), ("&amp;", "&")];
    let seen = |text: &String| signs.iter().fold(text.clone(), |text, (from, to)| text.replace(from, to));
    texts.iter().map(|(language, text)| (language.replace("zh-Hant-TW", "zh-Hant"), seen(text))).collect()
}

fn says_what_was_asked(file: &Path, read: &Read, expected: &Value) {
    let place = file.display();
    let answer = expected["answer"].as_str().unwrap();
    let kind = match answer {
        "multiple" => "M",
        "single" => "L",
        _ => "F",
    };
    assert_eq!(read.kind, kind, "{place}");
    assert_eq!(seen(&read.stem), labels(&expected["stem"]), "{place}");
    let options = expected["options"].as_array().unwrap();
    let wanted = |keep: &dyn Fn(&Value) -> bool, letter: &str| -> Vec<(String, BTreeMap<String, String>)> {
        let kept = options.iter().filter(|option| keep(option));
        kept.map(|option| (format!("{letter}{}", option["code"]), labels(&option["labels"]))).collect()
    };
    let found = |parts: &[(String, BTreeMap<String, String>)]| -> Vec<_> {
        parts.iter().map(|(code, texts)| (code.clone(), seen(texts))).collect()
    };
    let is_plain = |option: &Value| option["open_text"] == false;
    match answer {
        "multiple" => assert_eq!(found(&read.subquestions), wanted(&is_plain, "c"), "{place}"),
        "single" => assert_eq!(found(&read.answers), wanted(&is_plain, ""), "{place}"),
        _ => {
            assert_eq!(found(&read.subquestions), wanted(&|o| o["kind"] == "reason", "c"), "{place}");
            let ways_out = |o: &Value| o["kind"] == "dont_know" || o["kind"] == "prefer_not";
            assert_eq!(found(&read.answers)[2..], wanted(&ways_out, ""), "{place}");
            assert_eq!((read.answers[0].0.as_str(), read.answers[1].0.as_str()), ("1", "0"), "{place}");
        }
    }
    let other = options.iter().find(|option| option["open_text"] == true && answer != "yes_no");
    assert_eq!(read.other, if other.is_some() { "Y" } else { "N" }, "{place}");
    let named = |attribute: &str| -> BTreeMap<String, String> {
        let own = read.attributes.iter().filter(|((name, _), _)| name == attribute);
        own.map(|((_, language), value)| (language.clone(), value.clone())).collect()
    };
    assert_eq!(
        seen(&named("other_replace_text")),
        other.map(|o| labels(&o["labels"])).unwrap_or_default(),
        "{place}"
    );
    let listed = |keep: &dyn Fn(&Value) -> bool| -> Option<String> {
        let letter = if answer == "single" { "" } else { "c" };
        let codes: Vec<String> = wanted(keep, letter).into_iter().map(|(code, _)| code).collect();
        (!codes.is_empty()).then(|| codes.join(";"))
    };
    let alone = listed(&|o| o["exclusive"] == true).filter(|_| answer == "multiple");
    assert_eq!(named("exclude_all_others").get(""), alone.as_ref(), "{place}");
    let shuffles = options.iter().filter(|option| option["shuffle"] == true).count() > 1;
    assert_eq!(named("random_order").contains_key(""), shuffles, "{place}");
    let fixed = listed(&|o| o["shuffle"] == false && is_plain(o)).filter(|_| shuffles && answer != "yes_no");
    assert_eq!(named("keep_codes_order").get(""), fixed.as_ref(), "{place}");
}

fn each(
    format: QuestionFormat,
    read: impl Fn(&[u8]) -> Result<Read, String>,
) -> (crate::support::Scratch, Vec<Written>) {
    let (folder, all) = written(format);
    for file in &all {
        let read = read(&std::fs::read(&file.path).unwrap())
            .unwrap_or_else(|why| panic!("{}: {why}", file.path.display()));
        says_what_was_asked(&file.path, &read, &file.expected);
    }
    (folder, all)
}

#[test]
fn a_question_is_what_the_importer_reads() {
    let (folder, all) =
        each(QuestionFormat::LimeSurvey, |bytes| read_lsq(std::str::from_utf8(bytes).unwrap()));
    let _ = check_by_python("well_formed.py", &[&folder.path(""), Path::new("lsq")]);
    let good =
        crate::support::text(&all.iter().find(|file| file.path.ends_with("five-multiple.lsq")).unwrap().path);
    assert!(all.iter().all(|file| file.notes.iter().any(|note| note.contains("base language"))));
    for (from, to) in [
        ("<LimeSurveyDocType>Question", "<LimeSurveyDocType>Group"),
        ("<title>c3</title>", "<title>c_3</title>"),
        ("<title>c3</title>", "<title>3</title>"),
        ("<parent_qid>1</parent_qid>", "<parent_qid>7</parent_qid>"),
        ("c97;c98;c9999", "c97;c96"),
        ("<fieldname>relevance</fieldname>", ""),
        ("<language>vi</language>", "<language>fi</language>"),
        ("queue is", "queue &lt;b&gt;is"),
        ("queue is", "queue {is}"),
        ("</document>", ""),
    ] {
        assert!(good.contains(from), "{from}");
        let broken = good.replacen(from, to, 1);
        assert!(read_lsq(&broken).is_err(), "{from} → {to}");
    }
}

#[test]
fn a_survey_is_what_the_importer_reads() {
    let (_folder, all) = each(QuestionFormat::LimeSurveyTsv, read_tsv);
    let good =
        crate::support::text(&all.iter().find(|file| file.path.ends_with("five-single.txt")).unwrap().path);
    for (from, to) in [
        ("\u{feff}", ""),
        ("SL\t", "LS\t"),
        ("Reason 3", "\"Reason\" 3"),
        ("\tvi\t", "\tfi\t"),
        ("\t97\t", "\t12\t"),
        ("\t97\t", "\t970000\t"),
    ] {
        assert!(good.contains(from), "{from}");
        assert!(read_tsv(good.replacen(from, to, 1).as_bytes()).is_err(), "{from} → {to}");
    }
}
