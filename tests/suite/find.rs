//! `spoc find`: what is found, where, in which order, and whose names are shown.

use std::fs;

use serde_json::Value;

use crate::harness::{Drive, Run, TODAY, assert_refused, in_school, project, spoc_in, spoc_with};

const PRO_FORMA: &str = "kind: pro-forma\nvisit: 2026-11-24\nsent: 2026-11-10\nabsence:\n  from: 2026-09-02\n  to: 2026-11-13\n  on_roll: 412\n  children:\n  - {upn: B801200005001, name: Zoë O'Connor, year: 4, possible: 98, authorised: 6, unauthorised: 14}\n  - {upn: M80120000500A, name: Will Dunn, year: 4, possible: 98, authorised: 6, unauthorised: 14, note: Zoe's friend}\n";
const LOG: &str = "kind: phone-log\nacademic_year: 2026-27\ncalls:\n- {date: 2026-09-10, by: P, with: Ms A Grant, about: child, summary: Will Dunn was late}\n- {date: 2026-11-20, by: P, with: Ms A Grant, about: child, summary: \"The plan of Will's will be made, café\"}\n";
const MAIL: &str = "From: Ann <a@b.example>\r\nTo: T Cole <t.cole@oakfield.example>\r\nSubject: Pläne\r\nDate: Mon, 16 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe plan for Zoë\r\nO’Connor is attached.\r\n--x\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"support plan.pdf\"\r\n\r\nx\r\n--x--\r\n";

fn drive() -> Drive {
    Drive::with_school()
        .school_file("records/2026-11-24 pro forma.yaml", PRO_FORMA)
        .school_file("records/phone log 2026-27.yaml", LOG)
        .school_file("emails/mail.eml", MAIL)
        .school_file("correspondence/2026-10-01 floor plan.pdf", "%PDF")
        .file("Jane Morris/Elm/school.yaml", "name: Elm\n")
        .file(
            "Jane Morris/Elm/records/2026-12-01 broken.yaml",
            "kind: pro-forma\nchildren: [{name: Ada Brown, plan: \n",
        )
        .file(
            "Jane Morris/Elm/emails/2026-12-02 mail.md",
            "---\ndate: 2026-12-02\nfrom: A\nto: B\nsubject: C\n---\nA plan with Ada and Will Dunn.\n",
        )
}

fn find(drive: &Drive, arguments: &[&str]) -> Run {
    spoc_in(drive.path(), &[&["find"], arguments, &["--today", TODAY]].concat())
}

/// Each hit as a line: the path in the drive, the date, where, and what is shown.
fn hits(run: &Run) -> Vec<String> {
    assert_eq!(run.status, 0, "{run:?}");
    let mut found = Vec::new();
    let json = run.json();
    for file in json["schools"].as_array().unwrap().iter().flat_map(|school| school["files"].as_array().unwrap()) {
        for hit in file["hits"].as_array().unwrap() {
            let place =
                hit["line"].as_u64().map_or_else(|| hit["part"].as_str().unwrap().to_owned(), |line| line.to_string());
            let name = file["path"].as_str().unwrap().rsplit('/').next().unwrap();
            found.push(format!(
                "{name} {} {place}: {}",
                file["date"].as_str().unwrap_or("-"),
                hit["excerpt"].as_str().unwrap()
            ));
        }
    }
    found
}

#[test]
fn a_text_is_found_in_records_mail_and_names_the_newest_first() {
    let drive = drive();
    let all = [
        "2026-12-02 mail.md 2026-12-02 7: A plan with [child] and [child].",
        "2026-12-01 broken.yaml 2026-12-01 2: children: [{name: [child], plan:",
        "phone log 2026-27.yaml 2026-11-20 5: … P, with: Ms A Grant, about: child, summary: \"The plan of [child]'s will be made, café\"}",
        "mail.eml 2026-11-16 subject: Pläne",
        "mail.eml 2026-11-16 attachment: support plan.pdf",
        "mail.eml 2026-11-16 text: The plan for [child]",
        "2026-10-01 floor plan.pdf 2026-10-01 name: 2026-10-01 floor plan.pdf",
    ];
    assert_eq!(hits(&find(&drive, &["plan", "--format", "json"])), all);
    // The second answer comes from the cache, the third from the drive: all say the same.
    assert_eq!(hits(&find(&drive, &["PLAN", "--format", "json"])), all);
    assert_eq!(hits(&find(&drive, &["plan", "--no-cache", "--format", "json"])), all);
    let part = find(&drive, &["plan", "Jane Morris/Oakfield/emails", "--format", "json"]);
    assert_eq!(hits(&part), all[3..6]);
}

