//! `spoc new`

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Subcommand;

use super::found::{Found, cannot_write, check, refuse_as_folder};
use super::target::Target;
use super::{Common, Failure, Outcome, day};
use crate::destination::{Destination, DestinationError, Output, Spot};
use crate::disk;
use crate::draft::{self, Fields};
use crate::drive::{DriveReader, shown};
use crate::layout::{Area, Ending, SCHOOL_FILE, clash_key};
use crate::reading::Place;
use crate::record::values::AcademicYear;
use crate::school::School;

/// Make a new record: the right file in the right folder, filled with what is known
#[derive(Debug, clap::Args)]
pub(super) struct New {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    School(NewSchool),
    Visit(NewVisit),
    ProForma(NewProForma),
    #[command(visible_alias = "exclusion-notice")]
    Notice(NewNotice),
    Call(NewCall),
    /// A letter with its front matter, its text to be written
    Letter(NewLetter),
    /// An e-mail with its front matter, its text to be written
    Email(NewLetter),
}

impl New {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let file = match &self.what {
            What::School(new) => new.write(common)?,
            What::Visit(new) => new.write(common)?,
            What::ProForma(new) => new.write(common)?,
            What::Notice(new) => new.write(common)?,
            What::Call(new) => new.write(common)?,
            What::Letter(new) => new.write(common, Area::Correspondence)?,
            What::Email(new) => new.write(common, Area::Emails)?,
        };
        writeln!(out, "wrote {}", shown(&file))?;
        Ok(Outcome::Clean)
    }
}

/// A school's folder with school.yaml and the three folders
#[derive(Debug, clap::Args)]
struct NewSchool {
    /// The school's name, which is its folder's name, too
    name: String,
    /// The manager whose folder it goes into; made where it is not there
    #[arg(long)]
    manager: String,
    /// The six digits of its unique reference number
    #[arg(long)]
    urn: String,
    /// nursery, primary, middle-deemed-primary, middle-deemed-secondary, secondary, all-through, special, pupil-referral-unit,
    /// alternative-provision or 16-plus
    #[arg(long)]
    phase: String,
    /// maintained, academy, free-school or independent
    #[arg(long)]
    status: String,
    /// The colleague who visits it: its single point of contact
    #[arg(long)]
    spoc: String,
    /// The head's name
    #[arg(long)]
    head: String,
    /// The school's first day, where it is new: nothing falls due before it
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    opened: Option<NaiveDate>,
}

impl NewSchool {
    fn write(&self, common: &Common) -> Result<PathBuf, Failure> {
        let root = Target::find(common, None)?.root;
        for name in [&self.manager, &self.name] {
            refuse_as_folder(name)?;
        }
        let manager = spelt_on_disk(&root, &self.manager)?;
        let name = spelt_on_disk(&root.join(&manager), &self.name)?;
        let folder = root.join(&manager).join(&name);
        let path = format!("{manager}/{name}/{SCHOOL_FILE}");
        let text = draft::school(&draft::NewSchool {
            name: &self.name,
            urn: &self.urn,
            phase: &self.phase,
            status: &self.status,
            spoc: &self.spoc,
            head: &self.head,
            opened: self.opened,
        });
        check(&root, Place::SchoolFile, &path, &text, None, common)?;
        let cache = common.cache(&root);
        let reader = DriveReader::new(&root, common.today()).with_cache(cache.as_ref());
        let same = reader.schools_with_urn(&self.urn).map_err(Failure::unread)?;
        if let [other, ..] = same.as_slice() {
            return Err(Failure::new(
                format!("the URN {} is that of {} already", self.urn, other.path),
                "Nothing was written. Look the number up in the register of schools.",
            ));
        }
        let file = folder.join(spelt_on_disk(&folder, SCHOOL_FILE)?);
        let unwritten = |error| match error {
            DestinationError::Taken(_) => Failure::new(error, "Nothing was written. Open that file."),
            error => Failure::unwritten(error, ""),
        };
        let file = Destination::find(&file, &SCHOOL, false).map_err(unwritten)?;
        for area in Area::ALL {
            let area = folder.join(spelt_on_disk(&folder, area.folder())?);
            disk::make_folder(&area).map_err(|error| cannot_write(&area, error))?;
        }
        file.write(text.as_bytes()).map_err(unwritten)?;
        Ok(file.path().to_owned())
    }
}

