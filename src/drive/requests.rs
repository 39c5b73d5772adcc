//! How many calls to a drive are under way at a time.
//!
//! On a disk of this computer a call comes back at once: what takes time is the processor, and as many threads as there are processors are enough.
//! On a share each call waits for another computer, and the processor stands idle meanwhile: then many calls are under way at a time. A drive
//! counts as such a share where the system says so ([`mount_of`]), or where even the quickest of the first listings took long.

use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::mounts::{Mount, mount_of};

/// Calls to a share at a time. More do not come back sooner: servers and clients of SMB let about as many through.
const CALLS: usize = 48;
/// Schools of a share that are read at a time: what bounds memory, as a school's records are all held while it is assessed.
const SCHOOLS: usize = 16;
/// How many listings are timed, one after the other, before it is decided whether a drive is slow.
const TIMED: usize = 4;
/// A listing takes three or four calls. On a disk of this computer it takes some 30 µs, on the nearest share more than this.
const SLOW: Duration = Duration::from_micros(500);
/// What each entry adds to that, however quick the drive is.
const SLOW_AN_ENTRY: Duration = Duration::from_micros(5);
/// On a local disk, as few files as this are not worth dividing among threads.
const FEW: usize = 256;

/// The way to a drive.
#[derive(Debug)]
pub(super) struct Connection {
    is_network: bool,
    timed: AtomicUsize,
    /// Of the listings that were timed, by how many nanoseconds the quickest was slower than a local one; 0 where one was not.
    quickest: AtomicU64,
    /// Threads for the calls to a slow drive; none where the drive is quick.
    threads: OnceLock<Option<rayon::ThreadPool>>,
}

impl Connection {
    /// The way to the drive at `root`, whose path is whole.
    pub fn to(root: &Path) -> Self {
        Self {
            is_network: mount_of(root) != Mount::Local,
            timed: AtomicUsize::new(0),
            quickest: AtomicU64::new(u64::MAX),
            threads: OnceLock::new(),
        }
    }

    /// How many more listings are to be timed before it is decided whether the drive is slow.
    pub fn to_be_timed(&self) -> usize {
        let is_decided = self.is_network || self.threads.get().is_some();
        if is_decided { 0 } else { TIMED.saturating_sub(self.timed.load(Ordering::Relaxed)) }
    }

    /// Lists a folder, and takes the time of it while that is of use. `count`: the entries of what is listed.
    pub fn timed<T>(&self, list: impl FnOnce() -> T, count: impl FnOnce(&T) -> usize) -> T {
        if self.to_be_timed() == 0 {
            return list();
        }
        let begun = Instant::now();
        let listed = list();
        let entries = u32::try_from(count(&listed)).unwrap_or(u32::MAX);
        let over = begun.elapsed().saturating_sub(SLOW + SLOW_AN_ENTRY.saturating_mul(entries));
        self.quickest.fetch_min(u64::try_from(over.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
        self.timed.fetch_add(1, Ordering::Relaxed);
        listed
    }

    fn threads(&self) -> Option<&rayon::ThreadPool> {
        let start = || {
            let is_slow = match self.quickest.load(Ordering::Relaxed) {
                u64::MAX => false,
                over => over > 0,
            };
            let threads = rayon::ThreadPoolBuilder::new().num_threads(CALLS);
            // Where the system gives no threads, those that there are do the work.
            if self.is_network || is_slow { threads.build().ok() } else { None }
        };
        self.threads.get_or_init(start).as_ref()
    }

    /// Makes a call for each item; gives the answers in the order of the items.
    pub fn for_each<T: Sync, A: Send>(&self, items: &[T], call: impl Fn(&T) -> A + Send + Sync) -> Vec<A> {
        match items {
            [] => Vec::new(),
            [only] => vec![call(only)],
            _ => match self.threads() {
                Some(threads) => threads.install(|| items.par_iter().with_max_len(1).map(call).collect()),
                None => items.par_iter().with_min_len(FEW).map(call).collect(),
            },
        }
    }

    /// Does the work of each school; gives what comes of it in the order of the schools.
    pub fn for_each_school<T: Sync, A: Send + Sync>(
        &self,
        schools: &[T],
        work: impl Fn(&T) -> A + Send + Sync,
    ) -> Vec<A> {
        if self.threads().is_none() {
            return schools.par_iter().map(work).collect();
        }
        // These are no tasks of the pool: one that waits there for its own calls would begin with another school, and hold both.
        let next = AtomicUsize::new(0);
        let done: Vec<OnceLock<A>> = schools.iter().map(|_| OnceLock::new()).collect();
        let work_on = || {
            while let Some((school, done)) = {
                let number = next.fetch_add(1, Ordering::Relaxed);
                schools.get(number).zip(done.get(number))
            } {
                let _ = done.set(work(school));
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..SCHOOLS.min(schools.len()) {
                // Where the system gives no thread, there are the others and this one.
                let _ = std::thread::Builder::new().spawn_scoped(scope, work_on);
            }
            work_on();
        });
        done.into_iter().filter_map(OnceLock::into_inner).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(listings: &[(Duration, usize)]) -> Connection {
        // A whole path on a disk of this computer, as each system writes it.
        let connection = Connection::to(Path::new(if cfg!(windows) { r"\\?\C:\" } else { "/" }));
        for (takes, entries) in listings {
            connection.timed(|| std::thread::sleep(*takes), |()| *entries);
        }
        connection
    }

    #[test]
    fn a_drive_is_slow_where_every_listing_was() {
        let (quick, slow) = (Duration::ZERO, SLOW * 4);
        assert!(after(&[]).threads().is_none());
        assert!(after(&[(slow, 3), (slow, 3)]).threads().is_some());
        assert!(after(&[(slow, 3), (quick, 3), (slow, 3)]).threads().is_none());
        // A large folder takes its time on any drive.
        assert!(after(&[(slow, 100_000)]).threads().is_none());
    }

    #[test]
    fn answers_come_in_the_order_of_the_questions() {
        let numbers: Vec<usize> = (0..500).collect();
        for connection in [after(&[]), after(&[(SLOW * 4, 0)])] {
            assert_eq!(connection.for_each(&numbers, |number| number * 2)[499], 998);
            assert_eq!(connection.for_each_school(&numbers, |number| *number), numbers);
        }
    }
}
