//! `spoc letter`

use std::io::Write;

use chrono::NaiveDate;
use clap::{Subcommand, ValueEnum};

use super::common::{Common, Outcome, day};
use super::failure::Failure;
use super::letter_draft::{broken_template, check_own};
use super::letter_form::{LetterForm, Other, Sheet};
use super::letter_head::LetterHead;
use super::output::note_problems;
use super::school::Chosen;
use super::templates::own_templates;
use crate::drive::shown;
use crate::layout::Area;
use crate::pack::{LetterKind, LetterSources, compose};

/// Write a letter or an e-mail of the procedure, ready to send, beside the school's records; nothing is overwritten
#[derive(Debug, clap::Args)]
pub(super) struct WriteLetter {
    #[command(subcommand)]
    which: Which,
}

#[derive(Debug, Subcommand)]
enum Which {
    /// The covering note with which the pro forma of a coming visit is sent
    ProForma(OfVisit),
    /// The reminder of a pro forma that is due back or late
    Reminder(OfVisit),
    /// The request for the dates of this school year's visits that are not agreed yet
    Dates(Written),
    /// The decisions, actions and advice of a visit that was held
    AfterVisit(OfVisit),
}

#[derive(Debug, clap::Args)]
struct OfVisit {
    #[command(flatten)]
    written: Written,

    /// The day of the visit [default: the next visit, today included; for after-visit the last that was held]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    visit: Option<NaiveDate>,
}

#[derive(Debug, clap::Args)]
struct Written {
    /// The school: its folder, its URN or a part of its name
    school: String,

    /// As an e-mail in emails/, or as a letter in correspondence/ [default: email for pro-forma and reminder, else letter]
    #[arg(long, value_enum, hide_possible_values = true, value_name = "email|letter")]
    by: Option<By>,

    #[command(flatten)]
    head: LetterHead,

    /// Other forms beside the Markdown: eml, an e-mail that Outlook opens ready to send; pdf, docx (for Word) and html, on the authority's paper
    #[arg(
        long = "as",
        value_enum,
        value_delimiter = ',',
        hide_possible_values = true,
        value_name = "eml,pdf,docx,html"
    )]
    forms: Vec<LetterForm>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// An e-mail
    Email,
    /// A letter
    Letter,
}

impl WriteLetter {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let (kind, written, visit, usual) = match &self.which {
            Which::ProForma(letter) => (LetterKind::ProForma, &letter.written, letter.visit, By::Email),
            Which::Reminder(letter) => (LetterKind::Reminder, &letter.written, letter.visit, By::Email),
            Which::Dates(written) => (LetterKind::Dates, written, None, By::Letter),
            Which::AfterVisit(letter) => (LetterKind::AfterVisit, &letter.written, letter.visit, By::Letter),
        };
        let today = common.working_today()?;
        let chosen = Chosen::load(common, &written.school, today)?;
        let folder = &chosen.folder;
        let templates = own_templates(&folder.root)?;
        let area = match written.by.unwrap_or(usual) {
            By::Email => Area::Emails,
            By::Letter => Area::Correspondence,
        };
        let date = written.head.date.unwrap_or(today);
        let letter = compose(&LetterSources {
            school: &folder.school,
            file: chosen.file()?,
            policy: &chosen.policy,
            kind,
            date,
            visit,
            by_email: area == Area::Emails,
            to: &written.head.to,
            from: written.head.from.as_deref(),
        })
        .map_err(|error| Failure::new(error, ""))?;
        let text = templates.letter(kind, &letter.model).map_err(broken_template)?;
        let name = folder.free_name(area, date, &letter.name, "md");
        if let Some(template) = templates.own_letter(kind) {
            check_own(&template, folder, area, &name, &text)?;
        }
        let sheet = Sheet {
            chosen: &chosen,
            templates: &templates,
            area,
            name: &name,
            text: &text,
            addressee: &letter.addressee,
            date,
        };
        let others = sheet.others(&written.forms)?;
        let file = folder.file_new(area, &name, &text, &chosen.policy, today)?;
        note_problems(&chosen.policy_problems);
        writeln!(out, "wrote {}", shown(&file))?;
        for Other { file, bytes, to_do } in others {
            file.write(&bytes).map_err(|error| Failure::unwritten(error, ""))?;
            writeln!(out, "wrote {}", shown(file.path()))?;
            for line in to_do {
                writeln!(out, "{line}")?;
            }
        }
        for line in &letter.to_do {
            writeln!(out, "{line}")?;
        }
        Ok(Outcome::Clean)
    }
}
