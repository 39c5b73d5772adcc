//! The texts of a school as they are searched: what each record and e-mail says, folded, and which children it names. A file that has not changed
//! is taken from the cache; one that has is read anew.
//!
//! What is kept lies in two files. `….words` holds the folded texts, which every search goes through; `….plain` the same texts as they are read,
//! which are wanted only where something is found.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::cache::{Cache, Kept};
use super::fingerprint::Fingerprint;
use super::place::SchoolPlace;
use super::reader::DriveReader;
use super::snapshot::is_settled;
use super::walk::{Stamps, WalkedEntry, WalkedFolder};
use crate::disk::{self, EntryKind, ReadError, Stamp};
use crate::layout::{self, Area, Ending, Role};
use crate::mail;
use crate::reading::{self, Place};
use crate::record::Record;
use crate::search::folded;
use crate::text;
use crate::tree::MOST_BYTES;
use crate::words::system_reason;

/// The size and times of no file.
const UNRELIABLE: Stamp = Stamp { size: u64::MAX, modified: i64::MAX, changed: i64::MAX };
/// The largest e-mail that is read.
const MOST_BYTES_OF_MAIL: u64 = 50_000_000;

/// A part of an e-mail, or a name, in which something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The name of the file: of an e-mail, and of a document, which is never opened.
    Name,
    /// What an e-mail says it is about.
    Subject,
    /// Who wrote it.
    From,
    /// To whom.
    To,
    /// Who had a copy.
    Cc,
    /// The name of an attachment.
    Attachment,
    /// What it says.
    Text,
}

impl Part {
    /// The word in output for programs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Subject => "subject",
            Self::From => "from",
            Self::To => "to",
            Self::Cc => "cc",
            Self::Attachment => "attachment",
            Self::Text => "text",
        }
    }

    const ALL: [Self; 7] = [Self::Name, Self::Subject, Self::From, Self::To, Self::Cc, Self::Attachment, Self::Text];

    fn of_number(number: u8) -> Self {
        Self::ALL.get(usize::from(number)).copied().unwrap_or(Self::Text)
    }
}

/// A file that could not be searched.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unsearched {
    /// The file or folder, relative to the drive.
    pub path: String,
    /// Why, in words.
    pub reason: String,
}

/// What a file says, as it is searched.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Words<'a> {
    /// The file, relative to the drive.
    #[serde(borrow)]
    pub path: Cow<'a, str>,
    size: u64,
    modified: i64,
    changed: i64,
    /// Its date, as the number of days from 1970.
    date: Option<i32>,
    /// Of an e-mail and a document: which part each of its first lines is. What follows them is the text.
    head: Option<Vec<u8>>,
    /// What it says, folded.
    #[serde(borrow)]
    pub folded: Cow<'a, str>,
    /// Of a phone log: the line on which each call begins, with its date.
    calls: Vec<(u32, i32)>,
    /// The children whom it names, as places in the school's table.
    children: Vec<u32>,
}

/// A child as a record names it: UPN or code, and name. The UPN is empty where the record cannot be read.
pub(super) type Named<'a> = (Cow<'a, str>, Cow<'a, str>);

/// The texts of a school.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct SchoolWords<'a> {
    /// The children whom its records name, each once.
    #[serde(borrow)]
    pub children: Vec<Named<'a>>,
    /// Its files.
    #[serde(borrow)]
    pub files: Vec<Words<'a>>,
}

impl Words<'_> {
    fn stamp(&self) -> Stamp {
        Stamp { size: self.size, modified: self.modified, changed: self.changed }
    }

    /// Its date: that of the record, of the e-mail, or of the file's name.
    pub fn date(&self) -> Option<NaiveDate> {
        self.date.and_then(NaiveDate::from_epoch_days)
    }

    /// Its date at one of its lines: in a phone log that of the call.
    pub fn date_at(&self, line: u32) -> Option<NaiveDate> {
        let after = self.calls.partition_point(|(first, _)| *first <= line);
        let call = after.checked_sub(1).and_then(|at| self.calls.get(at));
        call.and_then(|(_, day)| NaiveDate::from_epoch_days(*day)).or_else(|| self.date())
    }

    /// Whether its lines have dates of their own.
    pub fn has_calls(&self) -> bool {
        !self.calls.is_empty()
    }

    /// Where a line of its text stands: on a line of the file, or in a part of it.
    pub fn place_of(&self, line: u32) -> (Option<u32>, Option<Part>) {
        let Some(head) = &self.head else { return (Some(line), None) };
        let part = usize::try_from(line).ok().and_then(|line| head.get(line.checked_sub(1)?));
        (None, Some(part.map_or(Part::Text, |number| Part::of_number(*number))))
    }

    /// The children whom it names.
    pub fn children<'t>(&'t self, table: &'t [Named<'t>]) -> impl Iterator<Item = &'t Named<'t>> {
        self.children.iter().filter_map(|place| table.get(usize::try_from(*place).ok()?))
    }
}

