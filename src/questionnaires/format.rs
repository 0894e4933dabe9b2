//! The formats by name.

use super::{
    Made, Printed, ddi, fhir, google_forms, json, limesurvey, limesurvey_tsv, markdown, qsf, qualtrics,
    redcap, surveyjs, surveymonkey, text, triple_s, xlsform,
};
use crate::error::Result;

/// A format that survey tools import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum QuestionFormat {
    /// The workbook of ODK, KoboToolbox and others.
    Xlsform,
    /// SurveyJS.
    SurveyJs,
    /// Qualtrics, its Advanced Format TXT.
    Qualtrics,
    /// Qualtrics, a survey file; experimental.
    Qsf,
    /// LimeSurvey, one question.
    LimeSurvey,
    /// LimeSurvey, a whole survey.
    LimeSurveyTsv,
    /// Google Forms, a request of its API.
    GoogleForms,
    /// Triple-S XML, a definition.
    TripleS,
    /// REDCap, a data dictionary.
    Redcap,
    /// SurveyMonkey, the body of a call of its API.
    SurveyMonkey,
    /// FHIR R4, a Questionnaire.
    Fhir,
    /// DDI-Lifecycle, fragments.
    Ddi,
    /// Text to paste.
    Text,
    /// A questionnaire to print.
    Markdown,
    /// The neutral `question.json`.
    Json,
}

/// What a format is called and can do, and who writes it.
pub(super) struct Row {
    name: &'static str,
    ending: &'static str,
    holds_all_languages: bool,
    /// Makes one file.
    pub(super) write: fn(&Printed<'_>) -> Result<Made>,
}

impl QuestionFormat {
    /// Every format.
    pub const ALL: [Self; 15] = [
        Self::Xlsform,
        Self::SurveyJs,
        Self::Qualtrics,
        Self::Qsf,
        Self::LimeSurvey,
        Self::LimeSurveyTsv,
        Self::GoogleForms,
        Self::TripleS,
        Self::Redcap,
        Self::SurveyMonkey,
        Self::Fhir,
        Self::Ddi,
        Self::Text,
        Self::Markdown,
        Self::Json,
    ];

    /// Name, ending, whether one file holds all languages, and the function that writes it.
    pub(super) fn row(self) -> Row {
        let (name, ending, holds_all_languages, write): (_, _, _, fn(&Printed<'_>) -> Result<Made>) =
            match self {
                Self::Xlsform => ("xlsform", "xlsx", true, xlsform::write),
                Self::SurveyJs => ("surveyjs", "json", true, surveyjs::write),
                Self::Qualtrics => ("qualtrics", "txt", false, |printed| Ok(qualtrics::write(printed))),
                Self::Qsf => ("qsf", "qsf", true, qsf::write),
                Self::LimeSurvey => ("limesurvey", "lsq", true, limesurvey::write),
                Self::LimeSurveyTsv => ("limesurvey-tsv", "txt", true, limesurvey_tsv::write),
                Self::GoogleForms => ("google-forms", "json", false, google_forms::write),
                Self::TripleS => ("triple-s", "sss", true, |printed| Ok(triple_s::write(printed))),
                Self::Redcap => ("redcap", "csv", false, redcap::write),
                Self::SurveyMonkey => ("surveymonkey", "json", false, surveymonkey::write),
                Self::Fhir => ("fhir", "json", true, fhir::write),
                Self::Ddi => ("ddi", "xml", true, ddi::write),
                Self::Text => ("text", "txt", false, |printed| Ok(text::write(printed))),
                Self::Markdown => ("markdown", "md", true, |printed| Ok(markdown::write(printed))),
                Self::Json => ("json", "json", true, json::write),
            };
        Row { name, ending, holds_all_languages, write }
    }

    /// As typed.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The format of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The ending of its files, without a full stop.
    #[must_use]
    pub fn ending(self) -> &'static str {
        self.row().ending
    }

    /// Whether one file holds all languages; otherwise there is one file per language.
    #[must_use]
    pub fn holds_all_languages(self) -> bool {
        self.row().holds_all_languages
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_has_a_name_of_its_own() {
        for (place, format) in QuestionFormat::ALL.into_iter().enumerate() {
            assert_eq!(format as usize, place, "{format:?} stands in ALL where the enum has it");
            assert_eq!(QuestionFormat::named(format.name()), Some(format));
            assert!(format.ending().bytes().all(|b| b.is_ascii_lowercase()), "{format:?}");
        }
        assert_eq!(QuestionFormat::named("word"), None);
    }
}
