//! Which code a clause carries: the nearest place decides, and the frame's edits say where it leads.
//!
//! Drafted and added centres compete for a clause, and examples that lie nearer to it than any centre overrule them.
//! From the place that won, merges and splits lead on to the code that is given today. Everything that depends on the
//! frame alone is followed once, when the coder is made, so a clause costs no more than the places that it is compared
//! with; a frame without edits has its drafted centres alone.
//!
//! A clause is judged by its *trunk*: the code at the end of all merges and before any split. How sure a coding is, and
//! which code an answer speaks for first, go by trunks, so dividing or retiring a code changes nobody else's codes, and
//! the parts of a code are carried by exactly the people who carried it.

use super::CodingModel;
use super::certainty::score;
use crate::code_frame::{CodeFrame, CodeNumber, Place, PlaceKind, Standing};
use crate::embedding::dot;

/// Cosine from which on two clauses are the same for an example: what is left is rounding.
const SAME: f32 = 0.9999;

/// What a clause carries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Claim {
    /// The code that its place stands for, merges followed.
    pub(super) trunk: CodeNumber,
    /// The chance, 0..1, that people would have given the trunk.
    pub(super) trunk_score: f32,
    /// The code that is given for it; none if it was retired.
    pub(super) code: Option<CodeNumber>,
    /// The chance that people would have given that.
    pub(super) score: f32,
}

/// The places of a frame, each with the way to the code that is given for it.
#[derive(Debug)]
pub(super) struct Routes<'m> {
    model: &'m CodingModel,
    /// Vectors of added centres.
    added: Vec<Vec<f32>>,
    /// The drafted centres, then the added ones.
    centres: Vec<Centre>,
    /// In the order of the edits.
    examples: Vec<Example>,
}

/// A centre, without its vector.
#[derive(Debug)]
struct Centre {
    /// Least cosine at which it is near.
    threshold: f32,
    way: Way,
}

/// A clause that people judged.
#[derive(Debug)]
struct Example {
    vector: Vec<f32>,
    threshold: f32,
    /// Whether the clause carries the code; otherwise it does not.
    carries: bool,
    code: CodeNumber,
    way: Way,
}

/// The codes that lead from a place to the code that is given.
#[derive(Debug, Clone)]
struct Way {
    /// The place's own code, then those that it was merged into; never empty.
    passes: Vec<CodeNumber>,
    end: End,
}

/// Where merges lead.
#[derive(Debug, Clone)]
enum End {
    /// To a code that is given.
    Code(CodeNumber),
    /// To a retired code.
    Nothing,
    /// To a split code: its nearest part decides.
    Parts(Vec<Part>),
}

/// A place of a part of a split code.
#[derive(Debug, Clone)]
struct Part {
    vector: Vec<f32>,
    threshold: f32,
    way: Way,
}

/// What stands at the end of a way for one clause.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Leaf {
    /// This code, and the cosine of the last part on the way to it, if there was one.
    Code(CodeNumber, Option<f32>),
    /// No code.
    Nothing,
    /// A code that the clause is said not to carry.
    Blocked,
}

impl Way {
    fn of(frame: &CodeFrame, code: CodeNumber) -> Self {
        Self::after(frame, code, &[])
    }

    /// `above` are the split codes on the way here. No way comes to the same code twice: a frame in which one does was
    /// not made by edits, and such a code is given to nobody.
    fn after(frame: &CodeFrame, code: CodeNumber, above: &[CodeNumber]) -> Self {
        let mut passes = vec![code];
        let mut at = code;
        let end = loop {
            match frame.code(at).map(|code| &code.standing) {
                None | Some(Standing::Active) => break End::Code(at),
                Some(Standing::Retired) => break End::Nothing,
                Some(Standing::Merged(into)) if passes.contains(into) || above.contains(into) => {
                    break End::Nothing;
                }
                Some(Standing::Merged(into)) => at = *into,
                Some(Standing::Split(parts)) => {
                    let above: Vec<CodeNumber> = above.iter().chain(&passes).copied().collect();
                    break End::Parts(Part::all(frame, at, parts, &above));
                }
            }
            passes.push(at);
        };
        Self { passes, end }
    }

    fn trunk(&self) -> CodeNumber {
        self.passes.last().copied().unwrap_or(CodeNumber(0))
    }

