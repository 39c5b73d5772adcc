//! What the text of an e-mail says of an exclusion: by its lines with a heading, and by its sentences.

use chrono::NaiveDate;

use crate::record::exclusion::ExclusionType;
use crate::record::values::{Days, SchoolYear, Upn, Value as _};
use crate::record::{MeantDay, meant};

/// The lines that are looked at, and the characters of one.
const MOST_LINES: usize = 2_000;
const MOST_CHARACTERS: usize = 500;

/// A value that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The field of a notice, as `spoc new notice` names it.
    pub field: &'static str,
    /// Its value, as a notice takes it.
    pub value: String,
    /// The line where it stands; of a form the question and the answer.
    pub line: String,
}

/// The fields that are looked for, in the order of a notice. Of `days` and `lunchtimes` only one belongs to a notice.
pub const FIELDS: [&str; 8] = ["upn", "name", "year", "type", "from", "days", "lunchtimes", "reason"];

/// What a text says of an exclusion, at most one value for each of [`FIELDS`], in their order. A line with a heading (`Year group: 9`) counts before
/// what stands in a sentence. Empty where nothing in it speaks of an exclusion.
#[must_use]
pub fn read(text: &str) -> Vec<Told> {
    let lines: Vec<_> = text.lines().take(MOST_LINES).map(plain).filter(|line| !line.is_empty()).collect();
    let mut found: Vec<Told> = Vec::new();
    for field in FIELDS {
        let in_lines = |read: &dyn Fn(&str, Option<&str>) -> Option<String>| {
            lines.iter().enumerate().find_map(|(at, line)| {
                let next = lines.get(at + 1).map(String::as_str);
                read(line, next).map(|value| Told { field, value, line: line.clone() })
            })
        };
        let headed = in_lines(&|line, next| value_of(field, headed(field, line, next)?));
        found.extend(headed.or_else(|| in_lines(&|line, _| in_sentence(field, line))));
    }
    let kind = found.iter().find(|told| told.field == "type").map(|told| told.value.clone());
    if kind.is_none() && !found.iter().any(|told| told.field == "upn") {
        return Vec::new();
    }
    // A notice of one type has no room for the measure of another.
    found.retain(|told| match (told.field, kind.as_deref()) {
        ("days", Some(kind)) => kind == "fixed-term",
        ("lunchtimes", kind) => kind == Some("lunchtime"),
        _ => true,
    });
    found
}

/// How many different pupil numbers a text holds.
#[must_use]
pub fn children_in(text: &str) -> usize {
    let mut all: Vec<_> = text.lines().take(MOST_LINES).flat_map(upns).collect();
    all.sort();
    all.dedup();
    all.len()
}

/// A line without the marks of a reply and of a list, its blanks single.
fn plain(line: &str) -> String {
    one_line(line.trim_start_matches(['>', ' ', '\t', '|', '*', '•', '-']))
}

/// A text on one line, its blanks single, without what might steer a terminal.
pub(super) fn one_line(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").chars().filter(|c| !c.is_control()).take(MOST_CHARACTERS).collect()
}

/// What stands after a field's heading in a line, else in the next.
fn headed<'l>(field: &str, line: &'l str, next: Option<&'l str>) -> Option<&'l str> {
    let headings: &[&str] = match field {
        "upn" => &["upn", "unique pupil number", "pupil number"],
        "name" => &[
            "name",
            "pupil",
            "child",
            "student",
            "pupil name",
            "pupil's name",
            "child's name",
            "child name",
            "student name",
            "name of pupil",
            "name of child",
            "name of student",
            "full name",
        ],
        "year" => &["year", "year group", "nc year", "school year"],
        "type" => &["type", "type of exclusion", "exclusion type", "type of suspension", "exclusion", "suspension"],
        "from" => &[
            "from",
            "first day",
            "start",
            "start date",
            "date from",
            "from date",
            "date of exclusion",
            "date of suspension",
            "exclusion date",
            "suspension date",
            "first day of exclusion",
            "first day of suspension",
            "starts",
            "starting",
        ],
        "days" => &[
            "days",
            "number of days",
            "no of days",
            "no. of days",
            "length",
            "duration",
            "school days",
            "number of school days",
            "length of exclusion",
            "length of suspension",
        ],
        "lunchtimes" => &["lunchtimes", "number of lunchtimes", "no of lunchtimes", "no. of lunchtimes"],
        "reason" => &[
            "reason",
            "reasons",
            "reason for exclusion",
            "reason for suspension",
            "reason for the exclusion",
            "reason for the suspension",
        ],
        _ => return None,
    };
    let (heading, value) = line.split_once(':')?;
    let heading = heading.replace('’', "'").to_lowercase();
    if !headings.contains(&heading.trim()) {
        return None;
    }
    let value = value.trim();
    if value.is_empty() { next.filter(|next| !next.ends_with(':')) } else { Some(value) }
}

