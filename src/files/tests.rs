//! Whole files, good and bad, through the front door. The numbers are those of the list of bad inputs.

use super::sheets::made_tests;
use super::{BadRows, ReadOptions, StudyOptions, open_studies, read_table_bytes};
use crate::error::Result;
use crate::survey::Table;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

fn read(bytes: impl AsRef<[u8]>) -> Result<Table> {
    read_table_bytes("f.csv", bytes.as_ref().to_vec(), &ReadOptions::default())
}

fn good(bytes: impl AsRef<[u8]>) -> Table {
    let table = read(bytes).unwrap();
    assert_eq!(table.rows_read(), table.len() + table.rejected.len());
    table
}

/// The error's text, after checking that it is one line that names the file.
fn bad(bytes: impl AsRef<[u8]>) -> String {
    let message = read(bytes).unwrap_err().to_string();
    assert!(message.starts_with("f.csv: ") && !message.contains('\n'), "{message}");
    message
}

fn column(table: &Table, column: usize) -> Vec<&str> {
    table.column(column).collect()
}

fn noted(table: &Table, words: &str) -> bool {
    table.notes.iter().any(|note| note.contains(words))
}

mod text {
    use super::*;

    #[test]
    fn cases_1_2_5_without_header_or_rows() {
        assert!(bad("").contains("empty"));
        assert!(bad("\n\r\n\n").contains("empty"));
        let header_only = good("id,comment\n");
        assert!(header_only.is_empty() && noted(&header_only, "0 data rows"));
        assert!(bad("1,Good service,north\n2,Bad food,south\n3,Fine,north\n").contains("no header"));
    }

    #[test]
    fn cases_7_to_9_header_as_typed_short_and_long_rows() {
        let table = good(" ID ,Comment,region\n1,good\n2,slow, but kind,south\n3,fine,north\n");
        assert_eq!(table.headers(), [" ID ", "Comment", "region"]);
        assert_eq!(table.find_column("id"), Some(0));
        assert_eq!((column(&table, 1), column(&table, 2)), (vec!["good", "fine"], vec!["", "north"]));
        let rejected = &table.rejected[0];
        assert_eq!((rejected.row, rejected.line, rejected.raw.as_str()), (2, 3, "2,slow, but kind,south"));
        assert!(rejected.reason.contains("4 cells where the header has 3"), "{}", rejected.reason);
        assert!(noted(&table, "1 row with too few cells, the missing ones taken as blank: line 2"));
        assert!(noted(&table, "1 row set aside as unreadable or no answer: line 3"));
    }

    #[test]
    fn cases_10_11_unclosed_quotes_name_their_line() {
        let rows = "1,text\n".repeat(499);
        assert!(bad(format!("id,comment\n{rows}500,\"never closed\n")).contains("line 501"));
        let open = format!("id,comment\n0,\"never closed\n{rows}");
        // With rows below, that line alone is set aside.
        for text in [open.clone(), format!("{open}500,\"quoted, later\"\n501,x\n")] {
            let text = text.replacen("id,comment\n", "id,comment\n-1,first\n", 1);
            let table = good(&text);
            let rejected = &table.rejected[..];
            assert_eq!((rejected.len(), rejected[0].line, rejected[0].row), (1, 3, 2));
            assert_eq!(
                (rejected[0].column.as_deref(), rejected[0].raw.as_str()),
                (Some("comment"), "0,\"never closed")
            );
            assert_eq!(table.len(), text.lines().count() - 2);
            let stop = ReadOptions { bad_rows: BadRows::Stop, ..ReadOptions::default() };
            let error = read_table_bytes("f.csv", text.into_bytes(), &stop).unwrap_err().to_string();
            assert!(
                error.contains("line 3 (row 2), column \"comment\": a quote opened on this line"),
                "{error}"
            );
            assert!(error.contains("--on-bad-row report"), "{error}");
        }
        // Nothing above tells rows from lines of text.
        assert!(bad(&open).contains("line 2"));
    }

