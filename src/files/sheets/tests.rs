//! Workbooks of every format through the front door, and a sheet's thread.

use super::made_tests::{
    container, ods, ods_table, place, record, text_cell, text_cells, wide, workbook, xls, zip_of,
};
use super::*;
use crate::files::row::Row;
use crate::files::{ReadOptions, read_table_bytes};
use crate::survey::Table;

const ROWS: &[&[&str]] = &[&["id", "why"], &["1", "the queue was long"], &["2", "friendly & fast"]];

fn read(bytes: Vec<u8>) -> Result<Table> {
    read_table_bytes("f", bytes, &ReadOptions::default())
}

fn bad(bytes: Vec<u8>) -> String {
    read(bytes).unwrap_err().to_string()
}

fn column(table: &Table, column: usize) -> Vec<&str> {
    table.column(column).collect()
}

fn noted(table: &Table, words: &str) -> bool {
    table.notes.iter().any(|note| note.contains(words))
}

/// A row of an OpenDocument table from its cells' own notation.
fn ods_row(cells: &str) -> String {
    format!("<table:table-row>{cells}</table:table-row>")
}

fn ods_of(rows: &str) -> Vec<u8> {
    let head = ods_table("S", &[&["id", "why"]]).replace("</table:table>", "");
    ods(&format!("{head}{rows}</table:table>"))
}

fn string_cell(text: &str) -> String {
    format!("<table:table-cell office:value-type=\"string\">{text}</table:table-cell>")
}

#[test]
fn the_same_sheet_in_three_formats_is_the_same_table() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in ROWS.iter().enumerate() {
        for (column, text) in cells.iter().enumerate() {
            sheet.write(row as u32, column as u16, *text).unwrap();
        }
    }
    let escaped: &[&[&str]] = &[ROWS[0], ROWS[1], &["2", "friendly &amp; fast"]];
    for bytes in [book.save_to_buffer().unwrap(), ods(&ods_table("S", escaped)), xls(&[("S", ROWS)])] {
        let sha256 = format!("{:x}", Sha256::digest(&bytes));
        let table = read(bytes).unwrap();
        assert_eq!(table.headers(), ["id", "why"]);
        assert_eq!(column(&table, 1), ["the queue was long", "friendly & fast"]);
        assert_eq!((table.line(1), table.sha256 == sha256), (3, true));
    }
}

#[test]
fn a_sheet_is_read_by_name_or_number() {
    let other: &[&[&str]] = &[&["id", "idea"], &["1", "open on sundays please"]];
    let tables = ods_table("Data", ROWS).replace(" & ", " ")
        + &ods_table("2", other).replace("table:name", "table:style-name=\"h\" table:name")
        + &ods_table("Ideas", other);
    for bytes in [ods(&tables), xls(&[("Data", ROWS), ("2", other), ("Ideas", other)])] {
        let read = |sheet: &str| {
            let options = ReadOptions { sheet: Some(sheet.into()), ..ReadOptions::default() };
            read_table_bytes("f", bytes.clone(), &options)
        };
        let named = |sheet: &str| read(sheet).unwrap().sheet.unwrap();
        assert_eq!(
            (named("Ideas"), named("ideas "), named("3"), named("1")),
            ("Ideas".into(), "Ideas".into(), "Ideas".into(), "Data".into())
        );
        assert_eq!(named("2"), "2");
        let missing = read("Idea").unwrap_err().to_string();
        assert_eq!(
            missing,
            "f: no sheet \"Idea\"; did you mean \"Ideas\"?; sheets: 1 \"Data\", 2 \"2\", 3 \"Ideas\""
        );
        assert!(read("4").unwrap_err().to_string().contains("no sheet \"4\""));
    }
    let hidden = read(ods(&tables)).unwrap();
    assert!(noted(&hidden, "of 2 sheets"), "{:?}", hidden.notes);
    let options = ReadOptions { sheet: Some("1".into()), ..ReadOptions::default() };
    let text = read_table_bytes("f.csv", b"id,why\n1,long\n".to_vec(), &options).unwrap_err();
    assert!(text.to_string().contains("no workbook"));
}

mod open_document {
    use super::*;

