//! Adds a call to the text of a phone log; its comments and its layout stay as they are.

use crate::draft::{Fields, block_entry};
use crate::layout::Area;
use crate::reading::{Place, read};
use crate::record::Record;
use crate::record::contact::PhoneLog;
use crate::tree::{self, Node, Shape};

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
    let longer = insert(text, call).ok_or(AppendError::NoPlace)?;
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

fn insert(text: &str, call: &Fields) -> Option<String> {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let tree = tree::parse_yaml(text, 1).ok()?;
    let Some((name, calls)) = tree.at("/calls") else {
        return Some(format!("{}calls:{end}{}", ended(text, end), block_entry(call, "  ", end)));
    };
    match calls.shape() {
        Shape::List if is_flow(text, calls) => insert_in_flow(text, calls, call, end),
        Shape::List => insert_in_block(text, calls, call, end),
        Shape::Scalar { .. } => {
            // Nothing stands after `calls:`, or a word such as `null`. The word goes, and the entry stands on the next line.
            let (from, to) = (offset(text, calls.start())?, offset(text, calls.end())?);
            let line_end = text[to..].find('\n').map_or(text.len(), |at| to + at + 1);
            let head = format!("{}{}", &text[..from], &text[to..line_end]);
            let name_ends = offset(text, name?.end())?;
            (from >= name_ends)
                .then(|| format!("{}{}{}", ended(&head, end), block_entry(call, "  ", end), &text[line_end..]))
        }
        Shape::Mapping => None,
    }
}

fn insert_in_block(text: &str, calls: Node<'_, '_>, call: &Fields, end: &str) -> Option<String> {
    let last = calls.items().last()?;
    let first_line = last.start().line as usize;
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let dash = lines.get(first_line - 1)?.find('-')?;
    let indent = lines.get(first_line - 1)?.get(..dash).filter(|indent| indent.trim().is_empty())?;
    // What stands further in than the hyphen belongs to the entry, its comments too; blank lines between do not end it.
    let belongs = |line: &&str| line.len() - line.trim_start_matches(' ').len() > dash && !line.trim().is_empty();
    let mut ends = first_line;
    for (number, line) in lines.iter().enumerate().skip(first_line) {
        if belongs(line) {
            ends = number + 1;
        } else if !line.trim().is_empty() {
            break;
        }
    }
    let head = ended(&lines.get(..ends)?.concat(), end);
    // Where entries are parted by blank lines, this one is too.
    let blank = if is_spaced(&lines, calls) { end } else { "" };
    Some(format!("{head}{blank}{}{}", block_entry(call, indent, end), lines.get(ends..)?.concat()))
}

/// Whether a blank line stands before each entry but the first.
fn is_spaced(lines: &[&str], calls: Node<'_, '_>) -> bool {
    let mut starts = calls.items().skip(1).map(|entry| entry.start().line as usize).peekable();
    let blank_before =
        |line: usize| line.checked_sub(2).and_then(|at| lines.get(at)).is_some_and(|line| line.trim().is_empty());
    starts.peek().is_some() && starts.all(blank_before)
}

fn insert_in_flow(text: &str, calls: Node<'_, '_>, call: &Fields, end: &str) -> Option<String> {
    let bracket = offset(text, calls.end())?.checked_sub(1)?;
    let (head, tail) = (text.get(..bracket)?, text.get(bracket..)?);
    if calls.items().next().is_none() {
        // `[]` becomes a list with one entry below the other, which is easier to read and to add to.
        let head = head.trim_end().strip_suffix('[')?.trim_end();
        let (rest_of_line, rest) = tail[1..].split_at(tail[1..].find('\n').map_or(tail.len() - 1, |at| at + 1));
        let head = ended(&format!("{head}{rest_of_line}"), end);
        return Some(format!("{head}{}{rest}", block_entry(call, "  ", end)));
    }
    let comma = if head.trim_end().ends_with(',') { " " } else { ", " };
    Some(format!("{head}{comma}{}{tail}", call.flow()))
}

fn is_flow(text: &str, node: Node<'_, '_>) -> bool {
    offset(text, node.start()).is_some_and(|at| text[at..].starts_with('['))
}

/// The byte at which a place begins.
fn offset(text: &str, at: crate::problem::Position) -> Option<usize> {
    let mut start = 0;
    for _ in 1..at.line {
        start += text.get(start..)?.find('\n')? + 1;
    }
    let line = text.get(start..)?;
    let column = at.column as usize - 1;
    let inside = line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
    Some(start + inside)
}

fn ended(text: &str, end: &str) -> String {
    if text.is_empty() || text.ends_with('\n') { text.to_owned() } else { format!("{text}{end}") }
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
