//! `spoc new pro-forma`

use std::path::PathBuf;

use chrono::NaiveDate;

use super::super::common::{Common, day};
use super::super::failure::Failure;
use super::super::school::Chosen;
use crate::draft;
use crate::layout::Area;
use crate::procedure::pro_forma_of;
use crate::record::visit::Visit;
use crate::school::{Filed, School};

/// The pro forma of a visit, made when it is sent
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct NewProForma {
    /// The school: its folder, its URN or a part of its name
    school: String,
    /// The day of the visit [default: the next visit without a pro forma]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    visit: Option<NaiveDate>,
    /// The day on which it is sent [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    sent: Option<NaiveDate>,
}

impl NewProForma {
    pub fn write(&self, common: &Common) -> Result<PathBuf, Failure> {
        let chosen = Chosen::load(common, &self.school, common.today())?;
        let visit = match self.visit {
            Some(visit) => visit,
            None => next_visit_without_pro_forma(&chosen.folder.school, common.today())?,
        };
        let text = draft::pro_forma(visit, self.sent.unwrap_or_else(|| common.today()), chosen.file()?);
        let name = draft::file_name(visit, "pro forma", "yaml");
        Ok(chosen.folder.file_new(Area::Records, &name, &text, &chosen.policy, common.today())?)
    }
}

fn next_visit_without_pro_forma(school: &School, today: NaiveDate) -> Result<NaiveDate, Failure> {
    let coming = || school.visits_not_cancelled().filter(|visit| *visit.record.date >= today);
    let days = |visits: &mut dyn Iterator<Item = &Filed<Visit>>| visits.map(|visit| *visit.record.date).min();
    // Of two visits on a day one alone has the pro forma.
    let of_day = |visit: &Filed<Visit>| school.pro_formas.iter().any(|one| one.record.visit == visit.record.date);
    let next = days(&mut coming().filter(|visit| !of_day(visit) && pro_forma_of(school, visit).is_none()));
    school.sure_of(next, today)?;
    next.ok_or_else(|| match days(&mut coming()) {
        Some(day) => Failure::new(
            format!("{}: the visit on {day} has its pro forma already", school.path),
            "Nothing was written. Open that file; for another visit make the visit first with `spoc new visit`.",
        ),
        None => Failure::new(
            format!("{} has no coming visit without a pro forma", school.path),
            "Nothing was written. Make the visit first with `spoc new visit`, or name its day with --visit.",
        ),
    })
}
