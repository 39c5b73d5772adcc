//! From a workbook's answers to the record: what is to be changed in it so that it says the same, and where the two do not agree.
//!
//! A record that says nothing yet gets all answers. One that says something keeps what the workbook does not answer: an empty table without
//! "none" is no answer. Where both say something, the workbook is the newer. Of a table whose rows are answered, a row that the workbook has no
//! more is taken out; the others are changed where they differ, so that their comments and the authority's own fields stay.

use super::answers::{Answers, Row};
use super::differences::NOTE;
use super::form::{Column, TABLES, Table, Taken};
use super::rows::{Matched, answers_table, is_answered, matched};
use crate::draft::Fields;
use crate::edit::{Block, Change, EditError, Entry, change};
use crate::record::pro_forma::{ProForma, Question};
use crate::record::{Kind, field_order};
use crate::tree::{Shape, parse_yaml, write_text};

/// What is to be changed in the text of a record so that it says what a workbook says; `note` is what its `note` is to be, where that changes.
/// `path`: its file. An error where the text leaves no sure place for it.
pub fn changes(
    path: &str,
    text: &str,
    record: &ProForma,
    workbook: &Answers,
    note: Option<&str>,
) -> Result<Vec<Change>, EditError> {
    let mut plan = Plan { path, text: text.to_owned(), changes: Vec::new() };
    let old = Answers::of(record);
    for (heading, field) in [("Completed by", "/completed_by"), ("Issues to raise", "/issues")] {
        if let Some(new) = workbook.label(heading)
            && old.label(heading) != Some(new)
        {
            plan.text_field(field, new, old.label(heading).is_some())?;
        }
    }
    plan.absence(&old, workbook)?;
    for (table, place) in TABLES.iter().zip(0..).filter(|(table, _)| !is_nested(table)) {
        let question = table.question.filter(|question| workbook.says_nothing(*question));
        plan.list(
            table,
            &old.tables[place],
            &workbook.tables[place],
            question.is_some(),
            answers_table(record, table),
        )?;
    }
    plan.managed_moves(record, &old, workbook)?;
    if let Some(note) = note {
        plan.text_field(NOTE, note, old.label("Note").is_some())?;
    }
    Ok(plan.changes)
}

/// Whether a table's list is a part of a group.
fn is_nested(table: &Table) -> bool {
    table.list.matches('/').count() > 1
}

/// The changes of a record so far, and its text with them.
struct Plan<'p> {
    path: &'p str,
    text: String,
    changes: Vec<Change>,
}

