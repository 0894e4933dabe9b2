//! Qualtrics survey files: a checker of our own for what holds in every survey that Qualtrics exported (everything that is
//! named exists, orders are permutations, translations have the same choices), and the reader of the package `qualtrics`.

use super::qualtrics::shown_as;
use super::{coded, written};
use crate::checkers::check_by_python;
use crate::support::json;
use openend::questionnaires::QuestionFormat;
use serde_json::Value;
use std::collections::BTreeSet;

type Checked<T> = Result<T, String>;

fn text<'v>(value: &'v Value, key: &str) -> Checked<&'v str> {
    value[key].as_str().ok_or_else(|| format!("{key} is no text in {value}"))
}

fn must(holds: bool, fault: impl Into<String>) -> Checked<()> {
    if holds { Ok(()) } else { Err(fault.into()) }
}

fn keys(value: &Value) -> Checked<BTreeSet<&str>> {
    Ok(value.as_object().ok_or("no object")?.keys().map(String::as_str).collect())
}

/// The texts of a list, each once.
fn distinct(value: &Value) -> Checked<BTreeSet<&str>> {
    let list = value.as_array().ok_or("no list")?;
    let texts: BTreeSet<&str> = list.iter().filter_map(Value::as_str).collect();
    must(texts.len() == list.len(), format!("not each once: {value}"))?;
    Ok(texts)
}

/// Checks a whole survey; returns the payloads of its questions.
fn check(survey: &Value) -> Checked<Vec<&Value>> {
    let entry = &survey["SurveyEntry"];
    let id = text(entry, "SurveyID")?;
    must(id.starts_with("SV_") && id.len() == 18, "no id of a survey")?;
    let elements = survey["SurveyElements"].as_array().ok_or("no elements")?;
    for element in elements {
        must(element["SurveyID"] == id, "an element of another survey")?;
        let fields =
            ["SurveyID", "Element", "PrimaryAttribute", "SecondaryAttribute", "TertiaryAttribute", "Payload"];
        must(keys(element)? == BTreeSet::from(fields), "an element has other fields")?;
    }
    let of =
        |kind: &str| elements.iter().filter(move |element| element["Element"] == kind).collect::<Vec<_>>();
    let only = |kind: &str| match of(kind).as_slice() {
        [one] => Ok(*one),
        several => Err(format!("{} elements {kind}", several.len())),
    };
    for kind in ["SO", "SCO", "PROJ", "STAT"] {
        only(kind)?;
    }
    must(
        only("RS")?["PrimaryAttribute"] == entry["SurveyActiveResponseSet"],
        "the response set is not there",
    )?;
    let questions: Vec<&Value> = of("SQ").iter().map(|element| &element["Payload"]).collect();
    must(
        only("QC")?["SecondaryAttribute"].as_str() == Some(questions.len().to_string().as_str()),
        "the count of questions is wrong",
    )?;
    let blocks = only("BL")?["Payload"].as_array().ok_or("no blocks")?;
    let shown: Vec<&str> = blocks
        .iter()
        .filter_map(|block| block["BlockElements"].as_array())
        .flatten()
        .filter_map(|inside| inside["QuestionID"].as_str())
        .collect();
    let there: Vec<&str> = questions.iter().filter_map(|question| question["QuestionID"].as_str()).collect();
    must(
        shown == there && there.iter().collect::<BTreeSet<_>>().len() == there.len(),
        "a question is in no block",
    )?;
    let flow = &only("FL")?["Payload"];
    for step in flow["Flow"].as_array().ok_or("no flow")? {
        must(blocks.iter().any(|block| block["ID"] == step["ID"]), "the flow names no block")?;
    }
    let languages = keys(&only("SO")?["Payload"]["AvailableLanguages"])?;
    let main = text(entry, "SurveyLanguage")?;
    must(languages.contains(main), "the main language is not available")?;
    let mut tags = BTreeSet::new();
    for (element, question) in of("SQ").iter().zip(&questions) {
        must(element["PrimaryAttribute"] == question["QuestionID"], "an id differs")?;
        must(tags.insert(text(question, "DataExportTag")?), "an export tag twice")?;
        self::question(question, main, &languages)?;
    }
    Ok(questions)
}