    #[test]
    fn cells_of_every_kind_become_text() {
        let value = |kind: &str, attribute: &str, value: &str, shown: &str| {
            ods_row(&format!(
                "<table:table-cell office:value-type=\"{kind}\" office:{attribute}=\"{value}\"><text:p>{shown}</text:p></table:table-cell>{}",
                string_cell("<text:p>x</text:p>")
            ))
        };
        let rows = [
            value("float", "value", "0.30000000000000004", "0,3"),
            value("percentage", "value", "0.5", "50%"),
            value("date", "date-value", "2024-03-01", "01.03.24"),
            value("date", "date-value", "2024-03-01T10:20:30.5", ""),
            value("time", "time-value", "PT06H05M04S", "06:05"),
            value("boolean", "boolean-value", "true", "WAHR"),
            value("string", "string-value", "a &amp; b", ""),
        ];
        let table = read(ods_of(&rows.concat())).unwrap();
        assert_eq!(
            column(&table, 0),
            ["0.3", "0.5", "2024-03-01", "2024-03-01 10:20:30", "06:05:04", "TRUE", "a & b"]
        );
    }

    #[test]
    fn text_is_read_as_it_is_shown_without_comments() {
        let text = concat!(
            "<office:annotation><dc:creator>me</dc:creator><text:p>a comment</text:p></office:annotation>",
            "<text:p>too\n   <text:span>slow</text:span><text:s text:c=\"2\"/>&#x4ef7;&lt;<text:tab/>x<text:line-break/>y</text:p>",
            "<text:p>second</text:p>"
        );
        let rows = ods_row(&(string_cell("<text:p>1</text:p>") + &string_cell(text)));
        let table = read(ods_of(&rows)).unwrap();
        assert_eq!(column(&table, 1), ["too slow  价<\tx\ny\nsecond"]);
    }

    #[test]
    fn repeated_cells_and_rows_cost_what_they_hold() {
        let blank = "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
        let twice = "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell office:value-type=\"float\" office:value=\"7\" table:number-columns-repeated=\"2\"><text:p>7</text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"16382\"/></table:table-row>";
        let last = ods_row(&(string_cell("<text:p>8</text:p>") + &string_cell("<text:p>end</text:p>")));
        let table = read(ods_of(&format!("{twice}{blank}{last}{blank}{blank}"))).unwrap();
        assert_eq!((column(&table, 1), table.line(2)), (vec!["7", "7", "end"], 1_048_004));
        let beyond = bad(ods_of(&format!("{blank}{blank}{last}")));
        assert!(beyond.contains("rows beyond 1048576"), "{beyond}");
        let wide = twice.replace("repeated=\"2\"", "repeated=\"20000\"");
        assert!(bad(ods_of(&wide)).contains("beyond column 16384"));
    }

    #[test]
    fn error_cells_are_blank_and_noted_and_groups_are_entered() {
        let error = "<table:table-cell office:value-type=\"string\" calcext:value-type=\"error\"><text:p>#REF!</text:p></table:table-cell>";
        let row = ods_row(&(string_cell("<text:p>1</text:p>") + error));
        let deleted = "<table:shapes><draw:frame><text:p>drawn</text:p></draw:frame></table:shapes>";
        let table =
            read(ods_of(&format!("{deleted}<table:table-row-group>{row}</table:table-row-group>"))).unwrap();
        assert_eq!((table.len(), table.cell(0, 1)), (1, ""));
        assert!(noted(&table, "1 cell with a formula error, taken as blank: line 2"));
    }

    #[test]
    fn other_documents_passwords_and_damage_are_named() {
        let kind = |kind: &str| zip_of(&[("mimetype", kind.as_bytes()), ("content.xml", b"<x/>")]);
        assert!(bad(kind("application/vnd.oasis.opendocument.text")).contains("OpenDocument text"));
        let manifest = "<!DOCTYPE manifest><manifest:file-entry manifest:full-path=\"content.xml\"><manifest:encryption-data/></manifest:file-entry>";
        let locked = zip_of(&[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", b"\x00\x01\x02"),
            ("META-INF/manifest.xml", manifest.as_bytes()),
        ]);
        let message = bad(locked);
        assert!(message.contains("password") || message.contains("damaged"), "{message}");
        let cut = ods("<table:table table:name=\"S\"><table:table-row><table:table-cell>");
        assert!(bad(cut).contains("damaged"));
        assert!(bad(ods("<!DOCTYPE x [<!ENTITY a \"b\">]>")).contains("entities"));
        assert!(bad(ods("")).contains("no sheet"));
    }
}

mod old_excel {
    use super::*;

    const LONG: &str = "väga pikk järjekord 等候時間太長 ";

