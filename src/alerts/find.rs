//! Phrases of one answer, less those that its own words take back.

use super::lists::{HARMLESS, IF, Lists, NOT};
use super::{Alert, AlertKind};
use crate::text::{Analysis, Language, Match, Token};

/// Words within which a denial reaches ("no real danger at all"), and characters where there are no blanks.
const DENIED: (usize, usize) = (3, 4);
/// The same for a supposition ("if there should ever be a fire").
const SUPPOSED: (usize, usize) = (6, 9);

/// Strength of a phrase that the lists do not mark as beyond doubt.
const LIKELY: f32 = 0.5;

/// What in an answer needs somebody's attention: at most one alert of each kind, the most urgent kind first, with its
/// clearest phrase and of equally clear ones the first. Linear in the answer's length.
#[must_use]
pub fn find_alerts(analysis: &Analysis, language: Language) -> Vec<Alert> {
    let Some(lists) = Lists::of(language) else { return Vec::new() };
    let copy = analysis.text.as_str();
    let (tokens, matches) = lists.phrases.find(copy);
    let mut alerts: Vec<Alert> = Vec::new();
    for found in matches.iter().filter(|m| m.label != HARMLESS) {
        let Some(kind) = AlertKind::ALL.into_iter().find(|kind| kind.name() == found.label) else { continue };
        let strength = if found.is_sure { 1.0 } else { LIKELY };
        let known = alerts.iter().position(|a| a.kind == kind);
        if known.and_then(|at| alerts.get(at)).is_some_and(|a| a.strength >= strength)
            || is_taken_back(lists, copy, &tokens, found)
        {
            continue;
        }
        let (Some(first), Some(last)) = (tokens.get(found.tokens.start), tokens.get(found.tokens.end - 1))
        else {
            continue;
        };
        let (start, end) = analysis.original(first.start..last.end);
        let alert = Alert { kind, start, end, strength };
        match known.and_then(|at| alerts.get_mut(at)) {
            Some(weaker) => *weaker = alert,
            None => alerts.push(alert),
        }
    }
    alerts.sort_by_key(|a| a.kind);
    alerts
}

