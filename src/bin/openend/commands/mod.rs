//! One file per command.

pub(crate) mod analyze;
pub(crate) mod frame;
