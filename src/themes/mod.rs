//! Stage 3: matrix → themes, groups of like clauses that the machine found.
//!
//! The number of themes comes from the data: communities of the graph of shared neighbours (Leiden), which are
//! then described by a few prototypes each (Lloyd's iterations of linfa inside every theme), so that a clause
//! seen later is placed by its nearest prototype.

mod find;
mod graph;
mod leiden;
mod prototypes;

pub use find::{ThemeSettings, Themes, find_themes};
pub use prototypes::{Prototypes, prototypes};
