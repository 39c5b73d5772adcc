//! The export of an online form in which schools tell of exclusions: one row a response, its headings the questions.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;

use super::questions::{Asked, asked};
use super::text::{Told, kind, number, one_line, value_of};
use crate::import::{NoTable, Place, exports};
use crate::layout::search_key;
use crate::record::values::{Count, Days, Value as _};
use crate::record::{MeantDay, meant};
use crate::workbook::{NotRead, TextRow, TextSheet};

/// An export that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The sheet; empty for a text.
    sheet: String,
    /// The column of each thing that is asked, with the question.
    columns: BTreeMap<Asked, (u32, String)>,
    /// The questions of which it is not sure which one is meant: two or more for one thing.
    pub doubtful: Vec<Vec<String>>,
    /// The questions that are not read.
    pub aside: Vec<String>,
    /// Whether days are written with the month first.
    is_month_first: bool,
    rows: Vec<TextRow>,
}

/// Why a file is not read as the export of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoForm {
    /// It is no table.
    Table(NoTable),
    /// No row holds questions on an exclusion.
    NoQuestions,
}

/// The school whose responses are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormSchool {
    /// The names that it bears: of its folder, and in school.yaml.
    pub names: Vec<String>,
    /// Its URN.
    pub urn: Option<String>,
    /// Its DfE number.
    pub dfe_number: Option<String>,
    /// The names of the other schools of the drive.
    pub others: Vec<String>,
}

/// Whose a response is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// This school's.
    Ours,
    /// Another school's.
    Others,
    /// It does not say so surely: what it says of the school.
    Unclear(String),
}

/// A response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Where it stands.
    pub place: Place,
    /// Whose it is.
    pub whose: Whose,
    /// The values that were read, those of [`super::FIELDS`] and then `misses-exam`, `told` and `told-by`. Each has the question and the answer as its line.
    pub told: Vec<Told>,
}

/// The rows in which the questions are looked for. Above them stand titles.
const MOST_TITLES: usize = 50;
/// A row with fewer known questions is no row of questions.
const FEWEST: usize = 3;
/// The most bytes of an answer: forms take long ones.
const MOST_IN_ANSWER: usize = 20_000;

impl Form {
    /// Reads an export.
    pub fn read(bytes: &[u8]) -> Result<Self, NoForm> {
        let (exports, unread) = exports(bytes, MOST_IN_ANSWER).map_err(NoForm::Table)?;
        let sheets = exports.into_iter().flat_map(|export| export.sheets);
        let forms = sheets.filter_map(|sheet| Self::of_sheet(&sheet));
        // Of equal ones the first.
        let best = forms.reduce(|best, form| if form.columns.len() > best.columns.len() { form } else { best });
        best.ok_or_else(|| unread.map_or(NoForm::NoQuestions, NoForm::Table))
    }

    fn of_sheet(sheet: &TextSheet) -> Option<Self> {
        let rows = sheet.rows.iter().take(MOST_TITLES).enumerate();
        let forms = rows.map(|(at, row)| {
            let mut form = Self::of_questions(row);
            form.sheet.clone_from(&sheet.name);
            (at, form)
        });
        let (at, mut form) =
            forms.reduce(|best, next| if next.1.columns.len() > best.1.columns.len() { next } else { best })?;
        if !form.asks_for_an_exclusion() {
            return None;
        }
        form.rows = sheet.rows.iter().skip(at + 1).cloned().collect();
        form.is_month_first = [Asked::From, Asked::Told, Asked::Sent]
            .iter()
            .any(|field| form.rows.iter().any(|row| form.answer(row, *field).is_some_and(is_month_first)));
        Some(form)
    }