    #[test]
    fn cases_12_to_15_quotes_within_text() {
        let table = good(
            "id,comment\n1,say \"hi\"\n2,\"say \"hi\" now\"\n3,\"great\" food\n4,\"a\r\n\"\"b\"\", c\"\n",
        );
        assert_eq!(column(&table, 1), ["say \"hi\"", "say \"hi\" now", "\"great\" food", "a\r\n\"b\", c"]);
        let table = good("id,comment\n1,\"say \\\"hi\\\", now\"\n2,\"fine, too\"\n");
        assert_eq!(column(&table, 1), ["say \"hi\", now", "fine, too"]);
    }

    #[test]
    fn cases_16_to_19_line_ends() {
        let expected = vec!["good", "bad", "fine"];
        for text in [
            "id,comment\r\n1,good\n2,bad\r3,fine",
            "id,comment\r1,good\r2,bad\r3,fine\r",
            "id,comment\n1,good\n2,bad\n3,fine",
        ] {
            assert_eq!(column(&good(text), 1), expected, "{text:?}");
        }
        let table = good("id,comment\n\n1,good\n\n\n2,bad\n3,fine\n\n");
        assert_eq!(column(&table, 1), expected);
        assert!(noted(&table, "3 blank lines"), "{:?}", table.notes);
        assert_eq!((table.line(1), table.row_number(1)), (6, 2));
    }

    #[test]
    fn cases_20_to_23_delimiters() {
        for d in [",", ";", "\t", "|"] {
            let text = format!("id{d}comment{d}region\n1{d}good and fast{d}north\n2{d}bad{d}south\n");
            assert_eq!(column(&good(&text), 1), ["good and fast", "bad"], "{d:?}");
        }
        let table = good("sep=;\nid;comment\n1;good, fast\n");
        assert_eq!((column(&table, 1), table.line(0)), (vec!["good, fast"], 3));
        assert_eq!(column(&good("id||comment\n1||good\n2||bad\n"), 2), ["good", "bad"]);
        let table = good("comment\nGood, fast, kind\nNice\nSlow, rude\n\"quoted, too\"\n");
        assert_eq!(column(&table, 0), ["Good, fast, kind", "Nice", "Slow, rude", "quoted, too"]);
    }

    #[test]
    fn case_24_qualtrics_header_rows_and_previews() {
        let table = good(concat!(
            "StartDate,Status,ResponseId,Q1\n",
            "Start Date,Response Type,Response ID,\"Why this score,\nin your words?\"\n",
            "\"{\"\"ImportId\"\":\"\"startDate\"\"}\",\"{\"\"ImportId\"\":\"\"status\"\"}\",\"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{\"\"ImportId\"\":\"\"QID1_TEXT\"\"}\"\n",
            "2024-01-02 10:00:00,Survey Preview,R_1,just a test of mine\n",
            "2024-01-02 11:00:00,IP Address,R_2,the queue was far too long\n",
        ));
        assert_eq!((table.len(), table.line(0), table.row_number(0)), (1, 6, 2));
        assert_eq!((table.rejected.len(), table.rejected[0].line), (1, 5));
        assert!(table.description(3).starts_with("Why this score"));
        assert!(
            noted(&table, "Qualtrics export: 3 header rows")
                && noted(&table, "1 row set aside, previews or tests of the survey: line 5")
        );
        let opened = open_studies(&table, &StudyOptions::default()).unwrap().remove(0);
        assert_eq!(opened.study.question.wording.as_deref(), Some("Why this score,\nin your words?"));
    }

