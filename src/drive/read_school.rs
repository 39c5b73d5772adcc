//! From what a walk found in a school's folder to the school with all its records.

use std::path::PathBuf;

use super::findings::{Findings, Sources, too_large};
use super::held::Read;
use super::place::SchoolPlace;
use super::texts::RecordTexts;
use super::walk::{WalkedEntry, WalkedFolder};
use crate::disk::{EntryKind, ReadError, Stamp};
use crate::layout::{self, Area, Ending, Role};
use crate::reading::{self, Place, Reading};
use crate::rules::{hidden_ending, missing_folder, no_school_file, sync_copy, unreadable};
use crate::school::School;
use crate::tree::MOST_BYTES;

/// A file that is to be read as a record.
pub(super) struct RecordFile {
    pub place: Place,
    pub path: String,
    pub on_disk: PathBuf,
    /// Its size and times, where they were asked for.
    pub stamp: Option<Stamp>,
}

/// Reads the records of a school. `folders`: what a walk found in its folder, the school's own folder first.
pub(super) fn read_school(
    place: &SchoolPlace,
    folders: &[WalkedFolder],
    sources: &Sources<'_>,
    findings: &mut Findings,
) -> School {
    let mut school = School {
        manager: place.manager.clone(),
        folder: place.folder.clone(),
        path: place.path.clone(),
        ..School::default()
    };
    let mut files = Vec::new();
    for folder in folders {
        findings.check_names(folder);
        match folder.role {
            Role::School => look_over_school(folder, &mut school, findings),
            Role::Area(area) => look_over_area(area, folder, &mut school, sources, findings),
            _ => {}
        }
        files.extend(folder.listed().iter().filter_map(|entry| record_file(folder, entry)));
        let is_record = |entry: &&WalkedEntry| {
            entry.kind != EntryKind::Link
                && entry.kind != EntryKind::Folder
                && matches!(entry.role, Role::SchoolFile | Role::Record(_))
        };
        let records = folder.listed().iter().filter(is_record).filter(|one| sources.scope.holds(&folder.path_of(one)));
        findings.counts.records += records.count();
    }
    findings.read_out_of_place(folders, sources);
    let readings = sources.connection.for_each(&files, |file| read_record(file, sources.texts));
    for (file, reading) in files.into_iter().zip(readings) {
        take(reading, file, &mut school, findings);
    }
    school.sort();
    school
}

/// Reports what the school's own folder lacks.
fn look_over_school(folder: &WalkedFolder, school: &mut School, findings: &mut Findings) {
    let Ok(entries) = &folder.entries else {
        school.folder_unread = true;
        return;
    };
    let mut files = entries.iter().filter(|entry| entry.kind != EntryKind::Folder);
    let school_file = files.find(|entry| entry.name.eq_ignore_ascii_case(layout::SCHOOL_FILE));
    school.file_path = school_file.map(|entry| folder.path_of(entry));
    // A link in the place of the file or a folder counts as there: it is reported as a link already.
    if school_file.is_none() {
        findings.problems.push(no_school_file::of_folder(&folder.path));
    }
    for area in Area::ALL {
        let is_there = |entry: &WalkedEntry| {
            matches!(entry.kind, EntryKind::Folder | EntryKind::Link) && Area::from_folder(&entry.name) == Some(area)
        };
        if !entries.iter().any(is_there) {
            findings.problems.push(missing_folder::of_school(&folder.path, area));
        }
    }
    let is_link_to_records =
        |entry: &WalkedEntry| entry.kind == EntryKind::Link && Area::from_folder(&entry.name) == Some(Area::Records);
    school.folder_unread |= entries.iter().any(is_link_to_records);
}

