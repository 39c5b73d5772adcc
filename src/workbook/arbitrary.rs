//! Answers by chance, such as a right record gives.

use proptest::prelude::*;
use proptest::sample::select;

use super::answers::{Answers, Row};
use super::form::{LABELS, LabelUse, TABLES, Table, Taken};

/// Answers of any right record.
pub(super) fn answers() -> impl Strategy<Value = Answers> {
    let tables: Vec<_> = TABLES.iter().map(|table| prop::collection::vec(row(table), 0..4)).collect();
    let labels: Vec<_> = LABELS.iter().map(|label| answer(label.taken)).collect();
    (tables, labels, any::<(bool, bool)>()).prop_map(|(tables, labels, (spans_days, counts))| {
        let mut answers = Answers { labels, tables };
        for (label, place) in LABELS.iter().zip(0..) {
            let absence = spans_days || !answers.tables[0].is_empty();
            let answer = answers.labels[place].take();
            let is_said = match label.used {
                LabelUse::Given => false,
                LabelUse::Field(field) if field.starts_with("/absence") => absence,
                LabelUse::Field(field) if field.starts_with("/managed_moves") => counts,
                LabelUse::Field(_) => answer.as_deref().is_some_and(|text| text.len() % 3 > 0),
                LabelUse::Nothing(question) => {
                    let table = TABLES.iter().position(|table| table.question == Some(question)).unwrap();
                    answer.as_deref() == Some("yes") && answers.tables[table].is_empty()
                }
            };
            answers.labels[place] = answer.filter(|_| is_said);
        }
        if answers.label("No managed moves") == Some("yes") {
            // "None" says that none were requested, too, where no number is given.
            for label in ["Managed moves requested internally", "Managed moves requested externally"] {
                let said = answers.label(label).unwrap_or("0").to_owned();
                answers.set(label, Some(said));
            }
        }
        answers
    })
}

fn row(table: &'static Table) -> impl Strategy<Value = Row> {
    let columns: Vec<_> = table
        .columns
        .iter()
        .map(|column| {
            let answer = answer(column.taken);
            (answer, any::<bool>()).prop_map(|(answer, said)| answer.filter(|_| said || column.required)).boxed()
        })
        .collect();
    columns.prop_map(|mut row| {
        if let (Some(kind), Some(days), Some(lunchtimes)) =
            (table.column("type"), table.column("days"), table.column("lunchtimes"))
        {
            let kind = row[kind].clone().unwrap();
            row[days] = row[days].take().or(Some("2.5".to_owned())).filter(|_| kind == "fixed-term");
            row[lunchtimes] = row[lunchtimes].take().or(Some("3".to_owned())).filter(|_| kind == "lunchtime");
        }
        row
    })
}

fn answer(taken: Taken) -> BoxedStrategy<Option<String>> {
    let day = (0..1000_u64)
        .prop_map(|days| (chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(days)).to_string());
    let said = |texts: &[&'static str]| select(texts.to_vec()).prop_map(str::to_owned).boxed();
    let answer = match taken {
        Taken::Upn => said(&["B801200005001", "M80120000500A", "E942200024001", "UN1", "UN2"]),
        Taken::Text => prop_oneof![
            said(&["Tyler O'Connor", "=1+1", "-5", "+44", "@here", "0123", "yes", "1.0", "Zoë Łuk", "Mr #3: x"]),
            "[ -~é日]{0,12}[!-~]".boxed()
        ]
        .boxed(),
        Taken::Prose => prop_oneof![
            said(&["one line", "two\nlines", "a: b\n\n  # c\nd", "é\n", "\nx", "a #b", "- x\n- y "]),
            "[ -~\n]{0,30}[!-~]".boxed()
        ]
        .boxed(),
        Taken::Year => said(&["N", "R", "1", "4", "14"]),
        Taken::Count => (0..500_u32).prop_map(|count| count.to_string()).boxed(),
        Taken::Days => said(&["0.5", "1", "2.5", "45"]),
        Taken::Date => day.boxed(),
        Taken::Dates => prop::collection::vec(day, 1..4).prop_map(|days| days.join(", ")).boxed(),
        Taken::YesNo => said(&["yes", "no"]),
        Taken::Word(words) => select(words()).prop_map(str::to_owned).boxed(),
        Taken::Computed => return Just(None).boxed(),
    };
    answer.prop_map(Some).boxed()
}
