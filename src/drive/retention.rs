//! What the schools of a drive hold, for the question of how long it is kept.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::assess::reckon;
use super::children::DriveChildren;
use super::findings::{Findings, Sources};
use super::place::{SchoolPlace, Scope};
use super::read_school::read_school;
use super::reader::DriveReader;
use super::root::DriveError;
use super::searched::Words;
use super::texts::{ReadFrom, RecordTexts};
use super::walk::Stamps;
use crate::disk::EntryKind;
use crate::layout::Role;
use crate::policy::Policy;
use crate::procedure::Child;
use crate::record::values::{ChildName, Upn, Value as _};
use crate::retention::{Facts, Mentioned, facts};
use crate::veil::{key, words as words_of};

impl DriveReader<'_> {
    /// What each school of the drive holds: of all of them, whatever part is read, as a child may be known at another school.
    pub fn kept(&self, policy: &Policy) -> Result<Vec<Facts>, DriveError> {
        let children = self.children()?;
        let names = Names::of(&children);
        let all = children.schools.iter().map(|(place, _)| place).zip(&children.held);
        let schools: Vec<_> = all.filter(|(place, _)| !place.is_outside()).collect();
        Ok(self.connection().for_each_school(&schools, |(place, held)| {
            let mentioned = held.look(self, place, |searched| {
                let files = searched.words.files.iter();
                files.map(|words| (words.path.to_string(), names.mentioned(place, words))).collect()
            });
            self.facts_of(place, policy, mentioned)
        }))
    }

    fn facts_of(&self, place: &SchoolPlace, policy: &Policy, mentioned: BTreeMap<String, Mentioned>) -> Facts {
        let everything = Scope::default();
        let folders = self.walker(Stamps::Asked).school(place, &everything);
        let texts = RecordTexts::of_part(self.cache(), &place.path, ReadFrom::CacheWhereUnchanged, self.progress());
        let sources = Sources { scope: &everything, texts: &texts, connection: self.connection() };
        let mut findings = Findings::default();
        let mut school = read_school(place, &folders, &sources, &mut findings);
        reckon(&mut school, policy, self.today(), &mut Vec::new());
        let in_areas = folders.iter().filter(|folder| matches!(folder.role, Role::Area(_)));
        let documents = in_areas.flat_map(|folder| {
            let is_document = |entry: &&super::walk::WalkedEntry| {
                entry.kind == EntryKind::File && matches!(entry.role, Role::Document | Role::Copy)
            };
            folder.listed().iter().filter(is_document).map(|entry| folder.path_of(entry))
        });
        let mut facts = facts(&school, &documents.collect::<Vec<_>>(), mentioned);
        // What could not be read, wherever it stands: nobody can say how old it is.
        let unread = findings.problems.iter().filter(|problem| problem.code.leaves_unread());
        facts.unjudged.extend(unread.map(|problem| problem.path.clone()));
        facts.unjudged.sort();
        facts.unjudged.dedup();
        facts
    }
}

/// The names of all children of a drive, by the key of their first word and then by that of their second, to find them in texts: many children have
/// the first in common.
struct Names(HashMap<String, HashMap<String, Vec<NamedChild>>>);

struct NamedChild {
    parts: Vec<String>,
    child: Child,
    /// The school, for a child with a code, who is known there alone.
    school: Option<String>,
}

impl Names {
    fn of(children: &DriveChildren) -> Self {
        let mut names: HashMap<String, HashMap<String, Vec<NamedChild>>> = HashMap::new();
        for (place, named) in &children.schools {
            for (upn, name) in named {
                let (Ok(upn), Ok(name)) = (Upn::parse(upn), ChildName::parse(name)) else { continue };
                let parts: Vec<_> = words_of(&name).map(|(_, word)| key(word)).collect();
                let [first, second, ..] = parts.as_slice() else { continue };
                let (first, second) = (first.clone(), without_all_s(second).to_owned());
                let school = upn.is_code().then(|| place.path.clone());
                let child = Child::new(&upn, &name);
                let of_both = names.entry(first).or_default().entry(second).or_default();
                of_both.push(NamedChild { parts, child, school });
            }
        }
        Self(names)
    }

    /// The children whom a file's text or name has.
    fn mentioned(&self, place: &SchoolPlace, words: &Words<'_>) -> Mentioned {
        let mut mentioned = Mentioned { day: words.date(), ..Mentioned::default() };
        let all: Vec<&str> = words_of(&words.folded).map(|(_, word)| word).collect();
        for (number, word) in all.iter().enumerate() {
            if word.len() == 13
                && word.is_ascii()
                && let Ok(upn) = Upn::parse(&word.to_uppercase())
            {
                mentioned.sure.insert(Child::of_row(&upn, None));
            }
            let Some(of_first) = self.0.get(&*plain(word)) else { continue };
            let second = all.get(number + 1).map_or(Cow::Borrowed(""), |word| plain(word));
            for named in of_first.get(without_all_s(&second)).into_iter().flatten() {
                let here = all.get(number..number + named.parts.len()).unwrap_or_default();
                let is_here = here.len() == named.parts.len()
                    && here
                        .iter()
                        .zip(&named.parts)
                        .all(|(word, part)| without_all_s(&plain(word)) == without_all_s(part));
                if is_here && named.school.as_ref().is_none_or(|school| *school == place.path) {
                    mentioned.possible.insert(named.child.clone());
                }
            }
        }
        mentioned
    }
}

fn plain(word: &str) -> Cow<'_, str> {
    if word.contains('\'') { word.replace('\'', "").into() } else { word.into() }
}

/// A word without the s of a genitive, of several, or of both: `Ross’s` as `Ross`.
fn without_all_s(word: &str) -> &str {
    word.trim_end_matches('s')
}