    #[test]
    fn cases_25_to_28_text_around_the_data() {
        let data = "id,region,comment\n1,north,good\n2,south,bad\nid,region,comment\n3,north,fine\n";
        let table = good(format!("Customer survey\nExported 2024\n\n{data}\nTotal: 3 responses\n"));
        assert_eq!(column(&table, 2), ["good", "bad", "fine"]);
        assert_eq!(table.line(0), 5);
        assert!(noted(&table, "Customer survey") && noted(&table, "2 lines above the header"));
        let reasons: Vec<&str> = table.rejected.iter().map(|r| r.reason.as_str()).collect();
        assert_eq!(reasons, ["the header again, not an answer", "a line below the data, not an answer"]);
        let table = good(format!("{data}\nregion,count\nnorth,2\nsouth,1\n"));
        assert_eq!((table.len(), table.rejected.len()), (3, 4));
        let padded = good("id,region,comment\n1,north,good\n2,,\n,,\n,,\n");
        assert_eq!((padded.len(), padded.rejected.len()), (2, 0));
        assert!(noted(&padded, "2 rows of blank cells"));
        let padded =
            good(format!("id,region,comment\n1,north,good\n,,\n2,south,bad\n{}", ",,\n".repeat(3_000)));
        assert_eq!(column(&padded, 2), ["good", "", "bad"]);
        assert!(noted(&padded, "3000 rows of blank cells") && !noted(&padded, "too few cells"));
        assert_eq!(column(&good("comment\n\"good\"\n\"\"\n"), 0), ["good", ""]);
        let footer = good("id,region,comment\n1,north,good\n,,\nData from our panel,,\n");
        assert_eq!(footer.rejected.len(), 1);
    }

    #[test]
    fn answers_at_the_end_are_no_footers() {
        let table = good("comment,region\ngood,north\n\ntotal waste of money,\n");
        assert_eq!(table.len() + table.rejected.len(), 2);
        let table = good("comment\nfine\n\ntotal waste of money\n");
        assert_eq!(column(&table, 0), ["fine", "total waste of money"]);
    }

    #[test]
    fn cases_30_to_33_text_as_typed() {
        let cells = ["NA", "None", "0012", "1e5", "1/2", " padded ", "TRUE"];
        let text = format!("id,comment\nx,{}\n", cells.join("\nx,"));
        assert_eq!(column(&good(text), 1), cells);
        let wide = ",c".repeat(20_000);
        assert_eq!(good(format!("comment{wide}\nlong queue{wide}\n")).headers().len(), 20_001);
        let table = good("id,comment\n1,a\0b\n2,c\n\u{1a}");
        assert!(noted(&table, "1 NUL") && noted(&table, "Ctrl-Z"));
        assert_eq!(column(&table, 1), ["a\0b", "c"]);
    }

    #[test]
    fn case_35_other_formats_are_named() {
        for (bytes, name) in [
            (b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec(), "PNG"),
            (b"<!DOCTYPE html><html><body>Please log in".to_vec(), "web page"),
            (b"\x1f\x8b\x08\0\0\0\0\0".to_vec(), "gzip"),
            ((0u32..3_000).map(|i| (i.wrapping_mul(2_654_435_761) >> 11) as u8).collect(), "binary"),
        ] {
            assert!(bad(bytes).contains(name), "{name}");
        }
    }

    #[test]
    fn every_row_of_a_mixed_file_is_accounted_for() {
        let rows = (0..1_000).map(|i| match i % 10 {
            3 => format!("{i},short"),
            5 => format!("{i},long, with comma,north"),
            7 => format!("{i},\"two\nlines\",south"),
            _ => format!("{i},fine,north"),
        });
        let text = format!("id,comment,region\n{}\n", rows.collect::<Vec<_>>().join("\n"));
        let table = good(&text);
        assert_eq!((table.rows_read(), table.rejected.len()), (1_000, 100));
        assert!(noted(&table, "and 80 more"));
    }
}

mod xlsx {
    use super::*;

    fn survey(fill: impl Fn(&mut Workbook)) -> Vec<u8> {
        let mut workbook = Workbook::new();
        fill(&mut workbook);
        workbook.save_to_buffer().unwrap()
    }

