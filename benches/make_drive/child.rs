//! The children of a school, with UPNs whose check letters are right.

use super::calendar::Day;
use super::names::{FIRST_NAMES, LAST_NAMES};
use super::random::Rng;
use super::school::School;

/// A child of a school.
pub struct Child {
    pub upn: String,
    pub name: String,
    /// The year group in 2024-25: 0 for Reception, -1 for nursery, less for those still to come.
    pub base: i32,
    /// How much of the time it is absent, in per cent.
    pub absence: usize,
    /// The last day on the roll.
    pub left: Option<Day>,
}

impl Child {
    /// The year group in a school year, counted from 2024-25 as 0.
    pub fn year_in(&self, year: usize) -> i32 {
        self.base + year as i32
    }

    /// Without a UPN of its own yet.
    pub fn unnumbered(&self) -> bool {
        self.upn.starts_with("UN")
    }
}

/// The children who may turn up in a school's records over the three years.
pub fn roll(school: &School, rng: &mut Rng) -> Vec<Child> {
    let cohorts = (school.phase.youngest - 2..=school.phase.oldest).collect::<Vec<i32>>();
    (0..110)
        .map(|place| {
            let base = cohorts[place % cohorts.len()];
            let entry = (24 - base.max(-1 - base)).rem_euclid(100);
            let ending = if place % 37 == 5 {
                char::from(UPN_LETTERS[rng.below(UPN_LETTERS.len())])
            } else {
                char::from(b'0' + (place % 10) as u8)
            };
            let digits = format!("{}{:04}{entry:02}{:02}{ending}", school.authority, school.establishment, place / 10);
            let deep = rng.below(100) * rng.below(100);
            Child {
                upn: if place % 47 == 13 {
                    format!("UN{}", 1 + rng.below(5))
                } else {
                    format!("{}{digits}", check_letter(&digits))
                },
                name: format!("{} {}", rng.pick(&FIRST_NAMES), rng.pick(&LAST_NAMES)),
                base,
                absence: 9 + deep * 55 / 10_000,
                left: None,
            }
        })
        .collect()
}

const UPN_LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";

/// The check letter of a UPN's other 12 characters.
fn check_letter(rest: &str) -> char {
    let sum: usize = rest
        .bytes()
        .zip(2..)
        .map(|(byte, weight)| {
            let letter = UPN_LETTERS.iter().position(|&letter| letter == byte);
            weight * letter.unwrap_or_else(|| usize::from(byte.wrapping_sub(b'0')))
        })
        .sum();
    char::from(UPN_LETTERS[sum % 23])
}

/// A year group as records have it.
pub fn year_word(year: i32) -> String {
    match year {
        ..0 => "N".to_owned(),
        0 => "R".to_owned(),
        _ => year.to_string(),
    }
}
