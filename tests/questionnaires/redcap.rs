//! REDCap's data dictionary, read by the rules of its own template: no package of REDCap can be had.

use super::written;
use openend::questionnaires::QuestionFormat;
use serde_json::Value;
use std::collections::BTreeSet;

/// A dictionary's rows by column, after every rule that an upload is held to.
fn read(bytes: &[u8]) -> Result<Vec<Vec<String>>, String> {
    let mut table = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let rows: Result<Vec<Vec<String>>, _> =
        table.records().map(|row| row.map(|row| row.iter().map(str::to_owned).collect())).collect();
    let mut rows = rows.map_err(|error| error.to_string())?.into_iter();
    let header = rows.next().ok_or("empty")?;
    if header.len() != 18 || header[0] != "Variable / Field Name" || header[17] != "Field Annotation" {
        return Err("not the template's columns".into());
    }
    let rows: Vec<Vec<String>> = rows.collect();
    if rows.first().is_none_or(|row| row[3] != "text") {
        return Err("the first field is no record id".into());
    }
    let mut names = BTreeSet::new();
    for row in &rows {
        field(row, &mut names)?;
    }
    Ok(rows)
}

fn field(row: &[String], names: &mut BTreeSet<String>) -> Result<(), String> {
    let plain = |name: &str| {
        name.len() <= 26
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            && !name.ends_with('_')
            && !name.contains("__")
    };
    if !plain(&row[0]) || !plain(&row[1]) || !names.insert(row[0].clone()) {
        return Err(format!("the name {}", row[0]));
    }
    if row[4].is_empty()
        || row.iter().any(|cell| cell.starts_with(['=', '+', '-']) || cell.contains(['<', '>']))
    {
        return Err(format!("{}: a label that is none, or a formula, or HTML", row[0]));
    }
    let has_choices = ["radio", "checkbox"].contains(&row[3].as_str());
    if !(has_choices || row[3] == "text") || has_choices == row[5].is_empty() {
        return Err(format!("{}: the type {}", row[0], row[3]));
    }
    let codes: Vec<String> = choices(&row[5])?.into_iter().map(|(code, _)| code).collect();
    if codes.iter().collect::<BTreeSet<_>>().len() != codes.len() {
        return Err(format!("{}: two choices of one code", row[0]));
    }
    if let Some(tag) = row[17].split("@NONEOFTHEABOVE=").nth(1) {
        let alone = tag.split('\'').nth(1).ok_or("no quotes")?;
        if row[3] != "checkbox" || !alone.split(',').all(|code| codes.iter().any(|known| known == code)) {
            return Err(format!("{}: {tag}", row[0]));
        }
    }
    let question = row[11].split('[').nth(1).map(|rest| rest.split(['(', ']']).next().unwrap_or_default());
    if question.is_some_and(|question| !names.contains(question)) {
        return Err(format!("{}: the branching logic {}", row[0], row[11]));
    }
    Ok(())
}

/// `1, Price | 2, Staff` → codes and labels.
fn choices(cell: &str) -> Result<Vec<(String, String)>, String> {
    let parts = cell.split('|').map(str::trim).filter(|_| !cell.is_empty());
    let choice = |part: &str| {
        let (code, label) = part.split_once(", ").ok_or(format!("the choice {part}"))?;
        let is_code = !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit());
        if is_code { Ok((code.to_owned(), seen(label))) } else { Err(format!("the code {code}")) }
    };
    parts.map(choice).collect()
}

/// What people see where references stand.
fn seen(text: &str) -> String {
    let signs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#124;", "|"),
        ("&#91;", "["),
        ("&#93;", "]"),
        ("&#61;", "="),
        ("&#43;", "+"),
    ];
    let more = [("&#45;", "-"), ("&#64;", "@"), ("&amp;", "&")];
    signs.iter().chain(&more).fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[test]
fn a_dictionary_follows_the_template_and_says_what_was_asked() {
    let (_folder, all) = written(QuestionFormat::Redcap);
    for file in &all {
        let place = file.path.display();
        let rows = read(&std::fs::read(&file.path).unwrap()).unwrap_or_else(|why| panic!("{place}: {why}"));
        let language = file.expected["languages"][0].as_str().unwrap();
        let said = |keep: &dyn Fn(&Value) -> bool| -> Vec<(String, String)> {
            let options = file.expected["options"].as_array().unwrap().iter().filter(|option| keep(option));
            options
                .map(|o| (o["code"].to_string(), o["labels"][language].as_str().unwrap().to_owned()))
                .collect()
        };
        let stem = file.expected["stem"][language].as_str().unwrap();
        let fields: Vec<&Vec<String>> = rows.iter().filter(|row| row[0].ends_with("_text")).collect();
        let labels: Vec<String> = fields.iter().map(|row| seen(&row[4])).collect();
        let others = said(&|option| option["open_text"] == true);
        assert_eq!(labels, others.iter().map(|(_, label)| label.clone()).collect::<Vec<_>>(), "{place}");
        let question = &rows[1];
        if file.expected["answer"] == "yes_no" {
            let items: Vec<&Vec<String>> = rows.iter().filter(|row| !row[15].is_empty()).collect();
            let found: Vec<(String, String)> = items
                .iter()
                .map(|row| (row[0].rsplit('_').next().unwrap().to_owned(), seen(&row[4])))
                .collect();
            assert_eq!(found, said(&|option| option["kind"] == "reason"), "{place}");
            assert_eq!(seen(&question[2]), stem, "{place}");
            assert!(items.iter().all(|row| row[5] == question[5] && row[15] == question[15]), "{place}");
            let ways_out = said(&|option| option["kind"] == "dont_know" || option["kind"] == "prefer_not");
            assert_eq!(choices(&question[5]).unwrap()[2..], ways_out, "{place}");
            continue;
        }
        assert_eq!(seen(&question[4]), stem, "{place}");
        assert_eq!(choices(&question[5]).unwrap(), said(&|_| true), "{place}");
        let is_multiple = file.expected["answer"] == "multiple";
        assert_eq!(question[3], if is_multiple { "checkbox" } else { "radio" }, "{place}");
        let alone = said(&|option| option["exclusive"] == true && is_multiple);
        let alone: Vec<String> = alone.into_iter().map(|(code, _)| code).collect();
        let tag = format!("@NONEOFTHEABOVE='{}'", alone.join(","));
        assert_eq!(question[17].contains(&tag), !alone.is_empty(), "{place}");
        for (field, (code, _)) in fields.iter().zip(&others) {
            let ticked = if is_multiple { format!("({code})] = '1'") } else { format!("] = '{code}'") };
            assert!(field[11].ends_with(&ticked), "{place}: {}", field[11]);
        }
        let shuffles = said(&|_| true).len() > 1 && said(&|option| option["shuffle"] == false).is_empty();
        assert_eq!(question[17].contains("@RANDOMORDER"), shuffles, "{place}");
    }
    let good =
        crate::support::text(&all.iter().find(|f| f.path.ends_with("five-multiple.en.csv")).unwrap().path);
    for (from, to) in [
        ("Variable / Field Name", "Variable"),
        ("record_id,reason,,text", "record_id,reason,,radio"),
        ("checkbox", "ticks"),
        ("6, Reason", "3, Reason"),
        ("6, Reason", "six, Reason"),
        ("='97,", "='96,"),
        ("reason_9996_text", "Reason 9996"),
        ("[reason(", "[reasons("),
        ("too long |", "<b>too long |"),
    ] {
        assert!(good.contains(from), "{from}: {good}");
        assert!(read(good.replacen(from, to, 1).as_bytes()).is_err(), "{from} → {to}");
    }
}
