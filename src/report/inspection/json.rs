//! An inspection as JSON.

use super::{InspectionInput, examples};
use crate::error::{Error, Result};
use crate::files::Platform;
use serde_json::{Value, json};

/// One file's inspection for programs.
///
/// Fields: `file`, `format`, `encoding`, `delimiter`, `sheet`, `sheets`, `platform`, `header_rows`, `rows_read`,
/// `rows_kept`, `rows_rejected`, `rejected` (`reason`, `rows`, `first_line`), `rows_sampled`, `columns` (`name`,
/// `question`, `kind`, `reason`, `filled` 0..1, `distinct`, `mean_words`, `mean_length` in characters, `labels` of `value`
/// and `label`, `examples`, `masked`), `taken` (`option`, `column`, `reason`), `also_open_ended`, `command` and `notes`. What
/// is not known is null.
///
/// # Errors
/// [`Error::Internal`] if it cannot be made, which is a fault of ours.
pub fn inspection_json(inputs: &[InspectionInput<'_>]) -> Result<String> {
    let files: Vec<Value> = inputs.iter().map(file).collect();
    serde_json::to_string_pretty(&files).map(|text| text + "\n").map_err(|e| Error::Internal(e.to_string()))
}

fn file(input: &InspectionInput<'_>) -> Value {
    let found = input.inspection;
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let columns = found.columns.iter().map(|column| {
        let labels = column.labels.iter().map(|(value, label)| json!({ "value": value, "label": label }));
        json!({
            "name": column.name,
            "question": known(&column.question),
            "kind": column.profile.kind.name(),
            "reason": column.profile.reason,
            "filled": rounded(column.profile.filled),
            "distinct": column.profile.values,
            "mean_words": rounded(column.profile.mean_words),
            "mean_length": rounded(column.profile.mean_length),
            "labels": labels.collect::<Vec<_>>(),
            "examples": examples(column).collect::<Vec<_>>(),
            "masked": column.is_masked,
        })
    });
    let taken = found
        .recognized
        .taken
        .iter()
        .map(|taken| json!({ "option": taken.option, "column": taken.column, "reason": taken.reason }));
    let reasons = found
        .reasons
        .iter()
        .map(|found| json!({ "reason": found.reason, "rows": found.rows, "first_line": found.line }));
    json!({
        "file": found.file,
        "format": known(&found.written.format),
        "encoding": known(&found.written.encoding),
        "delimiter": known(&found.written.delimiter),
        "sheet": found.sheet,
        "sheets": found.written.sheets,
        "platform": found.platform.map(Platform::name),
        "header_rows": found.header_rows,
        "rows_read": found.kept + found.rejected,
        "rows_kept": found.kept,
        "rows_rejected": found.rejected,
        "rejected": reasons.collect::<Vec<_>>(),
        "rows_sampled": found.sampled,
        "columns": columns.collect::<Vec<_>>(),
        "taken": taken.collect::<Vec<_>>(),
        "also_open_ended": found.recognized.others,
        "command": (!found.recognized.options.text.is_empty()).then(|| input.command.join(" ")),
        "notes": found.notes,
    })
}

/// Four decimals: enough to read, the same on every machine.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}
