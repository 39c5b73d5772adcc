//! `init` and `new`: what they write passes `validate` and stands where it belongs, and they touch nothing that is there already.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{self, Drive, OAKFIELD, POLICY, Run, SCHOOL, TODAY, in_school, spoc_in};

/// The school of the drives below is open.
fn drive() -> Drive {
    Drive::with_school().school_file("school.yaml", SCHOOL.replace("closed: 2025-08-31\n", ""))
}

fn spoc(folder: &Path, arguments: &[&str]) -> Run {
    spoc_in(folder, &[arguments, &["--today", TODAY]].concat())
}

fn made(folder: &Path, arguments: &[&str]) {
    let run = spoc(folder, arguments);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{arguments:?}");
    assert!(run.out.starts_with("wrote "), "{}", run.out);
}

fn refused(folder: &Path, arguments: &[&str], part: &str) {
    let before = files(folder);
    let run = spoc(folder, arguments);
    assert_eq!(run.status, 2, "{arguments:?}: {}", run.out);
    assert!(run.err.contains(part) && run.err.lines().count() == 1, "{arguments:?}: {}", run.err);
    assert_eq!(files(folder), before, "{arguments:?}");
}

/// Every file with its bytes.
pub fn files(root: &Path) -> Vec<(String, Vec<u8>)> {
    let read = |path: PathBuf| (path.to_str().unwrap().replace('\\', "/"), fs::read(root.join(&path)).unwrap());
    harness::files(root).into_iter().map(read).collect()
}

#[test]
fn a_new_drive_asks_for_the_terms_alone_whatever_the_day() {
    for today in ["2026-11-23", "2027-08-01", "2031-02-28"] {
        let parent = Drive::empty();
        let run = spoc_in(parent.path(), &["init", "Family Early Help", "--today", today]);
        assert_eq!((run.status, run.err.as_str()), (0, ""));
        let root = parent.path().join("Family Early Help");
        let validate = ["validate", "--format", "json", "--today", today];
        let found = spoc_in(&root, &validate);
        let codes: Vec<_> =
            found.json()["problems"].as_array().unwrap().iter().map(|one| one["code"].clone()).collect();
        assert_eq!((found.status, codes), (1, vec!["guessed-terms".into()]));
        let policy = fs::read_to_string(root.join("policy.toml")).unwrap();
        let filled_in: Vec<_> = policy.lines().filter(|line| !line.starts_with("# FILL IN")).collect();
        fs::write(root.join("policy.toml"), filled_in.join("\n")).unwrap();
        let found = spoc_in(&root, &validate);
        assert_eq!((found.status, found.problems()), (0, Vec::new()));
        assert_eq!(found.json()["counts"]["schools"], 1);
        let names: Vec<_> = files(&root).into_iter().map(|(name, _)| name).collect();
        for name in [".vscode/settings.json", ".vscode/schema/record.schema.json", "policy.toml"] {
            assert!(names.iter().any(|one| one == name), "{name}: {names:?}");
        }
    }
}

#[test]
fn the_editors_settings_name_schemas_that_are_there() {
    let drive = Drive::empty();
    assert_eq!(spoc(drive.path(), &["init", "."]).status, 0);
    let settings = fs::read_to_string(drive.path().join(".vscode/settings.json")).unwrap();
    let settings: serde_json::Value = serde_json::from_str(&settings).unwrap();
    let schemas = settings["yaml.schemas"].as_object().unwrap();
    assert_eq!(schemas.len(), 2);
    for schema in schemas.keys() {
        let text = fs::read_to_string(drive.path().join(schema)).unwrap();
        let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(jsonschema::validator_for(&schema).is_ok());
    }
}

#[test]
fn a_new_record_names_the_schema_that_lies_on_its_drive() {
    let drive = drive();
    let visit = |day: &str| {
        let run = spoc(drive.path(), &["new", "visit", "oakfield", day]);
        assert_eq!(run.status, 0, "{run:?}");
        fs::read_to_string(drive.path().join(in_school(&format!("records/{day} visit.yaml")))).unwrap()
    };
    assert!(!visit("2027-02-02").contains("$schema"));
    assert_eq!(spoc(drive.path(), &["init", "."]).status, 0);
    let text = visit("2027-02-03");
    let schema = text.lines().next().and_then(|line| line.strip_prefix("# yaml-language-server: $schema="));
    let records = drive.path().join(in_school("records"));
    assert!(schema.is_some_and(|schema| records.join(schema).is_file()), "{text}");
    let letter = ["new", "letter", "oakfield", "--subject", "Dates"];
    assert_eq!(spoc(drive.path(), &letter).status, 0);
    let codes = drive.validate().codes();
    assert!(codes.iter().all(|code| code.starts_with("overdue")), "{codes:?}");
}

