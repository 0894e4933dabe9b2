//! Messages in the order of the file → one row per conversation, with all that its customer wrote.

use super::messages::Messages;
use crate::error::{Error, Place, Result};
use crate::files::row::Row;
use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};

/// Bytes of messages that wait for their conversation to go on. Past that, the first half of them is given up, and a
/// conversation that goes on afterwards is an error: it would become two respondents.
const MOST_BYTES: usize = 128 << 20;

/// What a message takes beside its text and cells.
const MESSAGE_BYTES: usize = 256;

/// A message whose turn it is.
#[derive(Debug)]
pub(in crate::files) struct Turn {
    pub(in crate::files) row: Row,
    /// As it stands in the file, where it is set aside.
    pub(in crate::files) raw: String,
    pub(in crate::files) fate: Fate,
}

/// What becomes of a message.
#[derive(Debug)]
pub(in crate::files) enum Fate {
    /// It stands for its conversation, with this text.
    Kept(String),
    /// It is set aside for this reason.
    Aside(String),
}

impl Turn {
    fn bytes(&self) -> usize {
        let text = match &self.fate {
            Fate::Kept(text) | Fate::Aside(text) => text.len(),
        };
        MESSAGE_BYTES + self.row.bytes() + self.row.len() * size_of::<usize>() + self.raw.len() + text
    }
}

/// Rows that wait until their conversations are over. Their numbers are those of the file: every row comes through here.
#[derive(Debug)]
pub(in crate::files) struct Conversations {
    messages: Messages,
    /// In the order of the file.
    waiting: VecDeque<Turn>,
    /// How many rows came before the first that waits.
    gone: u64,
    /// Rows at the front of those that wait for nothing any more.
    ready: usize,
    /// By id, the number of the row that stands for a conversation, from 0.
    open: HashMap<String, u64>,
    /// Keyed hashes of the ids of conversations that were given up.
    over: HashSet<u64>,
    key: RandomState,
    bytes: usize,
    most_bytes: usize,
}

impl Conversations {
    /// Starts before the first row.
    pub(in crate::files) fn new(messages: Messages) -> Self {
        Self::holding(messages, MOST_BYTES)
    }

    fn holding(messages: Messages, most_bytes: usize) -> Self {
        Self {
            messages,
            waiting: VecDeque::new(),
            gone: 0,
            ready: 0,
            open: HashMap::new(),
            over: HashSet::new(),
            key: RandomState::new(),
            bytes: 0,
            most_bytes,
        }
    }

    /// Takes the next row of the file, which is set aside if there is a reason; `raw` as it stands there. Returns whether
    /// it stands for a conversation.
    ///
    /// # Errors
    /// [`Error::Input`] if it goes on with a conversation that was given up for want of room; `file` is for the message.
    pub(in crate::files) fn add(
        &mut self,
        row: &Row,
        raw: impl FnOnce() -> String,
        reason: Option<String>,
        file: &str,
    ) -> Result<bool> {
        let reason = reason.or_else(|| self.messages.reason(row).map(str::to_owned));
        let reason = match reason {
            Some(reason) => Some(reason),
            None => self.join(row, file)?,
        };
        let is_kept = reason.is_none();
        let (raw, fate) = match reason {
            Some(reason) => (raw(), Fate::Aside(reason)),
            None => (String::new(), Fate::Kept(row.cell(self.messages.body).trim().to_owned())),
        };
        let turn = Turn { row: row.clone(), raw, fate };
        self.bytes += turn.bytes();
        self.waiting.push_back(turn);
        if self.bytes > self.most_bytes {
            self.give_up();
        }
        Ok(is_kept)
    }

    /// Joins a customer's message to its conversation, if that is open: the reason why the row itself is set aside.
    fn join(&mut self, row: &Row, file: &str) -> Result<Option<String>> {
        let id = row.cell(self.messages.conversation).trim();
        // Without an id each message stands for itself.
        if id.is_empty() {
            return Ok(None);
        }
        if self.over.contains(&self.key.hash_one(id)) {
            return Err(self.too_far(row, file));
        }
        let Some(&first) = self.open.get(id) else {
            self.open.insert(id.to_owned(), self.gone + self.waiting.len() as u64);
            return Ok(None);
        };
        let place = usize::try_from(first - self.gone).unwrap_or(usize::MAX);
        let body = row.cell(self.messages.body).trim();
        if let Some(Turn { fate: Fate::Kept(text), .. }) = self.waiting.get_mut(place)
            && !body.is_empty()
        {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(body);
            self.bytes += body.len() + 1;
        }
        Ok(Some(format!("joined to row {}", first + 1)))
    }

