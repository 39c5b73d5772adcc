//! `spoc child`

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::ValueEnum;

use super::common::{Common, Outcome};
use super::failure::Failure;
use super::letter_draft::broken_template;
use super::output::{note_problems, say, width};
use super::progress::with_progress_bar;
use super::report_file::{Goes, OutFile};
use super::target::Target;
use super::templates::own_templates;
use crate::bundle::{self, BundleOf};
use crate::chronology::{self, Chronology, Person, Unread};
use crate::drive::{self, DriveChildren, DriveReader, KnownChild, StoryParts, shown};
use crate::pack::StoryModel;
use crate::policy::Policy;
use crate::press::{PressError, story_pdf};
use crate::record::values::{Upn, Value as _, quoted};
use crate::report::child::{write_json, write_text};
use crate::report::child_page::{StoryPage, write_page};
use crate::report::own;
use crate::typeset;
use crate::veil::{Care, Veil};
use crate::words::number;

/// Tell a child's story: everything that the records, e-mails and letters of all schools say, in the order of time
#[derive(Debug, clap::Args)]
pub(super) struct Child {
    /// The child: a UPN, or the name
    #[arg(value_name = "UPN|NAME")]
    who: String,

    /// A manager's folder or a school [default: the whole drive]
    path: Option<PathBuf>,

    /// How the story is written [default: by the ending of --out; else text; with --open html]
    #[arg(long, value_enum)]
    format: Option<ChildFormat>,

    #[command(flatten)]
    file: OutFile,

    /// Prepare a bundle for a subject access request in this folder, a new or empty one: a draft for a person to check
    #[arg(long, value_name = "DIR", conflicts_with_all = ["format", "out", "open", "force"])]
    bundle: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ChildFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// One page for the browser
    Html,
    /// For the printer; name the file with --out
    Pdf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum StoryFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// One page for the browser
    Html,
}

/// A child's story, with what it was told from.
pub(super) struct Told {
    pub target: Target,
    pub policy: Policy,
    pub person: Person,
    pub parts: StoryParts,
    pub veil: Veil,
    pub story: Chronology,
}

impl Child {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let today = common.working_today()?;
        let target = Target::find(common, self.path.as_deref())?;
        if let Some(dir) = &self.bundle {
            return self.write_bundle(common, target, dir, out);
        }
        let format = self.file.form(self.format, ChildFormat::Text, ChildFormat::Html)?;
        let (output, before) = match format {
            ChildFormat::Text => (own::STORY_TEXT, own::first_line("spoc child", today).into_bytes()),
            ChildFormat::Json => (own::STORY_JSON, Vec::new()),
            ChildFormat::Html => (own::STORY_PAGE, Vec::new()),
            ChildFormat::Pdf => (typeset::STORY_PDF, Vec::new()),
        };
        let goes = self.file.goes(common, &target.root, ("child", &self.who), &output, format == ChildFormat::Html)?;
        if format == ChildFormat::Pdf && matches!(goes, Goes::Screen) {
            return Err(Failure::new("a PDF is no text for the screen", "Name a file with --out."));
        }
        let told = tell(common, target, &self.who, Care::Usual)?;
        let unread = note_unread(&told.story.head.unread);
        let unread = unread.as_ref().map(|(count, first)| (*count, first.as_str()));
        if format == ChildFormat::Pdf {
            goes.write_bytes(&told.pdf(&told.story, today, "", unread)?, out)?;
            return Ok(Outcome::Clean);
        }
        goes.write(&before, out, |mut out| match format {
            ChildFormat::Text => write_text(&mut out, &told.story, width()),
            ChildFormat::Json => write_json(&mut out, &told.story),
            ChildFormat::Html | ChildFormat::Pdf => {
                let (root, made) = (Some(&*told.target.root), chrono::Local::now().fixed_offset());
                let page = StoryPage { policy: &told.policy, root, today, made, draft: None, unread };
                write_page(&mut out, &page, &told.story)
            }
        })?;
        Ok(Outcome::Clean)
    }

    /// Prepares a bundle, and says what is to be done before anything of it goes out.
    fn write_bundle(
        &self,
        common: &Common,
        target: Target,
        dir: &Path,
        out: &mut impl Write,
    ) -> Result<Outcome, Failure> {
        let today = common.working_today()?;
        let folder = bundle::folder(dir)?;
        let told = tell(common, target, &self.who, Care::Strict)?;
        let unread = note_unread(&told.story.head.unread);
        let unread = unread.as_ref().map(|(count, first)| (*count, first.as_str()));
        let of_bundle = told.story.by_whole_names();
        let pdf = if cfg!(feature = "pdf") { Some(told.pdf(&of_bundle, today, bundle::DRAFT, unread)?) } else { None };
        let bundle = BundleOf {
            root: &told.target.root,
            person: &told.person,
            parts: &told.parts,
            story: &told.story,
            of_bundle: &of_bundle,
            veil: &told.veil,
            policy: &told.policy,
            today,
            made: chrono::Local::now().fixed_offset(),
            unread,
            pdf: pdf.as_deref(),
        };
        let sources = with_progress_bar(|progress| bundle::write(&bundle, &folder, progress))?;
        let eyes: usize = sources.iter().map(|source| source.eyes.len()).sum();
        writeln!(out, "wrote {}", shown(&folder.path().join("index.html")))?;
        writeln!(
            out,
            "{}, {} to look at. {}: it is not finished, and a person has to read every page before any of it goes out.",
            number(sources.len(), "source"),
            number(eyes, "thing"),
            bundle::DRAFT
        )?;
        Ok(Outcome::Clean)
    }
}

