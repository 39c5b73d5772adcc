//! `letter`: how each letter of the example drive reads, what is refused, and that every letter written is a valid record.

use std::fs;
use std::path::Path;

use snapbox::{Data, assert_data_eq};

use crate::harness::{Drive, OAKFIELD, Run, SCHOOL, TODAY, assert_refused, files, project, spoc_in, validate};

pub fn letter(root: &Path, arguments: &[&str]) -> Run {
    spoc_in(root, &[&["letter"], arguments, &["--today", TODAY]].concat())
}

/// Writes a letter; gives its path on the drive, its text and what else was said.
fn written(root: &Path, arguments: &[&str]) -> (String, String, String) {
    let before = files(root);
    let run = letter(root, arguments);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{arguments:?}");
    let new: Vec<_> = files(root).into_iter().filter(|path| !before.contains(path)).collect();
    assert_eq!(new.len(), 1, "{arguments:?}: {new:?}");
    let path = new[0].to_str().unwrap().replace('\\', "/");
    let said = run.out.split_once('\n').unwrap().1.to_owned();
    assert!(run.out.starts_with("wrote ") && run.out.replace('\\', "/").contains(&path), "{}", run.out);
    (path, fs::read_to_string(root.join(&new[0])).unwrap(), said)
}

pub fn refused(root: &Path, arguments: &[&str], part: &str) {
    let before = files(root);
    let run = letter(root, arguments);
    assert_refused(&run);
    assert!(run.err.contains(part) && run.err.contains("Nothing was written"), "{arguments:?}: {}", run.err);
    assert_eq!(files(root), before, "{arguments:?}");
}

#[test]
fn the_letters_of_the_example_drive_read_well() {
    let drive = Drive::northmere();
    let before = validate(drive.path()).problems();
    let cases: [(&str, &[&str]); 13] = [
        ("pro forma", &["pro-forma", "Thrushwood"]),
        (
            "pro forma as a letter",
            &["pro-forma", "Oakfield", "--visit", "2027-02-09", "--by", "letter", "--from", "Jane Morris"],
        ),
        ("pro forma late", &["pro-forma", "Marlcross"]),
        ("reminder late", &["reminder", "Marlcross", "--to", "g.ashworth@marlcross.example"]),
        ("reminder on the day", &["reminder", "Sixth Form"]),
        ("reminder ahead", &["reminder", "Oswin"]),
        ("reminder of what was not sent", &["reminder", "Thrushwood"]),
        ("dates late", &["dates", "Tollbar"]),
        (
            "dates in time",
            &["dates", "Tollbar", "--date", "2026-09-10", "--by", "email", "--to", "office@tollbarlane.example"],
        ),
        ("after a visit", &["after-visit", "Kelder"]),
        ("after a visit, not complete", &["after-visit", "Fernhay", "--by", "email"]),
        ("after the first visit", &["after-visit", "Forge Bridge", "--visit", "2026-10-08"]),
        ("after the last visit", &["after-visit", "Stanmoor"]),
    ];
    for (name, arguments) in cases {
        let (path, text, said) = written(drive.path(), arguments);
        let all = format!("$ spoc letter {}\n{path}\n{said}\n{text}", arguments.join(" "));
        let expected = project().join(format!("tests/suite/letters/{name}.md"));
        assert_data_eq!(all, Data::read_from(&expected, None).raw());
    }
    assert_eq!(validate(drive.path()).problems(), before);
}

