//! A believable survey for the tests: 14 codes under 3 nets, 5 languages, 2 segment variables, weights, scores.

use super::Provenance;
use crate::alerts::find_alerts;
use crate::closed_question::{
    AnswerFormat, Category, CategoryKind, ClosedQuestion, Finding, FindingKind, ReachStep,
};
use crate::code_frame::{Code, CodeFrame, CodeKind, CodeNumber, Exemplar, Net, Side, Standing};
use crate::coding::{Coding, Ledger, Status};
use crate::pipeline::Analysis;
use crate::sentiment::Polarity;
use crate::shares::{
    AlertCounter, Base, HIDDEN_BASE, RatingCounter, RowKind, Share, ShareColumn, ShareTable, WholeCounter,
};
use crate::survey::{Banner, Question, Respondent, SegmentVariable, Study};
use crate::text::{Language, analysis_copy};

const EN: Language = Language::EN;
const HANS: Language = Language::ZH_HANS;
const HANT: Language = Language::ZH_HANT;
const VI: Language = Language::VI;
const ET: Language = Language::ET;

type Wordings = &'static [(Language, &'static str)];

/// Labels, definition, keywords, quotes, net, chance in per mille, parts negative and positive in per cent.
type Plan = (Wordings, &'static str, &'static [&'static str], Wordings, u16, u32, u32, u32);

const CODES: [Plan; 14] = [
    (
        &[
            (EN, "long waiting times"),
            (HANS, "等待时间太长"),
            (HANT, "等太久"),
            (VI, "chờ đợi quá lâu"),
            (ET, "pikk ooteaeg"),
        ],
        "People waited too long: in the queue, on the phone, or for a reply.",
        &["wait", "queue", "hours", "等", "chờ", "ootama"],
        &[
            (EN, "Forty minutes in the queue for a form that took two minutes to sign."),
            (HANS, "排了快一个小时的队，才轮到我。"),
            (VI, "Gọi tổng đài mà chờ mãi không ai bắt máy."),
            (ET, "Pidin vastust ootama terve nädala."),
        ],
        99,
        231,
        88,
        3,
    ),
    (
        &[
            (EN, "friendly and helpful staff"),
            (HANS, "员工热情友好"),
            (HANT, "服務人員親切"),
            (VI, "nhân viên thân thiện"),
            (ET, "sõbralik teenindus"),
        ],
        "Staff were kind, patient, and went out of their way to help.",
        &["friendly", "helpful", "kind", "热情", "thân thiện"],
        &[
            (EN, "The lady at the counter explained everything twice and never lost her smile."),
            (HANT, "店員很有耐心，每個問題都仔細回答。"),
            (ET, "Väga lahke ja abivalmis teenindaja."),
        ],
        100,
        184,
        4,
        91,
    ),
    (
        &[(EN, "prices went up"), (HANS, "价格太贵"), (VI, "giá quá cao"), (ET, "hinnad tõusid")],
        "Prices or fees are too high, or rose without notice.",
        &["expensive", "price", "fees", "贵", "giá"],
        &[
            (EN, "The monthly fee went up by a third and nobody told me why."),
            (VI, "Giá tăng liên tục mà chất lượng vẫn thế."),
        ],
        101,
        121,
        79,
        6,
    ),
    (
        &[
            (EN, "app keeps crashing"),
            (HANS, "应用总是闪退"),
            (HANT, "App 常常當掉"),
            (ET, "äpp jookseb kokku"),
        ],
        "The app freezes, crashes or logs people out.",
        &["app", "crash", "login", "闪退"],
        &[
            (EN, "Since the last update the app closes itself every time I open the card page."),
            (HANS, "更新之后一打开就闪退。"),
        ],
        102,
        98,
        93,
        1,
    ),
    (
        &[(EN, "fast delivery"), (HANS, "送货很快"), (HANT, "出貨快"), (VI, "giao hàng nhanh")],
        "Orders arrived quickly or earlier than promised.",
        &["fast", "delivery", "next day", "快"],
        &[
            (EN, "Ordered on Monday night, on my doormat Tuesday noon."),
            (VI, "Đặt hôm trước hôm sau đã nhận được hàng."),
        ],
        101,
        86,
        2,
        93,
    ),
    (
        &[(EN, "return labels missing"), (ET, "tagastussilt puudu")],
        "Sending something back was hard because the parcel held no return label.",
        &["return", "label", "printer"],
        &[
            (EN, "Who still owns a printer? Put the return label in the box."),
            (ET, "Tagastamiseks pidin sildi ise printima."),
        ],
        101,
        63,
        84,
        3,
    ),
    (
        &[(EN, "nobody answers the phone"), (HANS, "客服电话打不通"), (VI, "không ai nghe máy")],
        "Calls are not answered or get cut off.",
        &["phone", "call", "hold", "电话"],
        &[
            (EN, "Called six times last week. Music, music, then the line goes dead."),
            (HANS, "客服电话永远占线。"),
        ],
        99,
        55,
        96,
        0,
    ),
    (
        &[(EN, "clear explanations"), (HANT, "說明很清楚"), (ET, "arusaadavad selgitused")],
        "Things were explained in words people understood.",
        &["clear", "explain", "understand"],
        &[(EN, "No jargon, just plain words. I finally understand my contract.")],
        100,
        47,
        6,
        85,
    ),
    (
        &[(EN, "parcel arrived damaged"), (HANS, "包裹破损"), (VI, "hàng bị móp méo")],
        "The parcel or the goods in it were damaged.",
        &["damaged", "broken", "破损"],
        &[
            (EN, "Box crushed on one side, two of the six glasses in pieces."),
            (HANS, "打开一看，里面已经碎了。"),
        ],
        101,
        41,
        92,
        1,
    ),
    (
        &[(VI, "thiếu chỗ đậu xe")],
        "Too few places to park near the branch.",
        &["đậu xe", "bãi xe"],
        &[(VI, "Lần nào đến cũng phải đi vòng tìm chỗ đậu xe.")],
        0,
        29,
        70,
        3,
    ),
    (
        &[(EN, "too many forms"), (HANS, "表格太多"), (ET, "liiga palju pabereid")],
        "The same information is asked for again and again.",
        &["forms", "paperwork", "again"],
        &[(EN, "I typed my address into four different forms for one order.")],
        102,
        26,
        81,
        2,
    ),
    (
        &[(EN, "easy to order online"), (HANT, "網路下單方便")],
        "Ordering on the website is simple.",
        &["website", "easy", "order"],
        &[
            (EN, "Three clicks and done, even I can do it."),
            (EN, "<script>alert(document.cookie)</script><img src=x onerror=alert(1)>"),
            (EN, "Good\u{202e}dab ton\u{202c} and\u{200b}hidden, write to \"them\" & 'us'"),
        ],
        102,
        22,
        7,
        88,
    ),
    (
        &[(EN, "opening hours too short"), (ET, "lühikesed lahtiolekuajad")],
        "Shops or lines close before people leave work.",
        &["opening hours", "evening", "closed"],
        &[(EN, "By the time I leave work you have been closed for an hour.")],
        99,
        15,
        74,
        5,
    ),
    (
        &[(EN, "more vegetarian choice"), (HANS, "素食选择少")],
        "More dishes without meat are wished for.",
        &["vegetarian", "vegan"],
        &[(EN, "One salad is not a vegetarian menu.")],
        0,
        4,
        45,
        10,
    ),
];

const SPECIALS: [(u16, Wordings, &str, u32); 2] = [
    (
        97,
        &[
            (EN, "Nothing, all fine"),
            (HANS, "没有"),
            (HANT, "沒有"),
            (VI, "không có gì"),
            (ET, "kõik on hästi"),
        ],
        "Nothing to improve, everything is fine.",
        158,
    ),
    (
        98,
        &[(EN, "Don't know"), (HANS, "不知道"), (HANT, "不知道"), (VI, "không biết"), (ET, "ei tea")],
        "Could not or would not say.",
        21,
    ),
];

const NETS: [(u16, Wordings); 4] = [
    (99, &[(EN, "Waiting and reach"), (HANS, "等待与联系"), (ET, "Ootamine ja kättesaadavus")]),
    (100, &[(EN, "People"), (HANS, "人员"), (VI, "Con người")]),
    (101, &[(EN, "Price and delivery"), (HANS, "价格与配送")]),
    (102, &[(EN, "Website and app"), (HANS, "网站与应用")]),
];

/// The survey, its result and where it comes from. Always the same.
pub(super) fn survey() -> (Analysis, Provenance) {
    let study = study();
    let (frame, mut codings) = (frame(), codings(study.respondents.len()));
    let study = plant(study, &mut codings);
    let ledger = Ledger::count(&codings, study.rejected);
    let shares = ShareTable { columns: columns(&study, &frame, &codings) };
    let question = question(&shares.columns[0]);
    let notes = vec![
        "Vietnamese has 30% of the answers but no answer declared it: its language was detected.".to_owned(),
        "Codes 13 and 14 were named by fewer than 20 people: read them as hints.".to_owned(),
    ];
    let model = crate::coding::CodingModel::default();
    let (mut whole, mut alerts, mut ratings) =
        (WholeCounter::default(), AlertCounter::default(), RatingCounter::default());
    for (person, coding) in study.respondents.iter().zip(&codings) {
        whole.add(person, coding);
        alerts.add(person, coding);
        ratings.add(person, coding);
    }
    let (alerts, urgent) = alerts.finish(&shares.columns[0].base, 0.95);
    let analysis = Analysis {
        asked: study.question,
        frame,
        model,
        codings,
        ledger,
        shares,
        is_weighted: whole.is_weighted(),
        sides: whole.sides(),
        languages: whole.languages(),
        alerts,
        urgent,
        ratings: ratings.finish(),
        question,
        notes,
    };
    let provenance = Provenance {
        file: "customers-2026-q3.csv".into(),
        recognized: vec![
            "CSV, UTF-8, comma, one header row.".into(),
            "Open-ended column “reason”: the longest text with the most distinct answers.".into(),
        ],
        engine: "static vectors (openend-256) with TF-IDF".into(),
        hashes: vec![("input".into(), "9f2c".repeat(16)), ("model".into(), "03ab".repeat(16))],
        ..Provenance::default()
    };
    (analysis, provenance)
}

/// A plain generator, so that the fixture never changes.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32 % sides
    }
}

