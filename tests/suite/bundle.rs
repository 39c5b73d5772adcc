//! `spoc child --bundle`: a draft for a person to check, in which nobody else is named.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use crate::child::moved;
use crate::harness::{Drive, Run, TODAY, assert_refused, files, spoc_in};

const ZOE: &str = "B801200005001";

fn bundle(drive: &Drive, who: &str, dir: &Path) -> Run {
    spoc_in(drive.path(), &["child", who, "--bundle", dir.to_str().unwrap(), "--today", TODAY])
}

/// The text of a file of a bundle.
fn text(dir: &Path, name: &str) -> String {
    fs::read_to_string(dir.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every file of a bundle that the program wrote, and not copied.
fn extracts(dir: &Path) -> Vec<(String, String)> {
    let written = files(dir).into_iter().filter(|file| !file.starts_with("documents"));
    let with_text = |file: std::path::PathBuf| {
        let bytes = fs::read(dir.join(&file)).unwrap();
        #[cfg(feature = "pdf")]
        if file.extension().is_some_and(|ending| ending == "pdf") {
            return (file.to_str().unwrap().to_owned(), crate::pack::pdf::PdfText::read(&bytes).all());
        }
        (file.to_str().unwrap().replace('\\', "/"), String::from_utf8_lossy(&bytes).into_owned())
    };
    written.map(with_text).collect()
}

#[test]
fn a_bundle_is_a_draft_with_its_sources_and_what_needs_eyes() {
    let (drive, folder) = (moved(), tempfile::tempdir().unwrap());
    let dir = folder.path().join("request 17");
    let run = bundle(&drive, ZOE, &dir);
    assert!(run.status == 0 && run.out.contains("Draft for a person to check: it is not finished"), "{run:?}");
    let index = text(&dir, "index.html");
    for said in [
        "What needs eyes",
        "A document, which the program never opens",
        "1 file attached, which are not in this bundle",
        "Is it about this child? Only possibly",
    ] {
        assert!(index.contains(said), "{said}: {index}");
    }
    let all = extracts(&dir);
    for (name, text) in all.iter().filter(|(name, _)| name.ends_with(".html")) {
        assert!(text.contains("class=\"draft\"") && text.contains("<title>Draft for a person to check: "), "{name}");
        assert!(!text.to_lowercase().contains("complete") && text.contains("default-src 'none'"), "{name}");
    }
    assert!(text(&dir, "chronology.json").contains("\"draft\": \"Draft for a person to check\""));
    let pro_forma = all.iter().find(|(name, _)| name.ends_with("2026-06-16.html")).unwrap();
    assert!(pro_forma.1.contains("A quarrel with ") && pro_forma.1.contains("[another child]"), "{}", pro_forma.1);
    let mail =
        all.iter().find(|(name, text)| name.starts_with("sources") && text.contains("t.cole@elm.example")).unwrap();
    assert!(mail.1.contains("<mark class=\"address\""), "{}", mail.1);
    let copied: Vec<_> = files(&dir).into_iter().filter(|file| file.starts_with("documents")).collect();
    assert_eq!(copied.len(), 1, "{copied:?}");
    assert!(copied[0].extension().unwrap() == "pdf" && !copied[0].to_str().unwrap().contains("Zo"), "{copied:?}");
    // A copy is the document, byte by byte, and nothing on the drive has changed.
    assert_eq!(fs::read(dir.join(&copied[0])).unwrap(), b"%PDF");
}

#[test]
fn a_document_is_copied_however_large_it_is() {
    let (drive, folder) = (moved(), tempfile::tempdir().unwrap());
    let document = drive.path().join("Jane Morris/Oakfield/correspondence/2026-06-20 plan for Zoë O'Connor.pdf");
    const LENGTH: u64 = 200_000_001;
    fs::File::options().write(true).open(document).unwrap().set_len(LENGTH).unwrap();
    let dir = folder.path().join("request 18");
    let run = bundle(&drive, ZOE, &dir);
    assert_eq!(run.status, 0, "{run:?}");
    let copied: Vec<_> = files(&dir).into_iter().filter(|file| file.starts_with("documents")).collect();
    assert_eq!(copied.len(), 1, "{copied:?}");
    assert_eq!(fs::metadata(dir.join(&copied[0])).unwrap().len(), LENGTH);
    assert!(!text(&dir, "index.html").contains("could not be copied"));
}

#[test]
fn a_bundle_goes_into_a_new_or_empty_folder_alone() {
    let (drive, folder) = (moved(), tempfile::tempdir().unwrap());
    fs::write(folder.path().join("mine.txt"), "mine").unwrap();
    let run = bundle(&drive, ZOE, folder.path());
    assert_refused(&run);
    assert!(run.err.contains("is not empty"), "{run:?}");
    assert_eq!(files(folder.path()).len(), 1);
    for place in [
        ".",
        "bundle",
        "Jane Morris",
        "Jane Morris/bundle",
        "Jane Morris/bundle/of Zoë",
        "Jane Morris/Oakfield",
        "Jane Morris/Oakfield/bundle",
        "Jane Morris/Oakfield/records/bundle",
        "templates/bundle",
    ] {
        let before = files(drive.path());
        let run = bundle(&drive, ZOE, &drive.path().join(place));
        assert_refused(&run);
        assert!(run.err.contains("another folder with --bundle"), "{place}: {run:?}");
        assert!(files(drive.path()) == before && !drive.path().join("bundle").exists(), "{place}");
    }
    // A folder that no drive is looked through for records.
    let schools = drive.validate().json()["schools"].clone();
    assert_eq!(bundle(&drive, ZOE, &drive.path().join("_requests/17")).status, 0);
    assert_eq!(drive.validate().json()["schools"], schools);
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(bundle(&drive, ZOE, empty.path()).status, 0);
    // It is refused before anything is written where nobody is meant.
    let nobody = folder.path().join("nobody");
    assert_refused(&bundle(&drive, "Nobody Here", &nobody));
    assert!(!nobody.exists());
}

#[cfg(unix)]
#[test]
fn a_bundle_is_for_the_eyes_of_its_user_alone() {
    use std::os::unix::fs::PermissionsExt;

    let (drive, folder) = (moved(), tempfile::tempdir().unwrap());
    let rights = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let shared = folder.path().join("shared");
    fs::create_dir(&shared).unwrap();
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o755)).unwrap();
    for dir in [folder.path().join("new/17"), shared.clone()] {
        assert_eq!(bundle(&drive, ZOE, &dir).status, 0);
        assert!(files(&dir).iter().all(|file| rights(&dir.join(file)) == 0o600), "{dir:?}");
        assert!(["sources", "documents"].iter().all(|name| rights(&dir.join(name)) == 0o700), "{dir:?}");
    }
    assert_eq!((rights(&folder.path().join("new/17")), rights(&shared)), (0o700, 0o755));
}

