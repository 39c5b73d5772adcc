//! The rows of an export: children at or over the threshold are taken, and of every other row it is known why it is left out.

use std::collections::BTreeMap;
use std::fmt;

use super::columns::Columns;
use crate::policy::AbsenceField;
use crate::procedure::review::is_persistent;
use crate::words::listed;
use crate::workbook::{self, Taken, TextRow, TextSheet};

/// Where a row stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The sheet; empty in a text.
    pub sheet: String,
    /// Its row or line, from 1.
    pub row: u32,
}

/// A child that is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// Where it stands.
    pub place: Place,
    /// The UPN, or UN1 to UN5.
    pub upn: String,
    /// The name, forename first.
    pub name: String,
    /// The year group.
    pub year: String,
    /// Sessions that the child could have attended.
    pub possible: u32,
    /// Sessions missed with leave.
    pub authorised: u32,
    /// Sessions missed without leave.
    pub unauthorised: u32,
}

/// A row that names a child at or over the threshold, or may do so, and is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Where it stands.
    pub place: Place,
    /// The UPN, where it is right.
    pub upn: Option<String>,
    /// Why.
    pub why: String,
}

/// What became of the rows of an export.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// Children at or over the threshold.
    pub taken: Vec<Child>,
    /// Rows that someone should look at.
    pub left_out: Vec<LeftOut>,
    /// How many are below the threshold.
    pub below: usize,
    /// Those of them that have a right UPN; a code stands with the name, as [`key`] has it.
    below_keys: Vec<String>,
    /// Those of them that have none, or a wrong one.
    pub below_without_upn: Vec<Place>,
    /// Rows of children without possible sessions.
    pub none_possible: Vec<Place>,
    /// Rows of totals and averages.
    pub totals: Vec<Place>,
    /// Rows of text between or below the children.
    pub texts: Vec<Place>,
    /// Rows that say once more what another says.
    pub again: Vec<Place>,
    /// How many empty cells were read as 0.
    pub zeros: usize,
    read: Vec<Read>,
}

/// A row whose figures can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Read {
    place: Place,
    upn: Result<String, String>,
    name: Option<String>,
    year: Result<String, String>,
    figures: [u32; 3],
}

impl Rows {
    /// Takes in the rows of a sheet that stand below its headings.
    pub fn add(&mut self, sheet: &TextSheet, columns: &Columns) {
        for row in sheet.rows.iter().filter(|row| row.number > columns.row && !columns.is_repeated(row)) {
            let place = Place { sheet: sheet.name.clone(), row: row.number };
            self.add_row(place, row, columns);
        }
    }

    /// Parts those that were read: to be called once, when all are in.
    pub fn part(&mut self) {
        let read = std::mem::take(&mut self.read);
        let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (number, row) in read.iter().enumerate() {
            if let Ok(upn) = &row.upn {
                by_key.entry(key(upn, row.name.as_deref().unwrap_or_default())).or_default().push(number);
            }
        }
        for (number, row) in read.iter().enumerate() {
            let same =
                row.upn.as_ref().ok().and_then(|upn| by_key.get(&key(upn, row.name.as_deref().unwrap_or_default())));
            let others = same.map(Vec::as_slice).unwrap_or_default();
            let differs = others.iter().any(|other| read[*other].figures != row.figures);
            if differs && others.iter().any(|other| read[*other].is_persistent()) {
                let lines: Vec<_> = others
                    .iter()
                    .filter(|other| **other != number)
                    .map(|other| read[*other].place.to_string())
                    .collect();
                let why = format!("{} names the same child with other figures", listed(&lines));
                self.left_out.push(LeftOut { place: row.place.clone(), upn: row.upn.clone().ok(), why });
            } else if others.first().is_some_and(|first| *first != number) {
                self.again.push(row.place.clone());
            } else {
                self.take(row);
            }
        }
        self.left_out.sort_by(|a, b| a.place.cmp(&b.place));
    }

    /// How many children it names.
    #[must_use]
    pub fn children(&self) -> usize {
        self.taken.len() + self.below + self.none_possible.len()
    }

