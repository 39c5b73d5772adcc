//! The cache: the output is the same with it and without; what does not fit is dropped; it is private, and never on the drive.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::harness::{CaseFile, Drive, LETTER, OAKFIELD, Run, TODAY, VISIT, comes_true, in_school, project, spoc_with};

/// A cache folder of its own.
struct Kept(tempfile::TempDir);

impl Kept {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("kept")
    }

    fn run(&self, drive: &Path, arguments: &[&str]) -> Run {
        self.run_on(TODAY, drive, arguments)
    }

    fn run_on(&self, today: &str, drive: &Path, arguments: &[&str]) -> Run {
        let arguments = [arguments, &["--today", today, "--drive", drive.to_str().unwrap()]].concat();
        spoc_with(&project(), &arguments, &[("SPOC_CACHE", self.path().to_str().unwrap())])
    }

    /// Runs a command with the cache and without, and asserts that the output is the same.
    fn both(&self, drive: &Path, arguments: &[&str]) -> Run {
        let with = self.run(drive, arguments);
        let without = self.run(drive, &[arguments, &["--no-cache"]].concat());
        assert_eq!((with.status, &with.out, &with.err), (without.status, &without.out, &without.err), "{arguments:?}");
        with
    }

    /// Every file of the cache with its bytes.
    fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let folders = fs::read_dir(self.path()).into_iter().flatten().map(|entry| entry.unwrap().path());
        let files = folders.filter(|path| path.is_dir()).flat_map(|folder| fs::read_dir(folder).unwrap());
        let mut files: Vec<_> =
            files.map(|entry| entry.unwrap().path()).map(|path| (path.clone(), fs::read(path).unwrap())).collect();
        files.sort();
        files
    }
}

/// Sets the times of all files of a drive back, so that the files count as settled.
pub fn settle(folder: &Path) {
    let hour_ago = SystemTime::now() - Duration::from_secs(3600);
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            settle(&path);
        } else {
            fs::File::options().write(true).open(path).unwrap().set_modified(hour_ago).unwrap();
        }
    }
}

/// A copy of the example drive. On Unix nobody can set the time of a file's last change of any kind (`ctime`), so that the copy has to age.
fn settled_copy() -> Drive {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            let to = to.join(path.file_name().unwrap());
            if path.is_dir() { copy(&path, &to) } else { fs::copy(&path, &to).map(drop).unwrap() }
        }
    }
    let drive = Drive::empty();
    copy(&project().join("fixtures/northmere"), drive.path());
    age(drive.path());
    drive
}

/// Waits until what was written has settled.
fn age(folder: &Path) {
    settle(folder);
    if cfg!(unix) {
        let changed = SystemTime::now();
        assert!(comes_true(|| changed.elapsed().is_ok_and(|time| time > spoc::drive::GRAIN)));
    }
}

#[test]
fn the_output_is_the_same_with_and_without() {
    let (drive, kept) = (settled_copy(), Kept::new());
    let commands: [&[&str]; 7] = [
        &["validate"],
        &["validate", "--format", "json"],
        &["due", "--format", "json"],
        &["due", "--format", "ics"],
        &["validate", "Jane Morris", "--format", "json"],
        &["validate", "Samir Rahman/Fernhay School", "--format", "json"],
        &["validate", "Samir Rahman/Fernhay School/records", "--format", "json"],
    ];
    for _ in 0..2 {
        for command in commands {
            kept.both(drive.path(), command);
        }
    }
    assert!(kept.files().len() > 20, "{:?}", kept.files().len());
    // The cache is used: a run that finds everything there does not write it again.
    let before = kept.files();
    kept.both(drive.path(), &["validate", "--format", "json"]);
    assert_eq!(before, kept.files());
    // Another day, another policy.
    let json = ["validate", "--format", "json"];
    let later = kept.run_on("2027-03-01", drive.path(), &json);
    assert_eq!(later.out, kept.run_on("2027-03-01", drive.path(), &[&json[..], &["--no-cache"]].concat()).out);
    let policy = fs::read_to_string(drive.path().join("policy.toml")).unwrap();
    fs::write(drive.path().join("policy.toml"), policy.replace("2026-12-18", "2026-11-18")).unwrap();
    kept.both(drive.path(), &["validate", "--format", "json"]);
    kept.both(drive.path(), &["due", "--format", "json"]);
}

#[test]
fn every_change_is_seen() {
    let kept = Kept::new();
    let drive = Drive::with_school()
        .school_file("records/2026-12-01 visit.yaml", VISIT)
        .school_file("emails/2026-11-10 dates.md", LETTER);
    age(drive.path());
    let problems = |kept: &Kept| kept.both(drive.path(), &["validate", "--format", "json"]).problems().len();
    assert_eq!((problems(&kept), problems(&kept)), (0, 0));
    let visit = drive.path().join(in_school("records/2026-12-01 visit.yaml"));
    // Write another content of the same length, at once after a run that kept the old one.
    fs::write(&visit, VISIT.replace("planned", "plonned")).unwrap();
    assert_eq!(problems(&kept), 1);
    fs::write(&visit, VISIT).unwrap();
    assert_eq!(problems(&kept), 0);
    fs::remove_file(&visit).unwrap();
    assert_eq!(problems(&kept), 0);
    fs::write(drive.path().join(OAKFIELD).join("notes.yaml"), "").unwrap();
    assert_eq!(problems(&kept), 1);
}

