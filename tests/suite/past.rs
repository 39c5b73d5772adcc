//! The past had back: what became of a record, what is new, what was lost, what is restored, and questions as of an earlier time.

use std::fs;
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::process::Stdio;

#[cfg(unix)]
use crate::harness::command;
use crate::harness::{
    Drive, OAKFIELD, Run, SCHOOL, TODAY, VISIT, assert_refused, files, in_school, project, spoc_with,
};
use crate::keep_faults::kept_at;

/// A drive whose history is kept.
struct Kept {
    drive: Drive,
    /// The history, the settings and what is put aside; and the temporary folders.
    own: tempfile::TempDir,
}

impl Kept {
    fn new(drive: Drive) -> Self {
        let kept = Self { drive, own: tempfile::tempdir().unwrap() };
        fs::create_dir(kept.own("tmp")).unwrap();
        kept.keep();
        kept
    }

    fn own(&self, name: &str) -> PathBuf {
        self.own.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let environment = self.environment();
        let environment: Vec<_> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
        spoc_with(self.drive.path(), arguments, &environment)
    }

    fn environment(&self) -> Vec<(&'static str, String)> {
        let [history, settings, state, tmp] =
            ["history", "settings", "state", "tmp"].map(|name| self.own(name).to_str().unwrap().to_owned());
        let tmp = ["TMPDIR", "TEMP", "TMP"].map(|name| (name, tmp.clone()));
        let own = [("SPOC_HISTORY", history), ("SPOC_SETTINGS", settings), ("SPOC_STATE", state)];
        own.into_iter().chain(tmp).chain([("TZ", "UTC".to_owned())]).collect()
    }

    fn ok(&self, arguments: &[&str]) -> Run {
        let run = self.run(arguments);
        assert!(run.status <= 1 && run.err.is_empty(), "{arguments:?}: {run:?}");
        run
    }

    /// Keeps what has changed. Gives the time of the newest version.
    fn keep(&self) {
        assert_eq!(self.run(&["keep"]).status, 0);
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let file = self.drive.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }

    fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.drive.path().join(path)).unwrap()
    }

    /// The times of a file's versions, the oldest first.
    fn times(&self, path: &str) -> Vec<String> {
        let versions = self.ok(&["history", path, "--format", "json"]).json();
        let times = versions["versions"].as_array().unwrap().iter().map(|one| one["time"].as_str().unwrap().to_owned());
        let mut times: Vec<_> = times.collect();
        times.reverse();
        times
    }
}

const FORM: &str = "kind: pro-forma\nvisit: 2026-12-01\nsent: 2026-11-16\nreturned: 2026-11-20\nrisk_of_permanent_exclusion:\n  - {upn: B801200005001, name: Ada Brown, year: 4, evidence: Hit out at Bo}\n";

fn held() -> String {
    VISIT.replace("planned", "held") + "note: Ada came late\n"
}

#[test]
fn the_history_of_a_record_tells_its_fields() {
    let visit = in_school("records/2026-12-01 visit.yaml");
    let kept = Kept::new(Drive::with_school().file(&visit, VISIT));
    kept.write(&visit, held());
    kept.keep();
    fs::remove_file(kept.drive.path().join(&visit)).unwrap();
    kept.keep();
    let text = kept.ok(&["history", &visit]).out;
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    assert_eq!(lines[0], format!("{visit}: 3 versions, the newest first"));
    assert!(lines[2].starts_with("3 ") && lines[2].ends_with("  deleted"), "{text}");
    assert!(lines[5].starts_with("2 ") && lines[5].ends_with("  status planned → held, and 1 more field"), "{text}");
    assert!(lines[6].starts_with("seen changed between 20"), "{text}");
    assert_eq!(lines[7..9], ["status: planned → held", "note: added"]);
    assert!(lines[10].starts_with("1 ") && lines[11].starts_with("there when the history began, "), "{text}");
    assert!(kept.ok(&["history", &visit, "--show-names"]).out.contains("note: nothing → Ada came late"));
    let json = kept.ok(&["history", &visit, "--format", "json"]).json();
    let fields = &json["versions"][1]["fields"];
    assert_eq!(fields[0]["field"], "/status");
    assert_eq!((&fields[0]["old"], &fields[0]["new"]), (&"planned".into(), &"held".into()));
    assert_eq!((&fields[1]["new"], &fields[1]["hidden"]), (&serde_json::Value::Null, &true.into()));
    let of_school = kept.ok(&["history", OAKFIELD]).out;
    assert!(of_school.contains("visit of 1 December: status planned → held, and 1 more field"), "{of_school}");
    assert_refused(&kept.run(&["history", "Jane Morris/Elsewhere"]));
}

