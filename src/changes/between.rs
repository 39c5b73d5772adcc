//! Two versions of a file are held against each other.

use std::collections::HashMap;

use super::content::Content;
use super::field::FieldChange;
use super::what::{Changes, File, What};
use super::{fields, summary};
use crate::text;

/// What has changed between two versions of a file, of which one may be absent.
#[must_use]
pub fn between(before: Option<File<'_>>, after: Option<File<'_>>) -> Changes {
    let decoded = |file: Option<File<'_>>| file.map(|file| text::decode_owned(file.bytes.to_vec()).0);
    let (old_text, new_text) = (decoded(before), decoded(after));
    let old = before.zip(old_text.as_deref()).map(|(file, text)| Content::read(file.path, text));
    let new = after.zip(new_text.as_deref()).map(|(file, text)| Content::read(file.path, text));
    let from = before.zip(after).filter(|(old, new)| old.path != new.path).map(|(old, _)| old.path.to_owned());
    let subject = summary::subject(old.as_ref(), new.as_ref());
    let (what, fields) = match (&old, &new) {
        (None, None) => (What::Nothing, Vec::new()),
        (None, Some(_)) => (What::New, Vec::new()),
        (Some(_), None) => (What::Deleted, Vec::new()),
        (Some(old), Some(new)) => {
            let is_same = before.map(|file| file.bytes) == after.map(|file| file.bytes);
            if is_same { (What::Nothing, Vec::new()) } else { inside(old, new) }
        }
    };
    let to = after.or(before).map(|file| file.path.to_owned()).unwrap_or_default();
    Changes { what, to, from, subject, fields }
}

fn inside(old: &Content<'_>, new: &Content<'_>) -> (What, Vec<FieldChange>) {
    if old.is_mail || new.is_mail {
        return (What::Bytes, Vec::new());
    }
    let Some(fields) = fields::changed(old, new) else {
        let (out, put_in) = lines(old.text, new.text);
        return (if (out, put_in) == (0, 0) { What::Layout } else { What::Lines { out, put_in } }, Vec::new());
    };
    (if fields.is_empty() { What::Layout } else { What::Fields }, fields)
}

