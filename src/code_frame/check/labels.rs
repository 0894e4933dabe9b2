//! Rules on labels: each says one thing, clearly, and no two say the same.

use super::super::{Code, CodeFrame, CodeKind, CodeNumber, Side};
use super::{Finding, Mend, Rule, themes};
use crate::text::{Collocations, Language, List, Lists, Words, analysis_copy};
use std::collections::{BTreeMap, BTreeSet};
use unicode_width::UnicodeWidthStr;

/// How alike two labels may be, 0..1. Source: themefinder's rules of theme sets.
const MOST_ALIKE: f32 = 0.9;
/// Characters of a table that a label may take, where a Chinese character takes two. The longest of 1,496 labels of 20
/// drafted frames takes 39.
const MOST_COLUMNS: usize = 60;
/// Characters of a label, and labels, that are compared with others: time grows with the square of both.
const COMPARED: usize = 60;
const COMPARED_CODES: usize = 1_000;

/// Labels that say nothing of what the answers say, by language: whole labels, and words of which a whole label may
/// consist, with a bar between them. Source: written for this project.
const VAGUE: [(&str, &str); 20] = [
    (
        "en",
        "other|others|general|generally|various|misc|miscellaneous|mixed|things|thing|stuff|\
         something|etc|issues|issue|problems|comments|comment|feedback|reasons|reason|answers|\
         topics|diverse|views|remarks|unclear|unspecified|uncategorised|uncategorized",
    ),
    (
        "vi",
        "khác|lý do khác|ý kiến khác|vấn đề khác|các vấn đề khác|nhiều thứ|chung|chung chung|\
         linh tinh|nhận xét chung|góp ý chung|phản hồi chung",
    ),
    ("zh-Hans", "其他|其它|其他原因|其他问题|其他意见|其他方面|各种问题|杂项|综合|问题|意见|评论"),
    ("zh-Hant", "其他|其它|其他原因|其他問題|其他意見|其他方面|各種問題|雜項|綜合|問題|意見|評論"),
    (
        "et",
        "muu|muud|muu põhjus|muud põhjused|üldine|üldised|mitmesugust|mitmesugused|varia|\
         asjad|kommentaarid|probleemid",
    ),
    (
        "de",
        "sonstiges|sonstige|andere|anderes|allgemein|allgemeines|verschiedenes|diverses|\
         gründe|probleme|kommentare|dinge",
    ),
    ("fr", "autre|autres|général|généralités|divers|raisons|problèmes|commentaires|choses"),
    (
        "es",
        "otro|otros|otra|otras|general|generales|varios|varias|razones|motivos|problemas|\
         comentarios|cosas",
    ),
    (
        "pt",
        "outro|outros|outra|outras|geral|gerais|vários|diversos|razões|motivos|problemas|\
         comentários|coisas",
    ),
    ("it", "altro|altri|altre|generale|generali|vario|varie|motivi|problemi|commenti|cose"),
    ("nl", "anders|andere|overig|overige|algemeen|diversen|redenen|problemen|opmerkingen|dingen"),
    ("fi", "muu|muut|yleinen|yleistä|sekalaiset|sekalaista|syyt|ongelmat|kommentit|asiat"),
    ("sv", "annat|andra|övrigt|övriga|allmänt|diverse|skäl|problem|kommentarer|saker"),
    ("ru", "другое|другие|прочее|прочие|общее|общие|разное|причины|проблемы|комментарии"),
    ("uk", "інше|інші|загальне|загальні|різне|причини|проблеми|коментарі"),
    ("pl", "inne|inny|pozostałe|ogólne|różne|powody|problemy|komentarze|rzeczy"),
    ("tr", "diğer|diğerleri|genel|çeşitli|nedenler|sorunlar|yorumlar"),
    ("id", "lainnya|lain-lain|umum|macam-macam|alasan|masalah|komentar"),
    ("ja", "その他|その他の理由|その他の意見|全般|一般|いろいろ|問題|意見|コメント"),
    ("ko", "기타|기타 의견|기타 이유|일반|여러 가지|문제|의견"),
];

/// Joining words that as often begin an idea, or end a word, as they join two.
const NO_JOINERS: [&str; 14] =
    ["也", "又", "另外", "此外", "同时", "还有", "と", "また", "さらに", "과", "와", "하고", "랑", "plus"];

