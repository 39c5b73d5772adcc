//! What somebody meant who wrote a value otherwise than the program reads it, and whether that is certain.

use chrono::{Datelike, NaiveDate};

use super::kinds::Certainty;
use crate::record::values::{
    AcademicYear, Count, Date, Days, DfeNumber, SchoolYear, Time, Upn, Urn, Value, Wrong, YesNo,
};
use crate::record::{MeantDay, meant as meant_day, nearest};

/// A value or a word as it is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meant {
    pub text: String,
    pub certainty: Certainty,
}

impl Meant {
    fn certain(text: impl Into<String>) -> Self {
        Self { text: text.into(), certainty: Certainty::Safe }
    }

    fn likely(text: impl Into<String>) -> Self {
        Self { text: text.into(), certainty: Certainty::Proposal }
    }
}

/// The value that was meant by a text that is wrong.
pub(super) fn value(wrong: &Wrong, text: &str) -> Option<Meant> {
    let tidy = tidy(text);
    match wrong {
        Wrong::Date(_) => tidied::<Date>(text, &tidy).or_else(|| date(&tidy)),
        Wrong::Time { .. } => tidied::<Time>(text, &tidy).or_else(|| time(&tidy)),
        Wrong::YesNo => tidied::<YesNo>(text, &tidy).or_else(|| yes_no(&tidy)),
        Wrong::Count { .. } => tidied::<Count>(text, &tidy).or_else(|| count(&tidy)),
        Wrong::Days => tidied::<Days>(text, &tidy).or_else(|| days(&tidy)),
        Wrong::Urn => tidied::<Urn>(text, &tidy).or_else(|| joined::<Urn>(&tidy)),
        Wrong::DfeNumber => tidied::<DfeNumber>(text, &tidy).or_else(|| dfe_number(&tidy)),
        Wrong::SchoolYear { .. } => tidied::<SchoolYear>(text, &tidy).or_else(|| school_year(&tidy)),
        Wrong::AcademicYear { .. } => tidied::<AcademicYear>(text, &tidy).or_else(|| academic_year(&tidy)),
        Wrong::Upn(_) => tidied::<Upn>(text, &tidy).or_else(|| upn(&tidy)),
        Wrong::Empty | Wrong::TooLarge => None,
    }
}

/// The word of a list that was meant by another. It is certain where the two differ in signs and capitals alone, where it is the only one that begins
/// so, or where one letter of a long word is wrong and no other word is as near. Short words are too near to their opposites.
pub(super) fn word<'w>(text: &str, words: impl Iterator<Item = &'w str> + Clone) -> Option<Meant> {
    const BEGINNING: usize = 4;
    let wanted = plain(text);
    if let Some(word) = only(words.clone(), &|word| word == wanted) {
        return Some(Meant::certain(word));
    }
    if wanted.chars().count() >= BEGINNING
        && let Some(word) = only(words.clone(), &|word| word.starts_with(&wanted))
    {
        return Some(Meant::certain(word));
    }
    let is_sure = |word: &str| {
        wanted.chars().count() >= 5 && word.chars().count() >= 6 && wanted.chars().next() == word.chars().next()
    };
    slip(&wanted, words.clone(), &is_sure).or_else(|| nearest(text, words).map(Meant::likely))
}

/// The name of a field that was meant by another. It is certain where the two differ in signs and capitals alone, or where one letter in it is wrong
/// and no other name is as near: `return_by` may mean something else than `returned`, `send` than `sent`.
pub(super) fn name<'w>(text: &str, names: impl Iterator<Item = &'w str> + Clone) -> Option<Meant> {
    let wanted = plain(text);
    if let Some(name) = only(names.clone(), &|name| name == wanted) {
        return Some(Meant::certain(name));
    }
    let ends_alike = |name: &str| {
        wanted.chars().last() == name.chars().last() || name.starts_with(&wanted) || wanted.starts_with(name)
    };
    let is_sure = |name: &str| name.chars().count() >= 4 && ends_alike(name);
    slip(&wanted, names.clone(), &is_sure).or_else(|| nearest(text, names).map(Meant::likely))
}

fn plain(text: &str) -> String {
    text.chars().take(100).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The only one of some words of which, without its signs, something is so.
fn only<'w>(words: impl Iterator<Item = &'w str>, fits: &dyn Fn(&str) -> bool) -> Option<&'w str> {
    let mut found = words.filter(|word| fits(&plain(word)));
    found.next().filter(|_| found.next().is_none())
}

