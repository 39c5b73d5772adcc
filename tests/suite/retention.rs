//! `spoc retention`: what is due for review, why, and what holds it. Nothing is deleted.

use serde_json::Value;

use crate::harness::{Drive, POLICY, Run, SCHOOL, TODAY, assert_refused, files, spoc_in};

const OLD: &str = "kind: visit\ndate: 2019-05-14\nstatus: held\nchildren: [{upn: B801200005001, why: [other]}, {upn: M80120000500A, why: [other]}]\n";
const NOTICE: &str = "kind: exclusion-notice\nupn: M80120000500A\nname: Will Dunn\nyear: 7\ntype: permanent\nfrom: 2024-10-06\ntold_authority: 2024-10-06\n";
const LETTER: &str = "---\ndate: 2019-06-01\nfrom: A\nto: B\nsubject: C\nchild: B801200005001\n---\nText\n";

fn drive(retention: &str) -> Drive {
    Drive::with_school()
        .file("policy.toml", format!("{POLICY}\n{retention}\n"))
        .school_file("records/2019-05-14 visit.yaml", OLD)
        .school_file("correspondence/2019-06-01 letter.md", LETTER)
        .school_file("correspondence/2019-06-02 scan.pdf", "%PDF")
        .school_file("correspondence/scan.pdf", "%PDF")
        .file(
            "Jane Morris/Elm/school.yaml",
            SCHOOL.replace("Oakfield Primary School", "Elm").replace("100321", "100322"),
        )
        .file("Jane Morris/Elm/records/2024-10-06 notice.yaml", NOTICE)
}

fn run(drive: &Drive, arguments: &[&str]) -> Run {
    spoc_in(drive.path(), &[&["retention"], arguments, &["--today", TODAY]].concat())
}

/// What is due, a line each: child or file, the last contact, what holds it.
fn due(run: &Run) -> Vec<String> {
    let json = run.json();
    let schools = json["schools"].as_array().unwrap();
    let line = |one: &Value| {
        let what = one["upn"].as_str().or_else(|| one["path"].as_str()?.rsplit('/').next()).unwrap();
        let held: Vec<_> = one["held"].as_array().unwrap().iter().map(|hold| hold.as_str().unwrap()).collect();
        format!("{what} {} {}", one["last_contact"].as_str().unwrap(), held.join(", ")).trim_end().to_owned()
    };
    schools.iter().flat_map(|school| school["due"].as_array().unwrap().iter().map(line).collect::<Vec<_>>()).collect()
}

#[test]
fn what_is_over_is_listed_with_its_last_contact_and_nothing_is_deleted() {
    let drive = drive("[retention]\nyears_after_last_contact = 6");
    let before = files(drive.path());
    let list = run(&drive, &["--format", "json"]);
    assert_eq!(list.status, 1, "{list:?}");
    // Will was known at another school in 2024: what names him as well stays with him.
    assert_eq!(
        due(&list),
        ["B801200005001 2019-06-01", "2019-06-01 letter.md 2019-06-01", "2019-06-02 scan.pdf 2019-06-02"]
    );
    assert_eq!(list.json()["schools"][0]["unjudged"][0], "Jane Morris/Oakfield/correspondence/scan.pdf");
    let text = run(&drive, &[]);
    assert!(
        text.out.contains("child B801200005001\n      last contact 1 Jun 2019, in ")
            && text.out.contains("Nothing was deleted"),
        "{text:?}"
    );
    assert_eq!(files(drive.path()), before);
    assert_eq!(due(&run(&drive, &["Jane Morris/Elm", "--format", "json"])), Vec::<String>::new());
    assert_eq!(
        due(&spoc_in(drive.path(), &["retention", "--format", "json", "--today", "2025-05-31"])),
        Vec::<String>::new()
    );
}

#[test]
fn a_child_in_the_text_of_an_e_mail_is_in_contact_and_brings_its_hold() {
    let mail = |text: &str| {
        format!(
            "From: a@b.example\r\nDate: Mon, 16 Nov 2020 10:00:00 +0000\r\nContent-Type: text/plain\r\n\r\n{text}\r\n"
        )
    };
    for text in ["on B801200005001", "on zoe dunn's plan"] {
        let drive = drive(
            "[retention]\nyears_after_last_contact = 6\nholds = [{ why = \"inquiry\", upn = \"M80120000500A\" }]",
        )
        .school_file(
            "records/2019-05-15 notice.yaml",
            NOTICE
                .replace("M80120000500A", "B801200005001")
                .replace("Will Dunn", "Zoë Dunn")
                .replace("2024-10-06", "2019-05-15"),
        )
        .school_file("emails/mail.eml", mail(text))
        .school_file("correspondence/2018-01-01 Will Dunn.pdf", "%PDF");
        let run = |today: &str| due(&spoc_in(drive.path(), &["retention", "--format", "json", "--today", today]));
        assert!(
            !run("2026-11-15").iter().any(|line| line.starts_with("B801200005001")),
            "{text}: {:?}",
            run("2026-11-15")
        );
        assert!(run("2026-11-16").contains(&"B801200005001 2020-11-16".to_owned()), "{text}: {:?}", run("2026-11-16"));
        let later = run("2031-01-01");
        assert!(
            later.contains(
                &"2018-01-01 Will Dunn.pdf 2024-10-06 inquiry; possibly, as it has the child's name alone".to_owned()
            ),
            "{later:?}"
        );
    }
}

