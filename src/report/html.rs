//! The report as one HTML file that needs nothing else: no network, no font, no picture, no second file.

use super::ReportInput;
use super::view::Page;
use crate::error::{Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, context};
use serde::Serialize;
use sha2::{Digest, Sha256};

const TEMPLATE: &str = include_str!("page/template.html");
const STYLE: &str = include_str!("page/report.css");
const SCRIPT: &str = include_str!("page/report.js");

/// The whole result as one self-contained, offline HTML page.
///
/// Everything from outside is escaped and none of it is ever script or style: the page's own content security
/// policy admits only the two blocks whose hashes it names. Equal input gives equal bytes.
///
/// # Errors
/// [`Error::Internal`] if the ledger does not add up.
pub fn html(input: &ReportInput) -> Result<String> {
    fill(TEMPLATE, &Page::new(input)?, STYLE, SCRIPT)
}

/// A page from its template, which gets `page`, `policy`, `style` and `script`; every value is escaped.
pub(super) fn fill(template: &str, page: &impl Serialize, style: &str, script: &str) -> Result<String> {
    let (style, script) = (block(style), block(script));
    let scripts = if script.is_empty() { "none".to_owned() } else { source_hash(&script) };
    let policy = format!(
        "default-src 'none'; script-src '{scripts}'; style-src '{}'; img-src data:; base-uri 'none'; form-action 'none'",
        source_hash(&style)
    );
    let render = || {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        // The name's ending turns on escaping of every value.
        environment.add_template("page.html", template)?;
        let page = minijinja::Value::from(Serde(page));
        environment.get_template("page.html")?.render(context! { page, policy, style, script })
    };
    render().map_err(|e: minijinja::Error| Error::Internal(format!("report page: {e:#}")))
}

/// A browser hashes a block after it has turned its line ends into LF, whatever a checkout made of them.
fn block(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// A block's name in a content security policy: `sha256-` and the hash in base64.
fn source_hash(block: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(block)))
}

#[cfg(test)]
mod tests {
    use super::super::{fixture, numbers};
    use super::*;
    use crate::text::Language;

    fn page() -> String {
        let (analysis, provenance) = fixture::survey();
        html(&ReportInput::new(&analysis, &provenance)).unwrap()
    }

    /// The page to look at: `cargo test report_fixture -- --ignored`, then open the file.
    #[test]
    #[ignore = "writes a file for eyes, not for asserts"]
    fn report_fixture() {
        std::fs::write("target/report-fixture.html", page()).unwrap();
    }

