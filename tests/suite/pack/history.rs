//! What a pack knows from before: what was left open, who a child was, and what the school was asked and did not answer. The drive is `history.txt`.

use std::path::Path;

use spoc::pack::Audience;

use super::page::text;
use super::press::{html, made};
use crate::harness::{CaseFile, Drive, TODAY};

const PRO_FORMA: &str = "Jane Morris/Oakfield/records/2026-11-26 pro forma.yaml";

fn drive() -> Drive {
    CaseFile::load("tests/suite/pack/history.txt").drive()
}

/// The same drive with another text in a file.
fn with(file: &str, from: &str, to: &str) -> Drive {
    let drive = drive();
    let before = std::fs::read_to_string(drive.path().join(file)).unwrap();
    assert!(before.contains(from), "{before}");
    drive.file(file, before.replace(from, to))
}

fn page(root: &Path, audience: &str) -> String {
    text(&html(root, &["oakfield", "--for", audience]))
}

#[test]
fn what_was_left_open_and_is_not_named_now_is_listed() {
    let found = |drive: &Drive, audience| -> Vec<String> {
        let (model, _) = made(drive.path(), "2026-11-26", TODAY, audience);
        model.not_named.iter().map(|one| format!("{}: {}: {}: {}", one.what, one.name, one.said, one.when)).collect()
    };
    let of_school = [
        "Managed move: Ben Ode: from Oakfield to Elm, agreed 20 Sep 2026, started 24 Sep 2026, reviewed 20 Oct 2026, \
         under way: pro forma of 1 Oct 2026",
        "Alternative provision: Ben Ode: The Hut since 7 Sep 2026, review 1 Nov 2026: pro forma of 1 Oct 2026",
        "Missing from education: Ada Smith: last seen 15 Sep 2026, authority told 16 Sep 2026: pro forma of 1 Oct 2026",
    ];
    let of_team = "Follow-up of a call: Ben Ode, U210212324001: Send the SEN papers – Priya Shah, due 28 Sep 2026: \
                   call of 21 Sep 2026, follow-up 1 in phone log 2026-27";
    assert_eq!(found(&drive(), Audience::Internal), [&of_school[..], &[of_team]].concat());
    assert_eq!(found(&drive(), Audience::School), of_school);
    // What is named again, has an outcome or has ended is not open.
    let earlier = "Jane Morris/Oakfield/records/2026-10-01 pro forma.yaml";
    assert_eq!(found(&with(earlier, "outcome: under-way", "outcome: returned"), Audience::School), of_school[1..]);
    assert_eq!(found(&with(earlier, ", outcome: under-way", ""), Audience::School).len(), 3);
    for (from, to, open) in [
        ("from: 2026-09-07,", "from: 2026-09-07, until: 2026-11-22,", 2),
        ("from: 2026-09-07,", "from: 2026-09-07, until: 2026-11-23,", 3),
        ("on_roll: yes", "on_roll: no", 2),
    ] {
        assert_eq!(found(&with(earlier, from, to), Audience::School).len(), open, "{to}");
    }
    let named = "alternative_provision: [{upn: U210212324001, name: Ben Ode, year: 6, provider: x, from: 2026-09-07, on_roll: yes}]\n\
                 missing_from_education: [{upn: E942200024001, name: Ada Smith, year: 5, last_seen: 2026-09-15}]\n";
    assert_eq!(found(&with(PRO_FORMA, "alternative_provision: []\n", named), Audience::School), of_school[..1]);
    // A pro forma that never came back is not the school's word.
    assert_eq!(found(&with(earlier, "returned: 2026-09-22\n", ""), Audience::School), [""; 0]);
    assert!(page(drive().path(), "school").contains("Named last time, not now"));
    assert!(!page(drive().path(), "school").contains("SEN papers"));
}

#[test]
fn a_list_that_is_left_out_is_not_answered() {
    let (model, _) = made(drive().path(), "2026-11-26", TODAY, Audience::School);
    let none = &model.none_of;
    assert_eq!(
        [&none.alternative_provision, &none.risk, &none.told, &none.moves, &none.missing_from_education],
        ["None.", "None.", "None.", "Not answered in the pro forma.", "Not answered in the pro forma."]
    );
    let said = "Not answered in the pro forma: managed moves and children missing from education. Ask the school.";
    assert!(model.missing.iter().any(|one| one == said), "{:?}", model.missing);
    assert_eq!(model.moves.agreed, "not answered");
    // Without an answer on exclusions there is no bar where none is on file; the term that was over at the last visit is known.
    let (model, _) = made(with(PRO_FORMA, "exclusions: []\n", "").path(), "2026-11-26", TODAY, Audience::School);
    let days: Vec<_> = model.exclusions.by_term.iter().map(|term| format!("{} {}", term.term, term.days)).collect();
    assert_eq!(days, ["Spring 2026 0", "Summer 2026 0", "Autumn 2026 1.5"]);
    let earlier = "exclusions: [{upn: UN1, name: Ada Smith, year: 4, type: fixed-term, from: 2026-09-10, days: 1.5, told_authority: 2026-09-10}]\n";
    let nowhere = with(PRO_FORMA, "exclusions: []\n", "");
    let path = "Jane Morris/Oakfield/records/2026-10-01 pro forma.yaml";
    let text = std::fs::read_to_string(nowhere.path().join(path)).unwrap().replace(earlier, "");
    let nowhere = nowhere.file(path, text);
    let (model, _) = made(nowhere.path(), "2026-11-26", TODAY, Audience::School);
    assert_eq!(model.glance.exclusions_chart, None);
    assert!(model.none_of.not_told.contains("not answered"), "{}", model.none_of.not_told);
}

