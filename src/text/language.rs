//! Which language a text is in: the tags, their names, and the many ways in which survey files write them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A language by its BCP 47 tag, Chinese by script: `en`, `zh-Hans`, `zh-Hant`, `vi`, `et`, …; `und` if unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(&'static str);

/// Tag, English name, endonym, and other spellings found in survey files (lower case, blanks as hyphens).
type Row = (&'static str, &'static str, &'static str, &'static [&'static str]);

/// Every language that a file may declare. The first spelling is the three-letter code of ISO 639-2 or 639-3.
const TABLE: &[Row] = &[
    ("en", "English", "English", &["eng", "angielski", "anglais", "inglise", "tiếng-anh", "英文", "英语"]),
    (
        "zh-Hans",
        "Chinese (Simplified)",
        "简体中文",
        &[
            "zho", "chi", "cmn", "zh", "zh-s", "zhs", "chs", "zh-cn", "zh-sg", "zh-my", "cn", "sc",
            "chinese", "mandarin", "simplified-chinese", "chinese-simplified", "chinese-s", "中文", "汉语",
            "简体", "普通话", "hiina", "tiếng-trung",
        ],
    ),
    (
        "zh-Hant",
        "Chinese (Traditional)",
        "繁體中文",
        &[
            "yue", "zh-t", "zht", "cht", "zh-tw", "zh-hk", "zh-mo", "tw", "tc", "traditional-chinese",
            "chinese-traditional", "chinese-t", "cantonese", "繁體", "繁体中文", "繁体", "正體中文", "國語",
        ],
    ),
    ("vi", "Vietnamese", "Tiếng Việt", &["vie", "vn", "tieng-viet", "vietnam", "vietnami", "越南语"]),
    ("et", "Estonian", "eesti", &["est", "ee", "eesti-keel", "viro"]),
    ("de", "German", "Deutsch", &["deu", "ger", "saksa"]),
    ("fr", "French", "français", &["fra", "fre", "francais", "prantsuse"]),
    ("es", "Spanish", "español", &["spa", "espanol", "castellano", "hispaania"]),
    ("pt", "Portuguese", "português", &["por", "portugues", "brazilian-portuguese"]),
    ("it", "Italian", "italiano", &["ita"]),
    ("nl", "Dutch", "Nederlands", &["nld", "dut", "flemish", "vlaams"]),
    ("fi", "Finnish", "suomi", &["fin", "soome"]),
    ("sv", "Swedish", "svenska", &["swe", "se", "rootsi"]),
    ("da", "Danish", "dansk", &["dan", "dk"]),
    ("nb", "Norwegian", "norsk", &["nob", "nor", "no", "nn", "nno", "bokmål", "norwegian-bokmål"]),
    ("ru", "Russian", "русский", &["rus", "vene"]),
    ("uk", "Ukrainian", "українська", &["ukr", "ua"]),
    ("pl", "Polish", "polski", &["pol"]),
    ("cs", "Czech", "čeština", &["ces", "cze", "cz"]),
    ("sk", "Slovak", "slovenčina", &["slk", "slo"]),
    ("sl", "Slovenian", "slovenščina", &["slv", "slovene"]),
    ("hr", "Croatian", "hrvatski", &["hrv"]),
    ("sr", "Serbian", "српски", &["srp", "srpski"]),
    ("bg", "Bulgarian", "български", &["bul"]),
    ("ro", "Romanian", "română", &["ron", "rum", "romana", "moldovan"]),
    ("hu", "Hungarian", "magyar", &["hun"]),
    ("lv", "Latvian", "latviešu", &["lav", "läti"]),
    ("lt", "Lithuanian", "lietuvių", &["lit", "leedu"]),
    ("el", "Greek", "ελληνικά", &["ell", "gre", "gr"]),
    ("tr", "Turkish", "Türkçe", &["tur", "turkce"]),
    ("ca", "Catalan", "català", &["cat"]),
    ("ja", "Japanese", "日本語", &["jpn", "jp", "jaapani"]),
    ("ko", "Korean", "한국어", &["kor", "kr", "korea"]),
    ("ar", "Arabic", "العربية", &["ara"]),
    ("fa", "Persian", "فارسی", &["fas", "per", "farsi"]),
    ("he", "Hebrew", "עברית", &["heb", "iw"]),
    ("hi", "Hindi", "हिन्दी", &["hin"]),
    ("bn", "Bengali", "বাংলা", &["ben", "bangla"]),
    ("ta", "Tamil", "தமிழ்", &["tam"]),
    ("th", "Thai", "ไทย", &["tha"]),
    ("km", "Khmer", "ខ្មែរ", &["khm"]),
    ("lo", "Lao", "ລາວ", &["lao"]),
    ("my", "Burmese", "မြန်မာ", &["mya", "bur"]),
    ("ka", "Georgian", "ქართული", &["kat", "geo"]),
    ("hy", "Armenian", "հայերեն", &["hye", "arm"]),
    ("id", "Indonesian", "Bahasa Indonesia", &["ind", "in", "bahasa"]),
    ("ms", "Malay", "Bahasa Melayu", &["msa", "may"]),
    ("tl", "Tagalog", "Tagalog", &["tgl", "fil", "filipino"]),
    ("sw", "Swahili", "Kiswahili", &["swa"]),
    ("und", "undetermined", "—", &[]),
];

impl Language {
    /// Undetermined.
    pub const UND: Self = Self("und");
    /// English.
    pub const EN: Self = Self("en");
    /// Chinese, Simplified.
    pub const ZH_HANS: Self = Self("zh-Hans");
    /// Chinese, Traditional.
    pub const ZH_HANT: Self = Self("zh-Hant");
    /// Vietnamese.
    pub const VI: Self = Self("vi");
    /// Estonian.
    pub const ET: Self = Self("et");

    /// Every known language, `und` included.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| Self(row.0))
    }

    /// The tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        self.0
    }

    /// The language of exactly this tag.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.0 == tag).map(|row| Self(row.0))
    }

    /// Reads what a survey file holds: tags with or without region ("en-GB", "zh_TW"), ISO 639 codes ("vie"),
    /// and names in English or the language itself ("Tiếng Việt", "Simplified Chinese"), in any case.
    ///
    /// None where it names no language; `und` names none.
    #[must_use]
    pub fn parse(declared: &str) -> Option<Self> {
        let wanted = key(declared);
        if wanted.is_empty() || wanted == "und" {
            return None;
        }
        if let Some(found) = lookup(&wanted) {
            return Some(found);
        }
        // A tag with more subtags, or a name with a place: the longest known beginning counts.
        let mut rest = wanted.as_str();
        while let Some((shorter, last)) = rest.rsplit_once('-') {
            if shorter.starts_with("zh") && matches!(last, "hant" | "tw" | "hk" | "mo") {
                return Some(Self::ZH_HANT);
            }
            if let Some(found) = lookup(shorter) {
                return Some(found);
            }
            rest = shorter;
        }
        None
    }

    /// The name in English.
    #[must_use]
    pub fn english_name(self) -> &'static str {
        self.row().1
    }

    /// The name in the language itself.
    #[must_use]
    pub fn endonym(self) -> &'static str {
        self.row().2
    }

    /// Chinese in either script.
    #[must_use]
    pub fn is_chinese(self) -> bool {
        self == Self::ZH_HANS || self == Self::ZH_HANT
    }

    /// Whether blanks separate words (in Vietnamese, syllables).
    #[must_use]
    pub fn uses_spaces(self) -> bool {
        !self.is_chinese() && !matches!(self.0, "ja" | "th" | "km" | "lo" | "my")
    }

    fn row(self) -> &'static Row {
        // Only rows of the table become values, so the search ends at its row.
        TABLE.iter().find(|row| row.0 == self.0).unwrap_or(&TABLE[0])
    }
}

