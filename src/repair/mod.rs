//! What puts a problem right, as data: exact edits of a text, each with a title, safe or only proposed.
//!
//! A repair is made from what is known of the fault, tried, and read again. It is safe where its meaning is certain, and where the file then has every
//! problem that it had but this one, and no other. What stands behind a fault that hid it (a file that was no YAML) is not counted as new.

mod doc;
mod draft;
mod drafts;
mod fields;
mod files;
mod header;
mod kinds;
mod meant;
mod proposals;
mod trial;
mod writing;

use self::doc::Doc;
use self::drafts::{drafts, sure_drafts};
pub use self::kinds::{Certainty, FilePlace, FileText, Repair, Step};
use self::trial::Trial;
use crate::problem::{Code, Problem};
use crate::rules::Context;
use crate::school::School;

/// The repairs of each of these problems of one file, in their order: the likeliest first. `school`: the file's school as last read, and what its
/// rules know, for proposals that need more than the file.
#[must_use]
pub fn repairs(file: &FileText<'_>, problems: &[Problem], school: Option<(&School, &Context<'_>)>) -> Vec<Vec<Repair>> {
    /// Bytes that are gone through for proposals at most: beyond that nobody waits for them.
    const MOST_BYTES: usize = 5_000_000;
    let doc = Doc::new(file);
    let trial = Trial::new(file);
    let mut found: Vec<Vec<Repair>> = Vec::with_capacity(problems.len());
    let is_cheap = problems.len().saturating_mul(file.text.len()) <= MOST_BYTES;
    for problem in problems {
        let ideas = match is_cheap {
            true => drafts(&doc, problem, trial.faults(), school),
            false => sure_drafts(&doc, problem, trial.faults()),
        };
        let mut repairs = trial.tried(ideas, problem);
        repairs.extend(files::of_file(problem, school));
        found.push(repairs);
    }
    found
}

/// The repairs of a problem of a folder, or of a file whose text does not matter.
#[must_use]
pub fn repairs_by_name(problem: &Problem, school: Option<&School>) -> Vec<Repair> {
    files::by_name(problem, school)
}

/// A file's text with the edits of a repair; none where these are for another text.
#[must_use]
pub fn edited(text: &str, path: &str, steps: &[Step]) -> Option<String> {
    let edit = |step: &Step| match step {
        Step::Edit { path: of, range, text } if of == path => Some((range.clone(), text.clone())),
        _ => None,
    };
    draft::applied(text, &steps.iter().filter_map(edit).collect::<Vec<_>>())
}

/// A file's text with every safe repair of these codes (of all, where none is named), those among them that come to light by others; none where there is
/// none. The same text again gives none.
#[must_use]
pub fn all_safe(file: &FileText<'_>, only: &[Code]) -> Option<String> {
    /// Each round ends with a problem less, or with the text behind a fault laid open. No text that people write needs more.
    const MOST_ROUNDS: usize = 100;
    let mut text = file.text.to_owned();
    for _ in 0..MOST_ROUNDS {
        let now = FileText { text: &text, ..*file };
        match round(&now, only) {
            Some(better) => text = better,
            None => break,
        }
    }
    (text != file.text).then_some(text)
}

