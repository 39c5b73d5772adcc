//! The pages of `validate` and `due`: what stands on them, whatever the drive holds and however much is wrong.

use std::path::Path;

use crate::harness::{Drive, OAKFIELD, SCHOOL, TODAY, VISIT, project, spoc_in};
use crate::html::Element;

/// The page that a command makes, as it stands and as a browser reads it.
fn page(folder: &Path, arguments: &[&str]) -> (String, Element) {
    let run = spoc_in(folder, &[arguments, &["--format", "html", "--today", TODAY]].concat());
    assert!(run.status < 2 && run.err.lines().all(|line| line.starts_with("note: ")), "{run:?}");
    let read = Element::page(&run.out);
    (run.out, read)
}

fn northmere() -> std::path::PathBuf {
    project().join("fixtures/northmere")
}

/// The elements of a class, anywhere on a page.
fn of_class<'p>(page: &'p Element, class: &str) -> Vec<&'p Element> {
    page.elements().into_iter().filter(|element| element.has_class(class)).collect()
}

#[test]
fn every_problem_stands_on_the_page_with_its_place_and_what_to_do() {
    let (_, page) = page(&northmere(), &["validate"]);
    let json = spoc_in(&northmere(), &["validate", "--format", "json", "--today", TODAY]).json();
    let problems = json["problems"].as_array().unwrap();
    let found: Vec<_> =
        page.all("li").into_iter().filter(|li| li.has_class("error") || li.has_class("warned")).collect();
    assert_eq!(found.len(), problems.len());
    let all = page.text().replace('`', "");
    for problem in problems {
        let said = |name: &str| problem[name].as_str().unwrap().replace('`', "");
        let (message, help) = (said("message"), said("help"));
        // The first letter is a capital on the page.
        assert!(all.contains(&message[message.chars().next().unwrap().len_utf8()..]), "{message}");
        assert!(all.contains(&help), "{help}");
        let code = problem["code"].as_str().unwrap();
        let explained = page.by_id(&format!("code-{code}")).text();
        assert!(explained.contains("Why it matters") && explained.contains("Not like this"), "{explained}");
    }
    // Every link on the page leads to something on it, or to a folder.
    for link in page.all("a") {
        let href = link.attribute("href").unwrap();
        match href.strip_prefix('#') {
            Some(id) => drop(page.by_id(id)),
            None => assert!(href.starts_with("file://") && href.ends_with('/'), "{href}"),
        }
    }
}

#[test]
fn a_link_opens_the_folder_of_the_record_whatever_it_is_called() {
    let drive = Drive::with_school()
        .file("Jane & Co/100% #1 学校/school.yaml", SCHOOL)
        .file("Jane & Co/100% #1 学校/records/2026 a'b/2026-12-01 visit.yaml", "kind: visit\n");
    let (_, page) = page(drive.path(), &["validate"]);
    let links: Vec<_> = page.all("a").into_iter().filter_map(|link| link.attribute("href")).collect();
    for end in ["/Jane%20%26%20Co/100%25%20%231%20%E5%AD%A6%E6%A0%A1/", "/records/2026%20a%27b/"] {
        assert!(links.iter().any(|link| link.starts_with("file://") && link.ends_with(end)), "{end}: {links:?}");
    }
}

#[test]
fn names_and_words_of_records_are_hidden_unless_asked_for_and_are_never_markup() {
    let visit = "kind: visit\ndate: 2026-12-01\nstatus: planned\nnote: <script>alert(1)</script> Ada\nchildren:\n  - {upn: B801200005001, name: Zoë Brown, year: 44, why: [other]}\n";
    // On Windows no name has a pointed bracket.
    let name = if cfg!(windows) { "2026-12-02 &lt;b&gt;x&amp;.yaml" } else { "2026-12-02 <b>x&amp;.yaml" };
    let drive = Drive::with_school()
        .school_file("records/2026-12-01 visit.yaml", visit)
        .school_file(&format!("records/{name}"), "kind: visit\n");
    let (text, page) = page(drive.path(), &["validate"]);
    assert!(!text.contains("Zo") && !text.contains("<b>x") && text.contains("••• •••••"), "{text}");
    assert!(page.text().contains(name));
    let shown = spoc_in(drive.path(), &["validate", "--format", "html", "--show-names", "--today", TODAY]).out;
    assert!(shown.contains("Zoë Brown"));
    assert_eq!(Element::page(&shown).all("script").len(), 0);
}

