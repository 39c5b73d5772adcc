//! `spoc figures`: small drives with the figures expected of them, and what must hold of the figures of any drive.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;

use calamine::Reader as _;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;
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
            // The dates of another year than today's are not known, in its terms as in the whole of it.
            let known: Vec<u64> = terms.iter().filter_map(|term| term["figures"][name].as_u64()).collect();
            let sum = (!known.is_empty()).then(|| known.iter().sum::<u64>());
            assert_eq!(sum, all.as_u64(), "{name} by term");
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

/// An open school in a year of two terms, with what its records hold.
fn school_with(records: &[(&str, &str)]) -> Drive {
    let policy = "authority = \"A\"\n[[year]]\nname = \"2026-27\"\nterms = [\n  { name = \"Autumn 2026\", from = 2026-09-02, to = 2026-12-18 },\n  \
                  { name = \"Spring 2027\", from = 2027-01-04, to = 2027-03-25 },\n]\n";
    let drive = Drive::with_school().file("policy.toml", policy);
    let drive = drive.school_file("school.yaml", SCHOOL.replace("closed: 2025-08-31\n", ""));
    records.iter().fold(drive, |drive, (name, text)| drive.school_file(&format!("records/{name}"), text))
}

/// The figures of the one school of a drive.
fn of_school(drive: &Drive, today: &str, arguments: &[&str]) -> Value {
    json(drive.path().to_str().unwrap(), today, arguments)["schools"][0]["figures"].clone()
}

const UPNS: [&str; 5] = ["B801200005001", "M80120000500A", "E942200024001", "U210212324001", "U999204521050"];