fn study() -> Study<'static> {
    let mut dice = Dice(7);
    let respondents: Vec<Respondent> = (1..=1040)
        .map(|row| Respondent {
            row,
            id: "",
            verbatim: "",
            weight: 0.6 + f64::from(dice.roll(9)) / 10.0,
            score: Some(f64::from(dice.roll(11))),
            language: None,
        })
        .collect();
    let regions =
        ["North", "North", "North", "South", "South", "East", "East", "East", "West", "Harju maakond"];
    let region: Vec<&str> = respondents
        .iter()
        .map(|r| {
            if r.row <= 8 {
                "Islands"
            } else if r.row % 41 == 0 {
                "Abroad"
            } else {
                regions[dice.roll(10) as usize]
            }
        })
        .collect();
    let ages: Vec<&str> =
        respondents.iter().map(|_| ["18–29", "30–44", "45–64", "65+"][dice.roll(4) as usize]).collect();
    let banner = Banner {
        variables: vec![
            SegmentVariable::from_cells("region", region.into_iter()),
            SegmentVariable::from_cells("age group", ages.into_iter()),
        ],
    };
    let question = Question {
        name: "reason".into(),
        wording: Some("What is the main reason for the score you gave us?".into()),
    };
    Study { question, respondents, banner, rejected: 3 }
}

