//! `spoc pro-forma send`

use std::io::Write;

use chrono::NaiveDate;

use super::super::common::{Common, Outcome, day};
use super::super::failure::Failure;
use super::super::letter_draft::{broken_template, check_own, draft, head, id};
use super::super::output::note_problems;
use super::super::school::Chosen;
use super::super::steps::next_step;
use super::super::templates::own_templates;
use crate::destination::{Destination, DestinationError};
use crate::draft::{self, file_name};
use crate::drive::shown;
use crate::edit::Change;
use crate::filing::{Changed, FilingError, SchoolFolder};
use crate::layout::Area;
use crate::mail::Enclosure;
use crate::noting::MOST_AHEAD;
use crate::pack::{Letter, LetterKind, LetterSources, compose};
use crate::policy::Policy;
use crate::procedure::pro_forma_of;
use crate::record::Kind;
use crate::record::pro_forma::ProForma;
use crate::record::school::SchoolFile;
use crate::record::visit::{Visit, VisitStatus};
use crate::school::{Filed, NoVisit, School};
use crate::tree::write_text;
use crate::words::{listed, long_day, number, short_day};
use crate::workbook::{self, Answers, Outgoing};

/// Make the pro forma of a visit as a workbook, with its record and the e-mail that it goes with: as in `spoc pro-forma send oakfield`
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct SendProForma {
    /// The school: its folder, its URN or a part of its name
    school: String,

    /// The day of the visit [default: the next visit whose pro forma is not sent, where that is sent within 15 working days]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    visit: Option<NaiveDate>,

    /// The day on which it is sent [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    on: Option<NaiveDate>,

    /// Leave out the children who are known from last time
    #[arg(long)]
    blank: bool,

    /// To whom, once for each [default: the school's representative, else its head]
    #[arg(long, value_name = "NAME")]
    to: Vec<String>,

    /// From whom, and to whom it comes back [default: the SPOC]
    #[arg(long, value_name = "NAME")]
    from: Option<String>,
}

/// What the workbook is, in an e-mail.
const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

