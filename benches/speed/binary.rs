//! Reading a made survey as an XLSX workbook, its answers shared strings or cells of their own, and as a Parquet file.

use crate::reading::{ALONE, BATCHES};
use crate::recombine::Clauses;
use crate::support::run;
use anyhow::Context;
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use zip::write::SimpleFileOptions;

/// Most memory of a million rows, whatever the format.
const MOST_MB: f64 = 1_000.0;
/// Rows of a sheet below its header.
const MOST_ROWS: usize = 1_048_575;
/// Rows of a group in the Parquet file.
const GROUP: usize = 1 << 17;

/// Writes the rows of a CSV file to a file of another format.
type Convert = fn(&Path, &Path) -> anyhow::Result<()>;

/// Each format in turn, in a process of its own.
pub(crate) fn binary(clauses: &Clauses, folder: &Path, rows: usize, seed: u64) -> anyhow::Result<()> {
    let rows = rows.min(MOST_ROWS);
    let made = folder.join("binary.csv");
    clauses.write(&made, rows, seed)?;
    println!("\nreading {rows} rows of other formats, comments from {}", clauses.source);
    let formats: [(&str, Convert); 3] = [
        ("shared.xlsx", |made, file| xlsx(made, file, true)),
        ("own.xlsx", |made, file| xlsx(made, file, false)),
        ("snappy.parquet", parquet),
    ];
    for (name, write) in formats {
        let file = folder.join(name);
        write(&made, &file)?;
        let megabytes = std::fs::metadata(&file)?.len() as f64 / 1e6;
        let mut command = Command::new(std::env::current_exe()?);
        let took = run::timed(command.args([ALONE, BATCHES]).arg(&file))?;
        let (speed, peak) = (rows as f64 / took.seconds, super::peak(&took));
        println!(
            "  {name:<16}{megabytes:>6.0} MB  {:>8.2} s  {speed:>9.0} rows a second  peak {peak}",
            took.seconds
        );
        println!("  {} peak under {MOST_MB} MB", super::verdict(took.peak_mb.map(|mb| mb < MOST_MB)));
        std::fs::remove_file(&file)?;
    }
    std::fs::remove_file(&made)?;
    Ok(())
}

/// The made survey's header and rows.
fn read(made: &Path) -> anyhow::Result<(Vec<String>, csv::StringRecordsIntoIter<File>)> {
    let mut reader = csv::Reader::from_path(made)?;
    let header = reader.headers()?.iter().map(String::from).collect();
    Ok((header, reader.into_records()))
}

/// What XML keeps for itself, and signs that it does not have.
fn escaped(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !c.is_control()).collect();
    kept.replace('&', "&amp;").replace('<', "&lt;")
}

fn xlsx(made: &Path, file: &Path, is_shared: bool) -> anyhow::Result<()> {
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"r1\" Type=\"{KIND}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let mut zip = zip::ZipWriter::new(BufWriter::new(File::create(file)?));
    let book = format!(
        "<workbook xmlns:r=\"{KIND}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    for (name, text) in [
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
    ] {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(text.as_bytes())?;
    }
    zip.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default())?;
    zip.write_all(b"<worksheet><sheetData>")?;
    let (header, records) = read(made)?;
    let (mut strings, mut count) = (String::new(), 0u64);
    let rows = std::iter::once(Ok(csv::StringRecord::from(header))).chain(records);
    for (number, record) in (1..).zip(rows) {
        let mut row = format!("<row r=\"{number}\">");
        for (letter, cell) in ('A'..).zip(record?.iter()) {
            let text = escaped(cell);
            if text.parse::<f64>().is_ok() {
                write!(row, "<c r=\"{letter}{number}\"><v>{text}</v></c>")?;
            } else if is_shared {
                write!(strings, "<si><t>{text}</t></si>")?;
                write!(row, "<c r=\"{letter}{number}\" t=\"s\"><v>{count}</v></c>")?;
                count += 1;
            } else {
                write!(row, "<c r=\"{letter}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")?;
            }
        }
        row.push_str("</row>");
        zip.write_all(row.as_bytes())?;
    }
    zip.write_all(b"</sheetData></worksheet>")?;
    zip.start_file("xl/sharedStrings.xml", SimpleFileOptions::default())?;
    write!(zip, "<sst uniqueCount=\"{count}\">{strings}</sst>")?;
    zip.finish()?.flush()?;
    Ok(())
}

fn parquet(made: &Path, file: &Path) -> anyhow::Result<()> {
    let (header, mut records) = read(made)?;
    let columns: Vec<String> = header.iter().map(|name| format!("required binary {name} (UTF8);")).collect();
    let schema = Arc::new(parse_message_type(&format!("message m {{ {} }}", columns.join(" ")))?);
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = SerializedFileWriter::new(File::create(file)?, schema, Arc::new(properties))?;
    loop {
        let rows: Vec<csv::StringRecord> = records.by_ref().take(GROUP).collect::<Result<_, _>>()?;
        if rows.is_empty() {
            break;
        }
        let mut group = writer.next_row_group()?;
        for at in 0..header.len() {
            let cells: Vec<ByteArray> = rows.iter().map(|row| ByteArray::from(&row[at])).collect();
            let mut column = group.next_column()?.context("a column too few")?;
            column.typed::<ByteArrayType>().write_batch(&cells, None, None)?;
            column.close()?;
        }
        group.close()?;
    }
    writer.close()?;
    Ok(())
}
