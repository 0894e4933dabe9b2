use crate::files::input::Input;
use crate::files::stream::TableStream;
use crate::files::{ReadOptions, read_table_bytes};
use crate::survey::Table;

fn read(json: impl AsRef<[u8]>) -> Table {
    read_table_bytes("f.json", json.as_ref().to_vec(), &ReadOptions::default()).unwrap()
}

fn refused(json: impl AsRef<[u8]>) -> String {
    read_table_bytes("f.json", json.as_ref().to_vec(), &ReadOptions::default()).unwrap_err().to_string()
}

fn cells(table: &Table) -> Vec<Vec<String>> {
    let width = table.headers().len();
    (0..table.len()).map(|row| (0..width).map(|c| table.cell(row, c).to_owned()).collect()).collect()
}

const OBJECTS: [&str; 3] = [
    r#"{"id":123456789012345678901234567890,"why":"slow\nvery","a":{"b":"x"}}"#,
    r#"{"why":null,"id":1e999,"more":"é"}"#,
    r#"{"id":"3"}"#,
];

#[test]
fn the_same_objects_give_the_same_rows_in_every_form() {
    let lines = OBJECTS.join("\n\n");
    let list = format!("[{}]", OBJECTS.join(",\n"));
    let held = format!(r#"{{"meta":{{"n":[1,2]}},"responses":{list},"codes":[{{"x":1}}]}}"#);
    let wanted = [
        ["123456789012345678901234567890", "slow\nvery", "x", ""],
        ["1e999", "", "", "é"],
        ["3", "", "", ""],
    ];
    for json in [lines.clone(), format!("{lines}\r\n"), list.clone(), held.clone(), format!("\u{feff}{list}")]
    {
        let table = read(&json);
        assert_eq!(table.headers(), ["id", "why", "a.b", "more"], "{json}");
        assert_eq!(cells(&table), wanted, "{json}");
        assert_eq!(table.not_text.get(&0), Some(&(1, "a number")));
        assert_eq!(table.sha256.len(), 64);
    }
    let wide: Vec<u8> = format!("\u{feff}{lines}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(cells(&read(wide)), wanted);
    let notes = read(&held).notes.join(" ");
    assert!(
        notes.contains("the list \"responses\" of 3 objects") && notes.contains("shorter lists: codes"),
        "{notes}"
    );
    assert!(read(&lines).notes.join(" ").contains("JSON Lines"));
    assert_eq!(read(&lines).line(1), 3);
    assert_eq!(read(&list).line(2), 3);
}

#[test]
fn lines_stream_alike_through_windows_of_any_size() {
    let lines: Vec<String> = (0..300).map(|i| format!(r#"{{"id":{i},"why":"{}"}}"#, "ä".repeat(i))).collect();
    let json = lines.join("\n").into_bytes();
    let whole = read(&json);
    for size in [4, 64, 1000] {
        let input = Input::of_bytes("f.json", json.clone());
        let table = TableStream::over(input, &ReadOptions::default(), size).unwrap().collect().unwrap();
        assert_eq!(cells(&table), cells(&whole));
        assert_eq!(table.sha256, whole.sha256);
    }
}

#[test]
fn a_broken_line_is_set_aside_alone() {
    for broken in [r#"{"id":3,"why":"cut"#, "[1]", "null", r#"{"id":3}}"#, "oops"] {
        let table = read(format!("{}\n{}\n{broken}\n{}\n", OBJECTS[0], OBJECTS[1], OBJECTS[2]));
        assert_eq!((table.len(), table.rejected.len()), (3, 1), "{broken}");
        let rejected = &table.rejected[0];
        assert_eq!((rejected.line, rejected.row, rejected.raw.as_str()), (3, 3, broken));
    }
    // The first line too.
    let table = read(format!("{{\"id\":3,\"why\":\"cut\n{}\n{}\n", OBJECTS[0], OBJECTS[2]));
    assert_eq!((table.len(), table.rejected[0].line), (2, 1));
    assert!(refused("{\"id\":3,\"why\":\"cut\n").contains("line 1"));
}

#[test]
fn what_is_broken_in_a_list_is_named_with_its_line() {
    assert!(refused(r#"[{"id":1},{"id":2}"#).contains("line 1: the JSON cannot be read: it breaks off"));
    assert!(refused("[{\"id\":1},\n{\"id\" 2}]").contains("line 2: the JSON cannot be read: a colon"));
    assert!(refused("[{\"id\":1}] more").contains("more text after its end"));
    let table = read(r#"[{"id":1,"why":"x"}, 5, {"id":2,"why":"y"}]"#);
    assert_eq!((table.len(), table.rejected[0].raw.as_str()), (2, "5"));
    assert!(refused("[]").contains("f.json"));
}

#[test]
fn deep_nesting_is_refused() {
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(200_000), "]".repeat(200_000));
    assert!(refused(format!("{}\n{}\n{deep}\n", OBJECTS[0], OBJECTS[1])).contains("deeper than 128"));
    assert!(refused(format!("[{deep}]")).contains("deeper than 128"));
    assert!(refused("[".repeat(200_000)).contains("deeper than 128"));
}

#[test]
fn oddities_are_kept_and_said() {
    let json = [
        r#"{"id":"1","why":"half \ud83d"}"#,
        r#"{"id":"2","why":"nul \u0000"}"#,
        r#"{"id":"3","why":"a","why":"b"}"#,
    ];
    let table = read(json.join("\n"));
    assert_eq!(cells(&table)[0][1], "half \u{fffd}");
    assert_eq!(cells(&table)[1][1], "nul \0");
    assert_eq!(cells(&table)[2][1], "b");
    let notes = table.notes.join(" ");
    for note in ["U+FFFD: line 1", "which are kept: line 2", "the last one counts: line 3"] {
        assert!(notes.contains(note), "{notes}");
    }
}

#[test]
fn records_are_respondents_even_where_they_look_like_a_footer() {
    let table = read("{\"id\":\"1\",\"a\":\"x\",\"b\":\"y\"}\n{\"id\":\"Total of all\"}\n{\"id\":null}\n");
    assert_eq!((table.len(), table.rejected.len()), (3, 0));
}

#[test]
fn a_single_object_is_one_respondent() {
    let table = read(r#"{"id":"1","why":"slow"}"#);
    assert_eq!(cells(&table), [["1", "slow"]]);
    let table = read("{\n \"id\": \"1\",\n \"why\": \"slow\"\n}\n");
    assert_eq!(cells(&table), [["1", "slow"]]);
}
