//! No command that writes costs a record. Every command that writes to a path is tried on everything that may stand there.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::harness::{Drive, OAKFIELD, POLICY, Run, SCHOOL, TODAY, assert_refused, spoc_in, spoc_with};

/// A command that writes to a file: its arguments, and the ending of the file.
type Command = (&'static [&'static str], &'static str);

/// Every command whose `--out` names a file, in every form.
const FILES: [Command; 30] = [
    (&["validate", "--out"], "txt"),
    (&["validate", "--format", "json", "--out"], "json"),
    (&["validate", "--format", "csv", "--out"], "csv"),
    (&["validate", "--format", "html", "--out"], "html"),
    (&["due", "--out"], "txt"),
    (&["due", "--format", "json", "--out"], "json"),
    (&["due", "--format", "csv", "--out"], "csv"),
    (&["due", "--format", "ics", "--out"], "ics"),
    (&["due", "--format", "html", "--out"], "html"),
    (&["review", "oak", "--out"], "txt"),
    (&["review", "oak", "--format", "json", "--out"], "json"),
    (&["review", "oak", "--format", "html", "--out"], "html"),
    (&["figures", "--format", "text", "--out"], "txt"),
    (&["figures", "--format", "json", "--out"], "json"),
    (&["figures", "--format", "html", "--out"], "html"),
    (&["child", "B801200005001", "--out"], "txt"),
    (&["child", "B801200005001", "--format", "json", "--out"], "json"),
    (&["child", "B801200005001", "--format", "html", "--out"], "html"),
    (&["contact", "oak", "--out"], "txt"),
    (&["contact", "oak", "--format", "json", "--out"], "json"),
    (&["contact", "oak", "--format", "html", "--out"], "html"),
    (&["retention", "--out"], "txt"),
    (&["retention", "--format", "json", "--out"], "json"),
    (&["retention", "--format", "html", "--out"], "html"),
    (&["figures", "--format", "xlsx", "--out"], "xlsx"),
    (&["changed", "--since", "2020-01-01", "--out"], "txt"),
    (&["changed", "--since", "2020-01-01", "--format", "json", "--out"], "json"),
    (&["changed", "--since", "2020-01-01", "--format", "html", "--out"], "html"),
    (&["board", "--out"], "html"),
    (PACK, "html"),
];
const PACK: &[&str] = &["pack", "oak", "--as", "html", "--out"];
/// The watch. It runs until it is stopped, so that it is tried only on what it refuses.
const WATCH: Command = (&["watch", "--board"], "html");

const VISIT: &str = "kind: visit\ndate: 2026-12-08\nstatus: planned\n";
const LETTER: &str = "---\ndate: 2026-11-10\nfrom: A\nto: B\nsubject: C\nchild: B801200005001\n---\nText\n";

/// A drive with a record of every sort, in its place and out of it, and with a history.
fn drive() -> Drive {
    let drive = Drive::with_school();
    let history = drive.path().join(".history");
    let policy = format!("{POLICY}\n[history]\nfolder = '{}'\n", history.display());
    let drive = drive
        .file("policy.toml", policy)
        .school_file("school.yaml", SCHOOL.replace("closed: 2025-08-31\n", ""))
        .school_file("records/2026-12-08 visit.yaml", VISIT)
        .school_file("records/2025-26/2025-12-08 visit.YML", VISIT)
        .school_file("records/2026-12-08 visit (1).yaml", VISIT)
        .school_file("records/scan.pdf", "a scan")
        .school_file("emails/a.eml", "Subject: x\n\n")
        .school_file("correspondence/2026-11-10 a.md", LETTER)
        .school_file("stray.yaml", VISIT)
        .file("Jane Morris/notes.yml", "a: 1\n")
        .file("loose.md", LETTER)
        .file("_lists/keep.txt", "")
        .file("templates/print.css", "body {}");
    let settings = Path::new(env!("CARGO_TARGET_TMPDIR")).join("settings");
    let kept = spoc_with(
        drive.path(),
        &["keep", "--history", history.to_str().unwrap()],
        &[("SPOC_SETTINGS", settings.to_str().unwrap())],
    );
    assert_eq!(kept.status, 0, "{kept:?}");
    drive
}

