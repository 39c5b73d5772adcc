//! A draft is tried: the text is read again with it, and what is wrong then is held against what was wrong before.

use std::cmp::Ordering;
use std::ops::Range;

use super::doc::Doc;
use super::draft::{Draft, applied};
use super::drafts::drafts;
use super::kinds::{Certainty, FilePlace, FileText, Repair, Step};
use crate::problem::{Code, Problem};
use crate::reading::{self, Faults};
use crate::rules::{missing_field, no_front_matter, unknown_kind, yaml_syntax};

/// A file with what reading it finds.
pub(super) struct Trial<'a> {
    file: &'a FileText<'a>,
    found: Faults,
}

impl<'a> Trial<'a> {
    pub fn new(file: &'a FileText<'a>) -> Self {
        Self { file, found: read(file, file.text) }
    }

    /// What reading the file finds, with the fault behind each problem where there is one.
    pub fn faults(&self) -> &Faults {
        &self.found
    }

    pub fn problems(&self) -> &[Problem] {
        &self.found.problems
    }

    /// The repairs that come of drafts for a problem. A draft that is to be safe and uncovers or adds a problem is a proposal; one that leaves the
    /// problem where it is, and was to take it away, is none.
    pub fn tried(&self, drafts: Vec<Draft>, problem: &Problem) -> Vec<Repair> {
        let certainty = |draft: &Draft| match draft.certainty {
            _ if !self.is_cheap() => Some(Certainty::Proposal),
            Certainty::Safe if self.is_safe(draft, &[problem]) => Some(Certainty::Safe),
            Certainty::Safe => self.takes_away(draft, problem).then_some(Certainty::Proposal),
            Certainty::Proposal => self.leaves_readable(draft).then_some(Certainty::Proposal),
        };
        let repair = |draft: Draft| {
            let draft = if self.is_cheap() { self.completed(draft, problem) } else { draft };
            let certainty = certainty(&draft)?;
            let edit = |(range, text)| Step::Edit { path: self.file.path.to_owned(), range, text };
            Some(Repair { title: draft.title, certainty, steps: draft.edits.into_iter().map(edit).collect() })
        };
        let mut repairs: Vec<Repair> = drafts.into_iter().filter_map(repair).collect();
        repairs.sort_by_key(|repair| repair.certainty);
        // Two ways to the same text are one: the surer keeps its title.
        let mut different: Vec<Repair> = Vec::with_capacity(repairs.len());
        for repair in repairs {
            if different.iter().all(|other| other.steps != repair.steps) {
                different.push(repair);
            }
        }
        different
    }

    /// The text with all these drafts, where each is for another problem and they do together what each is to do.
    pub fn all_at_once(&self, drafts: &[(&Problem, Draft)]) -> Option<String> {
        let mut drafts: Vec<_> = drafts.iter().collect();
        drafts.sort_by_key(|(_, draft)| draft.edits.first().map_or(0, |(range, _)| range.start));
        let mut edits = Vec::new();
        let mut end = 0;
        let mut targets = Vec::new();
        for (problem, draft) in drafts {
            let starts_after =
                draft.edits.first().is_some_and(|(range, _)| range.start >= end && (end == 0 || range.start > end));
            // A text that stands in two places by an alias has one place.
            if edits.last() == draft.edits.last() && !edits.is_empty() {
                targets.push(*problem);
            } else if starts_after || edits.is_empty() {
                end = draft.edits.last().map_or(end, |(range, _)| range.end);
                edits.extend(draft.edits.iter().cloned());
                targets.push(*problem);
            }
        }
        let whole = Draft { title: String::new(), certainty: Certainty::Safe, edits };
        (!targets.is_empty() && self.is_safe(&whole, &targets)).then(|| applied(self.file.text, &whole.edits)).flatten()
    }

    /// The text with the first of these drafts that does what it is to do. In a file with very much that is wrong none is tried by itself.
    pub fn one_after_another(&self, drafts: &[(&Problem, Draft)]) -> Option<String> {
        if !self.is_cheap() {
            return None;
        }
        let (_, draft) = drafts.iter().find(|(problem, draft)| self.is_safe(draft, &[problem]))?;
        applied(self.file.text, &draft.edits)
    }

