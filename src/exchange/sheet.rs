//! A frame laid out as rows of cells.

use super::cells::{cell, harmless, list};
use super::columns::Column;
use crate::code_frame::{Code, CodeFrame, CodeKind, CodeNumber, Net, PlaceKind, Side, Standing};
use crate::text::Language;
use std::collections::BTreeMap;

/// Most quotes of a code that a cell shows, and most characters of each: enough to see what is meant.
const QUOTES: usize = 4;
const QUOTE_CHARS: usize = 160;

/// A frame as a table: one row per net, code and special code.
///
/// Nets in use come first, each followed by its codes; then codes without a net, the special codes, and what is out of
/// use.
#[derive(Debug, Clone)]
pub struct FrameSheet {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row>,
    /// Names of the nets in use, as cells of the column of nets write them.
    pub(super) nets: Vec<String>,
}

/// A row: a code or a net.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) is_net: bool,
    pub(super) is_in_use: bool,
    /// One per column of the sheet.
    pub(super) cells: Vec<String>,
}

impl FrameSheet {
    /// Lays the frame out.
    #[must_use]
    pub fn new(frame: &CodeFrame) -> Self {
        let columns = Column::of(frame);
        let facts = Facts::of(frame);
        let in_order = order(frame);
        let rows = in_order.into_iter().map(|subject| Row {
            is_net: matches!(subject, Subject::Net(_)),
            is_in_use: subject.standing().is_active(),
            cells: columns.iter().map(|&column| facts.cell(subject, column)).collect(),
        });
        let nets = frame.active_nets().map(|net| facts.net_name(net.number)).collect();
        Self { rows: rows.collect(), columns, nets }
    }

    /// The table as comma-separated UTF-8 with a byte-order mark. Text that a spreadsheet would run as a formula gets an
    /// apostrophe in front, which [`import`](super::import()) takes off again.
    #[must_use]
    pub fn csv(&self) -> Vec<u8> {
        let mut out = String::from("\u{feff}");
        let header: Vec<String> = self.columns.iter().map(|column| column.name()).collect();
        for cells in std::iter::once(&header).chain(self.rows.iter().map(|row| &row.cells)) {
            for (position, cell) in cells.iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                let cell = harmless(cell);
                if cell.contains([',', '"', '\n', ';']) {
                    out.push('"');
                    out.push_str(&cell.replace('"', "\"\""));
                    out.push('"');
                } else {
                    out.push_str(&cell);
                }
            }
            out.push('\n');
        }
        out.into_bytes()
    }
}

/// A code or a net.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject<'f> {
    Code(&'f Code),
    Net(&'f Net),
}

impl<'f> Subject<'f> {
    pub(super) fn number(self) -> CodeNumber {
        match self {
            Self::Code(code) => code.number,
            Self::Net(net) => net.number,
        }
    }

    pub(super) fn labels(self) -> &'f BTreeMap<Language, String> {
        match self {
            Self::Code(code) => &code.labels,
            Self::Net(net) => &net.labels,
        }
    }

    pub(super) fn standing(self) -> &'f Standing {
        match self {
            Self::Code(code) => &code.standing,
            Self::Net(net) => &net.standing,
        }
    }

    /// As in the column of kinds.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Code(code) if code.kind == CodeKind::Theme => "code",
            Self::Code(_) => "special",
            Self::Net(_) => "net",
        }
    }
}

/// The order of rows.
fn order(frame: &CodeFrame) -> Vec<Subject<'_>> {
    let mut under: BTreeMap<CodeNumber, Vec<&Code>> = BTreeMap::new();
    let (mut alone, mut specials) = (Vec::new(), Vec::new());
    for code in frame.active_codes() {
        let net = code.net.and_then(|net| frame.net(net)).filter(|net| net.standing.is_active());
        match (code.kind, net) {
            (CodeKind::Theme, Some(net)) => under.entry(net.number).or_default().push(code),
            (CodeKind::Theme, None) => alone.push(Subject::Code(code)),
            _ => specials.push(Subject::Code(code)),
        }
    }
    let mut rows = Vec::new();
    for net in frame.active_nets() {
        rows.push(Subject::Net(net));
        rows.extend(under.remove(&net.number).unwrap_or_default().into_iter().map(Subject::Code));
    }
    rows.append(&mut alone);
    rows.append(&mut specials);
    rows.extend(frame.codes.iter().filter(|code| !code.standing.is_active()).map(Subject::Code));
    rows.extend(frame.nets.iter().filter(|net| !net.standing.is_active()).map(Subject::Net));
    rows
}

