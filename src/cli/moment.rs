//! A time in the past as an argument: a day, a day and a time, or RFC 3339.

use chrono::{DateTime, Local, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};

use super::common::day;

/// A time that was named, in the time zone of this computer where it names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// A whole day.
    Day(NaiveDate),
    /// A moment of it.
    Time(DateTime<Utc>),
}

impl Moment {
    /// The time at which the state of the drive is asked for: of a day alone its end.
    pub fn end(self) -> DateTime<Utc> {
        match self {
            Self::Day(day) => day.succ_opt().map_or(DateTime::<Utc>::MAX_UTC, begin_of) - TimeDelta::milliseconds(1),
            Self::Time(time) => time,
        }
    }

    /// Whether it has not come yet.
    pub fn is_to_come(self, now: DateTime<Utc>) -> bool {
        self.begin() - now > TimeDelta::seconds(1)
    }

    /// The state of that time in words, and the time as it stands in the name of a file. What is asked for after now is the state of now.
    pub fn stood(self, now: DateTime<Utc>) -> (String, String) {
        let is_over = self.end() <= now;
        let stood = self.end().min(now).with_timezone(&Local);
        match self {
            Self::Day(day) if is_over => {
                (format!("as it stood at the end of {}", day.format("%-d %B %Y")), day.format("%Y-%m-%d").to_string())
            }
            _ => {
                let seconds = if is_over && stood.second() != 0 { [":%S", "%S"] } else { ["", ""] };
                let said = format!("as it stood on %-d %B %Y at %H:%M{}", seconds[0]);
                let in_name = format!("%Y-%m-%d %H%M{}", seconds[1]);
                (stood.format(&said).to_string(), stood.format(&in_name).to_string())
            }
        }
    }

    /// The time from which on changes are asked for: of a day alone its beginning.
    pub fn begin(self) -> DateTime<Utc> {
        match self {
            Self::Day(day) => begin_of(day),
            Self::Time(time) => time,
        }
    }

    /// The day on which it is, here.
    pub fn day(self) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::Time(time) => time.with_timezone(&Local).date_naive(),
        }
    }
}

/// The first moment of a day, here.
pub(super) fn begin_of(day: NaiveDate) -> DateTime<Utc> {
    here(day.and_time(NaiveTime::MIN))
}

/// A time of this computer's clock. The hour that comes twice in autumn is the later one; that which is skipped in spring begins the next.
fn here(time: NaiveDateTime) -> DateTime<Utc> {
    let later = |time: &NaiveDateTime| Local.from_local_datetime(time).latest();
    let found = later(&time).or_else(|| later(&(time + TimeDelta::hours(1))));
    found.map_or_else(|| time.and_utc(), |time| time.with_timezone(&Utc))
}

/// A time as an argument.
pub(super) fn moment(text: &str) -> Result<Moment, String> {
    let text = text.trim();
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(Moment::Time(time.to_utc()));
    }
    let Some((of_day, of_time)) = text.split_once([' ', 'T']) else {
        return day(text)
            .map(Moment::Day)
            .map_err(|why| format!("{why}; or a day and a time, as in \"2026-11-24 09:30\""));
    };
    let date = day(of_day)?;
    let time = ["%H:%M", "%H:%M:%S"].iter().find_map(|form| NaiveTime::parse_from_str(of_time.trim(), form).ok());
    let time = time.ok_or_else(|| format!("write the time behind the day as in \"{date} 09:30\""))?;
    // A second that is named holds all of itself: what was seen in it was seen by then.
    Ok(Moment::Time(here(date.and_time(time)) + TimeDelta::milliseconds(999)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_in_each_of_its_forms() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        assert_eq!(moment("2026-11-24"), Ok(Moment::Day(date)));
        let half_past_nine = Local.from_local_datetime(&date.and_hms_opt(9, 30, 0).unwrap()).latest().unwrap().to_utc();
        let half_past_nine = half_past_nine + TimeDelta::milliseconds(999);
        for text in ["2026-11-24 09:30", "2026-11-24T09:30", " 2026-11-24 9:30:00 "] {
            assert_eq!(moment(text), Ok(Moment::Time(half_past_nine)), "{text}");
        }
        assert_eq!(moment("2026-11-24T09:30:00+00:00").unwrap().end().to_rfc3339(), "2026-11-24T09:30:00+00:00");
        let whole = Moment::Day(date);
        assert_eq!((whole.end() - whole.begin()).num_milliseconds(), 86_399_999);
        assert_eq!(Moment::Time(half_past_nine).day(), date);
        for (text, said) in [
            (
                "24/11/2026",
                "write 2026-11-24: the year, the month and the day; or a day and a time, as in \"2026-11-24 09:30\"",
            ),
            ("2026-11-24 half nine", "write the time behind the day as in \"2026-11-24 09:30\""),
            ("24.11.2026 09:30", "write 2026-11-24: the year, the month and the day"),
        ] {
            assert_eq!(moment(text), Err(said.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_state_is_named_by_its_time_and_never_by_one_to_come() {
        let now = moment("2026-11-26 18:42:31").unwrap().end();
        for (text, said, in_name, is_to_come) in [
            ("2026-11-26 09:30", "on 26 November 2026 at 09:30", "2026-11-26 0930", false),
            ("2026-11-26 09:30:05", "on 26 November 2026 at 09:30:05", "2026-11-26 093005", false),
            ("2026-11-25", "at the end of 25 November 2026", "2026-11-25", false),
            ("2026-11-26", "on 26 November 2026 at 18:42", "2026-11-26 1842", false),
            ("2026-11-27", "on 26 November 2026 at 18:42", "2026-11-26 1842", true),
            ("2026-11-26 18:50", "on 26 November 2026 at 18:42", "2026-11-26 1842", true),
        ] {
            let moment = moment(text).unwrap();
            assert_eq!(moment.stood(now), (format!("as it stood {said}"), in_name.to_owned()), "{text}");
            assert_eq!(moment.is_to_come(now), is_to_come, "{text}");
        }
    }
}
