//! The house rules: the floors, a purpose line in every file, one place for each outside thing, every message of help.

use std::fs;
use std::path::PathBuf;

use crate::harness::project;

/// The floor of each part; a part uses its own floor and those below.
const FLOORS: [(&str, u8); 51] = [
    ("text", 0),
    ("problem", 0),
    ("escape", 0),
    ("tree", 1),
    ("calendar", 2),
    ("record", 2),
    ("policy", 2),
    ("layout", 3),
    ("schemas", 3),
    ("school", 3),
    ("reading", 5),
    ("mail", 3),
    ("words", 3),
    ("procedure", 4),
    ("edit", 4),
    ("rules", 5),
    ("repair", 5),
    ("draft", 5),
    ("noting", 5),
    ("deciding", 5),
    ("discretion", 5),
    ("search", 5),
    ("veil", 5),
    ("retention", 5),
    ("bundle", 6),
    ("chronology", 5),
    ("append", 5),
    ("assist", 5),
    ("pack", 5),
    ("page", 5),
    ("figures", 5),
    ("disk", 6),
    ("destination", 6),
    ("filing", 6),
    ("fixing", 6),
    ("press", 6),
    ("history", 6),
    ("drive", 6),
    ("report", 6),
    ("watch", 6),
    ("lease", 6),
    ("typeset", 6),
    ("board", 6),
    ("notices", 6),
    ("lsp", 6),
    ("setup", 6),
    ("told", 5),
    ("workbook", 5),
    ("import", 5),
    ("changes", 5),
    ("past", 6),
];
const TOP: u8 = 7;

/// Names that only these parts may use.
const KEPT_TO: &[(&str, &[&str])] = &[
    ("std::fs", &["disk"]),
    ("tempfile::", &["disk"]),
    ("saphyr_parser", &["tree"]),
    ("toml::", &["tree"]),
    ("encoding_rs", &["text"]),
    ("annotate_snippets", &["report"]),
    ("similar::", &["report", "lsp"]),
    // One writes lists for spreadsheets, the other reads those of schools.
    ("csv::", &["report", "import", "figures"]),
    ("icalendar", &["report"]),
    ("rust_xlsxwriter", &["workbook", "figures"]),
    ("calamine", &["workbook"]),
    ("parquet::", &["figures"]),
    ("quick_xml", &["workbook"]),
    ("zip::", &["workbook", "figures"]),
    ("mailparse", &["mail"]),
    ("mail_builder", &["mail"]),
    ("cfb::", &["mail", "workbook"]),
    ("handlebars::", &["pack"]),
    ("maud", &["page", "board", "report"]),
    ("comrak", &["typeset"]),
    ("docx_rs", &["typeset"]),
    ("typst", &["typeset"]),
    // The command line takes the lists of words that the records define.
    ("clap", &["cli", "record"]),
    ("Local::now", &["cli"]),
    ("SystemTime::now", &["cli"]),
    // The drive times only its first listings, to know whether it is a slow one: no answer depends on that.
    ("Instant::now", &["cli", "drive"]),
    ("gix", &["history"]),
    ("lz4_flex", &["drive", "history"]),
    ("memchr::", &["search"]),
    ("postcard", &["drive", "history"]),
    ("twox_hash", &["drive", "notices"]),
    ("etcetera", &["cli"]),
    ("opener::", &["cli"]),
    ("lsp_server", &["lsp"]),
    ("lsp_types", &["lsp"]),
    ("percent_encoding", &["page", "lsp"]),
    ("notify::", &["watch"]),
    ("notify_rust", &["cli"]),
    ("windows::", &["cli"]),
    ("windows_registry", &["setup"]),
    ("winsafe", &["setup"]),
    ("ctrlc", &["cli"]),
    ("inquire", &["cli"]),
    ("gethostname", &["lease"]),
    ("process::id", &["lease"]),
    ("RandomState", &["lease"]),
];

/// A file of `src`.
pub struct Source {
    /// Relative to `src/`, with `/`.
    pub path: String,
    /// The first part of the path: `rules`, `text`.
    pub part: String,
    /// The text of the file without its tests.
    pub code: String,
}

/// Every file of `src`.
pub fn sources() -> Vec<Source> {
    let root = project().join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let file: PathBuf = entry.unwrap().path();
            if file.is_dir() {
                folders.push(file);
                continue;
            }
            let path = file.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            let text = fs::read_to_string(&file).unwrap().replace("\r\n", "\n");
            let code = text.split("\n#[cfg(test)]\nmod tests").next().unwrap().to_owned();
            let part = path.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
            found.push(Source { path, part, code });
        }
    }
    found
}

fn floor(part: &str) -> u8 {
    FLOORS.iter().find(|(name, _)| *name == part).map_or(TOP, |(_, floor)| *floor)
}

/// The parts that a file names after `crate::`.
fn used_parts(code: &str) -> impl Iterator<Item = &str> {
    code.split("crate::").skip(1).map(|rest| {
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        &rest[..end]
    })
}

#[test]
fn every_part_has_a_floor() {
    for source in sources() {
        let known = FLOORS.iter().any(|(part, _)| *part == source.part);
        assert!(known || matches!(source.part.as_str(), "cli" | "lib" | "main"), "{} stands on no floor", source.path);
    }
}

#[test]
fn no_file_reaches_above_its_floor() {
    for source in sources().iter().filter(|source| source.part != "lib") {
        for used in used_parts(&source.code).filter(|used| !used.is_empty()) {
            assert!(floor(used) <= floor(&source.part), "{} uses {used}, which lies above it", source.path);
        }
    }
}

#[test]
fn outside_things_are_named_in_one_place() {
    for source in sources() {
        for (name, parts) in KEPT_TO {
            // `spoc_toml::` and the like are other names.
            let named = source.code.match_indices(name).any(|(at, _)| {
                !source.code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                    || source.code[..at].ends_with("chrono::")
            });
            assert!(!named || parts.contains(&source.part.as_str()), "{} names {name}", source.path);
        }
    }
}

#[test]
fn git_is_named_in_one_folder() {
    for source in sources() {
        assert!(!source.code.contains("gix") || source.path.starts_with("history/git/"), "{} names gix", source.path);
    }
}

#[test]
fn every_file_begins_with_its_purpose() {
    for source in sources() {
        assert!(source.code.starts_with("//! "), "{} does not say what it is for", source.path);
    }
}

#[test]
fn every_rule_is_a_file_and_a_file_is_a_rule() {
    let mut files: Vec<_> = sources()
        .iter()
        .filter_map(|source| {
            source.path.strip_prefix("rules/").map(|name| name.trim_end_matches(".rs").replace('_', "-"))
        })
        .filter(|name| name != "mod" && name != "rule")
        .collect();
    let mut codes: Vec<_> = spoc::rules::RULES.iter().map(|rule| rule.code.as_str().to_owned()).collect();
    files.sort();
    codes.sort();
    assert_eq!(files, codes);
}

#[test]
fn nothing_of_a_machine_is_in_what_is_kept() {
    for source in sources() {
        for path in ["/home/", "C:\\Users"] {
            assert!(!source.code.contains(path), "{} names {path}", source.path);
        }
    }
}
