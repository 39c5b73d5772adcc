//! What is in the team's copy and what is in the school's. In `tokens.txt` every text is a word of its own, whose beginning says what becomes of it:
//! `Open…` is in both copies, `Team…` in the team's alone, `Left…` is not for the school, `Else…` is another school's.

use std::collections::BTreeSet;
use std::fs;

use proptest::prelude::*;
use spoc::pack::Audience;
use spoc::typeset;

use super::page::{blocks, elements, flat, text};
use super::press::{html, made, packs, page, pro_forma, with_visit};
use crate::case::Entry;
use crate::harness::{CaseFile, Drive, TODAY, project, spoc_in};
use crate::html::Element;

const VISITS: [&str; 3] = ["2026-11-20", "2026-12-08", "2026-12-15"];

fn case() -> CaseFile {
    CaseFile::load("tests/suite/pack/tokens.txt")
}

/// The files of the drive of tokens: path and text.
fn files() -> Vec<(String, String)> {
    let file = |(path, entry)| match entry {
        Entry::File(bytes) => (path, String::from_utf8(bytes).unwrap()),
        other => panic!("{path}: {other:?}"),
    };
    let mut files: Vec<_> = case().case.entries.into_iter().map(file).collect();
    files.sort();
    files
}

/// The names and texts among the tokens that begin with a word.
fn tokens(start: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (name, text) in files() {
        for word in format!("{name} {text}").split(|c: char| !c.is_ascii_alphanumeric()) {
            if word.starts_with(start) && word.len() > start.len() {
                found.insert(word.to_owned());
            }
        }
    }
    assert!(!found.is_empty());
    found
}

/// What must not leave the team.
fn secrets() -> BTreeSet<String> {
    ["Team", "Left", "Else"].into_iter().flat_map(tokens).collect()
}

fn assert_none_of(secrets: &BTreeSet<String>, text: &str, what: &str) {
    let flat = flat(text);
    for token in secrets {
        assert!(!flat.contains(token.as_str()), "{token} is in {what}");
    }
}

fn copy(visit: &str, audience: &str) -> String {
    html(case().drive().path(), &["Oakfield", "--visit", visit, "--for", audience])
}

#[test]
fn the_schools_page_has_nothing_internal() {
    let secrets = secrets();
    assert!(secrets.len() > 60, "{secrets:?}");
    for visit in VISITS {
        let html = copy(visit, "school");
        assert_none_of(&secrets, &html, visit);
        for words in [
            "Checks done",
            "checks before the visit",
            "spoc validate",
            "cannot be read and so",
            "own copy",
            "Contact since",
            "To do:",
        ] {
            assert!(!text(&html).contains(words), "{words} is in the school's copy of {visit}");
        }
        assert!(html.contains("The school’s copy"));
    }
}

#[test]
fn the_teams_page_has_all_that_is_the_teams() {
    let all: String = VISITS.iter().map(|visit| flat(&text(&copy(visit, "internal")))).collect();
    let missing: Vec<_> = tokens("Team").into_iter().filter(|token| !all.contains(token.as_str())).collect();
    assert_eq!(missing, Vec::<String>::new());
    assert_none_of(&tokens("Else"), &all, "the team's copy");
}

#[test]
fn what_is_not_internal_is_in_both() {
    for audience in ["internal", "school"] {
        let all: String = VISITS.iter().map(|visit| flat(&text(&copy(visit, audience)))).collect();
        let missing: Vec<_> = tokens("Open").into_iter().filter(|token| !all.contains(token.as_str())).collect();
        assert_eq!(missing, Vec::<String>::new(), "{audience}");
    }
}

#[cfg(feature = "pdf")]
#[test]
fn the_pdfs_of_both_copies_say_what_their_pages_say() {
    let drive = case().drive();
    let copy = |audience| super::press::pdf(drive.path(), &["Oakfield", "--visit", "2026-11-20", "--for", audience]);
    let (school, team) = (copy("school"), copy("internal"));
    assert_none_of(&secrets(), &school.all(), "the school's PDF");
    for (pdf, audience) in [(&school, "school"), (&team, "internal")] {
        let body = flat(&pdf.body());
        let page = flat(&text(&self::copy("2026-11-20", audience)));
        for token in tokens("Open").into_iter().chain(tokens("Team")).filter(|token| page.contains(token.as_str())) {
            let charts = pdf.alternatives.concat();
            let is_there = flat(&pdf.all()).contains(&token)
                && (body.contains(&token) || flat(&charts).contains(&token) || token == "OpenMarking");
            assert!(is_there, "{token} is not in the PDF of {audience}");
        }
    }
}

