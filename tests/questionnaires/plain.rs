//! What people read themselves: text to paste and a questionnaire to print.

use super::written;
use openend::questionnaires::QuestionFormat;
use serde_json::Value;

#[test]
fn text_is_the_stem_and_one_line_for_each_option() {
    let (_folder, all) = written(QuestionFormat::Text);
    for file in &all {
        let text = crate::support::text(&file.path);
        let language = file.expected["languages"][0].as_str().unwrap();
        let is_list = file.expected["answer"] != "yes_no";
        let options = file.expected["options"].as_array().unwrap().iter();
        let printed = options.filter(|option| is_list || option["kind"] == "reason");
        let mut lines = vec![file.expected["stem"][language].as_str().unwrap(), ""];
        lines.extend(printed.map(|option| option["labels"][language].as_str().unwrap()));
        assert_eq!(text.lines().collect::<Vec<_>>(), lines, "{}", file.path.display());
    }
}

/// The text that a reader of Markdown shows for one line.
fn rendered(markdown: &str) -> String {
    let mut out = String::new();
    let without_colons = markdown.replace("&#58;", ":");
    let mut signs = without_colons.chars();
    while let Some(c) = signs.next() {
        match c {
            '\\' => out.extend(signs.next()),
            '*' | '|' | '`' | '_' | '<' | '[' | '#' => out.push('\u{1}'),
            _ => out.push(c),
        }
    }
    [("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")].iter().fold(out, |text, (from, to)| text.replace(from, to))
}

#[test]
fn a_questionnaire_shows_every_label_as_it_is_in_every_language() {
    let (_folder, all) = written(QuestionFormat::Markdown);
    for file in &all {
        let place = file.path.display();
        let text = crate::support::text(&file.path);
        let (asked, codes) = text.split_once("\n---\n").unwrap();
        let is_list = file.expected["answer"] != "yes_no";
        let options = file.expected["options"].as_array().unwrap();
        let printed = |option: &&Value| is_list || option["kind"] == "reason";
        let labels = |language: &str| -> Vec<String> {
            let own =
                options.iter().filter(printed).map(|o| o["labels"][language].as_str().unwrap().to_owned());
            own.collect()
        };
        let languages: Vec<&str> =
            file.expected["languages"].as_array().unwrap().iter().map(|l| l.as_str().unwrap()).collect();
        let row = |line: &str| {
            let item = if is_list {
                line.strip_prefix("- ☐ ").or(line.strip_prefix("- ○ "))?.trim_end_matches(" ____________")
            } else {
                line.strip_prefix("| ")?.split_once(" | ○").filter(|_| line.contains("○"))?.0
            };
            Some(rendered(item))
        };
        let found: Vec<String> = asked.lines().filter_map(row).collect();
        let wanted: Vec<String> = languages.iter().flat_map(|language| labels(language)).collect();
        assert_eq!(found, wanted, "{place}");
        let keyed =
            codes.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "));
        let keyed: Vec<(String, String)> =
            keyed.skip(1).map(|(code, label)| (code.to_owned(), rendered(label))).collect();
        let own = options.iter().filter(printed).map(|option| option["code"].to_string());
        let wanted: Vec<(String, String)> = own.zip(labels(languages[0])).collect();
        assert_eq!(keyed[..wanted.len()], wanted, "{place}");
    }
    let grouped = all.iter().find(|file| file.path.ends_with("grouped-multiple.md")).unwrap();
    let text = crate::support::text(&grouped.path);
    assert!(text.contains("*Prices &amp; &lt;fees&gt;*\n"), "{text}");
}
