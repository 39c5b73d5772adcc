//! Everything that may happen to a drive that is watched, one thing at a time.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use spoc::drive::{ReadFrom, Scope};
use spoc::watch::{Event, Pace};

use super::{Desk, SECOND, day};
use crate::harness::{Drive, LETTER, OAKFIELD, POLICY, SCHOOL, VISIT, in_school};

const VISIT_FILE: &str = "records/2026-12-01 visit.yaml";
const NOTHING: [&str; 0] = [];
const BROKEN: &str = "kind: visit\ndate: 2026-12-01\nstatus: plonned\n";

/// A drive with a visit and a letter and no problem, and a watch at it.
fn watched() -> (Drive, Desk, PathBuf) {
    let drive = Drive::with_school().school_file(VISIT_FILE, VISIT).school_file("emails/2026-11-10 dates.md", LETTER);
    let mut desk = Desk::at(drive.path());
    assert_eq!(desk.lines(10 * SECOND), ["ready 0"]);
    let visit = drive.path().join(in_school(VISIT_FILE));
    (drive, desk, visit)
}

fn appeared(code: &str) -> String {
    format!("+ {code} {}", in_school(VISIT_FILE))
}

fn settled(code: &str) -> String {
    format!("- {code} {}", in_school(VISIT_FILE))
}

