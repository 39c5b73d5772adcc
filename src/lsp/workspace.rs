//! All that the server knows: the texts that the editor has open, and the drives in which they lie. What a request needs of a text it takes from here
//! ([`Workspace::at`]).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use chrono::NaiveDate;
use lsp_types::TextDocumentContentChangeEvent;
use serde_json::Value;

use super::background::{Answer, FoundDrive};
use super::document::Document;
use super::open_drive::OpenDrive;
use super::places::{Lines, Units};
use super::uri::{path_of, uri_of};
use crate::disk;
use crate::drive::{DriveError, DriveNames, JudgedSchool, PolicyRead};
use crate::layout::{Ending, POLICY_FILE, Role};
use crate::problem::Problem;
use crate::text::{Encoding, decode_owned};
use crate::tree::MOST_BYTES;
use crate::watch::Moment;

/// All that the server knows.
pub struct Workspace {
    /// What the editor can do.
    pub client: Client,
    /// What the editor is to be asked after the answer that is being made: the request's name and what goes with it.
    pub to_ask: Vec<(&'static str, Value)>,
    documents: BTreeMap<String, OpenDocument>,
    drives: Vec<OpenDrive>,
}

/// What the editor can do, as far as it matters here.
#[derive(Debug, Clone, Default)]
pub struct Client {
    /// What columns count.
    pub units: Units,
    /// Whether it takes changes of a text that name the text's version, and renamed files (`documentChanges`).
    pub takes_document_changes: bool,
    /// Whether it renames files where a change asks for it.
    pub renames_files: bool,
    /// Whether it lets the server ask to be told of changed files.
    pub registers_watchers: bool,
    /// Whether it asks what stands at a place before it asks for another name.
    pub prepares_renames: bool,
    /// Whether it asks its user before it makes a change that says so.
    pub asks_before_changes: bool,
}

struct OpenDocument {
    document: Document,
    /// Whether the desk has not got this text yet.
    is_dirty: bool,
    /// The drive in which it lies, by its number in the list, and its path there.
    place: Option<(usize, String)>,
}

/// A text that the editor has open, with what the drive says of it.
#[derive(Debug)]
pub struct Here {
    /// Its address, as the editor writes it.
    pub uri: String,
    /// The editor's number of the text.
    pub version: i32,
    /// The text, as the editor has it: it may begin with a byte order mark.
    pub text: String,
    /// What columns count.
    pub units: Units,
    /// Its path on the drive.
    pub path: String,
    /// The drive, as it is written in the editor's paths.
    pub drive: PathBuf,
    /// What it is on the drive, by its name.
    pub role: Role,
    /// The policy, with its unsaved text.
    pub policy: Arc<PolicyRead>,
    /// The day that counts as today.
    pub today: NaiveDate,
    /// The school in whose folder it lies; none outside schools' folders.
    pub school: Option<Arc<JudgedSchool>>,
    /// Its problems.
    pub problems: Vec<Problem>,
    /// The names of the drive's schools and SPOCs.
    pub names: DriveNames,
    /// The addresses of the texts of the drive that are open, by their paths there.
    open: BTreeMap<String, String>,
}

impl Here {
    /// The address of a file of the same drive.
    #[must_use]
    pub fn uri_of(&self, path: &str) -> String {
        if path == self.path {
            return self.uri.clone();
        }
        let opened = self.school.as_ref().and_then(|school| school.opened_as.get(path));
        let uri = self.open.get(opened.map_or(path, String::as_str));
        uri.cloned().unwrap_or_else(|| address(&self.drive, path))
    }

    /// Its text without a byte order mark, and how many bytes that has.
    #[must_use]
    pub fn unmarked(&self) -> (&str, usize) {
        let text = self.text.strip_prefix('\u{FEFF}').unwrap_or(&self.text);
        (text, self.text.len() - text.len())
    }

    /// Its lines.
    #[must_use]
    pub fn lines(&self) -> Lines<'_> {
        Lines::new(&self.text, self.units)
    }
}

/// The text of a file, be it open or not.
#[derive(Debug, Clone)]
pub struct FileText {
    /// Its address.
    pub uri: String,
    /// The editor's number of the text, where it is open.
    pub version: Option<i32>,
    /// The text; it may begin with a byte order mark.
    pub text: String,
}

/// What is known of a file, for what is shown of it.
pub(super) struct Shown {
    pub uri: String,
    pub version: Option<i32>,
    pub text: String,
    pub problems: Vec<Problem>,
}

impl Workspace {
    pub(super) fn new(client: Client) -> Self {
        Self { client, to_ask: Vec::new(), documents: BTreeMap::new(), drives: Vec::new() }
    }

    // What the editor tells.

    /// A text was opened. Gives the file whose drive is to be found, where it may be a record's.
    pub(super) fn open(&mut self, uri: &str, version: i32, text: String) -> Option<PathBuf> {
        self.close(uri);
        let document = Document { text, version };
        self.documents.insert(uri.to_owned(), OpenDocument { document, is_dirty: true, place: None });
        path_of(uri).filter(|path| may_be_record(path))
    }

