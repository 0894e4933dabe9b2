//! Which language a text is in.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A language by its BCP 47 tag, Chinese by script: `en`, `zh-Hans`, `zh-Hant`, `vi`, `et`, …; `und` if unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(&'static str);

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

    /// The tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        self.0
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tag = String::deserialize(deserializer)?;
        Ok(match tag.as_str() {
            "en" => Self::EN,
            "vi" => Self::VI,
            "et" => Self::ET,
            "zh-Hans" => Self::ZH_HANS,
            "zh-Hant" => Self::ZH_HANT,
            _ => Self::UND,
        })
    }
}
