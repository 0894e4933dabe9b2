//! Tickets and chats with one message a row: whose message it is, and of which conversation.

use super::{Known, Platform, Screen, make_unique, plain, position};
use crate::files::row::Row;
use crate::survey::Column;

/// The column that is added at the end.
const JOINED: &str = "customer_text";

/// Names of the column with the conversation's id, the surest first.
pub(super) const CONVERSATION: &[&str] = &[
    "ticketid",
    "conversationid",
    "chatid",
    "ticketnumber",
    "caseid",
    "casenumber",
    "ticketextid",
    "threadid",
    "dialogueid",
    "ticket",
    "conversation",
];

/// Names of the column that tells who wrote.
const ROLE: &[&str] = &[
    "authorrole",
    "authortype",
    "sendertype",
    "senderrole",
    "usertype",
    "userrole",
    "participanttype",
    "role",
    "direction",
    "author",
    "sender",
    "from",
    "speaker",
    "type",
];

/// Names of a column that says true of a customer's message.
const INBOUND: &[&str] = &["inbound", "incoming", "isinbound", "isincoming", "iscustomer", "fromcustomer"];

/// Names of the column with the message, the plainest first.
const BODY: &[&str] = &[
    "plainbody",
    "bodytext",
    "plaintext",
    "body",
    "message",
    "messagetext",
    "messagebody",
    "text",
    "content",
    "comment",
    "commentbody",
    "summary",
    "description",
    "htmlbody",
];

/// What a role column says of a customer.
const CUSTOMER: &[&str] = &[
    "enduser",
    "customer",
    "user",
    "visitor",
    "client",
    "requester",
    "consumer",
    "guest",
    "contact",
    "in",
    "inbound",
    "incoming",
    "shopper",
    "buyer",
    "human",
];

/// What it says of everybody else.
const OTHERS: &[&str] = &[
    "agent",
    "admin",
    "administrator",
    "operator",
    "staff",
    "support",
    "representative",
    "rep",
    "bot",
    "chatbot",
    "assistant",
    "system",
    "trigger",
    "automation",
    "out",
    "outbound",
    "outgoing",
    "employee",
    "owner",
    "lightagent",
    "virtualagent",
    "answerbot",
    "advisor",
    "supervisor",
    "attendant",
];

/// So many in ten of the first rows say who wrote in known words.
const LEAST_KNOWN_IN_TEN: usize = 9;

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Author {
    Customer,
    Other,
    Unknown,
}

/// How a table tells the author.
#[derive(Debug, Clone, Copy)]
enum Telling {
    /// A column with a role.
    Role(usize),
    /// A column that is true of customers.
    Inbound(usize),
    /// The author's and the requester's ids are the same.
    Same(usize, usize),
}

impl Telling {
    fn author(self, row: &Row) -> Author {
        match self {
            Self::Role(at) => match plain(row.cell(at)).as_str() {
                role if CUSTOMER.contains(&role) => Author::Customer,
                role if OTHERS.contains(&role) => Author::Other,
                _ => Author::Unknown,
            },
            Self::Inbound(at) => match plain(row.cell(at)).as_str() {
                "true" | "1" | "yes" => Author::Customer,
                "false" | "0" | "no" => Author::Other,
                _ => Author::Unknown,
            },
            Self::Same(author, _) if row.cell(author).trim().is_empty() => Author::Unknown,
            Self::Same(author, requester) => {
                let is_customer = row.cell(author).trim() == row.cell(requester).trim();
                if is_customer { Author::Customer } else { Author::Other }
            }
        }
    }
}

/// The columns of a table of messages.
#[derive(Debug, Clone)]
pub(in crate::files) struct Messages {
    pub(super) conversation: usize,
    pub(super) body: usize,
    telling: Telling,
    /// The conversation's column by name.
    pub(super) name: String,
}

impl Messages {
    /// Why a row is no customer's message, if it is none.
    pub(super) fn reason(&self, row: &Row) -> Option<&'static str> {
        match self.telling.author(row) {
            Author::Customer => None,
            Author::Other => Some("written by an agent, not an answer"),
            Author::Unknown => Some("nobody is named as its author, or nobody known to be a customer"),
        }
    }
}

/// See [`super::recognize`].
pub(super) fn recognize(
    platform: Platform,
    head: &[String],
    below: &[&Row],
    is_asked: bool,
) -> Option<Known> {
    // Tables that were joined already.
    if has_joined(head) {
        return None;
    }
    let conversation = position(head, CONVERSATION)?;
    let body = position(head, BODY)?;
    let telling = telling(head, below, is_asked)?;
    if !is_asked && wrote_it(head, below, telling) != platform {
        return None;
    }
    let mut known = Known::plain(platform, head);
    let name = head.get(conversation).cloned().unwrap_or_default();
    known.undone = format!(
        "the customer's messages of one \"{name}\" joined in the new column {JOINED}, all others set aside"
    );
    let joined = Column { name: JOINED.into(), is_open: true, ..Column::default() };
    known.columns.push(joined);
    make_unique(&mut known.columns);
    known.screen = Screen::Messages(Messages { conversation, body, telling, name });
    Some(known)
}

fn has_joined(head: &[String]) -> bool {
    head.iter().any(|name| name.trim() == JOINED)
}

/// How the table tells the author, if both sides speak in its first rows and nearly all of these are told.
fn telling(head: &[String], below: &[&Row], is_asked: bool) -> Option<Telling> {
    let columns = |wanted: &'static [&'static str]| {
        wanted.iter().filter_map(|wanted| head.iter().position(|name| plain(name) == *wanted))
    };
    let same = position(head, &["authorid"]).zip(position(head, &["requesterid"]));
    let told = columns(ROLE).map(Telling::Role).chain(columns(INBOUND).map(Telling::Inbound));
    let mut told = told.chain(same.map(|(author, requester)| Telling::Same(author, requester)));
    told.find(|telling| {
        let count = |wanted: Author| below.iter().filter(|row| telling.author(row) == wanted).count();
        let (customers, others) = (count(Author::Customer), count(Author::Other));
        let both = customers > 0 && (others > 0 || is_asked);
        both && (customers + others) * 10 >= below.len() * LEAST_KNOWN_IN_TEN
    })
}

/// Whose words a table of messages uses: Zoho's `END_USER` and directions of threads, Zendesk's "end-user" and ids of
/// authors and requesters, or nobody's in particular.
fn wrote_it(head: &[String], below: &[&Row], telling: Telling) -> Platform {
    let says = |word: &str| match telling {
        Telling::Role(at) => below.iter().any(|row| row.cell(at).trim() == word),
        _ => false,
    };
    let is_direction =
        matches!(telling, Telling::Role(at) if head.get(at).is_some_and(|name| plain(name) == "direction"));
    if says("END_USER") || (is_direction && says("in")) {
        Platform::Zoho
    } else if says("end-user") || says("end_user") || matches!(telling, Telling::Same(..)) {
        Platform::Zendesk
    } else {
        Platform::Messages
    }
}