impl SendProForma {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let today = common.working_today()?;
        let chosen = Chosen::load(common, &self.school, today)?;
        let school = &chosen.folder.school;
        let on = self.on.unwrap_or(today);
        let visit = self.visit_meant(&chosen, today, on)?;
        let day = *visit.record.date;
        let letter = self.letter(&chosen, day, on)?;
        let answers = if self.blank { Answers::default() } else { workbook::known(school, visit, on) };
        let prepared = self.prepare(&chosen, visit, &letter, &answers, on, today)?;
        let written = prepared.write(&chosen.folder)?;
        note_problems(&chosen.policy_problems);
        for line in written {
            writeln!(out, "{line}")?;
        }
        writeln!(out, "for the visit on {}, sent on {}", long_day(day), short_day(on))?;
        writeln!(out, "{}", filled_in(&answers))?;
        for line in prepared.to_do {
            writeln!(out, "{line}")?;
        }
        writeln!(out, "Open the draft in Outlook, look it over, and send it.")?;
        let chosen = Chosen::load(common, &self.school, today)?;
        if let Some(next) = next_step(&chosen.folder.school, day, &chosen.policy, today) {
            writeln!(out, "{next}")?;
        }
        Ok(Outcome::Clean)
    }

    /// The visit whose pro forma is sent: the one named, else the next whose pro forma is not sent yet.
    fn visit_meant<'c>(
        &self,
        chosen: &'c Chosen,
        today: NaiveDate,
        on: NaiveDate,
    ) -> Result<&'c Filed<Visit>, Failure> {
        let (folder, school) = (&chosen.folder, &chosen.folder.school);
        let visit = match self.visit {
            Some(day) => {
                let visit = school.visit_meant(Some(day), today).map_err(no_visit)?;
                refuse_unread(school, day)?;
                if let Some((form, sent)) = sent(school, visit) {
                    return Err(sent_already(folder, visit, form, sent));
                }
                visit
            }
            None => next_not_sent(folder, &chosen.policy, today, on)?,
        };
        refuse_unread(school, *visit.record.date)?;
        Ok(visit)
    }

    /// The covering note.
    fn letter(&self, chosen: &Chosen, visit: NaiveDate, on: NaiveDate) -> Result<Letter, Failure> {
        let sources = LetterSources {
            school: &chosen.folder.school,
            file: chosen.file()?,
            policy: &chosen.policy,
            kind: LetterKind::ProForma,
            date: on,
            visit: Some(visit),
            by_email: true,
            to: &self.to,
            from: self.from.as_deref(),
        };
        let mut letter = compose(&sources).map_err(|error| Failure::new(error, ""))?;
        if let Some(form) = &mut letter.model.pro_forma {
            form.workbook = true;
        }
        Ok(letter)
    }

    /// Everything that is to be written, once it is known that nothing is wrong with it.
    fn prepare(
        &self,
        chosen: &Chosen,
        visit: &Filed<Visit>,
        letter: &Letter,
        answers: &Answers,
        on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Prepared, Failure> {
        let (folder, file, day) = (&chosen.folder, chosen.file()?, *visit.record.date);
        let outgoing = Outgoing {
            school: &file.name,
            folder: &folder.school.folder,
            urn: &file.urn.to_string(),
            visit: day,
            return_by: letter.return_by.unwrap_or(day),
            sent: on,
            return_to: &letter.model.from,
            policy: &chosen.policy,
            answers,
        };
        let bytes = workbook::write(&outgoing).map_err(unmade)?;
        let name = name_of_workbook(day);
        let workbook = folder.workbook(&name).map_err(|error| there_already(error, &name))?;

        let record = match pro_forma_of(&folder.school, visit) {
            Some(form) => self.note_sent(chosen, form, on, today)?,
            None => {
                let text = draft::pro_forma_to(day, on, &self.sent_to(file));
                let name = file_name(day, "pro forma", "yaml");
                let text = folder.headed(Area::Records, &name, &text);
                let place = folder.ready_new(Area::Records, &name, &text, &chosen.policy, today, &[])?;
                RecordToWrite::New(place, text)
            }
        };

        let templates = own_templates(&folder.root)?;
        let text = templates.letter(LetterKind::ProForma, &letter.model).map_err(broken_template)?;
        let mail_name = folder.free_name(Area::Emails, on, &letter.name, "eml");
        if let Some(template) = templates.own_letter(LetterKind::ProForma) {
            check_own(&template, folder, Area::Emails, &mail_name, &text)?;
        }
        let mail = folder.beside(Area::Emails, &mail_name)?;
        let attachment = Enclosure { name, content_type: CONTENT_TYPE, bytes: bytes.clone() };
        let stem = mail_name.strip_suffix(".eml").unwrap_or(&mail_name);
        // Read the head as that of an e-mail in Markdown, which it would be beside the draft.
        let head = head(folder, Area::Emails, &format!("{stem}.md"), &text);
        let (draft, to_do) = draft(&head, &text, on, id(stem, &file.urn.to_string()), vec![attachment]);
        Ok(Prepared { workbook, bytes, record, mail, draft, to_do })
    }

    /// The day of sending in a record that is there already.
    fn note_sent(
        &self,
        chosen: &Chosen,
        form: &Filed<ProForma>,
        on: NaiveDate,
        today: NaiveDate,
    ) -> Result<RecordToWrite, Failure> {
        let mut changes = vec![Change::set("/sent", on)];
        if form.record.sent_to.is_none() || !self.to.is_empty() {
            changes.push(Change::set("/sent_to", write_text(&self.sent_to(chosen.file()?))));
        }
        let (changed, _) = chosen.folder.change(&form.path, Kind::ProForma, &changes, &chosen.policy, today)?;
        Ok(RecordToWrite::Changed(Box::new(changed)))
    }

    fn sent_to(&self, file: &SchoolFile) -> String {
        if self.to.is_empty() { draft::sent_to(file).to_owned() } else { listed(&self.to) }
    }
}

