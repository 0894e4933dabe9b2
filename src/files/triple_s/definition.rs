//! The XML file of a Triple-S survey → the variables and where their values lie.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;

/// Deepest nesting of elements; the standard has eight levels.
const DEEPEST: usize = 32;

/// Most variables, and most values of all variables together.
const MOST_VARIABLES: usize = 200_000;
const MOST_VALUES: usize = 4_000_000;

/// Most codes that a range of a multiple answer stands for.
const WIDEST_RANGE: u64 = 10_000;

/// What a variable's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Single,
    Multiple,
    Quantity,
    Character,
    Logical,
    Date,
    Time,
}

/// One variable.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) kind: Kind,
    /// Characters of the line, or fields of it, from 1.
    pub(super) start: usize,
    pub(super) finish: usize,
    /// Codes and what they stand for.
    pub(super) values: Vec<(String, String)>,
    /// Parts that hold one code each, and their width; none for a string of 0s and 1s.
    pub(super) spread: Option<(usize, usize)>,
    /// Characters that text has room for.
    pub(super) size: usize,
    /// Whether it weights the rows.
    pub(super) is_weight: bool,
}

/// The survey's one record.
#[derive(Debug, Clone, Default)]
pub(super) struct Definition {
    pub(super) variables: Vec<Variable>,
    /// The data file, where the description names it.
    pub(super) href: Option<String>,
    /// Whether fields are separated by commas; else they stand at fixed places.
    pub(super) is_csv: bool,
    /// Lines of the data file above the first row.
    pub(super) skip: usize,
    pub(super) title: String,
}

impl Definition {
    /// Reads the description.
    ///
    /// # Errors
    /// A sentence for the user.
    pub(super) fn of(xml: &str) -> Result<Self, String> {
        let mut reader = Reader::from_str(xml);
        let mut parser = Parser::default();
        loop {
            let event = reader
                .read_event()
                .map_err(|error| format!("broken XML at byte {}: {error}", reader.error_position()))?;
            match event {
                Event::Start(start) => parser.open(&start)?,
                Event::Empty(start) => {
                    parser.open(&start)?;
                    parser.close()?;
                }
                Event::End(_) => parser.close()?,
                Event::Text(text) => parser.text(&text.xml10_content()),
                Event::CData(text) => parser.text(&text.xml10_content()),
                Event::GeneralRef(entity) => {
                    let known = match entity.resolve_char_ref() {
                        Ok(Some(c)) => Some(c.to_string()),
                        _ => resolve_predefined_entity(&entity.xml10_content()).map(String::from),
                    };
                    match known {
                        Some(text) => parser.text(&text),
                        None => {
                            return Err(format!(
                                "the XML uses the entity \"{}\", which is not expanded: write the text itself",
                                entity.xml10_content()
                            ));
                        }
                    }
                }
                Event::DocType(declared) if declared.xml10_content().contains("<!ENTITY") => {
                    return Err(
                        "the XML declares entities, which are not expanded: take the declaration out".into(),
                    );
                }
                Event::Eof => break,
                _ => {}
            }
        }
        if !parser.path.is_empty() {
            return Err("the XML is cut off: copy or export it again".into());
        }
        parser.finish()
    }
}

/// What was read so far.
#[derive(Debug, Default)]
struct Parser {
    /// Names of the open elements.
    path: Vec<String>,
    definition: Definition,
    /// The variable that is being read.
    variable: Option<Draft>,
    records: usize,
    /// The text of the label, name or value that is being read; of several languages, the first.
    text: String,
    texts: usize,
    values: usize,
}

/// A variable while its elements come in.
#[derive(Debug, Default)]
struct Draft {
    attributes: BTreeMap<String, String>,
    name: String,
    label: String,
    position: Option<(usize, usize)>,
    values: Vec<(String, String)>,
    code: String,
    spread: Option<(usize, usize)>,
    size: usize,
}

impl Parser {
    fn open(&mut self, start: &BytesStart) -> Result<(), String> {
        let name = start.local_name().as_ref().to_owned();
        let attributes = attributes(start)?;
        if self.path.len() >= DEEPEST {
            return Err(format!("the XML is nested deeper than {DEEPEST} levels: it is no Triple-S file"));
        }
        match (name.as_str(), self.variable.as_mut()) {
            ("hierarchy", _) => return Err(hierarchical()),
            ("record", _) => {
                self.records += 1;
                if self.records > 1 {
                    return Err(hierarchical());
                }
                self.definition.href = attributes.get("href").cloned();
                self.definition.is_csv =
                    attributes.get("format").is_some_and(|f| f.eq_ignore_ascii_case("csv"));
                self.definition.skip = attributes.get("skip").and_then(|n| n.parse().ok()).unwrap_or(0);
            }
            ("variable", _) => self.variable = Some(Draft { attributes, ..Draft::default() }),
            ("position", Some(draft)) => {
                let place = |key: &str| attributes.get(key).and_then(|n| n.trim().parse::<usize>().ok());
                let from = place("start");
                draft.position = from.map(|from| (from, place("finish").unwrap_or(from)));
            }
            ("spread", Some(draft)) => {
                let number = |key: &str| attributes.get(key).and_then(|n| n.trim().parse::<usize>().ok());
                draft.spread = number("subfields").map(|parts| (parts, number("width").unwrap_or(0)));
            }
            ("range", Some(draft)) if draft.is("multiple") => {
                let end = |key: &str| attributes.get(key).and_then(|n| n.trim().parse::<u64>().ok());
                if let (Some(from), Some(to)) = (end("from"), end("to")) {
                    for code in from..=to.min(from.saturating_add(WIDEST_RANGE)) {
                        self.values += 1;
                        draft.values.push((code.to_string(), String::new()));
                    }
                }
            }
            ("value", Some(draft)) => {
                draft.code = attributes.get("code").map_or_else(String::new, |code| whole_code(code));
            }
            _ => {}
        }
        match name.as_str() {
            "text" => self.texts += 1,
            "name" | "label" | "value" | "size" | "title" => {
                self.text.clear();
                self.texts = 0;
            }
            "br" => self.text(" "),
            _ => {}
        }
        self.path.push(name);
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if self.texts <= 1 {
            self.text.push_str(text);
        }
    }

