//! Small frames and codings that several unit tests share.

use crate::code_frame::{Code, CodeFrame, CodeKind, CodeNumber, Net, Side, Standing};
use crate::coding::{Coding, CodingModel, Status};
use crate::pipeline::{Analysis, Counts};
use crate::settings::Settings;
use crate::survey::Study;
use crate::text::Language;
use std::collections::BTreeMap;

/// Codes 1 (praise) and 2 (blame) under net 101, code 3, 97 and 98; labels in English, that of code 1 in Estonian too.
pub(crate) fn frame() -> CodeFrame {
    let code = |number: u16, label: &str, kind, side, net: Option<u16>| Code {
        number: CodeNumber(number),
        kind,
        labels: BTreeMap::from([(Language::EN, label.to_owned())]),
        definition: format!("Answers about {label}."),
        includes: vec![],
        excludes: None,
        keywords: vec![],
        exemplars: vec![],
        net: net.map(CodeNumber),
        side,
        standing: Standing::Active,
    };
    let mut codes = vec![
        code(1, "friendly staff", CodeKind::Theme, Side::Positive, Some(101)),
        code(2, "rude staff", CodeKind::Theme, Side::Negative, Some(101)),
        code(3, "opening hours", CodeKind::Theme, Side::Neutral, None),
        code(97, "nothing, all fine", CodeKind::Nothing, Side::Neutral, None),
        code(98, "don't know", CodeKind::DontKnow, Side::Neutral, None),
    ];
    codes[0].labels.insert(Language::ET, "sõbralik teenindus".into());
    CodeFrame {
        question: "What should we improve?".into(),
        languages: vec![Language::EN, Language::ET],
        label_language: Language::EN,
        codes,
        nets: vec![Net {
            number: CodeNumber(101),
            labels: BTreeMap::from([(Language::EN, "staff".to_owned())]),
            codes: vec![CodeNumber(1), CodeNumber(2)],
            standing: Standing::Active,
        }],
        places: vec![],
        pins: vec![],
        worded: std::collections::BTreeSet::new(),
    }
}

/// A person with these codes (none: uncoded) and the nets of [`frame`], without mentions.
pub(crate) fn coded(codes: &[u16], sentiment_score: f32) -> Coding {
    let under_net = codes.iter().any(|&c| c == 1 || c == 2);
    Coding {
        status: if codes.is_empty() { Status::Uncoded } else { Status::Coded },
        duplicate_of: None,
        language: Language::EN,
        codes: codes.iter().map(|&c| CodeNumber(c)).collect(),
        nets: under_net.then_some(CodeNumber(101)).into_iter().collect(),
        mentions: [].into(),
        sentiment: None,
        sentiment_score,
        sentiment_confidence: 0.75,
        alerts: Box::default(),
    }
}

/// A person outside the base.
pub(crate) fn outside() -> Coding {
    Coding { status: Status::NoAnswer, ..coded(&[], 0.0) }
}

/// What a study with these codings yields, by [`frame`].
pub(crate) fn counted(study: &Study<'_>, codings: Vec<Coding>, settings: &Settings) -> Analysis {
    let mut counts = Counts::new(&frame());
    counts.add(study, &codings);
    counts.finish(study.question.clone(), frame(), CodingModel::default(), codings, settings).unwrap()
}
