//! Fingerprints: two values with the same fingerprint are taken to be the same.

use std::hash::{Hash, Hasher};

use twox_hash::xxhash3_128;

/// A hash of a value in 128 bits. That two different values have the same fingerprint by chance will not happen in practice; a fingerprint is no
/// protection against someone who seeks two such values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// The fingerprint of a value.
    #[must_use]
    pub fn of(value: impl Hash) -> Self {
        let mut hashing = Fingerprinting::default();
        value.hash(&mut hashing);
        hashing.fingerprint()
    }

    /// The fingerprint of bytes which are there as a whole; quicker than [`Self::of`], and another one.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(xxhash3_128::Hasher::oneshot(bytes))
    }

    /// As bytes, for a file.
    #[must_use]
    pub(super) fn to_bytes(self) -> [u8; 16] {
        self.0.to_le_bytes()
    }

    /// As 32 hexadecimal digits: the name of a file, a seal.
    #[must_use]
    pub fn digits(self) -> String {
        format!("{:032x}", self.0)
    }
}

/// Takes the fingerprint of one value after another.
#[derive(Default)]
pub(super) struct Fingerprinting(xxhash3_128::Hasher);

impl Fingerprinting {
    /// The fingerprint of all values so far.
    #[must_use]
    pub(super) fn fingerprint(&self) -> Fingerprint {
        Fingerprint(self.0.finish_128())
    }
}

impl Hasher for Fingerprinting {
    /// Half of the fingerprint, as the trait has room for no more.
    fn finish(&self) -> u64 {
        self.0.finish_128() as u64
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
    }
}

/// A path as a number, for use where it matters only whether two paths are the same.
#[must_use]
pub(super) fn path_number(path: &[u8]) -> u64 {
    xxhash3_128::Hasher::oneshot(path) as u64
}