/// What was read of a file.
struct ReadAnew {
    text: String,
    date: Option<NaiveDate>,
    head: Option<Vec<u8>>,
    calls: Vec<(u32, i32)>,
    children: Vec<(String, String)>,
    /// Whether it was as long as it looked.
    is_whole: bool,
}

/// A file that is to be searched.
struct ToSearch {
    path: String,
    on_disk: std::path::PathBuf,
    name: String,
    stamp: Option<Stamp>,
    role: Role,
}

/// The texts of a school while it is searched.
pub(super) struct Searched<'s> {
    /// The texts.
    pub words: &'s SchoolWords<'s>,
    /// Whether the texts as they are read are in memory, as some of them were read just now.
    pub is_at_hand: bool,
    plain: &'s dyn Fn(&str) -> Option<String>,
}

impl Searched<'_> {
    /// The text of a file as it is read.
    pub fn plain(&self, path: &str) -> Option<String> {
        (self.plain)(path)
    }
}

/// The texts of a school, in the form in which they are kept: they are looked through in place.
#[derive(Debug)]
pub(super) struct HeldWords {
    bytes: Vec<u8>,
    plain: PlainTexts,
    /// What could not be read.
    pub unread: Vec<Unsearched>,
}

/// The texts as they are read.
#[derive(Debug)]
enum PlainTexts {
    /// In the cache, by the sum of the folded ones.
    Kept(OnceLock<HashMap<String, String>>),
    /// Here, as some were read just now.
    Here(BTreeMap<String, String>),
}

impl HeldWords {
    /// Gives the texts to a search.
    pub fn look<T>(&self, reader: &DriveReader<'_>, place: &SchoolPlace, search: impl FnOnce(&Searched<'_>) -> T) -> T {
        let words: SchoolWords<'_> = postcard::from_bytes(&self.bytes).unwrap_or_default();
        let plain = |path: &str| match &self.plain {
            PlainTexts::Kept(texts) => {
                let kept = texts.get_or_init(|| kept_plain(reader, place, &self.bytes)).get(path).cloned();
                // The file of the cache may be gone: then the drive is asked once more.
                kept.or_else(|| read_back(reader.root(), path))
            }
            PlainTexts::Here(texts) => texts.get(path).cloned(),
        };
        let is_at_hand = matches!(self.plain, PlainTexts::Here(_));
        search(&Searched { words: &words, is_at_hand, plain: &plain })
    }
}

