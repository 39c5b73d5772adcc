//! Runs the program with day, environment and width pinned, builds drives for it, and compares its output with the cases.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use serde::Serialize as _;
use serde_json::Value;

use crate::case::{Case, put};

/// The day that every test takes as today.
pub const TODAY: &str = "2026-11-23";

/// The root of the project.
pub fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What a run of the program gave.
#[derive(Debug)]
pub struct Run {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// Standard output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}\n{self:?}"))
    }

    /// The problems, a line each: `path:line:column code field`, with `-` where there is none and `""` for the root.
    pub fn problems(&self) -> Vec<String> {
        let json = self.json();
        json["problems"].as_array().unwrap().iter().map(problem_line).collect()
    }

    /// The codes of the problems, in order.
    pub fn codes(&self) -> Vec<String> {
        let json = self.json();
        let problems = json["problems"].as_array().unwrap();
        problems.iter().map(|problem| problem["code"].as_str().unwrap().to_owned()).collect()
    }
}

/// A problem as a line of a case.
pub fn problem_line(problem: &Value) -> String {
    let number = |name: &str| problem[name].as_u64().map_or("-".to_owned(), |number| number.to_string());
    let field = match problem["field"].as_str() {
        None => "-",
        Some("") => "\"\"",
        Some(field) => field,
    };
    let text = |name: &str| problem[name].as_str().unwrap();
    format!("{}:{}:{} {} {field}", text("path"), number("line"), number("column"), text("code"))
}

/// Runs the program in a folder.
pub fn spoc_in(folder: &Path, arguments: &[&str]) -> Run {
    spoc_with(folder, arguments, &[])
}

/// Runs the program in a folder, with further environment variables.
pub fn spoc_with(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
    let output = start(&mut command(folder, arguments, environment));
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace("\r\n", "\n");
    let run = Run { status: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) };
    assert!(!run.err.contains("panicked"), "{run:?}");
    run
}

/// The program in a folder, with further environment variables, still to be started.
pub fn command(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spoc"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    for name in ["SPOC_DRIVE", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "TERM", "RUST_BACKTRACE"] {
        command.env_remove(name);
    }
    command.env("SPOC_CACHE", cache());
    command.env("SPOC_STATE", state());
    command.envs(environment.iter().copied());
    command
}

/// A cache folder for all tests, empty at first. They can share it, as the cache keeps drives apart.
fn cache() -> &'static Path {
    static CACHE: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache");
        let _ = fs::remove_dir_all(&folder);
        folder
    });
    &CACHE
}

/// A folder for what the program keeps between runs, empty at first.
fn state() -> &'static Path {
    static STATE: LazyLock<PathBuf> = LazyLock::new(|| {
        // The program runs in folders of other drives: under Wine the path has to say on which drive it is.
        let folder = std::path::absolute(Path::new(env!("CARGO_TARGET_TMPDIR")).join("state")).unwrap();
        let _ = fs::remove_dir_all(&folder);
        folder
    });
    &STATE
}

/// Starts the program and waits for it. When several programs start at once, Wine 8 now and then fails itself (error 1359, `wine client error`). Such
/// a start never reached the program, and is made again.
fn start(command: &mut Command) -> std::process::Output {
    const TRIES: u32 = 5;
    for _ in 1..TRIES {
        match command.output() {
            Ok(output) if cfg!(windows) && String::from_utf8_lossy(&output.stderr).contains("wine client error") => {}
            Err(error) if cfg!(windows) && error.raw_os_error() == Some(1359) => {}
            other => return other.unwrap(),
        }
    }
    command.output().unwrap()
}

/// `spoc validate --format json` on a path, today pinned.
pub fn validate(path: &Path) -> Run {
    spoc_in(&project(), &["validate", path.to_str().unwrap(), "--today", TODAY, "--format", "json"])
}

/// A drive in a folder of its own, which is removed with the value.
pub struct Drive {
    folder: tempfile::TempDir,
}

/// A policy with this and last year's terms, and with so much time for agreeing the dates that no drive needs any agreed.
pub const POLICY: &str = r#"authority = "Northmere Council"

[deadlines]
dates_agreed = 200

[[year]]
name = "2025-26"
terms = [
  { name = "Autumn 2025", from = 2025-09-02, to = 2025-12-19 },
  { name = "Spring 2026", from = 2026-01-05, to = 2026-03-27 },
  { name = "Summer 2026", from = 2026-04-13, to = 2026-07-21 },
]

[[year]]
name = "2026-27"
terms = [
  { name = "Autumn 2026", from = 2026-09-02, to = 2026-12-18 },
  { name = "Spring 2027", from = 2027-01-04, to = 2027-03-25 },
  { name = "Summer 2027", from = 2027-04-12, to = 2027-07-21 },
]
"#;