#[test]
fn a_year_counts_children_not_what_befell_them_before_it_is_published() {
    // So many children, each with two suspensions, decided on at both visits of the year, and listed as absent in both terms.
    let drive = |children: usize| {
        let of = |row: &dyn Fn(&str) -> String| UPNS[..children].iter().map(|upn| row(upn)).collect::<String>();
        let visit = |day: &str| {
            let decided = "statutory_intervention: {threshold: met, action: refer}, early_help_referral: {threshold: met, action: refer}";
            let rows = of(&|upn| format!("  - {{upn: {upn}, why: [other], {decided}}}\n"));
            let actions =
                of(&|upn| format!("  - {{what: ring, who: Priya Shah, due: {day}, done: {day}, child: {upn}}}\n"));
            format!("kind: visit\ndate: {day}\nstatus: held\nchildren:\n{rows}actions:\n{actions}")
        };
        let pro_forma = |day: &str, from: &str| {
            let absent = of(&|upn| {
                format!("    - {{upn: {upn}, name: A B, year: 4, possible: 100, authorised: 20, unauthorised: 5}}\n")
            });
            let excluded = of(&|upn| {
                format!(
                    "  - {{upn: {upn}, name: A B, year: 4, type: fixed-term, from: {from}, days: 1, told_authority: {from}}}\n"
                )
            });
            format!(
                "kind: pro-forma\nvisit: {day}\nabsence:\n  from: {from}\n  to: {day}\n  on_roll: 100\n  children:\n{absent}exclusions:\n{excluded}"
            )
        };
        let (autumn, spring) = ("2026-11-24", "2027-02-09");
        school_with(&[
            ("2026-11-24 visit.yaml", &visit(autumn)),
            ("2027-02-09 visit.yaml", &visit(spring)),
            ("2026-11-24 pro forma.yaml", &pro_forma(autumn, "2026-10-06")),
            ("2027-02-09 pro forma.yaml", &pro_forma(spring, "2027-01-12")),
        ])
    };
    let (four, five) = (drive(4), drive(5));
    let year = ["--year", "2026-27", "--publish"];
    let (of_four, of_five) = (of_school(&four, "2027-03-01", &year), of_school(&five, "2027-03-01", &year));
    let whole = of_school(&four, "2027-03-01", &year[..2]);
    for (name, number) in [
        ("exclusions", 8),
        ("exclusions_fixed_term", 8),
        ("fixed_term_half_days", 16),
        ("fixed_term_authority_told_on_time", 8),
        ("children_decided", 8),
        ("statutory_intervention_met_refer", 8),
        ("action_on_time", 8),
        ("absence_children", 8),
        ("absence_sessions_missed", 200),
        ("absence_sessions_unauthorised", 40),
    ] {
        assert_eq!(whole[name], number, "{name}");
        assert_eq!(of_four[name], "c", "{name}");
        assert_eq!(of_five[name], number / 4 * 5, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_read_leaves_unknown_what_befell_children() {
    let notice = "kind: exclusion-notice\nupn: B801200005001\nname: A B\nyear: 4\ntype: fixed-term\nfrom: 2026-10-06\ndays: 1\ntold_authority: 2026-10-06\n";
    let visit = "kind: visit\ndate: 2026-11-10\nstatus: held\nagreed: 2026-09-14\nactions: [{what: ring, who: Priya Shah, due: 2026-11-20}]\n";
    let drive = school_with(&[("2026-10-06 exclusion notice.yaml", notice), ("2026-11-10 visit.yaml", visit)]);
    let before = of_school(&drive, TODAY, &[]);
    for (name, number) in
        [("exclusions", 1), ("records_unread", 0), ("action_overdue", 1), ("visits_held", 1), ("children_decided", 0)]
    {
        assert_eq!(before[name], number, "{name}");
    }
    std::os::unix::fs::symlink("/tmp", drive.path().join(OAKFIELD).join("records/2025-26")).unwrap();
    for period in [&[][..], &["--year", "2026-27"]] {
        let figures = of_school(&drive, TODAY, period);
        for name in [
            "exclusions",
            "exclusions_fixed_term",
            "fixed_term_half_days",
            "lunchtimes",
            "fixed_term_authority_told_on_time",
            "permanent_authority_not_told",
            "lunchtime_not_under_duty",
            "children_decided",
            "early_help_referral_met_refer",
            "children_undecided",
            "action_overdue",
            "follow_up_on_time",
            "absence_children",
            "children_review",
        ] {
            assert_eq!(figures[name], Value::Null, "{name} {period:?}");
        }
        assert_eq!((&figures["records_unread"], &figures["visits_held"]), (&1.into(), &1.into()), "{period:?}");
    }
    let text = figures(drive.path().to_str().unwrap(), TODAY, &[]).out;
    assert!(text.contains("Records that cannot be read: 1."), "{text}");
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
    // A browser prints a pattern as a coarse picture.
    assert!(!run.out.contains("<pattern"));
    assert!(!run.out.contains("<script") && !run.out.contains("http-equiv=\"refresh\""));
}

#[test]
fn a_drive_without_terms_says_what_it_needs() {
    let drive = Drive::with_school().file("policy.toml", "authority = \"A\"\n").school_file("school.yaml", SCHOOL);
    let run = spoc_in(drive.path(), &["figures", OAKFIELD, "--today", TODAY]);
    assert_refused(&run);
    assert!(run.err.contains("policy.toml has no terms."), "{}", run.err);
}

/// The rows of a CSV of the export.
fn csv_rows(file: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let mut rows = csv::Reader::from_path(file).unwrap();
    let names = rows.headers().unwrap().iter().map(str::to_owned).collect();
    (names, rows.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect())
}

/// The rows of a Parquet file, as a CSV has them.
fn parquet_rows(file: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let reader = SerializedFileReader::new(File::open(file).unwrap()).unwrap();
    let schema = reader.metadata().file_metadata().schema_descr();
    let names = schema.columns().iter().map(|column| column.name().to_owned()).collect();
    let shown = |field: &Field| match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Long(number) => number.to_string(),
        Field::Bool(yes) => yes.to_string(),
        Field::Date(days) => (chrono::NaiveDate::default() + chrono::TimeDelta::days(i64::from(*days))).to_string(),
        other => panic!("{other:?}"),
    };
    let rows = reader
        .get_row_iter(None)
        .unwrap()
        .map(|row| row.unwrap().get_column_iter().map(|(_, field)| shown(field)).collect());
    (names, rows.collect())
}

fn export(folder: &Path, arguments: &[&str]) -> Run {
    figures(NORTHMERE, TODAY, &[arguments, &["--out", folder.to_str().unwrap()]].concat())
}

/// Every file below a folder, with `/`.
fn below(folder: &Path) -> Vec<String> {
    let files = crate::harness::files(folder).into_iter();
    files.map(|file| file.to_str().unwrap().replace('\\', "/")).collect()
}

const TABLES: [&str; 7] = ["schools_terms", "deadlines", "visits", "decisions", "absence", "exclusions", "thresholds"];

#[test]
fn an_export_is_read_back_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let run = export(folder.path(), &[]);
    assert!(
        run.out.ends_with(&format!("wrote 16 files of tables with their dictionary to {}\n", folder.path().display())),
        "{run:?}"
    );
    let at = "authority=Northmere Council/year=2026-27/part-0";
    for table in TABLES {
        let (names, rows) = csv_rows(&folder.path().join(format!("csv/{table}/{at}.csv")));
        let (in_file, found) = parquet_rows(&folder.path().join(format!("{table}/{at}.parquet")));
        assert_eq!(names[..2], ["authority", "year"]);
        assert_eq!(names[2..], in_file[..], "{table}");
        assert!(!rows.is_empty(), "{table}");
        let without_keys: Vec<_> = rows.iter().map(|row| row[2..].to_vec()).collect();
        assert_eq!(without_keys, found, "{table}");
        assert!(rows.iter().all(|row| row[0] == "Northmere Council" && row[1] == "2026-27"), "{table}");
    }
    // The tables are of the whole year, and their sums over schools are the figures.
    let year = json(NORTHMERE, TODAY, &["--year", "2026-27"]);
    let (names, rows) = csv_rows(&folder.path().join(format!("csv/schools_terms/{at}.csv")));
    for term in year["terms"].as_array().unwrap() {
        let of_term: Vec<_> = rows.iter().filter(|row| row[2] == term["term"].as_str().unwrap()).collect();
        assert_eq!(term["schools"], of_term.len());
        for (place, name) in names.iter().enumerate().skip(10) {
            let sum: u64 = of_term.iter().filter_map(|row| row[place].parse::<u64>().ok()).sum();
            assert_eq!(term["figures"][name].as_u64().unwrap_or(0), sum, "{name}");
        }
    }
    for child in children() {
        for file in below(folder.path()).iter().filter(|file| file.ends_with(".csv")) {
            let text = std::fs::read_to_string(folder.path().join(file)).unwrap();
            assert!(!text.contains(&child), "{file}: {child}");
        }
    }
}

#[test]
fn the_export_of_another_term_takes_the_place_of_the_last() {
    let folder = tempfile::tempdir().unwrap();
    export(folder.path(), &["--term", "Autumn 2026"]);
    let parquet = |folder: &Path| -> Vec<_> {
        let files = below(folder).into_iter().filter(|file| file.ends_with(".parquet"));
        files.map(|file| (file.clone(), std::fs::read(folder.join(file)).unwrap())).collect()
    };
    let before = parquet(folder.path());
    export(folder.path(), &["--year", "2026-27"]);
    assert_eq!(parquet(folder.path()), before);
}

/// The Parquet files and their CSV of some published tables. `part`: the name of the file without its ending.
fn published_files(set: &str, first: &str, year: &str, part: &str) -> Vec<String> {
    let tables = [first, "decisions", "exclusions", "thresholds"];
    let at = |table: &str| format!("{set}/{table}/authority=Northmere Council/year={year}/{part}");
    tables.iter().flat_map(|table| [format!("{}.parquet", at(table)), format!("csv/{}.csv", at(table))]).collect()
}

#[test]
fn published_terms_and_years_are_data_sets_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    export(folder.path(), &["--year", "2025-26", "--publish"]);
    export(folder.path(), &["--term", "Autumn 2026", "--publish"]);
    let mut expected = published_files("years", "schools_years", "2025-26", "part-0");
    expected.extend(published_files("terms", "schools_terms", "2026-27", "Autumn 2026"));
    expected.extend(["dictionary.csv", "dictionary.json"].map(str::to_owned));
    expected.extend(["Northmere Council, 2025-26.xlsx", "Northmere Council, Autumn 2026.xlsx"].map(str::to_owned));
    expected.sort();
    let mut found = below(&folder.path().join("published"));
    found.sort();
    assert_eq!(found, expected);
    assert_eq!(below(folder.path()).len(), expected.len(), "a published export writes nothing of the team's");
    // The keys tell of which kind a table is, and no key is empty.
    for (file, keys) in [
        (
            "years/exclusions/authority=Northmere Council/year=2025-26/part-0.csv",
            vec!["authority", "year", "school", "urn"],
        ),
        (
            "terms/exclusions/authority=Northmere Council/year=2026-27/Autumn 2026.csv",
            vec!["authority", "year", "term", "school", "urn"],
        ),
    ] {
        let (names, rows) = csv_rows(&folder.path().join("published/csv").join(file));
        assert_eq!(names[..keys.len()], keys, "{file}");
        assert_eq!((names[keys.len()].as_str(), names.last().unwrap().as_str()), ("type", "hidden"), "{file}");
        assert!(rows.iter().all(|row| row[..keys.len()].iter().all(|key| !key.is_empty())), "{file}");
    }
}