/// The paths on that drive that are a record, the policy, or a place where no report or board belongs. A pack may stand in `records`.
const KEPT: [&str; 15] = [
    "policy.toml",
    "Jane Morris/Oakfield/school.yaml",
    "Jane Morris/Oakfield/records/2026-12-08 visit.yaml",
    "Jane Morris/Oakfield/records/2025-26/2025-12-08 visit.YML",
    "Jane Morris/Oakfield/records/2026-12-08 visit (1).yaml",
    "Jane Morris/Oakfield/emails/a.eml",
    "Jane Morris/Oakfield/emails/new.ENDING",
    "Jane Morris/Oakfield/correspondence/2026-11-10 a.md",
    "Jane Morris/Oakfield/correspondence/new/new.ENDING",
    "Jane Morris/Oakfield/stray.yaml",
    "Jane Morris/notes.yml",
    "loose.md",
    "templates/print.css",
    "templates/new.ENDING",
    "Jane Morris/Oakfield",
];

fn run(folder: &Path, command: &Command, file: &Path, force: bool) -> Run {
    let force: &[&str] = if force { &["--force"] } else { &[] };
    spoc_in(folder, &[command.0, &[file.to_str().unwrap(), "--today", TODAY, "--no-cache"], force].concat())
}

/// Every file below a folder with its bytes, every folder and every link.
fn all(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = entry.path().strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            let kind = entry.file_type().unwrap();
            let content = if kind.is_symlink() {
                format!("-> {}", fs::read_link(entry.path()).unwrap().display()).into_bytes()
            } else if kind.is_dir() {
                folders.push(entry.path());
                Vec::new()
            } else {
                fs::read(entry.path()).unwrap_or_default()
            };
            found.insert(name, content);
        }
    }
    found
}

/// Asserts that a command is refused, with and without --force, in one line that says what to do, and that nothing has changed anywhere.
fn assert_kept(roots: &[&Path], command: &Command, file: &Path, forces: &[bool]) {
    for force in forces {
        let before: Vec<_> = roots.iter().map(|root| all(root)).collect();
        let run = run(roots[0], command, file, *force);
        assert_refused(&run);
        assert!(run.err.contains("ame another") && run.err.starts_with("spoc: "), "{command:?} {file:?}: {}", run.err);
        let after: Vec<_> = roots.iter().map(|root| all(root)).collect();
        assert!(after == before, "{command:?} {force} {file:?}: {}", run.err);
    }
}

/// Asserts that a command writes its file, whatever it finds on the drive.
fn assert_written(folder: &Path, command: &Command, file: &Path, force: bool) {
    let run = run(folder, command, file, force);
    assert!(run.status <= 1 && run.out.contains("wrote "), "{command:?} {file:?}: {run:?}");
}

fn commands() -> impl Iterator<Item = Command> {
    FILES.into_iter().chain([WATCH])
}

const BOTH: [bool; 2] = [false, true];

#[test]
fn no_record_is_written_over_and_no_place_of_records_is_written_in() {
    let drive = drive();
    for command in commands() {
        // A pack may go into any folder that is not meant for something else.
        for path in KEPT.into_iter().filter(|path| command.0 != PACK || *path != OAKFIELD) {
            assert_kept(&[drive.path()], &command, &drive.path().join(path.replace("ENDING", command.1)), &BOTH);
        }
        if command.0 != PACK {
            for path in ["records/new.ENDING", "RECORDS/new.ENDING", "records/sub/new.ENDING", "records/scan.pdf"] {
                let file = drive.path().join(OAKFIELD).join(path.replace("ENDING", command.1));
                assert_kept(&[drive.path()], &command, &file, &BOTH);
            }
        }
    }
}