/// A school that closed before anything could fall due.
pub const SCHOOL: &str = "name: Oakfield Primary School\nurn: 100321\nphase: primary\nstatus: maintained\nspoc: Priya Shah\nhead: {name: Ms A Grant}\nclosed: 2025-08-31\n";

/// The folder of the school that [`Drive::with_school`] makes.
pub const OAKFIELD: &str = "Jane Morris/Oakfield";

impl Drive {
    /// A folder with nothing in it.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A drive with a policy and one school that has no problem.
    pub fn with_school() -> Self {
        let drive = Self::empty().file("policy.toml", POLICY).file(&format!("{OAKFIELD}/school.yaml"), SCHOOL);
        for folder in ["records", "emails", "correspondence"] {
            fs::create_dir_all(drive.path().join(OAKFIELD).join(folder)).unwrap();
        }
        drive
    }

    /// A copy of the example drive.
    pub fn northmere() -> Self {
        let drive = Self::empty();
        let root = project().join("fixtures/northmere");
        for path in files(&root) {
            let to = drive.path().join(&path);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(root.join(&path), to).unwrap();
        }
        drive
    }

    /// Writes a file, with the folders that it lies in.
    pub fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let file = self.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
        self
    }

    /// Writes a file in the school's folder.
    pub fn school_file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.file(&format!("{OAKFIELD}/{path}"), content)
    }

    /// The root.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// `spoc validate --format json` on the whole drive.
    pub fn validate(&self) -> Run {
        validate(self.path())
    }

    /// The problems of the whole drive.
    pub fn problems(&self) -> Vec<String> {
        self.validate().problems()
    }
}

