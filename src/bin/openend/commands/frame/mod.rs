//! `openend frame`: one file per group of subcommands.

mod accept;
mod answers;
mod check;
mod commit;
mod edits;
mod examples;
mod exchange;
mod pin;
mod show;
mod split;
mod undo;

use crate::args::{Frame, FrameCommand};

/// Runs the subcommand.
pub(crate) fn run(options: &Frame) -> anyhow::Result<()> {
    match &options.command {
        FrameCommand::Show(options) => show::run(options),
        FrameCommand::Rename(options) => edits::rename(options),
        FrameCommand::Define(options) => edits::define(options),
        FrameCommand::Merge(options) => edits::merge(options),
        FrameCommand::Split(options) => split::run(options),
        FrameCommand::Example(options) => examples::example(options),
        FrameCommand::Add(options) => examples::add(options),
        FrameCommand::Pin(options) => pin::run(options),
        FrameCommand::Move(options) => edits::move_to_net(options),
        FrameCommand::Net(options) => edits::net(options),
        FrameCommand::Retire(options) => edits::retire(options),
        FrameCommand::Restore(options) => edits::restore(options),
        FrameCommand::Export(options) => exchange::export(options),
        FrameCommand::Import(options) => exchange::import_sheet(options),
        FrameCommand::Check(options) => check::run(options),
        FrameCommand::Accept(options) => accept::run(options),
        FrameCommand::Undo(options) => undo::undo(options),
        FrameCommand::Redo(options) => undo::redo(options),
        FrameCommand::Log(options) => show::log(options),
        FrameCommand::Diff(options) => show::diff(options),
    }
}
