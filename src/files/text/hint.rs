//! What the user knows of a file's encoding: its name, or the language of its answers.

use crate::error::{Error, Result};
use encoding_rs::{Encoding, REPLACEMENT, WINDOWS_1257, WINDOWS_1258, X_USER_DEFINED};

/// The encoding of that name.
///
/// # Errors
/// [`Error::Settings`] for a name that the WHATWG Encoding Standard does not have.
pub(super) fn named(name: &str) -> Result<&'static Encoding> {
    let no_text = [REPLACEMENT, X_USER_DEFINED];
    Encoding::for_label(name.trim().as_bytes()).filter(|found| !no_text.contains(found)).ok_or_else(|| {
        let message = format!(
            "no encoding named \"{name}\": give utf-8, utf-16le, utf-16be, windows-1252 (Western), windows-1250 \
             (Central European), windows-1251 (Cyrillic), windows-1257 (Baltic), windows-1258 (Vietnamese), gb18030, \
             big5, shift_jis, euc-kr or another name of the WHATWG Encoding Standard"
        );
        Error::settings("--encoding", message)
    })
}

/// Languages and the country of which the detector expects their text.
const COUNTRIES: [(&str, &str); 38] = [
    ("ar", "ae"),
    ("be", "by"),
    ("bg", "bg"),
    ("ca", "es"),
    ("cs", "cz"),
    ("da", "dk"),
    ("de", "de"),
    ("el", "gr"),
    ("es", "es"),
    ("et", "ee"),
    ("fa", "ir"),
    ("fi", "fi"),
    ("fr", "fr"),
    ("he", "il"),
    ("hr", "hr"),
    ("hu", "hu"),
    ("is", "is"),
    ("it", "it"),
    ("ja", "jp"),
    ("ko", "kr"),
    ("lt", "lt"),
    ("lv", "lv"),
    ("nb", "no"),
    ("nl", "nl"),
    ("no", "no"),
    ("pl", "pl"),
    ("pt", "pt"),
    ("ro", "ro"),
    ("ru", "ru"),
    ("sk", "sk"),
    ("sl", "si"),
    ("sr", "rs"),
    ("sv", "se"),
    ("th", "th"),
    ("tr", "tr"),
    ("uk", "ua"),
    ("vi", "vn"),
    ("zh", "cn"),
];

/// What the language of the answers says of their encoding.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hint {
    /// Top-level domain for the detector.
    pub(super) country: Option<&'static str>,
    /// The encoding of the language's own, where the detector takes it for another with the same Latin letters.
    pub(super) own: Option<&'static Encoding>,
}

impl Hint {
    /// Of a language tag such as `et` or `zh-Hant`; an unknown one says nothing.
    pub(super) fn of(language: Option<&str>) -> Self {
        let tag = language.unwrap_or_default().trim().to_lowercase().replace('_', "-");
        let main = tag.split('-').next().unwrap_or_default();
        if main == "zh" && ["hant", "tw", "hk", "mo"].iter().any(|part| tag.split('-').any(|p| p == *part)) {
            return Self { country: Some("tw"), own: None };
        }
        let country = COUNTRIES.iter().find(|(known, _)| *known == main).map(|(_, country)| *country);
        let own = match main {
            "et" | "lt" | "lv" => Some(WINDOWS_1257),
            "vi" => Some(WINDOWS_1258),
            _ => None,
        };
        Self { country, own }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_go_by_the_names_that_people_use() {
        for (name, wanted) in [
            ("latin1", "windows-1252"),
            (" CP1258 ", "windows-1258"),
            ("gbk", "GBK"),
            ("Shift_JIS", "Shift_JIS"),
            ("utf-16le", "UTF-16LE"),
            ("UTF-16BE", "UTF-16BE"),
        ] {
            assert_eq!(named(name).unwrap().name(), wanted);
        }
        for name in ["klingon", "", "utf-32", "hz-gb-2312"] {
            let message = named(name).unwrap_err().to_string();
            assert!(message.starts_with("--encoding: ") && message.contains("windows-1257"), "{message}");
        }
    }

    #[test]
    fn a_language_hints_at_a_country_and_its_own_encoding() {
        assert_eq!(Hint::of(Some("et")).own, Some(WINDOWS_1257));
        assert_eq!(Hint::of(Some("vi-VN")).own, Some(WINDOWS_1258));
        assert_eq!(Hint::of(Some("zh-Hant")).country, Some("tw"));
        assert_eq!(Hint::of(Some("zh_Hans")).country, Some("cn"));
        assert!(Hint::of(Some("xx")).country.is_none() && Hint::of(None).own.is_none());
    }
}
