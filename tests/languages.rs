//! English, both Chinese scripts, Vietnamese and Estonian in one file: each answer gets its language, is cut where its
//! language cuts, and its "nothing" and "don't know" are understood; labels come in the language asked for.

use crate::sample::draw::{self, Half, Status};
use crate::support::{Scratch, Sheet, analyzed, csv, json, reasons, text};
use openend::text::{Language, analysis_copy, split_clauses};

#[test]
fn each_answer_of_a_mixed_file_gets_its_language() {
    let scratch = Scratch::new();
    let out = scratch.path("out");
    let drawn = draw::draw(Half::B, 2, 600);
    analyzed(&scratch.file("mixed.csv", drawn.to_csv()), &out, &["--text", "reason"]);
    let coded = Sheet::open(out.join("coded.csv"));
    for (tag, _, _) in draw::LANGUAGES {
        let own = || drawn.respondents.iter().filter(|r| r.language == tag && r.status == Status::Coded);
        // Many short Chinese answers are written alike in both scripts.
        let of_both_scripts = |answer: &str| {
            let simplified = analysis_copy(answer).text;
            tag.starts_with("zh")
                && answer.chars().filter(|c| c.is_alphanumeric()).all(|c| simplified.contains(c))
        };
        let wrong: Vec<(&str, &str)> = own()
            .filter(|r| tag == "zh-Hans" || !of_both_scripts(&r.answer))
            .map(|r| (r.answer.as_str(), coded.cell(r.id - 1, "oe_language")))
            .filter(|(_, found)| *found != tag)
            .collect();
        let all = own().count();
        assert!(all > 30, "{tag}: {all}");
        assert!(wrong.len() * 20 <= all, "{tag}: {} of {all}: {wrong:?}", wrong.len());
    }
    let frame = json(out.join("frame.json"));
    assert_eq!(frame["frame"]["languages"].as_array().unwrap().len(), 5, "{}", frame["frame"]["languages"]);
}

#[test]
fn nothing_and_dont_know_are_codes_in_every_language() {
    let scratch = Scratch::new();
    let special = [
        ("Nothing", "97"),
        ("nothing, all fine", "97"),
        ("No complaints.", "97"),
        ("没有", "97"),
        ("没什么，都挺好", "97"),
        ("沒有", "97"),
        ("都很滿意", "97"),
        ("Không có", "97"),
        ("không có gì phàn nàn", "97"),
        ("Ei ole midagi", "97"),
        ("kõik on korras", "97"),
        ("I don't know", "98"),
        ("dunno", "98"),
        ("不知道", "98"),
        ("说不上来", "98"),
        ("不清楚", "98"),
        ("không biết", "98"),
        ("khó nói", "98"),
        ("ei tea", "98"),
        ("ei oska öelda", "98"),
    ];
    let drawn = draw::draw(Half::A, 6, 400);
    let others = drawn.respondents.iter().filter(|r| r.status == Status::Coded).map(|r| r.answer.as_str());
    let answers: Vec<&str> = special.iter().map(|s| s.0).chain(others).collect();
    let file = scratch.file("special.csv", reasons(answers.iter().copied()));
    let out = scratch.path("out");
    analyzed(&file, &out, &["--text", "reason"]);
    let coded = Sheet::open(out.join("coded.csv"));
    for (row, (answer, code)) in special.into_iter().enumerate() {
        assert_eq!((coded.cell(row, "oe_codes"), coded.cell(row, "oe_status")), (code, "coded"), "{answer}");
    }
    // An answer with an idea in it is never mistaken for one of them.
    let mistaken = (special.len()..answers.len()).filter(|&row| {
        let codes = coded.cell(row, "oe_codes");
        codes.split('|').any(|c| c == "97" || c == "98")
    });
    let mistaken: Vec<&str> = mistaken.map(|row| answers[row]).collect();
    assert!(mistaken.is_empty(), "{mistaken:?}");
    let shares = Sheet::open(out.join("shares.csv"));
    let count = |code: &str| {
        let line = (0..shares.rows.len()).find(|&l| shares.cell(l, "code") == code).unwrap();
        assert_eq!(shares.cell(line, "kind"), "special");
        shares.cell(line, "count").to_owned()
    };
    assert_eq!((count("97").as_str(), count("98").as_str()), ("11", "9"));
}

