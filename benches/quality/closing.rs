//! How good the options of the closed question are: whom they cover among answers that had no part in choosing them, and
//! whether their shares there are as predicted.
//!
//! Each set is halved at random, again and again. The program reads the one half and proposes a closed question; the other
//! half is coded with its frame. An option counts if it is matched to a human code: the one that most of its labelled
//! people on the first half carry, if that is half of them or more. Somebody of the other half is covered if an option that
//! she carries is matched to one of her own human codes; beside it stands what as many human codes as there are options
//! cover at most, chosen greedily on that other half itself.

use crate::Bench;
use crate::bars::verdict;
use crate::coded::labels;
use crate::sets::Rows;
use openend::closed_question::{CategoryKind, ClosedQuestion};
use openend::code_frame::{CodeNumber, History};
use openend::coding::{Coding, SavedFrame};
use openend::survey::Study;
use openend::{Settings, Silent, Threads, Wave, analyze};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

const SETS: [&str; 6] = [
    "happy_moments_en",
    "airline_tweets_en",
    "restaurants_en",
    "restaurants_vi",
    "hotels_8langs",
    "food_8langs",
];
/// Random halvings of a set, unless `--splits` says otherwise.
const SPLITS: usize = 20;
/// The part of an option's people who carry the human code that it is matched to, at least.
const PRECISION: f64 = 0.5;
/// What the options cover, as a part of what human codes cover, at least.
const COVERED: f64 = 0.70;
/// The part of options whose share on the other half lies in its 90 % prediction interval.
const PREDICTED: [f64; 2] = [0.86, 0.94];

/// The figures of some halvings, added up.
#[derive(Debug, Default, Clone, Copy)]
struct Sums {
    halvings: usize,
    options: usize,
    matched: usize,
    /// Parts of the labelled people of the other half.
    by_options: f64,
    by_codes: f64,
    by_people: f64,
    /// Options whose share lies in the interval, under it, above it.
    inside: usize,
    under: usize,
    above: usize,
}

impl Sums {
    fn add(&mut self, other: Self) {
        self.halvings += other.halvings;
        self.options += other.options;
        self.matched += other.matched;
        self.by_options += other.by_options;
        self.by_codes += other.by_codes;
        self.by_people += other.by_people;
        self.inside += other.inside;
        self.under += other.under;
        self.above += other.above;
    }

    fn ratio(self) -> f64 {
        self.by_options / self.by_people
    }

    fn predicted(self) -> f64 {
        self.inside as f64 / self.options.max(1) as f64
    }

    fn print(self, set: &str, engine: &str) -> String {
        let mean = |sum: f64| sum / self.halvings.max(1) as f64;
        let part = |count: usize| count as f64 / self.options.max(1) as f64 * 100.0;
        format!(
            "| {set} | {engine} | {} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {:.0} | {:.0} | {:.0} | {:.0} |",
            self.halvings,
            mean(self.options as f64),
            mean(self.matched as f64),
            mean(self.by_options) * 100.0,
            mean(self.by_codes) * 100.0,
            mean(self.by_people) * 100.0,
            self.ratio() * 100.0,
            part(self.inside),
            part(self.under),
            part(self.above),
        )
    }
}