#[test]
fn what_is_damaged_or_foreign_is_as_good_as_none() {
    let (drive, kept) = (settled_copy(), Kept::new());
    let json = ["validate", "--format", "json"];
    let right = kept.both(drive.path(), &json).out;
    let good = kept.files();
    let mut turned = good.iter().map(|(_, bytes)| bytes.clone()).collect::<Vec<_>>();
    turned.rotate_left(1);
    type Damage<'d> = &'d dyn Fn(usize, &[u8]) -> Vec<u8>;
    let damages: [Damage<'_>; 5] = [
        &|_, bytes| bytes[..bytes.len() / 2].to_vec(),
        &|_, _| Vec::new(),
        &|_, bytes| bytes.iter().map(|byte| byte ^ 0x20).collect(),
        &|_, bytes| [&bytes[..bytes.len() - 1], b"!"].concat(),
        // Those of another school.
        &|number, _| turned[number].clone(),
    ];
    for damage in damages {
        for (number, (path, bytes)) in good.iter().enumerate() {
            fs::write(path, damage(number, bytes)).unwrap();
        }
        let run = kept.run(drive.path(), &json);
        assert_eq!((run.out.as_str(), run.err.as_str()), (right.as_str(), ""));
    }
}

#[test]
fn a_folder_that_cannot_be_had_is_done_without() {
    let (drive, kept) = (Drive::with_school(), Kept::new());
    fs::write(kept.path(), "a file").unwrap();
    assert_eq!(kept.both(drive.path(), &["validate", "--format", "json"]).status, 0);
}

#[test]
fn nothing_is_kept_on_the_drive() {
    let drive = Drive::with_school();
    for folder in [drive.path().join("kept"), drive.path().join(OAKFIELD)] {
        let environment = [("SPOC_CACHE", folder.to_str().unwrap())];
        let before = fs::read_dir(drive.path().join(OAKFIELD)).unwrap().count();
        let run = spoc_with(drive.path(), &["validate", "--today", TODAY], &environment);
        assert_eq!(run.status, 0, "{run:?}");
        assert_eq!(fs::read_dir(drive.path().join(OAKFIELD)).unwrap().count(), before);
        assert!(!drive.path().join("kept").exists());
    }
}

#[cfg(unix)]
#[test]
fn it_is_the_users_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (drive, kept) = (settled_copy(), Kept::new());
    kept.both(drive.path(), &["validate"]);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&kept.path()), 0o700);
    for (file, _) in kept.files() {
        assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700), "{}", file.display());
    }
}

#[test]
fn a_school_that_is_gone_leaves_nothing_behind() {
    let (drive, kept) = (settled_copy(), Kept::new());
    kept.both(drive.path(), &["validate"]);
    let before = kept.files().len();
    fs::remove_dir_all(drive.path().join("Samir Rahman/Fernhay School")).unwrap();
    kept.both(drive.path(), &["validate"]);
    assert!(kept.files().len() < before);
}

/// What an e-mail holds is kept as long as the file is as it was, and is looked for anew where another day of sending asks for it.
#[test]
fn a_pro_forma_in_an_email_is_noticed_with_the_cache_and_without() {
    let case = CaseFile::load("fixtures/rules/pro-forma-in-mail.txt");
    let (drive, kept) = (case.drive_of(&["both", "bad"]), Kept::new());
    age(drive.path());
    let noticed = || {
        let run = kept.both(drive.path(), &["validate", "--format", "json"]);
        assert_eq!(run.out, kept.run(drive.path(), &["validate", "--format", "json"]).out);
        let paths = run.problems().into_iter().filter(|line| line.contains(" pro-forma-in-mail "));
        paths.map(|line| line.split(':').next().unwrap().rsplit('/').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(noticed(), ["RE pro forma.eml", "FW.eml"]);
    let school = |path: &str| drive.path().join("Tom Hughes").join(path);
    let form = school("Cedar/records/2026-11-24 pro forma.yaml");
    fs::write(&form, "kind: pro-forma\nvisit: 2026-11-24\nsent: 2026-11-06\n").unwrap();
    assert_eq!(noticed(), ["RE pro forma.eml", "FW.eml", "before.eml"]);
    fs::write(school("Ashdown/emails/RE pro forma.eml"), "Subject: nothing attached\n\n").unwrap();
    assert_eq!(noticed(), ["FW.eml", "before.eml"]);
    let form = school("Beech/records/2026-11-24 pro forma.yaml");
    fs::write(&form, "kind: pro-forma\nvisit: 2026-11-24\nsent: 2026-11-06\nreturned: 2026-11-16\n").unwrap();
    assert_eq!(noticed(), ["before.eml"]);
}
