//! Finds the row of headings of a sheet, and the column of each field: by what the policy says of a heading, else by what the heading seems to mean.

use std::collections::BTreeMap;
use std::fmt;

use super::headings::{Guess, guess, key};
use crate::policy::AbsenceField;
use crate::text::quoted;
use crate::words::listed;
use crate::workbook::{TextRow, TextSheet};

/// The columns of a sheet, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// The row of the headings, from 1.
    pub row: u32,
    /// The column of each field that is read.
    of: BTreeMap<AbsenceField, u32>,
    /// What was read as what, in the order of the columns.
    pub read: Vec<(String, AbsenceField)>,
    /// The headings that are not needed.
    pub aside: Vec<String>,
    /// The headings as they are found again, by column.
    keys: Vec<(u32, String)>,
}

/// Why a sheet has no columns that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoColumns {
    /// No row holds headings.
    NoHeadings,
    /// There are percentages in place of sessions.
    PercentagesOnly {
        /// The row of the headings.
        row: u32,
    },
    /// Some fields have no column.
    Missing {
        /// The row of the headings.
        row: u32,
        /// The fields.
        fields: Vec<AbsenceField>,
        /// The headings that say nothing that is known.
        aside: Vec<String>,
    },
    /// Two columns may hold a field.
    Twice {
        /// The row of the headings.
        row: u32,
        /// The field.
        field: AbsenceField,
        /// Their headings.
        headings: Vec<String>,
    },
}

/// The rows in which headings are looked for. Above them stand titles.
const MOST_TITLES: usize = 50;
/// A row with fewer known headings is no row of headings.
const FEWEST: usize = 3;

/// What the policy says of headings.
pub type Mapping = BTreeMap<String, Option<AbsenceField>>;

impl Columns {
    /// Those of a sheet, with how many headings of it are known.
    pub fn find(sheet: &TextSheet, mapping: &Mapping) -> (usize, Result<Self, NoColumns>) {
        let mapping: BTreeMap<_, _> = mapping.iter().filter_map(|(name, field)| Some((key(name), (*field)?))).collect();
        let rows = sheet.rows.iter().take(MOST_TITLES).map(|row| Headings::of(row, &mapping));
        // Of equal ones the first.
        let best = rows.rev().max_by_key(Headings::known);
        match best.filter(|best| best.known() >= FEWEST) {
            Some(best) => (best.known(), best.columns()),
            None => (0, Err(NoColumns::NoHeadings)),
        }
    }

    /// What stands in a row for a field.
    pub fn cell<'r>(&self, row: &'r TextRow, field: AbsenceField) -> Option<&'r str> {
        let column = *self.of.get(&field)?;
        let text = row.cells.iter().find(|(at, _)| *at == column)?.1.trim();
        (!text.is_empty()).then_some(text)
    }

    /// Whether a row repeats the headings, as on a new page.
    pub fn is_repeated(&self, row: &TextRow) -> bool {
        row.cells
            .iter()
            .all(|(column, text)| self.keys.iter().any(|(at, heading)| at == column && *heading == key(text)))
    }
}

/// A row as one of headings.
struct Headings {
    row: u32,
    /// Each with its column, its text, what it seems to mean, and whether the policy says so.
    all: Vec<(u32, String, Option<Guess>, bool)>,
}

impl Headings {
    fn of(row: &TextRow, mapping: &BTreeMap<String, AbsenceField>) -> Self {
        let heading = |(column, text): &(u32, String)| {
            let mapped = mapping.get(&key(text)).copied();
            let meaning = mapped.map_or_else(|| guess(text), |field| Some(Guess::Field(field, 0)));
            (*column, text.split_whitespace().collect::<Vec<_>>().join(" "), meaning, mapped.is_some())
        };
        Self { row: row.number, all: row.cells.iter().map(heading).collect() }
    }

    /// How many different things its headings are known to say.
    fn known(&self) -> usize {
        let is_known = |field: AbsenceField| self.with(field).next().is_some();
        let fields = AbsenceField::ALL.iter().filter(|field| is_known(**field)).count();
        fields + usize::from(self.has_percentages())
    }

    fn has_percentages(&self) -> bool {
        self.all.iter().any(|(_, _, meaning, _)| *meaning == Some(Guess::Percentage))
    }

    fn with(&self, field: AbsenceField) -> impl Iterator<Item = (u32, &str, u8, bool)> {
        self.all.iter().filter_map(move |(column, text, meaning, mapped)| match meaning {
            Some(Guess::Field(other, rank)) if *other == field => Some((*column, text.as_str(), *rank, *mapped)),
            _ => None,
        })
    }

