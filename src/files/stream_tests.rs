//! Streams of any window and batch against the whole table, on awkward files made by the thousand.

use super::input::Input;
use super::{ReadOptions, TableStream, WholeFile, read_table, read_table_bytes};
use crate::error::Result;
use crate::survey::{RejectedRow, Table};
use encoding_rs::{Encoding, GB18030, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252, WINDOWS_1257};
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// All that a reader gives, in a form that can be compared.
#[derive(Debug, Default, PartialEq, Eq)]
struct Read {
    headers: Vec<String>,
    descriptions: Vec<String>,
    sheet: Option<String>,
    rows: Vec<(u32, u64, Vec<String>)>,
    rejected: Vec<RejectedRow>,
    whole: WholeFile,
}

impl Read {
    fn add(&mut self, table: &Table) {
        for row in 0..table.len() {
            let cells = (0..table.headers().len()).map(|column| table.cell(row, column).to_owned());
            self.rows.push((table.row_number(row), table.line(row), cells.collect()));
        }
        self.rejected.extend(table.rejected.iter().cloned());
    }

    fn of(table: &Table) -> Self {
        let whole = WholeFile { sha256: table.sha256.clone(), notes: table.notes.clone(), parts: Vec::new() };
        let headers = table.headers().to_vec();
        let descriptions = (0..headers.len()).map(|column| table.description(column).to_owned()).collect();
        let mut read = Self { headers, descriptions, sheet: table.sheet.clone(), whole, ..Self::default() };
        read.add(table);
        read
    }
}

fn streamed(bytes: &[u8], window: usize, batch: usize) -> Result<Read> {
    let mut stream =
        TableStream::over(Input::of_bytes("f.csv", bytes.to_vec()), &ReadOptions::default(), window)?;
    let descriptions = (0..stream.headers().len()).map(|column| stream.description(column).to_owned());
    let mut read = Read {
        headers: stream.headers().to_vec(),
        descriptions: descriptions.collect(),
        sheet: stream.sheet().map(String::from),
        ..Read::default()
    };
    while let Some(table) = stream.next_batch(batch)? {
        assert!(table.rows_read() > 0 && table.len() <= batch && table.headers() == read.headers);
        read.add(&table);
    }
    read.whole = stream.finish()?;
    Ok(read)
}

/// Pieces of cells that decide how a file is read.
const PIECES: &[&str] = &[
    "good",
    "slow, but kind",
    "\"",
    "\"\"",
    "\\\"",
    "a \"b\" c",
    "väga hea",
    "等待",
    "😀",
    "\u{fffd}",
    "\0",
    "\n",
    "\r",
    "\r\n",
    ";",
    "\t",
    "|",
    " ",
    "  ",
    "\u{a0}",
    "õ",
    "š",
    "",
    "12",
    "0,5",
    "a@b.org",
    "Total: 3",
    "\u{1a}",
    "\\",
];

/// Whole lines that are no ordinary rows.
const LINES: &[&str] = &[
    "",
    "  ",
    "\t",
    ",,",
    ";;",
    "\"\"",
    " ,,",
    "\" \n\",,",
    "Total: 3 responses",
    "Source: our panel,,",
    "id,region,why",
    "region,count",
    "north,2",
    "only one",
    "x,",
    "1,2,3,4,5",
    "1,2,3,,",
    "page 1 of 2",
    "\"open",
    "close\"",
    ",,\n,,\n,,",
];

/// First lines, each with what may come with it.
const HEADS: &[&str] = &[
    "id,region,why",
    "id;region;why",
    "id\tregion\twhy",
    "id|region|why",
    "why",
    "id,why",
    "sep=;\nid;region;why",
    "\"sep=,\"\r\nid,why",
    "Survey 2024\n\nid,region,why",
    "StartDate,Status,ResponseId,why\nStart Date,Response Type,Response ID,\"Why,\nin your words?\"",
    "StartDate,Status,ResponseId,why\na,b,c,d\n\"{\"\"ImportId\"\":\"\"startDate\"\"}\",b,c,d",
    "",
    "1,good,north",
    "id,why,,",
    "a,b,c,d,e,f,g,h",
];

fn cell(rng: &mut Xoshiro256PlusPlus) -> String {
    let pieces = rng.gen_range(0..4);
    let text: String = (0..pieces).map(|_| *PIECES.choose(rng).unwrap()).collect();
    match rng.gen_range(0..10) {
        // As a careful writer puts it, as a careless one does, and with the quote style that the file may have.
        0..=5 if text.contains([',', ';', '\t', '|', '"', '\n', '\r']) => {
            format!("\"{}\"", text.replace('"', "\"\""))
        }
        6 => format!("\"{text}\""),
        7 => format!(" \"{}\" ", text.replace('"', "\\\"")),
        8 => rng.gen_range(0..100).to_string(),
        _ => text,
    }
}