    /// The first of the drafts for a problem that is safe. In a file with very much that is wrong it is not tried by itself.
    pub fn first_safe(&self, drafts: Vec<Draft>, problem: &Problem) -> Option<Draft> {
        let mut safe = drafts.into_iter().filter(|draft| draft.certainty == Certainty::Safe);
        if !self.is_cheap() {
            return safe.next();
        }
        safe.map(|draft| self.completed(draft, problem)).find(|draft| self.is_safe(draft, &[problem]))
    }

    /// Whether the file can be read once more for each of its problems without anybody waiting for it.
    fn is_cheap(&self) -> bool {
        const MOST_BYTES: usize = 20_000_000;
        self.problems().len().saturating_mul(self.file.text.len()) <= MOST_BYTES
    }

    /// The same draft with the safe ones for what it uncovers: a field that gets its right name may hold a date that is written otherwise.
    fn completed(&self, draft: Draft, target: &Problem) -> Draft {
        /// A name, its value, and what stands in it.
        const MOST: usize = 4;
        let mut whole = draft.clone();
        for _ in 0..MOST {
            if whole.certainty == Certainty::Proposal || self.is_safe(&whole, &[target]) {
                return whole;
            }
            match self.with_what_it_uncovers(&whole) {
                Some(more) => whole = more,
                None => return draft,
            }
        }
        draft
    }

    /// A draft with a safe one for each problem that was not there before it. None where there is no such problem, or one has none.
    fn with_what_it_uncovers(&self, draft: &Draft) -> Option<Draft> {
        let text = applied(self.file.text, &draft.edits)?;
        let file = FileText { text: &text, ..*self.file };
        let (doc, after) = (Doc::new(&file), read(&file, &text));
        let mut before: Vec<_> = self.problems().iter().map(key).collect();
        let mut edits = Vec::new();
        for problem in &after.problems {
            if let Some(at) = before.iter().position(|other| *other == key(problem)) {
                before.swap_remove(at);
                continue;
            }
            let mut drafts = drafts(&doc, problem, &after, None).into_iter();
            edits.extend(drafts.find(|draft| draft.certainty == Certainty::Safe)?.edits);
        }
        if edits.is_empty() {
            return None;
        }
        let moved = edits.into_iter().map(|(range, text)| Some((before_edits(&draft.edits, range)?, text)));
        let mut edits = moved.collect::<Option<Vec<_>>>()?;
        edits.extend(draft.edits.iter().cloned());
        edits.sort_by_key(|(range, _)| range.start);
        let are_apart = edits.windows(2).all(|pair| pair[0].0.end <= pair[1].0.start);
        are_apart.then(|| Draft { edits, ..draft.clone() })
    }

    /// Whether a problem is gone with a draft, whatever else is wrong then.
    fn takes_away(&self, draft: &Draft, problem: &Problem) -> bool {
        let Some(text) = applied(self.file.text, &draft.edits) else { return false };
        let is_it = |other: &Problem| key(other) == key(problem);
        let after = read(self.file, &text).problems;
        // A text that is no YAML tells nothing of what else is wrong.
        let is_readable = hides_others(problem) || !after.iter().any(hides_others);
        is_readable
            && after.iter().filter(|other| is_it(other)).count()
                < self.problems().iter().filter(|other| is_it(other)).count()
    }

    /// Whether a text with a draft is YAML or TOML still, where it was before.
    fn leaves_readable(&self, draft: &Draft) -> bool {
        let Some(text) = applied(self.file.text, &draft.edits) else { return false };
        let breaks = |problems: &[Problem]| problems.iter().filter(|problem| hides_others(problem)).count();
        breaks(&read(self.file, &text).problems) <= breaks(self.problems())
    }

