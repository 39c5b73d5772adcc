//! The board: what stands on it, whatever the drive holds, and what never stands on it.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use chrono::{DateTime, NaiveDate};
use spoc::board::{BoardSources, is_board, page};
use spoc::drive::{Assessment, Assessments, DriveReader, Scope};

use crate::harness::{Drive, OAKFIELD, POLICY, Run, SCHOOL, TODAY, assert_refused, comes_true, project, spoc_in};
use crate::html::Element;

fn today() -> NaiveDate {
    TODAY.parse().unwrap()
}

fn known(root: &Path) -> Assessments {
    DriveReader::new(root, today()).assessments().unwrap()
}

/// The sources of a board that a watcher keeps, at a fixed moment.
fn sources<'a>(known: &'a Assessments, scope: &'a Scope) -> BoardSources<'a> {
    BoardSources {
        policy: &known.policy,
        scope,
        schools: known.schools.iter().collect(),
        problems: &known.problems,
        policy_problems: &known.policy_problems,
        today: today(),
        made: DateTime::parse_from_rfc3339("2026-11-23T09:30:05+00:00").unwrap(),
        watcher: Some("FEH-PC-07"),
    }
}

fn page_of(root: &Path, scope: &str) -> String {
    page(&sources(&known(root), &Scope(scope.to_owned())))
}

fn northmere() -> std::path::PathBuf {
    project().join("fixtures/northmere")
}

/// `spoc board` on a drive.
fn board(drive: &Path, arguments: &[&str]) -> Run {
    spoc_in(drive, &[&["board", "--today", TODAY], arguments].concat())
}

/// The rows of a section's table.
fn rows<'p>(page: &'p Element, id: &str) -> Vec<&'p Element> {
    page.by_id(id).all("tbody").into_iter().flat_map(|body| body.all("tr")).collect()
}

/// The row of a section's table that names this.
fn row<'p>(page: &'p Element, id: &str, name: &str) -> &'p Element {
    rows(page, id).into_iter().find(|row| row.text().contains(name)).unwrap_or_else(|| panic!("{name} is not in #{id}"))
}

#[test]
fn the_sections_stand_in_their_order_and_hold_what_due_and_validate_say() {
    let page = Element::page(&page_of(&northmere(), ""));
    let ids: Vec<_> = page.all("section").into_iter().filter_map(|section| section.attribute("id")).collect();
    let expected = ["overdue", "soon", "visits", "calendar", "no-spoc", "no-dates", "unknown", "problems", "summary"];
    assert_eq!(ids, expected);
    let due = spoc_in(&northmere(), &["due", "--today", TODAY]).out;
    let numbers = due.lines().last().unwrap().to_owned();
    let is_today = |row: &&&Element| row.has_class("today") && row.has_class("near");
    let (overdue, unknown, soon) = (rows(&page, "overdue").len(), rows(&page, "unknown").len(), rows(&page, "soon"));
    let now = soon.iter().filter(is_today).count();
    let soon = soon.len() - now;
    assert_eq!(
        numbers,
        format!(
            "Monday 23 November 2026: {overdue} overdue, {now} due today, {soon} due in the next 10 working days, {unknown} not known"
        )
    );
    let validate = spoc_in(&northmere(), &["validate", "--today", TODAY, "--format", "json"]).json();
    let elsewhere = |code: &str| code.starts_with("overdue-") || code == "no-spoc";
    let problems = validate["problems"].as_array().unwrap();
    let problems = problems.iter().filter(|one| !elsewhere(one["code"].as_str().unwrap())).count();
    assert_eq!(rows(&page, "problems").len(), problems);
    assert!(overdue > 0 && now > 0 && unknown > 0 && problems > 0);
}

