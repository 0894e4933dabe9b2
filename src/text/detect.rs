//! Which language an answer is in: what the file declares, then the script, then its small words and letters, and a
//! statistical detector only where these leave several languages open.

use super::Language;
use super::evidence::{self, Among, Scores, Writing};
use std::sync::OnceLock;

/// Scalars of an answer that are looked at: a few sentences settle it.
const LOOKED_AT: usize = 400;

/// Letters of a clause in another script that are more than a name: "very good", not "wifi".
const CLAUSE_LETTERS: usize = 8;

/// What the statistical detector's confidence in a language is never below: its models do not know every word.
const DOUBT: f64 = 0.02;

/// Finds the language of answers among those that the survey holds. May be shared between threads; the statistical
/// models are loaded when they are first needed, and never in a survey of one language per script.
pub struct LanguageDetector {
    allowed: Vec<Language>,
    among: Among,
    statistical: OnceLock<Option<lingua::LanguageDetector>>,
}

impl LanguageDetector {
    /// Restricted to `allowed`, the more frequent first.
    #[must_use]
    pub fn new(allowed: &[Language]) -> Self {
        Self { allowed: allowed.to_vec(), among: Among::new(allowed), statistical: OnceLock::new() }
    }

    /// The languages that it is restricted to.
    #[must_use]
    pub fn allowed(&self) -> &[Language] {
        &self.allowed
    }

    /// The language of an answer as typed; `declared` is what the file says about it, if anything.
    ///
    /// A declared language is believed. Otherwise the result is one of the allowed languages, or the language of a
    /// script that only one language uses, or `und`: for text without language ("5", an emoji) among several
    /// languages, and for a language that was not allowed.
    #[must_use]
    pub fn detect(&self, text: &str, declared: Option<&str>) -> Language {
        let declared = declared.and_then(Language::parse);
        let writing = evidence::writing(text, LOOKED_AT);
        if let Some(language) = declared {
            let doubtful = language.is_chinese() && writing.script == Some("Han");
            return if doubtful { writing.chinese().unwrap_or(language) } else { language };
        }
        let Some(script) = writing.script else { return self.only(|_| true) };
        if script == "Han" {
            return self.chinese(&writing);
        }
        let mut candidates = self.allowed.iter().filter(|l| evidence::script_of(**l) == script);
        let (Some(&first), second) = (candidates.next(), candidates.next()) else {
            return writing.sole_language().unwrap_or(Language::UND);
        };
        if second.is_none() {
            let scores = evidence::scores(text, LOOKED_AT, Among::ALL);
            return if scores.is_foreign(first) { Language::UND } else { first };
        }
        if let Some(sole) = writing.sole_language() {
            return sole;
        }
        let scores = evidence::scores(text, LOOKED_AT, self.among);
        let fits =
            |language: Language| self.allowed.contains(&language) && evidence::script_of(language) == script;
        match scores.winner(fits) {
            Some(language) => language,
            None => self
                .by_statistics(text, &writing, &scores, fits)
                .or_else(|| scores.leader(fits))
                .unwrap_or(Language::UND),
        }
    }

    /// The language of a clause of an answer in `whole`: that, unless the script or several small words say that people
    /// went on in another language of the survey.
    #[must_use]
    pub fn detect_clause(&self, clause: &str, whole: Language) -> Language {
        let writing = evidence::writing(clause, LOOKED_AT);
        let Some(script) = writing.script else { return whole };
        let usual = evidence::script_of(whole);
        if script == "Han" {
            let has_chinese = self.allowed.iter().any(|l| l.is_chinese());
            return if has_chinese && !matches!(usual, "Han" | "Kana") {
                self.chinese(&writing)
            } else {
                whole
            };
        }
        let fits = |language: &Language| evidence::script_of(*language) == script;
        let mut held = self.allowed.iter().copied().filter(|l| fits(l));
        if script != usual {
            return match (held.next(), held.next()) {
                (Some(only), None) if writing.letters >= CLAUSE_LETTERS => only,
                (Some(_), Some(_)) => evidence::scores(clause, LOOKED_AT, self.among)
                    .winner(|l| fits(&l) && self.allowed.contains(&l))
                    .unwrap_or(whole),
                _ => whole,
            };
        }
        if held.nth(1).is_none() {
            return whole;
        }
        let other = evidence::scores(clause, LOOKED_AT, self.among).certain_beside(whole);
        other.filter(|l| fits(l) && !evidence::are_alike(*l, whole)).unwrap_or(whole)
    }

