//! What a drive holds of one child: the records, e-mails and other texts that may speak of the child. The schools are found by the texts that are kept
//! for the search ([`super::searched`]); only those are read whole.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use super::assess::reckon;
use super::children::{ANOTHER, DriveChildren};
use super::files::bytes_of_mail;
use super::findings::{Findings, Sources};
use super::place::{SchoolPlace, Scope};
use super::read_school::read_school;
use super::reader::DriveReader;
use super::searched::{Searched, Words, below_area};
use super::texts::{ReadFrom, RecordTexts};
use super::walk::{Stamps, WalkedEntry, WalkedFolder};
use crate::chronology::{Broken, Loose, Person, ReadMail, Sources as Told, Spoken, Unread, of_child, parts_of_names};
use crate::disk::{self, EntryKind};
use crate::layout::{Area, Ending, Role};
use crate::mail;
use crate::policy::Policy;
use crate::reading::{self, Place};
use crate::school::{School, Source};
use crate::search::{Folded, Query, folded, lines};
use crate::text;
use crate::tree::MOST_BYTES;
use crate::veil::{Care, Veil, keys};

/// What a drive holds of a child.
#[derive(Debug, Default)]
pub struct StoryParts {
    /// The schools whose records may speak of the child.
    pub schools: Vec<School>,
    /// Schools in which another child has one of the names: their school.yaml, and the records in which that stands.
    pub of_namesakes: Vec<School>,
    /// The schools that are the child's own, by folder: their records have the child's number, or a code and the name.
    pub own_schools: BTreeSet<String>,
    /// The e-mails of the first that may.
    pub mails: Vec<ReadMail>,
    /// Other texts that do, each with its school's folder.
    pub loose: Vec<(String, Loose)>,
    /// Records that name the child and cannot be read as a whole.
    pub broken: Vec<Broken>,
    /// What could not be read.
    pub unread: Vec<Unread>,
}