    /// A text was changed.
    pub(super) fn change(&mut self, uri: &str, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        let units = self.client.units;
        if let Some(open) = self.documents.get_mut(uri) {
            open.document.change(version, changes, units);
            open.is_dirty = true;
        }
    }

    /// A text was saved.
    pub(super) fn saved(&mut self, uri: &str) {
        if let Some((drive, path)) = self.documents.get(uri).and_then(|open| open.place.clone()) {
            self.drives[drive].changed_on_disk(&path);
        }
    }

    /// A text was closed.
    pub(super) fn close(&mut self, uri: &str) {
        if let Some((drive, path)) = self.documents.remove(uri).and_then(|open| open.place) {
            self.drives[drive].closed(&path);
        }
    }

    /// A file or folder may be otherwise on the disk.
    pub(super) fn changed_on_disk(&mut self, uri: &str) {
        let Some(path) = path_of(uri) else { return };
        for drive in &mut self.drives {
            if let Some(inner) = relative(&drive.given, &path).filter(|inner| !inner.is_empty()) {
                drive.changed_on_disk(&inner);
            }
        }
    }

    // What the drives tell.

    /// The drive around a text was found. Gives it where it is a new one; then it is to be given to [`Self::add`] first.
    pub(super) fn found<'f>(&mut self, uri: &str, found: &'f FoundDrive) -> Option<&'f FoundDrive> {
        let Some(number) = self.drives.iter().position(|drive| drive.given == found.given) else { return Some(found) };
        if let Some(open) = self.documents.get_mut(uri) {
            open.place = Some((number, found.file.clone()));
            open.is_dirty = true;
            self.drives[number].opened(&found.file);
        }
        None
    }

    pub(super) fn add(&mut self, drive: OpenDrive) {
        self.drives.push(drive);
    }

    /// What a drive answered. Gives what the user is to be told.
    pub(super) fn take(&mut self, given: &Path, answer: Result<Answer, DriveError>, now: &Moment) -> Option<String> {
        self.drives.iter_mut().find(|drive| drive.given == given)?.take(answer, now)
    }

    /// Asks the drives for what is to be read. Gives what the user is to be told, and the time of the next turn.
    pub(super) fn turn(&mut self, now: &Moment) -> (Vec<String>, Option<std::time::Duration>) {
        let in_use = self.drives.iter_mut().filter(|drive| !drive.open.is_empty());
        let turns: Vec<_> = in_use.map(|drive| drive.turn(now)).collect();
        let next = turns.iter().map(|(_, next)| *next).min();
        (turns.into_iter().filter_map(|(told, _)| told).collect(), next)
    }

    // What is known.

    /// A text that is open, with what the drive says of it. None where it is not open, or lies on no drive that has been read.
    pub fn at(&mut self, uri: &str) -> Option<Here> {
        self.bring_texts();
        let open = self.documents.get(uri)?;
        let Document { text, version } = open.document.clone();
        let (number, opened) = open.place.clone()?;
        let addresses = self.addresses(number);
        let drive = &mut self.drives[number];
        let (path, school, problems) = match drive.desk.place_of(&opened) {
            Some(place) => {
                let school = drive.desk.judged(&place.path)?;
                let path = school.opened_as.iter().find(|(_, of)| **of == opened).map(|(path, _)| path.clone());
                let path = path.unwrap_or_else(|| opened.clone());
                let mut problems = drive.desk.problems_of_school(&place.path)?;
                problems.retain(|problem| problem.path == path);
                (path, Some(school), problems)
            }
            None => {
                let problems = drive.desk.problems_of_other(&opened)?;
                (problems.first().map_or_else(|| opened.clone(), |problem| problem.path.clone()), None, problems)
            }
        };
        let (policy, names) = (drive.desk.policy()?, drive.desk.names());
        Some(Here {
            uri: uri.to_owned(),
            version,
            text,
            units: self.client.units,
            role: role_of(&path),
            path,
            drive: drive.given.clone(),
            policy,
            today: drive.desk.today(),
            school,
            problems,
            names,
            open: addresses,
        })
    }

    /// The text of another file of the same drive, as it was last read, or as the editor has it. None where it is not known: it lies in another
    /// school, or is no record.
    #[must_use]
    pub fn file(&self, here: &Here, path: &str) -> Option<FileText> {
        let uri = here.uri_of(path);
        if let Some(OpenDocument { document, .. }) = self.documents.get(&uri) {
            return Some(FileText { uri, version: Some(document.version), text: document.text.clone() });
        }
        let drive = self.drives.iter().find(|drive| drive.given == here.drive)?;
        Some(FileText { uri, version: None, text: drive.desk.text_of(path)?.into_owned() })
    }

    /// The same for a file that is to be changed. One that is not open must stand on the drive as it was last read, and be UTF-8: else the editor
    /// would make the change in another place, or save the file with other characters. A drive that does not answer gives none.
    #[must_use]
    pub fn file_to_change(&self, here: &Here, path: &str) -> Option<FileText> {
        const MOST_TIME: Duration = Duration::from_secs(3);
        let file = self.file(here, path)?;
        if file.version.is_some() {
            return Some(file);
        }
        let (on_disk, (told, asked)) = (here.drive.join(path), mpsc::channel());
        let read = move || told.send(disk::read(&on_disk, MOST_BYTES).ok());
        // A share that has gone away keeps whoever reads from it waiting: that is not this thread.
        std::thread::Builder::new().spawn(read).ok()?;
        let bytes = asked.recv_timeout(MOST_TIME).ok()??;
        let (text, encoding) = decode_owned(bytes);
        (encoding == Encoding::Utf8 && text == file.text).then_some(file)
    }

    /// Whether anything has changed since [`Self::shown`].
    pub(super) fn has_changed(&self) -> bool {
        self.drives.iter().any(|drive| drive.has_changed) || self.documents.values().any(|open| open.is_dirty)
    }

    /// All that is shown: the files that are open, and the others of their schools that have problems.
    pub(super) fn shown(&mut self) -> Vec<Shown> {
        self.bring_texts();
        let mut shown = Vec::new();
        for number in 0..self.drives.len() {
            let addresses = self.addresses(number);
            let mut of_drive = self.drives[number].shown(&addresses);
            for one in &mut of_drive {
                one.version = self.documents.get(&one.uri).map(|open| open.document.version);
            }
            shown.extend(of_drive);
        }
        shown
    }

    /// Puts on the desks the texts that they have not got yet.
    fn bring_texts(&mut self) {
        for open in self.documents.values_mut().filter(|open| open.is_dirty) {
            if let Some((drive, path)) = &open.place {
                let drive = &mut self.drives[*drive];
                drive.desk.set_text(path, Arc::from(open.document.text.as_str()));
                drive.has_changed = true;
            }
            open.is_dirty = false;
        }
    }

    /// The addresses of the open texts of a drive, by the paths under which they were opened.
    fn addresses(&self, number: usize) -> BTreeMap<String, String> {
        let of_drive = self.documents.iter().filter_map(|(uri, open)| Some((uri, open.place.as_ref()?)));
        of_drive
            .filter(|(_, (drive, _))| *drive == number)
            .map(|(uri, (_, path))| (path.clone(), uri.clone()))
            .collect()
    }
}

