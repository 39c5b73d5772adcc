//! An officer's school year, from `init` to the second autumn: what was typed on which day, and what the program answered. Nothing is written on the
//! drive but by commands and by what the officer types into a record, as one would.
//!
//! The year is `officer_year/year.txt`. A line `== 2026-09-03 words` begins a day. `$ spoc …` is a command; below it, each line with `>`, stands what it
//! wrote, and `(status N)` where it ended with another status than 0. `+ PATH` with lines `| …` adds these lines to the file; `/ PATH` with lines `- …` and
//! `| …` replaces these lines, where they stand first, by those; `? PATH` shows a file; `x PATH` deletes a folder. `SNAPSHOTS=overwrite` writes down what is answered now.

use std::fs;
use std::path::Path;

use snapbox::{Data, assert_data_eq};

use crate::harness::{Drive, Run, project, spoc_in};

#[test]
fn a_year_is_worked_through_by_commands_alone() {
    let file = project().join("tests/suite/officer_year/year.txt");
    let year = fs::read_to_string(&file).unwrap().replace("\r\n", "\n");
    let drive = Drive::empty();
    let told = Teller::default().tell(drive.path(), &year);
    assert_data_eq!(told, Data::read_from(&file, None).raw());
}

#[derive(Default)]
struct Teller {
    today: String,
    told: String,
}

impl Teller {
    /// Does what the lines say and gives them back with the answers of now.
    fn tell(mut self, drive: &Path, year: &str) -> String {
        let mut lines = year.lines().peekable();
        while let Some(line) = lines.next() {
            let mut parts = |start: &str| {
                let mut part = Vec::new();
                while let Some(text) = lines.peek().and_then(|line| line.strip_prefix(start)) {
                    part.push(text.strip_prefix(' ').unwrap_or(text).to_owned());
                    lines.next();
                }
                part
            };
            if let Some(day) = line.strip_prefix("== ") {
                self.today = day.split(' ').next().unwrap().to_owned();
                self.say(line);
            } else if let Some(command) = line.strip_prefix("$ spoc ") {
                self.say(line);
                parts(">");
                let run = self.run(drive, command);
                self.answer(drive, &run);
            } else if let Some(path) = line.strip_prefix("+ ") {
                let added = parts("|");
                self.say(line);
                added.iter().for_each(|line| self.say(format!("| {line}").trim_end()));
                let file = drive.join(path);
                let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}"));
                fs::write(&file, format!("{text}{}\n", added.join("\n"))).unwrap();
            } else if let Some(path) = line.strip_prefix("/ ") {
                let (old, new) = (parts("-"), parts("|"));
                self.say(line);
                old.iter().for_each(|line| self.say(format!("- {line}").trim_end()));
                new.iter().for_each(|line| self.say(format!("| {line}").trim_end()));
                let file = drive.join(path);
                let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}"));
                let (old, new) = (old.join("\n"), new.join("\n"));
                assert!(text.contains(&old), "{path} does not hold:\n{old}\nbut:\n{text}");
                fs::write(&file, text.replacen(&old, &new, 1)).unwrap();
            } else if let Some(path) = line.strip_prefix("? ") {
                parts(">");
                self.say(line);
                let text = fs::read_to_string(drive.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
                text.lines().for_each(|line| self.say(format!("> {line}").trim_end()));
            } else if let Some(path) = line.strip_prefix("x ") {
                self.say(line);
                fs::remove_dir_all(drive.join(path)).unwrap();
            } else {
                self.say(line);
            }
        }
        self.told
    }

    fn say(&mut self, line: &str) {
        self.told.push_str(line);
        self.told.push('\n');
    }

    fn run(&self, drive: &Path, command: &str) -> Run {
        let words = words(command);
        let mut arguments: Vec<&str> = words.iter().map(String::as_str).collect();
        arguments.extend(["--today", &self.today]);
        spoc_in(drive, &arguments)
    }

    /// What a command answered, with the drive's own place left out.
    fn answer(&mut self, drive: &Path, run: &Run) {
        let real = fs::canonicalize(drive).unwrap_or(drive.to_owned());
        let mut text = format!("{}{}", run.out, run.err);
        for place in [&*real, drive] {
            let place = place.display().to_string();
            let place = place.trim_start_matches(r"\\?\");
            text = text.replace(&format!("{place}{}", std::path::MAIN_SEPARATOR), "").replace(place, "DRIVE");
        }
        let text = if cfg!(windows) { text.replace('\\', "/") } else { text };
        text.lines().for_each(|line| self.say(format!("> {line}").trim_end()));
        if run.status != 0 {
            self.say(&format!("> (status {})", run.status));
        }
    }
}

/// The words of a command line; those between quotation marks are one.
fn words(command: &str) -> Vec<String> {
    let parts = command.split('"').enumerate();
    parts
        .flat_map(|(at, part)| {
            if at % 2 == 1 { vec![part.to_owned()] } else { part.split_whitespace().map(str::to_owned).collect() }
        })
        .collect()
}