/// What cells say of a frame, looked up once.
pub(super) struct Facts<'f> {
    subjects: BTreeMap<CodeNumber, Subject<'f>>,
    /// What cells call each net.
    nets: BTreeMap<CodeNumber, String>,
    /// Examples (true) and counter-examples (false) of each code, as typed, each once.
    examples: BTreeMap<(CodeNumber, bool), Vec<&'f str>>,
}

impl<'f> Facts<'f> {
    pub(super) fn of(frame: &'f CodeFrame) -> Self {
        let mut examples: BTreeMap<(CodeNumber, bool), Vec<&str>> = BTreeMap::new();
        let mut last = None;
        for place in &frame.places {
            let carries = match place.kind {
                PlaceKind::Example => true,
                PlaceKind::CounterExample => false,
                PlaceKind::Centre | PlaceKind::Part { .. } => continue,
            };
            // The clauses of one answer stand together.
            if last != Some((place.code, carries, &place.text)) {
                examples.entry((place.code, carries)).or_default().push(&place.text);
            }
            last = Some((place.code, carries, &place.text));
        }
        for texts in examples.values_mut() {
            texts.sort_unstable();
            texts.dedup();
        }
        let codes = frame.codes.iter().map(|code| (code.number, Subject::Code(code)));
        let nets = frame.nets.iter().map(|net| (net.number, Subject::Net(net)));
        Self { subjects: codes.chain(nets).collect(), nets: net_names(frame), examples }
    }

    /// The code or net of that number.
    pub(super) fn subject(&self, number: CodeNumber) -> Option<Subject<'f>> {
        self.subjects.get(&number).copied()
    }

    /// The code or net of a row, if it has a number.
    pub(super) fn subject_of(&self, number: Option<CodeNumber>) -> Option<Subject<'f>> {
        number.and_then(|number| self.subject(number))
    }

    /// Examples or counter-examples of a code, as typed.
    pub(super) fn examples(&self, code: CodeNumber, carries: bool) -> &[&'f str] {
        self.examples.get(&(code, carries)).map_or(&[], Vec::as_slice)
    }

    /// The whole text of a cell.
    pub(super) fn text(&self, subject: Subject, column: Column) -> String {
        match (column, subject) {
            (Column::Number, _) => subject.number().to_string(),
            (Column::Kind, _) => subject.kind().to_owned(),
            (Column::Label(language), _) => subject.labels().get(&language).cloned().unwrap_or_default(),
            (Column::Standing, _) => standing(subject.standing()),
            (_, Subject::Net(_)) => String::new(),
            (Column::Net, Subject::Code(code)) => code.net.map_or_else(String::new, |net| self.net_name(net)),
            (Column::Definition, Subject::Code(code)) => code.definition.clone(),
            (Column::Include, Subject::Code(code)) => list(code.includes.iter().map(String::as_str)),
            (Column::Exclude, Subject::Code(code)) => {
                code.excludes.map_or_else(String::new, |n| n.to_string())
            }
            (Column::Examples, Subject::Code(code)) => list(self.examples(code.number, true).iter().copied()),
            (Column::CounterExamples, Subject::Code(code)) => {
                list(self.examples(code.number, false).iter().copied())
            }
            (Column::Side, Subject::Code(code)) => side(code.side).to_owned(),
            (Column::Keywords, Subject::Code(code)) => {
                list(code.keywords.iter().map(String::as_str)).replace('\n', ", ")
            }
            (Column::Quotes, Subject::Code(code)) => {
                let best = code.exemplars.iter().filter(|quote| quote.borders.is_none()).take(QUOTES);
                let short: Vec<String> =
                    best.map(|quote| quote.text.chars().take(QUOTE_CHARS).collect()).collect();
                list(short.iter().map(String::as_str))
            }
        }
    }

    /// The cell as exported.
    pub(super) fn cell(&self, subject: Subject, column: Column) -> String {
        cell(&self.text(subject, column))
    }

    /// As cells call a net.
    pub(super) fn net_name(&self, number: CodeNumber) -> String {
        self.nets.get(&number).cloned().unwrap_or_else(|| number.to_string())
    }
}

