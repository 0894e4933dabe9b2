//! DDI fragments, judged by the XML Schemas of DDI-Lifecycle 3.3 in the package `ddi-l`.

use super::written;
use crate::checkers::check_by_python;
use openend::questionnaires::QuestionFormat;

#[test]
fn every_fragment_instance_is_valid() {
    let (folder, _) = written(QuestionFormat::Ddi);
    check_by_python("ddi.py", &[&folder.path("")]);
}
