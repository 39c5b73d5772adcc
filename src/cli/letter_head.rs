//! What `spoc letter` and `spoc new letter` are both told: to whom, from whom, and of which day.

use chrono::NaiveDate;

use super::common::day;

/// Who writes to whom, and when.
#[derive(Debug, clap::Args)]
pub(super) struct LetterHead {
    /// To whom, once for each [default: the school's representative, else its head]
    #[arg(long, value_name = "NAME")]
    pub to: Vec<String>,

    /// From whom [default: the SPOC]
    #[arg(long, value_name = "NAME")]
    pub from: Option<String>,

    /// The day of the letter or e-mail [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<NaiveDate>,
}