fn millis(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

#[test]
fn an_edit_is_reported_after_two_looks_and_once() {
    let (_drive, mut desk, visit) = watched();
    fs::write(&visit, BROKEN).unwrap();
    desk.hint(&in_school(VISIT_FILE));
    assert_eq!(desk.lines(Pace::LOCAL.settle - millis(1)), NOTHING);
    assert_eq!(desk.lines(millis(1)), [appeared("wrong-value")]);
    assert_eq!(desk.lines(10 * SECOND), NOTHING);
    fs::write(&visit, VISIT).unwrap();
    desk.hint(&in_school(VISIT_FILE));
    assert_eq!(desk.lines(10 * SECOND), [settled("wrong-value")]);
    desk.assert_right();
}

#[test]
fn nothing_is_lost_without_hints() {
    let (_drive, mut desk, visit) = watched();
    fs::write(&visit, BROKEN).unwrap();
    assert_eq!(desk.lines(Pace::LOCAL.interval + SECOND), [appeared("wrong-value")]);
}

#[test]
fn a_problem_that_moves_to_another_line_is_the_same() {
    let (_drive, mut desk, visit) = watched();
    fs::write(&visit, BROKEN).unwrap();
    assert_eq!(desk.lines(61 * SECOND), [appeared("wrong-value")]);
    fs::write(&visit, format!("# a comment\n\n{BROKEN}")).unwrap();
    assert_eq!(desk.lines(61 * SECOND), NOTHING);
    // The place that is reported is the new one.
    desk.assert_right();
}

#[test]
fn an_editor_may_empty_a_file_before_it_writes_it() {
    let (_drive, mut desk, visit) = watched();
    for begun in ["", "kind: vi", "kind: visit\ndate: 2026-1"] {
        fs::write(&visit, begun).unwrap();
        desk.hint(&in_school(VISIT_FILE));
        assert_eq!(desk.lines(millis(500)), NOTHING, "{begun}");
        fs::write(&visit, VISIT).unwrap();
        desk.hint(&in_school(VISIT_FILE));
        assert_eq!(desk.lines(10 * SECOND), NOTHING, "{begun}");
    }
    // A change that stays is reported.
    fs::write(&visit, "").unwrap();
    desk.hint(&in_school(VISIT_FILE));
    assert_eq!(desk.lines(SECOND), [appeared("yaml-syntax")]);
    desk.assert_right();
}

#[test]
fn a_file_that_grows_is_waited_for() {
    let (_drive, mut desk, visit) = watched();
    let whole = format!("{VISIT}note: {}\n", "x".repeat(4_000));
    for length in (10..whole.len()).step_by(200) {
        fs::write(&visit, &whole[..length]).unwrap();
        desk.hint(&in_school(VISIT_FILE));
        assert_eq!(desk.lines(millis(150)), NOTHING, "{length}");
    }
    fs::write(&visit, &whole).unwrap();
    assert_eq!(desk.lines(10 * SECOND), NOTHING);
    desk.assert_right();
}

#[test]
fn what_never_comes_to_rest_is_reported_in_the_end() {
    let (_drive, mut desk, visit) = watched();
    let mut lines = Vec::new();
    for turn in 0..700 {
        fs::write(&visit, format!("{BROKEN}note: {turn}\n")).unwrap();
        desk.hint(&in_school(VISIT_FILE));
        lines.extend(desk.lines(millis(99)));
    }
    assert_eq!(lines, [appeared("wrong-value")]);
}

#[test]
fn an_editor_may_write_another_file_and_rename_it() {
    let (drive, mut desk, visit) = watched();
    let folder = drive.path().join(OAKFIELD).join("records");
    for beside in [".2026-12-01 visit.yaml.tmp", "2026-12-01 visit.yaml~", "4913"] {
        fs::write(folder.join(beside), VISIT).unwrap();
        desk.hint(&in_school(&format!("records/{beside}")));
        assert_eq!(desk.lines(millis(200)), NOTHING);
        // Some programs remove the old file first.
        fs::remove_file(&visit).unwrap();
        desk.hint(&in_school(VISIT_FILE));
        assert_eq!(desk.lines(millis(400)), NOTHING);
        fs::rename(folder.join(beside), &visit).unwrap();
        desk.hint(&in_school(VISIT_FILE));
        assert_eq!(desk.lines(10 * SECOND), NOTHING);
    }
    desk.assert_right();
}

#[test]
fn words_rename_dance_is_seen_through() {
    let (drive, mut desk, visit) = watched();
    // The record's only problem is not settled while the file is away for a moment.
    fs::write(&visit, BROKEN).unwrap();
    let folder = drive.path().join(OAKFIELD).join("records");
    let minutes = folder.join("2026-12-01 minutes?.docx");
    fs::write(if cfg!(windows) { folder.join("2026-12-01 minutes.docx") } else { minutes.clone() }, "PK").unwrap();
    let found = desk.lines(61 * SECOND);
    assert_eq!(found.len(), if cfg!(windows) { 1 } else { 2 }, "{found:?}");
    for file in [visit, minutes].into_iter().filter(|file| file.exists()) {
        let content = fs::read(&file).unwrap();
        let steps: [&dyn Fn(); 6] = [
            &|| fs::write(folder.join("~$minutes.docx"), "owner").unwrap(),
            &|| fs::write(folder.join("~WRD0001.tmp"), &content).unwrap(),
            &|| fs::rename(&file, folder.join("~WRL0002.tmp")).unwrap(),
            &|| fs::rename(folder.join("~WRD0001.tmp"), &file).unwrap(),
            &|| fs::remove_file(folder.join("~WRL0002.tmp")).unwrap(),
            &|| fs::remove_file(folder.join("~$minutes.docx")).unwrap(),
        ];
        for step in steps {
            step();
            desk.hint(&in_school("records"));
            assert_eq!(desk.lines(millis(300)), NOTHING);
        }
    }
    assert_eq!(desk.lines(61 * SECOND), NOTHING);
    desk.assert_right();
}

#[test]
fn what_is_deleted_is_settled() {
    let (_drive, mut desk, visit) = watched();
    fs::write(&visit, BROKEN).unwrap();
    assert_eq!(desk.lines(61 * SECOND), [appeared("wrong-value")]);
    fs::remove_file(&visit).unwrap();
    desk.hint(&in_school(VISIT_FILE));
    assert_eq!(desk.lines(millis(500)), NOTHING);
    assert_eq!(desk.lines(millis(500)), [settled("wrong-value")]);
    desk.assert_right();
}

#[test]
fn five_thousand_changes_at_once_are_all_seen() {
    let (drive, mut desk, _) = watched();
    let folder = drive.path().join(OAKFIELD).join("emails");
    for number in 0..5_000 {
        let content = if number % 50 == 0 { "no front matter\n" } else { LETTER };
        let name = format!("2026-11-10 {number}.md");
        fs::write(folder.join(&name), content).unwrap();
        desk.hint(&in_school(&format!("emails/{name}")));
        if number % 500 == 0 {
            assert_eq!(desk.lines(millis(20)), NOTHING);
        }
    }
    assert_eq!(desk.lines(10 * SECOND).len(), 100);
    for number in 0..5_000 {
        fs::remove_file(folder.join(format!("2026-11-10 {number}.md"))).unwrap();
    }
    desk.hint_all();
    let settled = desk.lines(10 * SECOND);
    assert!(settled.len() == 100 && settled.iter().all(|line| line.starts_with("- ")));
    desk.assert_right();
}

#[cfg(windows)]
#[test]
fn a_file_held_open_by_another_program_is_tried_again() {
    use std::os::windows::fs::OpenOptionsExt;
    let (_drive, mut desk, visit) = watched();
    fs::write(&visit, BROKEN).unwrap();
    let held = fs::File::options().read(true).share_mode(0).open(&visit).unwrap();
    desk.hint(&in_school(VISIT_FILE));
    assert_eq!(desk.lines(2 * SECOND), NOTHING);
    drop(held);
    assert_eq!(desk.lines(2 * SECOND), [appeared("wrong-value")]);
    // When the file is read once more, and on another day, it may be held open again.
    for _ in 0..2 {
        let held = fs::File::options().read(true).share_mode(0).open(&visit).unwrap();
        assert_eq!(desk.lines(4 * SECOND), NOTHING);
        drop(held);
        assert_eq!(desk.lines(4 * SECOND), NOTHING);
        desk.state.day_is(day("2026-11-24"));
    }
    // Where somebody holds it open for long, that is reported.
    let _held = fs::File::options().read(true).share_mode(0).open(&visit).unwrap();
    desk.state.day_is(day("2026-11-25"));
    let said = desk.lines(10 * SECOND);
    assert!(said.contains(&appeared("unreadable")), "{said:?}");
}

/// The same on every system: the test says of what was read that it could not be read.
#[test]
fn what_could_be_read_before_is_tried_again() {
    let (_drive, mut desk, _visit) = watched();
    desk.reads_badly = true;
    desk.state.day_is(day("2026-11-24"));
    assert_eq!(desk.lines(4 * SECOND), NOTHING);
    desk.reads_badly = false;
    assert_eq!(desk.lines(4 * SECOND), NOTHING);
    desk.reads_badly = true;
    desk.state.day_is(day("2026-11-25"));
    assert_eq!(desk.lines(4 * SECOND), NOTHING);
    assert_eq!(desk.lines(4 * SECOND), [format!("+ unreadable {OAKFIELD}")]);
    desk.reads_badly = false;
    assert_eq!(desk.lines(61 * SECOND), [format!("- unreadable {OAKFIELD}")]);
    desk.assert_right();
}

/// On Unix no program can keep others from reading a file, so that a link stands for a file that cannot be read.
#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_tried_again() {
    let (_drive, mut desk, visit) = watched();
    fs::remove_file(&visit).unwrap();
    std::os::unix::fs::symlink("elsewhere", &visit).unwrap();
    desk.hint(&in_school(VISIT_FILE));
    assert_eq!(desk.lines(4 * SECOND), NOTHING);
    let reads = desk.searches.iter().filter(|search| search.starts_with("read ")).count();
    assert!(reads > 3, "{:?}", desk.searches);
    fs::remove_file(&visit).unwrap();
    fs::write(&visit, BROKEN).unwrap();
    desk.hint(&in_school(VISIT_FILE));
    assert_eq!(desk.lines(2 * SECOND), [appeared("wrong-value")]);
    fs::remove_file(&visit).unwrap();
    std::os::unix::fs::symlink("elsewhere", &visit).unwrap();
    desk.hint(&in_school(VISIT_FILE));
    assert_eq!(desk.lines(20 * SECOND), [settled("wrong-value"), appeared("unreadable")]);
    // The file is tried at every look, as it may become readable without looking otherwise; the problem is reported once.
    assert_eq!(desk.lines(300 * SECOND), NOTHING);
    desk.assert_right();
}