#[test]
fn what_is_hidden_is_told_from_what_is_not_known() {
    let folder = tempfile::tempdir().unwrap();
    export(folder.path(), &["--term", "Autumn 2026", "--publish"]);
    let (mut hidden, mut unknown) = (0, 0);
    for table in ["schools_terms", "decisions", "exclusions", "thresholds"] {
        let at = format!("terms/{table}/authority=Northmere Council/year=2026-27/Autumn 2026");
        let (names, rows) = csv_rows(&folder.path().join(format!("published/csv/{at}.csv")));
        let (_, in_file) = parquet_rows(&folder.path().join(format!("published/{at}.parquet")));
        for (row, found) in rows.iter().zip(&in_file) {
            let said: Vec<_> = row.last().unwrap().split(',').filter(|name| !name.is_empty()).collect();
            let cells = names.iter().zip(row);
            let of_letter: Vec<_> = cells.filter(|(_, cell)| *cell == "c").map(|(name, _)| name.as_str()).collect();
            assert_eq!(said, of_letter, "{table}");
            // The Parquet file says the same: nothing in the place of the letter, and the same column.
            let without: Vec<_> = row[2..].iter().map(|cell| if cell == "c" { "" } else { cell }).collect();
            assert_eq!(&without, found, "{table}");
            hidden += said.len();
            unknown += row[5..row.len() - 1].iter().filter(|cell| cell.is_empty()).count();
        }
        assert_eq!(rows.len(), in_file.len());
    }
    assert!(hidden > 20 && unknown > 10, "{hidden} {unknown}");
}