impl DriveReader<'_> {
    /// What the drive holds of a child.
    #[must_use]
    pub fn story(&self, children: &DriveChildren, person: &Person, policy: &Policy) -> StoryParts {
        let wanted = Wanted::of(person);
        let all = children.schools.iter().zip(&children.held).zip(&children.is_asked);
        let schools: Vec<_> = all.filter(|(_, is_asked)| **is_asked).map(|(school, _)| school).collect();
        let found = self.connection().for_each_school(&schools, |((place, named), held)| {
            let is_listed = !place.is_outside() && named.iter().any(|(upn, name)| person.is_listed_as(upn, name));
            let (is_own, hits) = held.look(self, place, |searched| {
                let hits = wanted.hits(searched, is_listed);
                // A school whose e-mails alone have the number is the child's own, too: it waits for the child, perhaps.
                match !place.is_outside() && !is_listed && hits.iter().any(|hit| hit.has_number) {
                    true => (true, wanted.hits(searched, true)),
                    false => (is_listed, hits),
                }
            });
            self.parts(place, policy, person, is_own, hits)
        });
        let mut story = StoryParts::default();
        let unlisted = children.unlisted.iter().filter(|one| self.scope().touches(&one.path));
        let unsearched = schools.iter().flat_map(|(_, held)| &held.unread).chain(unlisted);
        story.unread.extend(unsearched.map(|one| Unread { path: one.path.clone(), reason: one.reason.clone() }));
        for found in found.into_iter().flatten() {
            match found {
                InSchool::Namesakes(school) => story.of_namesakes.push(school),
                InSchool::Told(school, is_own, mails, loose, broken) => {
                    story.broken.extend(broken);
                    story.own_schools.extend(is_own.then(|| school.path.clone()));
                    story.loose.extend(loose.into_iter().map(|one| (school.path.clone(), one)));
                    story.schools.push(school);
                    story.mails.extend(mails);
                }
            }
        }
        story.unread.sort();
        story.broken.sort();
        story
    }

    /// What was found in a school; none where nothing was.
    fn parts(
        &self,
        place: &SchoolPlace,
        policy: &Policy,
        person: &Person,
        is_own: bool,
        hits: Vec<FileHit>,
    ) -> Option<InSchool> {
        if hits.is_empty() {
            return None;
        }
        let found: HashSet<String> = hits.iter().map(|hit| hit.path.clone()).collect();
        // A name alone is most often a namesake's. The files that have it tell, before the whole school is read.
        let some = self.load(place, policy, |folder, entry| is_own || found.contains(&folder.path_of(entry)));
        let spoken = Spoken::of(person, &some, is_own);
        let read: HashMap<&str, &Source> = some.sources().collect();
        let (mut mails, mut loose, mut broken) = (Vec::new(), Vec::new(), Vec::new());
        for hit in hits {
            if Ending::of(&hit.path) == Ending::Mail {
                // Many words begin as a part of a name does: only an e-mail that has one is read from the drive.
                if hit.is_by_part && !hit.speaks(&spoken) {
                    continue;
                }
                let whole = bytes_of_mail(self.root(), &hit.path).as_deref().and_then(mail::whole);
                mails.extend(whole.map(|mail| ReadMail { path: hit.path, mail }));
            } else if some.unread.contains(&hit.path) {
                let text =
                    record_at(self.root(), &hit.path).map(|bytes| text::decode_owned(bytes).0).unwrap_or_default();
                let rows: BTreeMap<_, _> =
                    hit.lines.into_iter().map(|(line, said)| row_around(&text, line, said)).collect();
                let is_told = rows.values().any(|said| spoken.is_in(said));
                let holds_none = |line: &str| matches!(line.trim_end(), "kind: visit" | "kind: phone-log");
                let may_hold_exclusions = !text.lines().any(holds_none);
                broken.extend(is_told.then(|| Broken { path: hit.path.clone(), may_hold_exclusions }));
                // What could be read of it is told from there.
                let is_left = |line: Option<u32>| read.get(&*hit.path).is_none_or(|source| is_blank_at(source, line));
                let rows = rows.into_iter().filter(|(line, said)| is_left(*line) && spoken.is_in(said));
                let one = |(line, text)| Loose { path: hit.path.clone(), day: hit.day, line, text, is_record: true };
                loose.extend(rows.map(one));
            } else if !read.contains_key(&*hit.path) {
                let told = hit.told(&spoken);
                loose.extend(told.map(|(line, text)| Loose {
                    path: hit.path.clone(),
                    day: hit.day,
                    line,
                    text,
                    is_record: false,
                }));
            }
        }
        Some(if is_own {
            InSchool::Told(some, is_own, mails, loose, broken)
        } else if tells(person, &some, &mails, &loose, policy) {
            InSchool::Told(self.load_school_kept(place, policy), is_own, mails, loose, broken)
        } else {
            InSchool::Namesakes(some)
        })
    }

    /// A school with its records, as [`DriveReader::load_school`] gives it; a record that has not changed comes from the cache.
    #[must_use]
    pub fn load_school_kept(&self, place: &SchoolPlace, policy: &Policy) -> School {
        self.load(place, policy, |_, _| true)
    }

    /// A school with school.yaml and those of its other files that are wanted.
    fn load(
        &self,
        place: &SchoolPlace,
        policy: &Policy,
        is_wanted: impl Fn(&WalkedFolder, &WalkedEntry) -> bool,
    ) -> School {
        if place.is_outside() {
            return School { folder: place.folder.clone(), ..School::default() };
        }
        let everything = Scope::default();
        let mut folders = self.walker(Stamps::Asked).school(place, &everything);
        for folder in &mut folders {
            folder.retain(|folder, entry| {
                entry.kind == EntryKind::Folder || entry.role == Role::SchoolFile || is_wanted(folder, entry)
            });
        }
        let texts = RecordTexts::of_part(self.cache(), &place.path, ReadFrom::CacheWhereUnchanged, self.progress());
        let sources = Sources { scope: &everything, texts: &texts, connection: self.connection() };
        let mut school = read_school(place, &folders, &sources, &mut Findings::default());
        self.take_what_is_right(&mut school);
        reckon(&mut school, policy, self.today(), &mut Vec::new());
        school
    }

    /// Takes in what is right in the records that cannot be read as a whole. They stay among those that cannot.
    fn take_what_is_right(&self, school: &mut School) {
        for path in school.unread.clone() {
            let bytes = record_at(self.root(), &path);
            let left = bytes.and_then(|bytes| reading::without_faults(Place::In(Area::Records), &path, bytes));
            if let Some((record, source)) = left {
                school.take(path, source, record);
            }
        }
        school.sort();
    }

    /// The saved e-mails of a school, read whole; of one that cannot be read nothing.
    #[must_use]
    pub fn whole_mail_of(&self, school: &School) -> Vec<ReadMail> {
        let read = self.connection().for_each(&school.mail, |path| {
            let bytes = bytes_of_mail(self.root(), path).filter(|bytes| !mail::is_draft(bytes))?;
            Some(ReadMail { path: path.clone(), mail: mail::whole(&bytes)? })
        });
        read.into_iter().flatten().collect()
    }
}

