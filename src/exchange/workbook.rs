//! A frame as a workbook (XLSX) that a team can work in.

use super::columns::{Column, Use};
use super::sheet::{FrameSheet, Row};
use crate::error::{Error, Result};
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula,
    Workbook, Worksheet, XlsxError,
};

/// Empty rows below the codes that are ready for new ones.
const NEW_ROWS: u32 = 200;
/// The sheet of codes; import reads the first sheet with a column named number.
const CODES: &str = "codes";
/// The sheet that explains them.
const HELP: &str = "how to edit";
/// Where the second sheet lists the nets.
const NETS_COLUMN: u16 = 4;

impl FrameSheet {
    /// The table as a workbook: the codes, and a sheet that explains the columns. Cells are typed as text, so that no
    /// spreadsheet program makes a formula or a date of them; equal frames give equal bytes.
    ///
    /// # Errors
    /// [`Error::Internal`] if it cannot be written.
    pub fn workbook(&self) -> Result<Vec<u8>> {
        self.write().map_err(|error| Error::Internal(error.to_string()))
    }

    fn write(&self) -> std::result::Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        // No clock: the same frame is the same file.
        let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        self.write_codes(book.add_worksheet().set_name(CODES)?)?;
        self.write_help(book.add_worksheet().set_name(HELP)?)?;
        book.save_to_buffer()
    }

    fn write_codes(&self, sheet: &mut Worksheet) -> std::result::Result<(), XlsxError> {
        let columns = || (0u16..).zip(&self.columns);
        let last = self.rows.len() as u32;
        for (at, column) in columns() {
            sheet.set_column_width(at, column.width())?;
            let base = if *column == Column::Number { Format::new() } else { text() };
            sheet.set_column_format(at, &top(base))?;
            sheet.write_string_with_format(0, at, column.name(), &header(column.purpose()))?;
        }
        for (at, row) in (1u32..).zip(&self.rows) {
            for ((position, column), cell) in columns().zip(&row.cells) {
                let format = look(row, *column);
                match cell.parse::<u16>() {
                    Ok(number) if *column == Column::Number => {
                        sheet.write_number_with_format(at, position, number, &format)?;
                    }
                    _ if cell.is_empty() => {
                        sheet.write_blank(at, position, &format)?;
                    }
                    _ => {
                        sheet.write_string_with_format(at, position, cell, &format)?;
                    }
                }
            }
        }
        sheet.set_row_height(0, 24)?.set_freeze_panes(1, 3)?;
        sheet.autofilter(0, 0, last, self.columns.len() as u16 - 1)?;
        for (at, column) in columns() {
            if let Some(choice) = self.choice(*column)? {
                let first = if column.purpose() == Use::New { last + 1 } else { 1 };
                sheet.add_data_validation(first, at, last + NEW_ROWS, at, &choice)?;
            }
        }
        sheet.set_landscape().set_repeat_rows(0, 0)?.set_print_fit_to_pages(1, 0);
        Ok(())
    }

    /// What a cell of the column may be chosen from. Other text may still be typed: new nets, and what stands there.
    fn choice(&self, column: Column) -> std::result::Result<Option<DataValidation>, XlsxError> {
        let list = |values: &[&str]| DataValidation::new().allow_list_strings(values);
        let choice = match column {
            Column::Kind => list(&["code", "net"])?,
            Column::Standing => list(&["active", "retired"])?,
            Column::Side => list(&["positive", "neutral", "negative"])?,
            Column::Net if !self.nets.is_empty() => {
                let last = self.nets.len() + 1;
                DataValidation::new().allow_list_formula(Formula::new(format!("='{HELP}'!$E$2:$E${last}")))
            }
            _ => return Ok(None),
        };
        Ok(Some(choice.show_error_message(false)))
    }

    fn write_help(&self, sheet: &mut Worksheet) -> std::result::Result<(), XlsxError> {
        let heads = [("column", 20), ("may be changed", 22), ("what it holds", 90)];
        for (at, (head, width)) in (0u16..).zip(heads) {
            sheet.set_column_width(at, width)?;
            sheet.write_string_with_format(0, at, head, &header(Use::Edited))?;
        }
        for (at, column) in (1u32..).zip(&self.columns) {
            let may = match column.purpose() {
                Use::Edited => "yes",
                Use::New => "in new rows only",
                Use::Read => "no",
            };
            let plain = top(text());
            sheet.write_string_with_format(at, 0, column.name(), &plain.clone().set_bold())?;
            sheet.write_string_with_format(at, 1, may, &plain)?;
            sheet.write_string_with_format(at, 2, column.help(), &plain)?;
        }
        let notes = [
            "A new code or net: a new row without a number. A row that is left out changes nothing, unless the import is told to retire it.",
            "Save as XLSX, or as CSV in UTF-8, and bring it back with: openend frame import FOLDER FILE --dry-run",
        ];
        for (at, note) in (self.columns.len() as u32 + 2..).zip(notes) {
            sheet.merge_range(at, 0, at, 2, note, &top(text()).set_italic())?;
            sheet.set_row_height(at, 32)?;
        }
        sheet.set_column_width(NETS_COLUMN, 30)?;
        sheet.write_string_with_format(0, NETS_COLUMN, "nets", &header(Use::Read))?;
        for (at, net) in (1u32..).zip(&self.nets) {
            sheet.write_string_with_format(at, NETS_COLUMN, net, &top(text()))?;
        }
        sheet.set_row_height(0, 24)?.set_freeze_panes(1, 0)?;
        Ok(())
    }
}

