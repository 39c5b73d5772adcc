//! The children whom the records of a drive name: who is meant by a name, which numbers may be one child's, and what hides the others in a text.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::atomic::Ordering;

use super::place::SchoolPlace;
use super::reader::DriveReader;
use super::root::DriveError;
use super::searched::{HeldWords, Unsearched, hold_words, unlisted};
use super::walk::Stamps;
use crate::chronology::{Person, is_temporary, name_key};
use crate::record::values::{Upn, Value as _};
use crate::school::School;
use crate::veil::{Care, Veil};

/// The children whom the records of a drive name.
#[derive(Debug, Default)]
pub struct DriveChildren {
    /// The schools, each with its children: number or code, and name.
    pub(super) schools: Vec<(SchoolPlace, Vec<(String, String)>)>,
    /// Whether each of them lies in the part that is read.
    pub(super) is_asked: Vec<bool>,
    /// The texts of each school.
    pub(super) held: Vec<HeldWords>,
    /// Managers' folders that could not be listed: their schools are not known.
    pub(super) unlisted: Vec<Unsearched>,
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

impl DriveReader<'_> {
    /// The children whom the records of the drive, or of the part that is read, name.
    pub fn children(&self) -> Result<DriveChildren, DriveError> {
        // Of all schools, whatever part is read: their children may be named in it, too.
        let (outside, mut places) = self.walker(Stamps::NotAsked).outside_of_any(&[])?;
        places.push(SchoolPlace::outside(self.root()));
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
        let mut children = DriveChildren { unlisted: unlisted(&outside), ..DriveChildren::default() };
        for (place, (held, named)) in places.into_iter().zip(found) {
            children.is_asked.push(self.scope().touches(&place.path));
            children.schools.push((place, named));
            children.held.push(held);
        }
        Ok(children)
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
                child.schools.insert(place.shown().to_owned());
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

    /// What hides every other child in a text about one: the children of the schools that were read (`schools`), however they are written, those of others where
    /// their names stand whole.
    #[must_use]
    pub fn veil_for<'s>(&self, person: &Person, schools: impl Iterator<Item = &'s School> + Clone, care: Care) -> Veil {
        let mut veil = Veil::new(care, ANOTHER);
        let read: HashSet<&str> = schools.clone().map(|school| &*school.path).collect();
        for (place, children) in &self.schools {
            let is_read = read.contains(&*place.path);
            for (_, name) in children.iter().filter(|(_, name)| !person.is_called(name)) {
                if is_read { veil.hide(name) } else { veil.hide_whole(name) }
            }
        }
        for school in schools {
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