/// A file's text.
fn text(rng: &mut Xoshiro256PlusPlus) -> String {
    let head = *HEADS.choose(rng).unwrap();
    let delimiter = head.chars().rfind(|c| ",;\t|".contains(*c)).unwrap_or(',');
    let width = head.lines().next_back().unwrap_or("").matches(delimiter).count() + 1;
    let end = *["\n", "\r\n", "\r"].choose(rng).unwrap();
    let mut text = format!("{head}{end}");
    // Seldom enough rows to outrun the search for the header, seldom long cells, seldom awkward ones everywhere.
    let rows = *[0, 1, 3, 8, 30, 260].choose(rng).unwrap();
    let oddity = *[0.0, 0.02, 0.2, 0.7].choose(rng).unwrap();
    for row in 0..rows {
        let line = if rng.gen_bool(oddity / 2.0) {
            (*LINES.choose(rng).unwrap()).to_owned()
        } else {
            let cells = if rng.gen_bool(oddity / 4.0) { rng.gen_range(1..6) } else { width };
            let cells = (0..cells).map(|at| match at {
                _ if rng.gen_bool(oddity) => cell(rng),
                0 => row.to_string(),
                _ if rng.gen_bool(0.01) => "ü long ".repeat(rng.gen_range(1..300)),
                _ => ["fine", "väga hea", "too slow"][row % 3].to_owned(),
            });
            cells.collect::<Vec<_>>().join(&delimiter.to_string())
        };
        text += &line;
        let usual = rng.gen_bool(1.0 - oddity / 10.0);
        text += if usual { end } else { ["\n", "\r\n", "\r", "\n\n", " \n"].choose(rng).unwrap() };
    }
    for _ in 0..rng.gen_range(0..5) {
        text += LINES.choose(rng).unwrap();
        text += end;
    }
    if rng.gen_bool(0.1) {
        text += "\u{1a}";
    }
    text
}

/// The same as bytes, in one encoding, in two, or with damage.
fn bytes(text: &str, rng: &mut Xoshiro256PlusPlus) -> Vec<u8> {
    let wide = |text: &str, to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
    let old = |encoding: &'static Encoding| encoding.encode(text).0.into_owned();
    let mut bytes = match rng.gen_range(0..16) {
        0 => format!("\u{feff}{text}").into_bytes(),
        1 => wide(&format!("\u{feff}{text}"), u16::to_le_bytes),
        2 => wide(&format!("\u{feff}{text}"), u16::to_be_bytes),
        3 => wide(text, u16::to_le_bytes),
        4 => wide(text, u16::to_be_bytes),
        5 => old([WINDOWS_1252, WINDOWS_1257, WINDOWS_1251].choose(rng).unwrap()),
        6 => old([GB18030, SHIFT_JIS].choose(rng).unwrap()),
        7 => {
            let lines = text.split_inclusive('\n');
            let of = |line: &str, is_old| {
                if is_old { WINDOWS_1252.encode(line).0.into_owned() } else { line.as_bytes().to_vec() }
            };
            lines.flat_map(|line| of(line, rng.gen_bool(0.1))).collect()
        }
        _ => text.as_bytes().to_vec(),
    };
    if rng.gen_bool(0.2) {
        for _ in 0..rng.gen_range(1..4) {
            let at = rng.gen_range(0..=bytes.len());
            bytes.insert(at, [0x80, 0xe4, 0xff, 0, b'"', b'\r', 0xc3][rng.gen_range(0..7)]);
        }
    }
    if rng.gen_bool(0.05) {
        bytes.truncate(rng.gen_range(0..=bytes.len()));
    }
    bytes
}

#[test]
fn any_window_and_batch_give_what_the_whole_table_gives() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(2026);
    let (mut tables, mut errors) = (0, 0);
    for round in 0..4_000 {
        let bytes = bytes(&text(&mut rng), &mut rng);
        let whole = read_table_bytes("f.csv", bytes.clone(), &ReadOptions::default());
        match &whole {
            Ok(_) => tables += 1,
            Err(_) => errors += 1,
        }
        let whole = whole.map(|table| Read::of(&table)).map_err(|error| error.to_string());
        let window = [4, 6, 64, rng.gen_range(5..300), 4_096][round % 5];
        let batch = [1, 2, 3, rng.gen_range(1..50), 100_000][rng.gen_range(0..5)];
        let parts = streamed(&bytes, window, batch).map_err(|error| error.to_string());
        assert_eq!(parts, whole, "window {window}, batch {batch}: {:?}", String::from_utf8_lossy(&bytes));
    }
    assert!(tables > 1_500 && errors > 300, "{tables} {errors}");
}

