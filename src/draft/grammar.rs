//! Which spans of a clause are whole phrases: word classes from readable lists, a few endings, a small grammar.
//!
//! English has a grammar of its own. Elsewhere a phrase begins and ends with a word that means something, and the
//! classes tell a thing that is spoken of from a bare judgement; Chinese classes come from the word dictionary.

use super::evidence::Evidence;
use crate::text::{Language, List, Lists, chinese_class};
use std::collections::HashMap;
use std::sync::LazyLock;

/// The classes that a word may stand in, one bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Classes(u16);

impl Classes {
    const NOUN: Self = Self(1);
    const ADJECTIVE: Self = Self(1 << 1);
    const VERB: Self = Self(1 << 2);
    const ADVERB: Self = Self(1 << 3);
    const DETERMINER: Self = Self(1 << 4);
    const PREPOSITION: Self = Self(1 << 5);
    const PRONOUN: Self = Self(1 << 6);
    const BE: Self = Self(1 << 7);
    const AUXILIARY: Self = Self(1 << 8);
    const CONJUNCTION: Self = Self(1 << 9);
    const NEGATOR: Self = Self(1 << 10);
    /// Opens a further clause ("because", "when").
    const CLAUSE: Self = Self(1 << 11);
    /// Praise or blame of anything ("good", "terrible"): tells no two themes of one side apart.
    const GENERIC: Self = Self(1 << 12);
    /// "to": before a bare word it opens a deed.
    const TO: Self = Self(1 << 13);
    /// What belongs to the verb before it ("up").
    const PARTICLE: Self = Self(1 << 14);

    const NAMES: [(&'static str, Self); 15] = [
        ("noun", Self::NOUN),
        ("adjective", Self::ADJECTIVE),
        ("verb", Self::VERB),
        ("adverb", Self::ADVERB),
        ("determiner", Self::DETERMINER),
        ("preposition", Self::PREPOSITION),
        ("pronoun", Self::PRONOUN),
        ("be", Self::BE),
        ("auxiliary", Self::AUXILIARY),
        ("conjunction", Self::CONJUNCTION),
        ("negator", Self::NEGATOR),
        ("clause", Self::CLAUSE),
        ("generic", Self::GENERIC),
        ("to", Self::TO),
        ("particle", Self::PARTICLE),
    ];

    const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the word may stand in any of these.
    const fn may(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    /// Whether the word stands in these and no other, generic or not.
    const fn only(self, all: Self) -> bool {
        let plain = self.0 & !Self::GENERIC.0;
        plain != 0 && plain & !all.0 == 0
    }

    pub(super) const fn is_generic(self) -> bool {
        self.may(Self::GENERIC)
    }

    pub(super) const fn is_negator(self) -> bool {
        self.may(Self::NEGATOR)
    }

    /// Whether the word may end a phrase although it means nothing by itself.
    pub(super) const fn is_particle(self) -> bool {
        self.may(Self::PARTICLE)
    }

    /// Whether the word can only judge, deny or do, not name a thing.
    pub(super) const fn is_judging(self) -> bool {
        !self.may(Self::NOUN) && self.may(Self::ADJECTIVE.or(Self::VERB).or(Self::NEGATOR))
    }

    /// Whether it stands in no class that is known.
    const fn is_unknown(self) -> bool {
        self.0 == 0
    }
}

/// What kind of phrase a span is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phrase {
    /// "Long waiting times".
    Noun,
    /// "Prices are too high".
    Statement,
    /// "Lost my card".
    Action,
    /// Whole in itself, but it names nothing: "very friendly and helpful", "would recommend".
    Loose,
    /// A word by itself that names nothing.
    Bare,
}

/// The word classes of one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grammar {
    language: Language,
    words: &'static HashMap<String, Classes>,
}

static NONE: LazyLock<HashMap<String, Classes>> = LazyLock::new(HashMap::new);
static ENGLISH: LazyLock<HashMap<String, Classes>> =
    LazyLock::new(|| read(include_str!("../../data/lists/en/word_classes.txt")));
static VIETNAMESE: LazyLock<HashMap<String, Classes>> =
    LazyLock::new(|| read(include_str!("../../data/lists/vi/word_classes.txt")));
static ESTONIAN: LazyLock<HashMap<String, Classes>> =
    LazyLock::new(|| read(include_str!("../../data/lists/et/word_classes.txt")));
static CHINESE: LazyLock<HashMap<String, Classes>> =
    LazyLock::new(|| read(include_str!("../../data/lists/zh/word_classes.txt")));