fn labels(wordings: Wordings) -> std::collections::BTreeMap<Language, String> {
    wordings.iter().map(|(language, text)| (*language, (*text).to_owned())).collect()
}

fn frame() -> CodeFrame {
    let mut codes: Vec<Code> = (1..)
        .zip(CODES)
        .map(|(number, (wordings, definition, keywords, quotes, net, _, negative, positive))| Code {
            number: CodeNumber(number),
            kind: CodeKind::Theme,
            labels: labels(wordings),
            definition: definition.into(),
            includes: vec![],
            excludes: None,
            keywords: keywords.iter().map(|k| (*k).to_owned()).collect(),
            exemplars: quotes
                .iter()
                .map(|(l, text)| Exemplar { text: (*text).into(), language: *l, borders: None })
                .collect(),
            net: (net > 0).then_some(CodeNumber(net)),
            side: if negative > positive { Side::Negative } else { Side::Positive },
            standing: Standing::Active,
        })
        .collect();
    codes.extend(SPECIALS.iter().map(|(number, wordings, definition, _)| Code {
        number: CodeNumber(*number),
        kind: if *number == 97 { CodeKind::Nothing } else { CodeKind::DontKnow },
        labels: labels(wordings),
        definition: (*definition).into(),
        includes: vec![],
        excludes: None,
        keywords: vec![],
        exemplars: vec![],
        net: None,
        side: Side::Neutral,
        standing: Standing::Active,
    }));
    let nets = NETS.iter().map(|(number, wordings)| Net {
        number: CodeNumber(*number),
        labels: labels(wordings),
        codes: codes.iter().filter(|c| c.net == Some(CodeNumber(*number))).map(|c| c.number).collect(),
        standing: Standing::Active,
    });
    let nets = nets.collect();
    CodeFrame {
        question: "reason".into(),
        languages: vec![EN, HANS, VI, ET, HANT],
        label_language: EN,
        codes,
        nets,
        places: vec![],
        pins: vec![],
        worded: std::collections::BTreeSet::new(),
    }
}