    /// The code that is given to a clause which took this way, if none of `blocked` may be.
    fn leaf(&self, vector: &[f32], blocked: &[CodeNumber]) -> Leaf {
        if self.passes.iter().any(|code| blocked.contains(code)) {
            return Leaf::Blocked;
        }
        let parts = match &self.end {
            End::Code(code) => return Leaf::Code(*code, None),
            End::Nothing => return Leaf::Nothing,
            End::Parts(parts) => parts,
        };
        let mut nearest = parts.iter().map(|part| (dot(&part.vector, vector), part)).collect::<Vec<_>>();
        nearest.retain(|(cosine, part)| *cosine >= part.threshold);
        nearest.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut leaves = nearest.iter().map(|(cosine, part)| (*cosine, part.way.leaf(vector, blocked)));
        match leaves.find(|(_, leaf)| *leaf != Leaf::Blocked) {
            Some((cosine, Leaf::Code(code, deeper))) => Leaf::Code(code, Some(deeper.unwrap_or(cosine))),
            Some(_) => Leaf::Nothing,
            None if nearest.is_empty() => Leaf::Nothing,
            None => Leaf::Blocked,
        }
    }

    /// Cosine of the nearest place through which this way leads to a code; its own place has `cosine`.
    fn nearest(&self, code: CodeNumber, vector: &[f32], cosine: f32) -> Option<f32> {
        if self.passes.contains(&code) {
            return Some(cosine);
        }
        let End::Parts(parts) = &self.end else { return None };
        let cosines = parts.iter().filter_map(|p| p.way.nearest(code, vector, dot(&p.vector, vector)));
        cosines.max_by(f32::total_cmp)
    }

    /// Cosines of the parts behind this way that lead to another code than `own`.
    fn other_parts(&self, vector: &[f32], own: CodeNumber, found: &mut Vec<f32>) {
        let End::Parts(parts) = &self.end else { return };
        for part in parts {
            match part.way.end {
                End::Code(code) if code == own => {}
                End::Code(_) | End::Nothing => found.push(dot(&part.vector, vector)),
                End::Parts(_) => part.way.other_parts(vector, own, found),
            }
        }
    }
}

impl Part {
    fn all(frame: &CodeFrame, split: CodeNumber, parts: &[CodeNumber], above: &[CodeNumber]) -> Vec<Self> {
        let own = |place: &&Place| place.kind == PlaceKind::Part { of: split } && parts.contains(&place.code);
        let places = frame.places.iter().filter(own).filter(|place| !above.contains(&place.code));
        let part = |place: &Place| Self {
            vector: place.vector.clone(),
            threshold: place.threshold,
            way: Way::after(frame, place.code, above),
        };
        places.map(part).collect()
    }
}

impl<'m> Routes<'m> {
    /// The ways of this frame; `model` has its drafted centres.
    pub(super) fn new(frame: &CodeFrame, model: &'m CodingModel) -> Self {
        let drafted = model.prototypes.iter().map(|code| Centre {
            threshold: model.thresholds.get(code).copied().unwrap_or(0.0),
            way: Way::of(frame, *code),
        });
        let mut routes = Self { model, added: Vec::new(), centres: drafted.collect(), examples: Vec::new() };
        for Place { code, kind, vector, threshold, .. } in &frame.places {
            let (code, threshold, way) = (*code, *threshold, Way::of(frame, *code));
            match kind {
                PlaceKind::Centre => {
                    routes.added.push(vector.clone());
                    routes.centres.push(Centre { threshold, way });
                }
                PlaceKind::Part { .. } => {}
                PlaceKind::Example | PlaceKind::CounterExample => {
                    let carries = *kind == PlaceKind::Example;
                    routes.examples.push(Example { vector: vector.clone(), threshold, carries, code, way });
                }
            }
        }
        routes
    }

    /// What a clause at this place carries: first what it speaks for, then other codes that people gave this very
    /// clause; nothing if no place is near enough.
    pub(super) fn claims(&self, vector: &[f32]) -> Vec<Claim> {
        let drafted = (0..self.model.places.rows()).map(|row| dot(self.model.places.row(row), vector));
        let cosines: Vec<f32> = drafted.chain(self.added.iter().map(|added| dot(added, vector))).collect();
        let mut blocked = Vec::new();
        let mut claims = if self.examples.is_empty() {
            Vec::new()
        } else {
            self.by_example(vector, &cosines, &mut blocked)
        };
        if claims.is_empty() {
            claims.extend(self.by_centre(vector, &cosines, &blocked));
        }
        claims
    }