    fn columns(&self) -> Result<Columns, NoColumns> {
        let mut of = BTreeMap::new();
        for field in AbsenceField::ALL.iter().copied().filter(|field| *field != AbsenceField::Ignore) {
            if let Some(column) = self.column(field)? {
                of.insert(field, column);
            }
        }
        // Of a forename and a surname it is sure which is which; of a year it is sure that it is one.
        if of.contains_key(&AbsenceField::Forename) && of.contains_key(&AbsenceField::Surname) {
            of.remove(&AbsenceField::Name);
        } else if of.contains_key(&AbsenceField::Name) {
            of.remove(&AbsenceField::Forename);
            of.remove(&AbsenceField::Surname);
        }
        if of.contains_key(&AbsenceField::Year) {
            of.remove(&AbsenceField::Class);
        }
        self.refuse_missing(&of)?;
        let field_at = |column: u32| of.iter().find(|(_, at)| **at == column).map(|(field, _)| *field);
        let (mut read, mut aside) = (Vec::new(), Vec::new());
        for (column, text, _, _) in &self.all {
            match field_at(*column) {
                Some(field) => read.push((text.clone(), field)),
                None => aside.push(text.clone()),
            }
        }
        let keys = self.all.iter().map(|(column, text, _, _)| (*column, key(text))).collect();
        Ok(Columns { row: self.row, of, read, aside, keys })
    }

    /// The column of a field: what the policy says before what is guessed.
    fn column(&self, field: AbsenceField) -> Result<Option<u32>, NoColumns> {
        let is_mapped = self.with(field).any(|(_, _, _, mapped)| mapped);
        let all: Vec<_> = self.with(field).filter(|(_, _, _, mapped)| *mapped == is_mapped).collect();
        let Some(best) = all.iter().map(|(_, _, rank, _)| *rank).min() else { return Ok(None) };
        let best: Vec<_> = all.iter().filter(|(_, _, rank, _)| *rank == best).collect();
        match best.as_slice() {
            [(column, ..)] => Ok(Some(*column)),
            [] => Ok(None),
            several => {
                let headings = several.iter().map(|(_, text, _, _)| (*text).to_owned()).collect();
                Err(NoColumns::Twice { row: self.row, field, headings })
            }
        }
    }

    fn refuse_missing(&self, of: &BTreeMap<AbsenceField, u32>) -> Result<(), NoColumns> {
        use AbsenceField as F;
        let has = |field: F| of.contains_key(&field);
        let mut fields: Vec<_> = [F::Upn].into_iter().filter(|field| !has(*field)).collect();
        if !has(F::Name) {
            // Without any part of a name, it is a name that is missing; with one part, the other.
            match (has(F::Forename), has(F::Surname)) {
                (false, false) => fields.push(F::Name),
                (true, false) => fields.push(F::Surname),
                (false, true) => fields.push(F::Forename),
                (true, true) => {}
            }
        }
        if !has(F::Year) && !has(F::Class) {
            fields.push(F::Year);
        }
        let sessions: Vec<_> =
            [F::Possible, F::Authorised, F::Unauthorised].into_iter().filter(|field| !has(*field)).collect();
        if sessions.len() == 3 && self.has_percentages() {
            return Err(NoColumns::PercentagesOnly { row: self.row });
        }
        fields.extend(sessions);
        if fields.is_empty() {
            return Ok(());
        }
        let unknown = self.all.iter().filter(|(_, _, meaning, _)| meaning.is_none());
        let aside = unknown.map(|(_, text, _, _)| text.clone()).collect();
        Err(NoColumns::Missing { row: self.row, fields, aside })
    }
}

impl NoColumns {
    /// What to do.
    #[must_use]
    pub fn help(&self) -> String {
        let example = |heading: &str, field: AbsenceField| {
            format!("`[import.absence]` and below it `\"{heading}\" = \"{field}\"`")
        };
        match self {
            Self::NoHeadings => "Export the children's absence with a row of headings, as in UPN, Surname, Forename, Year, Possible, Authorised, Unauthorised.".to_owned(),
            Self::PercentagesOnly { .. } => {
                "Sessions are needed: export the sessions possible, authorised and unauthorised of each child, as numbers.".to_owned()
            }
            Self::Missing { fields, aside, .. } => {
                let add = "Add it to the export";
                match (fields.first(), aside.first()) {
                    (Some(field), Some(heading)) => {
                        let seen: Vec<_> = aside.iter().take(8).map(|heading| quoted(heading)).collect();
                        format!(
                            "{add}; or, where one of {} holds it, say so in policy.toml: {}.",
                            listed(&seen),
                            example(heading, *field)
                        )
                    }
                    _ => format!("{add}."),
                }
            }
            Self::Twice { field, headings, .. } => {
                let first = headings.first().map_or("", String::as_str);
                format!("Say in policy.toml which it is: {}.", example(first, *field))
            }
        }
    }
}

