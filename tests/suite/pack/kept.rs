//! A pack that somebody wrote into is kept.

use std::fs;

use super::press::{names, spoc, with_visit};
use crate::harness::{Drive, OAKFIELD, Run};

const PACK: &str = "2026-12-08 visit pack.html";

fn print(drive: &Drive, more: &[&str]) -> Run {
    let run = spoc(drive.path(), &[&["pack", "oak", "--as", "html"], more].concat());
    assert_eq!(run.status, 0, "{run:?}");
    run
}

fn packs_of(drive: &Drive) -> Vec<String> {
    let records = drive.path().join(OAKFIELD).join("records");
    names(&records).into_iter().filter(|name| name.ends_with(".html")).collect()
}

#[test]
fn a_pack_that_somebody_wrote_into_is_kept_beside_the_new_one() {
    let drive = with_visit();
    print(&drive, &[]);
    let file = drive.path().join(OAKFIELD).join("records").join(PACK);
    let clean = fs::read_to_string(&file).unwrap();
    // Its own pack gives way, silently.
    assert!(!print(&drive, &[]).out.contains("written into"));
    assert_eq!(packs_of(&drive), [PACK]);
    let written = clean.replace("</main>", "<p>Dad rang: new address</p></main>");
    let cut = clean.replace("Oakfield Primary School", "Oakfield");
    let kept = ["2026-12-08 visit pack (written into).html", "2026-12-08 visit pack (written into, 2).html"];
    for (number, (text, more)) in [(&written, &[][..]), (&cut, &["--force"])].into_iter().enumerate() {
        fs::write(&file, text).unwrap();
        let run = print(&drive, more);
        assert!(run.out.contains("somebody had written into") && run.out.contains(kept[number]), "{}", run.out);
        assert_eq!(fs::read_to_string(file.with_file_name(kept[number])).unwrap(), *text);
        assert_eq!(fs::read_to_string(&file).unwrap(), clean);
    }
    let found = packs_of(&drive);
    assert_eq!(found.len(), 3, "{found:?}");
    // Programs read of it on standard error: what they are given is one object.
    fs::write(&file, &written).unwrap();
    let run = print(&drive, &["--format", "json"]);
    assert!(run.err.contains("(written into, 3)"), "{run:?}");
    assert_eq!(run.json()["packs"].as_array().unwrap().len(), 1);
    // What is no pack at all is left as it is.
    fs::write(&file, "<p>mine</p>").unwrap();
    assert_eq!(spoc(drive.path(), &["pack", "oak", "--as", "html"]).status, 2);
    assert_eq!(fs::read_to_string(&file).unwrap(), "<p>mine</p>");
}