#[test]
fn the_clock_may_be_set() {
    for hours in [-1, 1] {
        let (_drive, mut desk, visit) = watched();
        desk.clock_is_off = hours * 3600;
        assert_eq!(desk.lines(300 * SECOND), NOTHING);
        fs::write(&visit, BROKEN).unwrap();
        desk.hint(&in_school(VISIT_FILE));
        assert_eq!(desk.lines(SECOND), [appeared("wrong-value")]);
        desk.clock_is_off = 0;
        assert_eq!(desk.lines(300 * SECOND), NOTHING);
        fs::write(&visit, VISIT).unwrap();
        assert_eq!(desk.lines(61 * SECOND), [settled("wrong-value")]);
        desk.assert_right();
    }
}

#[test]
fn what_does_not_look_otherwise_is_found_by_the_sweep() {
    let (_drive, mut desk, visit) = watched();
    desk.go_blind();
    // The new content has the same length, and from here on nothing shows that the file was written.
    fs::write(&visit, BROKEN).unwrap();
    desk.hint(&in_school(VISIT_FILE));
    assert_eq!(desk.lines(3_000 * SECOND), NOTHING);
    assert_eq!(desk.lines(700 * SECOND), [appeared("wrong-value")]);
    assert!(desk.searches.iter().any(|search| search.ends_with(&format!("{:?}", ReadFrom::Drive))));
}

