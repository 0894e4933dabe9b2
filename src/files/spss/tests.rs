//! SPSS files made by hand, sound and hostile.

use crate::files::{ReadOptions, read_table_bytes};
use crate::survey::{Storage, Table};

/// Writes SPSS files record by record.
#[derive(Debug, Clone)]
struct Maker {
    bytes: Vec<u8>,
    is_big: bool,
}

impl Maker {
    fn new(is_big: bool, packing: i32, rows: i32) -> Self {
        let mut maker = Self { bytes: Vec::new(), is_big };
        maker
            .text(if packing == 2 { "$FL3" } else { "$FL2" }, 4)
            .text("@(#) SPSS DATA FILE made by hand", 60);
        maker.whole(2).whole(-1).whole(packing).whole(0).whole(rows).number(100.0);
        maker.text("22 Nov 26", 9).text("12:00:00", 8).text("", 64).text("", 3);
        maker
    }

    fn whole(&mut self, value: i32) -> &mut Self {
        let bytes = if self.is_big { value.to_be_bytes() } else { value.to_le_bytes() };
        self.bytes.extend(bytes);
        self
    }

    fn number(&mut self, value: f64) -> &mut Self {
        let bytes = if self.is_big { value.to_be_bytes() } else { value.to_le_bytes() };
        self.bytes.extend(bytes);
        self
    }

    fn raw(&mut self, bytes: &[u8], width: usize) -> &mut Self {
        self.bytes.extend(bytes);
        self.bytes.resize(self.bytes.len() + width - bytes.len(), b' ');
        self
    }

    fn text(&mut self, text: &str, width: usize) -> &mut Self {
        self.raw(text.as_bytes(), width)
    }

    fn variable(&mut self, name: &str, width: i32, label: &str, format: i32) -> &mut Self {
        self.whole(2).whole(width).whole(i32::from(!label.is_empty())).whole(0);
        self.whole(format << 16).whole(format << 16).text(name, 8);
        if !label.is_empty() {
            self.whole(i32::try_from(label.len()).unwrap()).text(label, label.len().next_multiple_of(4));
        }
        for _ in 1..(width as usize).div_ceil(8) {
            self.whole(2).whole(-1).whole(0).whole(0).whole(0).whole(0).text("", 8);
        }
        self
    }

    fn extension(&mut self, subtype: i32, data: &[u8]) -> &mut Self {
        self.whole(7).whole(subtype).whole(1).whole(i32::try_from(data.len()).unwrap()).raw(data, data.len())
    }

    fn end(&mut self) -> &mut Self {
        self.whole(999).whole(0)
    }

    fn read(&self) -> crate::Result<Table> {
        read_table_bytes("s.sav", self.bytes.clone(), &ReadOptions::default())
    }
}

const BLANK: f64 = -f64::MAX;

/// A number, a day, and text of twelve bytes with labels and a long name.
fn small(is_big: bool, packing: i32, rows: i32) -> Maker {
    let mut maker = Maker::new(is_big, packing, rows);
    maker.variable("Q1", 0, "How likely?", 5).variable("DAY", 0, "", 20).variable(
        "WHY",
        12,
        "Why is that?",
        1,
    );
    maker.whole(3).whole(2).number(1.0).raw(b"\x03low", 8).number(2.0).raw(b"\x04high", 8);
    maker.whole(4).whole(1).whole(1);
    maker.extension(13, b"Q1=likely_score\tWHY=reason_in_words").extension(20, b"UTF-8");
    maker.extension(7, b"$reasons=D1 1 7 Reasons Q1 WHY\n").end();
    maker
}

/// 29 February 2024 in seconds of SPSS.
const LEAP_DAY: f64 = 161_210.0 * 86_400.0;

fn with_rows(mut maker: Maker, rows: usize) -> Maker {
    for row in 0..rows {
        maker.number(if row == 1 { BLANK } else { row as f64 + 0.5 });
        maker.number(LEAP_DAY).text(&format!("answer {row}"), 16);
    }
    maker
}

#[test]
fn both_byte_orders_give_names_labels_and_values() {
    for is_big in [false, true] {
        let table = with_rows(small(is_big, 0, 2), 2).read().unwrap();
        assert_eq!(table.headers(), ["likely_score", "DAY", "reason_in_words"]);
        assert_eq!(table.description(0), "How likely?");
        let column = &table.columns()[0];
        assert_eq!(column.labels, [("1".into(), "low".into()), ("2".into(), "high".into())]);
        let storage: Vec<Storage> = table.columns().iter().map(|column| column.storage).collect();
        assert_eq!(storage, [Storage::Number, Storage::Date, Storage::Text]);
        assert_eq!(table.columns()[2].width, 12);
        let rows: Vec<Vec<&str>> = (0..2).map(|row| (0..3).map(|at| table.cell(row, at)).collect()).collect();
        assert_eq!(rows, [["0.5", "2024-02-29", "answer 0"], ["", "2024-02-29", "answer 1"]]);
        assert!(table.notes.concat().contains("$reasons"), "{:?}", table.notes);
        assert_eq!(table.sha256.len(), 64);
    }
}