#[test]
fn a_page_on_very_much_is_short_and_hides_no_count() {
    let row = "  - {upn: x, why: [other]}\n".repeat(10_000);
    let visit = format!("{VISIT}children:\n{row}");
    let mut drive = Drive::with_school().school_file("records/2026-12-01 visit.yaml", visit);
    for number in 0..30 {
        drive = drive.file(&format!("Jane Morris/S{number}/school.yaml"), "name: S\n");
    }
    let (text, page) = page(drive.path(), &["validate"]);
    assert!(text.len() < 2_000_000, "{}", text.len());
    let json = spoc_in(drive.path(), &["validate", "--format", "json", "--today", TODAY]).json();
    let all = json["problems"].as_array().unwrap().len();
    let shown = page.all("li").into_iter().filter(|li| li.has_class("error") || li.has_class("warned")).count();
    let more: Vec<_> = of_class(&page, "more").into_iter().map(Element::text).collect();
    let hidden: usize =
        more.iter().map(|text| text.split(' ').next().unwrap().replace(',', "").parse::<usize>().unwrap()).sum();
    assert_eq!(shown + hidden, all);
    assert!(more[0].contains("× bad-upn") && more[0].contains(&format!("spoc validate \"{OAKFIELD}\"")), "{more:?}");
    // So many that the schools are folded.
    assert!(page.all("details").iter().all(|details| details.attribute("open").is_none()));
}

#[test]
fn a_drive_without_a_problem_gets_an_all_clear_in_words() {
    let drive = Drive::with_school();
    let (_, page) = page(drive.path(), &["validate"]);
    assert!(
        page.text().contains("Nothing is wrong") && page.text().contains("1 school of 1 manager"),
        "{}",
        page.text()
    );
    let due = self::page(drive.path(), &["due"]).1.text();
    assert!(due.contains("Nothing is overdue") && due.contains("Nothing is due in the next 10 working days"), "{due}");
}

#[test]
fn what_is_wrong_with_the_policy_comes_first() {
    let drive = Drive::with_school().file("policy.toml", "[deadlines]\nwritten_up = \"soon\"\n");
    for command in ["validate", "due"] {
        let (_, page) = page(drive.path(), &[command]);
        let warning = of_class(&page, "warning")[0].text();
        assert!(warning.contains("may be incomplete") && warning.contains("policy.toml"), "{warning}");
        assert!(!page.text().contains("Nothing is wrong") && of_class(&page, "clear").is_empty());
    }
}

#[test]
fn the_page_of_a_review_says_what_the_report_says() {
    for school in ["kelder", "marlcross", "tollbar"] {
        let text = spoc_in(&northmere(), &["review", school, "--today", TODAY]).out;
        let (_, page) = page(&northmere(), &["review", school]);
        let seen = page.text();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            assert!(seen.contains(line), "{line}");
        }
        let headings = text.split("\n\n").skip(1).map(|part| part.lines().next().unwrap());
        let found: Vec<_> = page.all("h2").into_iter().map(Element::text).collect();
        assert_eq!(found, headings.collect::<Vec<_>>(), "{school}");
    }
}

#[test]
fn every_deadline_of_the_report_stands_on_the_page_with_what_to_do() {
    let (_, page) = page(&northmere(), &["due"]);
    let json = spoc_in(&northmere(), &["due", "--format", "json", "--today", TODAY]).json();
    let deadlines = json["deadlines"].as_array().unwrap();
    for (id, state) in [("unknown", "unknown"), ("overdue", "overdue"), ("today", "due"), ("soon", "upcoming")] {
        let is_near = |one: &&serde_json::Value| state != "upcoming" || one["working_days"].as_i64().unwrap() <= 10;
        let expected = deadlines.iter().filter(|one| one["state"] == state).filter(is_near).count();
        let rows: Vec<_> = page.by_id(id).all("tr").into_iter().filter(|row| !row.all("td").is_empty()).collect();
        assert_eq!((rows.len(), state), (expected, state));
        for row in rows {
            let todo = row.all("td").into_iter().find(|cell| cell.has_class("todo")).unwrap().text();
            assert!(!todo.trim().is_empty(), "{}", row.text());
        }
    }
    let text = spoc_in(&northmere(), &["due", "--today", TODAY]).out;
    let command = text.lines().find_map(|line| line.split_once("or: ")).unwrap().1;
    assert!(page.text().contains(command), "{command}");
    let of_one = self::page(&northmere(), &["due", "--spoc", "Tomasz Nowak", "--all"]).1.text();
    assert!(of_one.contains("What is due: SPOC Tomasz Nowak") && !of_one.contains("Rhys Pritchard"), "{of_one}");
}
