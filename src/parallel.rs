//! The only file that names rayon: work split into fixed chunks, results in input order.
//!
//! Chunks have a fixed size and are folded in chunk order, so sums of floats do not depend on the number of
//! threads (rayon's own reductions regroup them).

use crate::error::{Error, Result};
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Items per chunk: enough to hide the cost of a task, few enough to keep all cores busy on a small survey.
const CHUNK: usize = 256;

/// A pool of worker threads, passed down as a value; never global.
#[derive(Debug)]
pub struct Threads {
    pool: rayon::ThreadPool,
}

impl Threads {
    /// A pool of `count` threads; 0 means one per core.
    ///
    /// # Errors
    /// [`Error::Settings`] if the system refuses that many threads.
    pub fn new(count: usize) -> Result<Self> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(count)
            .build()
            .map_err(|e| Error::settings("--threads", e.to_string()))?;
        Ok(Self { pool })
    }

    /// How many threads the pool has.
    #[must_use]
    pub fn count(&self) -> usize {
        self.pool.current_num_threads()
    }

    /// Applies `work` to every item; results in input order.
    pub fn map<T: Sync, R: Send>(&self, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
        self.pool.install(|| {
            let chunks: Vec<Vec<R>> =
                items.par_chunks(CHUNK).map(|chunk| chunk.iter().map(&work).collect()).collect();
            chunks.into_iter().flatten().collect()
        })
    }

    /// Applies `work` to fixed chunks of `size` items; one result per chunk, in order. `work` gets the index of
    /// the chunk's first item.
    pub fn map_chunks<T: Sync, R: Send>(
        &self,
        items: &[T],
        size: usize,
        work: impl Fn(usize, &[T]) -> R + Sync,
    ) -> Vec<R> {
        let size = size.max(1);
        self.pool
            .install(|| items.par_chunks(size).enumerate().map(|(i, chunk)| work(i * size, chunk)).collect())
    }

    /// Applies `work` to every item, for work that calls a library which itself splits work by rayon; results in
    /// input order. Each thread is a pool of its own, in which the library finds no second thread and goes straight
    /// on; in a shared pool it would take up the next item while it waits for a part of this one.
    ///
    /// # Errors
    /// [`Error::Settings`] if the system refuses the threads.
    pub fn map_apart<T: Sync, R: Send>(&self, items: &[T], work: impl Fn(&T) -> R + Sync) -> Result<Vec<R>> {
        let pools = (0..self.count()).map(|_| Self::new(1)).collect::<Result<Vec<_>>>()?;
        let next = AtomicUsize::new(0);
        let run = || {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(item) = items.get(at) else { return done };
                done.push((at, work(item)));
            }
        };
        let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
            let waiting: Vec<_> = pools.iter().map(|one| scope.spawn(|| one.pool.install(run))).collect();
            waiting
                .into_iter()
                .flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        });
        done.sort_unstable_by_key(|(at, _)| *at);
        Ok(done.into_iter().map(|(_, result)| result).collect())
    }

    /// Sorts by a total order; equal items keep their order.
    pub fn sort_by<T: Send>(
        &self,
        items: &mut [T],
        order: impl Fn(&T, &T) -> std::cmp::Ordering + Sync + Send,
    ) {
        self.pool.install(|| items.par_sort_by(order));
    }

    /// Runs `work` inside the pool, for a library that parallelises by itself (ndarray, linfa).
    pub fn within<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        self.pool.install(work)
    }

    /// Runs two things at once.
    pub fn both<A: Send, B: Send>(
        &self,
        a: impl FnOnce() -> A + Send,
        b: impl FnOnce() -> B + Send,
    ) -> (A, B) {
        self.pool.join(a, b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_sums_do_not_depend_on_the_number_of_threads() {
        let items: Vec<f32> = (0..10_000u16).map(|i| (f32::from(i) * 0.37).sin()).collect();
        let sum = |threads: usize| -> Result<u32> {
            let partial = Threads::new(threads)?.map_chunks(&items, 100, |_, c| c.iter().sum::<f32>());
            Ok(partial.iter().sum::<f32>().to_bits())
        };
        assert_eq!(sum(1).ok(), sum(7).ok());
    }

    #[test]
    fn work_apart_comes_back_in_order_and_finds_one_thread() {
        let items: Vec<usize> = (0..100).collect();
        for threads in [1, 3] {
            let results =
                Threads::new(threads).unwrap().map_apart(&items, |&i| (i, rayon::current_num_threads()));
            assert_eq!(results.unwrap(), items.iter().map(|&i| (i, 1)).collect::<Vec<_>>());
        }
    }
}
