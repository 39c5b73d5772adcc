//! What sort of answer a question wants: its example, and its check. A day or a path is taken as people write it, where it is clear.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::super::common::{day, upn};
use crate::disk::{self, EntryKind};
use crate::drive::{find_root, shown};
use crate::record::values::{Count, Days, SchoolYear, Time, Upn, Value};
use crate::record::{MeantDay, meant};
use crate::words::capitalised;

/// What sort of answer a question wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A day.
    Day,
    /// A day, or nothing.
    DayOrNothing,
    /// A time of day, or nothing.
    TimeOrNothing,
    /// A text.
    Text,
    /// A text, or nothing.
    TextOrNothing,
    /// A word, a name or a number that is looked for.
    Sought,
    /// A child's number, or a code for one that has none.
    Upn,
    /// A child's number, or nothing.
    UpnOrNothing,
    /// A child's year.
    Year,
    /// School days, in halves.
    Days,
    /// A whole number.
    Count,
    /// A whole number, or nothing.
    CountOrNothing,
    /// A file that a school may have sent back.
    Returned,
    /// A list that a school's own system has written.
    Export,
    /// The folder of a drive, or something in it.
    Drive,
}

/// The endings of files that a school may send back.
pub(super) const RETURNED: [&str; 6] = ["xlsx", "xlsm", "xls", "ods", "eml", "msg"];
/// Those of a list of absence.
const EXPORTS: [&str; 7] = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "ods"];

impl Wanted {
    /// An example, and what may be left empty.
    pub fn help(self) -> &'static str {
        match self {
            Self::Day => "as in 2026-12-08, 8 Dec 2026 or tomorrow",
            Self::DayOrNothing => "as in 2026-09-02; Enter alone where the list or the record says it",
            Self::TimeOrNothing => "as in 09:30; Enter alone where it is not known yet",
            Self::Text => "in a few words",
            Self::TextOrNothing => "Enter alone where there is nothing",
            Self::Sought => "capitals and accents do not matter",
            Self::Upn => "13 characters, as in B801200005001; or UN1 to UN5",
            Self::Year => "N, R or 1 to 14",
            Self::Days => "as in 2 or 1.5",
            Self::Count => "as in 3",
            Self::CountOrNothing => "as in 412; Enter alone where the record says it",
            Self::UpnOrNothing => "13 characters, as in B801200005001; Enter alone where there is none",
            Self::Returned | Self::Export => "type its path or drag it into this window, then Enter",
            Self::Drive => {
                if cfg!(windows) {
                    r"as in S:\Early Help; type it or drag it into this window"
                } else {
                    "as in /srv/early-help; type it or drag it into this window"
                }
            }
        }
    }

    /// The answer as a command takes it, or what is wrong with it, as a sentence.
    pub fn take(self, text: &str, today: NaiveDate) -> Result<String, String> {
        let text = text.trim();
        match self {
            Self::Day => taken_day(text, today),
            Self::TextOrNothing => Ok(text.to_owned()),
            Self::Text if text.is_empty() => Err("Something is to be written here. Esc goes back.".to_owned()),
            Self::Text => Ok(text.to_owned()),
            Self::DayOrNothing | Self::TimeOrNothing | Self::UpnOrNothing | Self::CountOrNothing if text.is_empty() => {
                Ok(String::new())
            }
            Self::DayOrNothing => taken_day(text, today),
            // A hyphen before it would make it an option of the command.
            Self::Sought => match text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '"') {
                sought if sought.contains(char::is_alphanumeric) => Ok(sought.to_owned()),
                _ => Err("Write a word, a name or a UPN. Esc goes back.".to_owned()),
            },
            Self::Year => value::<SchoolYear>(&text.to_uppercase()).map(|year| year.to_string()),
            Self::Days => value::<Days>(&text.replace(',', ".")).map(|days| days.to_string()),
            Self::Count | Self::CountOrNothing => value::<Count>(text).map(|count| count.0.to_string()),
            Self::TimeOrNothing => {
                // People write 9.30 as well.
                let time =
                    Time::parse(&text.replace('.', ":")).map_err(|_| "Write the time as in 09:30.".to_owned())?;
                Ok(time.to_string())
            }
            Self::Upn | Self::UpnOrNothing => {
                let Ok(capitals) = upn(text);
                value::<Upn>(&capitals).map(|_| capitals)
            }
            Self::Returned => {
                file_of(text, &RETURNED, "That is no workbook (.xlsx, .xlsm, .xls, .ods) and no e-mail (.eml, .msg).")
            }
            Self::Export => {
                file_of(text, &EXPORTS, "That is no list (.csv) and no workbook (.xlsx, .xlsm, .xls, .ods).")
            }
            Self::Drive => {
                let folder = dragged(text);
                let absolute =
                    disk::absolute(&folder).map_err(|_| format!("There is no folder {}.", shown(&folder)))?;
                let root = find_root(&absolute);
                root.map(|root| shown(&root)).ok_or_else(|| {
                    format!(
                        "{} is no drive of records: neither it nor a folder above it holds policy.toml.",
                        shown(&folder)
                    )
                })
            }
        }
    }
}

