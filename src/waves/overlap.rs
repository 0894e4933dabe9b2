//! Who answered two waves.

use super::{CountedWave, Person};
use serde::Serialize;
use std::collections::HashMap;

/// The people who answered both of two waves, told by their id.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Overlap {
    /// Position of the earlier wave.
    pub from: usize,
    /// Of the later one.
    pub to: usize,
    /// People of both bases.
    pub people: usize,
    /// Whether that is everybody, all with one weight: a whole panel.
    pub is_whole: bool,
    /// Whether the ids only number the rows of both files, so that they may pair strangers.
    pub are_row_numbers: bool,
}

/// The same person in two waves, by position in each.
pub(super) type Pair = (usize, usize);

/// Pairs people of both bases by id, in the later wave's order. Blank ids, and ids that a wave holds twice, pair nobody.
pub(super) fn pair_up(first: &CountedWave, second: &CountedWave) -> Vec<Pair> {
    let (first, second) = (by_id(first), by_id_in_order(second));
    let pairs = second.into_iter().filter_map(|(id, at)| Some((first.get(id).copied().flatten()?, at)));
    pairs.collect()
}

/// For each id of the base: who has it, or none if several do.
fn by_id<'w>(wave: &'w CountedWave) -> HashMap<&'w str, Option<usize>> {
    let mut known: HashMap<&'w str, Option<usize>> = HashMap::with_capacity(wave.people.len());
    for (at, person) in in_base(wave) {
        let id = person.id.trim();
        if !id.is_empty() {
            known.entry(id).and_modify(|who| *who = None).or_insert(Some(at));
        }
    }
    known
}

fn by_id_in_order<'w>(wave: &'w CountedWave) -> Vec<(&'w str, usize)> {
    let known = by_id(wave);
    let once = |&(at, person): &(usize, &Person)| known.get(person.id.trim()) == Some(&Some(at));
    in_base(wave).filter(once).map(|(at, person)| (person.id.trim(), at)).collect()
}

fn in_base<'w>(wave: &'w CountedWave) -> impl Iterator<Item = (usize, &'w Person<'w>)> {
    wave.people.iter().enumerate().filter(|(_, person)| person.in_base)
}

/// What there is to say of the overlap of two waves.
pub(super) fn describe(waves: &[CountedWave], from: usize, to: usize, pairs: &[Pair]) -> Overlap {
    let both = [from, to].map(|at| waves.get(at));
    let holds = |test: &dyn Fn(&CountedWave) -> bool| both.iter().flatten().all(|wave| test(wave));
    let is_even = |wave: &CountedWave| {
        let mut weights = in_base(wave).map(|(_, person)| person.weight);
        let first = weights.next();
        weights.all(|weight| Some(weight) == first)
    };
    let is_whole = !pairs.is_empty() && holds(&|wave| in_base(wave).count() == pairs.len() && is_even(wave));
    let are_row_numbers = !pairs.is_empty() && holds(&numbers_its_rows);
    Overlap { from, to, people: pairs.len(), is_whole, are_row_numbers }
}

/// Whether the ids are 1, 2, 3 and so on.
fn numbers_its_rows(wave: &CountedWave) -> bool {
    (1..).zip(&wave.people).all(|(row, person): (usize, _)| person.id.trim().parse() == Ok(row))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{person, wave};
    use super::*;

    #[test]
    fn people_are_paired_by_ids_that_stand_once() {
        let first = wave(vec![person("a", &[1]), person(" b", &[1]), person("c", &[]), person("", &[1])]);
        let second = wave(vec![
            person("c", &[]),
            person("x", &[]),
            person("b ", &[]),
            person("", &[]),
            person("a", &[]),
            person("a", &[]),
        ]);
        let pairs = pair_up(&first, &second);
        assert_eq!(pairs, [(2, 0), (1, 2)]);
        let overlap = describe(&[first, second], 0, 1, &pairs);
        assert_eq!((overlap.people, overlap.is_whole, overlap.are_row_numbers), (2, false, false));
    }

    #[test]
    fn a_whole_panel_is_told_and_so_are_numbers_of_rows() {
        let waves =
            [wave(vec![person("1", &[1]), person("2", &[])]), wave(vec![person("1", &[]), person("2", &[])])];
        let [first, second] = &waves;
        let overlap = describe(&waves, 0, 1, &pair_up(first, second));
        assert!(overlap.is_whole && overlap.are_row_numbers);
        let mut weighted = waves.clone();
        weighted[1].people[0].weight = 2.0;
        let [first, second] = &weighted;
        assert!(!describe(&weighted, 0, 1, &pair_up(first, second)).is_whole);
    }
}
