//! Parquet files, sound and hostile, through the front door.

use crate::error::Result;
use crate::files::{ReadOptions, read_table_bytes};
use crate::survey::{Storage, Table};
use parquet::basic::{BrotliLevel, Compression, Encoding, GzipLevel, ZstdLevel};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DoubleType, FixedLenByteArray, FixedLenByteArrayType, FloatType,
    Int32Type, Int64Type, Int96, Int96Type,
};
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder, WriterVersion};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use std::sync::Arc;

type Group<'w, 'f> = &'w mut SerializedRowGroupWriter<'f, Vec<u8>>;

/// A file of `groups` like groups of rows.
fn made(
    schema: &str,
    properties: WriterPropertiesBuilder,
    groups: usize,
    fill: impl Fn(Group<'_, '_>),
) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(&format!("message m {{ {schema} }}")).unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties.build())).unwrap();
    for _ in 0..groups {
        let mut group = writer.next_row_group().unwrap();
        fill(&mut group);
        group.close().unwrap();
    }
    writer.into_inner().unwrap()
}

macro_rules! column {
    ($group:expr, $kind:ty, $values:expr, $levels:expr) => {{
        let levels: Option<&[i16]> = $levels;
        let mut column = $group.next_column().unwrap().unwrap();
        column.typed::<$kind>().write_batch(&$values, levels, None).unwrap();
        column.close().unwrap();
    }};
}

const SCHEMA: &str = "required int64 id; optional binary why (UTF8);";

fn texts(texts: &[&[u8]]) -> Vec<ByteArray> {
    texts.iter().map(|text| ByteArray::from(text.to_vec())).collect()
}

/// Rows of `id` and `why`, of which every third has no answer.
fn survey(rows: i64, properties: WriterPropertiesBuilder) -> Vec<u8> {
    made(SCHEMA, properties, 2, |group| {
        column!(group, Int64Type, (1..=rows).collect::<Vec<_>>(), None);
        let levels: Vec<i16> = (0..rows).map(|row| i16::from(row % 3 != 2)).collect();
        let answers: Vec<ByteArray> = (0..rows)
            .filter(|row| row % 3 != 2)
            .map(|row| ByteArray::from(format!("the queue took {row} minutes").as_str()))
            .collect();
        column!(group, ByteArrayType, answers, Some(&levels));
    })
}

fn read(bytes: Vec<u8>) -> Result<Table> {
    read_table_bytes("f", bytes, &ReadOptions::default())
}

fn bad(bytes: Vec<u8>) -> String {
    read(bytes).unwrap_err().to_string()
}

fn column(table: &Table, column: usize) -> Vec<&str> {
    table.column(column).collect()
}

#[test]
fn rows_are_the_same_whatever_the_compression_and_encoding() {
    let plain = WriterProperties::builder();
    let expected = read(survey(200, plain.clone())).unwrap();
    assert_eq!(
        (expected.len(), expected.cell(1, 1), expected.cell(2, 1)),
        (400, "the queue took 1 minutes", "")
    );
    assert_eq!((expected.cell(200, 0), expected.row_number(399)), ("1", 400));
    let compressions = [
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
        Compression::LZ4_RAW,
        Compression::LZ4,
        Compression::BROTLI(BrotliLevel::default()),
    ];
    let mut ways: Vec<_> = compressions.iter().map(|way| plain.clone().set_compression(*way)).collect();
    for encoding in [Encoding::PLAIN, Encoding::DELTA_LENGTH_BYTE_ARRAY, Encoding::DELTA_BYTE_ARRAY] {
        for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
            let way = plain.clone().set_dictionary_enabled(false).set_writer_version(version);
            ways.push(way.set_column_encoding("why".into(), encoding));
        }
    }
    for way in ways {
        let table = read(survey(200, way)).unwrap();
        assert!((0..400).all(|row| (0..2).all(|at| table.cell(row, at) == expected.cell(row, at))));
    }
}

