//! Progress on a terminal: a spinner for a stage of unknown length, a bar for coding.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use openend::{Progress, Stage};

/// Shows how far a run is, on a terminal only.
pub(crate) struct Shown {
    bar: ProgressBar,
}

impl Shown {
    /// Hidden if `quiet` or if standard error is no terminal.
    pub(crate) fn new(quiet: bool) -> Self {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.enable_steady_tick(std::time::Duration::from_millis(120));
        Self { bar }
    }

    /// Names what is being done outside the analysis.
    pub(crate) fn say(&self, what: &str) {
        self.spinner(what);
    }

    /// Says how many rows of a file are coded, and which part of it they are, 0..1, where that is known.
    pub(crate) fn rows(&self, rows: usize, part: Option<f64>) {
        let part =
            part.map_or_else(String::new, |part| format!(", {:.0} % of the file", part.min(1.0) * 100.0));
        self.bar.set_message(format!("coding answers: {rows} rows{part}"));
    }

    /// Clears the line.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn spinner(&self, what: &str) {
        if let Ok(style) = ProgressStyle::with_template("  {spinner} {msg}") {
            self.bar.set_style(style);
        }
        self.bar.set_message(what.to_owned());
    }
}

impl Progress for Shown {
    fn stage(&self, stage: Stage, steps: usize) {
        self.spinner(match stage {
            Stage::Grouping => "grouping identical answers",
            Stage::Drafting => "finding themes",
            Stage::Coding => "coding answers",
            Stage::Counting => "counting shares",
        });
        if steps > 0 {
            self.bar.set_position(0);
            self.bar.set_length(steps as u64);
            if let Ok(style) = ProgressStyle::with_template("  {spinner} {msg} {wide_bar} {pos}/{len} {eta}")
            {
                self.bar.set_style(style);
            }
        }
    }

    fn step(&self, answers: usize) {
        self.bar.inc(answers as u64);
    }
}