#[test]
fn a_visit_shows_its_time_its_spoc_and_how_its_steps_stand() {
    let page = Element::page(&page_of(&northmere(), ""));
    let marlcross = row(&page, "visits", "Marlcross");
    for part in ["Tue 24 Nov 2026", "next working day", "Leanne Cartwright", "Samir Rahman"] {
        assert!(marlcross.text().contains(part), "{part}: {marlcross:?}");
    }
    assert!(marlcross.says("b", "14:00"));
    let cells: Vec<_> =
        marlcross.all("td").iter().skip(1).take(3).map(|cell| cell.text().contains("was due")).collect();
    assert_eq!(cells, [false, true, false], "{marlcross:?}");
    // The term at a glance tells the same, in words for people who do not see the marks.
    let marlcross = row(&page, "calendar", "Marlcross");
    for (mark, words) in [
        ("R!", "Pro forma returned: overdue since Tue 17 Nov"),
        ("C", "Checks done: due today"),
        ("V", "Visit planned Tue 24 Nov 14:00"),
    ] {
        let marks = marlcross.all("i").into_iter().filter(|one| one.attribute("title") == Some(words));
        assert_eq!(marks.map(Element::text).collect::<Vec<_>>(), [mark], "{words}: {marlcross:?}");
    }
    let calendar = page.by_id("calendar");
    let today: Vec<_> =
        calendar.elements().into_iter().filter(|one| one.attribute("aria-current") == Some("date")).collect();
    assert!(!today.is_empty());
    for day in today {
        assert_eq!(day.text(), "23Novthis week");
        assert_eq!((day.all("br").len(), day.one("small").has_class("this")), (1, true));
    }
    assert!(calendar.says("bdi", "half term"));
    assert!(calendar.all("summary").iter().any(|term| term.says("bdi", "Spring 2027")));
}

#[test]
fn it_says_when_it_was_made_and_by_which_watcher() {
    let written = page_of(&northmere(), "");
    let page = Element::page(&written);
    let fresh = |page: &Element| -> Vec<String> {
        page.elements().iter().filter_map(|one| one.attribute("data-fresh")).map(str::to_owned).collect()
    };
    let made: Vec<_> = page.all("time").into_iter().filter(|time| time.attribute("data-fresh") == Some("20")).collect();
    assert_eq!((made.len(), fresh(&page)), (1, vec!["20".to_owned()]));
    assert_eq!(made[0].attribute("datetime"), Some("2026-11-23T09:30:05+00:00"));
    assert_eq!(made[0].text(), "Monday 23 November 2026, 09:30:05");
    assert!(page.text().contains("by the watch on FEH-PC-07"));
    assert!(page.all("strong").iter().any(|strong| strong.says("bdi", "FEH-PC-07")));
    assert_eq!(page.one("title").text(), "SPOC board, Northmere Council, Family Early Help");
    assert!(page.one("style").text().contains("@bottom-left { content: \"OFFICIAL-SENSITIVE\"; }"));
    let (known, scope) = (known(&northmere()), Scope::default());
    let once = Element::page(&spoc::board::page(&BoardSources { watcher: None, ..sources(&known, &scope) }));
    assert!(once.text().contains("made once, and not kept up to date"));
    assert_eq!(fresh(&once), ["1440"]);
}

#[test]
fn nothing_is_fetched_and_nothing_is_hidden_without_a_script() {
    let written = page_of(&northmere(), "");
    let page = Element::page(&written);
    let policy = page.all("meta").into_iter().find(|meta| meta.attribute("http-equiv").is_some()).unwrap();
    assert_eq!(policy.attribute("http-equiv"), Some("Content-Security-Policy"));
    let begins = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri";
    assert!(policy.attribute("content").is_some_and(|content| content.starts_with(begins)), "{policy:?}");
    for element in page.elements() {
        assert!(!["img", "link", "iframe", "object", "embed"].contains(&element.name.as_str()), "<{}>", element.name);
        assert_eq!(element.attribute("src"), None, "<{}>", element.name);
    }
    for part in ["http:", "https:", "url(", "@import"] {
        assert!(!written.contains(part), "{part}");
    }
    // Only the filter and the line on the board's age wait for the script.
    let hidden = page.elements().into_iter().filter(|element| element.attribute("hidden").is_some()).count();
    assert_eq!(hidden, 2);
    assert!(is_board(written.as_bytes()) && !is_board(b"<!DOCTYPE html><title>SPOC board</title>") && !is_board(b""));
}

