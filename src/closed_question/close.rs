//! Which codes are printed, in which order, and how much of the base they cover.

use super::choose::{Chosen, LEAST_PEOPLE, Reason, advice, choose, curve};
use super::pilot::pilot;
use super::wording::{self, StandardTexts};
use super::{
    AnswerFormat, Category, CategoryKind, ChooseBy, ClosedQuestion, Closing, OpenQuestion, OptionGroup,
    Patterns, lint,
};
use crate::code_frame::{CodeFrame, CodeNumber};
use crate::error::{Error, Result};
use crate::shares::{Base, Share, ShareTable, predicted, wilson};
use crate::survey::Question;
use crate::text::Language;
use std::collections::{BTreeMap, BTreeSet};

/// Level of the prediction intervals.
const AGAIN: f64 = 0.9;

/// Closes the open question: the codes that enough people volunteered become the options of a tick-all list.
///
/// `table` and `patterns` are counted from the same codings. A reason has at least `closing.min_share` percent of the base
/// (weighted) and ten people (unweighted); the largest `closing.options` are printed, then Other and None, and
/// Don't know if anybody volunteered it. Where no code qualifies the list is empty and a note says so.
///
/// # Errors
/// [`crate::Error::Settings`] if a decision is out of range or names what the frame does not have.
pub fn close(
    frame: &CodeFrame,
    table: &ShareTable,
    patterns: &Patterns,
    asked: &Question,
    closing: &Closing,
) -> Result<ClosedQuestion> {
    closing.check()?;
    let languages = wording::languages(frame, closing);
    let base = table.total().map(|c| c.base).unwrap_or_default();
    let mut chosen = choose(frame, table, patterns, closing)?;
    if let Some(foreign) = closing.stem.keys().find(|language| !languages.contains(language)) {
        let message = format!("the question is not asked in {}: name it with --language", foreign.tag());
        return Err(Error::settings("--stem", message));
    }
    if let Some((language, _)) = closing.stem.iter().find(|(_, stem)| stem.trim().is_empty()) {
        return Err(Error::settings("--stem", format!("the stem in {} is empty", language.tag())));
    }
    let (stem, mut notes) = wording::stem(&languages, frame, asked, closing);
    notes.extend(limits(frame, base, &chosen, closing));
    let mut question = ClosedQuestion {
        open_question: OpenQuestion { column: asked.name.clone(), wording: asked.wording.clone() },
        base,
        confidence: closing.confidence,
        languages,
        stem,
        answer: closing.answer,
        pilot: pilot(table),
        notes,
        ..ClosedQuestion::default()
    };
    if chosen.reasons.is_empty() {
        return Ok(question);
    }
    let nets = if closing.by_net { grouped(frame, table, &mut chosen.reasons) } else { Vec::new() };
    question.notes.extend(changes(&chosen.reasons, patterns, closing));
    let coverage = Coverage::count(&chosen.reasons, patterns);
    let printed: Vec<CodeNumber> =
        chosen.reasons.iter().map(|reason| reason.number).chain(nets.iter().copied()).collect();
    let wordings = wording::reasons(frame, &printed, &question.languages);
    let printer = Printer { languages: question.languages.clone(), wordings, closing, base };
    question.categories = printer.categories(&chosen.reasons, table, &coverage);
    for category in question.categories.iter_mut().filter(|category| category.kind == CategoryKind::Reason) {
        let net = frame.code(category.number).and_then(|code| code.net);
        category.group = net.filter(|net| nets.contains(net));
    }
    question.groups = nets.into_iter().map(|net| printer.group(net)).collect();
    question.reach = curve(&chosen.reasons, patterns, base.weighted);
    question.advice = advice(frame, &chosen.reasons, patterns);
    question.findings = lint(&question);
    Ok(question)
}

