//! Rules on nets, and on how many codes there are.

use super::super::{Code, CodeFrame, CodeNumber, Net, Side};
use super::{Finding, Mend, Rule, named, themes};
use std::collections::BTreeMap;

/// Most codes that people keep apart. Source: themefinder's rules of theme sets.
const MOST_CODES: usize = 70;

/// Looks at every net in use.
pub(super) fn check(frame: &CodeFrame, findings: &mut Vec<Finding>) {
    let codes = themes(frame).count();
    if codes > MOST_CODES {
        let sentence =
            format!("The frame has {codes} codes; {MOST_CODES} are the most that people keep apart.");
        findings.push(Finding { rule: Rule::TooManyCodes, numbers: Vec::new(), sentence, mend: None });
    }
    let mut under: BTreeMap<CodeNumber, Vec<&Code>> = BTreeMap::new();
    for code in themes(frame) {
        if let Some(net) = code.net {
            under.entry(net).or_default().push(code);
        }
    }
    let below = |net: &Net| under.get(&net.number).map_or(&[][..], Vec::as_slice);
    for net in frame.active_nets() {
        let name = named(frame, net.number);
        let (rule, sentence) = match below(net) {
            [] => (Rule::EmptyNet, format!("Net {name} has no code in use.")),
            [only] => {
                let sentence = format!(
                    "Net {name} has one code, {}: both count the same people.",
                    named(frame, only.number)
                );
                (Rule::NetOfOne, sentence)
            }
            _ => continue,
        };
        let mend = Some(Mend::Retire(net.number));
        findings.push(Finding { rule, numbers: vec![net.number], sentence, mend });
    }
    for net in frame.active_nets() {
        let of = |side: Side| below(net).iter().filter(move |code| code.side == side).map(|code| code.number);
        let (praise, blame): (Vec<_>, Vec<_>) = (of(Side::Positive).collect(), of(Side::Negative).collect());
        let (Some(&good), Some(&bad)) = (praise.first(), blame.first()) else { continue };
        let sentence = format!(
            "Net {} counts praise ({}) and blame ({}) as one.",
            named(frame, net.number),
            named(frame, good),
            named(frame, bad)
        );
        let mend = Some(Mend::Move(if praise.len() < blame.len() { good } else { bad }));
        findings.push(Finding { rule: Rule::MixedSides, numbers: vec![net.number], sentence, mend });
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Standing;
    use super::super::tests::{found, good};
    use super::*;

    #[test]
    fn a_net_needs_two_codes_in_use() {
        let mut frame = good();
        frame.codes[0].standing = Standing::Retired;
        assert_eq!(found(Rule::NetOfOne, frame.clone(), None), [[101]]);
        frame.codes[1].net = None;
        assert_eq!(found(Rule::EmptyNet, frame.clone(), None), [[101]]);
        frame.nets[0].standing = Standing::Retired;
        assert_eq!(found(Rule::EmptyNet, frame, None), Vec::<Vec<u16>>::new());
    }

    #[test]
    fn praise_and_blame_share_no_net() {
        let mixed = crate::testing::frame();
        assert_eq!(found(Rule::MixedSides, mixed.clone(), None), [[101]]);
        let mut apart = mixed;
        apart.codes[1].standing = Standing::Retired;
        assert_eq!(found(Rule::MixedSides, apart, None), Vec::<Vec<u16>>::new());
    }

    #[test]
    fn a_frame_of_many_codes_is_too_long() {
        let mut frame = good();
        let model = frame.codes[2].clone();
        let more = (10..77).map(|number| {
            let mut code = model.clone();
            (code.number, code.labels) = (CodeNumber(number), [].into());
            code
        });
        frame.codes.extend(more);
        assert_eq!(found(Rule::TooManyCodes, frame.clone(), None), Vec::<Vec<u16>>::new());
        frame.codes.push(super::super::super::Code { number: CodeNumber(80), ..model });
        assert_eq!(found(Rule::TooManyCodes, frame, None), [Vec::<u16>::new()]);
    }
}
