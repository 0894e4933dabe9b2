//! Workbooks made byte by byte, for what no writer here writes: OpenDocument and old Excel. Used by tests alone, those of
//! the program too, so it knows nothing of this crate.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// A zip archive of these parts.
pub(crate) fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An OpenDocument spreadsheet with these tables.
pub(crate) fn ods(tables: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:automatic-styles><style:style style:name=\"h\" \
         style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style></office:automatic-styles>\
         <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    zip_of(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
    ])
}

/// A table of text cells.
pub(crate) fn ods_table(name: &str, rows: &[&[&str]]) -> String {
    let cell = |text: &&str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let row = |cells: &&[&str]| {
        format!("<table:table-row>{}</table:table-row>", cells.iter().map(cell).collect::<String>())
    };
    let rows: String = rows.iter().map(row).collect();
    format!("<table:table table:name=\"{name}\">{rows}</table:table>")
}

/// A record of an old Excel workbook.
pub(crate) fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
}

/// Row, column and format, with which every cell begins.
pub(crate) fn place(row: u16, column: u16, format: u16) -> Vec<u8> {
    [row, column, format].iter().flat_map(|part| part.to_le_bytes()).collect()
}

/// A text of Excel 97 and later, both bytes of every letter, its length before it.
pub(crate) fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = u16::try_from(units.len()).unwrap();
    [&length.to_le_bytes()[..], &[1], &units.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<u8>>()]
        .concat()
}

/// A cell with a text of its own.
pub(crate) fn text_cell(row: u16, column: u16, text: &str) -> Vec<u8> {
    record(0x0204, &[place(row, column, 0), wide(text)].concat())
}

/// Rows of text cells.
pub(crate) fn text_cells(rows: &[&[&str]]) -> Vec<u8> {
    let cell = |row: usize, column: usize, text: &str| text_cell(row as u16, column as u16, text);
    let row = |(at, cells): (usize, &&[&str])| -> Vec<u8> {
        cells.iter().enumerate().flat_map(|(column, text)| cell(at, column, text)).collect()
    };
    rows.iter().enumerate().flat_map(row).collect()
}

/// The stream of an old Excel workbook: records of the workbook, then each sheet's name, visibility (0 is shown) and
/// records. `version` 0x0600 is Excel 97, 0x0500 Excel 5.0 and 95.
pub(crate) fn workbook(version: u16, globals: &[u8], sheets: &[(&str, u8, Vec<u8>)]) -> Vec<u8> {
    let begin =
        |what: u16| record(0x0809, &[version.to_le_bytes(), what.to_le_bytes(), [0; 2], [0; 2]].concat());
    let listed = |place: u32, name: &str, state: u8| {
        let flags: &[u8] = if version == 0x0600 { &[0] } else { &[] };
        let parts = [&place.to_le_bytes()[..], &[state, 0, name.len() as u8], flags, name.as_bytes()];
        record(0x0085, &parts.concat())
    };
    let end = record(0x000a, &[]);
    let head = |places: &[u32]| {
        let listed = sheets.iter().zip(places).flat_map(|((name, state, _), at)| listed(*at, name, *state));
        [begin(5), globals.to_vec(), listed.collect(), end.clone()].concat()
    };
    let bodies: Vec<Vec<u8>> =
        sheets.iter().map(|(_, _, records)| [begin(0x10), records.clone(), end.clone()].concat()).collect();
    let mut at = head(&vec![0; sheets.len()]).len() as u32;
    let mut places = Vec::new();
    for body in &bodies {
        places.push(at);
        at += body.len() as u32;
    }
    [head(&places), bodies.concat()].concat()
}

/// An OLE container with one stream, in sectors of 512 bytes.
pub(crate) fn container(name: &str, stream: &[u8]) -> Vec<u8> {
    const FREE: u32 = 0xffff_ffff;
    const LAST: u32 = 0xffff_fffe;
    const TABLE: u32 = 0xffff_fffd;
    let length = stream.len().max(4096);
    let sectors = length.div_ceil(512);
    let tables = (1..=109).find(|tables| tables * 128 > sectors + tables).expect("a file of 7 MB at most");
    let mut header = vec![0u8; 512];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    put(24, &[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    put(44, &(tables as u32).to_le_bytes());
    put(48, &(tables as u32).to_le_bytes());
    put(56, &4096u32.to_le_bytes());
    put(60, &LAST.to_le_bytes());
    put(68, &LAST.to_le_bytes());
    for at in 0..109 {
        let place = if at < tables { at as u32 } else { FREE };
        put(76 + at * 4, &place.to_le_bytes());
    }
    let mut table = vec![TABLE; tables];
    table.push(LAST);
    let first = tables as u32 + 1;
    table.extend((1..sectors as u32).map(|step| first + step));
    table.push(LAST);
    table.resize(tables * 128, FREE);
    let entry = |name: &str, kind: u8, child: u32, start: u32, length: usize| {
        let mut entry = vec![0u8; 128];
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..wide.len()].copy_from_slice(&wide);
        entry[64..66].copy_from_slice(&(wide.len() as u16 + 2).to_le_bytes());
        entry[66] = kind;
        for (at, number) in [(68, FREE), (72, FREE), (76, child), (116, start), (120, length as u32)] {
            entry[at..at + 4].copy_from_slice(&number.to_le_bytes());
        }
        entry
    };
    let mut directory = entry("Root Entry", 5, 1, LAST, 0);
    directory.extend(entry(name, 2, FREE, first, length));
    directory.resize(512, 0);
    let mut body = stream.to_vec();
    body.resize(sectors * 512, 0);
    [header, table.iter().flat_map(|number| number.to_le_bytes()).collect(), directory, body].concat()
}

/// An old Excel workbook of text cells, one sheet after the other.
pub(crate) fn xls(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let sheets: Vec<_> = sheets.iter().map(|(name, rows)| (*name, 0, text_cells(rows))).collect();
    container("Workbook", &workbook(0x0600, &[], &sheets))
}
