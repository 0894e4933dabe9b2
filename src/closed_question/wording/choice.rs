//! Which words a reason is printed in: its label, and where that cannot be printed, what people said.
//!
//! Nothing is translated and nothing is made up: every wording is a label of the frame, a phrasing of its definition or a
//! whole short quote, in the language that it was written in. A label that a person gave stands as it is. One that the
//! draft chose stands unless it fails: it may not be printed ([`may_be_printed`]), it is cut out of a word, or it is a
//! stray. Labels that merely read badly are left to the lint and to people: in trials on ten sets, a rule that weighed
//! them against quotes made as many narrower as better.

use super::faults::may_be_printed;
use super::tidy::tidy;
use crate::closed_question::phrase::{
    FIRST_PERSON, JOINS, LOADED, NEGATIVE, STATEMENT, folded, noticed, stems, width, word_count,
};
use crate::code_frame::{Code, CodeFrame, CodeNumber};
use crate::text::{Collocations, Language, LanguageDetector, List, Lists, Word, Words, analysis_copy};
use std::collections::{BTreeMap, BTreeSet};

/// What a wording that takes a label's place costs more for each place that it stands lower: the best stand first.
const LATER: f64 = 0.25;
/// A word that pushes, a denial, or a sentence among phrases: each weighs as much as two places.
const FLAW: f64 = 0.5;
/// Most words of a quote that is printed as an option; a Vietnamese word has about one and a half of them.
const QUOTED_WORDS: usize = 5;
/// Letters by which a word may go on beyond a wording: an ending, not the second half of a compound.
const ENDING: usize = 2;
/// Most columns of one in a script without blanks.
const QUOTED_WIDTH: usize = 16;

/// The wordings of reasons in each of `languages` that has one, by code or net.
pub(in crate::closed_question) fn reasons(
    frame: &CodeFrame,
    numbers: &[CodeNumber],
    languages: &[Language],
) -> BTreeMap<CodeNumber, BTreeMap<Language, String>> {
    let detector = LanguageDetector::new(languages);
    let mut worded: BTreeMap<CodeNumber, BTreeMap<Language, String>> =
        numbers.iter().map(|&number| (number, BTreeMap::new())).collect();
    for &language in languages {
        let speaker = Speaker { frame, language, detector: &detector };
        for (number, text) in speaker.word(numbers) {
            worded.entry(number).or_default().insert(language, text);
        }
    }
    for (number, labels) in &mut worded {
        // Some wording must show what the option is, if in a language that was not asked for.
        if labels.is_empty() {
            *labels =
                all_labels(frame, *number).map(|(l, text)| (l, tidy(text, l, &BTreeSet::new()))).collect();
        }
    }
    worded
}

fn all_labels(frame: &CodeFrame, number: CodeNumber) -> impl Iterator<Item = (Language, &str)> {
    let of_code = frame.code(number).map(|code| &code.labels);
    let of_net = || frame.nets.iter().find(|net| net.number == number).map(|net| &net.labels);
    of_code.or_else(of_net).into_iter().flatten().map(|(l, text)| (*l, text.as_str()))
}

/// One language of the question.
struct Speaker<'f> {
    frame: &'f CodeFrame,
    language: Language,
    detector: &'f LanguageDetector,
}

