//! Every file of a run says what it promises: columns, offsets, bases, shares that can be counted again, a frame that
//! codes alone.

use crate::support::{SAMPLE_OPTIONS, Scratch, Sheet, analyzed, csv, files, json, repository, text};
use openend::Threads;
use openend::coding::{Coder, read_frame};
use openend::outputs::{CodedFormat, OUR_FILES, runs_in_a_spreadsheet};
use openend::text::Language;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization;

/// The sample as analysed with all its columns.
fn sample() -> (Scratch, PathBuf) {
    let scratch = Scratch::new();
    let out = scratch.path("out");
    analyzed(&repository("data/sample.csv"), &out, &SAMPLE_OPTIONS);
    (scratch, out)
}

/// A cell without the apostrophe that keeps a spreadsheet from running it.
fn as_typed(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| runs_in_a_spreadsheet(rest)).unwrap_or(cell)
}

/// The numbers of a list such as `3|1`.
fn listed(cell: &str) -> Vec<u16> {
    cell.split('|').filter(|n| !n.is_empty()).map(|n| n.parse().unwrap()).collect()
}

#[test]
fn a_run_leaves_every_file_and_no_other() {
    let (_scratch, out) = sample();
    let found: BTreeSet<String> = files(&out).keys().map(|p| p.display().to_string()).collect();
    // No row of the sample is set aside, none needs an answer, no edit was undone, and it is a first wave by itself;
    // whether one contradicts its score is sentiment's to say.
    let sometimes =
        ["rejects.csv", "alerts.csv", "contradictions.csv", "frame.undone.json", "proposals.json"];
    let asked_for =
        CodedFormat::ALL.into_iter().filter(|f| ![CodedFormat::Csv, CodedFormat::Xlsx].contains(f));
    let asked_for: Vec<&str> = asked_for.flat_map(|format| format.files().iter().copied()).collect();
    // Those of compare and verify.
    let of_others = [
        "trend.csv",
        "trend.html",
        "trend.json",
        "trend.xlsx",
        "options.csv",
        "other.csv",
        "verify.html",
        "verify.json",
    ];
    let is_sometimes =
        |name: &str| sometimes.contains(&name) || asked_for.contains(&name) || of_others.contains(&name);
    let ours = OUR_FILES.iter().filter(|n| !is_sometimes(n) || found.contains(**n) && n.starts_with("con"));
    assert_eq!(found, ours.map(ToString::to_string).collect());
}

/// Forty people who rate as they speak, six who need an answer, and two whose text contradicts their rating.
fn unhappy_survey() -> Vec<u8> {
    let mut rows = vec![["id", "rating", "reason"].map(str::to_owned)];
    let mut add =
        |rating: &str, answer: &str| rows.push([rows.len().to_string(), rating.into(), answer.into()]);
    for round in 0..20 {
        let number = ["", " today", " again", " as always"][round % 4];
        add("9", &format!("Excellent and friendly staff, wonderful service{number}"));
        add("1", &format!("Terrible and rude staff, awful useless service{number}"));
    }
    add("2", "=1+1 awful, I have CANCELLED my contract. \u{202e}Never again");
    add("1", "Awful stairs, my mother slipped on the ice and broke her arm <b>");
    add("1", "Terrible: my lawyer will write to you, mail me at jo@example.org");
    add("2", "It was not dangerous at all, just terrible and useless food");
    add("1", "I will never come back, terrible and rude staff");
    add("9", "Wonderful service, thank you so much");
    add("10", "Terrible and rude staff, awful useless food");
    add("0", "Excellent and friendly staff, wonderful food");
    csv(&rows)
}

