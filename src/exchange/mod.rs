//! A code frame as a spreadsheet: out to a team that edits it, and back as edits.
//!
//! [`FrameSheet`] lays a frame out with one row per code and net; [`FrameSheet::csv`] and [`FrameSheet::workbook`] write
//! it. [`import`] compares what came back, cell by cell, with what the same frame would be exported as: a cell that
//! nobody touched is no edit, whatever its text and whatever spreadsheet program saved it; every other cell is an edit, a
//! note or a fault, and no row goes unmentioned. Rows without a number are new codes and nets, so a frame that was made
//! by hand comes in the same way.
//!
//! ```
//! use openend::code_frame::{CodeFrame, Edit, History};
//! use openend::exchange::{FrameSheet, ImportOptions, import};
//! # use openend::text::Language;
//! # let frame = CodeFrame { question: "Why?".into(), languages: vec![Language::EN], label_language: Language::EN,
//! #     codes: vec![], nets: vec![], places: vec![], pins: vec![], worded: Default::default() };
//! let history = History::new(frame);
//! let csv = FrameSheet::new(history.frame()).csv();
//! let table = openend::files::read_table_bytes("codes.csv", b"label,include\nslow lifts,the lift\n".into(), &Default::default())?;
//! let import = import(&table, &history, &ImportOptions::default(), None)?;
//! assert!(matches!(&import.edits[0], Edit::Add(code) if code.labels[&Language::EN] == "slow lifts"));
//! # assert!(csv.starts_with("\u{feff}number,kind,label:en".as_bytes()));
//! # Ok::<(), openend::Error>(())
//! ```

mod cells;
mod columns;
mod import;
mod placer;
mod sheet;
mod workbook;

pub use import::{Added, Changed, Import, ImportOptions, Placer, import};
pub use placer::CoderPlacer;
pub use sheet::FrameSheet;
