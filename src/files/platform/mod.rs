//! Which survey platform wrote a table, and its habits undone: header rows merged, previews and other people's messages
//! set aside.
//!
//! A platform is told by the names that it gives its own columns, and by rows below the header that no respondent
//! wrote. What is undone is said in one note; `--platform none` reads the file as a plain table, `--platform NAME` takes
//! it for that platform's.
//!
//! | platform | told by | undone | how it is known |
//! |---|---|---|---|
//! | Qualtrics | `StartDate`, `RecordedDate`, `ResponseId` …; cells `{"ImportId":…}` in row 2 or 3 | the question texts of row 2 become descriptions, row 3 goes; rows with Status "Survey Preview", "Survey Test" or their numbers are set aside; `QID…_TEXT` are open ends | headers of published exports, with choice texts and with numbers; two rows in XLSX and the numbers 9 and 17 from documentation |
//! | Qualtrics, old exporter | `ResponseID`, `ResponseSet`; or `V1` … above them | as above; the names of row 2 stand in for `V1` … | headers in published scripts |
//! | SurveyMonkey | `Respondent ID`, `Collector ID`; row 2 blank below them | blank questions inherit the one to the left, choices are added in brackets, "Open-Ended Response" and "Other (please specify)" are open ends | both rows of one published export; English only |
//! | LimeSurvey | `startlanguage` with `submitdate` or `lastpage`, as codes, texts or "code. text" | the text after the code becomes the description; `[other]` and `[comment]` are open ends | headers in published scripts, all three forms; texts in English only |
//! | Google Forms | `Timestamp` first, in many languages, and a question | nothing | published sheets in English and Portuguese; the other languages from memory |
//! | Typeform | `#`, `Start Date (UTC)`, `Submit Date (UTC)`, `Network ID` | nothing | headers in published scripts |
//! | Alchemer | `Response ID`, `Time Started`, `Date Submitted` | "Other - Write In" is an open end | one published export; the write-in heading from documentation |
//! | ODK Central | `SubmissionDate` with `meta-instanceID` or `KEY` | nothing | Central's own tests |
//! | KoboToolbox | `_uuid`, `_submission_time` | a row of HXL tags below the header goes | Kobo's own tests |
//! | Zendesk, Zoho Desk, other messages | a conversation's id, an author's role and a text | the customer's messages of a conversation are joined, others set aside | fields of both vendors' interfaces; export programs name the columns as they like, so the values decide |

mod conversations;
mod messages;
mod one_row;
mod qualtrics;
mod survey_monkey;

pub(super) use conversations::{Conversations, Fate, Turn};

use super::row::Row;
use crate::error::{Error, Result};
use crate::survey::Column;
use messages::Messages;
use qualtrics::Previews;
use std::collections::HashSet;

/// A survey platform, or a kind of export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// Qualtrics, both exporters.
    Qualtrics,
    /// SurveyMonkey.
    SurveyMonkey,
    /// LimeSurvey.
    LimeSurvey,
    /// Google Forms.
    GoogleForms,
    /// Typeform.
    Typeform,
    /// Alchemer, once SurveyGizmo.
    Alchemer,
    /// ODK Central, and what writes like it.
    Odk,
    /// KoboToolbox.
    Kobo,
    /// Tickets and chats of Zendesk, one message a row.
    Zendesk,
    /// Tickets and chats of Zoho, one message a row.
    Zoho,
    /// Messages of another program, one a row.
    Messages,
}

impl Platform {
    /// All of them; the first that fits a file is taken.
    pub const ALL: [Self; 11] = [
        Self::Qualtrics,
        Self::SurveyMonkey,
        Self::LimeSurvey,
        Self::Alchemer,
        Self::Typeform,
        Self::Kobo,
        Self::Odk,
        Self::Zoho,
        Self::Zendesk,
        Self::Messages,
        Self::GoogleForms,
    ];

    /// What is typed for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Qualtrics => "qualtrics",
            Self::SurveyMonkey => "surveymonkey",
            Self::LimeSurvey => "limesurvey",
            Self::GoogleForms => "google-forms",
            Self::Typeform => "typeform",
            Self::Alchemer => "alchemer",
            Self::Odk => "odk",
            Self::Kobo => "kobo",
            Self::Zendesk => "zendesk",
            Self::Zoho => "zoho",
            Self::Messages => "messages",
        }
    }

    /// What people call it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Qualtrics => "Qualtrics",
            Self::SurveyMonkey => "SurveyMonkey",
            Self::LimeSurvey => "LimeSurvey",
            Self::GoogleForms => "Google Forms",
            Self::Typeform => "Typeform",
            Self::Alchemer => "Alchemer",
            Self::Odk => "ODK",
            Self::Kobo => "KoboToolbox",
            Self::Zendesk => "Zendesk",
            Self::Zoho => "Zoho",
            Self::Messages => "Message",
        }
    }

    /// The platform of that name, however it is spelled.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let wanted = plain(name);
        Self::ALL.into_iter().find(|platform| plain(platform.name()) == wanted)
    }

    /// Names of the columns that hold the respondent's id, best first, as [`plain`] gives them.
    pub(super) fn ids(self) -> &'static [&'static str] {
        match self {
            Self::Qualtrics | Self::Alchemer => &["responseid"],
            Self::SurveyMonkey => &["respondentid"],
            Self::LimeSurvey => &["id", "idresponseid", "responseid"],
            Self::GoogleForms => &[],
            Self::Typeform => &["#"],
            Self::Odk => &["key", "metainstanceid", "instanceid"],
            Self::Kobo => &["id", "uuid"],
            Self::Zendesk | Self::Zoho | Self::Messages => messages::CONVERSATION,
        }
    }

    /// The column with each respondent's language, as [`plain`] gives its name.
    pub(super) fn language(self) -> &'static [&'static str] {
        match self {
            Self::Qualtrics => &["userlanguage", "qlanguage"],
            Self::LimeSurvey => &["startlanguage", "startlanguagestartlanguage"],
            Self::Alchemer => &["language"],
            _ => &[],
        }
    }
}

