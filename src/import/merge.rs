//! What a pro forma's record says of absence once an export is taken into it. Nothing of the record is lost: a child that the export names no more stays.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;

use super::rows::{Child, Place, Rows, key, spelt};
use crate::record::pro_forma::ProForma;
use crate::words::listed;
use crate::workbook::{Answers, Row, TABLES, Table};

/// What holds for all children of a list, as far as it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// The first day counted.
    pub from: Option<NaiveDate>,
    /// The last day counted.
    pub to: Option<NaiveDate>,
    /// How many children are on roll.
    pub on_roll: Option<u32>,
}

/// A record with an export taken into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// All that it says of absence.
    pub answers: Answers,
    /// How many children are new.
    pub new: usize,
    /// Where the export says something else than the record.
    pub differs: Vec<Differs>,
    /// The children of the record that the export has below the threshold, by their UPN. They stay.
    pub kept_below: Vec<String>,
    /// Those that the export does not have. They stay.
    pub kept_unnamed: Vec<String>,
    /// Where the export spells a child's name otherwise. The record's stays.
    pub other_names: Vec<(Place, String)>,
}

/// Where an export says something else than the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differs {
    /// Where it stands in the export; none where it was given beside it.
    pub place: Option<Place>,
    /// What differs: of a child the UPN and the field.
    pub what: String,
    /// What the record says.
    pub record: String,
    /// What the export says.
    pub export: String,
}

/// What neither the record says nor was given: the names of the options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing(pub Vec<&'static str>);

/// The labels of the workbook for what holds for all children, each with the option that gives it.
const LABELS: [(&str, &str); 3] =
    [("Absence from", "--from"), ("Absence to", "--to"), ("Children on roll", "--on-roll")];

/// Takes an export into a record.
pub fn merge(record: &ProForma, rows: &Rows, span: &Span) -> Result<Merged, Missing> {
    let old = Answers::of(record);
    let mut merged = Merged {
        answers: Answers::default(),
        new: 0,
        differs: Vec::new(),
        kept_below: Vec::new(),
        kept_unnamed: Vec::new(),
        other_names: Vec::new(),
    };
    merged.span(&old, span)?;
    if let Some((place, table)) = TABLES.iter().enumerate().find(|(_, table)| table.question.is_none()) {
        let old = old.tables.get(place).map(Vec::as_slice).unwrap_or_default();
        let children = merged.children(table, old, rows);
        if let Some(table) = merged.answers.tables.get_mut(place) {
            *table = children;
        }
    }
    Ok(merged)
}

impl Merged {
    /// How many children get other figures.
    #[must_use]
    pub fn changed(&self) -> usize {
        let mut places: Vec<_> = self.differs.iter().filter_map(|differs| differs.place.as_ref()).collect();
        places.dedup();
        places.len()
    }

    fn span(&mut self, old: &Answers, span: &Span) -> Result<(), Missing> {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let given = [day(span.from), day(span.to), span.on_roll.map(|count| count.to_string())];
        let mut missing = Vec::new();
        for ((label, option), given) in LABELS.into_iter().zip(given) {
            match (old.label(label), given) {
                (None, None) => missing.push(option),
                (Some(record), Some(given)) if record != given => {
                    let (what, record) = (label.to_owned(), record.to_owned());
                    self.differs.push(Differs { place: None, what, record, export: given.clone() });
                    self.answers.set(label, Some(given));
                }
                (record, given) => self.answers.set(label, given.or_else(|| record.map(ToOwned::to_owned))),
            }
        }
        if missing.is_empty() { Ok(()) } else { Err(Missing(missing)) }
    }

    fn children(&mut self, table: &Table, old: &[Row], rows: &Rows) -> Vec<Row> {
        let mut rest: BTreeMap<String, &Child> =
            rows.taken.iter().map(|child| (key(&child.upn, &child.name), child)).collect();
        let mut all = old.to_vec();
        for row in &mut all {
            let answer =
                |field: &str| table.column(field).and_then(|place| row.get(place)?.clone()).unwrap_or_default();
            let (upn, name) = (answer("upn"), answer("name"));
            match rest.remove(&key(&upn, &name)) {
                Some(child) => {
                    if spelt(&name) != spelt(&child.name) {
                        self.other_names.push((child.place.clone(), upn));
                    }
                    self.take_figures(table, row, child);
                }
                None if rows.is_below(&upn, &name) => self.kept_below.push(upn),
                None => self.kept_unnamed.push(upn),
            }
        }
        for child in rows.taken.iter().filter(|child| rest.contains_key(&key(&child.upn, &child.name))) {
            self.new += 1;
            all.push(table.columns.iter().map(|column| said(child, column.field)).collect());
        }
        all
    }

    fn take_figures(&mut self, table: &Table, row: &mut Row, child: &Child) {
        for field in ["year", "possible", "authorised", "unauthorised"] {
            let Some(answer) = table.column(field).and_then(|place| row.get_mut(place)) else { continue };
            let new = said(child, field);
            if *answer != new {
                self.differs.push(Differs {
                    place: Some(child.place.clone()),
                    what: format!("{}, {field}", child.upn),
                    record: answer.clone().unwrap_or_default(),
                    export: new.clone().unwrap_or_default(),
                });
                *answer = new;
            }
        }
    }
}

/// What an export says of a child, by the field of the record.
fn said(child: &Child, field: &str) -> Option<String> {
    match field {
        "upn" => Some(child.upn.clone()),
        "name" => Some(child.name.clone()),
        "year" => Some(child.year.clone()),
        "possible" => Some(child.possible.to_string()),
        "authorised" => Some(child.authorised.to_string()),
        "unauthorised" => Some(child.unauthorised.to_string()),
        _ => None,
    }
}

impl fmt::Display for Differs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, record, export, .. } = self;
        match &self.place {
            Some(place) => write!(f, "{what}: {record} in the record, {export} in {place}"),
            None => write!(f, "{what}: {record} in the record, {export} now"),
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} missing: {}", if self.0.len() == 1 { "one option is" } else { "options are" }, listed(&self.0))
    }
}
