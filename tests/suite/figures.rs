//! `spoc figures`: small drives with the figures expected of them, and what must hold of the figures of any drive.

use serde_json::{Map, Value};

use crate::harness::{Differences, Drive, OAKFIELD, Run, SCHOOL, TODAY, assert_refused, cases, project, spoc_in};

const NORTHMERE: &str = "fixtures/northmere";

fn figures(drive: &str, today: &str, arguments: &[&str]) -> Run {
    let run = spoc_in(&project(), &[&["figures"], arguments, &["--drive", drive, "--today", today]].concat());
    assert_eq!(run.status, 0, "{run:?}");
    run
}

fn json(drive: &str, today: &str, arguments: &[&str]) -> Value {
    figures(drive, today, &[arguments, &["--format", "json"]].concat()).json()
}

/// The figures of a row that are not 0, a line each.
fn lines(row: &Value) -> String {
    let all = row["figures"].as_object().unwrap().iter();
    let told = all.filter(|(_, number)| **number != 0).map(|(name, number)| format!("  {name}: {number}\n"));
    told.collect()
}

/// A case is a drive with what is expected of it: `expected/NAME` are the figures of the term or year of that name that are not 0, of all schools and of
/// each, with the percentages of all.
#[test]
fn every_case_is_as_it_is_expected() {
    let mut differences = Differences::default();
    for case in cases("tests/suite/figures") {
        let drive = case.drive();
        let today = case.case.about.lines().find_map(|line| line.strip_prefix("today: ")).unwrap().trim();
        for (name, _) in case.expected() {
            let period = if name.contains(' ') { "--term" } else { "--year" };
            let json = json(drive.path().to_str().unwrap(), today, &[period, name]);
            let mut found = format!("all {} schools\n{}", json["total"]["schools"], lines(&json["total"]));
            for (name, percent) in
                json["total"]["percent"].as_object().unwrap().iter().filter(|(_, one)| !one.is_null())
            {
                found.push_str(&format!("  {name}: {percent}\n"));
            }
            for school in json["schools"].as_array().unwrap() {
                found.push_str(&format!("{}\n{}", school["school"].as_str().unwrap(), lines(school)));
            }
            differences.check(&case, name, &found);
        }
    }
    differences.assert_none();
}

/// Asserts that the figures of some rows add up to those of all schools.
fn assert_adds_up(rows: &Value, total: &Value, what: &str) {
    let rows = rows.as_array().unwrap();
    for (name, all) in total["figures"].as_object().unwrap() {
        let known: Vec<_> = rows.iter().filter_map(|row| row["figures"][name].as_u64()).collect();
        let sum: u64 = known.iter().sum();
        match all.as_u64() {
            Some(all) => assert_eq!(sum, all, "{name} by {what}"),
            None => assert!(known.is_empty(), "{name} by {what}"),
        }
    }
}

#[test]
fn the_figures_of_schools_spocs_and_managers_add_up_to_those_of_all() {
    for period in [
        ["--term", "Autumn 2025"],
        ["--term", "Spring 2026"],
        ["--term", "Summer 2026"],
        ["--term", "Autumn 2026"],
        ["--year", "2025-26"],
        ["--year", "2026-27"],
    ] {
        let json = json(NORTHMERE, TODAY, &period);
        for by in ["schools", "spocs", "managers"] {
            assert_adds_up(&json[by], &json["total"], by);
        }
        let schools = json["schools"].as_array().unwrap();
        for manager in json["managers"].as_array().unwrap() {
            let of: Vec<_> = schools.iter().filter(|one| one["manager"] == manager["manager"]).cloned().collect();
            assert_eq!(manager["schools"].as_u64().unwrap() as usize, of.len());
            assert_adds_up(&Value::Array(of), manager, "schools of a manager");
        }
        for spoc in json["spocs"].as_array().unwrap() {
            let of: Vec<_> = schools.iter().filter(|one| one["spoc"] == spoc["spoc"]).cloned().collect();
            assert_adds_up(&Value::Array(of), spoc, "schools of a SPOC");
        }
        // What is counted once in a year, be it told of in several terms, does not add up over the terms.
        for (name, all) in json["total"]["figures"].as_object().unwrap() {
            let is_once = name.starts_with("children_") && name != "children_decided" && name != "children_undecided";
            let terms = json["terms"].as_array().unwrap();
            if terms.is_empty() || is_once || name.starts_with("absence_") || name == "records_unread" {
                continue;
            }
            let sum: u64 = terms.iter().filter_map(|term| term["figures"][name].as_u64()).sum();
            assert_eq!(Some(sum), all.as_u64(), "{name} by term");
        }
    }
}

#[test]
fn a_part_of_the_drive_has_its_own_figures() {
    let all = json(NORTHMERE, TODAY, &[]);
    let part = json(NORTHMERE, TODAY, &["Jane Morris"]);
    let is_of_jane = |one: &&Value| one["manager"] == "Jane Morris";
    let of_jane: Vec<_> = all["schools"].as_array().unwrap().iter().filter(is_of_jane).cloned().collect();
    assert_eq!(part["schools"], Value::Array(of_jane));
    assert_eq!(
        part["total"]["figures"],
        all["managers"].as_array().unwrap().iter().find(is_of_jane).unwrap()["figures"]
    );
    let school = json(NORTHMERE, TODAY, &["Oakfield"]);
    assert_eq!(school["schools"].as_array().unwrap().len(), 1);
}

