//! Laws that hold of every text, not of examples: records made from the contract, spoilt and read again.

mod contract;
mod privacy;
mod repairs;
mod writer;
mod yaml_library;

use std::cell::Cell;

use chrono::NaiveDate;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use spoc::drive::{Counts, Validation};
use spoc::layout::Area;
use spoc::problem::{Position, Problem};
use spoc::reading::{self, Place};
use spoc::record::values::{Upn, Value as _};
use spoc::record::{FaultKind, Kind, Record, WrongWith, check, iso};
use spoc::report::{Style, write_text};
use spoc::text::{self, Encoding, decode, decode_owned, front_matter};
use spoc::tree::{self, Node, Shape, Tree, push_segment};

use crate::harness::{Drive, OAKFIELD};

use self::contract::*;
use self::writer::*;

/// Settings by which nothing is written beside the tests: a case that fails is made as small as possible, and printed.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

// The laws of reading YAML.

/// Whether a node of the tree says what the document says.
fn is(node: Node<'_, '_>, doc: &Doc) -> bool {
    match (doc, node.shape()) {
        (Doc::Nothing, Shape::Scalar { text, plain }) => plain && tree::is_null(text),
        (Doc::Text(wanted), Shape::Scalar { text, plain }) => text == wanted && !(plain && tree::is_null(text)),
        (Doc::List(entries), Shape::List) => {
            node.items().count() == entries.len() && node.items().zip(entries).all(|(node, entry)| is(node, entry))
        }
        (Doc::Fields(entries), Shape::Mapping) => {
            let same = |(name, value): (Node<'_, '_>, Node<'_, '_>), entry: &(String, Doc)| {
                name.text() == Some(&entry.0) && is(value, &entry.1)
            };
            node.entries().count() == entries.len()
                && node.entries().zip(entries).all(|(node, entry)| same(node, entry))
        }
        _ => false,
    }
}

/// Any document. Names that stand together differ from one another.
fn any_doc(tape: &mut Tape, depth: usize) -> Doc {
    let is_root = depth == 0;
    match if is_root { 3 } else { tape.below(5) } {
        0 | 4 => Doc::Text(a_text(tape)),
        1 => odd(tape),
        2 if depth < 4 => Doc::List((0..tape.below(5)).map(|_| any_doc(tape, depth + 1)).collect()),
        3 if depth < 4 => {
            let names = (0..usize::from(is_root) + tape.below(8)).map(|number| {
                let mut name = if tape.one_in(3) { a_text(tape) } else { "a".to_owned() };
                // A name stands on one line and ends within 1,024 characters.
                name = name.replace(['\n', '\r'], "/~");
                (format!("{name}{number}"), any_doc(tape, depth + 1))
            });
            Doc::Fields(names.collect())
        }
        _ => Doc::Nothing,
    }
}

#[test]
fn what_is_written_is_read_wherever_and_however_it_stands() {
    proptest!(cases(1000), |(mut tape in tape(), ends in 0..3_usize, first_line in 1..4_u32)| {
        let doc = any_doc(&mut tape, 0);
        let (written, places) = write(&doc, &mut tape);
        let written = written.replace('\n', ["\n", "\r\n", "\r"][ends]);
        let tree = tree::parse_yaml(&written, first_line);
        let tree = tree.map_err(|error| TestCaseError::fail(format!("{error:?}\n{written}")))?;
        prop_assert!(is(tree.root(), &doc), "{doc:?}\n{written}\n{tree:?}");
        for place in places {
            let found = tree.at(&place.pointer);
            let (name, value) = found.ok_or_else(|| TestCaseError::fail(format!("{place:?}\n{written}")))?;
            let node = if place.is_name { name.unwrap() } else { value };
            let start = node.start();
            prop_assert_eq!((start.line + 1 - first_line, start.column), (place.line, place.column), "{:?}\n{}", place, written);
            let line: String = text::line(&written, place.line).unwrap().chars().skip(start.column as usize - 1).collect();
            prop_assert!(line.starts_with(&place.begins), "{place:?}\n{written}");
            if place.is_whole {
                // The parser counts a comment after quotes as a part of the value: then more is hidden than is private, never less.
                let after = start.column + place.begins.chars().count() as u32;
                let is_covered = node.end().line == start.line && node.end().column >= after;
                let is_exact = node.end().column == after || place.begins.starts_with(['"', '\'']);
                prop_assert!(is_covered && is_exact, "{place:?}\n{written}");
            }
        }
    });
}