/// All that is written, in this order: the workbook, its record, the draft.
struct Prepared {
    workbook: Destination,
    bytes: Vec<u8>,
    record: RecordToWrite,
    mail: Destination,
    draft: Vec<u8>,
    to_do: Vec<String>,
}

enum RecordToWrite {
    New(Destination, String),
    Changed(Box<Changed>),
}

impl Prepared {
    /// Writes all of it. Gives a line for each file; where something fails on the way, the failure says what is there already.
    fn write(&self, folder: &SchoolFolder) -> Result<Vec<String>, Failure> {
        self.workbook.write(&self.bytes).map_err(|error| Failure::unwritten(error, ""))?;
        let workbook = shown(self.workbook.path()).to_string();
        let (record, is_noted) = match &self.record {
            RecordToWrite::New(place, text) => {
                let written = place.write(text.as_bytes()).map(|()| shown(place.path()).to_string());
                (written.map_err(FilingError::from), None)
            }
            RecordToWrite::Changed(changed) => {
                (folder.write(changed).map(|file| shown(&file).to_string()), Some(&changed.written))
            }
        };
        let record = record.map_err(|error| {
            let hint = format!(
                "{workbook} was written, and nothing else: the pro forma is not noted as sent. Remove that file and run the command again."
            );
            Failure::new(error, hint)
        })?;
        self.mail.write(&self.draft).map_err(|error| {
            let hint = format!(
                "{workbook} was written and {record} says that it was sent, but there is no draft: attach the workbook to an e-mail of your own."
            );
            Failure::new(error, hint)
        })?;
        let noted = match is_noted {
            Some(changes) => format!("wrote {changes} in {record}"),
            None => format!("wrote {record}"),
        };
        Ok(vec![format!("wrote {workbook}"), noted, format!("wrote {}", shown(self.mail.path()))])
    }
}

/// What is filled in, in one line.
fn filled_in(answers: &Answers) -> String {
    let rows: Vec<_> = answers.filled().map(|(sheet, rows)| format!("{} in “{sheet}”", number(rows, "row"))).collect();
    match rows.is_empty() {
        true => "filled in: the school and the dates".to_owned(),
        false => format!("filled in: the school and the dates, {}", listed(&rows)),
    }
}

/// The next visit, today's included, whose pro forma is not sent yet.
fn next_not_sent<'f>(
    folder: &'f SchoolFolder,
    policy: &Policy,
    today: NaiveDate,
    on: NaiveDate,
) -> Result<&'f Filed<Visit>, Failure> {
    let school = &folder.school;
    let coming = || school.visits_not_cancelled().filter(|visit| *visit.record.date >= today);
    // Of two visits on a day one alone has the pro forma.
    let belongs_to_another = |visit: &Filed<Visit>| {
        pro_forma_of(school, visit).is_none()
            && school.pro_formas.iter().any(|one| one.record.visit == visit.record.date)
    };
    let is_open = |visit: &&Filed<Visit>| {
        visit.record.status == VisitStatus::Planned && !belongs_to_another(visit) && sent(school, visit).is_none()
    };
    let next = coming().filter(is_open).min_by_key(|visit| visit.record.date);
    school.sure_of(next.map(|visit| *visit.record.date), today).map_err(no_visit)?;
    // The first of those that are sent already is the one that somebody may have meant.
    let done =
        coming().filter_map(|visit| Some((visit, sent(school, visit)?))).min_by_key(|(visit, _)| visit.record.date);
    let Some(next) = next else {
        return Err(match done {
            Some((visit, (form, day))) => sent_already(folder, visit, form, day),
            None => Failure::new(
                format!("{} has no visit to come", school.path),
                "Nothing was written. Make the visit first with `spoc new visit`, or name its day with --visit.",
            ),
        });
    };
    refuse_far_ahead(folder, next, done.map(|(visit, (_, sent))| (visit, sent)), policy, on)?;
    Ok(next)
}

