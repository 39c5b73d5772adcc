//! `spoc new notice --from-email` and `--from-form`: the command that records what somebody told is shown, with what was read where. Nothing is recorded.

use std::io::Write;
use std::path::Path;

use super::super::common::Common;
use super::super::failure::Failure;
use super::super::school::Chosen;
use crate::disk::{self, ReadError};
use crate::drive::{DriveReader, shown};
use crate::mail::{self, Body, WholeMail};
use crate::record::exclusion::ExclusionNotice;
use crate::school::Filed;
use crate::text::quoted;
use crate::told::{self, Form, FormSchool, Response, Told, Whose};
use crate::words::{listed, number};

/// Shows the command that records what an e-mail tells of.
pub(super) fn from_email(school: &str, file: &Path, common: &Common, out: &mut impl Write) -> Result<(), Failure> {
    Chosen::load(common, school, common.today())?;
    let whole = email(file)?;
    let by_hand = "Open the e-mail and give its values: spoc new notice --help shows how.";
    let Some(text) = whole.body.text() else {
        let why = if whole.body == Body::Rtf { "its text is Outlook's rich text alone" } else { "it has no text" };
        return Err(Failure::new(format!("{} tells of no exclusion that can be read: {why}", shown(file)), by_hand));
    };
    let found = told::read(text);
    if found.is_empty() {
        return Err(Failure::new(format!("{} tells of no exclusion that can be read", shown(file)), by_hand));
    }
    let mut all = found.clone();
    let mut add = |field: &'static str, value: String| all.push(Told { field, value, line: String::new() });
    if let Some(date) = whole.mail.date {
        add("told", date.to_string());
    }
    let by = whole.mail.from.as_deref().map(|from| from.split('<').next().unwrap_or(from).trim());
    if let Some(by) = by.filter(|by| !by.is_empty()) {
        add("told-by", by.to_owned());
    }
    writeln!(out, "{}\n", command(school, &all))?;
    writeln!(out, "Nothing was recorded. Hold it against the e-mail, put right what is wrong, and run it.")?;
    for told in &found {
        writeln!(out, "  {}: {}, from the line: {}", told.field, told.value, told.line)?;
    }
    if let Some(date) = whole.mail.date {
        writeln!(out, "  told: {date}, the day of the e-mail")?;
    }
    say_missing(out, &found)?;
    match told::children_in(text) {
        0 | 1 => {}
        children => {
            writeln!(out, "It names {children} pupil numbers. This is the first: the others need a notice each.")?
        }
    }
    Ok(())
}

/// The most responses whose commands are shown together.
const MOST_SHOWN: usize = 20;

/// Shows the commands that record what the responses of a form tell of: of one row, or of each of the school's that is not recorded yet.
pub(super) fn from_form(
    school: &str,
    file: &Path,
    row: Option<u32>,
    common: &Common,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let chosen = Chosen::load(common, school, common.today())?;
    let bytes = bytes(file)?;
    let form = Form::read(&bytes).map_err(|error| Failure::new(format!("{}: {error}", shown(file)), error.help()))?;
    let known = known(&chosen, common)?;
    let folder = &chosen.folder.school.folder;
    let responses: Vec<_> = form.responses(&known).collect();
    if let Some(row) = row {
        let Some(response) = responses.iter().find(|response| response.place.row == row) else {
            return Err(Failure::new(
                format!("{} has no response in row {row}", shown(file)),
                "Leave --row out: then the rows of this school's responses are named.",
            ));
        };
        if response.whose == Whose::Others {
            return Err(Failure::new(
                format!("the response in row {row} of {} is another school's", shown(file)),
                "Name that school in place of this one.",
            ));
        }
        return one(school, response, &form, &chosen, out);
    }
    let ours: Vec<_> = responses.iter().filter(|response| response.whose == Whose::Ours).collect();
    let (recorded, open): (Vec<&Response>, Vec<_>) =
        ours.iter().copied().partition(|response| recorded(response, &chosen).is_some());
    let unclear: Vec<_> = responses.iter().filter(|response| matches!(response.whose, Whose::Unclear(_))).collect();
    match (open.as_slice(), ours.len(), unclear.len()) {
        ([], 0, 0) => {
            return Err(Failure::new(
                format!("{} holds no response of {folder}: {} of other schools", shown(file), responses.len()),
                "Look at what it says in the school's column; the name there should be that of the folder or of school.yaml.",
            ));
        }
        ([response], ..) => one(school, response, &form, &chosen, out)?,
        (several, ..) => some(school, several, out)?,
    }
    if !recorded.is_empty() {
        writeln!(out, "Recorded already, and not shown: {}.", number(recorded.len(), "response"))?;
    }
    if !form.names_schools() {
        writeln!(out, "It asks for no school: every response was taken for one of {folder}.")?;
    }
    if !unclear.is_empty() {
        let rows: Vec<_> = unclear.iter().take(MOST_SHOWN).map(|response| response.place.row.to_string()).collect();
        let more = unclear.len().saturating_sub(rows.len());
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        writeln!(out, "It is not clear whose they are; --row shows one: row {}{more}.", rows.join(", "))?;
    }
    let others = responses.iter().filter(|response| response.whose == Whose::Others).count();
    if others > 0 {
        writeln!(out, "Of other schools, and not shown: {}.", number(others, "response"))?;
    }
    Ok(())
}