    /// Chinese by its script; undecidable characters are the survey's more frequent kind.
    fn chinese(&self, writing: &Writing) -> Language {
        let usual = self.allowed.iter().copied().find(|l| l.is_chinese());
        let japanese = self.allowed.iter().copied().find(|l| l.tag() == "ja");
        // Japanese without kana: a survey without Chinese, or characters that only Japan has.
        if let Some(japanese) = japanese.filter(|_| usual.is_none() || writing.neither > 0) {
            return japanese;
        }
        let found = writing.chinese();
        match (found, usual) {
            (Some(found), _) if self.allowed.contains(&found) || usual.is_none() => found,
            (_, Some(usual)) => usual,
            _ => found.unwrap_or(Language::ZH_HANS),
        }
    }

    /// The only allowed language that fits, or `und`.
    fn only(&self, fits: impl Fn(Language) -> bool) -> Language {
        let mut fitting = self.allowed.iter().copied().filter(|&l| fits(l));
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => only,
            _ => Language::UND,
        }
    }

    fn by_statistics(
        &self,
        text: &str,
        writing: &Writing,
        scores: &Scores,
        fits: impl Fn(Language) -> bool,
    ) -> Option<Language> {
        // Below this a name or "ok" would be given a language.
        if writing.letters < 4 {
            return None;
        }
        let detector = self.statistical.get_or_init(|| statistical(&self.allowed)).as_ref()?;
        let text: String = text.chars().take(LOOKED_AT).map(evidence::half_width).collect();
        let ranked = detector.compute_language_confidence_values(text);
        let known = ranked.into_iter().filter_map(|(l, p)| Some((ours(l).filter(|l| fits(*l))?, p)));
        let weighed: Vec<(Language, f64)> =
            known.map(|(l, p)| (l, (p + DOUBT) * f64::from(scores.of(l)).exp())).collect();
        let sum: f64 = weighed.iter().map(|(_, weight)| weight).sum();
        let best = weighed.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        let sure = if writing.letters < 12 { 0.5 } else { 0.35 };
        Some(best.0).filter(|_| best.1 >= sure * sum)
    }
}

impl std::fmt::Debug for LanguageDetector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LanguageDetector").field("allowed", &self.allowed).finish_non_exhaustive()
    }
}

fn statistical(allowed: &[Language]) -> Option<lingua::LanguageDetector> {
    let mut known: Vec<lingua::Language> = lingua::Language::all()
        .into_iter()
        .filter(|&l| ours(l).is_some_and(|o| allowed.contains(&o)))
        .collect();
    known.sort_unstable();
    (known.len() >= 2).then(|| lingua::LanguageDetectorBuilder::from_languages(&known).build())
}

fn ours(language: lingua::Language) -> Option<Language> {
    Language::from_tag(&language.iso_code_639_1().to_string()).filter(|l| evidence::script_of(*l) != "Han")
}

/// The languages that a survey holds, most frequent first, from at most a few thousand of its answers with what the
/// file declares about each.
///
/// A language counts from 1 % of the answers whose language is certain, and three of them; a language that is easily
/// mistaken for a more frequent one (Danish for Swedish) from a tenth of that one. Where answers are so short that few
/// are certain, a language also counts that a tenth of all answers probably are in. Empty if no answer has a language.
#[must_use]
pub fn survey_languages<'t>(answers: impl IntoIterator<Item = (&'t str, Option<&'t str>)>) -> Vec<Language> {
    let mut votes: Vec<(Language, usize)> = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let mut undecided_han = 0;
    for (text, declared) in answers {
        let writing = evidence::writing(text, LOOKED_AT);
        let han = writing.script == Some("Han");
        let found = match declared.and_then(Language::parse) {
            Some(declared) if han && declared.is_chinese() => writing.chinese().or(Some(declared)),
            Some(declared) => Some(declared),
            None if han => writing.chinese(),
            None => match writing.script {
                None => continue,
                Some(_) => writing
                    .sole_language()
                    .or_else(|| evidence::scores(text, LOOKED_AT, Among::ALL).certain()),
            },
        };
        match found {
            Some(language) => match votes.iter_mut().find(|v| v.0 == language) {
                Some(vote) => vote.1 += 1,
                None => votes.push((language, 1)),
            },
            None if han => undecided_han += 1,
            None => open.push(text),
        }
    }
    let certain: usize = votes.iter().map(|v| v.1).sum();
    let answers = certain + undecided_han + open.len();
    for (language, likely) in likely(&open).into_iter().filter(|(_, n)| *n >= 3 && n * 10 >= answers) {
        match votes.iter_mut().find(|v| v.0 == language) {
            Some(vote) => vote.1 += likely,
            None => votes.push((language, likely)),
        }
    }
    settle(&mut votes, undecided_han, &open)
}

