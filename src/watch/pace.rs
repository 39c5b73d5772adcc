//! How often is looked, and how long something has to stay as it is before it is believed.

use std::time::Duration;

/// How often is looked, and how long something has to stay as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Between two looks at the whole drive.
    pub interval: Duration,
    /// Between the two looks that have to see the same.
    pub settle: Duration,
    /// How long a file is gone, empty or cut off before it is believed.
    pub hold: Duration,
    /// How long something cannot be read before it is believed.
    pub unreadable: Duration,
    /// How long a part is waited for that never comes to rest.
    pub longest: Duration,
    /// Between two sweeps, in which every file is read anew.
    pub sweep: Duration,
    /// How long a call to the drive takes before the drive counts as frozen.
    pub frozen: Duration,
    /// How often the board's keeper is called though nothing has changed: the beat of its lease.
    pub keep: Duration,
}

impl Pace {
    /// For a disk of this computer, which tells of changes.
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

    /// For a network drive, which may show what it knew a second ago.
    pub const NETWORK: Self = Self {
        interval: Duration::from_secs(30),
        settle: Duration::from_secs(2),
        hold: Duration::from_secs(5),
        unreadable: Duration::from_secs(20),
        keep: Duration::from_secs(10),
        ..Self::LOCAL
    };
}