    /// A workbook from raw parts, for what no writer writes.
    pub(super) fn raw(sheet: &str, strings: Option<&str>) -> Vec<u8> {
        const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let relation = |kind: &str, target: &str| {
            format!(
                "<Relationships><Relationship Id=\"r1\" Type=\"{KIND}/{kind}\" Target=\"{target}\"/></Relationships>"
            )
        };
        let workbook = format!(
            "<workbook xmlns:r=\"{KIND}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
        );
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let mut part = |name: &str, text: &str| {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        };
        part("_rels/.rels", &relation("officeDocument", "xl/workbook.xml"));
        part("xl/workbook.xml", &workbook);
        part("xl/_rels/workbook.xml.rels", &relation("worksheet", "worksheets/sheet1.xml"));
        part("xl/worksheets/sheet1.xml", sheet);
        if let Some(strings) = strings {
            part("xl/sharedStrings.xml", strings);
        }
        zip.finish().unwrap().into_inner()
    }

    fn cell(place: &str, text: &str) -> String {
        format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    }

    fn sheet(rows: &str) -> String {
        format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
    }

    fn small() -> String {
        let head = cell("A1", "id") + &cell("B1", "comment");
        let one = cell("A2", "r1") + &cell("B2", "good");
        format!("<row r=\"1\">{head}</row><row r=\"2\">{one}</row>")
    }

    #[test]
    fn typed_cells_become_text() {
        let bytes = survey(|book| {
            let sheet = book.add_worksheet();
            for (column, name) in ["id", "comment", "score", "when", "ok", "sum", "broken"].iter().enumerate()
            {
                sheet.write(0, column as u16, *name).unwrap();
            }
            let date = ExcelDateTime::from_ymd(2024, 3, 1).unwrap();
            let time = ExcelDateTime::from_ymd(2024, 3, 1).unwrap().and_hms(10, 20, 30).unwrap();
            let format = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
            sheet.write(1, 0, 12).unwrap();
            sheet.write(1, 1, "等待时间太长\nand \"slow\"").unwrap();
            sheet.write(1, 2, 0.1 + 0.2).unwrap();
            sheet.write_with_format(1, 3, &date, &format).unwrap();
            sheet.write(1, 4, true).unwrap();
            sheet.write(1, 5, Formula::new("=1+1").set_result("2")).unwrap();
            sheet.write(2, 0, 13).unwrap();
            sheet.write_with_format(2, 3, &time, &format).unwrap();
        });
        let table = good(bytes);
        assert_eq!(table.sheet.as_deref(), Some("Sheet1"));
        assert_eq!(
            (0..6).map(|c| table.cell(0, c)).collect::<Vec<_>>(),
            ["12", "等待时间太长\nand \"slow\"", "0.3", "2024-03-01", "TRUE", "2"]
        );
        assert_eq!((table.cell(1, 1), table.cell(1, 3), table.line(1)), ("", "2024-03-01 10:20:30", 3));
        assert_eq!(table.headers().len(), 7);
    }

    #[test]
    fn case_56_rich_text_phonetics_and_escapes() {
        let rich = "<c r=\"B3\" t=\"s\"><v>0</v></c>";
        let rows = small() + &format!("<row r=\"3\">{}{rich}</row>", cell("A3", "r2"));
        let strings = "<sst count=\"1\" uniqueCount=\"1\"><si><r><t>long </t></r><r><t xml:space=\"preserve\"> queue_x000D_</t></r><rPh sb=\"0\" eb=\"1\"><t>ruby</t></rPh></si></sst>";
        let table = good(raw(&sheet(&rows), Some(strings)));
        assert_eq!(table.cell(1, 1), "long queue\r");
    }

