//! What a drive holds of one child: who is meant, and the records, e-mails and other texts that may speak of the child. The schools are found by the
//! texts that are kept for the search ([`super::searched`]); only those are read whole.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::atomic::Ordering;

use chrono::NaiveDate;

use super::assess::reckon;
use super::files::bytes_of_mail;
use super::findings::{Findings, Sources};
use super::place::{SchoolPlace, Scope};
use super::read_school::read_school;
use super::reader::DriveReader;
use super::root::DriveError;
use super::searched::{HeldWords, Searched, Unsearched, Words, below_area, hold_words};
use super::texts::{ReadFrom, RecordTexts};
use super::walk::{Stamps, WalkedEntry, WalkedFolder};
use crate::chronology::{
    Loose, Person, ReadMail, Sources as Told, Spoken, is_temporary, name_key, of_child, parts_of_names,
};
use crate::disk::EntryKind;
use crate::layout::{Ending, Role};
use crate::mail;
use crate::policy::Policy;
use crate::record::values::{Upn, Value as _};
use crate::school::School;
use crate::search::{Folded, Query, folded, lines};
use crate::veil::{Care, Veil, keys};

/// The children whom the records of a drive name.
#[derive(Debug, Default)]
pub struct DriveChildren {
    /// The schools, each with its children: number or code, and name.
    pub(super) schools: Vec<(SchoolPlace, Vec<(String, String)>)>,
    /// Whether each of them lies in the part that is read.
    is_asked: Vec<bool>,
    /// The texts of each school.
    pub(super) held: Vec<HeldWords>,
}

/// A child whom somebody may mean.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownChild {
    /// The number.
    pub upn: Upn,
    /// The name.
    pub name: String,
    /// The schools whose records name the child.
    pub schools: BTreeSet<String>,
}

/// What a drive holds of a child.
#[derive(Debug, Default)]
pub struct StoryParts {
    /// The schools whose records may speak of the child.
    pub schools: Vec<School>,
    /// Schools in which another child has one of the names: their school.yaml, and the records in which that stands.
    pub of_namesakes: Vec<School>,
    /// The schools that are the child's own, by folder: their records have the child's number; without a number, the code and the name.
    pub own_schools: BTreeSet<String>,
    /// The e-mails of the first that may.
    pub mails: Vec<ReadMail>,
    /// Other texts that do, each with its school's folder.
    pub loose: Vec<(String, Loose)>,
    /// What could not be read.
    pub unsearched: Vec<Unsearched>,
}

