//! Questions made for tests: as short and as long as questions get, in five languages, with labels that break files.

use openend::closed_question::{
    Advice, AdviceKind, AnswerFormat, Category, CategoryKind, ClosedQuestion, Finding, FindingKind,
    OpenQuestion, OptionGroup, Pilot, ReachStep,
};
use openend::code_frame::{CodeNumber, Side};
use openend::text::Language;
use std::collections::BTreeMap;

/// The languages of the shipped sample.
pub(crate) const LANGUAGES: [Language; 5] =
    [Language::EN, Language::ZH_HANS, Language::ZH_HANT, Language::VI, Language::ET];

/// Labels that mean something to some format, or break it.
pub(crate) const HOSTILE: [&str; 28] = [
    "Quotes \"double\", 'single' and “curly”",
    "[brackets] (round) {curly}",
    "Pipes | and || more, with commas; and semicolons",
    "[[Choice:1]]",
    "[[AdvancedFormat]]",
    "😀 👩‍👩‍👧 🏳️‍🌈 emoji",
    "\u{202e}gnol oot eueuq\u{202c}",
    "התור היה ארוך",
    "الانتظار طويل جدا",
    "=HYPERLINK(\"http://example.org\",\"prices\")",
    "+1 more staff",
    "-1 star",
    "@staff",
    "first line\nsecond line\r\nthird line",
    "tab\there",
    "nul\0and\u{1}\u{1b}[31mcontrol",
    "<b>bold</b><script>alert(1)</script>",
    "&amp; R&D &lt;",
    "${x} ${reason} #{y} {{z}} %s",
    "a ]]> b <![CDATA[ c",
    "Same words",
    "Same words",
    "back\\slash \\n `code` *star* _under_ # hash",
    "  blanks   around  ",
    "{reason} {TOKEN:FIRSTNAME} {14}",
    "// comment -- 1. list - item",
    "نص mixed עברית 中文 \u{200f}marks",
    "\u{feff}mark \u{fffe}of no\u{ffff} character\u{85}end",
];

/// Every question for tests, by name.
pub(crate) fn questions() -> Vec<(&'static str, ClosedQuestion)> {
    let mut all = vec![
        ("one", question(1)),
        ("five", question(5)),
        ("twelve", question(12)),
        ("sixty", question(60)),
        ("hostile", hostile()),
        ("grouped", grouped()),
        ("gaps", gaps()),
        ("bare", bare()),
        ("foreign", foreign()),
    ];
    // Every question can be asked in each way.
    let ways = [
        (AnswerFormat::Multiple, "multiple"),
        (AnswerFormat::Single, "single"),
        (AnswerFormat::YesNo, "yes-no"),
    ];
    let mut asked = Vec::new();
    for (name, question) in all.drain(..) {
        for (answer, way) in ways {
            let name: &'static str = format!("{name}-{way}").leak();
            asked.push((name, ClosedQuestion { answer, ..question.clone() }));
        }
    }
    asked
}

/// So many reasons in five languages, then Other, None, Don't know and Prefer not to say; codes with gaps between them.
fn question(reasons: u16) -> ClosedQuestion {
    let label = |language: Language, number: u16| match language.tag() {
        "zh-Hans" => format!("原因{number}：等待太久"),
        "zh-Hant" => format!("原因{number}：等待太久了"),
        "vi" => format!("Lý do {number}: phải chờ quá lâu"),
        "et" => format!("Põhjus {number}: liiga pikk järjekord"),
        _ => format!("Reason {number}: the queue is too long"),
    };
    let mut categories: Vec<Category> =
        (1..=reasons).map(|at| reason(at * 3, LANGUAGES.map(|l| (l, label(l, at * 3))).into())).collect();
    categories.extend(ways_out());
    finished(categories)
}

fn reason(number: u16, labels: BTreeMap<Language, String>) -> Category {
    Category {
        codes: vec![CodeNumber(number)],
        side: Some(Side::Negative),
        count: 25,
        open_share: Some(0.125),
        low: Some(0.09),
        high: Some(0.17),
        again_low: Some(0.08),
        again_high: Some(0.18),
        cumulative_coverage: Some(0.25),
        shuffle: true,
        ..last(CategoryKind::Reason, CodeNumber(number), labels)
    }
}

fn last(kind: CategoryKind, number: CodeNumber, labels: BTreeMap<Language, String>) -> Category {
    Category {
        position: 0,
        number,
        kind,
        labels,
        needs_translation: Vec::new(),
        codes: Vec::new(),
        side: None,
        group: None,
        count: 0,
        open_share: None,
        low: None,
        high: None,
        again_low: None,
        again_high: None,
        cumulative_coverage: None,
        shuffle: false,
        exclusive: !matches!(kind, CategoryKind::Reason | CategoryKind::Other),
        open_text: kind == CategoryKind::Other,
    }
}

