//! Words without their endings, so that "waited", "waiting" and "waits" count as one.

use super::Language;
use std::borrow::Cow;

/// The stemmer of one language; words of a language without one stay as they are.
///
/// Snowball's algorithms: from `rust-stemmers` for the languages it has, from `frostem` for the others. Greek has
/// none: that one can panic on some words.
pub struct Stemmer(Algorithm);

enum Algorithm {
    Identity,
    Classic(rust_stemmers::Stemmer),
    Modern(frostem::Stemmer),
}

impl Stemmer {
    /// The stemmer of `language`.
    #[must_use]
    pub fn new(language: Language) -> Self {
        use rust_stemmers::Algorithm as Classic;
        let classic = |algorithm| Algorithm::Classic(rust_stemmers::Stemmer::create(algorithm));
        let modern = |algorithm| Algorithm::Modern(frostem::Stemmer::new(algorithm));
        Self(match language.tag() {
            "en" => classic(Classic::English),
            "de" => classic(Classic::German),
            "fr" => classic(Classic::French),
            "es" => classic(Classic::Spanish),
            "pt" => classic(Classic::Portuguese),
            "it" => classic(Classic::Italian),
            "nl" => classic(Classic::Dutch),
            "fi" => classic(Classic::Finnish),
            "sv" => classic(Classic::Swedish),
            "da" => classic(Classic::Danish),
            "nb" => classic(Classic::Norwegian),
            "ru" => classic(Classic::Russian),
            "ro" => classic(Classic::Romanian),
            "hu" => classic(Classic::Hungarian),
            "tr" => classic(Classic::Turkish),
            "ar" => classic(Classic::Arabic),
            "ta" => classic(Classic::Tamil),
            "et" => modern(frostem::Algorithm::Estonian),
            "pl" => modern(frostem::Algorithm::Polish),
            "uk" => modern(frostem::Algorithm::Ukrainian),
            "id" => modern(frostem::Algorithm::Indonesian),
            "ca" => modern(frostem::Algorithm::Catalan),
            "cs" => modern(frostem::Algorithm::Czech),
            "hi" => modern(frostem::Algorithm::Hindi),
            _ => Algorithm::Identity,
        })
    }

    /// The stem of a word in lower case.
    #[must_use]
    pub fn stem<'w>(&self, word: &'w str) -> Cow<'w, str> {
        match &self.0 {
            Algorithm::Identity => Cow::Borrowed(word),
            Algorithm::Classic(stemmer) => stemmer.stem(word),
            Algorithm::Modern(stemmer) => stemmer.stem(word),
        }
    }
}

impl std::fmt::Debug for Stemmer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stemmer")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stem(tag: &str, word: &str) -> String {
        Stemmer::new(Language::from_tag(tag).expect("tag")).stem(word).into_owned()
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for (tag, forms) in [
            ("en", ["waiting", "waits"]),
            ("et", ["teenindajad", "teenindajale"]),
            ("de", ["wartezeit", "wartezeiten"]),
            ("fi", ["palvelun", "palvelut"]),
            ("pl", ["kolejka", "kolejki"]),
            ("uk", ["черга", "черги"]),
        ] {
            assert_eq!(stem(tag, forms[0]), stem(tag, forms[1]), "{tag}");
        }
    }

    #[test]
    fn languages_without_a_stemmer_keep_their_words() {
        assert_eq!(stem("vi", "nhân viên"), "nhân viên");
        assert_eq!(stem("zh-Hans", "服务员"), "服务员");
        // The Greek stemmer of rust-stemmers 1.2.0 panics on this one.
        assert_eq!(stem("el", "ισαισα"), "ισαισα");
    }
}