/// A pro forma whose day is far away is hardly the one that is meant: it is sent where its visit is named.
fn refuse_far_ahead(
    folder: &SchoolFolder,
    visit: &Filed<Visit>,
    done: Option<(&Filed<Visit>, NaiveDate)>,
    policy: &Policy,
    on: NaiveDate,
) -> Result<(), Failure> {
    let day = *visit.record.date;
    let due = policy.calendar.working_days_before(day, policy.deadlines.pro_forma_sent.0);
    // A day with which the calendar cannot reckon is a problem of the visit, and not far away.
    let Ok(due) = due else { return Ok(()) };
    let Ok(ahead) = policy.calendar.working_days_until(on, due) else { return Ok(()) };
    if ahead <= MOST_AHEAD {
        return Ok(());
    }
    let before = done.filter(|(visit, _)| *visit.record.date < day);
    let already = before.map(|(visit, sent)| {
        let of_visit = long_day(*visit.record.date);
        format!(
            "the pro forma for the visit on {of_visit} was sent on {}{}; ",
            short_day(sent),
            where_it_lies(folder, visit)
        )
    });
    Err(Failure::new(
        format!(
            "{}the next visit whose pro forma is not sent is on {}, and its pro forma is sent by {} only, {ahead} working days ahead",
            already.unwrap_or_default(),
            long_day(day),
            short_day(due)
        ),
        format!("Nothing was written. If it is meant, name it with --visit {day}."),
    ))
}

fn refuse_unread(school: &School, visit: NaiveDate) -> Result<(), Failure> {
    match school.unread_of(visit) {
        Some(file) => Err(Failure::new(
            format!("{file} cannot be read, and may be the pro forma for the visit on {}", long_day(visit)),
            "Nothing was written. Put it right first: `spoc validate` tells what is wrong with it.",
        )),
        None => Ok(()),
    }
}

fn no_visit(error: NoVisit) -> Failure {
    let hint = format!("Nothing was written. {}", error.what_to_do());
    Failure::new(error, hint)
}

/// The pro forma of a visit with the day on which it was sent, where it was.
fn sent<'s>(school: &'s School, visit: &Filed<Visit>) -> Option<(&'s Filed<ProForma>, NaiveDate)> {
    let form = pro_forma_of(school, visit)?;
    Some((form, *form.record.sent?))
}

fn sent_already(folder: &SchoolFolder, visit: &Filed<Visit>, form: &Filed<ProForma>, sent: NaiveDate) -> Failure {
    let day = long_day(*visit.record.date);
    let what =
        format!("the pro forma for the visit on {day} was sent on {}{}", short_day(sent), where_it_lies(folder, visit));
    let hint = match find_workbook(folder, visit) {
        Some(_) => "Nothing was written. To send it once more, attach that file to an e-mail.".to_owned(),
        None => format!(
            "Nothing was written. If it was not sent as a workbook and is to be, take the line `sent:` out of {} and run the command again.",
            form.path
        ),
    };
    Failure::new(what, hint)
}

fn where_it_lies(folder: &SchoolFolder, visit: &Filed<Visit>) -> String {
    let found = find_workbook(folder, visit);
    found.map_or_else(String::new, |path| format!("; the workbook is {path}"))
}

/// The workbook of a visit, where it stands under its name.
fn find_workbook(folder: &SchoolFolder, visit: &Filed<Visit>) -> Option<String> {
    let name = name_of_workbook(*visit.record.date);
    folder.has(Area::Records, &name).then(|| folder.path(Area::Records, &name))
}

fn name_of_workbook(visit: NaiveDate) -> String {
    file_name(visit, "pro forma", "xlsx")
}

/// A workbook that nobody noted as sent may hold what somebody typed.
fn there_already(error: FilingError, name: &str) -> Failure {
    match error {
        FilingError::File(error @ DestinationError::Taken(_)) => Failure::new(
            error,
            format!("Nothing was written. Open it: if it is of no use, move {name} away and run the command again."),
        ),
        error => error.into(),
    }
}

fn unmade(error: workbook::Unwritten) -> Failure {
    let hint = match error {
        workbook::Unwritten::TooLong { .. } => {
            "Nothing was written. Shorten it in the record, and run the command again."
        }
        workbook::Unwritten::Library(_) => "Nothing was written. Please tell those who look after this program.",
    };
    Failure::new(error, hint)
}
