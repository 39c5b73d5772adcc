//! A system without registry and shortcuts.

use std::io;
use std::path::Path;

use super::System;
use crate::setup::item::{Shortcut, Value};

/// The system on which the program runs.
#[derive(Debug, Clone, Copy)]
pub struct Here;

impl System for Here {
    fn value(&self, _: &str, _: &str) -> io::Result<Option<Value>> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn set_value(&self, _: &str, _: &str, _: &Value) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn remove_value(&self, _: &str, _: &str) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn has_key(&self, _: &str) -> io::Result<bool> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn remove_empty_key(&self, _: &str) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn shortcut(&self, _: &Path) -> io::Result<Option<Shortcut>> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn write_shortcut(&self, _: &Path, _: &Shortcut) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }
}