/// Lines of classes, a colon, words; syllables of one word are joined by "_".
fn read(file: &'static str) -> HashMap<String, Classes> {
    let mut words: HashMap<String, Classes> = HashMap::new();
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        let Some((classes, list)) = line.split_once(':') else { continue };
        let known = |name: &str| Classes::NAMES.iter().find(|c| c.0 == name).map(|c| c.1);
        let classes = classes.split_whitespace().filter_map(known).fold(Classes::default(), Classes::or);
        for word in list.split_whitespace() {
            let entry = words.entry(word.replace('_', " ")).or_default();
            *entry = entry.or(classes);
        }
    }
    words
}

impl Grammar {
    pub(super) fn of(language: Language) -> Self {
        let words = match language.tag() {
            "en" => &ENGLISH,
            "vi" => &VIETNAMESE,
            "et" => &ESTONIAN,
            _ if language.is_chinese() => &CHINESE,
            _ => &NONE,
        };
        Self { language, words }
    }

    /// The classes of each word of a clause; none of a function word that no list knows.
    pub(super) fn classes(self, clause: &Evidence) -> Vec<Classes> {
        let lists = Lists::of(self.language);
        let words = clause.words.iter().map(|word| {
            let lower = word.written(&clause.text).to_lowercase().replace('’', "'");
            // The stem of a Chinese word is the word in simplified characters.
            let lower = if self.language.is_chinese() { word.stem.clone() } else { lower };
            if let Some(known) = self.words.get(lower.as_str()) {
                return *known;
            }
            if self.language != Language::EN && lists.has(List::Negators, &lower) {
                return Classes::NEGATOR;
            }
            match () {
                () if !word.names => Classes::default(),
                () if self.language == Language::EN => self.by_ending(&lower),
                () if self.language.is_chinese() => by_dictionary(&lower),
                () => Classes::NOUN,
            }
        });
        words.collect()
    }

    /// What an English word's ending says.
    fn by_ending(self, word: &str) -> Classes {
        let listed = |stem: &str| self.words.get(stem).is_some_and(|c| c.may(Classes::VERB));
        let long = |ending: &str| word.len() > ending.len() + 2 && word.ends_with(ending);
        if long("ing") {
            return Classes::NOUN.or(Classes::VERB).or(Classes::ADJECTIVE);
        }
        if long("ed") && !word.ends_with("eed") {
            return Classes::VERB.or(Classes::ADJECTIVE);
        }
        if long("ly") {
            return Classes::ADVERB;
        }
        if ["ful", "ous", "ive", "able", "ible", "less", "ish", "ic"].into_iter().any(long) {
            return Classes::ADJECTIVE;
        }
        if word.strip_suffix('s').is_some_and(listed) || word.strip_suffix("es").is_some_and(listed) {
            return Classes::NOUN.or(Classes::VERB);
        }
        Classes::NOUN
    }

    /// Every whole phrase that begins at word `first`: its last word and kind. `most` is its most words.
    pub(super) fn phrases(
        self,
        clause: &Evidence,
        classes: &[Classes],
        first: usize,
        most: usize,
    ) -> Vec<(usize, Phrase)> {
        let end = clause.words.len().min(first + most).min(63);
        if self.is_cut_before(clause, classes, first) {
            return Vec::new();
        }
        let english = (self.language == Language::EN).then(|| English::from(clause, classes, first));
        let mut found = Vec::new();
        for last in first..end {
            if clause.span(first, last).is_none() {
                break;
            }
            if self.is_cut_after(clause, classes, last) {
                continue;
            }
            let is_final = clause.span(last, last + 1).is_none();
            let kind = match &english {
                Some(masks) => masks.kind(last, is_final),
                None => self.loose(clause, classes, first, last),
            };
            found.extend(kind.map(|kind| (last, kind)));
        }
        found
    }

    /// Whether a phrase that began here would lose what governs it: a denial, or the first half of a word.
    fn is_cut_before(self, clause: &Evidence, classes: &[Classes], first: usize) -> bool {
        let Some(own) = classes.get(first) else { return true };
        let Some(before) = first.checked_sub(1).and_then(|b| classes.get(b)) else { return false };
        let Some(gap) = clause.gap(first) else { return false };
        let is_named = clause.words.get(first - 1).is_some_and(|w| w.names);
        let compound = before.only(Classes::NOUN) && own.only(Classes::NOUN.or(Classes::ADJECTIVE));
        // "2 year old daughter".
        let numbered = self.language.uses_spaces() && clause.written(first - 1).chars().any(char::is_numeric);
        if gap == "-" || numbered || clause.is_echo(first) || before.is_negator() {
            return true;
        }
        match self.language.tag() {
            "en" => compound || (own.is_negator() && before.only(Classes::AUXILIARY)),
            "vi" => !is_named && before.is_unknown(),
            "ja" => is_named,
            _ => self.language.is_chinese() && compound,
        }
    }