impl StoryParts {
    /// The schools that were read, those of namesakes among them.
    pub fn read_schools(&self) -> impl Iterator<Item = &School> + Clone {
        self.schools.iter().chain(&self.of_namesakes)
    }
}

/// The bytes of a record, by its path on the drive.
fn record_at(root: &std::path::Path, path: &str) -> Option<Vec<u8>> {
    let mut on_disk = root.to_owned();
    on_disk.extend(path.split('/'));
    // A link is not followed.
    disk::kind(&on_disk).ok().flatten().filter(|kind| *kind == EntryKind::File)?;
    disk::read(&on_disk, MOST_BYTES).ok()
}

/// The row of a record in which a line stands, with its first line: all of a notice, which is about one child. What is no row is the line alone.
fn row_around(text: &str, line: Option<u32>, said: String) -> (Option<u32>, String) {
    const MOST_LINES: usize = 40;
    let Some(number) = line.and_then(|line| usize::try_from(line).ok()) else { return (line, said) };
    let lines: Vec<&str> = text.lines().collect();
    let joined = |first: usize, end: usize| {
        let row: Vec<_> = lines.get(first..end).unwrap_or_default().iter().map(|line| line.trim()).collect();
        (u32::try_from(first + 1).ok(), row.join(" "))
    };
    if lines.iter().any(|line| line.trim_end() == "kind: exclusion-notice") && lines.len() <= MOST_LINES {
        return joined(0, lines.len());
    }
    let indent = |line: &str| line.len() - line.trim_start().len();
    let above = lines.get(..number).unwrap_or_default();
    let Some(first) = above.iter().rposition(|line| line.trim_start().starts_with("- ")) else { return (line, said) };
    let depth = lines.get(first).map_or(0, |line| indent(line));
    let after = lines.get(first + 1..).unwrap_or_default();
    let length = 1 + after.iter().take_while(|line| !line.trim().is_empty() && indent(line) > depth).count();
    // A long text on one line is shown in part.
    if length == 1 || length > MOST_LINES || number > first + length {
        return (line, said);
    }
    joined(first, first + length)
}

/// Whether nothing stands on a line of what could be read of a record.
fn is_blank_at(source: &Source, line: Option<u32>) -> bool {
    let line = line.and_then(|line| usize::try_from(line.checked_sub(1)?).ok());
    line.and_then(|line| source.text().lines().nth(line)).is_none_or(|line| line.trim().is_empty())
}

/// What was found in a school.
enum InSchool {
    /// The school, whether it is the child's own, its e-mails and other texts that may speak of the child, and its records that do and cannot be read
    /// as a whole.
    Told(School, bool, Vec<ReadMail>, Vec<Loose>, Vec<Broken>),
    /// What was found is another child's: the school with the records in which it stands.
    Namesakes(School),
}

/// Whether anything of a school is told of the child.
fn tells(person: &Person, school: &School, mails: &[ReadMail], loose: &[Loose], policy: &Policy) -> bool {
    let loose: Vec<_> = loose.iter().map(|one| (school.path.clone(), one.clone())).collect();
    let sources = Told {
        person,
        schools: std::slice::from_ref(school),
        own_schools: &BTreeSet::new(),
        mails,
        loose: &loose,
        unread: &[],
        broken: &[],
        policy,
        veil: &Veil::new(Care::Usual, ANOTHER),
        has_namesake: false,
        has_slip: false,
    };
    let story = of_child(&sources);
    !story.entries.is_empty() || !story.possible.is_empty()
}