/// The word that differs in one letter, or two that changed places, where every other differs in more.
fn slip<'w>(wanted: &str, words: impl Iterator<Item = &'w str>, is_sure: &dyn Fn(&str) -> bool) -> Option<Meant> {
    let is_near = |word: &&str| strsim::damerau_levenshtein(wanted, &plain(word)) <= 1;
    let mut near = words.filter(is_near);
    let word = near.next().filter(|_| near.next().is_none())?;
    is_sure(&plain(word)).then(|| Meant::certain(word))
}

/// A text without what editors, web pages and Word put into it unasked: quotation marks and special spaces around it, characters that cannot be
/// seen, dashes for hyphens.
fn tidy(text: &str) -> String {
    let seen = text.chars().filter(|c| !is_invisible(*c)).map(|c| match c {
        c if is_special_space(c) => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        other => other,
    });
    let plain: String = seen.collect();
    plain.trim().trim_matches(['"', '\'', '“', '”', '„', '‘', '’', '`', '´', '«', '»']).trim().to_owned()
}

/// Spaces other than the one on the keyboard.
pub(super) fn is_special_space(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}')
}

/// The text without what was put into it, where that alone was wrong.
fn tidied<V: Value>(text: &str, tidy: &str) -> Option<Meant> {
    (tidy != text && V::parse(tidy).is_ok()).then(|| Meant::certain(tidy))
}

/// The same without spaces inside.
fn joined<V: Value>(tidy: &str) -> Option<Meant> {
    let joined: String = tidy.chars().filter(|c| !c.is_whitespace()).collect();
    V::parse(&joined).is_ok().then(|| Meant::certain(joined))
}

fn date(text: &str) -> Option<Meant> {
    let Some(MeantDay::Day(day)) = meant_day(text) else { return None };
    let written = Date(day).to_string();
    Some(if is_surely(day, text) { Meant::certain(written) } else { Meant::likely(written) })
}

/// Whether a text can mean no other day. A day of the week that is another, a time of day that would be lost, and two figures that may be a year
/// or a day leave doubt.
fn is_surely(day: NaiveDate, text: &str) -> bool {
    let words = || text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let weekday = day.format("%A").to_string().to_lowercase();
    let names_a_day = |word: &&str| {
        let word = word.to_lowercase();
        let is_other = |name: &str| {
            name.starts_with(word.get(..3).unwrap_or("-")) && !weekday.starts_with(word.get(..3).unwrap_or("-"))
        };
        word.chars().all(char::is_alphabetic)
            && ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].into_iter().any(is_other)
    };
    let time = text.split_once('T').filter(|(day, _)| day.ends_with(|c: char| c.is_ascii_digit()));
    let lost_time = time.is_some_and(|(_, time)| time.contains(|c: char| c.is_ascii_digit() && c != '0'));
    let has_whole_year = words().any(|word| word == day.year().to_string());
    let may_begin_with_year =
        !has_whole_year && !text.contains(['/', '.']) && words().all(|word| word.bytes().all(|b| b.is_ascii_digit()));
    !words().any(|word| names_a_day(&word)) && !lost_time && !may_begin_with_year
}

/// Hours and minutes as people write them: `9.30`, `0930`, `2.15pm`, `2 pm`, `14:00:00`.
///
/// Hours before seven without `am` or `pm` may be those of an afternoon, and `2026` may be a year.
fn time(text: &str) -> Option<Meant> {
    let lower = text.to_lowercase().replace("p.m.", "pm").replace("a.m.", "am");
    let lower = lower.trim_end_matches('h').trim_end_matches("hrs").trim_end_matches("hours").trim();
    let (figures, half) = match (lower.strip_suffix("am"), lower.strip_suffix("pm")) {
        (Some(figures), _) => (figures, Some(0)),
        (_, Some(figures)) => (figures, Some(12)),
        _ => (lower, None),
    };
    let figures = figures.trim();
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = figures.split([':', '.', 'h', ' ']).collect();
    let (hours, minutes) = match *parts.as_slice() {
        [hours, minutes] => (hours, minutes),
        [hours, minutes, "00"] => (hours, minutes),
        [all] if all.len() == 4 && is_number(all) => all.split_at(2),
        [hours] if half.is_some() => (hours, "00"),
        _ => return None,
    };
    let is_year = parts.len() == 1 && half.is_none() && matches!(hours, "19" | "20");
    let may_be_afternoon = half.is_none() && hours.parse::<u32>().is_ok_and(|hours| hours < 7);
    if !is_number(hours) || !is_number(minutes) || minutes.len() != 2 || hours.len() > 2 {
        return None;
    }
    let written = match half {
        None => format!("{hours:0>2}:{minutes}"),
        Some(half) => {
            let hour: u32 = hours.parse().ok().filter(|hour| (1..=12).contains(hour))?;
            format!("{:02}:{minutes}", hour % 12 + half)
        }
    };
    Time::parse(&written).ok()?;
    Some(if is_year || may_be_afternoon { Meant::likely(written) } else { Meant::certain(written) })
}

