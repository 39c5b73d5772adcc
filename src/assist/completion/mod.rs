//! What may be written where somebody types: fields, words, days, children, people.

mod children;
mod days;
mod names;
mod offer;
mod values;

pub use self::offer::{Completion, CompletionSort};
use super::open::{OpenFile, Sheet, Subject, fields_of};
use super::sketch::Spot;
use crate::record::{Form, Kind};

/// What may be written at a place, the likeliest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completions {
    /// In the order in which they are to be shown.
    pub items: Vec<Completion>,
    /// There are more than these; the list is to be asked for again once more is typed.
    pub is_incomplete: bool,
}

/// What may be written at a place of a text, in bytes.
#[must_use]
pub fn complete(open: &OpenFile<'_>, at: usize) -> Completions {
    let Some(sheet) = Sheet::new(open, Some(at)) else { return Completions::default() };
    let found = match sheet.sketch.at(at) {
        Some(Spot::Name(item)) => (at_name(&sheet, item), false),
        Some(Spot::Value(item)) => values::complete(&sheet, item, at),
        None => (Vec::new(), false),
    };
    Completions { items: found.0, is_incomplete: found.1 }
}

fn at_name(sheet: &Sheet<'_>, item: usize) -> Vec<Completion> {
    let one = sheet.sketch.item(item);
    let Some(range) = one.name.clone() else { return Vec::new() };
    let is_policy = sheet.subject == Subject::Policy;
    let text = sheet.open.text;
    if is_policy && text.get(..range.start).is_some_and(|before| before.ends_with('[')) {
        let open = if text.get(..range.start).is_some_and(|before| before.ends_with("[[")) { 2 } else { 1 };
        return names::tables(sheet, open).into_iter().map(|offer| offer.at(range.clone(), "")).collect();
    }
    let style = match one.is_half {
        false => names::Style::NameOnly,
        true if is_policy => names::Style::Toml,
        true if sheet.sketch.item(one.parent).is_flow => names::Style::Flow,
        true => names::Style::Line(one.column),
    };
    let form = match sheet.subject {
        // Nothing says what the file is: the first field is to say it.
        Subject::AnyRecord => Some(Form::of(Kind::Visit)),
        _ => sheet.form_of(one.parent),
    };
    let fields = form.and_then(fields_of);
    let mut offers =
        fields.map_or_else(Vec::new, |fields| names::offers(sheet, fields, Some(one.parent), Some(item), style));
    if sheet.subject == Subject::AnyRecord {
        offers.retain(|offer| offer.label == "kind");
    }
    if is_policy {
        // In the root of the policy a group is a table.
        let is_root = one.parent == 0;
        let takes_table =
            |name: &str| fields.and_then(|fields| fields.get(name)).is_some_and(|field| is_table(&field.form));
        offers.retain(|offer| !(is_root && takes_table(&offer.label)));
        let is_in_brackets = sheet.sketch.item(one.parent).is_flow;
        if one.is_half && !is_in_brackets {
            offers.extend(names::tables(sheet, 0));
        }
    }
    offers.into_iter().map(|offer| offer.at(range.clone(), "")).collect()
}

