//! A bundle for a subject access request, as far as a program can prepare it: the child's story, extracts of its sources, copies of documents, and a
//! list of what a person has to look at. Other children's rows are left out, their names and numbers hidden, grown-ups' addresses marked. It is a
//! draft and says so on every page: the program never claims that it is finished.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::chronology::{Chronology, Extract, OF_ANOTHER, Person, Spoken, What};
use crate::destination::{Destination, DestinationError, Folder, Output};
use crate::disk;
use crate::drive::{Progress, StoryParts};
use crate::layout::date_of;
use crate::policy::Policy;
pub use crate::report::bundle_page::BundleSource as Source;
use crate::report::bundle_page::{IndexPage, write_extract, write_index};
use crate::report::child;
use crate::report::child_page::{StoryPage, write_page};
use crate::school::School;
use crate::veil::Veil;
use crate::words::{listed, number, system_reason};

/// What stands on every page.
pub const DRAFT: &str = "Draft for a person to check";

/// What a bundle is made of.
#[derive(Debug, Clone, Copy)]
pub struct BundleOf<'a> {
    /// The drive.
    pub root: &'a Path,
    /// Whose bundle it is.
    pub person: &'a Person,
    /// What the drive holds of the child.
    pub parts: &'a StoryParts,
    /// The story, told with every care. What has no more than a part of the name does not go into the story of the bundle: it may be about another child
    /// of that name.
    pub story: &'a Chronology,
    /// The story of the bundle: [`Chronology::by_whole_names`].
    pub of_bundle: &'a Chronology,
    /// What hides other children, with every care.
    pub veil: &'a Veil,
    /// The policy.
    pub policy: &'a Policy,
    /// The day that counts as today.
    pub today: NaiveDate,
    /// When it was made.
    pub made: DateTime<FixedOffset>,
    /// What could not be read: how many files, and the first of them with the reason.
    pub unread: Option<(usize, &'a str)>,
    /// The story as PDF, where this build sets any.
    pub pdf: Option<&'a [u8]>,
}