fn ways_out() -> [Category; 4] {
    let words = |texts: [&str; 5]| LANGUAGES.into_iter().zip(texts.map(str::to_owned)).collect();
    let other = [
        "Other (please specify)",
        "其他（请注明）",
        "其他（請註明）",
        "Khác (vui lòng ghi rõ)",
        "Muu (palun täpsustage)",
    ];
    let none = ["None of these", "以上都不是", "以上皆非", "Không có điều nào ở trên", "Mitte ükski neist"];
    let unsure = ["Don't know", "不知道", "不知道", "Không biết", "Ei oska öelda"];
    let refused = ["Prefer not to say", "不愿回答", "不願回答", "Không muốn trả lời", "Ei soovi vastata"];
    [
        last(CategoryKind::Other, Category::OTHER, words(other)),
        last(CategoryKind::None, CodeNumber(97), words(none)),
        last(CategoryKind::DontKnow, CodeNumber(98), words(unsure)),
        last(CategoryKind::PreferNot, Category::PREFER_NOT, words(refused)),
    ]
}

fn finished(mut categories: Vec<Category>) -> ClosedQuestion {
    for (at, category) in categories.iter_mut().enumerate() {
        category.position = at + 1;
        let missing = |language: &Language| !category.labels.contains_key(language);
        category.needs_translation = LANGUAGES.into_iter().filter(missing).collect();
    }
    let stem = [
        "What should we improve?",
        "我们应该改进什么？",
        "我們應該改進什麼？",
        "Chúng tôi nên cải thiện điều gì?",
        "Mida peaksime parandama?",
    ];
    ClosedQuestion {
        open_question: OpenQuestion { column: "reason".into(), wording: Some(stem[0].into()) },
        confidence: 0.95,
        languages: LANGUAGES.into(),
        stem: LANGUAGES.into_iter().zip(stem.map(str::to_owned)).collect(),
        categories,
        notes: vec!["A note.".into()],
        ..ClosedQuestion::default()
    }
}

/// Hostile labels in every language, one of 300 characters, and a hostile stem and column.
fn hostile() -> ClosedQuestion {
    let long = "The queue at the till was far too long for me ".repeat(7)[..300].to_owned();
    let labels = HOSTILE.into_iter().map(str::to_owned).chain([long]);
    let categories = (1..).zip(labels).map(|(number, label)| {
        let worded = |language: Language| (language, format!("{label} {}", language.tag()));
        let mut labels: BTreeMap<Language, String> = LANGUAGES.map(worded).into();
        labels.insert(Language::EN, label.clone());
        reason(number, labels)
    });
    let mut question = finished(categories.chain(ways_out()).collect());
    question.open_question.column = "=7. \"Why\" <reason>?\u{202e}".into();
    question.stem.insert(Language::EN, "=Why \"${x}\" <b>&amp;</b> [[Question:MC]] | ]]>\nand so?".into());
    question
}

/// Two groups, and reasons in none; with all that people are told about a question.
fn grouped() -> ClosedQuestion {
    let mut question = question(7);
    let group = |number: u16, labels: [&str; 5]| OptionGroup {
        number: CodeNumber(number),
        labels: LANGUAGES.into_iter().zip(labels.map(str::to_owned)).collect(),
    };
    question.groups = vec![
        group(101, ["Staff", "员工", "員工", "Nhân viên", "Teenindajad"]),
        group(102, ["Prices & <fees>", "价格", "價格", "Giá cả", "Hinnad"]),
    ];
    for (at, category) in question.categories.iter_mut().take(5).enumerate() {
        category.group = Some(CodeNumber(if at < 3 { 101 } else { 102 }));
    }
    question.reach = vec![ReachStep { options: 1, number: CodeNumber(3), covered: 0.25 }];
    let (kind, numbers) = (AdviceKind::Merge, vec![CodeNumber(3), CodeNumber(6)]);
    question.advice = vec![Advice { kind, numbers, reason: "They are alike.".into() }];
    let about =
        |kind, language| Finding { kind, options: vec![CodeNumber(3)], language, sentence: "Long.".into() };
    question.findings =
        vec![about(FindingKind::TooLong, Some(Language::ZH_HANT)), about(FindingKind::DoubleBarrelled, None)];
    question.pilot = Some(Pilot {
        sentences: vec!["A small base.".into()],
        found: vec![(0.02, 0.5)],
        curve: vec![(10, 1.5), (20, 2.0)],
        ..Pilot::default()
    });
    question
}

/// Wordings missing in some languages, one missing in all, and no stem in Estonian.
fn gaps() -> ClosedQuestion {
    let mut question = question(5);
    question.stem.remove(&Language::ET);
    for (at, category) in question.categories.iter_mut().enumerate().take(4) {
        category.labels.retain(|language, _| match at {
            0 => *language == Language::EN,
            1 => *language == Language::VI,
            2 => *language != Language::ET,
            _ => false,
        });
    }
    question
}

/// Reasons only, one language, and no column name to make a name of.
fn bare() -> ClosedQuestion {
    let mut question = question(3);
    question.categories.truncate(3);
    question.languages.truncate(1);
    question.open_question = OpenQuestion { column: "为什么".into(), wording: None };
    question
}

/// The main language is not English, and one has no words for yes and no.
fn foreign() -> ClosedQuestion {
    let mut question = question(4);
    let khmer = Language::parse("km").unwrap();
    question.languages = vec![Language::ET, khmer, Language::EN];
    question.stem.insert(khmer, "តើយើងគួរកែលម្អអ្វី?".into());
    for category in &mut question.categories {
        category.labels.insert(khmer, format!("ហេតុផល {}", category.number));
    }
    question
}
