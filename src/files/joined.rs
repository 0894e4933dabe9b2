//! Tables of several files in one: columns by name, rows numbered on.

use super::names::listed;
use crate::survey::{Column, Storage, Table, TableBuilder};
use std::collections::HashMap;

/// How the columns of several files go into one table.
#[derive(Debug, Default)]
pub(super) struct Join {
    headers: Vec<String>,
    columns: Vec<Column>,
    /// For each file and each column of the table: the column of the file.
    from: Vec<Vec<Option<usize>>>,
    /// Labels of one value that differ between files: the columns.
    relabelled: Vec<String>,
    /// Columns that the table gets besides: the waves' and the files' names.
    wave: Option<usize>,
    file: Option<usize>,
}

/// A name as it is compared, and how many columns of the file before have it too.
type Key = (String, usize);

impl Join {
    /// Adds a file with these columns, in the order of the files.
    pub(super) fn add(&mut self, headers: &[String], columns: &[Column]) {
        let known: HashMap<Key, usize> = keys(&self.headers).zip(0..).collect();
        let mut from = vec![None; self.headers.len()];
        for (at, key) in keys(headers).enumerate() {
            let column = columns.get(at).cloned().unwrap_or_default();
            if let Some(&place) = known.get(&key) {
                if let Some(slot) = from.get_mut(place) {
                    *slot = Some(at);
                }
                self.merge(place, &column);
            } else {
                self.headers.push(headers.get(at).cloned().unwrap_or_default());
                self.columns.push(column);
                from.push(Some(at));
            }
        }
        self.from.push(from);
    }

    /// What a further file says of a column that is known.
    fn merge(&mut self, place: usize, more: &Column) {
        let Some(column) = self.columns.get_mut(place) else { return };
        if column.description.is_empty() {
            column.description.clone_from(&more.description);
        }
        if column.storage != more.storage {
            column.storage = Storage::Any;
        }
        for (value, label) in &more.labels {
            match column.labels.iter().find(|(known, _)| known == value) {
                None => column.labels.push((value.clone(), label.clone())),
                Some((_, known)) if known != label => {
                    let name = self.headers.get(place).cloned().unwrap_or_default();
                    if !self.relabelled.contains(&name) {
                        self.relabelled.push(name);
                    }
                }
                Some(_) => {}
            }
        }
    }

    /// Adds the columns of the waves' and the files' names, after all files.
    pub(super) fn close(&mut self, has_waves: bool, has_files: bool) {
        self.wave = has_waves.then(|| self.add_own("wave"));
        self.file = has_files.then(|| self.add_own("file"));
    }

    fn add_own(&mut self, name: &str) -> usize {
        let is_free = |name: &str| self.headers.iter().all(|header| folded(header) != name);
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let name = std::iter::once(name.to_owned()).chain(numbered).find(|name| is_free(name));
        self.headers.push(name.unwrap_or_default());
        self.columns.push(Column { is_added: true, ..Column::default() });
        self.headers.len() - 1
    }

    /// Names of all columns.
    pub(super) fn headers(&self) -> &[String] {
        &self.headers
    }

    /// What else is known of them.
    pub(super) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column of the waves' names.
    pub(super) fn wave(&self) -> Option<&str> {
        self.wave.and_then(|at| self.headers.get(at)).map(String::as_str)
    }

    /// Which columns are missing in which file, and what else to say of the columns, one sentence each.
    pub(super) fn notes(&self, files: &[&str]) -> Vec<String> {
        let mut notes = Vec::new();
        for (file, from) in files.iter().zip(&self.from) {
            let own = [self.wave, self.file];
            let missing =
                self.headers.iter().enumerate().filter(|(at, _)| {
                    from.get(*at).copied().flatten().is_none() && !own.contains(&Some(*at))
                });
            let missing: Vec<String> = missing.map(|(_, name)| name.clone()).collect();
            if !missing.is_empty() {
                notes.push(format!("{file} has no column {}: blank there.", listed(&missing)));
            }
        }
        if !self.relabelled.is_empty() {
            notes.push(format!(
                "The files label a value differently in {}: the first file's label stands.",
                listed(&self.relabelled)
            ));
        }
        notes
    }