/// Looks at the labels of every code and net in use.
pub(super) fn check(frame: &CodeFrame, findings: &mut Vec<Finding>) {
    for code in themes(frame) {
        let mut broken = BTreeSet::new();
        for (&language, label) in &code.labels {
            let rules = [
                (Rule::VagueLabel, is_vague(label, language), "says nothing of what the answers say"),
                (Rule::DoubleBarrelled, names_two_ideas(label, language), "may name two ideas"),
                (Rule::LongLabel, label.width() > MOST_COLUMNS, "is too long for a table"),
            ];
            for (rule, is_broken, what) in rules {
                // Once for each code, in the first language where it is so.
                if is_broken && broken.insert(rule) {
                    let sentence = format!(
                        "The {} label of {}, \"{}\", {what}.",
                        language.english_name(),
                        code.number,
                        shortened(label)
                    );
                    let mend = Some(Mend::Rename(code.number, language));
                    findings.push(Finding { rule, numbers: vec![code.number], sentence, mend });
                }
            }
        }
    }
    let pairs = equal(frame, findings);
    similar(frame, pairs, findings);
}

/// Pairs that were found already, so that each is told once.
type Pairs = BTreeSet<(CodeNumber, CodeNumber)>;

/// Equal labels among codes and among nets; returns the pairs.
fn equal(frame: &CodeFrame, findings: &mut Vec<Finding>) -> Pairs {
    let mut seen: BTreeMap<(bool, Language, String), CodeNumber> = BTreeMap::new();
    let mut pairs = Pairs::new();
    let codes = frame.active_codes().map(|code| (false, code.number, &code.labels));
    let nets = frame.active_nets().map(|net| (true, net.number, &net.labels));
    for (is_net, number, labels) in codes.chain(nets) {
        for (&language, label) in labels {
            let first = *seen.entry((is_net, language, plain(label))).or_insert(number);
            if first == number || !pairs.insert((first, number)) {
                continue;
            }
            let sentence = format!(
                "{first} and {number} have the same {} label, \"{}\".",
                language.english_name(),
                shortened(label)
            );
            let mend = match (frame.code(first), frame.code(number)) {
                (Some(one), Some(other)) if may_be_one(one, other) => Mend::Merge(number, first),
                _ => Mend::Rename(number, language),
            };
            let numbers = vec![first, number];
            findings.push(Finding { rule: Rule::DuplicateLabel, numbers, sentence, mend: Some(mend) });
        }
    }
    pairs
}

/// Nearly equal labels among theme codes, in the language of the tables first; `pairs` are known to be equal.
fn similar(frame: &CodeFrame, mut pairs: Pairs, findings: &mut Vec<Finding>) {
    let languages: BTreeSet<Language> = themes(frame).flat_map(|code| code.labels.keys().copied()).collect();
    let others = languages.into_iter().filter(|&language| language != frame.label_language);
    for language in std::iter::once(frame.label_language).chain(others) {
        let labels = themes(frame).filter_map(|code| Some((code, code.labels.get(&language)?)));
        let labels: Vec<(&Code, &String, Compared)> =
            labels.map(|(code, label)| (code, label, Compared::new(label))).take(COMPARED_CODES).collect();
        for (position, (code, label, compared)) in (1..).zip(&labels) {
            for (other, near, near_compared) in labels.iter().skip(position) {
                let is_similar = may_be_one(code, other) && compared.likeness(near_compared) >= MOST_ALIKE;
                if !is_similar || !pairs.insert((code.number, other.number)) {
                    continue;
                }
                let sentence = format!(
                    "{} and {} have nearly the same {} label: \"{}\" and \"{}\".",
                    code.number,
                    other.number,
                    language.english_name(),
                    shortened(label),
                    shortened(near)
                );
                // In another language the label may just be badly translated.
                let mend = if language == frame.label_language {
                    Mend::Merge(other.number, code.number)
                } else {
                    Mend::Rename(other.number, language)
                };
                let numbers = vec![code.number, other.number];
                findings.push(Finding { rule: Rule::SimilarLabels, numbers, sentence, mend: Some(mend) });
            }
        }
    }
}

/// Whether two codes could be merged: themes that do not take opposite sides.
fn may_be_one(one: &Code, other: &Code) -> bool {
    let sides = (one.side, other.side);
    let opposed = matches!(sides, (Side::Positive, Side::Negative) | (Side::Negative, Side::Positive));
    one.kind == CodeKind::Theme && other.kind == CodeKind::Theme && !opposed
}

