//! Standard texts of a closed question, per language. A language that is not here needs a translator.
//!
//! Written for this project from knowledge of the languages and of questionnaires; speakers have not reviewed them.

use crate::text::Language;

/// The fixed texts in one language.
pub(in crate::closed_question) struct StandardTexts {
    /// BCP 47 tag.
    tag: &'static str,
    /// The question over a list where the open question's wording is not known in this language.
    pub(in crate::closed_question) which: &'static str,
    /// Says that several may be ticked.
    pub(in crate::closed_question) all: &'static str,
    /// As `which`, of a list of which one is ticked.
    pub(in crate::closed_question) which_one: &'static str,
    /// Says that one is ticked.
    pub(in crate::closed_question) one: &'static str,
    /// Asks for a yes or no to each item; a stem by itself, too.
    pub(in crate::closed_question) each: &'static str,
    /// With a text field.
    pub(in crate::closed_question) other: &'static str,
    /// Closes the list.
    pub(in crate::closed_question) none: &'static str,
    /// Closes the list where people volunteered that there is nothing to say.
    pub(in crate::closed_question) nothing: &'static str,
    /// Closes the list.
    pub(in crate::closed_question) dont_know: &'static str,
    /// Closes the list.
    pub(in crate::closed_question) prefer_not: &'static str,
    /// The item applies.
    pub(in crate::closed_question) yes: &'static str,
    /// The item does not apply.
    pub(in crate::closed_question) no: &'static str,
}

impl StandardTexts {
    /// The texts in `language`, if somebody wrote them.
    pub(in crate::closed_question) fn of(language: Language) -> Option<&'static Self> {
        WORDINGS.iter().find(|w| w.tag == language.tag())
    }
}