/// A new school.yaml.
const SCHOOL: Output = Output { name: "a new school", is_own: None, belongs: &[Spot::RecordName], makes_folder: true };

/// A name as a folder has it already, where it has one that differs in capitals or accents alone; else the name itself.
fn spelt_on_disk(folder: &Path, name: &str) -> Result<String, Failure> {
    let entries = match disk::list(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(cannot_write(folder, error)),
    };
    let same = entries.into_iter().find(|entry| clash_key(&entry.name) == clash_key(name));
    Ok(same.map_or(name.to_owned(), |entry| entry.name))
}

/// A visit that is planned
#[derive(Debug, clap::Args)]
struct NewVisit {
    /// The school: its folder, its URN or a part of its name
    school: String,
    /// The day of the visit
    #[arg(value_name = "YYYY-MM-DD", value_parser = day)]
    date: NaiveDate,
    /// The time at which it begins, as in 09:30
    #[arg(long)]
    time: Option<String>,
    /// The day on which the school agreed this date
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    agreed: Option<NaiveDate>,
}

impl NewVisit {
    fn write(&self, common: &Common) -> Result<PathBuf, Failure> {
        let found = Found::school(common, &self.school)?;
        let text = draft::visit(self.date, self.time.as_deref(), self.agreed, found.file()?);
        let name = draft::file_name(self.date, "visit", "yaml");
        found.write_new(Area::Records, &name, &text, common)
    }
}

/// The pro forma of a visit, made when it is sent
#[derive(Debug, clap::Args)]
struct NewProForma {
    /// The school: its folder, its URN or a part of its name
    school: String,
    /// The day of the visit [default: the next visit without a pro forma]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    visit: Option<NaiveDate>,
    /// The day on which it is sent [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    sent: Option<NaiveDate>,
}

impl NewProForma {
    fn write(&self, common: &Common) -> Result<PathBuf, Failure> {
        let found = Found::school(common, &self.school)?;
        let visit = match self.visit {
            Some(visit) => visit,
            None => found.next_visit_without_pro_forma(common.today())?,
        };
        let text = draft::pro_forma(visit, self.sent.unwrap_or_else(|| common.today()), found.file()?);
        found.write_new(Area::Records, &draft::file_name(visit, "pro forma", "yaml"), &text, common)
    }
}

/// A head's notice of an exclusion between visits
#[derive(Debug, clap::Args)]
struct NewNotice {
    /// The school: its folder, its URN or a part of its name
    school: String,
    /// The child's unique pupil number, or UN1 to UN5
    #[arg(long)]
    upn: String,
    /// The child's name
    #[arg(long)]
    name: String,
    /// The child's year: N, R or 1 to 14
    #[arg(long)]
    year: String,
    /// fixed-term (with --days), lunchtime (with --lunchtimes) or permanent
    #[arg(long = "type", value_name = "TYPE")]
    kind: String,
    /// The first day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    from: NaiveDate,
    /// School days, in halves
    #[arg(long)]
    days: Option<String>,
    /// Lunchtimes
    #[arg(long)]
    lunchtimes: Option<String>,
    /// The child misses a public examination or a national curriculum test
    #[arg(long)]
    misses_exam: bool,
    /// The day on which the authority was told [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    told: Option<NaiveDate>,
    /// Who told the authority
    #[arg(long)]
    told_by: Option<String>,
    /// Why
    #[arg(long, allow_hyphen_values = true)]
    reason: Option<String>,
}