    fn table(globals: &[u8], cells: &[Vec<u8>]) -> Result<Table> {
        let head = text_cells(&[&["id", "why"]]);
        read(container("Workbook", &workbook(0x0600, globals, &[("S", 0, [head, cells.concat()].concat())])))
    }

    #[test]
    fn cells_of_every_kind_become_text() {
        let formats = [
            record(0x041e, &[&164u16.to_le_bytes()[..], &wide("[h]:mm")].concat()),
            record(0x00e0, &[[0; 4], [0; 4]].concat()),
            record(0x00e0, &[0, 0, 14, 0]),
            record(0x00e0, &[0, 0, 164, 0]),
        ];
        let number = |row, format, value: f64| {
            record(0x0203, &[place(row, 0, format), value.to_le_bytes().to_vec()].concat())
        };
        let short =
            |row, bits: u32| record(0x027e, &[place(row, 0, 0), bits.to_le_bytes().to_vec()].concat());
        let formula = |row, value: [u8; 8]| {
            let data = [place(row, 0, 0), value.to_vec(), vec![0; 8]].concat();
            record(0x0006, &data)
        };
        let two = [(0u16, 3u32 << 2 | 2), (0, 450 << 2 | 3)];
        let two: Vec<u8> =
            two.iter().flat_map(|(f, n)| [&f.to_le_bytes()[..], &n.to_le_bytes()].concat()).collect();
        let cells = [
            number(1, 0, 0.1 + 0.2),
            number(2, 1, 45_352.0),
            number(3, 2, 1.5),
            short(4, (-7i32 as u32) << 2 | 2),
            short(5, (1_234.5f64.to_bits() >> 32) as u32),
            record(0x00bd, &[&[6, 0, 0, 0][..], &two, &[1, 0]].concat()),
            record(0x0205, &[place(7, 0, 0), vec![1, 0]].concat()),
            record(0x0205, &[place(8, 1, 0), vec![0x2a, 1]].concat()),
            text_cell(8, 0, "row 9"),
            formula(9, [0, 0, 0, 0, 0, 0, 0xff, 0xff]),
            record(0x0207, &wide(LONG)),
            formula(10, 2.5f64.to_le_bytes()),
            formula(11, [1, 0, 0, 0, 0, 0, 0xff, 0xff]),
        ];
        let table = table(&formats.concat(), &cells).unwrap();
        assert_eq!(
            column(&table, 0),
            ["0.3", "2024-03-01", "36:00:00", "-7", "1234.5", "3", "TRUE", "row 9", LONG, "2.5", "FALSE"]
        );
        assert_eq!(table.cell(5, 1), "4.5");
        assert!(noted(&table, "1 cell with a formula error, taken as blank: line 9"), "{:?}", table.notes);
    }

    /// Shared strings go on in further records, where a byte says anew how wide their letters are.
    #[test]
    fn shared_strings_over_the_edge_of_a_record() {
        let rich = [&5u16.to_le_bytes()[..], &[8], &1u16.to_le_bytes(), b"plain", &[0; 4]].concat();
        let cut = [&8u16.to_le_bytes()[..], &[0], b"caf"].concat();
        let rest: Vec<u8> = "é 等候時".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let strings = [
            record(0x00fc, &[vec![0; 8], rich, cut].concat()),
            record(0x003c, &[&[1][..], &rest, &[2, 0, 0]].concat()),
            record(0x003c, &[0, b'o', b'k']),
        ]
        .concat();
        let shared = |row, at: u32| {
            let value = at.to_le_bytes().to_vec();
            [text_cell(row, 0, "x"), record(0x00fd, &[place(row, 1, 0), value].concat())].concat()
        };
        let table = table(&strings, &[shared(1, 0), shared(2, 1), shared(3, 2)]);
        assert_eq!(column(&table.unwrap(), 1), ["plain", "café 等候時", "ok"]);
    }

    #[test]
    fn cells_out_of_order_are_put_in_order() {
        let cells = [
            text_cell(2, 1, "second"),
            text_cell(1, 1, "wrong"),
            text_cell(1, 0, "1"),
            text_cell(2, 0, "2"),
            text_cell(1, 1, "first"),
        ];
        assert_eq!(column(&table(&[], &cells).unwrap(), 1), ["first", "second"]);
    }

