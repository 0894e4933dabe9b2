//! What the columns of the coded table hold, for formats that ask for types and labels.

use crate::code_frame::{CodeFrame, CodeNumber};
use crate::outputs::neutral::is_exact_number;
use crate::survey::Column;

/// What the filled cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::outputs) enum Kind {
    /// Text.
    Text,
    /// Numbers in plain digits, each of which an `f64` gives back as typed.
    Number,
    /// Whole numbers within ±2^53, each of which an `f64` gives back as typed.
    Whole,
    /// 1 or 0.
    Flag,
    /// Lists of code numbers joined by a vertical bar; a format without lists holds them as text.
    Numbers,
    /// Lists of words joined by a vertical bar; a format without lists holds them as text.
    Words,
}

/// One column of the coded table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::outputs) struct TypedColumn {
    /// Its header; the input's may be blank, repeated or of any length.
    pub(in crate::outputs) name: String,
    /// The question behind it, or what it means; "" where nothing is known.
    pub(in crate::outputs) label: String,
    /// What its filled cells are. Any cell may be blank.
    pub(in crate::outputs) kind: Kind,
    /// What its values stand for: value as it stands in the cells, label.
    pub(in crate::outputs) labels: Vec<(String, String)>,
    /// Bytes of its longest cell.
    pub(in crate::outputs) widest: usize,
    /// Whether the coding added it; such columns stand behind those of the input.
    pub(in crate::outputs) is_ours: bool,
    /// The code that its flags tell of.
    pub(in crate::outputs) code: Option<CodeNumber>,
    /// Whether a spreadsheet shows every cell of a number column as typed.
    pub(in crate::outputs) fits_sheet: bool,
}

/// What is gathered of a column while its cells go by.
#[derive(Debug, Clone, Copy)]
pub(in crate::outputs) struct Tally {
    is_filled: bool,
    /// The narrowest of whole numbers, numbers and text that takes every filled cell so far.
    narrowest: Kind,
    fits_sheet: bool,
    widest: usize,
}

impl Default for Tally {
    fn default() -> Self {
        Self { is_filled: false, narrowest: Kind::Whole, fits_sheet: true, widest: 0 }
    }
}

impl Tally {
    /// Takes the next cell.
    pub(in crate::outputs) fn add(&mut self, cell: &str) {
        self.widest = self.widest.max(cell.len());
        if cell.is_empty() {
            return;
        }
        self.is_filled = true;
        if self.narrowest == Kind::Text {
            return;
        }
        let fits = is_exact_number(cell);
        self.fits_sheet &= fits;
        if !fits && !comes_back(cell) {
            self.narrowest = Kind::Text;
        } else if cell.contains('.') {
            self.narrowest = Kind::Number;
        }
    }

    fn kind(&self) -> Kind {
        if self.is_filled { self.narrowest } else { Kind::Text }
    }
}

/// Whether an `f64` gives the number back as typed.
fn comes_back(cell: &str) -> bool {
    const MOST_WHOLE: f64 = 9_007_199_254_740_992.0;
    // No f64 in plain digits that is worth keeping is longer; what spells "inf" or "nan" has letters.
    if cell.len() > 25 || !cell.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-')) {
        return false;
    }
    cell.parse::<f64>().is_ok_and(|number| {
        number.abs() <= MOST_WHOLE && cell != "-0" && !cell.ends_with(".0") && number.to_string() == cell
    })
}

/// Our columns in front of the codes: name, what they hold, what they mean. The one of alerts stands only where they were
/// looked for.
pub(in crate::outputs) const OURS: [(&str, Kind, &str); 9] = [
    ("oe_status", Kind::Text, "What became of the answer"),
    ("oe_duplicate_of", Kind::Whole, "Row of the first answer in the same words"),
    ("oe_language", Kind::Text, "Language of the answer"),
    ("oe_codes", Kind::Numbers, "Codes, strongest first"),
    ("oe_nets", Kind::Numbers, "Nets of the codes"),
    ("oe_sentiment", Kind::Text, "Sentiment of the answer"),
    ("oe_sentiment_score", Kind::Number, "Sentiment of the answer, -1 to 1"),
    ("oe_sentiment_confidence", Kind::Number, "How sure the sentiment is, 0 to 1"),
    ("oe_alerts", Kind::Words, "Why somebody should read the answer"),
];