impl fmt::Display for NoColumns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let titles = |fields: &[AbsenceField]| listed(&fields.iter().map(|field| field.title()).collect::<Vec<_>>());
        match self {
            Self::NoHeadings => f.write_str("no row of headings is found in it"),
            Self::PercentagesOnly { row } => {
                write!(f, "the headings in line {row} name percentages alone, and no sessions")
            }
            Self::Missing { row, fields, .. } => {
                write!(f, "the headings in line {row} name no column for {}", titles(fields))
            }
            Self::Twice { row, field, headings } => {
                let headings: Vec<_> = headings.iter().map(|heading| quoted(heading)).collect();
                write!(f, "the headings in line {row} name {} for {}", listed(&headings), field.title())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[&str]) -> TextSheet {
        let row = |(number, text): (u32, &&str)| {
            let cells = text.split('|').zip(0..).filter(|(cell, _)| !cell.is_empty());
            TextRow { number, cells: cells.map(|(cell, column)| (column, cell.to_owned())).collect() }
        };
        TextSheet { name: String::new(), rows: (1..).zip(rows).map(row).collect() }
    }

    fn found(rows: &[&str], mapping: &[(&str, AbsenceField)]) -> Result<String, String> {
        let mapping = mapping.iter().map(|(name, field)| ((*name).to_owned(), Some(*field))).collect();
        let (_, columns) = Columns::find(&sheet(rows), &mapping);
        let columns = columns.map_err(|error| format!("{error}. {}", error.help()))?;
        let read = columns.of.iter().map(|(field, column)| format!("{field}:{column}")).collect::<Vec<_>>().join(" ");
        Ok(format!("{} {read}; {}", columns.row, columns.aside.join(", ")))
    }

    const FIGURES: &str = "Possible|Authorised|Unauthorised";

    #[test]
    fn the_headings_may_stand_below_titles() {
        let rows = [
            "Absence of Year 4",
            "|||",
            "UPN|Legal Surname|Legal Forename|Preferred Surname|Reg|Year|Possible|Authorised|Unauthorised|% Attendance",
            "x",
        ];
        assert_eq!(
            found(&rows, &[]).unwrap(),
            "3 upn:0 forename:2 surname:1 year:5 possible:6 authorised:7 unauthorised:8; Preferred Surname, Reg, % Attendance"
        );
        let rows = [&format!("Name|Surname|UPN|Class|{FIGURES}")[..]];
        assert_eq!(
            found(&rows, &[]).unwrap(),
            "1 upn:2 name:0 class:3 possible:4 authorised:5 unauthorised:6; Surname"
        );
    }

    #[test]
    fn the_policy_says_what_a_heading_means() {
        let rows = ["UPN|Name|Year|Open|Possible|Authorised|Unauthorised"];
        assert!(found(&rows, &[("open", AbsenceField::Possible)]).unwrap().contains("possible:3"));
        let twice = [&format!("UPN|Name|Year|{FIGURES}|Authorised absences")[..]];
        assert_eq!(
            found(&twice, &[]).unwrap_err(),
            "the headings in line 1 name `Authorised` and `Authorised absences` for the sessions missed with leave. Say in policy.toml which it is: `[import.absence]` and below it `\"Authorised\" = \"authorised\"`."
        );
        assert!(found(&twice, &[("AUTHORISED  absences", AbsenceField::Authorised)]).unwrap().contains("authorised:6"));
        assert!(found(&twice, &[("Authorised absences", AbsenceField::Ignore)]).unwrap().contains("authorised:4"));
    }

    #[test]
    fn what_is_missing_is_said() {
        assert_eq!(
            found(&["UPN|Surname|Year|% attendance|% authorised"], &[]).unwrap_err(),
            "the headings in line 1 name percentages alone, and no sessions. Sessions are needed: export the sessions possible, authorised and unauthorised of each child, as numbers."
        );
        assert_eq!(
            found(&["Surname|Forename|Year|Maximum|Authorised|Unauthorised"], &[]).unwrap_err(),
            "the headings in line 1 name no column for the UPN and the sessions possible. Add it to the export; or, where one of `Maximum` holds it, say so in policy.toml: `[import.absence]` and below it `\"Maximum\" = \"upn\"`."
        );
        assert!(found(&["a|b|c", "Year 4|Ada|4"], &[]).unwrap_err().starts_with("no row of headings"));
        assert!(found(&[], &[]).unwrap_err().starts_with("no row of headings"));
    }
}
