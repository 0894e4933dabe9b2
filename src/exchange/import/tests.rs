//! Sheets that came back: untouched, edited, added to and damaged.

use super::*;
use crate::code_frame::{Exclusion, Place, PlaceKind, Side, Standing};
use crate::exchange::FrameSheet;
use crate::files::{ReadOptions, read_table_bytes};
use crate::testing::frame;
use crate::text::Language;

/// Places every answer at the same point.
struct Nowhere;

impl Placer for Nowhere {
    fn example(&mut self, number: CodeNumber, text: &str, carries: bool) -> Result<Edit> {
        if text == "?" {
            return Err(Error::Frame("nothing in it can be placed".into()));
        }
        let kind = if carries { PlaceKind::Example } else { PlaceKind::CounterExample };
        let places = vec![place(number, kind, text)];
        Ok(Edit::Example { number, text: text.to_owned(), language: Language::EN, places })
    }

    fn code(&mut self, frame: &CodeFrame, label: (Language, &str), _: &[&str]) -> Result<NewCode> {
        let number = frame.next_code()?;
        Ok(NewCode {
            number,
            labels: [(label.0, label.1.to_owned())].into(),
            definition: String::new(),
            includes: vec![],
            keywords: vec![],
            exemplars: vec![],
            net: None,
            side: Side::Positive,
            places: vec![place(number, PlaceKind::Centre, "")],
        })
    }
}

fn place(code: CodeNumber, kind: PlaceKind, text: &str) -> Place {
    Place { code, kind, vector: vec![1.0], threshold: 0.5, text: text.into() }
}

/// The test frame with something in every cell.
fn full() -> CodeFrame {
    let mut frame = frame();
    frame.codes[0].includes = vec!["kind nurses".into(), "helpful  desk".into()];
    frame.codes[0].excludes = Some(CodeNumber(2));
    frame.codes[0].keywords = vec!["friendly".into(), "kind".into()];
    let of = |number| CodeNumber(number);
    frame.places = vec![
        place(of(1), PlaceKind::Example, "so kind\nand patient"),
        place(of(1), PlaceKind::Example, "so kind\nand patient"),
        place(of(1), PlaceKind::CounterExample, "unkind"),
    ];
    frame
}

/// The frame's own sheet with some cells written over: row by number, column, text.
fn edited(frame: &CodeFrame, cells: &[(u16, &str, &str)]) -> Vec<u8> {
    let mut sheet = FrameSheet::new(frame);
    for (number, column, text) in cells {
        let at = sheet.columns.iter().position(|known| known.name() == *column).unwrap();
        let row = sheet.rows.iter_mut().find(|row| row.cells[0] == number.to_string()).unwrap();
        row.cells[at] = (*text).to_owned();
    }
    sheet.csv()
}

fn imported(frame: &CodeFrame, bytes: Vec<u8>) -> Import {
    let table = read_table_bytes("f.csv", bytes, &ReadOptions::wanting(vec!["number".to_owned()])).unwrap();
    let options = ImportOptions::default();
    let import = import(&table, &History::new(frame.clone()), &options, Some(&mut Nowhere)).unwrap();
    assert_eq!(import.rows(), table.rows_read(), "every row is accounted for");
    import
}

/// The edits of a sheet without faults.
fn edits(frame: &CodeFrame, cells: &[(u16, &str, &str)]) -> Vec<Edit> {
    let import = imported(frame, edited(frame, cells));
    assert!(import.faults.is_empty(), "{:?}", import.faults);
    import.edits
}

/// The faults of a sheet, one line each.
fn faults(frame: &CodeFrame, cells: &[(u16, &str, &str)]) -> Vec<String> {
    let import = imported(frame, edited(frame, cells));
    import.faults.iter().map(ToString::to_string).collect()
}