fn taken_day(text: &str, today: NaiveDate) -> Result<String, String> {
    let named = match text.to_lowercase().as_str() {
        "today" => Some(today),
        "tomorrow" => today.succ_opt(),
        "yesterday" => today.pred_opt(),
        _ => match meant(text) {
            Some(MeantDay::Day(day)) => Some(day),
            _ => None,
        },
    };
    match named {
        Some(day) => Ok(day.to_string()),
        None => day(text).map(|day| day.to_string()).map_err(|wrong| format!("{}.", capitalised(&wrong))),
    }
}

/// A value of a record, or what is wrong with it as a sentence.
fn value<T: Value>(text: &str) -> Result<T, String> {
    T::parse(text).map_err(|wrong| format!("{}. {}", capitalised(&wrong.message(text)), wrong.help()))
}

fn file_of(text: &str, endings: &[&str], other: &str) -> Result<String, String> {
    let file = dragged(text);
    if !has_ending(&file, endings) {
        return Err(other.to_owned());
    }
    match disk::kind(&file) {
        Ok(Some(EntryKind::Folder)) => Err(format!("{} is a folder.", shown(&file))),
        Ok(Some(_)) => Ok(file.to_string_lossy().into_owned()),
        Ok(None) => Err(format!("There is no file {}.", shown(&file))),
        Err(error) => Err(format!("{} cannot be reached: {}.", shown(&file), crate::words::system_reason(&error))),
    }
}

/// Whether a file is by its name one that a school may have sent back.
pub(super) fn is_returned(file: &Path) -> bool {
    has_ending(file, &RETURNED)
}

fn has_ending(file: &Path, endings: &[&str]) -> bool {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    ending.is_some_and(|ending| endings.contains(&ending.as_str()))
}

