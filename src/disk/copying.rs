//! A file is copied piece by piece, whole or not at all: however large it is, it takes no more memory.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use super::{persist_new, private_file_beside};

/// Why a file was not copied.
#[derive(Debug)]
pub enum NotCopied {
    /// It could not be read, or somebody has changed it meanwhile.
    Unread(io::Error),
    /// The copy could not be written.
    Unwritten(io::Error),
}

/// The bytes that are read at once.
const PIECE: usize = 1 << 20;

/// Copies a file to a place where nothing stands yet, whole or not at all, for this user's eyes alone. `step`: told of the bytes of each piece.
pub fn copy_new(from: &Path, to: &Path, step: &dyn Fn(usize)) -> Result<(), NotCopied> {
    let mut source = File::open(from).map_err(NotCopied::Unread)?;
    let looked = |source: &File| -> Result<_, NotCopied> {
        let metadata = source.metadata().map_err(NotCopied::Unread)?;
        Ok((metadata.len(), metadata.modified().ok()))
    };
    let before = looked(&source)?;
    let mut copy = private_file_beside(to).map_err(NotCopied::Unwritten)?;
    let (mut piece, mut length) = (vec![0; PIECE], 0_u64);
    loop {
        let filled = match source.read(&mut piece) {
            Ok(0) => break,
            Ok(filled) => filled,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(NotCopied::Unread(error)),
        };
        copy.write_all(piece.get(..filled).unwrap_or_default()).map_err(NotCopied::Unwritten)?;
        length += filled as u64;
        step(filled);
    }
    if looked(&source)? != before || length != before.0 {
        let changed = io::Error::new(io::ErrorKind::ResourceBusy, "someone has changed the file meanwhile");
        return Err(NotCopied::Unread(changed));
    }
    copy.as_file().sync_all().and_then(|()| persist_new(copy, to)).map_err(NotCopied::Unwritten)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::fs;

    use super::*;

    #[test]
    fn a_copy_is_whole_or_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        let bytes: Vec<u8> = (0..PIECE + 7).map(|at| at.to_le_bytes()[0]).collect();
        fs::write(&from, &bytes).unwrap();
        let told = Cell::new(0);
        copy_new(&from, &to, &|piece| told.set(told.get() + piece)).unwrap();
        assert_eq!((fs::read(&to).unwrap(), told.get()), (bytes, PIECE + 7));
        // What stands there stays, and nothing is left behind.
        assert!(matches!(copy_new(&from, &to, &|_| {}), Err(NotCopied::Unwritten(_))));
        assert!(matches!(copy_new(&folder.path().join("none"), &to, &|_| {}), Err(NotCopied::Unread(_))));
        let grown = copy_new(&from, &folder.path().join("other"), &|_| fs::write(&from, "x").unwrap());
        assert!(matches!(grown, Err(NotCopied::Unread(_))));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