/// A child's name of two words that stand in no page otherwise.
fn name() -> impl Strategy<Value = String> {
    let word = || "[BCDFGKLMNPRSTVZ][aeiouéë][kvzqx][aeiou][kvzqxñ]";
    (word(), word()).prop_map(|(first, last)| format!("{first} {last}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, failure_persistence: None, ..ProptestConfig::default() })]
    /// The law: the bytes of a bundle's extract hold no other child's name or UPN, however the texts write them.
    #[test]
    fn no_other_child_is_in_an_extract(names in proptest::collection::hash_set(name(), 4), how in proptest::collection::vec(0..5_usize, 12)) {
        let names: Vec<String> = names.into_iter().collect();
        let upns = [ZOE, "M80120000500A", "E942200024001", "U210212324001"];
        let mut at = 0;
        let mut written = |child: usize| -> String {
            at += 1;
            let (first, last) = names[child].split_once(' ').unwrap();
            match how[at % how.len()] {
                0 => names[child].clone(),
                1 => names[child].to_uppercase(),
                2 => format!("{last}, {first}"),
                3 => format!("{} ({})", first.to_lowercase(), upns[child].to_lowercase()),
                _ => format!("{first} {last}'s and {}", upns[child]),
            }
        };
        let row = |child: usize, note: &str| format!("  - {{upn: {}, name: \"{}\", year: 4, possible: 98, authorised: 6, unauthorised: 14, note: \"{note}\"}}\n", upns[child], names[child]);
        let notes: Vec<String> = (1..4).map(|other| format!("{} with {}", written(0), written(other))).collect();
        let rows: String = (0..4).map(|child| row(child, &notes[child % 3])).collect();
        let pro_forma = format!("kind: pro-forma\nvisit: 2026-11-24\nabsence:\n  from: 2026-09-02\n  to: 2026-11-13\n  on_roll: 412\n  children:\n{rows}issues: \"{} {}\"\n", notes[0], notes[1]);
        let log = format!("kind: phone-log\nacademic_year: 2026-27\ncalls:\n- {{date: 2026-09-10, by: P, with: \"{}\", about: child, child: {ZOE}, summary: \"{}\"}}\n- {{date: 2026-09-11, by: P, with: A, about: child, child: {}, summary: \"{}\"}}\n", written(1), notes[2], upns[2], notes[1]);
        let letter = format!("---\ndate: 2026-09-20\nfrom: P\nto: \"{}\"\nsubject: \"{}\"\nchild: {ZOE}\n---\n{}\n", written(3), notes[0], notes[1]);
        let mail = format!("From: a@b.example\r\nTo: \"{}\" <c@d.example>\r\nSubject: {ZOE}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n", written(2).replace('"', ""), notes[2]);
        let drive = Drive::with_school()
            .school_file("records/2026-11-24 pro forma.yaml", pro_forma)
            .school_file("records/phone log.yaml", log)
            .school_file(&format!("correspondence/2026-09-20 {}.md", names[1]), letter)
            .school_file("emails/a.eml", mail)
            .school_file("records/2026-11-25 broken.yaml", format!("kind: visit\nnote: [{} {}\n", names[0], notes[0]));
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("bundle");
        let run = bundle(&drive, ZOE, &dir);
        prop_assert_eq!(run.status, 0, "{:?}", run);
        let all = extracts(&dir);
        prop_assert!(all.len() >= 7, "{all:?}");
        for (file, text) in all {
            let (text, file) = (format!("{file} {text}").to_lowercase(), file);
            for other in 1..4 {
                let (first, last) = names[other].split_once(' ').unwrap();
                let is_own = |part: &str| names[0].to_lowercase().split(' ').any(|own| own == part.to_lowercase());
                for hidden in [first, last, upns[other]].into_iter().filter(|part| !is_own(part)) {
                    prop_assert!(!text.contains(&hidden.to_lowercase()), "{hidden} in {file}: {text}");
                }
            }
            prop_assert!(file.ends_with(".json") || text.contains("draft for a person to check"), "{file}");
        }
    }
}