/// Puts the reasons of a net together, the net of the largest share first, and then those that stand alone; returns the
/// nets. One reason makes no group.
fn grouped(frame: &CodeFrame, table: &ShareTable, reasons: &mut [Reason]) -> Vec<CodeNumber> {
    let mut members: BTreeMap<CodeNumber, usize> = BTreeMap::new();
    let active = |net: CodeNumber| frame.net(net).is_some_and(|net| net.standing.is_active());
    for net in reasons.iter().filter_map(|reason| reason.net).filter(|&net| active(net)) {
        *members.entry(net).or_default() += 1;
    }
    let share = |net: CodeNumber| table.of_total(net).and_then(|share| share.share).unwrap_or(0.0);
    let mut nets: Vec<CodeNumber> =
        members.into_iter().filter(|&(_, reasons)| reasons > 1).map(|(net, _)| net).collect();
    nets.sort_by(|a, b| share(*b).total_cmp(&share(*a)).then(a.cmp(b)));
    let place = |reason: &Reason| {
        let net = reason.net.and_then(|own| nets.iter().position(|net| *net == own));
        net.unwrap_or(nets.len())
    };
    // Stable: within a group they stay by share.
    reasons.sort_by_key(place);
    nets
}

/// What the limits left out, and what stands against them.
fn limits(frame: &CodeFrame, base: Base, chosen: &Chosen, closing: &Closing) -> Vec<String> {
    let mut notes = Vec::new();
    let least = LEAST_PEOPLE as f64 / base.count.max(1) as f64 * 100.0;
    if base.count < LEAST_PEOPLE {
        notes.push(format!(
            "The base is {} people; an option needs {LEAST_PEOPLE} who volunteered it. Keep the question open.",
            base.count
        ));
    } else if least > closing.min_share {
        notes.push(format!(
            "The base is {} people, so the {LEAST_PEOPLE} people that an option needs are {least:.1} % of it; \
             rarer reasons are not listed. They fall under Other.",
            base.count
        ));
    }
    if chosen.reasons.is_empty() && base.count >= LEAST_PEOPLE {
        notes.push(format!(
            "No code reaches {} % of the base and {LEAST_PEOPLE} people. Keep the question open.",
            closing.min_share
        ));
    }
    if chosen.crowded_out > 0 {
        let listed =
            if closing.choose == ChooseBy::Reach { "that reach the most people" } else { "most frequent" };
        notes.push(format!(
            "{} more codes reach the limits; the list stops at the {} {listed}.",
            chosen.crowded_out, closing.options
        ));
    }
    let named = |numbers: &mut dyn Iterator<Item = CodeNumber>| {
        let named =
            numbers.map(|number| format!("{number} \"{}\"", frame.label(number, frame.label_language).0));
        named.collect::<Vec<_>>().join(", ")
    };
    if !chosen.kept.is_empty() {
        let kept = named(&mut chosen.kept.iter().copied());
        notes.push(format!("Listed as asked, although too few volunteered it: {kept}."));
    }
    if !chosen.nets.is_empty() {
        let nets = named(&mut chosen.nets.iter().copied());
        notes.push(format!(
            "The list would reach more people with nets in place of their codes: {nets}. To list one, give it a wording \
             that people can tick (openend frame rename) and keep it (--keep)."
        ));
    }
    if !closing.leave_out.is_empty() {
        let left_out: BTreeSet<CodeNumber> = closing.leave_out.iter().copied().collect();
        notes.push(format!("Left out as asked, under Other now: {}.", named(&mut left_out.into_iter())));
    }
    notes
}