#[test]
fn a_report_stands_beside_the_folders_of_schools_and_not_in_one() {
    let drive = drive();
    for command in FILES {
        for folder in [".", "Jane Morris", OAKFIELD, "Jane Morris/Oakfield/old"] {
            fs::create_dir_all(drive.path().join(folder)).unwrap();
            let file = drive.path().join(folder).join(format!("new.{}", command.1));
            let in_school = folder.starts_with(OAKFIELD) && command.0[0] != "board" && command.0 != PACK;
            if in_school {
                let run = run(drive.path(), &command, &file, true);
                assert_refused(&run);
                assert!(run.err.contains("another file with --out: one outside the drive, or in a folder"), "{run:?}");
                assert!(!file.exists(), "{command:?} {file:?}");
            } else {
                assert_written(drive.path(), &command, &file, false);
                fs::remove_file(&file).unwrap();
            }
        }
        let file = drive.path().join(format!("_lists/new.{}", command.1));
        assert_written(drive.path(), &command, &file, false);
        fs::remove_file(&file).unwrap();
    }
}

#[test]
fn it_is_the_drive_of_the_path_that_decides() {
    let drive = drive();
    let other = Drive::empty()
        .file("Policy.TOML", POLICY)
        .file("A/B/School.YAML", SCHOOL)
        .file("A/B/EMAILS/a.EML", "")
        .file("A/B/Records/x.yaml", VISIT);
    for command in commands() {
        for path in
            ["Policy.TOML", "A/B/School.YAML", "A/B/EMAILS/a.EML", "A/B/Emails/new.ENDING", "A/B/Records/x.yaml"]
        {
            let file = other.path().join(path.replace("ENDING", command.1));
            assert_kept(&[drive.path(), other.path()], &command, &file, &BOTH);
        }
        // Names that would turn a report into a record, or a folder into a drive.
        if command.0 != PACK {
            assert_kept(&[drive.path()], &command, &drive.path().join("report.yaml"), &BOTH);
            assert_kept(&[drive.path()], &command, &Drive::empty().path().join("policy.toml"), &BOTH);
        }
    }
}

#[test]
fn a_file_of_someone_else_gives_way_to_force_alone() {
    let drive = drive();
    for command in FILES {
        for (path, text) in [("theirs", "minutes"), ("empty", ""), ("Jane Morris/theirs", "---\nnot closed\n")] {
            let file = drive.path().join(format!("{path}.{}", command.1));
            fs::write(&file, text).unwrap();
            assert_kept(&[drive.path()], &command, &file, &[false]);
            assert_written(drive.path(), &command, &file, true);
            assert_written(drive.path(), &command, &file, false);
            fs::remove_file(&file).unwrap();
        }
    }
    // On no drive, a YAML file is a file like any other.
    let (elsewhere, command) = (Drive::empty().file("x.yaml", VISIT), FILES[0]);
    assert_kept(&[drive.path(), elsewhere.path()], &command, &elsewhere.path().join("x.yaml"), &[false]);
    assert_written(drive.path(), &command, &elsewhere.path().join("x.yaml"), true);
}