fn codings(people: usize) -> Vec<Coding> {
    let mut dice = Dice(11);
    (0..people)
        .map(|_| {
            let language = [EN, EN, EN, EN, HANS, HANS, VI, VI, ET, HANT][dice.roll(10) as usize];
            let fate = dice.roll(100);
            let mut codes: Vec<CodeNumber> = Vec::new();
            if fate < 92 {
                let special = SPECIALS.iter().find(|s| dice.roll(1000) < s.3).map(|s| CodeNumber(s.0));
                codes.extend(special);
                if codes.is_empty() {
                    let drawn = (1..).zip(CODES).filter(|(_, plan)| dice.roll(1000) < plan.5 * 6 / 5);
                    codes.extend(drawn.map(|(number, _)| CodeNumber(number)));
                }
            }
            let status = match (fate, codes.is_empty()) {
                (92..=97, _) => Status::NoAnswer,
                (98.., _) => Status::Junk,
                (_, true) => Status::Uncoded,
                _ => Status::Coded,
            };
            let sides = [
                Polarity::Negative,
                Polarity::Negative,
                Polarity::Neutral,
                Polarity::Positive,
                Polarity::Mixed,
            ];
            Coding {
                status,
                duplicate_of: None,
                language,
                codes: codes.into(),
                nets: Box::default(),
                mentions: Box::default(),
                sentiment: status.counts_in_base().then_some(sides[dice.roll(5) as usize]),
                sentiment_score: 0.0,
                sentiment_confidence: 0.9,
                alerts: Box::default(),
            }
        })
        .collect()
}

