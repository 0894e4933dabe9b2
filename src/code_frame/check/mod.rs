//! Lints of a code frame: what a careful reader would say of it before it is used again.
//!
//! The rules are those of survey methodology (a code has a definition, says one thing, takes one side) and those that
//! themefinder holds its theme sets to (at most 70 codes, each given to at least 0.1 % and five people, labels less than
//! .9 alike, no two codes shared by more than .7 of their people). A finding is advice: nothing is changed, and each
//! says which edit would mend it.

mod labels;
mod meaning;
mod nets;
mod people;
mod usage;

pub use usage::Usage;

use super::{CodeFrame, CodeKind, CodeNumber, History, Standing};
use crate::text::Language;
use serde::Serialize;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The frame contradicts itself: figures or coding may mislead.
    Error,
    /// A rule of good frames is broken.
    Warning,
    /// Worth a look.
    Hint,
}

impl Severity {
    /// As printed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        }
    }
}

macro_rules! rules {
    ($($(#[$what:meta])* $rule:ident $name:literal $severity:ident $measured:literal,)*) => {
        /// What is looked at.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule {
            $($(#[$what])* $rule,)*
        }

        impl Rule {
            /// Every rule, in the order in which findings of equal severity are printed.
            pub const ALL: &[Self] = &[$(Self::$rule,)*];

            /// As printed.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$rule => $name,)* }
            }

            /// How much its findings matter.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$rule => Severity::$severity,)* }
            }

            /// Whether it can be judged only where people have been coded.
            #[must_use]
            pub fn needs_usage(self) -> bool {
                match self { $(Self::$rule => $measured,)* }
            }
        }
    };
}

rules! {
    /// Two codes or two nets have the same label in one language.
    DuplicateLabel "duplicate-label" Error false,
    /// An answer is both an example and a counter-example of one code.
    ExamplesConflict "examples-conflict" Error false,
    /// A code excludes one that is no longer in use.
    ExcludesInactive "excludes-inactive" Warning false,
    /// Pinned answers carry a code that is no longer in use.
    PinInactive "pin-inactive" Warning false,
    /// "Nothing" or "don't know" is labelled as something else.
    SpecialRenamed "special-renamed" Warning false,
    /// More codes than people can keep apart.
    TooManyCodes "too-many-codes" Warning false,
    /// A code without a definition.
    NoDefinition "no-definition" Warning false,
    /// A label that says nothing: "Other", "General".
    VagueLabel "vague-label" Warning false,
    /// Labels nearly alike.
    SimilarLabels "similar-labels" Warning false,
    /// Two codes carried by nearly the same people.
    Overlap "overlap" Warning true,
    /// A code that too few people were given.
    Rare "rare" Warning true,
    /// A net over praise and blame.
    MixedSides "mixed-sides" Warning false,
    /// A net without a code in use.
    EmptyNet "empty-net" Warning false,
    /// A code that nobody was given.
    Unused "unused" Hint true,
    /// A code that too many people were given to say what they mean.
    TooBroad "too-broad" Hint true,
    /// A net over one code.
    NetOfOne "net-of-one" Hint false,
    /// A label that names two ideas.
    DoubleBarrelled "double-barrelled" Hint false,
    /// A label that does not fit a table.
    LongLabel "long-label" Hint false,
    /// Codes without a label in a language that many people answered in.
    NoLabel "no-label" Hint true,
}

impl Serialize for Rule {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.name())
    }
}

/// The edit that would mend a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mend {
    /// Merge the first code into the second.
    Merge(CodeNumber, CodeNumber),
    /// Take the code or net out of use.
    Retire(CodeNumber),
    /// Put the code back into use.
    Restore(CodeNumber),
    /// Divide the code.
    Split(CodeNumber),
    /// Give the code or net another label in this language.
    Rename(CodeNumber, Language),
    /// Give the special code this label back.
    RenameBack(CodeNumber, Language, String),
    /// Say what the code means.
    Define(CodeNumber),
    /// Say anew what the code excludes.
    Exclude(CodeNumber),
    /// Put the code under another net.
    Move(CodeNumber),
    /// Take the example back.
    DropExample(CodeNumber, String),
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which rule is broken.
    pub rule: Rule,
    /// The codes and nets concerned; none where it is the frame as a whole.
    pub numbers: Vec<CodeNumber>,
    /// One sentence. Labels in it are as people wrote them: escape it for a terminal.
    pub sentence: String,
    /// What would mend it, where one edit can.
    pub mend: Option<Mend>,
}

