//! `spoc import`

use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Subcommand;

use super::common::{Common, Outcome, day};
use super::failure::Failure;
use super::output::note_problems;
use super::pro_forma::refuse_open;
use super::school::Chosen;
use super::steps::next_step;
use crate::disk::{self, ReadError};
use crate::drive::shown;
use crate::import::{self, Absence, Merged, Place, Span, merge};
use crate::procedure::pro_forma_of;
use crate::record::pro_forma::ProForma;
use crate::record::values::quoted;
use crate::record::visit::Visit;
use crate::school::Filed;
use crate::words::{children, listed, long_day, number, short_day};

/// Take what a school's own system exports into a record
#[derive(Debug, clap::Args)]
pub(super) struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Absence(ImportAbsence),
}

impl Import {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let What::Absence(absence) = &self.what;
        absence.run(common, out)
    }
}

/// Take the children who are persistently absent into a visit's pro forma, out of an export of SIMS, Arbor, Bromcom or the like
#[derive(Debug, clap::Args)]
struct ImportAbsence {
    /// The school: its folder, its URN or a part of its name
    school: String,

    /// The export: CSV (commas, semicolons or tabs) or a workbook
    file: PathBuf,

    /// The day of the visit [default: the next visit, today included; else the last]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    visit: Option<NaiveDate>,

    /// The first day that the export counts [default: as its titles or the record say]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    from: Option<NaiveDate>,

    /// The last day that the export counts [default: as its titles or the record say]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    to: Option<NaiveDate>,

    /// How many children are on roll [default: as the record says]
    #[arg(long, value_name = "N")]
    on_roll: Option<u32>,

    /// Show how the export is read and what would be written, and write nothing
    #[arg(long)]
    check: bool,

    /// Take the export's figures where the record says something else already
    #[arg(long)]
    merge: bool,
}

/// The most bytes of an export.
const MOST_BYTES: u64 = 20_000_000;
/// The most lines that are named of rows that need no work.
const MOST_PLACES: usize = 12;
const NOTHING: &str = "Nothing was written.";

impl ImportAbsence {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let today = common.working_today()?;
        refuse_open(&self.file)?;
        let bytes = self.bytes()?;
        let chosen = Chosen::load(common, &self.school, today)?;
        let absence = import::read(&bytes, &chosen.policy.import.absence).map_err(|error| {
            Failure::new(format!("{}: {error}", shown(&self.file)), format!("{NOTHING} {}", error.help()))
        })?;
        let (visit, form) = self.pro_forma(&chosen, today)?;
        let merged = self.merged(&absence, &form.record)?;
        if !merged.differs.is_empty() && !self.merge && !self.check {
            return Err(differs(form, &merged));
        }
        let written = chosen.folder.answer(form, &merged.answers, &chosen.policy, today)?;
        note_problems(&chosen.policy_problems);
        let school = &chosen.folder.school.folder;
        writeln!(out, "{school}: absence for the visit on {}", long_day(*visit.record.date))?;
        say_columns(out, &absence)?;
        self.say_span(out, &absence, &form.record)?;
        say_rows(out, &absence)?;
        self.say_merged(out, &merged)?;
        let found = if absence.rows.left_out.is_empty() { Outcome::Clean } else { Outcome::Found };
        let Some((changed, text)) = written else {
            writeln!(out, "{} says all of it already; nothing was written", form.path)?;
            return Ok(found);
        };
        if self.check && !merged.differs.is_empty() && !self.merge {
            writeln!(out, "nothing was written. With --merge the export's figures are taken.")?;
            return Ok(Outcome::Found);
        }
        if self.check {
            writeln!(out, "{} would say:\n\n{}", form.path, text.trim_end())?;
            return Ok(found);
        }
        let file = chosen.folder.write(&changed)?;
        writeln!(out, "wrote {}: {} new, {} changed", shown(&file), children(merged.new), children(merged.changed()))?;
        let chosen = Chosen::load(common, &self.school, today)?;
        if let Some(next) = next_step(&chosen.folder.school, *form.record.visit, &chosen.policy, today) {
            writeln!(out, "{next}")?;
        }
        Ok(found)
    }

    fn bytes(&self) -> Result<Vec<u8>, Failure> {
        disk::read(&self.file, MOST_BYTES).map_err(|error| match error {
            ReadError::Io(error) => Failure::caused(
                format!("{} cannot be read", shown(&self.file)),
                error,
                "Look whether it is there, and close it in other programs.",
            ),
            ReadError::TooLarge(_) => Failure::new(
                format!("{} is over {} MB large", shown(&self.file), MOST_BYTES / 1_000_000),
                format!("{NOTHING} Export the attendance of this school alone, one row for each child."),
            ),
        })
    }

    /// The visit that is meant, and its pro forma.
    fn pro_forma<'c>(
        &self,
        chosen: &'c Chosen,
        today: NaiveDate,
    ) -> Result<(&'c Filed<Visit>, &'c Filed<ProForma>), Failure> {
        let school = &chosen.folder.school;
        let visit = school.visit_meant(self.visit, today)?;
        let day = *visit.record.date;
        match (pro_forma_of(school, visit), school.unread_of(day)) {
            (Some(form), _) => Ok((visit, form)),
            (None, Some(file)) => Err(Failure::new(
                format!("{file} cannot be read, and may be the pro forma for the visit on {}", long_day(day)),
                format!("{NOTHING} Put it right first: `spoc validate` tells what is wrong with it."),
            )),
            (None, None) => Err(Failure::new(
                format!("the visit on {} has no pro forma yet", long_day(day)),
                format!(
                    "{NOTHING} Make it first: spoc new pro-forma \"{}\" --visit {day}. Or name another visit with --visit.",
                    school.folder
                ),
            )),
        }
    }

    fn merged(&self, absence: &Absence, record: &ProForma) -> Result<Merged, Failure> {
        let found = absence.span.as_ref();
        let span = Span {
            from: self.from.or(found.map(|span| span.from)),
            to: self.to.or(found.map(|span| span.to)),
            on_roll: self.on_roll,
        };
        merge(record, &absence.rows, &span).map_err(|missing| {
            let named = absence.rows.children();
            let hint = if missing.0.contains(&"--on-roll") {
                format!(" The export names {}: where these are all on roll, it is --on-roll {named}.", children(named))
            } else {
                String::new()
            };
            let what = listed(&missing.0);
            Failure::new(
                format!("the pro forma has no absence yet, and {what} {} needed with it", if missing.0.len() == 1 { "is" } else { "are" }),
                format!(
                    "{NOTHING} Add the first and the last day that the export counts, and how many children are on roll: --from 2026-09-02 --to 2026-11-13 --on-roll 412.{hint}"
                ),
            )
        })
    }

    /// Says where the days come from, where they come from the titles.
    fn say_span(&self, out: &mut impl Write, absence: &Absence, record: &ProForma) -> Result<(), Failure> {
        let Some(span) = absence.span.as_ref().filter(|_| self.from.is_none() || self.to.is_none()) else {
            if self.from.is_none()
                && let Some(of_record) = &record.absence
            {
                writeln!(
                    out,
                    "  the export does not say which days it counts; the record says {} to {}",
                    short_day(*of_record.from),
                    short_day(*of_record.to)
                )?;
            }
            return Ok(());
        };
        writeln!(out, "  {}: counted from {} to {}", span.place, short_day(span.from), short_day(span.to))?;
        Ok(())
    }

    fn say_merged(&self, out: &mut impl Write, merged: &Merged) -> Result<(), Failure> {
        for differs in &merged.differs {
            let taken = if self.merge { ", which is taken" } else { "" };
            writeln!(out, "  differs: {differs}{taken}")?;
        }
        for (place, upn) in &merged.other_names {
            writeln!(out, "  {place}, {upn}: the name is spelt otherwise in the record, and stays so")?;
        }
        let kept = [
            (&merged.kept_below, "below the threshold in the export"),
            (&merged.kept_unnamed, "not among the children of the export whose figures are sure"),
        ];
        for (upns, why) in kept.into_iter().filter(|(upns, _)| !upns.is_empty()) {
            writeln!(out, "  in the record and {why}, kept as they are: {}", listed(upns))?;
        }
        Ok(())
    }
}