#[test]
fn every_version_comes_back_to_the_byte() {
    let path = in_school("records/2025-26/2026-12-01 VISIT é.yaml");
    let versions: [Vec<u8>; 5] = [
        VISIT.into(),
        VISIT.replace('\n', "\r\n").into(),
        format!("\u{feff}{VISIT}").into(),
        [VISIT.as_bytes(), b"note: Zo\xeb\n"].concat(),
        b"kind: [\x00\xff".to_vec(),
    ];
    let kept = Kept::new(Drive::with_school().file(&path, &versions[0]));
    for version in &versions[1..] {
        kept.write(&path, version);
        kept.keep();
    }
    let times = kept.times(&path);
    assert_eq!(times.len(), versions.len());
    for (time, version) in times.iter().zip(&versions) {
        kept.run(&["restore", &path, "--at", time, "--yes", "--replace-newer"]);
        assert!(kept.read(&path) == *version, "{time}");
    }
    fs::remove_dir_all(kept.drive.path().join(OAKFIELD)).unwrap();
    kept.keep();
    assert_eq!(kept.ok(&["restore", OAKFIELD, "--yes"]).status, 0);
    assert_eq!(kept.read(&path), versions[4]);
    assert_eq!(kept.read(&in_school("school.yaml")), SCHOOL.as_bytes());
}

#[test]
fn what_somebody_wrote_since_is_not_written_over() {
    let visit = in_school("records/2026-12-01 visit.yaml");
    let kept = Kept::new(Drive::with_school().file(&visit, VISIT));
    kept.write(&visit, held());
    let run = kept.run(&["restore", &visit, "--yes"]);
    assert_eq!((run.status, run.err.lines().count()), (2, 1), "{run:?}");
    assert!(
        run.err.contains("changed since the history last looked") && run.err.contains("--replace-newer"),
        "{run:?}"
    );
    assert_eq!(kept.read(&visit), held().as_bytes());
    assert_eq!(kept.run(&["restore", &visit, "--dry-run"]).status, 0);
    // Nobody can be asked here.
    assert_eq!(kept.run(&["restore", &visit, "--replace-newer"]).status, 1);
    assert_eq!(kept.read(&visit), held().as_bytes());
    let run = kept.ok(&["restore", &visit, "--yes", "--replace-newer"]);
    assert_eq!(kept.read(&visit), VISIT.as_bytes());
    let aside = files(&kept.own("state/restored"));
    let of_visit = aside.iter().find(|file| file.ends_with("1.yaml")).unwrap();
    assert_eq!(fs::read(kept.own("state/restored").join(of_visit)).unwrap(), held().as_bytes());
    assert!(run.out.contains("is kept in "), "{run:?}");
    assert!(!format!("{run:?}").contains("Ada"));
}