    /// Whether a text with a draft has every problem that it had but these, and no other.
    fn is_safe(&self, draft: &Draft, targets: &[&Problem]) -> bool {
        let Some(text) = applied(self.file.text, &draft.edits) else { return false };
        let after = read(self.file, &text);
        if let [target] = targets
            && hides_others(target)
        {
            return lays_open(target, self.problems(), &after.problems);
        }
        let mut before: Vec<_> = self.problems().iter().map(key).collect();
        let is_gone = targets.iter().all(|target| {
            let count = |problems: &[Problem]| problems.iter().filter(|problem| key(problem) == key(target)).count();
            count(&after.problems) < count(self.problems())
        });
        is_gone
            && after.problems.iter().all(|problem| {
                let known = before.iter().position(|other| *other == key(problem));
                known.map(|at| before.swap_remove(at)).is_some()
            })
    }
}

fn read(file: &FileText<'_>, text: &str) -> Faults {
    match file.place {
        FilePlace::Record(place) => reading::faults(place, file.path, text),
        FilePlace::Policy => reading::policy_faults(file.path, text),
    }
}

/// Where a stretch of a text with edits stood before them; none where it touches one.
fn before_edits(edits: &[(Range<usize>, String)], range: Range<usize>) -> Option<Range<usize>> {
    let (mut added, mut removed) = (0, 0);
    for (old, new) in edits {
        let start = old.start + added - removed;
        if range.end <= start {
            break;
        }
        if range.start < start + new.len() {
            return None;
        }
        added += new.len();
        removed += old.len();
    }
    Some(range.start + removed - added..range.end + removed - added)
}

/// A problem without its place, which moves as a text is changed.
fn key(problem: &Problem) -> (Code, Option<&str>, &str) {
    (problem.code, problem.field.as_deref(), &problem.message)
}

/// Whether nothing else is known of a file as long as it has this problem.
fn hides_others(problem: &Problem) -> bool {
    const HIDING: [Code; 3] = [yaml_syntax::CODE, unknown_kind::CODE, no_front_matter::CODE];
    let lacks_kind = problem.code == missing_field::CODE && problem.message.starts_with("`kind`");
    HIDING.contains(&problem.code) || lacks_kind
}

/// Whether a problem that hid others is gone: what is found then lies behind it.
fn lays_open(target: &Problem, before: &[Problem], after: &[Problem]) -> bool {
    let rank = |problem: &Problem| match problem.code {
        code if code == no_front_matter::CODE => 0,
        code if code == yaml_syntax::CODE => 1,
        _ if hides_others(problem) => 2,
        _ => 3,
    };
    let count = |problems: &[Problem]| problems.iter().filter(|problem| rank(problem) == rank(target)).count();
    let are_fewer = count(after) < count(before);
    after.iter().all(|problem| match rank(problem).cmp(&rank(target)) {
        Ordering::Less => false,
        // The parser stops at the first thing that is wrong: the next one was there before.
        Ordering::Equal => rank(target) == 1 && (are_fewer || problem.position > target.position),
        Ordering::Greater => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Area;
    use crate::reading::Place;
    use crate::text::Encoding;

    #[test]
    fn a_draft_in_a_file_with_very_much_that_is_wrong_is_not_tried() {
        let few = "kind: visit\ndat: 24/11/2026\nstatus: planned\n";
        let many: String = (0..400).map(|number| format!("{number}: 1\n")).collect();
        for (text, edits) in [(few.to_owned(), 2), (format!("{few}{many}# {}\n", "x".repeat(60_000)), 1)] {
            let place = FilePlace::Record(Place::In(Area::Records));
            let file =
                FileText { path: "a/b/records/2026-11-24 visit.yaml", place, text: &text, encoding: Encoding::Utf8 };
            let (doc, trial) = (Doc::new(&file), Trial::new(&file));
            let problem = trial.problems().iter().find(|problem| problem.message.contains("`dat`")).unwrap();
            let drafts = drafts(&doc, problem, trial.faults(), None);
            let repairs = trial.tried(drafts, problem);
            assert_eq!(repairs[0].steps.len(), edits, "{repairs:?}");
        }
    }
}