#[rustfmt::skip]
const WORDINGS: &[StandardTexts] = &[
    StandardTexts { tag: "en", which: "Which of the following apply to you?", all: "Please select all that apply.",
        which_one: "Which one of the following applies to you most?", one: "Please select one answer.",
        each: "For each of the following, please say whether it applies to you.",
        other: "Other (please specify)", none: "None of these", nothing: "Nothing",
        dont_know: "Don't know", prefer_not: "Prefer not to say", yes: "Yes", no: "No" },
    StandardTexts { tag: "zh-Hans", which: "以下哪些符合您的情况？", all: "（可多选）",
        which_one: "以下哪一项最符合您的情况？", one: "（单选）",
        each: "请逐项回答：以下各项是否符合您的情况？",
        other: "其他（请注明）", none: "以上都不是", nothing: "没有",
        dont_know: "不知道", prefer_not: "不愿回答", yes: "是", no: "否" },
    StandardTexts { tag: "zh-Hant", which: "以下哪些符合您的情況？", all: "（可複選）",
        which_one: "以下哪一項最符合您的情況？", one: "（單選）",
        each: "請逐項回答：以下各項是否符合您的情況？",
        other: "其他（請註明）", none: "以上皆非", nothing: "沒有",
        dont_know: "不知道", prefer_not: "不願回答", yes: "是", no: "否" },
    StandardTexts { tag: "vi", which: "Những điều nào sau đây đúng với quý vị?", all: "Vui lòng chọn tất cả các câu trả lời phù hợp.",
        which_one: "Điều nào sau đây đúng nhất với quý vị?", one: "Vui lòng chọn một câu trả lời.",
        each: "Với mỗi điều sau đây, vui lòng cho biết điều đó có đúng với quý vị hay không.",
        other: "Khác (vui lòng ghi rõ)", none: "Không có điều nào ở trên", nothing: "Không có gì",
        dont_know: "Không biết", prefer_not: "Không muốn trả lời", yes: "Có", no: "Không" },
    StandardTexts { tag: "et", which: "Millised järgmistest kehtivad Teie puhul?", all: "Palun valige kõik sobivad vastused.",
        which_one: "Milline järgmistest kehtib Teie puhul kõige rohkem?", one: "Palun valige üks vastus.",
        each: "Palun märkige iga järgmise väite kohta, kas see kehtib Teie puhul.",
        other: "Muu (palun täpsustage)", none: "Mitte ükski neist", nothing: "Mitte midagi",
        dont_know: "Ei oska öelda", prefer_not: "Ei soovi vastata", yes: "Jah", no: "Ei" },
    StandardTexts { tag: "de", which: "Was davon trifft auf Sie zu?", all: "Bitte wählen Sie alles Zutreffende aus.",
        which_one: "Was davon trifft am ehesten auf Sie zu?", one: "Bitte wählen Sie eine Antwort aus.",
        each: "Bitte geben Sie für jeden der folgenden Punkte an, ob er auf Sie zutrifft.",
        other: "Sonstiges (bitte angeben)", none: "Nichts davon", nothing: "Nichts",
        dont_know: "Weiß nicht", prefer_not: "Keine Angabe", yes: "Ja", no: "Nein" },
    StandardTexts { tag: "fr", which: "Parmi les propositions suivantes, lesquelles s'appliquent à vous ?", all: "Plusieurs réponses possibles.",
        which_one: "Parmi les propositions suivantes, laquelle s'applique le mieux à vous ?", one: "Une seule réponse possible.",
        each: "Pour chacune des propositions suivantes, veuillez indiquer si elle s'applique à vous.",
        other: "Autre (veuillez préciser)", none: "Aucune de ces réponses", nothing: "Rien",
        dont_know: "Je ne sais pas", prefer_not: "Je préfère ne pas répondre", yes: "Oui", no: "Non" },
    StandardTexts { tag: "es", which: "¿Cuáles de las siguientes opciones se aplican a usted?", all: "Marque todas las que correspondan.",
        which_one: "¿Cuál de las siguientes opciones se aplica mejor a usted?", one: "Marque una sola respuesta.",
        each: "Indique si cada una de las siguientes opciones se aplica a usted.",
        other: "Otro (especifique)", none: "Ninguna de las anteriores", nothing: "Nada",
        dont_know: "No sé", prefer_not: "Prefiero no responder", yes: "Sí", no: "No" },
    StandardTexts { tag: "pt", which: "Quais das seguintes opções se aplicam a você?", all: "Marque todas as que se aplicam.",
        which_one: "Qual das seguintes opções se aplica melhor a você?", one: "Marque apenas uma resposta.",
        each: "Indique se cada uma das seguintes opções se aplica a você.",
        other: "Outro (especifique)", none: "Nenhuma das anteriores", nothing: "Nada",
        dont_know: "Não sei", prefer_not: "Prefiro não responder", yes: "Sim", no: "Não" },
    StandardTexts { tag: "it", which: "Quali delle seguenti opzioni valgono per Lei?", all: "Sono possibili più risposte.",
        which_one: "Quale delle seguenti opzioni vale di più per Lei?", one: "È possibile una sola risposta.",
        each: "Per ciascuna delle seguenti opzioni, indichi se vale per Lei.",
        other: "Altro (specificare)", none: "Nessuna di queste", nothing: "Niente",
        dont_know: "Non so", prefer_not: "Preferisco non rispondere", yes: "Sì", no: "No" },
    StandardTexts { tag: "nl", which: "Welke van de volgende punten zijn op u van toepassing?", all: "Meerdere antwoorden mogelijk.",
        which_one: "Welk van de volgende punten is het meest op u van toepassing?", one: "Eén antwoord mogelijk.",
        each: "Geef voor elk van de volgende punten aan of het op u van toepassing is.",
        other: "Anders, namelijk", none: "Geen van deze", nothing: "Niets",
        dont_know: "Weet ik niet", prefer_not: "Wil ik niet zeggen", yes: "Ja", no: "Nee" },
    StandardTexts { tag: "sv", which: "Vilka av följande stämmer för dig?", all: "Du kan välja flera svar.",
        which_one: "Vilket av följande stämmer bäst för dig?", one: "Välj ett svar.",
        each: "Ange för vart och ett av följande om det stämmer för dig.",
        other: "Annat (ange vad)", none: "Inget av dessa", nothing: "Ingenting",
        dont_know: "Vet inte", prefer_not: "Vill inte svara", yes: "Ja", no: "Nej" },
    StandardTexts { tag: "da", which: "Hvilke af følgende passer på dig?", all: "Vælg alle, der passer.",
        which_one: "Hvilket af følgende passer bedst på dig?", one: "Vælg ét svar.",
        each: "Angiv for hvert af følgende punkter, om det passer på dig.",
        other: "Andet (angiv venligst)", none: "Ingen af disse", nothing: "Ingenting",
        dont_know: "Ved ikke", prefer_not: "Ønsker ikke at svare", yes: "Ja", no: "Nej" },
    StandardTexts { tag: "fi", which: "Mitkä seuraavista pitävät paikkansa kohdallanne?", all: "Voitte valita useita vaihtoehtoja.",
        which_one: "Mikä seuraavista pitää parhaiten paikkansa kohdallanne?", one: "Valitkaa yksi vaihtoehto.",
        each: "Ilmoittakaa jokaisesta seuraavasta kohdasta, pitääkö se paikkansa kohdallanne.",
        other: "Muu, mikä?", none: "Ei mikään näistä", nothing: "Ei mitään",
        dont_know: "En osaa sanoa", prefer_not: "En halua vastata", yes: "Kyllä", no: "Ei" },
    StandardTexts { tag: "pl", which: "Które z poniższych dotyczą Pana/Pani?", all: "Można zaznaczyć kilka odpowiedzi.",
        which_one: "Które z poniższych najbardziej dotyczy Pana/Pani?", one: "Proszę zaznaczyć jedną odpowiedź.",
        each: "Proszę wskazać przy każdym z poniższych, czy dotyczy Pana/Pani.",
        other: "Inne (proszę podać)", none: "Żadne z powyższych", nothing: "Nic",
        dont_know: "Trudno powiedzieć", prefer_not: "Odmowa odpowiedzi", yes: "Tak", no: "Nie" },
    StandardTexts { tag: "cs", which: "Které z následujících možností se Vás týkají?", all: "Lze vybrat více odpovědí.",
        which_one: "Která z následujících možností se Vás týká nejvíce?", one: "Vyberte jednu odpověď.",
        each: "U každé z následujících možností uveďte, zda se Vás týká.",
        other: "Jiné (uveďte)", none: "Nic z uvedeného", nothing: "Nic",
        dont_know: "Nevím", prefer_not: "Nechci odpovídat", yes: "Ano", no: "Ne" },
    StandardTexts { tag: "ru", which: "Что из перечисленного относится к Вам?", all: "Можно выбрать несколько вариантов.",
        which_one: "Что из перечисленного в наибольшей степени относится к Вам?", one: "Выберите один вариант.",
        each: "Отметьте по каждому пункту, относится ли он к Вам.",
        other: "Другое (укажите)", none: "Ничего из перечисленного", nothing: "Ничего",
        dont_know: "Затрудняюсь ответить", prefer_not: "Не хочу отвечать", yes: "Да", no: "Нет" },
    StandardTexts { tag: "uk", which: "Що з переліченого стосується Вас?", all: "Можна вибрати кілька варіантів.",
        which_one: "Що з переліченого стосується Вас найбільше?", one: "Виберіть один варіант.",
        each: "Позначте щодо кожного пункту, чи стосується він Вас.",
        other: "Інше (вкажіть)", none: "Нічого з переліченого", nothing: "Нічого",
        dont_know: "Важко відповісти", prefer_not: "Не хочу відповідати", yes: "Так", no: "Ні" },
    StandardTexts { tag: "ja", which: "次のうち、当てはまるものはどれですか。", all: "当てはまるものをすべてお選びください。",
        which_one: "次のうち、最も当てはまるものはどれですか。", one: "一つだけお選びください。",
        each: "次のそれぞれについて、当てはまるかどうかをお答えください。",
        other: "その他（具体的にご記入ください）", none: "この中にはない", nothing: "特になし",
        dont_know: "わからない", prefer_not: "答えたくない", yes: "はい", no: "いいえ" },
    StandardTexts { tag: "ko", which: "다음 중 해당하는 것은 무엇입니까?", all: "해당하는 것을 모두 선택해 주세요.",
        which_one: "다음 중 가장 잘 해당하는 것은 무엇입니까?", one: "하나만 선택해 주세요.",
        each: "다음 각 항목이 본인에게 해당하는지 답해 주세요.",
        other: "기타(구체적으로 적어 주세요)", none: "이 중에 없음", nothing: "없음",
        dont_know: "모르겠음", prefer_not: "응답하고 싶지 않음", yes: "예", no: "아니요" },
    StandardTexts { tag: "id", which: "Manakah dari berikut ini yang sesuai dengan Anda?", all: "Pilih semua yang sesuai.",
        which_one: "Manakah dari berikut ini yang paling sesuai dengan Anda?", one: "Pilih satu jawaban.",
        each: "Untuk setiap hal berikut, nyatakan apakah hal itu sesuai dengan Anda.",
        other: "Lainnya (sebutkan)", none: "Tidak satu pun di atas", nothing: "Tidak ada",
        dont_know: "Tidak tahu", prefer_not: "Tidak ingin menjawab", yes: "Ya", no: "Tidak" },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closed_question::phrase::{ASKS_ONE, SAYS_ALL, SAYS_ONE, noticed_in_stem};

    #[test]
    fn every_text_is_there_and_no_language_twice() {
        for (index, w) in WORDINGS.iter().enumerate() {
            let texts = [
                w.which,
                w.all,
                w.which_one,
                w.one,
                w.each,
                w.other,
                w.none,
                w.nothing,
                w.dont_know,
                w.prefer_not,
                w.yes,
                w.no,
            ];
            for (at, text) in texts.iter().enumerate() {
                assert!(!text.trim().is_empty() && text.trim() == *text, "{}: {text}", w.tag);
                // A yes that is a no, or an Other that is a None, would be ticked by the wrong people.
                assert!(!texts[..at].contains(text) || w.tag == "es" && *text == "No", "{}: {text}", w.tag);
            }
            assert!(WORDINGS[..index].iter().all(|earlier| earlier.tag != w.tag), "{}", w.tag);
            assert!(Language::from_tag(w.tag).is_some(), "{}", w.tag);
        }
        for language in [Language::EN, Language::ZH_HANS, Language::ZH_HANT, Language::VI, Language::ET] {
            assert!(StandardTexts::of(language).is_some(), "{}", language.tag());
        }
    }

    #[test]
    fn an_instruction_says_what_its_list_takes() {
        for w in WORDINGS {
            let language = Language::from_tag(w.tag).unwrap();
            let says = |text, label| noticed_in_stem(text, language).iter().any(|(l, _)| *l == label);
            // Where there are lists of words, an instruction is told as one and is not given twice.
            let has_list = !["sv", "da", "fi", "pl", "cs", "uk", "id"].contains(&w.tag);
            assert!(!has_list || !noticed_in_stem(w.all, language).is_empty(), "{}: {}", w.tag, w.all);
            assert!(!says(w.all, SAYS_ONE) && !says(w.one, SAYS_ALL), "{}", w.tag);
            assert!(!says(w.which, ASKS_ONE), "{}: {}", w.tag, w.which);
        }
    }
}