    fn of_questions(row: &TextRow) -> Self {
        let mut all: Vec<_> =
            row.cells.iter().map(|(column, question)| (*column, one_line(question), asked(question))).collect();
        // What a form adds itself is a name, too: that of who filled it in.
        if all.iter().any(|(_, _, asked)| matches!(asked, Some((Asked::Sent, _)))) {
            for (_, question, asked) in &mut all {
                if question.eq_ignore_ascii_case("name") {
                    *asked = Some((Asked::Sender, 0));
                }
            }
        }
        let (mut columns, mut doubtful) = (BTreeMap::new(), Vec::new());
        for field in Asked::ALL {
            let of_field = || {
                all.iter().filter_map(move |(at, question, asked)| match asked {
                    Some((other, rank)) if *other == field => Some((*rank, *at, question)),
                    _ => None,
                })
            };
            let Some(best) = of_field().map(|(rank, ..)| rank).min() else { continue };
            let best: Vec<_> = of_field().filter(|(rank, ..)| *rank == best).collect();
            match best.as_slice() {
                [(_, at, question)] => {
                    columns.insert(field, (*at, (*question).clone()));
                }
                several => doubtful.push(several.iter().map(|(_, _, question)| (*question).clone()).collect()),
            }
        }
        let is_read = |at: u32| columns.values().any(|(column, _)| *column == at);
        let aside = all.iter().filter(|(at, ..)| !is_read(*at)).map(|(_, question, _)| question.clone()).collect();
        Self { sheet: String::new(), columns, doubtful, aside, is_month_first: false, rows: Vec::new() }
    }

    fn asks_for_an_exclusion(&self) -> bool {
        let has = |any: &[Asked]| any.iter().any(|field| self.columns.contains_key(field));
        let is_of_child = has(&[Asked::Upn, Asked::Name, Asked::Forename, Asked::Surname]);
        self.columns.len() >= FEWEST && is_of_child && has(&[Asked::Type, Asked::From, Asked::Days, Asked::Lunchtimes])
    }

    /// Whether it asks which school a response comes from.
    #[must_use]
    pub fn names_schools(&self) -> bool {
        [Asked::School, Asked::Urn, Asked::DfeNumber].iter().any(|field| self.columns.contains_key(field))
    }

    /// Its responses, in order.
    pub fn responses(&self, school: &FormSchool) -> impl Iterator<Item = Response> {
        let known = KnownSchool::of(school);
        self.rows.iter().map(move |row| Response {
            place: Place { sheet: self.sheet.clone(), row: row.number },
            whose: self.whose(row, &known),
            told: self.told(row),
        })
    }