    /// Adds a batch of one of the files.
    pub(super) fn append(&self, builder: &mut TableBuilder, batch: &Table, file: usize, names: (&str, &str)) {
        let none = Vec::new();
        let from = self.from.get(file).unwrap_or(&none);
        let (file, wave) = names;
        let mut rejected = batch.rejected.iter().peekable();
        for row in 0..batch.len() {
            let number = batch.row_number(row);
            while let Some(row) = rejected.next_if(|rejected| rejected.row < number) {
                builder.reject(row.line, row.column.clone(), row.reason.clone(), row.raw.clone());
            }
            for (place, column) in from.iter().enumerate() {
                let found = column.and_then(|column| batch.not_text.get(&column));
                if let Some((_, what)) = found.filter(|(first, _)| *first == number) {
                    builder.mark_not_text(place, what);
                }
            }
            let cells = (0..self.headers.len()).map(|place| {
                if self.wave == Some(place) {
                    wave
                } else if self.file == Some(place) {
                    file
                } else {
                    from.get(place).copied().flatten().map_or("", |column| batch.cell(row, column))
                }
            });
            builder.keep(batch.line(row), cells);
        }
        for row in rejected {
            builder.reject(row.line, row.column.clone(), row.reason.clone(), row.raw.clone());
        }
    }
}

/// A name without case and spaces around.
fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Each column by its name, the second of a name apart from the first.
fn keys(headers: &[String]) -> impl Iterator<Item = Key> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    headers.iter().map(move |header| {
        let name = folded(header);
        let before = seen.entry(name.clone()).or_insert(0);
        *before += 1;
        (name, *before - 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    fn labelled(labels: &[(&str, &str)]) -> Vec<Column> {
        let labels = labels.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned()));
        vec![Column { labels: labels.collect(), ..Column::default() }]
    }

    #[test]
    fn columns_are_joined_by_name_in_the_order_of_the_files() {
        let mut join = Join::default();
        join.add(&names(&["id", "why", "x", "x", "file"]), &[]);
        join.add(&names(&["Why ", "more", "x", "ID"]), &[]);
        join.close(true, true);
        assert_eq!(join.headers(), names(&["id", "why", "x", "x", "file", "more", "wave", "file_2"]));
        assert_eq!(join.wave(), Some("wave"));
        assert_eq!(join.columns().iter().filter(|column| column.is_added).count(), 2);
        assert_eq!(
            join.notes(&["a.csv", "b.csv"]),
            ["a.csv has no column more: blank there.", "b.csv has no column x, file: blank there."]
        );
        let mut builder = TableBuilder::new("all", join.headers().to_vec(), vec![]);
        let mut batch = TableBuilder::new("b.csv", names(&["Why ", "more", "x", "ID"]), vec![]);
        batch.reject(2, Some("x".into()), "bad", "raw");
        batch.mark_not_text(1, "a number");
        batch.keep(3, ["slow", "5", "1", "7"]);
        batch.reject(4, None, "bad", "raw");
        builder.keep(2, ["1"]);
        join.append(&mut builder, &batch.finish(None, String::new()), 1, ("b.csv", "2024"));
        let table = builder.finish(None, String::new());
        let cells: Vec<&str> = (0..8).map(|column| table.cell(1, column)).collect();
        assert_eq!(cells, ["7", "slow", "1", "", "", "5", "2024", "b.csv"]);
        assert_eq!((table.row_number(1), table.line(1)), (3, 3));
        assert_eq!(table.rejected.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(table.not_text.get(&5), Some(&(3, "a number")));
    }

    #[test]
    fn labels_of_all_files_are_known_and_differences_are_said() {
        let mut join = Join::default();
        join.add(&names(&["q"]), &labelled(&[("1", "yes"), ("2", "no")]));
        join.add(&names(&["q"]), &labelled(&[("1", "no"), ("3", "perhaps")]));
        join.close(false, true);
        let labels: Vec<&str> = join.columns()[0].labels.iter().map(|(_, label)| label.as_str()).collect();
        assert_eq!(labels, ["yes", "no", "perhaps"]);
        assert!(join.notes(&["a", "b"]).concat().contains("label a value differently in q"));
    }
}
