//! Stage 3: matrix → themes, groups of like clauses that the machine found.
//!
//! The number of themes comes from the data: communities of the graph of shared neighbours (Leiden), as fine as
//! resampling confirms. A clause seen later belongs to the theme whose centre is nearest.

mod find;
mod grain;
mod graph;
mod leiden;
mod parts;

pub use find::{ThemeSettings, Themes, find_themes};
pub(crate) use graph::{nearest, shared_neighbours};
pub(crate) use leiden::communities;
pub use parts::{parts, tightest_parts};