#[test]
fn a_year_and_its_terms_are_not_published_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().to_str().unwrap();
    let publish = |period: &[&str]| {
        let always = ["--publish", "--out", at, "--drive", NORTHMERE, "--today", TODAY];
        spoc_in(&project(), &[&["figures"], period, &always[..]].concat())
    };
    assert_eq!(publish(&["--term", "Spring 2026"]).status, 0);
    let before = below(folder.path());
    for force in [&[][..], &["--force"]] {
        let refused = publish(&[&["--year", "2025-26"], force].concat());
        assert_refused(&refused);
        assert!(refused.err.contains("terms of 2025-26 are published in"), "{}", refused.err);
        assert!(refused.err.contains("Publish a year or its terms, never both."), "{}", refused.err);
        assert_eq!(below(folder.path()), before);
    }
    // Another term of the year, and another year, lie beside it.
    for period in [["--term", "Autumn 2025"], ["--year", "2026-27"], ["--year", "2026-27"]] {
        assert_eq!(publish(&period).status, 0, "{period:?}");
    }
    let refused = publish(&["--term", "Autumn 2026"]);
    assert_refused(&refused);
    assert!(refused.err.contains("the whole of 2026-27 is published in"), "{}", refused.err);
    // The team's own tables, which hide nothing, are of no matter.
    export(folder.path(), &["--year", "2025-26"]);
}

#[test]
fn a_file_for_one_table_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["figures.csv", "figures.CSV", "figures.parquet"] {
        let file = folder.path().join(name);
        let run =
            spoc_in(&project(), &["figures", "--drive", NORTHMERE, "--today", TODAY, "--out", file.to_str().unwrap()]);
        assert_refused(&run);
        assert!(run.err.contains("Name a folder, as in --out figures"), "{}", run.err);
    }
    assert!(below(folder.path()).is_empty());
    // A folder of such a name is a folder.
    std::fs::create_dir(folder.path().join("figures.csv")).unwrap();
    export(&folder.path().join("figures.csv"), &[]);
}