#[test]
fn the_period_is_named_or_is_the_one_that_holds_today() {
    let of = |today: &str, arguments: &[&str]| json(NORTHMERE, today, arguments)["period"].clone();
    assert_eq!(of(TODAY, &[])["name"], "Autumn 2026");
    assert_eq!(of("2026-08-20", &[])["name"], "Summer 2026");
    assert_eq!(of(TODAY, &["--term", "spring 2026"])["year"], "2025-26");
    assert_eq!(of(TODAY, &["--year", "2025-26"])["terms"].as_array().unwrap().len(), 3);
    for (arguments, said) in [
        (["--term", "Michaelmas"], "policy.toml has no term called Michaelmas. There are Autumn 2025, Spring 2026,"),
        (["--year", "2030-31"], "policy.toml has no year called 2030-31. There are 2025-26, 2026-27."),
    ] {
        let arguments = [&["figures", "--drive", NORTHMERE, "--today", TODAY][..], &arguments].concat();
        let run = spoc_in(&project(), &arguments);
        assert_refused(&run);
        assert!(run.err.contains(said), "{}", run.err);
    }
}

/// Every UPN and every child's name on the drive of the example.
fn children() -> Vec<String> {
    let mut found = Vec::new();
    for file in crate::harness::files(&project().join(NORTHMERE)) {
        let Ok(text) = std::fs::read_to_string(project().join(NORTHMERE).join(&file)) else { continue };
        for (at, _) in text.match_indices("upn: ") {
            let rest = &text[at + 5..];
            found.push(rest.split([',', '\n', '}']).next().unwrap().trim().to_owned());
            if let Some(name) = rest.split("name: ").nth(1).filter(|_| rest.find("name: ").is_some_and(|at| at < 60)) {
                found.push(name.split([',', '\n', '}']).next().unwrap().trim().to_owned());
            }
        }
    }
    found.retain(|word| word.len() > 4);
    found.sort();
    found.dedup();
    assert!(found.len() > 40, "{found:?}");
    found
}

#[test]
fn no_child_is_named() {
    let children = children();
    for format in ["text", "json", "html"] {
        for period in ["2025-26", "2026-27"] {
            let written = figures(NORTHMERE, TODAY, &["--year", period, "--format", format]).out;
            for child in &children {
                assert!(!written.contains(child.as_str()), "{format} {period}: {child}");
            }
        }
    }
}

#[test]
fn what_is_published_hides_small_numbers_and_names_no_staff() {
    let json = json(NORTHMERE, TODAY, &["--year", "2025-26", "--publish"]);
    assert_eq!(json["published"], true);
    for empty in ["spocs", "managers", "terms"] {
        assert_eq!(json[empty], Value::Array(Vec::new()));
    }
    let is_of_team = |name: &str| {
        ["visits_", "date", "pro_forma", "checks_", "written_", "records_"]
            .iter()
            .any(|begins| name.starts_with(begins))
    };
    let mut hidden = 0;
    let schools = json["schools"].as_array().unwrap();
    for row in schools.iter().chain([&json["total"]]) {
        let figures: &Map<String, Value> = row["figures"].as_object().unwrap();
        for (name, number) in figures.iter().filter(|(name, _)| !is_of_team(name)) {
            assert!(!matches!(number.as_u64(), Some(1..5)), "{name}: {number}");
            hidden += usize::from(*number == "c");
        }
    }
    assert!(hidden > 20, "{hidden}");
    assert!(schools.iter().all(|school| school["manager"].is_null() && school["spoc"].is_null()));
    for format in ["text", "html"] {
        let written = figures(NORTHMERE, TODAY, &["--year", "2025-26", "--publish", "--format", format]).out;
        for name in ["Jane Morris", "Samir Rahman", "Priya Shah", "Rhys Pritchard"] {
            assert!(!written.contains(name), "{format}: {name}");
        }
    }
}

#[test]
fn the_page_says_what_the_report_says() {
    let run = figures(NORTHMERE, TODAY, &["--format", "html"]);
    let page = crate::html::Element::page(&run.out);
    let report = figures(NORTHMERE, TODAY, &[]).out;
    let said = page.text();
    for number in ["92.9%", "1,203+", "601.5+", "Greywell House School", "Tomasz Nowak"] {
        assert!(said.contains(number) && report.contains(number), "{number}");
    }
    let plots = page.all("svg");
    assert_eq!(plots.len(), 5);
    for plot in plots {
        assert_eq!(plot.attribute("role"), Some("img"));
        for id in plot.attribute("aria-labelledby").unwrap().split(' ') {
            assert!(page.by_id(id).text().len() > 5, "{id}");
        }
    }
    assert!(!run.out.contains("<script") && !run.out.contains("http-equiv=\"refresh\""));
}

#[test]
fn a_drive_without_terms_says_what_it_needs() {
    let drive = Drive::with_school().file("policy.toml", "authority = \"A\"\n").school_file("school.yaml", SCHOOL);
    let run = spoc_in(drive.path(), &["figures", OAKFIELD, "--today", TODAY]);
    assert_refused(&run);
    assert!(run.err.contains("policy.toml has no terms."), "{}", run.err);
}
