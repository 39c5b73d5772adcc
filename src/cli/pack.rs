//! `spoc pack`

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::ValueEnum;
use serde_json::json;

use super::as_of::{AsOf, LaidOut};
use super::common::{Common, Outcome, day};
use super::failure::Failure;
use super::opening::{Open, folder_of_all};
use super::output::{Force, note_problems, say};
use super::progress::with_progress_bar;
use super::school;
use super::target::Target;
use crate::drive::{DriveReader, shown};
use crate::pack::Audience;
use crate::press::{self, Order, Press, PressError, Printed};
use crate::words::{long_day, number};

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

    #[command(flatten)]
    open: Open,

    #[command(flatten)]
    as_of: AsOf,

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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PackFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

impl PrintPack {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        self.as_of.answer(common, self.school.as_deref().map(Path::new), |asked, path, past| {
            self.answer(asked, path, past, out)
        })
    }

    fn answer(
        &self,
        asked: &Common,
        path: Option<&Path>,
        past: Option<&LaidOut>,
        out: &mut impl Write,
    ) -> Result<Outcome, Failure> {
        let mut order = self.order(asked.working_today()?);
        order.past = past.map(LaidOut::of_packs);
        let printed = match path {
            Some(path) if !self.all => {
                let (root, place) = school::find(asked, &path.to_string_lossy())?;
                ready(root, order)?.visit(&place, self.visit)
            }
            part => {
                let target = Target::find(asked, part)?;
                let reader = DriveReader::new(&target.root, order.today).of_part(&target.scope);
                let places = reader.school_places().map_err(Failure::unread)?;
                let press = ready(target.root, order)?;
                with_progress_bar(|progress| press.coming(&places, self.term.as_deref(), progress))?
            }
        };
        self.finish(out, printed)
    }

    fn order(&self, today: NaiveDate) -> Order {
        Order {
            audience: match self.audience {
                For::Internal => Audience::Internal,
                For::School => Audience::School,
            },
            forms: self.forms.iter().map(|form| form.printed()).collect(),
            out: self.out.clone(),
            is_many: self.all,
            strict: self.strict,
            force: self.force.given,
            today,
            past: None,
        }
    }

    /// Says what was written. Where a pack was not printed, the command fails with the reason, in one line for all of them.
    fn finish(&self, out: &mut impl Write, results: Vec<Result<Printed, PressError>>) -> Result<Outcome, Failure> {
        let (mut printed, mut failures) = (Vec::new(), Vec::new());
        for result in results {
            match result {
                Ok(pack) => printed.push(pack),
                Err(error) => failures.push(Failure::from(error)),
            }
        }
        if failures.is_empty() || !printed.is_empty() {
            self.say(out, &printed)?;
            out.flush()?;
            self.show(&printed);
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

    /// Opens what was printed: a pack as PDF where it is one, of many packs the folder that holds them.
    fn show(&self, printed: &[Printed]) {
        let mut files = printed.iter().flat_map(|one| &one.files);
        // The forms of a pack come in their order, the PDF first.
        let shown = if self.all { folder_of_all(files) } else { files.next().cloned() };
        if let Some(path) = shown {
            self.open.show(&path);
        }
    }

    fn say(&self, out: &mut impl Write, printed: &[Printed]) -> io::Result<()> {
        if self.format == PackFormat::Json {
            let packs: Vec<_> = printed.iter().map(|one| {
                json!({"school": one.school, "visit": one.visit, "for": one.audience.as_str(), "path": one.path, "missing": one.missing})
            }).collect();
            for file in printed.iter().flat_map(|one| &one.kept) {
                say(&format!("note: {}", kept(file)));
            }
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
            for file in &one.kept {
                writeln!(out, "  note: {}", kept(file))?;
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

impl Form {
    fn printed(self) -> press::Form {
        match self {
            Self::Pdf => press::Form::Pdf,
            Self::Html => press::Form::Html,
        }
    }
}

/// What became of a pack into which somebody had written.
fn kept(file: &Path) -> String {
    format!("somebody had written into the pack that stood there; it is kept as {}", shown(file))
}

/// A press for an order. Says at once what is wrong with the policy.
fn ready(root: PathBuf, order: Order) -> Result<Press, Failure> {
    let (press, problems) = Press::new(root, order)?;
    note_problems(&problems);
    Ok(press)
}