/// What closing the question changes, so that nobody takes an open share for a forecast.
///
/// Sources: Pew Research Center, Writing Survey Questions (economy; 43 % of open answers that were not on the list); Pew
/// Research Center (2019), When Online Survey Respondents Only 'Select Some That Apply'; Smyth, Dillman, Christian and
/// Stern (2006), Public Opinion Quarterly 70; an experiment with a card of the General Social Survey (order).
fn changes(reasons: &[Reason], patterns: &Patterns, closing: &Closing) -> Vec<String> {
    let mut notes = vec![
        "The open share of an option is the part of the base that volunteered it. A listed option draws more \
         (\"economy\": 35 % when asked openly, 58 % when listed, Pew Research Center), so it is no forecast."
            .to_owned(),
        "What is not listed is hardly told any more: there, 43 % of the open answers were not on the list, and 8 % \
         wrote something under Other. Code that back."
            .to_owned(),
    ];
    if closing.answer != AnswerFormat::YesNo && reasons.len() > 2 {
        notes.push(
            "The order moves shares: with a list of 13 turned round, items moved by 6.5 points on average (General \
             Social Survey). So the reasons are to be shuffled."
                .to_owned(),
        );
    }
    match closing.answer {
        AnswerFormat::Multiple => {}
        AnswerFormat::Single => {
            let is_listed = |code: &CodeNumber| reasons.iter().any(|reason| reason.codes.contains(code));
            let (mut some, mut several) = (0.0, 0.0);
            for (codes, _, weight) in patterns.iter() {
                match codes.iter().filter(|code| is_listed(code)).count() {
                    0 => {}
                    1 => some += weight,
                    _ => (some, several) = (some + weight, several + weight),
                }
            }
            let part = if some > 0.0 { several / some * 100.0 } else { 0.0 };
            notes.push(format!(
                "Of those who gave a listed reason, {part:.0} % gave several; with one tick each of them tells one, and \
                 the shares are those of main reasons."
            ));
        }
        AnswerFormat::YesNo => notes.push(
            "Yes and no for each reason finds more than a list to tick (63 % against 51 % for one item, Pew Research \
             Center 2019; Smyth et al. 2006), and takes people longer: do not compare it with a ticked list."
                .to_owned(),
        ),
    }
    notes
}

/// Everybody in the base, by the first place of the printed list where they find their answer.
struct Coverage {
    /// Weight of the people whose first reason this is, in printed order.
    reasons: Vec<f64>,
    /// People none of whose codes is printed.
    other: (usize, f64),
    /// Weight of the people left who only said that there is nothing.
    nothing: f64,
    /// Weight of the people left who only said that they do not know.
    dont_know: f64,
}

impl Coverage {
    fn count(reasons: &[Reason], patterns: &Patterns) -> Self {
        let mut covered =
            Self { reasons: vec![0.0; reasons.len()], other: (0, 0.0), nothing: 0.0, dont_know: 0.0 };
        for (codes, people, weight) in patterns.iter() {
            let first =
                reasons.iter().position(|reason| reason.codes.iter().any(|code| codes.contains(code)));
            if let Some(place) = first.and_then(|place| covered.reasons.get_mut(place)) {
                *place += weight;
            } else if codes.contains(&CodeNumber::NOTHING) {
                covered.nothing += weight;
            } else if codes.contains(&CodeNumber::DONT_KNOW) {
                covered.dont_know += weight;
            } else {
                covered.other.0 += people;
                covered.other.1 += weight;
            }
        }
        covered
    }
}

/// Makes categories, worded in the question's languages.
struct Printer<'f> {
    languages: Vec<Language>,
    /// Of the reasons and groups.
    wordings: BTreeMap<CodeNumber, BTreeMap<Language, String>>,
    closing: &'f Closing,
    base: Base,
}

