//! `far-date`: a date that lies far from the record that it stands in.

use super::rule::{Check, Context, Page, Rule};
use crate::problem::{Code, CodeTraits, Problem, Severity};
use crate::record::exclusion::ExclusionNotice;
use crate::record::pro_forma::ProForma;
use crate::record::values::Date;
use crate::record::visit::Visit;
use crate::school::{Filed, School};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::School(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("far-date", Severity::Warning).quoting_nothing());

/// The page of `spoc explain far-date`.
pub const PAGE: Page = Page {
    title: "a date lies more than 400 days from its record's own",
    finds: "A date anywhere in a visit, a pro forma or an exclusion notice that lies more than 400 \
            days before or after the record's own date: the visit's date, the pro forma's visit, \
            the notice's told_authority.",
    why: "Most often it is a typed year: 2016 for 2026. An exclusion of 2016 counts in no review, \
            and an action due in 2016 was overdue before it was agreed.",
    clause: "The visit will be used to review exclusions \"in the last consecutive three terms\", \
            and to record \"action to be taken\".",
    bad: r#"kind: visit
date: 2026-11-24
status: held
actions:
  - {what: refer, who: Priya Shah, due: 2016-12-08}"#,
    good: r#"kind: visit
date: 2026-11-24
status: held
actions:
  - {what: refer, who: Priya Shah, due: 2026-12-08}"#,
    remedy: "Look at the year, and put it right. If the date is right, as that of a placement that \
            has lasted for years, there is nothing to be done.",
};

/// A year and a month.
const MOST_DAYS: i64 = 400;

pub(super) fn check(school: &School, _: &Context<'_>, problems: &mut Vec<Problem>) {
    for filed in &school.visits {
        look(filed, filed.record.date, "date", of_visit, problems);
    }
    for filed in &school.pro_formas {
        look(filed, filed.record.visit, "visit", of_pro_forma, problems);
    }
    for filed in &school.notices {
        look(filed, filed.record.told_authority, "told_authority", of_notice, problems);
    }
}

/// Reports what is far from the record's `own` date, which stands in the field `name`.
fn look<T>(filed: &Filed<T>, own: Date, name: &str, dates: fn(&T, &mut Dates<'_>), problems: &mut Vec<Problem>) {
    let mut report = |date: Date, field: &dyn Fn() -> String| {
        let days = (*date - *own).num_days();
        if days.abs() <= MOST_DAYS {
            return;
        }
        let side = if days < 0 { "before" } else { "after" };
        problems.push(filed.problem(
            CODE,
            field(),
            format!("{date} lies {} days {side} `{name}`, which is {own}", days.abs()),
            "Look at the year. If it is right, leave it as it is.",
        ));
    };
    dates(&filed.record, &mut Dates(&mut report));
}

/// What takes each date of a record but its own.
struct Dates<'a>(&'a mut dyn FnMut(Date, &dyn Fn() -> String));

impl Dates<'_> {
    /// A date of the record itself, or of a group in it.
    fn at(&mut self, field: &str, date: Option<Date>) {
        if let Some(date) = date {
            (self.0)(date, &|| format!("/{field}"));
        }
    }

    /// A date of a row of a list; an empty `field` where the row is the date.
    fn of_row(&mut self, list: &str, number: usize, field: &str, date: Option<Date>) {
        if let Some(date) = date {
            let slash = if field.is_empty() { "" } else { "/" };
            (self.0)(date, &|| format!("/{list}/{number}{slash}{field}"));
        }
    }
}

fn of_visit(record: &Visit, dates: &mut Dates<'_>) {
    dates.at("agreed", record.agreed);
    dates.at("moved_from", record.moved_from);
    dates.at("checks/done", record.checks.as_ref().map(|checks| checks.done));
    dates.at("written_up", record.written_up);
    for (number, action) in record.actions.iter().enumerate() {
        dates.of_row("actions", number, "due", Some(action.due));
        dates.of_row("actions", number, "done", action.done);
    }
}

