//! Children's names stay out of what is reported, whatever is wrong about them.

use crate::harness::{Drive, TODAY, VISIT, spoc_in};

// What stays out

/// A child's row, or another place where a child's name stands, with something wrong in it.
const NAMED: [(&str, &str); 24] = [
    ("name beside a wrong year", "children:\n  - {upn: UN1, name: Zebedee Quill, year: 44, why: [other]}\n"),
    ("name in a list", "children:\n  - {upn: UN1, name: [Zebedee, Quill], why: [other]}\n"),
    ("name in a group", "children:\n  - {upn: UN1, name: {first: Zebedee, last: Quill}, why: [other]}\n"),
    ("name misspelt", "children:\n  - {upn: UN1, nmae: Zebedee Quill, why: [other]}\n"),
    ("name twice", "children:\n  - {upn: UN1, name: Zebedee Quill, name: Zebedee Quill, why: [other]}\n"),
    ("name for a row", "children:\n  - Zebedee Quill\n"),
    ("names for the rows", "children: Zebedee Quill\n"),
    ("name without its space", "children:\n  - {upn: UN1, name:Zebedee Quill, why: [other]}\n"),
    ("name without its space, in a block", "children:\n  - upn: UN1\n    name:Zebedee Quill\n    why: [other]\n"),
    ("name for a field", "children:\n  - {upn: UN1, Zebedee Quill: 4, why: [other]}\n"),
    ("name for a UPN", "children:\n  - {upn: Zebedee Quill, why: [other]}\n"),
    ("name with a UPN", "children:\n  - {upn: Zebedee Quill 801200, why: [other]}\n"),
    ("name for a year", "children:\n  - {upn: UN1, year: Zebedee Quill, why: [other]}\n"),
    ("name with a year", "children:\n  - {upn: UN1, year: Zebedee Quill 4, why: [other]}\n"),
    ("name for a reason", "children:\n  - {upn: UN1, why: [Zebedee Quill]}\n"),
    (
        "name for a threshold",
        "children:\n  - {upn: UN1, why: [other], early_help_referral: {threshold: Zebedee Quill, action: none}}\n",
    ),
    ("name for a decision", "children:\n  - {upn: UN1, why: [other], early_help_referral: Zebedee Quill}\n"),
    ("name in a comment", "children:\n  - {upn: UN9, why: [other]} # Zebedee Quill\n"),
    ("name for an action's child", "actions: [{what: a, who: b, due: 2026-12-08, child: Zebedee Quill}]\n"),
    ("name in an action's text", "actions: [{what: Ring Zebedee Quill, who: b, due: soon}]\n"),
    ("broken after a name", "children:\n  - {upn: UN1, name: Zebedee Quill, why: [other\n"),
    ("broken after a quoted name", "children:\n  - {upn: UN1, \"name\": \"Zebedee Quill\", why: [other\n"),
    (
        "broken after a name with a space before its colon",
        "children:\n  - {upn: UN1, name : Zebedee Quill, why: [other\n",
    ),
    ("broken in a text", "note: \"Seen\n  year: Zebedee Quill said: status: no\n"),
];

/// Those rows in which the child's name stands as the name of a field.
const NAMED_AS_FIELDS: [&str; 2] = ["name without its space", "name for a field"];

/// The formats in whose output the name stands.
fn formats_that_name(drive: &Drive) -> Vec<&'static str> {
    let names = |format: &&str| {
        let run = spoc_in(drive.path(), &["validate", "--today", TODAY, "--format", format]);
        assert_eq!(run.status, 1, "nothing is wrong: {run:?}");
        run.out.contains("Zebedee") || run.out.contains("Quill")
    };
    ["text", "json", "csv"].into_iter().filter(names).collect()
}

