//! A school of a made drive: who works there, and what kind it is.

use super::names::{FIRST_NAMES, LAST_NAMES, PATRONS, PLACES, QUARTERS, SCHOOLS_A_MANAGER, person_name, slug};
use super::random::Rng;

/// What stands in `school.yaml`, and what other records say of the school.
pub struct School {
    pub index: usize,
    pub name: String,
    /// The name as it stands in addresses.
    pub slug: String,
    pub urn: String,
    pub dfe_number: String,
    pub authority: usize,
    pub establishment: usize,
    pub phase: &'static Phase,
    pub status: &'static str,
    pub on_roll: usize,
    pub spoc: String,
    pub head: Person,
    pub contact: Person,
}

/// Someone on the school's side.
pub struct Person {
    pub name: String,
    pub email: String,
    pub phone: String,
}

/// A kind of school and the years that it teaches: 0 is Reception, -1 nursery.
pub struct Phase {
    /// As records have it.
    pub word: &'static str,
    /// As the name of a school ends.
    pub title: &'static str,
    pub youngest: i32,
    pub oldest: i32,
}

impl School {
    pub fn new(index: usize, rng: &mut Rng) -> Self {
        let name = School::name_of(index);
        let slug = slug(&name, '-');
        let phase = School::phase_of(index);
        let authority = 317 + index / 7000;
        let establishment = 2000 + index % 7000;
        let manager = index / SCHOOLS_A_MANAGER;
        let spoc = person_name(manager * 6 + 1 + index % 5);
        let head = School::person(&slug, "head", rng);
        let contact = if rng.one_in(4) {
            Person { name: head.name.clone(), email: head.email.clone(), phone: head.phone.clone() }
        } else {
            School::person(&slug, "attendance", rng)
        };
        School {
            index,
            urn: format!("{:06}", 100_321 + index),
            dfe_number: format!("{authority}/{establishment}"),
            authority,
            establishment,
            phase,
            status: rng.pick(&["maintained", "maintained", "academy", "academy", "free-school"]),
            on_roll: if phase.oldest > 6 { 600 + rng.below(800) } else { 190 + rng.below(440) },
            spoc,
            head,
            contact,
            name,
            slug,
        }
    }

    /// A name that no other school has: the parts count like the digits of a number.
    pub fn name_of(index: usize) -> String {
        let many = PLACES.len() * QUARTERS.len() * PATRONS.len();
        let scattered = (index % many) * 7919 % many;
        let place = PLACES[scattered % PLACES.len()];
        let quarter = QUARTERS[scattered / PLACES.len() % QUARTERS.len()];
        let patron = PATRONS[scattered / PLACES.len() / QUARTERS.len()];
        let number = match index / many {
            0 => String::new(),
            round => format!(" {}", round + 1),
        };
        format!("{patron}{place}{quarter}{number} {}", School::phase_of(index).title)
    }

    fn phase_of(index: usize) -> &'static Phase {
        const WEIGHTS: [usize; 12] = [0, 0, 1, 0, 0, 2, 0, 1, 0, 3, 0, 4];
        &PHASES[WEIGHTS[index % WEIGHTS.len()]]
    }

    fn person(slug: &str, mailbox: &str, rng: &mut Rng) -> Person {
        let title = rng.pick(&["Ms", "Mr", "Mrs", "Dr", "Miss"]);
        let initial = rng.pick(&FIRST_NAMES).chars().next().unwrap_or('A');
        Person {
            name: format!("{title} {initial} {}", rng.pick(&LAST_NAMES)),
            email: format!("{mailbox}@{slug}.example"),
            phone: format!("020 7946 {:04}", rng.below(1000)),
        }
    }
}

const PHASES: [Phase; 5] = [
    Phase { word: "primary", title: "Primary School", youngest: -1, oldest: 6 },
    Phase { word: "secondary", title: "High School", youngest: 7, oldest: 11 },
    Phase { word: "secondary", title: "Academy", youngest: 7, oldest: 13 },
    Phase { word: "special", title: "School", youngest: 0, oldest: 11 },
    Phase { word: "pupil-referral-unit", title: "Centre", youngest: 5, oldest: 11 },
];