    fn close(&mut self) -> Result<(), String> {
        let Some(name) = self.path.pop() else { return Ok(()) };
        let text = || self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        match (name.as_str(), self.variable.as_mut()) {
            ("name", Some(draft)) => draft.name = text(),
            ("label", Some(draft)) => draft.label = text(),
            ("size", Some(draft)) => draft.size = text().parse().unwrap_or(0),
            ("value", Some(draft)) => {
                self.values += 1;
                let (code, label) = (std::mem::take(&mut draft.code), text());
                match draft.values.iter_mut().rev().take(1).find(|(known, _)| *known == code) {
                    Some(known) => known.1 = label,
                    None => draft.values.push((code, label)),
                }
            }
            ("title", None) => self.definition.title = text(),
            ("variable", _) => {
                if let Some(draft) = self.variable.take() {
                    self.definition.variables.push(draft.finish()?);
                }
            }
            _ => {}
        }
        if self.definition.variables.len() > MOST_VARIABLES || self.values > MOST_VALUES {
            return Err(format!(
                "more than {MOST_VARIABLES} variables or {MOST_VALUES} values: split the survey"
            ));
        }
        Ok(())
    }

    fn finish(self) -> Result<Definition, String> {
        if self.definition.variables.is_empty() {
            return Err("the Triple-S file describes no variable".into());
        }
        Ok(self.definition)
    }
}

impl Draft {
    fn is(&self, kind: &str) -> bool {
        self.attributes.get("type").is_some_and(|known| known == kind)
    }

    fn finish(self) -> Result<Variable, String> {
        let name = if self.name.is_empty() {
            self.attributes.get("ident").cloned().unwrap_or_default()
        } else {
            self.name
        };
        let kind = match self.attributes.get("type").map_or("", String::as_str) {
            "single" => Kind::Single,
            "multiple" => Kind::Multiple,
            "quantity" => Kind::Quantity,
            "character" => Kind::Character,
            "logical" => Kind::Logical,
            "date" => Kind::Date,
            "time" => Kind::Time,
            other => {
                return Err(format!(
                    "variable \"{name}\" is of type \"{other}\", which Triple-S does not have"
                ));
            }
        };
        let Some((start, finish)) = self.position.filter(|&(start, finish)| start >= 1 && finish >= start)
        else {
            return Err(format!(
                "variable \"{name}\" has no position that can be: give its start and finish"
            ));
        };
        let mut values = self.values;
        if kind == Kind::Multiple {
            // A range gives codes, a value their labels; both may speak of the same code.
            let mut known: BTreeMap<String, usize> = BTreeMap::new();
            let mut merged: Vec<(String, String)> = Vec::new();
            for (code, label) in values {
                let place = *known.entry(code.clone()).or_insert(merged.len());
                match merged.get_mut(place) {
                    Some(value) if value.1.is_empty() => value.1 = label,
                    Some(_) => {}
                    None => merged.push((code, label)),
                }
            }
            values = merged;
        }
        let is_weight = self.attributes.get("use").is_some_and(|used| used == "weight");
        let (spread, size) = (self.spread, self.size);
        Ok(Variable { name, label: self.label, kind, start, finish, values, spread, size, is_weight })
    }
}

fn attributes(start: &BytesStart) -> Result<BTreeMap<String, String>, String> {
    let mut found = BTreeMap::new();
    for attribute in start.attributes() {
        let attribute =
            attribute.map_err(|error| format!("broken XML in an element's attributes: {error}"))?;
        let key = attribute.key.local_name().as_ref().to_owned();
        let value = quick_xml::escape::unescape(&attribute.value)
            .map_err(|error| format!("broken XML in attribute \"{key}\": {error}"))?;
        found.insert(key, value.into_owned());
    }
    Ok(found)
}

/// A code as cells have it: "03" is 3.
pub(super) fn whole_code(code: &str) -> String {
    let code = code.trim();
    let digits = code.trim_start_matches('0');
    match code.bytes().all(|b| b.is_ascii_digit()) {
        true if digits.is_empty() && !code.is_empty() => "0".into(),
        true => digits.to_owned(),
        false => code.to_owned(),
    }
}

fn hierarchical() -> String {
    "a hierarchical Triple-S survey (several levels of records): export the level with the answers alone, or as CSV"
        .into()
}