/// The only fault of a sheet.
fn fault(frame: &CodeFrame, cells: &[(u16, &str, &str)]) -> String {
    let faults = faults(frame, cells);
    assert_eq!(faults.len(), 1, "{faults:?}");
    faults.into_iter().next().unwrap()
}

/// A sheet made by hand.
fn by_hand(frame: &CodeFrame, lines: &[&str]) -> Import {
    imported(frame, lines.join("\n").into_bytes())
}

/// Texts that a label, definition or list may hold in a frame that a machine drafted or a person wrote.
fn hostile() -> Vec<String> {
    let mut texts: Vec<String> = [
        "=1+1",
        "'=1+1",
        "+cmd|' /C calc'!A0",
        "-",
        "@SUM(A1)",
        "\t=1",
        "say \"hi\"",
        "\"",
        "\"\"",
        "a,b;c|d",
        "line\nbreak",
        "a\n\"\nb",
        "a\nb,\",c\n\"\"",
        "cr\r\nlf\rx",
        " padded ",
        "1.0",
        "007",
        "2024-02-01",
        "1E10",
        "#NAME?",
        "TRUE",
        "服务、态度",
        "nhân viên tận tình",
        "שירות איטי",
        "الموظفون",
        "👍🏽 👨‍👩‍👧",
        "\u{202e}evil\u{202c}",
        "x\u{0}y\u{1b}[31m",
        "\u{feff}bom",
        "_x000D_ &amp; <b>",
        "Total",
        "a\u{2028}b",
        "merged into 2",
    ]
    .map(str::to_owned)
    .into();
    texts.push("long ".repeat(60));
    texts.push("😀".repeat(20_000));
    texts
}

#[test]
fn a_sheet_that_nobody_touched_gives_no_edits_whatever_its_text() {
    let mut whole = full();
    let model = whole.codes[0].clone();
    for (number, text) in (10..).zip(hostile()) {
        let mut code = model.clone();
        code.number = CodeNumber(number);
        code.labels = [(Language::EN, text.clone()), (Language::VI, text.clone())].into();
        (code.definition, code.net) = (text.clone(), Some(CodeNumber(101)));
        code.includes = vec![text.clone(), "x".into(), text.clone()];
        code.keywords = vec![text.clone()];
        whole.places.push(place(code.number, PlaceKind::Example, &text));
        whole.codes.push(code);
        let mut net = whole.nets[0].clone();
        (net.number, net.codes) = (CodeNumber(200 + number), Vec::new());
        net.labels = [(Language::EN, text)].into();
        whole.nets.push(net);
    }
    whole.codes[2].standing = Standing::Retired;
    let sheet = FrameSheet::new(&whole);
    for bytes in [sheet.csv(), sheet.workbook().unwrap()] {
        let import = imported(&whole, bytes);
        assert!(import.faults.is_empty(), "{:?}", import.faults);
        assert_eq!(import.edits, [], "{:?}", import.changed);
        assert_eq!((import.unchanged, import.notes.len()), (sheet.rows.len(), 0), "{:?}", import.notes);
        assert!(import.missing.is_empty());
    }
}

