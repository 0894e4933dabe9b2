//! Chinese characters: which script a character belongs to, and Traditional to Simplified.

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use std::sync::LazyLock;

/// The block of unified ideographs, which holds nearly all that people type.
const FIRST: u32 = 0x4e00;
const LAST: u32 = 0x9fff;

/// Whether the character is a Chinese ideograph.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}' | '々')
}

/// Whether the character is Japanese kana.
pub(super) fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}' | '\u{ff66}'..='\u{ff9f}')
}

/// The script that alone writes an ideograph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// Written so in both.
    Both,
    /// In neither, as the characters that Japan simplified in its own way.
    Neither,
    /// Only in Simplified Chinese.
    Simplified,
    /// Only in Traditional Chinese.
    Traditional,
}

struct Ideographs {
    simplified: Vec<char>,
    script: Vec<Script>,
}

/// Built once, when the first ideograph is met: one table look-up per character afterwards is some thirty times faster
/// than converting each comment by phrases, and at this scale as good.
static IDEOGRAPHS: LazyLock<Ideographs> = LazyLock::new(|| {
    let converter = |config| OpenCC::from_config(config).ok();
    let simplify = converter(BuiltinConfig::T2s);
    let traditional = [converter(BuiltinConfig::S2tw), converter(BuiltinConfig::S2hk)];
    let mut table = Ideographs { simplified: Vec::new(), script: Vec::new() };
    let mut buffer = [0; 4];
    for c in (FIRST..=LAST).filter_map(char::from_u32) {
        let text: &str = c.encode_utf8(&mut buffer);
        let changed =
            |by: &Option<OpenCC>| by.as_ref().and_then(|opencc| opencc.convert(text).chars().next());
        let simplified = changed(&simplify).unwrap_or(c);
        let by_standard = script_by_standard(text);
        let by_use = || match by_standard {
            Script::Both if simplified != c => Script::Traditional,
            Script::Both if traditional.iter().all(|by| changed(by).is_some_and(|t| t != c)) => {
                Script::Simplified
            }
            other => other,
        };
        table.script.push(by_use());
        table.simplified.push(simplified);
    }
    table
});

/// A character that only one of the two national standards holds is of that script: GB 2312 (the part of GBK whose
/// two bytes are 0xA1 or above) for Simplified, Big5 for Traditional. Big5 also holds some hundred that Traditional
/// text hardly ever uses ("么", "听", "机"): those that are written otherwise in Taiwan and in Hong Kong are Simplified.
fn script_by_standard(text: &str) -> Script {
    let (gbk, _, gbk_fails) = encoding_rs::GBK.encode(text);
    let (_, _, big5_fails) = encoding_rs::BIG5.encode(text);
    let in_gb2312 = !gbk_fails && gbk.len() == 2 && gbk.iter().all(|&byte| byte >= 0xa1);
    match (in_gb2312, !big5_fails) {
        (true, false) => Script::Simplified,
        (false, true) => Script::Traditional,
        (true, true) => Script::Both,
        (false, false) => Script::Neither,
    }
}

fn index(c: char) -> Option<usize> {
    let code = u32::from(c);
    (FIRST..=LAST).contains(&code).then(|| (code - FIRST) as usize)
}

/// The Simplified form of an ideograph; other characters are returned as they are.
pub(super) fn to_simplified(c: char) -> char {
    index(c).and_then(|i| IDEOGRAPHS.simplified.get(i).copied()).unwrap_or(c)
}

/// The script that alone writes this character.
pub(super) fn script(c: char) -> Script {
    index(c).and_then(|i| IDEOGRAPHS.script.get(i).copied()).unwrap_or(Script::Neither)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_becomes_simplified() {
        let simplified: String = "網絡服務態度與環境，電話等太久".chars().map(to_simplified).collect();
        assert_eq!(simplified, "网络服务态度与环境，电话等太久");
    }

    #[test]
    fn characters_of_one_script_are_told_apart() {
        for c in "網務態們這個說來時".chars() {
            assert_eq!(script(c), Script::Traditional, "{c}");
        }
        for c in "务们这个说时动车东".chars() {
            assert_ne!(script(c), Script::Traditional, "{c}");
        }
        for c in "们么听机几后里".chars() {
            assert_eq!(script(c), Script::Simplified, "{c}");
        }
        for c in "後於".chars() {
            assert_eq!(script(c), Script::Traditional, "{c}");
        }
        for c in "好只台出了吃面".chars() {
            assert_eq!(script(c), Script::Both, "{c}");
        }
    }
}