/// Why a bundle could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The folder holds something.
    #[error("{} is not empty", crate::drive::shown(.0))]
    NotEmpty(PathBuf),
    /// The folder cannot be looked at.
    #[error("{} cannot be read", crate::drive::shown(.path))]
    Unread {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file may not be written there, or writing it failed.
    #[error(transparent)]
    File(#[from] DestinationError),
}

const FILE: Output =
    Output { name: "a file of a bundle", is_own: None, was_own: None, belongs: &[], makes_folder: true };
/// The bytes of a document that count as one on the bar that shows how far the work is.
const BYTES_OF_STEP: u64 = 1 << 20;

/// A folder for a bundle: a new one, or one with nothing in it, and not among the folders of managers and schools, for one of which it would be taken.
pub fn folder(path: &Path) -> Result<Folder, BundleError> {
    let folder = Folder::find(path)?;
    match disk::list(path) {
        Ok(entries) if entries.is_empty() => {}
        Ok(_) => return Err(BundleError::NotEmpty(path.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(source) => return Err(BundleError::Unread { path: path.to_owned(), source }),
    }
    // Ask at once whether anything may be written there.
    folder.destination("index.html", &FILE, false)?;
    Ok(folder)
}

/// Writes a bundle into a folder, for this user's eyes alone; gives its sources. What was written stands where it fails in the middle: the error says
/// where. `progress`: told of each source, and of a document of each megabyte.
pub fn write(bundle: &BundleOf<'_>, folder: &Folder, progress: &Progress) -> Result<Vec<Source>, BundleError> {
    let place = |name: &str| -> Result<Destination, DestinationError> {
        let path: PathBuf = name.split('/').fold(folder.path().to_owned(), |path, part| path.join(part));
        Destination::find(&path, &FILE, false)
    };
    let put = |name: &str, bytes: &[u8]| place(name)?.write_private(bytes);
    let spoken = bundle.spoken();
    let mut sources = Vec::new();
    let mut documents = Vec::new();
    for (number, (path, told)) in bundle.files().into_iter().enumerate() {
        let is_by_part = !told.is_in_story;
        let mut source = bundle.source(number + 1, &path, told);
        match bundle.content(&path, is_by_part, &spoken, &mut source) {
            Content::Page(name, bytes) => {
                put(&name, &bytes)?;
                source.file = Some(name);
            }
            Content::Copy(name, from) => documents.push((sources.len(), name, from)),
            Content::Nothing => {}
        }
        sources.push(source);
    }
    let steps = |from: &Path| disk::stamp(from).map_or(0, |stamp| stamp.size.div_ceil(BYTES_OF_STEP));
    let all: u64 = documents.iter().map(|(_, _, from)| steps(from)).sum();
    progress.schools.store(usize::try_from(all).unwrap_or(usize::MAX), Ordering::Relaxed);
    for (number, name, from) in documents {
        let copied = place(&name)?.copy(&from, &|_| {
            progress.done.fetch_add(1, Ordering::Relaxed);
            progress.step();
        })?;
        if let Some(source) = sources.get_mut(number) {
            match copied {
                Ok(()) => source.file = Some(name),
                Err(error) => source.eyes.push(format!("It could not be copied: {}.", system_reason(&error))),
            }
        }
    }
    put("chronology.html", &bundle.page())?;
    put("chronology.json", &bundle.json())?;
    if let Some(pdf) = bundle.pdf {
        put("chronology.pdf", pdf)?;
    }
    let mut index = Vec::new();
    let page = IndexPage {
        frame: bundle.frame(),
        name: &bundle.story.head.name,
        sources: &sources,
        has_pdf: bundle.pdf.is_some(),
        unread: &bundle.story.head.unread,
    };
    // Nothing fails that is written to memory.
    let _ = write_index(&mut index, &page);
    put("index.html", &index)?;
    Ok(sources)
}

/// What of a source goes into the bundle, under which name.
enum Content {
    /// An extract.
    Page(String, Vec<u8>),
    /// A copy of the document at this path.
    Copy(String, PathBuf),
    /// Nothing: it is named alone.
    Nothing,
}

/// What is told of a file: what, its path as it is shown, and whether all of it is only possibly about the child.
#[derive(Debug, Default)]
struct ToldOf {
    what: BTreeSet<What>,
    shown: String,
    day: Option<NaiveDate>,
    why_possible: Option<String>,
    is_sure: bool,
    /// Whether the story of the bundle tells of it.
    is_in_story: bool,
    /// The lines that have no more than a part of the name.
    by_part: BTreeSet<Option<u32>>,
    /// Whether a comment, or a row about another child, names the child: neither is in an extract.
    has_comment: bool,
    has_row_of_another: bool,
}

impl BundleOf<'_> {
    /// The files that the story names, in its order.
    fn files(&self) -> Vec<(String, ToldOf)> {
        let mut order = Vec::new();
        let mut files: BTreeMap<String, ToldOf> = BTreeMap::new();
        for entry in self.story.entries.iter().chain(&self.story.possible) {
            for place in &entry.places {
                if !files.contains_key(&place.file) {
                    order.push(place.file.clone());
                }
                let told = files.entry(place.file.clone()).or_default();
                told.what.insert(entry.what);
                told.shown.clone_from(&place.path);
                told.day = told.day.or(entry.day);
                if entry.is_by_part {
                    told.by_part.insert(place.line);
                    continue;
                }
                told.is_in_story = true;
                told.is_sure |= entry.possible.is_none();
                told.why_possible = told.why_possible.take().or_else(|| entry.possible.clone());
                told.has_comment |= place.field.starts_with('#');
                told.has_row_of_another |= entry.title == OF_ANOTHER;
            }
        }
        order.into_iter().filter_map(|path| files.remove_entry(&path)).collect()
    }

    fn source(&self, number: usize, path: &str, told: ToldOf) -> Source {
        let day = date_of(path.rsplit('/').next().unwrap_or(path)).or(told.day);
        let mut eyes = Vec::new();
        if let Some(why) = told.why_possible.filter(|_| !told.is_sure) {
            eyes.push(format!("Is it about this child? Only possibly: {why}."));
        }
        if !told.by_part.is_empty() {
            let lines: Vec<_> = told.by_part.iter().flatten().map(ToString::to_string).collect();
            let lines = match lines.len() {
                0 => String::new(),
                1 => format!(" in line {}", listed(&lines)),
                _ => format!(" in lines {}", listed(&lines)),
            };
            eyes.push(match told.is_in_story {
                true => format!("It has a part of the name alone{lines}, of which the story does not tell: is that about this child?"),
                false => format!("Is it about this child? Only possibly: the text has a part of the name alone{lines}. It lies apart, and the story does not tell of it."),
            });
        }
        if told.has_comment {
            eyes.push("A comment names the child. It is in the story, and not in the extract.".to_owned());
        }
        if told.has_row_of_another {
            eyes.push("A row about another child names this one. What it says of this one is in the story, and not in the extract.".to_owned());
        }
        Source { number, day, what: told.what, path: told.shown, file: None, eyes }
    }

    /// What of a source goes into the bundle.
    fn content(
        &self,
        path: &str,
        is_by_part: bool,
        spoken: &HashMap<&str, Spoken<'_>>,
        source: &mut Source,
    ) -> Content {
        let day = source.day.map(|day| format!(" {day}")).unwrap_or_default();
        let stem = format!("{:03}{day}", source.number);
        let extract = self.extract(path, spoken, source);
        if let Some(extract) = extract {
            let (hidden, marked) = extract.marks();
            if extract.left_out > 0 {
                source.eyes.push(format!("{} about others left out.", number(extract.left_out, "row")));
            }
            if hidden > 0 {
                source
                    .eyes
                    .push(format!("{} of other children hidden: read on both sides of each.", number(hidden, "name")));
            }
            if marked > 0 {
                source.eyes.push(format!(
                    "{} marked: decide on each.",
                    number(marked, "address").replace("addresss", "addresses")
                ));
            }
            let mut bytes = Vec::new();
            let _ = write_extract(&mut bytes, &self.frame(), source, &extract);
            let folder = if is_by_part { "to-decide" } else { "sources" };
            return Content::Page(format!("{folder}/{stem}.html"), bytes);
        }
        if is_by_part {
            let eye = "A document, which the program never opens. It is not copied here: open it on the drive, and add it where it is about this child.";
            source.eyes.push(eye.to_owned());
            return Content::Nothing;
        }
        source.eyes.push("A document, which the program never opens: read all of it.".to_owned());
        let mut on_disk = self.root.to_owned();
        on_disk.extend(path.split('/'));
        let ending = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending);
        let ending = ending.filter(|ending| ending.len() <= 5 && ending.chars().all(|c| c.is_ascii_alphanumeric()));
        Content::Copy(format!("documents/{stem}.{}", ending.unwrap_or("file")), on_disk)
    }

    /// The extract of a record or an e-mail; none of a document.
    fn extract(&self, path: &str, spoken: &HashMap<&str, Spoken<'_>>, source: &mut Source) -> Option<Extract> {
        if let Some(read) = self.parts.mails.iter().find(|mail| mail.path == path) {
            if !read.mail.attached.is_empty() {
                let attached = number(read.mail.attached.len(), "file");
                source.eyes.push(format!(
                    "{attached} attached, which are not in this bundle: look at them in the e-mail itself."
                ));
            }
            if read.mail.body.text().is_none() {
                source
                    .eyes
                    .push("The text of the e-mail cannot be read by the program: read it in Outlook.".to_owned());
            }
            return Some(Extract::of_mail(&read.mail, self.veil));
        }
        for school in &self.parts.schools {
            if let Some((_, record)) = school.sources().find(|(of, _)| *of == path) {
                if self.parts.broken.iter().any(|broken| broken.path == path) {
                    let eye = "It cannot be read as a whole: rows and fields with a mistake are not here. Read the file itself.";
                    source.eyes.push(eye.to_owned());
                }
                let spoken = spoken.get(school.path.as_str())?;
                return Extract::of_record(record.yaml(), record.body(), spoken, self.veil);
            }
        }
        let lines: Vec<_> =
            self.parts.loose.iter().map(|(_, loose)| loose).filter(|loose| loose.path == path).collect();
        // The name of a document stands on no line.
        if lines.iter().all(|loose| loose.line.is_none()) {
            return None;
        }
        source.eyes.push(
            "It is no record that can be read: only the lines that name the child are here. Read the file itself."
                .to_owned(),
        );
        Some(Extract::of_lines(lines.iter().map(|loose| loose.text.as_str()), self.veil))
    }

    /// How the texts of each school may speak of the child.
    fn spoken(&self) -> HashMap<&str, Spoken<'_>> {
        let of = |school: &School| Spoken::of(self.person, school, self.parts.own_schools.contains(&school.path));
        self.parts.schools.iter().map(|school| (school.path.as_str(), of(school))).collect()
    }

    fn frame(&self) -> StoryPage<'_> {
        StoryPage {
            policy: self.policy,
            root: None,
            today: self.today,
            made: self.made,
            draft: Some(DRAFT),
            unread: self.unread,
        }
    }

    fn page(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let _ = write_page(&mut bytes, &self.frame(), self.of_bundle);
        bytes
    }

    fn json(&self) -> Vec<u8> {
        let mut whole = child::as_json(self.of_bundle);
        whole["draft"] = DRAFT.into();
        serde_json::to_vec_pretty(&whole).unwrap_or_default()
    }
}
