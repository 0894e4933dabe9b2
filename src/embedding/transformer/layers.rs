//! The encoder: word and place vectors, then layers of attention and a feed-forward part, each with its norm.
#![allow(clippy::inline_always, reason = "only inlined code is compiled for the caller's instruction set")]

use super::matmul::{Dense, Product, ZERO};
use crate::embedding::Tone;
use crate::embedding::head::Head;
use crate::embedding::vector::{self, LANES};
use crate::embedding::weights::{Blocks, Tables};
use pulp::{Arch, Simd, WithSimd};

/// Numbers of a token that one head looks at.
const HEAD: usize = 32;
/// Tokens whose attention is computed together, so that the processor need not wait for one sum.
const QUERIES: usize = 4;

/// A norm's weight and bias per place.
struct Norm {
    weights: Vec<f32>,
    biases: Vec<f32>,
}

/// One layer: attention (`qkv` gives queries, keys and values side by side) and feed-forward part.
struct Layer {
    qkv: Dense,
    out: Dense,
    after_attention: Norm,
    up: Dense,
    down: Dense,
    after_feed: Norm,
}

/// The layers with the vectors that go in.
pub(super) struct Encoder {
    words: Blocks,
    /// From a token of the last layer to its hidden row of the head.
    hidden: Dense,
    head: Head,
    /// One row per place, `width` numbers.
    places: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
    /// Ids before a text's pieces.
    before: Vec<u32>,
    /// Id behind them.
    last: u32,
    width: usize,
    inner: usize,
    eps: f32,
}

/// What the encoder makes of some sequences.
pub(super) struct Heard {
    /// The mean of the last layer's tokens of each sequence: `sequences × width`.
    pub(super) means: Vec<f32>,
    /// The tone of each.
    pub(super) tones: Vec<Tone>,
}

/// Room for one group's numbers.
struct Room {
    /// `tokens × width`: what a layer gets and returns.
    tokens: Vec<f32>,
    /// `tokens × inner`: the rounded input of a product (or its first part).
    bytes: Vec<u8>,
    /// What one step of each token's bytes stands for.
    steps: Vec<f32>,
    /// `tokens × inner`: a product (or its first part).
    sums: Vec<i32>,
    /// `tokens × 3 width`.
    qkv: Vec<f32>,
    /// `tokens × width`.
    mixed: Vec<f32>,
    /// `inner`.
    row: Vec<f32>,
    /// Keys of one head and sequence, 16 tokens' numbers side by side: `tokens / 16 × HEAD × 16`.
    keys: Vec<f32>,
    /// `QUERIES × tokens`, rounded up.
    scores: [Vec<f32>; QUERIES],
}

impl Norm {
    fn load(tables: &Tables, name: &str, width: usize) -> Result<Self, String> {
        let weights = tables.exactly(&format!("{name}.weight"), width)?;
        Ok(Self { weights, biases: tables.exactly(&format!("{name}.bias"), width)? })
    }

    #[inline(always)]
    fn apply(&self, row: &mut [f32], eps: f32) {
        vector::norm(row, &self.weights, &self.biases, eps);
    }
}