/// Typed as text, so that nothing that is typed becomes a date or a formula.
fn text() -> Format {
    Format::new().set_num_format("@").set_text_wrap()
}

fn top(format: Format) -> Format {
    format.set_align(FormatAlign::Top)
}

fn header(purpose: Use) -> Format {
    let base = Format::new().set_bold().set_align(FormatAlign::VerticalCenter);
    match purpose {
        Use::Edited => base.set_font_color(Color::White).set_background_color(Color::RGB(0x1F_5A_8C)),
        _ => base.set_font_color(Color::RGB(0x52_60_6D)).set_background_color(Color::RGB(0xCB_D2_D9)),
    }
}

/// Grey where nothing may be changed, blue rows for nets, grey script for what is out of use.
fn look(row: &Row, column: Column) -> Format {
    let line = Color::RGB(0xD9_DE_E4);
    let base = if column == Column::Number { Format::new() } else { text() };
    let base = top(base).set_border_bottom(FormatBorder::Thin).set_border_bottom_color(line);
    let base = if row.is_net { base.set_bold() } else { base };
    let is_fixed = column.purpose() != Use::Edited;
    let base = match (row.is_net, is_fixed) {
        (_, true) => base.set_background_color(Color::RGB(0xF0_F2_F5)),
        (true, false) => base.set_background_color(Color::RGB(0xE6_F0_F8)),
        (false, false) => base,
    };
    if is_fixed || !row.is_in_use { base.set_font_color(Color::RGB(0x6B_77_83)) } else { base }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::frame;
    use calamine::{Reader, Xlsx};
    use std::io::Cursor;

    #[test]
    fn the_workbook_holds_every_cell_and_is_the_same_each_time() {
        let mut frame = frame();
        frame.codes[0].definition = "=1+1, \"q\" <b>\n第二 😀".into();
        let sheet = FrameSheet::new(&frame);
        let bytes = sheet.workbook().unwrap();
        assert_eq!(bytes, FrameSheet::new(&frame).workbook().unwrap());
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        assert_eq!(book.sheet_names(), [CODES, HELP]);
        let range = book.worksheet_range(CODES).unwrap();
        for (at, row) in (1u32..).zip(&sheet.rows) {
            for (column, cell) in (0u32..).zip(&row.cells) {
                let read = range.get_value((at, column)).map(ToString::to_string).unwrap_or_default();
                assert_eq!(&read, cell);
            }
        }
        assert_eq!(book.worksheet_range(HELP).unwrap().get_value((1, 0)).unwrap().to_string(), "number");
    }
}