#[test]
fn answers_that_need_one_are_listed_with_their_words() {
    let scratch = Scratch::new();
    let (file, out) = (scratch.file("unhappy.csv", unhappy_survey()), scratch.path("out"));
    let options = ["--text", "reason", "--id", "id", "--score", "rating"];
    let said = analyzed(&file, &out, &options);
    assert!(said.contains("4 answers need attention: 1 safety, 1 legal, 2 churn → alerts.csv"), "{said}");
    let (alerts, coded) = (Sheet::open(out.join("alerts.csv")), Sheet::open(out.join("coded.csv")));
    assert_eq!(alerts.column("kind"), ["safety", "legal", "churn", "churn"]);
    for row in 0..alerts.rows.len() {
        let (start, end) = (alerts.number(row, "start") as usize, alerts.number(row, "end") as usize);
        let verbatim = as_typed(alerts.cell(row, "verbatim"));
        let evidence: String = verbatim.chars().skip(start).take(end - start).collect();
        assert_eq!(evidence, as_typed(alerts.cell(row, "evidence")), "row {row}");
        let at = alerts.number(row, "row") as usize - 1;
        assert_eq!(verbatim, as_typed(coded.cell(at, "reason")));
        assert!(coded.cell(at, "oe_alerts").contains(alerts.cell(row, "kind")));
    }
    assert!(alerts.column("evidence").contains(&"CANCELLED my contract"));
    assert_eq!(coded.cell(43, "oe_alerts"), "", "a denied danger");
    assert_eq!(coded.cell(45, "oe_alerts"), "gratitude");
    for cell in alerts.rows.iter().flatten() {
        assert!(!runs_in_a_spreadsheet(cell), "{cell}");
    }
    let page = text(out.join("report.html"));
    assert!(page.contains("Needs an answer") && page.contains("<mark>CANCELLED my contract</mark>"));
    assert!(!page.contains("jo@example.org") && !page.contains('\u{202e}') && page.contains("arm &lt;b&gt;"));

    let without = scratch.path("without");
    let said = analyzed(&file, &without, &[&options[..], &["--no-alerts"]].concat());
    assert!(!said.contains("attention") && !without.join("alerts.csv").exists());
    assert!(!text(without.join("coded.csv")).contains("oe_alerts"));
    let page = text(without.join("report.html"));
    assert!(!page.contains("Needs an answer") && !page.contains("Feelings"));
    let both = [&out, &without].map(|folder| Sheet::open(folder.join("coded.csv")));
    for column in ["oe_codes", "oe_sentiment", "oe_sentiment_score"] {
        assert_eq!(both[0].column(column), both[1].column(column), "the layer changes nothing else");
    }
}

#[test]
fn texts_that_contradict_their_score_are_listed_and_change_nothing() {
    let scratch = Scratch::new();
    let (file, out) = (scratch.file("unhappy.csv", unhappy_survey()), scratch.path("out"));
    analyzed(&file, &out, &["--text", "reason", "--id", "id", "--score", "rating"]);
    let found = Sheet::open(out.join("contradictions.csv"));
    let pairs: BTreeSet<(&str, &str)> =
        found.column("row").into_iter().zip(found.column("text_is")).collect();
    assert_eq!(pairs, [("47", "worse"), ("48", "better")].into());
    let page = text(out.join("report.html"));
    assert!(
        page.contains("Sentiment by score") && page.contains("A higher rating is a better one"),
        "direction"
    );
    assert!(page.contains("Score and text disagree") && page.contains("reads negative"));

    let plain = scratch.path("plain");
    analyzed(&file, &plain, &["--text", "reason", "--id", "id", "--no-guess"]);
    assert!(!plain.join("contradictions.csv").exists());
    assert!(!text(plain.join("report.html")).contains("Sentiment by score"));
    let sentiment = |folder: &Path| {
        let coded = Sheet::open(folder.join("coded.csv"));
        let (sides, scores) =
            (coded.column("oe_sentiment").join(","), coded.column("oe_sentiment_score").join(","));
        (sides, scores)
    };
    assert_eq!(sentiment(&out), sentiment(&plain), "scores correct nothing");
}