#[test]
fn childrens_names_stay_out_of_every_report() {
    let named = NAMED.into_iter().filter_map(|(case, rows)| {
        let drive = Drive::with_school().school_file("records/2026-12-01 visit.yaml", format!("{VISIT}{rows}"));
        let mut formats = formats_that_name(&drive);
        if NAMED_AS_FIELDS.contains(&case) {
            // The JSON Pointer of an unknown field is its name, whatever that is. Output for people shows no pointers.
            formats.retain(|format| *format == "text");
        }
        (!formats.is_empty()).then(|| format!("{case}: {}", formats.join(", ")))
    });
    let named: Vec<_> = named.collect();
    assert!(named.is_empty(), "{}", named.join("\n"));
}

#[test]
fn names_stay_out_of_records_of_no_known_kind() {
    let row = "children: [{upn: UN1, name: Zebedee Quill, why: [other]}]";
    let quoted = "\"children\": [{\"upn\": \"UN1\", \"name\": \"Zebedee Quill\", \"why\": [\"other\"]}]";
    for text in [
        format!("{{kind: Visit, {row}}}"),
        format!("{{date: 2026-12-01, {row}}}"),
        format!("{{kind: letter, {row}}}"),
        format!("{{\"kind\": \"Visit\", {quoted}}}"),
        format!("{{{quoted}}}"),
        "Zebedee Quill\n".to_owned(),
        "- Zebedee Quill\n- UN1\n".to_owned(),
    ] {
        let drive = Drive::with_school().school_file("records/2026-12-01 visit.yaml", &text);
        assert_eq!(formats_that_name(&drive), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn names_are_shown_to_who_asks() {
    let drive = Drive::with_school().school_file("records/2026-12-01 visit.yaml", format!("{VISIT}{}", NAMED[0].1));
    let run = spoc_in(drive.path(), &["validate", "--today", TODAY, "--show-names"]);
    assert!(run.out.contains("Zebedee Quill"), "{run:?}");
}

#[test]
fn names_stay_out_of_whatever_field_they_slipped_into() {
    for rows in [
        "absence: {from: 2026-09-02, to: 2026-11-13, on_roll: Zebedee Quill}\n",
        "managed_moves: {requested: {internally: Zebedee Quill, externally: 1}}\n",
        "absence: {from: 2026-09-02, to: 2026-11-13, on_roll: 1, children: {Zebedee Quill: {year: 4}}}\n",
        "absence: Zebedee Quill\n",
        "returned: Zebedee Quill\n",
        "chased: [Zebedee Quill]\n",
    ] {
        let pro_forma = format!("kind: pro-forma\nvisit: 2026-12-01\n{rows}");
        let drive = Drive::with_school()
            .school_file("records/2026-12-01 visit.yaml", VISIT)
            .school_file("records/2026-12-01 pro forma.yaml", pro_forma);
        assert_eq!(formats_that_name(&drive), Vec::<&str>::new(), "{rows}");
    }
    let keyed = Drive::with_school()
        .school_file("records/2026-12-01 visit.yaml", format!("{VISIT}children: [{{Zebedee: 4}}]\n"));
    let run = spoc_in(keyed.path(), &["validate", "--today", TODAY]);
    assert!(run.status == 1 && !run.out.contains("Zebedee"), "{}", run.out);
}

/// What may be a name in school.yaml, where a child's has no place: a field that is not known, one that stands twice.
#[test]
fn a_name_in_a_schools_own_file_stays_out_too() {
    let school = crate::harness::SCHOOL;
    for (case, text) in [
        ("a field", format!("{school}Zebedee: 1\n")),
        ("a field of two words", format!("{school}Zebedee O'Quill: 1\n")),
        ("a field of a group", school.replace("{name: Ms A Grant}", "{name: Ms A Grant, Zebedee: 1}")),
        ("a field twice", format!("{school}Zebedee: 1\nZebedee: 2\n")),
    ] {
        let drive = Drive::with_school().school_file("school.yaml", text);
        assert_eq!(formats_that_name(&drive), Vec::<&str>::new(), "{case}");
    }
}