/// Takes in what stands in one of the three folders, or in a folder in it, and is no record that can be read: documents, copies, links, e-mails.
fn look_over_area(
    area: Area,
    folder: &WalkedFolder,
    school: &mut School,
    sources: &Sources<'_>,
    findings: &mut Findings,
) {
    if folder.entries.is_err() && area == Area::Records {
        school.folder_unread = true;
    }
    for entry in folder.listed() {
        let path = folder.path_of(entry);
        match (entry.kind, entry.role) {
            (EntryKind::Link, Role::Record(Area::Records) | Role::Copy) if area == Area::Records => {
                school.unread.push(path);
            }
            (EntryKind::Link, _) if area == Area::Records => {
                school.folder_unread |= sources.texts.may_be_folder(&path, &folder.on_disk_of(entry));
            }
            (EntryKind::Folder | EntryKind::Link, _) => {}
            (_, Role::Copy) => {
                findings.counts.documents += usize::from(sources.scope.holds(&path));
                findings.problems.push(sync_copy::of_file(&path));
            }
            (kind, Role::Document) => {
                findings.counts.documents += usize::from(sources.scope.holds(&path));
                if kind == EntryKind::File && layout::has_hidden_ending(&entry.name) {
                    findings.problems.push(hidden_ending::of_file(&path));
                }
            }
            (EntryKind::Special, Role::Record(Area::Records)) => school.unread.push(path),
            (EntryKind::File, Role::Record(_)) if Ending::of(&entry.name) == Ending::Mail => school.mail.push(path),
            _ => {}
        }
    }
}

/// An entry as a file from which a record is to be read; none where it is no such file.
pub(super) fn record_file(folder: &WalkedFolder, entry: &WalkedEntry) -> Option<RecordFile> {
    let place = match entry.role {
        Role::SchoolFile => Place::SchoolFile,
        Role::Record(area) => Place::In(area),
        _ => return None,
    };
    let (path, on_disk) = (folder.path_of(entry), folder.on_disk_of(entry));
    (entry.kind == EntryKind::File).then_some(RecordFile { place, path, on_disk, stamp: entry.stamp })
}

/// Reads a record file. A saved e-mail is only opened: it is to be known whether that can be done.
pub(super) fn read_record(file: &RecordFile, texts: &RecordTexts<'_>) -> Read {
    match texts.held() {
        Some(held) => held.reading(&file.path, || read_anew(file, texts)),
        None => read_anew(file, texts),
    }
}

fn read_anew(file: &RecordFile, texts: &RecordTexts<'_>) -> Read {
    let nothing = |problems| Read { reading: Reading { record: None, problems }, is_unfinished: false };
    if Ending::of(&file.path) == Ending::Mail {
        let opened = texts.probe(&file.path, &file.on_disk, file.stamp);
        return nothing(opened.err().map(|error| unreadable::of_error(&file.path, &error)).into_iter().collect());
    }
    match texts.read(&file.path, &file.on_disk, file.stamp, MOST_BYTES) {
        Ok(bytes) => {
            let (is_empty, ends_with_line) = (bytes.trim_ascii().is_empty(), bytes.ends_with(b"\n"));
            let reading = reading::read(file.place, &file.path, bytes);
            let is_unfinished = is_empty || (reading.record.is_none() && !ends_with_line);
            Read { reading, is_unfinished }
        }
        Err(ReadError::TooLarge(length)) => nothing(vec![too_large(&file.path, length)]),
        Err(ReadError::Io(error)) => nothing(vec![unreadable::of_error(&file.path, &error)]),
    }
}

fn take(read: Read, file: RecordFile, school: &mut School, findings: &mut Findings) {
    let Read { reading, is_unfinished } = read;
    if is_unfinished {
        findings.note_unfinished(&file.path);
    }
    findings.problems.extend(reading.problems);
    match reading.record {
        Some((record, source)) => school.take(file.path, source, record),
        None if file.place == Place::In(Area::Records) => school.unread.push(file.path),
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::progress::Progress;
    use super::*;

    #[test]
    fn a_file_that_vanishes_after_it_was_listed_is_reported_as_gone() {
        for name in ["2026-11-24 visit.yaml", "2026-11-24 letter.md", "2026-11-24 mail.eml"] {
            let folder = tempfile::tempdir().unwrap();
            let path = format!("A/B/records/{name}");
            let on_disk = folder.path().join(name);
            let file = RecordFile { place: Place::In(Area::Records), path, on_disk, stamp: None };
            let progress = Progress::default();
            let reading = read_record(&file, &RecordTexts::of_drive(&progress)).reading;
            assert!(reading.record.is_none());
            let codes: Vec<_> = reading.problems.iter().map(|problem| problem.code).collect();
            assert_eq!(codes, [unreadable::CODE], "{name}");
            assert!(reading.problems[0].message.contains("gone"), "{:?}", reading.problems);
        }
    }
}