/// Checks the payload of a question.
fn question(payload: &Value, main: &str, languages: &BTreeSet<&str>) -> Checked<()> {
    let kind = (text(payload, "QuestionType")?, text(payload, "Selector")?);
    let with_scale = kind == ("Matrix", "Likert");
    match kind {
        ("MC", "MAVR" | "SAVR") => must(payload["SubSelector"] == "TX", "no selector below")?,
        ("Matrix", "Likert") => must(payload["SubSelector"] == "SingleAnswer", "no selector below")?,
        ("TE", "SL") => {}
        _ => return Err(format!("no such question: {kind:?}")),
    }
    shown_as(text(payload, "QuestionText")?)?;
    let list = |field: &str, order: &str, next: &str| -> Checked<BTreeSet<&str>> {
        let known = keys(&payload[field])?;
        must(
            !known.is_empty() && distinct(&payload[order])? == known,
            format!("{order} is no order of {field}"),
        )?;
        for key in &known {
            let number: u64 = key.parse().map_err(|_| format!("{key} is no key"))?;
            must(payload[next].as_u64() > Some(number), format!("{next} is taken"))?;
            shown_as(text(&payload[field][key], "Display")?)?;
        }
        Ok(known)
    };
    let mut coded = BTreeSet::new();
    if kind.0 != "TE" {
        coded = list("Choices", "ChoiceOrder", "NextChoiceId")?;
        randomization(payload, &coded)?;
    }
    if kind.0 == "MC" {
        must(keys(&payload["VariableNaming"])? == coded, "names of other choices")?;
    }
    if with_scale {
        must(keys(&payload["ChoiceDataExportTags"])? == coded, "tags of other statements")?;
        coded = list("Answers", "AnswerOrder", "NextAnswerId")?;
    }
    if kind.0 != "TE" {
        let recodes = payload["RecodeValues"].as_object().ok_or("no recode values")?;
        must(keys(&payload["RecodeValues"])? == coded, "recode values of other choices")?;
        let values: BTreeSet<&str> = recodes.values().filter_map(Value::as_str).collect();
        must(values.len() == coded.len(), "one recode value for two choices")?;
    }
    let translations = match &payload["Language"] {
        Value::Array(none) if none.is_empty() => return must(languages.len() == 1, "no translation"),
        Value::Object(translations) => translations,
        _ => return Err("Language is neither an empty list nor by language".into()),
    };
    let translated: BTreeSet<&str> = translations.keys().map(String::as_str).chain([main]).collect();
    must(!translations.contains_key(main) && translated == *languages, "translations of other languages")?;
    for own in translations.values() {
        shown_as(text(own, "QuestionText")?)?;
        for field in ["Choices", "Answers"] {
            if let Some(choices) = payload[field].as_object() {
                must(keys(&own[field])? == choices.keys().map(String::as_str).collect(), "other choices")?;
                for choice in own[field].as_object().into_iter().flat_map(|choices| choices.values()) {
                    shown_as(text(choice, "Display")?)?;
                }
            }
        }
    }
    Ok(())
}

/// Every choice is shuffled or has its place, never both.
fn randomization(payload: &Value, choices: &BTreeSet<&str>) -> Checked<()> {
    let random = &payload["Randomization"];
    match random["Type"].as_str() {
        None => must(random.is_null(), "no type of randomization"),
        Some("All") => must(random["Advanced"].is_null(), "all and advanced at once"),
        Some("Advanced") => {
            let order = random["Advanced"]["FixedOrder"].as_array().ok_or("no fixed order")?;
            let shuffled = distinct(&random["Advanced"]["RandomizeAll"])?;
            let slots = order.iter().filter(|slot| **slot == "{~Randomized~}").count();
            let fixed: BTreeSet<&str> =
                order.iter().filter_map(Value::as_str).filter(|slot| *slot != "{~Randomized~}").collect();
            must(
                slots == shuffled.len() && slots + fixed.len() == order.len(),
                "slots and shuffled choices differ",
            )?;
            must(shuffled.is_disjoint(&fixed) && &shuffled | &fixed == *choices, "a choice has no place")
        }
        Some(other) => Err(format!("no randomization {other}")),
    }
}