#[test]
fn coded_rows_keep_the_input_and_follow_the_base_rule() {
    let (_scratch, out) = sample();
    let input = Sheet::open(repository("data/sample.csv"));
    let coded = Sheet::open(out.join("coded.csv"));
    let frame = json(out.join("frame.json"));
    let codes: Vec<u64> =
        frame["frame"]["codes"].as_array().unwrap().iter().map(|c| c["number"].as_u64().unwrap()).collect();
    assert!(codes.ends_with(&[97, 98]) && codes.len() > 8, "{codes:?}");

    let ours = [
        "status",
        "duplicate_of",
        "language",
        "codes",
        "nets",
        "sentiment",
        "sentiment_score",
        "sentiment_confidence",
        "alerts",
    ]
    .map(|n| format!("oe_{n}"));
    let per_code = codes.iter().map(|number| format!("oe_c{number}"));
    let expected: Vec<String> = input.headers.iter().cloned().chain(ours).chain(per_code).collect();
    assert_eq!(coded.headers, expected);
    assert_eq!(coded.rows.len(), input.rows.len());

    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for row in 0..coded.rows.len() {
        let typed: Vec<&str> =
            coded.rows[row].iter().take(input.headers.len()).map(|c| as_typed(c)).collect();
        assert_eq!(typed, input.rows[row], "row {row}");
        let status = coded.cell(row, "oe_status");
        *counts.entry(status).or_default() += 1;
        assert!(["coded", "uncoded", "no_answer", "junk"].contains(&status), "{status}");
        let carried = listed(coded.cell(row, "oe_codes"));
        assert_eq!(!carried.is_empty(), status == "coded", "row {row}");
        assert_eq!(carried.iter().collect::<BTreeSet<_>>().len(), carried.len(), "no code twice");
        let in_base = matches!(status, "coded" | "uncoded");
        for code in &codes {
            let flag = match (in_base, carried.contains(&(*code as u16))) {
                (false, _) => "",
                (true, true) => "1",
                (true, false) => "0",
            };
            assert_eq!(coded.cell(row, &format!("oe_c{code}")), flag, "row {row}, code {code}");
        }
        let language = coded.cell(row, "oe_language");
        assert!(Language::from_tag(language).is_some(), "{language}");
        let sentiment = coded.cell(row, "oe_sentiment");
        if in_base {
            assert!(["negative", "neutral", "positive", "mixed"].contains(&sentiment), "{sentiment}");
            assert!((-1.0..=1.0).contains(&coded.number(row, "oe_sentiment_score")));
        } else {
            assert_eq!((sentiment, coded.cell(row, "oe_sentiment_score")), ("", ""), "row {row}");
        }
    }
    let ledger = &json(out.join("run.json"))["ledger"];
    let of = |name: &str| ledger[name].as_u64().unwrap();
    for name in ["coded", "uncoded", "no_answer", "junk"] {
        assert_eq!(of(name), counts.get(name).copied().unwrap_or(0), "{name}");
    }
    assert_eq!(of("read"), of("coded") + of("uncoded") + of("no_answer") + of("junk") + of("rejected"));
    assert_eq!(of("read"), input.rows.len() as u64);
}

