use super::*;
use crate::code_frame::{Edit, Entry};
use crate::report::fixture;
use crate::text::Language;

/// The fixture's frame after some edits, one of them with a hostile label.
fn edited() -> History {
    let (analysis, _) = fixture::survey();
    let mut history = History::new(analysis.frame);
    let codes: Vec<CodeNumber> = history.frame().active_codes().map(|code| code.number).take(4).collect();
    let net = history.frame().next_net().unwrap();
    let labels = BTreeMap::from([(history.frame().label_language, "服务态度很好的人们".to_owned())]);
    let long = "服务态度很好，停车位太少".repeat(8);
    let rename = |label: &str| Edit::Rename {
        number: codes[0],
        language: Language::ZH_HANS,
        label: Some(label.to_owned()),
    };
    for edit in [
        Edit::Net { number: net, labels, codes: vec![codes[0], codes[1]] },
        rename(&long),
        Edit::Merge { from: vec![codes[2]], into: codes[0] },
        Edit::Retire { number: codes[3] },
    ] {
        history
            .edit(Entry { edit, who: Some("Mari\u{1b}[31m".into()), why: Some("so it is".into()) })
            .unwrap();
    }
    history
}

#[test]
fn no_line_is_wider_than_the_terminal_and_none_obeys_a_label() {
    let history = edited();
    let shares: BTreeMap<CodeNumber, f64> =
        history.frame().codes.iter().map(|code| (code.number, 0.123)).collect();
    let input = FrameInput { history: &history, undone: 2, shares: &shares, are_old: true };
    let first = History::new(history.first().clone());
    let lines = LogLine::all(&first, history.entries().to_vec()).unwrap();
    assert!(lines.iter().all(|line| line.is_undone));
    for width in [40, 60, 80, 120] {
        let number = history.frame().codes[0].number;
        for text in [
            frame_list(&input, width, false),
            frame_card(&input, number, width, false).unwrap(),
            frame_log(&lines, width, false),
            frame_diff(&first, &history, width, false),
        ] {
            for line in text.lines() {
                assert!(line.width() <= width, "{width}: {line}");
                assert!(!line.contains('\u{1b}') && !line.ends_with(' '), "{line:?}");
            }
        }
    }
}

#[test]
fn the_list_shows_nets_with_their_codes_and_what_became_of_the_others() {
    let history = edited();
    let shares = BTreeMap::new();
    let input = FrameInput { history: &history, undone: 0, shares: &shares, are_old: false };
    let text = frame_list(&input, 100, false);
    assert!(text.contains(" nets · 4 edits"), "{text}");
    assert!(text.contains("merged into") && text.contains("retired"), "{text}");
    let net = history.frame().nets.last().unwrap();
    let at = |needle: &str| text.lines().position(|line| line.trim_start().starts_with(needle)).unwrap();
    let [above, below] = [net.number, net.codes[1]].map(|number| at(&format!("{number} ")));
    assert!(above < below && below <= above + 2, "{text}");
    let card = frame_card(&input, net.codes[0], 100, false).unwrap();
    assert!(card.contains("Edits") && card.contains("so it is") && card.contains("With it"), "{card}");
    assert!(frame_card(&input, CodeNumber(900), 100, false).is_err());
}