/// Whether the words around a phrase deny or only suppose it, in the same stretch between marks.
fn is_taken_back(lists: &Lists, copy: &str, tokens: &[Token], found: &Match) -> bool {
    let (start, end) = (found.tokens.start, found.tokens.end);
    let Some(first) = tokens.get(start) else { return false };
    let within = |reach: (usize, usize)| if first.is_unspaced { reach.1 } else { reach.0 };
    let mut at = start.saturating_sub(within(SUPPOSED));
    while at < start {
        let guard = lists
            .before
            .at(copy, tokens, at)
            .filter(|_| tokens.get(at).is_some_and(|t| t.stretch == first.stretch));
        if let Some(guard) = guard {
            let denied = guard.label == NOT && guard.tokens.end + within(DENIED) > start;
            if denied || guard.label == IF {
                return true;
            }
            at = guard.tokens.end;
        } else {
            at += 1;
        }
    }
    let denied_after = |at: usize| {
        let near = tokens.get(at).is_some_and(|t| t.stretch == first.stretch);
        near && lists.after.at(copy, tokens, at).is_some()
    };
    (end..end + within(DENIED)).any(denied_after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::analysis_copy;

    fn kinds(tag: &str, text: &str) -> Vec<&'static str> {
        let language = Language::from_tag(tag).unwrap();
        find_alerts(&analysis_copy(text), language).iter().map(|a| a.kind.name()).collect()
    }

    #[test]
    fn each_language_raises_what_it_should() {
        for (tag, text, expected) in [
            ("en", "I slipped and broke my arm", "safety"),
            ("en", "My solicitor will be in touch", "legal"),
            ("en", "I have cancelled my subscription", "churn"),
            ("en", "Absolutely disgusting attitude", "anger"),
            ("en", "A real let down", "disappointment"),
            ("en", "Many thanks to everyone", "gratitude"),
            ("zh-Hans", "吃完拉肚子了", "safety"),
            ("zh-Hant", "我要投訴到消費者協會", "legal"),
            ("zh-Hans", "再也不会来了", "churn"),
            ("zh-Hans", "太气人了", "anger"),
            ("zh-Hans", "非常失望", "disappointment"),
            ("zh-Hans", "感谢老师", "gratitude"),
            ("vi", "Ăn xong bị ngộ độc", "safety"),
            ("vi", "lừa đảo khách hàng", "legal"),
            ("vi", "sẽ không bao giờ quay lại", "churn"),
            ("vi", "bực mình với nhân viên", "anger"),
            ("vi", "rat that vong", "disappointment"),
            ("vi", "Cảm ơn thầy cô", "gratitude"),
            ("et", "Sain toidumürgituse", "safety"),
            ("et", "pöördun tarbijakaitsesse", "legal"),
            ("et", "enam kunagi ei tule", "churn"),
            ("et", "Täiesti vihale ajab", "anger"),
            ("et", "Olen väga pettunud", "disappointment"),
            ("et", "Suur aitäh teile", "gratitude"),
            ("de", "Ich habe mich verletzt", "safety"),
            ("de", "Mein Anwalt meldet sich", "legal"),
            ("de", "Ich habe meinen Vertrag gekündigt", "churn"),
            ("de", "Unverschämt", "anger"),
            ("de", "Sehr enttäuscht", "disappointment"),
            ("de", "Vielen Dank", "gratitude"),
            ("fr", "J'ai eu une intoxication alimentaire", "safety"),
            ("fr", "Je vais porter plainte", "legal"),
            ("fr", "Plus jamais", "churn"),
            ("fr", "C'est scandaleux", "anger"),
            ("fr", "Je suis déçue", "disappointment"),
            ("fr", "Merci à toute l'équipe", "gratitude"),
            ("es", "Mi hijo se hizo daño con la puerta", "safety"),
            ("es", "Esto es una estafa", "legal"),
            ("es", "No volveré nunca", "churn"),
            ("es", "Una vergüenza", "anger"),
            ("es", "Muy decepcionado", "disappointment"),
            ("es", "Muchas gracias por todo", "gratitude"),
        ] {
            assert_eq!(kinds(tag, text), [expected], "{tag}: {text}");
        }
    }

    #[test]
    fn what_is_denied_supposed_or_harmless_raises_nothing() {
        for (tag, text) in [
            ("en", "There was no danger at any time"),
            ("en", "I would never cancel my subscription"),
            ("en", "I was not disappointed"),
            ("en", "If there were a fire alarm I would not hear it"),
            ("en", "No thanks"),
            ("en", "The Fire Stick works"),
            ("en", "It was cancelled because of fog"),
            ("zh-Hans", "没有任何危险"),
            ("zh-Hans", "从来没有失望过"),
            ("zh-Hans", "如果发生火灾怎么办"),
            ("vi", "không nguy hiểm"),
            ("vi", "chưa bao giờ thất vọng"),
            ("et", "ei ole ohtlik"),
            ("et", "Ma ei ole pettunud"),
            ("de", "nicht gefährlich"),
            ("de", "Ich war nie enttäuscht"),
            ("de", "Ich kündige meinen Vertrag nicht"),
            ("fr", "je ne suis pas déçu"),
            ("fr", "aucun danger"),
            ("es", "no es peligroso"),
            ("es", "nunca me ha decepcionado"),
            ("th", "danger"),
        ] {
            assert_eq!(kinds(tag, text), [""; 0], "{tag}: {text}");
        }
    }

    #[test]
    fn the_clearest_evidence_of_a_kind_is_kept_in_its_own_offsets() {
        let text = "ＵＮＳＡＦＥ\u{200b} stairs, e\u{301}tc. I got food poisoning and food poisoning";
        let alerts = find_alerts(&analysis_copy(text), Language::EN);
        assert_eq!(alerts.len(), 1);
        let evidence: String = text
            .chars()
            .skip(alerts[0].start as usize)
            .take((alerts[0].end - alerts[0].start) as usize)
            .collect();
        assert_eq!((evidence.as_str(), alerts[0].strength), ("food poisoning", 1.0));
        assert!(text.chars().take(alerts[0].start as usize).collect::<String>().ends_with("I got "));
    }
}
