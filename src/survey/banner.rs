//! Segments (groups of people) and the banner that they form.

/// One variable that divides respondents into segments, such as `region`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentVariable {
    /// The column's name.
    pub name: String,
    /// The distinct values, sorted; a respondent with a blank cell belongs to none.
    pub segments: Vec<String>,
    /// For each respondent of the study, in order: the index into `segments`, or none.
    pub member: Vec<Option<u32>>,
}

impl SegmentVariable {
    /// Builds the variable from one cell per respondent, in respondent order.
    #[must_use]
    pub fn from_cells<'a>(name: &str, cells: impl Iterator<Item = &'a str> + Clone) -> Self {
        let mut segments: Vec<String> =
            cells.clone().map(str::trim).filter(|v| !v.is_empty()).map(String::from).collect();
        segments.sort_unstable();
        segments.dedup();
        let member = cells
            .map(|cell| {
                let found = segments.binary_search_by(|s| s.as_str().cmp(cell.trim())).ok()?;
                u32::try_from(found).ok()
            })
            .collect();
        Self { name: name.to_owned(), segments, member }
    }
}

/// The columns of every table: the segment variables, in the order asked for. The total is implied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Banner {
    /// The variables, in the order asked for.
    pub variables: Vec<SegmentVariable>,
}