/// Every file below a folder, relative to it, in order.
pub fn files(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(root).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

/// A visit without a problem.
pub const VISIT: &str = "kind: visit\ndate: 2026-12-01\nstatus: planned\n";
/// A letter without a problem.
pub const LETTER: &str = "---\ndate: 2026-11-10\nfrom: A\nto: B\nsubject: C\n---\nText\n";

/// A path in the school that [`Drive::with_school`] makes.
pub fn in_school(path: &str) -> String {
    format!("{OAKFIELD}/{path}")
}

/// A problem of a whole file of the school.
pub fn whole(path: &str, code: &str) -> String {
    format!("{OAKFIELD}/{path}:-:- {code} -")
}

/// A number of the counts.
pub fn count(run: &Run, name: &str) -> u64 {
    run.json()["counts"][name].as_u64().unwrap()
}

/// The numbers of records and documents that were counted.
pub fn counted(run: &Run) -> (u64, u64) {
    assert_eq!(count(run, "files"), count(run, "records") + count(run, "documents"));
    (count(run, "records"), count(run, "documents"))
}

/// Waits until something is so that another process or thread is to bring about; false where it is not so after a minute.
pub fn comes_true(is_so: impl Fn() -> bool) -> bool {
    let end = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        if Instant::now() > end {
            return false;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    true
}

/// Asserts that the command could not do its work: nothing on standard output, one line on standard error.
pub fn assert_refused(run: &Run) {
    assert_eq!(run.status, 2, "{run:?}");
    assert_eq!(run.out, "", "{run:?}");
    assert_eq!(run.err.trim_end().lines().count(), 1, "{run:?}");
    assert!(!run.err.contains('\u{1b}'), "{run:?}");
}

/// A case of a folder, in the form that `case.rs` describes. Its folder `expected/` holds what the program is to say of the rest.
pub struct CaseFile {
    /// The name of the file, without its ending.
    pub name: String,
    file: PathBuf,
    pub case: Case,
}

impl CaseFile {
    /// A case, by its path from the root of the project.
    pub fn load(path: &str) -> Self {
        Self::at(project().join(path))
    }

    fn at(file: PathBuf) -> Self {
        let text = fs::read_to_string(&file).unwrap();
        let case = Case::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        Self { name: file.file_stem().unwrap().to_str().unwrap().to_owned(), file, case }
    }

    /// What is expected: the name in `expected/`, and the text.
    pub fn expected(&self) -> impl Iterator<Item = (&str, &str)> {
        let names = self.case.below("expected").map(|(name, _)| name);
        names.map(|name| (name, self.case.file(&format!("expected/{name}")).unwrap()))
    }

    /// Makes a drive of the entries below these folders of the case.
    pub fn drive_of(&self, folders: &[&str]) -> Drive {
        let drive = Drive::empty();
        folders.iter().for_each(|folder| put(self.case.below(folder), drive.path()).unwrap());
        drive
    }

    /// Makes a drive of the whole case without its folder `expected/`.
    pub fn drive(&self) -> Drive {
        let drive = Drive::empty();
        let entries = self.case.entries.iter().filter(|(path, _)| !path.starts_with("expected/"));
        put(entries.map(|(path, entry)| (path.as_str(), entry)), drive.path()).unwrap();
        drive
    }
}

/// The cases of a folder of the project, by name.
pub fn cases(folder: &str) -> Vec<CaseFile> {
    let files = fs::read_dir(project().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> = files.map(CaseFile::at).collect();
    cases.sort_by(|one, other| one.name.cmp(&other.name));
    assert!(!cases.is_empty(), "{folder} has no cases");
    cases
}

/// All differences between cases and what was found, so that they are shown at once.
#[derive(Default)]
pub struct Differences {
    shown: Vec<String>,
    checked: usize,
    can_be_updated: bool,
}

impl Differences {
    /// Compares the text at `expected/NAME` of a case with what was found. With `SNAPSHOTS=overwrite` in the environment, as snapbox has it, the case
    /// is written anew with what was found.
    pub fn check(&mut self, case: &CaseFile, name: &str, found: &str) {
        let path = format!("expected/{name}");
        self.checked += 1;
        let expected = case.case.file(&path).unwrap_or_default();
        if expected == found {
            return;
        }
        if std::env::var_os("SNAPSHOTS").is_some_and(|action| action == "overwrite") {
            let mut new = Case::parse(&fs::read_to_string(&case.file).unwrap()).unwrap();
            new.set(&path, found);
            fs::write(&case.file, new.text()).unwrap();
            return;
        }
        self.can_be_updated = true;
        self.add(case, &lines_that_differ(expected, found, &path));
    }

    /// Adds a difference of another sort.
    pub fn add(&mut self, case: &CaseFile, what: &str) {
        let file = case.file.strip_prefix(project()).unwrap();
        self.shown.push(format!("{}\n{}\n{}\n", file.display(), case.case.about.trim_end(), what.trim_end()));
    }

    /// Fails where there are differences.
    pub fn assert_none(self) {
        let how = "\nIf what is found is right: SNAPSHOTS=overwrite cargo test --no-default-features --test suite, then read the difference.";
        let (how, shown) = (if self.can_be_updated { how } else { "" }, self.shown.join("\n"));
        assert!(self.shown.is_empty(), "{} of {} differ:\n\n{shown}{how}", self.shown.len(), self.checked);
        assert!(self.checked > 0);
    }
}

fn lines_that_differ(expected: &str, found: &str, path: &str) -> String {
    let data = |text: &str| snapbox::Data::text(text).raw();
    let (name, program): (&dyn std::fmt::Display, &dyn std::fmt::Display) = (&path, &"what the program says");
    let mut lines = String::new();
    let (expected, found) = (data(expected), data(found));
    let plain = snapbox::report::Palette::plain();
    snapbox::report::write_diff(&mut lines, &expected, &found, Some(name), Some(program), plain).unwrap();
    lines
}

/// JSON in the form of the cases: a line for each field of the root, and for each object of a list there.
pub fn json_lines(json: &Value) -> String {
    let Value::Object(fields) = json else { return one_line(json) };
    let fields = fields.iter().map(|(name, value)| match value {
        Value::Array(groups) if groups.first().is_some_and(Value::is_object) => {
            let groups: Vec<_> = groups.iter().map(|group| format!("    {}", one_line(group))).collect();
            format!("  \"{name}\": [\n{}\n  ]", groups.join(",\n"))
        }
        _ => format!("  \"{name}\": {}", one_line(value)),
    });
    format!("{{\n{}\n}}\n", fields.collect::<Vec<_>>().join(",\n"))
}

/// JSON in one line, with a space after each comma and colon.
fn one_line(json: &Value) -> String {
    struct Spaced;
    impl serde_json::ser::Formatter for Spaced {
        fn begin_array_value<W: ?Sized + std::io::Write>(&mut self, to: &mut W, first: bool) -> std::io::Result<()> {
            if first { Ok(()) } else { to.write_all(b", ") }
        }

        fn begin_object_key<W: ?Sized + std::io::Write>(&mut self, to: &mut W, first: bool) -> std::io::Result<()> {
            self.begin_array_value(to, first)
        }

        fn begin_object_value<W: ?Sized + std::io::Write>(&mut self, to: &mut W) -> std::io::Result<()> {
            to.write_all(b": ")
        }
    }
    let mut line = Vec::new();
    json.serialize(&mut serde_json::Serializer::with_formatter(&mut line, Spaced)).unwrap();
    String::from_utf8(line).unwrap()
}
