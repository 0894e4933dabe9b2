//! Segments (groups of people) and the banner that they form.

use super::Column;
use std::collections::HashMap;

/// One variable that divides respondents into segments, such as `region`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SegmentVariable {
    /// The column's name.
    pub name: String,
    /// The distinct segments that somebody belongs to, in their order: those of `order` first, the others sorted. A
    /// respondent with a blank cell belongs to none.
    pub segments: Vec<String>,
    /// For each respondent of the study, in order: the index into `segments`, or none.
    pub member: Vec<Option<u32>>,
    /// Segments in the order in which the file lists their labels, whether or not somebody belongs to them; empty where
    /// it has no labels.
    pub order: Vec<String>,
}

impl SegmentVariable {
    /// Builds the variable from one cell per respondent, in respondent order.
    #[must_use]
    pub fn from_cells<'a>(name: &str, cells: impl Iterator<Item = &'a str> + Clone) -> Self {
        Self::from_labelled(name, cells, &[])
    }

    /// The same where cells hold values that stand for something: segments are named by the labels, in their order; a
    /// value without a label stands for itself. Values that share a label make one segment.
    #[must_use]
    pub fn from_labelled<'a>(
        name: &str,
        cells: impl Iterator<Item = &'a str> + Clone,
        labels: &'a [(String, String)],
    ) -> Self {
        let mut known: HashMap<&str, (usize, &str)> = HashMap::new();
        let mut order: Vec<String> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for (value, label) in labels {
            let segment = if label.trim().is_empty() { value.trim() } else { label.trim() };
            let place = *places.entry(segment).or_insert_with(|| {
                order.push(segment.to_owned());
                order.len() - 1
            });
            known.entry(value.trim()).or_insert((place, segment));
        }
        // A value that reads like another value's label belongs to the same segment.
        let segment = |cell: &'a str| {
            let cell = cell.trim();
            let (place, segment) = known.get(cell).copied().unwrap_or((usize::MAX, cell));
            (places.get(segment).copied().unwrap_or(place), segment)
        };
        let mut segments: Vec<(usize, &str)> =
            cells.clone().filter(|cell| !cell.trim().is_empty()).map(segment).collect();
        segments.sort_unstable();
        segments.dedup();
        let member = cells
            .map(|cell| {
                let found = segments.binary_search(&segment(cell)).ok()?;
                u32::try_from(found).ok()
            })
            .collect();
        let segments = segments.into_iter().map(|(_, segment)| segment.to_owned()).collect();
        Self { name: name.to_owned(), segments, member, order }
    }

    /// The variable of a column of that name, whose labels name the segments.
    #[must_use]
    pub fn of_column<'a>(
        name: &str,
        cells: impl Iterator<Item = &'a str> + Clone,
        column: Option<&'a Column>,
    ) -> Self {
        Self::from_labelled(name, cells, column.map_or(&[], |column| column.labels.as_slice()))
    }
}

/// The columns of every table: the segment variables, in the order asked for. The total is implied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Banner {
    /// The variables, in the order asked for.
    pub variables: Vec<SegmentVariable>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_name_the_segments_and_give_their_order() {
        let labels = [("1", "North"), ("2", "East"), ("3", "South"), ("9", "North")];
        let labels = labels.map(|(value, label)| (value.to_owned(), label.to_owned()));
        let cells = ["2", "1", "", "7", "9", " 1 ", "East"];
        let variable = SegmentVariable::from_labelled("region", cells.into_iter(), &labels);
        assert_eq!(variable.segments, ["North", "East", "7"]);
        assert_eq!(variable.member, [Some(1), Some(0), None, Some(2), Some(0), Some(0), Some(1)]);
        assert_eq!(variable.order, ["North", "East", "South"]);
        let plain = SegmentVariable::from_cells("region", cells.into_iter());
        assert_eq!(plain.segments, ["1", "2", "7", "9", "East"]);
    }
}
