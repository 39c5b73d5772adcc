//! Changes one field of a record's text, or adds an entry to one of its lists. All else stays as it is, byte by byte: comments, order, indents
//! and the ends of lines.
//!
//! The tree says where the field stands. The changed text is parsed again: its tree must be the old one with that change and no other. Where
//! no place leads to that, the text is left alone, and the error says so.

mod change;
mod model;
mod places;

pub use self::change::{Block, Change, EditError, Entry};
use self::model::Model;
use self::places::Text;
use crate::layout::Ending;
use crate::text::front_matter;
use crate::tree::parse_yaml;

/// The text of a record with some changes. `path`: its file, for the ending. `order`: the names of the record's fields in the order in which they
/// are usually written.
pub fn change(path: &str, text: &str, changes: &[Change], order: &[&str]) -> Result<String, EditError> {
    let yaml = match Ending::of(path) {
        Ending::Markdown => front_matter(text).ok_or(EditError::Broken)?.yaml,
        _ => 0..text.len(),
    };
    let mut record = text.get(yaml.clone()).unwrap_or_default().to_owned();
    for change in changes {
        record = changed(&record, change, order)?;
    }
    let (before, after) = (text.get(..yaml.start).unwrap_or_default(), text.get(yaml.end..).unwrap_or_default());
    Ok([before, &record, after].concat())
}