fn is_table(form: &Form) -> bool {
    match form {
        Form::Fields(_) => true,
        Form::List(entry) => matches!(**entry, Form::Fields(_)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assist::open::TextEdit;
    use crate::assist::sample::{EMAIL, LOG, NOTICE, PRO_FORMA, SCHOOL, Sample, VISIT, edited, marked};

    fn labels(path: &str, text: &str) -> Vec<String> {
        let sample = Sample::new();
        let (text, at) = marked(text);
        complete(&sample.open(path, &text), at).items.into_iter().map(|item| item.label).collect()
    }

    /// The text with the one of this label taken.
    fn taken(path: &str, text: &str, label: &str) -> String {
        let sample = Sample::new();
        let (text, at) = marked(text);
        let found = complete(&sample.open(path, &text), at).items;
        let Some(item) = found.iter().find(|item| item.label == label) else {
            panic!(
                "{label} is not offered in {text:?}, but {:?}",
                found.iter().map(|item| &item.label).collect::<Vec<_>>()
            );
        };
        let edits: Vec<TextEdit> = item.more.iter().cloned().chain([item.edit.clone()]).collect();
        edited(&text, &edits)
    }

    #[test]
    fn the_fields_that_are_missing_are_offered_the_required_ones_first() {
        for (path, text, first) in [
            (VISIT, "kind: visit\n|", "date status time agreed"),
            (VISIT, "kind: visit\nst|\ndate: 2026-11-24\n", "status time agreed"),
            (VISIT, "kind: visit\r\nst|\r\ndate: 2026-11-24\r\n", "status time agreed"),
            (VISIT, "|", "kind date status"),
            (VISIT, "{kind: visit, date: 2026-11-24, |}", "status time"),
            (VISIT, "kind: visit\nchecks:\n  |", "done by note"),
            (VISIT, "kind: visit\nchecks:\n\t|", "done by note"),
            (VISIT, "kind: visit\nchecks:\n  |\n  done: 2026-11-20\n", "by note"),
            (VISIT, "kind: visit\nchecks: |\n", "done by note"),
            (VISIT, "kind: visit\nchecks: {d|\nnote: x\n", "done by note"),
            (VISIT, "kind: visit\nactions:\n  - what: x\n    |\n", "who due done child"),
            (VISIT, "kind: visit\nactions:\n- what: x\n  w|\nnote: y\n", "who due done child"),
            (VISIT, "kind: visit\nactions:\n  - |", "what who due"),
            (VISIT, "kind: visit\nactions:\n  |", "what who due"),
            (VISIT, "kind: visit\nactions: [{what: \"a, b\", |", "who due done child"),
            (
                PRO_FORMA,
                "kind: pro-forma\nexclusions:\n  - type: lunchtime\n    |",
                "upn name year from lunchtimes misses_exam",
            ),
            (PRO_FORMA, "kind: pro-forma\nexclusions:\n  - type: permanent\n    |", "upn name year from misses_exam"),
            (NOTICE, "kind: exclusion-notice\n|", "upn name year type from told_authority"),
            (EMAIL, "---\ndate: 2026-11-10\n|\n---\nText\n", "from to subject kind cc"),
            (EMAIL, "---\ndate: 2026-11-10\n|", "from to subject kind cc"),
            ("Jane Ryder/Oakfield/records/x.yaml", "|", "kind"),
            (SCHOOL, "name: x\nhead: {name: x, |}", "email phone"),
        ] {
            assert!(labels(path, text).join(" ").starts_with(first), "{text:?}: {:?}", labels(path, text));
        }
        for text in ["kind: visit # |", "# |", "kind: visit\nnote: text |", "kind: visit\nnote: |-\n  te|"] {
            assert_eq!(labels(VISIT, &text.replacen("|-", "❘", 1)), [] as [&str; 0], "{text:?}");
        }
        assert_eq!(
            labels(EMAIL, "---\ndate: 2026-11-10\n---\nTe|xt\n"),
            [] as [&str; 0],
            "the text below is no record"
        );
    }

    #[test]
    fn a_field_is_written_with_what_follows_it() {
        for (path, text, label, after) in [
            (VISIT, "kind: visit\nst|\ndate: x\n", "status", "kind: visit\nstatus: \ndate: x\n"),
            (VISIT, "kind: visit\n|", "checks", "kind: visit\nchecks:\n  "),
            (VISIT, "kind: visit\r\n|\r\n", "actions", "kind: visit\r\nactions:\r\n  - \r\n"),
            (VISIT, "kind: visit\nchecks: |\n", "done", "kind: visit\nchecks:\n  done: \n"),
            (VISIT, "kind: visit\nactions:\n  - |", "what", "kind: visit\nactions:\n  - what: "),
            (VISIT, "kind: visit\nactions:|\nnote: x\n", "what", "kind: visit\nactions:\n  - what: \nnote: x\n"),
            (VISIT, "kind: visit\nactions:\n  |", "what", "kind: visit\nactions:\n  - what: "),
            (
                VISIT,
                "kind: visit\nactions:\n  - what: x\n  |",
                "what",
                "kind: visit\nactions:\n  - what: x\n  - what: ",
            ),
            (VISIT, "{kind: visit, ch|}", "checks", "{kind: visit, checks: }"),
            (VISIT, "kind: visit\ns|tats: held\n", "status", "kind: visit\nstatus: held\n"),
            ("policy.toml", "[deadlines]\npro|\n", "pro_forma_sent", "[deadlines]\npro_forma_sent = \n"),
            ("policy.toml", "team = \"x\"\n|", "[visits]", "team = \"x\"\n[visits]\n"),
            ("policy.toml", "[vi|", "[visits]", "[visits]\n"),
            ("policy.toml", "[[|", "[year]", "[[year]]\n"),
            (
                "policy.toml",
                "[[year]]\nterms = [\n  { name = \"x\", f|\n]\n",
                "from",
                "[[year]]\nterms = [\n  { name = \"x\", from = \n]\n",
            ),
        ] {
            assert_eq!(taken(path, text, label), after, "{text:?}");
        }
    }

    #[test]
    fn words_and_values_are_offered() {
        for (path, text, all) in [
            (VISIT, "kind: |\n", "visit pro-forma exclusion-notice phone-log"),
            (PRO_FORMA, "kind: |\n", "pro-forma visit exclusion-notice phone-log"),
            (EMAIL, "---\nkind: |\n---\n", "email"),
            (VISIT, "kind: visit\nstatus: h|\n", "planned held cancelled"),
            (VISIT, "kind: visit\nstatus:|", "planned held cancelled"),
            (VISIT, "kind: visit\nadvice:\n  - topic: |\n", "early-help referral safeguarding mash other"),
            (PRO_FORMA, "kind: pro-forma\nexclusions: [{misses_exam: |", "yes no"),
            (LOG, "kind: phone-log\nacademic_year: |", "2026-27"),
            (LOG, "kind: phone-log\ncalls:\n  - by: |", "Priya Shah Lea Marsh Omar Diaz"),
            (LOG, "kind: phone-log\ncalls:\n  - with: Mr T Cole\n    role: |", "Attendance lead Headteacher"),
            (VISIT, "kind: visit\nspoc: |", "Priya Shah Lea Marsh Omar Diaz"),
            (PRO_FORMA, "kind: pro-forma\nsent_to: |", "Mr T Cole Ms A Grant"),
            (EMAIL, "---\nto: |\n---\n", "t.cole@oakfield.example head@oakfield.example a@b.example c@d.example"),
            (
                VISIT,
                "kind: visit\nchildren:\n  - upn: B801200005001\n    why: [persistent-absence, |]\n",
                "exclusions risk-of-permanent-exclusion other",
            ),
            (VISIT, "kind: visit\nchildren:\n  - upn: B801200005001\n    year: |\n", "4"),
            (
                PRO_FORMA,
                "kind: pro-forma\nmanaged_moves:\n  moves:\n    - to_school: |",
                "Oakfield Primary School Greywell House School",
            ),
            ("policy.toml", "[visits]\nevery = |", "term year"),
        ] {
            assert_eq!(labels(path, text).join(" "), all, "{text:?}");
        }
        assert_eq!(taken("policy.toml", "[visits]\nevery = \"t|\"\n", "year"), "[visits]\nevery = \"year\"\n");
        assert_eq!(taken("policy.toml", "[visits]\nevery =|\n", "year"), "[visits]\nevery = \"year\"\n");
        assert_eq!(taken(VISIT, "kind: visit\nstatus:|\n", "held"), "kind: visit\nstatus: held\n");
    }

    #[test]
    fn days_are_offered_with_why() {
        let sample = Sample::new();
        let days = |path: &str, text: &str| {
            let (text, at) = marked(text);
            let found = complete(&sample.open(path, &text), at).items;
            found.into_iter().map(|item| format!("{} {}", item.label, item.detail)).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(
            days(PRO_FORMA, "kind: pro-forma\nvisit: 2026-11-24\nsent: |\n"),
            "2026-11-12 today, 2026-11-10 pro forma sent: the last day in time, 2026-11-11 the working day before"
        );
        assert_eq!(
            days(PRO_FORMA, "kind: pro-forma\nvisit: 2026-11-24\nreturned: |\n"),
            "2026-11-12 today; in time until 2026-11-17, 2026-11-11 the working day before"
        );
        assert!(
            days(VISIT, "kind: visit\ndate: |").starts_with("2026-11-24 the day of the file's name, 2026-11-12 today")
        );
        assert!(
            days(VISIT, "kind: visit\ndate: 2026-11-24\nactions: [{due: |")
                .starts_with("2026-12-01 5 working days later, ")
        );
        assert!(
            days(NOTICE, "kind: exclusion-notice\ntold_authority: |")
                .starts_with("2026-11-12 the day of the file's name; today")
        );
        assert_eq!(
            days(PRO_FORMA, "kind: pro-forma\nabsence: {from: |").split(',').next(),
            Some("2026-09-02 the first day of Autumn 2026")
        );
        assert_eq!(
            taken(PRO_FORMA, "kind: pro-forma\nchased: |\n", "2026-11-12"),
            "kind: pro-forma\nchased:\n  - 2026-11-12\n"
        );
        assert_eq!(
            taken(PRO_FORMA, "kind: pro-forma\nchased: [2026-11-11, |]\n", "2026-11-12"),
            "kind: pro-forma\nchased: [2026-11-11, 2026-11-12]\n"
        );
    }

    #[test]
    fn children_are_offered_by_name_and_written_by_number() {
        // Those of the review come first; of the children of the pro forma only the one is not named yet.
        let new = "kind: visit\ndate: 2026-11-24\nchildren:\n  - upn: |\n";
        assert_eq!(labels(VISIT, new).join(", "), "Dawn Pickles, Sam Reed, Noah Obi, Ada Lund, Ivy Moss");
        for (path, text, label, after) in [
            (
                VISIT,
                new,
                "Ada Lund",
                "kind: visit\ndate: 2026-11-24\nchildren:\n  - upn: E942200024001\n    name: Ada Lund\n    year: 4\n",
            ),
            (
                VISIT,
                "kind: visit\ndate: 2026-11-24\nchildren:\n  - |\n",
                "Noah Obi",
                "kind: visit\ndate: 2026-11-24\nchildren:\n  - upn: M80120000500A\n    name: Noah Obi\n    year: 5\n",
            ),
            (
                VISIT,
                "kind: visit\nchildren: [{upn: No|}]\n",
                "Noah Obi",
                "kind: visit\nchildren: [{upn: M80120000500A, name: Noah Obi, year: 5}]\n",
            ),
            (
                VISIT,
                "kind: visit\nchildren: [|]\n",
                "Noah Obi",
                "kind: visit\nchildren: [{upn: M80120000500A, name: Noah Obi, year: 5}]\n",
            ),
            (
                VISIT,
                "kind: visit\nchildren:\n  - upn: |   # who?\n    year: 6\n",
                "Noah Obi",
                "kind: visit\nchildren:\n  - upn: M80120000500A   # who?\n    name: Noah Obi\n    year: 6\n",
            ),
            (
                PRO_FORMA,
                "kind: pro-forma\nvisit: 2026-11-24\nrisk_of_permanent_exclusion:\n  - upn:\n    name: A|\n    year:\n",
                "Ada Lund",
                "kind: pro-forma\nvisit: 2026-11-24\nrisk_of_permanent_exclusion:\n  - upn: E942200024001\n    name: Ada Lund\n    year: 4\n",
            ),
            (
                VISIT,
                "kind: visit\nactions: [{what: x, child: |}]\n",
                "Noah Obi",
                "kind: visit\nactions: [{what: x, child: M80120000500A}]\n",
            ),
            (
                LOG,
                "kind: phone-log\ncalls:\n  - child: m80|\n",
                "Noah Obi",
                "kind: phone-log\ncalls:\n  - child: M80120000500A\n",
            ),
            (
                NOTICE,
                "kind: exclusion-notice\r\nupn: |\r\n",
                "Noah Obi",
                "kind: exclusion-notice\r\nupn: M80120000500A\r\nname: Noah Obi\r\nyear: 5\r\n",
            ),
        ] {
            assert_eq!(taken(path, text, label), after, "{text:?}");
        }
        let there = "kind: visit\nchildren:\n  - upn: B801200005001\n  - upn: |\n";
        assert!(!labels(VISIT, there).contains(&"Dawn Pickles".to_owned()), "a child has one row");
    }

    #[test]
    fn a_row_that_names_a_child_is_offered_no_other() {
        for (row, all) in [
            ("upn: M80120000500A\n    name: |", "Noah Obi"),
            ("upn: m80120000500a\n    name: 'D|'", ""),
            ("name: |\n    upn: U210212324001", ""),
            ("upn: |\n    name: noah obi", "Noah Obi"),
            ("upn: ''\n    name: No|", "Noah Obi"),
        ] {
            assert_eq!(labels(VISIT, &format!("kind: visit\nchildren:\n  - {row}\n")).join(", "), all, "{row}");
        }
        // A name that no record has may be misspelt.
        let sample = Sample::new();
        let (text, at) = marked("kind: visit\nchildren:\n  - upn: M8|\n    name: Noa Obi\n");
        let found = complete(&sample.open(VISIT, &text), at).items;
        let shown: Vec<_> = found.iter().map(|item| format!("{} ({})", item.label, item.detail)).collect();
        assert_eq!(
            shown.first().map(String::as_str),
            Some("Noah Obi (not the name in this row; M80120000500A, year 5)")
        );
    }

    #[test]
    fn a_record_that_cannot_be_read_just_now_is_known_by_its_text() {
        let of = |path: &str, text: &str| {
            let sample = Sample::new().without(path);
            let (text, at) = marked(text);
            let found = complete(&sample.open(path, &text), at).items;
            found.into_iter().map(|item| format!("{} ({})", item.label, item.detail)).collect::<Vec<_>>().join("; ")
        };
        let visit = of(VISIT, "kind: visit\ndate: 2026-11-24\nsta\nchildren:\n  - upn: daw|\n");
        assert_eq!(visit, "Dawn Pickles (B801200005001, year 4, persistent absence)");
        let form = "kind: pro-forma\nvisit: 2026-11-24\nabsence:\n  children:\n    - {upn: U210212324001, name: Zoe Zed, year: 6, pos\nexclusions:\n  - upn: zo|\n";
        assert_eq!(of(PRO_FORMA, form), "Zoe Zed (U210212324001, year 6)");
    }

    #[test]
    fn what_is_offered_says_what_it_is() {
        let sample = Sample::new();
        let (text, at) = marked("kind: visit\ndate: 2026-11-24\nchildren:\n  - upn: |\n");
        let found = complete(&sample.open(VISIT, &text), at);
        let first = &found.items[0];
        assert_eq!(first.detail, "B801200005001, year 4, persistent absence");
        assert_eq!(
            first.about,
            "Named last in the pro forma of 24 Nov 2026. To be reviewed at this visit: persistent absence."
        );
        assert_eq!(first.filter, "Dawn Pickles B801200005001");
        let (text, at) = marked("kind: visit\n|");
        let found = complete(&sample.open(VISIT, &text), at);
        assert_eq!(found.items[0].detail, "required");
        assert_eq!(
            found.items[0].about,
            "The day of the visit; the file's name begins with it. Procedure: The aim of the SPOC visit."
        );
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

        /// Wherever somebody stops in a record, what is offered can be written: it lies within the text and goes with the rest of itself.
        #[test]
        fn anything_that_is_offered_can_be_written(cut in 0..400_usize, path in proptest::sample::select(vec![VISIT, PRO_FORMA, LOG, EMAIL, SCHOOL])) {
            let sample = Sample::new();
            let whole = crate::assist::sample::text_of(path);
            let text = &whole[..cut.min(whole.len())];
            for at in [text.len(), text.len() / 2] {
                for item in complete(&sample.open(path, text), at).items {
                    let mut edits: Vec<_> = item.more.into_iter().chain([item.edit]).collect();
                    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
                    proptest::prop_assert!(edits.windows(2).all(|two| two[0].range.end <= two[1].range.start));
                    edited(text, &edits);
                }
            }
        }
    }
}
