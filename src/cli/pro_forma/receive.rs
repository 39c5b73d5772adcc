//! `spoc pro-forma receive`

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::super::common::{Common, Outcome, day};
use super::super::failure::Failure;
use super::super::opening::Open;
use super::super::output::note_problems;
use super::super::school::Chosen;
use super::super::steps::next_step;
use super::super::target::Target;
use super::returned_file::{ReturnedFile, is_open_elsewhere, refuse_open};
use crate::drive::{DriveReader, SchoolPlace, find_root, shown};
use crate::filing::{Receipt, ReceiveError, Receiving};
use crate::layout::{self, Area};
use crate::mail::MailDraft;
use crate::pack::greeted;
use crate::record::values::quoted;
use crate::typeset::{letter_html, letter_text};
use crate::words::{listed, long_day, number, short_day};
use crate::workbook::{CellProblem, Returned, reply};

/// Read a workbook that a school sent back, or the e-mail that it is attached to, and write what it says into the visit's pro forma
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Receive {
    /// The workbook (.xlsx, .xlsm, .xls, .ods), or an e-mail (.eml, .msg) with it attached
    file: PathBuf,

    /// Show what is wrong with it, or what would be written, and write nothing
    #[arg(long)]
    check: bool,

    /// The day on which it came back [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    on: Option<NaiveDate>,

    /// Take the workbook where the record says something else already
    #[arg(long)]
    merge: bool,

    /// Where something is wrong: write an e-mail to the school, ready to send, that lists it by sheet and cell
    #[arg(long)]
    reply: bool,

    /// With --reply: open that e-mail with the program that this computer has for it
    #[arg(id = "open", long, requires = "reply")]
    open: bool,
}