#[test]
fn what_is_published_is_not_marked_as_kept_within_the_team() {
    let folder = tempfile::tempdir().unwrap();
    let is_marked = |arguments: &[&str]| {
        let page = figures(NORTHMERE, TODAY, &[arguments, &["--format", "html"]].concat()).out;
        let file = folder.path().join(format!("{}.xlsx", arguments.len()));
        figures(NORTHMERE, TODAY, &[arguments, &["--out", file.to_str().unwrap()]].concat());
        let mut book = zip::ZipArchive::new(File::open(&file).unwrap()).unwrap();
        let mut text = String::new();
        for place in 0..book.len() {
            book.by_index(place).unwrap().read_to_string(&mut text).unwrap();
        }
        (page.contains("OFFICIAL-SENSITIVE"), text.contains("OFFICIAL-SENSITIVE"))
    };
    assert_eq!(is_marked(&[]), (true, true));
    assert_eq!(is_marked(&["--publish"]), (false, false));
}

#[test]
fn figures_of_a_part_say_so_everywhere() {
    let part = "Jane Morris/Oakfield Primary School";
    let text = figures(NORTHMERE, TODAY, &["Oakfield"]).out;
    assert!(text.contains(&format!("These figures are of a part of the drive: {part}.")), "{text}");
    assert!(!figures(NORTHMERE, TODAY, &[]).out.contains("a part of the drive"));
    assert_eq!(json(NORTHMERE, TODAY, &["Oakfield"])["scope"], part);
    assert_eq!(json(NORTHMERE, TODAY, &[])["scope"], Value::Null);
    let page = figures(NORTHMERE, TODAY, &["Oakfield", "--format", "html"]).out;
    assert!(crate::html::Element::page(&page).text().contains(&format!("of a part of the drive: {part}.")));
    let folder = tempfile::tempdir().unwrap();
    let about = |arguments: &[&str]| {
        let file = folder.path().join(format!("{}.xlsx", arguments.len()));
        figures(NORTHMERE, TODAY, &[arguments, &["--out", file.to_str().unwrap()]].concat());
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(&file).unwrap();
        let about = book.worksheet_range("About").unwrap();
        let row = about.rows().find(|row| row[0] == calamine::Data::String("Part of the drive".into())).unwrap();
        row[1].to_string()
    };
    assert_eq!((about(&["Oakfield"]).as_str(), about(&[]).as_str()), (part, "all of it"));
}

#[test]
fn the_page_says_its_signs_and_short_headings_in_words() {
    let page = figures(NORTHMERE, TODAY, &["--publish", "--format", "html"]).out;
    let page = crate::html::Element::page(&page);
    for (seen, words) in [
        ("c", "hidden"),
        ("?", "not known"),
        ("–", "none"),
        ("Back", "Pro forma returned, on time of those done and overdue"),
        ("Excl. from Y7", "Children over the threshold of exclusions, from year 7"),
    ] {
        let abbr = page.all("abbr").into_iter().find(|one| one.attribute("title") == Some(words));
        let abbr = abbr.unwrap_or_else(|| panic!("{words}"));
        assert_eq!(abbr.text().split_whitespace().collect::<Vec<_>>().join(" "), format!("{seen}{words}"));
    }
    let bare = page.all("td").into_iter().find(|cell| ["c", "?", "–"].contains(&cell.text().trim()));
    assert!(bare.is_none());
}

#[test]
fn the_plot_of_visits_leaves_no_manager_out() {
    let policy =
        "[[year]]\nname = \"2026-27\"\nterms = [{ name = \"Autumn 2026\", from = 2026-09-02, to = 2026-12-18 }]\n";
    let drive = (10..24).fold(Drive::empty().file("policy.toml", policy), |drive, number| {
        let school = SCHOOL.replace("closed: 2025-08-31\n", "").replace("100321", &format!("1003{number}"));
        drive.file(&format!("Manager {number}/School {number}/school.yaml"), school)
    });
    let page = figures(drive.path().to_str().unwrap(), TODAY, &["--format", "html"]).out;
    let page = crate::html::Element::page(&page);
    let said = page.by_id("visits-desc").text();
    assert!(said.starts_with("All schools: 0 held, 14 to come, 0 not held, 0 not known."), "{said}");
    assert!(said.contains("Manager 20: 0 held, 1 to come") && !said.contains("Manager 21"), "{said}");
    assert!(said.ends_with("3 more managers together: 0 held, 3 to come, 0 not held, 0 not known."), "{said}");
}

