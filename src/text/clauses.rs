//! Where one idea ends and the next begins: "great food but slow service" is two.

use super::items::{Cut, Item, SURE_CONTRASTS, items, word_goes_on};
use super::lists::{List, Lists};
use super::triage::is_emoji;
use super::words::first_word;
use super::{Analysis, Language, LanguageDetector};

/// One idea: a byte range of the analysis copy, without the marks and joining words around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clause {
    /// First byte in the analysis copy.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
    /// Whether a contrasting word stands before it: "but", "但是", "nhưng", "aga".
    pub turns: bool,
}

impl Clause {
    /// The clause as the analysis copy writes it.
    #[must_use]
    pub fn text(self, analysis: &Analysis) -> &str {
        analysis.text.get(self.start..self.end).unwrap_or("")
    }

    /// Where it stands in the verbatim, in Unicode scalar values, end exclusive.
    #[must_use]
    pub fn original(self, analysis: &Analysis) -> (u32, u32) {
        analysis.original(self.start..self.end)
    }
}

/// Splits an analysis copy into ideas, in order; none if there is no word in it. Linear in its length.
#[must_use]
pub fn split_clauses(analysis: &Analysis, language: Language) -> Vec<Clause> {
    split(&analysis.text, language, false)
}

/// Splits like [`split_clauses`], and tells the language of each clause: the answer's, or another that the survey holds
/// where people changed it on the way ("服务很好, but the price is too high"). Such a clause is cut by its own language.
#[must_use]
pub fn split_mixed_clauses(
    analysis: &Analysis,
    language: Language,
    detector: &LanguageDetector,
) -> Vec<(Clause, Language)> {
    let clauses = split_clauses(analysis, language);
    if clauses.len() < 2 || detector.allowed().len() < 2 {
        return clauses.into_iter().map(|clause| (clause, language)).collect();
    }
    let mut own_language = Vec::with_capacity(clauses.len());
    for (index, clause) in clauses.into_iter().enumerate() {
        let own = detector.detect_clause(clause.text(analysis), language);
        if own == language {
            own_language.push((clause, language));
            continue;
        }
        let at = clause.start;
        let parts = split(clause.text(analysis), own, index > 0);
        let parts = parts.into_iter().enumerate().map(|(first, part)| Clause {
            start: at + part.start,
            end: at + part.end,
            turns: part.turns || first == 0 && clause.turns,
        });
        own_language.extend(parts.map(|part| (part, own)));
    }
    own_language
}

/// Splits a text in one language; `follows` if a clause stands before it.
fn split(text: &str, language: Language, follows: bool) -> Vec<Clause> {
    let lists = Lists::of(language);
    let items = items(text, language);
    let ahead = content_ahead(&items);
    let mut clauses = Vec::new();
    let (mut first, mut said) = (0, false);
    for i in 0..=items.len() {
        let cut = items.get(i).map_or(Cut::Hard, |item| item.cut);
        // A contrast separates only if something was said before it and something follows.
        let cuts = cut == Cut::Hard || cut == Cut::Before && said && ahead.get(i) == Some(&true);
        if cuts {
            split_list(items.get(first..i).unwrap_or(&[]), language, follows, &mut clauses);
            (first, said) = (i, false);
        }
        said |= items.get(i).is_some_and(|item| item.content > 0);
    }
    merge_empty(&mut clauses);
    clauses.iter().filter_map(|range| tidy(text, lists, language, range)).collect()
}

/// For each item, whether a content word follows before the sentence ends.
fn content_ahead(items: &[Item]) -> Vec<bool> {
    let mut ahead = false;
    let mut flags: Vec<bool> = items
        .iter()
        .rev()
        .map(|item| {
            ahead = item.content > 0 || ahead && item.cut != Cut::Hard;
            ahead
        })
        .collect();
    flags.reverse();
    flags
}

/// A clause in the making: byte range, and whether it has a content word.
struct Part {
    start: usize,
    end: usize,
    content: u32,
    /// Whether it goes on with a sentence, so that the word it begins with only joins it to what stands before.
    follows: bool,
}