/// The value of a field as a notice takes it, from what stands after its heading.
pub(super) fn value_of(field: &str, text: &str) -> Option<String> {
    match field {
        "upn" => upns(text).next().or_else(|| {
            let code = text.to_uppercase();
            Upn::parse(&code).ok().map(|_| code)
        }),
        "year" => year(text).or_else(|| in_sentence("year", text)),
        "type" => kind(text),
        "from" => day_in(text),
        "days" => number(text).or_else(|| in_sentence("days", text)).filter(|days| Days::parse(days).is_ok()),
        "lunchtimes" => number(text).filter(|count| count.bytes().all(|byte| byte.is_ascii_digit())),
        "name" => (!text.chars().any(|c| c.is_ascii_digit() || c == '@')).then(|| text.to_owned()),
        _ => Some(text.to_owned()),
    }
}

/// The value of a field where it stands in a sentence without a heading. Names and reasons are not looked for there: nobody could tell them apart.
fn in_sentence(field: &str, line: &str) -> Option<String> {
    let words: Vec<_> = line.split(' ').map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    let pairs = || words.iter().zip(words.iter().skip(1));
    match field {
        "upn" => upns(line).next(),
        "type" => kind(line),
        "year" => pairs()
            .find(|(word, _)| word.eq_ignore_ascii_case("year") || word.eq_ignore_ascii_case("yr"))
            .and_then(|(_, next)| year(next)),
        "from" => {
            let lower = line.to_lowercase();
            let speaks = ["exclu", "suspen", " from "].iter().any(|word| lower.contains(word));
            let at = lower.find(" from ").map_or(0, |at| at + " from ".len());
            if speaks { line.get(at..).and_then(day_in) } else { None }
        }
        "days" | "lunchtimes" => {
            let unit = if field == "days" { "day" } else { "lunchtime" };
            let is_unit = |word: &str| {
                let word = word.to_lowercase();
                word == unit || word.strip_suffix('s') == Some(unit)
            };
            let places = (0..words.len()).filter(|at| words.get(*at).is_some_and(|word| is_unit(word)));
            let before = places.filter_map(|at| {
                let near = words.get(at.saturating_sub(2)..at)?;
                near.iter().rev().find_map(|word| number(word))
            });
            let mut counts = before.filter(|days| Days::parse(days).is_ok());
            counts.next()
        }
        _ => None,
    }
}

/// The pupil numbers in a line that are right.
fn upns(line: &str) -> impl Iterator<Item = String> {
    let words = line.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() == 13);
    words.map(str::to_ascii_uppercase).filter(|word| Upn::parse(word).is_ok())
}

pub(super) fn kind(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let kind = if has(&["permanent exclusion", "permanently exclu", "permanent"]) && !has(&["risk of permanent"]) {
        ExclusionType::Permanent
    } else if has(&["lunchtime", "lunch time"]) && has(&["exclu", "suspen", "lunchtime"]) {
        ExclusionType::Lunchtime
    } else if has(&["fixed term", "fixed-term", "fixed period", "fixed-period", "suspended", "suspension"]) {
        ExclusionType::FixedTerm
    } else {
        return None;
    };
    Some(kind.as_str().to_owned())
}

