//! The law of the watch: after any sequence of edits, it holds what `validate` says without a cache.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::{Desk, SECOND};
use crate::harness::{Drive, LETTER, POLICY, SCHOOL, VISIT};

#[derive(Debug, Clone)]
enum Edit {
    Write(usize, usize),
    Delete(usize),
    Rename(usize, usize),
    MoveFolder(usize, usize),
    DeleteFolder(usize),
    Policy(usize),
    Hint(usize),
    HintAll,
    Pass(u64),
    Tomorrow,
}

const FOLDERS: [&str; 5] = ["Ann/Elm", "Ann/Oak", "Bea/Elm", "_old", "Ann"];
const FILES: [&str; 9] = [
    "school.yaml",
    "records/2026-12-01 visit.yaml",
    "records/2026-12-01 Visit 2.yaml",
    "records/2026-27/2026-12-02 visit (1).yaml",
    "records/2026-12-01 pro forma.yml",
    "emails/2026-11-10 dates.md",
    "emails/mail.eml",
    "notes.md",
    "~$lock.yaml",
];

fn contents() -> Vec<String> {
    let visit = VISIT.to_owned();
    vec![
        String::new(),
        SCHOOL.to_owned(),
        SCHOOL.replace("closed: 2025-08-31", "opened: 2025-08-31"),
        VISIT.to_owned(),
        visit.replace("planned", "plonned"),
        visit.replace("planned", "held   "),
        visit.replace("2026-12-01", "2026-13-01"),
        "kind: pro-forma\nvisit: 2026-12-01\nsent: 2026-11-10\nreturned: 2026-11-09\n".to_owned(),
        LETTER.to_owned(),
        "kind: [".to_owned(),
    ]
}

fn policies() -> [String; 4] {
    let soon = POLICY.replace("dates_agreed = 200", "dates_agreed = 10");
    [POLICY.to_owned(), soon, POLICY.replace("2026-27", "2026-27\nbroken"), String::new()]
}

fn file(number: usize) -> String {
    format!("{}/{}", FOLDERS[number % FOLDERS.len()], FILES[number / FOLDERS.len() % FILES.len()])
}

fn edit() -> impl Strategy<Value = Edit> {
    let (file, content, folder) = (0..FOLDERS.len() * FILES.len(), 0..10_usize, 0..FOLDERS.len());
    prop_oneof![
        8 => (file.clone(), content).prop_map(|(file, content)| Edit::Write(file, content)),
        2 => file.clone().prop_map(Edit::Delete),
        2 => (file.clone(), file.clone()).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => (folder.clone(), folder.clone()).prop_map(|(from, to)| Edit::MoveFolder(from, to)),
        1 => folder.prop_map(Edit::DeleteFolder),
        1 => (0..4_usize).prop_map(Edit::Policy),
        3 => file.prop_map(Edit::Hint),
        1 => Just(Edit::HintAll),
        5 => prop_oneof![0..300_u64, 0..20_000_u64, 0..4_000_000_u64].prop_map(Edit::Pass),
        1 => Just(Edit::Tomorrow),
    ]
}

/// Makes an edit. One that the file system refuses is skipped.
fn make(edit: &Edit, root: &Path, desk: &mut Desk) {
    let write = |path: &str, content: &str| {
        let path = root.join(path);
        let _ = fs::create_dir_all(path.parent().unwrap());
        let _ = fs::write(path, content);
    };
    match edit {
        Edit::Write(number, content) => write(&file(*number), &contents()[*content]),
        Edit::Delete(number) => drop(fs::remove_file(root.join(file(*number)))),
        Edit::Rename(from, to) => drop(fs::rename(root.join(file(*from)), root.join(file(*to)))),
        Edit::MoveFolder(from, to) => drop(fs::rename(root.join(FOLDERS[*from]), root.join(FOLDERS[*to]))),
        Edit::DeleteFolder(folder) => drop(fs::remove_dir_all(root.join(FOLDERS[*folder]))),
        Edit::Policy(policy) => write("policy.toml", &policies()[*policy]),
        Edit::Hint(number) => desk.hint(&file(*number)),
        Edit::HintAll => desk.hint_all(),
        Edit::Pass(milliseconds) => drop(desk.pass(std::time::Duration::from_millis(*milliseconds))),
        Edit::Tomorrow => {
            let tomorrow = desk.state.today().succ_opt().unwrap();
            desk.state.day_is(tomorrow);
        }
    }
}

#[test]
fn after_any_edits_the_watch_holds_what_validate_says() {
    let config = ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(edits in prop::collection::vec(edit(), 1..40), keeps in any::<bool>())| {
        let drive = Drive::empty().file("policy.toml", POLICY).file("Ann/Elm/school.yaml", SCHOOL);
        let mut desk = Desk::of_scope(drive.path(), spoc::drive::Scope::default(), keeps);
        let mut standing: Vec<String> = Vec::new();
        let mut replay = |desk: &mut Desk, time| {
            for line in desk.lines(time) {
                if let Some(new) = line.strip_prefix("+ ") {
                    standing.push(new.to_owned());
                } else if let Some(gone) = line.strip_prefix("- ") {
                    let at = standing.iter().position(|one| one == gone);
                    standing.remove(at.unwrap_or_else(|| panic!("{gone} was settled before it appeared")));
                }
            }
            standing.sort();
            standing.clone()
        };
        for edit in &edits {
            replay(&mut desk, std::time::Duration::ZERO);
            // Replay the passing of time, too.
            if let Edit::Pass(milliseconds) = edit {
                replay(&mut desk, std::time::Duration::from_millis(*milliseconds));
            } else {
                make(edit, drive.path(), &mut desk);
            }
        }
        let standing = replay(&mut desk, 130 * SECOND);
        let fresh = desk.fresh();
        prop_assert_eq!(desk.state.problems(), fresh.clone());
        let mut fresh: Vec<_> = fresh.iter().map(|problem| format!("{} {}", problem.code, problem.path)).collect();
        fresh.sort();
        prop_assert_eq!(standing, fresh);
    });
}