#[test]
fn the_same_sources_give_the_same_bytes() {
    let (known, scope) = (known(&northmere()), Scope::default());
    let first = sources(&known, &scope);
    let mut turned = first.clone();
    turned.schools.reverse();
    assert!(page(&first) == page(&first) && page(&first) == page(&turned));
}

#[test]
fn a_managers_board_holds_that_managers_schools_alone() {
    let whole = page_of(&northmere(), "");
    let janes = page_of(&northmere(), "Jane Morris");
    assert!(Element::page(&janes).one("h1").says("bdi", "SPOC board: Jane Morris"));
    let mut others = vec!["Catherine Loxley".to_owned(), "Samir Rahman".to_owned()];
    for manager in &others.clone() {
        let entries = fs::read_dir(northmere().join(manager)).unwrap();
        others.extend(entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()));
    }
    others.extend(["Leanne Cartwright", "Tomasz Nowak", "Abena Osei", "Rhys Pritchard"].map(str::to_owned));
    for other in &others {
        assert!(!janes.contains(&**other), "{other}");
    }
    assert!(others.iter().filter(|other| whole.contains(&***other)).count() > 10);
    assert!(janes.contains("Oakfield Primary School") && janes.contains("Priya Shah"));
    let school = page_of(&northmere(), "Jane Morris/Oakfield Primary School");
    assert!(school.contains("Oakfield Primary School") && !school.contains("Kelder"));
}