/// Languages that uncertain answers are probably in, each with how many.
fn likely(open: &[&str]) -> Vec<(Language, usize)> {
    let mut votes: Vec<(Language, usize)> = Vec::new();
    for text in open {
        let Some(language) = evidence::scores(text, LOOKED_AT, Among::ALL).likely() else { continue };
        match votes.iter_mut().find(|v| v.0 == language) {
            Some(vote) => vote.1 += 1,
            None => votes.push((language, 1)),
        }
    }
    votes
}

fn settle(votes: &mut Vec<(Language, usize)>, undecided_han: usize, open: &[&str]) -> Vec<Language> {
    // Characters of both scripts: the more frequent kind.
    let most = votes.iter_mut().filter(|v| v.0.is_chinese()).max_by_key(|v| v.1);
    match most {
        Some(chinese) => chinese.1 += undecided_han,
        None if undecided_han > 0 => votes.push((Language::ZH_HANS, undecided_han)),
        None => {}
    }
    votes.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let total: usize = votes.iter().map(|v| v.1).sum();
    let certain = votes.clone();
    let is_real = |&(language, count): &(Language, usize)| {
        let overshadowed =
            certain.iter().any(|(other, n)| evidence::are_alike(language, *other) && *n > 10 * count);
        count >= 3 && count * 100 >= total && !overshadowed
    };
    let held: Vec<Language> = votes.iter().filter(|v| is_real(v)).map(|v| v.0).collect();
    if !held.is_empty() {
        return held;
    }
    // A handful of answers, none of them typical: the best guess of all.
    if let Some(first) = votes.first() {
        return vec![first.0];
    }
    let all: Vec<Language> = Language::all().collect();
    let joined = open.join(". ");
    let guess = LanguageDetector::new(&all).detect(&joined, None);
    if guess == Language::UND { Vec::new() } else { vec![guess] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(allowed: &[&str], text: &str) -> &'static str {
        let allowed: Vec<Language> = allowed.iter().filter_map(|t| Language::from_tag(t)).collect();
        LanguageDetector::new(&allowed).detect(text, None).tag()
    }

    const SURVEY: [&str; 5] = ["en", "zh-Hans", "zh-Hant", "vi", "et"];

    #[test]
    fn short_answers_of_a_mixed_survey_are_told_apart() {
        for (text, tag) in [
            ("The staff were very friendly", "en"),
            ("slow service", "en"),
            ("waiting time", "en"),
            ("Giá cao", "vi"),
            ("nhân viên nhiệt tình", "vi"),
            ("nhan vien rat nhiet tinh va phuc vu tot", "vi"),
            ("hind on liiga kõrge", "et"),
            ("sõbralik teenindus", "et"),
            ("pikad järjekorrad", "et"),
            ("ei ole midagi", "et"),
            ("服务态度很差", "zh-Hans"),
            ("服務態度很差", "zh-Hant"),
            ("太贵", "zh-Hans"),
            ("很好", "zh-Hans"),
            ("iPhone 很好用", "zh-Hans"),
            ("서비스가 느려요", "ko"),
            ("サービスが遅い", "ja"),
            ("5", "und"),
            ("👍", "und"),
            ("ok", "und"),
            ("", "und"),
        ] {
            assert_eq!(detect(&SURVEY, text), tag, "{text}");
        }
    }

    #[test]
    fn one_language_of_a_script_needs_no_evidence() {
        assert_eq!(detect(&["en", "zh-Hans"], "ok"), "en");
        assert_eq!(detect(&["en"], "5"), "en");
        assert_eq!(detect(&["zh-Hant", "en"], "很好"), "zh-Hant");
        assert_eq!(detect(&["en"], "nhân viên phục vụ rất nhiệt tình và chu đáo"), "und");
    }

    #[test]
    fn a_declared_language_is_believed() {
        let detector = LanguageDetector::new(&[Language::EN]);
        assert_eq!(detector.detect("price", Some("et-EE")), Language::ET);
        assert_eq!(detector.detect("服務態度很差", Some("zh")), Language::ZH_HANT);
        assert_eq!(detector.detect("price", Some("???")), Language::EN);
    }

    #[test]
    fn a_survey_holds_what_its_answers_hold() {
        let english =
            ["Nothing", "no", "The staff was great", "ok", "slow", "I liked it very much", "ei", "die"];
        assert_eq!(survey_languages(english.iter().map(|t| (*t, None))), [Language::EN]);
        let mixed = ["väga hea teenindus on siin", "很好的服务", "nhân viên rất tốt"];
        let mixed: Vec<_> = mixed.iter().cycle().take(30).map(|t| (*t, None)).collect();
        let mut held = survey_languages(mixed);
        held.sort();
        assert_eq!(held, [Language::ET, Language::VI, Language::ZH_HANS]);
        assert!(survey_languages([("5", None), ("👍", None)]).is_empty());
        assert_eq!(survey_languages([("price", Some("et"))]), [Language::ET]);
    }
}
