//! Proposals as `proposals.json`, and back.

use super::Proposals;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What the file says it is.
const FORMAT: &str = "openend proposals";
/// Its layout.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Document<'a> {
    format: Cow<'a, str>,
    version: u32,
    /// How to make one of them.
    command: Cow<'a, str>,
    proposals: Cow<'a, Proposals>,
}

/// The file's bytes.
///
/// # Errors
/// [`Error::Internal`] if they cannot be written as JSON.
pub fn proposals_file(proposals: &Proposals) -> Result<Vec<u8>> {
    let document = Document {
        format: FORMAT.into(),
        version: VERSION,
        command: "openend frame accept DIR ID".into(),
        proposals: Cow::Borrowed(proposals),
    };
    serde_json::to_vec_pretty(&document).map_err(|e| Error::Internal(e.to_string()))
}

/// Reads what [`proposals_file`] wrote.
///
/// # Errors
/// [`Error::Frame`] if it is no such file, or of a newer version.
pub fn read_proposals(bytes: &[u8]) -> Result<Proposals> {
    let document: Document<'static> = serde_json::from_slice(bytes)
        .map_err(|e| Error::Frame(format!("proposals.json cannot be read ({e}): code the wave again")))?;
    if document.format != FORMAT || document.version > VERSION {
        let message = "proposals.json is not of this program or of a newer one: code the wave again";
        return Err(Error::Frame(message.into()));
    }
    Ok(document.proposals.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code_frame::{CodeNumber, Edit};
    use crate::proposals::{Proposal, ProposalKind};

    #[test]
    fn proposals_come_back_and_other_files_are_refused() {
        let retire = Proposal {
            id: "P1".into(),
            kind: ProposalKind::Retire,
            reason: "None of 10 people gave it in this wave.".into(),
            number: Some(CodeNumber(3)),
            edit: Some(Edit::Retire { number: CodeNumber(3) }),
            theme: None,
        };
        let proposals = Proposals { list: vec![retire], notes: vec!["A note.".into()] };
        let bytes = proposals_file(&proposals).unwrap();
        assert_eq!(read_proposals(&bytes).unwrap(), proposals);
        let newer = String::from_utf8(bytes).unwrap().replace("\"version\": 1", "\"version\": 2");
        assert!(read_proposals(newer.as_bytes()).is_err());
        assert!(read_proposals(b"{}").is_err());
    }
}
