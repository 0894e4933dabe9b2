//! What is written is read back: by our own reader here, by pyreadstat in `.ci/run`.

use crate::files::{ReadOptions, read_table};
use crate::outputs::formats::CodedFormat;
use crate::outputs::formats::fixture::{Scratch, coded_table};
use crate::survey::{Column, Table};

/// Writes a table with these columns of the input, all other columns being ours, and reads it.
fn round(name: &str, headers: &[&str], rows: &[&[&str]], columns: &[Column]) -> (Table, Vec<String>) {
    let csv = Scratch::new(&format!("{name}.csv"));
    let sav = Scratch::new(&format!("{name}.sav"));
    let source = coded_table(&csv.0, headers, rows, columns);
    let notes = crate::outputs::formats::write(CodedFormat::Spss, &sav.0, &source).unwrap();
    (read_table(&sav.0, &ReadOptions::default()).unwrap(), notes)
}

fn cells(table: &Table) -> Vec<Vec<String>> {
    let row = |row: usize| (0..table.headers().len()).map(|at| table.cell(row, at).to_owned()).collect();
    (0..table.len()).map(row).collect()
}

const HEADERS: [&str; 6] = ["Region code", "why", "oe_status", "oe_codes", "oe_c1", "oe_c2"];

fn about() -> [Column; 2] {
    let labels = [("1", "North"), ("2", "South")].map(|(v, l)| (v.to_owned(), l.to_owned())).to_vec();
    [Column { labels, ..Column::described("Where do you live?") }, Column::described("Why did you come?")]
}

#[test]
fn what_is_written_is_read_back() {
    let long = "等候时间太长 ".repeat(300);
    let long = long.trim_end();
    let rows: [&[&str]; 4] = [
        &["1", "=järjekord oli pikk", "coded", "1|2", "1", "1"],
        &["-250", "nhân viên thân thiện 🙂", "coded", "1", "1", "0"],
        &["", "", "no_answer", "", "", ""],
        &["2.5", long, "uncoded", "", "0", "0"],
    ];
    let (table, notes) = round("back", &HEADERS, &rows, &about());
    assert_eq!(cells(&table), rows);
    assert_eq!(table.headers(), ["Region_code", "why", "oe_status", "oe_codes", "oe_c1", "oe_c2"]);
    assert!(notes.concat().contains("\"Region_code\""), "{notes:?}");
    assert_eq!(table.description(0), "Region code: Where do you live?");
    assert_eq!(table.description(1), "Why did you come?");
    assert!(table.description(4).starts_with("Code 1: "), "{}", table.description(4));
    assert_eq!(table.columns()[0].label("2"), "South");
    assert_eq!(table.columns()[5].label("0"), "not mentioned");
    let notes = table.notes.concat();
    assert!(notes.contains("$codes") && !notes.contains("where the file says"), "{notes}");
}

#[test]
fn text_of_every_length_comes_back() {
    for length in (0..1_100).step_by(7).chain([255, 256, 504, 505, 510, 511, 8_000, 32_767]) {
        let text: String = (0..length).map(|at| char::from(b'a' + (at % 26) as u8)).collect();
        let rows: [&[&str]; 2] = [&["7", &text, "coded", "", "1", "0"], &["8", "x", "coded", "", "0", "1"]];
        let (table, notes) = round("length", &HEADERS, &rows, &about());
        assert_eq!(cells(&table), rows, "{length}");
        assert_eq!(notes.len(), 1, "{notes:?}");
    }
}

#[test]
fn what_spss_cannot_hold_is_said() {
    let long = "é".repeat(20_000);
    let rows: [&[&str]; 1] = [&["1", &long, "ends in a space ", "a\0b", "1", "0"]];
    let (table, notes) = round("loss", &HEADERS, &rows, &about());
    assert_eq!(table.cell(0, 1).len(), 32_766);
    assert_eq!(table.cell(0, 2), "ends in a space");
    assert_eq!(table.cell(0, 3), "a b");
    let notes = notes.concat();
    assert!(notes.contains("1 cells hold NUL"), "{notes}");
    assert!(notes.contains("1 cells are longer") && notes.contains("1 cells end in spaces"), "{notes}");
}

#[test]
fn labels_of_words_come_back_whatever_their_length() {
    let labels = |values: [&str; 2]| values.map(|v| (v.to_owned(), format!("meaning of {v}"))).to_vec();
    let columns = [
        Column { labels: labels(["n", "s"]), ..Column::default() },
        Column { labels: labels(["north country", "s"]), ..Column::default() },
    ];
    let (table, _) = round("words", &["a", "b", "oe_c1"], &[&["n", "s", "1"]], &columns);
    assert_eq!(table.columns()[0].label("n"), "meaning of n");
    assert_eq!(table.columns()[1].label("north country"), "meaning of north country");
    assert!(!table.notes.concat().contains("$codes"), "one code makes no set");
}