    /// Cosine of a place with the nearest one whose way leads through a code; none if there is no such place.
    pub(super) fn closeness(&self, code: CodeNumber, vector: &[f32]) -> Option<f32> {
        let drafted = (0..self.model.places.rows()).map(|row| dot(self.model.places.row(row), vector));
        let cosines = drafted.chain(self.added.iter().map(|added| dot(added, vector)));
        let centres =
            self.centres.iter().zip(cosines).filter_map(|(c, cosine)| c.way.nearest(code, vector, cosine));
        let shown = self.examples.iter().filter(|e| e.carries);
        let shown = shown.filter_map(|e| e.way.nearest(code, vector, dot(&e.vector, vector)));
        centres.chain(shown).max_by(f32::total_cmp)
    }

    /// What examples nearer than any centre say, the nearest first and the later of two alike; those that only say what
    /// the clause does not carry leave the rest to others.
    fn by_example(&self, vector: &[f32], cosines: &[f32], blocked: &mut Vec<CodeNumber>) -> Vec<Claim> {
        let nearest_centre = cosines.iter().copied().fold(-1.0, f32::max);
        let near = self.examples.iter().enumerate().rev().map(|(at, e)| (dot(&e.vector, vector), at, e));
        let mut near: Vec<(f32, usize, &Example)> = near
            .filter(|(cosine, _, e)| *cosine >= SAME || (*cosine >= e.threshold && *cosine > nearest_centre))
            .map(|(cosine, at, e)| (if cosine >= SAME { 1.0 } else { cosine }, at, e))
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        let mut claims: Vec<Claim> = Vec::new();
        for (cosine, _, example) in near {
            let is_same = cosine >= SAME;
            if !claims.is_empty() && !is_same {
                break;
            }
            if !example.carries {
                // What was said of this code last, or of a nearer clause, holds.
                if claims.iter().all(|claim| claim.trunk != example.way.trunk()) {
                    blocked.push(example.code);
                }
                continue;
            }
            let leaf = example.way.leaf(vector, blocked);
            let known = |claim: &Claim| claim.trunk == example.way.trunk();
            if leaf == Leaf::Blocked || claims.iter().any(known) {
                continue;
            }
            let claim = self.claim(&example.way, leaf, cosine, vector, cosines);
            // People gave this very clause the code.
            claims.push(if is_same { Claim { trunk_score: 1.0, score: 1.0, ..claim } } else { claim });
        }
        claims
    }

    /// What the nearest centre says, if it is near enough.
    fn by_centre(&self, vector: &[f32], cosines: &[f32], blocked: &[CodeNumber]) -> Option<Claim> {
        let is_open =
            |centre: &Centre| blocked.is_empty() || centre.way.leaf(vector, blocked) != Leaf::Blocked;
        let open = self.centres.iter().zip(cosines.iter().copied()).filter(|(centre, _)| is_open(centre));
        let (centre, cosine) = open.reduce(|best, next| if next.1 > best.1 { next } else { best })?;
        let claim = || self.claim(&centre.way, centre.way.leaf(vector, blocked), cosine, vector, cosines);
        (cosine >= centre.threshold).then(claim)
    }