fn yes_no(text: &str) -> Option<Meant> {
    match text.trim_end_matches(['.', '!']).to_lowercase().as_str() {
        "y" | "yes" => Some(Meant::certain("yes")),
        "n" | "no" => Some(Meant::certain("no")),
        "on" | "1" => Some(Meant::likely("yes")),
        "off" | "0" => Some(Meant::likely("no")),
        _ => None,
    }
}

/// A whole number with commas or spaces between its thousands, or with nothing but noughts after the point.
fn count(text: &str) -> Option<Meant> {
    let whole =
        text.split_once('.').filter(|(_, part)| part.bytes().all(|b| b == b'0')).map_or(text, |(whole, _)| whole);
    let groups: Vec<_> = whole.split([',', ' ']).collect();
    let are_thousands = groups
        .split_first()
        .is_some_and(|(first, rest)| (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3));
    let written = if groups.len() == 1 { whole.to_owned() } else { groups.concat() };
    let is_number = Count::parse(&written).is_ok() && written != text;
    match written.as_str() {
        _ if is_number && (groups.len() == 1 || are_thousands) => Some(Meant::certain(written)),
        _ => matches!(text.to_lowercase().as_str(), "none" | "nil" | "zero" | "-").then(|| Meant::likely("0")),
    }
}

fn days(text: &str) -> Option<Meant> {
    let lower = text.to_lowercase();
    let figures = lower.trim_end_matches("days").trim_end_matches("day").trim();
    let half = figures
        .strip_suffix('½')
        .map(|whole| format!("{}.5", if whole.trim().is_empty() { "0" } else { whole.trim() }));
    let point = || figures.strip_suffix(",5").map(|whole| format!("{whole}.5"));
    let written = half.or_else(point).unwrap_or_else(|| figures.to_owned());
    (Days::parse(&written).is_ok() && written != text).then(|| Meant::certain(written))
}

fn dfe_number(text: &str) -> Option<Meant> {
    let figures: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_known_sign = |c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '/' | '-' | '\\' | '.');
    let written = figures.len() == 7 && text.chars().all(is_known_sign);
    written.then(|| Meant::certain(format!("{}/{}", &figures[..3], &figures[3..])))
}

fn school_year(text: &str) -> Option<Meant> {
    let Err(Wrong::SchoolYear { meant: Some(meant) }) = SchoolYear::parse(text) else { return None };
    Some(Meant::certain(meant))
}

/// Two years that follow one another: `2026/27`, `2026-2027`, `26/27`.
fn academic_year(text: &str) -> Option<Meant> {
    let (begins, ends) = text.split_once(['/', '-', '\\', ' '])?;
    let year = |part: &str| {
        let part = part.trim_matches(['/', '-', ' ']);
        let number: u32 = part.parse().ok()?;
        match part.len() {
            2 => Some(2000 + number),
            4 => Some(number),
            _ => None,
        }
    };
    let (begins, ends) = (year(begins)?, year(ends)?);
    let written = format!("{begins:04}-{:02}", ends % 100);
    (ends == begins + 1 && AcademicYear::parse(&written).is_ok()).then(|| Meant::certain(written))
}

