//! Everything in front of the rows: header, variables, labels, the set of codes, encoding.

use super::variables::{SEGMENT, Variable, short_name};
use std::io::{self, Write};

/// What a small whole number's byte is above the number.
pub(super) const BIAS: f64 = 100.0;

/// The number that stands for a blank.
const BLANK: f64 = -f64::MAX;

/// The lowest number that is no blank.
const LOWEST: u64 = 0xffef_ffff_ffff_fffe;

/// Writes the dictionary of a file with so many rows. `question` names the set of codes.
///
/// The date in it is that of no day, so that the same table gives the same bytes.
pub(super) fn write(
    variables: &[Variable],
    rows: usize,
    question: &str,
    out: &mut impl Write,
) -> io::Result<()> {
    let elements: usize = variables.iter().map(Variable::elements).sum();
    text(out, "$FL2", 4)?;
    text(out, "@(#) SPSS DATA FILE openend", 60)?;
    for number in [2, length(elements), 1, 0, i32::try_from(rows).unwrap_or(-1)] {
        whole(out, number)?;
    }
    out.write_all(&BIAS.to_le_bytes())?;
    text(out, "01 Jan 70", 9)?;
    text(out, "00:00:00", 8)?;
    text(out, "", 64)?;
    out.write_all(&[0; 3])?;
    let mut part = 0;
    for variable in variables {
        records(variable, &mut part, out)?;
    }
    labels(variables, out)?;
    let machine = [1, 0, 0, -1, 1, 1, 2, 65_001];
    extension(out, 3, 4, &machine.iter().flat_map(|number: &i32| number.to_le_bytes()).collect::<Vec<u8>>())?;
    let limits = [BLANK.to_le_bytes(), f64::MAX.to_le_bytes(), LOWEST.to_le_bytes()];
    extension(out, 4, 8, &limits.concat())?;
    let set = code_set(variables, question);
    if !set.is_empty() {
        extension(out, 7, 1, set.as_bytes())?;
    }
    extension(out, 11, 4, &display(variables))?;
    let names: Vec<String> = variables.iter().map(|v| format!("{}={}", v.short, v.name)).collect();
    extension(out, 13, 1, names.join("\t").as_bytes())?;
    let long = variables.iter().filter(|variable| variable.width > SEGMENT);
    let widths = long.map(|v| format!("{}={:05}\0\t", v.short, v.width)).collect::<Vec<_>>().concat();
    if !widths.is_empty() {
        extension(out, 14, 1, widths.as_bytes())?;
    }
    let count = [1u64.to_le_bytes(), (rows as u64).to_le_bytes()];
    extension(out, 16, 8, &count.concat())?;
    if !set.is_empty() {
        extension(out, 19, 1, set.as_bytes())?;
    }
    extension(out, 20, 1, b"UTF-8")?;
    let long = long_labels(variables);
    if !long.is_empty() {
        extension(out, 21, 1, &long)?;
    }
    whole(out, 999)?;
    whole(out, 0)
}

/// The records of one variable: one for each segment, and empty ones for the elements behind the first.
fn records(variable: &Variable, part: &mut usize, out: &mut impl Write) -> io::Result<()> {
    for (place, width) in variable.segments().into_iter().enumerate() {
        let label = if place == 0 { variable.label.as_str() } else { "" };
        let (kind, digits) = if width == 0 { (5, variable.digits) } else { (1, (length(width), 0)) };
        let format = kind << 16 | digits.0 << 8 | digits.1;
        for number in [2, length(width), i32::from(!label.is_empty()), 0, format, format] {
            whole(out, number)?;
        }
        text(out, &short_name(*part), 8)?;
        if !label.is_empty() {
            whole(out, length(label.len()))?;
            text(out, label, label.len().next_multiple_of(4))?;
        }
        for _ in 1..width.div_ceil(8) {
            for number in [2, -1, 0, 0, 0, 0] {
                whole(out, number)?;
            }
            text(out, "", 8)?;
        }
        *part += 1;
    }
    Ok(())
}

