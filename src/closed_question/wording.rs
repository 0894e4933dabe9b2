//! Standard texts of a closed question, per language. A language that is not here needs a translator.

use crate::text::Language;

/// The fixed texts in one language.
pub(super) struct Wording {
    /// BCP 47 tag.
    tag: &'static str,
    /// A stem that fits where the open question's wording is not known in this language.
    pub(super) stem: &'static str,
    /// With a text field.
    pub(super) other: &'static str,
    /// Closes the list.
    pub(super) none: &'static str,
    /// Closes the list where people volunteered that there is nothing to say.
    pub(super) nothing: &'static str,
    /// Closes the list.
    pub(super) dont_know: &'static str,
}

impl Wording {
    /// The texts in `language`, if somebody wrote them.
    pub(super) fn of(language: Language) -> Option<&'static Self> {
        WORDINGS.iter().find(|w| w.tag == language.tag())
    }
}

#[rustfmt::skip]
const WORDINGS: &[Wording] = &[
    Wording { tag: "en", stem: "Which of the following apply to you? Please select all that apply.",
        other: "Other (please specify)", none: "None of these", nothing: "Nothing", dont_know: "Don't know" },
    Wording { tag: "zh-Hans", stem: "以下哪些符合您的情况？（可多选）",
        other: "其他（请注明）", none: "以上都不是", nothing: "没有", dont_know: "不知道" },
    Wording { tag: "zh-Hant", stem: "以下哪些符合您的情況？（可複選）",
        other: "其他（請註明）", none: "以上皆非", nothing: "沒有", dont_know: "不知道" },
    Wording { tag: "vi", stem: "Những điều nào sau đây đúng với quý vị? (Có thể chọn nhiều câu trả lời)",
        other: "Khác (vui lòng ghi rõ)", none: "Không có điều nào ở trên", nothing: "Không có gì", dont_know: "Không biết" },
    Wording { tag: "et", stem: "Millised järgmistest kehtivad Teie puhul? Palun valige kõik sobivad vastused.",
        other: "Muu (palun täpsustage)", none: "Mitte ükski neist", nothing: "Mitte midagi", dont_know: "Ei oska öelda" },
    Wording { tag: "de", stem: "Was davon trifft auf Sie zu? Bitte wählen Sie alles Zutreffende aus.",
        other: "Sonstiges (bitte angeben)", none: "Nichts davon", nothing: "Nichts", dont_know: "Weiß nicht" },
    Wording { tag: "fr", stem: "Parmi les propositions suivantes, lesquelles s'appliquent à vous ? Plusieurs réponses possibles.",
        other: "Autre (veuillez préciser)", none: "Aucune de ces réponses", nothing: "Rien", dont_know: "Je ne sais pas" },
    Wording { tag: "es", stem: "¿Cuáles de las siguientes opciones se aplican a usted? Marque todas las que correspondan.",
        other: "Otro (especifique)", none: "Ninguna de las anteriores", nothing: "Nada", dont_know: "No sé" },
    Wording { tag: "pt", stem: "Quais das seguintes opções se aplicam a você? Marque todas as que se aplicam.",
        other: "Outro (especifique)", none: "Nenhuma das anteriores", nothing: "Nada", dont_know: "Não sei" },
    Wording { tag: "it", stem: "Quali delle seguenti opzioni valgono per Lei? Sono possibili più risposte.",
        other: "Altro (specificare)", none: "Nessuna di queste", nothing: "Niente", dont_know: "Non so" },
    Wording { tag: "nl", stem: "Welke van de volgende punten zijn op u van toepassing? Meerdere antwoorden mogelijk.",
        other: "Anders, namelijk", none: "Geen van deze", nothing: "Niets", dont_know: "Weet ik niet" },
    Wording { tag: "sv", stem: "Vilka av följande stämmer för dig? Du kan välja flera svar.",
        other: "Annat (ange vad)", none: "Inget av dessa", nothing: "Ingenting", dont_know: "Vet inte" },
    Wording { tag: "da", stem: "Hvilke af følgende passer på dig? Vælg alle, der passer.",
        other: "Andet (angiv venligst)", none: "Ingen af disse", nothing: "Ingenting", dont_know: "Ved ikke" },
    Wording { tag: "fi", stem: "Mitkä seuraavista pitävät paikkansa kohdallanne? Voitte valita useita vaihtoehtoja.",
        other: "Muu, mikä?", none: "Ei mikään näistä", nothing: "Ei mitään", dont_know: "En osaa sanoa" },
    Wording { tag: "pl", stem: "Które z poniższych dotyczą Pana/Pani? Można zaznaczyć kilka odpowiedzi.",
        other: "Inne (proszę podać)", none: "Żadne z powyższych", nothing: "Nic", dont_know: "Trudno powiedzieć" },
    Wording { tag: "cs", stem: "Které z následujících možností se Vás týkají? Lze vybrat více odpovědí.",
        other: "Jiné (uveďte)", none: "Nic z uvedeného", nothing: "Nic", dont_know: "Nevím" },
    Wording { tag: "ru", stem: "Что из перечисленного относится к Вам? Можно выбрать несколько вариантов.",
        other: "Другое (укажите)", none: "Ничего из перечисленного", nothing: "Ничего", dont_know: "Затрудняюсь ответить" },
    Wording { tag: "uk", stem: "Що з переліченого стосується Вас? Можна вибрати кілька варіантів.",
        other: "Інше (вкажіть)", none: "Нічого з переліченого", nothing: "Нічого", dont_know: "Важко відповісти" },
    Wording { tag: "ja", stem: "次のうち、当てはまるものをすべてお選びください。",
        other: "その他（具体的にご記入ください）", none: "この中にはない", nothing: "特になし", dont_know: "わからない" },
    Wording { tag: "ko", stem: "다음 중 해당하는 것을 모두 선택해 주세요.",
        other: "기타(구체적으로 적어 주세요)", none: "이 중에 없음", nothing: "없음", dont_know: "모르겠음" },
    Wording { tag: "id", stem: "Manakah dari berikut ini yang sesuai dengan Anda? Boleh memilih lebih dari satu.",
        other: "Lainnya (sebutkan)", none: "Tidak satu pun di atas", nothing: "Tidak ada", dont_know: "Tidak tahu" },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_there_and_no_language_twice() {
        for (index, w) in WORDINGS.iter().enumerate() {
            assert!(
                [w.stem, w.other, w.none, w.nothing, w.dont_know].iter().all(|t| !t.trim().is_empty()),
                "{}",
                w.tag
            );
            assert!(WORDINGS[..index].iter().all(|earlier| earlier.tag != w.tag), "{}", w.tag);
        }
        for language in [Language::EN, Language::ZH_HANS, Language::ZH_HANT, Language::VI, Language::ET] {
            assert!(Wording::of(language).is_some(), "{}", language.tag());
        }
    }
}