/// A stretch between commas and joining words.
struct Piece {
    part: Part,
    words: u32,
    /// Whether a joining word stands before it, which asks for more than a comma.
    joined: bool,
    /// Whether it begins with a function word, as a new statement mostly does ("and the staff …").
    opens: bool,
}

/// Splits one stretch at its commas and joining words where both sides are ideas.
fn split_list(items: &[Item], language: Language, follows: bool, clauses: &mut Vec<Part>) {
    let pieces = pieces(items, follows || !clauses.is_empty());
    let is_list = is_list(&pieces, language);
    let first = clauses.len();
    let mut words_before = 0;
    for piece in pieces {
        let last = clauses.get_mut(first..).and_then(<[Part]>::last_mut);
        let short = words_before <= 4 && piece.words <= 4;
        match last {
            Some(last) if !(is_list || separates(last, &piece, short, language)) => {
                last.end = piece.part.end;
                last.content += piece.part.content;
                words_before += piece.words;
            }
            _ => {
                clauses.push(piece.part);
                words_before = piece.words;
            }
        }
    }
}

/// Whether what was said so far and the next piece are ideas of their own: two content words each (in Vietnamese
/// as many syllables, in Chinese one character after a comma).
fn separates(last: &Part, piece: &Piece, short: bool, language: Language) -> bool {
    let least = match (language.tag(), piece.joined) {
        ("vi", false) => 2,
        ("zh-Hans" | "zh-Hant", false) => 1,
        _ => 4,
    };
    let ideas = last.content >= least && piece.part.content >= least;
    // "treatment options and decision making with …" is one idea, "… and the staff were kind" is not.
    ideas && (!piece.joined || short || piece.opens)
}

fn pieces(items: &[Item], after_clause: bool) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut open, mut joined) = (false, false);
    for item in items {
        if item.cut == Cut::Soft {
            // ", and" counts as a comma.
            joined = if open { item.joins } else { joined && item.joins };
            open = false;
            continue;
        }
        if !item.is_word && !open {
            continue;
        }
        if !open {
            let follows = !pieces.is_empty() || item.cut == Cut::Before && after_clause;
            let part = Part { start: item.start, end: item.end, content: 0, follows };
            pieces.push(Piece { part, words: 0, joined, opens: item.content == 0 });
            open = true;
        }
        if let Some(piece) = pieces.last_mut() {
            piece.part.end = item.end;
            piece.part.content += item.content;
            piece.words += u32::from(item.is_word);
        }
    }
    pieces
}

/// "price, staff, parking" or "price, staff": short pieces, each with a content word, and no sentence around them.
fn is_list(pieces: &[Piece], language: Language) -> bool {
    let most_words = if language == Language::VI { 5 } else { 3 };
    let short = pieces.iter().all(|p| p.part.content >= 2 && p.words <= most_words);
    let commas = pieces.iter().skip(1).filter(|p| !p.joined).count();
    language.uses_spaces()
        && short
        && match pieces.len() {
            0 | 1 => false,
            2 => commas == 1,
            n => commas + 2 >= n,
        }
}

/// Parts without a content word join a neighbour.
fn merge_empty(parts: &mut Vec<Part>) {
    let mut merged: Vec<Part> = Vec::with_capacity(parts.len());
    for part in parts.drain(..) {
        match merged.last_mut() {
            Some(last) if part.content == 0 || last.content == 0 => {
                last.end = part.end;
                last.content += part.content;
            }
            _ => merged.push(part),
        }
    }
    *parts = merged;
}

/// Marks at the edge of an idea that are no part of it.
fn is_edge(c: char) -> bool {
    c.is_whitespace() || ",.;:!?。、-—*•●▪&+/|([=>".contains(c)
}