    /// Whether a phrase that ended here would lose the second half of a word, or what it announces.
    fn is_cut_after(self, clause: &Evidence, classes: &[Classes], last: usize) -> bool {
        let (Some(own), Some(next)) = (classes.get(last), classes.get(last + 1)) else { return false };
        let Some(gap) = clause.gap(last + 1) else { return false };
        let is_named = clause.words.get(last + 1).is_some_and(|w| w.names);
        if gap == "-" || clause.is_echo(last + 2) {
            return true;
        }
        match self.language.tag() {
            "en" => {
                (next.only(Classes::NOUN) && !own.only(Classes::ADVERB))
                    || (next.is_particle() && own.may(Classes::VERB))
            }
            "vi" => !is_named && next.is_unknown(),
            "ja" => is_named,
            _ => self.language.is_chinese() && next.only(Classes::NOUN) && own.only(Classes::NOUN),
        }
    }

    /// A phrase of a language without a grammar here.
    fn loose(self, clause: &Evidence, classes: &[Classes], first: usize, last: usize) -> Option<Phrase> {
        let words = clause.words.get(first..=last)?;
        let classes = classes.get(first..=last)?;
        let (own, end) = (classes.first()?, classes.last()?);
        let means = |c: &Classes| c.may(Classes::NOUN.or(Classes::ADJECTIVE).or(Classes::VERB));
        let grammar_alone = |word: usize| {
            self.language.tag() == "ja"
                && clause.written(word).chars().all(|c| ('\u{3040}'..='\u{309f}').contains(&c))
        };
        if grammar_alone(first) || grammar_alone(last) && last + 1 < clause.words.len() {
            return None;
        }
        if !words.last()?.names || !means(end) || !(own.is_negator() || words.first()?.names && means(own)) {
            return None;
        }
        // A function word that no list explains may be the end of one idea and the beginning of another; in
        // Vietnamese it may be a syllable of a word.
        let whole = first == 0 && last + 1 == clause.words.len();
        let mut inner = words.iter().zip(classes).filter(|(w, _)| !w.names);
        let joins =
            |c: &Classes| !c.may(Classes::CLAUSE) && (!c.is_unknown() || self.language == Language::VI);
        if !whole && !inner.all(|(_, c)| joins(c)) {
            return None;
        }
        let thing = classes.iter().any(|c| c.may(Classes::NOUN));
        let says = classes.iter().any(|c| c.may(Classes::ADJECTIVE.or(Classes::VERB)));
        Some(match (words.len(), thing, says) {
            (_, true, false) => Phrase::Noun,
            (_, true, true) => Phrase::Statement,
            (1, false, _) => Phrase::Bare,
            _ => Phrase::Loose,
        })
    }
}

/// The class of a word by the dictionary's mark: n… a thing, v… a deed, a… a quality.
fn by_dictionary(word: &str) -> Classes {
    match chinese_class(word) {
        Some('v') => Classes::VERB,
        Some('a' | 'z') => Classes::ADJECTIVE,
        Some('d') => Classes::ADVERB,
        Some('i' | 'l') => Classes::ADJECTIVE.or(Classes::VERB),
        Some('r' | 'p' | 'c' | 'u' | 'm' | 'q' | 'f' | 'y') => Classes::default(),
        _ => Classes::NOUN,
    }
}

/// Where English phrases that begin at one word may end, as sets of positions after the last word, one bit each.
struct English {
    noun: u64,
    statement: u64,
    action: u64,
    judgement: u64,
    /// Whole only where the clause ends too.
    closing_statement: u64,
    closing: u64,
}

impl English {
    fn from(clause: &Evidence, classes: &[Classes], first: usize) -> Self {
        let walk = Walk { classes, echoes: echoes(clause, classes) };
        let start = 1u64.checked_shl(first as u32).unwrap_or(0);
        let denied = walk.one(start, Classes::NEGATOR);
        // What may be left out is left out: "good food", not "very good food".
        let plain = classes.get(first).is_some_and(|c| !c.only(Classes::ADVERB));
        let subject = if plain { walk.things(start) } else { 0 };
        let verb = walk.verb(walk.many(start | denied, Classes::ADVERB));
        let degree = walk.one(start, Classes::ADVERB) | denied;
        let helped = walk.many(walk.one(start, Classes::AUXILIARY), Classes::ADVERB.or(Classes::NEGATOR));
        let (being, helped_verb) = (walk.one(helped, Classes::BE), walk.verb(helped));
        let quality = Classes::ADVERB.or(Classes::ADJECTIVE).or(Classes::PARTICLE);
        Self {
            noun: subject | walk.things(denied | walk.one(denied, Classes::DETERMINER)),
            statement: walk.judgement(subject) | walk.objects(walk.verbs(subject)),
            action: walk.objects(verb | helped_verb),
            judgement: walk.judgement_of(walk.many(degree, Classes::ADVERB)),
            closing_statement: walk.many(walk.verbs(subject), Classes::ADVERB),
            closing: walk.many(verb | helped_verb, Classes::ADVERB) | walk.one(being, quality),
        }
    }

