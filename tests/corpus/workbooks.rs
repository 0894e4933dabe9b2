//! Section D: workbooks.

use super::Case;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::io::Write;

#[path = "../../src/files/sheets/made_tests.rs"]
mod made;

use made::{container, ods, ods_table, record, text_cells, workbook, xls, zip_of};

const ROWS: &[&[&str]] = &[&["id", "comment"], &["1", "slow"], &["2", "rude"]];

pub(super) fn cases() -> Vec<Case> {
    [text_and_cells(), sheets(), places(), damage(), old_and_open(), bombs()].into_iter().flatten().collect()
}

/// A workbook that a sound writer writes.
fn written(fill: impl Fn(&mut Workbook)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(&mut workbook);
    workbook.save_to_buffer().unwrap()
}

fn add_sheet(workbook: &mut Workbook, name: &str, rows: &[&[&str]]) {
    let sheet = workbook.add_worksheet().set_name(name).unwrap();
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write(row as u32, column as u16, *cell).unwrap();
        }
    }
}

/// A workbook from its parts' own notation.
fn raw(sheet: &str, strings: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"r1\" Type=\"{KIND}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let book = format!(
        "<workbook xmlns:r=\"{KIND}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let (root, part) =
        (relation("officeDocument", "xl/workbook.xml"), relation("worksheet", "worksheets/sheet1.xml"));
    let parts: [(&str, &[u8]); 5] = [
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", part.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
    ];
    zip_of(&[&parts, more].concat())
}

const NO_STRINGS: &str = "<sst/>";