#[test]
fn a_name_twice_is_refused_and_named() {
    proptest!(cases(100), |(mut tape in tape())| {
        let kind = a_kind(&mut tape);
        let Doc::Fields(mut entries) = good(&contract(kind), &mut tape) else { unreachable!() };
        let twice = tape.below(entries.len());
        entries.push((entries[twice].0.clone(), odd(&mut tape)));
        let pointer = format!("/{}", entries[twice].0);
        let (written, _) = write(&Doc::Fields(entries), &mut tape);
        let faults = tree::parse_yaml(&written, 1).unwrap_err();
        let path = vec![pointer[1..].to_owned()];
        let wrong: Vec<_> = faults.into_iter().map(|fault| fault.wrong).collect();
        prop_assert_eq!(wrong, [tree::BrokenBy::NameTwice { path }]);
    });
}

// The laws of the two paths.

/// The place of the name of a field that exists.
fn start_of_name(group: Node<'_, '_>, field: &str) -> Option<Position> {
    group.entries().find(|(name, _)| name.text() == Some(field)).map(|(name, _)| name.start())
}

/// Asserts that both paths say the same of a tree read as each kind, and that every fault stands on what it names.
fn paths_agree(tree: &Tree<'_>, written: &str) -> Result<(), TestCaseError> {
    for kind in Kind::ALL {
        let faults = check(kind, tree);
        let fast = Record::read(kind, tree).is_ok();
        prop_assert_eq!(fast, faults.is_empty(), "{:?}\n{}\n{:#?}", kind, written, faults);
        for fault in faults {
            let found = tree.at(&fault.field);
            let (name, value) = found.ok_or_else(|| TestCaseError::fail(format!("{fault:?}\n{written}")))?;
            let mut starts = vec![Some(value.start()), name.map(Node::start)];
            match &fault.wrong {
                WrongWith::Missing { name, is_empty: true, .. } => starts = vec![start_of_name(value, name)],
                // A name that may be a child's is not repeated, but its place is shown.
                WrongWith::UnknownField { .. } => starts.extend(value.entries().map(|(name, _)| Some(name.start()))),
                _ => {}
            }
            prop_assert!(starts.contains(&Some(fault.position)), "{fault:?}\n{written}");
        }
    }
    Ok(())
}

#[test]
fn a_record_by_the_contract_is_good() {
    proptest!(cases(400), |(mut tape in tape())| {
        let kind = a_kind(&mut tape);
        let doc = good(&contract(kind), &mut tape);
        let (written, _) = write(&doc, &mut tape);
        let tree = tree::parse_yaml(&written, 1);
        let tree = tree.map_err(|error| TestCaseError::fail(format!("{error:?}\n{written}")))?;
        let faults = check(kind, &tree);
        prop_assert!(faults.is_empty(), "{kind:?}\n{written}\n{faults:#?}");
        paths_agree(&tree, &written)?;
    });
}

#[test]
fn the_fast_path_takes_what_the_thorough_one_does() {
    let (all, wrong) = (Cell::new(0_u32), Cell::new(0_u32));
    proptest!(cases(1500), |(mut tape in tape())| {
        let kind = a_kind(&mut tape);
        let mut doc = good(&contract(kind), &mut tape);
        for _ in 0..1 + tape.below(3) {
            spoil(&mut doc, &mut tape);
        }
        let (written, _) = write(&doc, &mut tape);
        let tree = tree::parse_yaml(&written, 1);
        let tree = tree.map_err(|error| TestCaseError::fail(format!("{error:?}\n{written}")))?;
        paths_agree(&tree, &written)?;
        all.set(all.get() + 1);
        wrong.set(wrong.get() + u32::from(!check(kind, &tree).is_empty()));
    });
    // Tried on good records alone, the law would say nothing, and on bad ones alone little: assert that both sorts came up.
    let (all, wrong) = (all.get(), wrong.get());
    assert!(wrong * 3 > all && wrong < all, "{wrong} of {all} are wrong");
}

