//! The right to write a history: one process at a time has it.
//!
//! It is a lease as the board's ([`crate::lease`]), and besides a file that the system holds for the process as long as it lives. A process of this
//! computer that was killed lost its hold at that moment: its lease is taken over at once. Where the file system knows no such hold, and against
//! another computer, the lease decides alone.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::disk::Hold;
use crate::lease::{Holder, Lease, Turn};

/// The file in a history's folder that the process holds which keeps it.
pub(super) const HOLD: &str = "spoc.hold";
/// The file whose lease it is: there is none of that name.
const LEASED: &str = "spoc";

/// The right to write a history, as one process sees it.
#[derive(Debug)]
pub struct Right {
    file: PathBuf,
    hold: Option<Hold>,
    /// Whether another process was seen to hold it.
    is_held: bool,
    /// Whether the file to be held could not be used, rather than the lease.
    lacks_hold: bool,
    lease: Lease,
}

impl Right {
    /// The right to write the history in a folder, which has to be there before it is asked for. `beat`: how often [`Right::turn`] is asked, about.
    #[must_use]
    pub fn to(folder: &Path, me: Holder, beat: Duration) -> Self {
        Self {
            file: folder.join(HOLD),
            hold: None,
            is_held: false,
            lacks_hold: false,
            lease: Lease::of(&folder.join(LEASED), me, beat),
        }
    }

    /// Whose turn it is. Ask at every beat.
    pub fn turn(&mut self, now: Duration) -> Turn {
        if self.hold.is_none() {
            (self.is_held, self.lacks_hold) = (false, false);
            match Hold::take(&self.file) {
                Ok(Some(hold)) => {
                    self.hold = Some(hold);
                    // Whoever of this computer has the lease is not alive any more.
                    let of_here = self.lease.holder().filter(|holder| holder.host == self.lease.me().host);
                    if of_here.is_some_and(|holder| holder != *self.lease.me())
                        && let Err(error) = self.lease.take_from_ended()
                    {
                        return Turn::Unclear(error);
                    }
                }
                Ok(None) => {
                    self.is_held = true;
                    return match self.lease.holder() {
                        Some(holder) if holder != *self.lease.me() => Turn::Of(holder),
                        _ => Turn::Unclear(io::Error::new(io::ErrorKind::ResourceBusy, "another program is using it")),
                    };
                }
                // The file system knows no such thing: the lease decides.
                Err(error) if is_unknown(&error) => {}
                Err(error) => {
                    self.lacks_hold = true;
                    return Turn::Unclear(error);
                }
            }
        }
        let turn = self.lease.turn(now);
        if matches!(turn, Turn::Of(_)) {
            self.hold = None;
        }
        turn
    }

    /// Whether another process is known to be alive that has it.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.is_held
    }

    /// Whether the right is ours still: to be asked just before something is made known.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.lease.is_ours()
    }

    /// Gives the right up, so that another process need not wait for it.
    pub fn release(&mut self) {
        self.hold = None;
        self.lease.release();
    }

    /// Shows others that this process is alive, in the middle of long work, and says whether the right is ours still.
    pub fn beat(&mut self) -> bool {
        // The time is asked for only while another one has the lease.
        self.is_ours() && matches!(self.lease.turn(Duration::ZERO), Turn::Ours)
    }

    /// The file that shows whose right it is; after [`Turn::Unclear`] the one that cannot be used.
    #[must_use]
    pub fn path(&self) -> &Path {
        if self.lacks_hold { &self.file } else { self.lease.path() }
    }
}

fn is_unknown(error: &io::Error) -> bool {
    // "No locks available", as some network drives say.
    const NO_LOCKS: i32 = 37;
    error.kind() == io::ErrorKind::Unsupported || (cfg!(target_os = "linux") && error.raw_os_error() == Some(NO_LOCKS))
}
