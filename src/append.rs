//! Adds a call to the text of a phone log; its comments and its layout stay as they are.

use crate::draft::Fields;
use crate::edit::{self, Change, Entry};
use crate::layout::Area;
use crate::reading::{Place, read};
use crate::record::contact::PhoneLog;
use crate::record::{Kind, Record, field_order};

/// Why a call could not be added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// The log has problems of its own, of which this is the first.
    #[error("{0}")]
    Unread(String),
    /// The log is laid out in a way that leaves no sure place for another call.
    #[error("it is laid out so that there is no sure place for another call")]
    NoPlace,
}

/// The text of a phone log with one more call after the last. `path` is the log's, for its ending.
pub fn call(path: &str, text: &str, call: &Fields) -> Result<String, AppendError> {
    let before = read_log(path, text)?;
    let entry = Entry { lines: call.lines(), flow: call.flow() };
    let add = Change::Add { list: "/calls".to_owned(), entry };
    let longer = edit::change(path, text, &[add], &field_order(Kind::PhoneLog)).map_err(|_| AppendError::NoPlace)?;
    // Read the new text again: every call that was there must still be there, and the new one after them.
    let after = read_log(path, &longer).map_err(|_| AppendError::NoPlace)?;
    let same = before.calls.iter().zip(after.calls.iter()).all(|(a, b)| format!("{a:?}") == format!("{b:?}"));
    if same && after.calls.len() == before.calls.len() + 1 { Ok(longer) } else { Err(AppendError::NoPlace) }
}

fn read_log(path: &str, text: &str) -> Result<Box<PhoneLog>, AppendError> {
    let reading = read(Place::In(Area::Records), path, text.as_bytes().to_vec());
    match (reading.record, reading.problems.first()) {
        (Some((Record::PhoneLog(log), _)), None) => Ok(log),
        (_, Some(problem)) => {
            let line = problem.position.map(|at| format!("line {}: ", at.line)).unwrap_or_default();
            Err(AppendError::Unread(format!("{line}{}", problem.message)))
        }
        _ => Err(AppendError::Unread("it is not a phone log".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "kind: phone-log\nacademic_year: 2026-27\n";

    fn fields() -> Fields {
        Fields::default()
            .plain("date", Some("2026-11-20"))
            .text("by", Some("Priya Shah"))
            .text("with", Some("Ms A Grant"))
            .plain("about", Some("child"))
            .text("summary", Some("Back on Monday: so she said"))
    }

    const ENTRY: &str = "  - date: 2026-11-20\n    by: Priya Shah\n    with: Ms A Grant\n    about: child\n    summary: \"Back on Monday: so she said\"\n";

    fn appended(rest: &str) -> String {
        call("records/phone log.yaml", &format!("{HEAD}{rest}"), &fields())
            .unwrap_or_else(|error| panic!("{error}: {rest}"))
            .strip_prefix(HEAD)
            .unwrap()
            .to_owned()
    }

    #[test]
    fn a_call_goes_after_the_last() {
        let first = "{date: 2026-09-10, by: P, with: A, about: child, summary: s}";
        let cases = [
            (String::new(), format!("calls:\n{ENTRY}")),
            ("calls:\n".to_owned(), format!("calls:\n{ENTRY}")),
            ("calls:   # none yet\nnote: n\n".to_owned(), format!("calls:   # none yet\n{ENTRY}note: n\n")),
            ("calls: []   # none yet\nnote: n\n".to_owned(), format!("calls:   # none yet\n{ENTRY}note: n\n")),
            ("calls: null\n".to_owned(), format!("calls: \n{ENTRY}")),
            (format!("calls:\n  - {first}"), format!("calls:\n  - {first}\n{ENTRY}")),
            (
                format!("calls:\n  - {first}   # rang back\n    # twice\n\n# the end\nnote: n\n"),
                format!("calls:\n  - {first}   # rang back\n    # twice\n{ENTRY}\n# the end\nnote: n\n"),
            ),
            (
                format!("calls:\n- {first}\nnote: n\n"),
                format!("calls:\n- {first}\n{}note: n\n", ENTRY.replace("\n  ", "\n").trim_start_matches(' ')),
            ),
            (
                format!("calls:\n  - {first}\n\n  - {first}\n"),
                format!("calls:\n  - {first}\n\n  - {first}\n\n{ENTRY}"),
            ),
            (
                "calls:\n  - date: 2026-09-10\n    by: P\n    with: A\n    about: child\n    summary: |\n      one\n\n      two\nnote: n\n".to_owned(),
                format!("calls:\n  - date: 2026-09-10\n    by: P\n    with: A\n    about: child\n    summary: |\n      one\n\n      two\n{ENTRY}note: n\n"),
            ),
        ];
        for (before, after) in cases {
            assert_eq!(appended(&before), after, "{before}");
        }
    }

    #[test]
    fn a_list_in_brackets_stays_in_brackets() {
        let first = "{date: 2026-09-10, by: P, with: A, about: child, summary: s}";
        let flow = fields().flow();
        assert_eq!(appended(&format!("calls: [{first}]\n")), format!("calls: [{first}, {flow}]\n"));
        assert_eq!(appended(&format!("calls: [\n  {first},\n]\n")), format!("calls: [\n  {first},\n {flow}]\n"));
    }

    #[test]
    fn lines_keep_their_ends() {
        let text = format!("{HEAD}calls:\n").replace('\n', "\r\n");
        let longer = call("records/phone log.yaml", &text, &fields()).unwrap();
        assert_eq!(longer, format!("{HEAD}calls:\n{ENTRY}").replace('\n', "\r\n"));
    }

    #[test]
    fn a_log_with_problems_is_left_alone() {
        let text = format!("{HEAD}calls:\n  - {{date: soon}}\n");
        assert!(matches!(call("records/phone log.yaml", &text, &fields()), Err(AppendError::Unread(_))));
    }
}
