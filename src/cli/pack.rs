//! `spoc pack`

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::NaiveDate;
use clap::ValueEnum;
use serde_json::json;

use super::found::{area_folder, place_of_school};
use super::progress::with_progress_bar;
use super::review::choose;
use super::target::Target;
use super::templates::own_templates;
use super::{Common, Failure, Force, Outcome, day, note_problems};
use crate::destination::{Destination, DestinationError, Folder, Output};
use crate::drive::{DriveReader, Progress, SchoolPlace, shown};
use crate::layout::Area;
use crate::pack::{Audience, Logo, PackSources, Templates, gaps, missing_steps};
use crate::policy::Policy;
use crate::problem::{Problem, Severity};
use crate::procedure::deadlines::Deadline;
use crate::record::visit::Visit;
use crate::school::{Filed, School};
use crate::words::{long_day, number};
use crate::{disk, drive, typeset};

/// Print the pack of a school's visit: a PDF beside the records, or a page for the browser
#[derive(Debug, clap::Args)]
pub(super) struct PrintPack {
    /// The school: its folder, its URN or a part of its name; with --all a manager's folder or a school [default: the whole drive]
    #[arg(value_name = "SCHOOL", required_unless_present = "all")]
    school: Option<String>,

    /// The day of the visit [default: the next visit, today included; else the last one]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day, conflicts_with = "all")]
    visit: Option<NaiveDate>,

    /// The packs of every coming visit
    #[arg(long)]
    all: bool,

    /// With --all: those of this term alone, as it is called in policy.toml
    #[arg(long, value_name = "NAME", requires = "all")]
    term: Option<String>,

    /// For whom: the school's copy leaves out whatever is internal
    #[arg(long = "for", value_enum, default_value_t = For::Internal)]
    audience: For,

    /// The forms that are written, such as pdf,html [default: pdf]
    #[arg(long = "as", value_enum, value_delimiter = ',', default_value = DEFAULT_FORM, hide_default_value = true, value_name = "FORM")]
    forms: Vec<Form>,

    /// Write into this folder, or to this file [default: the school's records]; an older pack there gives way
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,

    #[command(flatten)]
    force: Force,

    /// Print nothing where something stands in the way
    #[arg(long)]
    strict: bool,

    /// How it is said what was written
    #[arg(long, value_enum, default_value_t = PackFormat::Text)]
    format: PackFormat,
}

