//! What a questionnaire designer would object to in a closed question.

use super::phrase::{
    ASKS_ONE, FIRST_PERSON, JOINS, LOADED, NEGATIVE, STATEMENT, WIDEST, denies, folded, most_words, noticed,
    noticed_in_stem, stems, width, word_count,
};
use super::{AdviceKind, AnswerFormat, Category, CategoryKind, ClosedQuestion};
use crate::code_frame::{CodeNumber, Side};
use crate::text::Language;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The kind of objection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Two options say the same.
    Duplicate,
    /// Options overlap: one answer fits several; or the stem asks for one and the list takes several.
    NotExclusive,
    /// People may find no answer of theirs.
    NotExhaustive,
    /// Longer than people read.
    TooLong,
    /// Says what is not so: a "yes" to it is misread.
    Negative,
    /// Words that push towards an answer.
    Loaded,
    /// Two things in one.
    DoubleBarrelled,
    /// Much longer, or otherwise built, than the others.
    NotParallel,
    /// No wording in a language of the question.
    Missing,
}

/// One objection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The kind of objection.
    pub kind: FindingKind,
    /// The options that it is about, by their option codes; empty for the stem or the whole list.
    pub options: Vec<CodeNumber>,
    /// The language that it is about; none for all.
    pub language: Option<Language>,
    /// What is wrong and what to do, in one sentence.
    pub sentence: String,
}

/// An Other that more of the base fall under hides reasons (a practitioner's rule; methods of coding speak of 5 to 10 %).
const LARGE_OTHER: f64 = 0.10;
/// Longer lists of items or radio buttons do not fit one screen of a phone.
const ONE_SCREEN: usize = 7;
/// Longer lists are read unevenly, the top most, even where they are shuffled; as many are listed unasked.
const LONG_LIST: usize = 20;
/// Columns of a whole list; at 240 words a minute more than half a minute of reading.
const LONG_READING: usize = 700;
/// Columns of a stem.
const LONG_STEM: usize = 200;
/// An option that is so many times wider than the middle one stands out.
const STANDS_OUT: usize = 3;
/// Among fewer reasons no build is the rule.
const FEWEST_TO_COMPARE: usize = 4;

/// What a questionnaire designer would object to, in each language of the question: options that overlap, say two things,
/// deny, push, are too long, built otherwise or not worded at all, and people who find no answer of theirs.
///
/// Judges by lists of words and by looks, so it is advice: an empty list does not make a question good. The same question
/// gives the same findings, by kind, language and place.
#[must_use]
pub fn lint(question: &ClosedQuestion) -> Vec<Finding> {
    if question.categories.is_empty() {
        return Vec::new();
    }
    let mut findings = of_list(question);
    for &language in &question.languages {
        let page = Page::of(question, language);
        findings.extend(page.missing());
        findings.extend(page.alike());
        findings.extend(page.length());
        findings.extend(page.words());
        findings.extend(page.build());
        findings.extend(page.stem());
    }
    findings.sort_by_key(|f| f.kind);
    findings
}

/// What holds in every language.
fn of_list(question: &ClosedQuestion) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut say = |kind, options: Vec<CodeNumber>, sentence: String| {
        found.push(Finding { kind, options, language: None, sentence });
    };
    if question.answer == AnswerFormat::Single {
        for advice in question.advice.iter().filter(|a| a.kind == AdviceKind::Merge) {
            let reason = advice.reason.trim_end_matches('.');
            say(
                FindingKind::NotExclusive,
                advice.numbers.clone(),
                format!(
                    "{reason}: who may tick only one of them cannot answer; merge them or allow several answers."
                ),
            );
        }
    }
    match question.of_kind(CategoryKind::Other).next() {
        None => say(
            FindingKind::NotExhaustive,
            Vec::new(),
            "There is no Other: who has another reason must skip the question or tick what is not so; add \
             \"Other (please specify)\"."
                .to_owned(),
        ),
        Some(other) => {
            if let Some(share) = other.open_share.filter(|share| *share > LARGE_OTHER) {
                say(
                    FindingKind::NotExhaustive,
                    vec![other.number],
                    format!(
                        "{:.0} % of the base find no answer of theirs but Other: list more options, keep the text \
                         field, or keep the question open.",
                        share * 100.0
                    ),
                );
            }
        }
    }
    let reasons = question.of_kind(CategoryKind::Reason).count();
    let most = if question.answer == AnswerFormat::Multiple { LONG_LIST } else { ONE_SCREEN };
    if reasons > most {
        let why = match question.answer {
            AnswerFormat::Multiple => "people read the top of such a list most",
            AnswerFormat::Single => "they do not fit one screen of a phone",
            AnswerFormat::YesNo => "each of them takes an answer",
        };
        say(
            FindingKind::TooLong,
            Vec::new(),
            format!("{reasons} reasons are listed and {why}: print at most {most}, or group them by net."),
        );
    }
    found
}

