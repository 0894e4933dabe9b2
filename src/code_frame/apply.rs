//! What each edit does to a frame.

use super::{CodeFrame, Edit};
use crate::error::{Error, Result};

/// Changes the frame as the edit says; leaves it as it was if the edit is refused.
///
/// # Errors
/// [`Error::Frame`] saying what the edit names wrongly, and what to do.
pub(super) fn apply(_frame: &mut CodeFrame, edit: &Edit) -> Result<()> {
    Err(Error::Frame(format!("not yet: {edit:?}")))
}
