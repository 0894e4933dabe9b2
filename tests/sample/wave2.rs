//! Draws the sample's next wave: people who answer the closed question that was made of the first.
//!
//! What is ticked depends on an option's place in the list alone, so that the file changes only when the options do. Texts
//! under Other are phrasings of the first wave, or speak of opening hours, which nobody did then.

use super::draw::{self, Half, LANGUAGES, Phrasing, Respondent};
use openend::closed_question::{CategoryKind, ClosedQuestion};
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// The number of respondents.
pub const ROWS: usize = 320;

const SEED: u64 = 29;

/// Chance in percent that a reason is ticked, by its place; those further down get the last but one, the last reason the
/// last.
const TICKED: [u32; 13] = [34, 30, 27, 24, 21, 18, 16, 14, 12, 10, 9, 8, 0];

/// Opening hours in each language, in the order of [`LANGUAGES`].
const HOURS: [&[&str]; 5] = [
    &[
        "closed on Sundays",
        "opening hours are too short",
        "you close at six, before I leave work",
        "open longer in the evening please",
        "the shop is shut when I have time",
        "not open on weekends",
        "opening hours keep changing",
        "longer opening hours would help",
        "should be open on Sunday",
        "the shop opens too late in the morning",
    ],
    &[
        "营业时间太短",
        "周末不开门",
        "六点就关门了",
        "希望晚上多开一会儿",
        "下班后已经打烊",
        "星期天不营业",
        "开门太晚",
    ],
    &["營業時間太短", "週末不開門", "六點就關門了", "希望晚上多開一會兒", "下班後已經打烊", "星期天不營業"],
    &[
        "giờ mở cửa quá ngắn",
        "chủ nhật không mở cửa",
        "đóng cửa quá sớm",
        "mong cửa hàng mở cửa thêm buổi tối",
        "tan làm thì cửa hàng đã đóng cửa",
        "cuối tuần không mở cửa",
        "giờ mở cửa hay thay đổi",
    ],
    &[
        "lahtiolekuajad on liiga lühikesed",
        "pühapäeval on pood kinni",
        "pood suletakse liiga vara",
        "pood võiks õhtul kauem lahti olla",
        "pärast tööd on pood juba suletud",
        "nädalavahetusel ei ole pood avatud",
        "lahtiolekuajad muutuvad kogu aeg",
    ],
];

/// The survey file, as a survey tool would export it: option codes between semicolons, and the text under Other.
pub fn to_csv(question: &ClosedQuestion) -> String {
    let mut drawer = Drawer { rng: Xoshiro256PlusPlus::seed_from_u64(SEED), question };
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = ["respondent_id", "region", "customer_type", "weight", "reasons", "reasons_other"];
    writer.write_record(header).expect("writing to memory");
    for (id, person) in (5001..).zip(draw::draw(Half::A, SEED, ROWS).respondents) {
        let (ticked, text) = drawer.answer(&person);
        let weight = format!("{:.2}", person.weight);
        let row = [&id.to_string(), person.region, person.customer_type, &weight, &ticked, &text];
        writer.write_record(row).expect("writing to memory");
    }
    let bytes = writer.into_inner().expect("writing to memory");
    String::from_utf8(bytes).expect("made of strings")
}

struct Drawer<'q> {
    rng: Xoshiro256PlusPlus,
    question: &'q ClosedQuestion,
}

impl Drawer<'_> {
    fn answer(&mut self, person: &Respondent) -> (String, String) {
        let number = |kind| self.question.of_kind(kind).next().map(|option| option.number.to_string());
        let (other, none) = (number(CategoryKind::Other), number(CategoryKind::None));
        match self.rng.gen_range(0..100) {
            0..6 => return (String::new(), String::new()),
            6..11 => return (none.unwrap_or_default(), String::new()),
            _ => {}
        }
        let reasons: Vec<String> =
            self.question.of_kind(CategoryKind::Reason).map(|option| option.number.to_string()).collect();
        let mut ticked = Vec::new();
        for (at, reason) in reasons.iter().enumerate() {
            let place = if at + 1 == reasons.len() { TICKED.len() - 1 } else { at.min(TICKED.len() - 2) };
            if self.rng.gen_ratio(TICKED[place], 100) {
                ticked.push(reason.clone());
            }
        }
        // Who finds nothing in the list says so under Other.
        if !ticked.is_empty() && !self.rng.gen_ratio(22, 100) {
            return (ticked.join(";"), String::new());
        }
        ticked.extend(other);
        (ticked.join(";"), self.text(person))
    }

    fn text(&mut self, person: &Respondent) -> String {
        let place = LANGUAGES.iter().position(|(tag, ..)| *tag == person.language).unwrap_or(0);
        let phrasings = draw::phrasings(LANGUAGES[place].1);
        let of = |kind: &str, theme: &str| -> Vec<Phrasing> {
            let fits = |p: &&Phrasing| {
                p.kind == kind && p.half.contains('a') && (theme.is_empty() || p.theme == theme)
            };
            phrasings.iter().filter(fits).copied().collect()
        };
        let pick = |rng: &mut Xoshiro256PlusPlus, list: &[Phrasing]| {
            list.choose(rng).map_or_else(String::new, |phrasing| phrasing.text.to_owned())
        };
        match self.rng.gen_range(0..100) {
            0..45 => HOURS[place].choose(&mut self.rng).map_or_else(String::new, |text| (*text).to_owned()),
            45..65 => pick(&mut self.rng, &of("idea", "prices")),
            65..90 => pick(&mut self.rng, &of("idea", "")),
            90..95 => pick(&mut self.rng, &of("no_answer", "")),
            _ => String::new(),
        }
    }
}
