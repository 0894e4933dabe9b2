//! Standard texts of a frame: the special codes and the sentence that defines a drafted code.

use crate::text::Language;
use std::collections::BTreeMap;

/// Language, "nothing, all fine", "don't know", and the opening of a definition.
const TEXTS: &[(&str, &str, &str, &str)] = &[
    ("en", "Nothing, all fine", "Don't know", "Answers that speak of"),
    ("zh-Hans", "没有，一切都好", "不知道", "谈到以下内容的回答："),
    ("zh-Hant", "沒有，一切都好", "不知道", "談到以下內容的回答："),
    ("vi", "Không có gì, mọi thứ đều ổn", "Không biết", "Những câu trả lời nói về"),
    ("et", "Ei midagi, kõik on hästi", "Ei tea", "Vastused, mis räägivad teemal:"),
    ("de", "Nichts, alles in Ordnung", "Weiß nicht", "Antworten zum Thema"),
    ("fr", "Rien, tout va bien", "Ne sait pas", "Réponses qui parlent de"),
    ("es", "Nada, todo bien", "No sabe", "Respuestas que hablan de"),
    ("pt", "Nada, está tudo bem", "Não sabe", "Respostas que falam de"),
    ("it", "Niente, va tutto bene", "Non so", "Risposte che parlano di"),
    ("fi", "Ei mitään, kaikki on hyvin", "En osaa sanoa", "Vastaukset, jotka puhuvat aiheesta"),
    ("sv", "Inget, allt är bra", "Vet ej", "Svar som handlar om"),
    ("nl", "Niets, alles is goed", "Weet niet", "Antwoorden over"),
    ("ru", "Ничего, всё хорошо", "Не знаю", "Ответы, в которых говорится о"),
    ("ja", "特になし、問題ありません", "わからない", "次の内容に触れた回答："),
    ("ko", "없음, 모두 좋음", "모름", "다음 내용을 언급한 응답:"),
];

fn column(languages: &[Language], pick: impl Fn(&(&str, &'static str, &'static str, &'static str)) -> &'static str) -> BTreeMap<Language, String> {
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

/// One sentence that says what the answers under a code are about, in its keywords.
#[must_use]
pub(super) fn definition(language: Language, keywords: &[String]) -> String {
    let opening = column(&[language], |t| t.3).into_values().next().unwrap_or_default();
    let joint = if language.is_chinese() || language.tag() == "ja" { "、" } else { ", " };
    let space = if opening.ends_with('：') { "" } else { " " };
    format!("{opening}{space}{}", keywords.join(joint))
}
