//! Nothing private or hostile reaches what is printed, however often respondents write it; the tables of answers keep
//! everything as typed.

use crate::sample::draw::{self, Half};
use crate::support::{Scratch, Sheet, analyzed, csv, json, reasons, text};
use std::path::Path;

/// Clauses that carry a canary, and the part of it that no reader may see.
const CANARIES: [(&str, &str); 15] = [
    ("nobody answers mails to canary.mail77@example.org about refunds", "canary.mail77"),
    ("they told me to ring +44 7700 900 123 about refunds", "900 123"),
    ("call me on 07700900456 about refunds", "07700900456"),
    ("refund form at https://canary-link.example/form is broken", "canary-link"),
    ("refund to EE38 2200 2210 2014 5685 never came", "2014 5685"),
    ("my card 4111 1111 1111 1234 was charged twice", "1111 1234"),
    ("please ask for Zebulon Quirkby about refunds", "Quirkby"),
    ("thanks to Dr. Xanthippe for the refund", "Xanthippe"),
    ("the refund desk is fucking useless", "fucking"),
    ("chị Quỳnhtrang trả tiền lại rất chậm", "Quỳnhtrang"),
    ("trả tiền lại chậm như địt mẹ", "địt mẹ"),
    ("找王小明退款特别慢", "王小明"),
    ("退款太慢了他妈的", "他妈的"),
    ("küsige Kunigunde käest raha tagasi", "Kunigunde"),
    ("raha tagasi saamine on täielik perse", "perse"),
];

/// A drawn survey in which every canary stands in several answers, in the same and in other words.
fn survey(extra: impl Iterator<Item = String>) -> Vec<u8> {
    let drawn = draw::draw(Half::B, 4, 400);
    let answers: Vec<String> = drawn.respondents.into_iter().map(|r| r.answer).chain(extra).collect();
    reasons(answers.iter().map(String::as_str))
}

/// What is made to be read and passed on, by file; of the frame the printed part, since its model keeps the word list
/// that coding needs.
fn printed(out: &Path) -> Vec<(&'static str, String)> {
    let names = ["report.html", "question.md", "question.json", "shares.csv"];
    let mut files: Vec<_> = names.map(|name| (name, text(out.join(name)))).into();
    files.push(("frame.json", json(out.join("frame.json"))["frame"].to_string()));
    files
}

#[test]
fn canaries_stay_in_the_tables_of_answers() {
    let scratch = Scratch::new();
    // Nothing around the canary but marks, so that its clause stays in its own language.
    let frames = ["{}", "{}.", "{}!", "{}...", "({})", "{}, {}", "{}; {}", "- {}"];
    // Beside an alert, a canary is quoted in the list of answers to read.
    let alarmed = CANARIES.iter().map(|(clause, _)| format!("{clause}, never again, my lawyer will call"));
    let planted = CANARIES
        .iter()
        .flat_map(|(clause, _)| frames.iter().flat_map(move |frame| vec![frame.replace("{}", clause); 3]));
    // What may be printed of the same theme.
    let harmless =
        ["my refund took six weeks", "still waiting for a refund", "the refund never came", "slow refunds"];
    let harmless =
        harmless.iter().flat_map(|clause| frames.iter().map(move |frame| frame.replace("{}", clause)));
    let out = scratch.path("out");
    let file = scratch.file("canaries.csv", survey(planted.chain(harmless).chain(alarmed)));
    let said = analyzed(&file, &out, &["--text", "reason", "--id", "id"]);
    let (shown, coded) = (printed(&out), text(out.join("coded.csv")));
    // The subject of the canaries is a theme, so there was every chance to print them.
    assert!(
        shown.iter().any(|(_, content)| content.contains("refund")),
        "the canaries' theme is not in print"
    );
    let mut leaks = Vec::new();
    for (clause, secret) in CANARIES {
        assert!(coded.contains(clause), "coded.csv has the answer as typed: {clause}");
        let shows = |content: &str| content.to_lowercase().contains(&secret.to_lowercase());
        leaks.extend(shown.iter().filter(|(_, content)| shows(content)).map(|(name, _)| (secret, *name)));
        assert!(!shows(&said), "terminal: {secret}");
    }
    assert!(leaks.is_empty(), "{leaks:?}");
    let mentions = text(out.join("mentions.csv"));
    assert!(
        mentions.contains("Zebulon Quirkby") && mentions.contains("王小明"),
        "mentions.csv has clauses as typed"
    );
}