/// The columns of a coded table: first those of the input, `input` in number, of which `columns` says more if it is not
/// empty; then ours. There is one tally per header.
pub(in crate::outputs) fn typed_columns(
    headers: &[String],
    tallies: &[Tally],
    input: usize,
    columns: &[Column],
    frame: &CodeFrame,
) -> Vec<TypedColumn> {
    let all = headers.iter().zip(tallies).enumerate();
    all.map(
        |(at, (name, tally))| {
            if at < input { given(name, tally, columns.get(at)) } else { ours(name, tally, frame) }
        },
    )
    .collect()
}

fn given(name: &str, tally: &Tally, column: Option<&Column>) -> TypedColumn {
    TypedColumn {
        name: name.to_owned(),
        label: column.map_or_else(String::new, |column| column.description.clone()),
        kind: tally.kind(),
        labels: column.map_or_else(Vec::new, |column| column.labels.clone()),
        widest: tally.widest,
        is_ours: false,
        code: None,
        fits_sheet: tally.fits_sheet,
    }
}

fn ours(name: &str, tally: &Tally, frame: &CodeFrame) -> TypedColumn {
    let code = name.strip_prefix("oe_c").and_then(|number| number.parse().ok()).map(CodeNumber);
    let known = OURS.iter().find(|(ours, ..)| *ours == name);
    let (kind, label) = match (code, known) {
        (Some(code), _) => (Kind::Flag, frame.label(code, frame.label_language).0),
        (None, Some(&(_, kind, label))) => (kind, label),
        (None, None) => (Kind::Text, ""),
    };
    let labels = if code.is_some() { vec![("0", "not mentioned"), ("1", "mentioned")] } else { vec![] };
    TypedColumn {
        name: name.to_owned(),
        label: label.to_owned(),
        kind,
        labels: labels.into_iter().map(|(value, label)| (value.to_owned(), label.to_owned())).collect(),
        widest: tally.widest,
        is_ours: true,
        code,
        fits_sheet: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::frame;

    fn kind(cells: &[&str]) -> (Kind, bool) {
        let mut tally = Tally::default();
        cells.iter().for_each(|cell| tally.add(cell));
        (tally.kind(), tally.fits_sheet)
    }

    #[test]
    fn a_column_is_numbers_only_if_every_cell_comes_back_as_typed() {
        assert_eq!(kind(&["1", "", "-20"]), (Kind::Whole, true));
        assert_eq!(kind(&["1", "0.25"]), (Kind::Number, true));
        assert_eq!(kind(&["123456789012345"]), (Kind::Whole, false), "a sheet would round it");
        assert_eq!(kind(&["0.30000000000000004"]), (Kind::Number, false));
        for text in [
            "007",
            "1.50",
            "1.0",
            "-0",
            "+1",
            "1e5",
            "9007199254740993",
            "inf",
            "NaN",
            "",
            "--1",
            "1-2",
            ".5",
            "5.",
            "12345678901234567890123456789012",
        ] {
            assert_eq!(kind(&[text]).0, Kind::Text, "{text}");
        }
        assert_eq!(kind(&["1", "x", "2"]).0, Kind::Text);
    }

    #[test]
    fn columns_carry_what_the_file_and_the_frame_say() {
        let headers = ["why", "oe_c1", "oe_status", "oe_codes", "oe_c1"].map(str::to_owned);
        let mut tallies = vec![Tally::default(); 5];
        tallies[0].add("good staff");
        tallies[1].add("7");
        let mut about = Column::described("Why did you come?");
        about.labels = vec![("1".into(), "one".into())];
        let columns = typed_columns(&headers, &tallies, 2, &[about, Column::default()], &frame());
        assert_eq!((columns[0].label.as_str(), columns[0].widest), ("Why did you come?", 10));
        assert_eq!(columns[0].labels.len(), 1);
        assert_eq!((columns[1].kind, columns[1].code), (Kind::Whole, None), "the input's own");
        assert_eq!(columns[3].kind, Kind::Numbers);
        let code = &columns[4];
        assert_eq!((code.kind, code.label.as_str()), (Kind::Flag, "friendly staff"));
        assert_eq!((code.code, code.labels.len()), (Some(CodeNumber(1)), 2));
    }
}
