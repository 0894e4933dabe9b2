//! A sheet read in a thread of its own, which hands over its rows in batches.
//!
//! Readers of workbooks borrow from the workbook and so cannot be handed about as a [`RowSource`]; a thread can hold both.
//! It also reads the next rows while the last ones are coded.

use super::{SheetPlace, Workbook, raw};
use crate::error::{Error, Result};
use crate::files::row::{Row, RowSource};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;

/// Rows of a batch, and bytes from which it ends before.
const BATCH_ROWS: usize = 256;
const BATCH_BYTES: usize = 1 << 20;

/// Batches that wait to be taken.
const WAITING: usize = 4;

/// Text that a sheet of a file of so many bytes may give: a string that is stored once can stand in every cell, and a
/// row be repeated. 20 columns of five labels of 65 letters, drawn evenly, give 22 times their file.
pub(super) fn most_text(bytes: usize) -> u64 {
    const ALWAYS: u64 = 256 << 20;
    const RATIO: u64 = 100;
    (bytes as u64).saturating_mul(RATIO).max(ALWAYS)
}

/// What the thread hands over last.
type Ending = Result<Vec<String>>;

/// Starts to read a sheet.
///
/// # Errors
/// [`Error::Settings`] if the system refuses a thread. Faults of the sheet come with its rows.
pub(super) fn read(
    mut workbook: Box<dyn Workbook>,
    sheet: usize,
    place: SheetPlace,
    most_text: u64,
    sha256: String,
) -> Result<Box<dyn RowSource>> {
    let (full, batches) = sync_channel(WAITING);
    let (spent, empty) = channel();
    let mut writer = Writer { full, empty, place: place.clone(), text_left: most_text };
    let work = move || {
        let read = AssertUnwindSafe(|| writer.send_all(workbook.as_mut(), sheet));
        catch_unwind(read).unwrap_or_else(|_| Err(place.damaged(None, "its reader failed")))
    };
    let thread = std::thread::Builder::new()
        .name("sheet".into())
        .spawn(work)
        .map_err(|e| Error::settings("threads", format!("the system refuses one to read the sheet ({e})")))?;
    let rows = Reader { batches: Some(batches), spent, batch: Vec::new(), at: 0, thread: Some(thread) };
    Ok(Box::new(SheetRows { rows, notes: Vec::new(), sha256 }))
}

/// The thread's side.
struct Writer {
    full: SyncSender<Vec<Row>>,
    empty: Receiver<Vec<Row>>,
    place: SheetPlace,
    text_left: u64,
}

impl Writer {
    /// Sends all rows; gives what is said at the sheet's end.
    fn send_all(&mut self, workbook: &mut dyn Workbook, sheet: usize) -> Ending {
        let mut rows = workbook.rows(sheet)?;
        loop {
            // A batch that comes back brings its rows' memory.
            let mut batch = self.empty.try_recv().unwrap_or_default();
            let is_over = !self.fill(&mut batch, rows.as_mut())?;
            // Nobody listens any more: the table was dropped.
            if self.full.send(batch).is_err() || is_over {
                return Ok(rows.closing_notes());
            }
        }
    }

    /// Fills a batch; `false` at the sheet's end.
    fn fill(&mut self, batch: &mut Vec<Row>, rows: &mut dyn RowSource) -> Result<bool> {
        let mut bytes = 0;
        for at in 0..BATCH_ROWS {
            if batch.len() <= at {
                batch.push(Row::default());
            }
            let Some(row) = batch.get_mut(at) else { break };
            if !rows.next_row(row)? {
                batch.truncate(at);
                return Ok(false);
            }
            let text = row.bytes() + row.len();
            self.text_left = self.text_left.checked_sub(text as u64).ok_or_else(|| {
                let message = "the sheet gives more text than a file of this size holds: save it as CSV";
                self.place.fault(Some(row.line), message)
            })?;
            bytes += row.bytes() + size_of::<usize>() * row.len();
            if bytes >= BATCH_BYTES {
                batch.truncate(at + 1);
                break;
            }
        }
        Ok(true)
    }
}

/// Our side of the thread.
struct Reader {
    /// None once the thread is to stop.
    batches: Option<Receiver<Vec<Row>>>,
    spent: Sender<Vec<Row>>,
    batch: Vec<Row>,
    at: usize,
    thread: Option<JoinHandle<Ending>>,
}

impl Reader {
    /// Puts the next row into `row`; what is said at the end comes instead of a row, once.
    fn next(&mut self, row: &mut Row) -> Result<Option<Vec<String>>> {
        while self.at >= self.batch.len() {
            let Some(next) = self.batches.as_ref().and_then(|batches| batches.recv().ok()) else {
                return self.join().map(Some);
            };
            // The thread may be gone already.
            let _ = self.spent.send(std::mem::replace(&mut self.batch, next));
            self.at = 0;
        }
        if let Some(next) = self.batch.get_mut(self.at) {
            std::mem::swap(row, next);
        }
        self.at += 1;
        Ok(None)
    }

    fn join(&mut self) -> Ending {
        self.batches = None;
        let joined = self.thread.take().map_or(Ok(Ok(Vec::new())), JoinHandle::join);
        joined.unwrap_or_else(|_| Err(Error::Internal("the thread that reads a sheet failed".into())))
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // What it has to say interests nobody any more.
        let _ = self.join();
    }
}

struct SheetRows {
    rows: Reader,
    notes: Vec<String>,
    sha256: String,
}

impl RowSource for SheetRows {
    fn next_row(&mut self, row: &mut Row) -> Result<bool> {
        if let Some(notes) = self.rows.next(row)? {
            self.notes.extend(notes);
            row.clear();
            return Ok(false);
        }
        Ok(true)
    }

    fn raw(&self, row: &Row) -> String {
        raw(row)
    }

    fn writes_blank_cells(&self) -> bool {
        false
    }

    fn sha256(&self) -> String {
        self.sha256.clone()
    }

    fn closing_notes(&self) -> Vec<String> {
        self.notes.clone()
    }
}
