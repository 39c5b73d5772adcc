//! The pro formas, sent and returned.

use super::calendar::Day;
use super::child::year_word;
use super::events::{Exclusion, Review, Visit};
use super::maker::Maker;
use super::names::PROVIDERS;
use super::prose::{ABSENCE_NOTES, BODY, EVIDENCE, ISSUES};
use super::school::School;
use super::yaml::{inline, put, text};

impl Maker<'_> {
    /// The pro forma of a visit. Whom it selects for the review is added to `review`.
    pub fn pro_forma(&mut self, visit: &Visit, exclusions: &[&Exclusion], review: &mut Review) -> String {
        let year = visit.term / 3;
        let mut out = String::new();
        if self.habits.comments {
            put!(out, "# Pro forma for the visit on {}\n", visit.date.in_words());
        }
        put!(out, "kind: pro-forma\nvisit: {}\n", visit.date);
        if let Some(sent) = visit.sent {
            put!(out, "sent: {sent}\nsent_to: {}\n", inline(&self.school.contact.name, &mut self.rng));
        }
        if let Some(chased) = visit.chased {
            put!(out, "chased: [{chased}]    # rang the office as well\n");
        }
        let Some(returned) = visit.returned else {
            return out;
        };
        put!(out, "returned: {returned}\ncompleted_by: {}\n\n", inline(&self.school.contact.name, &mut self.rng));
        self.absence(&mut out, visit, returned, review);
        if !exclusions.is_empty() {
            out.push_str("\nexclusions:\n");
        }
        for exclusion in exclusions {
            let fields = self.exclusion_fields(exclusion);
            self.row(&mut out, 2, &fields);
        }
        self.risk(&mut out, visit, returned, review);
        self.placements(&mut out, visit, returned);
        let scene = self.scene(year, visit.date);
        out.push('\n');
        let issues = format!("{} {}", scene.tell(&mut self.rng, &ISSUES), scene.tell(&mut self.rng, &BODY));
        text(&mut out, &mut self.rng, 0, "issues", &issues);
        if self.rng.one_in(2) {
            let note = scene.tell(&mut self.rng, &BODY);
            text(&mut out, &mut self.rng, 0, "note", &note);
        }
        out
    }

    /// The absence figures; the top 10% of the persistently absent, ties included, go into the review.
    fn absence(&mut self, out: &mut String, visit: &Visit, returned: Day, review: &mut Review) {
        let year = visit.term / 3;
        let from = self.calendar.terms[year * 3].from;
        let to = self.calendar.back(returned, 1);
        let sessions = 2 * self.calendar.school_days(from, to).len();
        let roll = self.school.on_roll + self.rng.below(12);
        put!(out, "absence:\n  from: {from}\n  to: {to}\n  on_roll: {roll}\n  children:\n");
        let mut present = self.on_roll(year, to);
        self.rng.shuffle(&mut present);
        present.truncate(24 + self.rng.below(37));
        let mut rates = Vec::new();
        for child in present {
            let possible = if self.rng.one_in(8) { sessions - 2 * self.rng.below(sessions / 4) } else { sessions };
            let percent = (self.children[child].absence + self.rng.below(7)).clamp(7, 85);
            let absent = (possible * percent).div_ceil(100).min(possible);
            let unauthorised = absent * self.rng.below(90) / 100;
            rates.push((child, absent, possible));
            let scene = self.scene_of(child, year, returned);
            let mut fields = self.child_fields(child, year);
            fields.push(("possible", possible.to_string()));
            fields.push(("authorised", (absent - unauthorised).to_string()));
            fields.push(("unauthorised", unauthorised.to_string()));
            if self.rng.one_in(4) {
                let note = scene.tell(&mut self.rng, &ABSENCE_NOTES);
                fields.push(("note", inline(&note, &mut self.rng)));
            }
            self.row(out, 4, &fields);
        }
        rates.retain(|&(_, absent, possible)| absent * 10 >= possible);
        rates.sort_by(|a, b| (b.1 * a.2).cmp(&(a.1 * b.2)));
        if let Some(&(_, absent, possible)) = rates.get(rates.len().div_ceil(10).wrapping_sub(1)) {
            for &(child, _, _) in rates.iter().filter(|row| row.1 * possible >= absent * row.2) {
                review.add(child, "persistent-absence");
            }
        }
    }

    fn risk(&mut self, out: &mut String, visit: &Visit, returned: Day, review: &mut Review) {
        let year = visit.term / 3;
        let mut present = self.on_roll(year, visit.date);
        self.rng.shuffle(&mut present);
        present.truncate(self.rng.below(3));
        if !present.is_empty() {
            out.push_str("\nrisk_of_permanent_exclusion:\n");
        }
        for child in present {
            review.add(child, "risk-of-permanent-exclusion");
            let evidence = self.scene_of(child, year, returned).tell(&mut self.rng, &EVIDENCE);
            put!(
                out,
                "  - upn: {}\n    name: {}\n",
                self.children[child].upn,
                inline(&self.children[child].name, &mut self.rng)
            );
            put!(out, "    year: {}\n", year_word(self.children[child].year_in(year)));
            text(out, &mut self.rng, 4, "evidence", &evidence);
        }
    }

    /// Managed moves, alternative provision and children missing from education.
    fn placements(&mut self, out: &mut String, visit: &Visit, returned: Day) {
        let year = visit.term / 3;
        let days = self.calendar.working(self.calendar.back(returned, 40), self.calendar.back(returned, 2));
        let mut present = self.on_roll(year, returned);
        self.rng.shuffle(&mut present);
        let mut present = present.into_iter();
        let requested = (self.rng.below(3), self.rng.below(3));
        put!(out, "\nmanaged_moves:\n  requested: {{internally: {}, externally: {}}}\n", requested.0, requested.1);
        let moves: Vec<usize> = present.by_ref().take(self.rng.below(3)).collect();
        if !moves.is_empty() {
            out.push_str("  moves:\n");
        }
        for child in moves {
            let agreed = self.rng.pick(&days);
            let started = self.calendar.forward(agreed, self.rng.below(8));
            let other = School::name_of(self.school.index + 1 + self.rng.below(40));
            let mut fields = self.child_fields(child, year);
            fields.push(("from_school", inline(&self.school.name, &mut self.rng)));
            fields.push(("to_school", inline(&other, &mut self.rng)));
            fields.push(("agreed", agreed.to_string()));
            if started <= returned {
                fields.push(("started", started.to_string()));
                fields.push((
                    "outcome",
                    (self.rng.pick(&["under-way", "under-way", "completed", "returned"])).to_owned(),
                ));
                fields.push(("reviews", format!("[{}]", self.calendar.forward(started, 20))));
            }
            self.row(out, 4, &fields);
        }
        let placed: Vec<usize> = present.by_ref().take(self.rng.below(4)).collect();
        if !placed.is_empty() {
            out.push_str("\nalternative_provision:\n");
        }
        for child in placed {
            let from = self.rng.pick(&days);
            let mut fields = self.child_fields(child, year);
            let provider = self.rng.pick(&PROVIDERS);
            fields.push(("provider", inline(provider, &mut self.rng)));
            fields.push(("from", from.to_string()));
            if self.rng.one_in(3) {
                fields.push(("until", from.plus(60).to_string()));
            }
            fields.push(("sessions_per_week", (2 + self.rng.below(7)).to_string()));
            fields.push(("on_roll", (self.rng.pick(&["yes", "true", "yes"])).to_owned()));
            fields.push(("review", self.calendar.forward(visit.date, 15).to_string()));
            self.row(out, 2, &fields);
        }
        if let Some(child) = present.next().filter(|_| self.rng.one_in(5)) {
            let seen = self.rng.pick(&days);
            let mut fields = self.child_fields(child, year);
            fields.push(("last_seen", seen.to_string()));
            fields.push(("told_authority", self.calendar.forward(seen, 2).min(returned).to_string()));
            out.push_str("\nmissing_from_education:\n");
            self.row(out, 2, &fields);
        }
    }
}