#[test]
fn init_leaves_what_is_there() {
    let drive = Drive::empty().file("Jane Morris/Oakfield/school.yaml", SCHOOL).file(".vscode/settings.json", "{}\n");
    assert_eq!(spoc(drive.path(), &["init", "."]).status, 0);
    let settings = fs::read_to_string(drive.path().join(".vscode/settings.json")).unwrap();
    assert_eq!(settings, "{}\n");
    assert!(!drive.path().join("Example Manager").exists());
    // On a folder that is a drive already, `init` adds only the missing files for the editor.
    let policy = fs::read(drive.path().join("policy.toml")).unwrap();
    fs::remove_file(drive.path().join(".vscode/extensions.json")).unwrap();
    let again = spoc(drive.path(), &["init", "."]);
    assert!(again.status == 0 && again.out.contains("was a drive already"), "{again:?}");
    assert!(drive.path().join(".vscode/extensions.json").exists());
    assert_eq!(fs::read(drive.path().join("policy.toml")).unwrap(), policy);
    refused(drive.path(), &["init", "Jane Morris/Inner"], "lies inside the drive");
}

#[test]
fn no_drive_is_made_around_another() {
    for inner in ["Early Help", "Shares/Early Help"] {
        let around = Drive::empty().file(&format!("{inner}/policy.toml"), "");
        refused(around.path(), &["init", "."], "lies inside .");
        assert!(!around.path().join("policy.toml").exists() && !around.path().join(".vscode").exists());
    }
}

#[test]
fn a_school_inside_a_school_is_called_that() {
    let drive = Drive::with_school()
        .school_file("Annexe/school.yaml", SCHOOL)
        .school_file("Annexe/records/x.yaml", "kind: visit\n");
    let run = spoc(drive.path(), &["validate"]);
    assert_eq!(run.out.matches("a school's folder inside another school's").count(), 1, "{}", run.out);
    assert_eq!(drive.validate().codes(), ["stray-record", "stray-record"]);
}

#[test]
fn a_school_is_made_with_its_folders() {
    let drive = drive();
    let school = |name: &'static str, urn: &'static str, phase: &'static str| {
        let head = ["new", "school", name, "--manager", "Jane Morris", "--urn", urn, "--phase", phase];
        [&head[..], &["--status", "academy", "--spoc", "no", "--head", "Dr X: the \"head\" #1"]].concat()
    };
    made(drive.path(), &school("St Hild's", "012345", "16-plus"));
    assert_eq!(drive.problems(), Vec::<String>::new());
    assert!(drive.path().join("Jane Morris/St Hild's/correspondence").is_dir());
    refused(drive.path(), &school("St Hild's", "012346", "primary"), "is there already");
    refused(drive.path(), &school("Elm Park", "012345", "primary"), "is that of Jane Morris/St Hild's");
    refused(drive.path(), &school("Elm Park", "12345", "primary"), "six digits");
    refused(drive.path(), &school("Elm Park", "123456", "primry"), "a similar value exists: 'primary'");
    for name in ["../Elm", "Elm?", "_Elm", "templates", "con", " "] {
        let arguments = school("Elm", "123456", "primary");
        let arguments: Vec<_> =
            arguments.iter().map(|argument| if *argument == "Elm" { name } else { argument }).collect();
        refused(drive.path(), &arguments, "cannot be a folder's name");
    }
}