/// A file that may speak of the child.
struct FileHit {
    path: String,
    day: Option<NaiveDate>,
    /// Lines of the text that may.
    lines: Vec<(Option<u32>, String)>,
    /// Whether it has a number of the child, and not a name alone.
    has_number: bool,
    /// Whether it has neither a number nor a whole name.
    is_by_part: bool,
}

impl FileHit {
    fn speaks(&self, spoken: &Spoken<'_>) -> bool {
        self.lines.iter().any(|(_, text)| spoken.is_in(text)) || spoken.is_in(below_area(&self.path))
    }

    /// The lines that speak of the child; where none does, the name of the file, if that does.
    fn told(&self, spoken: &Spoken<'_>) -> impl Iterator<Item = (Option<u32>, String)> + use<> {
        let lines = self.lines.iter().filter(|(_, text)| spoken.is_in(text));
        let mut told: Vec<_> = lines.cloned().collect();
        let name = below_area(&self.path);
        if told.is_empty() && spoken.is_in(name) {
            told.push((None, name.to_owned()));
        }
        told.into_iter()
    }
}

/// What is looked for: the numbers, and all words of each name; in the child's own schools each word by itself.
struct Wanted {
    numbers: Vec<Query>,
    names: Vec<Query>,
    parts: Vec<Query>,
}

impl Wanted {
    fn of(person: &Person) -> Self {
        let own = person.upn.iter().filter(|upn| !upn.is_code());
        let numbers = own.chain(person.other_numbers()).filter_map(|upn| Query::parse(upn.as_str())).collect();
        // As a name is found in a text: with blanks in the place of hyphens, and without apostrophes, too.
        let words = person.names.iter().map(|name| folded(name).replace(['"', '-'], " "));
        let words = words.flat_map(|name| [name.replace('\'', ""), name]);
        let names: BTreeSet<_> = words.collect();
        let parts: BTreeSet<_> = parts_of_names(&person.names).flat_map(|(_, word)| keys(word)).collect();
        let parts: BTreeSet<_> = names
            .iter()
            .flat_map(|name| name.split(' '))
            .filter(|word| keys(word).iter().any(|key| parts.contains(key)))
            .map(str::to_owned)
            .chain(parts.iter().cloned())
            .collect();
        let queries = |words: BTreeSet<String>| words.iter().filter_map(|word| Query::parse(word)).collect();
        Self { numbers, names: queries(names), parts: queries(parts) }
    }

    /// `with_parts`: whether a part of a name alone is a hit.
    fn hits(&self, searched: &Searched<'_>, with_parts: bool) -> Vec<FileHit> {
        // The words of a name stand close together, with forty characters at most from one to the next: a file that has them far apart is not read.
        const MOST_BETWEEN: usize = 160;
        let is_one_in = |queries: &[Query], words: &Words<'_>| {
            queries.iter().any(|query| query.is_close_in(&words.folded, MOST_BETWEEN))
        };
        let hit = |words: &Words<'_>| {
            let has_number = is_one_in(&self.numbers, words);
            let has_name = is_one_in(&self.names, words);
            let has_part = || with_parts && is_one_in(&self.parts, words);
            if !has_number && !has_name && !has_part() {
                return None;
            }
            let text = searched.plain(&words.path).unwrap_or_default();
            let folded = Folded::of(&text);
            let parts = if with_parts { self.parts.as_slice() } else { &[] };
            let queries = self.numbers.iter().chain(&self.names).chain(parts);
            let mut places: Vec<_> = queries.flat_map(|query| query.places(&folded.text)).collect();
            places.sort_by_key(|place| place.start);
            let places: Vec<_> = places.iter().map(|place| folded.origin(place)).collect();
            let lines = lines(&text, &places).into_iter();
            let lines = lines.map(|(line, text)| (words.place_of(line).0, text.to_owned())).collect();
            let (path, is_by_part) = (words.path.to_string(), !has_number && !has_name);
            Some(FileHit { path, day: words.date(), lines, has_number, is_by_part })
        };
        searched.words.files.iter().filter_map(hit).collect()
    }
}
