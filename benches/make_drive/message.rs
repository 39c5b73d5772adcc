//! The emails and letters.

use super::calendar::{Day, today};
use super::events::next_visit;
use super::maker::{File, Maker};
use super::names::slug;
use super::prose::{BODY, TOPICS, Topic};
use super::yaml::{inline, put, wrap};

impl Maker<'_> {
    /// `count` emails or letters, each on a day of its own.
    pub fn messages(&mut self, count: usize, from: Day, visits: &[Day], letters: bool) -> Vec<File> {
        let days = self.calendar.working(from, today());
        (0..count)
            .map(|place| {
                let date = days[place * days.len() / count];
                let topic = self.rng.pick(&TOPICS);
                let text = self.message(&topic, date, visits, letters);
                File {
                    folder: if letters { "correspondence" } else { "emails" }.to_owned(),
                    name: format!("{date} {}{}.md", if letters { "letter, " } else { "" }, topic.words),
                    text,
                    term: 0,
                }
            })
            .collect()
    }

    fn message(&mut self, topic: &Topic, date: Day, visits: &[Day], letter: bool) -> String {
        let rng = &mut self.rng;
        let year = (0..3).rev().find(|&year| self.calendar.terms[year * 3].from <= date).unwrap_or(0);
        let visit = next_visit(visits.iter().copied(), date);
        let school = &self.school;
        let spoc_email = format!("{}@northmere.example", slug(&school.spoc, '.'));
        let spoc = (school.spoc.as_str(), spoc_email.as_str());
        let person = if rng.one_in(3) { &school.head } else { &school.contact };
        let person = (person.name.as_str(), person.email.as_str());
        let (sender, reader) = if rng.one_in(3) { (person, spoc) } else { (spoc, person) };
        let child = loop {
            let child = rng.below(self.children.len());
            let age = self.children[child].year_in(year);
            if (school.phase.youngest..=school.phase.oldest).contains(&age) {
                break child;
            }
        };
        let scene = self.scene_of(child, year, visit);
        let rng = &mut self.rng;
        let subject = scene.tell(rng, &[topic.subject]);
        let mut out = format!("---\ndate: {date}\n");
        if letter {
            put!(out, "from: {}\nto: {}\n", inline(sender.0, rng), inline(reader.0, rng));
        } else {
            put!(out, "from: {}\n", sender.1);
            match rng.below(4) {
                0 => put!(out, "to: {}\n", reader.1),
                1 => put!(out, "to:\n  - {}\n", reader.1),
                _ => put!(out, "to: [{}]\n", reader.1),
            }
            match rng.below(6) {
                0 => out.push_str("cc: []\n"),
                1 => put!(out, "cc: [office@{}.example]\n", school.slug),
                _ => {}
            }
        }
        put!(out, "subject: {}\n", inline(&subject, rng));
        if rng.below(4) > 0 {
            put!(out, "about: {}\n", topic.about);
        }
        if !visits.is_empty() && matches!(topic.about, "visit-dates" | "pro-forma") {
            put!(out, "visit: {visit}\n");
        }
        if subject.contains(&self.children[child].name) && !self.children[child].unnumbered() {
            put!(out, "child: {}\n", self.children[child].upn);
        }
        put!(out, "---\n\nDear {},\n\n", reader.0);
        let length = if letter { 7 + rng.below(6) } else { 4 + rng.below(10) };
        let width = if rng.one_in(3) { 76 } else { usize::MAX };
        let mut paragraph = scene.tell(rng, &[topic.opening[usize::from(sender != spoc)]]);
        for (place, sentence) in rng.several(&BODY, length).into_iter().enumerate() {
            if place % 3 == 1 {
                put!(out, "{}\n\n", wrap(&paragraph, width, ""));
                paragraph.clear();
            }
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(&scene.tell(rng, &[sentence]));
        }
        put!(out, "{}\n\n", wrap(&paragraph, width, ""));
        put!(
            out,
            "{},\n\n{}\n",
            if letter {
                "Yours sincerely"
            } else {
                rng.pick(&["Kind regards", "Best wishes", "Many thanks", "With thanks"])
            },
            sender.0
        );
        if sender == spoc {
            out.push_str("Family Early Help, Northmere Council\nTel 020 7946 0100\n");
        } else {
            put!(out, "{}\n", self.school.name);
        }
        out
    }
}
