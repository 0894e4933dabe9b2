//! One number per run, one independent stream of random numbers per stage.

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;
use sha2::{Digest, Sha256};

/// The seed of a run. Xoshiro256++ is a specified algorithm, so the same seed means the same numbers for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(pub u64);

impl Seed {
    /// The stream of one stage; adding a stage shifts nobody else's.
    #[must_use]
    pub fn stream(self, stage: &str) -> Xoshiro256PlusPlus {
        let mut hash = Sha256::new();
        hash.update(self.0.to_le_bytes());
        hash.update(stage.as_bytes());
        Xoshiro256PlusPlus::from_seed(hash.finalize().into())
    }
}