#[test]
fn packed_rows_are_unpacked() {
    let packed = |packing: i32, data: &[u8]| {
        let mut maker = small(false, packing, -1);
        if packing == 2 {
            let start = i64::try_from(maker.bytes.len()).unwrap();
            // Two blocks, to be read one behind the other.
            let (first, second) = data.split_at(11);
            let mut blocks = Vec::new();
            for block in [first, second] {
                let mut writer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
                std::io::Write::write_all(&mut writer, block).unwrap();
                blocks.extend(writer.finish().unwrap());
            }
            for number in [start, start + 24 + i64::try_from(blocks.len()).unwrap(), 48] {
                maker.bytes.extend(number.to_le_bytes());
            }
            maker.bytes.extend(blocks);
            maker.bytes.extend([7; 48]);
        } else {
            maker.bytes.extend(data);
        }
        maker
    };
    let mut data = vec![102, 253, 253, 254, 255, 0, 253, 253];
    data.extend(LEAP_DAY.to_le_bytes());
    data.extend(b"too slow");
    data.extend(LEAP_DAY.to_le_bytes());
    data.extend(b"kind and");
    data.extend([253, 252, 0, 0, 0, 0, 0, 0]);
    data.extend(b" fas    ");
    for packing in [1, 2] {
        let maker = packed(packing, &data);
        let table = maker.read().unwrap();
        let rows: Vec<Vec<&str>> =
            (0..table.len()).map(|row| (0..3).map(|at| table.cell(row, at)).collect()).collect();
        let expected = [["2", "2024-02-29", "too slow"], ["", "2024-02-29", "kind and fas"]];
        assert_eq!(rows, expected, "{packing}");
        // Cut anywhere, the rows before are read and the rest is said.
        for cut in maker.bytes.len() - 60..maker.bytes.len() {
            let bytes = maker.bytes[..cut].to_vec();
            if let Ok(table) = read_table_bytes("s.sav", bytes, &ReadOptions::default()) {
                assert!(table.rows_read() <= 2);
            }
        }
    }
}

#[test]
fn a_text_in_segments_is_one_cell() {
    let text: String = (0..600).map(|at| char::from(b'a' + (at % 26) as u8)).collect();
    let mut maker = Maker::new(false, 0, 1);
    maker.variable("WHY", 255, "", 1).variable("WHY0", 255, "", 1).variable("WHY1", 96, "", 1);
    maker.variable("N", 0, "", 5);
    maker.extension(14, b"WHY=00600\0\t").extension(13, b"WHY=why_so").extension(20, b"UTF-8").end();
    maker.text(&text[..255], 256).text(&text[255..510], 256).text(&text[510..], 96).number(7.0);
    let table = maker.read().unwrap();
    assert_eq!(table.headers(), ["why_so", "N"]);
    assert_eq!((table.cell(0, 0), table.cell(0, 1)), (text.as_str(), "7"));
    // A claim that the records do not bear out costs nothing: the parts stay apart.
    let at = maker.bytes.windows(5).position(|window| window == b"00600").unwrap();
    maker.bytes[at..at + 5].copy_from_slice(b"99999");
    let table = maker.read().unwrap();
    assert_eq!(table.headers().len(), 4);
    assert!(table.notes.concat().contains("99999"), "{:?}", table.notes);
}

#[test]
fn labels_of_long_text_stand_in_a_record_of_their_own() {
    let mut maker = Maker::new(true, 0, 1);
    maker.variable("CITY", 12, "", 1);
    let mut record = Maker { bytes: Vec::new(), is_big: true };
    record
        .whole(4)
        .text("CITY", 4)
        .whole(12)
        .whole(1)
        .whole(12)
        .text("tallinn", 12)
        .whole(7)
        .text("Tallinn", 7);
    maker.extension(21, &record.bytes).extension(20, b"UTF-8").end().text("tallinn", 16);
    let table = maker.read().unwrap();
    assert_eq!(table.columns()[0].label(table.cell(0, 0)), "Tallinn");
}

