//! Prints packs: of one visit, or of every coming visit of many schools, each into its file. Sets letters as PDF.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::NaiveDate;

use crate::destination::{Destination, DestinationError, Folder, Output};
use crate::drive::{self, DriveError, DriveReader, Progress, SchoolPlace, shown};
use crate::filing::area_folder;
use crate::layout::Area;
use crate::mail::SavedMail;
use crate::pack::{Audience, Logo, Pack, PackSources, Predecessor, TemplateError, Templates, gaps, missing_steps};
use crate::policy::Policy;
use crate::problem::{Problem, Severity};
use crate::procedure::deadlines::Deadline;
use crate::procedure::exclusions::count;
use crate::record::visit::Visit;
use crate::school::{Filed, NoVisit, School};
use crate::{disk, typeset};

/// A form in which a pack is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// PDF, for the printer.
    Pdf,
    /// One page for the browser.
    Html,
}

impl Form {
    fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Html => "html",
        }
    }

    fn output(self) -> &'static Output {
        match self {
            Self::Pdf => &typeset::PACK_PDF,
            Self::Html => &typeset::PACK_HTML,
        }
    }
}

/// What is to be printed, and where to.
#[derive(Debug, Clone)]
pub struct Order {
    /// For whom the packs are.
    pub audience: Audience,
    /// In which forms.
    pub forms: Vec<Form>,
    /// The folder or the file to print into; none for the records of each school.
    pub out: Option<PathBuf>,
    /// Whether packs of many visits are to be printed: these do not go into one file.
    pub is_many: bool,
    /// Whether the pack of a visit is left out where something stands in the way of that visit.
    pub strict: bool,
    /// Whether a file that is no pack may be replaced.
    pub force: bool,
    /// The day that counts as today.
    pub today: NaiveDate,
    /// The earlier time as of which packs are printed; none for today's.
    pub past: Option<Past>,
}

/// An earlier time as of which packs are printed. Each says so, and has a name of its own: it never takes the place of today's.
#[derive(Debug, Clone)]
pub struct Past {
    /// The drive to whose folders the packs go; the records are read elsewhere.
    pub drive: PathBuf,
    /// `as it stood on 26 November 2026 at 18:42`.
    pub said: String,
    /// The time in the name of a file: `2026-11-26 1842`.
    pub in_name: String,
}

/// What was printed for a visit.
#[derive(Debug, Clone)]
pub struct Printed {
    /// The school's folder.
    pub school: String,
    /// The school's name; the name of its folder where school.yaml cannot be read.
    pub name: String,
    /// The day of the visit.
    pub visit: NaiveDate,
    /// For whom the pack is.
    pub audience: Audience,
    /// The path of the first of the files in output for programs: with `/`, and relative to the drive where the file lies on it.
    pub path: String,
    /// The files, one for each form.
    pub files: Vec<PathBuf>,
    /// The steps that are missing (records.md, section 8).
    pub missing: Vec<&'static str>,
    /// What stands in the way of the visit, a sentence each.
    pub gaps: Vec<String>,
    /// What the user should know of the files themselves.
    pub notes: Vec<String>,
    /// The files in which older packs are kept, into which somebody had written.
    pub kept: Vec<PathBuf>,
}