    /// Whether it names a child with figures below the threshold.
    #[must_use]
    pub fn is_below(&self, upn: &str, name: &str) -> bool {
        self.below_keys.contains(&key(upn, name))
    }

    fn add_row(&mut self, place: Place, row: &TextRow, columns: &Columns) {
        use AbsenceField as F;
        let cell = |field: F| columns.cell(row, field).map(without_mark);
        let name = name(cell);
        let upn = cell(F::Upn);
        let figures = [F::Possible, F::Authorised, F::Unauthorised].map(cell);
        let upn_is_there = upn.is_some();
        let upn = match upn.map(|upn| workbook::answer(Taken::Upn, upn)) {
            Some(Ok(Some(upn))) => Ok(upn),
            Some(Err(why)) => Err(why),
            Some(Ok(None)) | None => Err("it has no UPN".to_owned()),
        };
        let is_child = upn.is_ok() || name.is_some();
        let may_be_child = upn_is_there && name.is_some();
        if upn.is_err() && !may_be_child && figures.iter().all(Option::is_none) {
            return self.texts.push(place);
        }
        let names_nobody = !is_child && !upn_is_there;
        if names_nobody || upn.is_err() && row.cells.iter().any(|(_, text)| is_of_total(text)) {
            return self.totals.push(place);
        }
        let mut numbers = [0; 3];
        for ((number, text), field) in numbers.iter_mut().zip(figures).zip(["possible", "authorised", "unauthorised"]) {
            let read = match text.filter(|text| !text.chars().all(|c| "-–—".contains(c))) {
                Some(text) => count(text).map_err(|why| format!("{field}: {why}")),
                None if field == "possible" => Err("it has no sessions possible".to_owned()),
                None => {
                    self.zeros += 1;
                    Ok(0)
                }
            };
            match read {
                Ok(count) => *number = count,
                Err(why) => return self.left_out.push(LeftOut { place, upn: upn.ok(), why }),
            }
        }
        let [possible, authorised, unauthorised] = numbers;
        let missed = u64::from(authorised) + u64::from(unauthorised);
        if missed > u64::from(possible) {
            let why = format!("{missed} sessions are missed, and {possible} were possible");
            return self.left_out.push(LeftOut { place, upn: upn.ok(), why });
        }
        if possible == 0 {
            return self.none_possible.push(place);
        }
        let year = match (cell(F::Year), cell(F::Class)) {
            (Some(year), _) => year_of(year),
            (None, Some(class)) => year_of_class(class),
            (None, None) => Err("it has no year".to_owned()),
        };
        self.read.push(Read { place, upn, name, year, figures: numbers });
    }

    fn take(&mut self, row: &Read) {
        if !row.is_persistent() {
            self.below += 1;
            match &row.upn {
                Ok(upn) => self.below_keys.push(key(upn, row.name.as_deref().unwrap_or_default())),
                Err(_) => self.below_without_upn.push(row.place.clone()),
            }
            return;
        }
        let [possible, authorised, unauthorised] = row.figures;
        let name = row.name.clone().ok_or_else(|| "it has no name".to_owned());
        let child = row.upn.clone().and_then(|upn| Ok((upn, name?, row.year.clone()?)));
        match child {
            Ok((upn, name, year)) => {
                self.taken.push(Child { place: row.place.clone(), upn, name, year, possible, authorised, unauthorised })
            }
            Err(why) => {
                let rate = format!("{why}; {} of {possible} sessions are missed", authorised + unauthorised);
                self.left_out.push(LeftOut { place: row.place.clone(), upn: row.upn.clone().ok(), why: rate });
            }
        }
    }
}

impl Read {
    fn is_persistent(&self) -> bool {
        let [possible, authorised, unauthorised] = self.figures;
        is_persistent(u64::from(authorised) + u64::from(unauthorised), u64::from(possible))
    }
}

/// What a child is known by: the UPN; a code stands with the name (records.md, section 2).
pub fn key(upn: &str, name: &str) -> String {
    if upn.len() > 3 { upn.to_owned() } else { format!("{upn} {}", spelt(name)) }
}

