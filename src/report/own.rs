//! The files that `validate`, `due`, `review`, `changed`, `figures` and `digest` write with `--out`, and how the program knows again that it wrote
//! one. Only such a file gives way to a newer one, so each form is held to exactly what is written here:
//!
//! - JSON: the fields of records.md, section 8, all of them and no other, in every row. A mark of its own would be one field too many for a
//!   strict reader.
//! - CSV: byte by byte as it would be written again, from the mark of UTF-8 and the row of names on. What a spreadsheet has saved is no longer so.
//! - Page: the line in its head that names the command.
//! - Calendar: its PRODID.
//! - E-mail: that it was not sent, and its Message-ID.
//! - Text: a first line that says what the file is and that it will be replaced. It stands in the file alone, not on standard output.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::due::{COLUMNS as COLUMNS_OF_DUE, PRODUCT};
use super::{COLUMNS, changed_page, child_page, due_page, figures_page, problems_page, retention, review_page};
use crate::destination::{BESIDE_SCHOOLS, Output};
use crate::figures;
use crate::page::is_made_by;

/// What a file of CSV begins with, so that a spreadsheet takes it for UTF-8.
pub const UTF_8_MARK: &[u8] = b"\xEF\xBB\xBF";

const REPORT: Output = Output { name: "", is_own: None, was_own: None, belongs: BESIDE_SCHOOLS, makes_folder: false };

/// `validate --out`, text.
pub const PROBLEMS_TEXT: Output =
    Output { name: "a report of problems", is_own: Some(|bytes| begins_with_line(bytes, "spoc validate")), ..REPORT };
/// `validate --format json --out`.
pub const PROBLEMS_JSON: Output =
    Output { name: "a list of problems (JSON)", is_own: Some(is_json::<Problems>), ..REPORT };
/// `validate --format csv --out`.
pub const PROBLEMS_CSV: Output =
    Output { name: "a table of problems (CSV)", is_own: Some(|bytes| is_table(bytes, &COLUMNS)), ..REPORT };
/// `validate --format html --out`.
pub const PROBLEMS_PAGE: Output =
    Output { name: "a page of problems", is_own: Some(|bytes| is_made_by(problems_page::GENERATOR, bytes)), ..REPORT };
/// `due --out`, text.
pub const DEADLINES_TEXT: Output =
    Output { name: "a report of deadlines", is_own: Some(|bytes| begins_with_line(bytes, "spoc due")), ..REPORT };
/// `due --format json --out`.
pub const DEADLINES_JSON: Output =
    Output { name: "a list of deadlines (JSON)", is_own: Some(is_json::<Deadlines>), ..REPORT };
/// `due --format csv --out`.
pub const DEADLINES_CSV: Output =
    Output { name: "a table of deadlines (CSV)", is_own: Some(|bytes| is_table(bytes, &COLUMNS_OF_DUE)), ..REPORT };
/// `due --format html --out`.
pub const DEADLINES_PAGE: Output =
    Output { name: "a page of deadlines", is_own: Some(|bytes| is_made_by(due_page::GENERATOR, bytes)), ..REPORT };
/// `due --format ics --out`.
pub const DEADLINES_ICS: Output = Output { name: "a calendar of deadlines", is_own: Some(is_calendar), ..REPORT };

/// `review --out`, text.
pub const REVIEW_TEXT: Output =
    Output { name: "a review", is_own: Some(|bytes| begins_with_line(bytes, "spoc review")), ..REPORT };
/// `review --format json --out`.
pub const REVIEW_JSON: Output = Output { name: "a review (JSON)", is_own: Some(is_json::<Review>), ..REPORT };
/// `review --format html --out`.
pub const REVIEW_PAGE: Output =
    Output { name: "a page of a review", is_own: Some(|bytes| is_made_by(review_page::GENERATOR, bytes)), ..REPORT };
/// `figures --out`, text.
pub const FIGURES_TEXT: Output =
    Output { name: "a report of figures", is_own: Some(|bytes| begins_with_line(bytes, "spoc figures")), ..REPORT };
/// `figures --format json --out`.
pub const FIGURES_JSON: Output = Output { name: "figures (JSON)", is_own: Some(is_json::<FiguresJson>), ..REPORT };
/// `figures --format html --out`.
pub const FIGURES_PAGE: Output =
    Output { name: "a page of figures", is_own: Some(|bytes| is_made_by(figures_page::GENERATOR, bytes)), ..REPORT };
