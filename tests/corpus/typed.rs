//! Section E: JSON, Parquet and SPSS files.

use super::Case;
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::sync::Arc;

pub(super) fn cases() -> Vec<Case> {
    let sound = || parquet(&[b"slow", b"rude", b"friendly and quick"]);
    let length = |length: u32| {
        move || {
            let mut bytes = sound();
            let at = bytes.len() - 8;
            bytes[at..at + 4].copy_from_slice(&length.to_le_bytes());
            bytes
        }
    };
    vec![
        Case::bytes(72, "parquet-mark-alone.parquet", || b"PAR1"),
        Case::bytes(72, "sound.parquet", sound).cells("comment", ["slow", "rude", "friendly and quick"]),
        Case::bytes(72, "cut.parquet", move || sound()[..300].to_vec()),
        Case::bytes(72, "footer-of-0.parquet", length(0)),
        Case::bytes(72, "footer-of-9.parquet", length(9)),
        Case::bytes(72, "footer-of-4-g.parquet", length(u32::MAX)),
        Case::bytes(72, "rows-2-to-the-60.parquet", || rows_stated(1 << 60)),
        Case::bytes(73, "one-value-2-g-times.parquet", || rows_stated(2_000_000_000)),
        Case::bytes(74, "no-text.parquet", || parquet(&[b"slow", b"caf\xe9 rude", b"kind"]))
            .cells("comment", ["slow", "caf\u{fffd} rude", "kind"]),
        Case::bytes(75, "numbers.parquet", sound).text("id"),
        Case::bytes(76, "encrypted.parquet", move || {
            let mut bytes = sound();
            let at = bytes.len() - 4;
            bytes[at..].copy_from_slice(b"PARE");
            bytes
        }),
    ]
}

/// A Parquet file of these answers.
fn parquet(answers: &[&[u8]]) -> Vec<u8> {
    let schema = "message m { required int64 id; required binary comment (UTF8); }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = Arc::new(WriterProperties::builder().build());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let ids: Vec<i64> = (1i64..).zip(answers).map(|(id, _)| id).collect();
    column.typed::<Int64Type>().write_batch(&ids, None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let answers: Vec<ByteArray> = answers.iter().map(|answer| ByteArray::from(answer.to_vec())).collect();
    column.typed::<ByteArrayType>().write_batch(&answers, None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.into_inner().unwrap()
}

/// A number as the footer writes it: doubled, in seven bits a byte.
fn packed(number: u64) -> Vec<u8> {
    let (mut bytes, mut left) = (Vec::new(), number << 1);
    while left > 0x7f {
        bytes.push(left as u8 | 0x80);
        left >>= 7;
    }
    bytes.push(left as u8);
    bytes
}

/// A file of a few hundred bytes that states so many rows in every place where it states them.
fn rows_stated(rows: u64) -> Vec<u8> {
    const MADE: usize = 777;
    let whole = parquet(&[b"slow".as_slice(); MADE]);
    let tail = whole.len() - 8;
    let size = u32::from_le_bytes(whole[tail..tail + 4].try_into().unwrap()) as usize;
    let (data, footer) = whole[..tail].split_at(tail - size);
    let (from, to) = (packed(MADE as u64), packed(rows));
    let (mut lying, mut at) = (Vec::new(), 0);
    while at < footer.len() {
        let is_count = footer[at..].starts_with(&from);
        lying.extend_from_slice(if is_count { &to } else { &footer[at..=at] });
        at += if is_count { from.len() } else { 1 };
    }
    [data, &lying, &(lying.len() as u32).to_le_bytes(), b"PAR1"].concat()
}
