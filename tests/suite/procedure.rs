//! Deadlines and reviews: small drives with the deadlines and reviews expected of them, and laws that hold for all drives.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::Value;
use spoc::layout::Area;
use spoc::policy::{Duty, Exclusions, Policy};
use spoc::problem::Problem;
use spoc::procedure::deadlines::{Deadline, State, deadlines};
use spoc::procedure::review::{Review, review};
use spoc::reading::{Place, read, read_policy};
use spoc::rules::{Context, check_school};
use spoc::school::School;
use spoc::text::Encoding;

use crate::harness::{Differences, POLICY, TODAY, cases, json_lines, project, spoc_in};

/// The day of a case: a line `today: …` before its drive, else the suite's.
fn today_of(about: &str) -> &str {
    about.lines().find_map(|line| line.strip_prefix("today: ")).unwrap_or(TODAY).trim()
}

/// A case is a drive with what is expected of it: `expected/due` is the JSON of `due` (without `detail`, which is words), `expected/review DATE` that of
/// `review` for the visit of that day.
#[test]
fn every_case_is_as_it_is_expected() {
    let mut differences = Differences::default();
    for case in cases("tests/suite/procedure") {
        let (drive, today) = (case.drive(), today_of(&case.case.about));
        for (name, expected) in case.expected() {
            let expected: Value = serde_json::from_str(expected).unwrap();
            let mut arguments = match name.strip_prefix("review ") {
                Some(visit) => vec!["review", expected["school"].as_str().unwrap(), "--visit", visit],
                None => vec![name],
            };
            arguments.extend(["--drive", drive.path().to_str().unwrap(), "--today", today, "--format", "json"]);
            let mut found = spoc_in(&project(), &arguments).json();
            for deadline in found.get_mut("deadlines").and_then(Value::as_array_mut).into_iter().flatten() {
                deadline.as_object_mut().unwrap().shift_remove("detail");
            }
            differences.check(&case, name, &json_lines(&found));
        }
    }
    differences.assert_none();
}

fn policy() -> Policy {
    read_policy("policy.toml", POLICY, Encoding::Utf8).0
}

/// A school of these records, each a path in `records/` with its text.
fn school(records: &[(String, String)]) -> School {
    let mut school = School::default();
    for (name, text) in records {
        let path = format!("M/S/records/{name}");
        let reading = read(Place::In(Area::Records), &path, text.clone().into_bytes());
        assert_eq!(reading.problems, [], "{text}");
        let (record, source) = reading.record.unwrap();
        school.take(path, source, record);
    }
    school.sort();
    school
}

fn day(offset: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, 1).unwrap() + Days::new(offset)
}

/// UPNs whose check letters are right.
const UPNS: [&str; 6] = ["B801200005001", "M80120000500A", "E942200024001", "U210212324001", "UN1", "UN2"];

#[derive(Debug, Clone)]
struct Row {
    upn: usize,
    kind: u8,
    from: u64,
    amount: u32,
    told: Option<u64>,
}

fn row() -> impl Strategy<Value = Row> {
    (0..UPNS.len(), 0..3_u8, 0..80_u64, 1..12_u32, prop::option::of(0..90_u64))
        .prop_map(|(upn, kind, from, amount, told)| Row { upn, kind, from, amount, told })
}

fn exclusion(row: &Row) -> String {
    let amount = match row.kind {
        0 => format!("type: fixed-term, days: {}.{}", row.amount / 2, if row.amount % 2 == 1 { 5 } else { 0 }),
        1 => format!("type: lunchtime, lunchtimes: {}", row.amount),
        _ => "type: permanent".to_owned(),
    };
    let amount = amount.replace("days: 0.0", "days: 1");
    let told = row.told.map(|told| format!(", told_authority: {}", day(told))).unwrap_or_default();
    format!("{{upn: {}, name: A, year: 6, {amount}, from: {}{told}}}", UPNS[row.upn], day(row.from))
}