/// Says which column was read as what.
fn say_columns(out: &mut impl Write, absence: &Absence) -> Result<(), Failure> {
    writeln!(out, "  read as {}", absence.source)?;
    for sheet in &absence.sheets {
        let place = Place { sheet: sheet.name.clone(), row: sheet.columns.row };
        writeln!(out, "  {place} holds the headings:")?;
        for (heading, field) in &sheet.columns.read {
            writeln!(out, "    {} is {}", quoted(heading), field.title())?;
        }
        if !sheet.columns.aside.is_empty() {
            let aside: Vec<_> = sheet.columns.aside.iter().map(|heading| quoted(heading)).collect();
            writeln!(out, "    not needed: {}", aside.join(", "))?;
        }
    }
    if !absence.other_sheets.is_empty() {
        let names: Vec<_> = absence.other_sheets.iter().map(|name| quoted(name)).collect();
        writeln!(out, "  sheets that are no such list: {}", names.join(", "))?;
    }
    Ok(())
}

/// Says which rows are taken, and of the others why not.
fn say_rows(out: &mut impl Write, absence: &Absence) -> Result<(), Failure> {
    let rows = &absence.rows;
    writeln!(out, "  at or over 10%: {}", children(rows.taken.len()))?;
    writeln!(out, "  below it, left out: {}", children(rows.below))?;
    let by_line = [
        (&rows.below_without_upn, "of them without a right UPN"),
        (&rows.none_possible, "no sessions possible, left out"),
        (&rows.again, "the same child with the same figures once more"),
        (&rows.totals, "totals, left out"),
        (&rows.texts, "no child, left out"),
    ];
    for (places, why) in by_line.into_iter().filter(|(places, _)| !places.is_empty()) {
        writeln!(out, "  {why}: {}", named(places))?;
    }
    if rows.zeros > 0 {
        writeln!(out, "  empty, and read as 0: {}", number(rows.zeros, "cell"))?;
    }
    for one in &rows.left_out {
        writeln!(out, "  left out, look at it: {one}")?;
    }
    Ok(())
}

fn named(places: &[Place]) -> String {
    let mut names: Vec<_> = places.iter().take(MOST_PLACES).map(ToString::to_string).collect();
    if places.len() > MOST_PLACES {
        names.push(format!("{} more", places.len() - MOST_PLACES));
    }
    listed(&names)
}

fn differs(form: &Filed<ProForma>, merged: &Merged) -> Failure {
    let how = match merged.differs.as_slice() {
        [first] => first.to_string(),
        [first, rest @ ..] => format!("{first}; and in {}, which --check lists", number(rest.len(), "other place")),
        [] => String::new(),
    };
    Failure::new(
        format!("{} says something else than the export: {how}", form.path),
        format!("{NOTHING} Add --merge to take the export's figures, or put the record right by hand."),
    )
}