#[test]
fn a_former_number_is_possibly_in_contact_under_the_later_one() {
    let notice = |upn: &str, name: &str, day: &str| {
        NOTICE.replace("M80120000500A", upn).replace("Will Dunn", name).replace("2024-10-06", day)
    };
    // The later contact has the number alone: a name would tell by itself.
    let log = |day: &str| {
        format!(
            "kind: phone-log\nacademic_year: 2024-25\ncalls:\n- {{date: {day}, by: P, with: C, about: child, child: B801200005001, summary: S}}\n"
        )
    };
    let listed = |name: &str, day: &str| {
        let drive = Drive::with_school()
            .file("policy.toml", format!("{POLICY}\n[retention]\nyears_after_last_contact = 6\n"))
            .school_file("records/2018-03-05 notice.yaml", notice("M80120000500A", "Zoë Dunn", "2018-03-05"))
            .school_file("records/2018-03-06 notice.yaml", notice("B801200005001", name, "2018-03-06"))
            .school_file("records/phone log.yaml", log(day));
        (run(&drive, &["--format", "json"]), run(&drive, &[]).out)
    };
    let (list, text) = listed("ZOE DUNN", "2024-10-07");
    assert_eq!((list.status, due(&list)), (0, vec!["M80120000500A 2018-03-06".to_owned()]), "{list:?}");
    let possibly = &list.json()["schools"][0]["due"][0]["possibly_in_contact"];
    assert_eq!((&possibly["upn"], &possibly["last_contact"]), (&"B801200005001".into(), &"2024-10-07".into()));
    let said = "possibly in contact: B801200005001 has the same name at this school, last contact 7 Oct 2024 in ";
    assert!(text.contains(said) && text.contains(", 1 possibly still in contact"), "{text}");
    // Another name is another child; and what is over under both numbers is due.
    for (name, day) in [("Zoe Dunne", "2024-10-07"), ("ZOE DUNN", "2018-03-07")] {
        let (list, text) = listed(name, day);
        assert!(list.status == 1 && due(&list).iter().any(|line| line.starts_with("M80120000500A ")), "{list:?}");
        assert!(!text.contains("possibly in contact"), "{text}");
    }
}

#[test]
fn a_hold_is_named_as_long_as_it_lasts() {
    for (hold, held) in [
        ("{ why = \"inquiry\", upn = \"B801200005001\" }", ["inquiry", "inquiry", ""]),
        ("{ why = \"inquiry\", school = \"oakfield primary school\" }", ["inquiry", "inquiry", "inquiry"]),
        ("{ why = \"inquiry\", school = \"100321\", upn = \"B801200005001\" }", ["inquiry", "inquiry", ""]),
        ("{ why = \"inquiry\" }", ["inquiry", "inquiry", "inquiry"]),
        ("{ why = \"inquiry\", until = 2026-11-23 }", ["inquiry (until 2026-11-23)"; 3]),
        ("{ why = \"inquiry\", until = 2026-11-22 }", ["", "", ""]),
        ("{ why = \"inquiry\", school = \"Elm\" }", ["", "", ""]),
    ] {
        let drive = drive(&format!("[retention]\nyears_after_last_contact = 6\nholds = [{hold}]"));
        let list = run(&drive, &["--format", "json"]);
        let found: Vec<_> =
            due(&list).iter().map(|line| line.split_once(" 2019-06-0").unwrap().1[1..].trim().to_owned()).collect();
        assert_eq!(found, held, "{hold}");
        assert_eq!(list.status, i32::from(held.contains(&"")), "{hold}");
    }
    let drive = drive("[retention]\nyears_after_last_contact = 6\nholds = [{ why = \"slip\", school = \"Oakfeild\" }]");
    assert!(run(&drive, &[]).out.contains("The hold \"slip\" is about nothing on this drive"));
}

#[test]
fn without_a_rule_nothing_is_listed_and_with_a_broken_one_nothing_either() {
    let list = run(&drive(""), &[]);
    assert!(list.status == 0 && list.out.contains("does not say how long records are kept"), "{list:?}");
    for broken in [
        "years_after_last_contact = \"six\"",
        "years_after_last_contact = 6\nholds = [{ upn = \"B801200005001\" }]",
        "years_after_last_contact = 6\nholds = [{ why = \"x\", upn = \"B80\" }]",
        "years_after_last_contact = 6\nholds = [{ why = \"x\", child = \"B801200005001\" }]",
        "years_after_last_contact = 6\nholds = [{ why = \"x\", until = \"soon\" }]",
    ] {
        let drive = drive(&format!("[retention]\n{broken}"));
        assert_refused(&run(&drive, &[]));
        assert!(!drive.problems().is_empty(), "{broken}");
    }
}
