//! How far the reading of a drive has come.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// How far the reading of a drive has come. The reader counts here, and another thread may show it meanwhile.
#[derive(Debug, Default)]
pub struct Progress {
    /// Schools assessed.
    pub done: AtomicUsize,
    /// Schools to be assessed; 0 until they are known.
    pub schools: AtomicUsize,
    /// Calls to the drive that came back. While this number stands still, the drive does not answer.
    pub steps: AtomicU64,
}

impl Progress {
    /// Nothing has been done.
    #[must_use]
    pub const fn new() -> Self {
        Self { done: AtomicUsize::new(0), schools: AtomicUsize::new(0), steps: AtomicU64::new(0) }
    }

    /// A call to the drive came back.
    pub fn step(&self) {
        self.steps.fetch_add(1, Ordering::Relaxed);
    }
}