    #[test]
    fn case_57_the_sheet_with_the_survey_is_chosen() {
        let bytes = survey(|book| {
            let notes = book.add_worksheet().set_name("Notes").unwrap();
            notes.write(0, 0, "About").unwrap();
            notes.write(1, 0, "Contents").unwrap();
            for (name, text) in [("First", "reason"), ("Second", "idea")] {
                let sheet = book.add_worksheet().set_name(name).unwrap();
                sheet.write(0, 0, "id").unwrap();
                sheet.write(0, 1, text).unwrap();
                for row in 1..30u32 {
                    sheet.write(row, 0, row).unwrap();
                    sheet.write(row, 1, format!("the queue took {row} minutes")).unwrap();
                }
            }
        });
        let table = good(&bytes);
        assert_eq!((table.sheet.as_deref(), table.len()), (Some("First"), 29));
        assert!(noted(&table, "the first with an open-ended column of 3 sheets"));
        let wanted = read_table_bytes("f.xlsx", bytes, &ReadOptions::wanting(vec!["Idea".into()])).unwrap();
        assert_eq!(wanted.sheet.as_deref(), Some("Second"));
    }

    #[test]
    fn case_58_error_cells_are_blank_and_noted() {
        let rows =
            small() + &format!("<row r=\"3\">{}<c r=\"B3\" t=\"e\"><v>#REF!</v></c></row>", cell("A3", "r2"));
        let table = good(raw(&sheet(&rows), None));
        assert_eq!((table.len(), table.cell(1, 1)), (2, ""));
        assert!(noted(&table, "1 cell with a formula error, taken as blank: line 3"));
    }

    #[test]
    fn case_59_a_stray_cell_costs_one_row() {
        let rows = small() + &format!("<row r=\"1048576\">{}</row>", cell("XFD1048576", "x"));
        let bytes =
            raw(&sheet(&rows).replace("<sheetData>", "<dimension ref=\"A1:XFD1048576\"/><sheetData>"), None);
        let table = good(bytes);
        assert_eq!((table.len(), table.rejected.len()), (1, 1));
        assert_eq!(table.rejected[0].line, 1_048_576);
    }

    #[test]
    fn case_60_impossible_places_and_indices_are_errors() {
        let rows = small() + &format!("<row r=\"3\">{}</row>", cell("ZZZZZZZ99999999999", "x"));
        assert!(bad(raw(&sheet(&rows), None)).contains("ZZZZZZZ99999999999"));
        let rows = small() + "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>9</v></c></row>";
        let message = bad(raw(&sheet(&rows), Some("<sst uniqueCount=\"0\"></sst>")));
        assert!(message.contains("sheet \"S\"") && message.contains("line 3"), "{message}");
        let lie = bad(raw(&sheet(&small()), Some("<sst uniqueCount=\"99999999999\"></sst>")));
        assert!(lie.contains("states 99999999999 strings"), "{lie}");
        let backwards = small() + &format!("<row r=\"1\">{}</row>", cell("A1", "x"));
        assert!(bad(raw(&sheet(&backwards), None)).contains("out of order"));
    }

    #[test]
    fn cases_61_62_damaged_and_foreign_containers() {
        let whole = raw(&sheet(&small()), None);
        for length in [4, 30, whole.len() / 2, whole.len() - 1] {
            bad(&whole[..length]);
        }
        let mut flipped = whole.clone();
        let at = flipped.windows(6).position(|w| w == b"sheet1").unwrap() + 40;
        flipped[at] ^= 0x55;
        let _ = read(&flipped);
        assert!(
            bad(raw("<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v>", None)).contains("damaged")
        );
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
        assert!(bad(zip.finish().unwrap().into_inner()).contains("Word"));
    }

    #[test]
    fn cases_63_to_65_bombs_entities_and_nesting() {
        let spaces = " ".repeat(300 << 20);
        let started = std::time::Instant::now();
        assert!(bad(raw(&sheet(&small()), Some(&spaces))).contains("inflates"));
        assert!(started.elapsed().as_secs() < 30);
        drop(spaces);
        let entity = format!("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>{}", sheet(&small()));
        assert!(bad(raw(&entity, None)).contains("entities"));
        let _ = read(raw(&sheet(&"<a>".repeat(200_000)), None));
    }

