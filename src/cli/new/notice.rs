//! `spoc new notice`

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::super::common::{Common, day, upn};
use super::super::failure::Failure;
use super::super::school::Chosen;
use crate::disk::{self, ReadError};
use crate::draft::{self, Fields};
use crate::drive::shown;
use crate::layout::Area;
use crate::mail::{self, Body, WholeMail};
use crate::record::exclusion::ExclusionType;
use crate::told;
use crate::words::listed;

/// A head's notice of an exclusion between visits
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct NewNotice {
    /// The school: its folder, its URN or a part of its name
    school: String,
    /// The child's unique pupil number, or UN1 to UN5
    #[arg(long, value_parser = upn, required_unless_present = "from_email")]
    upn: Option<String>,
    /// The child's name
    #[arg(long, required_unless_present = "from_email")]
    name: Option<String>,
    /// The child's year: N, R or 1 to 14
    #[arg(long, required_unless_present = "from_email")]
    year: Option<String>,
    /// What it is: fixed-term goes with --days, lunchtime with --lunchtimes
    #[arg(long = "type", value_name = "TYPE", required_unless_present = "from_email")]
    kind: Option<ExclusionType>,
    /// The first day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day, required_unless_present = "from_email")]
    from: Option<NaiveDate>,
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
    /// Read an e-mail (.eml, .msg) that tells of an exclusion, and show the command that records it; nothing is recorded
    #[arg(long, value_name = "FILE", conflicts_with_all = ["upn", "name", "year", "kind", "from", "days", "lunchtimes", "misses_exam", "told", "told_by", "reason"])]
    from_email: Option<PathBuf>,
}

impl NewNotice {
    /// Gives the file that was written; none where a command was only shown.
    pub fn write(&self, common: &Common, out: &mut impl Write) -> Result<Option<PathBuf>, Failure> {
        if let Some(file) = &self.from_email {
            return self.offer(file, common, out).map(|()| None);
        }
        let chosen = Chosen::load(common, &self.school, common.today())?;
        let told = self.told.unwrap_or_else(|| common.today());
        let fields = Fields::default()
            .plain("kind", Some("exclusion-notice"))
            .text("upn", self.upn.as_deref())
            .text("name", self.name.as_deref())
            .text("year", self.year.as_deref())
            .text("type", self.kind.map(ExclusionType::as_str))
            .plain("from", self.from)
            .text("days", self.days.as_deref())
            .text("lunchtimes", self.lunchtimes.as_deref())
            .plain("misses_exam", self.misses_exam.then_some("yes"))
            .plain("told_authority", Some(told))
            .text("told_by", self.told_by.as_deref())
            .text("reason", self.reason.as_deref());
        let text = draft::record(&fields, "# note: anything worth knowing\n");
        let name = chosen.folder.free_name(Area::Records, told, "exclusion notice", "yaml");
        Ok(Some(chosen.folder.file_new(Area::Records, &name, &text, &chosen.policy, common.today())?))
    }

    /// Shows the command that records what an e-mail tells of, and what was read where.
    fn offer(&self, file: &Path, common: &Common, out: &mut impl Write) -> Result<(), Failure> {
        Chosen::load(common, &self.school, common.today())?;
        let whole = read(file)?;
        let by_hand = "Open the e-mail and give its values: spoc new notice --help shows how.";
        let Some(text) = whole.body.text() else {
            let why = if whole.body == Body::Rtf { "its text is Outlook's rich text alone" } else { "it has no text" };
            return Err(Failure::new(
                format!("{} tells of no exclusion that can be read: {why}", shown(file)),
                by_hand,
            ));
        };
        let found = told::read(text);
        if found.is_empty() {
            return Err(Failure::new(format!("{} tells of no exclusion that can be read", shown(file)), by_hand));
        }
        let value = |field: &str| found.iter().find(|told| told.field == field).map(|told| told.value.as_str());
        let measure = match value("type") {
            Some("fixed-term") => Some("days"),
            Some("lunchtime") => Some("lunchtimes"),
            _ => None,
        };
        let required: Vec<_> = ["upn", "name", "year", "type", "from"].into_iter().chain(measure).collect();
        let mut command = format!("spoc new notice {}", typed(&self.school));
        for field in told::FIELDS {
            match value(field) {
                Some(value) => command.push_str(&format!(" --{field} {}", typed(value))),
                None if required.contains(&field) => command.push_str(&format!(" --{field} {}", field.to_uppercase())),
                None => {}
            }
        }
        if let Some(date) = whole.mail.date {
            command.push_str(&format!(" --told {date}"));
        }
        let by = whole.mail.from.as_deref().map(|from| from.split('<').next().unwrap_or(from).trim());
        if let Some(by) = by.filter(|by| !by.is_empty()) {
            command.push_str(&format!(" --told-by {}", typed(by)));
        }
        writeln!(out, "{command}\n")?;
        writeln!(out, "Nothing was recorded. Hold it against the e-mail, put right what is wrong, and run it.")?;
        for told in &found {
            writeln!(out, "  {}: {}, from the line: {}", told.field, told.value, told.line)?;
        }
        if let Some(date) = whole.mail.date {
            writeln!(out, "  told: {date}, the day of the e-mail")?;
        }
        let missing: Vec<_> = required.into_iter().filter(|field| value(field).is_none()).collect();
        if !missing.is_empty() {
            let names: Vec<_> = missing.iter().map(|field| (*field).to_owned()).collect();
            writeln!(out, "Not found in it: {}. Put the value in place of each word in capitals.", listed(&names))?;
        }
        match told::children_in(text) {
            0 | 1 => {}
            children => {
                writeln!(out, "It names {children} pupil numbers. This is the first: the others need a notice each.")?
            }
        }
        Ok(())
    }
}

fn read(file: &Path) -> Result<WholeMail, Failure> {
    const MOST_BYTES: u64 = 50_000_000;
    let bytes = disk::read(file, MOST_BYTES).map_err(|error| {
        let why = match error {
            ReadError::Io(error) => error.to_string(),
            ReadError::TooLarge(_) => "it is over 50 MB large".to_owned(),
        };
        Failure::new(
            format!("{} cannot be read: {why}", shown(file)),
            "Look whether the name is right and the file is there.",
        )
    })?;
    mail::whole(&bytes).ok_or_else(|| {
        Failure::new(
            format!("{} is no e-mail", shown(file)),
            "Save the e-mail from Outlook as .msg or .eml, and name that file.",
        )
    })
}

/// A value as it is typed in a command. What an e-mail says must not be able to do anything there, in whatever shell: marks that have a meaning
/// within quotes are left out.
fn typed(value: &str) -> String {
    let plain: String = value
        .chars()
        .map(|c| match c {
            '"' | '“' | '”' | '„' | '‟' => '\'',
            '`' | '$' | '\\' | '%' | '!' => ' ',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect();
    let plain = plain.trim().trim_start_matches('-').trim();
    let is_one_word = !plain.is_empty() && plain.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.'));
    if is_one_word { plain.to_owned() } else { format!("\"{plain}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_email_says_can_do_nothing_in_a_shell() {
        assert_eq!(typed("2.5"), "2.5");
        assert_eq!(typed("Ada Hill"), "\"Ada Hill\"");
        assert_eq!(typed("a \"b\" `c` $(d) %e% \\ f!\u{7}"), "\"a 'b'  c   (d)  e    f\"");
        assert_eq!(typed("--reason; x & y"), "\"reason; x & y\"");
        assert_eq!(typed(""), "\"\"");
    }
}