#[test]
fn a_letter_has_other_forms_beside_it() {
    let drive = Drive::northmere();
    let before = files(drive.path());
    let run = letter(drive.path(), &["pro-forma", "Thrushwood", "--as", "eml,html"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    let new: Vec<_> = files(drive.path()).into_iter().filter(|path| !before.contains(path)).collect();
    let with = |ending: &str| {
        let path = new.iter().find(|path| path.extension().is_some_and(|of| of == ending)).unwrap();
        assert!(path.parent().unwrap().ends_with("emails"), "{new:?}");
        assert!(path.file_name().unwrap().to_str().unwrap().starts_with("2026-11-23 pro forma for "), "{new:?}");
        fs::read_to_string(drive.path().join(path)).unwrap()
    };
    assert_eq!(new.len(), 3, "{new:?}");
    let (markdown, mail, page) = (with("md"), with("eml"), with("html"));
    assert!(mail.starts_with("X-Unsent: 1\r\n") && mail.contains("\r\nTo: "), "{mail}");
    let address = markdown.lines().find_map(|line| line.strip_prefix("to: [")).map(|rest| rest.trim_end_matches(']'));
    assert!(address.is_none_or(|address| mail.contains(address.trim_matches('"'))), "{markdown}");
    assert!(mail.contains("text/plain") && mail.contains("text/html") && !mail.contains("**"), "{mail}");
    assert!(page.contains("<title>SPOC visit on ") && page.contains("<h1 ") && page.contains("Dear "), "{page}");
    assert!(!page.contains("**") && page.contains("spoc letter"), "{page}");
    // A draft is no contact: the pack lists the letter once.
    let pack = spoc_in(drive.path(), &["pack", "Thrushwood", "--as", "html", "--out", "pack.html", "--today", TODAY]);
    assert_eq!(pack.status, 0, "{pack:?}");
    let pack = fs::read_to_string(drive.path().join("pack.html")).unwrap();
    let subject =
        markdown.lines().find_map(|line| line.strip_prefix("subject: ")).unwrap().trim_matches('"').to_owned();
    assert_eq!(pack.matches(&subject).count(), 1, "{subject}");
    assert_eq!(letter(drive.path(), &["pro-forma", "Thrushwood", "--as", "odt"]).status, 2);
}

#[test]
fn the_note_for_the_pro_forma_fits_the_school() {
    let school = SCHOOL.replace("closed: 2025-08-31\n", "closed_days: [2026-11-30]\n");
    let visit = "kind: visit\ndate: 2026-12-07\nstatus: planned\n";
    let note = |phase: &str| {
        let drive = Drive::with_school()
            .school_file("school.yaml", school.replace("phase: primary", &format!("phase: {phase}")))
            .school_file("records/2026-12-07 visit.yaml", visit);
        written(drive.path(), &["pro-forma", "Oakfield"]).1
    };
    let primary = note("primary");
    assert!(
        primary.contains("2. Children who have had at least five school days") && !primary.contains("ten school days")
    );
    assert!(primary.contains("3. Any other child") && !primary.contains("Year 7"), "{primary}");
    // It is due on a day on which this school is closed: it is asked for by the school day before.
    assert!(
        primary.contains("Please return it by **Friday 27 November 2026**: the day five working days before"),
        "{primary}"
    );
    let secondary = note("secondary");
    assert!(
        secondary.contains("2. Children who have had at least ten school days") && !secondary.contains("five school")
    );
    let both = note("all-through");
    assert!(
        both.contains("2. Children up to Year 6")
            && both.contains("3. Children from Year 7")
            && both.contains("4. Any other")
    );
}

#[test]
fn nothing_internal_goes_to_the_school() {
    let drive = Drive::northmere();
    let schools = ["Kelder", "Fernhay", "Forge Bridge", "Tollbar", "Stanmoor"];
    let all: String = schools.iter().map(|school| written(drive.path(), &["after-visit", school]).1).collect();
    // The letters hold no notes of checks, of children, of calls and of the schools, and do not repeat what the school itself raised.
    let internal = [
        "Nothing on Lovell",
        "Aunt at Foundry Row",
        "Dr Maher will write",
        "Carer signs on Friday",
        "Managed move asked for again",
        "Four of the five on the list",
        "Mr Quayle",
        "Thirty-six places",
        "changing its registers",
    ];
    for part in internal {
        assert!(!all.contains(part), "{part}");
    }
}

#[test]
fn what_there_is_no_letter_for_is_refused() {
    let drive = Drive::northmere();
    let cases: [(&[&str], &str); 14] = [
        (&["reminder", "Oakfield"], "came back on Monday 16 November 2026"),
        (&["pro-forma", "Oakfield"], "came back on Monday 16 November 2026"),
        (&["dates", "Oakfield"], "the dates of all visits still to come in the school year 2026-27 are agreed"),
        (&["dates", "Stanmoor"], "no visit to agree"),
        (&["dates", "Tollbar", "--date", "2030-09-10"], "policy.toml has no school year that holds 2030-09-10"),
        (&["after-visit", "Oakfield", "--visit", "2026-11-24"], "Tuesday 24 November 2026 is not held yet"),
        (&["after-visit", "Oakfield", "--visit", "2026-11-25"], "Its visits are on"),
        (&["pro-forma", "Stanmoor"], "has no visit to come"),
        (&["pro-forma", "Kelder", "--visit", "2026-11-05"], "is held already"),
        (&["reminder", "Harbour", "--visit", "2026-11-10"], "was cancelled"),
        (&["reminder", "Oswin", "--date", "2026-12-04", "--visit", "2026-12-03"], "is past"),
        (&["reminder", "Oswin", "--date", "2150-01-04"], "2000 to 2100"),
        (&["pro-forma", "Thrushwood", "--to", " "], "is empty"),
        (&["pro-forma", "Thrushwood", "--from", " "], "is empty"),
    ];
    for (arguments, part) in cases {
        refused(drive.path(), arguments, part);
    }
    // The last visit of Marlcross that was held is found without being named.
    assert!(written(drive.path(), &["after-visit", "Marlcross"]).1.contains("18 June 2026"));
}

const VISIT: &str = "kind: visit\ndate: 2026-12-08\nstatus: planned\nagreed: 2026-09-15\n";

/// The school is open, and its next visit is on 8 December.
pub fn drive() -> Drive {
    Drive::with_school()
        .school_file("school.yaml", SCHOOL.replace("closed: 2025-08-31\n", ""))
        .school_file("records/2026-12-08 visit.yaml", VISIT)
}

#[test]
fn a_spoc_is_needed_who_writes() {
    let school = SCHOOL.replace("closed: 2025-08-31\n", "").replace("spoc: Priya Shah\n", "");
    let drive = drive().school_file("school.yaml", &school);
    refused(drive.path(), &["pro-forma", "oak"], "--from NAME");
    assert!(written(drive.path(), &["pro-forma", "oak", "--from", "Jo Lee"]).1.contains("\nfrom: Jo Lee\n"));
    let drive = drive.school_file("records/2026-12-08 visit.yaml", format!("{VISIT}spoc: Sam Hill\n"));
    let (_, text, _) = written(drive.path(), &["pro-forma", "oak"]);
    assert!(text.contains("\nfrom: Sam Hill\n") && text.contains("\nSam Hill\n\nSingle point of contact"), "{text}");
    // A letter from the SPOC's address is signed with the SPOC's name; one from another address is not.
    let (_, text, _) = written(drive.path(), &["pro-forma", "oak", "--from", "sam.hill@northmere.example"]);
    assert!(text.contains("\nSam Hill\n\nSingle point"), "{text}");
    let (_, text, _) = written(drive.path(), &["pro-forma", "oak", "--from", "team@northmere.example"]);
    assert!(text.contains("\nteam@northmere.example\n") && !text.contains("Single point"), "{text}");
}

#[test]
fn what_may_be_on_file_already_is_not_asked_for() {
    let broken = "kind: pro-forma\nvisit: soon\n";
    let drive = drive().school_file("records/2026-12-08 pro forma.yaml", broken);
    refused(drive.path(), &["reminder", "oak"], "a record of 2026-12-08 cannot be read");
    let drive = drive.school_file("records/2027-02-09 visit.yaml", "kind: visit\ndate: soon\n");
    refused(drive.path(), &["dates", "oak"], "a record in Spring 2027 cannot be read");
}

#[test]
fn dates_are_asked_for_what_is_open() {
    let planned = "kind: visit\ndate: 2027-02-09\ntime: 09:30\nstatus: planned\n";
    let drive = drive().school_file("records/2027-02-09 visit.yaml", planned);
    let (path, text, _) = written(drive.path(), &["dates", "oak"]);
    assert_eq!(path, format!("{OAKFIELD}/correspondence/2026-11-23 visit dates 2026-27.md"));
    let open = "- Spring 2027, Monday 4 January 2027 to Thursday 25 March 2027; I have Tuesday 9 February 2027 at 09:30 in mind\n- Summer 2027,";
    assert!(text.contains(open), "{text}");
    assert!(!text.contains("Autumn 2026") && text.contains("in each term"), "{text}");
    // With one visit a year: where it is agreed there is no letter; where it is not, the letter asks for one date.
    let yearly = fs::read_to_string(drive.path().join("policy.toml")).unwrap() + "\n[visits]\nevery = \"year\"\n";
    let drive = drive.file("policy.toml", yearly);
    refused(drive.path(), &["dates", "oak"], "are agreed");
    let drive = drive.school_file("records/2026-12-08 visit.yaml", VISIT.replace("planned", "cancelled"));
    let (_, text, _) = written(drive.path(), &["dates", "oak"]);
    assert!(text.contains("\nsubject: \"SPOC visit in 2026-27: date\"\n"), "{text}");
    assert!(text.contains("- the school year 2026-27, until Wednesday 21 July 2027; I have"), "{text}");
    // A school that opens in the spring term has no visit before it; one that closes in that term has none after.
    let school = SCHOOL.replace("closed: 2025-08-31", "opened: 2027-01-20\nclosed: 2027-04-01");
    let drive = drive.file("policy.toml", crate::harness::POLICY).school_file("school.yaml", school);
    let drive = drive.school_file("records/2027-02-09 visit.yaml", planned.replace("planned", "cancelled"));
    let (_, text, _) = written(drive.path(), &["dates", "oak"]);
    assert!(
        text.contains("agreed for 2026-27:\n\n- Spring 2027, Wednesday 20 January 2027 to Thursday 25 March 2027\n\n"),
        "{text}"
    );
}

#[test]
fn nothing_is_overwritten() {
    let drive = drive();
    let paths: Vec<_> = (0..3).map(|_| written(drive.path(), &["pro-forma", "oak"]).0).collect();
    let expected =
        ["", " 2", " 3"].map(|number| format!("{OAKFIELD}/emails/2026-11-23 pro forma for 8 December{number}.md"));
    assert_eq!(paths, expected);
    assert_eq!(drive.problems(), Vec::<String>::new());
}

#[test]
fn names_with_marks_in_them_are_names() {
    let school = "name: \"St *Hild* & <b>Co</b> | #1: [x](y) `z`\"\nurn: 100321\nphase: primary\nstatus: maintained\nspoc: \"---\"\nhead: {name: \"# Dr _X_ {{school}}\"}\n";
    let visit = r#"kind: visit
date: 2026-11-10
status: held
agreed: 2026-09-15
checks: {done: 2026-11-09, by: P}
written_up: 2026-11-11
children:
  - upn: B801200005001
    name: "1. *A* <!-- b\n---\n# c"
    year: 4
    why: [other]
    statutory_intervention: {threshold: met, action: refer, reason: "a\n\n---\n\n- b | c"}
    early_help_referral: {threshold: unsure, action: monitor, reason: "שלום: &lt; x"}
actions: [{what: "> ring\r\n---", who: "- Jo", due: 2026-12-08}]
advice: [{topic: mash, note: "~~~\nx"}]
"#;
    let drive = drive().school_file("school.yaml", school).school_file("records/2026-11-10 visit.yaml", visit);
    let before = drive.problems();
    let (_, text, _) = written(drive.path(), &["after-visit", "oak", "--to", "a: \"b\"\n---", "--to", "{x}, y"]);
    let has = [
        "\nfrom: \"---\"\nto: [\"a: \\\"b\\\"\\n---\", \"{x}, y\"]\n",
        "\nDear a: \"b\" --- and {x},\n",
        "St \\*Hild\\* & \\<b>Co\\</b> \\| #1: \\[x\\](y) \\`z\\` gave",
        "\n**1\\. \\*A\\* \\<!-- b --- # c**, Year 4, UPN B801200005001\n",
        "a referral is to be made. A --- - b \\| c.\n",
        "\u{2068}שלום: \\&lt; x.\u{2069}\n",
        "\n- \\- Jo, by Tuesday 8 December 2026: \\> ring ---.\n",
        "Hub: \\~\\~\\~ x.\n",
        "\n\\---\n\nSingle point of contact",
    ];
    for part in has {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(
        written(drive.path(), &["pro-forma", "oak"])
            .1
            .contains("\nDear # Dr _X_ {{school}},\n".replace('#', "\\#").replace("_X_", "\\_X\\_").as_str())
    );
    assert_eq!(drive.problems(), before);
}

#[test]
fn an_authoritys_own_template_is_used() {
    let own = "---\ndate: {{date}}\nfrom: {{yaml from}}\nto: {{yaml to}}\nsubject: {{yaml subject}}\n---\nOurs, {{salutation}}.\n";
    let drive = drive().file("Templates/letter-pro-forma.md.hbs", own);
    let (_, text, _) = written(drive.path(), &["pro-forma", "oak"]);
    assert_eq!(
        text,
        "---\ndate: 2026-11-23\nfrom: Priya Shah\nto: [Ms A Grant]\nsubject: \"SPOC visit on 8 December 2026: pro forma\"\n---\nOurs, Ms Grant.\n"
    );
    // For the other letters the built-in templates are used.
    assert!(written(drive.path(), &["reminder", "oak"]).1.contains("I have no record"));
    assert_eq!(drive.problems(), Vec::<String>::new());
}

#[test]
fn a_broken_template_is_named_and_nothing_is_written() {
    let front = "---\ndate: {{date}}\nfrom: A\nto: B\nsubject: {{yaml subject}}\n---\n";
    let child = "---\ndate: {{date}}\nfrom: A\nto: B\nsubject: about Ada Brown\n---\n";
    let file = "templates/letter-pro-forma.md.hbs";
    let cases = [
        (
            format!("{front}\n{{{{salutaton}}}}\n"),
            "templates/letter-pro-forma.md.hbs:8:1: there is no variable `salutaton` here",
        ),
        (
            front.replace("subject}}", "subjet}}"),
            "templates/letter-pro-forma.md.hbs:5:10: there is no variable `subjet` here",
        ),
        (format!("{front}{{{{#if by_email}}}}\n"), "templates/letter-pro-forma.md.hbs:8:1"),
        (format!("{front}{{{{note school}}}}\n"), "there is no `note` that could be called"),
        (front.replace("yaml ", ""), "templates/letter-pro-forma.md.hbs: it gives no letter that can be read (line 5"),
        (front.replace("from: A\n", ""), "`from` is missing"),
        ("Dear {{salutation}}".to_owned(), "templates/letter-pro-forma.md.hbs: it gives no letter"),
        (front.replace("{{date}}", "2026-11-22"), "2026-11-22"),
        (child.to_owned(), "its subject names a child"),
    ];
    let notice = "kind: exclusion-notice\nupn: B801200005001\nname: Ada Brown\nyear: 4\ntype: permanent\nfrom: 2026-10-06\ntold_authority: 2026-10-06\n";
    let mut drive = drive().school_file("records/2026-10-06 exclusion notice.yaml", notice);
    for (template, part) in cases {
        drive = drive.file(file, &template);
        refused(drive.path(), &["pro-forma", "oak"], part);
    }
}

#[test]
fn the_page_on_templates_tells_of_letters() {
    let drive = drive();
    assert_eq!(spoc_in(drive.path(), &["templates", "export"]).status, 0);
    for name in ["pro-forma", "reminder", "dates", "after-visit"] {
        assert!(drive.path().join(format!("templates/letter-{name}.md.hbs")).exists(), "{name}");
    }
    let page = fs::read_to_string(drive.path().join("templates/README.md")).unwrap();
    for part in ["letter-pro-forma.md.hbs", "| `salutation` |", "| `pro_forma` |", "### letter decision", "{{yaml"] {
        assert!(page.contains(part), "{part}");
    }
}
