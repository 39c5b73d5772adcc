//! Unpacks a case of the tests, to try it by hand: `cargo run --no-default-features --example unpack -- CASE.txt FOLDER`.
//!
//! A case of a rule becomes two drives, `FOLDER/bad` and `FOLDER/good`; any other one becomes `FOLDER`. What is expected stands in
//! `FOLDER/expected`.

#![allow(clippy::print_stderr, reason = "a program of its own, which says what went wrong")]

#[path = "../tests/suite/case.rs"]
#[allow(dead_code, reason = "the tests write cases, too")]
mod case;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use case::{Case, put};

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [file, folder] = arguments.as_slice() else {
        eprintln!("Say which case, and a folder that is not there yet: unpack CASE.txt FOLDER");
        return ExitCode::from(2);
    };
    match unpack(Path::new(file), Path::new(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn unpack(file: &Path, folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let case = Case::parse(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    if folder.exists() {
        return Err(format!("{} is there already; name a folder that is not", folder.display()).into());
    }
    for (path, entry) in &case.entries {
        match path.strip_prefix("both/") {
            Some(path) => {
                put([(path, entry)], &folder.join("bad"))?;
                put([(path, entry)], &folder.join("good"))?;
            }
            None => put([(path.as_str(), entry)], folder)?,
        }
    }
    Ok(())
}