/// Why packs, or one of them, could not be printed.
#[derive(Debug, thiserror::Error)]
pub enum PressError {
    /// The program was built without the typesetter.
    #[error("this build cannot set PDFs")]
    NoPdf,
    /// Many packs were to go into one file.
    #[error("{} is the name of one file, and --all prints many packs", shown(.0))]
    OneFile(PathBuf),
    /// The drive cannot be read.
    #[error(transparent)]
    Drive(#[from] DriveError),
    /// A template cannot be read.
    #[error(transparent)]
    Templates(io::Error),
    /// The authority's logo is no picture, or one of another kind than its name says.
    #[error("templates/{0}: the picture cannot be read, or is of another kind than its name says")]
    Logo(&'static str),
    /// A template is wrong.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The look of the PDF is wrong.
    #[error("templates/{0}")]
    Look(String),
    /// The policy has no term of this name.
    #[error("there is no term {}", crate::record::values::quoted(.name))]
    Term {
        /// The name.
        name: String,
        /// The terms that there are.
        known: Vec<String>,
    },
    /// The school has no such visit.
    #[error(transparent)]
    Visit(#[from] NoVisit),
    /// Something stands in the way of the visit, and the order is not to print its pack then.
    #[error("the pack of {name} for {visit} was not printed: {}", .gaps.join(" ").trim_end_matches('.'))]
    Gaps {
        /// The school.
        name: String,
        /// The day of the visit.
        visit: NaiveDate,
        /// What stands in the way, a sentence each.
        gaps: Vec<String>,
    },
    /// The file may not be written there, or writing it failed.
    #[error(transparent)]
    File(#[from] DestinationError),
}

/// All that is the same for every pack of a run.
pub struct Press {
    order: Order,
    root: PathBuf,
    policy: Policy,
    templates: Templates,
    logo: Option<Logo>,
    out: Out,
    /// The names of schools' folders that stand on the drive more than once, in lower case.
    namesakes: HashSet<String>,
}

/// Where packs go.
enum Out {
    /// To the records of each school.
    Records,
    /// Into a folder.
    Folder(Folder),
    /// To this file; the other form goes beside it.
    File(PathBuf),
}

impl Press {
    /// Prepares an order on the drive at `root`. Also gives the problems that keep a part of the policy from holding.
    pub fn new(root: PathBuf, mut order: Order) -> Result<(Self, Vec<Problem>), PressError> {
        order.forms.sort_unstable();
        order.forms.dedup();
        if order.forms.contains(&Form::Pdf) && !cfg!(feature = "pdf") {
            return Err(PressError::NoPdf);
        }
        let out = out(&order)?;
        let (policy, problems) = drive::policy(&root)?;
        let names: Vec<_> = Templates::names().collect();
        let files = drive::template_files(&root, &names).map_err(PressError::Templates)?;
        let alternative = policy.authority.as_deref().unwrap_or("The authority").to_owned();
        let logo = files.logo.map(|(bytes, is_svg)| Logo { bytes, is_svg, alternative });
        if let Some(logo) = logo.as_ref().filter(|logo| !logo.is_picture()) {
            return Err(PressError::Logo(if logo.is_svg { "logo.svg" } else { "logo.png" }));
        }
        let namesakes = if matches!(out, Out::Folder(_)) { namesakes(&root, order.today)? } else { HashSet::new() };
        let templates = Templates::new(files.texts);
        Ok((Self { order, root, policy, templates, logo, out, namesakes }, problems))
    }

    /// The drive.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Prints the pack of one visit of a school: the visit of a day, or the one that is meant when no day is given ([`School::visit_meant`]).
    pub fn visit(&self, place: &SchoolPlace, visit: Option<NaiveDate>) -> Vec<Result<Printed, PressError>> {
        let choose = |school: &School| {
            let meant = school.visit_meant(visit, self.order.today)?;
            Ok(Choice { visits: vec![meant.clone()], notes: Vec::new() })
        };
        match threads_with_large_stacks() {
            Some(pool) => pool.install(|| self.school(place, choose)),
            None => self.school(place, choose),
        }
    }

    /// Prints the packs of all coming visits of some schools that are not cancelled, or of those in a term. Gives the results in the order of the
    /// schools. As many schools are under way at a time as there are processors.
    pub fn coming(
        &self,
        places: &[SchoolPlace],
        term: Option<&str>,
        progress: &Progress,
    ) -> Result<Vec<Result<Printed, PressError>>, PressError> {
        let term = term.map(|name| self.term(name)).transpose()?;
        let today = self.order.today;
        let is_wanted = |day: NaiveDate| day >= today && term.is_none_or(|(from, to)| from <= day && day <= to);
        Ok(for_each(places, progress, |place| self.school(place, |school| choose_coming(school, is_wanted))))
    }

    /// The first and last day of a term.
    fn term(&self, name: &str) -> Result<(NaiveDate, NaiveDate), PressError> {
        let terms = self.policy.calendar.terms();
        let wanted = name.trim().to_lowercase();
        let found = terms.iter().find(|term| term.name().to_lowercase() == wanted);
        found.map(|term| (*term.from, *term.to)).ok_or_else(|| PressError::Term {
            name: name.to_owned(),
            known: terms.iter().map(|term| term.name().to_owned()).collect(),
        })
    }

    /// Prints the packs of some visits of a school. Two visits on one day have one pack.
    fn school(
        &self,
        place: &SchoolPlace,
        choose: impl Fn(&School) -> Result<Choice, NoVisit>,
    ) -> Vec<Result<Printed, PressError>> {
        let reader = DriveReader::new(&self.root, self.order.today);
        let (school, deadlines, problems) = reader.assess_school(place, &self.policy);
        let Choice { mut visits, notes } = match choose(&school) {
            Ok(choice) => choice,
            Err(error) => return vec![Err(error.into())],
        };
        visits.sort_by_key(|visit| visit.record.date);
        visits.dedup_by_key(|visit| visit.record.date);
        let mail = reader.read_mail_of(&school);
        let predecessor = self.predecessor(&reader, &school);
        let sources = Sources {
            place,
            school: &school,
            deadlines: &deadlines,
            problems: &problems,
            mail: &mail,
            predecessor: predecessor.as_ref(),
        };
        let mut printed: Vec<_> = visits.iter().map(|visit| self.pack(&sources, visit)).collect();
        if let Some(last) = printed.iter_mut().rev().find_map(|one| one.as_mut().ok()) {
            last.notes.extend(notes);
        }
        printed
    }

    /// The school that a school took over from, where its school.yaml names one.
    fn predecessor(&self, reader: &DriveReader<'_>, school: &School) -> Option<Predecessor> {
        let urn = school.file.as_ref().and_then(|file| file.record.predecessor)?;
        // Of several with that number none is sure to be the one.
        let mut places = reader.schools_with_urn(&urn.to_string()).unwrap_or_default();
        places.retain(|place| place.path != school.path);
        let found = match places.as_slice() {
            [only] => Some(reader.load_school(only, &self.policy)),
            _ => None,
        };
        let name = found
            .as_ref()
            .map(|found| found.file.as_ref().map_or(found.folder.clone(), |file| file.record.name.to_string()));
        let name = name.map_or(format!("The school with URN {urn}"), |name| format!("{name} (URN {urn})"));
        Some(Predecessor { name, exclusions: found.as_ref().map(count) })
    }

    fn pack(&self, of: &Sources<'_>, visit: &Filed<Visit>) -> Result<Printed, PressError> {
        let errors = of.problems.iter().filter(|problem| problem.code.severity() == Severity::Error).count();
        let sources = PackSources {
            school: of.school,
            visit,
            policy: &self.policy,
            deadlines: of.deadlines,
            mail: of.mail,
            predecessor: of.predecessor,
            problems: (errors, of.problems.len() - errors),
            today: self.order.today,
            audience: self.order.audience,
        };
        let gaps = gaps(&PackSources { audience: Audience::Internal, ..sources });
        let name = of.school.file.as_ref().map_or(of.school.folder.as_str(), |file| &file.record.name).to_owned();
        let day = *visit.record.date;
        if self.order.strict && !gaps.is_empty() {
            return Err(PressError::Gaps { name, visit: day, gaps });
        }
        // Ask for every file before the first is set: a pack is printed in each form that was asked for, or not at all.
        let destinations = self.destinations(of.place, day)?;
        let marking = self.policy.marking();
        let mut pack = self.templates.pack(&sources, marking, self.logo.clone())?;
        if let Some(past) = &self.order.past {
            pack.date_back(&past.said);
        }
        let (mut set, mut notes, mut kept) = (Vec::new(), Vec::new(), Vec::new());
        for form in &self.order.forms {
            set.push(match form {
                Form::Html => typeset::html(&pack, self.templates.stylesheet()).into_bytes(),
                Form::Pdf => self.pdf(&pack, &mut notes)?,
            });
        }
        for (file, bytes) in destinations.iter().zip(set) {
            kept.extend(file.write_keeping(&bytes)?);
        }
        let files: Vec<_> = destinations.iter().map(|file| file.path().to_owned()).collect();
        Ok(Printed {
            school: of.school.folder.clone(),
            name,
            visit: day,
            audience: self.order.audience,
            path: files.first().map(|file| self.relative(file)).unwrap_or_default(),
            files,
            missing: missing_steps(&sources).into_iter().map(|step| step.as_str()).collect(),
            gaps,
            notes,
            kept,
        })
    }

    #[cfg(feature = "pdf")]
    fn pdf(&self, pack: &Pack, notes: &mut Vec<String>) -> Result<Vec<u8>, PressError> {
        checked(typeset::pdf(pack, self.templates.look()), notes)
    }

    #[cfg(not(feature = "pdf"))]
    fn pdf(&self, _: &Pack, _: &mut Vec<String>) -> Result<Vec<u8>, PressError> {
        Err(PressError::NoPdf)
    }

    /// The file of each form of a pack.
    fn destinations(&self, place: &SchoolPlace, visit: NaiveDate) -> Result<Vec<Destination>, DestinationError> {
        let copy = if self.order.audience == Audience::School { " for the school" } else { "" };
        let as_of = self.order.past.as_ref().map(|past| format!(" as of {}", past.in_name)).unwrap_or_default();
        // In the school's own folder, the day alone tells the packs apart. In a folder for packs of many schools, the name needs the school's, too,
        // and the manager's where several managers have a school of that name.
        let (folder, school) = match &self.out {
            Out::Records => {
                let mut place = place.clone();
                if let Some(past) = &self.order.past {
                    place.on_disk = past.drive.clone();
                    place.on_disk.extend(place.path.split('/'));
                }
                (Folder::find(&place.on_disk.join(area_folder(&place, Area::Records)))?, String::new())
            }
            Out::Folder(folder) => {
                let is_double = self.namesakes.contains(&place.folder.to_lowercase());
                let manager = if is_double { format!(" ({})", place.manager) } else { String::new() };
                (folder.clone(), file_words(&format!("{}{manager}", place.folder)) + " ")
            }
            Out::File(file) => {
                let find = |form: &Form| Destination::find(&of_form(file, *form), form.output(), self.order.force);
                return self.order.forms.iter().map(find).collect();
            }
        };
        let find = |form: &Form| {
            let name = format!("{visit} {school}visit pack{copy}{as_of}.{}", form.ending());
            folder.destination(&name, form.output(), self.order.force)
        };
        self.order.forms.iter().map(find).collect()
    }

    /// A path in output for programs: with `/`, and relative to the drive where the file lies on it.
    fn relative(&self, file: &Path) -> String {
        let real = file.parent().and_then(|folder| disk::absolute(folder).ok()).zip(file.file_name());
        let real = real.map(|(folder, name)| folder.join(name)).unwrap_or_else(|| file.to_owned());
        match real.strip_prefix(self.order.past.as_ref().map_or(&self.root, |past| &past.drive)) {
            Ok(inside) => {
                let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
                parts.join("/")
            }
            Err(_) if cfg!(windows) => shown(&real).replace('\\', "/"),
            Err(_) => shown(&real),
        }
    }
}

/// Sets a letter as PDF. Adds to `notes` what the user should know of the file.
#[cfg(feature = "pdf")]
pub fn letter_pdf(letter: &Pack, look: &str, notes: &mut Vec<String>) -> Result<Vec<u8>, PressError> {
    let set = || typeset::letter_pdf(letter, look);
    checked(threads_with_large_stacks().map_or_else(set, |pool| pool.install(set)), notes)
}

/// Sets a child's story as PDF. `notes`: what the user should know of the file.
#[cfg(feature = "pdf")]
pub fn story_pdf(story: &Pack, look: &str, notes: &mut Vec<String>) -> Result<Vec<u8>, PressError> {
    let set = || typeset::story_pdf(story, look);
    checked(threads_with_large_stacks().map_or_else(set, |pool| pool.install(set)), notes)
}

/// Sets no story as PDF, as the typesetter is not in this build.
#[cfg(not(feature = "pdf"))]
pub fn story_pdf(_: &Pack, _: &str, _: &mut Vec<String>) -> Result<Vec<u8>, PressError> {
    Err(PressError::NoPdf)
}

/// Sets no letter as PDF, as the typesetter is not in this build.
#[cfg(not(feature = "pdf"))]
pub fn letter_pdf(_: &Pack, _: &str, _: &mut Vec<String>) -> Result<Vec<u8>, PressError> {
    Err(PressError::NoPdf)
}

/// A PDF that was set, with a note of the characters that it cannot show.
#[cfg(feature = "pdf")]
fn checked(set: Result<typeset::Pdf, typeset::PdfError>, notes: &mut Vec<String>) -> Result<Vec<u8>, PressError> {
    let pdf = set.map_err(|error| PressError::Look(error.to_string()))?;
    if !pdf.not_shown.is_empty() {
        let which: String = pdf.not_shown.iter().take(8).map(|c| format!(" {c}")).collect();
        notes
            .push(format!("no font has{which}: a mark stands for each in the PDF; `--as html` shows what your PC can"));
    }
    Ok(pdf.bytes)
}

/// The visits of a school whose packs are printed.
struct Choice {
    visits: Vec<Filed<Visit>>,
    /// What should be known of the choice.
    notes: Vec<String>,
}

/// The visits of the days that are wanted and that are not cancelled. It is an error where the first of them, or the only one, may be a record
/// that cannot be read (records.md, section 10); where a later one may be, that is noted.
fn choose_coming(school: &School, is_wanted: impl Fn(NaiveDate) -> bool) -> Result<Choice, NoVisit> {
    let is_visit_wanted = |visit: &&Filed<Visit>| is_wanted(*visit.record.date);
    let visits: Vec<_> = school.visits_not_cancelled().filter(is_visit_wanted).cloned().collect();
    let first = visits.iter().map(|visit| *visit.record.date).min();
    let mut unread: Vec<_> = school.unread_without_a_visit().filter(|(day, _)| is_wanted(*day)).collect();
    unread.sort_unstable();
    match unread.first() {
        Some((day, file)) if first.is_none_or(|first| *day < first) => {
            Err(NoVisit::Unread { file: (*file).to_owned(), taken: first })
        }
        _ => {
            let note =
                |(_, file): (_, &str)| format!("{file} cannot be read, and may be a coming visit without a pack");
            Ok(Choice { visits, notes: unread.into_iter().map(note).collect() })
        }
    }
}

/// A school with what follows from its records, for each of its packs.
struct Sources<'a> {
    place: &'a SchoolPlace,
    school: &'a School,
    deadlines: &'a [Deadline],
    problems: &'a [Problem],
    mail: &'a [SavedMail],
    predecessor: Option<&'a Predecessor>,
}

/// Where the packs of an order go; an error where they may not go there.
fn out(order: &Order) -> Result<Out, PressError> {
    let Some(out) = &order.out else { return Ok(Out::Records) };
    if !names_a_file(out) {
        return Ok(Out::Folder(Folder::find(out)?));
    }
    if order.is_many {
        return Err(PressError::OneFile(out.clone()));
    }
    for form in &order.forms {
        Destination::find(&of_form(out, *form), form.output(), order.force)?;
    }
    Ok(Out::File(out.clone()))
}

/// Prints for each school, and gives everything in the order of the schools. The schools are not tasks of the pool itself: a task that waits there
/// for its own parts would begin another school meanwhile, and within that a next one, and so hold the records of all of them.
fn for_each<T: Send + Sync>(
    places: &[SchoolPlace],
    progress: &Progress,
    print: impl Fn(&SchoolPlace) -> Vec<T> + Sync,
) -> Vec<T> {
    progress.schools.store(places.len(), Ordering::Relaxed);
    let next = AtomicUsize::new(0);
    let done: Vec<OnceLock<Vec<T>>> = places.iter().map(|_| OnceLock::new()).collect();
    let work = |pool: Option<&rayon::ThreadPool>| {
        while let Some((place, slot)) = {
            let number = next.fetch_add(1, Ordering::Relaxed);
            places.get(number).zip(done.get(number))
        } {
            let printed = pool.map_or_else(|| print(place), |pool| pool.install(|| print(place)));
            let _ = slot.set(printed);
            progress.done.fetch_add(1, Ordering::Relaxed);
        }
    };
    match threads_with_large_stacks() {
        Some(pool) => std::thread::scope(|scope| {
            for _ in 0..pool.current_num_threads() {
                scope.spawn(|| work(Some(&pool)));
            }
        }),
        None => work(None),
    }
    done.into_iter().filter_map(OnceLock::into_inner).flatten().collect()
}

/// Threads with a large stack, one for each processor: setting a page calls deep. None where the system gives no threads.
fn threads_with_large_stacks() -> Option<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new().stack_size(64 << 20).build().ok()
}

/// Whether a path names a file for a pack, by its ending, and not a folder that has such a name.
fn names_a_file(out: &Path) -> bool {
    let is_folder = matches!(disk::kind(out), Ok(Some(disk::EntryKind::Folder)));
    ["pdf", "html", "htm"].contains(&ending_of(out).as_str()) && !is_folder
}

/// The file of a form, where the user named one file: that file, or one beside it with the form's own ending.
fn of_form(out: &Path, form: Form) -> PathBuf {
    let fits = ending_of(out).starts_with(&form.ending()[..3]);
    if fits { out.to_owned() } else { out.with_extension(form.ending()) }
}

/// The ending of a file's name, in lower case.
fn ending_of(file: &Path) -> String {
    file.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// The names of schools' folders, in lower case, that stand on the drive more than once.
fn namesakes(root: &Path, today: NaiveDate) -> Result<HashSet<String>, DriveError> {
    let mut seen = HashSet::new();
    let places = DriveReader::new(root, today).school_places()?;
    let names = places.iter().map(|place| place.folder.to_lowercase());
    Ok(names.filter(|name| !seen.insert(name.clone())).collect())
}

/// A folder's name as a part of a file's name: without characters that some file system refuses, and not too long.
fn file_words(text: &str) -> String {
    const LONGEST: usize = 120;
    let portable = |c: char| if c.is_control() || r#"<>:"/\|?*"#.contains(c) { '-' } else { c };
    text.chars().map(portable).take(LONGEST).collect::<String>().trim().to_owned()
}
