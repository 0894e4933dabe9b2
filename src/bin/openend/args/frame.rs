//! `openend frame`.

use super::{AddCode, CheckFrame, Example, ExportFrame, ImportFrame, PinAnswer, Split};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Options of `openend frame`.
#[derive(Debug, Args)]
pub(crate) struct Frame {
    /// What to do with it.
    #[command(subcommand)]
    pub(crate) command: FrameCommand,
}

/// What can be done with a code frame.
#[derive(Debug, Subcommand)]
pub(crate) enum FrameCommand {
    /// Print the codes and nets, or all that is known of one of them
    Show(ShowFrame),
    /// Give a code or net another label
    Rename(Rename),
    /// Say what a code means, includes and excludes
    Define(Define),
    /// Give the answers of some codes to another code
    Merge(Merge),
    /// Show how a code could be divided, or divide it
    Split(Box<Split>),
    /// Say that an answer carries a code, or that it does not; answers like it follow
    Example(Example),
    /// Add a code that answers show
    Add(AddCode),
    /// Fix the codes of one respondent's answer
    Pin(Box<PinAnswer>),
    /// Put a code under a net, or under none
    Move(Move),
    /// Add a net over some codes
    Net(AddNet),
    /// Take a code or net out of use; its answers carry no code then
    Retire(OneNumber),
    /// Put a retired, merged or split code, or a retired net, back into use
    Restore(OneNumber),
    /// Write the frame as a spreadsheet (CSV or XLSX) for a team to edit
    Export(ExportFrame),
    /// Bring an edited spreadsheet back, or add codes that were written by hand; every row is accounted for
    Import(ImportFrame),
    /// Look for what a careful reader would mend: labels, definitions, nets, sizes and overlaps of codes
    Check(CheckFrame),
    /// Make an edit that the last wave proposed
    Accept(Accept),
    /// Take the last edits back
    Undo(Steps),
    /// Make undone edits again
    Redo(Steps),
    /// Print every edit: what, who and why
    Log(LogFrame),
    /// Print what differs between two frames
    Diff(DiffFrames),
}

/// The frame that a command edits, and what its log says of the edit.
#[derive(Debug, Args)]
pub(crate) struct Edited {
    /// Results folder, or the frame.json in it
    pub(crate) frame: PathBuf,
    /// Who makes the edit, for the log
    #[arg(long, value_name = "NAME")]
    pub(crate) who: Option<String>,
    /// Why, for the log
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: Option<String>,
}

/// Options of `openend frame show`.
#[derive(Debug, Args)]
pub(crate) struct ShowFrame {
    /// Results folder, or the frame.json in it
    pub(crate) frame: PathBuf,
    /// Number of one code or net [default: all]
    pub(crate) number: Option<u16>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `openend frame rename`.
#[derive(Debug, Args)]
pub(crate) struct Rename {
    #[command(flatten)]
    pub(crate) edited: Edited,
    /// Number of the code or net
    pub(crate) number: u16,
    /// The new label
    #[arg(required_unless_present = "drop", conflicts_with = "drop")]
    pub(crate) label: Option<String>,
    /// Take the label in that language back
    #[arg(long)]
    pub(crate) drop: bool,
    /// Language of the label [default: the frame's]
    #[arg(long, value_name = "CODE")]
    pub(crate) language: Option<String>,
}

/// Options of `openend frame define`.
#[derive(Debug, Args)]
pub(crate) struct Define {
    #[command(flatten)]
    pub(crate) edited: Edited,
    /// Number of the code
    pub(crate) number: u16,
    /// What the code means, in one sentence
    #[arg(long, value_name = "TEXT")]
    pub(crate) definition: Option<String>,
    /// Something that it includes; repeat for several, which replace the earlier ones; none for nothing
    #[arg(long, value_name = "TEXT|none")]
    pub(crate) include: Vec<String>,
    /// The code that it is not to be confused with, or none
    #[arg(long, value_name = "N|none")]
    pub(crate) exclude: Option<String>,
}

/// Options of `openend frame merge`.
#[derive(Debug, Args)]
pub(crate) struct Merge {
    #[command(flatten)]
    pub(crate) edited: Edited,
    /// Numbers of the codes that are no longer given
    #[arg(required = true)]
    pub(crate) numbers: Vec<u16>,
    /// Number of the code that is given instead
    #[arg(long, value_name = "N")]
    pub(crate) into: u16,
}

/// Options of `openend frame move`.
#[derive(Debug, Args)]
pub(crate) struct Move {
    #[command(flatten)]
    pub(crate) edited: Edited,
    /// Numbers of the codes
    #[arg(required = true)]
    pub(crate) numbers: Vec<u16>,
    /// Number of the net, or none
    #[arg(long, value_name = "N|none")]
    pub(crate) net: String,
}

/// Options of `openend frame net`.
#[derive(Debug, Args)]
pub(crate) struct AddNet {
    #[command(flatten)]
    pub(crate) edited: Edited,
    /// Its label
    pub(crate) label: String,
    /// Numbers of the codes below it
    #[arg(required = true)]
    pub(crate) numbers: Vec<u16>,
    /// Language of the label [default: the frame's]
    #[arg(long, value_name = "CODE")]
    pub(crate) language: Option<String>,
}

/// Options of `openend frame retire` and `openend frame restore`.
#[derive(Debug, Args)]
pub(crate) struct OneNumber {
    #[command(flatten)]
    pub(crate) edited: Edited,
    /// Number of the code or net
    pub(crate) number: u16,
}

/// Options of `openend frame undo` and `openend frame redo`.
#[derive(Debug, Args)]
pub(crate) struct Steps {
    /// Results folder, or the frame.json in it
    pub(crate) frame: PathBuf,
    /// How many edits
    #[arg(value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) count: u32,
    /// All of them
    #[arg(long, conflicts_with = "count")]
    pub(crate) all: bool,
}

/// Options of `openend frame log`.
#[derive(Debug, Args)]
pub(crate) struct LogFrame {
    /// Results folder, or the frame.json in it
    pub(crate) frame: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `openend frame diff`.
#[derive(Debug, Args)]
pub(crate) struct DiffFrames {
    /// Results folder of the earlier frame, or its frame.json
    pub(crate) earlier: PathBuf,
    /// The later one
    pub(crate) later: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `openend frame accept`.
#[derive(Debug, Args)]
pub(crate) struct Accept {
    #[command(flatten)]
    pub(crate) edited: Edited,
    /// The proposal, such as P1
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// Label of the code that is added [default: the proposal's]
    #[arg(long, value_name = "TEXT")]
    pub(crate) label: Option<String>,
    /// Language of that label [default: the frame's]
    #[arg(long, value_name = "CODE", requires = "label")]
    pub(crate) language: Option<String>,
}
