//! Reads a repository, and makes an empty one.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use gix::objs::tree::EntryRef;
use gix::objs::{CommitRef, Kind, TreeRef, TreeRefIter};

use super::objects::{Commit, Id, TreeEntry};
use super::references;
use crate::disk::{self, EntryKind};
use crate::history::HistoryError;
use crate::history::name::{from_git, to_git};

/// A repository that is open.
pub struct Store {
    folder: PathBuf,
    repository: gix::Repository,
}

/// What a new repository is made of besides its folders. The objects of a file are never given up before [`crate::history`] does. The last section tells
/// a history from every other repository.
const CONFIG: &str = "[core]\n\trepositoryformatversion = 0\n\tfilemode = false\n\tbare = true\n\tlogallrefupdates = true\n[gc]\n\tauto = 0\n[spoc]\n\thistory = true\n";

impl Store {
    /// Opens a repository. An error where the folder holds none.
    pub fn open(folder: &Path) -> Result<Self, HistoryError> {
        // Windows takes a path of any length that is whole and without links; where there is none, there is no history either.
        let folder = match disk::absolute(folder) {
            Ok(folder) => folder,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(HistoryError::None(folder.to_owned()));
            }
            Err(error) => return Err(HistoryError::io(folder)(error)),
        };
        let marks = ["HEAD", "objects", "refs"].map(|name| disk::kind(&folder.join(name)));
        if !matches!(marks, [Ok(Some(EntryKind::File)), Ok(Some(EntryKind::Folder)), Ok(Some(EntryKind::Folder))]) {
            if let Some(error) = marks.into_iter().find_map(Result::err) {
                return Err(HistoryError::io(&folder)(error));
            }
            return Err(HistoryError::None(folder));
        }
        // The settings of this user and this computer have no say in it.
        let options = gix::open::Options::isolated().open_path_as_is(true);
        let opened = gix::open_opts(&folder, options).map_err(|error| failed(&folder, &error))?;
        Ok(Self { folder, repository: opened })
    }

    /// Lets go of the packs that are open, and lists them anew.
    pub(super) fn reopen(&mut self) -> Result<(), HistoryError> {
        *self = Self::open(&self.folder)?;
        Ok(())
    }

    /// Makes an empty repository in a folder that is not there or empty. The folder is its owner's alone.
    pub fn create(folder: &Path) -> Result<(), HistoryError> {
        let io = |path: &Path| HistoryError::io(path);
        if !matches!(disk::kind(folder), Ok(Some(EntryKind::Folder))) {
            disk::make_private_folder(folder).map_err(io(folder))?;
        }
        for inside in ["objects/pack", "objects/info", "refs/heads", "refs/tags", "logs/refs/heads"] {
            let mut path = folder.to_owned();
            path.extend(inside.split('/'));
            disk::make_folder(&path).map_err(io(&path))?;
        }
        // The file HEAD is the last: with it the folder is a repository.
        for (name, text) in [("config", CONFIG.to_owned()), ("HEAD", format!("ref: {}\n", references::BRANCH))] {
            let path = folder.join(name);
            disk::write(&path, text.as_bytes()).map_err(io(&path))?;
        }
        Ok(())
    }

    /// Whether it was made to be a history, and is not somebody's repository.
    pub fn has_mark(&self) -> bool {
        self.repository.config_snapshot().boolean("spoc.history") == Some(true)
    }

    /// The folder without links.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The newest commit by the branch; none before the first.
    pub fn head(&self) -> Result<Option<Id>, HistoryError> {
        let branch = self.repository.try_find_reference(references::BRANCH).map_err(|error| self.failed(&error))?;
        match branch {
            None => Ok(None),
            Some(branch) => {
                let id = branch.try_id().and_then(|id| Id::of(&id));
                id.map(Some).ok_or_else(|| self.damaged("its branch names no commit"))
            }
        }
    }

    /// The names of all other branches and the like: a history has none, but somebody may have made one.
    pub fn other_references(&self) -> Result<Vec<String>, HistoryError> {
        let platform = self.repository.references().map_err(|error| self.failed(&error))?;
        let mut names = Vec::new();
        for one in platform.all().map_err(|error| self.failed(&error))? {
            let name = one.map_err(|error| self.damaged(error))?.name().as_bstr().to_string();
            if name != references::BRANCH {
                names.push(name);
            }
        }
        Ok(names)
    }

    /// Whether an object is there, as far as is known without listing the packs anew. What cannot be looked up just now counts as not there.
    pub fn has(&self, id: Id) -> bool {
        self.repository.objects.exists_without_refresh(&id.object())
    }

    /// Finds an object without unpacking it. Unlike [`Store::has`] this tells one that is missing from one that cannot be looked up.
    pub fn find(&self, id: Id) -> Result<(), HistoryError> {
        self.repository.find_header(id.object()).map(drop).map_err(|error| self.failed(&error))
    }

    /// A commit.
    pub fn commit(&self, id: Id) -> Result<Commit, HistoryError> {
        let object = self.object(id, Kind::Commit)?;
        let read = CommitRef::from_bytes(&object, gix::hash::Kind::Sha1).map_err(|error| self.damaged(error))?;
        let committer = read.committer().map_err(|error| self.damaged(error))?;
        let author = read.author().map_err(|error| self.damaged(error))?;
        Ok(Commit {
            id,
            tree: Id::of(&read.tree()).ok_or_else(|| self.damaged("a commit without a folder"))?,
            parent: read.parents().next().and_then(|parent| Id::of(&parent)),
            author: author.name.to_string(),
            people: [read.author.to_string(), read.committer.to_string()],
            committed: DateTime::<Utc>::from_timestamp(committer.seconds(), 0).unwrap_or_default(),
            message: read.message.to_string(),
        })
    }

    /// The entries of a folder, in git's own order.
    pub fn tree(&self, id: Id) -> Result<Vec<TreeEntry>, HistoryError> {
        let object = self.object(id, Kind::Tree)?;
        let read = TreeRef::from_bytes(&object, gix::hash::Kind::Sha1).map_err(|error| self.damaged(error))?;
        Ok(read.entries.iter().filter_map(entry).collect())
    }

    /// The entry of a folder with a name: whether it is a folder, and its object.
    pub fn entry(&self, folder: Id, name: &str) -> Result<Option<(bool, Id)>, HistoryError> {
        let object = self.object(folder, Kind::Tree)?;
        let name = to_git(name);
        for entry in TreeRefIter::from_bytes(&object, gix::hash::Kind::Sha1) {
            let entry = entry.map_err(|error| self.damaged(error))?;
            if entry.filename == name.as_str() && is_kept(&entry) {
                return Ok(Id::of(entry.oid).map(|id| (entry.mode.is_tree(), id)));
            }
        }
        Ok(None)
    }

    /// The entries of two folders that are not the same in both, in git's own order.
    pub fn unequal(
        &self,
        before: Option<Id>,
        after: Option<Id>,
    ) -> Result<(Vec<TreeEntry>, Vec<TreeEntry>), HistoryError> {
        let read = |folder: Option<Id>| folder.map_or(Ok(Vec::new()), |folder| self.object(folder, Kind::Tree));
        let objects = (read(before)?, read(after)?);
        let parse = |object| TreeRef::from_bytes(object, gix::hash::Kind::Sha1).map_err(|error| self.damaged(error));
        let (old, new) = (parse(&objects.0)?.entries, parse(&objects.1)?.entries);
        let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
        let (mut was, mut is) = (Vec::new(), Vec::new());
        loop {
            let order = match (old.peek(), new.peek()) {
                (None, None) => return Ok((was, is)),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(old), Some(new)) => old.cmp(new),
            };
            let one = if order.is_gt() { None } else { old.next() };
            let other = if order.is_lt() { None } else { new.next() };
            if one != other {
                was.extend(one.and_then(entry));
                is.extend(other.and_then(entry));
            }
        }
    }

    /// The bytes of a file.
    pub fn blob(&self, id: Id) -> Result<Vec<u8>, HistoryError> {
        self.object(id, Kind::Blob)
    }

    /// The bytes of a file that has at most so many; none of a larger one.
    pub fn blob_up_to(&self, id: Id, most: u64) -> Result<Option<Vec<u8>>, HistoryError> {
        let header = self.repository.find_header(id.object()).map_err(|error| self.failed(&error))?;
        if header.size() > most { Ok(None) } else { self.blob(id).map(Some) }
    }

    /// The bytes of an object of any kind.
    pub(super) fn any_object(&self, id: Id) -> Result<(Kind, Vec<u8>), HistoryError> {
        let found = self.repository.find_object(id.object()).map_err(|error| self.failed(&error))?;
        let kind = found.kind;
        Ok((kind, found.detach().data))
    }

    fn object(&self, id: Id, kind: Kind) -> Result<Vec<u8>, HistoryError> {
        let (found, data) = self.any_object(id)?;
        if found == kind { Ok(data) } else { Err(self.damaged(format!("{id} is a {found} and not a {kind}"))) }
    }

    /// The error of a history that is damaged.
    pub fn is_damaged(&self, why: &str) -> HistoryError {
        self.damaged(why)
    }

    pub(super) fn damaged(&self, why: impl ToString) -> HistoryError {
        damaged(&self.folder, why)
    }

    fn failed(&self, error: &gix::Error) -> HistoryError {
        failed(&self.folder, error)
    }
}