fn of_pro_forma(record: &ProForma, dates: &mut Dates<'_>) {
    dates.at("sent", record.sent);
    for (number, chased) in record.chased.iter().enumerate() {
        dates.of_row("chased", number, "", Some(*chased));
    }
    dates.at("returned", record.returned);
    dates.at("absence/from", record.absence.as_ref().map(|absence| absence.from));
    dates.at("absence/to", record.absence.as_ref().map(|absence| absence.to));
    for (number, row) in record.exclusions.iter().enumerate() {
        dates.of_row("exclusions", number, "from", Some(row.from));
        dates.of_row("exclusions", number, "told_authority", row.told_authority);
    }
    for (number, row) in record.managed_moves.iter().flat_map(|moves| moves.moves.iter()).enumerate() {
        let list = "managed_moves/moves";
        dates.of_row(list, number, "agreed", Some(row.agreed));
        dates.of_row(list, number, "started", row.started);
        for (review, day) in row.reviews.iter().enumerate() {
            dates.of_row(list, number, &format!("reviews/{review}"), Some(*day));
        }
    }
    for (number, row) in record.alternative_provision.iter().enumerate() {
        let list = "alternative_provision";
        dates.of_row(list, number, "from", Some(row.from));
        dates.of_row(list, number, "until", row.until);
        dates.of_row(list, number, "review", row.review);
    }
    for (number, row) in record.missing_from_education.iter().enumerate() {
        dates.of_row("missing_from_education", number, "last_seen", Some(row.last_seen));
        dates.of_row("missing_from_education", number, "told_authority", row.told_authority);
    }
}

fn of_notice(record: &ExclusionNotice, dates: &mut Dates<'_>) {
    dates.at("from", Some(record.from));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Area;
    use crate::policy::Policy;
    use crate::reading::{Place, read};
    use crate::record::{Form, Kind, values};

    /// A value of a form in one line, with every field, and with a far day wherever there is a date.
    fn whole(form: &Form, dates: &mut usize) -> String {
        match form {
            Form::Fields(fields) => {
                // A fixed-term exclusion has days and no lunchtimes.
                let fields = fields.fields.iter().filter(|field| field.name != "lunchtimes");
                let fields = fields.map(|field| format!("{}: {}", field.name, whole(&field.form, dates)));
                format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
            }
            Form::List(entry) | Form::OneOrList(entry) => format!("[{}]", whole(entry, dates)),
            Form::Named(value) => format!("{{x: {}}}", whole(value, dates)),
            Form::Words(words) => words[0].clone(),
            Form::Value(format) if format == "date" => {
                *dates += 1;
                "2016-01-01".to_owned()
            }
            Form::Value(format) => values::example(format).unwrap_or("x").to_owned(),
            Form::Either { value, .. } => whole(value, dates),
        }
    }

    #[test]
    fn every_date_of_a_record_is_looked_at() {
        for (kind, own) in [(Kind::Visit, "date"), (Kind::ProForma, "visit"), (Kind::ExclusionNotice, "told_authority")]
        {
            let mut dates = 0;
            let text = whole(Form::of(kind), &mut dates);
            let text = text.replacen(&format!("{own}: 2016-01-01"), &format!("{own}: 2026-12-01"), 1);
            let reading = read(Place::In(Area::Records), "a.yaml", text.clone().into_bytes());
            assert_eq!(reading.problems, [], "{text}");
            let (record, source) = reading.record.unwrap();
            let mut school = School::default();
            school.take("a.yaml".to_owned(), source, record);
            let today = chrono::NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
            let (policy, mut problems) = (Policy::default(), Vec::new());
            check(&school, &Context { today, policy: &policy, deadlines: &[] }, &mut problems);
            assert_eq!(problems.len(), dates - 1, "{text}");
            assert!(problems.iter().all(|problem| problem.position.is_some()), "{problems:?}");
        }
    }
}