/// Gives the texts of a school to a search; then what could not be read.
pub(super) fn with_words<T>(
    reader: &DriveReader<'_>,
    place: &SchoolPlace,
    search: impl FnOnce(&Searched<'_>) -> T,
) -> (T, Vec<Unsearched>) {
    let held = hold_words(reader, place);
    (held.look(reader, place, search), held.unread)
}

/// The text of a file, by its path on the drive.
fn read_back(root: &std::path::Path, path: &str) -> Option<String> {
    let mut names: Vec<_> = path.split('/').collect();
    let name = names.pop()?;
    let role = names.iter().fold(Role::Root, |role, name| role.of_folder_in(name)).of_file_in(name);
    let mut on_disk = root.to_owned();
    on_disk.extend(path.split('/'));
    let file = ToSearch { path: path.to_owned(), on_disk, name: name.to_owned(), stamp: None, role };
    read_anew(&file).ok().map(|read| read.text)
}

/// The texts that are kept as they are read, by path.
fn kept_plain(reader: &DriveReader<'_>, place: &SchoolPlace, words: &[u8]) -> HashMap<String, String> {
    let plain = reader.cache().and_then(|cache| cache.get(&place.path, Kept::Plain, Fingerprint::of_bytes(words)));
    plain.and_then(|plain| postcard::from_bytes(&plain).ok()).unwrap_or_default()
}

/// The texts of a school: from the cache where nothing has changed, else what has changed is read.
pub(super) fn hold_words(reader: &DriveReader<'_>, place: &SchoolPlace) -> HeldWords {
    let folders = folders_of(reader, place);
    let (files, mut unread) = to_search(&folders);
    let bytes = reader.cache().and_then(|cache| cache.get(&place.path, Kept::Words, ())).unwrap_or_default();
    let kept: SchoolWords<'_> = postcard::from_bytes(&bytes).unwrap_or_default();
    let by_path: HashMap<&str, &Words<'_>> = kept.files.iter().map(|one| (&*one.path, one)).collect();
    let unchanged = |file: &ToSearch| {
        let stamp = file.stamp.filter(|stamp| reader.cache().is_some_and(|cache| is_settled(*stamp, cache.now())))?;
        by_path.get(&*file.path).copied().filter(|words| words.stamp() == stamp)
    };
    let is_all_kept = files.iter().all(|file| unchanged(file).is_some());
    if is_all_kept && unread.is_empty() && files.len() == kept.files.len() && !files.is_empty() {
        drop(by_path);
        return HeldWords { bytes, plain: PlainTexts::Kept(OnceLock::new()), unread };
    }
    let plain = kept_plain(reader, place, &bytes);
    let plain_of = |path: &str| plain.get(path).cloned();
    // What is kept again needs both its texts.
    let reused = |file: &ToSearch| unchanged(file).filter(|_| plain_of(&file.path).is_some());
    let read = reader.connection().for_each(&files, |file| reused(file).is_none().then(|| read_anew(file)));
    let (mut words, mut texts) = (SchoolWords::default(), BTreeMap::new());
    let mut places = HashMap::new();
    let mut may_keep = true;
    for (file, read) in files.iter().zip(read) {
        match read {
            None => {
                let Some(before) = unchanged(file) else { continue };
                let named: Vec<_> = before.children(&kept.children).cloned().collect();
                let children = named.into_iter().map(|one| place_in(&mut words.children, &mut places, one)).collect();
                words.files.push(Words { children, ..before.clone() });
                texts.insert(file.path.clone(), plain_of(&file.path).unwrap_or_default());
            }
            Some(Ok(read)) => {
                may_keep &= read.is_whole;
                let named = read.children.into_iter().map(|(upn, name)| (Cow::Owned(upn), Cow::Owned(name)));
                let children = named.map(|one| place_in(&mut words.children, &mut places, one)).collect();
                // What was changed only just is read anew the next time, as another change might not show.
                let is_relied_on = |stamp: &Stamp| reader.cache().is_some_and(|cache| is_settled(*stamp, cache.now()));
                let stamp = file.stamp.filter(is_relied_on).unwrap_or(UNRELIABLE);
                words.files.push(Words {
                    path: file.path.clone().into(),
                    size: stamp.size,
                    modified: stamp.modified,
                    changed: stamp.changed,
                    date: read.date.map(|day| day.to_epoch_days()),
                    head: read.head,
                    folded: (folded(below_area(&file.path)) + " " + &folded(&read.text)).into(),
                    calls: read.calls,
                    children,
                });
                texts.insert(file.path.clone(), read.text);
            }
            Some(Err(reason)) => unread.push(Unsearched { path: file.path.clone(), reason }),
        }
    }
    let bytes = postcard::to_allocvec(&words).unwrap_or_default();
    if let Some(cache) = reader.cache().filter(|_| may_keep) {
        save(cache, place, &bytes, &texts);
    }
    HeldWords { bytes, plain: PlainTexts::Here(texts), unread }
}

/// The place of a child in a table, into which it is put where it is not there.
fn place_in(table: &mut Vec<Named<'_>>, places: &mut HashMap<Named<'static>, u32>, (upn, name): Named<'_>) -> u32 {
    let owned: Named<'static> = (upn.into_owned().into(), name.into_owned().into());
    *places.entry(owned).or_insert_with_key(|named| {
        table.push(named.clone());
        u32::try_from(table.len() - 1).unwrap_or(u32::MAX)
    })
}

fn save(cache: &Cache, place: &SchoolPlace, words: &[u8], texts: &BTreeMap<String, String>) {
    if let Ok(texts) = postcard::to_allocvec(texts) {
        // The plain texts go by the sum of the others: two files of different runs never count as one.
        if cache.keep(&place.path, Kept::Plain, Fingerprint::of_bytes(words), &texts) {
            cache.keep(&place.path, Kept::Words, (), words);
        }
    }
}

/// The folders that could not be listed.
pub(super) fn unlisted(folders: &[WalkedFolder]) -> Vec<Unsearched> {
    let with_error = folders.iter().filter_map(|folder| Some((folder, folder.entries.as_ref().err()?)));
    with_error.map(|(folder, error)| Unsearched { path: folder.path.clone(), reason: system_reason(error) }).collect()
}

/// The folders in which the texts of a school lie; of no school the drive's own and the managers', as far as they lie in the part that is read.
fn folders_of(reader: &DriveReader<'_>, place: &SchoolPlace) -> Vec<WalkedFolder> {
    let walker = reader.walker(Stamps::Asked);
    if !place.is_outside() {
        return walker.school(place, reader.scope());
    }
    let mut folders = walker.outside_of_any(&[]).map(|(folders, _)| folders).unwrap_or_default();
    // What cannot be listed is said of the drive as a whole.
    folders.retain(|folder| folder.entries.is_ok());
    for folder in &mut folders {
        folder.retain(|folder, entry| {
            entry.kind == EntryKind::File
                && reader.scope().holds(&folder.path_of(entry))
                && !is_own_output(folder, entry)
        });
    }
    folders
}

/// Whether a file is one that the program writes beside the schools for all to see: a page, a calendar, a table or a list, and no text of a person's.
fn is_own_output(folder: &WalkedFolder, entry: &WalkedEntry) -> bool {
    const ENDINGS: [&str; 7] = ["html", "ics", "json", "csv", "xlsx", "parquet", "txt"];
    let ending = entry.name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_one = ENDINGS.iter().any(|one| ending.eq_ignore_ascii_case(one));
    folder.role == Role::Root && is_one && !layout::has_hidden_ending(&entry.name)
}

/// Whether a file is opened and searched: a record by its ending, be it hidden behind another, and an e-mail, wherever it lies.
fn is_text(role: Role, name: &str) -> bool {
    match role {
        Role::SchoolFile | Role::Record(_) | Role::Copy | Role::OutOfPlace => true,
        Role::Document => Ending::of(name) == Ending::Mail || layout::has_hidden_ending(name),
        _ => false,
    }
}

/// The files to be searched, and what stands in the way of others.
fn to_search(folders: &[WalkedFolder]) -> (Vec<ToSearch>, Vec<Unsearched>) {
    let (mut files, mut unread) = (Vec::new(), unlisted(folders));
    for folder in folders {
        for entry in folder.listed() {
            // A document is searched by its name.
            let is_searched = entry.role == Role::Document || is_text(entry.role, &entry.name);
            match entry.kind {
                EntryKind::Folder => {}
                EntryKind::File if is_searched => files.push(file(folder, entry)),
                EntryKind::Link | EntryKind::Special if is_searched => {
                    unread.push(Unsearched {
                        path: folder.path_of(entry),
                        reason: "it is a link or a device".to_owned(),
                    });
                }
                _ => {}
            }
        }
    }
    (files, unread)
}

fn file(folder: &WalkedFolder, entry: &WalkedEntry) -> ToSearch {
    // A document's size and times say nothing of its name, which is all that is searched: it is never opened.
    let unopened = Stamp { size: 0, modified: 0, changed: 0 };
    ToSearch {
        path: folder.path_of(entry),
        on_disk: folder.on_disk_of(entry),
        name: entry.name.clone(),
        stamp: if !is_text(entry.role, &entry.name) {
            Some(unopened)
        } else {
            entry.stamp.or_else(|| disk::stamp(&folder.on_disk_of(entry)))
        },
        role: entry.role,
    }
}

/// The path of a file below the folder `records`, `emails` or `correspondence`; of one that stands elsewhere below the school's.
pub(super) fn below_area(path: &str) -> &str {
    let mut parts = path.splitn(4, '/').skip(2);
    match (parts.next(), parts.next()) {
        (Some(area), Some(rest)) if Area::from_folder(area).is_some() => rest,
        (Some(_), Some(_)) => path.splitn(3, '/').nth(2).unwrap_or(path),
        (Some(name), None) => name,
        _ => path,
    }
}

fn read_anew(file: &ToSearch) -> Result<ReadAnew, String> {
    let named = layout::date_of(&file.name);
    if !is_text(file.role, &file.name) {
        let head = Some(vec![Part::Name as u8]);
        return Ok(ReadAnew {
            text: file.name.clone(),
            date: named,
            head,
            calls: Vec::new(),
            children: Vec::new(),
            is_whole: true,
        });
    }
    let is_mail = Ending::of(&file.name) == Ending::Mail;
    let bytes =
        disk::read(&file.on_disk, if is_mail { MOST_BYTES_OF_MAIL } else { MOST_BYTES }).map_err(
            |error| match error {
                ReadError::TooLarge(length) => format!("it is {} MB large", length / 1_000_000),
                ReadError::Io(error) => system_reason(&error),
            },
        )?;
    let is_whole = file.stamp.is_none_or(|stamp| stamp.size == bytes.len() as u64);
    if is_mail { read_mail(file, &bytes, is_whole) } else { Ok(read_record(file, bytes, is_whole)) }
}

fn read_record(file: &ToSearch, bytes: Vec<u8>, is_whole: bool) -> ReadAnew {
    let place = match file.role {
        Role::SchoolFile => Place::SchoolFile,
        Role::Record(area) => Place::In(area),
        // A copy and a stray record may be of any kind.
        _ => reading::place_of(&file.path)
            .filter(|place| *place != Place::SchoolFile)
            .unwrap_or(Place::In(Area::Records)),
    };
    let text = text::decode_owned(bytes.clone()).0;
    let named = layout::date_of(&file.name);
    let Some((record, source)) = reading::read(place, &file.path, bytes).record else {
        let children = loose_names(&text).map(|name| (String::new(), name.to_owned())).collect();
        return ReadAnew { text, date: named, head: None, calls: Vec::new(), children, is_whole };
    };
    let children = record.children().into_iter().map(|(upn, name)| (upn.to_string(), name.to_string())).collect();
    let mut calls = Vec::new();
    if let Record::PhoneLog(log) = &record {
        for (number, call) in log.calls.iter().enumerate() {
            if let Some(position) = source.position(&format!("/calls/{number}")) {
                calls.push((position.line, call.date.to_epoch_days()));
            }
        }
        calls.sort_unstable();
    }
    ReadAnew { date: record.date().or(named), text, head: None, calls, children, is_whole }
}

/// What stands behind `name:` in a text that cannot be read as a record: it may be a child's name.
fn loose_names(text: &str) -> impl Iterator<Item = &str> {
    let values = text.match_indices("name:").map(|(at, word)| &text[at + word.len()..]);
    let ended = values.map(|rest| &rest[..rest.find(['\n', '\r', ',', '}', '#']).unwrap_or(rest.len())]);
    ended
        .map(|name| name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'')))
        .filter(|name| !name.is_empty())
}

fn read_mail(file: &ToSearch, bytes: &[u8], is_whole: bool) -> Result<ReadAnew, String> {
    let whole = mail::whole(bytes).ok_or_else(|| "it is no e-mail that can be read".to_owned())?;
    let mut lines = vec![(Part::Name, file.name.clone())];
    lines.extend(whole.mail.subject.map(|subject| (Part::Subject, subject)));
    lines.extend(whole.mail.from.map(|from| (Part::From, from)));
    lines.extend(whole.mail.to.into_iter().map(|to| (Part::To, to)));
    lines.extend(whole.mail.cc.into_iter().map(|cc| (Part::Cc, cc)));
    lines.extend(whole.attached.into_iter().map(|attached| (Part::Attachment, attached.name)));
    let head = lines.iter().map(|(part, _)| *part as u8).collect();
    // Each part of the head is one line, whatever stands in it.
    let mut text: String = lines.into_iter().map(|(_, line)| line.replace(['\n', '\r'], " ") + "\n").collect();
    text.push_str(whole.body.text().unwrap_or_default());
    let date = whole.mail.date.or_else(|| layout::date_of(&file.name));
    Ok(ReadAnew { text, date, head: Some(head), calls: Vec::new(), children: Vec::new(), is_whole })
}