impl Encoder {
    /// From the tables of a model file, with a head from those of another.
    pub(super) fn load(tables: &Tables, head: &Tables) -> Result<Self, String> {
        let weights = tables.floats("words.norm.weight")?;
        let width = weights.len();
        if width == 0 || tables.fact::<usize>("heads")? * HEAD != width {
            return Err(format!("width {width}: only heads of {HEAD} numbers are known"));
        }
        let biases = tables.exactly("words.norm.bias", width)?;
        let words = tables.blocks("words", width)?;
        let inner = tables.floats("layer.0.up.bias")?.len();
        let mut before = vec![tables.fact("first")?];
        before.extend(tables.facts::<u32>("prefix")?);
        let last: u32 = tables.fact("last")?;
        let places = tables.halves("places")?;
        let known = before.iter().chain([&last]).all(|&id| (id as usize) < words.rows());
        if !known || places.len() < width * (before.len() + 2) || !inner.is_multiple_of(LANES) {
            return Err("the tables do not fit together".into());
        }
        let product = Product::new();
        let mut layers = Vec::new();
        while tables.bytes(&format!("layer.{}.up.bias", layers.len())).is_ok() {
            let name = format!("layer.{}", layers.len());
            let dense = |part: &str, rows: usize, inputs: usize| {
                let name = format!("{name}.{part}");
                let blocks = tables.blocks(&name, inputs)?;
                let biases = tables.exactly(&format!("{name}.bias"), rows)?;
                if blocks.rows() != rows {
                    return Err(format!("{name}: {} rows", blocks.rows()));
                }
                Dense::new(&product, blocks, inputs, biases)
            };
            layers.push(Layer {
                qkv: dense("qkv", 3 * width, width)?,
                out: dense("out", width, width)?,
                after_attention: Norm::load(tables, &format!("{name}.norm1"), width)?,
                up: dense("up", inner, width)?,
                down: dense("down", width, inner)?,
                after_feed: Norm::load(tables, &format!("{name}.norm2"), width)?,
            });
        }
        let eps = tables.fact("eps")?;
        let (rows, hidden_biases) = (head.halves("hidden")?, head.floats("hidden.bias")?);
        // Hidden rows are written where queries, keys and values stood.
        if rows.len() != hidden_biases.len() * width || hidden_biases.len() > 3 * width {
            return Err("the head does not fit the encoder".into());
        }
        let head = Head::load(head, hidden_biases.len())?;
        let hidden = Dense::rounded(&product, &rows, width, hidden_biases)?;
        Ok(Self {
            words,
            hidden,
            head,
            places,
            norm: Norm { weights, biases },
            layers,
            before,
            last,
            width,
            inner,
            eps,
        })
    }

    /// Numbers per token.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Number of word vectors.
    pub(super) fn vocabulary(&self) -> usize {
        self.words.rows()
    }

    /// Tokens of a text of this many pieces.
    pub(super) fn tokens(&self, pieces: usize) -> usize {
        self.before.len() + pieces + 1
    }

    /// The most pieces that there are places for.
    pub(super) fn longest(&self) -> usize {
        self.places.len() / self.width - self.before.len() - 1
    }

    /// What is made of each sequence of pieces (at most [`Self::longest`] each).
    pub(super) fn read(&self, sequences: &[&[u32]], arch: Arch) -> Result<Heard, String> {
        arch.dispatch(Pass { encoder: self, sequences })
    }

    /// The vectors of one sequence's words and places, normed.
    #[inline(always)]
    fn enter(&self, pieces: &[u32], tokens: &mut [f32]) {
        let ids = self.before.iter().chain(pieces).chain([&self.last]);
        let places = self.places.chunks_exact(self.width);
        for ((&id, place), token) in ids.zip(places).zip(tokens.chunks_exact_mut(self.width)) {
            self.words.row(id as usize, token);
            token.iter_mut().zip(place).for_each(|(t, p)| *t += p);
            self.norm.apply(token, self.eps);
        }
    }

    /// One layer over all tokens; `lengths` are the sequences' tokens.
    #[inline(always)]
    fn step<S: Simd>(
        &self,
        simd: S,
        layer: &Layer,
        product: &Product,
        lengths: &[usize],
        room: &mut Room,
    ) -> Result<(), String> {
        let (width, inner) = (self.width, self.inner);
        let count = room.steps.len();
        let Room { tokens, bytes, steps, sums, qkv, mixed, row, keys, scores } = room;

        round_rows(tokens, width, bytes, steps);
        product.run(&layer.qkv, &bytes[..count * width], &mut sums[..count * 3 * width])?;
        for ((sums, &step), qkv) in
            sums.chunks_exact(3 * width).zip(&*steps).zip(qkv.chunks_exact_mut(3 * width))
        {
            scale(sums, step, &layer.qkv, qkv);
        }
        let mut start = 0;
        for &length in lengths {
            let qkv = &qkv[start * 3 * width..][..length * 3 * width];
            attend(simd, qkv, width, keys, scores, &mut mixed[start * width..][..length * width]);
            start += length;
        }
        round_rows(mixed, width, bytes, steps);
        product.run(&layer.out, &bytes[..count * width], &mut sums[..count * width])?;
        self.add(&layer.out, &layer.after_attention, sums, steps, row, tokens);

        round_rows(tokens, width, bytes, steps);
        product.run(&layer.up, &bytes[..count * width], &mut sums[..count * inner])?;
        let rows = sums.chunks_exact(inner).zip(bytes.chunks_exact_mut(inner));
        for ((sums, bytes), step) in rows.zip(&mut *steps) {
            scale(sums, *step, &layer.up, row);
            row.iter_mut().for_each(|x| *x = vector::gelu(*x));
            *step = vector::to_bytes(row, ZERO, bytes);
        }
        product.run(&layer.down, &bytes[..count * inner], &mut sums[..count * width])?;
        self.add(&layer.down, &layer.after_feed, sums, steps, row, tokens);
        Ok(())
    }

