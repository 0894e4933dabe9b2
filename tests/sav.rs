//! Small SPSS files, made record by record, so that tests of the reader do not rest on our writer.

/// Where the header holds the number of rows, and where the first variable's record begins.
pub(crate) const ROWS_AT: usize = 80;
pub(crate) const VARIABLES_AT: usize = 176;

/// Bytes of text that one variable record may hold, and that it stands for where there are several.
const SEGMENT: usize = 255;
const SEGMENT_STEP: usize = 252;

/// An uncompressed file of text columns (name of up to six letters, width in bytes) in an encoding, with these cells.
pub(crate) fn sav<R: AsRef<[C]>, C: AsRef<[u8]>>(
    encoding: &str,
    columns: &[(&str, usize)],
    rows: &[R],
) -> Vec<u8> {
    let mut out = Vec::new();
    padded(&mut out, b"$FL2@(#) SPSS DATA FILE made for a test", 64);
    let count = i32::try_from(rows.len()).unwrap();
    wholes(&mut out, &[2, -1, 0, 0, count]);
    out.extend(100f64.to_le_bytes());
    padded(&mut out, b"22 Nov 26", 9);
    padded(&mut out, b"12:00:00", 8);
    padded(&mut out, b"", 67);
    let mut long = Vec::new();
    for (name, width) in columns {
        let segments = segments(*width);
        if segments.len() > 1 {
            long.extend(format!("{name}={width:05}\0\t").into_bytes());
        }
        for (place, width) in segments.into_iter().enumerate() {
            let format = (1 << 16) | (i32::try_from(width).unwrap() << 8);
            wholes(&mut out, &[2, i32::try_from(width).unwrap(), 0, 0, format, format]);
            let part = if place == 0 { (*name).to_owned() } else { format!("{name}{place}") };
            padded(&mut out, part.as_bytes(), 8);
            for _ in 1..width.div_ceil(8) {
                wholes(&mut out, &[2, -1, 0, 0, 0, 0]);
                padded(&mut out, b"", 8);
            }
        }
    }
    for (subtype, data) in [(14, long.as_slice()), (20, encoding.as_bytes())] {
        if !data.is_empty() {
            wholes(&mut out, &[7, subtype, 1, i32::try_from(data.len()).unwrap()]);
            out.extend(data);
        }
    }
    wholes(&mut out, &[999, 0]);
    for row in rows {
        for (cell, (_, width)) in row.as_ref().iter().zip(columns) {
            let mut rest = cell.as_ref();
            for width in segments(*width) {
                let (segment, behind) = rest.split_at(rest.len().min(width));
                padded(&mut out, segment, width.next_multiple_of(8));
                rest = behind;
            }
        }
    }
    out
}

fn segments(width: usize) -> Vec<usize> {
    if width <= SEGMENT {
        return vec![width];
    }
    let count = width.div_ceil(SEGMENT_STEP);
    let mut widths = vec![SEGMENT; count - 1];
    widths.push(width - (count - 1) * SEGMENT_STEP);
    widths
}

fn wholes(out: &mut Vec<u8>, numbers: &[i32]) {
    out.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}

fn padded(out: &mut Vec<u8>, text: &[u8], width: usize) {
    out.extend(text);
    out.resize(out.len() + width - text.len(), b' ');
}