    /// Makes the first half of the waiting rows ready.
    fn give_up(&mut self) {
        let mut left = self.bytes;
        for turn in &self.waiting {
            if left <= self.most_bytes / 2 {
                break;
            }
            left -= turn.bytes().min(left);
            self.ready += 1;
            let id = turn.row.cell(self.messages.conversation).trim();
            if matches!(turn.fate, Fate::Kept(_)) && self.open.remove(id).is_some() {
                self.over.insert(self.key.hash_one(id));
            }
        }
        self.bytes = left;
    }

    /// Makes all waiting rows ready, for no further row follows; whether there are any.
    pub(in crate::files) fn finish(&mut self) -> bool {
        self.ready = self.waiting.len();
        self.ready > 0
    }

    /// The next row that waits for nothing any more.
    pub(in crate::files) fn next(&mut self) -> Option<Turn> {
        self.ready = self.ready.checked_sub(1)?;
        self.gone += 1;
        self.waiting.pop_front()
    }

    fn too_far(&self, row: &Row, file: &str) -> Error {
        let column = Some(self.messages.name.clone());
        let at = Place { line: Some(row.line), column, ..Place::default() };
        let message = format!(
            "this conversation began more than {} MB of messages above: sort the file by this column, or give --platform none",
            (self.most_bytes / 2) >> 20
        );
        Error::Input { file: file.to_owned(), at: Box::new(at), message }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Asked, Platform, Screen, find};
    use super::*;

    fn row(line: u64, cells: [&str; 3]) -> Row {
        let mut row = Row::default();
        row.line = line;
        for cell in cells {
            row.extend(cell);
            row.end_cell();
        }
        row
    }

    /// Conversations a, b and c, one message a letter: capitals are the customer's.
    fn rows(letters: &str) -> Vec<Row> {
        let of = |(line, c): (u64, char)| {
            let role = if c.is_uppercase() { "end-user" } else { "agent" };
            row(line, [&c.to_ascii_lowercase().to_string(), role, &format!("says {line}")])
        };
        (2..).zip(letters.chars()).map(of).collect()
    }

    fn conversations(rows: &[Row], most_bytes: usize) -> Conversations {
        let head = ["Ticket ID", "Author role", "Body"].map(String::from);
        let below: Vec<&Row> = rows.iter().collect();
        let known = find(&head, &below, false, Asked::Any).unwrap().unwrap();
        assert_eq!(known.platform, Platform::Zendesk);
        let messages = match known.screen {
            Screen::Messages(messages) => Some(messages),
            _ => None,
        };
        Conversations::holding(messages.unwrap(), most_bytes)
    }

    fn fates(letters: &str, most_bytes: usize) -> Result<Vec<String>> {
        let rows = rows(letters);
        let mut conversations = conversations(&rows, most_bytes);
        let mut fates = Vec::new();
        let mut drain = |conversations: &mut Conversations| {
            while let Some(turn) = conversations.next() {
                fates.push(match turn.fate {
                    Fate::Kept(text) => text,
                    Fate::Aside(reason) => reason,
                });
            }
        };
        for row in &rows {
            conversations.add(row, String::new, None, "f.csv")?;
            drain(&mut conversations);
        }
        conversations.finish();
        drain(&mut conversations);
        Ok(fates)
    }

    #[test]
    fn interleaved_conversations_are_joined_at_their_first_message() {
        let agent = "written by an agent, not an answer";
        assert_eq!(
            fates("aABaAB", usize::MAX).unwrap(),
            [agent, "says 3\nsays 6", "says 4\nsays 7", agent, "joined to row 2", "joined to row 3"]
        );
    }

    #[test]
    fn grouped_conversations_need_little_room_and_far_ones_are_an_error() {
        let most = 12 * (MESSAGE_BYTES + 60);
        let grouped: String = ('A'..='Z').flat_map(|c| [c, c.to_ascii_lowercase(), c]).collect();
        let (roomy, narrow) = (fates(&grouped, usize::MAX).unwrap(), fates(&grouped, most).unwrap());
        assert_eq!((roomy.len(), &roomy), (78, &narrow));
        assert_eq!(
            roomy[75..],
            ["says 77\nsays 79", "written by an agent, not an answer", "joined to row 76"]
        );
        let far = format!("A{}A", "bBcC".repeat(40));
        let message = fates(&far, most).unwrap_err().to_string();
        assert!(message.contains("sort the file") && message.contains("\"Ticket ID\""), "{message}");
    }
}
