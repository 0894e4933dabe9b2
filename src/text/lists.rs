//! The words and phrases of each language that every survey shares, from the readable files in `data/lists`.
//!
//! One file per list, one entry per line, `#` starts a comment. Chinese has one folder for both scripts: entries are
//! Simplified, as analysis copies are. To add a language, write its folder and a line in [`ALL`].

use super::Language;
use super::answers::AnswerIndex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A list. Words of one list may stand in another too ("not" is a stop word and a negator).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Words that name no theme: function words, light verbs, fillers.
    StopWords,
    /// Words that turn a statement round.
    Negators,
    /// Words that make a judgement stronger or weaker.
    Intensifiers,
    /// Words that begin a contrasting idea; a leading `~` marks an ending after which it begins.
    Contrast,
    /// Words that join two ideas or two items.
    Joiners,
    /// Whole answers that say nothing at all.
    NonAnswers,
    /// Whole answers that say that there is nothing to report.
    Nothing,
    /// Phrases that may stand beside one of those without adding an idea.
    NothingMore,
    /// Whole answers that say "I do not know".
    DontKnow,
    /// Words after which a person's name often follows.
    NameCues,
    /// Words that no label or quote may show.
    Profanity,
    /// Words that mark a wish or a suggestion.
    Wishes,
    /// Very common survey words of two syllables or more (Vietnamese).
    Compounds,
    /// Very common survey words of one syllable, for answers typed without marks (Vietnamese).
    Syllables,
    /// What input methods make of fingers moved over the keys.
    Mash,
}

/// How many lists there are.
const LISTS: usize = 15;

/// Which lists a word is in: one bit per [`List`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Roles(u16);

impl Roles {
    /// Whether the word is in `list`.
    #[must_use]
    pub fn has(self, list: List) -> bool {
        self.0 & (1 << list as u16) != 0
    }
}

/// The lists of one language.
#[derive(Debug, Default)]
pub struct Lists {
    entries: [Vec<&'static str>; LISTS],
    roles: HashMap<&'static str, Roles>,
    /// Contrasts of several words, and endings after which one begins.
    pub(super) contrast_phrases: Vec<&'static str>,
    pub(super) contrast_endings: Vec<&'static str>,
    pub(super) answers: AnswerIndex,
}

impl Lists {
    /// The lists of a language; empty ones for a language that has none.
    #[must_use]
    pub fn of(language: Language) -> &'static Lists {
        let tag = if language.is_chinese() { "zh" } else { language.tag() };
        ALL.iter().find(|(t, _)| *t == tag).map_or(&NONE, |(_, lists)| lists)
    }

    /// Tags of the languages that have lists.
    pub(super) fn tags() -> impl Iterator<Item = &'static str> {
        ALL.iter().map(|(tag, _)| *tag)
    }

    /// The entries of a list, in the file's order.
    #[must_use]
    pub fn entries(&self, list: List) -> &[&'static str] {
        self.entries.get(list as usize).map_or(&[], Vec::as_slice)
    }

    /// The lists that hold this word or phrase, given as in an analysis copy.
    #[must_use]
    pub fn roles(&self, word: &str) -> Roles {
        self.roles.get(word).copied().unwrap_or_default()
    }

    /// Whether `list` holds this word or phrase.
    #[must_use]
    pub fn has(&self, list: List, word: &str) -> bool {
        self.roles(word).has(list)
    }

    fn read(files: &[(List, &'static str)]) -> Self {
        let mut lists = Self::default();
        for &(list, file) in files {
            for entry in lines(file) {
                if let Some(entries) = lists.entries.get_mut(list as usize) {
                    entries.push(entry);
                }
                lists.roles.entry(entry).or_default().0 |= 1 << list as u16;
            }
        }
        let contrasts = lists.entries(List::Contrast);
        let phrases = contrasts.iter().copied().filter(|e| e.contains(' ')).collect();
        let endings = contrasts.iter().filter_map(|e| e.strip_prefix('~')).collect();
        (lists.contrast_phrases, lists.contrast_endings) = (phrases, endings);
        lists.answers = AnswerIndex::new(&lists);
        lists
    }
}

/// The lines of a list that are no comments.
pub(super) fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

static NONE: LazyLock<Lists> = LazyLock::new(Lists::default);

macro_rules! file {
    ($tag:literal, $name:literal) => {
        include_str!(concat!("../../data/lists/", $tag, "/", $name, ".txt"))
    };
}

/// A language with every list.
macro_rules! full {
    ($tag:literal $(, $list:ident = $name:literal)*) => {
        (
            $tag,
            LazyLock::new(|| {
                Lists::read(&[
                    (List::StopWords, file!($tag, "stop_words")),
                    (List::Negators, file!($tag, "negators")),
                    (List::Intensifiers, file!($tag, "intensifiers")),
                    (List::Contrast, file!($tag, "contrast")),
                    (List::Joiners, file!($tag, "joiners")),
                    (List::NonAnswers, file!($tag, "non_answers")),
                    (List::Nothing, file!($tag, "nothing")),
                    (List::NothingMore, file!($tag, "nothing_more")),
                    (List::DontKnow, file!($tag, "dont_know")),
                    (List::NameCues, file!($tag, "name_cues")),
                    (List::Profanity, file!($tag, "profanity")),
                    (List::Wishes, file!($tag, "wishes")),
                    $((List::$list, file!($tag, $name)),)*
                ])
            }),
        )
    };
}

/// A language that is recognised and has stop words only.
macro_rules! stop_words {
    ($tag:literal) => {
        ($tag, LazyLock::new(|| Lists::read(&[(List::StopWords, file!($tag, "stop_words"))])))
    };
}

/// Every language with lists; each is read when it is first met.
static ALL: [(&str, LazyLock<Lists>); 28] = [
    full!("en"),
    full!("zh", Mash = "mash"),
    full!("vi", Compounds = "compounds", Syllables = "syllables"),
    full!("et"),
    full!("de"),
    full!("fr"),
    full!("es"),
    full!("pt"),
    full!("it"),
    full!("nl"),
    full!("fi"),
    full!("sv"),
    full!("ru"),
    full!("ja"),
    full!("ko"),
    full!("uk"),
    full!("pl"),
    full!("tr"),
    full!("id"),
    full!("ar"),
    full!("th"),
    stop_words!("da"),
    stop_words!("nb"),
    stop_words!("cs"),
    stop_words!("lv"),
    stop_words!("lt"),
    stop_words!("hu"),
    stop_words!("ro"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::analysis_copy;

    #[test]
    fn every_entry_is_written_as_an_analysis_copy_writes_it() {
        for tag in Lists::tags() {
            let lists = &ALL.iter().find(|(t, _)| *t == tag).expect("tag").1;
            #[allow(clippy::iter_over_hash_type, reason = "each entry is checked by itself")]
            for entry in lists.roles.keys() {
                // Names and curses are also looked up in text as typed, so they may be in either script or case.
                let free =
                    tag == "ja" || lists.has(List::NameCues, entry) || lists.has(List::Profanity, entry);
                assert!(free || analysis_copy(entry).text == *entry, "{tag}: {entry}");
            }
        }
    }

    #[test]
    fn a_word_knows_all_its_lists() {
        let english = Lists::of(Language::EN);
        let not = english.roles("not");
        assert!(not.has(List::StopWords) && not.has(List::Negators) && !not.has(List::Contrast));
        assert!(Lists::of(Language::ZH_HANT).has(List::Contrast, "但是"));
        assert!(Lists::of(Language::UND).entries(List::StopWords).is_empty());
    }
}