/// Answers that need one, and ratings that agree with the sentiment but for one person's.
fn plant(mut study: Study<'static>, codings: &mut [Coding]) -> Study<'static> {
    for (person, coding) in study.respondents.iter().zip(codings.iter_mut()) {
        if coding.status.counts_in_base() {
            coding.sentiment_score = person.score.unwrap_or(5.0) as f32 / 5.0 - 1.0;
            coding.sentiment = Some(match coding.sentiment_score {
                ..-0.3 => Polarity::Negative,
                0.3.. => Polarity::Positive,
                _ => Polarity::Neutral,
            });
        }
    }
    let said = [
        "Slow, and I slipped on the stairs by the exit <b>twice</b>. Write to me at jo@example.org.",
        "I have cancelled my subscription. \u{202e}Never again!",
        "Thank you all, you were wonderful",
        "Oh wonderful, another broken app. Just what I needed today.",
    ];
    let in_base = (0..codings.len()).filter(|at| codings[*at].status.counts_in_base());
    let places: Vec<usize> = in_base.take(said.len()).collect();
    for (at, text) in places.into_iter().zip(said) {
        let alerts = find_alerts(&analysis_copy(text), EN);
        codings[at] = Coding { language: EN, alerts: alerts.into(), ..codings[at].clone() };
        study.respondents[at].verbatim = text;
        if text.starts_with("Oh") {
            study.respondents[at].score = Some(10.0);
            (codings[at].sentiment, codings[at].sentiment_score) = (Some(Polarity::Negative), -0.9);
        }
    }
    study
}

fn columns(study: &Study, frame: &CodeFrame, codings: &[Coding]) -> Vec<ShareColumn> {
    let mut out = vec![column("", "Total", study, frame, codings, |_| true)];
    for variable in &study.banner.variables {
        for (i, segment) in (0u32..).zip(&variable.segments) {
            let is_in = |respondent: usize| variable.member[respondent] == Some(i);
            out.push(column(&variable.name, segment, study, frame, codings, is_in));
        }
    }
    out
}

fn column(
    variable: &str,
    segment: &str,
    study: &Study,
    frame: &CodeFrame,
    codings: &[Coding],
    is_in: impl Fn(usize) -> bool,
) -> ShareColumn {
    let people: Vec<usize> =
        (0..codings.len()).filter(|i| is_in(*i) && codings[*i].status.counts_in_base()).collect();
    let weights = |people: &[usize]| people.iter().map(|i| study.respondents[*i].weight).sum::<f64>();
    let squares: f64 = people.iter().map(|i| study.respondents[*i].weight.powi(2)).sum();
    let weighted = weights(&people);
    let base = Base { count: people.len(), weighted, effective: weighted * weighted / squares.max(1e-12) };
    let one = |number: CodeNumber, kind, under: &[CodeNumber], sentiment| {
        let who: Vec<usize> =
            people.iter().copied().filter(|i| codings[*i].codes.iter().any(|c| under.contains(c))).collect();
        let scores: f64 = who.iter().filter_map(|i| study.respondents[*i].score).sum();
        let (low, high) = wilson(weights(&who) / weighted, base.effective);
        Share {
            number,
            kind,
            count: who.len(),
            weighted_count: weights(&who),
            share: Some(weights(&who) / weighted),
            low: Some(low),
            high: Some(high),
            sentiment,
            mean_score: (!who.is_empty()).then(|| scores / who.len() as f64),
        }
    };
    let sides = |number: u16| {
        let (.., negative, positive) = CODES[usize::from(number) - 1];
        [f64::from(negative), f64::from(100 - negative - positive), f64::from(positive)].map(|p| p / 100.0)
    };
    let mut shares = Vec::new();
    if base.count >= HIDDEN_BASE {
        for number in (1..=14).map(CodeNumber) {
            shares.push(one(number, RowKind::Code, &[number], sides(number.0)));
        }
        for net in &frame.nets {
            shares.push(one(net.number, RowKind::Net, &net.codes, sides(net.codes[0].0)));
        }
        for number in [CodeNumber::NOTHING, CodeNumber::DONT_KNOW] {
            shares.push(one(number, RowKind::Special, &[number], [0.0, 0.9, 0.1]));
        }
    }
    ShareColumn { variable: variable.into(), segment: segment.into(), base, shares }
}

fn wilson(part: f64, people: f64) -> (f64, f64) {
    let z2 = 1.96f64.powi(2);
    let middle = (part + z2 / (2.0 * people)) / (1.0 + z2 / people);
    let half =
        (part * (1.0 - part) / people + z2 / (4.0 * people * people)).sqrt() * 1.96 / (1.0 + z2 / people);
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

fn question(total: &ShareColumn) -> ClosedQuestion {
    let tails: [(CategoryKind, Wordings); 3] = [
        (
            CategoryKind::Other,
            &[
                (EN, "Other (please specify)"),
                (HANS, "其他（请注明）"),
                (HANT, "其他（請註明）"),
                (VI, "Khác (xin ghi rõ)"),
                (ET, "Muu (palun täpsusta)"),
            ],
        ),
        (
            CategoryKind::None,
            &[
                (EN, "None of these"),
                (HANS, "以上都不是"),
                (HANT, "以上皆非"),
                (VI, "Không có lý do nào ở trên"),
                (ET, "Mitte ükski neist"),
            ],
        ),
        (
            CategoryKind::DontKnow,
            &[(EN, "Don’t know"), (HANS, "不知道"), (HANT, "不知道"), (VI, "Không biết"), (ET, "Ei tea")],
        ),
    ];
    let reasons = total.shares.iter().filter(|s| s.kind == RowKind::Code && s.share > Some(0.03)).map(|s| {
        let wordings = CODES[usize::from(s.number.0) - 1].0;
        (CategoryKind::Reason, wordings, Some(s))
    });
    let all: Vec<_> = reasons.chain(tails.map(|(kind, wordings)| (kind, wordings, None))).collect();
    let mut covered = 0.0;
    let categories = all.into_iter().enumerate().map(|(i, (kind, wordings, share))| {
        covered += share.and_then(|s| s.share).unwrap_or(0.0) * (1.0 - covered);
        Category {
            position: i + 1,
            kind,
            labels: labels(wordings),
            needs_translation: [EN, HANS, VI, ET, HANT]
                .into_iter()
                .filter(|l| wordings.iter().all(|w| w.0 != *l))
                .collect(),
            codes: share.map(|s| s.number).into_iter().collect(),
            count: share.map_or(0, |s| s.count),
            open_share: share.and_then(|s| s.share),
            low: share.and_then(|s| s.low),
            high: share.and_then(|s| s.high),
            number: share.map_or(CodeNumber(9000 + i as u16), |s| s.number),
            side: None,
            group: None,
            again_low: None,
            again_high: None,
            cumulative_coverage: share.map(|_| covered),
            shuffle: kind == CategoryKind::Reason,
            exclusive: matches!(kind, CategoryKind::None | CategoryKind::DontKnow),
            open_text: kind == CategoryKind::Other,
        }
    });
    let categories: Vec<Category> = categories.collect();
    let steps = categories.iter().filter(|c| c.kind == CategoryKind::Reason).enumerate();
    let reach = steps.map(|(at, c)| ReachStep {
        options: at + 1,
        number: c.number,
        covered: c.cumulative_coverage.unwrap_or(0.0),
    });
    let pushy = Finding {
        kind: FindingKind::Loaded,
        options: vec![CodeNumber(2)],
        language: Some(EN),
        sentence: "\"Rude staff\" pushes (\"rude\"): use a plain word that people on both sides could tick."
            .into(),
    };
    ClosedQuestion {
        languages: vec![EN, HANS, VI, ET, HANT],
        stem: labels(&[
            (EN, "What are the main reasons for the score you gave us?"),
            (HANS, "您给出这个分数的主要原因是什么？"),
            (VI, "Những lý do chính khiến bạn cho điểm số này là gì?"),
            (ET, "Mis on sinu antud hinde peamised põhjused?"),
        ]),
        answer: AnswerFormat::Multiple,
        reach: reach.collect(),
        findings: vec![pushy],
        categories,
        notes: vec!["Five codes under 3% of the base were left out: 10, 11, 12, 13, 14.".into()],
        ..ClosedQuestion::default()
    }
}