#[test]
fn bad_bytes_cost_one_cell_and_are_said() {
    let mut maker = Maker::new(false, 0, 3);
    maker.variable("WHY", 8, "", 1).variable("MORE", 8, "", 1).extension(20, b"UTF-8").end();
    maker.raw(b"go\xffod", 8).text("fine", 8);
    maker.text("slow", 8).raw("ab等候".as_bytes().get(..7).unwrap(), 8).text("ok", 8).text("yes", 8);
    let table = maker.read().unwrap();
    assert_eq!((table.cell(0, 0), table.cell(0, 1)), ("go\u{fffd}od", "fine"));
    assert_eq!((table.cell(1, 1), table.cell(2, 1)), ("ab等", "yes"));
    let notes = table.notes.concat();
    assert!(notes.contains("Column \"WHY\", row 1: bytes that mean nothing"), "{notes}");
    assert!(notes.contains("Column \"MORE\", row 2: the text was cut inside a character"), "{notes}");
}

#[test]
fn data_that_end_early_give_the_rows_before() {
    let whole = with_rows(small(false, 0, 10), 10);
    assert!(!whole.read().unwrap().notes.concat().contains("cut"));
    let cut = Maker { bytes: whole.bytes[..whole.bytes.len() - 5].to_vec(), ..whole.clone() };
    let table = cut.read().unwrap();
    assert_eq!((table.len(), table.rejected.len()), (9, 1));
    assert_eq!((table.rejected[0].row, table.rejected[0].raw.as_str()), (10, "9.5\t2024-02-29"));
    let notes = table.notes.concat();
    assert!(notes.contains("cut off inside row 10") && notes.contains("says 10"), "{notes}");
    let short = Maker { bytes: whole.bytes[..whole.bytes.len() - 64].to_vec(), ..whole.clone() };
    assert!(short.read().unwrap().notes.concat().contains("8 rows were read, where the file says 10"));
    let huge = with_rows(small(false, 0, 2_000_000_000), 1).read().unwrap_err().to_string();
    assert!(huge.contains("states 2000000000 rows"), "{huge}");
}

#[test]
fn a_dictionary_that_cannot_be_is_an_error_and_reserves_nothing() {
    let sound = small(false, 0, 0).bytes;
    for cut in 4..sound.len() {
        let error = read_table_bytes("s.sav", sound[..cut].to_vec(), &ReadOptions::default()).unwrap_err();
        assert!(matches!(error, crate::Error::Input { .. }), "{cut}: {error}");
        assert!(error.to_string().starts_with("s.sav: "), "{error}");
    }
    let broken = |change: &dyn Fn(&mut Maker)| {
        let mut maker = Maker::new(false, 0, 0);
        change(&mut maker);
        maker.read().unwrap_err().to_string()
    };
    let huge = i32::MAX;
    assert!(
        broken(&|m| _ = m.variable("WIDE", 0, "", 5).whole(2).whole(huge).text("", 32))
            .contains("2147483647 bytes of text")
    );
    assert!(
        broken(&|m| _ = m.whole(2).whole(0).whole(1).whole(0).whole(0).whole(0).text("A", 8).whole(huge))
            .contains("label")
    );
    assert!(broken(&|m| _ = m.whole(7).whole(13).whole(huge).whole(huge)).contains("damaged"));
    assert!(broken(&|m| _ = m.whole(7).whole(99).whole(huge).whole(huge)).contains("cut off"));
    assert!(broken(&|m| _ = m.whole(3).whole(huge)).contains("cut off"));
    assert!(broken(&|m| _ = m.whole(6).whole(huge)).contains("cut off"));
    assert!(broken(&|m| _ = m.end()).contains("no variable"));
    assert!(broken(&|m| _ = m.whole(2).whole(-1).text("", 32)).contains("damaged"));
}

#[test]
fn declared_encodings_are_honoured_and_can_be_overruled() {
    let mut maker = Maker::new(false, 0, 1);
    maker.variable("WHY", 8, "", 1).extension(20, b"windows-1252").end().raw(b"caf\xe9 \xf0", 8);
    let table = maker.read().unwrap();
    assert_eq!(table.cell(0, 0), "café ð");
    assert!(table.notes.concat().contains("windows-1252"));
    let options = ReadOptions { encoding: Some("windows-1257".into()), ..ReadOptions::default() };
    let table = read_table_bytes("s.sav", maker.bytes.clone(), &options).unwrap();
    assert_eq!(table.cell(0, 0), "café š");
}

#[test]
fn flipped_bits_never_panic() {
    let sound = with_rows(small(false, 0, 3), 3).bytes;
    for at in 0..sound.len() {
        for bit in 0..8 {
            let mut bytes = sound.clone();
            bytes[at] ^= 1 << bit;
            if let Err(error) = read_table_bytes("s.sav", bytes, &ReadOptions::default()) {
                assert!(!matches!(error, crate::Error::Internal(_)), "{at}.{bit}: {error}");
            }
        }
    }
}