/// Which platform may be looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// The one that the file shows.
    Any,
    /// None.
    No,
    /// This one.
    This(Platform),
}

impl Asked {
    /// As typed for `--platform`.
    ///
    /// # Errors
    /// [`Error::Settings`] with all names for an unknown one.
    pub(super) fn parse(typed: Option<&str>) -> Result<Self> {
        let Some(typed) = typed else { return Ok(Self::Any) };
        if plain(typed) == "none" {
            return Ok(Self::No);
        }
        Platform::parse(typed).map(Self::This).ok_or_else(|| {
            let names: Vec<&str> = Platform::ALL.iter().map(|platform| platform.name()).collect();
            let message = format!("no platform named \"{typed}\": give none, {}", names.join(", "));
            Error::settings("--platform", message)
        })
    }
}

/// What a platform makes of the rows below its header.
#[derive(Debug, Clone)]
pub(super) enum Screen {
    /// Every row is a respondent's.
    All,
    /// Some are previews of the survey.
    Previews(Previews),
    /// Each is one message of a conversation.
    Messages(Messages),
}

/// A table as its platform means it.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) platform: Platform,
    /// Header rows below the first.
    pub(super) extra_rows: usize,
    /// One per column of the file, with its name.
    pub(super) columns: Vec<Column>,
    pub(super) screen: Screen,
    /// What is undone, in words that follow "SurveyMonkey export: ".
    undone: String,
}

impl Known {
    /// One header row, nothing to undo.
    fn plain(platform: Platform, head: &[String]) -> Self {
        let columns = head.iter().map(|name| Column { name: name.clone(), ..Column::default() }).collect();
        let undone = "the columns that it adds by itself are known".to_owned();
        Self { platform, extra_rows: 0, columns, screen: Screen::All, undone }
    }

    /// The one line that says it.
    pub(super) fn note(&self) -> String {
        let title = self.platform.title();
        format!("{title} export: {}; --platform none reads it as a plain table.", self.undone)
    }
}

/// The platform that wrote a table with this header; `below` are the rows under it, none of which is taken for header
/// rows if the format states its columns.
///
/// # Errors
/// [`Error::Settings`] if a platform was asked for that the file cannot be of.
pub(super) fn find(head: &[String], below: &[&Row], is_stated: bool, asked: Asked) -> Result<Option<Known>> {
    // What this program wrote has been through here already.
    let is_ours = head.iter().any(|name| name.trim() == "oe_status");
    let known = match asked {
        Asked::No => return Ok(None),
        Asked::Any if is_ours => return Ok(None),
        Asked::Any => Platform::ALL.into_iter().find_map(|platform| recognize(platform, head, below, false)),
        Asked::This(platform) => {
            let known = recognize(platform, head, below, true);
            let missing = "needs a column of conversations, one of their authors' roles and one of texts; none were found: give the right platform, or none";
            Some(
                known
                    .ok_or_else(|| Error::settings("--platform", format!("{} {missing}", platform.name())))?,
            )
        }
    };
    Ok(known.filter(|known| !is_stated || known.extra_rows == 0))
}

/// What a platform makes of a table, if it shows its marks or `is_asked` says that it is the platform's.
fn recognize(platform: Platform, head: &[String], below: &[&Row], is_asked: bool) -> Option<Known> {
    match platform {
        Platform::Qualtrics => qualtrics::recognize(head, below, is_asked),
        Platform::SurveyMonkey => survey_monkey::recognize(head, below, is_asked),
        Platform::Zendesk | Platform::Zoho | Platform::Messages => {
            messages::recognize(platform, head, below, is_asked)
        }
        _ => one_row::recognize(platform, head, below, is_asked),
    }
}

/// A name without case, spaces and signs, "#" apart: "Respondent ID" and "respondent_id" are one.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|&c| c.is_alphanumeric() || c == '#').flat_map(char::to_lowercase).collect()
}

/// Whether the header has a column of that plain name.
fn has(head: &[String], wanted: &str) -> bool {
    position(head, &[wanted]).is_some()
}

/// The column of the first of these plain names that there is.
fn position(head: &[String], wanted: &[&str]) -> Option<usize> {
    wanted.iter().find_map(|wanted| head.iter().position(|name| plain(name) == *wanted))
}

/// Gives columns of one name a number from the second on.
fn make_unique(columns: &mut [Column]) {
    let mut used: HashSet<String> = HashSet::new();
    for column in columns {
        let mut name = column.name.clone();
        let mut number = 2;
        while !used.insert(name.clone()) {
            name = format!("{} ({number})", column.name);
            number += 1;
        }
        column.name = name;
    }
}

#[cfg(test)]
mod tests;