#[test]
fn the_sheet_comes_back_from_programs_that_write_it_otherwise() {
    let frame = full();
    let csv = String::from_utf8(FrameSheet::new(&frame).csv()).unwrap();
    let plain = csv.trim_start_matches('\u{feff}');
    let mut semicolons = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    let mut shuffled = csv::WriterBuilder::new().delimiter(b'\t').from_writer(Vec::new());
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(plain.as_bytes());
    for record in reader.records() {
        let record = record.unwrap();
        semicolons.write_record(&record).unwrap();
        shuffled.write_record(record.iter().rev()).unwrap();
    }
    let utf16: Vec<u8> =
        std::iter::once(0xfeffu16).chain(plain.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [
        semicolons.into_inner().unwrap(),
        shuffled.into_inner().unwrap(),
        plain.replace('\n', "\r\n").into_bytes(),
        utf16,
    ] {
        let import = imported(&frame, bytes);
        assert!(import.faults.is_empty(), "{:?}", import.faults);
        assert_eq!(import.edits, []);
    }
}

#[test]
fn labels_are_renamed_in_each_language() {
    let frame = full();
    let edits = edits(
        &frame,
        &[(1, "label:en", "  kind\nstaff "), (1, "label:et", ""), (101, "label:et", "töötajad")],
    );
    let rename = |number, language, label: Option<&str>| Edit::Rename {
        number: CodeNumber(number),
        language,
        label: label.map(str::to_owned),
    };
    assert_eq!(
        edits,
        [
            rename(101, Language::ET, Some("töötajad")),
            rename(1, Language::EN, Some("kind staff")),
            rename(1, Language::ET, None),
        ]
    );
    assert!(fault(&frame, &[(2, "label:en", "")]).contains("column \"label:en\": the label of 2 is empty"));
    // The only label may change its language.
    assert_eq!(self::edits(&frame, &[(2, "label:en", ""), (2, "label:et", "ebaviisakas")]).len(), 2);
}

#[test]
fn a_definition_is_changed_without_touching_the_rest() {
    let frame = full();
    let define = |definition: Option<&str>, includes: Option<&[&str]>, excludes| Edit::Define {
        number: CodeNumber(1),
        definition: definition.map(str::to_owned),
        includes: includes.map(|all| all.iter().map(|&text| text.to_owned()).collect()),
        excludes,
    };
    assert_eq!(
        edits(&frame, &[(1, "definition", "Kind\npeople.")]),
        [define(Some("Kind people."), None, None)]
    );
    // What stood in the list stays as it was typed, to the blank.
    assert_eq!(
        edits(&frame, &[(1, "include", "helpful desk\n\n new one")]),
        [define(None, Some(&["helpful  desk", "new one"]), None)]
    );
    for (typed, excludes) in [
        ("", Exclusion::Nothing),
        ("3", Exclusion::Code(CodeNumber(3))),
        ("3.0", Exclusion::Code(CodeNumber(3))),
        ("3 opening hours", Exclusion::Code(CodeNumber(3))),
        ("Opening hours", Exclusion::Code(CodeNumber(3))),
    ] {
        assert_eq!(edits(&frame, &[(1, "exclude", typed)]), [define(None, None, Some(excludes))], "{typed}");
    }
    for typed in ["3 rude staff", "55", "2; 3", "parking"] {
        assert!(fault(&frame, &[(1, "exclude", typed)]).contains("column \"exclude\""), "{typed}");
    }
    assert!(fault(&frame, &[(101, "definition", "People.")]).contains("101 is a net"));
}

#[test]
fn codes_move_to_nets_by_label_number_and_new_name() {
    let frame = full();
    let to = |number, net: Option<u16>| Edit::Move { number: CodeNumber(number), net: net.map(CodeNumber) };
    assert_eq!(edits(&frame, &[(3, "net", "STAFF")]), [to(3, Some(101))]);
    assert_eq!(edits(&frame, &[(3, "net", "101")]), [to(3, Some(101))]);
    assert_eq!(edits(&frame, &[(1, "net", "")]), [to(1, None)]);
    // The same in other words is no change.
    let import = imported(
        &frame,
        edited(&frame, &[(1, "net", "101"), (1, "exclude", "2 rude staff"), (2, "standing", "ACTIVE")]),
    );
    assert_eq!((import.edits.len(), import.changed.len(), import.unchanged), (0, 0, 6));
    let new = Edit::Net {
        number: CodeNumber(102),
        labels: [(Language::EN, "Access".to_owned())].into(),
        codes: vec![CodeNumber(2), CodeNumber(3)],
    };
    let import = imported(&frame, edited(&frame, &[(2, "net", "Access"), (3, "net", "access")]));
    assert_eq!(import.edits, [new]);
    assert_eq!((import.changed.len(), import.added.len()), (2, 1));
    // A net that is renamed in its own row is known by both names.
    assert_eq!(edits(&frame, &[(101, "label:en", "people"), (3, "net", "people")]).len(), 2);
    assert_eq!(edits(&frame, &[(101, "label:en", "people"), (3, "net", "staff")]).len(), 2);
    assert!(fault(&frame, &[(3, "net", "104")]).contains("there is no net 104"));
    assert!(fault(&frame, &[(101, "net", "staff")]).contains("column \"net\""));
    assert!(fault(&frame, &[(97, "net", "staff")]).contains("column \"net\""));
}

#[test]
fn examples_come_go_and_change_sides() {
    let frame = full();
    let example = |text: &str, kind| Edit::Example {
        number: CodeNumber(1),
        text: text.into(),
        language: Language::EN,
        places: vec![place(CodeNumber(1), kind, text)],
    };
    let dropped = |text: &str| Edit::DropExample { number: CodeNumber(1), text: text.into() };
    let kept = "so kind and patient";
    assert_eq!(
        edits(&frame, &[(1, "examples", &format!("{kept}\nvery warm"))]),
        [example("very warm", PlaceKind::Example)]
    );
    assert_eq!(edits(&frame, &[(1, "examples", "")]), [dropped("so kind\nand patient")]);
    assert_eq!(
        edits(&frame, &[(1, "examples", "unkind"), (1, "counter-examples", kept)]),
        [
            dropped("so kind\nand patient"),
            dropped("unkind"),
            example("unkind", PlaceKind::Example),
            example("so kind\nand patient", PlaceKind::CounterExample),
        ]
    );
    assert!(fault(&frame, &[(2, "examples", "rude"), (2, "counter-examples", "rude")]).contains("twice"));
    assert!(fault(&frame, &[(2, "examples", "?")]).contains("nothing in it can be placed"));
    let table =
        read_table_bytes("f.csv", edited(&frame, &[(2, "examples", "rude")]), &ReadOptions::default())
            .unwrap();
    let without = import(&table, &History::new(frame), &ImportOptions::default(), None).unwrap();
    assert_eq!(without.faults.len(), 1);
}

#[test]
fn standing_is_edited_and_what_is_out_of_use_is_left_alone() {
    let mut frame = full();
    frame.codes[2].standing = Standing::Retired;
    assert_eq!(edits(&frame, &[(2, "standing", "Retired")]), [Edit::Retire { number: CodeNumber(2) }]);
    let restored = edits(&frame, &[(3, "standing", "active"), (3, "label:en", "hours")]);
    assert_eq!(restored[0], Edit::Restore { number: CodeNumber(3) });
    assert_eq!(restored.len(), 2);
    assert!(fault(&frame, &[(3, "label:en", "hours")]).contains("3 is retired"));
    assert!(fault(&frame, &[(2, "standing", "gone")]).contains("write active or retired"));
    assert!(fault(&frame, &[(97, "standing", "retired")]).contains("column \"standing\""));
    frame.codes[2].standing = Standing::Merged(CodeNumber(2));
    assert!(fault(&frame, &[(3, "standing", "retired")]).contains("3 is merged into 2"));
}

#[test]
fn what_cannot_be_changed_is_refused_or_said() {
    let frame = full();
    assert!(fault(&frame, &[(1, "kind", "net")]).contains("1 is a code, which cannot be changed"));
    assert!(fault(&frame, &[(97, "kind", "code")]).contains("97 is a special"));
    assert!(fault(&frame, &[(1, "side", "negative")]).contains("1 is positive"));
    let import = imported(&frame, edited(&frame, &[(1, "keywords", "x"), (2, "quotes", "y")]));
    assert_eq!((import.edits.len(), import.faults.len(), import.notes.len()), (0, 0, 2));
    assert_eq!(import.unchanged, 6);
}

#[test]
fn damaged_numbers_are_understood_or_refused_never_guessed() {
    let frame = full();
    for whole in ["1.0", "1 ", "1,00", "'1"] {
        let import = imported(&frame, edited(&frame, &[(1, "label:en", "kind"), (1, "number", whole)]));
        assert!(import.faults.is_empty(), "{whole}: {:?}", import.faults);
        assert_eq!(import.edits.len(), 1, "{whole}");
    }
    for odd in ["1.5", "01-Jan", "2024-01-01", "one", "-1", "1e0", "70000", "1 2"] {
        let line = fault(&frame, &[(1, "number", odd)]);
        assert!(line.starts_with("f.csv: line 3 (row 2), column \"number\": "), "{odd}: {line}");
    }
    assert!(fault(&frame, &[(1, "number", "44")]).contains("there is no code or net 44"));
    let twice = faults(&frame, &[(1, "number", "2")]).concat();
    assert!(twice.contains("2 stands in line 3 already"), "{twice}");
}

#[test]
fn cells_that_a_spreadsheet_changed_are_refused() {
    let frame = full();
    for (column, cell) in
        [("label:en", "2024-02-01"), ("definition", "#NAME?"), ("net", "1-Feb"), ("include", "1.2E+05")]
    {
        let line = fault(&frame, &[(1, column, cell)]);
        assert!(line.contains(&format!("column \"{column}\": \"{cell}\"")), "{line}");
    }
}

#[test]
fn letters_that_a_code_page_lost_are_not_taken_for_new_labels() {
    let mut frame = full();
    frame.codes[1].labels.insert(Language::EN, "nhân viên 👍".into());
    assert!(fault(&frame, &[(2, "label:en", "nh?n vi?n ??")]).contains("UTF-8"));
    assert_eq!(edits(&frame, &[(2, "label:en", "rude?")]).len(), 1);
}

#[test]
fn nothing_is_lost_where_a_cell_never_held_it_all() {
    let mut frame = full();
    frame.codes[0].definition = "word ".repeat(10_000);
    assert_eq!(edits(&frame, &[]), []);
    assert!(fault(&frame, &[(1, "definition", "short")]).contains("longer than a cell can hold"));
}

#[test]
fn rows_without_a_number_are_new_codes() {
    let frame = full();
    let import = by_hand(
        &frame,
        &[
            "Label,label:et,net,definition,include,exclude,examples,counter_examples,side,keywords",
            "parking,parkimine,Access,Where to park.,cars,3,no space to park,the park is nice,negative,car",
            "slow lifts,,staff,,,,,,,",
        ],
    );
    assert!(import.faults.is_empty(), "{:?}", import.faults);
    assert_eq!(
        import.added.iter().map(|a| (a.number.0, a.is_net, a.is_row)).collect::<Vec<_>>(),
        [(4, false, true), (102, true, false), (5, false, true),]
    );
    assert!(import.missing.is_empty(), "a sheet without numbers misses none");
    let mut history = History::new(frame);
    import.edits.iter().for_each(|edit| history.edit(edit.clone().into()).unwrap());
    let frame = history.frame();
    let parking = frame.code(CodeNumber(4)).unwrap();
    assert_eq!(parking.labels[&Language::ET], "parkimine");
    assert_eq!(parking.side, Side::Negative, "what the row says goes before what its examples sound like");
    assert_eq!((parking.net, parking.excludes), (Some(CodeNumber(102)), Some(CodeNumber(3))));
    assert_eq!(
        (parking.definition.as_str(), &parking.includes[..]),
        ("Where to park.", &["cars".to_owned()][..])
    );
    let kinds = frame.places.iter().filter(|place| place.code.0 == 4).map(|place| place.kind);
    assert_eq!(kinds.collect::<Vec<_>>(), [PlaceKind::Centre, PlaceKind::CounterExample]);
    assert_eq!(frame.code(CodeNumber(5)).unwrap().net, Some(CodeNumber(101)));
    assert!(import.notes.concat().contains("5 \"slow lifts\" has no examples"));
}

#[test]
fn new_rows_that_cannot_be_understood_are_refused() {
    let frame = full();
    let fault_of = |line: &str| {
        let header = "number,kind,label:en,net,standing,side";
        let import = by_hand(&frame, &[header, line, ",,good one,,,"]);
        let faults: Vec<String> = import.faults.iter().map(ToString::to_string).collect();
        assert_eq!(faults.len(), 1, "{line}: {faults:?}");
        assert!(faults[0].starts_with("f.csv: line 2 (row 1)"), "{faults:?}");
        faults.concat()
    };
    assert!(fault_of(",,,staff,,").contains("without a label"));
    assert!(fault_of(",,Friendly  staff,,,").contains("code 1 is called"));
    assert!(fault_of(",special,x,,,").contains("a code or a net"));
    assert!(fault_of(",net,staff,,,").contains("net 101 is called"));
    assert!(fault_of(",net,Access,,,").contains("without a code"));
    assert!(fault_of(",net,Access,staff,,").contains("labels only"));
    assert!(fault_of(",,x,,retired,").contains("a new code is active"));
    assert!(fault_of(",,x,,,good").contains("positive, neutral or negative"));
    assert!(by_hand(&frame, &["label,net", "one two,", "one two,"]).faults[0].to_string().contains("called"));
}

#[test]
fn a_net_may_have_a_row_of_its_own() {
    let frame = full();
    let lines =
        ["number,kind,label:en,label:et,net", ",net,Access,ligipääs,", "3,code,opening hours,,access"];
    let import = by_hand(&frame, &lines);
    assert!(import.faults.is_empty(), "{:?}", import.faults);
    let labels = [(Language::EN, "Access".to_owned()), (Language::ET, "ligipääs".to_owned())].into();
    let net = Edit::Net { number: CodeNumber(102), labels, codes: vec![CodeNumber(3)] };
    assert_eq!(import.edits, [net]);
    assert_eq!(import.missing.iter().map(|n| n.0).collect::<Vec<_>>(), [1, 2, 97, 98, 101]);
}

#[test]
fn missing_rows_change_nothing_unless_they_are_to_be_retired() {
    let frame = full();
    let lines = ["number,label:en", "1,friendly staff", "98,don't know"];
    assert_eq!(by_hand(&frame, &lines).edits, []);
    let options = ImportOptions { retire_missing: true };
    let read = |lines: &[&str]| {
        read_table_bytes("f.csv", lines.join("\n").into_bytes(), &ReadOptions::default()).unwrap()
    };
    let history = History::new(frame);
    let import = super::import(&read(&lines), &history, &options, None).unwrap();
    let retired = |number| Edit::Retire { number: CodeNumber(number) };
    assert_eq!(import.edits, [retired(2), retired(3), retired(101)]);
    assert_eq!(import.notes.len(), 1, "97 stays");
    let no_numbers = read(&["label:en,net", "parking,", "lifts,"]);
    assert!(super::import(&no_numbers, &history, &options, None).is_err());
}

#[test]
fn a_table_that_is_no_frame_is_refused() {
    let frame = full();
    let refused = |lines: &[&str]| {
        let table =
            read_table_bytes("f.csv", lines.join("\n").into_bytes(), &ReadOptions::default()).unwrap();
        let history = History::new(frame.clone());
        super::import(&table, &history, &ImportOptions::default(), None).unwrap_err().to_string()
    };
    assert!(refused(&["number,label:en,comment", "1,a,b"]).contains("column \"comment\": unknown"));
    assert!(refused(&["number,label:en,Label", "1,a,b"]).contains("there twice"));
    assert!(refused(&["net,definition", "a,b"]).contains("neither"));
    assert!(refused(&["number,label:xx", "1,b"]).contains("unknown"));
}
