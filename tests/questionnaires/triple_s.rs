//! Triple-S definitions: read by the package `triple-s-survey`, and by our own reader together with a line of data.

use super::written;
use crate::checkers::check_by_python;
use crate::support::text;
use openend::files::{ReadOptions, read_table};
use openend::questionnaires::QuestionFormat;
use serde_json::Value;

#[test]
fn others_read_every_definition() {
    let (folder, _) = written(QuestionFormat::TripleS);
    check_by_python("definition.py", &[&folder.path("")]);
}

#[test]
fn data_of_the_question_are_read_by_its_definition() {
    let (folder, files) = written(QuestionFormat::TripleS);
    for file in &files {
        let expected = &file.expected;
        let options = expected["options"].as_array().unwrap();
        let codes: Vec<u64> = options.iter().map(|option| option["code"].as_u64().unwrap()).collect();
        let is_reason = |option: &&Value| option["kind"] == "reason";
        let has_text = options.iter().any(|option| option["open_text"] == true);
        // Ticks the first and the last option; says yes to the first item and no to all others.
        let mut line: String = match expected["answer"].as_str().unwrap() {
            "multiple" => {
                let ticked =
                    if codes.len() > 1 { vec![codes[0], codes[codes.len() - 1]] } else { codes.clone() };
                let fields = ticked.iter().map(|code| format!("{code:4}"));
                format!("{:width$}", fields.collect::<String>(), width = 4 * codes.len())
            }
            "single" => format!("{:4}", codes[0]),
            _ => {
                let said = options.iter().filter(is_reason).enumerate();
                said.map(|(at, _)| if at == 0 { "   1" } else { "   0" }).collect()
            }
        };
        if has_text {
            line = format!("{line}{:1000}", "parking, =1+1");
        }
        folder.file(
            file.path.with_extension("asc").file_name().unwrap().to_str().unwrap(),
            format!("{line}\r\n"),
        );
        let table = read_table(&file.path, &ReadOptions::default())
            .unwrap_or_else(|e| panic!("{}: {e}", file.path.display()));
        let main = expected["languages"][0].as_str().unwrap();
        assert_eq!(table.len(), 1);
        let label = |at: usize| options[at]["labels"][main].as_str().unwrap();
        match expected["answer"].as_str().unwrap() {
            "multiple" => {
                let ticked: Vec<&str> = table
                    .headers()
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| table.cell(0, *at) == "1")
                    .map(|(_, h)| h.as_str())
                    .collect();
                assert_eq!(ticked.len(), codes.len().min(2), "{}", file.path.display());
                assert!(ticked[0].ends_with(&format!("_{}", codes[0])), "{ticked:?}");
                assert!(table.description(0).ends_with(label(0)), "{}", table.description(0));
            }
            "single" => {
                assert_eq!(table.columns()[0].label(&codes[0].to_string()), label(0));
                assert_eq!(table.description(0), expected["stem"][main].as_str().unwrap());
            }
            _ => assert_eq!((table.cell(0, 0), table.description(0)), ("1", label(0))),
        }
        if has_text {
            assert_eq!(table.cell(0, table.headers().len() - 1), "parking, =1+1");
        }
    }
    let sound = text(folder.path("five-single.sss"));
    assert!(sound.contains("<sss version=\"2.0\" languages=\"en zh-Hans zh-Hant vi et\">"), "{sound}");
}