/// `child --out`, text.
pub const STORY_TEXT: Output =
    Output { name: "a child's story", is_own: Some(|bytes| begins_with_line(bytes, "spoc child")), ..REPORT };
/// `child --format json --out`.
pub const STORY_JSON: Output = Output { name: "a child's story (JSON)", is_own: Some(is_json::<Story>), ..REPORT };
/// `child --format html --out`.
pub const STORY_PAGE: Output = Output {
    name: "a page of a child's story",
    is_own: Some(|bytes| is_made_by(child_page::GENERATOR, bytes)),
    ..REPORT
};
/// `contact --out`, text.
pub const CONTACT_TEXT: Output =
    Output { name: "a list of contact", is_own: Some(|bytes| begins_with_line(bytes, "spoc contact")), ..REPORT };
/// `contact --format json --out`.
pub const CONTACT_JSON: Output =
    Output { name: "a list of contact (JSON)", is_own: Some(is_json::<Contact>), ..REPORT };
/// `contact --format html --out`.
pub const CONTACT_PAGE: Output = Output {
    name: "a page of contact",
    is_own: Some(|bytes| is_made_by(child_page::CONTACT_GENERATOR, bytes)),
    ..REPORT
};
/// `retention --out`, text.
pub const RETENTION_TEXT: Output =
    Output { name: "a list for review", is_own: Some(|bytes| begins_with_line(bytes, "spoc retention")), ..REPORT };
/// `retention --format json --out`.
pub const RETENTION_JSON: Output =
    Output { name: "a list for review (JSON)", is_own: Some(is_json::<Retention>), ..REPORT };
/// `retention --format html --out`.
pub const RETENTION_PAGE: Output =
    Output { name: "a page for review", is_own: Some(|bytes| is_made_by(retention::GENERATOR, bytes)), ..REPORT };
/// The workbook of `figures --out`.
pub const FIGURES_WORKBOOK: Output = Output {
    name: "a workbook of figures",
    is_own: Some(figures::is_own_workbook),
    was_own: Some(figures::was_own_workbook),
    ..REPORT
};
/// A table of `figures --out` as Parquet.
pub const FIGURES_PARQUET: Output =
    Output { name: "a table of figures (Parquet)", is_own: Some(figures::is_own_parquet), ..REPORT };
/// A table of `figures --out` as CSV.
pub const FIGURES_CSV: Output =
    Output { name: "a table of figures (CSV)", is_own: Some(figures::is_own_csv), ..REPORT };
/// The data dictionary of `figures --out`.
pub const FIGURES_DICTIONARY: Output =
    Output { name: "a data dictionary (CSV)", is_own: Some(figures::is_own_dictionary), ..REPORT };
/// The same as JSON.
pub const FIGURES_DICTIONARY_JSON: Output =
    Output { name: "a data dictionary (JSON)", is_own: Some(is_json::<Dictionary>), ..REPORT };
/// `changed --out`, text.
pub const CHANGES_TEXT: Output =
    Output { name: "a report of changes", is_own: Some(|bytes| begins_with_line(bytes, "spoc changed")), ..REPORT };
/// `changed --format json --out`.
pub const CHANGES_JSON: Output =
    Output { name: "a list of changes (JSON)", is_own: Some(is_json::<ListOfChanges>), ..REPORT };
/// `changed --format html --out`.
pub const CHANGES_PAGE: Output =
    Output { name: "a page of changes", is_own: Some(|bytes| is_made_by(changed_page::GENERATOR, bytes)), ..REPORT };
/// An e-mail of `digest --out`.
pub const DIGEST: Output =
    Output { name: "a digest", is_own: Some(is_digest), was_own: None, belongs: BESIDE_SCHOOLS, makes_folder: true };

/// How the Message-ID of a digest begins.
pub const DIGEST_ID: &str = "digest.";

/// The first line of a report in a text file. `command`: `spoc validate`.
#[must_use]
pub fn first_line(command: &str, today: NaiveDate) -> String {
    format!("{command}, {today}. {REPLACED}\n\n")
}

const REPLACED: &str = "The next run that writes to this file replaces all of it.";

fn begins_with_line(bytes: &[u8], command: &str) -> bool {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let day = std::str::from_utf8(line)
        .ok()
        .and_then(|line| line.strip_prefix(command)?.strip_prefix(", ")?.strip_suffix(REPLACED)?.strip_suffix(". "));
    day.is_some_and(|day| crate::record::iso(day).is_some())
}