impl Speaker<'_> {
    /// A wording for each number that has one; no two made of quotes are alike.
    fn word(&self, numbers: &[CodeNumber]) -> Vec<(CodeNumber, String)> {
        let mut worded: Vec<(CodeNumber, String)> = Vec::new();
        for &number in numbers {
            let is_free = |text: &str| worded.iter().all(|(_, taken)| folded(taken) != folded(text));
            worded.extend(self.wording(number, is_free).map(|text| (number, text)));
        }
        worded
    }

    /// The wording of one reason; none where too few people of this language spoke of it, or none of what they said can be
    /// printed.
    fn wording(&self, number: CodeNumber, is_free: impl Fn(&str) -> bool) -> Option<String> {
        let (_, label) = all_labels(self.frame, number).find(|(l, _)| *l == self.language)?;
        if self.frame.worded.contains(&(number, self.language)) {
            return Some(label.trim().to_owned());
        }
        let Some(code) = self.frame.code(number) else {
            return Some(tidy(label, self.language, &BTreeSet::new()));
        };
        let is_main = self.language == self.frame.label_language;
        let said = Said::of(code, self.language, is_main);
        let label = tidy(label, self.language, &said.lower);
        let stands = may_be_printed(&label, self.language, self.detector)
            && !said.is_cut(&label, self.language)
            && (is_main || !said.is_stray(&label, self.language));
        if stands {
            return Some(label);
        }
        let ranked = said.phrasings.iter().enumerate().chain(said.quotes.iter().enumerate());
        let tidied = ranked.map(|(rank, text)| (rank, tidy(text, self.language, &said.lower)));
        let fit = tidied.filter(|(_, text)| is_free(text) && self.is_fit(text));
        let priced = fit.map(|(rank, text)| (LATER * rank as f64 + self.flaws(&text), text));
        let best = priced.reduce(|best, next| if next.0 < best.0 { next } else { best });
        // In the language of the tables a person must see what the option stands for; the lint says what is wrong.
        best.map(|(_, text)| text).or(is_main.then_some(label))
    }

    /// Whether what somebody said reads as an option: short, whole, of nobody in particular.
    fn is_fit(&self, text: &str) -> bool {
        let is_short = if self.language.uses_spaces() {
            let most = if self.language == Language::VI { QUOTED_WORDS * 3 / 2 } else { QUOTED_WORDS };
            (2..=most).contains(&word_count(text, self.language))
        } else {
            (6..=QUOTED_WIDTH).contains(&width(text))
        };
        let noticed = noticed(text, self.language);
        let is_shared = noticed.iter().all(|(label, _)| ![JOINS, FIRST_PERSON].contains(label))
            && !text.chars().any(char::is_numeric)
            && !has_inner_capital(text, self.language);
        is_short && is_shared && !self.hangs(text) && may_be_printed(text, self.language, self.detector)
    }

    /// "also drove round", "waited for the": a wording that hangs on another.
    fn hangs(&self, text: &str) -> bool {
        let lists = Lists::of(self.language);
        let copy = analysis_copy(text).text;
        let words: Vec<&str> = copy.split_whitespace().collect();
        let opens = |word: &&str| lists.has(List::Joiners, word) || lists.has(List::Contrast, word);
        // "quá" (too) ends a Vietnamese phrase.
        let ends = |word: &&str| lists.has(List::StopWords, word) && !lists.has(List::Intensifiers, word);
        words.first().is_some_and(opens) || words.last().is_some_and(ends)
    }

    fn flaws(&self, text: &str) -> f64 {
        let noticed = noticed(text, self.language);
        let flaws = noticed.iter().filter(|(label, _)| [LOADED, NEGATIVE, STATEMENT].contains(label));
        FLAW * flaws.count() as f64
    }
}

/// A capital within the line: a name or a brand. German nouns have them, too.
fn has_inner_capital(text: &str, language: Language) -> bool {
    language.tag() != "de" && text.chars().skip(1).any(char::is_uppercase)
}

/// What was said of a code in one language.
struct Said<'c> {
    phrasings: Vec<&'c str>,
    quotes: Vec<&'c str>,
    /// Stems of its keywords and of what was said.
    about: BTreeSet<String>,
    /// Words that people write small.
    lower: BTreeSet<String>,
}

impl<'c> Said<'c> {
    /// `is_main`: the language is that of the tables, which the phrasings of definitions are in.
    fn of(code: &'c Code, language: Language, is_main: bool) -> Self {
        let phrasings: Vec<&str> =
            if is_main { code.includes.iter().map(String::as_str).collect() } else { Vec::new() };
        let quotes = code.exemplars.iter().filter(|e| e.language == language && e.borders.is_none());
        let quotes: Vec<&str> = quotes.map(|e| e.text.as_str()).collect();
        let keywords = code.keywords.iter().map(String::as_str);
        let small = quotes.iter().flat_map(|quote| quote.split_whitespace().skip(1)).chain(keywords.clone());
        let small = small.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
        let about = keywords.chain(quotes.iter().copied()).flat_map(|text| stems(text, language)).collect();
        Self {
            about,
            lower: small.filter(|w| w.chars().all(|c| !c.is_uppercase())).map(str::to_owned).collect(),
            phrasings,
            quotes,
        }
    }

    /// Whether none of its words is a keyword or in a quote: what one person said beside the matter. Where nothing was
    /// quoted there is nothing to judge by.
    fn is_stray(&self, text: &str, language: Language) -> bool {
        !self.quotes.is_empty() && stems(text, language).is_disjoint(&self.about)
    }

    /// Whether a quote has the wording only inside its words: where it begins or ends within a word, in Vietnamese
    /// also between the syllables of one that is listed.
    fn is_cut(&self, text: &str, language: Language) -> bool {
        let copy = analysis_copy(text).text;
        let mut holders =
            self.quotes.iter().map(|q| analysis_copy(q).text).filter(|q| q.contains(&copy)).peekable();
        if copy.is_empty() || holders.peek().is_none() {
            return false;
        }
        holders.all(|quote| !stands_whole(&quote, &copy, language))
    }
}