/// A value that no field of this sort may hold, and the fault that this is.
fn wrong_value(sort: &Sort, tape: &mut Tape) -> (Doc, FaultKind) {
    let (words, code) = match sort {
        Sort::Words(_) => ("Held PRIMARY x pro_forma fixed-", FaultKind::WrongValue),
        Sort::Group(_) | Sort::Many(_) => ("x", FaultKind::WrongValue),
        Sort::Value(name) => match *name {
            "date" | "closed-day" => ("2026-11-31 24/11/2026 20261124 soon 2026-11-24T09:30", FaultKind::BadDate),
            "upn" => ("B801200005002 b801200005001 UN6 B80120000500 Ada I801200005001", FaultKind::BadUpn),
            "time" => ("24:00 9.30 9:5 noon 09:30:00", FaultKind::WrongValue),
            "yes-no" => ("y on 1 maybe", FaultKind::WrongValue),
            "count" => ("-1 1.5 1,000 +3 4294967296 few", FaultKind::WrongValue),
            "days" => ("0 0.25 -1 2,5 0.0 1e1 5.", FaultKind::WrongValue),
            "urn" => ("12345 1234567 10032a +10032", FaultKind::WrongValue),
            "dfe-number" => ("3172045 317/204 317-2045", FaultKind::WrongValue),
            "year" => ("0 15 r Year4 -1 +4", FaultKind::WrongValue),
            "academic-year" => ("2026-28 2026/27 2026 26-27", FaultKind::WrongValue),
            // Any text is right in this field.
            _ => return (Doc::Fields(vec![("name".to_owned(), text("x"))]), FaultKind::WrongValue),
        },
    };
    (Doc::Text(tape.word(words)), code)
}