fn is_calendar(bytes: &[u8]) -> bool {
    let head =
        bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end).take_while(|line| *line != b"BEGIN:VEVENT");
    bytes.starts_with(b"BEGIN:VCALENDAR\r\n") && { head }
        .any(|line| line.strip_prefix(b"PRODID:") == Some(PRODUCT.as_bytes()))
}

/// Whether this is a draft as `digest` writes it. What a mail program has saved begins otherwise.
fn is_digest(bytes: &[u8]) -> bool {
    let mut head = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end).take_while(|line| !line.is_empty());
    let id = format!("Message-ID: <{DIGEST_ID}");
    bytes.starts_with(b"X-Unsent: 1\r\n") && head.any(|line| line.starts_with(id.as_bytes()))
}

/// Whether the program would write these rows byte for byte so. A file that another program saved is found out; a cell that was changed by hand
/// is not.
fn is_table(bytes: &[u8], columns: &[&str]) -> bool {
    let Some(table) = bytes.strip_prefix(UTF_8_MARK) else { return false };
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(table);
    let mut again = csv::Writer::from_writer(Vec::with_capacity(table.len()));
    for (number, row) in rows.records().enumerate() {
        let Ok(row) = row else { return false };
        let is_names = || row.iter().eq(columns.iter().copied());
        if (number == 0 && !is_names()) || again.write_record(&row).is_err() {
            return false;
        }
    }
    !table.is_empty() && again.into_inner().is_ok_and(|again| again == table)
}

fn is_json<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> bool {
    serde_json::from_slice::<T>(bytes).is_ok()
}

/// An object with exactly these fields.
macro_rules! exactly {
    ($name:ident { $($field:ident: $type:ty),* }) => {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "only whether the fields are there is asked")]
        struct $name { $($field: $type),* }
    };
}

// Lists that were written before they had repairs are known, too.
exactly!(Problems { today: NaiveDate, problems: Vec<ProblemRow>, counts: Counts, repairs: Option<Vec<IgnoredAny>> });
exactly!(ProblemRow {
    code: IgnoredAny,
    severity: IgnoredAny,
    path: IgnoredAny,
    line: IgnoredAny,
    column: IgnoredAny,
    field: IgnoredAny,
    message: IgnoredAny,
    help: IgnoredAny
});
exactly!(Counts {
    managers: IgnoredAny,
    schools: IgnoredAny,
    files: IgnoredAny,
    records: IgnoredAny,
    documents: IgnoredAny,
    errors: IgnoredAny,
    warnings: IgnoredAny
});
exactly!(Review {
    school: IgnoredAny,
    urn: IgnoredAny,
    visit: NaiveDate,
    window: IgnoredAny,
    persistent_absence: IgnoredAny,
    exclusions: IgnoredAny,
    risk: IgnoredAny,
    duty: IgnoredAny
});
exactly!(Dictionary { columns: Vec<DictionaryRow> });
exactly!(DictionaryRow {
    table: String,
    column: String,
    r#type: String,
    unit: String,
    meaning: String,
    source: String
});
exactly!(FiguresJson {
    today: NaiveDate,
    authority: IgnoredAny,
    period: PeriodJson,
    scope: IgnoredAny,
    published: bool,
    total: IgnoredAny,
    schools: Vec<IgnoredAny>,
    spocs: Vec<IgnoredAny>,
    managers: Vec<IgnoredAny>,
    terms: Vec<IgnoredAny>
});
exactly!(PeriodJson { name: String, year: String, from: NaiveDate, to: NaiveDate, terms: Vec<String> });
// Stories that were written before they named what could not be read are known, too.
exactly!(Story {
    child: IgnoredAny,
    entries: IgnoredAny,
    possible: IgnoredAny,
    unread: Option<IgnoredAny>,
    not_read_whole: Option<IgnoredAny>
});
exactly!(Contact { school: IgnoredAny, contact: IgnoredAny });
exactly!(Retention {
    today: NaiveDate,
    years_after_last_contact: IgnoredAny,
    schools: IgnoredAny,
    idle_holds: IgnoredAny
});
exactly!(ListOfChanges { path: IgnoredAny, since: IgnoredAny, changes: Vec<ChangeRow> });
exactly!(ChangeRow {
    path: IgnoredAny,
    from: IgnoredAny,
    time: IgnoredAny,
    seen: IgnoredAny,
    owner: IgnoredAny,
    what: IgnoredAny,
    summary: IgnoredAny,
    fields: IgnoredAny,
    commit: IgnoredAny
});
exactly!(Deadlines { today: NaiveDate, deadlines: Vec<DeadlineRow> });
exactly!(DeadlineRow {
    manager: IgnoredAny,
    school: IgnoredAny,
    urn: IgnoredAny,
    visit: IgnoredAny,
    step: IgnoredAny,
    due: IgnoredAny,
    state: IgnoredAny,
    done: IgnoredAny,
    working_days: IgnoredAny,
    detail: IgnoredAny,
    path: IgnoredAny
});

