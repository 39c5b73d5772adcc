//! `spoc child` and `spoc contact`: a child who moved between two schools told on one page, and nobody else's name in it.

use serde_json::Value;

use crate::harness::{Drive, POLICY, Run, SCHOOL, TODAY, assert_refused, spoc_in};

const ZOE: &str = "B801200005001";
const OF_OAKFIELD: &str = "kind: pro-forma
visit: 2026-06-16
sent: 2026-06-01
returned: 2026-06-09
absence:
  from: 2026-01-05
  to: 2026-06-05
  on_roll: 412
  children:
  - {upn: B801200005001, name: Zoë O'Connor, year: 6, possible: 180, authorised: 20, unauthorised: 90, note: Sits by Will.}
  - {upn: M80120000500A, name: Will Dunn, year: 6, possible: 180, authorised: 6, unauthorised: 14}
exclusions:
- {upn: B801200005001, name: Zoë O'Connor, year: 6, type: fixed-term, from: 2026-05-12, days: 2.5, told_authority: 2026-05-12, reason: A quarrel with Will Dunn}
- {upn: B801200005001, name: Zoë O'Connor, year: 6, type: lunchtime, from: 2026-05-20, lunchtimes: 3}
managed_moves:
  requested: {internally: 1, externally: 0}
  moves:
  - {upn: B801200005001, name: Zoë O'Connor, year: 6, from_school: Oakfield Primary School, to_school: Elm Park, agreed: 2026-06-12}
issues: Zoe O'Connor and Will Dunn need a plan.
";
const VISIT: &str = "kind: visit
date: 2026-06-16
status: held
children:
- upn: B801200005001
  name: Zoë O'Connor
  why: [persistent-absence, exclusions]
  statutory_intervention: {threshold: met, action: refer, reason: \"Half of the sessions; see B801200005001 and M80120000500A\"}
  early_help_referral: {threshold: not-met, action: none}
- upn: M80120000500A
  why: [other]
actions: [{what: Ring the family, who: Ms A Grant, due: 2026-06-30, child: B801200005001}, {what: Ring Will's family, who: P, due: 2026-06-30, child: M80120000500A}]
";
const OF_ELM: &str = "kind: pro-forma
visit: 2026-11-24
sent: 2026-11-10
absence:
  from: 2026-09-02
  to: 2026-11-13
  on_roll: 800
  children:
  - {upn: B801200005001, name: Zoe OConnor, year: 7, possible: 98, authorised: 6, unauthorised: 4}
  - {upn: UN1, name: Zoë O'Connor, year: 7, possible: 98, authorised: 1, unauthorised: 12}
exclusions:
- {upn: B801200005001, name: Zoe OConnor, year: 7, type: fixed-term, from: 2026-05-12, days: 2.5}
- {upn: B801200005001, name: Zoe OConnor, year: 7, type: fixed-term, from: 2026-10-06, days: 1, told_authority: 2026-10-06}
";
const LOG: &str = "kind: phone-log
academic_year: 2026-27
calls:
- {date: 2026-09-10, time: 9:30, by: Priya Shah, with: Mr Cole, direction: out, about: child, child: B801200005001, summary: \"Zoë settles in; Tom Ash helps\"}
- {date: 2026-09-11, by: Priya Shah, with: Mr Cole, about: child, summary: On Zoe O’Connor and others}
- {date: 2026-09-12, by: Priya Shah, with: Mr Cole, about: child, summary: On Will Dunn}
";
const LETTER: &str = "---\ndate: 2026-09-20\nfrom: Priya Shah\nto: Mr Cole\nsubject: A plan\nchild: B801200005001\n---\nFor Zoë and for Tom Ash.\n";
const MAIL: &str = "From: Ann <a@b.example>\r\nTo: T Cole <t.cole@elm.example>\r\nSubject: B801200005001\r\nDate: Mon, 16 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe plan is attached. Will is not in it.\r\n--x\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"plan Will Dunn.pdf\"\r\n\r\nx\r\n--x--\r\n";
const NOTICE: &str = "kind: exclusion-notice\nupn: E942200024001\nname: Tom Ash\nyear: 7\ntype: permanent\nfrom: 2026-10-06\ntold_authority: 2026-10-06\n";

/// A drive with a child who moved from Oakfield to Elm Park.
pub fn moved() -> Drive {
    let elm = SCHOOL
        .replace("Oakfield Primary School", "Elm Park")
        .replace("100321", "100322")
        .replace("closed: 2025-08-31\n", "");
    Drive::with_school()
        .file("policy.toml", POLICY)
        .school_file("school.yaml", SCHOOL.replace("closed: 2025-08-31\n", ""))
        .school_file("records/2026-06-16 pro forma.yaml", OF_OAKFIELD)
        .school_file("records/2026-06-16 visit.yaml", VISIT)
        .school_file("correspondence/2026-06-20 plan for Zoë O'Connor.pdf", "%PDF")
        .file("Samir Rahman/Elm Park/school.yaml", elm)
        .file("Samir Rahman/Elm Park/records/2026-11-24 pro forma.yaml", OF_ELM)
        .file("Samir Rahman/Elm Park/records/phone log 2026-27.yaml", LOG)
        .file("Samir Rahman/Elm Park/records/2026-10-06 notice.yaml", NOTICE)
        .file("Samir Rahman/Elm Park/correspondence/2026-09-20 plan.md", LETTER)
        .file("Samir Rahman/Elm Park/emails/mail.eml", MAIL)
        .file("Samir Rahman/Elm Park/records/2026-11-25 broken.yaml", "kind: visit\nnote: [Zoë O'Connor\n")
}

fn run(drive: &Drive, arguments: &[&str]) -> Run {
    spoc_in(drive.path(), &[arguments, &["--today", TODAY]].concat())
}

/// Each entry as a line: day, kind, title.
fn lines(entries: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    entries
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {}: {}", text(&one["date"]), text(&one["what"]), text(&one["title"])))
        .collect()
}

#[test]
fn a_child_who_moved_is_told_on_one_page() {
    let drive = moved();
    for arguments in [["child", ZOE], ["child", "zoë o’connor"], ["child", "b801200005001"]] {
        let run = run(&drive, &[&arguments[..], &["--format", "json"]].concat());
        assert_eq!(run.status, 0, "{run:?}");
        let json = run.json();
        assert_eq!(
            lines(&json["entries"]),
            [
                "2026-05-12 exclusion: Excluded: fixed term, 2.5 days",
                "2026-05-20 exclusion: Excluded: lunchtime, 3 lunchtimes",
                "2026-06-05 absence: Absent 61.1%, severely absent",
                "2026-06-12 managed-move: Managed move from Oakfield Primary School to Elm Park",
                "2026-06-16 decision: Reviewed at the visit",
                "2026-06-16 action: Agreed: Ring the family",
                "2026-09-10 call: Priya Shah called Mr Cole",
                "2026-09-20 letter: A plan",
                "2026-10-06 exclusion: Excluded: fixed term, 1 day",
                "2026-11-13 absence: Absent 10.2%, persistently absent",
                "2026-11-16 email: B801200005001",
            ]
        );
        let child = &json["child"];
        assert_eq!((&child["upn"], &child["year"], child["days_lost"].as_f64()), (&ZOE.into(), &"7".into(), Some(5.0)));
        assert_eq!(child["schools"][0]["path"], "Jane Morris/Oakfield");
        assert_eq!(
            (&child["schools"][1]["first"], &child["schools"][1]["last"]),
            (&"2026-09-10".into(), &"2026-11-16".into())
        );
        assert_eq!(
            child["exclusions"][0]["fixed_term"], 1,
            "one exclusion once, though both schools tell of it: {child}"
        );
        let possible = lines(&json["possible"]);
        assert_eq!(possible.len(), 5, "{possible:?}");
        assert!(possible.iter().any(|line| line.starts_with("2026-11-13 absence: Absent 13.3%")), "{possible:?}");
        assert!(possible.iter().any(|line| line.starts_with("2026-09-11 call")), "{possible:?}");
    }
}

#[cfg(feature = "pdf")]
#[test]
fn the_story_is_a_tagged_pdf_that_says_the_same() {
    let (drive, folder) = (moved(), tempfile::tempdir().unwrap());
    let file = folder.path().join("story.pdf");
    let run = run(&drive, &["child", ZOE, "--format", "pdf", "--out", file.to_str().unwrap()]);
    assert_eq!(run.status, 0, "{run:?}");
    let pdf = crate::pack::pdf::PdfText::read(&std::fs::read(file).unwrap());
    assert!(pdf.is_tagged);
    let all = pdf.all();
    for said in ["Managed move from Oakfield Primary School to Elm Park", "Ring the family", "OFFICIAL-SENSITIVE"] {
        assert!(all.contains(said), "{said}: {all}");
    }
    assert!(!all.contains("Tom Ash") && !all.contains("Will Dunn"), "{all}");
}

#[test]
fn nobody_else_is_named() {
    let drive = moved();
    let show = |format: &str| run(&drive, &["child", ZOE, "--format", format]).out;
    for told in [show("text"), show("json")] {
        for other in ["Will", "Dunn", "Tom", "Ash", "M80120000500A", "E942200024001"] {
            assert!(!told.contains(other), "{other}: {told}");
        }
        assert!(told.contains("[another child]") && told.contains("Zoë"), "{told}");
    }
    let page =
        drive.path().parent().unwrap().join(format!("{}.html", drive.path().file_name().unwrap().to_str().unwrap()));
    let run = run(&drive, &["child", ZOE, "--format", "html", "--out", page.to_str().unwrap()]);
    let html = std::fs::read_to_string(&page).unwrap();
    std::fs::remove_file(&page).unwrap();
    assert!(run.status == 0 && html.contains("Managed move from Oakfield Primary School to Elm Park"), "{run:?}");
    assert!(!html.contains("Dunn") && !html.contains("Tom Ash") && html.contains("default-src 'none'"), "{html}");
}

#[test]
fn the_children_of_a_namesakes_school_are_hidden_by_parts_of_their_names() {
    let namesakes = "kind: pro-forma\nvisit: 2026-11-24\nsent: 2026-11-10\nabsence:\n  from: 2026-09-02\n  to: 2026-11-13\n  on_roll: 400\n  children:\n  - {upn: V999204521041, name: Zoë O'Connor, year: 4, possible: 98, authorised: 6, unauthorised: 14}\n  - {upn: U999204521050, name: Finlay Marsh, year: 4, possible: 98, authorised: 6, unauthorised: 14}\n";
    let letter = "---\ndate: 2026-06-21\nfrom: Priya Shah\nto: Mr Cole\nsubject: Zoë and Finlay sit together\nchild: B801200005001\n---\nAs agreed.\n";
    let drive = moved()
        .school_file("correspondence/2026-06-21 note.md", letter)
        .file("Samir Rahman/Birch/school.yaml", SCHOOL.replace("100321", "100323"))
        .file("Samir Rahman/Birch/records/2026-11-24 pro forma.yaml", namesakes);
    let told = run(&drive, &["child", ZOE]).out;
    assert!(told.contains("Zoë and [another child] sit together"), "{told}");
    assert!(!told.contains("Birch"), "{told}");
}

#[test]
fn whatever_a_search_finds_is_told() {
    let visit = "kind: visit\ndate: 2026-06-16\nstatus: held\npresent:\n- {name: Ms A Grant, role: aunt of Zoë O'Connor}\nx_own: with Zoe O'Connor\nactions:\n- {what: Ring Zoë O'Connor, who: T Cole, due: 2026-07-01, done: 2026-06-30}\n# Zoë O'Connor was late\n";
    let drive = moved().school_file("records/2026-06-16 visit.yaml", visit);
    let told = run(&drive, &["child", ZOE, "--format", "json"]).json();
    let of_visit = |one: &&Value| one["sources"].to_string().contains("2026-06-16 visit.yaml");
    let possible: Vec<_> = told["possible"].as_array().unwrap().iter().filter(of_visit).collect();
    let texts: Vec<_> = possible.iter().map(|one| format!("{}: {}", one["title"], one["details"])).collect();
    assert_eq!(texts.len(), 4, "{texts:?}");
    for (title, text) in [
        ("Named in a record", "aunt of Zoë O'Connor"),
        ("Named in a record", "with Zoe O'Connor"),
        ("Agreed: Ring Zoë O'Connor", ""),
        ("Named in a comment of a record", "Zoë O'Connor was late"),
    ] {
        assert!(texts.iter().any(|one| one.contains(title) && one.contains(text)), "{title}: {texts:?}");
    }
}

#[test]
fn a_part_of_the_name_alone_is_told_as_possible_in_the_childs_own_schools() {
    let mail = |subject: &str, text: &str| {
        format!("---\ndate: 2026-06-10\nfrom: p@a.example\nto: t@b.example\nsubject: {subject}\n---\n{text}\n")
    };
    let saved = "From: Ann <a@b.example>\r\nSubject: Monday\r\nDate: Mon, 15 Jun 2026 10:00:00 +0000\r\n\r\nWill came, and zoe’s mum.\r\n";
    let log = "kind: phone-log\nacademic_year: 2025-26\ncalls:\n- {date: 2026-03-10, by: Priya Shah, with: Mrs O'Connor, about: child, summary: On the plan}\n- {date: 2026-03-11, by: Priya Shah, with: Mr Cole, about: child, summary: On Connor}\n";
    let drive = moved()
        .school_file("emails/2026-06-10 the plan.md", mail("The plan", "Whether Zoë has settled."))
        .school_file("emails/2026-06-11 another.md", mail("Zoe Dunn", "Zoe Dunn was late."))
        .school_file("emails/2026-06-12 dates.md", mail("Dates", "Dear Zoe,\nthe dates suit us.\nRegards,\nZoe").replace("p@a.example", "Zoe Hill <p@a.example>"))
        .school_file("emails/2026-06-13 of another.md", mail("A plan", "Zoe was hurt at home.").replace("subject", "child: E942200024001\nsubject"))
        .school_file("emails/monday.eml", saved)
        .school_file("records/phone log 2025-26.yaml", log)
        .school_file("records/2026-09-09 notice.yaml", NOTICE.replace("Tom Ash", "Zoe Dunn").replace("2026-10-06", "2026-09-09"))
        .school_file("records/2026-06-17 notes of Zoë.txt", "x")
        .school_file("records/2026-06-18 visit.yaml", "kind: visit\ndate: 2026-06-18\nstatus: held\nactions:\n- {what: Ring Will, who: P, due: 2026-06-30}\n- {what: Ring Zoe, who: P, due: 2026-06-30}\n- {what: Taxi, who: Zoë's nana, due: 2026-06-30}\n# O'Connor: plan in draft\n")
        .file("Samir Rahman/Birch/school.yaml", SCHOOL.replace("100321", "100398"))
        .file("Samir Rahman/Birch/emails/2026-06-10 the plan.md", mail("A plan", "Whether Zoë has settled."));
    let told = run(&drive, &["child", ZOE, "--format", "json"]).json();
    let by_part = |one: &&Value| one["possible"].as_str().unwrap().contains("a part of the name alone");
    let possible: Vec<_> = told["possible"].as_array().unwrap().iter().filter(by_part).cloned().collect();
    assert_eq!(
        lines(&Value::Array(possible)),
        [
            "2026-03-10 call: Priya Shah spoke with Mrs O'Connor",
            "2026-06-10 email: The plan",
            "2026-06-15 email: Monday",
            "2026-06-17 mention: A document has the child in its name",
            "2026-06-18 action: Agreed: Ring Zoe",
            "2026-06-18 action: Agreed: Taxi",
            "2026-06-18 mention: Named in a comment of a record",
        ]
    );
    assert!(!told.to_string().contains("Birch"), "{told}");
    // In a bundle each needs eyes. It lies apart and is not in the story; such a document is named and not copied.
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("bundle");
    assert_eq!(run(&drive, &["child", ZOE, "--bundle", dir.to_str().unwrap()]).status, 0);
    let read = |path: &str| std::fs::read_to_string(dir.join(path)).unwrap();
    let index = read("index.html");
    assert_eq!(index.matches("Only possibly: the text has a part of the name alone").count(), 5, "{index}");
    assert!(index.contains("It is not copied here: open it on the drive"), "{index}");
    assert_eq!(std::fs::read_dir(dir.join("documents")).unwrap().count(), 1);
    for story in ["chronology.html", "chronology.json"] {
        assert!(!read(story).contains("has settled") && !read(story).contains("part of the name"), "{story}");
    }
    let apart: Vec<_> = std::fs::read_dir(dir.join("to-decide")).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(apart.len(), 4, "{apart:?}");
    let visit = apart.iter().find(|path| path.to_str().unwrap().contains("2026-06-18")).unwrap();
    let visit = std::fs::read_to_string(visit).unwrap();
    assert!(
        visit.contains("Ring Zoe") && !visit.contains("Will") && visit.contains("1 row about others left out"),
        "{visit}"
    );
}

#[test]
fn a_name_that_a_slip_put_beside_the_number_brings_no_document_of_its_child() {
    let slip = NOTICE.replace("E942200024001", ZOE).replace("2026-10-06", "2026-10-08");
    let drive = moved()
        .file("Samir Rahman/Elm Park/records/2026-10-08 notice.yaml", slip)
        .file("Samir Rahman/Elm Park/correspondence/2026-10-09 Ash family.pdf", "%PDF")
        .file("Samir Rahman/Elm Park/correspondence/2026-10-10 Tom Ash.pdf", "%PDF");
    let told = run(&drive, &["child", ZOE, "--format", "json"]).json();
    assert!(told.to_string().contains("2026-10-08"), "{told}");
    assert!(!told.to_string().contains("2026-10-09") && !told.to_string().contains("2026-10-10"), "{told}");
}

#[test]
fn a_child_of_one_letter_and_a_copy_with_the_name_are_told() {
    let log = |name: &str| {
        format!(
            "kind: pro-forma\nvisit: 2026-11-24\nabsence:\n  from: 2026-09-02\n  to: 2026-11-13\n  on_roll: 9\n  children:\n  - {{upn: UN1, name: {name}, year: 4, possible: 98, authorised: 6, unauthorised: 14}}\n"
        )
    };
    let drive = Drive::with_school().school_file("records/2026-11-24 pro forma.yaml", log("O Y"));
    assert_eq!(run(&drive, &["child", "O Y"]).status, 0);
    let drive = Drive::with_school().school_file("records/2026-11-24 pro forma.yaml", log("Al Ray")).school_file(
        "records/2026-10-20 Al concerns - Copy.yaml",
        "kind: visit\nnote: He sits alone and also comes late.\n",
    );
    let told = run(&drive, &["child", "Al Ray"]);
    assert!(told.out.contains("Al concerns - Copy"), "{told:?}");
}

#[test]
fn what_bears_a_former_number_alone_is_told_as_possible() {
    let log = "kind: phone-log\nacademic_year: 2025-26\ncalls:\n- {date: 2026-03-10, by: Priya Shah, with: Mr Cole, about: child, child: B80120000500B, summary: On the plan}\n";
    let letter = "---\ndate: 2026-03-12\nfrom: Priya Shah\nto: Mr Cole\nsubject: B80120000500B\n---\nAs agreed.\n";
    let named = NOTICE.replace("E942200024001", "B80120000500B").replace("Tom Ash", "zoe o’connor");
    let drive = moved()
        .school_file("records/phone log 2025-26.yaml", log)
        .school_file("records/2026-10-06 notice.yaml", named)
        .school_file("correspondence/2026-03-12 plan.md", letter);
    let told = run(&drive, &["child", ZOE, "--format", "json"]).json();
    let possible = lines(&told["possible"]);
    assert!(
        possible.contains(&"2026-03-10 call: Priya Shah called Mr Cole".to_owned())
            || possible.iter().any(|line| line.starts_with("2026-03-10 call")),
        "{possible:?}"
    );
    assert!(possible.contains(&"2026-03-12 letter: B80120000500B".to_owned()), "{possible:?}");
    // At a school where the lasting number has never been, it is another child's.
    let elsewhere = moved()
        .file("Samir Rahman/Marl/school.yaml", SCHOOL.replace("100321", "100399"))
        .file("Samir Rahman/Marl/records/phone log 2025-26.yaml", log)
        .file("Samir Rahman/Marl/records/2026-10-06 notice.yaml", NOTICE.replace("E942200024001", "B80120000500B"));
    let told = run(&elsewhere, &["child", ZOE, "--format", "json"]).json();
    assert!(!lines(&told["possible"]).iter().any(|line| line.starts_with("2026-03-10")), "{told}");
}

#[test]
fn a_name_of_several_children_is_asked_about() {
    let drive = moved().school_file(
        "records/2026-09-09 notice.yaml",
        "kind: exclusion-notice\nupn: U210212324001\nname: Zoe O'CONNOR\nyear: 2\ntype: permanent\nfrom: 2026-09-09\ntold_authority: 2026-09-09\n",
    );
    let several = run(&drive, &["child", "zoe o'connor"]);
    assert_refused(&several);
    assert!(
        several.err.contains("fits 2 children: B801200005001 (") && several.err.contains("U210212324001 ("),
        "{several:?}"
    );
    let one = run(&drive, &["child", ZOE, "--format", "json"]).json();
    assert_eq!(one["child"]["has_namesake"], true);
    assert_refused(&run(&drive, &["child", "UN1"]));
    assert_refused(&run(&drive, &["child", "A801200005001"]));
    assert_refused(&run(&drive, &["child", "Nobody Here"]));
    // A number with a letter at its end is a temporary one: beside a lasting one of the same name it is a former number.
    let drive = moved().school_file(
        "records/2026-02-02 notice.yaml",
        "kind: exclusion-notice\nupn: M80120000500A\nname: Zoe O'Connor\nyear: 6\ntype: fixed-term\ndays: 1\nfrom: 2026-02-02\ntold_authority: 2026-02-02\n",
    );
    let json = run(&drive, &["child", "zoe o'connor", "--format", "json"]).json();
    let possible = &json["possible"][0];
    assert!(possible["possible"].as_str().unwrap().contains("temporary number M80120000500A"), "{possible}");
}

#[test]
fn a_child_without_a_number_is_possible_alone() {
    let drive = Drive::with_school().school_file(
        "records/2026-11-24 pro forma.yaml",
        OF_ELM.replace(ZOE, "M80120000500A").replace("Zoe OConnor", "Al Bo"),
    );
    let json = run(&drive, &["child", "Zoe O'Connor", "--format", "json"]).json();
    assert!(json["child"]["upn"].is_null() && json["entries"].as_array().unwrap().is_empty(), "{json}");
    assert_eq!(lines(&json["possible"]), ["2026-11-13 absence: Absent 13.3%, persistently absent"]);
}

#[test]
fn the_contact_with_a_school_is_told_without_names() {
    let drive = moved();
    let run = run(&drive, &["contact", "elm"]);
    assert_eq!(run.status, 0, "{run:?}");
    for line in [
        "Pro forma sent, for the visit on 24 Nov 2026",
        "Priya Shah called Mr Cole",
        "Notice of an exclusion: permanent",
        "Attached: plan [child].pdf",
        "Said: On [child]\n",
    ] {
        assert!(run.out.contains(line), "{line}: {run:?}");
    }
    for name in ["Zoe", "Tom", "Ash"] {
        assert!(!run.out.contains(name), "{name}: {run:?}");
    }
    let shown = self::run(&drive, &["contact", "elm", "--show-names"]);
    assert!(shown.out.contains("Tom Ash"), "{shown:?}");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_named_in_every_form_and_the_figures_are_the_least() {
    let drive = moved().file("Samir Rahman/Birch/school.yaml", SCHOOL.replace("100321", "100323"));
    let whole = run(&drive, &["child", ZOE, "--format", "json"]).json();
    assert_eq!((&whole["unread"], &whole["child"]["at_least"]), (&serde_json::json!([]), &false.into()));
    // An e-mail holds no exclusion; a link may lead to a record, and its name may have another child's.
    let birch = drive.path().join("Samir Rahman/Birch");
    for folder in ["records", "emails"] {
        std::fs::create_dir(birch.join(folder)).unwrap();
    }
    std::os::unix::fs::symlink("nowhere", birch.join("emails/a.eml")).unwrap();
    let of_mail = run(&drive, &["child", ZOE, "--format", "json"]).json();
    assert_eq!(
        (&of_mail["unread"][0]["path"], &of_mail["child"]["at_least"]),
        (&"Samir Rahman/Birch/emails/a.eml".into(), &false.into())
    );
    std::os::unix::fs::symlink("nowhere", birch.join("records/2026-10-01 of Tom Ash.yaml")).unwrap();
    let path = "Samir Rahman/Birch/records/2026-10-01 of [another child].yaml";
    let json = run(&drive, &["child", ZOE, "--format", "json"]).json();
    assert_eq!((&json["unread"][1]["path"], &json["child"]["at_least"]), (&path.into(), &true.into()));
    assert_eq!(json["unread"][1]["reason"], "it is a link or a device");
    let text = run(&drive, &["child", ZOE]).out;
    assert!(text.contains("at least 5 days: not everything could be read") && text.contains(path), "{text}");
    assert!(text.contains("2025-26: at least 4 days"), "{text}");
    let folder = tempfile::tempdir().unwrap();
    // Such a list is known as the program's own, and gives way to a newer one.
    let list = folder.path().join("story.json");
    for _ in 0..2 {
        assert_eq!(run(&drive, &["child", ZOE, "--out", list.to_str().unwrap()]).status, 0);
    }
    let dir = folder.path().join("bundle");
    assert_eq!(run(&drive, &["child", ZOE, "--bundle", dir.to_str().unwrap()]).status, 0);
    let of_bundle = |name: &str| std::fs::read_to_string(dir.join(name)).unwrap();
    assert!(
        of_bundle("index.html").contains(&format!("{path}: it is a link or a device")),
        "{}",
        of_bundle("index.html")
    );
    let page = of_bundle("chronology.html");
    assert!(
        page.contains("This page may be incomplete.") && page.contains(path) && page.contains("at least 5 days"),
        "{page}"
    );
    assert!(of_bundle("chronology.json").contains(path));
    #[cfg(feature = "pdf")]
    {
        let pdf = crate::pack::pdf::PdfText::read(&std::fs::read(dir.join("chronology.pdf")).unwrap()).all();
        assert!(pdf.contains("at least 5 days") && pdf.matches("it is a link or a device").count() >= 2, "{pdf}");
    }
    // Of a child without any exclusion nothing is known, and nothing is claimed.
    let tom = run(&drive, &["child", "M80120000500A"]).out;
    assert!(tom.contains("not known: not everything could be read"), "{tom}");
}

#[cfg(unix)]
#[test]
fn a_folder_without_rights_is_named_in_a_story() {
    use std::os::unix::fs::PermissionsExt as _;
    let drive = moved();
    for (folder, who) in [("Samir Rahman/Elm Park/records", ZOE), ("Samir Rahman", ZOE)] {
        let folder_of = drive.path().join(folder);
        std::fs::set_permissions(&folder_of, std::fs::Permissions::from_mode(0o000)).unwrap();
        let is_refused = std::fs::read_dir(&folder_of).is_err();
        let json = is_refused.then(|| run(&drive, &["child", who, "--format", "json"]).json());
        let found = is_refused.then(|| run(&drive, &["find", "plan", "--format", "json"]).json());
        std::fs::set_permissions(&folder_of, std::fs::Permissions::from_mode(0o755)).unwrap();
        // The superuser may read everything.
        let (Some(json), Some(found)) = (json, found) else { return };
        assert_eq!((&json["unread"][0]["path"], &json["child"]["at_least"]), (&folder.into(), &true.into()));
        assert_eq!(found["unsearched"][0]["path"], folder);
    }
}

#[test]
fn of_a_record_with_a_mistake_what_is_right_is_told_and_the_figures_are_the_least() {
    let days = |drive: &Drive| run(drive, &["child", ZOE, "--format", "json"]).json();
    let file = "records/2026-06-16 pro forma.yaml";
    // A mistyped UPN of another child leaves the child's own rows as they are, with their lines.
    let wrong = OF_OAKFIELD.replace("M80120000500A", "M80120000510A");
    let whole = days(&moved());
    let drive = moved().school_file(file, &wrong);
    let told = days(&drive);
    assert_eq!(lines(&told["entries"]), lines(&whole["entries"]));
    assert_eq!((&told["child"]["days_lost"], &told["child"]["at_least"]), (&whole["child"]["days_lost"], &true.into()));
    let broken = "Samir Rahman/Elm Park/records/2026-11-25 broken.yaml";
    assert_eq!(told["not_read_whole"], serde_json::json!([format!("Jane Morris/Oakfield/{file}"), broken]));
    // A visit holds no exclusion.
    assert_eq!((&whole["not_read_whole"][0], &whole["child"]["at_least"]), (&broken.into(), &false.into()));
    let places = |of: &Value| of["entries"][0]["sources"].clone();
    assert_eq!(places(&told), places(&whole));
    assert!(!told.to_string().contains("Will Dunn"), "{told}");
    let text = run(&drive, &["child", ZOE]).out;
    let least = format!(
        "at least 5 days: a record that names the child could not be read as a whole: Jane Morris/Oakfield/{file}"
    );
    assert!(text.contains(&least), "{text}");
    // A row of the child's own with a mistake is told as a text, surely where it has the child's UPN.
    let drive =
        moved().school_file(file, OF_OAKFIELD.replace("from: 2026-05-12, days: 2.5", "from: 2026-05-12, days: lots"));
    let told = days(&drive);
    let named = "mention: Named in a record that cannot be read as a whole";
    assert!(lines(&told["entries"]).iter().any(|line| line.contains(named)), "{told}");
    assert!(told["entries"].to_string().contains("days: lots, told_authority"), "{told}");
    assert!(lines(&told["entries"]).iter().any(|line| line.ends_with("lunchtime, 3 lunchtimes")), "{told}");
    // A notice is about one child: its UPN makes all of it sure.
    let notice =
        NOTICE.replace("E942200024001", ZOE).replace("Tom Ash", "Zoe O'Connor").replace("permanent", "perhaps");
    let drive = moved().school_file("records/2026-10-06 notice.yaml", notice);
    let told = days(&drive);
    let all: Vec<_> = lines(&told["entries"]).into_iter().filter(|line| line.contains(named)).collect();
    assert_eq!(all.len(), 1, "{told}");
    assert!(told["entries"].to_string().contains("type: perhaps"), "{told}");
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("bundle");
    let drive = moved().school_file(file, wrong);
    assert_eq!(run(&drive, &["child", ZOE, "--bundle", dir.to_str().unwrap()]).status, 0);
    for name in ["index.html", "chronology.html", "chronology.json"] {
        let text = std::fs::read_to_string(dir.join(name)).unwrap();
        let said = if name == "index.html" { "It cannot be read as a whole" } else { "2026-06-16 pro forma.yaml" };
        assert!(text.contains(said), "{name}: {text}");
    }
}

#[test]
fn a_right_row_beside_a_mistyped_one_counts_on_the_example_drive() {
    let school = "Jane Morris/St Oswin's CofE Middle School/records/2025-26";
    let drive = Drive::northmere();
    let path = |name: &str| drive.path().join(school).join(name);
    std::fs::remove_file(path("2026-01-28 exclusion notice.yaml")).unwrap();
    let pro_forma = std::fs::read_to_string(path("2026-02-26 pro forma.yaml")).unwrap();
    std::fs::write(path("2026-02-26 pro forma.yaml"), pro_forma.replace("A999203318071", "A999203318072")).unwrap();
    let text = run(&drive, &["child", "J999203319029"]).out;
    assert!(text.contains("at least 10 days") && text.contains("2025-26: at least 7 days, 4 "), "{text}");
}

#[test]
fn what_lies_in_the_wrong_place_is_searched_and_told() {
    let notice =
        |day: &str| NOTICE.replace("E942200024001", ZOE).replace("Tom Ash", "Zoe O'Connor").replace("2026-10-06", day);
    let oakfield = "Jane Morris/Oakfield";
    let texts = [
        ("Jane Morris/x exclusion notice.yaml".to_owned(), notice("2026-05-01")),
        ("2026-05-02 notice.yaml".to_owned(), notice("2026-05-02")),
        (format!("{oakfield}/records/2026-05-03 notice.yaml.txt"), notice("2026-05-03")),
        (format!("{oakfield}/records/saved.eml"), MAIL.to_owned()),
        (format!("{oakfield}/correspondence/2025/saved.eml"), MAIL.to_owned()),
        (format!("{oakfield}/saved.eml"), MAIL.to_owned()),
        (format!("{oakfield}/old/saved.eml"), MAIL.to_owned()),
        ("Jane Morris/saved.eml".to_owned(), MAIL.to_owned()),
    ];
    let documents = [
        "Jane Morris/plan for Zoë O'Connor.pdf",
        "Jane Morris/Tom Ash and Zoë O'Connor.docx",
        "Jane Morris/Oakfield/Zoë O'Connor.docx",
    ];
    let mut drive = moved().file("_old/notice.yaml", notice("2026-05-09")).file("Zoë O'Connor.html", "a page");
    for (path, text) in &texts {
        drive = drive.file(path, text);
    }
    for path in documents {
        drive = drive.file(path, "x");
    }
    let told = run(&drive, &["child", ZOE, "--format", "json"]).json();
    let found = run(&drive, &["find", "B801200005001", "--format", "json"]).out;
    let by_name = run(&drive, &["find", "zoe o'connor", "--format", "json"]).out;
    let all = format!("{}{}", told["entries"], told["possible"]);
    for (path, _) in &texts {
        assert!(all.contains(&format!("\"{path}\"")), "{path}: {all}");
        assert!(found.contains(&format!("\"{path}\"")), "{path}: {found}");
    }
    for path in documents {
        let shown = path.replace("Tom Ash", "[another child]");
        assert!(all.contains(&shown), "{shown}: {all}");
        let shown = path.replace("Tom Ash", "[child]");
        assert!(by_name.contains(&shown), "{shown}: {by_name}");
    }
    for path in ["_old", "Zoë O'Connor.html", "Tom Ash"] {
        assert!(!all.contains(path) && !found.contains(path) && !by_name.contains(path), "{path}: {all} {by_name}");
    }
    let outside = "outside the schools' folders";
    assert!(all.contains(outside) && by_name.contains(outside), "{all}");
    assert!(told["child"]["schools"].as_array().unwrap().iter().all(|stay| stay["path"] != ""), "{told}");
    let text = run(&drive, &["find", "zoe o'connor"]).out;
    assert!(
        text.contains(&format!("\n{outside}\n")) && text.contains("Jane Morris/plan for Zoë O'Connor.pdf"),
        "{text}"
    );
    // A part of the drive has what lies in it, and nothing else.
    let part = run(&drive, &["find", "B801200005001", "Samir Rahman", "--format", "json"]).out;
    assert!(!part.contains("Jane Morris") && !part.contains(outside), "{part}");
    let retention = run(&drive, &["retention"]);
    assert!(!retention.out.contains(outside), "{retention:?}");
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("bundle");
    let bundle = run(&drive, &["child", ZOE, "--bundle", dir.to_str().unwrap()]);
    assert_eq!(bundle.status, 0, "{bundle:?}");
    let index = std::fs::read_to_string(dir.join("index.html")).unwrap();
    for (path, _) in &texts {
        assert!(index.contains(path), "{path}: {index}");
    }
}
