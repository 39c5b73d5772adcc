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
        Field::Int(number) => number.to_string(),
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
    export(folder.path(), &["--year", "2025-26", "--publish"]);
    export(folder.path(), &["--term", "Spring 2026", "--publish"]);
    let published = below(&folder.path().join("published"));
    let expected = ["csv", ""].into_iter().flat_map(|kind| {
        let (before, ending) = if kind.is_empty() { (String::new(), "parquet") } else { (format!("{kind}/"), "csv") };
        ["decisions", "exclusions", "schools_terms", "thresholds"].into_iter().flat_map(move |table| {
            let at = format!("{before}{table}/authority=Northmere Council/year=2025-26");
            ["2025-26", "Spring 2026"].map(move |period| format!("{at}/{period}.{ending}"))
        })
    });
    let mut expected: Vec<_> = expected.collect();
    expected.extend(["Northmere Council, 2025-26.xlsx", "Northmere Council, Spring 2026.xlsx"].map(str::to_owned));
    expected.sort();
    let mut found = published;
    found.sort();
    assert_eq!(found, expected);
    let (_, rows) =
        csv_rows(&folder.path().join("published/csv/exclusions/authority=Northmere Council/year=2025-26/2025-26.csv"));
    assert!(rows.iter().any(|row| row[7] == "c") && rows.iter().all(|row| row[3].is_empty()), "{rows:?}");
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

/// The page on figures names every table and every column but the figures themselves, which the page of figures and the dictionary explain.
#[test]
fn the_page_on_figures_has_every_table() {
    let page = std::fs::read_to_string(project().join("docs/figures.md")).unwrap();
    for table in spoc::figures::empty_tables() {
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("| `{}` |", table.name)))
            .unwrap_or_else(|| panic!("{}", table.name));
        assert!(row.contains(table.about), "{row}");
        let is_figure = |name: &str| spoc::figures::Measure::all().iter().any(|measure| measure.name() == name);
        for column in
            table.columns.iter().skip(6).filter(|column| !is_figure(&column.name) || table.name != "schools_terms")
        {
            assert!(row.contains(&format!("`{}`", column.name)), "{} {}", table.name, column.name);
        }
    }
}
