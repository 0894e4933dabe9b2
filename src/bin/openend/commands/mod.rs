//! One file per command.

pub(crate) mod analyze;
pub(crate) mod code;
pub(crate) mod compare;
pub(crate) mod frame;
mod results;