    #[test]
    fn footers_are_set_aside_and_answers_kept() {
        let bytes = survey(|book| {
            let sheet = book.add_worksheet();
            for (column, name) in ["comment", "region", "score"].iter().enumerate() {
                sheet.write(0, column as u16, *name).unwrap();
            }
            sheet.write(1, 0, "far too long").unwrap();
            sheet.write(1, 1, "north").unwrap();
            sheet.write(2, 0, "nobody answered the phone").unwrap();
            sheet.write(4, 0, "Source: our survey").unwrap();
        });
        let table = good(bytes);
        assert_eq!((table.len(), table.rejected.len()), (2, 1));
    }
}

mod mutations {
    use super::*;
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    const TEXT: &str = "id,weight,comment\n1,0.5,\"too long, \"\"really\"\"\nand slow\"\n\
        2,1,väga hea teenindus\n3,2,价格太贵了\n\nTotal: 3\n";

    /// Bytes that decide how a file is read.
    const TELLING: &[u8] = b"\"\",;\t|\r\n\\\0\xff\xfe\xef\xbb\xbf<>=/{[0 aZ\x1a";

    fn mutate(seed: &[u8], rng: &mut Xoshiro256PlusPlus) -> Vec<u8> {
        let mut bytes = seed.to_vec();
        for _ in 0..rng.gen_range(1..6) {
            let at = rng.gen_range(0..bytes.len().max(1)).min(bytes.len());
            let byte = TELLING[rng.gen_range(0..TELLING.len())];
            match rng.gen_range(0..5) {
                0 => bytes.insert(at, byte),
                1 if at < bytes.len() => bytes[at] = byte,
                2 if at < bytes.len() => bytes[at] ^= 1 << rng.gen_range(0..8),
                3 => bytes.truncate(at),
                _ => {
                    let end = (at + rng.gen_range(0..40)).min(bytes.len());
                    let piece = bytes[at..end].to_vec();
                    bytes.splice(at..at, piece);
                }
            }
        }
        bytes
    }

    fn never_panics(seed: &[u8], times: usize) {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
        for _ in 0..times {
            if let Ok(table) = read(mutate(seed, &mut rng)) {
                assert_eq!(table.rows_read(), table.len() + table.rejected.len());
                let options = StudyOptions { weight: Some("weight".into()), ..StudyOptions::default() };
                let _ = open_studies(&table, &options).map(|opened| opened.len());
            }
        }
    }

    /// Letters and digits are never lost: each stands in the header, in a cell or in a rejected row.
    #[test]
    fn of_text_keep_every_letter() {
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
        let mut read_in_full = 0;
        for _ in 0..4_000 {
            let Ok(text) = String::from_utf8(mutate(TEXT.as_bytes(), &mut rng)) else { continue };
            let Ok(table) = read(&text) else { continue };
            if noted(&table, "above the header") || noted(&table, "delimiter") || noted(&table, "UTF-16") {
                continue;
            }
            let headers: usize = table.headers().iter().map(|name| letters(name)).sum();
            let columns = 0..table.headers().len();
            let cells: usize = columns.flat_map(|c| table.column(c)).map(letters).sum();
            let rejected: usize = table.rejected.iter().map(|row| letters(&row.raw)).sum();
            assert_eq!(headers + cells + rejected, letters(&text), "{text:?} {table:?}");
            read_in_full += 1;
        }
        assert!(read_in_full > 1_000, "{read_in_full}");
    }

    #[test]
    fn of_text_are_read_or_refused() {
        never_panics(TEXT.as_bytes(), 3_000);
        let wide: Vec<u8> = "\u{feff}"
            .chars()
            .chain(TEXT.chars())
            .collect::<String>()
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        never_panics(&wide, 1_000);
    }

