//! `fixtures/rules/CODE/{bad,good}`: the bad drive yields what `expected.txt` says, all of it that code; the good one nothing.

use std::fs;

use crate::harness::{project, validate};

/// Codes whose bad drive needs what Windows, or Wine, does not give to a checkout.
const NOT_ON_WINDOWS: [&str; 1] = [
    // A symbolic link: a checkout on Windows makes a text file of it.
    "unreadable",
];

#[test]
fn every_code_has_its_fixtures() {
    let folders = fs::read_dir(project().join("fixtures/rules")).unwrap();
    let mut folders: Vec<_> = folders.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let mut codes: Vec<_> = spoc::problem::Code::ALL.iter().map(|code| code.as_str()).collect();
    folders.sort();
    codes.sort_unstable();
    assert_eq!(folders, codes);
}

#[test]
fn the_bad_drive_yields_its_code_and_the_good_one_nothing() {
    for code in spoc::problem::Code::ALL {
        if cfg!(windows) && NOT_ON_WINDOWS.contains(&code.as_str()) {
            continue;
        }
        let folder = project().join("fixtures/rules").join(code.as_str());
        let expected = fs::read_to_string(folder.join("expected.txt")).unwrap();
        let expected: Vec<_> = expected.lines().collect();
        let bad = validate(&folder.join("bad"));
        assert_eq!(bad.problems(), expected, "{code}");
        assert!(bad.codes().iter().all(|found| found == code.as_str()), "{code}: {:?}", bad.codes());
        assert_eq!(bad.status, 1, "{code}");
        let good = validate(&folder.join("good"));
        assert_eq!((good.problems(), good.status), (Vec::<String>::new(), 0), "{code}");
    }
}
