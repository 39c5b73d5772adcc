//! The owner of a file: a name, where this computer has one for its number.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use crate::disk;

/// The names of this computer's users by their numbers.
#[derive(Debug, Default)]
pub(super) struct Owners {
    names: HashMap<u32, Arc<str>>,
}

impl Owners {
    /// As the system lists them. A directory of a network is not asked: its users keep their numbers.
    pub fn of_this_computer() -> Self {
        const MOST: u64 = 10_000_000;
        if !cfg!(unix) {
            return Self::default();
        }
        let list = disk::read(Path::new("/etc/passwd"), MOST).unwrap_or_default();
        let text = String::from_utf8_lossy(&list);
        let user = |line: &str| {
            let mut fields = line.split(':');
            let name = fields.next().filter(|name| !name.is_empty())?;
            let number = fields.nth(1)?.parse().ok()?;
            Some((number, name.into()))
        };
        let mut names: HashMap<u32, Arc<str>> = HashMap::new();
        for (number, name) in text.lines().filter_map(user) {
            names.entry(number).or_insert(name);
        }
        Self { names }
    }

    /// The owner with a number.
    pub fn name(&self, number: u32) -> Arc<str> {
        self.names.get(&number).cloned().unwrap_or_else(|| format!("user {number}").into())
    }
}