#[test]
fn words_are_found_in_any_order_and_a_phrase_across_lines() {
    let drive = drive();
    let paths = |text: &str| -> Vec<String> {
        let mut found: Vec<_> = hits(&find(&drive, &[text, "--format", "json"]))
            .iter()
            .map(|hit| hit.split(" 2026").next().unwrap().to_owned())
            .collect();
        found.dedup();
        found
    };
    assert_eq!(paths("\"zoe o'connor\""), ["2026-11-24 pro forma.yaml", "mail.eml"]);
    assert_eq!(paths("o'connor attached plan"), ["mail.eml"]);
    assert_eq!(paths("CAFE dunn"), ["phone log"]);
    assert!(paths("\"connor zoe\"").is_empty() && paths("onnor").is_empty());
    let phrase = find(&drive, &["floor plan", "--phrase", "--format", "json"]);
    assert_eq!(hits(&phrase).len(), 1);
}

#[test]
fn a_name_that_is_looked_for_is_shown_and_no_other() {
    let drive = drive();
    let found = hits(&find(&drive, &["zoe", "--format", "json"]));
    assert!(
        found[0].ends_with(
            "{upn: B801200005001, name: Zoë O'Connor, year: 4, possible: 98, authorised: 6, unauthorised: 14}"
        ),
        "{found:?}"
    );
    assert!(!found[1].contains("Will") && found[1].contains("Zoe's friend"), "{found:?}");
    let of_number = hits(&find(&drive, &["B801200005001", "--format", "json"]));
    assert!(of_number[0].contains("Zoë O'Connor"), "{of_number:?}");
    let shown = hits(&find(&drive, &["plan", "--show-names", "--format", "json"]));
    assert!(shown[0].contains("Ada and Will Dunn"), "{shown:?}");
}

#[test]
fn a_name_in_a_path_is_hidden_from_programs_as_from_people() {
    let drive = drive().school_file("correspondence/2026-11-01 plan for Will Dunn.pdf", "%PDF");
    let json = find(&drive, &["plan for", "--format", "json"]);
    assert!(json.out.contains("correspondence/2026-11-01 plan for [child].pdf\""), "{json:?}");
    assert!(!json.out.contains("Will") && !find(&drive, &["plan for"]).out.contains("Will"), "{json:?}");
    let shown = find(&drive, &["plan for", "--show-names", "--format", "json"]);
    assert!(shown.out.contains("plan for Will Dunn.pdf\""), "{shown:?}");
}

#[test]
fn a_changed_file_is_read_anew_and_one_that_is_gone_is_not_found() {
    let drive = drive();
    let log = drive.path().join(in_school("records/phone log 2026-27.yaml"));
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    let age = |path: &std::path::Path| fs::File::options().write(true).open(path).unwrap().set_modified(old).unwrap();
    age(&log);
    for _ in 0..2 {
        assert_eq!(hits(&find(&drive, &["late", "--format", "json"])).len(), 1);
    }
    fs::write(&log, LOG.replace("was late", "came early")).unwrap();
    assert!(hits(&find(&drive, &["late", "--format", "json"])).is_empty());
    assert_eq!(hits(&find(&drive, &["\"came early\"", "--format", "json"])).len(), 1);
    fs::remove_file(&log).unwrap();
    assert!(hits(&find(&drive, &["early", "--format", "json"])).is_empty());
}