#[test]
fn an_older_output_gives_way_to_one_of_its_own_kind_alone() {
    let drive = drive();
    let folder = Drive::empty();
    for (number, command) in FILES.iter().enumerate() {
        let file = folder.path().join(format!("{number}.{}", command.1));
        assert_written(drive.path(), command, &file, false);
        let first = fs::read(&file).unwrap();
        assert_written(drive.path(), command, &file, false);
        // The board and the pages of reports hold the time at which they were made.
        let has_time = command.1 == "html" && command.0 != PACK;
        assert!(has_time || fs::read(&file).unwrap() == first, "{command:?}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), number + 1);
        // Where no form is asked for, the ending of the file says which: then it is the same kind.
        let is_same = |other: &Command| other.0[0] == command.0[0] && !other.0.contains(&"--format");
        for (_, other_command) in FILES.iter().enumerate().filter(|(other, of)| *other != number && !is_same(of)) {
            // The ending of the path decides that a pack goes to a file.
            if other_command.0 != PACK || command.1 == "html" {
                assert_kept(&[drive.path(), folder.path()], other_command, &file, &[false]);
            }
        }
        // The watch accepts a board, and would then run for ever.
        if command.0 == PACK {
            assert_kept(&[drive.path(), folder.path()], &WATCH, &file, &[false]);
        }
    }
}

#[test]
fn a_file_that_is_read_only_stays() {
    let drive = drive();
    for command in FILES {
        let file = drive.path().join(format!("mine.{}", command.1));
        assert_written(drive.path(), &command, &file, false);
        let rights = |is: bool| {
            let mut rights = fs::metadata(&file).unwrap().permissions();
            rights.set_readonly(is);
            fs::set_permissions(&file, rights).unwrap();
        };
        rights(true);
        assert_kept(&[drive.path()], &command, &file, &BOTH);
        rights(false);
        fs::remove_file(&file).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    use std::os::unix::fs::symlink;

    let drive = drive();
    let (elsewhere, links) = (Drive::empty().file("inside/theirs.txt", "x"), Drive::empty());
    let root = drive.path();
    for command in FILES {
        let ending = command.1;
        let own = elsewhere.path().join(format!("own.{ending}"));
        assert_written(root, &command, &own, false);
        let targets = ["policy.toml", "Jane Morris/Oakfield/records/2026-12-08 visit.yaml"].map(|path| root.join(path));
        let targets =
            targets.into_iter().chain([own.clone(), elsewhere.path().join("nothing"), elsewhere.path().join("inside")]);
        for (number, target) in targets.enumerate() {
            for folder in [root, links.path()] {
                let link = folder.join(format!("link {number}.{ending}"));
                symlink(&target, &link).unwrap();
                // Outside the drive, a pack may go into a folder by way of a link.
                if !(command.0 == PACK && target.is_dir() && folder == links.path()) {
                    assert_kept(&[root, elsewhere.path(), links.path()], &command, &link, &BOTH);
                }
                fs::remove_file(&link).unwrap();
            }
        }
        fs::remove_file(own).unwrap();
        // A folder of the drive that is a link, and a link elsewhere that leads to a place where no report belongs.
        let (out, into) = (root.join("Jane Morris/out"), links.path().join("into"));
        symlink(elsewhere.path().join("inside"), &out).unwrap();
        symlink(root.join(OAKFIELD).join("emails"), &into).unwrap();
        assert_kept(&[root, elsewhere.path()], &command, &out.join(format!("new.{ending}")), &BOTH);
        assert_kept(&[root, elsewhere.path()], &command, &into.join(format!("new.{ending}")), &BOTH);
        fs::remove_file(out).unwrap();
        fs::remove_file(into).unwrap();
        // A link to the drive itself may be used.
        let way = links.path().join("drive");
        symlink(root, &way).unwrap();
        let file = way.join(format!("Jane Morris/new.{ending}"));
        assert_written(root, &command, &file, false);
        assert_kept(&[root], &command, &way.join(OAKFIELD).join(format!("emails/new.{ending}")), &BOTH);
        fs::remove_file(file).unwrap();
        fs::remove_file(way).unwrap();
    }
    let socket = root.join("socket.html");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    for command in commands() {
        assert_kept(&[root], &command, &socket, &BOTH);
    }
}

#[test]
fn a_pack_among_the_records_gives_way_to_a_pack_alone() {
    let drive = drive();
    let pack =
        |more: &[&str]| spoc_in(drive.path(), &[&["pack", "oak", "--as", "html", "--today", TODAY], more].concat());
    let file = drive.path().join(OAKFIELD).join("records/2026-12-08 visit pack.html");
    fs::write(&file, "<p>notes of the visit").unwrap();
    let before = all(drive.path());
    assert_refused(&pack(&[]));
    assert_refused(&pack(&["--all"]));
    assert!(all(drive.path()) == before);
    assert_eq!(pack(&["--force"]).status, 0);
    assert_eq!(pack(&[]).status, 0);
    assert!(fs::read(&file).unwrap().starts_with(b"<!DOCTYPE html>"));
    // A pack may also be written there as a named file.
    assert_written(drive.path(), &(PACK, "html"), &file.with_file_name("other.html"), false);
    assert_eq!(pack(&["--out", file.parent().unwrap().to_str().unwrap()]).status, 0);
    // Where packs go into a folder, the rule applies to each of them.
    let folder = Drive::empty().file("2026-12-08 Oakfield visit pack.html", "theirs");
    let before = all(folder.path());
    assert_refused(&pack(&["--out", folder.path().to_str().unwrap()]));
    assert!(all(folder.path()) == before);
    for folder in ["emails", "templates", "Jane Morris/Oakfield/emails", "templates/new"] {
        let folder = if folder == "emails" { format!("{OAKFIELD}/EMAILS/x") } else { folder.to_owned() };
        let before = all(drive.path());
        for force in [&[][..], &["--force"]] {
            assert_refused(&pack(&[&["--out", &folder], force].concat()));
        }
        assert!(all(drive.path()) == before, "{folder}");
    }
}

#[cfg(feature = "pdf")]
#[test]
fn a_pdf_gives_way_to_a_pack_and_is_kept_where_another_program_has_saved_it() {
    const PDF: Command = (&["pack", "oak", "--as", "pdf", "--out"], "pdf");
    let (drive, folder) = (drive(), Drive::empty().file("theirs.pdf", "%PDF-1.7\n%%EOF"));
    assert_kept(&[drive.path(), folder.path()], &PDF, &folder.path().join("theirs.pdf"), &[false]);
    let file = folder.path().join("pack.pdf");
    assert_written(drive.path(), &PDF, &file, false);
    assert_written(drive.path(), &PDF, &file, false);
    // A PDF viewer adds its user's notes at the end of the file.
    let with_notes =
        [&fs::read(&file).unwrap()[..], b"\n9 0 obj\n<</Type/Annot>>\nendobj\nstartxref\n9\n%%EOF\n"].concat();
    fs::write(&file, &with_notes).unwrap();
    assert_written(drive.path(), &PDF, &file, false);
    assert_eq!(fs::read(folder.path().join("pack (written into).pdf")).unwrap(), with_notes);
}

#[test]
fn templates_and_the_parts_of_a_drive_are_kept_unless_forced() {
    let drive = drive();
    let root = drive.path();
    let own = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    assert_eq!(spoc_in(root, &["templates", "export"]).status, 0);
    assert_eq!(own("templates/print.css"), "body {}");
    assert_eq!(spoc_in(root, &["templates", "export", "--force"]).status, 0);
    assert_ne!(own("templates/print.css"), "body {}");
    for folder in ["records", "emails", "correspondence"] {
        let before = all(root);
        for force in [&[][..], &["--force"]] {
            assert_refused(&spoc_in(
                root,
                &[&["templates", "export", &format!("{OAKFIELD}/{folder}/new")], force].concat(),
            ));
        }
        assert!(all(root) == before, "{folder}");
    }
    fs::create_dir_all(root.join(".vscode")).unwrap();
    fs::write(root.join(".vscode/settings.json"), "{}").unwrap();
    let before = all(root);
    assert_eq!(spoc_in(root, &["init", "."]).status, 0);
    assert_eq!(own(".vscode/settings.json"), "{}");
    assert_eq!(spoc_in(root, &["init", ".", "--force"]).status, 0);
    assert_ne!(own(".vscode/settings.json"), "{}");
    let after = all(root);
    assert!(before.iter().filter(|(name, _)| !name.contains(".vscode")).all(|(name, bytes)| after[name] == *bytes));
    // The command makes no folder inside a drive.
    assert_refused(&spoc_in(root, &["init", "Jane Morris/inner"]));
    assert!(all(root) == after);
}

#[cfg(unix)]
#[test]
fn new_records_and_letters_do_not_follow_links() {
    use std::os::unix::fs::symlink;

    let elsewhere = Drive::empty();
    for folder in ["records", "emails", "correspondence"] {
        let drive = drive();
        fs::remove_dir_all(drive.path().join(OAKFIELD).join("emails")).unwrap();
        fs::remove_dir_all(drive.path().join(OAKFIELD).join("correspondence")).unwrap();
        if folder == "records" {
            fs::remove_dir_all(drive.path().join(OAKFIELD).join("records")).unwrap();
        }
        symlink(elsewhere.path(), drive.path().join(OAKFIELD).join(folder)).unwrap();
        let arguments: &[&str] = match folder {
            "records" => &["new", "visit", "oak", "2026-12-10"],
            "emails" => &["letter", "pro-forma", "oak"],
            _ => &["new", "letter", "oak", "--subject", "Hello"],
        };
        let run = spoc_in(drive.path(), &[arguments, &["--today", TODAY]].concat());
        assert_refused(&run);
        assert!(all(elsewhere.path()).is_empty(), "{folder}: {run:?}");
    }
}