fn cell(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

/// The sheet of [`ROWS`], and more rows below.
fn sheet(more: &str) -> String {
    let row = |number: usize, cells: &[&str]| {
        let cells = cell(&format!("A{number}"), cells[0]) + &cell(&format!("B{number}"), cells[1]);
        format!("<row r=\"{number}\">{cells}</row>")
    };
    let rows: String = (1..).zip(ROWS).map(|(number, cells)| row(number, cells)).collect();
    format!("<worksheet><sheetData>{rows}{more}</sheetData></worksheet>")
}

fn text_and_cells() -> Vec<Case> {
    vec![
        Case::bytes(56, "rich-text.xlsx", || {
            let strings = "<sst><si><r><t>long </t></r><r><t xml:space=\"preserve\"> queue_x000D_</t></r><rPh sb=\"0\" eb=\"1\"><t>ruby</t></rPh></si></sst>";
            raw(&sheet("<row r=\"4\"><c r=\"B4\" t=\"s\"><v>0</v></c></row>"), strings, &[])
        })
        .cells("comment", ["slow", "rude", "long queue\r"]),
        Case::bytes(58, "formulas-dates-errors.xlsx", || {
            written(|book| {
                add_sheet(book, "S", &[&["id", "comment", "sum", "day", "ok"], &["1", "slow"], &["2", "rude"]]);
                let sheet = book.worksheet_from_index(0).unwrap();
                sheet.write(1, 2, Formula::new("=1+1").set_result("2")).unwrap();
                let day = ExcelDateTime::from_ymd(2024, 3, 1).unwrap();
                sheet.write_with_format(1, 3, &day, &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
                sheet.write(1, 4, true).unwrap();
            })
        })
        .cells("sum", ["2", ""])
        .cells("day", ["2024-03-01", ""])
        .cells("ok", ["TRUE", ""]),
        Case::bytes(58, "error-cell.xlsx", || {
            raw(&sheet("<row r=\"4\"><c r=\"A4\"><v>3</v></c><c r=\"B4\" t=\"e\"><v>#REF!</v></c></row>"), NO_STRINGS, &[])
        })
        .cells("comment", ["slow", "rude", ""]),
    ]
}

fn sheets() -> Vec<Case> {
    let two = || {
        written(|book| {
            add_sheet(book, "Notes", &[&["About this file"]]);
            add_sheet(book, "Data", ROWS);
        })
    };
    vec![
        Case::bytes(57, "survey-on-sheet-2.xlsx", two).sheet("Data").cells("comment", ["slow", "rude"]),
        Case::bytes(57, "sheet-found.xlsx", two).cells("comment", ["slow", "rude"]),
        Case::bytes(57, "sheet-by-number.xlsx", two).sheet("2").cells("comment", ["slow", "rude"]),
        Case::bytes(57, "sheet-missing.xlsx", two).sheet("Dat"),
        Case::bytes(57, "sheet-of-text.csv", || "id,comment\n1,slow\n").sheet("Data"),
        Case::bytes(57, "sheets-300.xlsx", || {
            written(|book| {
                (1..300).for_each(|at| add_sheet(book, &format!("empty {at}"), &[]));
                add_sheet(book, "Data", ROWS);
            })
        }),
    ]
}

fn places() -> Vec<Case> {
    let far = || {
        let row = format!("<row r=\"1048576\">{}</row>", cell("XFD1048576", "x"));
        raw(
            &sheet(&row).replace("<sheetData>", "<dimension ref=\"A1:XFD1048576\"/><sheetData>"),
            NO_STRINGS,
            &[],
        )
    };
    vec![
        Case::bytes(59, "cell-in-the-last-place.xlsx", far).rejected(1),
        Case::bytes(59, "cells-claimed.ods", || {
            let claimed = "<table:table-row table:number-rows-repeated=\"1048573\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>";
            ods(&ods_table("S", ROWS).replace("</table:table>", claimed))
        })
        .cells("comment", ["slow", "rude"]),
        Case::bytes(60, "cell-outside.xlsx", || {
            raw(&sheet(&format!("<row r=\"4\">{}</row>", cell("ZZZZZZZ99999999999", "x"))), NO_STRINGS, &[])
        }),
        Case::bytes(60, "string-not-there.xlsx", || {
            raw(&sheet("<row r=\"4\"><c r=\"A4\" t=\"s\"><v>9</v></c></row>"), NO_STRINGS, &[])
        }),
        Case::bytes(61, "row-closed-as-another.xlsx", || {
            let rows = format!("<row r=\"4\">{}</rw><row r=\"5\">{}</row>", cell("A4", "x"), cell("A5", "y"));
            raw(&sheet(&rows), NO_STRINGS, &[])
        }),
        Case::bytes(60, "strings-stated.xlsx", || {
            raw(&sheet(""), "<sst x=\">\" uniqueCount=\"4000000000\"><si/></sst>", &[])
        }),
    ]
}

fn damage() -> Vec<Case> {
    vec![
        Case::bytes(61, "cut.xlsx", || {
            let whole = raw(&sheet(""), NO_STRINGS, &[]);
            whole[..whole.len() / 2].to_vec()
        }),
        Case::bytes(61, "checksum.xlsx", || {
            let mut bytes = raw(&sheet(""), NO_STRINGS, &[]);
            let at = bytes.windows(22).position(|w| w == b"xl/worksheets/sheet1.x").unwrap() + 60;
            bytes[at] ^= 0x10;
            bytes
        }),
        Case::bytes(61, "sheet-broken-off.xlsx", || {
            raw("<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v>", NO_STRINGS, &[])
        }),
        Case::bytes(61, "letter.xlsx", || zip_of(&[("word/document.xml", b"<w/>")])),
        Case::bytes(61, "archive.xlsx", || zip_of(&[("a.txt", b"a")])),
        Case::bytes(61, "binary-workbook.xlsx", || zip_of(&[("xl/workbook.bin", b"a")])),
        Case::bytes(62, "password.xlsx", || container("EncryptedPackage", &[7; 5_000])),
        Case::bytes(62, "password.xls", || {
            let locked = record(0x002f, &[1; 6]);
            container("Workbook", &workbook(0x0600, &locked, &[("S", 0, text_cells(ROWS))]))
        }),
        Case::bytes(62, "password.ods", || {
            let manifest = b"<manifest><file-entry><encryption-data/></file-entry></manifest>";
            zip_of(&[
                ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
                ("META-INF/manifest.xml", manifest),
                ("content.xml", b"\x01\x02"),
            ])
        }),
    ]
}

fn old_and_open() -> Vec<Case> {
    vec![
        Case::bytes(62, "old.xls", || xls(&[("S", ROWS)])).cells("comment", ["slow", "rude"]),
        Case::bytes(62, "old-named-as-new.xlsx", || xls(&[("S", ROWS)])).cells("comment", ["slow", "rude"]),
        Case::bytes(62, "open-document.ods", || ods(&ods_table("S", ROWS)))
            .cells("comment", ["slow", "rude"]),
        Case::bytes(61, "cut.xls", || xls(&[("S", ROWS)])[..1_100].to_vec()),
        Case::bytes(61, "text.ods", || {
            zip_of(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>")])
        }),
    ]
}

fn bombs() -> Vec<Case> {
    let laughs = "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>";
    let outside = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>";
    vec![
        Case::bytes(63, "spaces.xlsx", || raw(&sheet(""), &" ".repeat(100 << 20), &[])),
        Case::bytes(63, "one-text-in-every-cell.xlsx", || {
            let strings = format!("<sst><si><t>{}</t></si></sst>", "long ".repeat(6_500));
            let rows: Vec<u8> = (4..14_000).fold(Vec::new(), |mut rows, row| {
                write!(rows, "<row r=\"{row}\"><c r=\"B{row}\" t=\"s\"><v>0</v></c></row>").unwrap();
                rows
            });
            raw(&sheet(std::str::from_utf8(&rows).unwrap()), &strings, &[])
        }),
        Case::bytes(63, "one-row-a-million-times.ods", || {
            let table = ods_table("S", &[ROWS[0], &["1", &"long ".repeat(2_000)]]);
            let many = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell office:value-type=\"string\"><text:p>1<";
            ods(&table
                .replace("<table:table-row><table:table-cell office:value-type=\"string\"><text:p>1<", many))
        }),
        Case::bytes(64, "entities.xlsx", move || raw(&format!("{laughs}{}", sheet("")), NO_STRINGS, &[])),
        Case::bytes(64, "entity-of-a-file.xlsx", move || {
            raw(&format!("{outside}{}", sheet("")), NO_STRINGS, &[])
        }),
        Case::bytes(64, "entities.ods", move || ods(laughs)),
        Case::bytes(65, "names-outside.xlsx", || {
            raw(&sheet(""), NO_STRINGS, &[("../../outside.xml", b"<a/>"), ("/tmp/outside.xml", b"<a/>")])
        })
        .cells("comment", ["slow", "rude"]),
        Case::bytes(65, "parts-10001.xlsx", || {
            let names: Vec<String> = (0..10_001).map(|at| format!("xl/{at}.xml")).collect();
            let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
            raw(&sheet(""), NO_STRINGS, &parts)
        }),
        Case::bytes(65, "tags-within-tags.xlsx", || {
            let deep = "<a>".repeat(200_000) + &"</a>".repeat(200_000);
            raw(&sheet("").replace("</worksheet>", &format!("{deep}</worksheet>")), NO_STRINGS, &[])
        })
        .cells("comment", ["slow", "rude"]),
    ]
}
