//! The phone logs, one for each school year.

use super::calendar::{YEAR_NAMES, today};
use super::events::{Visit, next_visit};
use super::maker::Maker;
use super::prose::{ABOUT, ACTIONS, ADVICE, CALLS};
use super::yaml::{inline, put, text};

impl Maker<'_> {
    /// The log of a school year, counted from the first.
    pub fn phone_log(&mut self, year: usize, visits: &[Visit]) -> String {
        let today = today();
        let mut out = format!("kind: phone-log\nacademic_year: {}\n", YEAR_NAMES[year]);
        if self.habits.comments {
            out.push_str("# newest at the bottom, please\n");
        }
        out.push_str("calls:\n");
        let from = self.calendar.terms[year * 3].from;
        let to = self.calendar.terms[year * 3 + 2].to.min(today);
        let days = self.calendar.working(from, to);
        let count = days.len() / 10 + self.rng.below(8) + 1;
        for place in 0..count {
            let date = days[place * days.len() / count];
            let child = self.rng.pick(&self.on_roll(year, from));
            let scene = self.scene_of(child, year, next_visit(visits.iter().map(|visit| visit.date), date));
            let about = self.rng.pick(&ABOUT);
            let (person, role) = if self.rng.one_in(3) {
                (&self.school.head, "Headteacher")
            } else {
                (&self.school.contact, "Attendance lead")
            };
            let with = inline(&person.name, &mut self.rng);
            let summary = scene.tell(&mut self.rng, &CALLS);
            let hour = 9 + self.rng.below(7);
            let minute = 5 * self.rng.below(12);
            put!(
                out,
                "  - date: {date}\n    time: {hour:02}:{minute:02}\n    by: {}\n    with: {with}\n",
                self.school.spoc
            );
            if self.rng.one_in(2) {
                put!(out, "    role: {role}\n");
            }
            put!(out, "    direction: {}\n    about: {about}\n", self.rng.pick(&["in", "out"]));
            if about == "child" && !self.children[child].unnumbered() {
                put!(out, "    child: {}\n", self.children[child].upn);
            }
            text(&mut out, &mut self.rng, 4, "summary", &summary);
            if self.rng.one_in(4) {
                let advice = scene.tell(&mut self.rng, &ADVICE);
                text(&mut out, &mut self.rng, 4, "advice", &advice);
            }
            if self.rng.one_in(4) {
                let due = self.calendar.forward(date, 5);
                let done = self.calendar.forward(date, 1 + self.rng.below(6));
                let what = inline(&scene.tell(&mut self.rng, &ACTIONS), &mut self.rng);
                put!(out, "    follow_up: {{what: {what}, due: {due}");
                if due < today || done <= today {
                    put!(out, ", done: {}", done.min(today));
                }
                out.push_str("}\n");
            }
        }
        out
    }
}