#[test]
fn mentions_cut_their_clause_out_of_the_unaltered_verbatim() {
    // The sample with what makes positions hard: decomposed Vietnamese, joined emoji, flags, stray marks, tabs.
    let scratch = Scratch::new();
    let input = Sheet::open(repository("data/sample.csv"));
    let fronts = ["", "👨‍👩‍👧‍👦 ", "🇪🇪\u{200b}", "e\u{301}\u{323} ", "  \t", "ﬁne: ", "（", "\u{feff}Ⅷ "];
    let rows = input.rows.iter().enumerate().map(|(row, cells)| {
        let answer: String = cells[5].nfd().collect();
        [
            cells[0].clone(),
            if answer.is_empty() { answer } else { format!("{}{answer}", fronts[row % fronts.len()]) },
        ]
    });
    let rows: Vec<[String; 2]> = rows.collect();
    let header = ["id".to_owned(), "reason".to_owned()];
    let file = scratch.file("hard.csv", csv(std::iter::once(&header).chain(&rows)));
    let out = scratch.path("out");
    analyzed(&file, &out, &["--text", "reason", "--id", "id"]);

    let coded = Sheet::open(out.join("coded.csv"));
    let mentions = Sheet::open(out.join("mentions.csv"));
    assert_eq!(mentions.headers, ["row", "id", "start", "end", "clause", "code", "score", "sentiment"]);
    let mut evidence: BTreeMap<usize, BTreeSet<u16>> = BTreeMap::new();
    let mut last = (0, 0);
    for line in 0..mentions.rows.len() {
        let whole = |column| mentions.cell(line, column).parse::<usize>().unwrap();
        let (row, start, end) = (whole("row"), whole("start"), whole("end"));
        let verbatim = &rows[row - 1][1];
        let cut: String = verbatim.chars().skip(start).take(end - start).collect();
        assert_eq!(as_typed(mentions.cell(line, "clause")), cut, "row {row}: {verbatim:?}");
        assert!(start < end && !cut.trim().is_empty(), "row {row}: {start}..{end}");
        assert_eq!(mentions.cell(line, "id"), rows[row - 1][0]);
        assert!((row, start) >= last, "in the order of rows and text");
        last = (row, start);
        assert!((0.0..=1.0).contains(&mentions.number(line, "score")));
        assert!((-1.0..=1.0).contains(&mentions.number(line, "sentiment")));
        evidence.entry(row).or_default().insert(whole("code") as u16);
    }
    assert!(mentions.rows.len() > 900, "{}", mentions.rows.len());
    for row in 0..coded.rows.len() {
        let codes: BTreeSet<u16> = listed(coded.cell(row, "oe_codes")).into_iter().collect();
        assert_eq!(
            evidence.remove(&(row + 1)).unwrap_or_default(),
            codes,
            "row {}: codes without evidence",
            row + 1
        );
    }
}

/// What `shares.csv` must say of one code or net among some people.
#[derive(Default)]
struct Recount {
    people: usize,
    weight: f64,
    scored: f64,
}

/// Counts a run's shares again from its coded table and compares every line.
fn recount(out: &std::path::Path, weight: Option<&str>, score: Option<&str>) -> usize {
    let coded = Sheet::open(out.join("coded.csv"));
    let shares = Sheet::open(out.join("shares.csv"));
    let close = |a: f64, b: f64| (a - b).abs() < 2e-6 * b.abs().max(1.0);
    for line in 0..shares.rows.len() {
        let (variable, segment) = (shares.cell(line, "segment_variable"), shares.cell(line, "segment"));
        let (code, kind) = (shares.cell(line, "code"), shares.cell(line, "kind"));
        let number: u16 = code.parse().unwrap();
        let (mut base, mut squares, mut own) = (Recount::default(), 0.0, Recount::default());
        for row in 0..coded.rows.len() {
            let counts = matches!(coded.cell(row, "oe_status"), "coded" | "uncoded");
            if !counts || (!variable.is_empty() && coded.cell(row, variable) != segment) {
                continue;
            }
            let w = weight.map_or(1.0, |column| coded.number(row, column));
            base.people += 1;
            base.weight += w;
            squares += w * w;
            let carries = match kind {
                "net" => listed(coded.cell(row, "oe_nets")).contains(&number),
                _ => coded.cell(row, &format!("oe_c{code}")) == "1",
            };
            if carries {
                own.people += 1;
                own.weight += w;
                own.scored += score.map_or(0.0, |column| w * coded.number(row, column));
            }
        }
        let what = format!("{variable} {segment} {code}");
        assert_eq!(shares.cell(line, "count"), own.people.to_string(), "{what}");
        assert_eq!(shares.cell(line, "base"), base.people.to_string(), "{what}");
        assert!(close(shares.number(line, "weighted_count"), own.weight), "{what}");
        assert!(close(shares.number(line, "weighted_base"), base.weight), "{what}");
        let effective = base.weight * base.weight / squares;
        assert!(close(shares.number(line, "effective_base"), effective), "{what}");
        let share = own.weight / base.weight;
        assert!(close(shares.number(line, "share"), share), "{what}");
        let (low, high) = openend::shares::wilson(share, effective, 0.95);
        assert!(close(shares.number(line, "low"), low) && close(shares.number(line, "high"), high), "{what}");
        let sides: Vec<&str> = ["negative", "neutral", "positive"].map(|side| shares.cell(line, side)).into();
        if own.people == 0 {
            assert_eq!(sides, ["", "", ""], "{what}");
        } else {
            let sum: f64 = sides.iter().map(|s| s.parse::<f64>().unwrap()).sum();
            assert!((sum - 1.0).abs() < 1e-5, "{what}: {sides:?}");
        }
        if score.is_some() && own.people > 0 {
            assert!(close(shares.number(line, "mean_score"), own.scored / own.weight), "{what}");
        } else {
            assert_eq!(shares.cell(line, "mean_score"), "", "{what}");
        }
    }
    shares.rows.len()
}