#[test]
fn records_are_made_in_their_places_and_pass_validation() {
    let drive = drive();
    let root = drive.path();
    made(root, &["new", "visit", "oak", "2026-12-08", "--time", "9:30", "--agreed", "2026-11-20"]);
    made(root, &["new", "visit", "100321", "2027-02-09"]);
    made(root, &["new", "pro-forma", "oak", "--visit", "2027-02-09"]);
    made(root, &["new", "pro-forma", "Oakfield"]);
    let notice = ["new", "notice", "oak", "--upn", "B801200005001", "--name", "Ada: \"A\"", "--year", "4"];
    made(root, &[&notice[..], &["--type", "fixed-term", "--from", "2026-11-20", "--days", "1.5"]].concat());
    made(
        root,
        &[&notice[..], &["--type", "permanent", "--from", "2026-11-20", "--misses-exam", "--reason", "- why: #1"]]
            .concat(),
    );
    made(root, &["new", "letter", "oak", "--subject", "Dates: spring & summer?", "--about", "visit-dates"]);
    made(root, &["new", "letter", "oak", "--subject", "Dates: spring & summer?"]);
    made(
        root,
        &[
            "new",
            "email",
            "oak",
            "--subject",
            "Pro forma",
            "--to",
            "a@b.example",
            "--to",
            "c, d",
            "--visit",
            "2026-12-08",
        ],
    );
    assert_eq!(drive.problems(), Vec::<String>::new());
    let names: Vec<_> = files(root).into_iter().map(|(name, _)| name.replace(&format!("{OAKFIELD}/"), "")).collect();
    let expected = [
        "correspondence/2026-11-23 Dates spring & summer 2.md",
        "correspondence/2026-11-23 Dates spring & summer.md",
        "emails/2026-11-23 Pro forma.md",
        "records/2026-11-23 exclusion notice 2.yaml",
        "records/2026-11-23 exclusion notice.yaml",
        "records/2026-12-08 pro forma.yaml",
        "records/2026-12-08 visit.yaml",
        "records/2027-02-09 pro forma.yaml",
        "records/2027-02-09 visit.yaml",
        "school.yaml",
        "policy.toml",
    ];
    assert_eq!(names, expected);
}

#[test]
fn what_would_be_a_problem_is_not_made() {
    let drive = drive();
    let root = drive.path();
    made(root, &["new", "visit", "oak", "2026-12-08"]);
    made(root, &["new", "pro-forma", "oak"]);
    refused(
        root,
        &["new", "visit", "oak", "2026-12-08"],
        "spoc: there is a visit on Tuesday 8 December 2026 already, Jane Morris/Oakfield/records/2026-12-08 visit.yaml. Nothing was written. Name another day",
    );
    refused(
        root,
        &["new", "visit", "oak", "2026-12-09", "--agreed", "2026-12-01"],
        "spoc: `agreed` is 2026-12-01, which is still to come",
    );
    refused(
        root,
        &["new", "visit", "oak", "2026-12-09", "--time", "half nine"],
        "spoc: `time`: this is not a time of day here",
    );
    refused(root, &["new", "visit", "oak", "2026-02-30"], "February 2026 has 28 days");
    refused(root, &["new", "visit", "oak", "9/12/2026"], "write 2026-12-09");
    refused(root, &["new", "pro-forma", "oak"], "the visit on Tuesday 8 December 2026 has its pro forma already");
    refused(
        root,
        &["new", "pro-forma", "oak", "--visit", "2026-12-08"],
        "spoc: the visit on Tuesday 8 December 2026 has its pro forma already, Jane Morris/Oakfield/records/2026-12-08 pro forma.yaml. Nothing was written. Where it was sent on another day, note that: spoc done \"Oakfield\" sent --visit 2026-12-08 --on DAY --again.",
    );
    refused(
        root,
        &["new", "pro-forma", "oak", "--visit", "2027-02-09"],
        "spoc: there is no visit on Tuesday 9 February 2027. Nothing was written. Name the day of a visit, or plan that visit first: spoc new visit \"Oakfield\" 2027-02-09.",
    );
    let notice =
        ["new", "notice", "oak", "--upn", "B801200005001", "--name", "Ada", "--year", "4", "--from", "2026-11-20"];
    refused(root, &[&notice[..], &["--type", "fixed-term"]].concat(), "`days` is missing");
    refused(root, &[&notice[..], &["--type", "permanent", "--days", "2"]].concat(), "does not go with");
    refused(root, &["new", "letter", "oak", "--subject", " "], "`subject` is empty");
}

