//! How often the watch looks at the drive, and how long a change has to stay before the watch believes it.

use std::time::Duration;

/// How often the watch looks at the drive, and how long a change has to stay before the watch believes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The time between two looks at the whole drive.
    pub interval: Duration,
    /// The time between the two looks that have to see the same.
    pub settle: Duration,
    /// How long a file has to be gone, empty or cut off before that is believed.
    pub hold: Duration,
    /// How long a file has to be unreadable before that is believed.
    pub unreadable: Duration,
    /// How long the watch waits for a part of the drive that never comes to rest.
    pub longest: Duration,
    /// The time between two sweeps. A sweep reads every file anew, whether it looks changed or not.
    pub sweep: Duration,
    /// How long a call to the drive may take before the drive counts as frozen.
    pub frozen: Duration,
    /// How often the board's keeper is called though nothing has changed: the beat of its lease.
    pub keep: Duration,
}

impl Pace {
    /// For a disk of this computer: the system tells of changes on it.
    pub const LOCAL: Self = Self {
        interval: Duration::from_secs(60),
        settle: Duration::from_millis(100),
        hold: Duration::from_millis(600),
        unreadable: Duration::from_secs(5),
        longest: Duration::from_secs(60),
        sweep: Duration::from_secs(3600),
        frozen: Duration::from_secs(10),
        keep: Duration::from_secs(5),
    };

    /// For a network drive: it may show what was so a second ago.
    pub const NETWORK: Self = Self {
        interval: Duration::from_secs(30),
        settle: Duration::from_secs(2),
        hold: Duration::from_secs(5),
        unreadable: Duration::from_secs(20),
        keep: Duration::from_secs(10),
        ..Self::LOCAL
    };
}