#[test]
fn payloads_that_become_a_theme_run_nowhere() {
    let scratch = Scratch::new();
    let payloads = [
        "<script>alert(1)</script> broken checkout page",
        "<img src=x onerror=alert(1)> broken checkout page",
        "</script><svg/onload=alert(1)> broken checkout page",
        "\"><iframe src=javascript:alert(1)> broken checkout page",
        "=HYPERLINK(\"http://evil.example\";\"x\") broken checkout page",
        "+cmd|' /C calc'!A0 broken checkout page",
        "@SUM(1+1)*cmd broken checkout page",
        "{{constructor.constructor('alert(1)')()}} broken checkout page",
        "\u{202e}gnp.exe broken checkout page",
    ];
    let planted =
        payloads.iter().flat_map(|p| (0..12).map(move |n| format!("{p}{}", [" again", "", " today"][n % 3])));
    let out = scratch.path("out");
    let file = scratch.file("payloads.csv", survey(planted));
    analyzed(&file, &out, &["--text", "reason"]);
    let page = text(out.join("report.html"));
    assert!(page.contains("checkout page"), "the payloads' theme is not in print");
    assert_eq!(page.matches("<script").count(), 1, "the page's own script alone");
    for alive in ["<img", "<iframe", "<svg/onload", "<svg onload", "javascript:alert", "src=x", "\u{202e}"] {
        let escaped_only = alive == "javascript:alert" || alive == "src=x";
        let tags = page.split('<').skip(1).filter_map(|tag| tag.split('>').next());
        let inside_a_tag = tags.clone().any(|tag| tag.contains(alive.trim_start_matches('<')));
        assert!(if escaped_only { !inside_a_tag } else { !page.contains(alive) }, "{alive}");
    }
    assert!(
        page.contains("Content-Security-Policy") && page.contains("default-src"),
        "no request leaves the page"
    );
    for name in ["coded.csv", "mentions.csv", "shares.csv"] {
        let sheet = Sheet::open(out.join(name));
        let alive = sheet.rows.iter().flatten().find(|cell| openend::outputs::runs_in_a_spreadsheet(cell));
        assert_eq!(alive, None, "{name}");
    }
}

#[test]
fn a_small_segment_shows_no_figure_and_cannot_be_worked_out() {
    let scratch = Scratch::new();
    let drawn = draw::draw(Half::A, 8, 300);
    let rows = drawn.respondents.iter().enumerate().map(|(row, r)| {
        let town = match row {
            0..6 => "Tinytown",
            6..40 => "Midtown",
            _ if row % 2 == 0 => "Bigtown",
            _ => "Largetown",
        };
        [town.to_owned(), r.answer.clone()]
    });
    let header = ["town".to_owned(), "reason".to_owned()];
    let file = scratch.file("towns.csv", csv(std::iter::once(header).chain(rows)));
    let out = scratch.path("out");
    let said = analyzed(&file, &out, &["--text", "reason", "--by", "town"]);
    let shares = Sheet::open(out.join("shares.csv"));
    let mut shown = shares.column("segment");
    shown.dedup();
    // Midtown goes too, or Tinytown would be the total less the others.
    assert_eq!(shown, ["Total", "Bigtown", "Largetown"]);
    let note = format!("{said}{}", text(out.join("report.html")));
    assert!(note.contains("Tinytown"), "the reader is told that a segment is hidden");
}
