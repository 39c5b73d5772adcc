//! What a cell holds becomes the text that stands in the record, or a fault.

use chrono::{NaiveDate, NaiveTime};

use super::day;
use super::found::Fault;
use super::names::tidy;
use super::number;
use crate::record::values::{Count, Date, Days, SchoolYear, Upn, Value as Field, Wrong, WrongUpn, YesNo};
use crate::record::{Meant, Quote, nearest};
use crate::workbook::cells::Value;
use crate::workbook::form::{Column, Taken};

/// Whether a cell holds nothing that is seen.
pub fn is_blank(value: &Value) -> bool {
    matches!(value, Value::Text(text) if tidy(text).is_empty())
}

/// Whether a text says in place of an answer that there is none.
pub fn says_none(text: &str) -> bool {
    matches!(
        tidy(text).to_lowercase().as_str(),
        "none" | "nil" | "n/a" | "na" | "not applicable" | "no" | "-" | "–" | "—"
    )
}

/// Whether a cell that need not be filled in holds a dash or the like and no answer. A text is a text, whatever it says.
pub fn is_dash(column: &Column, value: &Value) -> bool {
    let is_text = matches!(column.taken, Taken::Text | Taken::Prose);
    let is_dash = |text: &str| matches!(tidy(text).to_lowercase().as_str(), "n/a" | "-" | "–" | "—");
    !column.required && !is_text && matches!(value, Value::Text(text) if is_dash(text))
}

/// The answer in a cell, as it stands in the record; none where the cell is blank. `visit`: the day of the visit, where it is known.
pub fn answer(taken: Taken, value: &Value, visit: Option<NaiveDate>) -> Result<Option<String>, Fault> {
    if is_blank(value) {
        return Ok(None);
    }
    if let Value::Error(error) = value
        && !matches!(taken, Taken::Computed)
    {
        return Err(Fault::new(
            format!("the formula in this cell gives {error}"),
            "Write the answer itself in place of the formula.",
        ));
    }
    match taken {
        Taken::Computed => return Ok(None),
        Taken::Text | Taken::Prose => Ok(shown(value)),
        Taken::Upn => upn(&shown(value)),
        Taken::Year => year(&shown(value)),
        Taken::Count => count(value),
        Taken::Days => days(value),
        Taken::Date => day::day(value, visit).map(|day| Date(day).to_string()),
        Taken::Dates => day::days(value, visit)
            .map(|days| days.iter().map(|day| Date(*day).to_string()).collect::<Vec<_>>().join(", ")),
        Taken::YesNo => yes_no(value),
        Taken::Word(words) => word(&words(), &shown(value)),
    }
    .map(Some)
}

/// What a cell holds as text: letter by letter, or as Excel shows it; a date as records have it.
pub fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Error(text) => text.clone(),
        Value::Number(number) => number::shown(*number),
        Value::Percent(number) => number::percent(*number),
        Value::Day(time) if time.time() == NaiveTime::MIN => Date(time.date()).to_string(),
        Value::Day(time) => format!("{} {}", Date(time.date()), time.format("%H:%M")),
        Value::Truth(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
    }
}

fn upn(text: &str) -> Result<String, Fault> {
    let tidy: String = tidy(text).chars().filter(|c| *c != ' ').collect::<String>().to_uppercase();
    let wrong = match Upn::parse(&tidy) {
        Ok(upn) => return Ok(upn.to_string()),
        Err(wrong) => wrong,
    };
    if wrong == Wrong::Upn(WrongUpn::CheckLetter)
        && let Some(letter) = Upn::check_letter_of(&tidy)
    {
        return Err(Fault::new(
            format!("the check letter of the UPN should be {letter}"),
            "Copy the number again from the school's register: its first letter or one of its digits is mistyped.",
        ));
    }
    Err(fault::<Upn>(&wrong, &tidy))
}

fn year(text: &str) -> Result<String, Fault> {
    let tidy = tidy(text);
    let lower = tidy.to_lowercase();
    // `Year R` and `YR` are read as `R`.
    let bare = ["year", "yr", "y"]
        .iter()
        .find_map(|word| lower.strip_prefix(word).map(str::trim).filter(|rest| !rest.is_empty()));
    let bare = number::plain(bare.unwrap_or(&lower).trim_start_matches('.').trim());
    let wrong = match SchoolYear::parse(&bare.to_uppercase()) {
        Ok(year) => return Ok(year.to_string()),
        Err(Wrong::SchoolYear { meant: Some(year) }) => return Ok(year),
        Err(wrong) => wrong,
    };
    Err(fault::<SchoolYear>(&wrong, &tidy))
}

