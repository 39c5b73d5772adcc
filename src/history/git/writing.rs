//! Writes commits: files and folders become objects, objects become packs, and only when these are on the disk does the branch move.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use chrono::{DateTime, FixedOffset};
use gix::bstr::BString;
use gix::objs::{Kind, Tree, WriteTo as _, tree};

use super::objects::Id;
use super::pack::{NewContent, PackError, Packed, Packing};
use super::references;
use super::store::Store;
use crate::history::HistoryError;
use crate::history::name::to_git;

/// Writes commits on top of the branch.
pub struct Writing {
    store: Store,
    /// The newest commit, whether or not the branch has moved to it, and its folder.
    head: Option<(Id, Id)>,
    /// The drive's and managers' folders that were taken in for the next commit and are written with it.
    staged: BTreeSet<Depth>,
    /// Where the branch stands.
    branch: Option<Id>,
    packing: Packing,
    /// What is in `packing`.
    new: HashSet<Id>,
    /// The folders that were touched, by path, as they are in `head`.
    folders: HashMap<String, Folder>,
    /// Whether what an index names may not be there to be read, as some of it was found damaged.
    is_doubtful: bool,
}

/// A folder's entries by their names as git has them.
type Folder = BTreeMap<String, (bool, Id)>;

/// A file that changes from one commit to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeChange<'p> {
    /// Its path on the drive.
    pub path: &'p str,
    /// Its new content; none where it is gone.
    pub content: Option<Id>,
}

/// What stands in a commit besides the files.
#[derive(Debug)]
pub struct NewCommit<'c> {
    /// The author's name.
    pub author: &'c str,
    /// The name of the committer.
    pub committer: &'c str,
    /// The time.
    pub at: DateTime<FixedOffset>,
    /// The message.
    pub message: &'c str,
}

impl Writing {
    /// On top of a commit, which need not be where the branch stands.
    pub fn new(store: Store, head: Option<Id>) -> Result<Self, HistoryError> {
        let head = head.map(|head| store.commit(head).map(|commit| (head, commit.tree))).transpose()?;
        let branch = references::branch(store.folder()).map_err(HistoryError::io(store.folder()))?;
        let (packing, new, folders) = (Packing::default(), HashSet::new(), HashMap::new());
        let staged = BTreeSet::new();
        Ok(Self { store, head, staged, branch, packing, new, folders, is_doubtful: false })
    }

    /// What was found damaged may be more than was looked at: from now on what is to be kept is written anew, unless it can be read.
    pub fn doubt(&mut self) {
        self.is_doubtful = true;
    }

    /// The repository, as of the last commit that was written out.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The newest commit.
    pub fn head(&self) -> Option<Id> {
        self.head.map(|(commit, _)| commit)
    }

    /// Adds the content of a file.
    pub fn add_content(&mut self, content: NewContent) -> Result<Id, HistoryError> {
        self.add(content.0)
    }

