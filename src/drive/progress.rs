//! How far the reading of a drive has come.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// How far the reading of a drive has come; read by whoever shows it.
#[derive(Debug, Default)]
pub struct Progress {
    /// Schools assessed.
    pub done: AtomicUsize,
    /// Schools to be assessed; 0 until they are known.
    pub schools: AtomicUsize,
    /// Calls to the drive that came back: where it stands still, the drive is frozen.
    pub steps: AtomicU64,
}

impl Progress {
    /// Nothing has been done.
    #[must_use]
    pub const fn new() -> Self {
        Self { done: AtomicUsize::new(0), schools: AtomicUsize::new(0), steps: AtomicU64::new(0) }
    }

    /// A call to the drive came back.
    pub(super) fn step(&self) {
        self.steps.fetch_add(1, Ordering::Relaxed);
    }
}