impl Printer<'_> {
    fn categories(&self, reasons: &[Reason], table: &ShareTable, covered: &Coverage) -> Vec<Category> {
        let mut categories = Vec::new();
        let mut reached = 0.0;
        let mut print = |mut category: Category, adds: f64| {
            reached += adds;
            category.position = categories.len() + 1;
            category.cumulative_coverage =
                (self.base.weighted > 0.0).then(|| (reached / self.base.weighted).clamp(0.0, 1.0));
            categories.push(category);
        };
        for (reason, &adds) in reasons.iter().zip(&covered.reasons) {
            print(self.reason(reason), adds);
        }
        print(self.other(covered.other), covered.other.1);
        let nothing = table.of_total(CodeNumber::NOTHING);
        // Where many volunteered "nothing", that is the wording they look for.
        let volunteered = nothing.and_then(|s| s.share).is_some_and(|p| p * 100.0 >= self.closing.min_share);
        if self.closing.none {
            let text = |w: &StandardTexts| if volunteered { w.nothing } else { w.none };
            let none = self.fixed(CategoryKind::None, CodeNumber::NOTHING, text);
            print(self.with_share(none, vec![CodeNumber::NOTHING], nothing), covered.nothing);
        }
        let dont_know = table.of_total(CodeNumber::DONT_KNOW).filter(|s| s.count > 0);
        if self.closing.dont_know.unwrap_or(dont_know.is_some()) {
            let category = self.fixed(CategoryKind::DontKnow, CodeNumber::DONT_KNOW, |w| w.dont_know);
            print(self.with_share(category, vec![CodeNumber::DONT_KNOW], dont_know), covered.dont_know);
        }
        if self.closing.prefer_not {
            print(self.fixed(CategoryKind::PreferNot, Category::PREFER_NOT, |w| w.prefer_not), 0.0);
        }
        categories
    }

    fn reason(&self, reason: &Reason) -> Category {
        let labels = self.wordings.get(&reason.number).cloned().unwrap_or_default();
        let mut category = self.unmeasured(CategoryKind::Reason, reason.number, labels);
        category.side = Some(reason.side);
        category.shuffle = true;
        self.with_share(category, reason.codes.clone(), Some(reason.share))
    }

    /// What is left: people none of whose codes is listed.
    fn other(&self, (people, weight): (usize, f64)) -> Category {
        let mut other = self.fixed(CategoryKind::Other, Category::OTHER, |w| w.other);
        other.count = people;
        other.open_share = (self.base.weighted > 0.0).then(|| (weight / self.base.weighted).clamp(0.0, 1.0));
        let interval = other.open_share.map(|p| wilson(p, self.base.effective, self.closing.confidence));
        (other.low, other.high) = (interval.map(|i| i.0), interval.map(|i| i.1));
        self.again(other)
    }

    fn group(&self, net: CodeNumber) -> OptionGroup {
        OptionGroup { number: net, labels: self.wordings.get(&net).cloned().unwrap_or_default() }
    }

    fn fixed(
        &self,
        kind: CategoryKind,
        number: CodeNumber,
        text: impl Fn(&StandardTexts) -> &'static str,
    ) -> Category {
        let texts = self.languages.iter().filter_map(|&l| Some((l, text(StandardTexts::of(l)?).to_owned())));
        let mut category = self.unmeasured(kind, number, texts.collect());
        category.open_text = kind == CategoryKind::Other;
        category.exclusive = kind != CategoryKind::Other;
        category
    }

    fn with_share(&self, category: Category, codes: Vec<CodeNumber>, share: Option<&Share>) -> Category {
        self.again(Category {
            codes,
            count: share.map_or(0, |s| s.count),
            open_share: share.and_then(|s| s.share),
            low: share.and_then(|s| s.low),
            high: share.and_then(|s| s.high),
            ..category
        })
    }

    /// With the prediction interval of its share.
    fn again(&self, category: Category) -> Category {
        let n = self.base.effective;
        let interval = category.open_share.filter(|_| n > 0.0).map(|share| predicted(share, n, n, AGAIN));
        Category { again_low: interval.map(|i| i.0), again_high: interval.map(|i| i.1), ..category }
    }

    /// A category without figures.
    fn unmeasured(
        &self,
        kind: CategoryKind,
        number: CodeNumber,
        labels: BTreeMap<Language, String>,
    ) -> Category {
        let needs_translation = self.languages.iter().copied().filter(|l| !labels.contains_key(l)).collect();
        Category {
            position: 0,
            number,
            kind,
            labels,
            needs_translation,
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
            exclusive: false,
            open_text: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::Coding;
    use crate::settings::Settings;
    use crate::shares::tabulate;
    use crate::survey::Study;
    use crate::testing::{coded, frame, outside};

    fn patterns(study: &Study<'_>, codings: &[Coding]) -> Patterns {
        let mut patterns = Patterns::default();
        study.respondents.iter().zip(codings).for_each(|(person, coding)| patterns.add(person, coding));
        patterns
    }

    fn closed(codings: &[Coding], settings: &Settings) -> ClosedQuestion {
        let study = Study::from_verbatims("What should we improve?", codings.iter().map(|_| "x"));
        let table = tabulate(&study, codings, &frame(), 0.95);
        close(&frame(), &table, &patterns(&study, codings), &study.question, &Closing::of(settings)).unwrap()
    }

    fn many(groups: &[(usize, &[u16])]) -> Vec<Coding> {
        groups.iter().flat_map(|&(n, codes)| vec![coded(codes, 0.0); n]).collect()
    }

    #[test]
    fn options_stand_by_share_and_cover_the_base_in_printed_order() {
        // Base 100: praise 20, blame 50 (10 of them with praise), 9 opening hours, 16 nothing, 5 don't know, 10 uncoded.
        let mut codings =
            many(&[(10, &[1]), (10, &[1, 2]), (40, &[2]), (9, &[3]), (16, &[97]), (5, &[98]), (10, &[])]);
        codings.extend(vec![outside(); 30]);
        let question = closed(&codings, &Settings::default());
        let printed: Vec<(&str, f64, f64)> = question
            .categories
            .iter()
            .map(|c| {
                (c.labels[&Language::EN].as_str(), c.open_share.unwrap(), c.cumulative_coverage.unwrap())
            })
            .collect();
        assert_eq!(
            printed,
            [
                ("Rude staff", 0.5, 0.5),
                ("Friendly staff", 0.2, 0.6),
                ("Other (please specify)", 0.19, 0.79),
                ("Nothing", 0.16, 0.95),
                ("Don't know", 0.05, 1.0),
            ]
        );
        assert!(question.categories.iter().all(|c| c.codes.len() <= 1), "praise and blame apart");
        let flags: Vec<(bool, bool, bool)> =
            question.categories.iter().map(|c| (c.shuffle, c.exclusive, c.open_text)).collect();
        assert_eq!(
            flags,
            [
                (true, false, false),
                (true, false, false),
                (false, false, true),
                (false, true, false),
                (false, true, false)
            ]
        );
        assert!(question.notes.iter().any(|n| n.contains("10.0 %")), "a base of 100 hides rarer reasons");
        assert!(question.notes.iter().any(|n| n.contains("volunteered")));
        assert!(question.notes.iter().all(|n| !n.contains("expected")));
    }

    #[test]
    fn wording_in_each_language_of_the_survey_or_a_request_for_it() {
        let question = closed(&many(&[(400, &[1]), (300, &[2])]), &Settings::default());
        let friendly = &question.categories[0];
        assert_eq!(friendly.labels[&Language::ET], "Sõbralik teenindus");
        assert!(friendly.needs_translation.is_empty());
        assert_eq!(question.categories[1].needs_translation, [Language::ET]);
        assert_eq!(question.stem[&Language::EN], "What should we improve? Please select all that apply.");
        assert!(question.stem[&Language::ET].starts_with("Millised"));
        assert_eq!(question.categories[3].labels[&Language::EN], "None of these");
        assert_eq!(question.categories.len(), 4, "nobody said that they do not know");
    }

    #[test]
    fn nothing_qualifies_on_a_small_base_and_a_note_says_why() {
        let question = closed(&many(&[(9, &[1])]), &Settings::default());
        assert!(question.categories.is_empty());
        assert!(question.notes.iter().any(|n| n.contains("Keep the question open")));
        assert!(closed(&[], &Settings::default()).categories.is_empty());
    }

    #[test]
    fn the_limits_are_a_weighted_share_and_unweighted_people() {
        let settings = Settings { min_share: 5.0, ..Settings::default() };
        let codings = many(&[(12, &[1]), (9, &[2]), (300, &[3])]);
        let mut study = Study::from_verbatims("why", codings.iter().map(|_| "x"));
        // Twelve people of weight 4 are 6 % (unweighted 4 %); nine of weight 50 are 56 %, but only nine.
        study.respondents[..12].iter_mut().for_each(|r| r.weight = 4.0);
        study.respondents[12..21].iter_mut().for_each(|r| r.weight = 50.0);
        let table = tabulate(&study, &codings, &frame(), 0.95);
        let question =
            close(&frame(), &table, &patterns(&study, &codings), &study.question, &Closing::of(&settings))
                .unwrap();
        let codes: Vec<u16> =
            question.categories.iter().filter(|c| c.shuffle).map(|c| c.codes[0].0).collect();
        assert_eq!(codes, [3, 1]);
    }

    fn closed_as(codings: &[Coding], closing: &Closing) -> Result<ClosedQuestion> {
        let study = Study::from_verbatims("Why?", codings.iter().map(|_| "x"));
        let table = tabulate(&study, codings, &frame(), 0.95);
        close(&frame(), &table, &patterns(&study, codings), &study.question, closing)
    }

    fn reasons(question: &ClosedQuestion) -> Vec<u16> {
        question.of_kind(CategoryKind::Reason).map(|category| category.number.0).collect()
    }

    #[test]
    fn what_is_kept_is_listed_and_what_is_left_out_falls_under_other() {
        let codings = many(&[(40, &[1]), (30, &[2]), (3, &[3]), (27, &[])]);
        let closing = |keep: &[u16], leave_out: &[u16]| Closing {
            keep: keep.iter().map(|&number| CodeNumber(number)).collect(),
            leave_out: leave_out.iter().map(|&number| CodeNumber(number)).collect(),
            ..Closing::default()
        };
        assert_eq!(reasons(&closed_as(&codings, &Closing::default()).unwrap()), [1, 2]);
        let kept = closed_as(&codings, &closing(&[3], &[])).unwrap();
        assert_eq!(reasons(&kept), [1, 2, 3]);
        assert!(kept.notes.iter().any(|note| note.contains("Listed as asked") && note.contains("3 \"")));
        let one = Closing { options: 1, ..closing(&[3], &[]) };
        assert_eq!(reasons(&closed_as(&codings, &one).unwrap()), [3], "what is kept has the first place");
        let left_out = closed_as(&codings, &closing(&[], &[1])).unwrap();
        assert_eq!(reasons(&left_out), [2]);
        assert_eq!(left_out.of_kind(CategoryKind::Other).next().unwrap().count, 40 + 3 + 27);
        assert_eq!(reasons(&closed_as(&codings, &closing(&[3], &[101])).unwrap()), [3]);
    }

    #[test]
    fn numbers_that_make_no_option_are_refused_with_the_reason() {
        let codings = many(&[(40, &[1]), (30, &[2])]);
        for (keep, leave_out, why) in [
            (&[4][..], &[][..], "--keep: 4: the frame has no code"),
            (&[], &[9996], "--leave-out: 9996"),
            (&[97], &[], "97 is no reason"),
            (&[101], &[], "praise (1) and blame (2)"),
            (&[3], &[3], "left out too"),
        ] {
            let numbers = |numbers: &[u16]| numbers.iter().map(|&number| CodeNumber(number)).collect();
            let closing =
                Closing { keep: numbers(keep), leave_out: numbers(leave_out), ..Closing::default() };
            let error = closed_as(&codings, &closing).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
        let closing = Closing { options: 1, keep: vec![CodeNumber(1), CodeNumber(3)], ..Closing::default() };
        assert!(closed_as(&codings, &closing).unwrap_err().to_string().contains("--options"));
    }

    #[test]
    fn a_net_of_one_side_is_told_where_it_reaches_more_and_stands_for_its_codes_where_it_is_kept() {
        let mut frame = frame();
        let codings = many(&[(300, &[3]), (9, &[1]), (9, &[2]), (4, &[1, 2])]);
        let study = Study::from_verbatims("Why?", codings.iter().map(|_| "x"));
        let of = |frame: &CodeFrame, closing: &Closing| {
            let table = tabulate(&study, &codings, frame, 0.95);
            close(frame, &table, &patterns(&study, &codings), &study.question, closing).unwrap()
        };
        let told = |question: &ClosedQuestion| question.notes.iter().any(|note| note.contains("with nets"));
        let closing = Closing { min_share: 5.0, ..Closing::default() };
        assert!(!told(&of(&frame, &closing)), "the net mixes praise and blame");
        frame.codes[1].side = crate::code_frame::Side::Neutral;
        let question = of(&frame, &closing);
        assert!(told(&question) && reasons(&question) == [3]);
        let question = of(&frame, &Closing { keep: vec![CodeNumber(101)], ..closing });
        assert_eq!(reasons(&question), [3, 101]);
        let net = &question.categories[1];
        assert_eq!((net.count, net.codes.len(), net.side), (22, 2, Some(crate::code_frame::Side::Positive)));
        assert_eq!(net.cumulative_coverage, Some(1.0));
    }

    #[test]
    fn options_of_a_net_stand_together_and_the_curve_reaches_the_same_people() {
        let codings = many(&[(50, &[1]), (40, &[3]), (30, &[2]), (10, &[1, 3])]);
        let plain = closed_as(&codings, &Closing::default()).unwrap();
        assert_eq!((reasons(&plain), plain.groups.len()), (vec![1, 3, 2], 0));
        let grouped = closed_as(&codings, &Closing { by_net: true, ..Closing::default() }).unwrap();
        assert_eq!(reasons(&grouped), [1, 2, 3]);
        assert_eq!(grouped.groups.iter().map(|group| group.number.0).collect::<Vec<_>>(), [101]);
        let groups: Vec<_> = grouped.categories.iter().take(3).map(|category| category.group).collect();
        assert_eq!(groups, [Some(CodeNumber(101)), Some(CodeNumber(101)), None]);
        for question in [&plain, &grouped] {
            let last = question.categories[2].cumulative_coverage.unwrap();
            assert!((question.reach.last().unwrap().covered - last).abs() < 1e-12);
            assert!((question.reach[0].covered - 60.0 / 130.0).abs() < 1e-12);
        }
    }

    #[test]
    fn each_way_of_answering_says_what_it_changes() {
        let codings = many(&[(30, &[1]), (20, &[2]), (50, &[1, 2])]);
        let notes =
            |answer| closed_as(&codings, &Closing { answer, ..Closing::default() }).unwrap().notes.join(" ");
        assert!(notes(AnswerFormat::Single).contains("50 % gave several"));
        assert!(notes(AnswerFormat::YesNo).contains("63 % against 51 %"));
        assert!(!notes(AnswerFormat::Multiple).contains("several"));
    }

    #[test]
    fn a_share_comes_with_what_another_wave_may_bring() {
        let question = closed_as(&many(&[(40, &[1]), (60, &[])]), &Closing::default()).unwrap();
        for category in question.categories.iter().filter(|category| category.open_share.is_some()) {
            let (low, high) = (category.again_low.unwrap(), category.again_high.unwrap());
            let share = category.open_share.unwrap();
            assert!(low <= share && share <= high && high - low > 0.02, "{category:?}");
        }
    }
}
