//! The model file: named tables (safetensors) and short facts about them.

use half::f16;
use safetensors::SafeTensors;
use std::collections::HashMap;
use std::str::FromStr;

/// Numbers that share one scale.
pub(in crate::embedding) const BLOCK: usize = 32;

/// The tables of a model file. Every error names the table.
pub(in crate::embedding) struct Tables {
    tensors: SafeTensors<'static>,
    facts: HashMap<String, String>,
}

/// A table of 4-bit numbers in blocks of 32: value = (nibble − 8) × the block's scale. Of a block's 16 bytes the low
/// nibbles are its first 16 values, the high ones the others.
#[derive(Clone, Copy)]
pub(in crate::embedding) struct Blocks {
    nibbles: &'static [u8],
    /// Half precision, little-endian.
    scales: &'static [u8],
    inputs: usize,
}

impl Tables {
    /// The tables of the file whose bytes these are.
    pub(in crate::embedding) fn read(file: &'static [u8]) -> Result<Self, String> {
        let (_, header) = SafeTensors::read_metadata(file).map_err(|e| e.to_string())?;
        let facts = header.metadata().clone().unwrap_or_default();
        let tensors = SafeTensors::deserialize(file).map_err(|e| e.to_string())?;
        Ok(Self { tensors, facts })
    }

    /// A number of the file's metadata.
    pub(in crate::embedding) fn fact<T: FromStr>(&self, name: &str) -> Result<T, String> {
        self.facts.get(name).and_then(|v| v.parse().ok()).ok_or_else(|| format!("{name}: no such number"))
    }

    /// Several numbers of the metadata, with commas between.
    pub(in crate::embedding) fn facts<T: FromStr>(&self, name: &str) -> Result<Vec<T>, String> {
        let list = self.facts.get(name).map_or("", String::as_str);
        list.split(',').map(|v| v.trim().parse().map_err(|_| format!("{name}: no list of numbers"))).collect()
    }

    /// A table's bytes.
    pub(in crate::embedding) fn bytes(&self, name: &str) -> Result<&'static [u8], String> {
        self.tensors.tensor(name).map(|table| table.data()).map_err(|e| format!("{name}: {e}"))
    }

    /// A table of unsigned 32-bit integers.
    pub(in crate::embedding) fn integers(&self, name: &str) -> Result<Vec<u32>, String> {
        Ok(self.bytes(name)?.as_chunks::<4>().0.iter().map(|&b| u32::from_le_bytes(b)).collect())
    }

    /// A table of single-precision numbers.
    pub(in crate::embedding) fn floats(&self, name: &str) -> Result<Vec<f32>, String> {
        Ok(self.bytes(name)?.as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b)).collect())
    }

    /// A table of half-precision numbers.
    pub(in crate::embedding) fn halves(&self, name: &str) -> Result<Vec<f32>, String> {
        Ok(self.bytes(name)?.as_chunks::<2>().0.iter().map(|&b| f16::from_le_bytes(b).to_f32()).collect())
    }

    /// A table of this many single-precision numbers.
    pub(in crate::embedding) fn exactly(&self, name: &str, count: usize) -> Result<Vec<f32>, String> {
        let floats = self.floats(name)?;
        if floats.len() == count { Ok(floats) } else { Err(format!("{name}: {} numbers", floats.len())) }
    }

    /// The blocks `NAME.nibbles` and `NAME.scales` of rows of `inputs` numbers (a multiple of 32).
    pub(in crate::embedding) fn blocks(&self, name: &str, inputs: usize) -> Result<Blocks, String> {
        let nibbles = self.bytes(&format!("{name}.nibbles"))?;
        let scales = self.bytes(&format!("{name}.scales"))?;
        let fits = inputs > 0
            && inputs.is_multiple_of(BLOCK)
            && (nibbles.len() * 2).is_multiple_of(inputs)
            && scales.len() * BLOCK == nibbles.len() * 4;
        if fits {
            Ok(Blocks { nibbles, scales, inputs })
        } else {
            Err(format!("{name}: the tables differ in length"))
        }
    }
}

impl Blocks {
    /// Number of rows.
    pub(in crate::embedding) fn rows(&self) -> usize {
        self.nibbles.len() * 2 / self.inputs
    }

    /// Writes one row's values (`inputs` numbers); leaves `values` alone if there is no such row.
    #[inline]
    pub(in crate::embedding) fn row(&self, row: usize, values: &mut [f32]) {
        let bytes = self.inputs / 2;
        let (Some(nibbles), Some(scales)) = (
            self.nibbles.get(row * bytes..(row + 1) * bytes),
            self.scales.get(row * bytes / 8..(row + 1) * bytes / 8),
        ) else {
            return;
        };
        let blocks = nibbles.as_chunks::<16>().0.iter().zip(scales.as_chunks::<2>().0);
        for ((block, &scale), values) in blocks.zip(values.as_chunks_mut::<BLOCK>().0) {
            let scale = f16::from_le_bytes(scale).to_f32();
            let (low, high) = values.split_at_mut(BLOCK / 2);
            for ((low, high), &byte) in low.iter_mut().zip(high).zip(block) {
                *low = f32::from((byte & 15).cast_signed() - 8) * scale;
                *high = f32::from((byte >> 4).cast_signed() - 8) * scale;
            }
        }
    }
}