#[test]
fn what_was_written_just_before_a_look_is_read_once_more() {
    let (_drive, mut desk, visit) = watched();
    fs::write(&visit, BROKEN).unwrap();
    desk.hint(&in_school(VISIT_FILE));
    assert_eq!(desk.lines(SECOND), [appeared("wrong-value")]);
    // The file is written again within the grain of the clock, with the same length: it looks the same.
    desk.go_blind();
    fs::write(&visit, VISIT).unwrap();
    assert_eq!(desk.lines(3 * SECOND), [settled("wrong-value")]);
}

#[test]
fn a_touch_says_nothing() {
    let (_drive, mut desk, visit) = watched();
    let before = desk.searches.len();
    fs::File::options().write(true).open(&visit).unwrap().set_modified(std::time::SystemTime::now()).unwrap();
    desk.hint(&in_school(VISIT_FILE));
    assert_eq!(desk.lines(10 * SECOND), NOTHING);
    assert!(desk.searches.len() > before);
    desk.assert_right();
}

#[test]
fn a_drive_that_is_away_is_not_one_where_everything_was_deleted() {
    let (drive, mut desk, visit) = watched();
    fs::write(&visit, BROKEN).unwrap();
    assert_eq!(desk.lines(61 * SECOND), [appeared("wrong-value")]);
    let standing = desk.state.problems();
    let away = drive.path().with_extension("away");
    type Act<'a> = &'a dyn Fn();
    let leave: [(Act<'_>, Act<'_>); 3] = [
        (&|| fs::rename(drive.path(), &away).unwrap(), &|| fs::rename(&away, drive.path()).unwrap()),
        // Where a mount was, an empty folder is left.
        (
            &|| {
                fs::rename(drive.path(), &away).unwrap();
                fs::create_dir(drive.path()).unwrap();
            },
            &|| {
                fs::remove_dir(drive.path()).unwrap();
                fs::rename(&away, drive.path()).unwrap();
            },
        ),
        (&|| fs::rename(drive.path().join("policy.toml"), drive.path().join("policy.old")).unwrap(), &|| {
            fs::rename(drive.path().join("policy.old"), drive.path().join("policy.toml")).unwrap()
        }),
    ];
    for (leave, come_back) in leave {
        leave();
        desk.hint_all();
        assert_eq!(desk.lines(millis(500)), NOTHING);
        assert_eq!(desk.lines(300 * SECOND), ["unreachable"]);
        assert_eq!(desk.state.problems(), standing);
        come_back();
        assert_eq!(desk.lines(10 * SECOND), ["reachable"]);
        desk.assert_right();
    }
    // What happened meanwhile is seen.
    fs::rename(drive.path(), &away).unwrap();
    assert_eq!(desk.lines(100 * SECOND), ["unreachable"]);
    fs::write(away.join(in_school(VISIT_FILE)), VISIT).unwrap();
    fs::rename(&away, drive.path()).unwrap();
    assert_eq!(desk.lines(10 * SECOND), ["reachable".to_owned(), settled("wrong-value")]);
    // An absence of a moment is not reported.
    fs::rename(drive.path(), &away).unwrap();
    desk.hint_all();
    assert_eq!(desk.lines(millis(300)), NOTHING);
    fs::rename(&away, drive.path()).unwrap();
    assert_eq!(desk.lines(100 * SECOND), NOTHING);
}

