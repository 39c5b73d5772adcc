//! The records of visits: planned, held and cancelled.

use super::calendar::{Day, TERM_NAMES, today};
use super::child::year_word;
use super::events::{Review, Visit};
use super::maker::Maker;
use super::prose::{
    ACTIONS, ADVICE, CANCELLED, CHECK_NOTES, CHILD_NOTES, EARLY_HELP_REASONS, ISSUES, STATUTORY_REASONS, VISIT_NOTES,
};
use super::yaml::{inline, put, text};

impl Maker<'_> {
    /// The record of the day from which a visit was moved.
    pub fn cancelled_visit(&mut self, visit: &Visit, first: Day) -> String {
        let rng = &mut self.rng;
        let mut out =
            format!("kind: visit\ndate: {first}\ntime: 09:30\nstatus: cancelled\nagreed: {}\n", visit.first_agreed);
        let why = rng.pick(&CANCELLED);
        text(&mut out, rng, 0, "cancelled_because", why);
        put!(out, "note: Moved to {}.\n", visit.date.in_words());
        out
    }

    /// The record of a visit; `review` names the children whom it is about.
    pub fn visit(&mut self, visit: &Visit, review: Review) -> String {
        let mut out = String::new();
        if self.habits.comments {
            put!(out, "# SPOC visit, {}\n", TERM_NAMES[visit.term]);
        }
        let time = self.rng.pick(&["09:30", "\"10:00\"", "9:30", "13:15", "'14:00'", "11:00"]);
        let status = if visit.held { "held" } else { "planned" };
        put!(out, "kind: visit\ndate: {}\ntime: {time}\nstatus: {status}\nagreed: {}\n", visit.date, visit.agreed);
        if let Some(first) = visit.moved_from {
            put!(out, "moved_from: {first}\n");
        }
        if self.rng.one_in(2) {
            put!(out, "spoc: {}\n", self.school.spoc);
        }
        let school = &self.school;
        let head = inline(&school.head.name, &mut self.rng);
        let contact = inline(&school.contact.name, &mut self.rng);
        if visit.held && self.rng.one_in(2) {
            put!(
                out,
                "present:\n  - name: {head}\n    role: Headteacher\n  - {{name: {contact}, role: Attendance lead}}\n"
            );
        } else {
            put!(out, "present: [{{name: {head}, role: Headteacher}}, {{name: {contact}}}]\n");
        }
        if let Some(done) = visit.checks {
            if self.rng.one_in(2) {
                put!(out, "checks: {{done: {done}, by: {}}}\n", school.spoc);
            } else {
                put!(out, "checks:\n  done: {done}\n  by: {}\n", school.spoc);
                let note = self.rng.pick(&CHECK_NOTES);
                text(&mut out, &mut self.rng, 2, "note", note);
            }
        }
        if let Some(day) = visit.written_up {
            put!(out, "written_up: {day}\n");
        }
        if visit.held {
            self.discussed(&mut out, visit, review);
        }
        if self.rng.one_in(2) || !visit.held {
            let note = self.scene(visit.term / 3, visit.date).tell(&mut self.rng, &VISIT_NOTES);
            text(&mut out, &mut self.rng, 0, "note", &note);
        }
        out
    }

    /// The children talked about and what came of it: both decisions for every child of the review.
    fn discussed(&mut self, out: &mut String, visit: &Visit, review: Review) {
        let year = visit.term / 3;
        let numbered = review.selected.keys().copied().find(|&child| !self.children[child].unnumbered());
        if !review.selected.is_empty() {
            out.push_str("children:\n");
        }
        for (child, why) in review.selected {
            let scene = self.scene_of(child, year, visit.date);
            let row = &self.children[child];
            put!(out, "  - upn: {}\n    name: {}\n", row.upn, inline(&row.name, &mut self.rng));
            put!(out, "    year: {}\n    why: [{}]\n", year_word(row.year_in(year)), why.join(", "));
            for (decision, reasons) in
                [("statutory_intervention", &STATUTORY_REASONS), ("early_help_referral", &EARLY_HELP_REASONS)]
            {
                let (threshold, actions) = self.rng.pick(&[
                    ("met", ["refer", "refer"]),
                    ("not-met", ["none", "monitor"]),
                    ("not-met", ["none", "monitor"]),
                    ("unsure", ["monitor", "monitor"]),
                ]);
                let action = self.rng.pick(&actions);
                let reason = if self.rng.one_in(3) { Some(scene.tell(&mut self.rng, reasons)) } else { None };
                match reason {
                    Some(reason) if self.rng.one_in(3) => {
                        put!(out, "    {decision}:\n      threshold: {threshold}\n      action: {action}\n");
                        text(out, &mut self.rng, 6, "reason", &reason);
                    }
                    Some(reason) => put!(
                        out,
                        "    {decision}: {{threshold: {threshold}, action: {action}, reason: {}}}\n",
                        inline(&reason, &mut self.rng)
                    ),
                    None => put!(out, "    {decision}: {{threshold: {threshold}, action: {action}}}\n"),
                }
            }
            if self.rng.one_in(3) {
                let note = scene.tell(&mut self.rng, &CHILD_NOTES);
                text(out, &mut self.rng, 4, "note", &note);
            }
        }
        let scene = self.scene(year, visit.date);
        if self.rng.one_in(2) {
            let topic = self.rng.pick(&["early-help", "referral", "safeguarding", "mash", "other"]);
            let note = scene.tell(&mut self.rng, &ADVICE);
            put!(out, "advice:\n  - topic: {topic}\n");
            text(out, &mut self.rng, 4, "note", &note);
        }
        if self.rng.one_in(2) {
            let issues = scene.tell(&mut self.rng, &ISSUES);
            text(out, &mut self.rng, 0, "general_issues", &issues);
        }
        out.push_str("actions:\n");
        for _ in 0..=self.rng.below(3) {
            let due = self.calendar.forward(visit.date, 8 + self.rng.below(14));
            let done = self.calendar.forward(visit.date, 3 + self.rng.below(16));
            let done = if due < today() { Some(done.min(today())) } else { Some(done).filter(|&day| day <= today()) };
            let what = inline(&scene.tell(&mut self.rng, &ACTIONS), &mut self.rng);
            let people = [&self.school.spoc, &self.school.head.name, &self.school.contact.name];
            let who = self.rng.pick(&people);
            let who = inline(who, &mut self.rng);
            let mut rest = String::new();
            if let Some(done) = done {
                put!(rest, ", done: {done}");
            }
            if let Some(child) = numbered.filter(|_| self.rng.one_in(3)) {
                put!(rest, ", child: {}", self.children[child].upn);
            }
            if self.rng.one_in(3) {
                put!(out, "  - what: {what}\n    who: {who}\n    due: {due}\n");
                for field in rest.split(", ").filter(|field| !field.is_empty()) {
                    put!(out, "    {field}\n");
                }
            } else {
                put!(out, "  - {{what: {what}, who: {who}, due: {due}{rest}}}\n");
            }
        }
    }
}