impl Receive {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let today = common.working_today()?;
        refuse_open(&self.file)?;
        let file = ReturnedFile::read(&self.file)?;
        let chosen = self.school(common, &file.returned, today)?;
        let folder = &chosen.folder;
        let receiving = Receiving { returned: &file.returned, on: self.on, merge: self.merge };
        let receipt = match folder.receive(&receiving, &chosen.policy, today) {
            Err(ReceiveError::Differs { path, differences, .. }) if self.check => {
                writeln!(out, "{path} says something else than the workbook:")?;
                for difference in &differences {
                    writeln!(out, "  {difference}")?;
                }
                writeln!(out, "With --merge the workbook's is taken.")?;
                return Ok(Outcome::Found);
            }
            other => other.map_err(refused)?,
        };
        note_problems(&chosen.policy_problems);
        writeln!(out, "{}: the pro forma for the visit on {}", folder.school.folder, long_day(receipt.visit))?;
        say_of_reading(out, &file.returned, &receipt)?;
        if !receipt.problems.is_empty() {
            return self.send_back(&chosen, &receipt, today, out);
        }
        let Some(text) = &receipt.text else {
            writeln!(out, "{} says all of it already; nothing was written", receipt.path)?;
            return Ok(Outcome::Clean);
        };
        for difference in receipt.differences.iter().filter(|difference| self.merge && difference.is_conflict()) {
            writeln!(out, "  {difference}: the workbook's is taken")?;
        }
        if self.check {
            writeln!(out, "nothing is wrong with it. {} would say:\n\n{}", receipt.path, text.trim_end())?;
            return Ok(Outcome::Clean);
        }
        if is_open_elsewhere(&folder.root.join(&receipt.path)) {
            return Err(Failure::new(
                format!("{} is open in another program", receipt.path),
                "Nothing was written. Close it there and run the command again.",
            ));
        }
        let kept = folder.keep_workbook(receipt.visit, &file.bytes, file.ending)?;
        if let Some(record) = folder.write_receipt(&receipt)? {
            writeln!(out, "wrote {}", shown(&record))?;
        }
        writeln!(out, "kept the workbook as {}", shown(&kept))?;
        writeln!(out, "returned on {}", short_day(receipt.returned))?;
        let chosen = Chosen::at(&folder.root, folder.place.clone(), today)?;
        if let Some(next) = next_step(&chosen.folder.school, receipt.visit, &chosen.policy, today) {
            writeln!(out, "{next}")?;
        }
        Ok(Outcome::Clean)
    }

    /// The school whose workbook it is: by its URN. A file that lies in another school's folder is refused.
    fn school(&self, common: &Common, returned: &Returned, today: NaiveDate) -> Result<Chosen, Failure> {
        let absolute = crate::disk::absolute(&self.file).unwrap_or_else(|_| self.file.clone());
        let root = match find_root(&absolute) {
            Some(root) if common.drive.is_none() => root,
            _ => Target::find(common, None)?.root,
        };
        let name = returned.urn.as_deref().or(returned.school.as_deref()).ok_or_else(|| {
            Failure::new(
                format!("{} does not say whose pro forma it is", shown(&self.file)),
                "Its hidden sheet is gone. Copy the answers into the workbook that was sent, or send it anew.",
            )
        })?;
        let cache = common.cache(&root);
        let reader = DriveReader::new(&root, today).with_cache(cache.as_ref());
        let found = match &returned.urn {
            Some(urn) => reader.schools_with_urn(urn),
            None => reader.find_schools(name),
        };
        let mut places = found.map_err(Failure::unread)?;
        // Where two schools have one number by mistake, the folder's name tells which is meant.
        if places.len() > 1 && places.iter().any(|place| Some(&place.folder) == returned.school.as_ref()) {
            places.retain(|place| Some(&place.folder) == returned.school.as_ref());
        }
        let place = match (places.pop(), places.is_empty()) {
            (Some(place), true) => place,
            (None, _) => {
                return Err(Failure::new(
                    format!(
                        "{} is the pro forma of a school {}, which is not on the drive {}",
                        shown(&self.file),
                        quoted(name),
                        shown(&root)
                    ),
                    "Nothing was written. Look whether it is the right file, or name the right drive with --drive.",
                ));
            }
            (Some(_), false) => {
                return Err(Failure::new(
                    format!("{} fits more than one school of the drive: {}", shown(&self.file), quoted(name)),
                    "Nothing was written. Put right which of them it is: `spoc validate` names two schools of one URN.",
                ));
            }
        };
        refuse_in_other_school(&root, &absolute, &place)?;
        Chosen::at(&root, place, today)
    }

    /// Says what is wrong with a workbook, and writes it to the school where that is asked for.
    fn send_back(
        &self,
        chosen: &Chosen,
        receipt: &Receipt,
        today: NaiveDate,
        out: &mut impl Write,
    ) -> Result<Outcome, Failure> {
        let problems = number(receipt.problems.len(), "problem");
        writeln!(out, "{problems}; nothing was written")?;
        if !self.reply {
            writeln!(
                out,
                "Put them right in the workbook, or add --reply for an e-mail to the school that lists them."
            )?;
            return Ok(Outcome::Found);
        }
        let folder = &chosen.folder;
        let school = chosen.file()?;
        let (name, email) = match &school.representative {
            Some(one) => (one.name.to_string(), one.email.as_ref()),
            None => (school.head.name.to_string(), school.head.email.as_ref()),
        };
        let to = vec![email.map_or_else(|| name.clone(), |email| format!("{name} <{email}>"))];
        let from = school.spoc.as_ref().map(ToString::to_string).unwrap_or_default();
        let subject = format!("Pro forma for the SPOC visit on {}: a few things to put right", long_day(receipt.visit));
        let body = reply(&receipt.problems, &greeted(&name), &from, receipt.visit);
        let draft_name = folder.free_name(Area::Emails, today, "pro forma to put right", "eml");
        let draft = MailDraft {
            from: &from,
            to: &to,
            date: today,
            id: format!(
                "{}.{}@spoc.invalid",
                draft_name.replace(|c: char| !c.is_ascii_alphanumeric(), "-"),
                school.urn
            ),
            subject: &subject,
            text: letter_text(&body),
            html: letter_html(&body),
            attachments: Vec::new(),
        };
        let unknown: Vec<_> = draft.without_address().into_iter().map(ToOwned::to_owned).collect();
        let file = folder.beside(Area::Emails, &draft_name)?;
        file.write(&draft.write()).map_err(|error| Failure::unwritten(error, ""))?;
        writeln!(out, "wrote {}", shown(file.path()))?;
        if !unknown.is_empty() {
            writeln!(out, "No address is known of {}: put it into the draft.", listed(&unknown))?;
        }
        out.flush()?;
        Open { given: self.open }.show(file.path());
        Ok(Outcome::Found)
    }
}