#[test]
fn columns_of_every_kind_become_text() {
    let schema = "required int32 whole; required int32 unsigned (UINT_32); required double float; required float half;
        required boolean ok; required int32 day (DATE); required int64 moment (TIMESTAMP_MILLIS); required int96 old;
        required int64 price (DECIMAL(9, 2)); required fixed_len_byte_array(3) sum (DECIMAL(5, 1));
        optional group answers { optional binary reason (UTF8); } required binary raw;";
    let bytes = made(schema, WriterProperties::builder(), 1, |group| {
        let mut old = Int96::new();
        old.set_data(0, 0, 2_460_371);
        column!(group, Int32Type, [-3], None);
        column!(group, Int32Type, [-1], None);
        column!(group, DoubleType, [0.1], None);
        column!(group, FloatType, [f32::NAN], None);
        column!(group, BoolType, [true], None);
        column!(group, Int32Type, [19_783], None);
        column!(group, Int64Type, [1_709_288_430_000], None);
        column!(group, Int96Type, [old], None);
        column!(group, Int64Type, [-1_250], None);
        column!(group, FixedLenByteArrayType, [FixedLenByteArray::from(vec![0, 0, 105])], None);
        column!(group, ByteArrayType, texts(&[b"too slow"]), Some(&[2]));
        column!(group, ByteArrayType, texts(&["väga".as_bytes()]), None);
    });
    let table = read(bytes).unwrap();
    assert_eq!(
        table.headers(),
        [
            "whole",
            "unsigned",
            "float",
            "half",
            "ok",
            "day",
            "moment",
            "old",
            "price",
            "sum",
            "answers.reason",
            "raw"
        ]
    );
    let row: Vec<&str> = (0..12).map(|at| table.cell(0, at)).collect();
    let expected = [
        "-3",
        "4294967295",
        "0.1",
        "",
        "TRUE",
        "2024-03-01",
        "2024-03-01 10:20:30+00:00",
        "2024-03-01 00:00:00",
        "-12.50",
        "10.5",
        "too slow",
        "väga",
    ];
    assert_eq!(row, expected);
    assert_eq!(table.not_text.get(&0), Some(&(1, "a number")));
    assert!(!table.not_text.contains_key(&10));
    let storage: Vec<Storage> = table.columns().iter().map(|column| column.storage).collect();
    assert_eq!((storage[0], storage[5], storage[10]), (Storage::Number, Storage::Date, Storage::Text));
}

#[test]
fn lists_are_left_out_and_said_to_be() {
    let schema = "required binary why (UTF8); optional group tags (LIST) { repeated group list { optional binary element (UTF8); } }";
    let bytes = made(schema, WriterProperties::builder(), 1, |group| {
        column!(group, ByteArrayType, texts(&[b"slow", b"fast"]), None);
        let mut column = group.next_column().unwrap().unwrap();
        let values = texts(&[b"a", b"b", b"c"]);
        column.typed::<ByteArrayType>().write_batch(&values, Some(&[3, 3, 3]), Some(&[0, 1, 0])).unwrap();
        column.close().unwrap();
    });
    let table = read(bytes).unwrap();
    assert_eq!((table.headers().len(), column(&table, 0)), (1, vec!["slow", "fast"]));
    assert!(
        table
            .notes
            .concat()
            .contains("1 column left out, holding lists or binary data: \"tags.list.element\"")
    );
}

/// Case 74.
#[test]
fn bytes_that_are_no_text_cost_one_cell() {
    let bytes = made(SCHEMA, WriterProperties::builder(), 1, |group| {
        column!(group, Int64Type, [1, 2, 3], None);
        column!(group, ByteArrayType, texts(&[b"good", b"caf\xe9 noir", b"bad"]), Some(&[1, 1, 1]));
    });
    let table = read(bytes).unwrap();
    assert_eq!(column(&table, 1), ["good", "caf\u{fffd} noir", "bad"]);
    let note = "1 cell with bytes that are not UTF-8, shown as U+FFFD: row 2, the first in column \"why\".";
    assert!(table.notes.iter().any(|said| said == note), "{:?}", table.notes);
}