/// A drive on which every text that may name a child is a word of its own (`Tok1`, `Tok2` and so on), and the number of these words.
fn drive_of_tokens() -> (Drive, usize) {
    let mut count = 0;
    let mut marked = |text: &str| {
        let mut parts = text.split('@');
        let mut out = parts.next().unwrap().to_owned();
        for part in parts {
            count += 1;
            out.push_str(&format!("Tok{count}x"));
            out.push_str(part);
        }
        out
    };
    let files = [
        (
            "school.yaml",
            "name: Oakfield\nurn: 100321\nphase: primary\nstatus: maintained\nspoc: Priya Shah\nhead: {name: '@', email: '@', phone: '@'}\n\
             representative: {name: '@', role: '@'}\nnote: '@'\n",
        ),
        (
            "records/2026-10-06 visit.yaml",
            "kind: visit\ndate: 2026-10-06\nstatus: held\nagreed: 2026-09-14\npresent: [{name: '@', role: '@'}]\n\
             checks: {done: 2026-10-05, by: '@', note: '@'}\nchildren:\n  - upn: B801200005001\n    name: '@'\n    why: [other]\n\
             \x20   statutory_intervention: {threshold: met, action: refer, reason: '@'}\n    note: '@'\n\
             advice: [{topic: mash, note: '@'}]\ngeneral_issues: '@'\nactions:\n\
             \x20 - {what: '@', who: '@', due: 2026-10-20, child: B801200005001}\n  - {what: '@', who: Priya Shah, due: 2026-11-24}\nnote: '@'\n",
        ),
        (
            "records/2026-10-06 pro forma.yaml",
            "kind: pro-forma\nvisit: 2026-10-06\nsent: 2026-09-22\nsent_to: '@'\nreturned: 2026-09-29\ncompleted_by: '@'\n\
             absence:\n  from: 2026-09-02\n  to: 2026-09-25\n  on_roll: 400\n  children:\n\
             \x20   - {upn: E942200024001, name: '@', year: 4, possible: 0, authorised: 0, unauthorised: 0, note: '@'}\n\
             \x20   - {upn: U210212324001, name: '@', year: 4, possible: 4, authorised: 6, unauthorised: 0}\n\
             exclusions:\n  - {upn: M80120000500A, name: '@', year: 4, type: fixed-term, from: 2026-09-14, days: 46, reason: '@'}\n\
             risk_of_permanent_exclusion: [{upn: B801200005001, name: '@', year: 4, evidence: '@'}]\n\
             managed_moves:\n  requested: {internally: 1, externally: 1}\n  moves:\n\
             \x20   - {upn: B801200005001, name: '@', year: 4, from_school: '@', to_school: '@', agreed: 2026-10-01, started: 2026-09-28}\n\
             alternative_provision: [{upn: B801200005001, name: '@', year: 4, provider: '@', from: 2026-09-08, on_roll: yes}]\n\
             missing_from_education: [{upn: UN1, name: '@', year: 4, last_seen: 2026-09-08}]\nissues: '@'\nnote: '@'\n",
        ),
        ("records/2026-12-01 visit @.yaml", "kind: visit\ndate: 2026-12-01\ntime: 09:30\nstatus: planned\nnote: '@'\n"),
        ("records/2026-12-01 visit again.yaml", "kind: visit\ndate: 2026-12-01\nstatus: planned\n"),
        ("records/2026-11-10 visit.yaml", "kind: visit\ndate: 2026-11-10\nstatus: cancelled\ncancelled_because: '@'\n"),
        (
            "records/2026-11-02 notice of @.yaml",
            "kind: exclusion-notice\nupn: E942200024001\nname: '@'\nyear: 4\ntype: permanent\nfrom: 2026-11-02\ntold_authority: 2026-11-25\ntold_by: '@'\nreason: '@'\n",
        ),
        (
            "records/phone log 2026-27.yaml",
            "kind: phone-log\nacademic_year: 2026-27\ncalls:\n  - {date: 2026-09-10, by: '@', with: '@', direction: out, about: child, child: B801200005001, summary: '@', advice: '@', follow_up: {what: '@', due: 2026-09-17}}\n\
             \x20 - {date: 2026-11-10, by: '@', with: '@', direction: out, about: child, summary: '@', follow_up: {what: '@', due: 2026-11-27}}\n",
        ),
        ("emails/2026-11-10 about @.md", "---\ndate: 2026-11-10\nfrom: '@'\nto: ['@']\nsubject: '@'\n---\n@\n"),
        ("emails/@.md", "---\ndate: 2026-11-10\nfrom: '@'\nto: '@'\nsubject: '@'\n---\n@\n"),
        ("correspondence/2026-11-11 @ plan.pdf", "@"),
        ("correspondence/con.@.pdf", "@"),
        ("correspondence/2026-11-12 @ (1).md", "@"),
        ("correspondence/2026-11-13 no details @.md", "@"),
        // Records that cannot be read, whose problems quote what is written in them.
        ("records/2026-12-08 visit.yaml", "kind: visit\ndate: 2026-12-08\nstatus: '@'\n'@': '@'\ntime: '@'\n"),
        ("records/2026-11-05 @.yaml", "kind: visit\ndate: '@'\nstatus: planned\nchildren: [{upn: '@', why: ['@']}]\n"),
        ("records/2026-11-06 @.yaml", "kind: '@'\n"),
        ("records/2026-11-07 @.yaml", "kind: visit\n  - @: [\n"),
        ("records/2026-11-08 @.yaml", "kind: visit\nkind: visit\n'@': 1\n'@': 1\n"),
        ("records/@/2026-11-09 @.yaml", "kind: letter\ndate: 2026-11-09\nfrom: '@'\nto: '@'\nsubject: '@'\n"),
        ("@.yaml", "kind: visit\n"),
        ("@/2026-11-09 visit.yaml", "kind: visit\ndate: 2026-11-09\nstatus: held\n"),
    ];
    let mut drive = Drive::empty().file("policy.toml", POLICY.replace("dates_agreed = 200", "dates_agreed = 15"));
    for (path, content) in files {
        // Windows keeps no file of a device's name.
        if cfg!(windows) && path.contains("con.") {
            continue;
        }
        let (path, content) = (marked(path), marked(content));
        drive = drive.school_file(&path, content);
    }
    (drive, count)
}