/// Takes off the marks around a part and the words that join it to the one before; none if no letter, digit or emoji
/// is left.
fn tidy(text: &str, lists: &Lists, language: Language, part: &Part) -> Option<Clause> {
    let mut clause = text.get(part.start..part.end)?.trim_start_matches(is_edge);
    let mut turns = false;
    while part.follows
        && let Some((joint, rest)) = without_joint(clause, lists, language)
    {
        turns |= SURE_CONTRASTS.contains(&joint) || lists.has(List::Contrast, joint);
        clause = rest;
    }
    let mut end = clause.trim_end_matches(is_edge);
    if !end.contains('(') {
        end = end.trim_end_matches(|c| is_edge(c) || matches!(c, ')' | ']'));
    }
    let mut start = part.end - clause.len();
    // Signs that belong to the first word: "$20", "#late", an opening quote.
    let before = text.get(..start).and_then(|t| t.chars().next_back());
    if let Some(sign) =
        before.filter(|&b| "$£€#".contains(b) || b == '"' && end.matches('"').count() % 2 == 1)
    {
        start -= sign.len_utf8();
    }
    let open = end.contains('(') && !end.contains(')');
    let end = part.end - clause.len() + end.len();
    let closing = open && text.get(end..).is_some_and(|t| t.starts_with(')'));
    let end = end + usize::from(closing);
    let speaks = text.get(start..end)?.chars().any(|c| c.is_alphanumeric() || is_emoji(c));
    speaks.then_some(Clause { start, end, turns })
}