/// Looks at the current frame of `history`. Rules on people are judged by `usage`, and left out without it.
///
/// The findings come by severity, then by rule, then by number.
#[must_use]
pub fn check(history: &History, usage: Option<&Usage>) -> Vec<Finding> {
    let frame = history.frame();
    let mut findings = Vec::new();
    labels::check(frame, &mut findings);
    meaning::check(history.first(), frame, &mut findings);
    nets::check(frame, &mut findings);
    if let Some(usage) = usage {
        people::check(frame, usage, &mut findings);
    }
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.rule.severity(), f.rule);
        key(a).cmp(&key(b)).then_with(|| a.numbers.cmp(&b.numbers))
    });
    findings
}

/// The rules that were left out because nobody's codes are known.
#[must_use]
pub fn skipped(usage: Option<&Usage>) -> Vec<Rule> {
    Rule::ALL.iter().copied().filter(|rule| rule.needs_usage() && usage.is_none()).collect()
}

/// A code or net as sentences name it: `7 "rude staff"`.
fn named(frame: &CodeFrame, number: CodeNumber) -> String {
    format!("{number} \"{}\"", frame.label(number, frame.label_language).0)
}

/// Why a code or net is not in use, as the end of a sentence.
fn standing(frame: &CodeFrame, number: CodeNumber) -> Option<String> {
    let of_code = frame.code(number).map(|code| &code.standing);
    match of_code.or_else(|| frame.net(number).map(|net| &net.standing)) {
        Some(Standing::Active) => None,
        Some(Standing::Retired) => Some("is retired".to_owned()),
        Some(Standing::Merged(into)) => Some(format!("was merged into {into}")),
        Some(Standing::Split(parts)) => {
            let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
            Some(format!("was split into {}", parts.join(", ")))
        }
        None => Some("is not in the frame".to_owned()),
    }
}

/// The theme codes in use.
fn themes(frame: &CodeFrame) -> impl Iterator<Item = &super::Code> + Clone {
    frame.active_codes().filter(|code| code.kind == CodeKind::Theme)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::frame;
    use std::collections::BTreeSet;

    /// The findings of one rule in a frame, by the numbers they name.
    pub(super) fn found(rule: Rule, frame: CodeFrame, usage: Option<&Usage>) -> Vec<Vec<u16>> {
        let findings = check(&History::new(frame), usage);
        let of_rule = findings.into_iter().filter(|finding| finding.rule == rule);
        of_rule.map(|finding| finding.numbers.iter().map(|n| n.0).collect()).collect()
    }

    /// The frame of the tests with its mixed net set right.
    pub(super) fn good() -> CodeFrame {
        let mut frame = frame();
        frame.codes[1].side = super::super::Side::Neutral;
        frame
    }

    #[test]
    fn a_good_frame_has_no_findings() {
        let mut usage = Usage::new(&good(), [1, 2, 3, 97, 98].map(CodeNumber));
        for codes in [&[1][..], &[2], &[3], &[97], &[98], &[1, 2], &[]] {
            let codes: Vec<CodeNumber> = codes.iter().map(|&n| CodeNumber(n)).collect();
            (0..20).for_each(|_| usage.add(Language::EN, &codes));
        }
        assert_eq!(check(&History::new(good()), Some(&usage)), []);
        assert_eq!(check(&History::new(good()), None), []);
        assert_eq!(skipped(Some(&usage)), []);
        assert_eq!(skipped(None), [Rule::Overlap, Rule::Rare, Rule::Unused, Rule::TooBroad, Rule::NoLabel]);
    }

    #[test]
    fn names_of_rules_are_unique_and_findings_come_by_severity() {
        let names: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
        assert_eq!(names.len(), Rule::ALL.len());
        let mut frame = frame();
        frame.codes[0].definition.clear();
        frame.codes[2].labels.insert(Language::EN, "Rude staff".into());
        let rules: Vec<&str> =
            check(&History::new(frame), None).iter().map(|finding| finding.rule.name()).collect();
        assert_eq!(rules, ["duplicate-label", "no-definition", "mixed-sides"]);
    }
}