/// What is to be known of how a workbook was read, whatever comes of it.
fn say_of_reading(out: &mut impl Write, returned: &Returned, receipt: &Receipt) -> Result<(), Failure> {
    let mut say = |problem: &CellProblem, mark: &str| writeln!(out, "  {mark}{problem}. {}", problem.help);
    for problem in &receipt.problems {
        say(problem, "")?;
    }
    for warning in &receipt.warnings {
        say(warning, "note: ")?;
    }
    for remark in &returned.remarks {
        writeln!(out, "  note: {}: {}", remark.place, remark.text)?;
    }
    if returned.has_macros {
        writeln!(out, "  note: it brings macros, which were not run")?;
    }
    for one in &returned.left_over {
        writeln!(out, "  kept in the record's note: {} ({})", one.place, one.what)?;
    }
    Ok(())
}

/// Refuses a file that lies in the folder of another school: one of the two is a mistake.
fn refuse_in_other_school(root: &Path, file: &Path, place: &SchoolPlace) -> Result<(), Failure> {
    let Ok(inside) = file.strip_prefix(root) else { return Ok(()) };
    let names: Vec<_> = inside.components().map(|name| name.as_os_str().to_string_lossy()).collect();
    let [manager, school, _, ..] = names.as_slice() else { return Ok(()) };
    let other = format!("{manager}/{school}");
    if !layout::is_manager_or_school(manager)
        || layout::is_templates(manager)
        || layout::clash_key(&other) == layout::clash_key(&place.path)
    {
        return Ok(());
    }
    Err(Failure::new(
        format!("{} is the pro forma of {}, and lies in the folder of {other}", shown(file), place.path),
        "Nothing was written. Move it to the school that it is of, or ask that school for its own.",
    ))
}

fn refused(error: ReceiveError) -> Failure {
    let nothing = "Nothing was written.";
    let hint = match error {
        ReceiveError::Filing(error) => return error.into(),
        ReceiveError::Differs { path, returned, differences } => {
            let says = if returned {
                "came back already, and the workbook differs"
            } else {
                "says something else than the workbook"
            };
            let how = match differences.as_slice() {
                [] => "it has another note".to_owned(),
                [first] => first.to_string(),
                [first, rest @ ..] => {
                    format!("{first}; and in {}, which --check lists", number(rest.len(), "other place"))
                }
            };
            return Failure::new(
                format!("{path} {says}: {how}"),
                format!("{nothing} Add --merge to take the workbook's, or put the record right by hand."),
            );
        }
        ReceiveError::Empty => {
            format!("{nothing} Look whether it is the workbook that the school filled in, not the one that was sent.")
        }
        ReceiveError::NoVisit { ref days, .. } if days.is_empty() => {
            format!("{nothing} Plan the visit first with `spoc new visit`.")
        }
        ReceiveError::NoVisit { ref days, .. } => {
            let days: Vec<_> = days.iter().map(NaiveDate::to_string).collect();
            format!(
                "{nothing} Its visits are on {}. A visit that was moved by `spoc move visit` keeps its workbook.",
                days.join(", ")
            )
        }
        ReceiveError::Unread(_) => {
            format!("{nothing} Put it right first: `spoc validate` tells what is wrong with it.")
        }
        ReceiveError::NoDay => {
            format!("{nothing} Its hidden sheet is gone: copy the answers into the workbook that was sent.")
        }
        ReceiveError::NoEdit { .. } => {
            format!("{nothing} Lay the record out as `spoc new pro-forma` does, and try again.")
        }
    };
    Failure::new(error, hint)
}