impl Told {
    /// A story of the child as PDF.
    fn pdf(
        &self,
        story: &Chronology,
        today: NaiveDate,
        draft: &str,
        unread: Option<(usize, &str)>,
    ) -> Result<Vec<u8>, Failure> {
        let templates = own_templates(&self.target.root)?;
        let unread = unread
            .map(|(count, first)| format!("{} could not be read. {first}", number(count, "file")))
            .unwrap_or_default();
        let model = StoryModel::of(story, &self.policy, today, draft, &unread);
        let story = templates.story(&model, self.policy.marking(), today).map_err(broken_template)?;
        let mut notes = Vec::new();
        let pdf = story_pdf(&story, templates.look(), &mut notes).map_err(|error| match error {
            PressError::NoPdf => Failure::new(
                error,
                "Write --format html, with a file that ends in .html if --out names one, or build with the feature `pdf`.",
            ),
            error => error.into(),
        })?;
        notes.iter().for_each(|note| say(&format!("note: {note}")));
        Ok(pdf)
    }
}

/// Finds the child and tells the story.
pub(super) fn tell(common: &Common, target: Target, who: &str, care: Care) -> Result<Told, Failure> {
    let today = common.working_today()?;
    let (policy, problems) = drive::policy(&target.root).map_err(Failure::unread)?;
    note_problems(&problems);
    let cache = common.cache(&target.root);
    let reader = DriveReader::new(&target.root, today).of_part(&target.scope).with_cache(cache.as_ref());
    let children = with_progress_bar(|progress| reader.with_progress(progress).children()).map_err(Failure::unread)?;
    let person = person(&children, who)?;
    let others = children.other_numbers(&person);
    let person = person.with_other_numbers(others);
    let reader = DriveReader::new(&target.root, today).of_part(&target.scope).with_cache(cache.as_ref());
    let parts = reader.story(&children, &person, &policy);
    let names = chronology::names_of(&person, &parts.schools);
    // A namesake is one by any of the names, also by one that is not shown.
    let has_namesake = children.has_namesake(&Person::new(person.upn.clone(), names.clone()));
    let (names, has_slip) = match &person.upn {
        Some(upn) => children.without_slips(upn, names),
        None => (names, false),
    };
    let person = Person::new(person.upn.clone(), names).with_other_numbers(person.other_numbers().to_vec());
    let veil = children.veil_for(&person, parts.read_schools(), care);
    let sources = chronology::Sources {
        person: &person,
        schools: &parts.schools,
        own_schools: &parts.own_schools,
        mails: &parts.mails,
        loose: &parts.loose,
        unread: &parts.unread,
        broken: &parts.broken,
        policy: &policy,
        veil: &veil,
        has_namesake,
        has_slip,
    };
    let story = chronology::of_child(&sources);
    if story.entries.is_empty() && story.possible.is_empty() {
        return Err(Failure::new(
            format!("no record and no e-mail on the drive {} names {}", shown(&target.root), quoted(who)),
            match story.head.unread.first() {
                None => "Look at the spelling. `spoc find` looks for a part of a name, too.".to_owned(),
                Some(Unread { path, reason }) => format!(
                    "Not everything could be read ({path}: {reason}): look whether you may read it. Look at the spelling, too."
                ),
            },
        ));
    }
    Ok(Told { target, policy, person, parts, veil, story })
}