/// A reason as printed in one language.
struct Printed<'q> {
    category: &'q Category,
    text: &'q str,
}

/// The question in one language.
struct Page<'q> {
    question: &'q ClosedQuestion,
    language: Language,
    reasons: Vec<Printed<'q>>,
}

impl<'q> Page<'q> {
    fn of(question: &'q ClosedQuestion, language: Language) -> Self {
        let reasons = question.of_kind(CategoryKind::Reason).filter_map(|category| {
            let text = category.labels.get(&language)?.trim();
            (!text.is_empty()).then_some(Printed { category, text })
        });
        Self { question, language, reasons: reasons.collect() }
    }

    fn finding(&self, kind: FindingKind, options: &[&Printed<'_>], sentence: String) -> Finding {
        let options = options.iter().map(|printed| printed.category.number).collect();
        Finding { kind, options, language: Some(self.language), sentence }
    }

    /// Wordings that a person must supply.
    fn missing(&self) -> Option<Finding> {
        let has = |labels: &BTreeMap<Language, String>| {
            labels.get(&self.language).is_some_and(|text| !text.trim().is_empty())
        };
        let options: Vec<CodeNumber> =
            self.question.categories.iter().filter(|c| !has(&c.labels)).map(|c| c.number).collect();
        let has_stem = has(&self.question.stem);
        if options.is_empty() && has_stem {
            return None;
        }
        let what = match (options.len(), has_stem) {
            (0, _) => "The stem has".to_owned(),
            (1, true) => "1 option has".to_owned(),
            (n, true) => format!("{n} options have"),
            (n, false) => format!("The stem and {n} of the options have"),
        };
        let sentence = format!(
            "{what} no wording in {}: have a person who speaks it word them from answers in that language.",
            self.language.english_name()
        );
        Some(Finding { kind: FindingKind::Missing, options, language: Some(self.language), sentence })
    }

    /// Options that say the same, and options that another contains.
    fn alike(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        let about: Vec<(String, BTreeSet<String>)> =
            self.reasons.iter().map(|r| (folded(r.text), stems(r.text, self.language))).collect();
        for (at, (first, (one, one_about))) in self.reasons.iter().zip(&about).enumerate() {
            for fixed in self.question.categories.iter().filter(|c| c.kind != CategoryKind::Reason) {
                if fixed.labels.get(&self.language).is_some_and(|text| folded(text) == *one) {
                    found.push(self.finding(
                        FindingKind::Duplicate,
                        &[first],
                        format!(
                            "\"{}\" reads like the answer that closes the list: word it otherwise.",
                            first.text
                        ),
                    ));
                }
            }
            for (second, (other, other_about)) in self.reasons.iter().zip(&about).skip(at + 1) {
                let (a, b) = (first.text, second.text);
                if one == other || one_about == other_about {
                    found.push(self.finding(
                        FindingKind::Duplicate,
                        &[first, second],
                        format!("\"{a}\" and \"{b}\" say the same: reword one, or merge their codes."),
                    ));
                    continue;
                }
                let (inner, outer) = if one_about.is_subset(other_about) {
                    (a, b)
                } else if other_about.is_subset(one_about) {
                    (b, a)
                } else {
                    continue;
                };
                if !self.is_opposed(first, second) {
                    found.push(self.finding(
                        FindingKind::NotExclusive,
                        &[first, second],
                        format!("\"{outer}\" is a case of \"{inner}\", so one answer fits both: narrow \"{inner}\"."),
                    ));
                }
            }
        }
        found
    }

    /// Praise and blame of one thing, or a thing and its denial, share words and exclude each other.
    fn is_opposed(&self, a: &Printed<'_>, b: &Printed<'_>) -> bool {
        let sides = (a.category.side, b.category.side);
        let by_side = matches!(
            sides,
            (Some(Side::Positive), Some(Side::Negative)) | (Some(Side::Negative), Some(Side::Positive))
        );
        by_side || denies(a.text, self.language) != denies(b.text, self.language)
    }

    fn length(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        for reason in &self.reasons {
            let most = most_words(self.language);
            let words = word_count(reason.text, self.language);
            let how = if width(reason.text) > WIDEST {
                format!("{} characters long: say it in at most {WIDEST}", reason.text.chars().count())
            } else if words > most {
                format!("{words} words long: say it in at most {most}")
            } else {
                continue;
            };
            let sentence = format!("\"{}\" is {how}.", reason.text);
            found.push(self.finding(FindingKind::TooLong, &[reason], sentence));
        }
        let all: usize = self
            .question
            .categories
            .iter()
            .filter_map(|c| c.labels.get(&self.language))
            .map(|t| width(t))
            .sum();
        if all > LONG_READING {
            found.push(Finding {
                kind: FindingKind::TooLong,
                options: Vec::new(),
                language: Some(self.language),
                sentence: format!(
                    "The options take {all} characters together, more than half a minute of reading: shorten them, or print \
                     fewer."
                ),
            });
        }
        found
    }

    /// Words that an option should do without.
    fn words(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        for reason in &self.reasons {
            let noticed = noticed(reason.text, self.language);
            let word =
                |wanted: &str| noticed.iter().find(|(label, _)| *label == wanted).map(|(_, word)| word);
            let text = reason.text;
            if let Some(word) = word(NEGATIVE) {
                let sentence = format!(
                    "\"{text}\" denies (\"{word}\"), so a yes to it is misread: say what is so instead."
                );
                found.push(self.finding(FindingKind::Negative, &[reason], sentence));
            }
            if let Some(word) = word(LOADED) {
                let sentence = format!(
                    "\"{text}\" pushes (\"{word}\"): use a plain word that people on both sides could tick."
                );
                found.push(self.finding(FindingKind::Loaded, &[reason], sentence));
            }
            if let Some(word) = word(JOINS) {
                let sentence = format!(
                    "\"{text}\" says two things (\"{word}\"): print the one that more people meant, or split it."
                );
                found.push(self.finding(FindingKind::DoubleBarrelled, &[reason], sentence));
            }
        }
        found
    }

    /// Options that are built otherwise than most.
    fn build(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        if self.reasons.len() < FEWEST_TO_COMPARE {
            return found;
        }
        let mut widths: Vec<usize> = self.reasons.iter().map(|r| width(r.text)).collect();
        widths.sort_unstable();
        let middle = widths.get(widths.len() / 2).copied().unwrap_or(0);
        for reason in &self.reasons {
            let columns = width(reason.text);
            // Beside very short options a phrase of ordinary length is none too long.
            let is_long =
                columns > WIDEST || word_count(reason.text, self.language) > most_words(self.language);
            if columns > STANDS_OUT * middle.max(8) && !is_long {
                let sentence = format!(
                    "\"{}\" is {STANDS_OUT} times as long as most options and draws the eye: shorten it.",
                    reason.text
                );
                found.push(self.finding(FindingKind::NotParallel, &[reason], sentence));
            }
        }
        let builds = self.reasons.iter().map(|r| (r, noticed(r.text, self.language)));
        let builds: Vec<_> = builds.collect();
        let odd = [
            (FIRST_PERSON, "speaks in the first person (\"I\", \"my\") while the others do not"),
            (STATEMENT, "is a sentence while the others name a thing"),
        ];
        for (label, how) in odd {
            let (those, others): (Vec<_>, Vec<_>) =
                builds.iter().partition(|(_, n)| n.iter().any(|(l, _)| *l == label));
            if those.len() * 3 <= others.len() {
                found.extend(those.iter().map(|(reason, _)| {
                    let sentence = format!("\"{}\" {how}: build all options alike.", reason.text);
                    self.finding(FindingKind::NotParallel, &[reason], sentence)
                }));
            }
        }
        let ends = |text: &str| text.ends_with(['.', '!', '。', '！', '?', '？', ';', ':', ',', '…']);
        found.extend(self.reasons.iter().filter(|r| ends(r.text)).map(|reason| {
            let sentence = format!("\"{}\" ends with a mark: options have none.", reason.text);
            self.finding(FindingKind::NotParallel, &[reason], sentence)
        }));
        found
    }

    fn stem(&self) -> Vec<Finding> {
        let Some(stem) = self.question.stem.get(&self.language) else { return Vec::new() };
        let say =
            |kind, sentence| Finding { kind, options: Vec::new(), language: Some(self.language), sentence };
        let mut found = Vec::new();
        if width(stem) > LONG_STEM {
            let long = stem.chars().count();
            found.push(say(
                FindingKind::TooLong,
                format!("The stem is {long} characters long: say it in at most {LONG_STEM}."),
            ));
        }
        let noticed = noticed_in_stem(stem, self.language);
        let word = |wanted: &str| noticed.iter().find(|(label, _)| *label == wanted).map(|(_, word)| word);
        if let Some(word) = word(LOADED) {
            found.push(say(
                FindingKind::Loaded,
                format!("The stem pushes (\"{word}\"): ask without judging."),
            ));
        }
        if let Some(word) = word(ASKS_ONE).filter(|_| self.question.answer == AnswerFormat::Multiple) {
            found.push(say(
                FindingKind::NotExclusive,
                format!(
                    "The stem asks for one answer (\"{word}\") and the list takes several: reword it with --stem, or use \
                     --answer single."
                ),
            ));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closed_question::Advice;

    /// A question with these reasons and the usual ends, as a designer would print it.
    fn asked(tag: &str, stem: &str, reasons: &[&str]) -> ClosedQuestion {
        let language = Language::from_tag(tag).unwrap();
        let texts = crate::closed_question::wording::StandardTexts::of(language).unwrap();
        let mut question = ClosedQuestion {
            languages: vec![language],
            stem: BTreeMap::from([(language, format!("{stem} {}", texts.all))]),
            ..ClosedQuestion::default()
        };
        let ends = [(CategoryKind::Other, texts.other), (CategoryKind::None, texts.none)];
        let all = reasons.iter().map(|text| (CategoryKind::Reason, *text)).chain(ends);
        question.categories =
            all.enumerate().map(|(at, (kind, text))| category(at + 1, kind, language, text)).collect();
        question
    }

    fn category(position: usize, kind: CategoryKind, language: Language, text: &str) -> Category {
        Category {
            position,
            number: if kind == CategoryKind::Other { Category::OTHER } else { CodeNumber(position as u16) },
            kind,
            labels: BTreeMap::from([(language, text.to_owned())]),
            needs_translation: vec![],
            codes: vec![],
            side: None,
            group: None,
            count: 0,
            open_share: None,
            low: None,
            high: None,
            again_low: None,
            again_high: None,
            cumulative_coverage: None,
            shuffle: kind == CategoryKind::Reason,
            exclusive: kind == CategoryKind::None,
            open_text: kind == CategoryKind::Other,
        }
    }

    #[rustfmt::skip]
    const GOOD: [(&str, &str, &[&str]); 10] = [
        ("en", "What should we improve?",
            &["Shorter waiting times", "Friendlier staff", "Lower prices", "Longer opening hours", "More parking", "Cleaner rooms"]),
        ("en", "Why did you cancel your subscription?",
            &["Price", "Few titles on offer", "Frequent interruptions", "Rare use", "Another service", "Difficult sign-in"]),
        ("zh-Hans", "您选择本店的原因有哪些？",
            &["价格实惠", "服务热情", "味道好", "送餐速度快", "菜品种类多", "离家近"]),
        ("zh-Hant", "您希望我們改進哪些方面？",
            &["等候時間", "服務態度", "商品品質", "停車位", "營業時間", "網站速度"]),
        ("vi", "Quý vị hài lòng về những điểm nào?",
            &["Giá cả hợp lý", "Nhân viên thân thiện", "Giao hàng nhanh", "Sản phẩm bền", "Nhiều lựa chọn", "Không gian thoáng mát"]),
        ("vi", "Chúng tôi cần cải thiện điều gì?",
            &["Thời gian chờ", "Thái độ phục vụ", "Chất lượng món ăn", "Chỗ đậu xe", "Giờ mở cửa"]),
        ("et", "Mida peaksime parandama?",
            &["Lühem ooteaeg", "Sõbralikum teenindus", "Madalamad hinnad", "Rohkem parkimiskohti", "Pikemad lahtiolekuajad"]),
        ("et", "Miks Te meid valisite?",
            &["Soodne hind", "Hea asukoht", "Lai valik", "Kiire tarne", "Tuttavate soovitus"]),
        ("de", "Was sollten wir verbessern?",
            &["Kürzere Wartezeiten", "Freundlicheres Personal", "Niedrigere Preise", "Mehr Parkplätze", "Saubere Zimmer"]),
        ("fr", "Que devrions-nous améliorer ?",
            &["Temps d'attente", "Amabilité du personnel", "Prix", "Places de stationnement", "Propreté des chambres"]),
    ];

    #[test]
    fn good_questions_raise_nothing() {
        for (tag, stem, reasons) in GOOD {
            let found = lint(&asked(tag, stem, reasons));
            assert!(found.is_empty(), "{tag} {stem}: {found:#?}");
        }
    }

    #[test]
    fn a_bad_option_among_good_ones_is_found_for_what_it_is() {
        use FindingKind::{DoubleBarrelled, Duplicate, Loaded, Negative, NotExclusive, NotParallel, TooLong};
        #[rustfmt::skip]
        let bad: [(usize, &str, &[FindingKind]); 28] = [
            (0, "friendlier  STAFF", &[Duplicate]),
            (0, "Friendlier staff members on weekends", &[NotExclusive]),
            (0, "Parking", &[Duplicate]),
            (0, "other - please specify", &[Duplicate]),
            (0, "Friendly and quick service desk", &[DoubleBarrelled]),
            (0, "Food/drinks", &[DoubleBarrelled]),
            (0, "Food, drinks", &[DoubleBarrelled]),
            (0, "Toys or books", &[DoubleBarrelled]),
            (0, "No music", &[Negative]),
            (0, "Never smells", &[Negative]),
            (0, "Terrible music", &[Loaded]),
            (0, "Obviously better food", &[Loaded]),
            (0, "I like music", &[NotParallel]),
            (0, "Music is quieter", &[NotParallel]),
            (0, "Quieter music.", &[NotParallel]),
            (0, "Quieter music at night for guests in smaller family rooms", &[TooLong]),
            (0, "Considerably less noise from adjoining neighbourhood construction", &[TooLong]),
            (2, "价格和质量", &[DoubleBarrelled]),
            (2, "质量不好", &[Negative]),
            (2, "垃圾食品", &[Loaded]),
            (2, "价格實惠", &[Duplicate]),
            (4, "Nhân viên và quản lý", &[DoubleBarrelled]),
            (4, "Nhà hàng không sạch", &[Negative]),
            (4, "Giao hang nhanh", &[Duplicate]),
            (4, "Món ăn kinh khủng", &[Loaded]),
            (6, "Hind ja kvaliteet", &[DoubleBarrelled]),
            (6, "Toit ei maitse", &[Negative]),
            (8, "Kein Lärm", &[Negative]),
        ];
        let mut wrong = Vec::new();
        for (at, option, kinds) in bad {
            let (tag, stem, reasons) = GOOD[at];
            let found = lint(&asked(tag, stem, &[reasons, &[option]].concat()));
            let number = CodeNumber(reasons.len() as u16 + 1);
            let is_right = found.iter().map(|f| f.kind).eq(kinds.iter().copied())
                && found.iter().all(|f| f.options.contains(&number))
                && found.iter().all(|f| f.sentence.ends_with('.') && !f.sentence.contains('\n'));
            if !is_right {
                wrong.push((option, found));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn what_is_wrong_with_the_list_or_the_stem_is_said() {
        let (tag, stem, reasons) = GOOD[0];
        let good = asked(tag, stem, reasons);
        let kinds = |question: &ClosedQuestion| lint(question).iter().map(|f| f.kind).collect::<Vec<_>>();
        let with = |change: &dyn Fn(&mut ClosedQuestion)| {
            let mut question = good.clone();
            change(&mut question);
            kinds(&question)
        };
        assert_eq!(kinds(&ClosedQuestion::default()), [], "nothing is printed");
        assert_eq!(
            with(&|q| q.categories.retain(|c| c.kind != CategoryKind::Other)),
            [FindingKind::NotExhaustive]
        );
        let other = |share| move |q: &mut ClosedQuestion| q.categories[6].open_share = Some(share);
        assert_eq!(with(&other(0.11)), [FindingKind::NotExhaustive]);
        assert_eq!(with(&other(0.10)), []);
        assert_eq!(with(&|q| q.languages.push(Language::VI)), [FindingKind::Missing]);
        assert_eq!(
            with(&|q| {
                q.stem.clear();
            }),
            [FindingKind::Missing]
        );
        let stem = |text: &'static str| {
            move |q: &mut ClosedQuestion| {
                q.stem.insert(Language::EN, text.to_owned());
            }
        };
        assert_eq!(with(&stem("What is the main reason for your score?")), [FindingKind::NotExclusive]);
        assert_eq!(with(&stem("Do you agree that the staff is kind?")), [FindingKind::Loaded]);
        assert_eq!(
            with(&stem("What should we improve in our shop? ".repeat(7).leak())),
            [FindingKind::TooLong]
        );

        let merge = Advice {
            kind: AdviceKind::Merge,
            numbers: vec![CodeNumber(1), CodeNumber(2)],
            reason: "Most people say both.".into(),
        };
        assert_eq!(with(&|q| q.advice = vec![merge.clone()]), []);
        assert_eq!(
            with(&|q| (q.advice, q.answer) = (vec![merge.clone()], AnswerFormat::Single)),
            [FindingKind::NotExclusive]
        );
        let many: Vec<String> = (0..21).map(|n| format!("Reason{}x", char::from(b'a' + n))).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(kinds(&asked("en", "Why?", &many)), [FindingKind::TooLong]);
        let mut single = asked("en", "Why?", &many[..8]);
        assert_eq!(kinds(&single), []);
        single.answer = AnswerFormat::Single;
        assert_eq!(kinds(&single), [FindingKind::TooLong]);
    }

    #[test]
    fn praise_and_blame_of_one_thing_do_not_overlap() {
        let (tag, stem, _) = GOOD[0];
        let mut question = asked(tag, stem, &["Friendly staff", "Friendly staff at night", "Lower prices"]);
        assert_eq!(lint(&question)[0].kind, FindingKind::NotExclusive);
        question.categories[0].side = Some(Side::Positive);
        question.categories[1].side = Some(Side::Negative);
        assert_eq!(lint(&question), []);
    }
}