/// Lower case, with every run of other characters than letters and digits as one hyphen.
fn key(declared: &str) -> String {
    let mut out = String::new();
    for c in declared.chars().take(64) {
        if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

fn lookup(wanted: &str) -> Option<Language> {
    let matches = |row: &&Row| {
        row.3.contains(&wanted) || key(row.0) == wanted || key(row.1) == wanted || key(row.2) == wanted
    };
    TABLE.iter().filter(|row| row.0 != "und").find(matches).map(|row| Language(row.0))
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tag = String::deserialize(deserializer)?;
        Ok(Self::from_tag(&tag).unwrap_or(Self::UND))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_survey_files_declare_is_understood() {
        for (declared, tag) in [
            ("EN", "en"),
            ("en-GB", "en"),
            ("English (United States)", "en"),
            ("English", "en"),
            ("zh", "zh-Hans"),
            ("zh-CN", "zh-Hans"),
            ("zh_TW", "zh-Hant"),
            ("zh-Hant-HK", "zh-Hant"),
            ("zh-Hans-SG", "zh-Hans"),
            ("ZH-S", "zh-Hans"),
            ("ZH-T", "zh-Hant"),
            ("Simplified Chinese", "zh-Hans"),
            ("Chinese (Traditional)", "zh-Hant"),
            ("繁體中文", "zh-Hant"),
            ("vie", "vi"),
            ("Tiếng Việt", "vi"),
            ("est", "et"),
            ("Eesti", "et"),
            (" eesti keel ", "et"),
            ("no", "nb"),
            ("pt_BR", "pt"),
        ] {
            assert_eq!(Language::parse(declared).map(Language::tag), Some(tag), "{declared}");
        }
        for nothing in ["", " ", "und", "n/a", "other", "7", "👍", "-", "engage"] {
            assert_eq!(Language::parse(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn every_tag_and_name_leads_back_to_its_language() {
        for language in Language::all().filter(|l| *l != Language::UND) {
            assert_eq!(Language::parse(language.tag()), Some(language));
            assert_eq!(Language::parse(language.english_name()), Some(language));
            assert_eq!(Language::parse(language.endonym()), Some(language));
        }
    }

    #[test]
    fn unknown_tags_are_read_as_undetermined() {
        let read: Vec<Language> = serde_json::from_str(r#"["et","zh-Hant","xx"]"#).unwrap();
        assert_eq!(read, [Language::ET, Language::ZH_HANT, Language::UND]);
    }
}