/// Children with the sessions of 100 that they missed; the first number of each pair is the place of the child's UPN.
fn absent(children: &[(usize, u32)]) -> String {
    let rows: Vec<_> = children
        .iter()
        .map(|(upn, missed)| {
            format!(
                "{{upn: {}, name: A{missed}, year: 6, possible: 100, authorised: 0, unauthorised: {missed}}}",
                UPNS[*upn]
            )
        })
        .collect();
    format!("absence: {{from: 2026-09-02, to: 2026-11-13, on_roll: 400, children: [{}]}}\n", rows.join(", "))
}

fn records(visit: u64, steps: &[Option<u64>], absence: &str, exclusions: &[String]) -> Vec<(String, String)> {
    let date = day(visit);
    let field =
        |name: &str, at: usize| steps[at].map(|offset| format!("{name}: {}\n", day(offset))).unwrap_or_default();
    let visit = format!(
        "kind: visit\ndate: {date}\nstatus: {}\n{}{}{}",
        if steps[0].is_some() { "held" } else { "planned" },
        field("agreed", 1),
        field("written_up", 2),
        steps[3]
            .map(|offset| format!("actions: [{{what: a, who: b, due: {}, done: {}}}]\n", day(60), day(offset)))
            .unwrap_or_default(),
    );
    let pro_forma = format!(
        "kind: pro-forma\nvisit: {date}\n{}{}{absence}exclusions: [{}]\n",
        field("sent", 4),
        field("returned", 5),
        exclusions.join(", ")
    );
    vec![(format!("{date} visit.yaml"), visit), (format!("{date} pro forma.yaml"), pro_forma)]
}

#[test]
fn the_top_tenth_is_rounded_up() {
    for (cohort, top) in [(0, 0), (1, 1), (9, 1), (10, 1), (11, 2), (20, 2), (21, 3), (80, 8), (81, 9)] {
        // No two children have the same absence, so that no ties change the number.
        let children: Vec<_> = (0..cohort).map(|number| (0, 10 + number)).collect();
        let school = school(&records(60, &[None; 6], &absent(&children), &[]));
        let review = review(&school, &school.visits[0], &policy());
        assert_eq!((review.absence.persistent.len(), review.absence.selected), (cohort as usize, top), "{cohort}");
    }
}

#[test]
fn thresholds_are_reached_by_exactly_so_many_half_days() {
    let row = |year: &str, amount: &str| {
        format!("{{upn: B801200005001, name: A, year: {year}, {amount}, from: 2026-09-15, told_authority: 2026-09-15}}")
    };
    let days = |days: &str| format!("type: fixed-term, days: {days}");
    let thresholds = Policy { exclusions: Exclusions { duty: Duty::Thresholds }, ..policy() };
    for (year, amount, belongs, told) in [
        ("4", days("4.5"), false, false),
        ("4", days("5"), true, false),
        ("6", days("5.0"), true, false),
        ("4", days("5.5"), true, true),
        ("R", days("5"), true, false),
        ("7", days("5.5"), false, true),
        ("7", days("9.5"), false, true),
        ("7", days("10"), true, true),
        ("4", "type: lunchtime, lunchtimes: 9".to_owned(), false, false),
        ("4", "type: lunchtime, lunchtimes: 10".to_owned(), true, false),
        ("4", "type: lunchtime, lunchtimes: 11".to_owned(), true, true),
        ("13", "type: permanent".to_owned(), true, true),
    ] {
        let school = school(&records(60, &[None; 6], "", &[row(year, &amount)]));
        let review = review(&school, &school.visits[0], &thresholds);
        assert_eq!((!review.exclusions.is_empty(), !review.duty.is_empty()), (belongs, told), "year {year}: {amount}");
    }
}

/// What identifies a deadline, whatever its state.
fn key(deadline: &Deadline) -> String {
    format!("{:?} {:?} {} {} {:?}", deadline.step, deadline.visit, deadline.due, deadline.detail, deadline.field)
}

/// A review in a form that can be compared.
fn shown(review: &Review<'_>) -> String {
    let absent: Vec<_> = review.absence.selected().iter().map(|one| (one.row.upn.to_string(), one.missed)).collect();
    let told: Vec<_> =
        review.duty.iter().map(|(one, because)| (one.child.clone(), one.from, one.kind, *because)).collect();
    format!("{absent:?} {:?} {:?} {told:?}", review.exclusions, review.risk)
}