#[test]
fn a_child_keeps_its_story_when_its_number_becomes_known() {
    let (model, _) = made(drive().path(), "2026-11-26", TODAY, Audience::Internal);
    let ada = &model.children[0];
    assert_eq!((ada.upn.as_str(), ada.previous.len()), ("B801200005001", 1));
    assert!(ada.previous[0].statutory_intervention.contains("New here"));
    assert_eq!(
        ada.history,
        [
            "Named as UN1 before, with the same name and year: 1.5 days of exclusion in Autumn 2026. These days are not in the sums here."
        ]
    );
    assert!(model.dropped.iter().all(|one| one.upn != "UN1"), "{:?}", model.dropped);
    // Another year, a second child of that name and year, or both in one pro forma: nobody is taken for another.
    let visit = "Jane Morris/Oakfield/records/2026-10-01 visit.yaml";
    let pro_forma = "Jane Morris/Oakfield/records/2026-10-01 pro forma.yaml";
    for drive in [
        with(PRO_FORMA, "B801200005001, name: Ada Smith, year: 4", "B801200005001, name: Ada Smith, year: 3"),
        with(PRO_FORMA, "E942200024001, name: Ada Smith, year: 5", "E942200024001, name: Ada Smith, year: 4"),
        with(
            pro_forma,
            "risk_of_permanent_exclusion: []",
            "risk_of_permanent_exclusion: [{upn: B801200005001, name: Ada Smith, year: 4, evidence: x}]",
        ),
        with(visit, "upn: UN1, name: Ada Smith", "upn: UN1, name: Ada Jones"),
    ] {
        let (model, _) = made(drive.path(), "2026-11-26", TODAY, Audience::Internal);
        let has_story = model.children[0].previous.iter().any(|one| one.statutory_intervention.contains("New here"));
        assert!(!has_story, "{:?}", model.children[0]);
    }
    // The arithmetic is the contract's, whoever the child was.
    let run = crate::harness::spoc_in(drive().path(), &["review", "oakfield", "--format", "json", "--today", TODAY]);
    assert_eq!(run.json()["duty"][0]["upn"], "UN1", "{}", run.out);
}

#[test]
fn the_school_before_is_told_of_in_the_teams_copy_alone() {
    let team = page(drive().path(), "internal");
    for words in [
        "At Elm Infants School (URN 100300) before: 3 days of exclusion in Summer 2026. These days are not in the sums here.",
        "At Elm Infants School (URN 100300), which this school took over from",
    ] {
        assert!(team.contains(words), "{words}: {team}");
    }
    assert!(!page(drive().path(), "school").contains("Elm Infants"));
    let away = with("Jane Morris/Oakfield/school.yaml", "predecessor: 100300", "predecessor: 100399");
    let words = "The school with URN 100399, which this school took over from, is not on the drive";
    assert!(page(away.path(), "internal").contains(words));
    assert!(!page(away.path(), "school").contains("100399"));
}

#[test]
fn two_children_of_one_name_are_cautioned_of_and_the_severely_absent_are_named() {
    let (model, _) = made(drive().path(), "2026-11-26", TODAY, Audience::School);
    assert_eq!(
        model.cautions,
        [
            "Ada Smith is the name of B801200005001 (year 4) and E942200024001 (year 5). Make sure each time which of them is meant."
        ]
    );
    let severe: Vec<_> = model.severely_absent.iter().map(|one| format!("{} {}", one.upn, one.absence)).collect();
    assert_eq!(
        severe,
        ["E942200024001 60 of 98 sessions missed, 61.2%", "M80120000500A 49 of 98 sessions missed, 50.0%"]
    );
    assert_eq!(model.children.len(), 1);
    assert_eq!(model.exclusions.total, "1.5");
}

/// Commands and the words of the records' fields are for the screen, not for paper.
#[test]
fn no_command_and_no_word_of_a_field_is_on_paper() {
    for audience in ["internal", "school"] {
        for root in [drive().path(), Path::new("fixtures/northmere")] {
            let page = page(root, audience);
            for word in
                ["spoc ", "fixed-term", "under-way", "risk-of-permanent", "not-met", ".yaml", "persistent-absence"]
            {
                assert!(!page.contains(word), "{word}: {page}");
            }
        }
    }
}