/// The joining or contrasting word that a clause begins with, and the rest, if there is any.
fn without_joint<'t>(clause: &'t str, lists: &Lists, language: Language) -> Option<(&'t str, &'t str)> {
    let joint = if matches!(language.tag(), "th" | "km" | "lo" | "my") {
        let word = first_word(clause);
        Some(&word).filter(|w| lists.has(List::Contrast, w) || lists.has(List::Joiners, w)).copied()
    } else if language.uses_spaces() {
        let entries = lists.entries(List::Contrast).iter().chain(lists.entries(List::Joiners));
        let fitting = entries.filter(|e| clause.starts_with(**e) && !word_goes_on(clause, e.len()));
        fitting.max_by_key(|e| e.len()).copied()
    } else {
        SURE_CONTRASTS.into_iter().find(|e| clause.starts_with(e))
    };
    let (joint, rest) = clause.split_at_checked(joint?.len())?;
    let rest = rest.trim_start_matches(is_edge);
    rest.contains(char::is_alphanumeric).then_some((joint, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::analysis_copy;

    fn split(tag: &str, text: &str) -> Vec<String> {
        let analysis = analysis_copy(text);
        let clauses = split_clauses(&analysis, Language::from_tag(tag).expect("tag"));
        clauses.iter().map(|c| c.text(&analysis).to_owned()).collect()
    }

    #[test]
    fn what_follows_a_contrast_is_marked() {
        let turns = |tag: &str, text: &str| -> Vec<bool> {
            let clauses = split_clauses(&analysis_copy(text), Language::from_tag(tag).expect("tag"));
            clauses.iter().map(|clause| clause.turns).collect()
        };
        assert_eq!(turns("en", "great food but slow service"), [false, true]);
        assert_eq!(turns("en", "great food. However, the service was slow"), [false, true]);
        assert_eq!(turns("en", "friendly staff and the food was great"), [false, false]);
        assert_eq!(turns("zh-Hans", "服务很好，但是价格太贵了"), [false, true]);
        assert_eq!(turns("vi", "nhân viên thân thiện nhưng giá quá cao"), [false, true]);
        assert_eq!(turns("et", "teenindus oli lahke, aga toit oli külm"), [false, true]);
    }

    #[track_caller]
    fn check(tag: &str, text: &str, expected: &[&str]) {
        assert_eq!(split(tag, text), expected, "{text}");
    }

    #[test]
    fn english() {
        check("en", "Great food but slow service", &["great food", "slow service"]);
        check(
            "en",
            "Good. The staff were rude! Too expensive?",
            &["good", "the staff were rude", "too expensive"],
        );
        check("en", "price, staff, parking", &["price", "staff", "parking"]);
        check("en", "price, staff and parking", &["price", "staff", "parking"]);
        check("en", "price, staff", &["price", "staff"]);
        check("en", "friendly and helpful staff", &["friendly and helpful staff"]);
        check("en", "friendly staff and good food", &["friendly staff", "good food"]);
        check(
            "en",
            "The food was cold, the waiter never came back",
            &["the food was cold", "the waiter never came back"],
        );
        check(
            "en",
            "The ward was clean and the nurses kept me informed",
            &["the ward was clean", "the nurses kept me informed"],
        );
        check(
            "en",
            "Better treatment options and decision making with my family",
            &["better treatment options and decision making with my family"],
        );
        check("en", "Well, it was great", &["well, it was great"]);
        check(
            "en",
            "I paid $12.50, i.e. too much for e.g. a sandwich",
            &["i paid $12.50, i.e. too much for e.g. a sandwich"],
        );
        check("en", "Dr. Smith was kind. Mr. Jones too slow", &["dr. smith was kind", "mr. jones too slow"]);
        check("en", "great.The staff are lovely", &["great", "the staff are lovely"]);
        check("en", "asp.net is slow", &["asp.net is slow"]);
        check("en", "- cheap rooms\n- clean beds", &["cheap rooms", "clean beds"]);
        check("en", "nice rooms - poor breakfast", &["nice rooms", "poor breakfast"]);
        check(
            "en",
            "good optics, \"retro\" styling, $20 cable",
            &["good optics", "\"retro\" styling", "$20 cable"],
        );
        check("en", "I waited 2 hours (no apology).", &["i waited 2 hours (no apology)"]);
        check("en", "but why", &["but why"]);
        check("en", "Good location though", &["good location though"]);
        check("en", "It is what it is. And that.", &["it is what it is. and that"]);
        check("en", "", &[]);
        check("en", "👍", &["👍"]);
        check("en", "it cost 1,000 at 10:30, i think", &["it cost 1,000 at 10:30, i think"]);
    }

    #[test]
    fn chinese() {
        check("zh-Hans", "味道不错，但是送餐太慢", &["味道不错", "送餐太慢"]);
        check("zh-Hans", "很快，好吃，味道足，量大", &["很快", "好吃", "味道足", "量大"]);
        check("zh-Hans", "服务好。环境差！价格贵？", &["服务好", "环境差", "价格贵"]);
        check("zh-Hant", "食物好吃但服務很慢", &["食物好吃", "服务很慢"]);
        check("zh-Hans", "不但便宜而且好吃", &["不但便宜而且好吃"]);
        check("zh-Hans", "嗯，好的", &["嗯,好的"]);
        check("zh-Hans", "送货快 质量好", &["送货快", "质量好"]);
        check("zh-Hans", "价格2,000元", &["价格2,000元"]);
        check("zh-Hans", "不错，就是有点慢", &["不错", "就是有点慢"]);
    }

    #[test]
    fn vietnamese_and_estonian() {
        check("vi", "Đồ ăn ngon nhưng phục vụ chậm", &["đồ ăn ngon", "phục vụ chậm"]);
        check("vi", "Nhân viên nhiệt tình, giá cả hợp lý", &["nhân viên nhiệt tình", "giá cả hợp lý"]);
        check("vi", "điểm trừ là phòng hơi ồn", &["điểm trừ là phòng hơi ồn"]);
        check("vi", "giảng viên và trợ giảng rất nhiệt tình", &["giảng viên và trợ giảng rất nhiệt tình"]);
        check("vi", "giá rẻ tuy nhiên chất lượng kém", &["giá rẻ", "chất lượng kém"]);
        check("et", "Hea toit, aga aeglane teenindus", &["hea toit", "aeglane teenindus"]);
        check("et", "hind, teenindus, parkimine", &["hind", "teenindus", "parkimine"]);
        check(
            "et",
            "Teenindajad olid sõbralikud ja toidud väga maitsvad",
            &["teenindajad olid sõbralikud", "toidud väga maitsvad"],
        );
        check(
            "et",
            "kaup on kvaliteetne kuid hinnad liiga kõrged",
            &["kaup on kvaliteetne", "hinnad liiga kõrged"],
        );
    }

    #[test]
    fn others() {
        check("de", "Gutes Essen, aber langsamer Service", &["gutes essen", "langsamer service"]);
        check("it", "Buon cibo ma servizio lento", &["buon cibo", "servizio lento"]);
        check("fr", "Bon accueil mais chambre bruyante", &["bon accueil", "chambre bruyante"]);
        check("es", "Buena comida pero servicio lento", &["buena comida", "servicio lento"]);
        check("fi", "Hyvä ruoka mutta hidas palvelu", &["hyvä ruoka", "hidas palvelu"]);
        check("ru", "Хорошая еда, но медленное обслуживание", &["хорошая еда", "медленное обслуживание"]);
        check("ko", "음식은 맛있지만 서비스가 느려요", &["음식은 맛있지만", "서비스가 느려요"]);
        check("ja", "料理は美味しい。でもサービスが遅い", &["料理は美味しい", "でもサービスが遅い"]);
        check("pl", "Dobre jedzenie, ale wolna obsługa", &["dobre jedzenie", "wolna obsługa"]);
        check("uk", "Смачна їжа, але повільне обслуговування", &["смачна їжа", "повільне обслуговування"]);
        check("tr", "Yemekler güzel ama servis yavaş", &["yemekler güzel", "servis yavaş"]);
        check("tr", "İlgisiz personel; fiyatlar yüksek", &["ilgisiz personel", "fiyatlar yüksek"]);
        check("id", "Makanannya enak tapi pelayanannya lambat", &["makanannya enak", "pelayanannya lambat"]);
        check("ar", "الطعام لذيذ لكن الخدمة بطيئة", &["الطعام لذيذ", "الخدمة بطيئة"]);
        check("ar", "الموظفون لطفاء؛ الأسعار مرتفعة", &["الموظفون لطفاء", "الأسعار مرتفعة"]);
        check("th", "อาหารอร่อยแต่บริการช้า", &["อาหารอร่อย", "บริการช้า"]);
        check("th", "น้ำไม่สะอาด พนักงานแต่ละคนสุภาพ", &["น้ำไม่สะอาด", "พนักงานแต่ละคนสุภาพ"]);
    }

    #[test]
    fn a_clause_in_another_language_of_the_survey_is_cut_by_its_own() {
        let held = [Language::EN, Language::ZH_HANS, Language::VI, Language::ET];
        let detector = LanguageDetector::new(&held);
        for (language, answer, expected) in [
            (
                Language::ZH_HANS,
                "服务很好, but the price is too high",
                &[("服务很好", "zh-Hans"), ("the price is too high", "en")][..],
            ),
            (
                Language::EN,
                "The staff is friendly, nhưng giá hơi cao và phục vụ chậm",
                &[("the staff is friendly", "en"), ("giá hơi cao và phục vụ chậm", "vi")],
            ),
            (
                Language::ET,
                "teenindus oli väga hea. The food was really cold",
                &[("teenindus oli väga hea", "et"), ("the food was really cold", "en")],
            ),
            (Language::EN, "good wifi. nice spa", &[("good wifi", "en"), ("nice spa", "en")]),
        ] {
            let analysis = analysis_copy(answer);
            let clauses = split_mixed_clauses(&analysis, language, &detector);
            let found: Vec<_> = clauses.iter().map(|(c, l)| (c.text(&analysis), l.tag())).collect();
            assert_eq!(found, expected, "{answer}");
        }
    }

    #[test]
    fn every_clause_lies_in_the_text_and_in_order() {
        let texts = ["a,,,,,b", "((((", "но но но", "。。。但", "but but but", "x\u{301}, , and and", "…—…"];
        for (text, tag) in texts.iter().flat_map(|t| ["en", "zh-Hans", "ru", "und"].map(|l| (t, l))) {
            let analysis = analysis_copy(text);
            let mut last = 0;
            for clause in split_clauses(&analysis, Language::from_tag(tag).expect("tag")) {
                assert!(
                    clause.start >= last && clause.start < clause.end && clause.end <= analysis.text.len()
                );
                last = clause.end;
            }
        }
    }
}