    fn answer<'r>(&self, row: &'r TextRow, field: Asked) -> Option<&'r str> {
        let (column, _) = self.columns.get(&field)?;
        let text = row.cells.iter().find(|(at, _)| at == column)?.1.trim();
        (!text.is_empty()).then_some(text)
    }

    fn whose(&self, row: &TextRow, school: &KnownSchool) -> Whose {
        let figures = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let numbers = [(Asked::Urn, &school.urn, 6), (Asked::DfeNumber, &school.dfe_number, 7)];
        for (field, ours, length) in numbers {
            let number = self.answer(row, field).map(figures).filter(|number| number.len() == length);
            if let (Some(number), Some(ours)) = (number, ours) {
                return if number == figures(ours) { Whose::Ours } else { Whose::Others };
            }
        }
        match self.answer(row, Asked::School) {
            Some(name) => school.whose(name),
            None if self.names_schools() => Whose::Unclear(String::new()),
            None => Whose::Ours,
        }
    }

    fn told(&self, row: &TextRow) -> Vec<Told> {
        let mut told = Vec::new();
        let line = |asked: Asked| {
            let question = self.columns.get(&asked).map_or("", |(_, question)| question.as_str());
            one_line(&format!("{question}: {}", self.answer(row, asked).unwrap_or_default()))
        };
        let of = |asked: Asked, read: &dyn Fn(&str) -> Option<String>| self.answer(row, asked).and_then(read);
        let mut add = |field: &'static str, asked: Asked, value: Option<String>| {
            if let Some(value) = value {
                told.push(Told { field, value, line: line(asked) });
            }
        };
        add("upn", Asked::Upn, of(Asked::Upn, &|text| value_of("upn", text)));
        let (name, asked) = self.name(row);
        add("name", asked, name);
        add("year", Asked::Year, of(Asked::Year, &|text| value_of("year", text)));
        let kind = of(Asked::Type, &sure_kind);
        add("type", Asked::Type, kind.clone());
        add("from", Asked::From, of(Asked::From, &|text| self.sure_day(text)));
        match kind.as_deref() {
            Some("fixed-term") => {
                let asked = self.first_answered(row, Asked::Days);
                add("days", asked, of(asked, &sure_days));
            }
            Some("lunchtime") => {
                let asked = self.first_answered(row, Asked::Lunchtimes);
                add("lunchtimes", asked, of(asked, &sure_lunchtimes));
            }
            _ => {}
        }
        add("reason", Asked::Reason, of(Asked::Reason, &|text| Some(one_line(text))));
        add("misses-exam", Asked::Exam, of(Asked::Exam, &yes_or_no));
        let asked = [Asked::Told, Asked::Sent].into_iter().find(|asked| self.answer(row, *asked).is_some());
        let asked = asked.unwrap_or(Asked::Told);
        add("told", asked, of(asked, &|text| self.sure_day(text)));
        let asked = if self.answer(row, Asked::ToldBy).is_some() { Asked::ToldBy } else { Asked::Sender };
        let is_somebody = |text: &str| !text.eq_ignore_ascii_case("anonymous");
        add("told-by", asked, of(asked, &|text| is_somebody(text).then(|| one_line(text))));
        told
    }

    /// The child's name, forename first.
    fn name(&self, row: &TextRow) -> (Option<String>, Asked) {
        let sure = |asked: Asked| self.answer(row, asked).and_then(|text| value_of("name", &one_line(text)));
        if let (Some(forename), Some(surname)) = (sure(Asked::Forename), sure(Asked::Surname)) {
            return (Some(format!("{forename} {surname}")), Asked::Surname);
        }
        let whole =
            sure(Asked::Name).map(|whole| match whole.split(',').map(str::trim).collect::<Vec<_>>().as_slice() {
                [surname, forename] if !surname.is_empty() && !forename.is_empty() => format!("{forename} {surname}"),
                _ => whole,
            });
        (whole, Asked::Name)
    }

    fn first_answered(&self, row: &TextRow, asked: Asked) -> Asked {
        if self.answer(row, asked).is_some() { asked } else { Asked::Amount }
    }

    /// The day that an answer names, where it names one alone. In figures with the month first it may be another one, and is none.
    fn sure_day(&self, text: &str) -> Option<String> {
        let text = one_line(text);
        let is_time =
            |word: &str| word.contains(':') && word.starts_with(|c: char| c.is_ascii_digit()) && !word.contains('T');
        let words =
            text.split(' ').filter(|word| !is_time(word) && !matches!(word.to_lowercase().as_str(), "am" | "pm"));
        let text = words.collect::<Vec<_>>().join(" ");
        let Some(MeantDay::Day(day)) = meant(&text) else { return None };
        let is_in_figures = !text.contains(char::is_alphabetic) && !text.starts_with(&day.format("%Y").to_string());
        let may_be_another = self.is_month_first && is_in_figures;
        (!may_be_another).then(|| day.to_string())
    }
}

/// What a school is known by, as answers are compared.
struct KnownSchool {
    names: Vec<String>,
    urn: Option<String>,
    dfe_number: Option<String>,
    others: Vec<String>,
}

impl KnownSchool {
    fn of(school: &FormSchool) -> Self {
        let keys = |names: &[String]| names.iter().map(|name| key(name)).filter(|name| !name.is_empty()).collect();
        Self {
            names: keys(&school.names),
            urn: school.urn.clone(),
            dfe_number: school.dfe_number.clone(),
            others: keys(&school.others),
        }
    }