/// Prints the table and the bars.
pub(crate) fn measure(bench: &Bench, splits: Option<usize>) -> anyhow::Result<()> {
    println!(
        "| set, closed on a half | engine | halvings | options | matched | other half covered % | by all codes of the \
         frame % | by as many human codes % | ratio % | shares as predicted % | under % | above % |"
    );
    println!("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    let threads = Threads::new(0)?;
    let mut verdicts = Vec::new();
    for engine in &bench.engines {
        let settings = engine.settings()?;
        let mut all = Sums::default();
        for set in bench.chosen(&SETS) {
            let rows = Rows::of_set(&bench.data, &set)?;
            let rows = if set.ends_with("_8langs") { rows.in_language("en") } else { rows };
            let mut sums = Sums::default();
            for split in 0..splits.unwrap_or(SPLITS) {
                sums.add(halved(&rows, split, &settings, &threads)?);
            }
            println!("{}", sums.print(&set, engine.name()));
            let what = format!(
                "{set} ({}): options cover {:.0} % of what as many human codes cover, bar {:.0} %",
                engine.name(),
                sums.ratio() * 100.0,
                COVERED * 100.0
            );
            verdicts.push(verdict(sums.ratio() >= COVERED, &what));
            all.add(sums);
        }
        println!("{}", all.print("all", engine.name()));
        let [low, high] = PREDICTED;
        let what = format!(
            "({}): {:.1} % of shares in their 90 % prediction interval, bar {:.0} to {:.0} %",
            engine.name(),
            all.predicted() * 100.0,
            low * 100.0,
            high * 100.0
        );
        verdicts.push(verdict((low..=high).contains(&all.predicted()), &what));
    }
    crate::report(None, &verdicts);
    Ok(())
}

/// One halving: the question of the one half, judged on the other.
fn halved(rows: &Rows, split: usize, settings: &Settings, threads: &Threads) -> anyhow::Result<Sums> {
    let mut order: Vec<(Vec<u8>, &csv::StringRecord)> = rows
        .records
        .iter()
        .map(|row| (Sha256::digest(format!("{split} {}", rows.cell(row, "id"))).to_vec(), row))
        .collect();
    order.sort_by(|a, b| a.0.cmp(&b.0));
    let (first, second) = order.split_at(order.len() / 2);
    let texts = |half: &[(Vec<u8>, &'_ csv::StringRecord)]| -> Vec<String> {
        half.iter().map(|(_, row)| rows.cell(row, "text").to_owned()).collect()
    };
    let human = |half: &[(Vec<u8>, &'_ csv::StringRecord)]| -> Vec<BTreeSet<String>> {
        half.iter().map(|(_, row)| labels(rows.cell(row, "labels"))).collect()
    };
    let (own, others) = (texts(first), texts(second));
    let own = Study::from_verbatims("text", own.iter().map(String::as_str));
    let others = Study::from_verbatims("text", others.iter().map(String::as_str));
    let analysis = analyze(&own, settings, threads, &Silent)?;
    let question = analysis.question;
    let saved = SavedFrame { history: History::new(analysis.frame), model: analysis.model };
    let codings = Wave::new(&saved, own.question.clone(), settings)?.add(&others, threads, None)?;
    let (here, there) =
        (Half { codings: analysis.codings, labels: human(first) }, Half { codings, labels: human(second) });
    Ok(judge(&question, &here, &there))
}

/// The people of a half, coded twice.
struct Half {
    codings: Vec<Coding>,
    labels: Vec<BTreeSet<String>>,
}

impl Half {
    fn people(&self) -> impl Iterator<Item = (&Coding, &BTreeSet<String>)> {
        self.codings.iter().zip(&self.labels)
    }

    /// The human code of most of the labelled people who carry one of these codes, if it is that of enough of them.
    fn matched(&self, codes: &[CodeNumber]) -> Option<&str> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut people = 0_usize;
        for (_, labels) in self.people().filter(|(c, labels)| carries(c, codes) && !labels.is_empty()) {
            people += 1;
            labels.iter().for_each(|label| *counts.entry(label).or_default() += 1);
        }
        let (label, count) = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)))?;
        (count as f64 >= PRECISION * people as f64).then_some(label)
    }

    /// The part of labelled people who carry an option that is matched to one of their own human codes.
    fn covered(&self, options: &[(&[CodeNumber], &str)]) -> f64 {
        let labelled = self.labels.iter().filter(|labels| !labels.is_empty()).count();
        let finds = |(coding, labels): &(&Coding, &BTreeSet<String>)| {
            options.iter().any(|(codes, label)| carries(coding, codes) && labels.contains(*label))
        };
        self.people().filter(finds).count() as f64 / labelled.max(1) as f64
    }

    /// The part of labelled people who carry one of so many human codes, each the one that adds the most people.
    fn covered_by_people(&self, most: usize) -> f64 {
        let all: Vec<&BTreeSet<String>> = self.labels.iter().filter(|labels| !labels.is_empty()).collect();
        let mut left = all.clone();
        for _ in 0..most {
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            left.iter().for_each(|labels| labels.iter().for_each(|l| *counts.entry(l).or_default() += 1));
            let Some((best, _)) = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0))) else {
                break;
            };
            let best = best.to_owned();
            left.retain(|labels| !labels.contains(&best));
        }
        1.0 - left.len() as f64 / all.len().max(1) as f64
    }

    /// The part of everybody who answered that carries one of these codes.
    fn share(&self, codes: &[CodeNumber]) -> f64 {
        let base = || self.codings.iter().filter(|coding| coding.status.counts_in_base());
        base().filter(|coding| carries(coding, codes)).count() as f64 / base().count().max(1) as f64
    }
}

fn carries(coding: &Coding, codes: &[CodeNumber]) -> bool {
    coding.codes.iter().any(|code| codes.contains(code))
}

fn judge(question: &ClosedQuestion, here: &Half, there: &Half) -> Sums {
    let options: Vec<_> = question.of_kind(CategoryKind::Reason).collect();
    let every: BTreeSet<CodeNumber> = here.codings.iter().flat_map(|c| c.codes.iter().copied()).collect();
    let every: Vec<[CodeNumber; 1]> = every.into_iter().map(|code| [code]).collect();
    let listed: Vec<&[CodeNumber]> = options.iter().map(|option| option.codes.as_slice()).collect();
    let all: Vec<&[CodeNumber]> = every.iter().map(<[CodeNumber; 1]>::as_slice).collect();
    let [listed, all] = [listed, all].map(|lists| -> Vec<(&[CodeNumber], &str)> {
        lists.into_iter().filter_map(|codes| Some((codes, here.matched(codes)?))).collect()
    });
    let mut sums = Sums {
        halvings: 1,
        options: options.len(),
        matched: listed.len(),
        by_options: there.covered(&listed),
        by_codes: there.covered(&all),
        by_people: there.covered_by_people(options.len()),
        ..Sums::default()
    };
    for option in options {
        let share = there.share(&option.codes);
        if option.again_low.is_some_and(|low| share < low) {
            sums.under += 1;
        } else if option.again_high.is_some_and(|high| share > high) {
            sums.above += 1;
        } else {
            sums.inside += 1;
        }
    }
    sums
}