#[test]
fn a_sheet_comes_in_batches_too() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..50u32 {
        sheet
            .write(row, 0, if row == 0 { "why".to_owned() } else { format!("the queue took {row} minutes") })
            .unwrap();
        sheet.write(row, 1, if row == 0 { "id".to_owned() } else { row.to_string() }).unwrap();
        if row % 7 == 3 {
            sheet.write(row, 4, "beyond the header").unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let whole = Read::of(&read_table_bytes("f.csv", bytes.clone(), &ReadOptions::default()).unwrap());
    assert_eq!((whole.rows.len(), whole.rejected.len()), (42, 7));
    for batch in [1, 3, 41, 42, 43, 1_000] {
        assert_eq!(streamed(&bytes, 64, batch).unwrap(), whole, "{batch}");
    }
}

#[test]
fn a_cell_of_ten_megabytes_and_an_endless_one() {
    let long = "väga ".repeat(2_000_000);
    let text = format!("id,why\n1,good\n2,\"{long}\n{long}\"\n3,fine\n");
    let read = streamed(text.as_bytes(), 1 << 16, 2).unwrap();
    assert_eq!(read.rows[1].2[1].len(), 2 * long.len() + 1);
    assert_eq!((read.rows.len(), read.rows[2].1), (3, 5));
    let lines = "fine words, many of them\n".repeat(3_000_000);
    let message =
        streamed(format!("id,why\n1,good\n2,\"{lines}").as_bytes(), 1 << 16, 2).unwrap_err().to_string();
    assert!(message.contains("a quote opened on this line is never closed"), "{message}");
    assert!(message.contains("line 3 (row 2), column \"why\""), "{message}");
    let line = lines.replace('\n', " ");
    let message =
        streamed(format!("id,why\n1,good\n2,{line}\n").as_bytes(), 1 << 16, 2).unwrap_err().to_string();
    assert!(message.contains("line 3: the row on this line is longer than 64 MiB"), "{message}");
}

#[test]
fn a_batch_ends_before_its_text_fills_the_memory() {
    let row = format!("x,{}\n", "long ".repeat(400_000));
    let text = format!("id,why\n{}", row.repeat(70));
    let mut stream =
        TableStream::over(Input::of_bytes("f.csv", text.into_bytes()), &ReadOptions::default(), 1 << 16)
            .unwrap();
    let first = stream.next_batch(usize::MAX).unwrap().unwrap();
    assert_eq!((first.len(), stream.next_batch(usize::MAX).unwrap().unwrap().len()), (34, 34));
}

#[test]
fn notes_are_known_early_and_complete_without_reading_the_rows() {
    let rows = "1,north,good\n".repeat(30);
    let text = format!("Survey\n\nid,region,why\n{rows}2,south\n3,east,bad,x\n\nTotal: 2 answers\n");
    let stream =
        TableStream::over(Input::of_bytes("f.csv", text.as_bytes().to_vec()), &ReadOptions::default(), 64)
            .unwrap();
    let early = stream.notes().to_vec();
    assert!(early.concat().contains("comma-separated") && early.concat().contains("1 line above the header"));
    let whole = read_table_bytes("f.csv", text.as_bytes().to_vec(), &ReadOptions::default()).unwrap();
    assert_eq!(
        stream.finish().unwrap(),
        WholeFile { sha256: whole.sha256, notes: whole.notes, parts: Vec::new() }
    );
}

#[test]
fn a_file_that_changes_while_it_is_read_is_an_error() {
    let path = std::env::temp_dir().join(format!("openend-changing-{}.csv", std::process::id()));
    let rows = "1,good\n2,bad\n".repeat(100_000);
    std::fs::write(&path, format!("id,why\n{rows}")).unwrap();
    let mut stream = TableStream::open(&path, &ReadOptions::default()).unwrap();
    assert_eq!(read_table(&path, &ReadOptions::default()).unwrap().len(), 200_000);
    std::fs::write(&path, "id,why\n1,good\n").unwrap();
    assert!(stream.next_batch(10).is_ok());
    let message = stream.next_batch(usize::MAX).unwrap_err().to_string();
    assert!(message.contains("changed while it was read"), "{message}");
    std::fs::remove_file(&path).unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_is_read_once_and_served_as_a_file() {
    let path = std::env::temp_dir().join(format!("openend-pipe-{}", std::process::id()));
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let writer = std::thread::spawn({
        let path = path.clone();
        move || std::fs::write(path, "id,why\n1,good\n2,väga hea\n").unwrap()
    });
    let mut stream = TableStream::open(&path, &ReadOptions::default()).unwrap();
    assert_eq!(stream.next_batch(1).unwrap().unwrap().cell(0, 1), "good");
    assert_eq!(stream.next_batch(9).unwrap().unwrap().cell(0, 1), "väga hea");
    assert!(stream.next_batch(9).unwrap().is_none());
    writer.join().unwrap();
    std::fs::remove_file(&path).unwrap();
}