    /// Whose a name is: the school's, where it is one of its names, or one holds the other and no other school fits.
    fn whose(&self, name: &str) -> Whose {
        let wanted = key(name);
        if self.names.contains(&wanted) && !self.others.contains(&wanted) {
            return Whose::Ours;
        }
        let fits = |names: &[String]| names.iter().any(|name| holds(name, &wanted) || holds(&wanted, name));
        match (fits(&self.names), fits(&self.others)) {
            (true, false) => Whose::Ours,
            (true, true) => Whose::Unclear(one_line(name)),
            (false, _) => Whose::Others,
        }
    }
}

/// A name as it is compared: its words in small letters.
fn key(name: &str) -> String {
    let plain: String =
        search_key(name).chars().filter(|c| *c != '\'').map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a name holds another, as whole words.
fn holds(name: &str, part: &str) -> bool {
    !part.is_empty() && format!(" {name} ").contains(&format!(" {part} "))
}

/// Whether a text is a day only when its month stands first: 10/24/2026.
fn is_month_first(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let parts: Vec<u32> = first.split(['/', '-', '.']).filter_map(|part| part.parse().ok()).collect();
    let [month, day, year] = parts.as_slice() else { return false };
    (1..=12).contains(month)
        && *day > 12
        && i32::try_from(*year).is_ok_and(|year| NaiveDate::from_ymd_opt(year, *month, *day).is_some())
}

/// What an exclusion is, where the answer says one thing alone.
fn sure_kind(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let has = |any: &[&str]| any.iter().any(|word| lower.contains(word));
    let is_several = has(&["permanent"]) && has(&["suspen", "fixed", "lunch"]);
    let is_denied = lower.split(|c: char| !c.is_alphabetic()).any(|word| ["not", "no", "non"].contains(&word));
    if is_several || is_denied { None } else { kind(text) }
}

/// A number of days, alone or with its unit.
fn sure_days(text: &str) -> Option<String> {
    amount(text, &["day", "days", "school day", "school days"]).filter(|days| Days::parse(days).is_ok())
}

fn sure_lunchtimes(text: &str) -> Option<String> {
    amount(text, &["lunchtime", "lunchtimes"]).filter(|count| Count::parse(count).is_ok())
}

fn amount(text: &str, units: &[&str]) -> Option<String> {
    let text = one_line(text).to_lowercase();
    let (count, unit) = text.split_once(' ').unwrap_or((&text, ""));
    if unit.is_empty() || units.contains(&unit.trim_end_matches('.')) { number(count) } else { None }
}

fn yes_or_no(text: &str) -> Option<String> {
    let word = text.trim().to_lowercase();
    ["yes", "no"].into_iter().find(|known| *known == word).map(str::to_owned)
}

impl NoForm {
    /// What to do.
    #[must_use]
    pub fn help(&self) -> String {
        let by_hand = "Or give the values by hand: spoc new notice --help shows how.";
        match self {
            Self::NoQuestions => format!(
                "The first row of an export holds the form's questions, such as UPN, Pupil's name, Type of exclusion, Start date. {by_hand}"
            ),
            Self::Table(NoTable::TooLarge | NoTable::Workbook(NotRead::TooLarge)) => {
                format!("Delete the responses of earlier years in a copy of it. {by_hand}")
            }
            Self::Table(NoTable::Workbook(error)) => error.help().to_owned(),
            Self::Table(_) => {
                format!("Export the responses of the form as a workbook or as CSV, and name that file. {by_hand}")
            }
        }
    }
}

impl fmt::Display for NoForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoQuestions => f.write_str("no row of it asks for a child's exclusion"),
            Self::Table(NoTable::TooLarge | NoTable::Workbook(NotRead::TooLarge)) => {
                f.write_str("it holds far more than a form's responses")
            }
            Self::Table(error) => error.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn school() -> FormSchool {
        FormSchool {
            names: vec!["Oakfield".to_owned(), "Oakfield Primary School".to_owned()],
            urn: Some("100321".to_owned()),
            dfe_number: Some("317/2045".to_owned()),
            others: vec!["Oakfield Juniors".to_owned(), "Elm Park".to_owned()],
        }
    }

    fn said(text: &str) -> Vec<String> {
        let form = Form::read(text.as_bytes()).unwrap();
        form.responses(&school())
            .map(|response| {
                let told: Vec<_> = response.told.iter().map(|told| format!("{}={}", told.field, told.value)).collect();
                format!("{} {:?} {}", response.place.row, response.whose, told.join(" "))
            })
            .collect()
    }

    #[test]
    fn a_school_is_known_by_its_name_or_number() {
        let known = KnownSchool::of(&school());
        for (name, whose) in [
            ("OAKFIELD", Whose::Ours),
            ("Oakfield Primary", Whose::Ours),
            ("Oakfield Primary School, Northmere", Whose::Ours),
            ("Elm Park", Whose::Others),
            ("Oak", Whose::Others),
            ("Oakfield Juniors", Whose::Unclear("Oakfield Juniors".to_owned())),
        ] {
            assert_eq!(known.whose(name), whose, "{name}");
        }
        let form = "School,URN,UPN,Type,Days\nElm Park,100321,,Suspension,1\nOakfield,100322,,Suspension,1\nOakfield,,,Suspension,1\n,,,Suspension,1\n";
        let all = said(form);
        let whose: Vec<_> = all.iter().map(|line| line.split(' ').nth(1).unwrap()).collect();
        assert_eq!(whose, ["Ours", "Others", "Ours", "Unclear(\"\")"]);
    }

    #[test]
    fn what_is_not_sure_is_not_read() {
        let form = |answers: &str| {
            said(&format!("UPN;Pupil's name;Type of exclusion;Start date;Number of days\n{answers}\n"))[0].clone()
        };
        for (answers, read) in [
            (
                "b801200005001;Hill, Ada;Suspension;Tue 6 Oct 2026;2.5 days",
                "2 Ours upn=B801200005001 name=Ada Hill type=fixed-term from=2026-10-06 days=2.5",
            ),
            ("A801200005001;Ada 4;Suspension then permanent;6 Oct;2", "2 Ours "),
            (";;Suspension;6/10/2026 to 8/10/2026;2 weeks", "2 Ours type=fixed-term"),
            (";;Lunchtime suspension;2026-10-06T09:30:00;3", "2 Ours type=lunchtime from=2026-10-06"),
            (";;Not permanent;06/10/2026 09:30;3", "2 Ours from=2026-10-06"),
        ] {
            assert_eq!(form(answers).trim_end(), read.trim_end(), "{answers}");
        }
    }

    #[test]
    fn days_with_the_month_first_are_left_to_a_person() {
        let form = "Timestamp,UPN,Type of exclusion,Start date\n10/24/2026 9:12:01,,Suspension,10/6/2026\n11/2/2026 9:12:01,,Suspension,2026-10-06\n";
        assert_eq!(said(form), ["2 Ours type=fixed-term", "3 Ours type=fixed-term from=2026-10-06"]);
    }

    #[test]
    fn what_asks_for_no_exclusion_is_no_form() {
        for text in
            ["", "a,b,c\n1,2,3\n", "Name of school,Your name,Number of days\n", "UPN,Name,Year\nB801200005001,Ada,4\n"]
        {
            assert_eq!(Form::read(text.as_bytes()), Err(NoForm::NoQuestions), "{text}");
        }
        assert!(matches!(Form::read(b"%PDF-1.7"), Err(NoForm::Table(_))));
        let twice = Form::read(b"UPN,Pupil's UPN,Pupil's name,Type,Days,Shoe size\n").unwrap();
        assert_eq!(twice.doubtful, [["UPN", "Pupil's UPN"]]);
        assert_eq!(twice.aside, ["UPN", "Pupil's UPN", "Shoe size"]);
    }
}