fn year(text: &str) -> Option<String> {
    let word = text.trim().trim_start_matches(['Y', 'y']).trim();
    let word = match text.trim().to_lowercase().as_str() {
        "reception" => "R",
        "nursery" => "N",
        _ => word,
    };
    SchoolYear::parse(word).ok().map(|_| word.to_owned())
}

/// A number in figures, or in a word up to ten, at the beginning of a text.
pub(super) fn number(text: &str) -> Option<String> {
    const WORDS: [&str; 10] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let first = text.split_whitespace().next()?.to_lowercase();
    if let Some(at) = WORDS.iter().position(|word| *word == first) {
        return Some((at + 1).to_string());
    }
    if first == "half" {
        return Some("0.5".to_owned());
    }
    let is_number = first.parse::<f64>().is_ok() && first.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_number.then(|| first.strip_suffix(".0").unwrap_or(&first).to_owned())
}

/// The first day in a text that leaves no doubt. A day without its year is none.
fn day_in(text: &str) -> Option<String> {
    let words: Vec<_> = text.split(' ').map(|word| word.trim_matches([',', '.', ';', '(', ')'])).collect();
    let day = |words: &[&str]| match meant(&words.join(" ")) {
        Some(MeantDay::Day(day)) => Some(day),
        _ => None,
    };
    let starts = 0..words.len();
    let found: Option<NaiveDate> = starts.into_iter().find_map(|start| {
        // The longest first: `6 October 2026` and not `6 October 20`.
        (1..=5).rev().find_map(|length| day(words.get(start..start + length)?))
    });
    found.map(|day| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<(&'static str, String)> {
        read(text).into_iter().map(|told| (told.field, told.value)).collect()
    }

    fn expected(pairs: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
        pairs.iter().map(|(field, value)| (*field, (*value).to_owned())).collect()
    }

    #[test]
    fn a_form_is_read_by_its_headings() {
        let form = "From: T Cole <t.cole@oakfield.example>\n\nPupil name: Ada Hill\nUPN: b801200005001\nYear group: Year 4\n\
            Type of exclusion: Suspension\nStart date: Tuesday 6th October 2026\nNumber of days: 2.5 days\nReason for exclusion:\nHit another child.\n";
        let all = [
            ("upn", "B801200005001"),
            ("name", "Ada Hill"),
            ("year", "4"),
            ("type", "fixed-term"),
            ("from", "2026-10-06"),
            ("days", "2.5"),
            ("reason", "Hit another child."),
        ];
        assert_eq!(values(form), expected(&all));
        assert_eq!(values(&form.replace('\n', "\r\n> ")), expected(&all));
    }

    #[test]
    fn a_sentence_is_read_as_far_as_it_goes() {
        let text = "Dear Priya,\n\nI write to tell you that we suspended a Year 9 pupil (E942200024001) for two days from 06/10/2026.\n";
        let all =
            [("upn", "E942200024001"), ("year", "9"), ("type", "fixed-term"), ("from", "2026-10-06"), ("days", "2")];
        assert_eq!(values(text), expected(&all));
        let lunch = "E942200024001 has a lunchtime exclusion of 3 lunchtimes from 6 Oct 2026";
        assert_eq!(
            values(lunch),
            expected(&[("upn", "E942200024001"), ("type", "lunchtime"), ("from", "2026-10-06"), ("lunchtimes", "3")])
        );
        let permanent = "We have permanently excluded E942200024001 after two days of thought.";
        assert_eq!(values(permanent), expected(&[("upn", "E942200024001"), ("type", "permanent")]));
    }

    #[test]
    fn what_leaves_a_doubt_is_not_read() {
        // No year, a wrong check letter, a month that is none.
        let text = "UPN: A801200005001\nType: suspension\nFrom: 6 October\nYear: 15\nDays: some\n";
        assert_eq!(values(text), expected(&[("type", "fixed-term")]));
        assert_eq!(values("Thank you for the visit in Year 4 on 6 October 2026.\nName: Tim\n"), []);
        assert_eq!(values(""), []);
        assert_eq!(children_in("B801200005001 and E942200024001, B801200005001"), 2);
    }
}