#[test]
fn a_drive_that_does_not_answer_is_said_to_be_away() {
    let (_drive, mut desk, _) = watched();
    desk.state.frozen(desk.now);
    desk.state.frozen(desk.now);
    assert_eq!(desk.lines(SECOND), ["unreachable", "reachable"]);
    desk.assert_right();
}

#[test]
fn a_policy_is_broken_and_mended() {
    let due = "kind: visit\ndate: 2026-12-14\nstatus: planned\nagreed: 2026-09-14\n";
    let open = SCHOOL.replace("closed: 2025-08-31\n", "");
    let drive =
        Drive::with_school().school_file("school.yaml", &open).school_file("records/2026-12-14 visit.yaml", due);
    let policy = drive.path().join("policy.toml");
    let mut desk = Desk::at(drive.path());
    let standing = desk.fresh();
    desk.lines(10 * SECOND);
    // A policy that is half written is not believed.
    fs::write(&policy, "").unwrap();
    desk.hint("policy.toml");
    assert_eq!(desk.lines(millis(500)), NOTHING);
    fs::write(&policy, POLICY).unwrap();
    desk.hint("policy.toml");
    assert_eq!(desk.lines(10 * SECOND), NOTHING);
    fs::write(&policy, POLICY.replace("dates_agreed = 200", "dates_agreed = soon\n")).unwrap();
    desk.hint("policy.toml");
    let lines = desk.lines(10 * SECOND);
    assert!(lines.contains(&"+ yaml-syntax policy.toml".to_owned()), "{lines:?}");
    desk.assert_right();
    fs::write(&policy, POLICY.replace("dates_agreed = 200", "dates_agreed = 200\npro_forma_sent = 30")).unwrap();
    desk.hint("policy.toml");
    let lines = desk.lines(10 * SECOND);
    assert!(lines.contains(&"- yaml-syntax policy.toml".to_owned()), "{lines:?}");
    desk.assert_right();
    fs::write(&policy, POLICY).unwrap();
    assert!(!desk.lines(61 * SECOND).is_empty());
    assert_eq!(desk.state.problems(), standing);
}

#[test]
fn a_school_is_renamed_moved_copied_and_deleted() {
    let (drive, mut desk, visit) = watched();
    fs::write(&visit, BROKEN).unwrap();
    assert_eq!(desk.lines(61 * SECOND), [appeared("wrong-value")]);
    let path = |path: &str| drive.path().join(path);
    let moves = [(OAKFIELD, "Jane Morris/Oakfield Primary"), ("Jane Morris/Oakfield Primary", "Ann Other/Oakfield")];
    for (from, to) in moves {
        fs::create_dir_all(path(to).parent().unwrap()).unwrap();
        fs::rename(path(from), path(to)).unwrap();
        desk.hint(from);
        desk.hint(to);
        let [old, new] = [from, to].map(|school| format!("wrong-value {school}/{VISIT_FILE}"));
        let mut lines = desk.lines(10 * SECOND);
        lines.sort();
        assert_eq!(lines, [format!("+ {new}"), format!("- {old}")]);
        desk.assert_right();
    }
    // Two folders of one school have one number.
    fs::create_dir_all(path("Jane Morris/Oakfield/records")).unwrap();
    fs::write(path("Jane Morris/Oakfield/school.yaml"), SCHOOL).unwrap();
    desk.hint("Jane Morris/Oakfield/school.yaml");
    let lines = desk.lines(10 * SECOND);
    assert_eq!(lines.iter().filter(|line| line.starts_with("+ duplicate-urn")).count(), 2, "{lines:?}");
    desk.assert_right();
    fs::remove_dir_all(path("Ann Other")).unwrap();
    desk.hint("Ann Other");
    let lines = desk.lines(10 * SECOND);
    assert_eq!(lines.iter().filter(|line| line.starts_with("- duplicate-urn")).count(), 2, "{lines:?}");
    desk.assert_right();
    assert_eq!(desk.state.schools().count(), 1);
}