#[test]
fn every_survey_holds_together_and_says_the_question() {
    let (folder, files) = written(QuestionFormat::Qsf);
    for file in &files {
        let survey = json(&file.path);
        let questions = check(&survey).unwrap_or_else(|fault| panic!("{}: {fault}", file.path.display()));
        let expected = &file.expected;
        let languages: Vec<&str> =
            expected["languages"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        for (at, language) in languages.iter().enumerate() {
            let own = match at {
                0 => questions[0],
                _ => &questions[0]["Language"][qualtrics_code(language)],
            };
            let stem = shown_as(own["QuestionText"].as_str().unwrap()).unwrap();
            assert_eq!(stem, expected["stem"][language].as_str().unwrap());
            let is_grid = expected["answer"] == "yes_no";
            for option in expected["options"].as_array().unwrap() {
                if is_grid && option["kind"] != "reason" {
                    continue;
                }
                let (code, label) = coded(option, language);
                let choice = &own["Choices"][code.to_string()];
                assert_eq!(shown_as(choice["Display"].as_str().unwrap()).unwrap(), label);
                if at == 0 && !is_grid {
                    assert_eq!(choice["TextEntry"] == "true", option["open_text"] == true);
                    let exclusive = option["exclusive"] == true && expected["answer"] == "multiple";
                    assert_eq!(choice["ExclusiveAnswer"] == true, exclusive);
                    assert_eq!(questions[0]["RecodeValues"][code.to_string()], code.to_string());
                }
            }
        }
        assert!(file.notes.iter().any(|note| note.starts_with("Experimental")), "{:?}", file.notes);
    }
    check_by_python("survey_file.py", &[&folder.path("")]);
}

fn qualtrics_code(language: &str) -> String {
    match language {
        "zh-Hans" => "ZH-S".into(),
        "zh-Hant" => "ZH-T".into(),
        other => other.to_uppercase(),
    }
}

#[test]
fn the_checker_refuses_what_does_not_hold_together() {
    let (folder, _) = written(QuestionFormat::Qsf);
    let sound = json(folder.path("five-multiple.qsf"));
    let grid = json(folder.path("five-yes-no.qsf"));
    let question = "/SurveyElements/8/Payload";
    let breaks: [(&Value, &str, Value); 16] = [
        (&sound, "/SurveyEntry/SurveyID", "SV_1".into()),
        (&sound, "/SurveyEntry/SurveyActiveResponseSet", "RS_other".into()),
        (&sound, "/SurveyEntry/SurveyLanguage", "FR".into()),
        (&sound, "/SurveyElements/0/Payload/0/BlockElements/0/QuestionID", "QID7".into()),
        (&sound, "/SurveyElements/1/Payload/Flow/0/ID", "BL_other".into()),
        (&sound, "/SurveyElements/6/SecondaryAttribute", "2".into()),
        (&sound, "/SurveyElements/8/PrimaryAttribute", "QID2".into()),
        (&sound, &format!("{question}/Selector"), "XX".into()),
        (&sound, &format!("{question}/ChoiceOrder/0"), "6".into()),
        (&sound, &format!("{question}/RecodeValues/3"), "6".into()),
        (&sound, &format!("{question}/NextChoiceId"), 5.into()),
        (&sound, &format!("{question}/Randomization/Advanced/FixedOrder/0"), "3".into()),
        (&sound, &format!("{question}/Language/ET/Choices"), serde_json::json!({})),
        (&sound, &format!("{question}/Choices/3/Display"), "<b>3</b>".into()),
        (&grid, &format!("{question}/AnswerOrder/0"), "9".into()),
        (&grid, &format!("{question}/ChoiceDataExportTags"), serde_json::json!({})),
    ];
    check(&sound).unwrap();
    check(&grid).unwrap();
    for (survey, place, value) in breaks {
        let mut broken = survey.clone();
        *broken.pointer_mut(place).unwrap_or_else(|| panic!("{place}")) = value;
        assert!(check(&broken).is_err(), "{place}");
    }
}