/// A name as it is compared: capitals and spaces aside.
pub fn spelt(name: &str) -> String {
    name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A cell without the mark by which Excel keeps a number as text.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\'').unwrap_or(text).trim()
}

/// The name, forename first and on one line.
fn name<'r>(cell: impl Fn(AbsenceField) -> Option<&'r str>) -> Option<String> {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let parts: Vec<_> =
        [AbsenceField::Forename, AbsenceField::Surname].into_iter().filter_map(&cell).map(one_line).collect();
    if !parts.is_empty() {
        return Some(parts.join(" "));
    }
    let whole = one_line(cell(AbsenceField::Name)?);
    Some(match whole.split(',').map(str::trim).collect::<Vec<_>>().as_slice() {
        [surname, forename] if !surname.is_empty() && !forename.is_empty() => format!("{forename} {surname}"),
        _ => whole,
    })
}

/// Whether a text says that its row is one of totals.
fn is_of_total(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let words = || lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_sum = |word: &str| ["total", "totals", "subtotal", "subtotals", "average", "averages"].contains(&word);
    let is_all =
        ["all pupils", "all students", "all children", "whole school"].iter().any(|all| lower.starts_with(all));
    is_all || words().next().is_some_and(is_sum) || words().next_back().is_some_and(is_sum)
}

fn count(text: &str) -> Result<u32, String> {
    let answer = workbook::answer(Taken::Count, text)?.unwrap_or_default();
    answer.parse().map_err(|_| "this is not a whole number".to_owned())
}

fn year_of(text: &str) -> Result<String, String> {
    let lower = text.to_lowercase();
    let bare = lower.strip_prefix("national curriculum ").or_else(|| lower.strip_prefix("nc "));
    let bare = bare.or_else(|| lower.strip_prefix("curriculum ")).unwrap_or(&lower).trim();
    let of_words = ["nursery", "reception"].into_iter().find(|word| bare.starts_with(word));
    let bare = of_words.or_else(|| ["n1", "n2"].contains(&bare).then_some("n")).unwrap_or(bare);
    match workbook::answer(Taken::Year, bare) {
        Ok(Some(year)) => Ok(year),
        Ok(None) => Err("it has no year".to_owned()),
        // What stands there is not repeated: it may be a name.
        Err(_) => Err("its year is none: N, R or 1 to 14".to_owned()),
    }
}