impl NewNotice {
    fn write(&self, common: &Common) -> Result<PathBuf, Failure> {
        let found = Found::school(common, &self.school)?;
        let told = self.told.unwrap_or_else(|| common.today());
        let fields = Fields::default()
            .plain("kind", Some("exclusion-notice"))
            .text("upn", Some(&self.upn))
            .text("name", Some(&self.name))
            .text("year", Some(&self.year))
            .text("type", Some(&self.kind))
            .plain("from", Some(self.from))
            .text("days", self.days.as_deref())
            .text("lunchtimes", self.lunchtimes.as_deref())
            .plain("misses_exam", self.misses_exam.then_some("yes"))
            .plain("told_authority", Some(told))
            .text("told_by", self.told_by.as_deref())
            .text("reason", self.reason.as_deref());
        let text = draft::record(&fields, "# note: anything worth knowing\n");
        let name = found.free_name(Area::Records, told, "exclusion notice", "yaml");
        found.write_new(Area::Records, &name, &text, common)
    }
}

/// A call, added to the year's phone log
#[derive(Debug, clap::Args)]
struct NewCall {
    /// The school: its folder, its URN or a part of its name
    school: String,
    /// With whom
    #[arg(long, value_name = "NAME")]
    with: String,
    /// visit-dates, pro-forma, child, referral, safeguarding, mash, exclusion or other
    #[arg(long, value_name = "WORD")]
    about: String,
    /// What was said
    #[arg(long, allow_hyphen_values = true, value_name = "TEXT")]
    summary: String,
    /// Who of the team spoke [default: the school's SPOC]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// The day of the call [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    date: Option<NaiveDate>,
    /// The time, as in 10:15
    #[arg(long)]
    time: Option<String>,
    /// What the other person does at the school
    #[arg(long)]
    role: Option<String>,
    /// in, where they called; out, where the team did
    #[arg(long)]
    direction: Option<String>,
    /// The UPN of the child whom it concerned
    #[arg(long, value_name = "UPN")]
    child: Option<String>,
    /// Advice that was given
    #[arg(long, allow_hyphen_values = true, value_name = "TEXT")]
    advice: Option<String>,
    /// What is to be done after it
    #[arg(long, allow_hyphen_values = true, value_name = "TEXT", requires = "due")]
    follow_up: Option<String>,
    /// The day by which that is to be done
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day, requires = "follow_up")]
    due: Option<NaiveDate>,
}

impl NewCall {
    fn write(&self, common: &Common) -> Result<PathBuf, Failure> {
        let found = Found::school(common, &self.school)?;
        let date = self.date.unwrap_or_else(|| common.today());
        let spoc = found.file().ok().and_then(|file| file.spoc.as_deref());
        let by = self.by.as_deref().or(spoc).ok_or_else(|| {
            Failure::new(
                "it is not known who spoke: school.yaml names no SPOC",
                "Nothing was written. Say who it was with --by NAME.",
            )
        })?;
        let follow_up =
            self.follow_up.as_deref().map(|what| Fields::default().text("what", Some(what)).plain("due", self.due));
        let call = Fields::default()
            .plain("date", Some(date))
            .text("time", self.time.as_deref())
            .text("by", Some(by))
            .text("with", Some(&self.with))
            .text("role", self.role.as_deref())
            .text("direction", self.direction.as_deref())
            .text("about", Some(&self.about))
            .text("child", self.child.as_deref())
            .text("summary", Some(&self.summary))
            .text("advice", self.advice.as_deref())
            .group("follow_up", follow_up.as_ref());
        let year = AcademicYear::of(date);
        // The call alone first, so that a wrong word is said to be the call's and not the log's.
        let name = format!("phone log {year}.yaml");
        let alone = draft::phone_log(year, &call);
        check(
            &found.root,
            Place::In(Area::Records),
            &found.path(Area::Records, &name),
            &alone,
            Some(&found.school),
            common,
        )?;
        let mut of_year = found.school.phone_logs.iter().filter(|log| log.record.academic_year == year);
        let is_yaml = |path: &str| Ending::of(path) == Ending::Yaml;
        match of_year.clone().find(|log| is_yaml(&log.path)).or_else(|| of_year.next()) {
            Some(log) if is_yaml(&log.path) => found.add_call(&log.path, &call),
            Some(log) => Err(Failure::new(
                format!("this year's phone log is a Markdown file, {}", log.path),
                "Nothing was written. Add the call to it in the editor.",
            )),
            // A log that cannot be read may be this year's: a second one beside it would part the calls.
            None => match found.school.unread.iter().find(|path| path.to_lowercase().contains("phone log")) {
                Some(unread) => Err(Failure::new(
                    format!("{unread} cannot be read and may be this year's phone log"),
                    "Nothing was written. `spoc validate` tells what is wrong with it; put that right first.",
                )),
                None => found.write_new(Area::Records, &name, &alone, common),
            },
        }
    }
}