/// What cells call each net: its label in the language of the tables; its number if it is out of use, if another net in
/// use is called alike, or if the label could be taken for a number.
fn net_names(frame: &CodeFrame) -> BTreeMap<CodeNumber, String> {
    let label = |net: &Net| cell(frame.label(net.number, frame.label_language).0);
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    for net in frame.active_nets() {
        *alike.entry(label(net).to_lowercase()).or_default() += 1;
    }
    let name = |net: &Net| {
        let name = label(net);
        let is_number = name.is_empty() || name.bytes().all(|b| b.is_ascii_digit());
        let is_shared = alike.get(&name.to_lowercase()).is_some_and(|nets| *nets > 1);
        if is_number || is_shared || !net.standing.is_active() { net.number.to_string() } else { name }
    };
    frame.nets.iter().map(|net| (net.number, name(net))).collect()
}

/// As in the column of sides.
pub(super) fn side(side: Side) -> &'static str {
    match side {
        Side::Positive => "positive",
        Side::Neutral => "neutral",
        Side::Negative => "negative",
    }
}

fn standing(standing: &Standing) -> String {
    match standing {
        Standing::Active => "active".to_owned(),
        Standing::Retired => "retired".to_owned(),
        Standing::Merged(into) => format!("merged into {into}"),
        Standing::Split(parts) => {
            let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
            format!("split into {}", parts.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::frame;

    fn rows(frame: &CodeFrame) -> Vec<String> {
        let sheet = FrameSheet::new(frame);
        sheet.rows.iter().map(|row| row.cells.join("|")).collect()
    }

    #[test]
    fn codes_stand_below_their_net_and_what_is_out_of_use_comes_last() {
        let mut frame = frame();
        frame.codes[0].standing = Standing::Merged(CodeNumber(2));
        frame.codes[1].excludes = Some(CodeNumber(3));
        frame.codes[1].includes = vec!["rude".into(), "cold".into()];
        assert_eq!(
            rows(&frame),
            [
                "101|net|staff||||||||active|||",
                "2|code|rude staff||staff|Answers about rude staff.|rude\ncold|3|||active|negative||",
                "3|code|opening hours|||Answers about opening hours.|||||active|neutral||",
                "97|special|nothing, all fine|||Answers about nothing, all fine.|||||active|neutral||",
                "98|special|don't know|||Answers about don't know.|||||active|neutral||",
                "1|code|friendly staff|sõbralik teenindus|staff|Answers about friendly staff.|||||merged \
                     into 2|positive||",
            ]
        );
    }

    #[test]
    fn nets_that_are_called_alike_are_named_by_number() {
        let mut frame = frame();
        let second = Net { number: CodeNumber(102), codes: vec![CodeNumber(3)], ..frame.nets[0].clone() };
        frame.codes[2].net = Some(CodeNumber(102));
        frame.nets.push(second);
        assert_eq!(FrameSheet::new(&frame).nets, ["101", "102"]);
        frame.nets[1].labels.insert(Language::EN, "24".into());
        assert_eq!(FrameSheet::new(&frame).nets, ["staff", "102"]);
    }

    #[test]
    fn formulas_are_harmless_as_csv() {
        let mut frame = frame();
        frame.codes[2].labels.insert(Language::EN, "=HYPERLINK(\"http://x\")".into());
        let csv = String::from_utf8(FrameSheet::new(&frame).csv()).unwrap();
        assert!(csv.contains(",\"'=HYPERLINK(\"\"http://x\"\")\","), "{csv}");
        assert!(csv.starts_with("\u{feff}number,kind,label:en,label:et,net,"));
    }
}