impl DriveReader<'_> {
    /// The children whom the records of the drive, or of the part that is read, name.
    pub fn children(&self) -> Result<DriveChildren, DriveError> {
        // Of all schools, whatever part is read: their children may be named in it, too.
        let places = self.walker(Stamps::NotAsked).schools()?;
        self.progress().schools.store(places.len(), Ordering::Relaxed);
        let found = self.connection().for_each_school(&places, |place| {
            let held = hold_words(self, place);
            let named = held.look(self, place, |searched| {
                let children = searched.words.children.iter();
                children.map(|(upn, name)| (upn.to_string(), name.to_string())).collect::<Vec<_>>()
            });
            self.progress().done.fetch_add(1, Ordering::Relaxed);
            (held, named)
        });
        let mut children = DriveChildren::default();
        for (place, (held, named)) in places.into_iter().zip(found) {
            children.is_asked.push(self.scope().touches(&place.path));
            children.schools.push((place, named));
            children.held.push(held);
        }
        Ok(children)
    }

    /// What the drive holds of a child.
    #[must_use]
    pub fn story(&self, children: &DriveChildren, person: &Person, policy: &Policy) -> StoryParts {
        let wanted = Wanted::of(person);
        let all = children.schools.iter().zip(&children.held).zip(&children.is_asked);
        let schools: Vec<_> = all.filter(|(_, is_asked)| **is_asked).map(|(school, _)| school).collect();
        let found = self.connection().for_each_school(&schools, |((place, named), held)| {
            let is_listed = named.iter().any(|(upn, name)| person.is_listed_as(upn, name));
            let (is_own, hits) = held.look(self, place, |searched| {
                let hits = wanted.hits(searched, is_listed);
                // A school whose e-mails alone have the number is the child's own, too: it waits for the child, perhaps.
                match !is_listed && hits.iter().any(|hit| hit.has_number) {
                    true => (true, wanted.hits(searched, true)),
                    false => (is_listed, hits),
                }
            });
            self.parts(place, policy, person, is_own, hits)
        });
        let mut story = StoryParts::default();
        story.unsearched.extend(schools.iter().flat_map(|(_, held)| held.unread.iter().cloned()));
        for found in found.into_iter().flatten() {
            match found {
                InSchool::Namesakes(school) => story.of_namesakes.push(school),
                InSchool::Told(school, is_own, mails, loose) => {
                    story.own_schools.extend(is_own.then(|| school.path.clone()));
                    story.loose.extend(loose.into_iter().map(|one| (school.path.clone(), one)));
                    story.schools.push(school);
                    story.mails.extend(mails);
                }
            }
        }
        story.unsearched.sort();
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
        let spoken = if is_own { Spoken::at(person, &some) } else { Spoken::by_whole_names(person) };
        let read: BTreeSet<&str> = some.sources().map(|(path, _)| path).collect();
        let (mut mails, mut loose) = (Vec::new(), Vec::new());
        for hit in hits {
            if Ending::of(&hit.path) == Ending::Mail && some.mail.contains(&hit.path) {
                let whole = bytes_of_mail(self.root(), &hit.path).as_deref().and_then(mail::whole);
                mails.extend(whole.map(|mail| ReadMail { path: hit.path, mail }));
            } else if !read.contains(&*hit.path) {
                let lines = hit.lines.into_iter().filter(|(_, text)| spoken.is_in(text));
                loose.extend(lines.map(|(line, text)| Loose { path: hit.path.clone(), day: hit.day, line, text }));
            }
        }
        Some(if is_own {
            InSchool::Told(some, is_own, mails, loose)
        } else if tells(person, &some, &mails, &loose, policy) {
            InSchool::Told(self.load_school_kept(place, policy), is_own, mails, loose)
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
        reckon(&mut school, policy, self.today(), &mut Vec::new());
        school
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

/// What was found in a school.
enum InSchool {
    /// The school, whether it is the child's own, and its e-mails and other texts that may speak of the child.
    Told(School, bool, Vec<ReadMail>, Vec<Loose>),
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
    lines: Vec<(Option<u32>, String)>,
    /// Whether it has a number of the child, and not a name alone.
    has_number: bool,
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
            let names = if with_parts { &self.parts } else { &self.names };
            if !has_number && !is_one_in(names, words) {
                return None;
            }
            let text = searched.plain(&words.path).unwrap_or_default();
            let folded = Folded::of(&text);
            let queries = self.numbers.iter().chain(names);
            let mut places: Vec<_> = queries.flat_map(|query| query.places(&folded.text)).collect();
            places.sort_by_key(|place| place.start);
            let places: Vec<_> = places.iter().map(|place| folded.origin(place)).collect();
            let lines = lines(&text, &places).into_iter();
            let mut lines: Vec<_> = lines.map(|(line, text)| (words.place_of(line).0, text.to_owned())).collect();
            if lines.is_empty() {
                // It is found by its name, or by that of a folder.
                lines.push((None, below_area(&words.path).to_owned()));
            }
            Some(FileHit { path: words.path.to_string(), day: words.date(), lines, has_number })
        };
        searched.words.files.iter().filter_map(hit).collect()
    }
}

impl DriveChildren {
    /// The names that records give to a number, the one that most schools have first.
    #[must_use]
    pub fn names_of(&self, upn: &Upn) -> Vec<String> {
        let mut names: BTreeMap<String, (usize, String)> = BTreeMap::new();
        for (_, children) in &self.schools {
            for (_, name) in children.iter().filter(|(of, _)| of == upn.as_str()) {
                names.entry(name_key(name)).or_insert_with(|| (0, name.clone())).0 += 1;
            }
        }
        let mut names: Vec<_> = names.into_values().collect();
        names.sort_by(|a, b| b.cmp(a));
        names.into_iter().map(|(_, name)| name).collect()
    }

    /// The numbers that may be a child's as well: of a child with a lasting number the temporary ones that a school of the child's has beside the same
    /// name, and the other way about.
    #[must_use]
    pub fn other_numbers(&self, person: &Person) -> Vec<Upn> {
        let Some(own) = person.upn.as_ref().filter(|upn| !upn.is_code()) else { return Vec::new() };
        let is_of_child = |children: &[(String, String)]| children.iter().any(|(of, _)| of == own.as_str());
        let schools = self.schools.iter().filter(|(_, children)| is_of_child(children));
        let named = schools.flat_map(|(_, children)| children).filter(|(_, name)| person.is_called(name));
        let others = named.filter_map(|(of, _)| Upn::parse(of).ok());
        let others: BTreeSet<_> = others.filter(|of| !of.is_code() && is_temporary(of) != is_temporary(own)).collect();
        others.into_iter().collect()
    }

    /// The children with a number whom a name fits: those whose name it is; where it is nobody's, those whose name holds all of its words.
    #[must_use]
    pub fn called(&self, name: &str) -> Vec<KnownChild> {
        let wanted = name_key(name);
        let words: Vec<_> = wanted.split_whitespace().collect();
        let holds = |of: &str| {
            let of = name_key(of);
            words.iter().all(|word| of.split_whitespace().any(|part| part.starts_with(word)))
        };
        let whole = self.fitting(|of| name_key(of) == wanted);
        if whole.is_empty() { self.fitting(holds) } else { whole }
    }

    fn fitting(&self, fits: impl Fn(&str) -> bool) -> Vec<KnownChild> {
        let mut found: BTreeMap<Upn, KnownChild> = BTreeMap::new();
        let asked = self.schools.iter().zip(&self.is_asked).filter(|(_, is_asked)| **is_asked);
        for ((place, children), _) in asked {
            for (upn, name) in children.iter().filter(|(_, name)| fits(name)) {
                let Some(upn) = Upn::parse(upn).ok().filter(|upn| !upn.is_code()) else { continue };
                let schools = BTreeSet::new();
                let child = found.entry(upn.clone()).or_insert_with(|| KnownChild { upn, name: name.clone(), schools });
                child.schools.insert(place.path.clone());
            }
        }
        found.into_values().collect()
    }

    /// The names of children whom records give a code and no number, and that a name fits.
    #[must_use]
    pub fn coded(&self, name: &str) -> Vec<String> {
        let wanted = name_key(name);
        let all = self.schools.iter().flat_map(|(_, children)| children);
        let fitting =
            all.filter(|(upn, name)| Upn::parse(upn).is_ok_and(|upn| upn.is_code()) && name_key(name) == wanted);
        let names: BTreeSet<_> = fitting.map(|(_, name)| name.clone()).collect();
        names.into_iter().collect()
    }

    /// The names of a child without those that another child with a lasting number has, which a slip has put beside this child's number; and whether
    /// there was one. Where all are another's, the one that most schools have stays.
    #[must_use]
    pub fn without_slips(&self, upn: &Upn, names: Vec<String>) -> (Vec<String>, bool) {
        let others = self.schools.iter().flat_map(|(_, children)| children).filter(|(of, _)| of != upn.as_str());
        let is_lasting = |of: &str| Upn::parse(of).is_ok_and(|of| !of.is_code() && !is_temporary(&of));
        let others: BTreeSet<_> = others.filter(|(of, _)| is_lasting(of)).map(|(_, name)| name_key(name)).collect();
        let own: Vec<_> = names.iter().filter(|name| !others.contains(&name_key(name))).cloned().collect();
        match (own.is_empty(), own.len() == names.len()) {
            (_, true) => (names, false),
            (true, _) => (self.names_of(upn).into_iter().take(1).collect(), names.len() > 1),
            (false, _) => (own, true),
        }
    }

    /// Whether another child with another number has one of a child's names: one whose number is not a temporary one.
    #[must_use]
    pub fn has_namesake(&self, person: &Person) -> bool {
        let all = self.schools.iter().flat_map(|(_, children)| children);
        let mut others = all.filter(|(upn, _)| person.upn.as_ref().is_none_or(|own| own.as_str() != upn));
        others.any(|(upn, name)| {
            let is_permanent =
                Upn::parse(upn).is_ok_and(|upn| !upn.is_code() && !upn.as_str().ends_with(char::is_alphabetic));
            is_permanent && person.is_called(name)
        })
    }

    /// What hides every other child in a text about one: the children of the schools that were read, however they are written, those of others where
    /// their names stand whole.
    #[must_use]
    pub fn veil_for(&self, person: &Person, parts: &StoryParts, care: Care) -> Veil {
        let mut veil = Veil::new(care, ANOTHER);
        let schools = || parts.schools.iter().chain(&parts.of_namesakes);
        let read: HashSet<&str> = schools().map(|school| &*school.path).collect();
        for (place, children) in &self.schools {
            let is_read = read.contains(&*place.path);
            for (_, name) in children.iter().filter(|(_, name)| !person.is_called(name)) {
                if is_read { veil.hide(name) } else { veil.hide_whole(name) }
            }
        }
        for school in schools() {
            school.adults().for_each(|name| veil.let_stand(name));
        }
        person.names.iter().for_each(|name| veil.show(name));
        if let Some(upn) = &person.upn {
            veil.show_upn(upn.as_str());
        }
        // What is only possibly the child's does not leave the team.
        for upn in person.other_numbers().iter().filter(|_| care == Care::Usual) {
            veil.show_upn(upn.as_str());
        }
        veil.hide_upns();
        veil
    }

    /// What hides every child in the texts of a school: its own however they are written, those of others where their names stand whole.
    #[must_use]
    pub fn veil_of(&self, school: &School) -> Veil {
        let mut veil = Veil::new(Care::Usual, "[child]");
        for (place, children) in &self.schools {
            for (_, name) in children {
                if place.path == school.path { veil.hide(name) } else { veil.hide_whole(name) }
            }
        }
        school.adults().for_each(|name| veil.let_stand(name));
        veil
    }
}

/// What stands in the place of another child's name.
pub const ANOTHER: &str = "[another child]";