/// A letter or an e-mail with its front matter, its text to be written
#[derive(Debug, clap::Args)]
struct NewLetter {
    /// The school: its folder, its URN or a part of its name
    school: String,
    /// What it is about, in a few words; they go into the file's name, so no child's name
    #[arg(long, allow_hyphen_values = true, value_name = "TEXT")]
    subject: String,
    /// To whom [default: the school's representative]
    #[arg(long, value_name = "NAME")]
    to: Vec<String>,
    /// From whom [default: the school's SPOC]
    #[arg(long, value_name = "NAME")]
    from: Option<String>,
    /// The day [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    date: Option<NaiveDate>,
    /// visit-dates, pro-forma, child, referral, safeguarding, mash, exclusion or other
    #[arg(long, value_name = "WORD")]
    about: Option<String>,
    /// The day of the visit that it concerns
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    visit: Option<NaiveDate>,
    /// The UPN of the child whom it concerns
    #[arg(long, value_name = "UPN")]
    child: Option<String>,
}

impl NewLetter {
    fn write(&self, common: &Common, area: Area) -> Result<PathBuf, Failure> {
        let found = Found::school(common, &self.school)?;
        let file = found.file()?;
        if let Some(name) = child_named_in(&self.subject, &found.school) {
            return Err(Failure::new(
                format!("the subject names a child, {name}, and goes into the file's name"),
                "Nothing was written. Write the subject without the name, and the child's number with --child.",
            ));
        }
        let date = self.date.unwrap_or_else(|| common.today());
        let from = self.from.as_deref().or(file.spoc.as_deref()).ok_or_else(|| {
            Failure::new(
                "it is not known who writes: school.yaml names no SPOC",
                "Nothing was written. Say who it is with --from NAME.",
            )
        })?;
        let (name, address) = match &file.representative {
            Some(one) => (&*one.name, one.email.as_deref()),
            None => (&*file.head.name, file.head.email.as_deref()),
        };
        let usual = if area == Area::Emails { address.unwrap_or(name) } else { name };
        let to: Vec<_> = if self.to.is_empty() { vec![usual] } else { self.to.iter().map(String::as_str).collect() };
        let to = to.iter().map(|one| crate::tree::write_text(one)).collect::<Vec<_>>().join(", ");
        let fields = Fields::default()
            .plain("date", Some(date))
            .text("from", Some(from))
            .plain("to", Some(format!("[{to}]")))
            .text("subject", Some(&self.subject))
            .text("about", self.about.as_deref())
            .plain("visit", self.visit)
            .text("child", self.child.as_deref());
        let salutation = if self.to.is_empty() { name } else { self.to.first().map_or(name, String::as_str) };
        let text = draft::correspondence(&fields, salutation, from);
        found.write_new(area, &found.free_name(area, date, &self.subject, "md"), &text, common)
    }
}

/// The child of the school's records whose whole name stands in a text.
pub(super) fn child_named_in<'s>(text: &str, school: &'s School) -> Option<&'s str> {
    let text = text.to_lowercase();
    let mut names = crate::procedure::review::child_names(school).map(|(_, name)| &**name);
    names.find(|name| text.contains(&name.to_lowercase()))
}
