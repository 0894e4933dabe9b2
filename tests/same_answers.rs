//! The same 2,000 answers get the same codes, byte for byte, whatever file they come in.

use crate::sample::draw::{self, Half, Respondent};
use crate::sav::sav;
use crate::support::{Scratch, Sheet, analyzed, csv};
use parquet::data_type::{ByteArray, ByteArrayType, Int32Type};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use rust_xlsxwriter::Workbook;
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

const ANSWERS: usize = 2_000;

/// The columns of every file.
const HEADERS: [&str; 4] = ["id", "region", "score", "reason"];

/// How all runs are told which column is what.
const COLUMNS: [&str; 4] = ["--text", "reason", "--id", "id"];

type Row = [String; 4];

fn row(person: &Respondent) -> Row {
    [format!("r{}", person.id), person.region.into(), person.score.to_string(), person.answer.clone()]
}

/// Which of the answers a format can hold.
type Holds = fn(&Respondent) -> bool;

/// A file of these rows.
type Make = fn(&[Row]) -> Vec<u8>;

/// Every format: the file's name, whose answers it can hold, how it is made. To add one, add its line.
const FORMATS: [(&str, Holds, Make); 13] = [
    ("utf-8.csv", |_| true, |rows| delimited(rows, b',')),
    ("semicolons.csv", |_| true, |rows| delimited(rows, b';')),
    ("tabs.tsv", |_| true, |rows| delimited(rows, b'\t')),
    ("utf-16-le.csv", |_| true, |rows| utf_16(rows, u16::to_le_bytes)),
    ("utf-16-be.csv", |_| true, |rows| utf_16(rows, u16::to_be_bytes)),
    (
        "windows-1252.csv",
        |person| is_western(&person.answer),
        |rows| encoded(rows, encoding_rs::WINDOWS_1252),
    ),
    ("gb18030.csv", |person| person.language.starts_with("zh"), |rows| encoded(rows, encoding_rs::GB18030)),
    ("workbook.xlsx", |_| true, workbook),
    ("document.ods", |_| true, open_document),
    ("array.json", |_| true, json_array),
    ("lines.jsonl", |_| true, json_lines),
    ("columns.parquet", |_| true, parquet),
    (
        "survey.sav",
        |_| true,
        |rows| sav("UTF-8", &[("id", 12), ("region", 40), ("score", 2), ("reason", 4_000)], rows),
    ),
];