/// The text with the safe repairs of what is wrong with it now.
fn round(file: &FileText<'_>, only: &[Code]) -> Option<String> {
    let (doc, trial) = (Doc::new(file), Trial::new(file));
    let is_wanted = |problem: &&Problem| only.is_empty() || only.contains(&problem.code);
    let found = trial.problems().iter().filter(is_wanted).filter_map(|problem| {
        let draft = trial.first_safe(sure_drafts(&doc, problem, trial.faults()), problem)?;
        Some((problem, draft))
    });
    let found: Vec<_> = found.collect();
    trial.all_at_once(&found).or_else(|| trial.one_after_another(&found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Area;
    use crate::reading::{self, Place};
    use crate::text::Encoding;

    const VISIT: &str = "kind: visit\ndate: 2026-11-24\nstatus: planned\n";

    fn file<'a>(path: &'a str, text: &'a str) -> FileText<'a> {
        let place = match path.split('/').nth(2) {
            Some("records") => FilePlace::Record(Place::In(Area::Records)),
            Some("correspondence") => FilePlace::Record(Place::In(Area::Correspondence)),
            Some(_) => FilePlace::Record(Place::SchoolFile),
            None => FilePlace::Policy,
        };
        FileText { path, place, text, encoding: Encoding::Utf8 }
    }

    fn fixed(path: &str, text: &str) -> Option<String> {
        let fixed = all_safe(&file(path, text), &[]);
        if let Some(fixed) = &fixed {
            assert_eq!(all_safe(&file(path, fixed), &[]), None, "twice is once:\n{fixed}");
        }
        fixed
    }

    #[test]
    fn slips_are_put_right_and_all_else_stays() {
        for (bad, good) in [
            ("date: 24/11/2026   # Tuesday\r\n", "date: 2026-11-24   # Tuesday\r\n"),
            ("date: '24 Nov 2026'\n", "date: '2026-11-24'\n"),
            ("date: 2026-11-24\ntime: 9.30\n", "date: 2026-11-24\ntime: 09:30\n"),
            ("Date: 2026-11-24\n", "date: 2026-11-24\n"),
            ("date:2026-11-24\n", "date: 2026-11-24\n"),
            ("date:\u{a0}2026-11-24\n", "date: 2026-11-24\n"),
            ("date: “2026-11-24”\n", "date: 2026-11-24\n"),
            ("date: 2026-11-24\ndate: 2026-11-24\n", "date: 2026-11-24\n"),
            ("date: 2026-11-24\nnote: Hut: locked\n", "date: 2026-11-24\nnote: \"Hut: locked\"\n"),
            ("date: 2026-11-24\nnote: @home \"now\"\n", "date: 2026-11-24\nnote: \"@home \\\"now\\\"\"\n"),
            ("date: 2026-11-24\nnote: 'O'Brien says no'\n", "date: 2026-11-24\nnote: \"O'Brien says no\"\n"),
            ("date: 2026-11-24\nnote: “Parking: locked”\n", "date: 2026-11-24\nnote: \"Parking: locked\"\n"),
            (
                "date: 2026-11-24\npresent:\n\t- name: Ms A Grant\n\t  role: Head\n",
                "date: 2026-11-24\npresent:\n  - name: Ms A Grant\n    role: Head\n",
            ),
            (
                "date: 2026-11-24\nadvice:\n  - {topic: Early Help, note: x}\n",
                "date: 2026-11-24\nadvice:\n  - {topic: early-help, note: x}\n",
            ),
            (
                "date: 2026-11-24\nchildren:\n  - {upn: b801200005001, why: Persistent absence}\n",
                "date: 2026-11-24\nchildren:\n  - {upn: B801200005001, why: [persistent-absence]}\n",
            ),
            ("date: [2026-11-24]\n", "date: 2026-11-24\n"),
        ] {
            let text = |part: &str| format!("kind: visit\n{part}status: planned\n");
            assert_eq!(fixed("A/B/records/v.yaml", &text(bad)).as_deref(), Some(&*text(good)), "{bad}");
        }
    }

    #[test]
    fn ten_slips_go_at_once() {
        let bad = "Kind: Visit\nDate: 24.11.2026\ntime: 9.30\nstatus: Held\nagreed: 14 Sept 2026\npresnt: [{name: Ms A Grant, rolle: Head}]\nchecks: {done: 2026/11/20, by: Priya}\nchildren:\n  - upn: b80 1200005001\n    year: Year 4\n    why: exclusions\nnote: Hut: locked\n";
        let good = "kind: visit\ndate: 2026-11-24\ntime: 09:30\nstatus: held\nagreed: 2026-09-14\npresent: [{name: Ms A Grant, role: Head}]\nchecks: {done: 2026-11-20, by: Priya}\nchildren:\n  - upn: B801200005001\n    year: 4\n    why: [exclusions]\nnote: \"Hut: locked\"\n";
        assert_eq!(fixed("A/B/records/v.yaml", bad).as_deref(), Some(good));
        assert!(reading::faults(Place::In(Area::Records), "A/B/records/v.yaml", good).problems.is_empty());
    }

    #[test]
    fn what_is_not_certain_is_left() {
        for text in [
            format!("{VISIT}agreed: 14-09-26\n"),
            format!("{VISIT}agreed: Monday 15 September 2026\n"),
            format!("{VISIT}note: Hut: locked # today\n"),
            format!("{VISIT}children:\n  - {{upn: B801200005002, why: [other]}}\n"),
            format!("{VISIT}children:\n  - {{upn: UN1, why: [other], Dale: 1}}\n"),
            format!("{VISIT}note: \"open\n"),
            format!("{VISIT}note: \"No\" was her answer, then \"yes\"\n"),
            format!("{VISIT}note: The head said: no\n  and then left\n"),
            format!("{VISIT}time: 2.30\n"),
            format!("{VISIT}advice: [{{topic: mother, note: x}}]\n"),
            format!("{VISIT}general_issues: hello\ngeneral_issues: |\n  def\n"),
            format!("{VISIT}note: |\n  abc\nnote: |\n  def\n"),
            format!("{VISIT}children: {{upn: B801200005001, why: [other]\n"),
            format!("{VISIT}agreed: @home\n"),
            format!(
                "{VISIT}actions:\n  - what: x\n    who: y\n    due: 2026-12-08\n  - what: x\n    who: z\n    who: y\n    due: 2026-12-09\n"
            ),
            "date: 2026-11-24\nstatus: planned\n".to_owned(),
            format!("{VISIT}status: held\n"),
        ] {
            assert_eq!(fixed("A/B/records/v.yaml", &text), None, "{text}");
        }
    }

    #[test]
    fn policy_and_front_matter_are_put_right_too() {
        let bad = "[deadlines]\nwriten_up = 5\n[exclusions]\nduty = \"By date\"   # since 2022\n";
        let good = "[deadlines]\nwritten_up = 5\n[exclusions]\nduty = \"by-date\"   # since 2022\n";
        assert_eq!(fixed("policy.toml", bad).as_deref(), Some(good));
        let bad = "\n—\nDate: 10/11/2026\nfrom: a@b.example\nto: c\nsubject: Visit: pro forma\n—\nDate: 1/2/2026\n";
        let good =
            "---\ndate: 2026-11-10\nfrom: a@b.example\nto: c\nsubject: \"Visit: pro forma\"\n---\nDate: 1/2/2026\n";
        assert_eq!(fixed("A/B/correspondence/l.md", bad).as_deref(), Some(good));
    }

    #[test]
    fn the_text_of_a_letter_is_not_taken_for_fields() {
        let letter = "---\ndate: 2026-11-10\nfrom: a\nto: b\nsubject: x\n\nDear Tom: see you\n--\nPriya\n";
        assert_eq!(fixed("A/B/correspondence/l.md", letter), None);
    }

    /// The titles of what is proposed for the first problem, and the text with the first of them.
    fn proposed(text: &str) -> (Vec<String>, String) {
        let file = file("A/B/records/v.yaml", text);
        let problems = reading::faults(Place::In(Area::Records), file.path, text).problems;
        let repairs = repairs(&file, &problems[..1], None).remove(0);
        let first = repairs.first().and_then(|repair| edited(text, file.path, &repair.steps)).unwrap_or_default();
        assert!(repairs.iter().all(|repair| repair.certainty == Certainty::Proposal), "{repairs:?}");
        (repairs.into_iter().map(|repair| repair.title).collect(), first)
    }

    #[test]
    fn proposals_are_to_be_looked_at() {
        let (titles, new) = proposed("kind: visit\ndate: 2026-11-24\nnote: x\n");
        assert_eq!(titles, ["Add `status:`"]);
        assert_eq!(new, "kind: visit\ndate: 2026-11-24\nstatus:   # planned held cancelled\nnote: x\n");
        let (titles, new) = proposed(&format!("{VISIT}children: [{{upn: B801200005002, why: [other]}}]\n"));
        assert_eq!(titles, ["Write Q801200005002, with the check letter that goes with the digits"]);
        assert!(new.contains("{upn: Q801200005002, why"), "{new}");
        let (titles, new) = proposed(&format!("{VISIT}children: [{{why: [other]}}]\n"));
        assert_eq!(
            (titles.as_slice(), new.contains("{why: [other], upn: }")),
            (&["Add `upn:`".to_owned()][..], true),
            "{new}"
        );
    }
}
