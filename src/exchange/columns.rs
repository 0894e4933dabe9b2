//! The columns of a frame's sheet: what they are called, what they hold and who may change them.

use crate::code_frame::CodeFrame;
use crate::text::Language;
use std::collections::BTreeSet;

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Number,
    Kind,
    Label(Language),
    Net,
    Definition,
    Include,
    Exclude,
    Examples,
    CounterExamples,
    Standing,
    Side,
    Keywords,
    Quotes,
}

/// What may be done with the cells of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Changed, and filled for new rows.
    Edited,
    /// Filled for new rows, not changed.
    New,
    /// Only read.
    Read,
}

/// The columns without a language, in order; labels come after the second.
const FIXED: [Column; 12] = [
    Column::Number,
    Column::Kind,
    Column::Net,
    Column::Definition,
    Column::Include,
    Column::Exclude,
    Column::Examples,
    Column::CounterExamples,
    Column::Standing,
    Column::Side,
    Column::Keywords,
    Column::Quotes,
];

impl Column {
    /// All columns of a frame's sheet: labels in the language of its tables first, then in every other language that
    /// answers or labels are in.
    pub(super) fn of(frame: &CodeFrame) -> Vec<Self> {
        let mut languages = vec![frame.label_language];
        let labels = frame.codes.iter().map(|c| &c.labels).chain(frame.nets.iter().map(|n| &n.labels));
        let labelled: BTreeSet<Language> = labels.flat_map(|labels| labels.keys().copied()).collect();
        for language in frame.languages.iter().copied().chain(labelled) {
            if language != Language::UND && !languages.contains(&language) {
                languages.push(language);
            }
        }
        let (head, tail) = FIXED.split_at(2);
        let labels = languages.into_iter().map(Self::Label);
        head.iter().copied().chain(labels).chain(tail.iter().copied()).collect()
    }

    /// The header.
    pub(super) fn name(self) -> String {
        match self {
            Self::Label(language) => format!("label:{}", language.tag()),
            fixed => fixed.word().to_owned(),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Kind => "kind",
            Self::Label(_) => "label",
            Self::Net => "net",
            Self::Definition => "definition",
            Self::Include => "include",
            Self::Exclude => "exclude",
            Self::Examples => "examples",
            Self::CounterExamples => "counter-examples",
            Self::Standing => "standing",
            Self::Side => "side",
            Self::Keywords => "keywords",
            Self::Quotes => "quotes",
        }
    }

    /// The column that a header names, in any case; "label" alone is in the frame's own language.
    pub(super) fn parse(header: &str, frame: &CodeFrame) -> Option<Self> {
        let typed = header.trim().trim_start_matches('\'').to_lowercase().replace(['_', ' '], "-");
        if let Some(tag) = typed.strip_prefix("label:") {
            return Language::parse(tag).map(Self::Label);
        }
        match typed.as_str() {
            "label" => Some(Self::Label(frame.label_language)),
            "includes" => Some(Self::Include),
            "excludes" => Some(Self::Exclude),
            "example" | "positive-examples" => Some(Self::Examples),
            "counter-example" | "negative-examples" => Some(Self::CounterExamples),
            word => FIXED.into_iter().find(|column| column.word() == word),
        }
    }

    /// Who may change it.
    pub(super) fn purpose(self) -> Use {
        match self {
            Self::Number | Self::Quotes => Use::Read,
            Self::Kind | Self::Side | Self::Keywords => Use::New,
            _ => Use::Edited,
        }
    }

    /// In characters of the default font.
    pub(super) fn width(self) -> u16 {
        match self {
            Self::Number | Self::Kind | Self::Exclude => 9,
            Self::Standing | Self::Side => 12,
            Self::Net => 22,
            Self::Label(_) | Self::Include | Self::Keywords => 30,
            Self::Examples | Self::CounterExamples => 36,
            Self::Definition | Self::Quotes => 48,
        }
    }

    /// What the second sheet says of it.
    pub(super) fn help(self) -> String {
        let text = match self {
            Self::Number => {
                "The number of the code or net, given once and for ever. Leave it as it is; leave it empty in a new row, which then gets the next free one."
            }
            Self::Kind => {
                "code, net, or special for the two codes of every frame that stand for whole answers (97 and 98). In a new row code or net; empty means code."
            }
            Self::Label(language) => {
                return format!(
                    "The label in {}. Every code and net needs a label in at least one language.",
                    language.english_name()
                );
            }
            Self::Net => {
                "The net that the code counts under: its label, or its number if two nets are called alike. A name that no net has adds a net. Empty for none."
            }
            Self::Definition => "What the code means, in one sentence.",
            Self::Include => "What belongs to it, one thing per line (Alt+Enter for a new line in a cell).",
            Self::Exclude => "The number of the code that it is not to be confused with; empty for none.",
            Self::Examples => {
                "Answers that carry the code, one per line, as people typed them. A new line moves the code's boundary; a line taken out moves it back. A new code is found by its examples."
            }
            Self::CounterExamples => {
                "Answers that do not carry the code though one might think so, one per line."
            }
            Self::Standing => {
                "active or retired. A retired code is no longer given to anybody; its number and history stay."
            }
            Self::Side => {
                "positive, neutral or negative: whether the code is praise, blame or neither. Only in new rows."
            }
            Self::Keywords => {
                "Words that set the code apart, with commas between them, for your information. Only in new rows may you write some."
            }
            Self::Quotes => "Answers that show the code, one per line, for your information.",
        };
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::frame;

    #[test]
    fn every_column_is_known_by_its_name() {
        let frame = frame();
        let columns = Column::of(&frame);
        let names: Vec<String> = columns.iter().map(|column| column.name()).collect();
        assert_eq!(names[..5], ["number", "kind", "label:en", "label:et", "net"]);
        for column in columns {
            assert_eq!(Column::parse(&column.name(), &frame), Some(column));
            assert_eq!(Column::parse(&format!(" {} ", column.name().to_uppercase()), &frame), Some(column));
        }
        assert_eq!(Column::parse("Label", &frame), Some(Column::Label(Language::EN)));
        assert_eq!(Column::parse("label:Vietnamese", &frame), Some(Column::Label(Language::VI)));
        assert_eq!(Column::parse("counter_examples", &frame), Some(Column::CounterExamples));
        assert_eq!(Column::parse("label:klingon", &frame), None);
        assert_eq!(Column::parse("notes", &frame), None);
    }
}