#[cfg(test)]
mod tests {
    use super::*;

    const PROBLEM: &str =
        r#"{"code":"a","severity":"b","path":"c","line":1,"column":null,"field":null,"message":"m","help":"h"}"#;
    const COUNTS: &str = r#"{"managers":1,"schools":1,"files":1,"records":1,"documents":0,"errors":1,"warnings":0}"#;

    fn is_own(output: &Output, bytes: impl AsRef<[u8]>) -> bool {
        output.is_own.is_some_and(|is_own| is_own(bytes.as_ref()))
    }

    #[test]
    fn json_is_known_by_exactly_its_fields() {
        let whole = format!(r#"{{"today":"2026-11-23","problems":[{PROBLEM}],"counts":{COUNTS}}}"#);
        assert!(is_own(&PROBLEMS_JSON, &whole) && !is_own(&DEADLINES_JSON, &whole));
        for (from, to) in [
            (r#""today":"#, r#""mine":1,"today":"#),
            ("2026-11-23", "soon"),
            (r#""help":"h""#, r#""help":"h","note":1"#),
            (r#","help":"h""#, ""),
            (r#","warnings":0"#, ""),
            ("}}", "}} x"),
            ("\"problems\"", "\"findings\""),
        ] {
            assert!(!is_own(&PROBLEMS_JSON, whole.replace(from, to)), "{from} {to}");
        }
        assert!(is_own(&DEADLINES_JSON, r#"{"today":"2026-11-23","deadlines":[]}"#));
        for other in ["", "{}", "[]", "null", r#"{"today":"2026-11-23","deadlines":[{}]}"#] {
            assert!(!is_own(&DEADLINES_JSON, other) && !is_own(&PROBLEMS_JSON, other), "{other}");
        }
    }

    #[test]
    fn a_table_is_known_as_long_as_no_other_program_saved_it() {
        let names = COLUMNS.join(",");
        let whole = format!("\u{feff}{names}\nbad-date,error,\"A/B, C/x.yaml\",1,2,/date,m,h\n");
        assert!(is_own(&PROBLEMS_CSV, &whole) && !is_own(&DEADLINES_CSV, &whole));
        assert!(is_own(&PROBLEMS_CSV, format!("\u{feff}{names}\n")));
        let others = [
            whole.replace('\u{feff}', ""),
            whole.replace('\n', "\r\n"),
            whole.replace(',', ";"),
            whole.replace(",h\n", ",h,mine\n"),
            whole.replace("code,", "Code,"),
            whole.trim_end().to_owned(),
            format!("{whole}\n"),
            "\u{feff}".to_owned(),
            String::new(),
        ];
        for other in others {
            assert!(!is_own(&PROBLEMS_CSV, &other), "{other:?}");
        }
    }

    #[test]
    fn a_report_is_known_by_its_first_line() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let report = first_line("spoc validate", today) + "nothing\n";
        assert!(
            report.starts_with(
                "spoc validate, 2026-11-23. The next run that writes to this file replaces all of it.\n\n"
            )
        );
        assert!(is_own(&PROBLEMS_TEXT, &report) && !is_own(&DEADLINES_TEXT, &report));
        assert!(is_own(&DEADLINES_TEXT, first_line("spoc due", today)));
        for other in
            [format!("\n{report}"), report.replace("23.", "32."), report.replace("all of it.", "it"), String::new()]
        {
            assert!(!is_own(&PROBLEMS_TEXT, &other), "{other}");
        }
    }

    #[test]
    fn a_calendar_is_known_by_its_product() {
        let mut bytes = Vec::new();
        super::super::due::write_ics(&mut bytes, NaiveDate::default(), &[], &[]).unwrap();
        assert!(is_own(&DEADLINES_ICS, &bytes));
        let other = String::from_utf8(bytes).unwrap().replace("spoc", "Outlook");
        assert!(!is_own(&DEADLINES_ICS, &other) && !is_own(&DEADLINES_ICS, ""));
        let in_an_event = format!("BEGIN:VCALENDAR\r\nPRODID:x\r\nBEGIN:VEVENT\r\nPRODID:{PRODUCT}\r\n");
        assert!(!is_own(&DEADLINES_ICS, in_an_event));
    }
}