/// One response, with all that was read of it.
fn one(school: &str, response: &Response, form: &Form, chosen: &Chosen, out: &mut impl Write) -> Result<(), Failure> {
    writeln!(out, "{}\n", command(school, &response.told))?;
    writeln!(out, "Nothing was recorded. Hold it against {}, put right what is wrong, and run it.", response.place)?;
    if let Whose::Unclear(name) = &response.whose {
        let says = if name.is_empty() {
            "does not name its school".to_owned()
        } else {
            format!("names its school as {}", quoted(name))
        };
        writeln!(out, "Look first whether it is this school's: it {says}.")?;
    }
    if let Some(notice) = recorded(response, chosen) {
        writeln!(out, "It is recorded already: {}.", notice.path)?;
    }
    for told in &response.told {
        writeln!(out, "  {}: {}, from the answer: {}", told.field, told.value, told.line)?;
    }
    say_missing(out, &response.told)?;
    for questions in &form.doubtful {
        let names: Vec<_> = questions.iter().map(|question| quoted(question)).collect();
        writeln!(out, "Not read, as they may ask for the same: {}.", listed(&names))?;
    }
    let doubtful = |question: &&String| form.doubtful.iter().any(|questions| questions.contains(question));
    let aside: Vec<_> = form
        .aside
        .iter()
        .filter(|question| !doubtful(question))
        .take(MOST_SHOWN)
        .map(|question| quoted(question))
        .collect();
    if !aside.is_empty() {
        writeln!(out, "Questions that were not read: {}.", listed(&aside))?;
    }
    Ok(())
}

/// Several responses, with a command each; of many the last.
fn some(school: &str, responses: &[&Response], out: &mut impl Write) -> Result<(), Failure> {
    if responses.is_empty() {
        return Ok(());
    }
    let earlier = responses.len().saturating_sub(MOST_SHOWN);
    for response in responses.iter().skip(earlier) {
        writeln!(out, "{}:\n{}\n", response.place, command(school, &response.told))?;
    }
    writeln!(out, "Nothing was recorded. Hold each against its row; --row N shows what was read from which answer.")?;
    writeln!(out, "Put a value in place of each word in capitals.")?;
    if earlier > 0 {
        writeln!(out, "Earlier ones, and not shown: {}.", number(earlier, "response"))?;
    }
    Ok(())
}

/// The notice that says already what a response tells of.
fn recorded<'c>(response: &Response, chosen: &'c Chosen) -> Option<&'c Filed<ExclusionNotice>> {
    let value = |field: &str| value(&response.told, field);
    let (upn, kind, from) = (value("upn")?, value("type")?, value("from")?);
    let is_of_child = |notice: &ExclusionNotice| {
        let is_code = upn.len() == 3;
        notice.upn.to_string() == upn
            && (!is_code || value("name").is_some_and(|name| name.eq_ignore_ascii_case(&notice.name)))
    };
    let mut notices = chosen.folder.school.notices.iter();
    notices.find(|notice| {
        let record = &notice.record;
        is_of_child(record) && record.kind.as_str() == kind && record.from.to_string() == from
    })
}

/// What the school is known by in a form.
fn known(chosen: &Chosen, common: &Common) -> Result<FormSchool, Failure> {
    let places = DriveReader::new(&chosen.folder.root, common.today()).school_places().map_err(Failure::unread)?;
    let school = &chosen.folder.school;
    let file = school.file.as_ref().map(|file| &file.record);
    let names = [Some(school.folder.clone()), file.map(|file| file.name.to_string())];
    let others = places.into_iter().filter(|place| place.path != chosen.folder.place.path);
    Ok(FormSchool {
        names: names.into_iter().flatten().collect(),
        urn: file.map(|file| file.urn.to_string()),
        dfe_number: file.and_then(|file| file.dfe_number.as_ref()).map(ToString::to_string),
        others: others.map(|place| place.folder).collect(),
    })
}

fn value<'t>(found: &'t [Told], field: &str) -> Option<&'t str> {
    found.iter().find(|told| told.field == field).map(|told| told.value.as_str())
}

/// The fields that a notice of the type that was read needs.
fn required(found: &[Told]) -> Vec<&'static str> {
    let measure = match value(found, "type") {
        Some("fixed-term") => Some("days"),
        Some("lunchtime") => Some("lunchtimes"),
        _ => None,
    };
    ["upn", "name", "year", "type", "from"].into_iter().chain(measure).collect()
}

/// The command that records what was read, with a word in capitals in place of what was not.
fn command(school: &str, found: &[Told]) -> String {
    let required = required(found);
    let mut command = format!("spoc new notice {}", typed(school));
    for field in told::FIELDS.into_iter().chain(["told", "told-by"]) {
        match value(found, field) {
            Some(value) => command.push_str(&format!(" --{field} {}", typed(value))),
            None if required.contains(&field) => command.push_str(&format!(" --{field} {}", field.to_uppercase())),
            None => {}
        }
    }
    if value(found, "misses-exam") == Some("yes") {
        command.push_str(" --misses-exam");
    }
    command
}

fn say_missing(out: &mut impl Write, found: &[Told]) -> Result<(), Failure> {
    let missing: Vec<_> = required(found).into_iter().filter(|field| value(found, field).is_none()).collect();
    if !missing.is_empty() {
        writeln!(out, "Not found in it: {}. Put the value in place of each word in capitals.", listed(&missing))?;
    }
    Ok(())
}

/// The bytes of what somebody saved.
fn bytes(file: &Path) -> Result<Vec<u8>, Failure> {
    const MOST_BYTES: u64 = 50_000_000;
    disk::read(file, MOST_BYTES).map_err(|error| {
        let why = match error {
            ReadError::Io(error) => error.to_string(),
            ReadError::TooLarge(_) => "it is over 50 MB large".to_owned(),
        };
        Failure::new(
            format!("{} cannot be read: {why}", shown(file)),
            "Look whether the name is right and the file is there.",
        )
    })
}

fn email(file: &Path) -> Result<WholeMail, Failure> {
    mail::whole(&bytes(file)?).ok_or_else(|| {
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