fn entry(entry: &EntryRef<'_>) -> Option<TreeEntry> {
    let id = Id::of(entry.oid).filter(|_| is_kept(entry))?;
    Some(TreeEntry { name: from_git(entry.filename), is_folder: entry.mode.is_tree(), id })
}

/// What is neither a file nor a folder was not written by this program.
fn is_kept(entry: &EntryRef<'_>) -> bool {
    entry.mode.is_tree() || entry.mode.is_blob()
}

fn damaged(folder: &Path, why: impl ToString) -> HistoryError {
    HistoryError::Damaged { folder: folder.to_owned(), why: why.to_string() }
}

/// What the library says. What the system did not let it read is not damaged: it may be there the next time.
fn failed(folder: &Path, error: &gix::Error) -> HistoryError {
    match refused_by_system(error) {
        Some(code) => HistoryError::io(folder)(std::io::Error::from_raw_os_error(code)),
        None => damaged(folder, error),
    }
}

/// The system's number for why it refused something, other than that it is not there.
fn refused_by_system(error: &gix::Error) -> Option<i32> {
    error.iter_errors().filter_map(|error| error.downcast_ref::<std::io::Error>()).find_map(|error| {
        // The library wraps an error of the system into its own, and that into one of the system's kind again.
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<gix::Error>());
        let own = error.raw_os_error().filter(|_| error.kind() != std::io::ErrorKind::NotFound);
        own.or_else(|| inner.and_then(refused_by_system))
    })
}