/// A drive made of some files of the drive of tokens, with some of their words changed.
fn part_of_the_drive(wanted: &[bool], changes: &[(usize, usize)]) -> Drive {
    const STATUS: [&str; 3] = ["status: held", "status: planned", "status: cancelled"];
    let needed = |name: &str| name == "policy.toml" || name.contains("11-20 visit");
    let mut drive = Drive::empty();
    for (place, (name, mut text)) in files().into_iter().enumerate() {
        if !needed(&name) && !wanted.get(place).copied().unwrap_or(true) {
            continue;
        }
        for (of, number) in changes.iter().filter(|(of, _)| of % 20 == place) {
            match number % 5 {
                status @ 0..3 => {
                    for old in STATUS {
                        text = text.replace(old, STATUS[status]);
                    }
                }
                // Skip a file that cannot be read: no pack shows it.
                3 if of % 3 == 0 && !needed(&name) => text.push_str("\n: ["),
                _ => text = text.replace("returned: 2026-11-13\n", ""),
            }
        }
        drive = drive.file(&name, text);
    }
    drive
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a school's folder holds and whenever the pack is printed, the school's copy holds nothing internal.
    #[test]
    fn the_schools_copy_is_made_without_secrets(
        wanted in proptest::collection::vec(any::<bool>(), 24),
        changes in proptest::collection::vec((any::<usize>(), any::<usize>()), 0..8),
        today in 0..120i64,
    ) {
        let drive = part_of_the_drive(&wanted, &changes);
        let today = (super::press::day("2026-10-01") + chrono::Duration::days(today)).to_string();
        let (model, pack) = made(drive.path(), "2026-11-20", &today, Audience::School);
        let pack = pack.unwrap();
        let secrets = secrets();
        assert_none_of(&secrets, &serde_json::to_string(&model).unwrap(), "the model");
        assert_none_of(&secrets, &format!("{pack:?}"), "the words");
        assert_none_of(&secrets, &typeset::html(&pack, ""), "the page");
    }
}

#[test]
fn everything_stands_in_its_order() {
    let page = flat(&text(&copy("2026-11-20", "internal")));
    let mut rest = page.as_str();
    for words in [
        "OpenSchool Primary",
        "Friday 20 November 2026",
        "09:30",
        "Primary, Maintained",
        "Does not trade",
        "OpenVisitSpoc",
        "OpenHead",
        "OpenHeadMail",
        "OpenHeadPhone",
        "OpenRepresentative",
        "OpenRepresentativeRole",
        "OpenRepresentativeMail",
        "OpenRepresentativePhone",
        "Pro forma sent",
        "6 Nov 2026",
        "Pro forma returned",
        "13 Nov 2026",
        "Checks done",
        "19 Nov 2026",
        "TeamChecksNote",
        "At a glance",
        "Children on roll",
        "412",
        "Persistently absent",
        "2",
        "Severely absent",
        "0",
        "School days of exclusion by term",
        "Absent children at each visit",
        "Children for review",
        "1. OpenChild One",
        "Year 4 · B801200005001",
        "50 ÷ 98 = 51.0%, severely absent; 1st of 2",
        "Exclusions: ",
        "imminent risk",
        "50 of 98 sessions missed",
        "6 authorised, 44 unauthorised",
        "Days of exclusion",
        "6.5",
        "OpenAbsenceNote",
        "OpenEvidence",
        "TeamChildNote",
        "16 Jun 2026",
        "OpenEarlierReasonIntervention",
        "OpenEarlierReasonReferral",
        "OpenActionOpen",
        "OpenReasonIntervention",
        "OpenReasonReferral",
        "2. OpenChild Added",
        "TeamAddedChildNote",
        "Exclusions",
        "Not yet notified",
        "OpenExclusionNotTold",
        "Notified",
        "OpenExclusionReason",
        "6 Oct 2026, in time",
        "OpenNoticeReason",
        "Managed moves",
        "Requested internally",
        "2",
        "1",
        "OpenMoved",
        "OpenMoveFrom",
        "OpenMoveTo",
        "Alternative provision",
        "OpenPlaced",
        "OpenProvider",
        "1 Dec 2026",
        "Children missing from education",
        "OpenMissing",
        "At imminent risk",
        "OpenEvidence",
        "Actions from earlier visits",
        "OpenActionOpen",
        "OpenActionDone",
        "Contact since the last visit",
        "10 Sep 2026",
        "TeamCallBy",
        "TeamCallSummary",
        "TeamCallAdvice",
        "TeamFollowUp",
        "Matters the school wants to raise",
        "OpenIssues",
        "OpenGeneralIssues",
        "Advice",
        "OpenEarlierAdvice",
        "OpenAdvice",
        "Sign-off",
        "OpenPresent",
        "OpenVisitSpoc",
        "Tuesday 8 December 2026",
    ] {
        let Some(at) = rest.find(&flat(words)) else { panic!("{words} does not come after what goes before it") };
        rest = &rest[at + flat(words).len()..];
    }
}

#[test]
fn contact_is_in_the_order_of_its_days() {
    let page = text(&copy("2026-12-08", "internal"));
    let contact =
        page.split("Contact since the last visit").nth(1).unwrap().split("Matters the school").next().unwrap();
    let places = ["TeamLetterSubject", "TeamSecondCallSummary", "TeamMailSubject", "TeamSavedSubject"]
        .map(|word| contact.find(word).unwrap());
    assert!(places.is_sorted(), "{contact}");
    assert!(!contact.contains("TeamCallSummary"), "a call before the last visit is no contact since it");
}