/// How many lines of the old text are not in the new one, and the reverse. A line that stands elsewhere counts as the same.
fn lines(old: &str, new: &str) -> (usize, usize) {
    let mut counts: HashMap<&str, i64> = HashMap::new();
    old.lines().for_each(|line| *counts.entry(line).or_default() -= 1);
    new.lines().for_each(|line| *counts.entry(line).or_default() += 1);
    let sum = |sign: i64| counts.values().map(|count| (count * sign).max(0)).sum::<i64>();
    let count = |sign| usize::try_from(sum(sign)).unwrap_or(usize::MAX);
    (count(-1), count(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const VISIT: &str = "J M/Oakfield/records/2026-11-24 visit.yaml";
    const FORM: &str = "J M/Oakfield/records/2026-11-24 pro forma.yaml";

    fn told(path: &str, old: &str, new: &str, show_names: bool) -> Vec<String> {
        let file = |text| File { path, bytes: str::as_bytes(text) };
        let changes = between(Some(file(old)), Some(file(new)));
        let fields = changes.fields.iter().map(|field| field.line(show_names));
        std::iter::once(changes.summary()).chain(fields).collect()
    }

    #[test]
    fn a_field_is_told_old_and_new() {
        let old = "kind: visit\ndate: 2026-11-24\nstatus: planned\n";
        let new = "kind: visit\ndate: \"2026-11-24\"\nstatus: held   # at last\n";
        assert_eq!(
            told(VISIT, old, new, false),
            ["Oakfield, visit of 24 November: status planned → held", "status: planned → held"]
        );
        let written_up = format!("{new}written_up: 2026-11-26\nnote: Ada came late\nspoc: Priya Shah\n");
        assert_eq!(
            told(VISIT, new, &written_up, false),
            [
                "Oakfield, visit of 24 November: 3 fields",
                "written up: nothing → 2026-11-26",
                "note: added",
                "spoc: nothing → Priya Shah"
            ]
        );
        let all = told(VISIT, old, &written_up, true);
        assert_eq!(all[0], "Oakfield, visit of 24 November: status planned → held, and 3 more fields");
        assert_eq!(all[3], "note: nothing → Ada came late");
        assert_eq!(told(VISIT, old, &old.replace('\n', "\r\n"), false).len(), 1);
        assert_eq!(
            told(VISIT, old, &format!("# seen\n{old}"), false),
            ["Oakfield, visit of 24 November: only comments or the layout"]
        );
    }

    #[test]
    fn a_row_that_was_inserted_is_one_addition() {
        let rows = |rows: &[&str]| {
            format!(
                "kind: pro-forma\nvisit: 2026-11-24\nabsence:\n  from: 2026-09-02\n  to: 2026-11-13\n  on_roll: 4\n  children:\n{}",
                rows.concat()
            )
        };
        let ada =
            "    - {upn: B801200005001, name: Ada Brown, year: 4, possible: 98, authorised: 6, unauthorised: 14}\n";
        let bob = "    - {upn: M80120000500A, name: Bob Fry, year: 5, possible: 98, authorised: 2, unauthorised: 9}\n";
        let un_1 = "    - {upn: UN1, name: Cy Hill, year: 5, possible: 98, authorised: 2, unauthorised: 9}\n";
        let un_2 = "    - {upn: UN1, name: Di Hill, year: 6, possible: 98, authorised: 0, unauthorised: 19}\n";
        assert_eq!(
            told(FORM, &rows(&[ada]), &rows(&[bob, ada]), false),
            [
                "Oakfield, pro forma for 24 November: absence, children, row 1 (M80120000500A) added",
                "absence, children, row 1 (M80120000500A): added (year: 5; possible: 98; authorised: 2; unauthorised: 9)"
            ]
        );
        assert_eq!(
            told(FORM, &rows(&[un_1, un_2]), &rows(&[&un_2.replace("19", "20")]), true)[1..],
            [
                "absence, children, row 1 (UN1): taken out (name: Cy Hill; year: 5; possible: 98; authorised: 2; unauthorised: 9)",
                "absence, children, row 1 (UN1), unauthorised: 19 → 20"
            ]
        );
        // A number that was put right is a change of that row, and another child is another row.
        assert_eq!(
            told(FORM, &rows(&[un_1, ada]), &rows(&[ada, &un_1.replace("UN1", "E942200024001")]), false)[1..],
            ["absence, children, row 2 (E942200024001), upn: UN1 → E942200024001"]
        );
        assert_eq!(told(FORM, &rows(&[ada]), &rows(&[bob]), false).len(), 3);
        assert_eq!(told(FORM, &rows(&[ada, bob]), &rows(&[bob, ada]), false).len(), 1);
    }

    #[test]
    fn a_call_is_known_by_what_it_says() {
        let log = "J M/Oakfield/records/phone log 2026-27.yaml";
        let call = |date: &str, summary: &str, rest: &str| {
            format!("  - {{date: {date}, by: Priya Shah, with: Ms A Grant, about: child, summary: {summary}{rest}}}\n")
        };
        let calls = |calls: &[String]| format!("kind: phone-log\nacademic_year: 2026-27\ncalls:\n{}", calls.concat());
        let (first, last) = (call("2026-09-10", "Ada was late", ""), call("2026-10-10", "No answer", ""));
        let answered = call("2026-10-10", "No answer", ", follow_up: {what: Call again, due: 2026-10-12}");
        assert_eq!(
            told(log, &calls(&[first.clone(), last]), &calls(&[call("2026-08-30", "New", ""), first, answered]), false),
            [
                "Oakfield, phone log 2026-27: 3 fields",
                "calls, row 1 (2026-08-30): added (date: 2026-08-30; by: Priya Shah; with: Ms A Grant; about: child)",
                "calls, row 3 (2026-10-10), follow up, what: added",
                "calls, row 3 (2026-10-10), follow up, due: nothing → 2026-10-12"
            ]
        );
    }

    #[test]
    fn what_cannot_be_read_is_told_in_lines() {
        let old = "kind: visit\ndate: 2026-11-24\nstatus: planned\n";
        assert_eq!(
            told(VISIT, old, "kind: visit\ndate: [2026\nstatus: planned\n", false),
            ["Oakfield, visit of 24 November: 1 line taken out, 1 line put in"]
        );
        let file = |path| File { path, bytes: old.as_bytes() };
        assert_eq!(between(None, Some(file(VISIT))).summary(), "Oakfield, visit of 24 November: new");
        assert_eq!(between(Some(file(VISIT)), None).summary(), "Oakfield, visit of 24 November: deleted");
        let stray = between(None, Some(file("J M/Oakfield/2026-11-24 Ada.yaml")));
        assert_eq!(stray.summary(), "Oakfield, a file: new");
        let moved = between(Some(file("J M/Oakfield/records/2026-11-19 visit.yaml")), Some(file(VISIT)));
        assert_eq!(moved.summary(), "Oakfield, visit of 24 November: renamed from “2026-11-19 visit.yaml”");
        let of_child = between(Some(file("J M/Oakfield/records/2026-11-24 Ada.yaml")), Some(file(VISIT)));
        assert_eq!(of_child.summary(), "Oakfield, visit of 24 November: renamed");
        let elsewhere = between(Some(file("J M/Elm/records/2026-11-24 visit.yaml")), Some(file(VISIT)));
        assert_eq!(elsewhere.summary(), "Oakfield, visit of 24 November: moved here from J M/Elm/records");
    }

    #[test]
    fn an_answer_of_nothing_is_an_answer() {
        let old = "kind: pro-forma\nvisit: 2026-11-24\nsent:\n";
        assert_eq!(
            told(FORM, old, "kind: pro-forma\nvisit: 2026-11-24\nchased: []\nexclusions: []\n", false)[1..],
            ["exclusions: nothing → none"]
        );
    }

    #[test]
    fn the_text_of_a_letter_is_private() {
        let letter = "J M/Oakfield/correspondence/2026-11-24 letter about Ada.md";
        let old = "---\ndate: 2026-11-24\nfrom: a@b\nto: c@d\nsubject: Ada\n---\nAda was late.\n";
        let new = old.replace("late", "ill").replace("subject: Ada", "subject: Bob");
        assert_eq!(
            told(letter, old, &new, false),
            ["Oakfield, letter of 24 November: 2 fields", "subject: changed", "text: changed"]
        );
        assert_eq!(told(letter, old, &new, true)[2], "text: Ada was late. → Ada was ill.");
    }

    #[test]
    fn the_policy_is_told_by_its_keys() {
        let old = "[deadlines]\nwritten_up = 5\n[[year]]\nname = \"2026-27\"\nterms = [{ name = \"A\", from = 2026-09-02, to = 2026-12-18 }]\n";
        let new = old.replace("= 5", "= 7").replace("12-18", "12-17");
        assert_eq!(
            told("policy.toml", old, &new, false),
            [
                "policy.toml: 2 fields",
                "deadlines, written up: 5 → 7",
                "year, row 1 (2026-27), terms, row 1 (A), to: 2026-12-18 → 2026-12-17"
            ]
        );
    }

    #[test]
    fn a_name_in_a_wrong_place_is_hidden() {
        let old = "kind: visit\ndate: 2026-11-24\nstatus: planned\n";
        let new = "kind: visit\ndate: 2026-11-24\nstatus: Ada Brown\nAda Brown: late\nwritten_up: Ada Brown\n";
        let told = told(VISIT, old, new, false);
        assert!(told.len() == 4 && !told.concat().contains("Ada"), "{told:?}");
    }
}
