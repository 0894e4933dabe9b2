//! Bodies for SurveyMonkey's API against a strict checker of our own, since SurveyMonkey offers none to run offline: the fields
//! and values of its documentation of `POST /surveys/{id}/pages/{id}/questions`, and no others but `is_answer_choice`, which
//! clients send and the API answers with.

use super::{coded, first, written};
use crate::support::json;
use openend::questionnaires::{QuestionFormat, export};
use serde_json::{Value, json as value};

fn must(holds: bool, fault: impl Into<String>) -> Result<(), String> {
    if holds { Ok(()) } else { Err(fault.into()) }
}

/// Nothing but these fields, and all that end with "!".
fn fields(object: &Value, known: &[&str]) -> Result<(), String> {
    let there = object.as_object().ok_or("no object")?;
    for key in there.keys() {
        must(known.iter().any(|name| name.trim_end_matches('!') == key), format!("unknown field {key}"))?;
    }
    for name in known.iter().filter_map(|name| name.strip_suffix('!')) {
        must(there.contains_key(name), format!("{name} is missing"))?;
    }
    Ok(())
}

/// A list of texts numbered from 1.
fn texts(list: &Value) -> Result<(), String> {
    let list = list.as_array().filter(|list| !list.is_empty()).ok_or("no list")?;
    for (at, choice) in (1..).zip(list) {
        fields(choice, &["text!", "position"])?;
        must(choice["text"].as_str().is_some_and(|text| !text.is_empty()), "no text")?;
        must(choice["position"] == at, "positions do not count from 1")?;
    }
    Ok(())
}

fn check(body: &Value) -> Result<(), String> {
    fields(body, &["headings!", "family!", "subtype!", "answers!", "sorting", "forced_ranking", "position"])?;
    let [heading] = body["headings"].as_array().map_or(&[][..], Vec::as_slice) else {
        return Err("not one heading".into());
    };
    fields(heading, &["heading!"])?;
    must(heading["heading"].as_str().is_some_and(|text| !text.is_empty()), "no heading")?;
    match (body["family"].as_str().unwrap_or_default(), body["subtype"].as_str().unwrap_or_default()) {
        ("single_choice" | "multiple_choice", "vertical") => {
            fields(&body["answers"], &["choices!", "other"])?;
            for other in body["answers"]
                .get("other")
                .map(|other| other.as_array().ok_or("no list"))
                .transpose()?
                .into_iter()
                .flatten()
            {
                fields(other, &["text!", "num_chars", "num_lines", "is_answer_choice"])?;
                must(other["num_chars"].is_u64() && other["num_lines"].is_u64(), "no size")?;
            }
        }
        ("matrix", "single") => {
            fields(&body["answers"], &["rows!", "choices!"])?;
            must(body["forced_ranking"].is_boolean(), "forced_ranking is required of a matrix")?;
            texts(&body["answers"]["rows"])?;
        }
        other => return Err(format!("no such question: {other:?}")),
    }
    texts(&body["answers"]["choices"])?;
    if let Some(sorting) = body.get("sorting") {
        fields(sorting, &["type!", "ignore_last"])?;
        let known = ["default", "textasc", "textdesc", "resp_count_asc", "resp_count_desc", "random", "flip"];
        must(sorting["type"].as_str().is_some_and(|name| known.contains(&name)), "no such order")?;
        must(sorting.get("ignore_last").is_none_or(Value::is_boolean), "ignore_last is no boolean")?;
    }
    Ok(())
}

#[test]
fn the_body_is_as_documented_and_says_the_question() {
    let (folder, files) = written(QuestionFormat::SurveyMonkey);
    for file in &files {
        let body = json(&file.path);
        check(&body).unwrap_or_else(|fault| panic!("{}: {fault}", file.path.display()));
        let expected = &file.expected;
        let language = first(expected);
        assert_eq!(body["headings"][0]["heading"], expected["stem"][language]);
        let is_grid = expected["answer"] == "yes_no";
        let list = &body["answers"][if is_grid { "rows" } else { "choices" }];
        let shown: Vec<&str> = list.as_array().unwrap().iter().filter_map(|c| c["text"].as_str()).collect();
        let wanted = expected["options"].as_array().unwrap().iter();
        let wanted: Vec<String> = wanted
            .filter(|o| if is_grid { o["kind"] == "reason" } else { o["kind"] != "other" })
            .map(|option| coded(option, language).1)
            .collect();
        assert_eq!(shown, wanted);
        if !is_grid && expected["options"].as_array().unwrap().iter().any(|o| o["kind"] == "other") {
            assert_eq!(
                Some(body["answers"]["other"][0]["text"].as_str().unwrap()),
                super::label_of(expected, "other").as_deref()
            );
        }
    }
    let bare = json(folder.path("bare-multiple.en.json"));
    assert_eq!(bare["sorting"], value!({ "type": "random" }));
    let (_, mut question) =
        super::questions().into_iter().find(|(name, _)| *name == "five-multiple").unwrap();
    question.categories.retain(|category| !matches!(category.number.0, 98 | 9999));
    let exported = export(&question, QuestionFormat::SurveyMonkey, &question.languages[..1]).unwrap();
    let closed: Value = serde_json::from_slice(&exported.files[0].bytes).unwrap();
    assert_eq!(
        closed["sorting"],
        value!({ "type": "random", "ignore_last": true }),
        "None of these stays last"
    );
    let five = files.iter().find(|f| f.path.ends_with("five-multiple.en.json")).unwrap();
    assert!(json(&five.path).get("sorting").is_none(), "three choices must keep their places");
    assert!(five.notes.iter().any(|note| note.contains("keeps only the last choice")), "{:?}", five.notes);
}

#[test]
fn the_checker_refuses_what_is_not_documented() {
    let (folder, _) = written(QuestionFormat::SurveyMonkey);
    let (list, grid) = (json(folder.path("five-multiple.en.json")), json(folder.path("five-yes-no.en.json")));
    let bare = json(folder.path("bare-single.en.json"));
    let breaks = [
        (&list, "/family", value!("checkbox")),
        (&list, "/subtype", value!("horiz")),
        (&list, "/headings", value!([])),
        (&list, "/headings/0/heading", value!("")),
        (&list, "/answers", value!({})),
        (&list, "/answers/choices", value!([])),
        (&list, "/answers/choices/0", value!({ "label": "x" })),
        (&list, "/answers/choices/1/position", value!(1)),
        (&list, "/answers/other", value!({ "text": "x" })),
        (&list, "/answers/other/0/num_chars", value!("many")),
        (&grid, "/forced_ranking", value!("no")),
        (&grid, "/answers/rows/0/text", value!("")),
        (&bare, "/sorting/type", value!("shuffle")),
    ];
    for (body, place, wrong) in breaks {
        let mut broken = body.clone();
        *broken.pointer_mut(place).unwrap_or_else(|| panic!("{place}")) = wrong;
        assert!(check(&broken).is_err(), "{place}");
    }
}
