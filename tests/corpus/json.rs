//! Section E: JSON.

use super::Case;

const GOOD: &str = r#"{"id":"1","comment":"too slow"}"#;

/// Lines of JSON with one of these between two sound ones.
fn lines(line: &str) -> String {
    format!(
        "{GOOD}\n{{\"id\":\"2\",\"comment\":\"friendly\"}}\n{line}\n{{\"id\":\"4\",\"comment\":\"fine\"}}\n"
    )
}

pub(super) fn cases() -> Vec<Case> {
    let deep = || format!("{{\"id\":\"3\",\"comment\":{}{}}}", "[".repeat(200_000), "]".repeat(200_000));
    vec![
        Case::bytes(66, "jsonl-broken-line.jsonl", || lines(r#"{"id":"3","comment":"cut"#)).rejected(1),
        Case::bytes(66, "jsonl-broken-line-stop.jsonl", || lines(r#"{"id":"3","comment":"cut"#)).stop(),
        Case::bytes(66, "jsonl-no-object.jsonl", || lines("[1,2]")).rejected(1),
        Case::bytes(66, "jsonl-blank-lines.jsonl", || lines("\n\n")),
        Case::bytes(67, "jsonl-key-missing.jsonl", || lines(r#"{"id":"3"}"#))
            .cells("comment", ["too slow", "friendly", "", "fine"]),
        Case::bytes(67, "jsonl-null.jsonl", || lines(r#"{"comment":null,"id":"3"}"#))
            .cells("comment", ["too slow", "friendly", "", "fine"]),
        Case::bytes(68, "jsonl-number.jsonl", || lines(r#"{"id":"3","comment":5}"#)),
        Case::bytes(68, "jsonl-list.jsonl", || lines(r#"{"id":"3","comment":["a","b"]}"#)),
        Case::bytes(68, "jsonl-object.jsonl", || lines(r#"{"id":"3","comment":{"en":"a"}}"#)),
        Case::bytes(69, "jsonl-name-twice.jsonl", || lines(r#"{"id":"3","comment":"a","comment":"b"}"#))
            .cells("comment", ["too slow", "friendly", "b", "fine"]),
        Case::bytes(69, "jsonl-nul.jsonl", || lines(r#"{"id":"3","comment":"a\u0000b"}"#))
            .cells("comment", ["too slow", "friendly", "a\0b", "fine"]),
        Case::bytes(69, "jsonl-half-pair.jsonl", || lines(r#"{"id":"3","comment":"a\ud83d b"}"#)),
        Case::bytes(69, "jsonl-numbers.jsonl", || {
            lines(r#"{"id":123456789012345678901234567890,"comment":"a","n":1e999}"#)
        })
        .id("id")
        .cells("id", ["1", "2", "123456789012345678901234567890", "4"])
        .cells("n", ["", "", "1e999", ""]),
        Case::bytes(70, "jsonl-deep.jsonl", move || lines(&deep())),
        Case::bytes(70, "json-deep.json", move || format!("[{}]", deep())),
        Case::bytes(71, "json-list.json", || format!("[{GOOD},\n{GOOD}]")),
        Case::bytes(71, "json-held-list.json", || {
            format!("{{\"meta\":{{\"n\":2}},\"answers\":[{GOOD},{GOOD}]}}")
        }),
        Case::bytes(71, "json-broken-list.json", || format!("[{GOOD},\n{{\"id\":\"2\",\"comment\":")),
        Case::bytes(71, "json-empty-list.json", || "[]"),
        Case::bytes(71, "json-utf-16.json", || {
            format!("\u{feff}[{GOOD}]").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
        }),
    ]
}