/// Case 72: what ends a file is what it says of itself.
#[test]
fn cut_and_lying_files_are_refused() {
    let whole = survey(200, WriterProperties::builder());
    for cut in [4, 7, 8, 12, whole.len() / 2, whole.len() - 1, whole.len() - 8] {
        assert!(bad(whole[..cut].to_vec()).contains("Parquet"), "{cut}");
    }
    assert!(bad(b"PAR1".to_vec()).contains("cut off"));
    let footer = whole.len() - 8;
    for size in [0, 9, whole.len() as u32, u32::MAX] {
        let mut bytes = whole.clone();
        bytes[footer..footer + 4].copy_from_slice(&size.to_le_bytes());
        assert!(bad(bytes).contains("Parquet"), "{size}");
    }
    let mut encrypted = whole.clone();
    encrypted.truncate(footer + 4);
    encrypted.extend(b"PARE");
    assert!(bad(encrypted).contains("an encrypted Parquet file: save a copy without encryption"));
}

/// The footer's varints of a number.
fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7f {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// Puts other bytes in place of all that are like `from` in the footer, and mends its length.
fn footer_with(whole: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let tail = whole.len() - 8;
    let size = u32::from_le_bytes(whole[tail..tail + 4].try_into().unwrap()) as usize;
    let (data, footer) = whole[..tail].split_at(tail - size);
    let mut changed = Vec::new();
    let mut at = 0;
    while at < footer.len() {
        if footer[at..].starts_with(from) {
            changed.extend(to);
            at += from.len();
        } else {
            changed.push(footer[at]);
            at += 1;
        }
    }
    assert_ne!(changed, footer, "nothing to put in place");
    [data, &changed, &(changed.len() as u32).to_le_bytes(), b"PAR1"].concat()
}

/// Cases 72 and 73: numbers of rows that no file of the size holds.
#[test]
fn more_rows_than_bytes_can_hold_are_refused() {
    let rows = 12_347i64;
    let whole = survey(rows, WriterProperties::builder());
    let zigzag = |number: u64| varint(number << 1);
    for lie in [1 << 60, 4_000_000_000, 1_000_001] {
        let lying = footer_with(&whole, &zigzag(2 * rows as u64), &zigzag(lie));
        let message = bad(lying);
        assert!(message.contains("states") && message.contains("rows"), "{message}");
    }
    // Every number of rows: the columns' own too.
    let lying = footer_with(&whole, &zigzag(rows as u64), &zigzag(400_000));
    let lying = footer_with(&lying, &zigzag(2 * rows as u64), &zigzag(800_000));
    assert!(bad(lying).contains("shorter"));
}

/// A dictionary, and a run of one value that is longer than any memory.
#[test]
fn pages_that_lie_are_refused() {
    let whole = survey(1_000, WriterProperties::builder());
    // The first page's header: its type, then its sizes.
    let at = 4 + whole[4..].windows(2).position(|two| two == [0x15, 0x04]).unwrap();
    for size in [0x7fff_ffffu64, 600 << 20] {
        let mut bytes = whole.clone();
        let old = {
            let rest = &bytes[at + 3..];
            rest.iter().position(|&byte| byte & 0x80 == 0).unwrap() + 1
        };
        bytes.splice(at + 3..at + 3 + old, varint(size << 1));
        let _ = read(bytes).map(|table| table.len());
    }
}

/// Case 76, and damage of every other kind.
#[test]
fn damage_is_read_or_refused() {
    use rand::{Rng, SeedableRng};
    let mut rng = rand_xoshiro::Xoshiro256PlusPlus::seed_from_u64(5);
    let delta = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_writer_version(WriterVersion::PARQUET_2_0)
        .set_column_encoding("why".into(), Encoding::DELTA_BYTE_ARRAY);
    let snappy = WriterProperties::builder().set_compression(Compression::SNAPPY);
    for properties in [WriterProperties::builder(), delta, snappy] {
        let whole = survey(40, properties);
        for bit in 0..8 * whole.len() {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let _ =
                read(bytes).map(|table| assert_eq!(table.rows_read(), table.len() + table.rejected.len()));
        }
        for _ in 0..1_000 {
            let mut bytes = whole.clone();
            for _ in 0..rng.gen_range(1..6) {
                let at = rng.gen_range(0..bytes.len());
                bytes[at] = rng.r#gen();
            }
            let _ = read(bytes);
        }
    }
}