fn config() -> Config {
    Config { cases: 200, failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_done_stays_done(
        visit in 20..100_u64,
        steps in prop::collection::vec(prop::option::of(0..110_u64), 6),
        rows in prop::collection::vec(row(), 0..6),
        (first, later) in (0..120_u64, 0..60_u64),
    ) {
        let rows: Vec<_> = rows.iter().map(exclusion).collect();
        let school = school(&records(visit, &steps, "", &rows));
        let settled = |today| -> Vec<_> {
            let (found, unreckonable) = deadlines(&school, &policy(), day(today));
            assert!(unreckonable.is_empty());
            found.into_iter().filter(|one| matches!(one.state, State::Done | State::Late)).map(|one| (key(&one), one.state, one.done)).collect()
        };
        let (before, after) = (settled(first), settled(first + later));
        for one in &before {
            prop_assert!(after.contains(one), "{one:?}");
        }
    }

    #[test]
    fn no_working_day_is_left_on_the_day_alone(visit in 20..100_u64, today in 0..120_u64) {
        let policy = policy();
        let school = school(&records(visit, &[None; 6], "", &[]));
        // On a weekend just past the due day, no working day is left either. So only working days are compared.
        prop_assume!(policy.calendar.is_working_day(day(today)) == Ok(true));
        for one in deadlines(&school, &policy, day(today)).0 {
            if policy.calendar.is_working_day(one.due) == Ok(true) {
                prop_assert_eq!(one.working_days == 0, one.due == day(today), "{:?}", one);
            }
            let ahead = one.due.cmp(&day(today)) as i64;
            prop_assert!(one.working_days.signum() == ahead || one.working_days == 0, "{:?}", one);
        }
    }

    #[test]
    fn a_child_below_the_cut_off_changes_nothing_above_it(missed in prop::collection::vec(10..100_u32, 1..30), less in 0..100_u32) {
        let children: Vec<_> = missed.iter().map(|missed| (0, *missed)).collect();
        let least = *missed.iter().min().unwrap();
        let more = [children.clone(), vec![(1, less.min(least.saturating_sub(1)))]].concat();
        let selected = |children: &[(usize, u32)]| -> Vec<u64> {
            let school = school(&records(60, &[None; 6], &absent(children), &[]));
            review(&school, &school.visits[0], &policy()).absence.selected().iter().map(|one| one.missed).collect()
        };
        let (before, after) = (selected(&children), selected(&more));
        prop_assert_eq!(&after[..before.len()], &before[..]);
    }

    #[test]
    fn the_order_of_files_and_rows_changes_nothing(
        missed in prop::collection::hash_set((0..4_usize, 0..100_u32), 0..12),
        rows in prop::collection::vec(row(), 0..10),
        seed in any::<u64>(),
    ) {
        // Take one row for each exclusion: of several the last counts, so that their order matters.
        let mut rows = rows;
        rows.sort_by_key(|row| (row.upn, row.kind, row.from));
        rows.dedup_by_key(|row| (row.upn, row.kind, row.from));
        let missed: Vec<_> = missed.into_iter().collect();
        let rows: Vec<_> = rows.iter().map(exclusion).collect();
        let turn = |length: usize| if length == 0 { 0 } else { usize::try_from(seed % 97).unwrap() % length };
        let (mut other_missed, mut other_rows) = (missed.clone(), rows.clone());
        other_missed.rotate_left(turn(missed.len()));
        other_rows.reverse();
        other_rows.rotate_left(turn(rows.len()));
        let first = records(60, &[Some(60), Some(5), None, None, Some(40), None], &absent(&missed), &rows);
        let mut second = records(60, &[Some(60), Some(5), None, None, Some(40), None], &absent(&other_missed), &other_rows);
        second.reverse();
        let (first, second) = (school(&first), school(&second));
        let policy = policy();
        prop_assert_eq!(shown(&review(&first, &first.visits[0], &policy)), shown(&review(&second, &second.visits[0], &policy)));
        let all = |school: &School| {
            // Leave the place of a row out: it may differ.
            let found = deadlines(school, &policy, day(80)).0.into_iter();
            let mut found: Vec<_> = found.map(|one| format!("{:?}", Deadline { field: None, ..one })).collect();
            found.sort();
            found
        };
        prop_assert_eq!(all(&first), all(&second));
        let found = |school: &School| {
            // The place of a row is left out here, too.
            let found = problems(school).into_iter().map(|one| (one.code.as_str(), one.path, one.message));
            found.collect::<std::collections::BTreeSet<_>>()
        };
        prop_assert_eq!(found(&first), found(&second));
    }

    #[test]
    fn a_visit_that_was_moved_keeps_its_pro_forma(
        (old, new, today) in (20..100_u64, 20..100_u64, 0..120_u64),
        missed in prop::collection::vec((0..4_usize, 0..100_u32), 0..6),
        rows in prop::collection::vec(row(), 0..6),
        steps in prop::collection::vec(prop::option::of(0..110_u64), 6),
    ) {
        prop_assume!(old != new);
        let rows: Vec<_> = rows.iter().map(exclusion).collect();
        let renamed = records(new, &steps, &absent(&missed), &rows);
        let mut moved = renamed.clone();
        moved[0].1.push_str(&format!("moved_from: {}\n", day(old)));
        moved[1].0 = format!("{} pro forma.yaml", day(old));
        moved[1].1 = moved[1].1.replace(&format!("visit: {}", day(new)), &format!("visit: {}", day(old)));
        let (renamed, moved) = (school(&renamed), school(&moved));
        let policy = policy();
        prop_assert_eq!(shown(&review(&renamed, &renamed.visits[0], &policy)), shown(&review(&moved, &moved.visits[0], &policy)));
        let all = |school: &School| {
            let found = deadlines(school, &policy, day(today)).0.into_iter();
            found.map(|one| (key(&one), one.state, one.done)).collect::<Vec<_>>()
        };
        prop_assert_eq!(all(&renamed), all(&moved));
        prop_assert!(problems(&moved).iter().all(|one| one.code.as_str() != "no-such-visit"));
    }

    #[test]
    fn an_exclusion_overlaps_whatever_is_not_over(rows in prop::collection::vec((0..80_u64, 1..16_u32), 0..6)) {
        let (policy, mut rows) = (policy(), rows);
        rows.sort_unstable();
        rows.dedup_by_key(|(from, _)| *from);
        let half = rows.len() / 2;
        rows.rotate_left(half);
        let row = |(from, amount): &(u64, u32)| exclusion(&Row { upn: 0, kind: 0, from: *from, amount: *amount, told: None });
        let school = school(&records(60, &[None; 6], "", &rows.iter().map(row).collect::<Vec<_>>()));
        // By counting the days one by one.
        let last = |(from, amount): &(u64, u32)| {
            let after = (from + 1..).filter(|at| policy.calendar.is_working_day(day(*at)) == Ok(true));
            std::iter::once(*from).chain(after).nth(amount.div_ceil(2) as usize - 1).unwrap()
        };
        let is_met = |one: &(u64, u32)| rows.iter().any(|other| other.0 < one.0 && one.0 <= last(other));
        let expected: Vec<_> = (0..rows.len()).filter(|at| is_met(&rows[*at])).map(|at| format!("/exclusions/{at}")).collect();
        let found = problems(&school).into_iter().filter(|one| one.code.as_str() == "overlapping-exclusions");
        let mut found: Vec<_> = found.filter_map(|one| one.field).collect();
        found.sort();
        prop_assert_eq!(found, expected);
    }
}

/// What the rules find in a school on the day of its visit.
fn problems(school: &School) -> Vec<Problem> {
    let (policy, today) = (policy(), day(60));
    let mut found = Vec::new();
    check_school(school, &Context { today, policy: &policy, deadlines: &[] }, &mut found);
    found
}