fn count(value: &Value) -> Result<String, Fault> {
    let text = match value {
        Value::Percent(number) => return Err(percentage(&number::percent(*number))),
        // What a formula works out may be off by less than one sees.
        Value::Number(number) if (number - number.round()).abs() < 1e-9 => number::shown(number.round()),
        other => shown(other),
    };
    let tidy = tidy(&text);
    let bare = number::without_percentage(&tidy);
    if bare.len() == tidy.len() && tidy.ends_with('%') {
        return Err(percentage(&tidy));
    }
    let plain = number::plain(bare);
    Count::parse(&plain).map(|count| count.0.to_string()).map_err(|wrong| fault::<Count>(&wrong, &tidy))
}

fn percentage(text: &str) -> Fault {
    let shown = Quote::new(text, Meant::Value { format: Count::FORMAT.to_owned() }, true).shown();
    Fault::new(format!("{shown} is a percentage, not a number"), "Write the number itself, in figures.")
}

fn days(value: &Value) -> Result<String, Fault> {
    if let Value::Percent(number) = value {
        return Err(percentage(&number::percent(*number)));
    }
    let tidy = tidy(&shown(value));
    let lower = tidy.to_lowercase();
    let bare = ["days", "day"].iter().find_map(|word| lower.strip_suffix(word)).unwrap_or(&lower).trim();
    let half = bare.strip_suffix('½').map(|whole| format!("{}.5", whole.trim()));
    let plain = half.unwrap_or_else(|| number::plain(bare));
    Days::parse(&plain).map(|days| days.to_string()).map_err(|wrong| fault::<Days>(&wrong, &tidy))
}

fn yes_no(value: &Value) -> Result<String, Fault> {
    let tidy = tidy(&shown(value));
    let whole = match tidy.to_lowercase().as_str() {
        "y" => "yes",
        "n" => "no",
        _ => tidy.as_str(),
    };
    let yes = YesNo::parse(whole).map_err(|wrong| fault::<YesNo>(&wrong, &tidy))?;
    Ok(if yes.0 { "yes" } else { "no" }.to_owned())
}