#[test]
fn at_midnight_things_become_overdue() {
    let open = SCHOOL.replace("closed: 2025-08-31\n", "");
    let visit = "kind: visit\ndate: 2026-11-24\nstatus: planned\nagreed: 2026-09-14\n";
    let drive =
        Drive::with_school().school_file("school.yaml", open).school_file("records/2026-11-24 visit.yaml", visit);
    let mut desk = Desk::at(drive.path());
    let first: Vec<_> = desk.lines(10 * SECOND);
    assert!(first.iter().any(|line| line.starts_with("+ overdue-pro-forma-sent")), "{first:?}");
    desk.state.day_is(day("2026-11-24"));
    // On that day the checks are overdue. What was overdue before is overdue by a day more, which is nothing new.
    let lines = desk.lines(SECOND);
    assert_eq!(lines.iter().filter(|line| line.contains("pro-forma")).count(), 0, "{lines:?}");
    desk.assert_right();
    desk.state.day_is(day("2026-11-25"));
    let lines = desk.lines(SECOND);
    assert!(lines.iter().any(|line| line.starts_with("+ overdue-visit-held")), "{lines:?}");
    desk.assert_right();
    // Where the clock is set back, that is settled again.
    desk.state.day_is(day("2026-11-24"));
    assert!(desk.lines(SECOND).iter().any(|line| line.starts_with("- overdue-visit-held")));
    desk.assert_right();
}

#[test]
fn a_part_of_the_drive_may_be_watched_and_the_cache_may_be_off() {
    let drive = Drive::with_school()
        .school_file(VISIT_FILE, BROKEN)
        .file("Ann Other/Elm/school.yaml", SCHOOL)
        .file("Ann Other/Elm/records/2026-12-01 visit.yaml", BROKEN);
    let desk = |scope: &str| Desk::of_scope(drive.path(), Scope(scope.to_owned()), false);
    for scope in ["", "Ann Other", OAKFIELD, &in_school(VISIT_FILE)] {
        let mut desk = desk(scope);
        desk.pass(SECOND);
        let within: Vec<_> =
            desk.fresh().into_iter().filter(|problem| Scope(scope.to_owned()).holds(&problem.path)).collect();
        assert!(!within.is_empty());
        assert_eq!(desk.state.problems(), within, "{scope}");
    }
    // The problems that this school has together with others are seen until the end.
    let mut desk = desk(OAKFIELD);
    assert!(desk.lines(SECOND).iter().any(|line| line.starts_with("+ duplicate-urn")));
    fs::write(drive.path().join("Ann Other/Elm/school.yaml"), SCHOOL.replace("100321", "100322")).unwrap();
    desk.hint("Ann Other/Elm/school.yaml");
    let lines = desk.lines(SECOND);
    assert_eq!(lines, [format!("- duplicate-urn {OAKFIELD}/school.yaml")]);
}

#[test]
fn the_first_scan_reports_what_is_there_at_once() {
    let drive = Drive::with_school().school_file(VISIT_FILE, "");
    let mut desk = Desk::at(drive.path());
    let events = desk.state.take_events();
    assert!(matches!(&events[..], [Event::Appeared(_), Event::Ready(1)]), "{events:?}");
}

#[test]
fn a_drive_that_is_slow_to_look_over_is_left_in_peace_for_twice_as_long() {
    let (_drive, mut desk, _) = watched();
    desk.look_takes = 100 * SECOND;
    desk.searches.clear();
    desk.pass(1_000 * SECOND);
    let looks = desk.searches.iter().filter(|search| *search == "look").count();
    assert!((3..=4).contains(&looks), "{looks}");
}