    /// The tone of each sequence, from the last layer's tokens.
    #[inline(always)]
    fn tones(&self, product: &Product, lengths: &[usize], room: &mut Room) -> Result<Vec<Tone>, String> {
        let (count, across) = (room.steps.len(), self.hidden.scales.len());
        let Room { tokens, bytes, steps, sums, qkv, .. } = room;
        round_rows(tokens, self.width, bytes, steps);
        product.run(&self.hidden, &bytes[..count * self.width], &mut sums[..count * across])?;
        let hidden = &mut qkv[..count * across];
        for ((sums, &step), row) in
            sums.chunks_exact(across).zip(&*steps).zip(hidden.chunks_exact_mut(across))
        {
            scale(sums, step, &self.hidden, row);
        }
        let mut start = 0;
        let tones = lengths.iter().map(|length| {
            let rows = &mut hidden[start * across..][..length * across];
            start += length;
            self.head.hear(rows)
        });
        Ok(tones.collect())
    }

    /// Adds a product to the tokens and norms them.
    #[inline(always)]
    fn add(
        &self,
        dense: &Dense,
        norm: &Norm,
        sums: &[i32],
        steps: &[f32],
        row: &mut [f32],
        tokens: &mut [f32],
    ) {
        let row = &mut row[..self.width];
        let tokens = tokens.chunks_exact_mut(self.width);
        for ((token, sums), &step) in tokens.zip(sums.chunks_exact(self.width)).zip(steps) {
            scale(sums, step, dense, row);
            token.iter_mut().zip(&*row).for_each(|(t, y)| *t += y);
            norm.apply(token, self.eps);
        }
    }
}

impl Room {
    fn new(tokens: usize, longest: usize, width: usize, inner: usize) -> Self {
        let widest = inner.max(3 * width);
        let longest = longest.next_multiple_of(LANES);
        Self {
            tokens: vec![0.0; tokens * width],
            bytes: vec![0; tokens * widest],
            steps: vec![0.0; tokens],
            sums: vec![0; tokens * widest],
            qkv: vec![0.0; tokens * 3 * width],
            mixed: vec![0.0; tokens * width],
            row: vec![0.0; inner],
            keys: vec![0.0; longest * HEAD],
            scores: std::array::from_fn(|_| vec![0.0; longest]),
        }
    }
}

/// All layers over a group of sequences, compiled once per instruction set.
struct Pass<'a> {
    encoder: &'a Encoder,
    sequences: &'a [&'a [u32]],
}

impl WithSimd for Pass<'_> {
    type Output = Result<Heard, String>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
        let Self { encoder, sequences } = self;
        let width = encoder.width;
        let lengths: Vec<usize> = sequences.iter().map(|pieces| encoder.tokens(pieces.len())).collect();
        let longest = lengths.iter().copied().max().unwrap_or(0);
        let mut room = Room::new(lengths.iter().sum(), longest, width, encoder.inner);
        let mut start = 0;
        for (pieces, &length) in sequences.iter().zip(&lengths) {
            encoder.enter(pieces, &mut room.tokens[start * width..][..length * width]);
            start += length;
        }
        let product = Product::new();
        for layer in &encoder.layers {
            encoder.step(simd, layer, &product, &lengths, &mut room)?;
        }
        let mut means = vec![0.0f32; sequences.len() * width];
        let mut tokens = room.tokens.chunks_exact(width);
        for (mean, &length) in means.chunks_exact_mut(width).zip(&lengths) {
            for token in tokens.by_ref().take(length) {
                mean.iter_mut().zip(token).for_each(|(m, t)| *m += t);
            }
            mean.iter_mut().for_each(|m| *m /= length as f32);
        }
        Ok(Heard { means, tones: encoder.tones(&product, &lengths, &mut room)? })
    }
}