#[test]
fn a_held_visit_shows_its_decisions_and_a_planned_one_boxes() {
    let held = text(&copy("2026-11-20", "internal")).replace('\n', " ");
    for made in [
        "☐ met  ☐ not met  ☑ unsure",
        "☑ met  ☐ not met  ☐ unsure",
        "☐ refer  ☑ monitor  ☐ none",
        "☑ refer  ☐ monitor  ☐ none",
    ] {
        assert!(held.contains(made) || held.contains(&made.replace("  ", " ")), "{made}: {held}");
    }
    assert!(held.contains("No decision is recorded."), "the child that was added has none");
    let planned = text(&copy("2026-12-08", "internal"));
    assert!(!planned.contains('☑') && planned.matches('☐').count() >= 12, "{planned}");
    assert!(planned.contains("Who, by when"));
}

#[test]
fn a_child_of_three_lists_stands_once_with_three_reasons() {
    let html = copy("2026-11-20", "school");
    let page = Element::page(&html);
    assert_eq!(elements(&html, "h3"), ["1. OpenChild One", "2. OpenChild Added"]);
    let first = blocks(&page).remove(0).into_iter();
    let reasons: Vec<_> = first.filter(|element| element.name == "li").map(Element::text).collect();
    assert_eq!(reasons.len(), 4, "three reasons and the absence in full: {reasons:?}");
    for (reason, start) in reasons.iter().zip(["Persistently absent:", "Exclusions:", "At imminent risk", "Absence:"]) {
        assert!(reason.starts_with(start), "{reasons:?}");
    }
}

#[test]
fn children_come_as_the_review_has_them() {
    let out = tempfile::tempdir().unwrap();
    let drive = project().join("fixtures/northmere");
    let all = packs(&drive, &["--all", "--term", "Autumn 2026", "--as", "html", "--out", out.path().to_str().unwrap()]);
    let mut longest = 0;
    for pack in &all {
        let text = |name: &str| pack[name].as_str().unwrap();
        let arguments = ["review", text("school"), "--visit", text("visit"), "--format", "json", "--today", TODAY];
        let review = spoc_in(&drive, &arguments).json();
        let upns = |list: &serde_json::Value| -> Vec<String> {
            list.as_array()
                .unwrap()
                .iter()
                .map(|one| one["upn"].as_str().or(one.as_str()).unwrap().to_owned())
                .collect()
        };
        let mut expected: Vec<String> = Vec::new();
        let lists = [&review["persistent_absence"]["selected"], &review["exclusions"], &review["risk"]];
        for upn in lists.into_iter().flat_map(upns) {
            // A child without a number may be one of several.
            if !expected.contains(&upn) || upn.starts_with("UN") {
                expected.push(upn);
            }
        }
        let page = Element::page(&fs::read_to_string(text("path")).unwrap());
        let first = |block: Vec<&Element>| block.iter().find(|element| element.name == "strong").unwrap().text();
        let found: Vec<_> = blocks(&page).into_iter().map(first).collect();
        let found: Vec<_> = found.iter().map(|line| line.rsplit(' ').next().unwrap().to_owned()).collect();
        assert_eq!(found, expected, "{}", text("school"));
        longest = longest.max(found.len());
    }
    assert!(all.len() > 5 && longest > 3, "{} packs, {longest} children at most", all.len());
}

#[test]
fn four_hundred_children_are_four_hundred_blocks() {
    let names: Vec<_> = (1..=400).map(|number| format!("Child Number {number}")).collect();
    let drive = with_visit().school_file("records/2026-12-08 pro forma.yaml", pro_forma(&names, ""));
    let headings = elements(&page(&drive, Audience::Internal), "h3");
    let expected: Vec<_> = names.iter().enumerate().map(|(place, name)| format!("{}. {name}", place + 1)).collect();
    assert_eq!(headings, expected);
}

#[test]
fn without_a_pro_forma_the_pack_says_so_where_it_belongs() {
    let drive = super::press::open().school_file("records/2026-12-08 visit.yaml", super::press::VISIT);
    for audience in [Audience::Internal, Audience::School] {
        let page = text(&page(&drive, audience));
        for words in [
            "There is no pro forma for this visit",
            "Persistent absence is not known",
            "Not known: there is no pro forma.",
            "No child is for review by the exclusions on file; absence and risk are not known.",
            "None on file. The pro forma has not come back",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        for section in
            ["Alternative provision", "Children missing from education", "At imminent risk of permanent exclusion"]
        {
            let after = page.split(section).last().unwrap();
            assert!(
                !after.split("Actions from earlier").next().unwrap().contains("\nNone."),
                "{section}: not known is not none"
            );
        }
    }
}
