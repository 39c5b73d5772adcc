//! The menu as a person meets it: in a pseudo-terminal of 80 columns and 25 rows, with what is on the screen at each question.

use std::fs;
use std::io::{Read as _, Write as _};
use std::num::NonZeroU16;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use spoc::policy::Policy;
use spoc::workbook::{Answers, Outgoing, write};

use crate::harness::{Drive, assert_refused, comes_true, project, spoc_in};

const ROWS: u16 = 25;
const COLUMNS: u16 = 80;
const ESC: &str = "\u{1b}";
const CTRL_C: &str = "\u{3}";
const BACKSPACE: &str = "\u{7f}";
const OAKFIELD: &str = "Jane Morris/Oakfield Primary School";

/// A desktop that opens nothing and notes what it was asked to open, and the folders in which the program keeps things for this user.
struct Desktop {
    folder: tempfile::TempDir,
}

impl Desktop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("xdg-open");
        fs::write(&program, format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >> '{}/opened'\n", folder.path().display()))
            .unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        // `spoc setup` was done for this user, so that the menu does not begin with it.
        let made = r#"{"form": 1, "own_folders": [], "made": [{"made": "program", "path": "/nowhere/spoc"}]}"#;
        fs::create_dir_all(folder.path().join("state/spoc")).unwrap();
        fs::write(folder.path().join("state/spoc/setup.json"), made).unwrap();
        Self { folder }
    }

    /// Whether a file whose path ends so was opened.
    fn opened(&self, end: &str) -> bool {
        let note = self.folder.path().join("opened");
        comes_true(|| fs::read_to_string(&note).is_ok_and(|text| text.lines().any(|line| line.ends_with(end))))
    }

    /// Starts the program, in a folder that lies on no drive.
    fn start(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Terminal {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_spoc"));
        command.args(arguments);
        command.cwd(self.folder.path());
        for name in
            ["SPOC_DRIVE", "SPOC_HISTORY", "SPOC_PLAIN", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES"]
        {
            command.env_remove(name);
        }
        command.env("SPOC_CACHE", self.folder.path().join("cache"));
        command.env("SPOC_SETTINGS", self.folder.path().join("settings"));
        command.env("XDG_STATE_HOME", self.folder.path().join("state"));
        command.env("PATH", format!("{}:/usr/bin:/bin", self.folder.path().display()));
        command.env("TERM", "xterm-256color");
        environment.iter().for_each(|(name, value)| command.env(name, value));
        Terminal::start(command)
    }
}

/// A terminal in which the program runs.
struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn std::io::Write + Send>,
    seen: Arc<Mutex<Seen>>,
    _master: Box<dyn MasterPty + Send>,
}

/// What came out of the program.
struct Seen {
    screen: vt100::Parser,
    /// All of it, and how far a test has read.
    all: Vec<u8>,
    read: usize,
}