    #[test]
    fn excel_95_writes_in_its_code_page() {
        let text = |row, column, bytes: &[u8]| {
            let length = (bytes.len() as u16).to_le_bytes();
            record(0x0204, &[place(row, column, 0), length.to_vec(), bytes.to_vec()].concat())
        };
        let cells =
            [text(0, 0, b"id"), text(0, 1, b"why"), text(1, 0, b"1"), text(1, 1, b"\xee\xf7\xe5\xed\xfc")]
                .concat();
        let stream = workbook(0x0500, &record(0x0042, &1251u16.to_le_bytes()), &[("S", 0, cells)]);
        assert_eq!(column(&read(container("Book", &stream)).unwrap(), 1), ["очень"]);
    }

    #[test]
    fn passwords_and_damage_are_named() {
        let locked = table(&record(0x002f, &[1; 6]), &[]).unwrap_err().to_string();
        assert!(locked.contains("password-protected workbook: save a copy without password"));
        let far = table(&[], &[text_cell(1, 300, "x")]).unwrap_err().to_string();
        assert!(far.contains("sheet \"S\": line 2") && far.contains("outside any sheet"), "{far}");
        let lost = table(&[], &[record(0x00fd, &[place(1, 0, 0), vec![9, 0, 0, 0]].concat())]).unwrap_err();
        assert!(lost.to_string().contains("line 2"), "{lost}");
        let rows: Vec<Vec<u8>> = (1..400).map(|row| text_cell(row, 0, "an answer of some length")).collect();
        let whole = container("Workbook", &workbook(0x0600, &[], &[("S", 0, rows.concat())]));
        for length in [1024, whole.len() / 2, whole.len() - 600] {
            assert!(bad(whole[..length].to_vec()).contains("damaged"), "{length}");
        }
        assert!(bad(container("Workbook", &workbook(0x0400, &[], &[]))).contains("Excel 5.0"));
    }
}

mod threads {
    use super::*;

    /// A sheet of rows without end, or with a fault in one of them.
    struct Endless {
        sheets: Vec<Sheet>,
        fails_at: u64,
        panics_at: u64,
    }

    struct EndlessRows<'w>(&'w Endless, u64);

    impl Workbook for Endless {
        fn sheets(&self) -> &[Sheet] {
            &self.sheets
        }

        fn rows(&mut self, _: usize) -> Result<Box<dyn RowSource + '_>> {
            Ok(Box::new(EndlessRows(self, 0)))
        }
    }

    impl RowSource for EndlessRows<'_> {
        fn next_row(&mut self, row: &mut Row) -> Result<bool> {
            row.clear();
            self.1 += 1;
            assert!(self.1 != self.0.panics_at, "as a reader may");
            if self.1 == self.0.fails_at {
                return Err(Error::input("f", "broken"));
            }
            row.line = self.1;
            row.extend(&self.1.to_string());
            row.end_cell();
            Ok(true)
        }

        fn raw(&self, row: &Row) -> String {
            raw(row)
        }

        fn writes_blank_cells(&self) -> bool {
            false
        }

        fn sha256(&self) -> String {
            String::new()
        }
    }

    fn start(fails_at: u64, panics_at: u64, most_text: u64) -> Box<dyn RowSource> {
        let workbook = Box::new(Endless { sheets: Vec::new(), fails_at, panics_at });
        apart::read(workbook, 0, SheetPlace::new("f", "S"), most_text, String::new()).unwrap()
    }

    /// The number of rows before the fault, and the fault.
    fn follow(mut rows: Box<dyn RowSource>) -> (u64, String) {
        let mut row = Row::default();
        for at in 1u64.. {
            match rows.next_row(&mut row) {
                Ok(true) => assert_eq!((row.line, row.cell(0)), (at, at.to_string().as_str())),
                Ok(false) => return (at - 1, "over".into()),
                Err(error) => return (at - 1, error.to_string()),
            }
        }
        unreachable!()
    }

    #[test]
    fn faults_panics_and_too_much_text_come_as_errors() {
        let (rows, fault) = follow(start(1_000, 0, u64::MAX));
        assert!(rows <= 999 && fault.contains("broken"), "{rows} {fault}");
        let (_, fault) = follow(start(0, 1_000, u64::MAX));
        assert!(fault.contains("sheet \"S\"") && fault.contains("damaged"), "{fault}");
        let (_, fault) = follow(start(0, 0, 10_000));
        assert!(fault.contains("more text than"), "{fault}");
    }

    #[test]
    fn a_table_that_is_dropped_ends_its_thread() {
        let mut rows = start(0, 0, u64::MAX);
        assert!(rows.next_row(&mut Row::default()).unwrap());
        // Returns: the thread is joined.
        drop(rows);
    }
}