impl Plan<'_> {
    /// Makes the first of some ways of a change for which the text has a place.
    fn make(&mut self, ways: Vec<Vec<Change>>) -> Result<(), EditError> {
        let mut error = None;
        for way in ways.into_iter().filter(|way| !way.is_empty()) {
            match change(self.path, &self.text, &way, &field_order(Kind::ProForma)) {
                Ok(text) => {
                    self.text = text;
                    self.changes.extend(way);
                    return Ok(());
                }
                Err(other) => error = error.or(Some(other)),
            }
        }
        error.map_or(Ok(()), Err)
    }

    fn text_field(&mut self, field: &str, text: &str, is_there: bool) -> Result<(), EditError> {
        let set = vec![Change::set(field, write_text(text))];
        let remove = is_there.then(|| remove(field));
        let put = literal(text).map(|value| Change::Put { field: field.to_owned(), value });
        let anew = |last: Change| remove.clone().into_iter().chain([last]).collect::<Vec<_>>();
        let lines = put.map(&anew);
        self.make(lines.into_iter().chain([set.clone(), anew(Change::set(field, write_text(text)))]).collect())
    }

    fn absence(&mut self, old: &Answers, new: &Answers) -> Result<(), EditError> {
        let span = [("Absence from", "from"), ("Absence to", "to"), ("Children on roll", "on_roll")];
        let Some((table, place)) = TABLES.iter().zip(0..).find(|(table, _)| table.question.is_none()) else {
            return Ok(());
        };
        let (old_rows, rows) = (&old.tables[place], &new.tables[place]);
        if !is_answered(table, new, rows) {
            return Ok(());
        }
        if old.label("Absence from").is_none() {
            let answer =
                |(label, field): &(&str, &'static str)| new.label(label).map(|answer| (*field, answer.to_owned()));
            let span = span.iter().filter_map(answer).collect();
            return self.make(vec![vec![Change::Put {
                field: "/absence".to_owned(),
                value: group(span, &[("children", table, Some(rows))]),
            }]]);
        }
        for (label, field) in span {
            if let Some(answer) = new.label(label)
                && old.label(label) != Some(answer)
            {
                self.make(vec![vec![Change::set(format!("/absence/{field}"), answer)]])?;
            }
        }
        self.rows(table, old_rows, rows)
    }

    fn list(
        &mut self,
        table: &Table,
        old: &[Row],
        new: &[Row],
        is_none: bool,
        is_there: bool,
    ) -> Result<(), EditError> {
        if !new.is_empty() {
            return if is_there { self.rows(table, old, new) } else { self.make(vec![vec![put_rows(table, new)]]) };
        }
        let none = Change::set(table.list, "[]");
        match (is_none, old.is_empty()) {
            (true, false) => self.make(vec![vec![remove(table.list), none.clone()], vec![none]]),
            (true, true) if !is_there => self.make(vec![vec![none]]),
            _ => Ok(()),
        }
    }

    fn managed_moves(&mut self, record: &ProForma, old: &Answers, new: &Answers) -> Result<(), EditError> {
        const FIELD: &str = "/managed_moves";
        let Some((table, place)) =
            TABLES.iter().zip(0..).find(|(table, _)| table.question == Some(Question::ManagedMoves))
        else {
            return Ok(());
        };
        let (old_rows, rows) = (&old.tables[place], &new.tables[place]);
        let is_none = new.says_nothing(Question::ManagedMoves);
        let labels = ["Managed moves requested internally", "Managed moves requested externally"];
        let said = labels.map(|label| new.label(label).or(if is_none && rows.is_empty() { Some("0") } else { None }));
        let requested = match said {
            [Some(internally), Some(externally)] => Some([internally, externally]),
            _ => None,
        };
        if requested.is_none() && rows.is_empty() && !is_none {
            return Ok(());
        }
        let is_there = record.managed_moves.is_some();
        // The whole anew: what the workbook does not answer stays as it is.
        let old_requested = || match labels.map(|label| old.label(label)) {
            [Some(internally), Some(externally)] => Some([internally, externally]),
            _ => None,
        };
        let all_rows = if rows.is_empty() && !is_none { old_rows } else { rows };
        let written =
            |[internally, externally]: [&str; 2]| format!("{{internally: {internally}, externally: {externally}}}");
        let fields =
            requested.or_else(old_requested).map(|requested| ("requested", written(requested))).into_iter().collect();
        let moves = (is_none || !all_rows.is_empty() || answers_table(record, table)).then_some(all_rows);
        let whole = Change::Put { field: FIELD.to_owned(), value: group(fields, &[("moves", table, moves)]) };
        if !is_there {
            return self.make(vec![vec![whole]]);
        }
        // An empty list in place of the whole has no fields.
        let is_list = parse_yaml(&self.text, 1)
            .is_ok_and(|tree| tree.at(FIELD).is_some_and(|(_, node)| matches!(node.shape(), Shape::List)));
        let before = (self.text.clone(), self.changes.len());
        let in_part = (|| {
            if is_list && (!rows.is_empty() || requested != old_requested()) {
                return Err(EditError::NoPlace("requested".to_owned()));
            }
            if let Some(requested) = requested
                && old_requested() != Some(requested)
            {
                let one = |(name, answer): (&str, &str)| Change::set(format!("{FIELD}/requested/{name}"), answer);
                let each = ["internally", "externally"].into_iter().zip(requested).map(one).collect();
                self.make(vec![each, vec![Change::set(format!("{FIELD}/requested"), written(requested))]])?;
            }
            self.list(table, old_rows, rows, is_none, answers_table(record, table))
        })();
        if in_part.is_err() {
            self.text = before.0;
            self.changes.truncate(before.1);
            return self.make(vec![vec![remove(FIELD), whole]]);
        }
        Ok(())
    }

    /// The rows of a list that is there.
    fn rows(&mut self, table: &Table, old: &[Row], new: &[Row]) -> Result<(), EditError> {
        let Matched { both, gone, new: added } = matched(table, old, new);
        let anew =
            if new.is_empty() { vec![remove(table.list)] } else { vec![remove(table.list), put_rows(table, new)] };
        if both.is_empty() {
            return match (old.is_empty(), new.is_empty()) {
                (true, true) => Ok(()),
                // Nothing stands there, or an empty list.
                (true, false) => self.make(vec![vec![put_rows(table, new)], anew]),
                (false, is_empty) => {
                    // A list that is alone in its group is not taken out.
                    let emptied = Change::set(table.list, "[]");
                    let put = (!is_empty).then(|| put_rows(table, new));
                    self.make(vec![anew, [emptied].into_iter().chain(put).collect()])
                }
            };
        }
        let mut changes = Vec::new();
        for (place, old, new) in both {
            for ((column, old), new) in table.columns.iter().zip(old).zip(new).filter(|((_, old), new)| old != new) {
                let field = format!("{}/{place}/{}", table.list, column.field);
                changes.push(match new {
                    Some(new) => Change::set(field, written(column, new)),
                    None if old.is_some() => remove(&field),
                    None => continue,
                });
            }
        }
        changes.extend(gone.into_iter().rev().map(|place| remove(&format!("{}/{place}", table.list))));
        changes.extend(added.into_iter().map(|row| {
            let fields = fields(table, row).flow();
            Change::Add { list: table.list.to_owned(), entry: Entry { lines: vec![fields.clone()], flow: fields } }
        }));
        if changes.is_empty() { Ok(()) } else { self.make(vec![changes, anew]) }
    }
}