#[test]
fn a_folder_comes_back_whole_or_not_at_all() {
    let visits: Vec<_> = (1..=3).map(|day| in_school(&format!("records/2026-12-0{day} visit.yaml"))).collect();
    let mut drive = Drive::with_school();
    for (visit, day) in visits.iter().zip(1..) {
        drive = drive.file(visit, VISIT.replace("12-01", &format!("12-0{day}")));
    }
    let kept = Kept::new(drive);
    visits.iter().for_each(|visit| fs::remove_file(kept.drive.path().join(visit)).unwrap());
    kept.keep();
    // A folder stands in the way of the last.
    fs::create_dir(kept.drive.path().join(&visits[2])).unwrap();
    let run = kept.run(&["restore", &in_school("records"), "--yes"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(visits[..2].iter().all(|visit| !kept.drive.path().join(visit).exists()));
    fs::remove_dir(kept.drive.path().join(&visits[2])).unwrap();
    // Somebody has made one of them anew.
    kept.write(&visits[1], "theirs");
    let run = kept.run(&["restore", &in_school("records"), "--yes"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(!kept.drive.path().join(&visits[0]).exists());
    fs::remove_file(kept.drive.path().join(&visits[1])).unwrap();
    kept.ok(&["restore", &in_school("records"), "--yes"]);
    assert_eq!(kept.read(&visits[2]), VISIT.replace("12-01", "12-03").as_bytes());
    assert!(files(kept.drive.path()).iter().all(|file| !file.to_string_lossy().contains(".tmp")));
}

/// What a program that was killed has left: made two days ago by the clock of the drive, or just now.
fn leave(folder: &Path, name: &str, is_old: bool) -> PathBuf {
    let file = folder.join(name);
    fs::write(&file, VISIT).unwrap();
    let days = if is_old { 2 } else { 0 };
    let time = std::time::SystemTime::now() - std::time::Duration::from_secs(days * 86_400);
    fs::File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
    file
}

#[test]
fn what_a_stopped_write_has_left_is_no_record_and_goes_with_a_later_write() {
    let visit = in_school("records/2026-12-01 visit.yaml");
    let kept = Kept::new(Drive::with_school().file(&visit, VISIT));
    let records = kept.drive.path().join(in_school("records"));
    let clean = kept.drive.problems();
    let old = leave(&records, ".spoc-aB3dE9.tmp", true);
    let stays = [
        leave(&records, ".spoc-Zz0000.tmp", false),
        // Names that the program does not give.
        leave(&records, ".spoc-notes of Ada.tmp", true),
        leave(&records, "2026-11-01 minutes.tmp", true),
    ];
    assert_eq!(kept.drive.problems(), clean);
    kept.keep();
    let history = kept.ok(&["history", OAKFIELD, "--format", "json"]).out;
    assert!(history.contains("visit.yaml") && !history.contains(".tmp"), "{history}");
    // A restore, and any other write in the folder.
    fs::remove_file(kept.drive.path().join(&visit)).unwrap();
    kept.ok(&["restore", &visit, "--yes"]);
    assert!(!old.exists() && stays.iter().all(|file| file.exists()));
    let old = leave(&records, ".spoc-aB3dE9.tmp", true);
    kept.ok(&["new", "visit", "oak", "2026-12-10", "--anyway", "--today", TODAY]);
    assert!(!old.exists() && stays.iter().all(|file| file.exists()));
}

#[cfg(unix)]
#[test]
fn what_a_killed_restore_has_left_goes_with_the_next_one() {
    let mut drive = Drive::with_school();
    let visits = 1_000;
    for number in 0..visits {
        drive = drive.file(&in_school(&format!("records/{number:03}.yaml")), format!("{VISIT}note: {number}\n"));
    }
    let kept = Kept::new(drive);
    let records = kept.drive.path().join(in_school("records"));
    let left = || {
        let names = fs::read_dir(&records).into_iter().flatten().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().starts_with(".spoc-")).count()
    };
    // It may have ended before it is killed.
    for _ in 0..20 {
        fs::remove_dir_all(&records).unwrap();
        let mut restore = command(kept.drive.path(), &["restore", &in_school("records"), "--yes"], &[]);
        let mut running = restore.envs(kept.environment()).stdout(Stdio::null()).spawn().unwrap();
        while left() == 0 && running.try_wait().unwrap().is_none() {}
        running.kill().unwrap();
        running.wait().unwrap();
        if left() > 0 {
            break;
        }
    }
    assert!(left() > 0);
    kept.ok(&["restore", &in_school("records"), "--at", "2099-01-01", "--yes"]);
    assert_eq!(left(), 0);
    assert_eq!(fs::read_dir(&records).unwrap().count(), visits);
}

#[test]
fn what_stands_elsewhere_is_not_lost() {
    let visit = in_school("records/2026-12-01 visit.yaml");
    let form = in_school("records/2026-12-01 pro forma.yaml");
    let other = "Jane Morris/Elm/school.yaml";
    let drive =
        Drive::with_school().file(&visit, VISIT).file(&form, FORM).file(other, SCHOOL.replace("100321", "100322"));
    let kept = Kept::new(drive);
    let at = |path: &str| kept.drive.path().join(path);
    // Renamed, moved to another manager, and saved anew under another name with other words: none of them is lost.
    fs::rename(at(&visit), at(&in_school("records/2026-12-01 the visit.yaml"))).unwrap();
    fs::create_dir(at("Samir Rahman")).unwrap();
    fs::rename(at("Jane Morris/Elm"), at("Samir Rahman/Elm")).unwrap();
    fs::remove_file(at(&form)).unwrap();
    kept.write(&in_school("records/2026-12-01 form.yaml"), format!("{FORM}issues: none\n"));
    kept.keep();
    let run = kept.ok(&["lost"]);
    assert_eq!((run.status, run.out.starts_with("Nothing is lost")), (0, true), "{run:?}");
    fs::remove_file(at(&in_school("records/2026-12-01 form.yaml"))).unwrap();
    fs::remove_dir_all(at("Samir Rahman")).unwrap();
    // Whether or not the history has seen it.
    for is_kept in [false, true] {
        if is_kept {
            kept.keep();
        }
        let lost = kept.ok(&["lost", "--format", "json"]);
        let paths: Vec<_> = lost.json()["lost"].as_array().unwrap().iter().map(|one| one["path"].clone()).collect();
        let last = in_school("records/2026-12-01 form.yaml");
        assert_eq!((lost.status, paths), (1, vec![last.into(), "Samir Rahman/Elm/school.yaml".into()]), "{is_kept}");
    }
    let text = kept.ok(&["lost"]).out;
    let commands: Vec<_> = text.lines().filter_map(|line| line.trim().strip_prefix("spoc restore ")).collect();
    assert_eq!(commands.len(), 2, "{text}");
    for command in commands {
        kept.ok(&["restore", command.trim_matches('"'), "--yes"]);
    }
    assert_eq!(kept.ok(&["lost"]).status, 0);
    assert_eq!(kept.read("Samir Rahman/Elm/school.yaml"), SCHOOL.replace("100321", "100322").as_bytes());
}

#[test]
fn what_was_written_while_its_folder_was_moved_keeps_its_history() {
    let visit = in_school("records/2026-12-01 visit.yaml");
    let elm = SCHOOL.replace("100321", "100322");
    let kept = Kept::new(Drive::with_school().file(&visit, VISIT).file("Jane Morris/Elm/school.yaml", elm));
    let at = |path: &str| kept.drive.path().join(path);
    fs::rename(at(OAKFIELD), at("Jane Morris/Oak Academy")).unwrap();
    let now = "Jane Morris/Oak Academy/records/2026-12-01 visit.yaml";
    kept.write(now, held());
    kept.keep();
    let text = kept.ok(&["history", now]).out;
    assert!(text.starts_with(&format!("{now}: 2 versions")), "{text}");
    assert!(text.contains("status planned → held"), "{text}");
    assert_eq!(kept.ok(&["lost"]).status, 0);
    kept.ok(&["restore", now, "--yes"]);
    assert_eq!(kept.read(now), VISIT.as_bytes());
}

#[test]
fn a_visit_that_was_moved_to_another_day_is_not_lost() {
    let visit = in_school("records/2026-12-01 visit.yaml");
    let kept = Kept::new(Drive::with_school().file(&visit, VISIT));
    let later = in_school("records/2026-12-03 visit.yaml");
    kept.ok(&["move", "visit", "oakfield", "2026-12-01", "2026-12-03", "--anyway", "--today", TODAY]);
    kept.keep();
    assert_eq!(kept.ok(&["lost"]).status, 0);
    let text = kept.ok(&["history", &later]).out;
    assert!(text.starts_with(&format!("{later}: 2 versions")), "{text}");
    assert!(text.contains("date: 2026-12-01 → 2026-12-03"), "{text}");
    // Another visit in the place of one that is gone is another record.
    fs::remove_file(kept.drive.path().join(&later)).unwrap();
    kept.write(
        &in_school("records/2026-12-08 visit.yaml"),
        "kind: visit\ndate: 2026-12-08\nstatus: held\nnote: x\ntime: 10:00\n",
    );
    kept.keep();
    assert!(kept.run(&["lost"]).out.contains("2026-12-03 visit.yaml"));
}

#[test]
fn what_was_renamed_comes_back_neither_twice_nor_under_the_wrong_name() {
    let visit = in_school("records/2026-12-01 visit.yaml");
    let later = in_school("records/2026-12-03 visit.yaml");
    let kept = Kept::new(Drive::with_school().file(&visit, VISIT));
    let time = kept.times(&visit).remove(0);
    kept.ok(&["move", "visit", "oakfield", "2026-12-01", "2026-12-03", "--anyway", "--today", TODAY]);
    kept.keep();
    let moved = kept.read(&later);
    let back = "`spoc move visit \"Oakfield\" 2026-12-03 2026-12-01`";
    for arguments in [&[][..], &["--at", &time]] {
        let run = kept.run(&[&["restore", &later, "--yes"], arguments].concat());
        assert_refused(&run);
        assert!(run.err.contains(&format!("was called {visit}")) && run.err.contains(back), "{run:?}");
        let run = kept.run(&[&["restore", &visit, "--yes"], arguments].concat());
        assert_refused(&run);
        assert!(run.err.contains(&format!("stands on the drive as {later}")) && run.err.contains(back), "{run:?}");
    }
    // The school's folder as it was then does not have the visit twice either.
    let run = kept.ok(&["restore", OAKFIELD, "--at", &time, "--yes"]);
    assert!(run.out.contains(&format!("{visit} stands as {later} now, and stays so.")), "{run:?}");
    assert!(!kept.drive.path().join(&visit).exists() && kept.read(&later) == moved);
    // As the message has it: the visit is moved back, and is then as it was.
    kept.ok(&["move", "visit", "Oakfield", "2026-12-03", "2026-12-01", "--anyway", "--today", TODAY]);
    kept.keep();
    kept.ok(&["restore", &visit, "--at", &time, "--yes"]);
    assert_eq!(kept.read(&visit), VISIT.as_bytes());
    // A folder that has another name stands under that.
    fs::rename(kept.drive.path().join(OAKFIELD), kept.drive.path().join("Jane Morris/Oakfield Academy")).unwrap();
    kept.keep();
    let run = kept.run(&["restore", OAKFIELD, "--yes"]);
    assert_refused(&run);
    assert!(run.err.contains("it stands on the drive as Jane Morris/Oakfield Academy"), "{run:?}");
    assert!(!kept.drive.path().join(OAKFIELD).exists());
    // What is gone under its new name, too, comes back under the old one.
    fs::remove_dir_all(kept.drive.path().join("Jane Morris/Oakfield Academy")).unwrap();
    kept.keep();
    kept.ok(&["restore", OAKFIELD, "--at", &time, "--yes"]);
    assert_eq!(kept.read(&visit), VISIT.as_bytes());
}

#[test]
fn the_history_of_another_drive_tells_and_restores_nothing() {
    let visit = in_school("records/2026-12-01 visit.yaml");
    let mut kept = Kept::new(Drive::with_school().file(&visit, VISIT));
    kept.drive = Drive::empty()
        .file("policy.toml", fs::read_to_string(kept.drive.path().join("policy.toml")).unwrap())
        .file("Anne Other/Elm/school.yaml", SCHOOL);
    for arguments in [
        &["lost"][..],
        &["history", "Anne Other/Elm/school.yaml"],
        &["changed", "--since", "2026-01-01"],
        &["restore", OAKFIELD, "--yes"],
        &["due", "--as-of", "2100-01-01"],
    ] {
        let run = kept.run(arguments);
        assert_refused(&run);
        assert!(run.err.contains("another drive"), "{run:?}");
    }
    assert!(!kept.drive.path().join(OAKFIELD).exists());
}

#[test]
fn a_damaged_pack_is_told_with_its_remedy() {
    let visit = in_school("records/2026-12-01 visit.yaml");
    let kept = Kept::new(Drive::with_school().file(&visit, VISIT));
    let packs = || -> Vec<PathBuf> {
        let files = fs::read_dir(kept.own("history/objects/pack")).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|file| file.extension().is_some_and(|ending| ending == "pack")).collect()
    };
    let first = packs();
    kept.write(&visit, held());
    kept.keep();
    let second: Vec<_> = packs().into_iter().filter(|pack| !first.contains(pack)).collect();
    kept.write(&visit, VISIT);
    kept.keep();
    assert_eq!(kept.run(&["keep"]).err, "");
    for pack in second {
        let bytes = fs::read(&pack).unwrap();
        fs::remove_file(&pack).unwrap();
        fs::write(pack, &bytes[..40]).unwrap();
    }
    let keep = kept.run(&["keep"]);
    assert!(keep.status == 0 && keep.err.contains("is damaged: older versions may be lost"), "{keep:?}");
    for arguments in [&["history", &visit][..], &["lost"], &["restore", &visit]] {
        let run = kept.run(arguments);
        assert_refused(&run);
        assert!(run.err.contains("is damaged") && run.err.contains("from its backup"), "{run:?}");
        assert!(!run.err.contains("can be reached"), "{run:?}");
    }
}

#[test]
fn a_slip_in_a_path_is_no_all_clear() {
    let kept = Kept::new(Drive::with_school());
    assert_refused(&kept.run(&["lost", "Jane Moris"]));
    assert_refused(&kept.run(&["changed", "Jane Moris", "--since", "2026-01-01"]));
    kept.write("Jane Morris/New/school.yaml", SCHOOL);
    assert_eq!(kept.ok(&["lost", "Jane Morris/New"]).status, 0);
}

#[test]
fn what_is_new_is_told_by_school() {
    let visit = in_school("records/2026-12-01 visit.yaml");
    let kept = Kept::new(Drive::with_school().file(&visit, VISIT).file("Jane Morris/Elm/school.yaml", SCHOOL));
    kept.write(&visit, held());
    kept.write(&in_school("records/2026-12-01 pro forma.yaml"), FORM);
    kept.keep();
    let run = kept.run(&["changed", "--since", "2020-01-01"]);
    assert!(run.err.starts_with("note: the history begins on "), "{run:?}");
    let out = &run.out;
    assert!(
        out.starts_with("Changed since Wednesday 1 January 2020: 2 changes of 1 school\n\nOakfield (Jane Morris)\n"),
        "{out}"
    );
    assert!(
        out.contains("  pro forma for 1 December: new\n") && out.contains("\n      status: planned → held\n"),
        "{out}"
    );
    assert!(!out.contains("Ada") && !out.contains("school.yaml"), "{out}");
    // A day from which nothing has come.
    assert!(
        kept.ok(&["changed", "--since", "2100-01-01"])
            .out
            .starts_with("Nothing has changed since Friday 1 January 2100")
    );
    assert!(kept.run(&["changed", "Jane Morris/Elm", "--since", "2020-01-01"]).out.starts_with("Nothing has changed"));
    let json = kept.run(&["changed", "--since", "2020-01-01", "--format", "json"]).json();
    assert_eq!(json["changes"].as_array().unwrap().len(), 2);
    let page = kept.run(&["changed", "--since", "2020-01-01", "--format", "html"]).out;
    assert!(page.contains("Content-Security-Policy") && page.contains("status: planned → held"), "{page}");
    assert!(!page.contains("Ada"), "{page}");
    // The last visit was held before the history began; one that is still to come does not count.
    kept.write(
        &in_school("records/2020-01-10 visit.yaml"),
        VISIT.replace("2026-12-01", "2020-01-10").replace("planned", "held"),
    );
    let since = kept.run(&["changed", OAKFIELD, "--since", "last-visit", "--today", TODAY]);
    assert!(
        since.out.starts_with("Changed since the visit on Friday 10 January 2020: 2 changes of 1 school"),
        "{since:?}"
    );
}

#[test]
fn a_question_as_of_a_time_is_answered_as_then() {
    let kept = Kept::new(Drive::northmere());
    let copies = tempfile::tempdir().unwrap();
    let visit = "Jane Morris/Oakfield Primary School/records/2026-11-24 visit.yaml";
    let mut states = Vec::new();
    for (number, change) in
        [None, Some(("status: planned", "status: held")), Some(("kind: visit", "kind: visitt"))].iter().enumerate()
    {
        if let Some((old, new)) = change {
            let text = String::from_utf8(kept.read(visit)).unwrap().replace(old, new);
            kept.write(visit, text);
            if number == 2 {
                fs::remove_dir_all(kept.drive.path().join("Samir Rahman")).unwrap();
            }
            kept.keep();
        }
        let copy = copies.path().join(number.to_string());
        for file in files(kept.drive.path()) {
            fs::create_dir_all(copy.join(&file).parent().unwrap()).unwrap();
            fs::copy(kept.drive.path().join(&file), copy.join(&file)).unwrap();
        }
        states.push((copy, kept.times(visit).pop().unwrap()));
    }
    let questions: [&[&str]; 5] = [
        &["validate", "--format", "json"],
        &["validate", "Jane Morris", "--format", "json"],
        &["due", "--format", "json"],
        &["review", "oakfield", "--visit", "2026-06-25", "--format", "json"],
        &["review", "100321", "--format", "text"],
    ];
    for (copy, time) in &states {
        for question in questions {
            let then = spoc_with(copy, &[question, &["--today", TODAY][..]].concat(), &[]);
            let now = kept.run(&[question, &["--today", TODAY, "--as-of", time][..]].concat());
            let same = |run: &Run| match question[0] {
                // Documents are not in a history.
                "validate" => run.json()["problems"].to_string(),
                _ => run.out.clone(),
            };
            if now.status == 2 {
                assert_eq!((then.status, &now.out), (2, &then.out), "{question:?}: {now:?} {then:?}");
            } else {
                assert_eq!((now.status, same(&now)), (then.status, same(&then)), "{question:?} {time}");
            }
        }
    }
    // The day of the question is today, where no other is named.
    let day = &states[2].1[..10];
    let today = kept.run(&["validate", "--format", "json", "--as-of", &states[2].1]).json()["today"].clone();
    assert_eq!(today, day);
    // What stood there once is not put right now.
    let repairs = |run: Run| run.json()["repairs"].as_array().unwrap().len();
    let question = ["validate", "--format", "json", "--today", TODAY];
    assert_ne!(repairs(kept.run(&question)), 0);
    assert_eq!(repairs(kept.run(&[&question[..], &["--as-of", &states[2].1]].concat())), 0);
    // A pack goes where it would go, under a name of its own: today's stays.
    let records = kept.drive.path().join(Path::new(visit).with_file_name(""));
    let pack = ["pack", "oakfield", "--visit", "2026-11-24", "--as", "html"];
    let (today, current) = (records.join("2026-11-24 visit pack.html"), "today's");
    fs::write(&today, current).unwrap();
    let then = chrono::DateTime::parse_from_rfc3339(&states[0].1).unwrap().to_utc();
    let (day, time) = (then.format("%-d %B %Y"), then.format("%H:%M"));
    for (audience, copy) in [("internal", ""), ("school", " for the school")] {
        let run = kept.run(&[&pack[..], &["--for", audience, "--as-of", &states[0].1]].concat());
        assert!(run.status == 0 && run.err.starts_with(&format!("note: as it stood on {day} at {time}")), "{run:?}");
        let begin = format!("2026-11-24 visit pack{copy} as of {}", then.format("%Y-%m-%d %H%M"));
        let name = fs::read_dir(&records).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let name = name.into_iter().find(|name| name.starts_with(&begin)).unwrap();
        assert!(run.out.contains(&name), "{run:?}");
        let page = fs::read_to_string(records.join(name)).unwrap();
        assert!(page.contains(&format!(", as it stood on {day} at {time}")), "at the head of each page");
        assert!(page.contains(&format!("<p class=\"title\">As it stood on {day} at {time}")), "at its beginning");
    }
    assert_eq!(fs::read_to_string(today).unwrap(), current);
    assert!(!kept.run(&["validate", "Jane Morris/Oakfield Primary School"]).out.contains("as of"));
    for question in [&["due"][..], &["review", "oakfield"], &["validate"]] {
        let run = kept.run(&[question, &["--as-of", &states[0].1]].concat());
        assert!(run.status < 2 && run.err.contains(&format!("as it stood on {day} at {time}")), "{run:?}");
    }
    // What was not there then, and a time of which nothing is kept.
    let gone = kept.run(&["validate", "Samir Rahman", "--as-of", &states[2].1]);
    assert_refused(&gone);
    assert!(gone.err.contains("Samir Rahman was not there on "), "{gone:?}");
    let early = kept.run(&["due", "--as-of", "2020-01-01"]);
    assert_refused(&early);
    assert!(early.err.contains("the history begins on "), "{early:?}");
    assert_refused(&kept.run(&["due", "--as-of", "yesterday"]));
    // A time to come is answered by the newest state, which is said.
    let to_come = kept.run(&["due", "--as-of", "2099-01-05"]);
    let said = "is in the future: the newest state of the history is used, and 5 January 2099 counts as today";
    assert!(to_come.err.contains(said) && !to_come.err.contains("as it stood on 5 January"), "{to_come:?}");
    assert_eq!(files(&kept.own("tmp")), Vec::<PathBuf>::new());
    assert_eq!(fs::read_dir(kept.own("tmp")).unwrap().count(), 0, "what was laid out is gone");
}

#[test]
fn a_history_that_was_not_kept_for_days_says_so() {
    let drive = Drive::with_school();
    let own = tempfile::tempdir().unwrap();
    let history = own.path().join("history");
    let days = |days: i64| chrono::Utc::now() - chrono::TimeDelta::days(days);
    let look = |at| kept_at(drive.path(), &history, at);
    let run = |arguments: &[&str]| {
        let settings = own.path().join("settings");
        let environment =
            [("SPOC_HISTORY", history.to_str().unwrap()), ("SPOC_SETTINGS", settings.to_str().unwrap()), ("TZ", "UTC")];
        spoc_with(drive.path(), arguments, &environment)
    };
    look(days(9)).note_up_to_date(days(9));
    let day = |days_ago: i64| days(days_ago).format("%Y-%m-%d").to_string();
    let said = days(9).format("note: the history was last brought up to date on %-d %B %Y at ").to_string();
    let all: [&[&str]; 5] = [
        &["changed", "--since", "2026-01-01"],
        &["lost"],
        &["history", "Jane Morris/Oakfield/school.yaml"],
        &["history", "Jane Morris"],
        &["validate", "--as-of", &day(2)],
    ];
    for arguments in all {
        let run = run(arguments);
        assert!(run.status < 2 && run.err.contains(&said), "{arguments:?}: {run:?}");
    }
    // It is told of what was asked: of a time before the end of the history nothing is missing.
    let second = (days(9) + chrono::TimeDelta::minutes(1)).format("%Y-%m-%d %H:%M").to_string();
    assert!(!run(&["validate", "--as-of", &second]).err.contains("up to date"));
    // A look that found nothing new says how far it goes; a time that is yet to come, and a look at a part, say nothing.
    let keeping = look(days(0));
    keeping.note_up_to_date(days(-3));
    assert!(run(&["lost"]).err.contains(&said));
    keeping.note_up_to_date(days(0));
    assert!(!run(&["lost"]).err.contains("up to date"));
    // Where nobody looked, what was changed since may have been so already.
    fs::write(drive.path().join(in_school("school.yaml")), format!("{SCHOOL}# x\n")).unwrap();
    look(days(0));
    let gap = run(&["validate", "--as-of", &day(2)]);
    assert!(gap.err.contains("note: nobody looked at the drive for the history between "), "{gap:?}");
    // Without what is written down beside it, the newest version says it.
    fs::remove_file(history.join("spoc.looked")).unwrap();
    assert!(!run(&["lost"]).err.contains("up to date"));
}

#[test]
fn what_a_killed_run_has_left_is_removed_by_the_next_and_what_is_held_stays() {
    let kept = Kept::new(Drive::northmere());
    kept.keep();
    let tmp = kept.own("tmp");
    let folder = |name: &str, held: bool| {
        let folder = tmp.join(name);
        fs::create_dir_all(folder.join("Jane Morris")).unwrap();
        fs::write(folder.join("policy.toml"), "").unwrap();
        held.then(|| fs::File::create(folder.join(".spoc-held")).unwrap())
    };
    let running = folder("spoc-as-of-running", true).unwrap();
    running.lock().unwrap();
    // The system lets go of what a killed program held.
    drop(folder("spoc-as-of-killed", true));
    folder("spoc-as-of-begun", false);
    folder("other", true);
    kept.run(&["due", "--as-of", "2099-01-01"]);
    let mut left: Vec<_> = fs::read_dir(&tmp).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["other", "spoc-as-of-begun", "spoc-as-of-running"]);
}

#[test]
fn what_is_gone_is_found_whatever_its_capitals_where_that_is_clear() {
    let visit = in_school("records/2026-12-01 visit.yaml");
    let kept = Kept::new(Drive::with_school().file(&visit, VISIT));
    kept.keep();
    fs::remove_file(kept.drive.path().join(&visit)).unwrap();
    kept.keep();
    let capitals = visit.to_uppercase();
    let told = kept.ok(&["history", &capitals]).out;
    assert!(told.starts_with(&format!("{visit}: 2 versions")), "{told}");
    kept.ok(&["restore", &capitals, "--yes"]);
    assert!(kept.drive.path().join(&visit).exists());
    fs::remove_file(kept.drive.path().join(&visit)).unwrap();
    // Two that differ in capitals alone: which one is meant has to be written.
    kept.write(&visit.replace("visit.yaml", "Visit.yaml"), VISIT);
    kept.keep();
    fs::remove_file(kept.drive.path().join(visit.replace("visit.yaml", "Visit.yaml"))).unwrap();
    kept.keep();
    assert_refused(&kept.run(&["history", &capitals]));
    assert_eq!(kept.run(&["history", &visit]).status, 0);
}

#[test]
fn without_a_history_it_is_said_how_to_begin_one() {
    let drive = Drive::with_school();
    let none = tempfile::tempdir().unwrap();
    let settings = none.path().to_str().unwrap();
    for command in [
        &["history", OAKFIELD][..],
        &["lost"],
        &["changed", "--since", "2026-01-01"],
        &["due", "--as-of", "2026-01-01"],
    ] {
        let run = spoc_with(drive.path(), command, &[("SPOC_SETTINGS", settings)]);
        assert_refused(&run);
        assert!(run.err.contains("spoc keep"), "{run:?}");
    }
}

/// The part of the tour about the past is gone through, command by command: what stands there is what is printed, but for times and owners.
#[test]
fn the_tour_is_what_is_printed() {
    let text = fs::read_to_string(project().join("docs/tour.md")).unwrap();
    let part = text.split("\n## ").find(|part| part.starts_with("The past had back")).unwrap();
    let kept = Kept::new(Drive::northmere());
    let mut shown = 0;
    for block in part.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        for example in format!("\n{block}").split("\n$ ").skip(1) {
            let (command, output) = example.split_once('\n').unwrap_or((example, ""));
            let words = shell_words(command);
            let words: Vec<_> = words.iter().map(String::as_str).collect();
            shown += 1;
            match words.as_slice() {
                ["spoc", "keep", ..] => kept.keep(),
                ["spoc", arguments @ ..] => {
                    let run = kept.run(arguments);
                    snapbox::assert_data_eq!(plain(&run.out), plain(output));
                }
                ["cp", from, to] => drop(fs::copy(kept.drive.path().join(from), kept.drive.path().join(to)).unwrap()),
                ["rm", "-r", folder] => fs::remove_dir_all(kept.drive.path().join(folder)).unwrap(),
                other => panic!("{other:?}"),
            }
        }
    }
    assert!(shown >= 8, "{shown}");
}

/// A text without times of the clock and owners of files; `…` stands for any lines.
fn plain(text: &str) -> String {
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).count();
    let mut lines = String::new();
    for line in text.lines() {
        let line = line.split("; owner of the file: ").next().unwrap();
        if line.trim() == "…" {
            lines.push_str("...\n");
            continue;
        }
        let is_time = |word: &str| word.contains(':') && digits(word) == 6;
        let words: Vec<_> = line.split(' ').collect();
        let mut kept: Vec<&str> = Vec::new();
        for word in words {
            if is_time(word) {
                // The day before it goes with it; a second time may have none.
                if kept.last().is_some_and(|day| day.len() == 10 && digits(day) == 8) {
                    kept.pop();
                }
                kept.push("TIME");
            } else {
                kept.push(word);
            }
        }
        lines.push_str(&(kept.join(" ") + "\n"));
    }
    lines
}

fn shell_words(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    let words = parts.flat_map(|(at, part)| {
        if at % 2 == 1 { vec![part.to_owned()] } else { part.split_whitespace().map(str::to_owned).collect() }
    });
    words.collect()
}