    #[test]
    fn of_workbooks_are_read_or_refused() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for row in 0..5u32 {
            sheet.write(row, 0, if row == 0 { "weight".to_owned() } else { row.to_string() }).unwrap();
            sheet.write(row, 1, format!("comment in row {row}")).unwrap();
        }
        never_panics(&workbook.save_to_buffer().unwrap(), 1_500);
    }

    /// Old Excel in its container, and OpenDocument behind sound checksums.
    #[test]
    fn of_old_and_open_workbooks_are_read_or_refused() {
        let rows: &[&[&str]] =
            &[&["id", "weight", "comment"], &["1", "0.5", "too slow"], &["2", "1", "väga hea"]];
        let shared = [made_tests::record(0x00fc, b"\0\0\0\0\0\0\0\0\x03\0\0bad\x02\0\x01o\0k\0")].concat();
        let mut cells = made_tests::text_cells(rows);
        cells.extend(made_tests::record(0x00fd, &[made_tests::place(3, 2, 0), vec![1, 0, 0, 0]].concat()));
        cells.extend(made_tests::record(0x00bd, b"\x03\0\0\0\0\0\x06\0\0\0\0\0\x07\0\0\0\x01\0"));
        let stream = made_tests::workbook(0x0600, &shared, &[("S", 0, cells)]);
        assert_eq!(good(made_tests::container("Workbook", &stream)).len(), 3);
        never_panics(&made_tests::container("Workbook", &stream), 1_000);
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(13);
        for _ in 0..2_000 {
            let _ = read(made_tests::container("Workbook", &mutate(&stream, &mut rng)));
        }
        let table = made_tests::ods_table("S", rows)
            .replace("<table:table-row>", "<table:table-row table:number-rows-repeated=\"2\">");
        for _ in 0..2_000 {
            let table = mutate(table.as_bytes(), &mut rng);
            let _ = read(made_tests::ods(&String::from_utf8_lossy(&table)));
        }
        never_panics(&made_tests::ods(&table), 1_000);
    }

    /// Damage within the parts, behind sound checksums.
    #[test]
    fn of_sheets_and_strings_are_read_or_refused() {
        let sheet = concat!(
            "<worksheet><dimension ref=\"A1:C3\"/><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c>",
            "<c r=\"B1\" t=\"inlineStr\"><is><t>why &amp; how</t></is></c><c r=\"C1\" t=\"str\"><v>w</v></c></row>",
            "<row r=\"2\"><c r=\"A2\" s=\"1\"><v>45000.5</v></c><c r=\"B2\" t=\"s\"><v>1</v></c><c r=\"C2\" t=\"b\">",
            "<v>1</v></c></row><row r=\"3\"><c r=\"A3\" t=\"e\"><v>#N/A</v></c><c r=\"B3\" t=\"d\"><v>2024-01-01</v></c>",
            "<c r=\"C3\"><f t=\"shared\" si=\"0\" ref=\"C3\">1+1</f><v>2</v></c></row></sheetData></worksheet>"
        );
        let strings =
            "<sst count=\"2\" uniqueCount=\"2\"><si><t>id</t></si><si><r><t>slow</t></r></si></sst>";
        assert_eq!(good(xlsx::raw(sheet, Some(strings))).len(), 2);
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(11);
        for round in 0..3_000 {
            let (mut sheet, mut strings) = (sheet.as_bytes().to_vec(), strings.as_bytes().to_vec());
            if round % 3 == 0 {
                strings = mutate(&strings, &mut rng);
            } else {
                sheet = mutate(&sheet, &mut rng);
            }
            let (sheet, strings) = (String::from_utf8_lossy(&sheet), String::from_utf8_lossy(&strings));
            if let Ok(table) = read(xlsx::raw(&sheet, Some(&strings))) {
                assert_eq!(table.rows_read(), table.len() + table.rejected.len());
            }
        }
    }
}

#[test]
fn case_34_a_path_that_cannot_be_read_gives_the_system_s_reason() {
    let folder = std::env::temp_dir();
    let error =
        super::read_table(&folder.join("no-such-file.csv"), &ReadOptions::default()).unwrap_err().to_string();
    assert!(error.starts_with("no-such-file.csv: cannot be read (No such file"), "{error}");
    assert!(
        super::read_table(&folder, &ReadOptions::default())
            .unwrap_err()
            .to_string()
            .contains("cannot be read")
    );
}