fn remove(field: &str) -> Change {
    Change::Remove { field: field.to_owned() }
}

/// A list with its rows, a line each.
fn put_rows(table: &Table, rows: &[Row]) -> Change {
    let rows: Vec<_> = rows.iter().map(|row| fields(table, row).flow()).collect();
    let lines = rows.iter().map(|row| format!("  - {row}")).collect();
    Change::Put {
        field: table.list.to_owned(),
        value: Block { head: "", lines, flow: format!("[{}]", rows.join(", ")) },
    }
}

/// A group of fields, the last of which are lists; a list that is none is left out.
fn group(fields: Vec<(&'static str, String)>, lists: &[(&'static str, &Table, Option<&Vec<Row>>)]) -> Block {
    let mut lines: Vec<_> = fields.iter().map(|(name, value)| format!("  {name}: {value}")).collect();
    let mut flow: Vec<_> = fields.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    for (name, table, rows) in lists {
        let Some(rows) = rows else { continue };
        let rows: Vec<_> = rows.iter().map(|row| self::fields(table, row).flow()).collect();
        flow.push(format!("{name}: [{}]", rows.join(", ")));
        if rows.is_empty() {
            lines.push(format!("  {name}: []"));
        } else {
            lines.push(format!("  {name}:"));
            lines.extend(rows.iter().map(|row| format!("    - {row}")));
        }
    }
    Block { head: "", lines, flow: format!("{{{}}}", flow.join(", ")) }
}

fn fields(table: &Table, row: &Row) -> Fields {
    let answered = table.columns.iter().zip(row).filter_map(|(column, answer)| Some((column, answer.as_deref()?)));
    answered
        .fold(Fields::default(), |fields, (column, answer)| fields.plain(column.field, Some(written(column, answer))))
}

/// An answer as YAML on one line.
fn written(column: &Column, answer: &str) -> String {
    match column.taken {
        Taken::Text | Taken::Prose => write_text(answer),
        Taken::Dates => format!("[{answer}]"),
        _ => answer.to_owned(),
    }
}