#[test]
fn an_export_writes_over_nothing_of_others() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["figures", "--drive", NORTHMERE, "--today", TODAY, "--out", folder.path().to_str().unwrap()];
    std::fs::write(folder.path().join("dictionary.csv"), "mine\n").unwrap();
    let run = spoc_in(&project(), &arguments);
    assert_refused(&run);
    assert!(run.err.contains("dictionary.csv") && below(folder.path()) == ["dictionary.csv"], "{run:?}");
    assert_eq!(spoc_in(&project(), &[&arguments[..], &["--force"]].concat()).status, 0);
    assert_eq!(spoc_in(&project(), &arguments).status, 0);
    // A workbook that another program has saved is kept beside the new one.
    let book = folder.path().join("Northmere Council, Autumn 2026.xlsx");
    let changed = saved_anew(&std::fs::read(&book).unwrap());
    std::fs::write(&book, &changed).unwrap();
    let run = spoc_in(&project(), &arguments);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(
        std::fs::read(folder.path().join("Northmere Council, Autumn 2026 (written into).xlsx")).unwrap(),
        changed
    );
}

/// The workbook with properties as another program leaves them.
fn saved_anew(book: &[u8]) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for place in 0..from.len() {
        let mut file = from.by_index(place).unwrap();
        let (name, mut bytes) = (file.name().unwrap().into_owned(), Vec::new());
        file.read_to_end(&mut bytes).unwrap();
        if name == "docProps/core.xml" {
            let text = String::from_utf8(bytes).unwrap();
            bytes = text.replace("<cp:lastModifiedBy>spoc figures<", "<cp:lastModifiedBy>Jane Morris<").into_bytes();
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(&bytes).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn an_export_lies_where_it_harms_no_records() {
    let drive = Drive::northmere();
    let run =
        |arguments: &[&str]| spoc_in(drive.path(), &[&["figures", "--today", TODAY, "--no-cache"], arguments].concat());
    for out in [".", "figures", "Jane Morris", "Jane Morris/Oakfield Primary School", "templates/figures"] {
        let refused = run(&["--out", out]);
        assert_refused(&refused);
        assert!(refused.err.contains("Name another folder"), "{out}: {}", refused.err);
    }
    assert_eq!(run(&["--out", "_figures"]).status, 0);
    assert!(drive.path().join("_figures/dictionary.json").is_file());
    let before = drive.problems();
    assert_eq!(run(&["--out", "_figures", "--year", "2025-26"]).status, 0);
    assert_eq!(drive.problems(), before);
    for (arguments, said) in [
        (&["Jane Morris", "--out", "_figures"][..], "tables for databases are of the whole drive"),
        (&["--format", "xlsx"], "a workbook and tables go to files"),
        (&["--format", "tables"], "a workbook and tables go to files"),
    ] {
        let refused = run(arguments);
        assert_refused(&refused);
        assert!(refused.err.contains(said), "{}", refused.err);
    }
}

#[test]
fn the_workbook_has_a_sheet_for_each_table_with_real_numbers_and_days() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("figures.xlsx");
    let run = figures(NORTHMERE, TODAY, &["Jane Morris", "--out", file.to_str().unwrap()]);
    assert_eq!(run.out, format!("wrote {}\n", file.display()));
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&file).unwrap();
    let sheets = book.sheet_names();
    assert_eq!(sheets, [&["About"], &TABLES[..], &["dictionary"]].concat());
    let visits = book.worksheet_range("visits").unwrap();
    let names: Vec<_> = visits.rows().next().unwrap().iter().map(ToString::to_string).collect();
    let place = |name: &str| names.iter().position(|one| one == name).unwrap();
    let row = visits
        .rows()
        .find(|row| row[place("school")] == calamine::Data::String("Oakfield Primary School".into()))
        .unwrap();
    assert!(matches!(row[place("visit")], calamine::Data::DateTime(_)), "{row:?}");
    assert!(matches!(row[place("children_in_review")], calamine::Data::Float(_)), "{row:?}");
    assert!(matches!(row[place("held")], calamine::Data::Bool(_)), "{row:?}");
    assert!(matches!(row[place("urn")], calamine::Data::String(_)), "{row:?}");
    // Only the term's rows, and every column of each table stands in the dictionary.
    assert!(visits.rows().skip(1).all(|row| row[place("term")] == calamine::Data::String("Autumn 2026".into())));
    let dictionary = book.worksheet_range("dictionary").unwrap();
    let entries: Vec<_> = dictionary.rows().skip(1).map(|row| (row[0].to_string(), row[1].to_string())).collect();
    for table in TABLES {
        for name in book.worksheet_range(table).unwrap().rows().next().unwrap() {
            assert!(entries.contains(&(table.to_owned(), name.to_string())), "{table} {name}");
        }
    }
}