/// Spoils some values of a good record, each in its own way. Gives each field with its fault.
fn plant(doc: &mut Doc, sort: &Sort, pointer: &mut String, tape: &mut Tape, planted: &mut Vec<(String, FaultKind)>) {
    if !pointer.is_empty() && tape.one_in(6) {
        let (value, code) = wrong_value(sort, tape);
        *doc = value;
        planted.push((pointer.clone(), code));
        return;
    }
    let length = pointer.len();
    match (sort, doc) {
        (Sort::Group(fields), Doc::Fields(entries)) => {
            for (name, value) in entries {
                let field = fields.iter().find(|field| field.name == name);
                if let Some(field) = field.filter(|_| !is_empty(value)) {
                    push_segment(pointer, name);
                    plant(value, &field.sort, pointer, tape, planted);
                    pointer.truncate(length);
                }
            }
        }
        (Sort::Many(sort), Doc::List(entries)) => {
            for (number, entry) in entries.iter_mut().enumerate() {
                push_segment(pointer, &number.to_string());
                plant(entry, sort, pointer, tape, planted);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

fn is_empty(doc: &Doc) -> bool {
    match doc {
        Doc::Nothing => true,
        Doc::Text(text) => text.trim().is_empty(),
        Doc::List(entries) => entries.is_empty(),
        Doc::Fields(entries) => entries.is_empty(),
    }
}

#[test]
fn every_wrong_field_is_found_and_no_other() {
    proptest!(cases(500), |(mut tape in tape())| {
        let kind = a_kind(&mut tape);
        let mut doc = good(&contract(kind), &mut tape);
        let mut planted = Vec::new();
        plant(&mut doc, &Sort::Group(contract(kind)), &mut String::new(), &mut tape, &mut planted);
        let (written, _) = write(&doc, &mut tape);
        let tree = tree::parse_yaml(&written, 1).unwrap();
        let faults = check(kind, &tree);
        let mut found: Vec<_> = faults.iter().map(|fault| (fault.field.clone(), fault.kind())).collect();
        found.sort();
        planted.sort();
        prop_assert_eq!(found, planted, "{:?}\n{}", kind, written);
        paths_agree(&tree, &written)?;
    });
}

#[test]
fn a_right_key_of_the_policy_holds_whatever_stands_beside_it() {
    const KEYS: &str = "/authority /year /calendar /colour [calendar]/closures [calendar]/add_bank_holidays [[year]]/name \
        [[year]]/terms [[year]]/holidays [visits]/every [deadlines]/dates_agreed [deadlines]/written_up \
        [review]/top_percent [review]/primary_days [exclusions]/duty [pack]/marking";
    const VALUES: &str = "\"\"|\"  \"|[]|{}|[{}]|[\"\"]|[[]]|\"soon\"|-1|2.25|true|2026-09-02|07:30:00|\
        [{from = 2026-12-24}]|{a = 1}|\"null\"|1_000";
    for (table, key) in KEYS.split(' ').filter_map(|key| key.split_once('/')) {
        for value in VALUES.split('|') {
            let text = format!("team = \"Family Early Help\"\n{table}\n{key} = {value}\n");
            let (policy, problems) = reading::read_policy("policy.toml", &text, Encoding::Utf8);
            assert_eq!(policy.team.as_deref(), Some("Family Early Help"), "{text}{problems:#?}");
            assert_within(&problems, &text);
        }
    }
}

// The laws of bytes.

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(bytes).collect()
}

#[test]
fn a_text_is_the_same_in_every_encoding() {
    proptest!(cases(300), |(text in any::<String>())| {
        let utf8 = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        for (bytes, encoding) in [
            (utf8, Encoding::Utf8),
            (utf16(&text, u16::to_le_bytes), Encoding::Utf16),
            (utf16(&text, u16::to_be_bytes), Encoding::Utf16),
        ] {
            prop_assert_eq!(decode(&bytes), (text.as_str().into(), encoding));
        }
        if !text.contains('\0') && !text.starts_with('\u{feff}') {
            prop_assert_eq!(decode(text.as_bytes()), (text.as_str().into(), Encoding::Utf8));
        }
    });
}

/// Bytes as they might lie on a drive: marks, zero bytes and broken UTF-8 among text.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    const PIECES: &str = "---\n|---\r\n|---|\r|\n|\r\n|\0|kind: |visit\n|date: 2026-11-24\n|- |{|}|[|]|: |, |\"|'|&a |*a|>\n|  |\t|# |? |\
        !!str |é|\u{85}|\u{2028}|note: |name: Ada|why: |a = |[[year]]\n|[deadlines]\n|written_up = ";
    let pieces = PIECES.split('|').map(str::as_bytes);
    let marks = [&b"\xEF\xBB\xBF"[..], b"\xFF\xFE", b"\xFE\xFF"];
    let piece = prop_oneof![
        1 => vec(any::<u8>(), 0..4),
        8 => prop::sample::select(pieces.chain(marks).collect::<Vec<_>>()).prop_map(<[u8]>::to_vec),
    ];
    vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

#[test]
fn bytes_that_are_given_away_decode_as_those_that_are_lent() {
    proptest!(cases(500), |(bytes in bytes())| {
        let (text, encoding) = decode(&bytes);
        prop_assert_eq!((text.into_owned(), encoding), decode_owned(bytes.clone()));
    });
}

#[test]
fn front_matter_and_body_are_the_text_but_for_the_dashes() {
    proptest!(cases(500), |(bytes in bytes(), opens in any::<bool>())| {
        let (text, _) = decode(&bytes);
        let text = if opens { format!("---\n{text}") } else { text.into_owned() };
        if let Some(front) = front_matter(&text) {
            let (before, rest) = (&text[..front.yaml.start], &text[front.yaml.end..]);
            prop_assert_eq!(before.trim_end(), "---");
            prop_assert_eq!(text::position_of(&text, front.yaml.start).line, front.first_line);
            let closing = rest.strip_suffix(front.body);
            prop_assert_eq!(closing.map(str::trim_end), Some("---"), "{:?}", text);
            let lines = text[front.yaml].split(['\n', '\r']);
            prop_assert!(lines.into_iter().all(|line| line.trim_end() != "---"), "{text:?}");
        }
    });
}

const PLACES: [(Place, &str); 6] = [
    (Place::SchoolFile, "Manager/School/school.yaml"),
    (Place::In(Area::Records), "Manager/School/records/visit.yaml"),
    (Place::In(Area::Records), "Manager/School/records/visit.md"),
    (Place::In(Area::Emails), "Manager/School/emails/dates.md"),
    (Place::In(Area::Emails), "Manager/School/emails/dates.yml"),
    (Place::In(Area::Correspondence), "Manager/School/correspondence/dates.md"),
];

/// Asserts that every place lies in the text, or just after the end of a line.
fn assert_within(problems: &[Problem], text: &str) {
    for problem in problems {
        if let Some(at) = problem.position {
            let columns = text::line(text, at.line).map(|line| line.chars().count() as u32 + 1);
            let lies_within = columns.is_some_and(|columns| (1..=columns).contains(&at.column));
            assert!(lies_within, "{text:?}\n{problem:#?}");
        }
    }
}

/// Reads bytes as a file in each place where records stand, and as the policy, and reports on them. Asserts that there is a record or a problem, and
/// that every place lies within the text.
fn assert_read(bytes: &[u8]) {
    let (text, encoding) = decode(bytes);
    assert_within(&reading::read_policy("policy.toml", &text, encoding).1, &text);
    for (place, path) in PLACES {
        let reading = reading::read(place, path, bytes.to_vec());
        let unread = reading.problems.iter().any(|problem| problem.code.leaves_unread());
        assert_eq!(reading.record.is_none(), unread, "{text:?}\n{:#?}", reading.problems);
        assert_within(&reading.problems, &text);
        let validation =
            Validation { today: NaiveDate::default(), problems: reading.problems, counts: Counts::default() };
        for show_names in [false, true] {
            let style = Style { show_names, width: 80 };
            write_text(&mut Vec::new(), &validation, style, |_| Some(text.clone().into_owned()), 0).unwrap();
        }
    }
}

#[test]
fn any_bytes_can_be_read_and_reported() {
    proptest!(cases(400), |(bytes in bytes())| assert_read(&bytes));
}

#[test]
fn a_record_with_a_slip_of_the_pen_can_be_read_and_reported() {
    const SLIPS: [&str; 16] =
        ["", "\t", " ", "\n", ":", ",", "\"", "'", "{", "]", "&a ", "*a", "---\n", "\0", "\u{2028}", "😀"];
    proptest!(cases(150), |(mut tape in tape(), is_markdown in any::<bool>())| {
        let kind = a_kind(&mut tape);
        let doc = good(&contract(kind), &mut tape);
        let (mut written, _) = write(&doc, &mut tape);
        if is_markdown {
            written = format!("---\n{written}\n---\nText\n");
        }
        let places: Vec<_> = written.char_indices().map(|(at, _)| at).collect();
        let at = *tape.of(&places);
        let until = places.iter().copied().find(|place| *place > at + tape.below(3)).unwrap_or(written.len());
        let slip = *tape.of(&SLIPS);
        written.replace_range(at..until, slip);
        assert_read(written.as_bytes());
    });
}

// The laws of values.

fn is_upn(first: char, rest: &[char]) -> bool {
    Upn::parse(&std::iter::once(first).chain(rest.iter().copied()).collect::<String>()).is_ok()
}

#[test]
fn one_check_letter_fits_and_one_slip_is_always_seen() {
    let last = prop_oneof!["[0-9]", "[A-HJ-NP-RT-Z]"];
    proptest!(cases(200), |(digits in "[0-9]{11}", last in last, slip in 0..11_usize, other in 0..10_u8)| {
        let rest: Vec<char> = digits.chars().chain(last.chars()).collect();
        let right = check_letter(&rest);
        let accepted: Vec<_> = ('\0'..'\u{250}').filter(|first| is_upn(*first, &rest)).collect();
        prop_assert_eq!(accepted, [right]);
        // No weight and no difference of digits is a multiple of 23, which is prime.
        let mut wrong = rest.clone();
        wrong[slip] = char::from(b'0' + other);
        prop_assert_eq!(is_upn(right, &wrong), wrong == rest);
        let mut wrong = rest.clone();
        wrong.swap(slip, (slip + 1) % 11);
        prop_assert_eq!(is_upn(right, &wrong), wrong == rest);
        if rest[11].is_ascii_digit() {
            let mut wrong = rest.clone();
            wrong[11] = char::from(b'0' + other);
            prop_assert_eq!(is_upn(right, &wrong), wrong == rest);
        }
    });
}

#[test]
fn every_day_is_read_as_it_is_written() {
    let mut day = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap();
    while day < NaiveDate::from_ymd_opt(2101, 1, 1).unwrap() {
        assert_eq!(iso(&day.to_string()), Some(day));
        day = day.succ_opt().unwrap();
    }
}

#[test]
fn a_date_is_ten_characters_and_no_others() {
    let near = "[0-9]{0,5}[-/. ]?[0-9]{0,3}[-/. ]?[0-9]{0,3}";
    proptest!(cases(1000), |(text in prop_oneof![near, "[ 0-9２-]{10}", "\\PC*"])| {
        match iso(&text) {
            Some(day) => prop_assert_eq!(day.to_string(), text),
            None => prop_assert!(text.len() != 10 || text.parse::<NaiveDate>().map(|day| day.to_string()) != Ok(text)),
        }
    });
}

// The law of order.

#[test]
fn the_order_in_which_files_were_made_changes_nothing() {
    let visit = |status: &str| format!("kind: visit\ndate: 2024-11-26\nstatus: {status}\nagreed: 2024-13-01\n");
    let held = "kind: visit\ndate: 2024-11-26\nstatus: held\n";
    let pro_forma = "kind: pro-forma\nvisit: 2024-11-26\nreturned: 2024-11-19\nsent: 2024-11-20\n";
    let files = [
        ("records/2024-11-26 visit.yaml", held.to_owned()),
        ("records/2024-11-26 visit 2.yaml", held.to_owned()),
        ("records/2024-25/2024-11-26 visit.yaml", held.to_owned()),
        ("records/2024-11-26 Visit 3.yaml", visit("helt")),
        ("records/2024-11-26 pro forma.yaml", pro_forma.to_owned()),
        ("records/2024-25/2024-11-26 pro forma.yaml", pro_forma.to_owned()),
        ("records/2024-11-27 pro forma (1).yaml", pro_forma.to_owned()),
        ("emails/2024-11-10 dates.md", "no front matter\n".to_owned()),
        ("correspondence/2024-11-11 dates.docx", String::new()),
        ("notes.md", "---\nkind: visit\n---\n".to_owned()),
    ];
    let made = |order: &[usize]| {
        let drive = order.iter().fold(Drive::with_school(), |drive, number| {
            let (path, content) = &files[*number];
            drive.school_file(path, content)
        });
        let twin = OAKFIELD.replace("Oakfield", "Ashfield");
        drive.file(&format!("{twin}/school.yaml"), crate::harness::SCHOOL).validate().json()
    };
    let straight: Vec<_> = (0..files.len()).collect();
    let expected = made(&straight);
    assert!(expected["problems"].as_array().unwrap().len() > 6, "{expected:#}");
    let mut runner = TestRunner::new(cases(4));
    let run = runner.run(&Just(straight).prop_shuffle(), |order| {
        prop_assert_eq!(made(&order), expected.clone());
        Ok(())
    });
    run.unwrap();
}