fn delimited(rows: &[Row], delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(HEADERS).unwrap();
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

fn utf_16(rows: &[Row], bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let text = String::from_utf8(delimited(rows, b',')).unwrap();
    format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect()
}

fn is_western(text: &str) -> bool {
    !encoding_rs::WINDOWS_1252.encode(text).2
}

fn encoded(rows: &[Row], encoding: &'static encoding_rs::Encoding) -> Vec<u8> {
    let text = String::from_utf8(delimited(rows, b',')).unwrap();
    let (bytes, _, is_lossy) = encoding.encode(&text);
    assert!(!is_lossy, "{}", encoding.name());
    bytes.into_owned()
}

fn workbook(rows: &[Row]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, header) in HEADERS.iter().enumerate() {
        sheet.write(0, column as u16, *header).unwrap();
    }
    for (at, [id, region, score, answer]) in (1u32..).zip(rows) {
        sheet.write(at, 0, id).unwrap();
        sheet.write(at, 1, region).unwrap();
        sheet.write(at, 2, score.parse::<f64>().unwrap()).unwrap();
        sheet.write(at, 3, answer).unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

fn objects(rows: &[Row]) -> impl Iterator<Item = serde_json::Value> {
    rows.iter().map(|[id, region, score, answer]| {
        let score: u32 = score.parse().unwrap();
        serde_json::json!({ "id": id, "region": region, "score": score, "reason": answer })
    })
}

fn json_array(rows: &[Row]) -> Vec<u8> {
    serde_json::Value::from(objects(rows).collect::<Vec<_>>()).to_string().into_bytes()
}

fn json_lines(rows: &[Row]) -> Vec<u8> {
    objects(rows).map(|object| object.to_string() + "\n").collect::<Vec<_>>().concat().into_bytes()
}

/// An OpenDocument sheet of the parts that a reader needs.
fn open_document(rows: &[Row]) -> Vec<u8> {
    const NAMES: &str = "urn:oasis:names:tc:opendocument:xmlns";
    // Spaces one after the other are one, but for those in a tag of their own.
    let escaped = |text: &str| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace("  ", " <text:s/>");
        text.replace('\n', "</text:p><text:p>")
    };
    let text = |cell: &str| {
        let cell = escaped(cell);
        format!("<table:table-cell office:value-type=\"string\"><text:p>{cell}</text:p></table:table-cell>")
    };
    let row = |cells: String| format!("<table:table-row>{cells}</table:table-row>");
    let head = row(HEADERS.map(text).concat());
    let body = rows.iter().map(|[id, region, score, answer]| {
        let number = format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{score}\"><text:p>{score}</text:p></table:table-cell>"
        );
        row([text(id), text(region), number, text(answer)].concat())
    });
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"{NAMES}:office:1.0\" \
         xmlns:table=\"{NAMES}:table:1.0\" xmlns:text=\"{NAMES}:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"Data\">{head}{}</table:table></office:spreadsheet></office:body>\
         </office:document-content>",
        body.collect::<Vec<_>>().concat()
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, text: &str| {
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        zip.start_file(name, stored).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    part("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    part("content.xml", &content);
    zip.finish().unwrap().into_inner()
}

fn parquet(rows: &[Row]) -> Vec<u8> {
    let schema = "message survey { required binary id (UTF8); required binary region (UTF8); required int32 score; \
                  required binary reason (UTF8); }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for at in 0..HEADERS.len() {
        let mut column = group.next_column().unwrap().unwrap();
        let written = if HEADERS[at] == "score" {
            let scores: Vec<i32> = rows.iter().map(|row| row[at].parse().unwrap()).collect();
            column.typed::<Int32Type>().write_batch(&scores, None, None)
        } else {
            let cells: Vec<ByteArray> = rows.iter().map(|row| row[at].as_str().into()).collect();
            column.typed::<ByteArrayType>().write_batch(&cells, None, None)
        };
        assert_eq!(written.unwrap(), rows.len());
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.into_inner().unwrap()
}

/// Our columns of the coded table by respondent.
fn codings(out: &Path) -> BTreeMap<String, Vec<String>> {
    let coded = Sheet::open(out.join("coded.csv"));
    let owned = |cells: Vec<&str>| cells.into_iter().map(str::to_owned).collect();
    coded.codings("id").into_iter().map(|(id, cells)| (id.to_owned(), owned(cells))).collect()
}

#[test]
fn the_same_answers_get_the_same_codes_in_every_format() {
    let scratch = Scratch::new();
    let people = draw::draw(Half::A, 11, ANSWERS).respondents;
    let rows: Vec<Row> = people.iter().map(row).collect();
    let first = scratch.path("first");
    let fast = [&COLUMNS[..], &["--engine", "fast"]].concat();
    analyzed(
        &scratch.file("first.csv", csv(std::iter::once(HEADERS.map(str::to_owned)).chain(rows))),
        &first,
        &fast,
    );
    let expected = codings(&first);
    assert_eq!(expected.len(), ANSWERS);
    for (name, holds, make) in FORMATS {
        let held: Vec<&Respondent> = people.iter().filter(|person| holds(person)).collect();
        assert!(held.len() > ANSWERS / 20, "{name}: {}", held.len());
        let rows: Vec<Row> = held.iter().map(|person| row(person)).collect();
        let (file, out) = (scratch.file(name, make(&rows)), scratch.path(&format!("out-{name}")));
        let mut command = Command::new(env!("CARGO_BIN_EXE_openend"));
        command.arg("code").arg(&file).arg("--frame").arg(&first).arg("--out").arg(&out).args(COLUMNS);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        let found = codings(&out);
        assert_eq!(found.len(), rows.len(), "{name}");
        for [id, .., answer] in &rows {
            assert_eq!(found[id], expected[id], "{name}: {id} {answer}");
        }
        // A frame drafted of the file is the frame drafted of the first.
        if ["workbook.xlsx", "lines.jsonl"].contains(&name) {
            let drafted = scratch.path(&format!("drafted-{name}"));
            analyzed(&file, &drafted, &fast);
            assert!(codings(&drafted) == expected, "{name}");
        }
    }
}
