//! How many calls to a drive are under way at a time.
//!
//! On a disk of this computer a call comes back at once: the work of the processor takes the time, and one thread for each processor is enough.
//! On a share each call waits for another computer while the processor stands idle: there, many calls are under way at a time. A drive counts as
//! such a share where the system says so ([`mount_of`]), or where even the quickest of the first listings took long.

use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::mounts::{Mount, mount_of};

/// The calls to a share that are under way at a time. More would gain nothing: servers and clients of SMB let about this many through.
const CALLS: usize = 48;
/// The schools of a share that are read at a time. This bounds memory, as all records of a school are held while it is assessed.
const SCHOOLS: usize = 16;
/// The number of listings that are timed, one after the other, to decide whether a drive is slow.
const TIMED: usize = 4;
/// A listing that takes longer than this is slow. It makes three or four calls, which take some 30 µs on a disk of this computer, and more than
/// this limit even on the nearest share.
const SLOW: Duration = Duration::from_micros(500);
/// What each entry of the folder adds to that limit, as every entry takes time on any drive.
const SLOW_AN_ENTRY: Duration = Duration::from_micros(5);
/// On a local disk, work on fewer files than this is not divided among threads: the division would cost more than it saves.
const FEW: usize = 256;

/// The way to a drive.
#[derive(Debug)]
pub(super) struct Connection {
    is_network: bool,
    timed: AtomicUsize,
    /// By how many nanoseconds the quickest of the timed listings was over the limit; 0 where one of them was not.
    quickest: AtomicU64,
    /// Threads for the calls to a slow drive; none where the drive is quick.
    threads: OnceLock<Option<rayon::ThreadPool>>,
}

impl Connection {
    /// The way to the drive at `root`, an absolute path.
    pub fn to(root: &Path) -> Self {
        Self {
            is_network: mount_of(root) != Mount::Local,
            timed: AtomicUsize::new(0),
            quickest: AtomicU64::new(u64::MAX),
            threads: OnceLock::new(),
        }
    }

    /// A way that is not needed, as nothing is asked of a drive.
    pub fn to_nowhere() -> Self {
        Self {
            is_network: false,
            timed: AtomicUsize::new(TIMED),
            quickest: AtomicU64::new(0),
            threads: OnceLock::from(None),
        }
    }

    /// How many more listings are to be timed before it is decided whether the drive is slow.
    pub fn to_be_timed(&self) -> usize {
        let is_decided = self.is_network || self.threads.get().is_some();
        if is_decided { 0 } else { TIMED.saturating_sub(self.timed.load(Ordering::Relaxed)) }
    }

    /// Lists a folder, and times it while it is still to be decided whether the drive is slow. `count`: the number of entries listed.
    pub fn timed<T>(&self, list: impl FnOnce() -> T, count: impl FnOnce(&T) -> usize) -> T {
        if self.to_be_timed() == 0 {
            return list();
        }
        let begun = Instant::now();
        let listed = list();
        self.note(begun.elapsed(), count(&listed));
        listed
    }

    /// Notes how long a listing of so many entries took.
    fn note(&self, took: Duration, entries: usize) {
        let entries = u32::try_from(entries).unwrap_or(u32::MAX);
        let over = took.saturating_sub(SLOW + SLOW_AN_ENTRY.saturating_mul(entries));
        self.quickest.fetch_min(u64::try_from(over.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
        self.timed.fetch_add(1, Ordering::Relaxed);
    }

    fn threads(&self) -> Option<&rayon::ThreadPool> {
        let start = || {
            let is_slow = match self.quickest.load(Ordering::Relaxed) {
                u64::MAX => false,
                over => over > 0,
            };
            let threads = rayon::ThreadPoolBuilder::new().num_threads(CALLS);
            // Where the system gives no threads, the common ones do the work.
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
        // The schools are no tasks of the pool: a task that waits there for its own calls would begin another school meanwhile, and so hold the
        // records of both.
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
                // Where the system gives no more threads, those that were begun and this one do the work.
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
        for (took, entries) in listings {
            connection.note(*took, *entries);
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
