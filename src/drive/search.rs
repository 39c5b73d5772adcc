//! The search for a text in every record and e-mail of a drive.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::atomic::Ordering;

use chrono::NaiveDate;

use super::place::SchoolPlace;
use super::reader::DriveReader;
use super::root::DriveError;
pub use super::searched::{Part, Unsearched};
use super::searched::{Searched, Words, below_area, unlisted, with_words};
use super::walk::Stamps;
use crate::chronology::shown_path;
use crate::search::{Folded, Query, excerpt};
use crate::veil::{Care, TextWords, Veil, key};

/// What a search found.
#[derive(Debug, Default)]
pub struct SearchResult {
    /// The schools in which something was found, the one with the newest record first.
    pub schools: Vec<FoundIn>,
    /// How many more records hold it than are given.
    pub more: usize,
    /// How many files were searched.
    pub searched: usize,
    /// In how many schools.
    pub in_schools: usize,
    /// What could not be searched, by path.
    pub unsearched: Vec<Unsearched>,
}

/// What was found in a school.
#[derive(Debug)]
pub struct FoundIn {
    /// The school's folder.
    pub place: SchoolPlace,
    /// The files, the newest first.
    pub files: Vec<FoundFile>,
}

/// A file in which something was found.
#[derive(Debug)]
pub struct FoundFile {
    /// The file, relative to the drive.
    pub path: String,
    /// The same for people: without the names of children that nobody asked for.
    pub shown: String,
    /// Its date; in a phone log that of the newest call in which something was found.
    pub date: Option<NaiveDate>,
    /// The places, in the order of the file.
    pub hits: Vec<Hit>,
}

/// A line in which something was found.
#[derive(Debug)]
pub struct Hit {
    /// Its number in the file; none in an e-mail, and in the name of a document.
    pub line: Option<u32>,
    /// The part of an e-mail.
    pub part: Option<Part>,
    /// The line or a part of it.
    pub text: String,
    /// Which bytes of it were found.
    pub marked: Vec<Range<usize>>,
}

/// What was found in a school, with the children whom its records name.
struct InSchool {
    files: Vec<FoundFile>,
    children: Vec<(String, String)>,
    searched: usize,
}

impl DriveReader<'_> {
    /// Every record and e-mail of the drive, or of the part that is read, that holds all of what is asked for; with `most` so many, and the number of
    /// all others. Children's names that nobody asked for are hidden, unless `show_names`.
    pub fn search(&self, query: &Query, show_names: bool, most: Option<usize>) -> Result<SearchResult, DriveError> {
        let mut places = self.school_places()?;
        let in_schools = places.len();
        places.push(SchoolPlace::outside(self.root()));
        self.progress().schools.store(places.len(), Ordering::Relaxed);
        let found = self.connection().for_each_school(&places, |place| {
            let found = with_words(self, place, |searched| self.in_school(query, searched, most.is_none()));
            self.progress().done.fetch_add(1, Ordering::Relaxed);
            found
        });
        let (outside, _) = self.walker(Stamps::NotAsked).outside_of_any(&[])?;
        let mut result = SearchResult { in_schools, ..SearchResult::default() };
        result.unsearched.extend(unlisted(&outside).into_iter().filter(|one| self.scope().touches(&one.path)));
        let mut all = Vec::new();
        for (place, (in_school, mut unsearched)) in places.into_iter().zip(found) {
            unsearched.retain(|one| self.scope().holds(&one.path));
            result.unsearched.extend(unsearched);
            result.searched += in_school.searched;
            all.push((place, in_school));
        }
        all.sort_by_key(|(place, school)| (Reverse(newest(&school.files)), place.path.clone()));
        if let Some(most) = most {
            result.more = shorten(&mut all, most);
            self.look_into(query, &mut all);
        }
        if !show_names && all.iter().any(|(_, school)| !school.files.is_empty()) {
            // The children of schools outside the part may be named in it, too.
            let others: Vec<_> = self.walker(Stamps::NotAsked).schools()?;
            let others: Vec<_> = others.into_iter().filter(|place| !self.scope().touches(&place.path)).collect();
            let named = self.connection().for_each_school(&others, |place| {
                with_words(self, place, |searched| InSchool {
                    files: Vec::new(),
                    children: children_of(searched),
                    searched: 0,
                })
                .0
            });
            all.extend(others.into_iter().zip(named));
            hide_names(query, &mut all);
        }
        let found = all.into_iter().filter(|(_, school)| !school.files.is_empty());
        result.schools = found.map(|(place, InSchool { files, .. })| FoundIn { place, files }).collect();
        result.unsearched.sort();
        Ok(result)
    }

    /// `is_looked_into`: whether the places in the files are asked for, too. Those of a school that was read just now are at hand.
    fn in_school(&self, query: &Query, searched: &Searched<'_>, is_looked_into: bool) -> InSchool {
        let is_looked_into = is_looked_into || searched.is_at_hand;
        let in_scope = || searched.words.files.iter().filter(|words| self.scope().holds(&words.path));
        let holding = in_scope().filter(|words| query.is_in(&words.folded));
        let found = |words| match is_looked_into {
            true => found_in(query, words, searched),
            false => FoundFile { date: date_of(query, words, searched), ..FoundFile::of(words) },
        };
        let mut files: Vec<_> = holding.map(found).collect();
        files.sort_by(|a, b| (Reverse(a.date), &a.path).cmp(&(Reverse(b.date), &b.path)));
        InSchool { files, children: children_of(searched), searched: in_scope().count() }
    }

    /// Looks up the places in the files that were found, where they are not known. A school may have changed since: of its children those of now count,
    /// too, and a file that does not hold what was asked for any more is left out.
    fn look_into(&self, query: &Query, all: &mut [(SchoolPlace, InSchool)]) {
        let is_wanted = |file: &&FoundFile| file.hits.is_empty();
        let found: Vec<_> =
            all.iter_mut().filter(|(_, school)| school.files.iter().any(|file| is_wanted(&file))).collect();
        let looked = self.connection().for_each_school(&found, |(place, school)| {
            let wanted: HashSet<&str> = school.files.iter().filter(is_wanted).map(|file| &*file.path).collect();
            with_words(self, place, |searched| {
                let words = searched.words.files.iter();
                let words = words.filter(|words| wanted.contains(&*words.path) && query.is_in(&words.folded));
                let hits = words.map(|words| (words.path.to_string(), found_in(query, words, searched).hits)).collect();
                (hits, children_of(searched))
            })
            .0
        });
        for ((_, school), (mut hits, children)) in found.into_iter().zip(looked) {
            let hits: &mut HashMap<String, Vec<Hit>> = &mut hits;
            for file in school.files.iter_mut().filter(|file| file.hits.is_empty()) {
                file.hits = hits.remove(&file.path).unwrap_or_default();
            }
            school.files.retain(|file| !file.hits.is_empty());
            school.children.extend(children);
        }
    }
}