const DEFAULT_FORM: &str = if cfg!(feature = "pdf") { "pdf" } else { "html" };

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum For {
    /// The team: everything
    Internal,
    /// The school: the copy that may leave the building
    School,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Form {
    /// For the printer
    Pdf,
    /// One page for the browser
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PackFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

impl PrintPack {
    pub fn run(&self, common: &Common, out: &mut (impl Write + Send)) -> Result<Outcome, Failure> {
        let today = common.working_today()?;
        match &self.school {
            Some(school) if !self.all => {
                let (root, place) = place_of_school(common, school)?;
                let press = Press::new(self, root, today)?;
                let results = press.with_room(|| {
                    press.of_school(&place, |school| choose(school, self.visit, today).map(|visit| vec![visit]))
                });
                self.finish(out, results)
            }
            part => {
                let target = Target::find(common, part.as_deref().map(Path::new))?;
                let press = Press::new(self, target.root, today)?;
                let term = self.term.as_deref().map(|name| press.term(name)).transpose()?;
                let reader = DriveReader::new(&press.root, today).of_part(&target.scope);
                let places = reader.school_places().map_err(Failure::unread)?;
                let is_wanted = |visit: &Filed<Visit>| {
                    let day = *visit.record.date;
                    day >= today && term.is_none_or(|(from, to)| from <= day && day <= to)
                };
                let of_place = |place: &SchoolPlace| {
                    press.of_school(place, |school| {
                        Ok(school.visits_not_cancelled().filter(|visit| is_wanted(visit)).collect())
                    })
                };
                let results = with_progress_bar(|progress| press.of_all(&places, progress, of_place));
                self.finish(out, results)
            }
        }
    }

    /// Says what was written; where something was not, ends with why, in one line.
    fn finish(&self, out: &mut impl Write, results: Vec<Result<Printed, Failure>>) -> Result<Outcome, Failure> {
        let (mut printed, mut failures) = (Vec::new(), Vec::new());
        for result in results {
            match result {
                Ok(pack) => printed.push(pack),
                Err(failure) => failures.push(failure),
            }
        }
        if failures.is_empty() || !printed.is_empty() {
            self.say(out, &printed)?;
            out.flush()?;
        }
        let count = failures.len();
        match (failures.pop(), count) {
            (None, _) => Ok(Outcome::Clean),
            (Some(only), 1) => Err(only),
            (Some(last), _) => {
                let lines: Vec<_> = failures.iter().chain([&last]).map(Failure::to_string).collect();
                let what = format!("{} were not printed: {}", number(count, "pack"), lines.join(" "));
                Err(Failure::new(what, ""))
            }
        }
    }

    fn say(&self, out: &mut impl Write, printed: &[Printed]) -> io::Result<()> {
        if self.format == PackFormat::Json {
            let packs: Vec<_> = printed.iter().map(|one| {
                json!({"school": one.school, "visit": one.visit, "for": one.audience.as_str(), "path": one.path, "missing": one.missing})
            }).collect();
            serde_json::to_writer_pretty(&mut *out, &json!({"packs": packs})).map_err(io::Error::from)?;
            return writeln!(out);
        }
        for one in printed {
            writeln!(out, "{}: visit on {}", one.name, long_day(one.visit))?;
            for gap in &one.gaps {
                writeln!(out, "  missing: {gap}")?;
            }
            for note in &one.notes {
                writeln!(out, "  note: {note}")?;
            }
            for file in &one.files {
                writeln!(out, "  wrote {}", shown(file))?;
            }
        }
        if printed.is_empty() {
            writeln!(out, "There is no coming visit to print a pack for.")?;
        } else if printed.len() > 1 {
            writeln!(out, "{} printed", number(printed.len(), "pack"))?;
        }
        Ok(())
    }
}

/// What was printed for a visit.
struct Printed {
    school: String,
    name: String,
    visit: NaiveDate,
    audience: Audience,
    /// The first of the files, relative to the drive where it lies on it.
    path: String,
    files: Vec<PathBuf>,
    missing: Vec<&'static str>,
    gaps: Vec<String>,
    notes: Vec<String>,
}

/// All that is the same for every pack of a run.
struct Press<'a> {
    command: &'a PrintPack,
    root: PathBuf,
    policy: Policy,
    templates: Templates,
    logo: Option<Logo>,
    today: NaiveDate,
    forms: Vec<Form>,
    /// The folders' names, in lower case, that several schools have.
    namesakes: HashSet<String>,
    out: Out,
}

/// Where packs go.
enum Out {
    /// To the records of each school.
    Records,
    /// Into a folder.
    Folder(Folder),
    /// To this file, and for the other form beside it.
    File(PathBuf),
}

impl<'a> Press<'a> {
    fn new(command: &'a PrintPack, root: PathBuf, today: NaiveDate) -> Result<Self, Failure> {
        let mut forms = command.forms.clone();
        forms.sort_unstable();
        forms.dedup();
        if forms.contains(&Form::Pdf) && !cfg!(feature = "pdf") {
            return Err(Failure::new(
                "this build cannot set PDFs",
                "Write --as html, or build with the feature `pdf`.",
            ));
        }
        if let Some(file) = command.out.as_deref().filter(|out| command.all && names_a_file(out)) {
            return Err(Failure::new(
                format!("{} is the name of one file, and --all prints many packs", shown(file)),
                "Name a folder with --out.",
            ));
        }
        let out = match command.out.as_deref() {
            None => Out::Records,
            Some(out) if names_a_file(out) => Out::File(out.to_owned()),
            Some(out) => Out::Folder(Folder::find(out).map_err(unwritten)?),
        };
        if let Out::File(file) = &out {
            for form in &forms {
                Destination::find(&named(file, *form), form.output(), command.force.force).map_err(unwritten)?;
            }
        }
        let (policy, problems) = drive::policy(&root).map_err(Failure::unread)?;
        note_problems(&problems);
        let (templates, logo) = own_templates(&root)?;
        let namesakes = match &command.out {
            Some(_) => namesakes(&root, today)?,
            None => HashSet::new(),
        };
        let alternative = policy.authority.as_deref().unwrap_or("The authority").to_owned();
        let logo = logo.map(|(bytes, is_svg)| Logo { bytes, is_svg, alternative });
        if let Some(logo) = logo.as_ref().filter(|logo| !logo.is_picture()) {
            let name = if logo.is_svg { "logo.svg" } else { "logo.png" };
            return Err(Failure::new(
                format!("templates/{name}: the picture cannot be read, or is of another kind than its name says"),
                "Save it as PNG or SVG under that name, or move it out of the drive's folder `templates`.",
            ));
        }
        Ok(Self { command, policy, root, templates, logo, today, forms, namesakes, out })
    }

    /// Runs a job with room on the stack.
    fn with_room<T: Send>(&self, job: impl FnOnce() -> T + Send) -> T {
        match room() {
            Some(pool) => pool.install(job),
            None => job(),
        }
    }

    /// The packs of all schools, in their order, as many schools at a time as there are processors. These are not tasks of the pool itself:
    /// one that waits there for its own parts would begin with another school meanwhile, and with a next, and hold them all.
    fn of_all(
        &self,
        places: &[SchoolPlace],
        progress: &Progress,
        print: impl Fn(&SchoolPlace) -> Vec<Result<Printed, Failure>> + Sync,
    ) -> Vec<Result<Printed, Failure>> {
        progress.schools.store(places.len(), Ordering::Relaxed);
        let next = AtomicUsize::new(0);
        let done: Vec<OnceLock<Vec<_>>> = places.iter().map(|_| OnceLock::new()).collect();
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
        match room() {
            Some(pool) => std::thread::scope(|scope| {
                for _ in 0..pool.current_num_threads() {
                    scope.spawn(|| work(Some(&pool)));
                }
            }),
            None => work(None),
        }
        done.into_iter().filter_map(OnceLock::into_inner).flatten().collect()
    }

    /// The first and last day of a term.
    fn term(&self, name: &str) -> Result<(NaiveDate, NaiveDate), Failure> {
        let terms = self.policy.calendar.terms();
        let wanted = name.trim().to_lowercase();
        let found = terms.iter().find(|term| term.name().to_lowercase() == wanted);
        found.map(|term| (*term.from, *term.to)).ok_or_else(|| {
            let names: Vec<_> = terms.iter().map(|term| term.name()).collect();
            let known = if names.is_empty() {
                "policy.toml has no terms".to_owned()
            } else {
                format!("The terms are {}", names.join(", "))
            };
            Failure::new(format!("there is no term {}", super::found::quoted(name)), format!("{known}."))
        })
    }

    fn audience(&self) -> Audience {
        match self.command.audience {
            For::Internal => Audience::Internal,
            For::School => Audience::School,
        }
    }

    /// The packs of some visits of a school, two of one day being one.
    fn of_school(
        &self,
        place: &SchoolPlace,
        visits: impl Fn(&School) -> Result<Vec<&Filed<Visit>>, Failure>,
    ) -> Vec<Result<Printed, Failure>> {
        let reader = DriveReader::new(&self.root, self.today);
        let (school, deadlines, problems) = reader.assess_school(place, &self.policy);
        let mut visits = match visits(&school) {
            Ok(visits) => visits,
            Err(failure) => return vec![Err(failure)],
        };
        visits.sort_by_key(|visit| visit.record.date);
        visits.dedup_by_key(|visit| visit.record.date);
        let mail = reader.read_mail_of(&school);
        visits.into_iter().map(|visit| self.of_visit(place, &school, visit, &deadlines, &problems, &mail)).collect()
    }

    fn of_visit(
        &self,
        place: &SchoolPlace,
        school: &School,
        visit: &Filed<Visit>,
        deadlines: &[Deadline],
        problems: &[Problem],
        mail: &[(String, Option<crate::mail::Mail>)],
    ) -> Result<Printed, Failure> {
        let errors = problems.iter().filter(|problem| problem.code.severity() == Severity::Error).count();
        let sources = PackSources {
            school,
            visit,
            policy: &self.policy,
            deadlines,
            mail,
            problems: (errors, problems.len() - errors),
            today: self.today,
            audience: self.audience(),
        };
        let in_the_way = gaps(&PackSources { audience: Audience::Internal, ..sources });
        let name = school.file.as_ref().map_or(school.folder.as_str(), |file| &file.record.name);
        let day = *visit.record.date;
        if self.command.strict && !in_the_way.is_empty() {
            return Err(Failure::new(
                format!("the pack of {name} for {day} was not printed: {}", in_the_way.join(" ").trim_end_matches('.')),
                "Put that right, or print it without --strict.",
            ));
        }
        // All before the first: a pack is printed in every form that was asked for, or not at all.
        let files: Vec<_> = self
            .forms
            .iter()
            .map(|form| self.destination(place, day, *form))
            .collect::<Result<_, _>>()
            .map_err(unwritten)?;
        let marking = self.policy.marking();
        let pack = self.templates.pack(&sources, marking, self.logo.clone()).map_err(broken_template)?;
        let (mut set, mut notes) = (Vec::new(), Vec::new());
        for form in &self.forms {
            set.push(match form {
                Form::Html => typeset::html(&pack, self.templates.stylesheet()).into_bytes(),
                Form::Pdf => self.pdf(&pack, &mut notes)?,
            });
        }
        for (file, bytes) in files.iter().zip(set) {
            file.write(&bytes).map_err(unwritten)?;
        }
        let files: Vec<_> = files.iter().map(|file| file.path().to_owned()).collect();
        let first = files.first().cloned().unwrap_or_default();
        Ok(Printed {
            school: school.folder.clone(),
            name: name.to_owned(),
            visit: day,
            audience: self.audience(),
            path: self.relative(&first),
            files,
            missing: missing_steps(&sources).into_iter().map(|step| step.as_str()).collect(),
            gaps: in_the_way,
            notes,
        })
    }

    #[cfg(feature = "pdf")]
    fn pdf(&self, pack: &crate::pack::Pack, notes: &mut Vec<String>) -> Result<Vec<u8>, Failure> {
        let pdf =
            typeset::pdf(pack, self.templates.look()).map_err(|error| broken_template(format!("templates/{error}")))?;
        if !pdf.not_shown.is_empty() {
            let which: String = pdf.not_shown.iter().take(8).map(|c| format!(" {c}")).collect();
            notes.push(format!(
                "no font has{which}: a mark stands for each in the PDF; `--as html` shows what your PC can"
            ));
        }
        Ok(pdf.bytes)
    }

    #[cfg(not(feature = "pdf"))]
    fn pdf(&self, _: &crate::pack::Pack, _: &mut Vec<String>) -> Result<Vec<u8>, Failure> {
        Err(Failure::new("this build cannot set PDFs", "Write --as html."))
    }

    /// Where a pack goes: to the school's records, into the folder that was named, or to the file.
    fn destination(&self, place: &SchoolPlace, visit: NaiveDate, form: Form) -> Result<Destination, DestinationError> {
        let copy = if self.audience() == Audience::School { " for the school" } else { "" };
        let (output, force) = (form.output(), self.command.force.force);
        match &self.out {
            Out::Records => {
                let folder = Folder::find(&place.on_disk.join(area_folder(place, Area::Records)))?;
                folder.destination(&format!("{visit} visit pack{copy}.{}", form.ending()), output, force)
            }
            Out::File(file) => Destination::find(&named(file, form), output, force),
            Out::Folder(folder) => {
                // In one folder the schools' names tell the packs apart; where two managers have one of a name, theirs, too.
                let is_double = self.namesakes.contains(&place.folder.to_lowercase());
                let manager = if is_double { format!(" ({})", place.manager) } else { String::new() };
                let school = file_words(&format!("{}{manager}", place.folder));
                folder.destination(&format!("{visit} {school} visit pack{copy}.{}", form.ending()), output, force)
            }
        }
    }

    /// A path as programs are told it: from the drive where it lies on it, with `/`.
    fn relative(&self, file: &Path) -> String {
        let real = file.parent().and_then(|folder| disk::absolute(folder).ok()).zip(file.file_name());
        let real = real.map(|(folder, name)| folder.join(name)).unwrap_or_else(|| file.to_owned());
        match real.strip_prefix(&self.root) {
            Ok(inside) => {
                let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
                parts.join("/")
            }
            Err(_) if cfg!(windows) => shown(&real).replace('\\', "/"),
            Err(_) => shown(&real),
        }
    }
}

/// Threads with room on the stack, one for each processor: setting a page goes deep. None where the system gives none.
fn room() -> Option<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new().stack_size(64 << 20).build().ok()
}