/// The year of a class: its first figures, as in 4B and 10XY1.
fn year_of_class(text: &str) -> Result<String, String> {
    let lower = text.to_lowercase();
    let bare = ["year", "yr", "y"].iter().find_map(|word| lower.strip_prefix(word)).unwrap_or(&lower).trim();
    let figures: String = bare.chars().take_while(char::is_ascii_digit).collect();
    let year = if figures.is_empty() { year_of(&lower) } else { year_of(&figures) };
    year.map_err(|_| "its class does not tell the year".to_owned())
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.sheet.is_empty() {
            write!(f, "line {}", self.row)
        } else {
            write!(f, "“{}”, row {}", self.sheet, self.row)
        }
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.upn {
            Some(upn) => write!(f, "{}, {upn}: {}", self.place, self.why),
            None => write!(f, "{}: {}", self.place, self.why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(lines: &[&str]) -> Rows {
        let row = |(number, text): (u32, &&str)| {
            let cells = text.split('|').zip(0..).filter(|(cell, _)| !cell.is_empty());
            TextRow { number, cells: cells.map(|(cell, column)| (column, cell.to_owned())).collect() }
        };
        let headings = "UPN|Name|Year|Possible|Authorised|Unauthorised";
        let rows = (1..).zip([&headings].into_iter().chain(lines)).map(row).collect();
        let sheet = TextSheet { name: String::new(), rows };
        let (_, columns) = Columns::find(&sheet, &BTreeMap::new());
        let mut found = Rows::default();
        found.add(&sheet, &columns.unwrap());
        found.part();
        found
    }

    #[test]
    fn a_tenth_is_the_threshold_exactly() {
        let found = rows(&[
            "B801200005001|Lovelace, Ada|Year 4|100|4|6",
            "M80120000500A|B|R|101|10|",
            "E942200024001|C|04|99|9|0",
            "UN1|D|Nursery 2|0|0|0",
        ]);
        let taken: Vec<_> =
            found.taken.iter().map(|child| (&*child.upn, &*child.name, &*child.year, child.authorised)).collect();
        assert_eq!(taken, [("B801200005001", "Ada Lovelace", "4", 4)]);
        assert_eq!((found.below, found.none_possible.len(), found.zeros, found.children()), (2, 1, 1, 4));
        assert!(found.is_below("M80120000500A", "") && !found.is_below("B801200005001", ""));
    }

    #[test]
    fn what_is_left_out_is_known_by_its_line() {
        let found = rows(&[
            "|Ada|4|98|20|0",
            "|Ada|4|98|0|0",
            "A801200005001|Ada|4|98|20|0",
            "B801200005001||4|98|20|0",
            "M80120000500A|Ada|Ada|98|20|0",
            "E942200024001|Ada|4|Ada|20|0",
            "U210212324001|Ada|4|98|90|9",
            "Z210212324001|Ada|4||90|9",
            "UPN|Name|Year|Possible|Authorised|Unauthorised",
            "Printed by the office",
            "|Total||980|200|9",
            "|||980|200|9",
            "||Grand total|980|20%|9",
        ]);
        let said: Vec<_> = found.left_out.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "line 2: it has no UPN; 20 of 98 sessions are missed",
                "line 4: the check letter of the UPN should be B; 20 of 98 sessions are missed",
                "line 5, B801200005001: it has no name; 20 of 98 sessions are missed",
                "line 6, M80120000500A: its year is none: N, R or 1 to 14; 20 of 98 sessions are missed",
                "line 7, E942200024001: possible: this is not a whole number",
                "line 8, U210212324001: 99 sessions are missed, and 98 were possible",
                "line 9: it has no sessions possible",
            ]
        );
        assert!(said.iter().all(|line| !line.contains("Ada")), "{said:?}");
        assert_eq!(found.below_without_upn.len(), 1);
        assert_eq!((found.texts.len(), found.totals.len()), (1, 3));
    }

    #[test]
    fn a_child_that_stands_there_twice_is_taken_once_or_not() {
        let (one, other) = ("B801200005001|A|4|98|20|0", "B801200005001|A|4|98|21|0");
        let found = rows(&[one, one]);
        assert_eq!((found.taken.len(), found.again.len(), found.left_out.len()), (1, 1, 0));
        let found = rows(&[one, other]);
        assert_eq!((found.taken.len(), found.again.len(), found.left_out.len()), (0, 0, 2));
        assert_eq!(
            found.left_out[0].to_string(),
            "line 2, B801200005001: line 3 names the same child with other figures"
        );
        // A code is a child's with the name alone.
        assert_eq!(rows(&["UN1|A|4|98|20|0", "UN1|B|4|98|21|0"]).taken.len(), 2);
    }

    #[test]
    fn years_stand_as_systems_write_them() {
        for (text, year) in [
            ("4", "4"),
            ("Year 4", "4"),
            ("Yr 04", "4"),
            ("Y10", "10"),
            ("Reception", "R"),
            ("R", "R"),
            ("Year R", "R"),
            ("Nursery 2", "N"),
            ("N1", "N"),
            ("Curriculum Year 4", "4"),
            ("NC Year 7", "7"),
        ] {
            assert_eq!(year_of(text).as_deref(), Ok(year), "{text}");
        }
        for (text, year) in [("4B", "4"), ("10XY1", "10"), ("Year 4 Oak", "4"), ("Y4O", "4"), ("Reception A", "R")] {
            assert_eq!(year_of_class(text).as_deref(), Ok(year), "{text}");
        }
        for text in ["Oak", "15", "20B"] {
            assert!(year_of_class(text).is_err(), "{text}");
        }
    }
}