    #[test]
    fn the_policy_names_the_very_blocks_of_the_page() {
        let page = page();
        let inside = |open: &str, close: &str| {
            let start = page.find(open).unwrap() + open.len();
            &page[start..start + page[start..].find(close).unwrap()]
        };
        for block in [inside("<style>", "</style>"), inside("<script>", "</script>")] {
            let hash = source_hash(block).replace('/', "&#x2f;");
            assert!(page.contains(&hash), "{hash}");
        }
        assert_eq!(page.matches("<script").count(), 1);
        assert_eq!(page.matches("<style").count(), 1);
        // RFC 4648's alphabet and padding, against `printf '' | openssl dgst -sha256 -binary | base64`.
        assert_eq!(source_hash(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn nothing_is_fetched_and_nothing_is_unfinished() {
        let page = page();
        for outside in ["http:", "https:", "url(", "@import", "src=", "NaN", "inf%", "{{", "{%"] {
            let allowed = if outside == "src=" { page.matches("&lt;img src=x").count() } else { 0 };
            assert_eq!(page.matches(outside).count(), allowed, "{outside}");
        }
        assert!(!page.contains(" style="), "the policy forbids style attributes");
        assert_eq!(page, self::page(), "equal input, equal bytes");
        assert!(STYLE.len() + SCRIPT.len() < 30_000 && SCRIPT.len() < 3_000);
    }

    #[test]
    fn figures_are_those_of_the_table() {
        let (analysis, _) = fixture::survey();
        let page = page();
        for share in &analysis.shares.columns[0].shares {
            let printed = format!(
                "<td class=\"number strong\">{}</td>\n<td class=\"number quiet\">{}</td>\n<td class=\"number\">{}</td>",
                numbers::share(share).replace('<', "&lt;"),
                numbers::interval(share.low, share.high).replace('<', "&lt;"),
                numbers::count(share.count)
            );
            assert!(page.contains(&printed), "code {}: {printed}", share.number);
        }
        for count in [analysis.ledger.read, analysis.ledger.coded, analysis.ledger.uncoded] {
            assert!(page.contains(&format!("<b>{}</b>", numbers::count(count))));
        }
    }

    #[test]
    fn small_segments_show_nothing() {
        let (mut analysis, provenance) = fixture::survey();
        let islands = analysis.shares.columns.iter().position(|c| c.segment == "Islands").unwrap();
        let figures = analysis.shares.columns[1].shares.clone();
        let shown = |page: &str| page.matches(">78%</td>").count();
        let without = shown(&html(&ReportInput::new(&analysis, &provenance)).unwrap());
        // Even if a figure is there, a base under ten keeps it off the page.
        analysis.shares.columns[islands].shares =
            figures.into_iter().map(|s| crate::shares::Share { share: Some(0.7777), ..s }).collect();
        let page = html(&ReportInput::new(&analysis, &provenance)).unwrap();
        assert!(page.contains("&lt;10"));
        assert_eq!(shown(&page), without);
        analysis.shares.columns[0].base.count = 9;
        let page = html(&ReportInput::new(&analysis, &provenance)).unwrap();
        assert!(!page.contains("Forty minutes"), "no quote of fewer than ten people");
    }

    #[test]
    fn an_empty_survey_still_makes_a_page() {
        let (mut analysis, provenance) = fixture::survey();
        analysis.asked.wording = Some("Why?".into());
        analysis.codings.clear();
        analysis.ledger = crate::coding::Ledger::default();
        analysis.shares = crate::shares::ShareTable::default();
        analysis.question = crate::closed_question::ClosedQuestion::default();
        analysis.frame.codes.clear();
        analysis.frame.nets.clear();
        let page = html(&ReportInput::new(&analysis, &provenance)).unwrap();
        assert!(page.contains("Why?") && !page.contains("NaN"));
    }

    #[test]
    fn a_ledger_that_does_not_add_up_is_refused() {
        let (mut analysis, provenance) = fixture::survey();
        analysis.ledger.junk += 1;
        assert!(html(&ReportInput::new(&analysis, &provenance)).is_err());
    }

    /// Openings of the attacks in OWASP's collection of filter evasions, in our own spelling.
    const PAYLOADS: [&str; 32] = [
        "<script>alert(1)</script>",
        "</script><script>alert(1)</script>",
        "</style><script>alert(1)</script>",
        "</title><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<img src=\"x\" onerror=\"alert(1)\">",
        "<svg onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<iframe src=javascript:alert(1)>",
        "<object data=data:text/html,x>",
        "<embed src=//evil.test/x>",
        "<link rel=stylesheet href=//evil.test/x>",
        "<meta http-equiv=refresh content=0;url=//evil.test>",
        "<base href=//evil.test/>",
        "<form action=//evil.test><button>x",
        "<a href=javascript:alert(1)>x</a>",
        "<body onload=alert(1)>",
        "<details open ontoggle=alert(1)>",
        "<video><source onerror=alert(1)>",
        "<math><mi xlink:href=javascript:alert(1)>",
        "\"><script>alert(1)</script>",
        "'><script>alert(1)</script>",
        "\" onmouseover=alert(1) x=\"",
        "' onmouseover=alert(1) x='",
        "` onmouseover=alert(1)",
        "<!--<script>alert(1)//-->",
        "]]><script>alert(1)</script>",
        "<ScRiPt >alert(1)</sCrIpT>",
        "<<script>alert(1)//<</script>",
        "<scr\u{0}ipt>alert(1)</script>",
        "{{ 7*7 }}{% raw %}<b>",
        "&lt;script&gt;<p onclick=alert(1)>",
    ];

    #[test]
    fn hostile_text_is_text_wherever_it_stands() {
        let (analysis, provenance) = fixture::survey();
        let clean = page();
        let tags = |page: &str| page.matches('<').count();
        for payload in PAYLOADS {
            let (mut analysis, mut provenance) = (analysis.clone(), provenance.clone());
            analysis.asked.wording = Some(payload.into());
            let code = &mut analysis.frame.codes[0];
            code.labels.insert(Language::EN, payload.into());
            code.labels.insert(Language::VI, payload.into());
            code.definition = payload.into();
            code.keywords[0] = payload.into();
            code.exemplars[0].text = payload.into();
            analysis.frame.nets[0].labels.insert(Language::EN, payload.into());
            analysis.shares.columns[2].segment = payload.into();
            for column in analysis.shares.columns.iter_mut().filter(|c| c.variable == "region") {
                column.variable = payload.into();
            }
            let option = &mut analysis.question.categories[0];
            option.labels.insert(Language::EN, payload.into());
            analysis.question.stem.insert(Language::EN, payload.into());
            analysis.question.notes[0] = payload.into();
            analysis.question.findings[0].sentence = payload.into();
            analysis.notes[0] = payload.into();
            provenance.file = payload.into();
            provenance.recognized[0] = payload.into();
            provenance.engine = payload.into();
            provenance.hashes[0] = (payload.into(), payload.into());
            let page = html(&ReportInput::new(&analysis, &provenance)).unwrap();
            assert_eq!(tags(&page), tags(&clean), "{payload} opened a tag");
            for quote in ['"', '\''] {
                let (clean, now) = (clean.matches(quote).count(), page.matches(quote).count());
                assert_eq!(clean, now, "{payload} closed an attribute");
            }
        }
    }

    #[test]
    fn what_cannot_be_seen_is_shown() {
        let page = page();
        assert!(page.contains("Good[U+202E]dab"));
        assert!(!page.contains('\u{202e}') && !page.contains('\u{200b}'));
    }
}