#[test]
fn shares_can_be_counted_again_from_the_coded_table() {
    let (scratch, out) = sample();
    let codes = json(out.join("frame.json"))["frame"]["codes"].as_array().unwrap().len();
    // The total, four regions, three customer types.
    assert!(recount(&out, Some("weight"), Some("score")) >= 8 * codes);
    let plain = scratch.path("plain");
    analyzed(&repository("data/sample.csv"), &plain, &["--text", "reason", "--no-guess"]);
    assert!(recount(&plain, None, None) >= codes);
}

#[test]
fn nets_hold_the_people_of_their_codes_each_once() {
    // Three surveys on different subjects in one, so that there are enough codes for nets.
    let scratch = Scratch::new();
    let survey = crate::sample::draw::draw(crate::sample::draw::Half::B, 5, 900).to_csv();
    let subjects =
        ["The gym's", "Our teacher's", "The hospital's", "My bank's", "The airline's", "The app's"];
    let things =
        ["opening hours", "toilets", "music", "prices", "website", "friendliness", "heating", "food"];
    let verdicts = ["are awful", "could be better", "annoy me", "is why I left", "please me", "surprised me"];
    let mut rows: Vec<Vec<String>> =
        Sheet::parse(&survey).rows.into_iter().map(|r| vec![r[5].clone()]).collect();
    for subject in subjects {
        for thing in things {
            rows.extend(verdicts.iter().map(|verdict| vec![format!("{subject} {thing} {verdict}")]));
        }
    }
    let file = scratch.file("many.csv", csv(std::iter::once(vec!["reason".to_owned()]).chain(rows)));
    let out = scratch.path("out");
    analyzed(&file, &out, &["--text", "reason"]);
    let frame = json(out.join("frame.json"));
    let nets = frame["frame"]["nets"].as_array().unwrap();
    assert!(nets.len() > 1, "a long list of codes has nets");
    let net_of: BTreeMap<u16, u16> = frame["frame"]["codes"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|c| Some((c["number"].as_u64()? as u16, c["net"].as_u64()? as u16)))
        .collect();
    let coded = Sheet::open(out.join("coded.csv"));
    for row in 0..coded.rows.len() {
        let mut expected: Vec<u16> = Vec::new();
        for net in listed(coded.cell(row, "oe_codes")).iter().filter_map(|code| net_of.get(code)) {
            if !expected.contains(net) {
                expected.push(*net);
            }
        }
        assert_eq!(listed(coded.cell(row, "oe_nets")), expected, "row {row}");
    }
    recount(&out, None, None);
    let shares = Sheet::open(out.join("shares.csv"));
    let lines = |kind: &str| shares.column("kind").iter().filter(|k| **k == kind).count();
    assert_eq!((lines("net"), lines("special")), (nets.len(), 2));
    for net in nets {
        let own: Vec<u16> =
            net["codes"].as_array().unwrap().iter().map(|c| c.as_u64().unwrap() as u16).collect();
        let count = |number: u64| {
            let line =
                (0..shares.rows.len()).find(|&l| shares.cell(l, "code") == number.to_string()).unwrap();
            shares.number(line, "count")
        };
        let sum: f64 = own.iter().map(|&c| count(u64::from(c))).sum();
        let most = own.iter().map(|&c| count(u64::from(c))).fold(0.0, f64::max);
        let people = count(net["number"].as_u64().unwrap());
        assert!(most <= people && people <= sum, "{own:?}: {most} <= {people} <= {sum}");
    }
}