/// A number in capitals without spaces and signs; a letter that is none of a UPN's stands for the figure that it looks like. The check letter
/// must then fit.
fn upn(text: &str) -> Option<Meant> {
    let signs: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    let mut figures = signs.chars();
    let first = figures.next()?;
    let rest: String = figures
        .map(|c| match c {
            'O' => '0',
            'I' => '1',
            other => other,
        })
        .collect();
    let only_joined = text.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || matches!(c, '-' | '.' | '/'));
    [signs.clone(), format!("{first}{rest}")]
        .into_iter()
        .find(|written| only_joined && Upn::parse(written).is_ok())
        .map(Meant::certain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(meant: Option<Meant>) -> String {
        match meant {
            Some(Meant { text, certainty: Certainty::Safe }) => text,
            Some(Meant { text, certainty: Certainty::Proposal }) => format!("{text}?"),
            None => "-".to_owned(),
        }
    }

    fn all<V: Value>(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            let Err(wrong) = V::parse(text) else { unreachable!("{text} is right") };
            assert_eq!(shown(value(&wrong, text)), *expected, "{text}");
        }
    }

    #[test]
    fn dates_are_certain_where_they_can_mean_no_other_day() {
        all::<Date>(&[
            ("24/11/2026", "2026-11-24"),
            ("3/4/2026", "2026-04-03"),
            ("24.11.26", "2026-11-24"),
            ("24-11-26", "2026-11-24?"),
            ("24 Nov 26", "2026-11-24"),
            ("Tues 24 Nov 2026", "2026-11-24"),
            ("Mon 24 Nov 2026", "2026-11-24?"),
            ("2026-11-24T00:00:00", "2026-11-24"),
            ("2026-11-24T09:30", "2026-11-24?"),
            ("2026–11–24", "2026-11-24"),
            ("“2026-11-24”", "2026-11-24"),
            ("\u{a0}2026-11-24\u{200b}", "2026-11-24"),
            ("2026-11-31", "-"),
            ("soon", "-"),
        ]);
    }

    #[test]
    fn other_values_are_read_as_people_write_them() {
        all::<Time>(&[
            ("9.30", "09:30"),
            ("09.30", "09:30"),
            ("0930", "09:30"),
            ("2.15pm", "14:15"),
            ("12 am", "00:00"),
            ("2 p.m.", "14:00"),
            ("14:00:00", "14:00"),
            ("2.30", "02:30?"),
            ("2026", "20:26?"),
            ("24:00", "-"),
            ("9:5", "-"),
            ("13pm", "-"),
            ("noon", "-"),
        ]);
        all::<YesNo>(&[("y", "yes"), ("N", "no"), ("Yes.", "yes"), ("on", "yes?"), ("maybe", "-")]);
        all::<Count>(&[
            ("1,000", "1000"),
            ("1 200", "1200"),
            ("12.0", "12"),
            ("1.5", "-"),
            ("1,5", "-"),
            ("-1", "-"),
            ("few", "-"),
            ("none", "0?"),
        ]);
        all::<Days>(&[("2,5", "2.5"), ("2½", "2.5"), ("½ day", "0.5"), ("3 days", "3"), ("0.25", "-"), ("0", "-")]);
        all::<Urn>(&[("100 321", "100321"), ("10032a", "-")]);
        all::<DfeNumber>(&[("3172045", "317/2045"), ("317-2045", "317/2045"), ("317/204", "-")]);
        all::<SchoolYear>(&[("Year 4", "4"), ("r", "R"), ("Year4", "4"), ("15", "-")]);
        all::<AcademicYear>(&[
            ("2026/27", "2026-27"),
            ("2026-2027", "2026-27"),
            ("26/27", "2026-27"),
            ("2026-28", "-"),
            ("2026", "-"),
        ]);
        all::<Upn>(&[
            ("b801200005001", "B801200005001"),
            ("B801 2000 05001", "B801200005001"),
            ("B8O12OOOO5OO1", "B801200005001"),
            ("B801200005002", "-"),
            ("Ada Brown", "-"),
        ]);
    }

    #[test]
    fn one_word_is_meant_where_no_other_is_as_near() {
        let words = ["planned", "held", "cancelled"];
        let told = |text: &str| shown(word(text, words.into_iter()));
        for (text, expected) in [
            ("Held", "held"),
            ("planed", "planned"),
            ("canceled", "cancelled"),
            ("“held”", "held"),
            ("canc", "cancelled"),
            ("uncancelled", "cancelled?"),
            ("x", "-"),
            ("", "-"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
        let of = |text: &str, words: &[&'static str]| shown(word(text, words.iter().copied()));
        assert_eq!(of("n/met", &["met", "not-met", "unsure"]), "met?");
        assert_eq!(of("done", &["refer", "monitor", "none"]), "none?");
        assert_eq!(of("mother", &["mash", "other"]), "other?");
        assert_eq!(of("inclusion", &["exclusion", "other"]), "exclusion?");
        assert_eq!(of("fixed", &["fixed-term", "lunchtime", "permanent"]), "fixed-term");
        let named = |text: &str, names: &[&'static str]| shown(name(text, names.iter().copied()));
        assert_eq!(named("Date", &["date", "time"]), "date");
        assert_eq!(named("sumary", &["summary", "subject"]), "summary");
        assert_eq!(named("told-authority", &["told_authority", "told_by"]), "told_authority");
        assert_eq!(named("return_by", &["returned", "sent"]), "returned?");
        assert_eq!(named("send", &["returned", "sent"]), "sent?");
        assert_eq!(named("rol", &["name", "role"]), "role");
        assert_eq!(named("doe", &["done", "due", "what"]), "done?");
    }
}
