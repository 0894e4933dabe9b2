//! Well-known methods for sentiment, by `sentiment_baselines.py`.

use crate::sets::Rows;
use crate::support::root;
use anyhow::bail;
use std::path::Path;
use std::process::Command;

/// A method beside the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rival {
    /// The lexicon of PyPI vaderSentiment; English alone.
    Vader,
    /// Logistic regression on n-grams, fitted on the other half of the same set.
    NGrams,
}

impl Rival {
    /// As printed.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Vader => "VADER",
            Self::NGrams => "n-grams",
        }
    }

    /// Those that `python` can run; the others are named.
    #[expect(clippy::print_stdout, reason = "a bench reports on the terminal")]
    pub(crate) fn present(python: &str) -> Vec<Self> {
        let can_run = |rival: &Self| {
            let package = if *rival == Self::Vader { "vaderSentiment" } else { "sklearn" };
            let tried = Command::new(python).args(["-c", &format!("import {package}")]).output();
            let can_run = tried.is_ok_and(|output| output.status.success());
            if !can_run {
                println!("{python} with {package} is not present: no figures of {}", rival.name());
            }
            can_run
        };
        [Self::Vader, Self::NGrams].into_iter().filter(can_run).collect()
    }

    /// The rows that it can judge, and their language if it knows that one alone; none if it cannot judge this set.
    pub(crate) fn share_of(
        self,
        rows: &Rows,
        fitting: Option<&Rows>,
    ) -> Option<(Rows, Option<&'static str>)> {
        match self {
            Self::Vader => {
                Some((rows.in_language("en"), Some("en"))).filter(|(rows, _)| !rows.records.is_empty())
            }
            Self::NGrams => fitting.map(|_| (rows.clone(), None)),
        }
    }

    /// Judges rows in a folder of our own.
    ///
    /// # Errors
    /// If the script fails.
    pub(crate) fn judge(
        self,
        python: &str,
        folder: &Path,
        rows: &Rows,
        fitting: Option<&Rows>,
    ) -> anyhow::Result<Rows> {
        let (survey, coded) = (folder.join("survey.csv"), folder.join("rival.csv"));
        rows.write(&survey)?;
        let mut command = Command::new(python);
        command.arg(root().join("benches/quality/sentiment_baselines.py"));
        command.arg(if self == Self::Vader { "vader" } else { "n-grams" }).arg(&survey).arg(&coded);
        if let (Self::NGrams, Some(fitting)) = (self, fitting) {
            let file = folder.join("fitting.csv");
            fitting.write(&file)?;
            command.arg(file);
        }
        let output = command.output()?;
        if !output.status.success() {
            bail!("{}: {}", self.name(), String::from_utf8_lossy(&output.stderr));
        }
        Rows::read(&coded)
    }
}