#[test]
fn every_language_cuts_where_one_thought_ends() {
    for (language, answer, clauses) in [
        (Language::EN, "Great food, but slow service", &["great food", "slow service"][..]),
        (
            Language::EN,
            "The prices are fair; parking is a nightmare",
            &["the prices are fair", "parking is a nightmare"],
        ),
        (Language::ZH_HANS, "菜很好吃，但是上菜太慢", &["菜很好吃", "上菜太慢"]),
        (Language::ZH_HANT, "店員很親切，可是停車很難", &["店员很亲切", "停车很难"]),
        (Language::VI, "Đồ ăn ngon nhưng phục vụ chậm", &["đồ ăn ngon", "phục vụ chậm"]),
        (
            Language::ET,
            "Toit oli hea, kuid teenindus oli aeglane",
            &["toit oli hea", "teenindus oli aeglane"],
        ),
    ] {
        let analysis = analysis_copy(answer);
        let found: Vec<&str> =
            split_clauses(&analysis, language).into_iter().map(|c| c.text(&analysis)).collect();
        assert_eq!(found, clauses, "{answer}");
    }
}

#[test]
fn labels_come_in_the_language_asked_for_or_say_that_they_need_translation() {
    let scratch = Scratch::new();
    let file = scratch.file("mixed.csv", draw::draw(Half::B, 2, 2400).to_csv());
    let run = |language: &str| {
        let out = scratch.path(language);
        analyzed(&file, &out, &["--text", "reason", "--engine", "fast", "--label-language", language]);
        out
    };
    let reasons = |out: &std::path::Path| -> Vec<serde_json::Value> {
        let question = json(out.join("question.json"));
        question["categories"].as_array().unwrap().iter().filter(|c| c["kind"] == "reason").cloned().collect()
    };

    let vietnamese = run("vi");
    let frame = json(vietnamese.join("frame.json"));
    assert_eq!(frame["frame"]["label_language"], "vi");
    let shares = Sheet::open(vietnamese.join("shares.csv"));
    let mut in_vietnamese = 0;
    for code in frame["frame"]["codes"].as_array().unwrap() {
        let number = code["number"].to_string();
        let line = (0..shares.rows.len()).find(|&l| shares.cell(l, "code") == number).unwrap();
        if let Some(label) = code["labels"]["vi"].as_str() {
            assert_eq!(shares.cell(line, "label"), label);
            in_vietnamese += 1;
        }
    }
    assert!(in_vietnamese > 6, "{in_vietnamese}");
    assert!(reasons(&vietnamese).iter().any(|c| c["needs_translation"] == serde_json::json!([])));

    // Nobody wrote French: labels stay in the language that people wrote, marked.
    let french = run("fr");
    let marked = reasons(&french);
    assert!(!marked.is_empty());
    for category in &marked {
        assert!(category["labels"]["fr"].is_null(), "{category}");
        let needs = category["needs_translation"].as_array().unwrap();
        assert!(needs.contains(&"fr".into()), "{category}");
    }
    for name in ["question.md", "report.html"] {
        assert!(text(french.join(name)).to_lowercase().contains("needs translation"), "{name}");
    }
}

#[test]
fn a_declared_language_comes_first() {
    let scratch = Scratch::new();
    let drawn = draw::draw(Half::A, 3, 200);
    // "hea" alone could be many things; the file says what it is. The last is declared in a way that names none.
    let short = [
        ("hea", "Estonian", "et"),
        ("ok", "vi-VN", "vi"),
        ("很好", "zh_TW", "zh-Hant"),
        ("too slow", "??", "en"),
    ];
    let rows = short.iter().map(|(answer, declared, _)| [*declared, *answer]);
    let rows: Vec<[&str; 2]> = [["lang", "reason"]]
        .into_iter()
        .chain(rows)
        .chain(drawn.respondents.iter().map(|r| [r.language, r.answer.as_str()]))
        .collect();
    let file = scratch.file("declared.csv", csv(&rows));
    let out = scratch.path("out");
    analyzed(&file, &out, &["--text", "reason", "--language", "column:lang"]);
    let coded = Sheet::open(out.join("coded.csv"));
    for (row, (answer, _, tag)) in short.iter().enumerate() {
        assert_eq!(coded.cell(row, "oe_language"), *tag, "{answer}");
    }
    let fixed = scratch.path("fixed");
    analyzed(&file, &fixed, &["--text", "reason", "--language", "et"]);
    let languages = Sheet::open(fixed.join("coded.csv"));
    let all: std::collections::BTreeSet<&str> = languages.column("oe_language").into_iter().collect();
    assert!(all.is_subset(&["et", "und"].into()), "{all:?}");
}
