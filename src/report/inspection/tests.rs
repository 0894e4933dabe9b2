use super::*;
use crate::files::{ColumnProfile, Platform, Recognized, RejectedFor, StudyOptions, Taken, Written};

fn column(at: usize, name: &str, kind: ColumnKind, examples: &[&str]) -> InspectedColumn {
    let profile = ColumnProfile {
        column: at,
        kind,
        reason: "named so".into(),
        filled: 0.985,
        distinct: 0.5,
        values: 12_345,
        mean_words: 3.0,
        mean_length: 17.25,
        open_score: 0.0,
    };
    InspectedColumn {
        name: name.into(),
        question: if kind == ColumnKind::OpenEnd {
            "Why did you give\nthis score?".into()
        } else {
            String::new()
        },
        profile,
        labels: if kind == ColumnKind::Segment { vec![("1".into(), "North".into())] } else { vec![] },
        examples: examples.iter().map(ToString::to_string).collect(),
        is_masked: kind == ColumnKind::Personal,
    }
}

fn found() -> Inspection {
    Inspection {
        file: "вопросы.csv".into(),
        written: Written {
            format: "delimited text".into(),
            encoding: "UTF-8".into(),
            delimiter: "comma".into(),
            sheets: vec!["Data".into(), "Notes".into()],
        },
        sheet: Some("Data".into()),
        platform: Some(Platform::Qualtrics),
        header_rows: 3,
        kept: 40_000,
        rejected: 2,
        reasons: vec![RejectedFor { reason: "a preview or test".into(), rows: 2, line: 4 }],
        sampled: 20_000,
        columns: vec![
            column(0, "ResponseId", ColumnKind::Id, &["R_1", "R_2"]),
            column(
                1,
                "您对我们的服务有什么意见和建议，请详细说明一下吧",
                ColumnKind::OpenEnd,
                &["write to me@example.org", "\u{1b}[31mred\u{202e}"],
            ),
            column(2, "region", ColumnKind::Segment, &["1"]),
            column(3, "email", ColumnKind::Personal, &["xxx@xxx.xx"]),
        ],
        recognized: Recognized {
            options: StudyOptions { text: vec!["Q1".into()], ..StudyOptions::default() },
            taken: vec![Taken { option: "--id", column: "ResponseId".into(), reason: "named so".into() }],
            others: vec!["Q2".into()],
        },
        notes: vec!["Read as UTF-8 text, comma-separated.".into()],
    }
}

fn plain(width: usize) -> String {
    let found = found();
    let command =
        ["openend analyze".to_owned(), "f.csv".into(), "--text Q1".into(), "--id ResponseId".into()];
    inspection(&InspectionInput { inspection: &found, command: &command }, width, false)
}

#[test]
fn no_line_is_wider_than_the_terminal_and_columns_stand_under_each_other() {
    for width in [40, 60, 80, 100, 200] {
        for line in plain(width).lines() {
            assert!(line.width() <= width, "{width}: {line}");
        }
    }
    let text = plain(100);
    let ends: Vec<usize> = text.lines().filter_map(|line| Some(line[..line.find("98 %")?].width())).collect();
    assert_eq!(ends.len(), 4, "{text}");
    assert!(ends.iter().all(|end| *end == ends[0]), "{text}");
}

#[test]
fn it_says_what_matters_and_nothing_private_or_alive() {
    let text = plain(120);
    for needle in [
        "delimited text · UTF-8 · comma-separated · sheet \"Data\" · Qualtrics export · 3 header rows · 4 columns",
        "Other sheets: Notes",
        "40,002 rows read = 40,000 kept + 2 rejected",
        "2 × a preview or test; the first on line 4",
        "judged by 20,000 rows",
        "Why did you give this score?",
        "1 = North",
        "Column \"ResponseId\" is taken as the id",
        "Also open-ended: Q2.",
        "openend analyze f.csv --text Q1 --id ResponseId\n",
        "xxx@xxx.xx · (masked)",
    ] {
        assert!(text.contains(needle), "{needle}\n{text}");
    }
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}') && !text.contains("me@example"), "{text}");
}

#[test]
fn a_long_command_is_broken_where_a_shell_goes_on() {
    let text = plain(50);
    assert!(text.contains("openend analyze f.csv --text Q1 \\\n     --id ResponseId"), "{text}");
}

#[test]
fn programs_get_the_same() {
    let found = found();
    let input = InspectionInput { inspection: &found, command: &["openend analyze".into(), "f.csv".into()] };
    let value: serde_json::Value = serde_json::from_str(&inspection_json(&[input]).unwrap()).unwrap();
    let file = &value[0];
    assert_eq!((&file["rows_read"], &file["platform"]), (&40_002.into(), &"qualtrics".into()));
    assert_eq!(file["columns"][1]["kind"], "open end");
    assert_eq!(file["columns"][1]["examples"][0], "write to […]");
    assert_eq!(file["command"], "openend analyze f.csv");
}