fn changed(text: &str, change: &Change, order: &[&str]) -> Result<String, EditError> {
    let tree = parse_yaml(text, 1).map_err(|_| EditError::Broken)?;
    let no_place = || EditError::NoPlace(change.field().rsplit('/').next().unwrap_or_default().to_owned());
    let mut expected = Model::of(tree.root());
    expected.apply(change).ok_or_else(no_place)?;
    let is_right = |new: &String| parse_yaml(new, 1).is_ok_and(|tree| Model::of(tree.root()) == expected);
    let places = Text::new(text, &tree, order);
    places.candidates(change).into_iter().find(is_right).ok_or_else(no_place)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ORDER: [&str; 6] = ["kind", "visit", "sent", "chased", "returned", "note"];

    fn set(text: &str, field: &str, value: &str) -> Result<String, EditError> {
        change("a.yaml", text, &[Change::set(field, value)], &ORDER)
    }

    #[test]
    fn a_value_takes_the_place_of_another() {
        let cases = [
            ("sent: 2026-11-10   # by post\nnote: n\n", "sent: DAY   # by post\nnote: n\n"),
            ("sent: \"2026-11-10\"\r\n# end", "sent: DAY\r\n# end"),
            ("sent: '2026-11-10'", "sent: DAY"),
            ("sent:   # not yet\nnote: n\n", "sent: DAY   # not yet\nnote: n\n"),
            ("sent:\n", "sent: DAY\n"),
            ("sent: null # x\n", "sent: DAY # x\n"),
            ("{sent: ~, note: n}\n", "{sent: DAY, note: n}\n"),
            ("{kind: k, sent: , note: n}\n", "{kind: k, sent: DAY , note: n}\n"),
            ("\"sent\": 1\n", "\"sent\": DAY\n"),
            ("sent: {}\n", "sent: DAY\n"),
            ("éa: ü\nsent: «x»\n", "éa: ü\nsent: DAY\n"),
        ];
        for (before, after) in cases {
            let day = "2026-11-12";
            assert_eq!(set(before, "/sent", day).as_deref(), Ok(&*after.replace("DAY", day)), "{before}");
        }
    }

    #[test]
    fn a_new_field_stands_where_it_belongs() {
        let cases = [
            ("kind: k\nsent: 1\nnote: n\n", "kind: k\nsent: 1\nreturned: DAY\nnote: n\n"),
            ("kind: k\r\nsent: 1", "kind: k\r\nsent: 1\r\nreturned: DAY\r\n"),
            // The line that shows how it is written stays, and the field follows it.
            (
                "kind: k\nsent: 1\n\n# When it comes back:\n# returned: 2026-11-17\n# completed_by: Mr T Cole\nnote: n\n",
                "kind: k\nsent: 1\n\n# When it comes back:\n# returned: 2026-11-17\nreturned: DAY\n# completed_by: Mr T Cole\nnote: n\n",
            ),
            (
                "kind: k\n# returned:\n#   a line\n#   another\nnote: n\n",
                "kind: k\n# returned:\n#   a line\n#   another\nreturned: DAY\nnote: n\n",
            ),
            // Within a text such a line shows nothing.
            ("note: |\n  x\n# returned: 1\n", "note: |\n  x\n# returned: 1\nreturned: DAY\n"),
            ("note: \"x\n\n  # returned: 1\n  y\"\n", "note: \"x\n\n  # returned: 1\n  y\"\nreturned: DAY\n"),
            ("chased:\n- 1\n- 2\nnote: n\n", "chased:\n- 1\n- 2\nreturned: DAY\nnote: n\n"),
            ("chased: [1,\n  2\n  ]   # x\nnote: n\n", "chased: [1,\n  2\n  ]   # x\nreturned: DAY\nnote: n\n"),
            ("sent: >-\n  a\n\n  b\n\nnote: n\n", "sent: >-\n  a\n\n  b\nreturned: DAY\n\nnote: n\n"),
            ("sent: |+\n  a\n\nnote: n\n", "sent: |+\n  a\n\nreturned: DAY\nnote: n\n"),
            ("{kind: k, note: n}\n", "{kind: k, note: n, returned: DAY}\n"),
            (
                "{\n  kind: k, # first\n  note: n # last\n}\n",
                "{\n  kind: k, # first\n  note: n, returned: DAY # last\n}\n",
            ),
            ("{\n  kind: k,\n  note: n,\n}\n", "{\n  kind: k,\n  note: n, returned: DAY,\n}\n"),
        ];
        for (before, after) in cases {
            let day = "2026-11-12";
            assert_eq!(set(before, "/returned", day).as_deref(), Ok(&*after.replace("DAY", day)), "{before}");
        }
    }

    #[test]
    fn a_field_of_a_row_is_set_in_the_row() {
        let cases = [
            ("a:\n  - what: x\n    due: 1\n  - what: y\n", "a:\n  - what: x\n    due: 1\n    done: 3\n  - what: y\n"),
            ("a:\n- what: x # c\n\n  # more\n- what: y\n", "a:\n- what: x # c\n  done: 3\n\n  # more\n- what: y\n"),
            ("a: [{what: x}, {what: y}]\n", "a: [{what: x, done: 3}, {what: y}]\n"),
            ("a:\n  - {what: \"x, {y}\", due: 1}   # c\n", "a:\n  - {what: \"x, {y}\", due: 1, done: 3}   # c\n"),
            ("a:\n  - {what: x, done: }\n", "a:\n  - {what: x, done: 3 }\n"),
            ("a:\n  -\n    what: x\nb: 1\n", "a:\n  -\n    what: x\n    done: 3\nb: 1\n"),
        ];
        for (before, after) in cases {
            assert_eq!(set(before, "/a/0/done", "3").as_deref(), Ok(after), "{before}");
        }
        let nested = "a:\n  - up: {x: 1}\n    what:\n      p: 1\n  - b\n";
        assert_eq!(
            set(nested, "/a/0/what/done", "3").as_deref(),
            Ok("a:\n  - up: {x: 1}\n    what:\n      p: 1\n      done: 3\n  - b\n")
        );
        assert_eq!(set("a:\n  - b: {}\n", "/a/0/b/done", "3").as_deref(), Ok("a:\n  - b: {done: 3}\n"));
    }

    #[test]
    fn what_has_no_sure_place_is_left_alone() {
        for text in ["note: |\n  x\n", "note: a\n  b\n", "a: &x 1\nnote: *x\n", "note: {a: 1}\n"] {
            let changed = set(text, "/note", "3");
            // A change that is made all the same is the right one: nothing but the field has changed.
            assert!(changed.is_err() || changed == Ok("note: 3\n".to_owned()), "{text}: {changed:?}");
        }
        assert_eq!(set("a: &x {b: 1}\nc: *x\n", "/c/d", "3"), Err(EditError::NoPlace("d".to_owned())));
        assert_eq!(set("a: [\n", "/a", "3"), Err(EditError::Broken));
        assert_eq!(set("a: 1\n", "/b/c", "3"), Err(EditError::NoPlace("c".to_owned())));
    }

    #[test]
    fn front_matter_is_changed_and_the_text_below_it_kept() {
        let text = "---\r\nkind: k\r\nsent: 1\r\n---\r\n\r\nkind: k\r\nsent: 1\r\n";
        let after = change("a.MD", text, &[Change::set("/sent", "2"), Change::set("/returned", "3")], &ORDER);
        let expected = "---\r\nkind: k\r\nsent: 2\r\nreturned: 3\r\n---\r\n\r\nkind: k\r\nsent: 1\r\n";
        assert_eq!(after.as_deref(), Ok(expected));
        assert_eq!(change("a.md", "kind: k\n", &[], &ORDER), Err(EditError::Broken));
    }

    #[test]
    fn a_list_gets_one_more_entry() {
        let entry = Entry { lines: vec!["2026-11-20".to_owned()], flow: "2026-11-20".to_owned() };
        let add = |text: &str| {
            let add = Change::Add { list: "/chased".to_owned(), entry: entry.clone() };
            change("a.yaml", text, &[add], &ORDER)
        };
        for (before, after) in [
            ("chased: [2026-11-18]   # c\n", "chased: [2026-11-18, 2026-11-20]   # c\n"),
            ("chased:\n  - 2026-11-18 # c\nnote: n\n", "chased:\n  - 2026-11-18 # c\n  - 2026-11-20\nnote: n\n"),
            ("chased:\r\n- 2026-11-18\r\nnote: n\r\n", "chased:\r\n- 2026-11-18\r\n- 2026-11-20\r\nnote: n\r\n"),
            ("sent: 1\nnote: n\n", "sent: 1\nchased:\n  - 2026-11-20\nnote: n\n"),
            ("sent: 1\n# chased: [1]  # c\nnote: n", "sent: 1\n# chased: [1]  # c\nchased:\n  - 2026-11-20\nnote: n"),
            ("chased: []  # c\n", "chased:  # c\n  - 2026-11-20\n"),
            ("chased:\nnote: n\n", "chased:\n  - 2026-11-20\nnote: n\n"),
            ("{sent: 1}\n", "{sent: 1, chased: [2026-11-20]}\n"),
            ("{sent: 1, chased: [1]}\n", "{sent: 1, chased: [1, 2026-11-20]}\n"),
        ] {
            assert_eq!(add(before).as_deref(), Ok(after), "{before}");
        }
    }

    #[test]
    fn a_field_gets_a_value_of_several_lines() {
        let list = Block {
            head: "",
            lines: vec!["  - {a: 1}".to_owned(), "  - {a: 2}".to_owned()],
            flow: "[{a: 1}, {a: 2}]".to_owned(),
        };
        let text = Block {
            head: "|-",
            lines: vec!["  a: b #c".to_owned(), String::new(), "  d".to_owned()],
            flow: "\"a: b #c\\n\\nd\"".to_owned(),
        };
        let put = |text: &str, field: &str, value: &Block| {
            change("a.yaml", text, &[Change::Put { field: field.to_owned(), value: value.clone() }], &ORDER)
        };
        for (before, after) in [
            (
                "kind: k\n# chased: [1]   # c\nnote: n\n",
                "kind: k\n# chased: [1]   # c\nchased:\n  - {a: 1}\n  - {a: 2}\nnote: n\n",
            ),
            ("kind: k\r\nnote: n\r\n", "kind: k\r\nchased:\r\n  - {a: 1}\r\n  - {a: 2}\r\nnote: n\r\n"),
            ("kind: k\nchased:   # c\nnote: n\n", "kind: k\nchased:   # c\n  - {a: 1}\n  - {a: 2}\nnote: n\n"),
            ("kind: k\nchased: []   # c\nnote: n\n", "kind: k\nchased:   # c\n  - {a: 1}\n  - {a: 2}\nnote: n\n"),
            ("{kind: k, chased: }\n", "{kind: k, chased: [{a: 1}, {a: 2}] }\n"),
            ("{kind: k}\n", "{kind: k, chased: [{a: 1}, {a: 2}]}\n"),
        ] {
            assert_eq!(put(before, "/chased", &list).as_deref(), Ok(after), "{before}");
        }
        for (before, after) in [
            ("kind: k", "kind: k\nnote: |-\n  a: b #c\n\n  d\n"),
            ("kind: k\nnote:   # c\nx_a: 1\n", "kind: k\nnote: |-   # c\n  a: b #c\n\n  d\nx_a: 1\n"),
            ("kind: k\nnote: ''\n", "kind: k\nnote: |-\n  a: b #c\n\n  d\n"),
            ("{kind: k}", "{kind: k, note: \"a: b #c\\n\\nd\"}"),
        ] {
            assert_eq!(put(before, "/note", &text).as_deref(), Ok(after), "{before}");
        }
        let inside = put("a:\n  b: 1\n", "/a/note", &text);
        assert_eq!(inside.as_deref(), Ok("a:\n  b: 1\n  note: |-\n    a: b #c\n\n    d\n"));
        assert!(put("note: n\n", "/note", &text).is_err(), "what is there is not lost");
        let other = Block { flow: "[]".to_owned(), ..list };
        assert!(put("kind: k\n", "/chased", &other).is_err(), "both ways must say the same");
    }

    #[test]
    fn a_field_or_an_entry_is_taken_out() {
        let without =
            |text: &str, field: &str| change("a.yaml", text, &[Change::Remove { field: field.to_owned() }], &ORDER);
        for (before, field, after) in [
            ("kind: k\nnote: |\n  # t\n  x\n\nsent: 1\n", "/note", "kind: k\n\nsent: 1\n"),
            ("kind: k\nnote: n   # why\nsent: 1\n", "/note", "kind: k\n# why\nsent: 1\n"),
            (
                "a:\n  - {b: 1}\n  - {b: 2}   # two\n  # own\n  - {b: 3}\n",
                "/a/1",
                "a:\n  - {b: 1}\n  # two\n  # own\n  - {b: 3}\n",
            ),
            ("a:\r\n- b: 1\r\n  c: 1\r\n- b: 2\r\nd: 1\r\n", "/a/0", "a:\r\n- b: 2\r\nd: 1\r\n"),
            ("a:\n- b: 1\n  # inside\n  c: 1\n- b: 2\n", "/a/0", "a:\n# inside\n- b: 2\n"),
            ("a: [{b: 1}, {b: 2}, {b: 3}]\n", "/a/1", "a: [{b: 1}, {b: 3}]\n"),
            ("a: [{b: 1}, {b: 2}]   # c\n", "/a/1", "a: [{b: 1}]   # c\n"),
            ("a:\n  - {b: 1, c: 2}\n", "/a/0/c", "a:\n  - {b: 1}\n"),
            ("a:\n  - {b: 1, c: 2, x_d: 3}\n", "/a/0/c", "a:\n  - {b: 1, x_d: 3}\n"),
            ("a:\n  - b: 1\n    c: 2   # c\n    x_d: 3\n", "/a/0/c", "a:\n  - b: 1\n    # c\n    x_d: 3\n"),
        ] {
            assert_eq!(without(before, field).as_deref(), Ok(after), "{before}");
        }
        for (text, field) in [
            ("a: [1]\nb: 1\n", "/a/0"),
            ("a: {b: 1}\n", "/a/b"),
            ("a: 1\n", "/a"),
            ("a: 1\nb: 1\n", "/c"),
            ("a: &x 1\nb: *x\n", "/a"),
        ] {
            assert!(without(text, field).is_err(), "{text}");
        }
    }

    /// The lines of a record that has every way of writing things, in any order.
    fn records() -> impl Strategy<Value = (String, &'static str)> {
        let line = prop::sample::select(vec![
            "kind: pro-forma",
            "visit: 2026-11-24   # agreed",
            "sent:",
            "sent: null",
            "chased: [2026-11-18]",
            "chased:\n  - 2026-11-18\n\n  - 2026-11-19   # twice\n  # and so on",
            "note: |\n  text: with a colon\n\n  # no comment\n",
            "note: >-\n  folded\n  text",
            "note: 'it''s: # here'",
            "note: \"two\n  lines\"",
            "absence: {from: 2026-09-02, to: 2026-11-13, children: [{upn: UN1, name: \"O'B, {x}\"}]}",
            "absence:\n  from: 2026-09-02\n  children:\n  - upn: UN1\n    name: é\n  -   upn: UN2",
            "# returned: 2026-11-17",
            "# a comment: with a colon",
            "",
            "x_own: {a: [1, 2,\n    3], b: }",
        ]);
        (prop::collection::vec(line, 1..9), prop::sample::select(vec!["\n", "\r\n"])).prop_map(|(lines, end)| {
            let mut seen = std::collections::HashSet::new();
            let name = |line: &str| line.split(':').next().unwrap_or_default().to_owned();
            let lines: Vec<_> = lines
                .into_iter()
                .filter(|line| line.is_empty() || line.starts_with('#') || seen.insert(name(line)))
                .collect();
            (format!("kind_of: x\n{}\n", lines.join("\n")).replace('\n', end), end)
        })
    }

    proptest! {
        /// What was set is read, and every line that was there is there still, in its order; but for the one line on which the field stood.
        #[test]
        fn what_is_set_is_read_and_all_else_stays(
            (text, end) in records(),
            field in prop::sample::select(vec!["/sent", "/returned", "/visit", "/absence/to", "/absence/children/0/year", "/x_own/b"]),
        ) {
            let Ok(tree) = parse_yaml(&text, 1) else { return Ok(()) };
            let before = tree.at(field).map(|(_, node)| node.start().line as usize);
            let Ok(after) = set(&text, field, "2026-12-01") else {
                // Only where the group in which it is to stand is not there.
                prop_assert!(tree.at(field.rsplit_once('/').unwrap().0).is_none() , "{text}");
                return Ok(());
            };
            let new = parse_yaml(&after, 1).unwrap();
            prop_assert_eq!(new.at(field).unwrap().1.text(), Some("2026-12-01"));
            prop_assert_eq!(after.matches(end).count() >= text.matches(end).count(), true);
            prop_assert!(end == "\n" || !after.replace("\r\n", "").contains('\n'));
            let (old, new): (Vec<_>, Vec<_>) = (text.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
            let kept = old.iter().filter(|line| new.contains(line)).count();
            prop_assert!(kept + 1 >= old.len(), "{text}\n{after}");
            prop_assert!(new.len() <= old.len() + 1, "{text}\n{after}");
            // Where the field was not there and its group is laid out in lines, every line is as it was.
            if before.is_none() && new.len() > old.len() {
                let mut rest = new.iter();
                prop_assert!(old.iter().all(|line| rest.any(|other| other == line)), "{text}\n{after}");
            }
        }
    }
}