/// A text of several lines that keeps them; none where quotes say it better, or it has one line.
fn literal(text: &str) -> Option<Block> {
    let plain = |line: &str| {
        !line.ends_with([' ', '\t'])
            && !line.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}'))
    };
    let lines: Vec<_> = text.split('\n').collect();
    let first = lines.first()?;
    let last = lines.last()?;
    if lines.len() < 2
        || first.is_empty()
        || last.is_empty()
        || first.starts_with([' ', '\t'])
        || !lines.iter().all(|line| plain(line))
    {
        return None;
    }
    let indented = |line: &&str| if line.is_empty() { String::new() } else { format!("  {line}") };
    Some(Block { head: "|-", lines: lines.iter().map(indented).collect(), flow: write_text(text) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::arbitrary::answers;
    use super::super::differences::differences;
    use super::super::form::{LABELS, LabelUse};
    use super::*;
    use crate::draft;
    use crate::tree::{Node, decode};

    const PATH: &str = "M/S/records/2026-11-24 pro forma.yaml";

    fn read(text: &str) -> ProForma {
        let tree = parse_yaml(text, 1).unwrap_or_else(|error| panic!("{text}\n{error:?}"));
        decode(tree.root()).unwrap_or_else(|error| panic!("{text}\n{error:?}"))
    }

    /// The text of a record with the answers of a workbook.
    fn with(text: &str, workbook: &Answers) -> String {
        let record = read(text);
        let changes = changes(PATH, text, &record, workbook, workbook.label("Note"))
            .unwrap_or_else(|error| panic!("{text}\n{error}"));
        change(PATH, text, &changes, &field_order(Kind::ProForma)).unwrap()
    }

    const SENT: &str = "kind: pro-forma\nvisit: 2026-11-24\nsent: 2026-11-10   # by hand\nx_own: {a: 1}\n";

    #[test]
    fn a_row_is_changed_in_its_place() {
        let text = "kind: pro-forma
visit: 2026-11-24
exclusions:   # as told
  # the first
  - {upn: B801200005001, name: A, year: 4, type: suspension, from: 2026-10-06, days: 2.5, x_ref: 7}   # rang
  - {upn: M80120000500A, name: B, year: 5, type: permanent, from: 2026-10-07}   # gone
  - upn: E942200024001
    name: C
    year: R
    type: lunchtime
    from: 2026-10-08
    lunchtimes: 3
    reason: why   # said the head
managed_moves: []
";
        let mut workbook = Answers::of(&read(text));
        let rows = &mut workbook.tables[1];
        rows[0][5] = Some("3".to_owned());
        rows[2][9] = None;
        rows.remove(1);
        rows.insert(0, rows[0].clone());
        rows[0][4] = Some("2026-09-08".to_owned());
        workbook.set("No managed moves", None);
        workbook.set("Managed moves requested internally", Some("2".to_owned()));
        let expected = "kind: pro-forma
visit: 2026-11-24
exclusions:   # as told
  # the first
  - {upn: B801200005001, name: A, year: 4, type: suspension, from: 2026-10-06, days: 3, x_ref: 7}   # rang
  # gone
  - upn: E942200024001
    name: C
    year: R
    type: lunchtime
    from: 2026-10-08
    lunchtimes: 3
    # said the head
  - {upn: B801200005001, name: A, year: 4, type: fixed-term, from: 2026-09-08, days: 3}
managed_moves:
  requested: {internally: 2, externally: 0}
  moves: []
";
        assert_eq!(with(text, &workbook), expected);
        let differences: Vec<_> = differences(&read(text), &workbook).iter().map(ToString::to_string).collect();
        let expected = [
            "Visit, Managed moves requested internally: 0 in the record, 2 in the workbook",
            "Exclusions, B801200005001, Days: 2.5 in the record, 3 in the workbook",
            "Exclusions, E942200024001, Reason: the two differ",
            "Exclusions, M80120000500A: in the record, not in the workbook",
            "Exclusions, B801200005001: new in the workbook",
        ];
        assert_eq!(differences, expected);
    }

    #[test]
    fn a_new_record_is_laid_out_as_one_that_is_typed() {
        let school: crate::record::school::SchoolFile = decode(
            parse_yaml("{name: O, urn: 100321, phase: primary, status: academy, head: {name: Ms A Grant}}", 1)
                .unwrap()
                .root(),
        )
        .unwrap();
        let day = |text| crate::record::iso(text).unwrap();
        let text = draft::pro_forma(day("2026-11-24"), day("2026-11-10"), &school);
        let mut workbook = Answers::default();
        for (label, answer) in [
            ("Absence from", "2026-09-02"),
            ("Absence to", "2026-11-13"),
            ("Children on roll", "412"),
            ("No exclusions", "yes"),
            ("Issues to raise", "A gate:\nit squeaks #3"),
        ] {
            workbook.set(label, Some(answer.to_owned()));
        }
        let row = ["B801200005001", "Tyler O'Connor", "4", "98", "6", "14"];
        let mut row: Row = row.into_iter().map(|answer| Some(answer.to_owned())).collect();
        row.resize(9, None);
        workbook.tables[0].push(row);
        let after = with(&text, &workbook);
        for part in [
            "\nabsence:\n  from: 2026-09-02\n  to: 2026-11-13\n  on_roll: 412\n  children:\n    - {upn: B801200005001, name: Tyler O'Connor, year: 4, possible: 98, authorised: 6, unauthorised: 14}\n",
            "\nexclusions: []\n",
            "\nissues: |-\n  A gate:\n  it squeaks #3\n",
        ] {
            assert!(after.contains(part), "{after}");
        }
        let lines: Vec<_> = after.lines().collect();
        let mut rest = lines.iter();
        assert!(text.lines().all(|line| rest.any(|other| *other == line)), "{after}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

        /// A record that says nothing yet says afterwards what the workbook says, and all that stood in it.
        #[test]
        fn the_record_says_what_the_workbook_says(workbook in answers()) {
            let text = with(SENT, &workbook);
            let record = read(&text);
            prop_assert_eq!(&Answers::of(&record), &workbook, "{}", text);
            prop_assert!(text.starts_with(SENT.split("x_own").next().unwrap()) && text.contains("x_own: {a: 1}"), "kept");
            prop_assert_eq!(differences(&record, &workbook), []);
            prop_assert_eq!(changes(PATH, &text, &record, &workbook, None), Ok(Vec::new()));
        }

        /// Whatever a record said: afterwards it says what the workbook answers, and what that does not answer as before.
        #[test]
        fn the_newer_is_taken(before in answers(), workbook in answers(), in_braces in any::<bool>()) {
            let mut text = with(SENT, &before);
            if in_braces {
                text = braced(&text);
            }
            let after = with(&text, &workbook);
            let record = read(&after);
            prop_assert_eq!(differences(&record, &workbook), [], "{}\n{}", text, after);
            prop_assert!(after.contains("x_own"));
            let said = Answers::of(&record);
            for (label, place) in LABELS.iter().zip(0..) {
                if let LabelUse::Field(_) = label.used
                    && workbook.labels[place].is_none() && !label.heading.starts_with("Managed")
                {
                    prop_assert_eq!(&said.labels[place], &before.labels[place], "{}\n{}", label.heading, after);
                }
            }
            for (table, place) in TABLES.iter().zip(0..) {
                if !is_answered(table, &workbook, &workbook.tables[place]) {
                    prop_assert_eq!(&said.tables[place], &before.tables[place], "{}\n{}", table.sheet, after);
                } else {
                    let sorted = |rows: &[Row]| { let mut rows = rows.to_vec(); rows.sort(); rows };
                    prop_assert_eq!(sorted(&said.tables[place]), sorted(&workbook.tables[place]), "{}\n{}", table.sheet, after);
                }
            }
        }
    }

    /// The same record on one line, in braces.
    fn braced(text: &str) -> String {
        fn flow(node: Node<'_, '_>) -> String {
            match node.shape() {
                Shape::Scalar { text, .. } => write_text(text),
                Shape::List => format!("[{}]", node.items().map(flow).collect::<Vec<_>>().join(", ")),
                Shape::Mapping => {
                    let field = |(name, value): (Node<'_, '_>, _)| format!("{}: {}", name.text().unwrap(), flow(value));
                    format!("{{{}}}", node.entries().map(field).collect::<Vec<_>>().join(", "))
                }
            }
        }
        flow(parse_yaml(text, 1).unwrap().root()) + "\n"
    }
}
