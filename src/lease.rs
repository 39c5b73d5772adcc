//! Decides which of several watchers writes a file that each of them could write: one at a time, and another when that one stops. Nothing is
//! locked.
//!
//! Beside the file stands its lease, a small file with the host, the process and a random token of the watcher that writes, and a counter. The
//! holder counts on at every beat. A watcher that sees the counter stand still for three beats puts its own token into the lease. It measures
//! the beats by its own clock, which nobody can set. From its next beat on it writes, if its token still stands there; so two watchers that
//! do this at once find out before they write. The token is read again before each write. A lease that cannot be read counts as
//! somebody's: nothing is written then.
//!
//! Two watchers may still write at once, if one slept between reading the token and writing. That does no harm: a write is whole or not at all.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::disk::{self, ReadError};

/// A holder whose counter stands still for this many beats counts as stopped.
pub const PATIENCE: u32 = 3;

/// A watcher, as others know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Its computer.
    pub host: String,
    /// The number of its process there.
    pub process: u32,
    /// A random text, by which this watcher is told from every other.
    pub token: String,
}

impl Holder {
    /// This process as a watcher. Each call makes a new token, so that a process that restarts under its old number is another holder.
    #[must_use]
    pub fn this_process() -> Self {
        let random = || RandomState::new().build_hasher().finish();
        Self {
            host: gethostname::gethostname().to_string_lossy().into_owned(),
            process: std::process::id(),
            token: format!("{:016x}{:016x}", random(), random()),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Claim {
    #[serde(flatten)]
    holder: Holder,
    counter: u64,
}

/// Whose turn it is to write.
#[derive(Debug)]
pub enum Turn {
    /// Ours.
    Ours,
    /// The turn of this watcher, as far as can be seen.
    Of(Holder),
    /// Not known: the lease cannot be read or written, for this reason.
    Unclear(io::Error),
}

/// The right to write a file, as one watcher sees it.
#[derive(Debug)]
pub struct Lease {
    path: PathBuf,
    me: Holder,
    beat: Duration,
    /// The claim of another watcher, and since when its counter has stood still.
    seen: Option<(Claim, Duration)>,
}

impl Lease {
    /// The lease of a file. `beat`: how often [`Lease::turn`] is asked for, about.
    #[must_use]
    pub fn of(file: &Path, me: Holder, beat: Duration) -> Self {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        // A name that every scan leaves alone.
        Self { path: file.with_file_name(format!(".{name}.lease")), me, beat, seen: None }
    }

    /// Where it stands.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whose turn it is. Ask at every beat, with a clock that nobody can set: each call shows the others that this watcher is alive.
    pub fn turn(&mut self, now: Duration) -> Turn {
        self.try_turn(now).unwrap_or_else(Turn::Unclear)
    }

    /// The watcher that has the lease, as far as it can be read.
    #[must_use]
    pub fn holder(&self) -> Option<Holder> {
        self.read().ok().flatten().map(|claim| claim.holder)
    }

    /// This watcher.
    #[must_use]
    pub fn me(&self) -> &Holder {
        &self.me
    }

    /// Takes the lease at once from a watcher that is known to have ended.
    pub fn take_from_ended(&mut self) -> io::Result<()> {
        self.seen = None;
        disk::write(&self.path, &bytes(&self.claim(1))?)
    }

    fn try_turn(&mut self, now: Duration) -> io::Result<Turn> {
        let Some(claim) = self.read()? else {
            self.seen = None;
            return match disk::write_new(&self.path, &bytes(&self.claim(1))?) {
                Ok(()) => Ok(Turn::Ours),
                // Someone was quicker.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self.turn_of_other(now),
                Err(error) => Err(error),
            };
        };
        if claim.holder == self.me {
            disk::write(&self.path, &bytes(&self.claim(claim.counter.wrapping_add(1)))?)?;
            self.seen = None;
            return Ok(Turn::Ours);
        }
        let since = match &self.seen {
            Some((seen, since)) if *seen == claim => *since,
            _ => now,
        };
        let holder = claim.holder.clone();
        if now.saturating_sub(since) >= self.beat * PATIENCE {
            // Ours from the next beat on, unless somebody else has done the same.
            disk::write(&self.path, &bytes(&self.claim(claim.counter.wrapping_add(1)))?)?;
            self.seen = None;
        } else {
            self.seen = Some((claim, since));
        }
        Ok(Turn::Of(holder))
    }

    fn turn_of_other(&mut self, now: Duration) -> io::Result<Turn> {
        match self.read()? {
            Some(claim) => {
                let holder = claim.holder.clone();
                self.seen = Some((claim, now));
                Ok(Turn::Of(holder))
            }
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// Whether the token is ours still: to be asked just before each write.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        matches!(self.read(), Ok(Some(claim)) if claim.holder == self.me)
    }

    /// Gives the lease up where it is ours, so that the next watcher need not wait.
    pub fn release(&mut self) {
        if self.is_ours() {
            // If that fails, the lease goes stale by itself.
            let _ = disk::remove(&self.path);
        }
    }

    fn claim(&self, counter: u64) -> Claim {
        Claim { holder: self.me.clone(), counter }
    }

    /// The claim that stands; none where there is none.
    fn read(&self) -> io::Result<Option<Claim>> {
        const MOST: u64 = 10_000;
        let bytes = match disk::read(&self.path, MOST) {
            Ok(bytes) => bytes,
            Err(ReadError::Io(error)) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(ReadError::Io(error)) => return Err(error),
            Err(ReadError::TooLarge(_)) => return Err(damaged()),
        };
        serde_json::from_slice(&bytes).map(Some).map_err(|_| damaged())
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.release();
    }
}

fn bytes(claim: &Claim) -> io::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec(claim)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it does not say whose it is")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const BEAT: Duration = Duration::from_secs(5);

    fn lease(folder: &Path, host: &str) -> Lease {
        let me = Holder { host: host.to_owned(), process: 7, token: format!("token of {host}") };
        Lease::of(&folder.join("board.html"), me, BEAT)
    }

    fn is_ours(lease: &mut Lease, now: Duration) -> bool {
        let turn = lease.turn(now);
        assert!(!matches!(turn, Turn::Unclear(_)), "{turn:?}");
        matches!(turn, Turn::Ours) && lease.is_ours()
    }

    #[test]
    fn one_writes_and_another_takes_over_when_it_dies() {
        let folder = tempfile::tempdir().unwrap();
        let [mut first, mut second] = ["a", "b"].map(|host| lease(folder.path(), host));
        for beat in 0..10 {
            assert!(is_ours(&mut first, BEAT * beat));
            // Its clock is another one: only how it goes on matters.
            assert!(!is_ours(&mut second, BEAT * (1_000 + beat)));
        }
        let mut beats = (1_010..).map(|beat| BEAT * beat);
        let taken = beats.position(|now| is_ours(&mut second, now)).unwrap();
        assert!((3..=4).contains(&taken), "{taken}");
        // The first one was not dead but asleep.
        assert!(!first.is_ours());
        assert!(!is_ours(&mut first, BEAT * 100));
        assert!(is_ours(&mut second, BEAT * 1_020));
    }

    #[test]
    fn of_several_heirs_one_inherits() {
        let folder = tempfile::tempdir().unwrap();
        let mut dead = lease(folder.path(), "dead");
        assert!(is_ours(&mut dead, BEAT));
        std::mem::forget(dead);
        let mut heirs = ["a", "b", "c"].map(|host| lease(folder.path(), host));
        for beat in 0..12 {
            let ours = heirs.iter_mut().filter_map(|heir| is_ours(heir, BEAT * beat).then_some(())).count();
            assert!(ours <= 1, "{ours}");
            assert!(ours == 1 || beat < 6);
        }
    }

    #[test]
    fn a_holder_that_counts_slowly_is_not_dead() {
        let folder = tempfile::tempdir().unwrap();
        let [mut first, mut second] = ["a", "b"].map(|host| lease(folder.path(), host));
        for beat in 0..20 {
            if beat % 2 == 0 {
                assert!(is_ours(&mut first, BEAT * beat));
            }
            assert!(!is_ours(&mut second, BEAT * beat));
        }
    }

    #[test]
    fn what_cannot_be_read_is_somebodys() {
        let folder = tempfile::tempdir().unwrap();
        let mut one = lease(folder.path(), "a");
        assert!(is_ours(&mut one, BEAT));
        for damage in ["", "{", "{}", r#"{"host":"a","process":7,"token":"token of a"}"#, &"x".repeat(20_000)] {
            fs::write(one.path(), damage).unwrap();
            for beat in 0..10 {
                assert!(matches!(one.turn(BEAT * beat), Turn::Unclear(_)) && !one.is_ours(), "{damage}");
            }
            assert_eq!(fs::read_to_string(one.path()).unwrap(), damage);
        }
        fs::remove_file(one.path()).unwrap();
        fs::create_dir(one.path()).unwrap();
        assert!(matches!(one.turn(BEAT), Turn::Unclear(_)));
        fs::remove_dir(one.path()).unwrap();
        assert!(is_ours(&mut one, BEAT));
    }

    #[test]
    fn what_is_given_up_is_free_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let [mut first, mut second] = ["a", "b"].map(|host| lease(folder.path(), host));
        assert!(is_ours(&mut first, BEAT) && !is_ours(&mut second, BEAT));
        second.release();
        assert!(first.is_ours());
        // As at its end.
        drop(first);
        assert!(is_ours(&mut second, BEAT * 2));
        // Nothing but the lease is there, and no scan minds it.
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, [".board.html.lease"]);
        assert!(crate::layout::left_alone(".board.html.lease", false));
    }
}