#[test]
fn the_closed_question_stands_on_the_shares() {
    let (_scratch, out) = sample();
    let (question, shares) = (json(out.join("question.json")), Sheet::open(out.join("shares.csv")));
    let categories = question["categories"].as_array().unwrap();
    let kinds: Vec<&str> = categories.iter().map(|c| c["kind"].as_str().unwrap()).collect();
    let reasons = kinds.iter().filter(|k| **k == "reason").count();
    assert!((5..=20).contains(&reasons) && kinds[..reasons].iter().all(|k| *k == "reason"), "{kinds:?}");
    assert_eq!(kinds[reasons..], ["other", "none", "dont_know"]);
    let mut before = f64::INFINITY;
    let mut coverage = 0.0;
    for (position, category) in categories.iter().enumerate() {
        assert_eq!(category["position"], position + 1);
        assert_eq!(category["shuffle"], position < reasons);
        for label in category["labels"].as_object().unwrap().values() {
            assert!(!label.as_str().unwrap().trim().is_empty());
        }
        let covered = category["cumulative_coverage"].as_f64().unwrap();
        assert!(covered >= coverage && covered <= 1.0 + 1e-9);
        coverage = covered;
        if position >= reasons {
            continue;
        }
        let code = category["codes"][0].to_string();
        let line = (0..shares.rows.len())
            .find(|&l| shares.cell(l, "segment") == "Total" && shares.cell(l, "code") == code)
            .unwrap();
        let share = category["open_share"].as_f64().unwrap();
        assert!((share - shares.number(line, "share")).abs() < 1e-6);
        assert!(share >= 0.02 && category["count"].as_u64().unwrap() >= 10 && share <= before);
        before = share;
    }
    assert!((coverage - 1.0).abs() < 1e-9, "everybody in the base finds an answer: {coverage}");
    let prose = text(out.join("question.md"));
    for category in &categories[..reasons] {
        for label in category["labels"].as_object().unwrap().values() {
            let plain = |s: &str| s.replace(|c: char| !c.is_alphanumeric(), "");
            assert!(plain(&prose).contains(&plain(label.as_str().unwrap())), "{label}");
        }
    }
    assert!(!prose.contains("expected") && !prose.contains("forecast of"), "an open share is no forecast");
}

