//! The survey that a frame's edit looks at: the coded answers beside the frame, or another file.

use crate::args::Answers;
use crate::commands::results::language;
use openend::files::{OpenedStudy, StudyOptions, open_studies, read_table};
use openend::outputs::{RunRecord, open_results, read_record};
use openend::survey::Table;
use openend::{Error, Settings};
use std::path::Path;

/// A survey with the options that make a study of it.
pub(super) struct Survey {
    table: Table,
    /// Which columns are what.
    pub(super) options: StudyOptions,
    /// Those of the run that coded it.
    pub(super) settings: Settings,
}

impl Survey {
    /// Reads it. `frame` is the results folder, or the frame in it.
    pub(super) fn read(frame: &Path, answers: &Answers) -> anyhow::Result<Self> {
        let folder = if frame.is_dir() { frame } else { frame.parent().unwrap_or(Path::new("")) };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let Some(data) = &answers.data else {
            let results = open_results(folder)?;
            let settings = results.run.facts.settings;
            return Ok(Self { table: results.table, options: results.options, settings });
        };
        // A frame that was copied out of its folder has no record beside it.
        let record = read_record(folder).ok();
        let mut options = record.as_ref().map(RunRecord::study_options).unwrap_or_default();
        let mut settings = record.map(|run| run.facts.settings).unwrap_or_default();
        options.score = None;
        options.by = Vec::new();
        if let Some(text) = &answers.text {
            options.text = vec![text.clone()];
        }
        for (typed, option) in [(&answers.id_column, &mut options.id), (&answers.weight, &mut options.weight)]
        {
            if typed.is_some() {
                option.clone_from(typed);
            }
        }
        if let Some(typed) = &answers.language {
            options.language = typed.strip_prefix("column:").map(str::to_owned);
            let is_code = options.language.is_none() && typed != "auto";
            settings.language = is_code.then(|| language("--language", typed)).transpose()?;
        }
        Ok(Self { table: read_table(data, &options.reading())?, options, settings })
    }

    /// Its answers.
    pub(super) fn study(&self) -> Result<OpenedStudy<'_>, Error> {
        let studies = open_studies(&self.table, &self.options)?;
        studies.into_iter().next().ok_or_else(|| Error::Internal("a survey without a question".into()))
    }

    /// Its file's name, for messages.
    pub(super) fn file(&self) -> &str {
        &self.table.file
    }
}