/// Labels of numbers and of text of up to eight bytes, one list for each run of columns that share it.
fn labels(variables: &[Variable], out: &mut impl Write) -> io::Result<()> {
    let mut element = 1;
    let mut runs: Vec<(&Variable, Vec<i32>)> = Vec::new();
    for variable in variables {
        let same = |known: &Variable| {
            known.numbers == variable.numbers
                && known.words == variable.words
                && known.width == variable.width
        };
        match runs.last_mut() {
            Some((known, elements)) if same(known) => elements.push(element),
            _ => runs.push((variable, vec![element])),
        }
        element += length(variable.elements());
    }
    for (variable, elements) in runs {
        let numbers = variable.numbers.iter().map(|(value, label)| (value.to_le_bytes(), label));
        let words = variable.words.iter().filter(|_| variable.width <= 8).map(|(value, label)| {
            let mut bytes = [b' '; 8];
            bytes.iter_mut().zip(value.bytes()).for_each(|(to, from)| *to = from);
            (bytes, label)
        });
        let all: Vec<([u8; 8], &String)> = numbers.chain(words).collect();
        if all.is_empty() {
            continue;
        }
        whole(out, 3)?;
        whole(out, length(all.len()))?;
        for (value, label) in all {
            out.write_all(&value)?;
            let stored = (label.len() + 1).next_multiple_of(8);
            out.write_all(&[u8::try_from(label.len()).unwrap_or(0)])?;
            text(out, label, stored - 1)?;
        }
        whole(out, 4)?;
        whole(out, length(elements.len()))?;
        for element in elements {
            whole(out, element)?;
        }
    }
    Ok(())
}

/// Labels of text of more than eight bytes.
fn long_labels(variables: &[Variable]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let add = |bytes: &mut Vec<u8>, text: &str, width: usize| {
        bytes.extend(length(width).to_le_bytes());
        bytes.extend(text.bytes().chain(std::iter::repeat(b' ')).take(width));
    };
    for variable in variables.iter().filter(|v| v.width > 8 && !v.words.is_empty()) {
        add(&mut bytes, &variable.name, variable.name.len());
        bytes.extend(length(variable.width).to_le_bytes());
        bytes.extend(length(variable.words.len()).to_le_bytes());
        for (value, label) in &variable.words {
            add(&mut bytes, value, variable.width);
            add(&mut bytes, label, label.len());
        }
    }
    bytes
}

/// The codes as one multiple-response set that counts 1s; "" for fewer than two, which make no set.
fn code_set(variables: &[Variable], question: &str) -> String {
    const LABEL: usize = 255;
    let codes: Vec<&str> = variables.iter().filter(|v| v.is_code).map(|v| v.short.as_str()).collect();
    if codes.len() < 2 {
        return String::new();
    }
    let question = question.replace(['\r', '\n', '\t', '\0'], " ");
    let label = question.get(..question.floor_char_boundary(LABEL)).unwrap_or("");
    format!("$codes=D1 1 {} {label} {}\n", label.len(), codes.join(" ").to_lowercase())
}

/// Level, shown width and alignment of every variable record.
fn display(variables: &[Variable]) -> Vec<u8> {
    const SHOWN: usize = 40;
    let mut bytes = Vec::new();
    for variable in variables {
        for _ in variable.segments() {
            let (shown, side) =
                if variable.width > 0 { (variable.width.clamp(8, SHOWN), 0) } else { (10, 1) };
            for number in [variable.level, length(shown), side] {
                bytes.extend(number.to_le_bytes());
            }
        }
    }
    bytes
}

fn extension(out: &mut impl Write, subtype: i32, size: usize, data: &[u8]) -> io::Result<()> {
    for number in [7, subtype, length(size), length(data.len() / size)] {
        whole(out, number)?;
    }
    out.write_all(data)
}

fn whole(out: &mut impl Write, number: i32) -> io::Result<()> {
    out.write_all(&number.to_le_bytes())
}

/// Text padded at its right to a width.
fn text(out: &mut impl Write, text: &str, width: usize) -> io::Result<()> {
    out.write_all(text.as_bytes())?;
    (text.len()..width).try_for_each(|_| out.write_all(b" "))
}

/// A length as the format writes it; none comes near its end.
fn length(length: usize) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX)
}
