//! A registry in memory, and shortcuts as files of JSON: what setup needs of Windows, for tests on any system.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use spoc::setup::{Shortcut, System, Value};

/// Keys with their values.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Registry {
    keys: RefCell<BTreeMap<String, BTreeMap<String, Value>>>,
    /// The key at and below which nothing may be written.
    forbidden: RefCell<Option<String>>,
}

impl Registry {
    pub fn forbid(&self, key: &str) {
        *self.forbidden.borrow_mut() = Some(key.to_owned());
    }

    pub fn allow(&self) {
        *self.forbidden.borrow_mut() = None;
    }

    fn may_write(&self, key: &str) -> io::Result<()> {
        match &*self.forbidden.borrow() {
            Some(forbidden) if key.starts_with(forbidden.as_str()) => Err(io::ErrorKind::PermissionDenied.into()),
            _ => Ok(()),
        }
    }
}

impl System for Registry {
    fn value(&self, key: &str, name: &str) -> io::Result<Option<Value>> {
        Ok(self.keys.borrow().get(key).and_then(|values| values.get(name)).cloned())
    }

    fn set_value(&self, key: &str, name: &str, value: &Value) -> io::Result<()> {
        self.may_write(key)?;
        let mut keys = self.keys.borrow_mut();
        for (at, _) in key.match_indices('\\') {
            keys.entry(key[..at].to_owned()).or_default();
        }
        keys.entry(key.to_owned()).or_default().insert(name.to_owned(), value.clone());
        Ok(())
    }

    fn remove_value(&self, key: &str, name: &str) -> io::Result<()> {
        self.may_write(key)?;
        if let Some(values) = self.keys.borrow_mut().get_mut(key) {
            values.remove(name);
        }
        Ok(())
    }

    fn has_key(&self, key: &str) -> io::Result<bool> {
        Ok(self.keys.borrow().contains_key(key))
    }

    fn remove_empty_key(&self, key: &str) -> io::Result<()> {
        let mut keys = self.keys.borrow_mut();
        let below = format!("{key}\\");
        let is_empty =
            keys.get(key).is_some_and(BTreeMap::is_empty) && !keys.keys().any(|other| other.starts_with(&below));
        if is_empty {
            self.may_write(key)?;
            keys.remove(key);
        }
        Ok(())
    }

    fn shortcut(&self, path: &Path) -> io::Result<Option<Shortcut>> {
        Ok(fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    fn write_shortcut(&self, path: &Path, link: &Shortcut) -> io::Result<()> {
        fs::write(path, serde_json::to_vec(link)?)
    }

    fn variable(&self, _: &str) -> Option<String> {
        None
    }
}