    fn kind(&self, last: usize, is_final: bool) -> Option<Phrase> {
        let ends = |mask: u64| mask & 1u64.checked_shl(last as u32 + 1).unwrap_or(0) != 0;
        match () {
            () if ends(self.noun) => Some(Phrase::Noun),
            () if ends(self.statement) || (is_final && ends(self.closing_statement)) => {
                Some(Phrase::Statement)
            }
            () if ends(self.action) => Some(Phrase::Action),
            () if ends(self.judgement) || (is_final && ends(self.closing)) => Some(Phrase::Loose),
            () => None,
        }
    }
}

/// Steps over a clause from every position of a set at once.
struct Walk<'c> {
    classes: &'c [Classes],
    /// See [`echoes`].
    echoes: u64,
}

/// Positions behind the second half of "face to face", "side by side".
fn echoes(clause: &Evidence, classes: &[Classes]) -> u64 {
    let links = classes.iter().enumerate().skip(1).take(61);
    let links = links.filter(|(_, c)| c.may(Classes::PREPOSITION.or(Classes::TO)));
    links.filter(|(i, _)| clause.is_echo(i + 1)).fold(0, |all, (i, _)| all | 1 << (i + 2))
}

impl Walk<'_> {
    /// Over one word of a class.
    fn one(&self, from: u64, class: Classes) -> u64 {
        self.over(from, |c| c.may(class))
    }

    fn over(&self, mut from: u64, fits: impl Fn(Classes) -> bool) -> u64 {
        let mut to = 0;
        while from != 0 {
            let at = from.trailing_zeros();
            from &= from - 1;
            if at < 63 && self.classes.get(at as usize).is_some_and(|c| fits(*c)) {
                to |= 1 << (at + 1);
            }
        }
        to
    }

    /// Over any number of them.
    fn many(&self, from: u64, class: Classes) -> u64 {
        let (mut all, mut edge) = (from, from);
        while edge != 0 {
            edge = self.one(edge, class) & !all;
            all |= edge;
        }
        all
    }

    /// "long waiting times", "kind and helpful staff".
    fn thing(&self, from: u64) -> u64 {
        let quality = Classes::ADJECTIVE.or(Classes::NOUN);
        let (mut all, mut edge) = (from, from);
        while edge != 0 {
            let graded = self.one(self.one(edge, Classes::ADVERB), Classes::ADJECTIVE);
            let one = self.one(edge, quality) | graded;
            let joined = self
                .one(self.one(self.one(edge, Classes::ADJECTIVE), Classes::CONJUNCTION), Classes::ADJECTIVE);
            edge = (one | joined) & !all;
            all |= edge;
        }
        let deed = self.over(all, |c| c.may(Classes::NOUN) && c.may(Classes::VERB));
        self.one(all, Classes::NOUN) | self.one(deed, Classes::PARTICLE)
    }

    /// "lack of communication", "doctors and nurses", "cash from an ATM".
    fn things(&self, from: u64) -> u64 {
        let one = self.thing(from);
        let link = self.one(one, Classes::PREPOSITION.or(Classes::CONJUNCTION));
        let link = link | self.one(link | self.one(one, Classes::TO), Classes::DETERMINER);
        let echo = one << 2 & self.echoes;
        one | self.thing(link) | echo | self.one(echo, Classes::NOUN)
    }

    /// A predicate: "not very clean and tidy", "cancelled".
    fn judgement_of(&self, from: u64) -> u64 {
        let from = self.many(from, Classes::ADVERB.or(Classes::NEGATOR));
        let quality = self.one(from, Classes::ADJECTIVE);
        let second = self.many(self.one(quality, Classes::CONJUNCTION), Classes::ADVERB);
        quality | self.one(second, Classes::ADJECTIVE)
    }

    /// "… was cancelled", "… too high".
    fn judgement(&self, subject: u64) -> u64 {
        let linked = self
            .one(subject | self.many(self.one(subject, Classes::AUXILIARY), Classes::ADVERB), Classes::BE);
        self.judgement_of(linked | subject)
    }

    /// "lost", "topped up".
    fn verb(&self, from: u64) -> u64 {
        let verb = self.one(from, Classes::VERB);
        verb | self.one(verb, Classes::PARTICLE)
    }

    /// The verb of a subject: "… doesn't work", "… explained".
    fn verbs(&self, subject: u64) -> u64 {
        let helped = subject | self.one(subject, Classes::AUXILIARY.or(Classes::BE));
        self.verb(self.many(helped, Classes::ADVERB.or(Classes::NEGATOR)))
    }

    /// "my card", "to a friend".
    fn objects(&self, verb: u64) -> u64 {
        let towards =
            verb | self.one(verb | self.one(verb, Classes::ADVERB), Classes::PREPOSITION.or(Classes::TO));
        self.things(towards | self.one(towards, Classes::DETERMINER))
    }
}