/// Whether `part` stands in `quote` from the beginning of a word to the end of one, but for an ending ("fee" in "fees").
fn stands_whole(quote: &str, part: &str, language: Language) -> bool {
    let none = Collocations::default();
    let words = Words::new(language, &none).of(quote);
    let lists = Lists::of(language);
    let ending = if language.uses_spaces() { ENDING } else { 0 };
    quote.match_indices(part).any(|(start, _)| {
        let end = start + part.len();
        let is_last = |word: &Word<'_>| {
            let rest = quote.get(end..word.end);
            word.start < end && rest.is_some_and(|rest| rest.chars().count() <= ending)
        };
        let first = words.iter().position(|w| w.start == start);
        let last = words.iter().position(is_last);
        let (Some(first), Some(last)) = (first, last) else { return false };
        let joins = |at: usize| {
            let pair = (words.get(at), words.get(at + 1));
            let (Some(a), Some(b)) = pair else { return false };
            language == Language::VI && lists.has(List::Compounds, &format!("{} {}", a.text, b.text))
        };
        !(first > 0 && joins(first - 1) || joins(last))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code_frame::Exemplar;

    const LANGUAGES: [Language; 4] = [Language::EN, Language::ET, Language::VI, Language::ZH_HANT];

    /// Code 1 of the shared frame with these labels, phrasings and quotes.
    fn frame(labels: &[(Language, &str)], includes: &[&str], quotes: &[(Language, &str)]) -> CodeFrame {
        let mut frame = crate::testing::frame();
        let code = &mut frame.codes[0];
        code.labels = labels.iter().map(|(l, text)| (*l, (*text).to_owned())).collect();
        code.includes = includes.iter().map(|text| (*text).to_owned()).collect();
        code.keywords = vec!["prices".into(), "high".into()];
        let quote =
            |&(language, text): &(Language, &str)| Exemplar { text: text.into(), language, borders: None };
        code.exemplars = quotes.iter().map(quote).collect();
        frame
    }

    fn worded(frame: &CodeFrame) -> BTreeMap<Language, String> {
        reasons(frame, &[CodeNumber(1)], &LANGUAGES).remove(&CodeNumber(1)).unwrap()
    }

    #[test]
    fn a_label_stands_unless_it_fails() {
        let good = frame(
            &[(Language::EN, "prices are too high"), (Language::ET, "kõrge hind")],
            &["too expensive"],
            &[],
        );
        let words = worded(&good);
        assert_eq!(words[&Language::EN], "Prices are too high");
        assert_eq!(words[&Language::ET], "Kõrge hind", "nothing was quoted in it, so it cannot be judged");
        assert!(!words.contains_key(&Language::VI));

        let broken = frame(&[(Language::EN, "couldn t")], &["kettle", "too expensive"], &[]);
        assert_eq!(worded(&broken)[&Language::EN], "Too expensive", "a bare word is no better");
        let hopeless = frame(&[(Language::EN, "couldn t")], &[], &[]);
        assert_eq!(
            worded(&hopeless)[&Language::EN],
            "Couldn t",
            "something must stand in the language of the tables"
        );
    }

    #[test]
    fn a_stray_gives_way_to_a_quote_or_goes() {
        let stray = (Language::VI, "đợi nửa tháng");
        let words = |quotes| worded(&frame(&[(Language::EN, "prices"), stray], &[], quotes));
        assert_eq!(words(&[(Language::VI, "Giá cao quá")])[&Language::VI], "Giá cao quá");
        assert!(
            !words(&[(Language::VI, "tôi thấy giá cao")]).contains_key(&Language::VI),
            "one person's report"
        );
        let backed = words(&[(Language::VI, "đợi nửa tháng mới tới")]);
        assert_eq!(backed[&Language::VI], "Đợi nửa tháng");
        assert_eq!(worded(&frame(&[(Language::ET, "hinnad"), stray], &[], &[]))[&Language::ET], "Hinnad");
    }

    #[test]
    fn a_wording_is_not_cut_out_of_a_word() {
        let label = (Language::ZH_HANT, "成黃色");
        let quotes = [(Language::ZH_HANT, "白色變成黃色")];
        let words = worded(&frame(&[(Language::EN, "prices"), label], &[], &quotes));
        assert_eq!(words[&Language::ZH_HANT], "白色變成黃色");
        assert!(!stands_whole("klimaschutz muss in lehrpläne", "klimaschutz muss in lehr", Language::EN));
        assert!(stands_whole("die klimaziele", "klimaziele", Language::EN));
        assert!(stands_whole("they charge change fees", "change fee", Language::EN), "an ending is no cut");
    }

    #[test]
    fn what_a_person_worded_stands_as_it_is() {
        let mut settled = frame(
            &[(Language::EN, "NHS: couldn t get in!"), (Language::VI, "đợi nửa tháng")],
            &["too expensive"],
            &[(Language::VI, "Giá cao quá")],
        );
        settled.worded = BTreeSet::from([(CodeNumber(1), Language::EN), (CodeNumber(1), Language::VI)]);
        let words = worded(&settled);
        assert_eq!(
            (words[&Language::EN].as_str(), words[&Language::VI].as_str()),
            ("NHS: couldn t get in!", "đợi nửa tháng")
        );
    }

    #[test]
    fn a_language_that_nobody_used_is_missing_and_some_wording_is_shown() {
        let frame = crate::testing::frame();
        let german = Language::from_tag("de").unwrap();
        let words = reasons(&frame, &[CodeNumber(2), CodeNumber(101)], &[german]);
        assert_eq!(words[&CodeNumber(2)], BTreeMap::from([(Language::EN, "Rude staff".to_owned())]));
        assert_eq!(words[&CodeNumber(101)], BTreeMap::from([(Language::EN, "Staff".to_owned())]), "nets too");
    }
}
