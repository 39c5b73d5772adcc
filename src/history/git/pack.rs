//! Packs: many objects in one file, with an index beside it. A history is written in packs alone, never as loose objects: one file to flush for a
//! change, and one for thousands.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use gix::objs::Kind;
use gix::zlib::Compression;
use gix::zlib::stream::deflate;
use gix_pack::data::output::{self, bytes::FromEntriesIter, entry};
use gix_pack::data::{Version, input};

use super::objects::Id;
use crate::disk;

/// So many bytes are held in memory, about three times: as objects, as the pack, and while it is checked.
pub(super) const FULL: usize = 3_000_000;

/// Objects that will become one pack.
#[derive(Default)]
pub(super) struct Packing {
    entries: Vec<output::Entry>,
    bytes: usize,
}

/// An object that is ready to be written.
pub(super) struct Packed(output::Entry);

/// The content of a file, ready to be written.
pub struct NewContent(pub(super) Packed);

impl NewContent {
    /// Makes a file of so many bytes ready as it is read. None where there are more or fewer bytes.
    pub fn read(size: u64, from: impl Read) -> io::Result<Option<Self>> {
        Ok(Packed::read(Kind::Blob, size, from)?.map(Self))
    }

    /// Its name.
    pub fn id(&self) -> Option<Id> {
        self.0.id()
    }
}

/// Why an object could not be made ready, or a pack not be written.
#[derive(Debug)]
pub(super) enum PackError {
    /// The system did not let the file be written.
    Disk(PathBuf, io::Error),
    /// The library found something wrong.
    Library(String),
}

impl Packed {
    /// Makes an object ready.
    pub fn of(kind: Kind, data: &[u8]) -> Result<Self, PackError> {
        let made = Self::read(kind, data.len() as u64, data).map_err(|error| PackError::Library(error.to_string()))?;
        made.ok_or_else(|| PackError::Library("an object without an end".to_owned()))
    }

    /// Makes an object of so many bytes ready as they are read: only what is packed is held in memory. None where there are more or fewer bytes.
    pub fn read(kind: Kind, size: u64, mut from: impl Read) -> io::Result<Option<Self>> {
        // The hashes in folders cannot be made smaller: little is gained there, and it takes most of the time.
        let level = if kind == Kind::Tree { Compression::BEST_SPEED } else { Compression::DEFAULT };
        let mut hashing = gix::hash::hasher(gix::hash::Kind::Sha1);
        hashing.update(&gix::objs::encode::loose_header(kind, size));
        let mut packing = deflate::Write::new(Vec::new(), level);
        let (mut part, mut length) = (vec![0; 1 << 16], 0_u64);
        loop {
            let filled = match from.read(&mut part) {
                Ok(0) => break,
                Ok(filled) => filled,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            length += filled as u64;
            if length > size {
                return Ok(None);
            }
            let bytes = part.get(..filled).unwrap_or_default();
            hashing.update(bytes);
            packing.write_all(bytes)?;
        }
        if length != size {
            return Ok(None);
        }
        packing.flush()?;
        let id = hashing.try_finalize().map_err(|error| io::Error::other(error.to_string()))?;
        Ok(Some(Self(output::Entry {
            id,
            kind: entry::Kind::Base(kind),
            decompressed_size: usize::try_from(size).map_err(io::Error::other)?,
            compressed_data: packing.into_inner(),
        })))
    }

    /// The name of the object.
    pub fn id(&self) -> Option<Id> {
        Id::of(&self.0.id)
    }
}

impl Packing {
    /// Adds an object.
    pub fn add(&mut self, object: Packed) {
        self.bytes += object.0.compressed_data.len();
        self.entries.push(object.0);
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether it is so large that it should be written.
    pub fn is_full(&self) -> bool {
        const OBJECTS: usize = 20_000;
        self.bytes > FULL || self.entries.len() > OBJECTS
    }

    /// Writes the pack and its index, both whole and flushed, and empties this. Every object is unpacked again for the index, so that its name is
    /// known to be right. Gives the path of the index, or none where there was nothing to write.
    pub fn write(&mut self, folder: &Path) -> Result<Option<PathBuf>, PackError> {
        if self.entries.is_empty() {
            return Ok(None);
        }
        let entries = std::mem::take(&mut self.entries);
        // Each object has a head of a few bytes before it.
        let size = std::mem::take(&mut self.bytes) + 8 * entries.len() + 64;
        let library = |error: gix::Error| PackError::Library(error.to_string());
        let number = u32::try_from(entries.len()).map_err(|error| PackError::Library(error.to_string()))?;
        let mut pack = Vec::with_capacity(size);
        let hash = gix::hash::Kind::Sha1;
        let mut written =
            FromEntriesIter::new(entries.into_iter().map(|one| Ok(vec![one])), &mut pack, number, Version::V2, hash);
        for part in written.by_ref() {
            part.map_err(library)?;
        }
        let digest = written.digest().ok_or_else(|| PackError::Library("a pack without an end".to_owned()))?;
        drop(written);
        let index = index_of(&pack).map_err(library)?;
        let file = |ending: &str| folder.join(format!("pack-{digest}.{ending}"));
        // A pack without its index is not seen: it comes first.
        for (path, bytes) in [(file("pack"), pack), (file("idx"), index)] {
            match disk::write_new(&path, &bytes) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    // The same objects were written before: by a run that was killed between the two, or that lacks only the branch.
                    if !matches!(disk::read(&path, bytes.len() as u64), Ok(there) if there == bytes) {
                        disk::write(&path, &bytes).map_err(|error| PackError::Disk(path, error))?;
                    }
                }
                written => written.map_err(|error| PackError::Disk(path, error))?,
            }
        }
        disk::flush_folder(folder).map_err(|error| PackError::Disk(folder.to_owned(), error))?;
        Ok(Some(file("idx")))
    }
}

/// The index of a pack.
fn index_of(pack: &[u8]) -> gix::Result<Vec<u8>> {
    let hash = gix::hash::Kind::Sha1;
    let (mode, keep) = (input::Mode::Verify, input::EntryDataMode::Crc32);
    let mut entries = input::BytesToEntriesIter::new_from_header(pack, mode, keep, hash)?;
    let mut index = Vec::new();
    fn part<'p>(range: gix_pack::data::EntryRange, pack: &'p &[u8]) -> Option<&'p [u8]> {
        pack.get(usize::try_from(range.start).ok()?..usize::try_from(range.end).ok()?)
    }
    gix_pack::index::write_data_iter_to_stream(
        gix_pack::index::Version::V2,
        || Ok((part, pack)),
        &mut entries,
        Some(1),
        &mut gix::progress::Discard,
        &mut index,
        &AtomicBool::new(false),
        hash,
        None,
        Version::V2,
    )?;
    Ok(index)
}
