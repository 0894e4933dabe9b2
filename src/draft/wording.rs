//! Standard texts of a frame: the special codes and the sentence that defines a drafted code.

use crate::code_frame::CodeNumber;
use crate::text::Language;
use std::collections::BTreeMap;

/// The tag of a language, "nothing, all fine", "don't know", the opening of a definition and of what it leaves out.
type Texts = (&'static str, &'static str, &'static str, &'static str, &'static str);

const TEXTS: &[Texts] = &[
    ("en", "Nothing, all fine", "Don't know", "Answers that speak of", "Not:"),
    ("zh-Hans", "没有，一切都好", "不知道", "谈到以下内容的回答：", "不包括："),
    ("zh-Hant", "沒有，一切都好", "不知道", "談到以下內容的回答：", "不包括："),
    ("vi", "Không có gì, mọi thứ đều ổn", "Không biết", "Những câu trả lời nói về", "Không gồm:"),
    ("et", "Ei midagi, kõik on hästi", "Ei tea", "Vastused, mis räägivad teemal:", "Siia ei kuulu:"),
    ("de", "Nichts, alles in Ordnung", "Weiß nicht", "Antworten zum Thema", "Nicht:"),
    ("fr", "Rien, tout va bien", "Ne sait pas", "Réponses qui parlent de", "Hors :"),
    ("es", "Nada, todo bien", "No sabe", "Respuestas que hablan de", "No incluye:"),
    ("pt", "Nada, está tudo bem", "Não sabe", "Respostas que falam de", "Não inclui:"),
    ("it", "Niente, va tutto bene", "Non so", "Risposte che parlano di", "Non comprende:"),
    ("fi", "Ei mitään, kaikki on hyvin", "En osaa sanoa", "Vastaukset, jotka puhuvat aiheesta", "Ei kuulu:"),
    ("sv", "Inget, allt är bra", "Vet ej", "Svar som handlar om", "Inte:"),
    ("nl", "Niets, alles is goed", "Weet niet", "Antwoorden over", "Niet:"),
    ("ru", "Ничего, всё хорошо", "Не знаю", "Ответы, в которых говорится о", "Не включает:"),
    ("ja", "特になし、問題ありません", "わからない", "次の内容に触れた回答：", "含まないもの："),
    ("ko", "없음, 모두 좋음", "모름", "다음 내용을 언급한 응답:", "제외:"),
];

fn column(languages: &[Language], pick: impl Fn(&Texts) -> &'static str) -> BTreeMap<Language, String> {
    let known = |language: Language| TEXTS.iter().find(|t| t.0 == language.tag());
    let mut found: BTreeMap<Language, String> =
        languages.iter().filter_map(|&l| Some((l, pick(known(l)?).to_owned()))).collect();
    if found.is_empty() {
        found.extend(known(Language::EN).map(|t| (Language::EN, pick(t).to_owned())));
    }
    found
}

/// "Nothing, all fine" in these languages; in English if none of them is known.
#[must_use]
pub(super) fn nothing(languages: &[Language]) -> BTreeMap<Language, String> {
    column(languages, |t| t.1)
}

/// "Don't know", likewise.
#[must_use]
pub(super) fn dont_know(languages: &[Language]) -> BTreeMap<Language, String> {
    column(languages, |t| t.2)
}

/// One sentence that says what the answers under a code are about, and with which other code (its number and label)
/// they are not to be confused.
#[must_use]
pub(super) fn definition(
    language: Language,
    includes: &[String],
    excludes: Option<(CodeNumber, &str)>,
) -> String {
    let known = |language: Language| TEXTS.iter().find(|t| t.0 == language.tag());
    let Some((tag, _, _, opening, not)) = known(language).or_else(|| known(Language::EN)) else {
        return String::new();
    };
    let is_wide = tag.starts_with("zh") || *tag == "ja";
    let (joint, stop, gap) = if is_wide { ("、", "。", "") } else { (", ", ". ", " ") };
    let joined = |opening: &str, rest: &str| {
        let space = if opening.ends_with('：') { "" } else { " " };
        format!("{opening}{space}{rest}")
    };
    let mut text = joined(opening, &includes.join(joint));
    text.push_str(stop);
    if let Some((number, label)) = excludes {
        text.push_str(&joined(not, &format!("{number}{gap}{label}")));
        text.push_str(stop);
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_says_what_is_in_and_what_is_not() {
        let includes = ["long waits".to_owned(), "delays".to_owned()];
        let parking = Some((CodeNumber(7), "Parking"));
        let english = "Answers that speak of long waits, delays. Not: 7 Parking.";
        assert_eq!(definition(Language::EN, &includes, parking), english);
        assert_eq!(definition(Language::UND, &includes, parking), english);
        let chinese = definition(Language::ZH_HANS, &["等太久".to_owned()], Some((CodeNumber(7), "停车")));
        assert_eq!(chinese, "谈到以下内容的回答：等太久。不包括：7停车。");
        assert!(!definition(Language::VI, &includes, None).contains("Không gồm"));
    }
}