/// A word of a list, capitals aside, with spaces or hyphens or neither in it.
fn word(words: &[&'static str], text: &str) -> Result<String, Fault> {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let tidy = tidy(text);
    let meant = letters(&tidy);
    // A suspension is what the law calls a fixed-term exclusion now (records.md, section 3).
    let meant = if meant == "suspension" { "fixedterm" } else { meant.as_str() };
    if let Some(word) = words.iter().find(|word| letters(word) == meant) {
        return Ok((*word).to_owned());
    }
    let near = nearest(&tidy.to_lowercase(), words.iter().copied()).map(str::to_owned);
    let spaced = |word: &str| format!("`{}`", word.replace('-', " "));
    let all = words.iter().map(|word| spaced(word)).collect::<Vec<_>>().join(", ");
    let help = match &near {
        Some(near) => format!("Did you mean {}? It is one of {all}.", spaced(near)),
        None => format!("Choose one of {all}."),
    };
    let shown = Quote::new(&tidy, Meant::Word { near }, true).shown();
    Err(Fault::new(format!("{shown} is not one of the words for this column"), help))
}

fn fault<V: Field>(wrong: &Wrong, text: &str) -> Fault {
    let shown = Quote::new(text, Meant::Value { format: V::FORMAT.to_owned() }, true).shown();
    Fault::new(wrong.message(&shown), wrong.help())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::exclusion::ExclusionType;
    use crate::record::pro_forma::MoveOutcome;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn all(taken: Taken, values: &[Value], expected: &str) {
        for value in values {
            assert_eq!(answer(taken, value, None), Ok(Some(expected.to_owned())), "{value:?}");
        }
    }

    fn wrong(taken: Taken, value: Value) -> String {
        let fault = answer(taken, &value, None).unwrap_err();
        format!("{}. {}", fault.message, fault.help)
    }

    #[test]
    fn what_a_cell_says_is_what_the_record_has() {
        all(
            Taken::Upn,
            &[text("B801200005001"), text(" b8012 0000 5001\u{A0}"), text("b801200005001\u{200B}")],
            "B801200005001",
        );
        all(Taken::Upn, &[text("un1"), text("UN 1")], "UN1");
        let fours = ["4", "4.0", "04", "Year 4", "Y4", "yr 4", "Yr. 4", " 4 ", "YEAR4"].map(text);
        all(Taken::Year, &fours, "4");
        all(Taken::Year, &[Value::Number(4.0)], "4");
        all(Taken::Year, &["R", "r", "Reception", "Year R", "YR"].map(text), "R");
        all(Taken::Year, &["N", "nursery", "Year N"].map(text), "N");
        all(Taken::Count, &["98", "98.0", " 98 ", "98\u{A0}", "98 (9.8%)"].map(text), "98");
        all(Taken::Count, &[Value::Number(98.0), Value::Number(97.999_999_999_999)], "98");
        all(Taken::Count, &["1,234", "1 234", "1\u{A0}234"].map(text), "1234");
        all(Taken::Days, &[text("2.5"), text("2.50 days"), text("2½"), Value::Number(2.5)], "2.5");
        all(Taken::Days, &[text("1 day"), Value::Number(1.0)], "1");
        all(Taken::YesNo, &[text("y"), text("YES"), text(" yes "), Value::Truth(true), text("true")], "yes");
        all(Taken::YesNo, &[text("N"), text("No"), Value::Truth(false)], "no");
        let types =
            ["fixed term", "Fixed-Term", "fixed  term", "FIXED TERM ", "suspension", "Suspension", "fixed–term"];
        all(Taken::Word(ExclusionType::words), &types.map(text), "fixed-term");
        all(Taken::Word(MoveOutcome::words), &["under way", "Under-way", "underway"].map(text), "under-way");
        all(Taken::Text, &[text(" Ada  Brown ")], " Ada  Brown ");
        all(Taken::Prose, &[text("=SUM(A1)\nand")], "=SUM(A1)\nand");
        all(Taken::Text, &[Value::Number(4.0)], "4");
        all(Taken::Text, &[Value::Percent(0.14)], "14%");
        let day = NaiveDate::from_ymd_opt(2026, 10, 6).unwrap();
        all(Taken::Text, &[Value::Day(day.and_hms_opt(0, 0, 0).unwrap())], "2026-10-06");
        all(Taken::Date, &[Value::Day(day.and_hms_opt(9, 30, 0).unwrap()), text("6/10/26")], "2026-10-06");
        for blank in ["", " ", "\u{A0}\t", "\u{200B}"] {
            assert_eq!(answer(Taken::Text, &text(blank), None), Ok(None));
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(
            wrong(Taken::Upn, text("A80120000500A")),
            "the check letter of the UPN should be M. Copy the number again from the school's register: its first letter or one of its digits is mistyped."
        );
        assert!(wrong(Taken::Upn, Value::Number(801_200_005_001.0)).starts_with("`801200005001` has 12 characters; "));
        assert!(wrong(Taken::Year, text("15")).starts_with("`15` is not a year group. "));
        assert!(wrong(Taken::Count, Value::Percent(0.14)).starts_with("`14%` is a percentage, not a number. "));
        assert!(wrong(Taken::Count, text("14.3%")).starts_with("`14.3%` is a percentage, not a number. "));
        assert!(wrong(Taken::Count, Value::Number(0.5)).starts_with("`0.5` is not a whole number. "));
        assert!(wrong(Taken::Count, Value::Number(-1.0)).starts_with("`-1` is not a whole number. "));
        assert!(wrong(Taken::Count, Value::Number(1e300)).contains("too large"));
        assert!(wrong(Taken::Days, Value::Number(2.25)).starts_with("`2.25` is not a number of days. "));
        assert!(wrong(Taken::Days, Value::Number(0.0)).starts_with("`0` is not a number of days. "));
        assert!(wrong(Taken::YesNo, text("maybe")).ends_with("is neither yes nor no. Write yes or no."));
        assert!(wrong(Taken::Date, Value::Truth(true)).contains("is not a date here"));
        assert!(
            wrong(Taken::Text, Value::Error("#N/A".to_owned())).starts_with("the formula in this cell gives #N/A. ")
        );
        assert_eq!(
            wrong(Taken::Word(ExclusionType::words), text("permanant")),
            "`permanant` is not one of the words for this column. Did you mean `permanent`? It is one of `fixed term`, `lunchtime`, `permanent`."
        );
    }

    #[test]
    fn no_name_is_repeated() {
        for taken in [
            Taken::Upn,
            Taken::Year,
            Taken::Count,
            Taken::Days,
            Taken::Date,
            Taken::Dates,
            Taken::YesNo,
            Taken::Word(ExclusionType::words),
        ] {
            for name in ["Ada Brown", "Ada", "Ada (6%)", "6 Ada"] {
                let said = wrong(taken, text(name));
                assert!(!said.contains("Ada"), "{said}");
            }
        }
    }
}