    /// The claim of a way that won with this cosine. Rivals are the centres of other trunks that do not lead to the same
    /// code; for a part of a split code, the other parts stand in for it.
    fn claim(&self, way: &Way, leaf: Leaf, cosine: f32, vector: &[f32], cosines: &[f32]) -> Claim {
        let trunk = way.trunk();
        let others = || self.centres.iter().zip(cosines).filter(|(centre, _)| centre.way.trunk() != trunk);
        let Leaf::Code(code, part) = leaf else {
            let trunk_score = score(cosine, others().map(|(_, cosine)| *cosine));
            return Claim { trunk, trunk_score, code: None, score: trunk_score };
        };
        let leads_here = |centre: &Centre| match centre.way.end {
            End::Code(other) => other == code,
            End::Nothing => false,
            End::Parts(_) => matches!(centre.way.leaf(vector, &[]), Leaf::Code(other, _) if other == code),
        };
        let rivals = || others().filter(|(centre, _)| !leads_here(centre)).map(|(_, cosine)| *cosine);
        let Some(part) = part else {
            let score = score(cosine, rivals());
            return Claim { trunk, trunk_score: score, code: Some(code), score };
        };
        let mut parts = Vec::new();
        way.other_parts(vector, code, &mut parts);
        let trunk_score = score(cosine, others().map(|(_, cosine)| *cosine));
        Claim { trunk, trunk_score, code: Some(code), score: score(part, rivals().chain(parts)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code_frame::Code;
    use crate::embedding::{EmbeddingMatrix, normalize};
    use crate::testing::frame;

    const N: fn(u16) -> CodeNumber = CodeNumber;

    /// Codes 1, 2 and 3 along the axes.
    fn model() -> CodingModel {
        CodingModel {
            prototypes: vec![N(1), N(2), N(3)],
            places: EmbeddingMatrix { dims: 3, values: vec![1., 0., 0., 0., 1., 0., 0., 0., 1.] },
            thresholds: [(N(1), 0.5), (N(2), 0.5), (N(3), 0.5)].into(),
            ..CodingModel::default()
        }
    }

    fn at(x: f32, y: f32, z: f32) -> Vec<f32> {
        let mut vector = vec![x, y, z];
        normalize(&mut vector);
        vector
    }

    fn place(code: u16, kind: PlaceKind, vector: &[f32]) -> Place {
        let threshold = if matches!(kind, PlaceKind::Part { .. }) { -1.0 } else { 0.7 };
        Place { code: N(code), kind, vector: vector.to_vec(), threshold, text: String::new() }
    }

    /// Code 1 divided in 11 and 12, which lie on either side of it.
    fn split() -> CodeFrame {
        let mut frame = frame();
        frame.codes[0].standing = Standing::Split(vec![N(11), N(12)]);
        for number in [11, 12] {
            let part = Code { number: N(number), standing: Standing::Active, ..frame.codes[0].clone() };
            frame.codes.push(part);
        }
        let part = PlaceKind::Part { of: N(1) };
        frame.places = vec![place(11, part, &at(1., 0.5, 0.)), place(12, part, &at(1., 0., 0.5))];
        frame
    }

    fn stand(frame: &mut CodeFrame, number: u16, standing: Standing) {
        frame.codes.iter_mut().find(|code| code.number == N(number)).unwrap().standing = standing;
    }

    fn claims(frame: &CodeFrame, vector: &[f32]) -> Vec<Claim> {
        let model = model();
        Routes::new(frame, &model).claims(vector)
    }

    fn code(frame: &CodeFrame, vector: &[f32]) -> Option<u16> {
        claims(frame, vector).first()?.code.map(|code| code.0)
    }

    #[test]
    fn without_edits_the_nearest_centre_decides_if_it_is_near_enough() {
        let claim = claims(&frame(), &at(1., 0.3, 0.))[0];
        let cosines = [at(1., 0.3, 0.)[1], 0.0];
        let expected = score(at(1., 0.3, 0.)[0], cosines.into_iter());
        assert_eq!(
            (claim.code, claim.trunk, claim.score, claim.trunk_score),
            (Some(N(1)), N(1), expected, expected)
        );
        assert!(claims(&frame(), &at(-1., 0.3, 0.)).is_empty());
    }

    #[test]
    fn merges_lead_on_and_a_merged_code_is_no_rival() {
        let mut merged = frame();
        stand(&mut merged, 1, Standing::Merged(N(2)));
        stand(&mut merged, 2, Standing::Merged(N(3)));
        let between = at(1., 0.9, 0.);
        let (before, after) = (claims(&frame(), &between)[0], claims(&merged, &between)[0]);
        assert_eq!((before.code, after.code, after.trunk), (Some(N(1)), Some(N(3)), N(3)));
        assert!(after.score > before.score + 0.1, "{} {}", before.score, after.score);
    }

    #[test]
    fn a_retired_code_stays_a_rival_and_gives_nothing() {
        let mut retired = frame();
        stand(&mut retired, 1, Standing::Retired);
        let other = at(0.9, 1., 0.);
        assert_eq!(claims(&retired, &other), claims(&frame(), &other));
        let own = claims(&retired, &at(1., 0.1, 0.))[0];
        assert_eq!((own.code, own.trunk), (None, N(1)));
    }

    #[test]
    fn a_split_code_gives_its_nearest_part_whatever_became_of_that() {
        let mut frame = split();
        let (near_11, near_12) = (at(1., 0.3, 0.), at(1., 0., 0.3));
        assert_eq!((code(&frame, &near_11), code(&frame, &near_12)), (Some(11), Some(12)));
        let whole = claims(&crate::testing::frame(), &near_11)[0];
        let part = claims(&frame, &near_11)[0];
        assert_eq!((part.trunk, part.trunk_score), (N(1), whole.score), "who carries it does not change");
        assert!(part.score < part.trunk_score, "the other part is a rival");
        stand(&mut frame, 11, Standing::Merged(N(2)));
        stand(&mut frame, 12, Standing::Retired);
        assert_eq!((code(&frame, &near_11), code(&frame, &near_12)), (Some(2), None));
        // A part that is itself divided, into one that was merged on.
        stand(&mut frame, 12, Standing::Split(vec![N(3), N(2)]));
        let deeper = PlaceKind::Part { of: N(12) };
        frame.places.extend([place(3, deeper, &at(1., 0., 1.)), place(2, deeper, &at(1., 0., 0.))]);
        assert_eq!((code(&frame, &at(1., 0., 0.3)), code(&frame, &at(1., 0., 0.9))), (Some(2), Some(3)));
        // Put back into use, its parts lead to it.
        stand(&mut frame, 1, Standing::Active);
        assert_eq!(code(&frame, &near_11), Some(1));
    }

    #[test]
    fn a_frame_whose_merges_run_in_a_circle_gives_nothing() {
        let mut circle = split();
        stand(&mut circle, 2, Standing::Merged(N(3)));
        stand(&mut circle, 3, Standing::Merged(N(2)));
        stand(&mut circle, 11, Standing::Split(vec![N(1)]));
        circle.places.push(place(1, PlaceKind::Part { of: N(11) }, &at(1., 0., 0.)));
        assert_eq!((code(&circle, &at(0., 1., 0.)), code(&circle, &at(1., 0.3, 0.))), (None, None));
    }

    #[test]
    fn examples_overrule_centres_near_them_and_nowhere_else() {
        let mut frame = frame();
        let (shown, near, far) = (at(1., 0.8, 0.1), at(1., 0.7, 0.1), at(1., 0.1, 0.));
        frame.places = vec![place(3, PlaceKind::Example, &shown)];
        assert_eq!(
            (code(&frame, &shown), code(&frame, &near), code(&frame, &far)),
            (Some(3), Some(3), Some(1))
        );
        let claim = claims(&frame, &shown)[0];
        assert_eq!((claim.score, claim.trunk_score), (1.0, 1.0), "people gave this very clause the code");
        assert!(claims(&frame, &near)[0].score < 1.0);
        // A counter-example leaves the next code.
        frame.places = vec![place(1, PlaceKind::CounterExample, &shown)];
        assert_eq!(
            (code(&frame, &shown), code(&frame, &near), code(&frame, &far)),
            (Some(2), Some(2), Some(1))
        );
        // The example of a code that was merged since shows the other.
        frame.places = vec![place(3, PlaceKind::Example, &shown)];
        stand(&mut frame, 3, Standing::Merged(N(2)));
        assert_eq!(code(&frame, &shown), Some(2));
    }

    #[test]
    fn of_examples_that_contradict_each_other_the_later_holds_and_two_codes_may_both_be_shown() {
        let shown = at(1., 0.1, 0.1);
        let (for_3, not_3) =
            (place(3, PlaceKind::Example, &shown), place(3, PlaceKind::CounterExample, &shown));
        let mut frame = frame();
        frame.places = vec![for_3.clone(), not_3.clone()];
        assert_eq!(code(&frame, &shown), Some(1));
        frame.places = vec![not_3, for_3.clone()];
        assert_eq!(code(&frame, &shown), Some(3));
        frame.places = vec![for_3, place(2, PlaceKind::Example, &shown)];
        let codes: Vec<Option<CodeNumber>> = claims(&frame, &shown).iter().map(|claim| claim.code).collect();
        assert_eq!(codes, [Some(N(2)), Some(N(3))]);
    }

    #[test]
    fn an_added_centre_competes_with_the_drafted_ones() {
        let mut frame = frame();
        let added = Code { number: N(4), ..frame.codes[2].clone() };
        frame.codes.push(added);
        frame.places = vec![place(4, PlaceKind::Centre, &at(1., 1., 0.))];
        assert_eq!((code(&frame, &at(1., 0.9, 0.)), code(&frame, &at(1., 0.1, 0.))), (Some(4), Some(1)));
        let model = model();
        assert!(Routes::new(&frame, &model).closeness(N(4), &at(1., 1., 0.)).unwrap() > 0.99);
        assert_eq!(Routes::new(&frame, &model).closeness(N(9), &at(1., 1., 0.)), None);
    }
}