/// A label without case, marks and repeated blanks.
fn plain(label: &str) -> String {
    let words = label.split(|c: char| !(c.is_alphanumeric() || is_mark_of_a_letter(c)));
    let words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    // A label of marks alone, such as an emoji, is itself.
    if words.is_empty() { label.trim().to_owned() } else { words.join(" ") }
}

/// Vowel signs and accents written after their letter, without which a word of an Indic script falls apart.
fn is_mark_of_a_letter(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// A label ready to be compared: its characters as written and with its words sorted.
struct Compared {
    written: Vec<char>,
    sorted: Vec<char>,
}

impl Compared {
    fn new(label: &str) -> Self {
        let plain = plain(label);
        let mut words: Vec<&str> = plain.split(' ').collect();
        words.sort_unstable();
        let of = |text: &str| text.chars().take(COMPARED).collect();
        Self { written: of(&plain), sorted: of(&words.join(" ")) }
    }

    /// How alike two labels are in any order of their words: 1 less the edits between them (Levenshtein 1966) over the
    /// characters of the longer.
    fn likeness(&self, other: &Self) -> f32 {
        alikeness(&self.written, &other.written).max(alikeness(&self.sorted, &other.sorted))
    }
}

fn alikeness(a: &[char], b: &[char]) -> f32 {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    // So different in length that no edit could make up for it.
    if (short.len() as f32) < MOST_ALIKE * long.len() as f32 || long.is_empty() {
        return 0.0;
    }
    let mut edits: Vec<usize> = (0..=short.len()).collect();
    for (row, c) in (1..).zip(long) {
        let (mut diagonal, mut left) = (row - 1, row);
        for (cell, d) in edits.iter_mut().skip(1).zip(short) {
            let replaced = diagonal + usize::from(c != d);
            diagonal = *cell;
            left = replaced.min(left + 1).min(*cell + 1);
            *cell = left;
        }
    }
    1.0 - edits.last().copied().unwrap_or(0) as f32 / long.len() as f32
}

/// Whether a label says nothing: it is a listed one, or consists of listed words alone.
fn is_vague(label: &str, language: Language) -> bool {
    let Some((_, listed)) = VAGUE.iter().find(|(tag, _)| *tag == language.tag()) else { return false };
    let label = plain(label);
    let is_listed = |text: &str| listed.split('|').any(|entry| plain(entry) == text);
    is_listed(&label) || (language.uses_spaces() && label.split(' ').all(is_listed))
}

/// Whether a joining word or sign stands between two words of the label.
fn names_two_ideas(label: &str, language: Language) -> bool {
    let analysis = analysis_copy(label);
    if analysis.text.contains(" & ") || (!language.uses_spaces() && analysis.text.trim().contains('、')) {
        return true;
    }
    let none = Collocations::default();
    let words = Words::new(language, &none).of(&analysis.text);
    let lists = Lists::of(language);
    let inner = words.iter().skip(1).take(words.len().saturating_sub(2));
    let mut joiners = inner.map(|word| word.text.as_ref());
    joiners.any(|word| lists.has(List::Joiners, word) && !NO_JOINERS.contains(&word))
}

/// A label at most as long as a sentence bears.
fn shortened(label: &str) -> String {
    let mut short: String = label.chars().take(COMPARED).collect();
    if short.len() < label.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::super::tests::{found, good};
    use super::*;

    /// The test frame with other labels of codes 1 and 3.
    fn labelled(language: Language, first: &str, third: &str) -> CodeFrame {
        let mut frame = good();
        frame.codes[0].labels = BTreeMap::from([(language, first.to_owned())]);
        frame.codes[2].labels = BTreeMap::from([(language, third.to_owned())]);
        frame
    }

    #[test]
    fn equal_labels_are_found_among_codes_and_among_nets_apart() {
        let mut frame = labelled(Language::EN, "Opening  hours!", "opening hours");
        assert_eq!(found(Rule::DuplicateLabel, frame.clone(), None), [[1, 3]]);
        let mend = |frame: &CodeFrame| {
            let mut findings = Vec::new();
            equal(frame, &mut findings);
            findings.remove(0).mend
        };
        assert_eq!(mend(&frame), Some(Mend::Merge(CodeNumber(3), CodeNumber(1))));
        frame.codes[2].side = Side::Negative;
        assert_eq!(mend(&frame), Some(Mend::Rename(CodeNumber(3), Language::EN)));
        let frame = labelled(Language::EN, "👍", "👎");
        assert_eq!(found(Rule::DuplicateLabel, frame, None), Vec::<Vec<u16>>::new());
        // A net may be called as the one code that leads it.
        let mut frame = labelled(Language::EN, "staff", "opening hours");
        assert_eq!(found(Rule::DuplicateLabel, frame.clone(), None), Vec::<Vec<u16>>::new());
        let second = super::super::super::Net { number: CodeNumber(102), ..frame.nets[0].clone() };
        frame.nets.push(second);
        assert_eq!(found(Rule::DuplicateLabel, frame, None), [[101, 102]]);
    }

    #[test]
    fn labels_are_alike_in_any_order_of_words_unless_their_sides_differ() {
        for (one, other) in [
            ("very friendly staff", "staff very friendly"),
            ("slow delivery times", "slow delivery time"),
            ("客房服务人员态度好很多", "客房服务人员态度好得多"),
        ] {
            let frame = labelled(Language::EN, one, other);
            assert_eq!(found(Rule::SimilarLabels, frame, None), [[1, 3]], "{one}");
        }
        let frame = labelled(Language::EN, "enough seats", "not enough seats");
        assert_eq!(found(Rule::SimilarLabels, frame, None), Vec::<Vec<u16>>::new());
        let mut frame = labelled(Language::EN, "very comfortable seats", "very uncomfortable seats");
        frame.codes[2].side = Side::Negative;
        assert_eq!(found(Rule::SimilarLabels, frame, None), Vec::<Vec<u16>>::new());
    }

    #[test]
    fn labels_that_say_nothing_are_vague() {
        for (language, label) in [
            (Language::EN, "Other"),
            (Language::EN, "general issues"),
            (Language::EN, "Diverse views"),
            (Language::VI, "Khác"),
            (Language::VI, "Vấn đề khác"),
            (Language::ZH_HANS, "其他"),
            (Language::ZH_HANT, "其他問題"),
            (Language::ET, "Muud põhjused"),
        ] {
            assert_eq!(found(Rule::VagueLabel, labelled(language, label, "x y"), None), [[1]], "{label}");
        }
        for (language, label) in [
            (Language::EN, "other patients"),
            (Language::EN, "problems with parking"),
            (Language::VI, "vấn đề giá"),
            (Language::ZH_HANS, "服务问题"),
            (Language::ET, "muusika"),
        ] {
            let frame = labelled(language, label, "x y");
            assert_eq!(found(Rule::VagueLabel, frame, None), Vec::<Vec<u16>>::new(), "{label}");
        }
    }

    #[test]
    fn labels_that_join_two_ideas_are_told_language_by_language() {
        for (language, label) in [
            (Language::EN, "Slow and rude"),
            (Language::EN, "Price & quality"),
            (Language::VI, "giá và chất lượng"),
            (Language::ZH_HANS, "价格和质量"),
            (Language::ZH_HANS, "价格、质量"),
            (Language::ET, "hind ja kvaliteet"),
            (Language::from_tag("de").unwrap(), "Preis und Qualität"),
            (Language::from_tag("ja").unwrap(), "価格、品質"),
        ] {
            let frame = labelled(language, label, "x y");
            assert_eq!(found(Rule::DoubleBarrelled, frame, None), [[1]], "{label}");
        }
        for (language, label) in [
            (Language::EN, "Brand new"),
            (Language::EN, "Q&A section"),
            (Language::EN, "and more"),
            (Language::ZH_HANS, "暖和的房间"),
            (Language::ZH_HANS, "送货及时"),
            (Language::ET, "jaam on kaugel"),
            (Language::VI, "vào cửa"),
        ] {
            let frame = labelled(language, label, "x y");
            assert_eq!(found(Rule::DoubleBarrelled, frame, None), Vec::<Vec<u16>>::new(), "{label}");
        }
    }

    #[test]
    fn labels_longer_than_a_table_are_found_by_width() {
        let frame = labelled(Language::ZH_HANS, &"长".repeat(31), &"短".repeat(30));
        assert_eq!(found(Rule::LongLabel, frame, None), [[1]]);
        let hostile = labelled(Language::EN, &"word ".repeat(100_000), "x y");
        let findings = super::super::check(&crate::code_frame::History::new(hostile), None);
        assert!(findings.iter().all(|finding| finding.sentence.len() < 400));
    }
}
