//! Values as files hold them: days counted from an epoch, times as parts of a day, ISO spellings.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::book::Value;

/// A text; none where it is empty.
pub fn text(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| Value::Text(text.to_owned()))
}

/// The day of a number that is shown as one. In the system of 1900 the day 60 is a 29 February that never was, so the days before it count from a day later.
/// A number below 1 is a time of day, as text.
pub fn day(number: f64, is_1904: bool) -> Value {
    if (0.0..1.0).contains(&number) {
        return clock(number);
    }
    let of_serial = || {
        let whole = if is_1904 {
            number + 1462.0
        } else if number < 60.0 {
            number + 1.0
        } else {
            number
        };
        // 31 December 9999 is the last day that Excel knows.
        if !(0.0..2_958_466.0).contains(&whole) {
            return None;
        }
        let seconds = (whole * 86_400.0).round() as i64;
        NaiveDate::from_ymd_opt(1899, 12, 30)?
            .and_time(NaiveTime::MIN)
            .checked_add_signed(TimeDelta::try_seconds(seconds)?)
    };
    of_serial().map_or(Value::Number(number), Value::Day)
}

/// The day that a whole number stands for in the system of 1900.
pub fn day_of(number: f64) -> Option<NaiveDate> {
    let whole = (61.0..2_958_466.0).contains(&number) && number.fract() == 0.0;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(whole.then_some(number as u64)?))
}

/// A duration in days, as text: `9:30`.
pub fn duration(number: f64) -> Value {
    if (0.0..100_000.0).contains(&number) { clock(number) } else { Value::Number(number) }
}

fn clock(number: f64) -> Value {
    let minutes = (number * 1_440.0).round() as u64;
    Value::Text(format!("{:02}:{:02}", minutes / 60, minutes % 60))
}

/// The day of an ISO spelling, with or without a time; else its text.
pub fn iso(text: &str) -> Value {
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
    let time = time.trim_end_matches('Z');
    let time = ["%H:%M:%S%.f", "%H:%M"].iter().find_map(|format| NaiveTime::parse_from_str(time, format).ok());
    match NaiveDate::parse_from_str(day, "%Y-%m-%d") {
        Ok(day) => Value::Day(NaiveDateTime::new(day, time.unwrap_or(NaiveTime::MIN))),
        Err(_) => Value::Text(text.to_owned()),
    }
}

/// Whether the format of a number shows it as a day or a time: a letter of one stands in it, outside of texts and brackets.
pub fn is_date_format(code: &str) -> bool {
    let (mut in_text, mut in_brackets, mut is_escaped) = (false, false, false);
    for c in code.chars() {
        match c {
            _ if is_escaped => is_escaped = false,
            '"' => in_text = !in_text,
            _ if in_text => {}
            '\\' | '_' | '*' => is_escaped = true,
            '[' => in_brackets = true,
            ']' => in_brackets = false,
            _ if in_brackets => {}
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => return true,
            _ => {}
        }
    }
    code.to_lowercase().starts_with("[h")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: Value) -> String {
        match value {
            Value::Day(time) => time.format("%Y-%m-%d %H:%M").to_string(),
            Value::Text(text) => text,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn both_systems_count_to_the_same_day() {
        assert_eq!(shown(day(46301.0, false)), "2026-10-06 00:00");
        assert_eq!(shown(day(44839.0, true)), "2026-10-06 00:00");
        assert_eq!(shown(day(46_301.395_833_333_3, false)), "2026-10-06 09:30");
        assert_eq!(shown(day(1.0, false)), "1900-01-01 00:00");
        assert_eq!(shown(day(61.0, false)), "1900-03-01 00:00");
        assert_eq!(shown(day(0.395_833_333_3, false)), "09:30");
        assert_eq!(shown(day(1e300, false)), format!("{:?}", Value::Number(1e300)));
        assert_eq!(shown(day(f64::NAN, false)), "Number(NaN)");
        assert_eq!(shown(iso("2026-10-06T09:30:00")), "2026-10-06 09:30");
        assert_eq!(shown(iso("2026-10-06")), "2026-10-06 00:00");
        assert_eq!(shown(iso("PT9H")), "PT9H");
        for code in ["dd/mm/yyyy", "[$-809]d mmmm yyyy;@", "m/d/yy h:mm", "[h]:mm", "YYYY-MM-DD"] {
            assert!(is_date_format(code), "{code}");
        }
        for code in ["General", "0.0%", "#,##0_ ;[Red]-#,##0", "0 \"days\"", "\\d0", "@", "[>0]0"] {
            assert!(!is_date_format(code), "{code}");
        }
        assert_eq!(day_of(46301.0), NaiveDate::from_ymd_opt(2026, 10, 6));
        assert_eq!(day_of(46301.5), None);
    }
}
