//! FHIR Questionnaires, judged by the validator of the npm package `fhir` and its profiles of R4.

use super::written;
use crate::checkers::check_by_node;
use openend::questionnaires::QuestionFormat;

#[test]
fn every_questionnaire_is_valid() {
    let (folder, _) = written(QuestionFormat::Fhir);
    check_by_node("fhir.js", &[&folder.path("")]);
}
