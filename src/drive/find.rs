//! Which schools of a drive someone means (records.md, section 8).

use super::place::{SchoolPlace, is_within};
use super::reader::DriveReader;
use super::root::DriveError;
use super::walk::{Stamps, schools_of};
use crate::disk::{self, EntryKind};
use crate::layout::{self, Role};
use crate::record::values::{Urn, Value as _};

impl DriveReader<'_> {
    /// The schools that a text means: a folder, a URN, or a part of a folder's or a school's name. One school where the text is clear;
    /// else every candidate. Where the part of the drive that is read is a school's folder or lies in one, it is that school.
    ///
    /// For a path, the manager's folder is listed; for the name of a school's folder, those of all managers. Only for a number, and for a part
    /// of a name, every school.yaml is asked, as any of them may bear it.
    pub fn find_schools(&self, text: &str) -> Result<Vec<SchoolPlace>, DriveError> {
        if let Some(place) = self.school_around_scope() {
            return Ok(vec![place]);
        }
        let places = self.walker(Stamps::NotAsked).schools()?;
        let wanted = layout::search_key(text);
        let is_called = |place: &&SchoolPlace| layout::search_key(&place.folder) == wanted;
        let mut called: Vec<_> = places.iter().filter(is_called).cloned().collect();
        if called.len() == 1 && Urn::parse(&wanted).is_err() {
            return Ok(vec![called.swap_remove(0)]);
        }
        let files = self.school_files();
        let described = self.connection().for_each(&places, |place| {
            let facts = files.facts(place).0;
            let name = facts.as_ref().map(|facts| layout::search_key(&facts.name)).unwrap_or_default();
            let urn = facts.map(|facts| facts.number.urn.to_string());
            DescribedSchool { urn, names: [layout::search_key(&place.folder), name], place: place.clone() }
        });
        files.save(&places);
        let select = |fits: &dyn Fn(&DescribedSchool) -> bool| {
            described.iter().filter(|one| fits(one)).map(|one| one.place.clone()).collect::<Vec<_>>()
        };
        let by_number = select(&|school| school.urn.as_deref() == Some(wanted.as_str()));
        let by_name = select(&|school| school.names.contains(&wanted));
        let by_part = || select(&|school| school.names.iter().any(|name| name.contains(&wanted)));
        Ok(if !by_number.is_empty() {
            by_number
        } else if by_name.len() == 1 {
            by_name
        } else {
            by_part()
        })
    }

    /// The schools with a number.
    pub fn schools_with_urn(&self, urn: &str) -> Result<Vec<SchoolPlace>, DriveError> {
        let places = self.walker(Stamps::NotAsked).schools()?;
        let files = self.school_files();
        let numbers =
            self.connection().for_each(&places, |place| files.facts(place).0.map(|facts| facts.number.urn.to_string()));
        files.save(&places);
        let with_number = places.into_iter().zip(numbers).filter(|(_, number)| number.as_deref() == Some(urn));
        Ok(with_number.map(|(place, _)| place).collect())
    }

    /// The schools of the part that is read, in the order of their managers and folders. No school's folder is looked into.
    pub fn school_places(&self) -> Result<Vec<SchoolPlace>, DriveError> {
        let mut places = self.walker(Stamps::NotAsked).schools()?;
        places.retain(|place| self.scope().touches(&place.path));
        Ok(places)
    }

    /// The school whose folder the scope is, or lies in.
    fn school_around_scope(&self) -> Option<SchoolPlace> {
        let scope = &self.scope().0;
        let (manager, _) = scope.split_once('/')?;
        let walker = self.walker(Stamps::NotAsked);
        let usual = walker.root.join(manager);
        let manager_folder = if matches!(disk::kind(&usual), Ok(Some(EntryKind::Folder))) {
            let role = Role::Root.of_folder_in(manager);
            walker.folder_alone(manager, &usual, role).filter(|_| role == Role::Manager)?
        } else {
            // Where the name on the disk is no valid text, it differs from the name that is shown.
            let root = walker.folder_alone("", walker.root, Role::Root)?;
            let is_manager = |kind, role| kind == EntryKind::Folder && role == Role::Manager;
            let entry =
                root.listed().iter().find(|entry| entry.name == manager && is_manager(entry.kind, entry.role))?;
            walker.folder_alone(manager, &root.on_disk_of(entry), Role::Manager)?
        };
        schools_of(&manager_folder).find(|place| is_within(scope, &place.path))
    }
}

/// A school with everything by which someone may name it.
struct DescribedSchool {
    urn: Option<String>,
    /// The name of its folder and its own, as search keys ([`layout::search_key`]).
    names: [String; 2],
    place: SchoolPlace,
}