#[test]
fn no_child_is_named_and_no_free_text_is_shown() {
    let (drive, count) = drive_of_tokens();
    assert!(count > 80, "{count}");
    let page = page_of(drive.path(), "");
    let shown: Vec<_> = (1..=count).filter(|token| page.contains(&format!("Tok{token}x"))).collect();
    assert_eq!(shown, Vec::<usize>::new());
    for upn in ["B801200005001", "M80120000500A", "E942200024001", "U210212324001"] {
        assert!(!page.contains(upn), "{upn}");
    }
    assert!(!page.contains("Tok"));
    // The records are on the page all the same, in words that quote nothing.
    let page = Element::page(&page);
    let codes = drive.validate().codes();
    for code in &codes {
        let elsewhere = code.starts_with("overdue-") || code == "no-spoc";
        assert!(elsewhere || page.by_id("problems").says("code", code), "{code}");
    }
    for code in ["wrong-value", "unknown-field", "bad-date", "bad-upn", "yaml-syntax", "unknown-kind", "misplaced"] {
        assert!(codes.iter().any(|one| one == code), "{code}: {codes:?}");
    }
    for part in
        ["Action", "action 1 in 2026-10-06 visit.yaml", "follow-up 1 in phone log 2026-27.yaml", "2026-11-02 ….yaml"]
    {
        assert!(page.by_id("overdue").text().contains(part), "{part}");
    }
    assert!(
        page.by_id("soon")
            .all("small")
            .iter()
            .any(|small| { small.says("bdi", "Priya Shah") && small.text().starts_with("Priya Shah, action 2 in") })
    );
}

#[test]
fn names_of_any_kind_are_text() {
    const LONG: &str = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch";
    let nasty = format!("</title><script>alert(1)</script> & \"quoted\" '#1' \u{202e}abc בית {}", LONG.repeat(6));
    let yaml = |text: &str| serde_json::to_string(text).unwrap();
    let policy = POLICY
        .replace("\"Northmere Council\"", &format!("{}\nteam = {}", yaml(&nasty), yaml(&nasty)))
        .replace("\"Autumn 2026\"", &yaml(&nasty));
    let policy = format!("{policy}\n[pack]\nmarking = {}\n", yaml("A \"B\" </style> \\ C"));
    let school =
        SCHOOL.replace("closed: 2025-08-31\n", "").replace("Oakfield Primary School", "%").replace('%', &yaml(&nasty));
    let school = school.replace("Priya Shah", &yaml(&nasty));
    let visit = format!("kind: visit\ndate: 2026-11-24\nstatus: planned\nspoc: {}\n", yaml(&nasty));
    let drive = Drive::with_school()
        .file("policy.toml", policy)
        .school_file("school.yaml", school)
        .school_file("records/2026-11-24 visit.yaml", visit);
    let page = Element::page(&page_of(drive.path(), ""));
    for element in ["script", "title", "style"] {
        assert_eq!(page.all(element).len(), 1, "<{element}>");
    }
    assert!(!page.one("script").text().contains("alert"));
    let marked = "</title><script>alert(1)</script> & \"quoted\" '#1' ";
    let visits = page.by_id("visits");
    let named: Vec<_> = visits.all("bdi").into_iter().filter(|bdi| bdi.text().starts_with(marked)).collect();
    assert_eq!(named.len(), 2, "{visits:?}");
    assert!(page.one("title").text().contains(marked));
    assert!(page.one("style").text().contains("content: \"A \\22 B\\22  \\3c \\2f style\\3e  \\5c  C\""));
}