impl Terminal {
    fn start(command: CommandBuilder) -> Self {
        let size = PtySize { rows: ROWS, cols: COLUMNS, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let (rows, columns) = (NonZeroU16::new(ROWS).unwrap(), NonZeroU16::new(COLUMNS).unwrap());
        let seen =
            Arc::new(Mutex::new(Seen { screen: vt100::Parser::new(rows, columns, 0), all: Vec::new(), read: 0 }));
        let (mut reader, to) = (pair.master.try_clone_reader().unwrap(), Arc::clone(&seen));
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(length @ 1..) = reader.read(&mut bytes) {
                let mut seen = to.lock().unwrap();
                seen.screen.process(&bytes[..length]);
                seen.all.extend_from_slice(&bytes[..length]);
            }
        });
        let keyboard = pair.master.take_writer().unwrap();
        Self { child, keyboard, seen, _master: pair.master }
    }

    fn screen(&self) -> String {
        self.seen.lock().unwrap().screen.screen().contents()
    }

    /// Waits until the screen shows a text.
    fn shows(&self, text: &str) {
        assert!(comes_true(|| self.screen().contains(text)), "{text} is not shown:\n{}", self.screen());
    }

    fn types(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Waits until a question is open, and answers it. One that was answered is no more marked by `?`.
    fn answers(&mut self, question: &str, keys: &str) {
        self.shows(&format!("? {question}"));
        self.types(keys);
    }

    /// Chooses what to do for the school.
    fn does(&mut self, action: &str) {
        self.answers("Oakfield Primary School: what do you want to do?", &format!("{action}\r"));
    }

    fn goes_on(&mut self) {
        self.answers("Press Enter to go on", "\r");
    }

    /// Waits for one of some texts in what has come out since the last one; gives its place in the list.
    fn says_one_of(&self, texts: &[&str]) -> usize {
        let found = |seen: &mut Seen| {
            let rest = String::from_utf8_lossy(&seen.all[seen.read..]).into_owned();
            let first = texts.iter().enumerate().filter_map(|(place, text)| Some((rest.find(text)?, place))).min()?;
            seen.read += first.0 + texts[first.1].len();
            Some(first.1)
        };
        let place = std::cell::Cell::new(None);
        let is_said = || {
            place.set(found(&mut self.seen.lock().unwrap()));
            place.get().is_some()
        };
        assert!(comes_true(is_said), "none of {texts:?} is said:\n{}", self.screen());
        place.get().unwrap()
    }

    fn says(&self, text: &str) {
        self.says_one_of(&[text]);
    }

    /// Waits until the program ends; gives its exit status.
    fn ended(&mut self) -> u32 {
        let status = std::cell::Cell::new(None);
        let child = std::cell::RefCell::new(&mut self.child);
        let has_ended = || {
            status.set(child.borrow_mut().try_wait().unwrap().map(|status| status.exit_code()));
            status.get().is_some()
        };
        let has_ended = comes_true(has_ended);
        assert!(has_ended, "it does not end:\n{}", self.screen());
        status.get().unwrap()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn text(drive: &Drive, path: &str) -> String {
    fs::read_to_string(drive.path().join(OAKFIELD).join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What the school sends back: the workbook of the visit on 8 December, filled in.
fn filled_in(folder: &Path) -> PathBuf {
    filled_in_with(folder, "412")
}

/// The same, with an answer to how many children are on roll.
fn filled_in_with(folder: &Path, on_roll: &str) -> PathBuf {
    let mut answers = Answers::default();
    for (label, answer) in [
        ("Completed by", "Mr T Cole"),
        ("Absence from", "2026-09-02"),
        ("Absence to", "2026-11-20"),
        ("Children on roll", on_roll),
        ("No exclusions", "yes"),
        ("No children at risk", "yes"),
        ("No managed moves", "yes"),
        ("No alternative provision", "yes"),
        ("No children missing", "yes"),
    ] {
        answers.set(label, Some(answer.to_owned()));
    }
    let row = ["R999204521095", "Lacey-Mae Dunn", "5", "104", "10", "40"];
    answers.tables[0].push(row.iter().map(|text| Some((*text).to_owned())).chain([None, None, None]).collect());
    let day = |text: &str| text.parse().unwrap();
    let workbook = write(&Outgoing {
        school: "Oakfield Primary School",
        folder: "Oakfield Primary School",
        urn: "900321",
        visit: day("2026-12-08"),
        return_by: day("2026-12-01"),
        sent: day("2026-11-23"),
        return_to: "Priya Shah",
        policy: &Policy::default(),
        answers: &answers,
    });
    let file = folder.join("RE pro forma & more.xlsx");
    fs::write(&file, workbook.unwrap()).unwrap();
    file
}

#[test]
fn a_whole_visit_without_a_command() {
    let (drive, desktop) = (Drive::northmere(), Desktop::new());
    let on_drive = ["--drive", drive.path().to_str().unwrap(), "--today"];
    let mut menu = desktop.start(&[&on_drive[..], &["2026-11-23"]].concat(), &[]);

    // The day, its three lines and the whole list stand in the window.
    menu.shows("[Arrow keys move, typing searches, Enter chooses, Esc goes back, Ctrl-C leaves]");
    for line in [
        "Northmere Council, Monday 23 November 2026",
        "  Overdue: ",
        "  Due today: ",
        "  Next 10 working days: ",
        "Leave",
    ] {
        menu.shows(line);
    }
    menu.answers("Which school? Type a part of its name.", "oak\r");

    menu.does("plan");
    menu.answers("On which day is the visit?", "31/11/2026\r");
    menu.shows("November 2026 has 30 days.");
    menu.types(&BACKSPACE.repeat(10));
    menu.types("8 Dec 2026\r");
    menu.answers("At what time?", "9.30\r");
    menu.answers("Has the school agreed this date?", "\r");
    menu.says("The command for this: spoc new visit \"Oakfield Primary School\" 2026-12-08 --time");
    menu.goes_on();
    let visit = text(&drive, "records/2026-12-08 visit.yaml");
    assert!(
        visit.contains("date: 2026-12-08") && visit.contains("09:30") && visit.contains("agreed: 2026-11-23"),
        "{visit}"
    );

    menu.does("send");
    menu.answers("For which visit?", "8 december\r");
    menu.goes_on();
    assert!(text(&drive, "records/2026-12-08 pro forma.yaml").contains("sent: 2026-11-23"));
    assert!(desktop.opened("emails/2026-11-23 pro forma for 8 December.eml"));

    let file = filled_in(desktop.folder.path());
    menu.does("receive");
    // As a terminal writes a file that was dragged into it.
    menu.answers("Which file came back?", &format!("'{}'\r", file.display()));
    menu.answers("Nothing is wrong with it, as shown above. Take it into the record?", "\r");
    menu.says("kept the workbook as");
    menu.goes_on();
    let form = text(&drive, "records/2026-12-08 pro forma.yaml");
    assert!(form.contains("returned: 2026-11-23") && form.contains("R999204521095"), "{form}");

    menu.does("check");
    // The page of what is wrong is the first that is opened.
    menu.goes_on();
    assert!(desktop.opened(".html"));

    menu.does("print");
    menu.answers("Which visit?", "8 december\r");
    menu.answers("For whom is the pack?", "team\r");
    menu.goes_on();
    let packs = fs::read_dir(drive.path().join(OAKFIELD).join("records")).unwrap();
    let packs: Vec<_> = packs
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("2026-12-08") && name.contains("pack"))
        .collect();
    assert_eq!(packs.len(), 1, "{packs:?}");
    assert!(desktop.opened(&packs[0]));
    menu.answers("Oakfield Primary School: what do you want to do?", CTRL_C);
    assert_eq!(menu.ended(), 0);

    // Two weeks later. The drive is known from the last time.
    let mut menu = desktop.start(&["--today", "2026-12-08"], &[]);
    menu.answers("Which school? Type a part of its name.", "oak\r");
    menu.does("note that");
    menu.answers("What was done?", "checks 8 dec\r");
    menu.answers("On which day?", "yesterday\r");
    menu.goes_on();
    menu.does("note that");
    menu.answers("What was done?", "held tuesday 8\r");
    menu.answers("On which day?", "\r");
    menu.goes_on();
    assert!(text(&drive, "records/2026-12-08 visit.yaml").contains("status: held"));

    menu.does("write up");
    menu.answers("Of which visit?", "8 december\r");
    let questions =
        ["yes, no, unsure: ", "refer, monitor, none [", "Why, in a few words: ", "Is the visit written up with that?"];
    let mut asked = 0;
    loop {
        match menu.says_one_of(&questions) {
            0 => menu.types("no\r"),
            1 => menu.types("\r"),
            2 => menu.types("Attendance is better\r"),
            _ => break,
        }
        asked += 1;
        assert!(asked < 100, "{}", menu.screen());
    }
    assert!(asked >= 3);
    menu.answers("Is the visit written up with that?", "yes\r");
    menu.goes_on();
    let visit = text(&drive, "records/2026-12-08 visit.yaml");
    assert!(visit.contains("written_up: 2026-12-08"), "{visit}");
    assert!(visit.contains("R999204521095") && visit.contains("reason: Attendance is better"), "{visit}");
    menu.answers("Oakfield Primary School: what do you want to do?", ESC);
    menu.answers("Which school? Type a part of its name.", ESC);
    assert_eq!(menu.ended(), 0);

    // All of it is right, and nothing of the visit is due any more.
    let check = spoc_in(drive.path(), &["validate", OAKFIELD, "--today", "2026-12-08", "--format", "json"]);
    assert!(!check.problems().iter().any(|line| line.contains("2026-12-08")), "{check:?}");
    let due = spoc_in(drive.path(), &["due", OAKFIELD, "--today", "2026-12-08", "--format", "json"]).json();
    let of_visit = due["deadlines"].as_array().unwrap().iter().filter(|one| one["visit"] == "2026-12-08");
    assert!(of_visit.clone().count() >= 5 && of_visit.clone().all(|one| one["state"] == "done"), "{due}");
}

#[test]
fn calls_letters_moves_the_board_and_the_folder() {
    let (drive, desktop) = (Drive::northmere(), Desktop::new());
    let mut menu = desktop.start(&["--drive", drive.path().to_str().unwrap(), "--today", "2026-11-23"], &[]);
    // A slip of the keys finds the school all the same.
    menu.answers("Which school? Type a part of its name.", "oakfeild\r");
    menu.does("phone");
    menu.answers("With whom?", "\r");
    menu.answers("Who called?", "\r");
    menu.answers("What was it about?", "pro\r");
    menu.answers("What was said?", "\r");
    menu.shows("Something is to be written here.");
    menu.types("The form comes: on Tuesday #1\r");
    menu.answers("What advice was given?", "\r");
    menu.answers("The UPN of the child, if it was about one?", "\r");
    menu.answers("What is to be done after it?", "Look whether it came\r");
    menu.answers("By which day?", "1/12/2026\r");
    menu.answers("On which day was the call?", "\r");
    menu.goes_on();
    let log = text(&drive, "records/phone log 2026-27.yaml");
    assert!(log.contains("The form comes: on Tuesday #1") && log.contains("due: 2026-12-01"), "{log}");

    menu.does("letter");
    menu.answers("Which letter?", "covering\r");
    menu.answers("For which visit?", "february\r");
    menu.answers("In which form?", "word\r");
    menu.goes_on();
    assert!(desktop.opened(".docx"));
    menu.does("letter");
    menu.answers("Which letter?", "my own\r");
    menu.answers("What is it about? No child's name: it becomes the file's name.", "Thank you\r");
    menu.goes_on();
    assert!(desktop.opened("correspondence/2026-11-23 Thank you.md"));

    menu.does("move");
    menu.answers("Which visit is moved?", "february\r");
    menu.answers("To which day?", "10 Feb 2027\r");
    menu.answers("Has the school agreed this date?", "\r");
    menu.goes_on();
    assert!(text(&drive, "records/2027-02-10 visit.yaml").contains("moved_from: 2027-02-09"));

    menu.does("board");
    menu.goes_on();
    assert!(desktop.opened("board.html"));
    menu.does("folder");
    assert!(desktop.opened(OAKFIELD));
    menu.answers("Oakfield Primary School: what do you want to do?", CTRL_C);
    assert_eq!(menu.ended(), 0);
}

#[test]
fn the_answer_to_a_dropped_workbook_is_opened() {
    let (drive, desktop) = (Drive::northmere(), Desktop::new());
    let (root, today) = (drive.path().to_str().unwrap(), ["--today", "2026-11-23"]);
    for made in
        [&["new", "visit", "oakfield", "2026-12-08"][..], &["pro-forma", "send", "oakfield", "--visit", "2026-12-08"]]
    {
        assert_eq!(spoc_in(drive.path(), &[made, &today].concat()).status, 0);
    }
    let file = filled_in_with(desktop.folder.path(), "many");
    let mut menu = desktop.start(&[&[file.to_str().unwrap(), "--drive", root], &today[..]].concat(), &[]);
    menu.answers("It was not taken in, for the reason above. What now?", "write\r");
    menu.says("--reply --open");
    menu.goes_on();
    assert!(desktop.opened("emails/2026-11-23 pro forma to put right.eml"));
    assert_eq!(menu.ended(), 0);
}

#[test]
fn esc_goes_back_one_question_and_a_failure_waits_to_be_read() {
    let (drive, desktop) = (Drive::northmere(), Desktop::new());
    let mut menu = desktop.start(&["--drive", drive.path().to_str().unwrap(), "--today", "2026-11-23"], &[]);
    menu.answers("Which school? Type a part of its name.", "oak\r");
    menu.does("plan");
    menu.answers("On which day is the visit?", "2026-12-01\r");
    menu.answers("At what time?", ESC);
    menu.answers("On which day is the visit?", "2026-12-05\r");
    menu.answers("At what time?", "\r");
    menu.answers("Has the school agreed this date?", "not yet\r");
    // A Saturday: the reason is on the screen, and another day can be named.
    menu.shows("spoc: ");
    menu.answers("That was not done, for the reason above. What now?", "leave\r");
    menu.goes_on();
    menu.does("move");
    menu.answers("Which visit is moved?", ESC);
    menu.answers("Oakfield Primary School: what do you want to do?", CTRL_C);
    assert_eq!(menu.ended(), 0);
    assert!(!drive.path().join(OAKFIELD).join("records/2026-12-05 visit.yaml").exists());
}

#[test]
fn what_was_deleted_comes_back_and_a_word_is_looked_up() {
    let (drive, desktop) = (Drive::northmere(), Desktop::new());
    let history = desktop.folder.path().join("history");
    let (root, history) = (drive.path().to_str().unwrap(), history.to_str().unwrap());
    let keep = || assert_eq!(spoc_in(drive.path(), &["keep", "--history", history]).status, 0);
    let visit = drive.path().join(OAKFIELD).join("records/2026-11-24 visit.yaml");
    let before = fs::read(&visit).unwrap();
    keep();
    fs::remove_file(&visit).unwrap();
    keep();
    let arguments = ["--drive", root, "--today", "2026-11-23"];
    let mut menu = desktop.start(&arguments, &[("SPOC_HISTORY", history)]);
    menu.answers("Which school? Type a part of its name.", "oak\r");
    // Every entry stands in the window of 25 rows, and none is cut off.
    menu.shows("Go back to the schools");
    for entry in ["Check the records", "See what has changed, or bring back an earlier version", "Show the board"] {
        menu.shows(entry);
    }
    assert!(menu.screen().matches("...").count() == 1, "{}", menu.screen());
    menu.does("bring back");
    menu.answers("What do you want to see or bring back?", "deleted\r");
    menu.answers("What is to come back?", "\r");
    menu.says("Write 1 file?");
    menu.types("y\r");
    menu.says("brought back: ");
    menu.goes_on();
    assert_eq!(fs::read(&visit).unwrap(), before);
    menu.does("look some");
    menu.answers("What do you want to look up?", "word\r");
    menu.answers("Which word or name?", "Grant\r");
    menu.says("spoc find Grant \"Oakfield Primary School\"");
    menu.goes_on();
    menu.answers("Oakfield Primary School: what do you want to do?", CTRL_C);
    assert_eq!(menu.ended(), 0);
    // Where no history is known, what needs one is not offered.
    let mut menu = desktop.start(&arguments, &[("SPOC_SETTINGS", desktop.folder.path().join("new").to_str().unwrap())]);
    menu.answers("Which school? Type a part of its name.", "oak\r");
    menu.shows("Go back to the schools");
    assert!(!menu.screen().contains("See what has changed"), "{}", menu.screen());
    menu.answers("Oakfield Primary School: what do you want to do?", CTRL_C);
    assert_eq!(menu.ended(), 0);
}

#[test]
fn in_plain_lines_nothing_moves_and_the_same_is_asked() {
    let (drive, desktop) = (Drive::northmere(), Desktop::new());
    for environment in [("TERM", "dumb"), ("SPOC_PLAIN", "1"), ("NO_COLOR", "1")] {
        let arguments = ["--drive", drive.path().to_str().unwrap(), "--today", "2026-11-23"];
        let mut menu = desktop.start(&arguments, &[environment]);
        menu.says("Overdue: ");
        menu.says("Which school? Type a part of its name.");
        menu.says("b goes back, q leaves: ");
        menu.types("oak\r");
        menu.says("Oakfield Primary School: what do you want to do?");
        menu.says("   1  Check the records");
        menu.says("b goes back, q leaves: ");
        menu.types("1\r");
        menu.says("The command for this: spoc validate");
        menu.says("Press Enter to go on.");
        menu.types("\r");
        menu.says("b goes back, q leaves: ");
        menu.types("b\r");
        menu.says("Which school?");
        menu.types("q\r");
        assert_eq!(menu.ended(), 0);
        let seen = menu.seen.lock().unwrap();
        assert!(environment.0 == "SPOC_PLAIN" || !seen.all.contains(&0x1b), "{}", String::from_utf8_lossy(&seen.all));
    }
}

#[test]
fn what_is_dragged_onto_the_program_has_its_own_menu() {
    let (drive, desktop) = (Drive::northmere(), Desktop::new());
    let path = |inside: &str| drive.path().join(inside).to_str().unwrap().to_owned();
    // A school.
    let mut menu = desktop.start(&[&path(OAKFIELD), "--today", "2026-11-23"], &[]);
    menu.answers("Oakfield Primary School: what do you want to do?", CTRL_C);
    assert_eq!(menu.ended(), 0);
    // A manager.
    let mut menu = desktop.start(&[&path("Jane Morris"), "--today", "2026-11-23"], &[]);
    menu.answers("Jane Morris: what do you want to do?", "due\r");
    menu.says("spoc due \"Jane Morris\"");
    menu.goes_on();
    menu.answers("Jane Morris: what do you want to do?", CTRL_C);
    assert_eq!(menu.ended(), 0);
    // A record: its check, which stays to be read.
    let record = path(&format!("{OAKFIELD}/records/2026-11-24 visit.yaml"));
    fs::write(&record, "kind: visit\ndate: 24/11/2026\nstatus: planned\n").unwrap();
    let mut menu = desktop.start(&[&record, "--today", "2026-11-23"], &[]);
    menu.says("bad-date");
    menu.goes_on();
    assert_eq!(menu.ended(), 1);
    // A workbook that is none.
    let file = desktop.folder.path().join("pro forma.xlsx");
    fs::write(&file, "no workbook").unwrap();
    let mut menu = desktop.start(&[file.to_str().unwrap(), "--drive", &path(""), "--today", "2026-11-23"], &[]);
    menu.says("--check");
    menu.says("spoc: ");
    menu.goes_on();
    assert_eq!(menu.ended(), 0);
    // On a PC whose clock is wrong.
    let mut menu = desktop.start(&[&path(""), "--today", "0001-01-01"], &[]);
    menu.says("cannot be today");
    menu.goes_on();
    assert_eq!(menu.ended(), 2);
    // Two things at once.
    let mut menu = desktop.start(&[&path("Jane Morris"), &path("Samir Rahman")], &[]);
    menu.says("Drag one at a time onto spoc.");
    menu.goes_on();
    assert_eq!(menu.ended(), 2);
}

#[test]
fn a_drive_that_is_not_found_is_asked_for_and_a_wrong_one_is_not_taken() {
    let (drive, desktop) = (Drive::northmere(), Desktop::new());
    let mut menu = desktop.start(&["--today", "2026-11-23"], &[]);
    menu.answers("Which folder is the drive of records? It holds policy.toml.", "/nowhere\r");
    menu.shows("There is no folder /nowhere.");
    menu.types(&BACKSPACE.repeat(8));
    menu.types(&format!("{}\r", drive.path().join("Jane Morris").display()));
    menu.answers("Which school? Type a part of its name.", CTRL_C);
    assert_eq!(menu.ended(), 0);
    // Where it has gone since, that is said, with the reason.
    let path = drive.path().to_owned();
    drop(drive);
    let mut menu = desktop.start(&["--today", "2026-11-23"], &[]);
    menu.says("cannot be reached");
    menu.answers("Which folder is the drive of records? It holds policy.toml.", CTRL_C);
    assert_eq!(menu.ended(), 0);
    // A damaged note of it is said, and keeps nobody from working.
    fs::write(desktop.folder.path().join("settings/drive.txt"), "\u{0}").unwrap();
    let mut menu = desktop.start(&["--today", "2026-11-23"], &[]);
    menu.says("does not say where the drive is");
    menu.answers("Which folder is the drive of records? It holds policy.toml.", ESC);
    assert_eq!(menu.ended(), 0);
    assert!(!path.exists());
}

#[cfg(target_os = "linux")]
#[test]
fn where_it_was_not_done_the_menu_begins_with_setup() {
    let (drive, desktop) = (Drive::northmere(), Desktop::new());
    fs::remove_file(desktop.folder.path().join("state/spoc/setup.json")).unwrap();
    let arguments = ["--drive", drive.path().to_str().unwrap(), "--today", "2026-11-23"];
    let home = desktop.folder.path().to_str().unwrap();
    let mut menu = desktop.start(&arguments, &[("TERM", "dumb"), ("HOME", home), ("XDG_RUNTIME_DIR", "")]);
    menu.says("b goes back, q leaves: ");
    menu.types("set this\r");
    menu.says("The command for this: spoc setup");
    menu.says("Do this? [Y/n] ");
    // No answer is a no.
    menu.types("n\rn\rn\rn\r");
    menu.says("Press Enter to go on.");
    menu.types("\r");
    menu.says("b goes back, q leaves: ");
    menu.types("q\r");
    assert_eq!(menu.ended(), 0);
}

#[test]
fn without_a_person_there_is_no_menu() {
    let run = spoc_in(&project(), &[]);
    assert_eq!(run.status, 2);
    assert!(run.out.contains("Usage: spoc") && run.err.contains("no command was given"), "{run:?}");
    assert_refused(&spoc_in(&project(), &["fixtures/northmere"]));
}