/// The path that was dragged into the window or typed: without the quotes that a terminal puts around it, or the backslashes that some put into it.
fn dragged(text: &str) -> PathBuf {
    let text = text.trim().trim_start_matches("& ").trim();
    let inside = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    if let Some(path) = inside('"').or_else(|| inside('\'')) {
        return path.replace(r"'\''", "'").into();
    }
    let as_it_is = PathBuf::from(text);
    if cfg!(windows) || !text.contains('\\') || !matches!(disk::kind(&as_it_is), Ok(None)) {
        return as_it_is;
    }
    let mut escaped = false;
    let plain = text.chars().filter(|c| {
        escaped = *c == '\\' && !escaped;
        !escaped
    });
    plain.collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(wanted: Wanted, text: &str) -> Result<String, String> {
        wanted.take(text, NaiveDate::from_ymd_opt(2026, 11, 23).unwrap())
    }

    #[test]
    fn a_day_is_taken_as_people_write_it_or_what_is_wrong_is_said() {
        for text in ["2026-12-08", "8 Dec 2026", "8/12/2026", " 08.12.26 ", "Tuesday 8 December 2026"] {
            assert_eq!(taken(Wanted::Day, text), Ok("2026-12-08".to_owned()), "{text}");
        }
        assert_eq!(taken(Wanted::Day, "Tomorrow"), Ok("2026-11-24".to_owned()));
        assert_eq!(taken(Wanted::Day, "31/11/2026"), Err("November 2026 has 30 days.".to_owned()));
        assert!(taken(Wanted::Day, "soon").unwrap_err().contains("as in 2026-11-24"));
    }

    #[test]
    fn a_time_and_a_number_may_be_left_out_and_are_checked() {
        assert_eq!(taken(Wanted::TimeOrNothing, ""), Ok(String::new()));
        assert_eq!(taken(Wanted::TimeOrNothing, "9.30"), Ok("09:30".to_owned()));
        assert!(taken(Wanted::TimeOrNothing, "half past nine").is_err());
        assert_eq!(taken(Wanted::UpnOrNothing, "b801200005001"), Ok("B801200005001".to_owned()));
        assert!(taken(Wanted::UpnOrNothing, "B80").is_err());
        assert!(taken(Wanted::Text, "  ").is_err());
        assert_eq!(taken(Wanted::Upn, "un1"), Ok("UN1".to_owned()));
        assert!(taken(Wanted::Upn, "").is_err());
        assert_eq!(taken(Wanted::Year, "r"), Ok("R".to_owned()));
        assert!(taken(Wanted::Year, "15").is_err());
        assert_eq!(taken(Wanted::Days, "1,5"), Ok("1.5".to_owned()));
        assert!(taken(Wanted::Days, "0").is_err() && taken(Wanted::Count, "some").is_err());
        assert_eq!(taken(Wanted::CountOrNothing, ""), Ok(String::new()));
        assert_eq!(taken(Wanted::DayOrNothing, "2/9/2026"), Ok("2026-09-02".to_owned()));
    }

    #[test]
    fn what_is_looked_for_is_no_option_of_the_command() {
        assert_eq!(taken(Wanted::Sought, " --format json"), Ok("format json".to_owned()));
        assert_eq!(taken(Wanted::Sought, "\"Ms Grant\""), Ok("\"Ms Grant\"".to_owned()));
        assert!(taken(Wanted::Sought, " - ").is_err());
    }

    #[test]
    fn a_file_may_be_dragged_into_the_window() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("RE pro forma & it's.xlsx");
        std::fs::write(&file, "").unwrap();
        let path = file.to_str().unwrap().to_owned();
        let mut written = vec![
            path.clone(),
            format!("\"{path}\""),
            format!("  {path} "),
            format!("& '{}'", path.replace('\'', r"'\''")),
        ];
        if !cfg!(windows) {
            written.push(path.replace(' ', "\\ ").replace('&', "\\&").replace('\'', "\\'"));
        }
        for text in written {
            assert_eq!(taken(Wanted::Returned, &text), Ok(path.clone()), "{text}");
        }
        assert!(taken(Wanted::Returned, &format!("{path}.pdf")).unwrap_err().starts_with("That is no workbook"));
        assert!(taken(Wanted::Returned, &path.replace("RE", "AW")).unwrap_err().starts_with("There is no file"));
    }

    #[test]
    fn a_drive_is_found_from_anything_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let school = folder.path().join("Jane Morris");
        std::fs::create_dir(&school).unwrap();
        assert!(taken(Wanted::Drive, school.to_str().unwrap()).unwrap_err().contains("policy.toml"));
        std::fs::write(folder.path().join("policy.toml"), "").unwrap();
        let root = shown(&folder.path().canonicalize().unwrap());
        assert_eq!(taken(Wanted::Drive, school.to_str().unwrap()), Ok(root));
        assert!(taken(Wanted::Drive, "/nowhere/at/all").unwrap_err().starts_with("There is no folder"));
    }
}