#[test]
fn a_drive_that_is_not_as_it_should_be_has_a_board() {
    // An empty drive.
    let page = page_of(Drive::empty().file("policy.toml", POLICY).path(), "");
    for part in
        ["Nothing is overdue.", "There is no school here.", "Every open school has a SPOC.", "No record has a problem."]
    {
        assert!(page.contains(part), "{part}");
    }
    // A policy with nothing in it.
    let page = Element::page(&page_of(Drive::empty().file("policy.toml", "").path(), ""));
    let text = page.text();
    assert!(text.contains("policy.toml has no term.") && text.contains("policy.toml has no year that holds today"));
    assert_eq!(page.one("title").text(), "SPOC board");
    assert!(page.by_id("problems").says("code", "no-terms"));
    // A school without school.yaml, and one that nobody visits.
    let visit = "kind: visit\ndate: 2026-12-01\nstatus: planned\n";
    let drive = Drive::empty()
        .file("policy.toml", POLICY)
        .file("Jane Morris/Elm & Ash/records/2026-12-01 visit.yaml", visit)
        .school_file("school.yaml", SCHOOL.replace("closed: 2025-08-31\n", "").replace("spoc: Priya Shah\n", ""));
    let page = Element::page(&page_of(drive.path(), ""));
    let elm = row(&page, "no-spoc", "Elm & Ash");
    assert!(elm.text().contains("not known: school.yaml is missing or cannot be read"), "{elm:?}");
    let oakfield = row(&page, "no-spoc", "Oakfield Primary School");
    assert!(oakfield.text().contains("school.yaml names none"), "{oakfield:?}");
    assert_eq!(rows(&page, "no-dates").len(), 2);
    for id in ["visits", "calendar"] {
        assert!(page.by_id(id).says("bdi", "Elm & Ash"), "{id}");
    }
    // The board of every part says that the policy cannot be read.
    let drive = drive.file("policy.toml", "authority = \"North");
    for scope in ["", "Jane Morris"] {
        let page = Element::page(&page_of(drive.path(), scope));
        assert!(page.says("strong", "This board may be incomplete."), "{scope}");
    }
}

#[test]
fn five_hundred_schools_are_a_page_of_less_than_3_mb() {
    let mut known = known(&northmere());
    let schools = std::mem::take(&mut known.schools);
    let many = schools.iter().cycle().take(500).enumerate();
    known.schools = many
        .map(|(number, school)| Assessment {
            manager: format!("Manager {:02}", number / 25).into(),
            school: format!("School {number:03}").into(),
            name: Some(format!("School {number:03} of the Parish of Northmere").into()),
            ..school.clone()
        })
        .collect();
    let scope = Scope::default();
    let page = page(&sources(&known, &scope));
    assert!(page.matches("School 499 of").count() >= 3);
    assert!(page.len() < 3_000_000, "{} bytes", page.len());
}

#[test]
fn it_is_written_beside_what_it_is_about_and_troubles_no_check() {
    let drive = Drive::with_school();
    let before = drive.validate().json();
    let whole = board(drive.path(), &[]);
    assert_eq!((whole.status, whole.err.as_str()), (0, ""));
    assert!(whole.out.starts_with("wrote ") && whole.out.trim_end().ends_with("board.html"), "{}", whole.out);
    // The whole drive once more, and a part of it.
    for arguments in [&[][..], &["Jane Morris"], &["oakfield"], &["Jane Morris", "--out", "jane.html"]] {
        assert_eq!(board(drive.path(), arguments).status, 0, "{arguments:?}");
    }
    for file in ["board.html", "Jane Morris/board.html", &format!("{OAKFIELD}/board.html"), "jane.html"] {
        assert!(is_board(&fs::read(drive.path().join(file)).unwrap()), "{file}");
    }
    let after = drive.validate().json();
    assert_eq!(after["problems"], before["problems"]);
    assert_eq!(after["counts"]["records"], before["counts"]["records"]);
}

