//! What a reader must know before she believes a trend.

use super::{CountedWave, Trend};
use crate::shares::{HIDDEN_BASE, SMALL_BASE};

/// One sentence for everything that limits the figures.
pub(super) fn of(trend: &Trend, waves: &[CountedWave]) -> Vec<String> {
    let mut notes = Vec::new();
    let named = |test: &dyn Fn(usize) -> bool| {
        let names = trend.waves.iter().filter(|wave| test(wave.base.count));
        names.map(|wave| format!("\"{}\"", wave.name)).collect::<Vec<_>>().join(", ")
    };
    let hidden = named(&|base| base < HIDDEN_BASE);
    if !hidden.is_empty() {
        notes.push(format!(
            "Without figures: {hidden}. A base of fewer than {HIDDEN_BASE} people shows none."
        ));
    }
    let small = named(&|base| (HIDDEN_BASE..SMALL_BASE).contains(&base));
    if !small.is_empty() {
        notes.push(format!("Small base, under {SMALL_BASE} people: {small}. Read its figures as a hint."));
    }
    let has_ids = |wave: &CountedWave| wave.people.iter().any(|person| !person.id.trim().is_empty());
    if !waves.iter().all(has_ids) {
        notes.push(
            "Not every wave has ids, so people who answered twice cannot be told: waves without them are compared as \
             separate samples, which for a panel is careful (--id of analyze names the column)."
                .to_owned(),
        );
    }
    if trend.overlaps.iter().any(|overlap| overlap.are_row_numbers) {
        notes.push(
            "The ids only number the rows (1, 2, 3 …): if they are not the same people in each wave, ignore the overlap; \
             the tests stay right."
                .to_owned(),
        );
    }
    let untested =
        trend.rows.iter().flat_map(|row| &row.changes).filter(|change| change.chance.is_none()).count();
    if untested > 0 {
        notes.push(format!(
            "{untested} differences were not tested: too few people carry the code (under five expected in each wave), or \
             too few of a panel changed."
        ));
    }
    notes
}