#[test]
fn the_record_tells_what_changes_a_result_and_nothing_else() {
    let scratch = Scratch::new();
    let file = scratch.file("survey.csv", text(repository("data/sample.csv")));
    let record = |name: &str, more: &[&str]| {
        let out = scratch.path(name);
        analyzed(&file, &out, &[&SAMPLE_OPTIONS[..], more].concat());
        text(out.join("run.json"))
    };
    let first = record("first", &["--threads", "3", "--force", "--quiet"]);
    assert_eq!(first, record("second", &[]), "threads, folder, force and quiet change nothing");
    let folder = scratch.path("").display().to_string();
    assert!(!first.contains(&folder) && !first.contains("thread") && !first.contains("first"));
    let run: serde_json::Value = serde_json::from_str(&first).unwrap();
    assert_eq!(run["input"]["file"], "survey.csv");
    assert_eq!(run["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(run["options"]["--by"], serde_json::json!(["region", "customer_type"]));
    for hash in [&run["input"]["sha256"], &run["models"]["accurate"], &run["frame_sha256"]] {
        let hash = hash.as_str().unwrap();
        assert!(hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()), "{hash}");
    }
    let other: serde_json::Value = serde_json::from_str(&record("third", &["--seed", "9"])).unwrap();
    assert_eq!((&run["settings"]["seed"], &other["settings"]["seed"]), (&1.into(), &9.into()));
}

#[test]
fn cells_that_a_spreadsheet_would_run_are_made_harmless_and_counted() {
    let scratch = Scratch::new();
    let payloads = [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "＝1+1",
        "＋1",
        "－1+A1",
        "＠x",
        "=cmd()\nnew line",
    ];
    let plain = ["-5", "+3.2", "-7 %", "2020-01-31", "-1.5e3", "5=5"];
    let mut rows = vec![vec!["=id".to_owned(), "+group".to_owned(), "reason".to_owned()]];
    for round in 0..6 {
        for cell in payloads.iter().chain(&plain) {
            rows.push(vec![cell.to_string(), cell.to_string(), format!("{cell} slow service {round}")]);
        }
    }
    let file = scratch.file("formulas.csv", csv(&rows));
    let options = ["--text", "reason", "--id", "=id", "--by", "+group"];
    let out = scratch.path("out");
    analyzed(&file, &out, &options);
    for name in ["coded.csv", "mentions.csv", "shares.csv"] {
        let sheet = Sheet::open(out.join(name));
        for cell in sheet.rows.iter().chain([&sheet.headers]).flatten() {
            assert!(!runs_in_a_spreadsheet(cell), "{name}: {cell:?}");
        }
    }
    let coded = Sheet::open(out.join("coded.csv"));
    for (row, typed) in rows[1..].iter().enumerate() {
        assert_eq!(as_typed(&coded.rows[row][0]), typed[0]);
        let altered = coded.rows[row][0] != typed[0];
        assert_eq!(altered, payloads.contains(&typed[0].as_str()), "{:?}", typed[0]);
    }
    let run = json(out.join("run.json"));
    let counted = run["neutralised_cells"].as_array().unwrap();
    let of_id = counted.iter().find(|c| c["file"] == "coded.csv" && c["column"] == "=id").unwrap();
    assert_eq!(of_id["cells"], 6 * payloads.len() + 1, "the header too");

    let raw = scratch.path("raw");
    analyzed(&file, &raw, &[&options[..], &["--raw-cells"]].concat());
    let coded = Sheet::open(raw.join("coded.csv"));
    assert_eq!(
        coded.rows.iter().map(|r| &r[..3]).collect::<Vec<_>>(),
        rows[1..].iter().map(|r| &r[..]).collect::<Vec<_>>()
    );
}

#[test]
fn the_workbook_holds_the_coded_table_and_no_formula() {
    use calamine::{Reader, Xlsx, open_workbook};
    let (_scratch, out) = sample();
    let coded = Sheet::open(out.join("coded.csv"));
    let mut book: Xlsx<_> = open_workbook(out.join("coded.xlsx")).unwrap();
    assert_eq!(book.sheet_names(), ["coded", "codes", "shares"]);
    let sheet = book.worksheet_range("coded").unwrap();
    assert_eq!(sheet.height(), coded.rows.len() + 1);
    for (cells, row) in sheet.rows().skip(1).zip(&coded.rows) {
        let shown: Vec<String> = cells.iter().map(ToString::to_string).collect();
        assert_eq!(&shown, row);
    }
    for name in ["coded", "codes", "shares"] {
        assert!(book.worksheet_formula(name).unwrap().used_cells().next().is_none(), "{name}");
    }
    let shares = Sheet::open(out.join("shares.csv"));
    assert_eq!(book.worksheet_range("shares").unwrap().height(), shares.rows.len() + 1);
}

#[test]
fn a_stored_frame_codes_every_answer_alone_as_in_the_run() {
    for engine in ["fast", "taught", "accurate"] {
        let scratch = Scratch::new();
        let out = scratch.path("out");
        analyzed(&repository("data/sample.csv"), &out, &["--engine", engine]);
        every_answer_is_coded_alone_as_in_the_run(&out);
    }
}

fn every_answer_is_coded_alone_as_in_the_run(out: &Path) {
    let saved = read_frame(
        &std::fs::read(out.join("frame.json")).unwrap(),
        &std::fs::read(out.join("frame.bin")).unwrap(),
    )
    .unwrap();
    let mut coder = Coder::new(saved.frame(), &saved.model).unwrap();
    let threads = Threads::new(2).unwrap();
    let input = Sheet::open(repository("data/sample.csv"));
    let coded = Sheet::open(out.join("coded.csv"));
    // From the last row up, since no answer may depend on those before it.
    for row in (0..input.rows.len()).rev() {
        let verbatim = input.cell(row, "reason");
        let reading = coder.reader().read(verbatim, None);
        let coding = coder.code(&[&reading], &threads).unwrap().remove(0);
        let codes: Vec<String> = coding.codes.iter().map(ToString::to_string).collect();
        assert_eq!(codes.join("|"), coded.cell(row, "oe_codes"), "{verbatim:?}");
        assert_eq!(coding.status.name(), coded.cell(row, "oe_status"), "{verbatim:?}");
        assert_eq!(coding.language.tag(), coded.cell(row, "oe_language"), "{verbatim:?}");
    }
    let shares = Sheet::open(out.join("shares.csv"));
    for line in 0..shares.rows.len() {
        let number = openend::code_frame::CodeNumber(shares.cell(line, "code").parse().unwrap());
        assert_eq!(
            as_typed(shares.cell(line, "label")),
            saved.frame().label(number, saved.frame().label_language).0
        );
    }
}

#[test]
fn a_damaged_or_foreign_frame_is_refused() {
    let (_scratch, out) = sample();
    let (json, arrays) =
        (std::fs::read(out.join("frame.json")).unwrap(), std::fs::read(out.join("frame.bin")).unwrap());
    assert!(read_frame(&json, &arrays).is_ok());
    let positions = |length: usize| (0..512.min(length)).chain((512..length).step_by(211));
    for at in positions(json.len()) {
        for mask in [1, 0x20] {
            let mut damaged = json.clone();
            damaged[at] ^= mask;
            assert!(read_frame(&damaged, &arrays).is_err(), "frame.json, byte {at}, mask {mask}");
        }
    }
    for at in positions(arrays.len()) {
        let mut damaged = arrays.clone();
        damaged[at] ^= 1;
        assert!(read_frame(&json, &damaged).is_err(), "frame.bin, byte {at}");
    }
    for length in [0, 1, json.len() / 2, json.len() - 2] {
        assert!(read_frame(&json[..length], &arrays).is_err(), "frame.json cut at {length}");
    }
    for length in [0, 1, arrays.len() / 2, arrays.len() - 4] {
        assert!(read_frame(&json, &arrays[..length]).is_err(), "frame.bin cut at {length}");
    }
    let newer = String::from_utf8(json).unwrap().replacen("\"version\": 2", "\"version\": 3", 1);
    let message = read_frame(newer.as_bytes(), &arrays).unwrap_err().to_string();
    assert!(message.contains("version 3") && message.contains('2'), "{message}");
}
