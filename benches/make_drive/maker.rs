//! The maker of one school's records: the school, its children, the habits of its staff, and the rows that many records have.

use super::calendar::{Calendar, Day};
use super::child::{Child, roll, year_word};
use super::events::{Exclusion, Sanction, in_days};
use super::prose::Scene;
use super::random::Rng;
use super::school::School;
use super::yaml::{inline, put};

/// A record file of a school: `folder` is empty for `school.yaml`.
pub struct File {
    pub folder: String,
    pub name: String,
    pub text: String,
    /// The term it belongs to: where a school has few records, the oldest terms are left out.
    pub term: usize,
}

/// Makes the records of one school. Each kind of record has its own file of methods.
pub struct Maker<'a> {
    pub calendar: &'a Calendar,
    pub rng: Rng,
    pub school: School,
    pub children: Vec<Child>,
    pub habits: Habits,
}

/// How the staff of one school write.
pub struct Habits {
    pub folders_by_year: bool,
    pub block_rows: bool,
    pub quoted_names: bool,
    pub notices_in_markdown: bool,
    pub comments: bool,
}

impl<'a> Maker<'a> {
    /// The maker of the school with this number.
    pub fn new(calendar: &'a Calendar, index: usize) -> Self {
        let mut rng = Rng::of_school(index);
        let school = School::new(index, &mut rng);
        let children = roll(&school, &mut rng);
        let habits = Habits {
            folders_by_year: rng.one_in(4),
            block_rows: rng.one_in(6),
            quoted_names: rng.one_in(4),
            notices_in_markdown: rng.one_in(5),
            comments: rng.one_in(2),
        };
        Maker { calendar, rng, school, children, habits }
    }

    /// The children on the roll on a day of a year, by their place in `children`.
    pub fn on_roll(&self, year: usize, day: Day) -> Vec<usize> {
        let phase = self.school.phase;
        (0..self.children.len())
            .filter(|&child| {
                let child = &self.children[child];
                (phase.youngest..=phase.oldest).contains(&child.year_in(year))
                    && child.left.is_none_or(|left| day <= left)
            })
            .collect()
    }

    /// The fields that begin each row about a child.
    pub fn child_fields(&mut self, child: usize, year: usize) -> Vec<(&'static str, String)> {
        let child = &self.children[child];
        let name =
            if self.habits.quoted_names { format!("\"{}\"", child.name) } else { inline(&child.name, &mut self.rng) };
        vec![("upn", child.upn.clone()), ("name", name), ("year", year_word(child.year_in(year)))]
    }

    /// The fields of an exclusion, in a pro forma and in a notice alike.
    pub fn exclusion_fields(&mut self, exclusion: &Exclusion) -> Vec<(&'static str, String)> {
        let mut fields = self.child_fields(exclusion.child, exclusion.term / 3);
        let (kind, measure) = match exclusion.what {
            Sanction::Permanent => ("permanent", None),
            Sanction::Lunchtimes(count) => ("lunchtime", Some(("lunchtimes", count.to_string()))),
            Sanction::HalfDays(halves) => ("fixed-term", Some(("days", in_days(halves)))),
        };
        let kind = if kind == "fixed-term" && self.rng.one_in(12) { "suspension" } else { kind };
        fields.push(("type", kind.to_owned()));
        fields.push(("from", exclusion.from.to_string()));
        fields.extend(measure);
        if let Some(misses) = exclusion.misses_exam {
            fields.push(("misses_exam", if misses { "yes" } else { "no" }.to_owned()));
        }
        fields.push(("told_authority", exclusion.told.to_string()));
        fields.push(("reason", inline(&exclusion.reason, &mut self.rng)));
        fields
    }

    /// A row of a list, in flow or block style as this school writes them.
    pub fn row(&mut self, out: &mut String, indent: usize, fields: &[(&str, String)]) {
        let pad = " ".repeat(indent);
        if self.habits.block_rows {
            for (place, (key, value)) in fields.iter().enumerate() {
                put!(out, "{pad}{} {key}: {value}\n", if place == 0 { "-" } else { " " });
            }
            return;
        }
        let fields: Vec<String> = fields.iter().map(|(key, value)| format!("{key}: {value}")).collect();
        put!(out, "{pad}- {{{}}}", fields.join(", "));
        if self.habits.comments && self.rng.one_in(40) {
            out.push_str(self.rng.pick(&[
                "   # spoken to the family",
                "   # check the spelling",
                "   # moved house in the summer",
            ]));
        }
        out.push('\n');
    }

    /// A scene with some child of the year in it.
    pub fn scene(&mut self, year: usize, date: Day) -> Scene {
        let present = self.on_roll(year, date);
        let child = if present.is_empty() { 0 } else { self.rng.pick(&present) };
        self.scene_of(child, year, date)
    }

    /// A scene with this child in it.
    pub fn scene_of(&self, child: usize, year: usize, date: Day) -> Scene {
        let child = &self.children[child];
        let first = child.name.split(' ').next().unwrap_or_default();
        Scene {
            child: child.name.clone(),
            first: first.to_owned(),
            year: year_word(child.year_in(year)),
            head: self.school.head.name.clone(),
            contact: self.school.contact.name.clone(),
            spoc: self.school.spoc.clone(),
            school: self.school.name.clone(),
            date: date.in_words(),
        }
    }
}