#[test]
fn a_visit_is_planned_with_its_steps_in_sight() {
    let drive = drive();
    let root = drive.path();
    let run = spoc(root, &["new", "visit", "oak", "2027-01-11"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    for part in [
        "  Pro forma to be sent, by Wednesday 23 December 2026, in 22 working days\n",
        "  Pro forma to come back, by Monday 4 January 2027, in ",
        "  Visit to be held, by Monday 11 January 2027, in ",
    ] {
        assert!(run.out.contains(part), "{part}: {}", run.out);
    }
    assert!(!run.out.contains("note:"), "{}", run.out);
    // The return falls in the holiday: that is said, and the visit planned.
    let run = spoc(root, &["new", "visit", "oak", "2027-01-06"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    assert!(run.out.contains("note: the pro forma is due back on"), "{}", run.out);
    // It names no SPOC: the school's holds.
    let text = fs::read_to_string(root.join(OAKFIELD).join("records/2027-01-06 visit.yaml")).unwrap();
    assert!(!text.lines().any(|line| line.starts_with("spoc:")), "{text}");
    refused(
        root,
        &["new", "visit", "oak", "2026-11-20"],
        "Friday 20 November 2026 is past. Nothing was written. Name another day, or add --anyway",
    );
    refused(root, &["new", "visit", "oak", "2027-02-13"], "add --anyway");
    made(root, &["new", "visit", "oak", "2026-11-20", "--anyway"]);
    made(root, &["new", "visit", "oak", "2027-02-13", "--anyway"]);
    let school = SCHOOL.replace("closed: 2025-08-31\n", "opened: 2027-01-20\nclosed: 2027-03-01\n");
    let drive = self::drive().school_file("school.yaml", school);
    refused(drive.path(), &["new", "visit", "oak", "2027-01-19"], "opens on Wednesday 20 January 2027 only");
    refused(drive.path(), &["new", "visit", "oak", "2027-03-01"], "closed from Monday 1 March 2027 on");
    made(drive.path(), &["new", "visit", "oak", "2027-01-20"]);
}

#[test]
fn a_pro_forma_far_ahead_is_made_where_its_visit_is_named() {
    let drive = drive();
    let root = drive.path();
    made(root, &["new", "visit", "oak", "2026-12-08"]);
    made(root, &["new", "visit", "oak", "2027-02-09"]);
    let run = spoc(root, &["new", "pro-forma", "oak"]);
    assert!(run.out.contains("for the visit on Tuesday 8 December 2026, sent on 23 Nov 2026\n"), "{}", run.out);
    assert!(
        run.out.contains("next: Pro forma to come back, by Tuesday 1 December 2026, in 6 working days"),
        "{}",
        run.out
    );
    refused(
        root,
        &["new", "pro-forma", "oak"],
        "Tuesday 9 February 2027, and its pro forma is sent by 26 Jan 2027 only",
    );
    let run = spoc(root, &["new", "pro-forma", "oak", "--visit", "2027-02-09"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    // A record of that day that cannot be read may be the one.
    let drive = self::drive().school_file("records/2026-12-08 form.yaml", "kind: pro-forma\nnote: {\n");
    made(drive.path(), &["new", "visit", "oak", "2026-12-08"]);
    refused(drive.path(), &["new", "pro-forma", "oak"], "2026-12-08 form.yaml cannot be read");
}

#[test]
fn a_call_is_added_and_the_log_kept_as_it_is() {
    let log = "\u{feff}# Ours.\r\nkind: phone-log\r\nacademic_year: \"2026-27\"   # this year\r\ncalls:\r\n- {date: 2026-09-10, by: P, with: A, about: other, summary: s}   # rang twice\r\n\r\n# The end.\r\n";
    let drive = drive().school_file("records/calls.yaml", log);
    let call = ["new", "call", "oak", "--with", "Ms A Grant", "--about", "child", "--summary", "Back: on Monday"];
    made(drive.path(), &call);
    let after = fs::read_to_string(drive.path().join(OAKFIELD).join("records/calls.yaml")).unwrap();
    let added = "- date: 2026-11-23\r\n  by: Priya Shah\r\n  with: Ms A Grant\r\n  about: child\r\n  summary: \"Back: on Monday\"\r\n";
    assert_eq!(after, log.replace("\r\n\r\n# The end", &format!("\r\n{added}\r\n# The end")));
    assert_eq!(drive.problems(), Vec::<String>::new());
    made(drive.path(), &[&call[..], &["--date", "2026-07-01", "--follow-up", "ring", "--due", "2026-07-03"]].concat());
    assert!(drive.path().join(OAKFIELD).join("records/phone log 2025-26.yaml").exists());
    refused(drive.path(), &[&call[..], &["--date", "2026-12-01"]].concat(), "still to come");
    refused(drive.path(), &[&call[..], &["--child", "B801200005002"]].concat(), "does not go with its digits");
}

#[test]
fn a_log_that_cannot_be_read_is_not_added_to() {
    let log = "kind: phone-log\nacademic_year: 2026-27\ncalls: [{date: soon}]\n";
    let drive = drive().school_file("records/phone log 2026-27.yaml", log);
    let call = ["new", "call", "oak", "--with", "A", "--about", "child", "--summary", "s"];
    refused(drive.path(), &call, "cannot be read and may be this year's phone log");
}

#[test]
fn an_unclear_school_is_asked_back() {
    let oakham = SCHOOL.replace("100321", "100322").replace("closed: 2025-08-31\n", "");
    let drive = drive().file("Jane Morris/Oakham/school.yaml", oakham);
    refused(
        drive.path(),
        &["new", "visit", "oak", "2026-12-08"],
        "fits 2 schools: Jane Morris/Oakfield; Jane Morris/Oakham",
    );
    made(drive.path(), &["new", "visit", "OAKFIELD", "2026-12-08"]);
    made(drive.path(), &["new", "visit", "Jane Morris/Oakham", "2026-12-08"]);
    made(&drive.path().join("Jane Morris/Oakham/records"), &["new", "visit", "100321", "2026-12-09"]);
}

#[test]
fn what_is_new_is_held_against_the_drives_own_policy() {
    let policy = POLICY.to_owned()
        + "\n[calendar]\nclosures = [{ from = 2026-12-10, to = 2026-12-11 }]\nremove_bank_holidays = [2027-05-03]\n";
    let drive = drive()
        .file("policy.toml", policy)
        .school_file("records/2026-12-08 zvisit.yaml", "kind: visit\ndate: 2026-12-08\nstatus: planned\n");
    let root = drive.path();
    refused(root, &["new", "visit", "oak", "2026-12-10"], "not a working day");
    refused(root, &["new", "visit", "oak", "2026-12-29"], "between the terms");
    refused(root, &["new", "visit", "oak", "2026-12-08"], "a visit on Tuesday 8 December 2026 already");
    refused(root, &["new", "visit", "oak", "2150-12-08"], "2000 to 2100");
    made(root, &["new", "visit", "oak", "2027-05-03"]);
}

#[test]
fn names_that_differ_in_capitals_are_those_that_are_there() {
    let drive = drive();
    let head = ["new", "school", "Elm 654321", "--manager", "jane morris", "--urn", "123456", "--phase", "primary"];
    let rest = ["--status", "academy", "--spoc", "A", "--head", "B"];
    made(drive.path(), &[&head[..], &rest].concat());
    assert!(drive.path().join("Jane Morris/Elm 654321/school.yaml").exists());
    // A number in the name of another school is not the URN of that school.
    let other = ["new", "school", "Ash", "--manager", "Jane Morris", "--urn", "654321", "--phase", "primary"];
    made(drive.path(), &[&other[..], &rest].concat());
    refused(
        drive.path(),
        &[&["new", "school", "ASH"], &head[3..5], &["--urn", "111111", "--phase", "primary"], &rest[..]].concat(),
        "is there already",
    );
    assert_eq!(drive.problems(), Vec::<String>::new());
}

#[test]
fn a_childs_name_is_kept_out_of_file_names() {
    let notice = "kind: exclusion-notice\nupn: B801200005001\nname: Ada Brown\nyear: 4\ntype: permanent\nfrom: 2026-10-06\ntold_authority: 2026-10-06\n";
    let drive = drive().school_file("records/2026-10-06 exclusion notice.yaml", notice);
    made(drive.path(), &["new", "letter", "oak", "--subject", "ada brown: attendance"]);
    made(drive.path(), &["new", "letter", "oak", "--subject", "Ada’s plan for BROWN", "--child", "B801200005001"]);
    made(drive.path(), &["new", "email", "oak", "--subject", "Ada"]);
    let names: Vec<_> =
        files(drive.path()).into_iter().map(|(name, _)| name.replace(&format!("{OAKFIELD}/"), "")).collect();
    for name in [
        "correspondence/2026-11-23 attendance.md",
        "correspondence/2026-11-23 plan for.md",
        "emails/2026-11-23 e-mail.md",
    ] {
        assert!(names.iter().any(|one| one == name), "{name}: {names:?}");
    }
    // The subject itself is as it was written.
    let text = fs::read_to_string(drive.path().join(OAKFIELD).join("correspondence/2026-11-23 attendance.md")).unwrap();
    assert!(text.contains("subject: \"ada brown: attendance\"\n"), "{text}");
}