/// The file of a form, where one was named by --out: itself, or one beside it with the form's own ending.
fn named(out: &Path, form: Form) -> PathBuf {
    let fits = ending_of(out).starts_with(&form.ending()[..3]);
    if fits { out.to_owned() } else { out.with_extension(form.ending()) }
}

fn unwritten(error: DestinationError) -> Failure {
    Failure::unwritten(error, "--out")
}

/// Whether what was named by --out is a file: by its ending, where no folder has that name.
fn names_a_file(out: &Path) -> bool {
    let is_folder = matches!(disk::kind(out), Ok(Some(disk::EntryKind::Folder)));
    ["pdf", "html", "htm"].contains(&ending_of(out).as_str()) && !is_folder
}

/// In lower case.
fn ending_of(file: &Path) -> String {
    file.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// The names of schools' folders, in lower case, that stand on the drive more than once.
fn namesakes(root: &Path, today: NaiveDate) -> Result<HashSet<String>, Failure> {
    let mut seen = HashSet::new();
    let places = DriveReader::new(root, today).school_places().map_err(Failure::unread)?;
    let names = places.iter().map(|place| place.folder.to_lowercase());
    Ok(names.filter(|name| !seen.insert(name.clone())).collect())
}

/// The words of a folder's name as any file system holds them, and not so many that the name gets too long.
fn file_words(text: &str) -> String {
    const LONGEST: usize = 120;
    let portable = |c: char| if c.is_control() || r#"<>:"/\|?*"#.contains(c) { '-' } else { c };
    text.chars().map(portable).take(LONGEST).collect::<String>().trim().to_owned()
}

fn broken_template(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Failure {
    Failure::new(
        error,
        "Put the template right, or move it out of the drive's folder `templates`: then the built-in one holds.",
    )
}
