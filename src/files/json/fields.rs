//! One JSON object → the cells of one row: nested values by their path.

use super::scan::{Scalar, Scanned, Scanner};
use crate::files::row::Row;
use std::borrow::Cow;
use std::collections::HashMap;

/// Most columns: as many as the widest exports have; a row takes memory for each of them.
const MOST_COLUMNS: usize = 20_000;

/// Elements of a list of objects that get columns of their own.
const MOST_ELEMENTS: usize = 100;

/// What stands at a path.
enum Found<'v> {
    /// A value without others in it.
    Scalar(Scalar<'v>),
    /// Values of a list in one.
    Joined(String),
    /// A list or object, whose members follow by longer paths.
    Nested(&'static str),
    /// Elements of a list that are left out, all but [`MOST_ELEMENTS`].
    LeftOut(usize),
}

/// Goes through an object member by member, with the path of each.
struct Walk<F> {
    path: String,
    take: F,
}

impl<F: FnMut(&str, Found<'_>)> Walk<F> {
    fn value(&mut self, scan: &mut Scanner<'_>) -> Scanned<()> {
        match scan.peek() {
            Some(b'{') => self.object(scan),
            Some(b'[') => self.list(scan),
            _ => {
                let value = scan.scalar()?;
                (self.take)(&self.path, Found::Scalar(value));
                Ok(())
            }
        }
    }

    /// Below a longer path.
    fn below(&mut self, name: &str, scan: &mut Scanner<'_>) -> Scanned<()> {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(name);
        let done = self.value(scan);
        self.path.truncate(length);
        done
    }

    fn object(&mut self, scan: &mut Scanner<'_>) -> Scanned<()> {
        (self.take)(&self.path, Found::Nested("an object"));
        let members = scan.object(|scan, name| self.below(name, scan))?;
        if members == 0 && !self.path.is_empty() {
            (self.take)(&self.path, Found::Scalar(Scalar::Null));
        }
        Ok(())
    }

    fn list(&mut self, scan: &mut Scanner<'_>) -> Scanned<()> {
        let (mut plain, mut is_nested, mut left_out) = (Vec::new(), false, 0);
        let elements = scan.list(|scan, place| {
            if matches!(scan.peek(), Some(b'{' | b'[')) && !is_nested {
                is_nested = true;
                (self.take)(&self.path, Found::Nested("a list"));
                for (place, value) in std::mem::take(&mut plain) {
                    let path = format!("{}.{place}", self.path);
                    (self.take)(&path, Found::Scalar(value));
                }
            }
            if is_nested && place >= MOST_ELEMENTS {
                left_out += 1;
                scan.skip()
            } else if is_nested {
                self.below(&place.to_string(), scan)
            } else {
                plain.push((place, scan.scalar()?));
                Ok(())
            }
        })?;
        if left_out > 0 {
            (self.take)(&self.path, Found::LeftOut(left_out));
        } else if elements == 0 {
            (self.take)(&self.path, Found::Scalar(Scalar::Null));
        } else if !is_nested {
            let values: Vec<Cow<'_, str>> = plain.into_iter().filter_map(|(_, value)| text(value)).collect();
            (self.take)(&self.path, Found::Joined(values.join("; ")));
        }
        Ok(())
    }
}

/// A value as a cell shows it; none for what is missing.
fn text(value: Scalar<'_>) -> Option<Cow<'_, str>> {
    match value {
        Scalar::Null => None,
        Scalar::Text(text) => Some(text),
        Scalar::Number(typed) | Scalar::Flag(typed) => Some(Cow::Borrowed(typed)),
    }
}

/// The columns of all objects: the paths of their values in the order in which they are first seen.
#[derive(Debug, Default)]
pub(super) struct Columns {
    names: Vec<String>,
    places: HashMap<String, usize>,
    /// Values for which no column was left, and the first one's path.
    beyond: usize,
    first_beyond: String,
    /// Elements of long lists, and the first such list's path.
    left_out: usize,
    first_list: String,
}

impl Columns {
    /// Their names.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Takes in the paths of the object that begins here; none of them if it turns out to be broken.
    pub(super) fn see(&mut self, scan: &mut Scanner<'_>) -> Scanned<()> {
        let before = self.names.len();
        let (mut beyond, mut left_out) = (0, 0);
        let take = |path: &str, found: Found<'_>| match found {
            Found::Nested(_) => {}
            Found::LeftOut(elements) => {
                if self.first_list.is_empty() {
                    path.clone_into(&mut self.first_list);
                }
                left_out += elements;
            }
            Found::Scalar(_) | Found::Joined(_) if self.places.contains_key(path) => {}
            Found::Scalar(_) | Found::Joined(_) if self.names.len() < MOST_COLUMNS => {
                self.places.insert(path.to_owned(), self.names.len());
                self.names.push(path.to_owned());
            }
            Found::Scalar(_) | Found::Joined(_) => {
                if self.first_beyond.is_empty() {
                    path.clone_into(&mut self.first_beyond);
                }
                beyond += 1;
            }
        };
        let done = Walk { path: String::new(), take }.object(scan);
        match &done {
            Ok(()) => {
                self.beyond += beyond;
                self.left_out += left_out;
            }
            Err(_) => {
                for name in self.names.drain(before..) {
                    self.places.remove(&name);
                }
            }
        }
        done
    }

    /// What has no column, one sentence each.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.beyond > 0 {
            notes.push(format!(
                "{} values left out, the first at \"{}\": there are more than {MOST_COLUMNS} columns.",
                self.beyond, self.first_beyond
            ));
        }
        if self.left_out > 0 {
            notes.push(format!(
                "{} elements of lists left out, the first of \"{}\": the first {MOST_ELEMENTS} have columns.",
                self.left_out, self.first_list
            ));
        }
        notes
    }
}

