//! Which side a question asks for: after "What could we improve?" the bare noun "parking" is a complaint.

use crate::embedding::Tone;
use crate::text::{Language, Phrases, analysis_copy};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// What a one-sided question adds to the logit of its side and takes from that of neither: a bare noun, which is nine to
/// one for neither, is then two to one for the question's side.
const LEAN: f32 = 2.0;

/// The side that an open question asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionSide {
    /// What is wrong, missing or to be improved.
    Negative,
    /// Neither, or both.
    #[default]
    Neutral,
    /// What is good.
    Positive,
}

impl QuestionSide {
    /// All sides.
    pub const ALL: [Self; 3] = [Self::Negative, Self::Neutral, Self::Positive];

    /// As typed and printed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Negative => "negative",
            Self::Neutral => "neutral",
            Self::Positive => "positive",
        }
    }

    /// A clause's tone as an answer to this question: one that takes no clear side takes the question's, one that
    /// takes the other side keeps it.
    #[must_use]
    pub fn lean(self, tone: Tone) -> Tone {
        match self {
            Self::Neutral => tone,
            Self::Negative => Tone { negative: tone.negative + LEAN, neutral: tone.neutral - LEAN, ..tone },
            Self::Positive => Tone { positive: tone.positive + LEAN, neutral: tone.neutral - LEAN, ..tone },
        }
    }

    /// The side that a question's words ask for, by the lists of these languages and English: the side of its cues;
    /// neutral where there are none, or some of each side.
    ///
    /// ```
    /// use openend::sentiment::QuestionSide;
    ///
    /// assert_eq!(QuestionSide::of_question("What could we improve?", &[]), QuestionSide::Negative);
    /// assert_eq!(QuestionSide::of_question("What did you like best?", &[]), QuestionSide::Positive);
    /// assert_eq!(QuestionSide::of_question("What is the main reason for your score?", &[]), QuestionSide::Neutral);
    /// ```
    #[must_use]
    pub fn of_question(text: &str, languages: &[Language]) -> Self {
        let copy = analysis_copy(text).text;
        let tags = languages.iter().map(|l| if l.is_chinese() { "zh" } else { l.tag() });
        let mut tags: Vec<&str> = tags.chain(["en"]).collect();
        tags.sort_unstable();
        tags.dedup();
        let lists = CUES.iter().filter(|(tag, _)| tags.contains(tag));
        let found: Vec<&str> = lists.flat_map(|(_, cues)| cues.find(&copy).1).map(|m| m.label).collect();
        let asks = |side: Self| found.contains(&side.name());
        match (asks(Self::Negative), asks(Self::Positive)) {
            (true, false) => Self::Negative,
            (false, true) => Self::Positive,
            _ => Self::Neutral,
        }
    }
}

macro_rules! language {
    ($tag:literal) => {
        (
            $tag,
            LazyLock::new(|| {
                read($tag, include_str!(concat!("../../data/lists/", $tag, "/question_sides.txt")))
            }),
        )
    };
}

/// The cues of each language; a neutral one keeps its words from being cues of a side.
static CUES: [(&str, LazyLock<Phrases>); 13] = [
    language!("en"),
    language!("zh"),
    language!("vi"),
    language!("et"),
    language!("de"),
    language!("fr"),
    language!("es"),
    language!("pt"),
    language!("it"),
    language!("nl"),
    language!("ja"),
    language!("ko"),
    language!("ru"),
];

fn read(tag: &str, file: &'static str) -> Phrases {
    let language = Language::from_tag(if tag == "zh" { "zh-Hans" } else { tag }).unwrap_or(Language::UND);
    Phrases::read(file, language, |label| QuestionSide::ALL.iter().any(|side| side.name() == label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_of_each_language_take_their_side() {
        use QuestionSide::{Negative, Neutral, Positive};
        for (tag, question, side) in [
            ("en", "What could we do better?", Negative),
            ("en", "what_to_improve", Negative),
            ("en", "What did you dislike about the course?", Negative),
            ("en", "What did you not like?", Negative),
            ("en", "What do you like least about our app?", Negative),
            ("en", "What is the biggest problem in your town?", Negative),
            ("en", "Which changes would you like to see?", Negative),
            ("en", "What went wrong?", Negative),
            ("en", "What went well?", Positive),
            ("en", "What did you enjoy most about your stay?", Positive),
            ("en", "What was good about your care?", Positive),
            ("en", "What do you like, and what would you change?", Neutral),
            ("en", "How well did we do today? Please tell us more.", Neutral),
            ("en", "Is there anything else you would like to tell us?", Neutral),
            ("en", "Why did you give us this score?", Neutral),
            ("en", "reason", Neutral),
            ("en", "", Neutral),
            ("zh-Hans", "您认为我们有哪些需要改进的地方？", Negative),
            ("zh-Hant", "您最不滿意的是什麼？", Negative),
            ("zh-Hans", "您最喜欢我们的哪些方面？", Positive),
            ("zh-Hans", "您给出这个评分的主要原因是什么？", Neutral),
            ("zh-Hans", "您最满意和最不满意的分别是什么？", Neutral),
            ("vi", "Chúng tôi cần cải thiện điều gì?", Negative),
            ("vi", "Bạn không hài lòng về điều gì?", Negative),
            ("vi", "Bạn thích nhất điều gì ở khóa học?", Positive),
            ("vi", "Vì sao bạn cho điểm này?", Neutral),
            ("et", "Mida võiksime paremini teha?", Negative),
            ("et", "Mis teile ei meeldinud?", Negative),
            ("et", "Mis teile kõige rohkem meeldis?", Positive),
            ("et", "Miks andsite sellise hinde?", Neutral),
            ("de", "Was können wir verbessern?", Negative),
            ("de", "Was hat Ihnen nicht gefallen?", Negative),
            ("de", "Was hat Ihnen besonders gut gefallen?", Positive),
            ("de", "Was ist der Hauptgrund für Ihre Bewertung?", Neutral),
            ("fr", "Que pourrions-nous améliorer ?", Negative),
            ("fr", "Qu'est-ce qui ne vous a pas plu ?", Negative),
            ("fr", "Qu'avez-vous le plus apprécié ?", Positive),
            ("fr", "Quelle est la raison principale de votre note ?", Neutral),
            ("es", "¿Qué podríamos mejorar?", Negative),
            ("es", "¿Qué fue lo que menos le gustó?", Negative),
            ("es", "¿Qué es lo que más le gustó?", Positive),
            ("es", "¿Cuál es el motivo de su puntuación?", Neutral),
            ("pt", "O que podemos melhorar?", Negative),
            ("it", "Che cosa le è piaciuto di più?", Positive),
            ("nl", "Wat kunnen we verbeteren?", Negative),
            ("ja", "改善してほしい点は何ですか", Negative),
            ("ko", "가장 마음에 드는 점은 무엇입니까?", Positive),
            ("ru", "Что мы могли бы улучшить?", Negative),
        ] {
            let language = Language::from_tag(tag).unwrap();
            assert_eq!(QuestionSide::of_question(question, &[language]), side, "{tag}: {question}");
        }
    }

    #[test]
    fn an_english_question_is_understood_in_any_survey_and_others_only_in_theirs() {
        let estonian = [Language::ET];
        assert_eq!(QuestionSide::of_question("What should we improve?", &estonian), QuestionSide::Negative);
        assert_eq!(QuestionSide::of_question("Was können wir verbessern?", &estonian), QuestionSide::Neutral);
    }
}
