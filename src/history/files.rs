//! The files of the newest commit, as a look holds the drive against them. Of a large drive there are many, and a look is at few parts of it: each part is
//! held packed, in about fifty bytes a file.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::git::Id;
use crate::disk::Stamp;

/// A file as it was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    pub content: Id,
    /// The size and times under which it was read; none where that is not known.
    pub stamp: Option<Stamp>,
    /// Whether a change would show in these.
    pub is_sure: bool,
}

/// The files of a part of the drive, by path.
pub(super) type PartFiles = BTreeMap<Arc<str>, Known>;

/// All files that are known, by part.
#[derive(Debug, Default)]
pub(super) struct KnownFiles {
    packed: BTreeMap<String, PackedFiles>,
    /// The part that was changed last, which is not among the packed ones. Changes come part by part: it is packed when another one is changed.
    open: Option<(String, PartFiles)>,
}

/// The files of a part, packed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PackedFiles {
    bytes: Vec<u8>,
    /// Whether a change of one of them might not show.
    is_unsure: bool,
}

/// What is packed. The names resemble one another and are made smaller; most of the rest does not.
#[derive(Serialize, Deserialize)]
struct Columns<'b> {
    names: Cow<'b, [u8]>,
    /// The length of the names before they were made smaller.
    length: usize,
    files: Vec<PackedFile>,
}

#[derive(Serialize, Deserialize)]
struct PackedFile {
    content: Id,
    stamp: Option<PackedStamp>,
    is_sure: bool,
}

#[derive(Serialize, Deserialize)]
struct PackedStamp {
    size: u64,
    modified: i64,
    /// How much later the other time is.
    changed_after: i64,
}

/// Bytes become at most so many times as many when they are unpacked.
const MOST_TIMES: usize = 256;

impl KnownFiles {
    /// The files of a part.
    pub fn of(&self, part: &str) -> PartFiles {
        match &self.open {
            Some((open, files)) if open == part => files.clone(),
            _ => self.packed.get(part).and_then(|packed| packed.unpack(part)).unwrap_or_default(),
        }
    }

    /// The files of a part, to be changed.
    pub fn change(&mut self, part: &str) -> &mut PartFiles {
        if self.open.as_ref().is_none_or(|(open, _)| open != part) {
            self.close();
            let files = self.packed.remove(part).and_then(|packed| packed.unpack(part));
            self.open = Some((part.to_owned(), files.unwrap_or_default()));
        }
        let (_, files) = self.open.get_or_insert_with(|| (part.to_owned(), PartFiles::new()));
        files
    }

    /// The parts that have files or had some.
    pub fn parts(&self) -> impl Iterator<Item = &String> {
        self.packed.keys().chain(self.open.iter().map(|(part, _)| part))
    }

    /// The parts in which a change of some file might not show.
    pub fn unsure_parts(&self) -> impl Iterator<Item = &String> {
        let packed = self.packed.iter().filter(|(_, packed)| packed.is_unsure).map(|(part, _)| part);
        packed.chain(self.open.iter().filter(|(_, files)| is_unsure(files)).map(|(part, _)| part))
    }

    /// Tells of every file.
    pub fn each(&self, mut tell: impl FnMut(&str, &Known)) {
        for part in self.parts() {
            self.of(part).iter().for_each(|(path, known)| tell(path, known));
        }
    }

    /// All parts, packed.
    pub fn packed(&mut self) -> &BTreeMap<String, PackedFiles> {
        self.close();
        &self.packed
    }

    fn close(&mut self) {
        if let Some((part, files)) = self.open.take().filter(|(_, files)| !files.is_empty()) {
            let packed = PackedFiles::of(&part, &files);
            self.packed.insert(part, packed);
        }
    }
}