#[test]
fn what_is_no_board_is_not_overwritten() {
    let drive = Drive::with_school().file("board.html", "<p>minutes of the governing board").file("notes/a.txt", "");
    let cases: [(&[&str], &str); 5] = [
        (&[], "board.html is there and is not a board"),
        (&["--out", "policy.toml"], "policy.toml is there and is not a board"),
        (&["--out", "nowhere/board.html"], "could not be written"),
        (&["policy.toml"], "is about a manager or a school"),
        (&["Jane Morris/Oakfield/records"], "is about a manager or a school"),
    ];
    for (arguments, part) in cases {
        let run = board(drive.path(), arguments);
        assert_refused(&run);
        assert!(run.err.contains(part), "{arguments:?}: {}", run.err);
    }
    assert_eq!(fs::read_to_string(drive.path().join("board.html")).unwrap(), "<p>minutes of the governing board");
}

#[test]
fn a_watch_keeps_it_up_to_date() {
    let drive = Drive::with_school();
    let file = drive.path().join("board.html");
    let mut command = Command::new(env!("CARGO_BIN_EXE_spoc"));
    command.args(["watch", "--today", TODAY, "--no-cache", "--interval", "0.5", "--board"]).arg(&file);
    let watch = command.current_dir(drive.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut watch = watch.spawn().unwrap();
    let holds = |part: &str| comes_true(|| fs::read_to_string(&file).is_ok_and(|page| page.contains(part)));
    let is_there = holds("kept up to date by the watch on ");
    fs::write(drive.path().join(OAKFIELD).join("records/2026-12-01 visit.yaml"), "kind: visit\ndate: 1/12/2026\n")
        .unwrap();
    let is_new = holds("bad-date");
    watch.kill().unwrap();
    watch.wait().unwrap();
    assert!(is_there && is_new, "there: {is_there}, new: {is_new}");
}

#[test]
fn a_watch_refuses_a_board_that_it_cannot_keep() {
    let drive = Drive::with_school();
    let cases: [(&[&str], &str); 3] = [
        (&["--board", "policy.toml"], "policy.toml is there and is not a board"),
        (&["--board", "b.html", "Jane Morris/Oakfield/records"], "is about a manager or a school"),
        (&["--board", "b.html", "--once"], "--once"),
    ];
    for (arguments, part) in cases {
        let run = spoc_in(drive.path(), &[&["watch", "--today", TODAY], arguments].concat());
        assert_refused(&run);
        assert!(run.err.contains(part), "{arguments:?}: {}", run.err);
    }
}

/// From June on the board asks for next year's terms, in the words of `due`.
#[test]
fn next_years_terms_are_asked_for_from_june_on() {
    let drive = Drive::with_school();
    let page = |today: &str| {
        spoc_in(drive.path(), &["board", "--today", today]);
        let page = Element::page(&fs::read_to_string(drive.path().join("board.html")).unwrap());
        let warnings: Vec<_> =
            page.all("p").into_iter().filter(|one| one.has_class("warning")).map(Element::text).collect();
        warnings.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>()
    };
    assert_eq!(page("2027-05-31"), [""; 0]);
    let wanted = "policy.toml has no terms of 2027-28 yet, so that no dates of its visits can be asked for. Add a [[year]] with them.";
    assert_eq!(page("2027-06-01"), [wanted]);
    let due = spoc_in(drive.path(), &["due", "--today", "2027-06-01"]);
    assert_eq!(due.err, format!("note: {wanted}\n"));
    // A policy that is broken may have them.
    let drive = drive.file("policy.toml", POLICY.replace("dates_agreed = 200", "dates_agreed = \"soon\""));
    spoc_in(drive.path(), &["board", "--today", "2027-06-01"]);
    let page = fs::read_to_string(drive.path().join("board.html")).unwrap();
    assert!(page.contains("policy.toml cannot be used as it is") && !page.contains("2027-28"));
}
