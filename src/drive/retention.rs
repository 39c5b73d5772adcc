//! What the schools of a drive hold, for the question of how long it is kept.

use std::sync::atomic::Ordering;

use super::assess::reckon;
use super::findings::{Findings, Sources};
use super::place::{SchoolPlace, Scope};
use super::read_school::read_school;
use super::reader::DriveReader;
use super::root::DriveError;
use super::texts::{ReadFrom, RecordTexts};
use super::walk::Stamps;
use crate::disk::EntryKind;
use crate::layout::Role;
use crate::policy::Policy;
use crate::retention::{Facts, facts};

impl DriveReader<'_> {
    /// What each school of the drive holds: of all of them, whatever part is read, as a child may be known at another school.
    pub fn kept(&self, policy: &Policy) -> Result<Vec<Facts>, DriveError> {
        let places = self.walker(Stamps::NotAsked).schools()?;
        self.progress().schools.store(places.len(), Ordering::Relaxed);
        Ok(self.connection().for_each_school(&places, |place| {
            let facts = self.facts_of(place, policy);
            self.progress().done.fetch_add(1, Ordering::Relaxed);
            facts
        }))
    }

    fn facts_of(&self, place: &SchoolPlace, policy: &Policy) -> Facts {
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
        let mut facts = facts(&school, &documents.collect::<Vec<_>>());
        // What could not be read, wherever it stands: nobody can say how old it is.
        let unread = findings.problems.iter().filter(|problem| problem.code.leaves_unread());
        facts.unjudged.extend(unread.map(|problem| problem.path.clone()));
        facts.unjudged.sort();
        facts.unjudged.dedup();
        facts
    }
}