impl PackedFiles {
    fn of(part: &str, files: &PartFiles) -> Self {
        let names: Vec<_> = files.keys().map(|path| path.strip_prefix(part).unwrap_or(path)).collect();
        let names = postcard::to_allocvec(&names).unwrap_or_default();
        let pack = |known: &Known| PackedFile {
            content: known.content,
            stamp: known.stamp.map(|Stamp { size, modified, changed }| PackedStamp {
                size,
                modified,
                changed_after: changed.wrapping_sub(modified),
            }),
            is_sure: known.is_sure,
        };
        let columns = Columns {
            names: lz4_flex::compress(&names).into(),
            length: names.len(),
            files: files.values().map(pack).collect(),
        };
        Self { bytes: postcard::to_allocvec(&columns).unwrap_or_default(), is_unsure: is_unsure(files) }
    }

    /// The files of the part; none where the bytes are no such thing.
    pub fn unpack(&self, part: &str) -> Option<PartFiles> {
        let Columns { names, length, files } = postcard::from_bytes(&self.bytes).ok()?;
        // A length that is damaged asks for no more memory than this.
        if length > names.len().saturating_mul(MOST_TIMES) {
            return None;
        }
        let names = lz4_flex::decompress(&names, length).ok()?;
        let names: Vec<&str> = postcard::from_bytes(&names).ok()?;
        let unpack = |file: PackedFile| Known {
            content: file.content,
            stamp: file.stamp.map(|PackedStamp { size, modified, changed_after }| Stamp {
                size,
                modified,
                changed: modified.wrapping_add(changed_after),
            }),
            is_sure: file.is_sure,
        };
        let paths = names.iter().map(|name| Arc::from([part, name].concat()));
        (names.len() == files.len()).then(|| paths.zip(files.into_iter().map(unpack)).collect())
    }
}

fn is_unsure(files: &PartFiles) -> bool {
    files.values().any(|known| !known.is_sure)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn known() -> impl Strategy<Value = Known> {
        let stamp = proptest::option::of((any::<u64>(), any::<i64>(), any::<i64>()));
        (0_u8..9, stamp, any::<bool>()).prop_map(|(content, stamp, is_sure)| Known {
            content: Id::parse(&format!("{content:040x}")).unwrap(),
            stamp: stamp.map(|(size, modified, changed)| Stamp { size, modified, changed }),
            is_sure,
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]
        /// What is known is what was put there, whichever parts were changed in between.
        #[test]
        fn what_is_packed_is_what_was_there(changes in proptest::collection::vec(
            (0..3_usize, "[a-c/\n\u{e9}]{0,3}", proptest::option::of(known())), 0..40,
        )) {
            const PARTS: [&str; 3] = ["", "A/B", "A/C"];
            let mut files = KnownFiles::default();
            let mut plain: BTreeMap<&str, PartFiles> = BTreeMap::new();
            for (part, name, known) in changes {
                let part = PARTS[part];
                let path: Arc<str> = [part, "/", &name].concat().into();
                for files in [files.change(part), plain.entry(part).or_default()] {
                    match known {
                        Some(known) => drop(files.insert(path.clone(), known)),
                        None => drop(files.remove(&path)),
                    }
                }
            }
            for is_packed in [false, true] {
                for part in PARTS {
                    prop_assert_eq!(files.of(part), plain.get(part).cloned().unwrap_or_default());
                }
                let unsure: Vec<_> = plain.iter().filter(|(_, files)| is_unsure(files)).map(|(part, _)| *part).collect();
                let mut found: Vec<_> = files.unsure_parts().map(String::as_str).collect();
                found.sort_unstable();
                prop_assert_eq!(found, unsure);
                let mut count = 0;
                files.each(|_, _| count += 1);
                prop_assert_eq!(count, plain.values().map(BTreeMap::len).sum::<usize>());
                if !is_packed {
                    files.packed();
                }
            }
        }
    }

    #[test]
    fn other_bytes_are_no_files() {
        let mut files = PartFiles::new();
        let content = Id::parse(&format!("{:040x}", 7)).unwrap();
        files.insert("A/B/x".into(), Known { content, stamp: None, is_sure: false });
        let packed = PackedFiles::of("A/B", &files);
        for at in 0..packed.bytes.len() {
            let mut other = packed.clone();
            other.bytes.truncate(at);
            assert_eq!(other.unpack("A/B"), None);
        }
        assert_eq!(packed.unpack("A/B"), Some(files));
    }
}