#[test]
fn what_cannot_be_searched_is_said() {
    let drive = drive().school_file("emails/empty.msg", "\u{d0}no mail");
    let run = find(&drive, &["plan", "--format", "json"]);
    let unsearched: Vec<_> =
        run.json()["unsearched"].as_array().unwrap().iter().map(|one| one["path"].clone()).collect();
    let is_said = unsearched == [Value::from(in_school("emails/empty.msg"))];
    assert!(is_said == run.err.contains("not everything could be searched"), "{run:?}");
    assert_refused(&find(&drive, &["  \"\" "]));
    assert_refused(&find(&drive, &["plan", "Nowhere"]));
    let nothing = find(&drive, &["nonsense"]);
    assert!(nothing.status == 0 && nothing.out.starts_with("Nothing was found"), "{nothing:?}");
}

#[cfg(unix)]
#[test]
fn a_file_without_rights_is_named_and_not_passed_over() {
    use std::os::unix::fs::PermissionsExt as _;
    let drive = drive();
    let file = drive.path().join(in_school("records/phone log 2026-27.yaml"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&file).is_ok() {
        return; // The superuser may read everything.
    }
    let run = find(&drive, &["plan"]);
    assert!(run.err.contains("phone log 2026-27.yaml: permission is refused"), "{run:?}");
}

#[test]
fn nothing_of_it_lies_on_the_drive_and_nothing_in_the_cache_without_leave() {
    let (drive, cache) = (drive(), tempfile::tempdir().unwrap());
    let before = crate::harness::files(drive.path());
    let folder = cache.path().to_str().unwrap();
    spoc_with(drive.path(), &["find", "plan", "--no-cache"], &[("SPOC_CACHE", folder)]);
    assert!(crate::harness::files(cache.path()).is_empty());
    spoc_with(drive.path(), &["find", "plan"], &[("SPOC_CACHE", folder)]);
    assert_eq!(crate::harness::files(drive.path()), before);
    assert!(
        crate::harness::files(cache.path()).iter().any(|file| file.extension().is_some_and(|ending| ending == "words"))
    );
}

#[test]
fn what_is_found_reads_well() {
    let run = spoc_in(&project(), &["find", "penalty notice", "--drive", "fixtures/northmere", "--today", TODAY]);
    assert!(
        run.out.starts_with("5 records hold penalty notice") || run.out.contains("records hold penalty notice"),
        "{run:?}"
    );
    assert!(
        run.out.contains("\nJane Morris/Kelder Valley Academy\n  5 Nov 2026   records/2026-11-05 visit.yaml\n"),
        "{run:?}"
    );
}

#[test]
fn people_see_the_first_of_many_and_how_many_more_there_are() {
    let mut drive = drive();
    for number in 0..250 {
        let school = ["Oak Hill", "Birch"][number % 2];
        let (month, day) = (1 + number / 25, 1 + number % 25);
        drive = drive.file(
            &format!("Jane Morris/{school}/emails/2026-{month:02}-{day:02} mail {number}.md"),
            format!("---\ndate: 2026-{month:02}-{day:02}\nfrom: A\nto: B\nsubject: C\n---\nNo {number}: the plan of Will Dunn.\n"),
        );
    }
    let all = find(&drive, &["plan", "--format", "json"]).json();
    let files: Vec<&Value> =
        all["schools"].as_array().unwrap().iter().flat_map(|school| school["files"].as_array().unwrap()).collect();
    assert!(files.len() > 250);
    let excerpts = |files: &[&Value]| -> Vec<String> {
        let hits = files.iter().flat_map(|file| file["hits"].as_array().unwrap());
        hits.map(|hit| hit["excerpt"].as_str().unwrap().to_owned()).collect()
    };
    let text = find(&drive, &["plan"]).out;
    // Each stands in the text after the one before; none of the others does.
    let mut rest = text.as_str();
    for excerpt in excerpts(&files[..200]) {
        let at = rest.find(&excerpt).unwrap_or_else(|| panic!("{excerpt} is not next in {rest}"));
        rest = &rest[at + excerpt.len()..];
    }
    assert!(excerpts(&files[200..]).iter().all(|excerpt| !text.contains(excerpt)), "{text}");
    assert!(text.starts_with(&format!("{} records hold plan", files.len())), "{text}");
    assert!(text.contains(&format!("\n{} more records hold it.", files.len() - 200)), "{text}");
}