/// The child whom a text means; an error where it may mean several.
fn person(children: &DriveChildren, who: &str) -> Result<Person, Failure> {
    if !who.contains(char::is_alphanumeric) {
        return Err(Failure::new("no child is named", "Write a UPN, or the child's name."));
    }
    let capitals = who.trim().to_uppercase();
    if let Ok(upn) = Upn::parse(&capitals) {
        if upn.is_code() {
            return Err(Failure::new(
                format!("{upn} is a code for children without a UPN: several children have it"),
                "Write the child's name.",
            ));
        }
        let names = children.names_of(&upn);
        return Ok(Person::new(Some(upn), names));
    }
    if capitals.len() == 13 && capitals.chars().skip(1).take(11).all(|c| c.is_ascii_digit()) {
        return Err(Failure::new(
            format!("{} is no UPN: its check letter is wrong", quoted(who)),
            "Look at the number again, or write the child's name.",
        ));
    }
    let mut called = children.called(who);
    // A temporary number beside a lasting one is told as a former number.
    if called.iter().any(|child| !chronology::is_temporary(&child.upn)) && called.len() > 1 {
        let lasting: Vec<_> = called.iter().filter(|child| !chronology::is_temporary(&child.upn)).cloned().collect();
        let is_former = |child: &KnownChild| {
            chronology::is_temporary(&child.upn)
                && lasting.iter().any(|other| chronology::is_same_name(&other.name, &child.name))
        };
        called.retain(|child| !is_former(child));
    }
    match called.as_slice() {
        [one] => Ok(Person::new(Some(one.upn.clone()), children.names_of(&one.upn))),
        [] => {
            let coded = children.coded(who);
            Ok(Person::new(None, if coded.is_empty() { vec![who.trim().to_owned()] } else { coded }))
        }
        several => {
            const MOST: usize = 10;
            let more = several.len().saturating_sub(MOST);
            let more = if more > 0 { format!("; and {more} more") } else { String::new() };
            let told: Vec<_> = several
                .iter()
                .take(MOST)
                .map(|child| {
                    let schools: Vec<_> = child.schools.iter().map(String::as_str).collect();
                    format!("{} ({}, {})", child.upn, child.name, schools.join(", "))
                })
                .collect();
            Err(Failure::new(
                format!("{} fits {} children: {}{more}", quoted(who), several.len(), told.join("; ")),
                "Write the UPN of the one that you mean.",
            ))
        }
    }
}

/// Says what could not be read; gives how many files, and the first with the reason.
fn note_unread(unread: &[Unread]) -> Option<(usize, String)> {
    let Unread { path, reason } = unread.first()?;
    let first = format!("{path}: {reason}.");
    let more = match unread.len() {
        1 => String::new(),
        count => format!(", and {} more", count - 1),
    };
    say(&format!("note: what is told may be incomplete. {path}: {reason}{more}. It may speak of the child, too."));
    Some((unread.len(), first))
}