#[cfg(test)]
mod tests {
    use super::super::evidence::testing::evidence;
    use super::*;

    fn phrases(language: Language, text: &str) -> Vec<(String, Phrase)> {
        let clause = evidence(language, &[(0, text)]).remove(0);
        let grammar = Grammar::of(language);
        let classes = grammar.classes(&clause);
        let all = (0..clause.words.len()).flat_map(|first| {
            let found = grammar.phrases(&clause, &classes, first, 6).into_iter();
            found.map(move |(last, kind)| (first, last, kind)).collect::<Vec<_>>()
        });
        all.map(|(first, last, kind)| (clause.span(first, last).unwrap().to_owned(), kind)).collect()
    }

    fn has(found: &[(String, Phrase)], text: &str, kind: Phrase) -> bool {
        found.contains(&(text.to_owned(), kind))
    }

    #[test]
    fn english_phrases_are_whole() {
        let lost = phrases(Language::EN, "I lost my new card yesterday");
        assert!(has(&lost, "lost my new card", Phrase::Action) && has(&lost, "new card", Phrase::Noun));
        assert!(lost.iter().all(|(text, _)| text != "lost my new" && text != "new"), "{lost:?}");
        let room = phrases(Language::EN, "The room was very clean and tidy");
        assert!(has(&room, "room was very clean and tidy", Phrase::Statement), "{room:?}");
        assert!(room.iter().all(|(text, _)| !text.ends_with("and") && !text.ends_with("was")));
        let lack = phrases(Language::EN, "a lack of communication");
        assert!(has(&lack, "lack of communication", Phrase::Noun));
        let top = phrases(Language::EN, "my card payment failed");
        assert!(top.iter().all(|(text, _)| text != "card" && text != "payment"), "{top:?}");
    }

    #[test]
    fn a_denial_is_never_cut_off() {
        let not = phrases(Language::EN, "staff were not helpful");
        assert!(has(&not, "not helpful", Phrase::Loose) && !not.iter().any(|(text, _)| text == "helpful"));
        let chinese = phrases(Language::ZH_HANS, "服务态度不热情");
        assert!(chinese.iter().all(|(text, _)| text != "热情"), "{chinese:?}");
    }

    #[test]
    fn other_languages_tell_things_from_judgements() {
        let chinese = phrases(Language::ZH_HANS, "物流速度很快");
        assert!(has(&chinese, "物流速度很快", Phrase::Statement), "{chinese:?}");
        let vietnamese = phrases(Language::VI, "nhân viên phục vụ chậm");
        assert!(has(&vietnamese, "nhân viên phục vụ chậm", Phrase::Statement), "{vietnamese:?}");
        let estonian = phrases(Language::ET, "teenindus oli väga aeglane");
        assert!(has(&estonian, "teenindus oli väga aeglane", Phrase::Statement), "{estonian:?}");
        assert!(has(&estonian, "aeglane", Phrase::Bare));
    }

    #[test]
    fn every_class_in_the_lists_is_known() {
        for file in ["en", "vi", "et", "zh"] {
            let path = format!("{}/data/lists/{file}/word_classes.txt", env!("CARGO_MANIFEST_DIR"));
            for line in std::fs::read_to_string(path).unwrap().lines().filter(|l| !l.starts_with('#')) {
                let (classes, words) = line.split_once(':').unwrap();
                assert!(words.starts_with(' '), "{line}");
                for class in classes.split(' ') {
                    assert!(Classes::NAMES.iter().any(|(name, _)| *name == class), "{file}: {class}");
                }
            }
        }
    }
}