/// Rounds each row of `width` numbers to bytes.
#[inline(always)]
fn round_rows(rows: &[f32], width: usize, bytes: &mut [u8], steps: &mut [f32]) {
    for ((row, bytes), step) in rows.chunks_exact(width).zip(bytes.chunks_exact_mut(width)).zip(steps) {
        *step = vector::to_bytes(row, ZERO, bytes);
    }
}

/// One token's exact sums back to numbers, with the layer's bias.
#[inline(always)]
fn scale(sums: &[i32], step: f32, dense: &Dense, row: &mut [f32]) {
    for (((y, &sum), scale), bias) in row.iter_mut().zip(sums).zip(&dense.scales).zip(&dense.biases) {
        *y = sum as f32 * step * scale + bias;
    }
}

/// One sequence's attention: `qkv` has a row of queries, keys and values per token, `mixed` gets a row of `width`.
#[inline(always)]
fn attend<S: Simd>(
    simd: S,
    qkv: &[f32],
    width: usize,
    keys: &mut [f32],
    scores: &mut [Vec<f32>; QUERIES],
    mixed: &mut [f32],
) {
    let length = qkv.len() / (3 * width);
    let padded = length.next_multiple_of(LANES);
    let by = 1.0 / (HEAD as f32).sqrt();
    let head = |token: usize, from: usize| -> &[f32; HEAD] {
        qkv[token * 3 * width + from..].first_chunk().unwrap_or(&[0.0; HEAD])
    };
    for first in (0..width).step_by(HEAD) {
        let keys = &mut keys[..padded * HEAD];
        for token in 0..length {
            let block = &mut keys[token / LANES * LANES * HEAD..][..LANES * HEAD];
            for (lanes, &key) in block.as_chunks_mut::<LANES>().0.iter_mut().zip(head(token, width + first)) {
                lanes[token % LANES] = key;
            }
        }
        for token in (0..length).step_by(QUERIES) {
            // Behind the last token stands the last token again; what comes of it is not kept.
            let queries: [[f32; HEAD]; QUERIES] =
                std::array::from_fn(|q| head((token + q).min(length - 1), first).map(|x| x * by));
            for (at, block) in keys.chunks_exact(HEAD * LANES).enumerate() {
                let sums: [[f32; LANES]; QUERIES] =
                    mix(simd, queries.each_ref().map(|q| &q[..]), block, LANES);
                for (scores, sums) in scores.iter_mut().zip(sums) {
                    scores[at * LANES..][..LANES].copy_from_slice(&sums);
                }
            }
            for scores in scores.iter_mut() {
                vector::softmax(&mut scores[..padded], length);
            }
            let shares = scores.each_ref().map(|scores| &scores[..length]);
            let sums: [[f32; HEAD]; QUERIES] = mix(simd, shares, &qkv[2 * width + first..], 3 * width);
            let rows = mixed.chunks_exact_mut(width).skip(token);
            for (row, sums) in rows.zip(sums) {
                row[first..first + HEAD].copy_from_slice(&sums);
            }
        }
    }
}

/// Sums of the rows' first `N` numbers, weighted in [`QUERIES`] ways; a row begins every `stride` numbers, and there
/// are as many as weights. Each sum runs from the first row to the last, whatever the vectors' width.
#[inline(always)]
fn mix<S: Simd, const N: usize>(
    simd: S,
    weights: [&[f32]; QUERIES],
    rows: &[f32],
    stride: usize,
) -> [[f32; N]; QUERIES] {
    let mut sums = [[0.0f32; N]; QUERIES];
    let count = weights[0].len();
    let weights = weights.map(|w| &w[..count]);
    for at in (0..N).step_by(S::F32_LANES) {
        let mut vectors = [simd.splat_f32s(0.0); QUERIES];
        for i in 0..count {
            let row = S::as_simd_f32s(&rows[i * stride + at..][..S::F32_LANES]).0[0];
            for (vector, weights) in vectors.iter_mut().zip(&weights) {
                *vector = simd.add_f32s(*vector, simd.mul_f32s(simd.splat_f32s(weights[i]), row));
            }
        }
        for (sums, vector) in sums.iter_mut().zip(vectors) {
            S::as_mut_simd_f32s(&mut sums[at..at + S::F32_LANES]).0[0] = vector;
        }
    }
    sums
}