impl FoundFile {
    fn of(words: &Words<'_>) -> Self {
        let path = words.path.clone().into_owned();
        Self { shown: path.clone(), path, date: words.date(), hits: Vec::new() }
    }
}

/// Leaves the first files; gives how many were left out.
fn shorten(all: &mut [(SchoolPlace, InSchool)], most: usize) -> usize {
    let (mut left, mut more) = (most, 0);
    for (_, school) in all {
        more += school.files.len().saturating_sub(left);
        school.files.truncate(left);
        left -= school.files.len();
    }
    more
}

/// The date of a file in which something was found.
fn date_of(query: &Query, words: &Words<'_>, searched: &Searched<'_>) -> Option<NaiveDate> {
    if words.has_calls() { found_in(query, words, searched).date } else { words.date() }
}

fn children_of(searched: &Searched<'_>) -> Vec<(String, String)> {
    searched.words.children.iter().map(|(upn, name)| (upn.to_string(), name.to_string())).collect()
}

fn newest(files: &[FoundFile]) -> Option<NaiveDate> {
    files.iter().filter_map(|file| file.date).max()
}

fn found_in(query: &Query, words: &Words<'_>, searched: &Searched<'_>) -> FoundFile {
    let text = searched.plain(&words.path).unwrap_or_default();
    let folded = Folded::of(&text);
    let places: Vec<_> = query.places(&folded.text).iter().map(|place| folded.origin(place)).collect();
    let mut date: Option<NaiveDate> = None;
    let mut hits = Vec::new();
    for one in excerpt(&text, &places) {
        date = date.max(words.date_at(one.line));
        let (line, part) = words.place_of(one.line);
        hits.push(Hit { line, part, text: one.text, marked: one.marked });
    }
    if hits.is_empty() {
        // It is found by the name of the file, or of a folder in which it lies.
        let text = below_area(&words.path).to_owned();
        let folded = Folded::of(&text);
        let marked = query.places(&folded.text).iter().map(|place| folded.origin(place)).collect();
        hits.push(Hit { line: None, part: Some(Part::Name), text, marked });
    }
    FoundFile { date: date.or_else(|| words.date()), hits, ..FoundFile::of(words) }
}

/// Hides the names of children in what was found: those of the school's own records however they are written, those of other schools' where they
/// stand whole. The name that was asked for stands, and that of a child whose number was asked for.
fn hide_names(query: &Query, schools: &mut [(SchoolPlace, InSchool)]) {
    let files = || schools.iter().flat_map(|(_, school)| &school.files);
    if files().next().is_none() {
        return;
    }
    // Most names of a large drive stand in none of the few lines that are shown.
    let here = TextWords::of(files().flat_map(|file| file.hits.iter().map(|hit| &*hit.text).chain([&*file.path])));
    let mut veil = Veil::new(Care::Usual, MARK);
    veil.show_asked(query);
    let mut own: HashMap<usize, Vec<String>> = HashMap::new();
    for (number, (_, school)) in schools.iter().enumerate() {
        for (upn, name) in &school.children {
            if query.asks_for(&key(upn)) {
                veil.show(name);
            }
            if here.may_have(name) {
                veil.hide_whole(name);
                own.entry(number).or_default().push(name.clone());
            }
        }
    }
    for (number, (_, school)) in schools.iter_mut().enumerate().filter(|(_, (_, school))| !school.files.is_empty()) {
        veil.hide_parts_of(own.get(&number).into_iter().flatten().map(String::as_str));
        for file in &mut school.files {
            file.shown = shown_path(&veil, &file.path);
            file.hits.iter_mut().for_each(|hit| hide_in(hit, &veil));
        }
    }
}

/// What stands in the place of a child's name.
const MARK: &str = "[child]";

fn hide_in(hit: &mut Hit, veil: &Veil) {
    let places = veil.places(&hit.text);
    if places.is_empty() {
        return;
    }
    let moved = |at: usize| {
        let before = places.iter().take_while(|place| place.end <= at);
        before.fold(at, |moved, place| (moved + MARK.len()).saturating_sub(place.len()))
    };
    let is_hidden =
        |marked: &&Range<usize>| places.iter().any(|place| place.start < marked.end && marked.start < place.end);
    let marked: Vec<_> = hit
        .marked
        .iter()
        .filter(|marked| !is_hidden(marked))
        .map(|marked| moved(marked.start)..moved(marked.end))
        .collect();
    hit.text = veil.over(&hit.text).into_owned();
    hit.marked = marked;
}