    /// Writes a commit in which these files differ from the one before. None where nothing differs.
    pub fn commit(&mut self, changes: &[TreeChange<'_>], commit: &NewCommit<'_>) -> Result<Option<Id>, HistoryError> {
        let tree = self.tree_with(changes)?;
        if self.head.is_some_and(|(_, before)| before == tree) {
            return Ok(None);
        }
        let NewCommit { author, committer, at, message } = commit;
        let time = git_time(*at);
        let people = [format!("{author} <> {time}"), format!("{committer} <> {time}")];
        self.commit_tree(tree, &people, message).map(Some)
    }

    /// Takes changes into the folder of the next commit. What is deeper than the folders of managers is let go from memory. Those above it are written with
    /// the commit alone, so that no folder stays behind that belongs to none.
    pub fn stage(&mut self, changes: &[TreeChange<'_>]) -> Result<(), HistoryError> {
        let touched = self.take_in(changes)?;
        self.staged = self.write_folders(touched, 2)?;
        self.folders.retain(|path, _| !path.contains('/'));
        Ok(())
    }

    /// Forgets what was taken into the folder of the next commit.
    pub fn unstage(&mut self) {
        self.staged.clear();
        self.folders.clear();
    }

    /// Writes a commit with a folder that is there.
    fn commit_tree(&mut self, tree: Id, people: &[String; 2], message: &str) -> Result<Id, HistoryError> {
        let text = commit_text(tree, self.head(), people, message);
        let id = self.add_bytes(Kind::Commit, text.as_bytes())?;
        self.head = Some((id, tree));
        Ok(id)
    }

    /// Whether so much is held in memory that it should be written out.
    pub fn is_full(&self) -> bool {
        self.packing.is_full()
    }

    /// Writes everything out, and moves the branch to the newest commit. `by`: who does it; `why`: a line for the log.
    pub fn finish(&mut self, by: &str, at: DateTime<FixedOffset>, why: &str) -> Result<(), HistoryError> {
        self.write_out()?;
        self.folders.clear();
        let Some(head) = self.head().filter(|head| self.branch != Some(*head)) else { return Ok(()) };
        let by = format!("{by} <> {}", git_time(at));
        self.has_not_moved()?;
        references::move_branch(self.store.folder(), self.branch, head, &by, why)
            .map_err(HistoryError::io(self.store.folder()))?;
        self.branch = Some(head);
        Ok(())
    }

    /// An error where the branch does not stand any more where this program saw it last.
    pub(super) fn has_not_moved(&self) -> Result<(), HistoryError> {
        let folder = self.store.folder();
        let branch = references::branch(folder).map_err(HistoryError::io(folder))?;
        if branch == self.branch { Ok(()) } else { Err(HistoryError::Taken(folder.to_owned())) }
    }

    /// Writes the objects out. The branch stays where it is.
    pub fn write_out(&mut self) -> Result<(), HistoryError> {
        if self.packing.is_empty() {
            return Ok(());
        }
        if self.is_doubtful {
            // A damaged pack may have to give way to the same one written anew, which Windows refuses while it is open.
            self.close_packs()?;
        }
        let folder = self.store.folder().to_owned();
        let packs = folder.join("objects").join("pack");
        self.packing.write(&packs).map_err(|error| unwritten(&folder, error))?;
        self.new.clear();
        self.close_packs()
    }

    /// Goes on from a commit that the branch stands at.
    pub(super) fn begin_at(&mut self, head: Id) -> Result<(), HistoryError> {
        self.close_packs()?;
        self.head = Some((head, self.store.commit(head)?.tree));
        self.branch = Some(head);
        self.unstage();
        Ok(())
    }

    /// Lets go of the packs that are open, and lists them anew.
    pub(super) fn close_packs(&mut self) -> Result<(), HistoryError> {
        self.store.reopen()
    }

    fn add_bytes(&mut self, kind: Kind, data: &[u8]) -> Result<Id, HistoryError> {
        let object = Packed::of(kind, data).map_err(|error| unwritten(self.store.folder(), error))?;
        self.add(object)
    }

    fn add(&mut self, object: Packed) -> Result<Id, HistoryError> {
        let id = object.id().ok_or_else(|| self.store.damaged("an object without a name"))?;
        let is_there = |store: &Store| store.has(id) && (!self.is_doubtful || store.any_object(id).is_ok());
        if !self.new.contains(&id) && !is_there(&self.store) {
            self.new.insert(id);
            self.packing.add(object);
        }
        if self.is_full() {
            self.write_out()?;
        }
        Ok(id)
    }

    // Folders.

    /// The folder of the newest commit with some changes.
    fn tree_with(&mut self, changes: &[TreeChange<'_>]) -> Result<Id, HistoryError> {
        let touched = self.take_in(changes)?;
        self.write_folders(touched, 1)?;
        let bytes = bytes_of(self.folder("")?);
        self.add_bytes(Kind::Tree, &bytes)
    }

    /// Takes changes into the folders that are in memory. Gives those whose entries have changed since they were written, the deepest first.
    fn take_in(&mut self, changes: &[TreeChange<'_>]) -> Result<BTreeSet<Depth>, HistoryError> {
        let mut touched = std::mem::take(&mut self.staged);
        for TreeChange { path, content } in changes {
            let (above, name) = path.rsplit_once('/').unwrap_or(("", *path));
            let folder = self.folder(above)?;
            match content {
                Some(content) => drop(folder.insert(to_git(name), (false, *content))),
                None => match folder.get(&to_git(name)) {
                    Some((false, _)) => drop(folder.remove(&to_git(name))),
                    // A folder took the place of the file.
                    _ => continue,
                },
            }
            touched.insert(Depth::of(above));
        }
        Ok(touched)
    }

    /// Writes folders, and those above them, down to a depth. Gives those above that depth, which are not written yet.
    fn write_folders(&mut self, mut touched: BTreeSet<Depth>, depth: usize) -> Result<BTreeSet<Depth>, HistoryError> {
        while let Some(deepest) = touched.first().filter(|deepest| deepest.depth.0 >= depth) {
            let path = deepest.path.clone();
            touched.pop_first();
            let folder = self.folder(&path)?;
            let (is_empty, bytes) = (folder.is_empty(), bytes_of(folder));
            let id = if is_empty { None } else { Some(self.add_bytes(Kind::Tree, &bytes)?) };
            let (above, name) = path.rsplit_once('/').unwrap_or(("", &path));
            let entries = self.folder(above)?;
            match id {
                Some(id) => drop(entries.insert(to_git(name), (true, id))),
                None => {
                    if entries.get(&to_git(name)).is_some_and(|(is_folder, _)| *is_folder) {
                        entries.remove(&to_git(name));
                    }
                }
            }
            touched.insert(Depth::of(above));
        }
        Ok(touched)
    }

    /// The entries of a folder as they are now; none where there is no such folder.
    fn folder(&mut self, path: &str) -> Result<&mut Folder, HistoryError> {
        if !self.folders.contains_key(path) {
            let id = if path.is_empty() {
                self.head.map(|(_, tree)| tree)
            } else {
                let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
                let entry = self.folder(above)?.get(&to_git(name)).copied();
                entry.filter(|(is_folder, _)| *is_folder).map(|(_, id)| id)
            };
            let entries = match id {
                // What was packed only now is written out first, so that it can be read.
                Some(id) if self.new.contains(&id) => {
                    self.write_out()?;
                    self.store.tree(id)?
                }
                Some(id) => self.store.tree(id)?,
                None => Vec::new(),
            };
            let folder = entries.into_iter().map(|entry| (to_git(&entry.name), (entry.is_folder, entry.id))).collect();
            self.folders.insert(path.to_owned(), folder);
        }
        Ok(self.folders.entry(path.to_owned()).or_default())
    }
}

/// A folder's path, such that the deepest come first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Depth {
    depth: Reverse<usize>,
    path: String,
}

impl Depth {
    fn of(path: &str) -> Self {
        let depth = if path.is_empty() { 0 } else { 1 + path.matches('/').count() };
        Self { depth: Reverse(depth), path: path.to_owned() }
    }
}

/// A folder as git writes it.
fn bytes_of(folder: &Folder) -> Vec<u8> {
    let entry = |(name, (is_folder, id)): (&String, &(bool, Id))| tree::Entry {
        mode: if *is_folder { tree::EntryKind::Tree } else { tree::EntryKind::Blob }.into(),
        filename: BString::from(name.as_str()),
        oid: id.object(),
    };
    let mut entries: Vec<_> = folder.iter().map(entry).collect();
    entries.sort();
    let mut bytes = Vec::new();
    // Nothing stands in the way of writing to memory but a zero in a name, which no name on a disk has.
    let _ = Tree { entries }.write_to(&mut bytes);
    bytes
}

/// A commit as git writes it.
pub(super) fn commit_text(tree: Id, parent: Option<Id>, people: &[String; 2], message: &str) -> String {
    let parent = parent.map(|parent| format!("parent {parent}\n")).unwrap_or_default();
    let [author, committer] = people;
    format!("tree {tree}\n{parent}author {author}\ncommitter {committer}\n\n{message}")
}

/// A time as git writes it.
pub(super) fn git_time(at: DateTime<FixedOffset>) -> String {
    format!("{} {}", at.timestamp().max(0), at.format("%z"))
}

pub(super) fn unwritten(folder: &Path, error: PackError) -> HistoryError {
    match error {
        PackError::Disk(path, source) => HistoryError::Io { path, source },
        PackError::Library(why) => HistoryError::Unwritten { folder: folder.to_owned(), why },
    }
}