#[test]
fn the_workbook_reads_well_on_the_screen_and_on_paper() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("figures.xlsx");
    figures(NORTHMERE, TODAY, &["--out", file.to_str().unwrap()]);
    let mut book = zip::ZipArchive::new(File::open(&file).unwrap()).unwrap();
    let mut part = |name: &str| std::io::read_to_string(book.by_name(name).unwrap()).unwrap();
    let sheets: Vec<_> = (1..=TABLES.len() + 2).map(|place| part(&format!("xl/worksheets/sheet{place}.xml"))).collect();
    let of = |table: &str| &sheets[1 + TABLES.iter().position(|name| *name == table).unwrap()];
    // The headings stay in sight, and in a wide table the school does, too.
    let wide = ["schools_terms", "visits", "absence"];
    let names = part("xl/workbook.xml");
    for table in TABLES {
        let is_wide = wide.contains(&table);
        let pane = if is_wide { r#"<pane xSplit="5" ySplit="1""# } else { r#"<pane ySplit="1""# };
        assert!(of(table).contains(pane), "{table}");
        assert_eq!(names.contains(&format!("{table}!$E:$E,{table}!$1:$1")), is_wide, "{table}");
    }
    // Headings stand upright in one table alone: elsewhere their row is as high as any other.
    let high = |sheet: &str| sheet.matches(" customHeight=").count();
    assert_eq!(TABLES.map(|table| high(of(table))), TABLES.map(|table| usize::from(table == "schools_terms")));
    // LibreOffice does not reckon how high a row of the dictionary has to be, and shows what is true or false as a number where no format says so.
    assert!(part("xl/styles.xml").contains("&quot;TRUE&quot;;&quot;TRUE&quot;;&quot;FALSE&quot;"));
    let rows = sheets.last().unwrap().split("<row ").skip(1);
    assert!(rows.filter(|row| row.contains(r#"ht="30""#)).count() > 10);
}

/// The page on figures names every table and every column but the figures themselves, which the page of figures and the dictionary explain.
#[test]
fn the_page_on_figures_has_every_table() {
    let page = std::fs::read_to_string(project().join("docs/figures.md")).unwrap();
    let tables = spoc::figures::empty_tables().into_iter().chain(spoc::figures::empty_published_tables());
    for table in tables {
        let path = table.path();
        let path = if table.data_set.is_empty() { path } else { format!("published/{path}") };
        let row =
            page.lines().find(|line| line.starts_with(&format!("| `{path}` |"))).unwrap_or_else(|| panic!("{path}"));
        assert!(row.contains(table.about), "{row}");
        let is_figure = |name: &str| spoc::figures::Measure::all().iter().any(|measure| measure.name() == name);
        let of_schools = table.name.starts_with("schools_");
        let keys = table.columns.iter().position(|column| column.name == "urn").unwrap() + 1;
        for column in table.columns.iter().skip(keys).filter(|column| !is_figure(&column.name) || !of_schools) {
            assert!(row.contains(&format!("`{}`", column.name)), "{} {}", table.name, column.name);
        }
    }
}