impl OpenDrive {
    fn shown(&mut self, addresses: &BTreeMap<String, String>) -> Vec<Shown> {
        self.has_changed = false;
        let mut shown = Vec::new();
        for school in self.open_schools() {
            let Some(judged) = self.desk.judged(&school) else { continue };
            let Some(problems) = self.desk.problems_of_school(&school) else { continue };
            let file =
                judged.school.file_path.clone().unwrap_or_else(|| format!("{school}/{}", crate::layout::SCHOOL_FILE));
            let mut by_file: BTreeMap<String, Vec<Problem>> = BTreeMap::new();
            for path in judged.opened_as.keys() {
                by_file.insert(path.clone(), Vec::new());
            }
            for problem in problems {
                // The editor shows problems of files only: those of a folder stand on the school's own.
                let path = if judged.folders.contains(&problem.path) { &file } else { &problem.path };
                by_file.entry(path.clone()).or_default().push(problem);
            }
            for (path, problems) in by_file {
                let opened = judged.opened_as.get(&path).unwrap_or(&path);
                let uri = addresses.get(opened).cloned().unwrap_or_else(|| address(&self.given, &path));
                let text = self.desk.text_of(&path).unwrap_or_default().into_owned();
                shown.push(Shown { uri, version: None, text, problems });
            }
        }
        for (path, uri) in addresses {
            if self.desk.place_of(path).is_some() {
                continue;
            }
            let Some(problems) = self.desk.problems_of_other(path) else { continue };
            let text = self.desk.text_of(path).unwrap_or_default().into_owned();
            shown.push(Shown { uri: uri.clone(), version: None, text, problems });
        }
        self.want_mail();
        shown
    }
}

/// Whether a file may be one that the drive knows by its content.
fn may_be_record(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    matches!(Ending::of(&name), Ending::Yaml | Ending::Markdown) || name.eq_ignore_ascii_case(POLICY_FILE)
}

/// What a file is on the drive, by its name.
fn role_of(path: &str) -> Role {
    let (folders, name) = path.rsplit_once('/').map_or((None, path), |(folders, name)| (Some(folders), name));
    let folder = folders.iter().flat_map(|folders| folders.split('/')).fold(Role::Root, Role::of_folder_in);
    folder.of_file_in(name)
}

/// The path of a file within a folder, with `/`.
fn relative(folder: &Path, file: &Path) -> Option<String> {
    let names = file.strip_prefix(folder).ok()?.components();
    let names: Option<Vec<_>> = names.map(|name| name.as_os_str().to_str()).collect();
    Some(names?.join("/"))
}

/// The address of a file of a drive.
fn address(drive: &Path, path: &str) -> String {
    let mut on_disk = drive.to_owned();
    on_disk.extend(path.split('/'));
    uri_of(&on_disk)
}
