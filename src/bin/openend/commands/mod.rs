//! One file per command.

pub(crate) mod analyze;
pub(crate) mod code;
pub(crate) mod compare;
pub(crate) mod export;
pub(crate) mod frame;
pub(crate) mod inspect;
pub(crate) mod question;
mod results;
pub(crate) mod verify;