/// The cells of one object while it is read, reused from row to row.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// All values one after the other, and where each column's is.
    text: String,
    places: Vec<Option<(usize, usize)>>,
    not_text: Vec<(usize, &'static str)>,
}

/// What is odd in one object.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Oddities {
    /// A name stands in it twice.
    pub(super) is_repeated: bool,
    /// A string has half a surrogate pair.
    pub(super) has_half_pair: bool,
    /// A string has a NUL character.
    pub(super) has_nul: bool,
}

impl Cells {
    /// Reads the object that begins here into `row`.
    pub(super) fn read(
        &mut self,
        scan: &mut Scanner<'_>,
        columns: &Columns,
        row: &mut Row,
    ) -> Scanned<Oddities> {
        let mut oddities = Oddities::default();
        self.text.clear();
        self.places.clear();
        self.places.resize(columns.names.len(), None);
        self.not_text.clear();
        let take = |path: &str, found: Found<'_>| {
            let Some(&column) = columns.places.get(path) else { return };
            let (value, what) = match found {
                Found::Nested(what) => {
                    self.not_text.push((column, what));
                    return;
                }
                Found::LeftOut(_) => return,
                Found::Joined(values) => (Some(Cow::Owned(values)), Some("a list")),
                Found::Scalar(value) => {
                    let what = match value {
                        Scalar::Number(_) => Some("a number"),
                        Scalar::Flag(_) => Some("true or false"),
                        Scalar::Text(_) | Scalar::Null => None,
                    };
                    (text(value), what)
                }
            };
            let start = self.text.len();
            self.text.push_str(&value.unwrap_or_default());
            self.not_text.extend(what.map(|what| (column, what)));
            if let Some(place) = self.places.get_mut(column) {
                // The last of several counts.
                oddities.is_repeated |= place.replace((start, self.text.len())).is_some();
            }
        };
        Walk { path: String::new(), take }.object(scan)?;
        for place in &self.places {
            let (start, end) = place.unwrap_or_default();
            row.extend(self.text.get(start..end).unwrap_or_default());
            row.end_cell();
        }
        row.not_text.extend_from_slice(&self.not_text);
        oddities.has_half_pair = std::mem::take(&mut scan.has_half_pair);
        oddities.has_nul = std::mem::take(&mut scan.has_nul);
        Ok(oddities)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names, cells and what is no text of one object.
    type Object = (Vec<String>, Vec<String>, Vec<(usize, &'static str)>, Oddities);

    fn read(json: &str) -> Object {
        let mut columns = Columns::default();
        columns.see(&mut Scanner::new(json, 0)).unwrap();
        let mut row = Row::default();
        let oddities = Cells::default().read(&mut Scanner::new(json, 0), &columns, &mut row).unwrap();
        let cells = row.cells().map(str::to_owned).collect();
        (columns.names, cells, row.not_text, oddities)
    }

    #[test]
    fn nested_values_go_by_their_path() {
        let (names, cells, not_text, _) = read(
            r#"{"id":"007","a":{"why":"slow","n":[]},"tags":["x","y",3,null],"list":["p",{"text":"q"}],"ok":true,"none":null}"#,
        );
        assert_eq!(names, ["id", "a.why", "a.n", "tags", "list.0", "list.1.text", "ok", "none"]);
        assert_eq!(cells, ["007", "slow", "", "x; y; 3", "p", "q", "true", ""]);
        assert_eq!(not_text, [(3, "a list"), (6, "true or false")]);
    }

    #[test]
    fn the_last_of_two_equal_names_counts() {
        let (names, cells, _, oddities) = read(r#"{"a":"x","a":"yy"}"#);
        assert_eq!((names.len(), cells[0].as_str(), oddities.is_repeated), (1, "yy", true));
        assert!(!read(r#"{"a":"x","b":{"a":"y"}}"#).3.is_repeated);
    }

    #[test]
    fn an_object_where_others_have_text_is_marked() {
        let mut columns = Columns::default();
        let json =
            [r#"{"why":"slow"}"#, r#"{"why":{"en":"slow"}}"#, r#"{"why":[{"en":"slow"}]}"#, r#"{"why":5}"#];
        json.iter().for_each(|json| columns.see(&mut Scanner::new(json, 0)).unwrap());
        let marks = json.map(|json| {
            let mut row = Row::default();
            Cells::default().read(&mut Scanner::new(json, 0), &columns, &mut row).unwrap();
            row.not_text.first().copied()
        });
        assert_eq!(marks, [None, Some((0, "an object")), Some((0, "a list")), Some((0, "a number"))]);
    }

    #[test]
    fn broken_objects_leave_no_column_and_long_lists_are_bounded() {
        let mut columns = Columns::default();
        assert!(columns.see(&mut Scanner::new(r#"{"a":1,"b":"#, 0)).is_err());
        assert!(columns.names().is_empty() && columns.places.is_empty());
        let json = format!(r#"{{"l":[{}]}}"#, vec![r#"{"x":1}"#; 150].join(","));
        columns.see(&mut Scanner::new(&json, 0)).unwrap();
        assert_eq!(columns.names().len(), MOST_ELEMENTS);
        assert!(columns.notes().concat().contains("50 elements of lists left out, the first of \"l\""));
    }
}
