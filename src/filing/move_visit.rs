//! Moves a visit to another day, with its pro forma: both get other names and dates, or neither does.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::change::redated;
use super::{ANY_DAY, FilingError, SchoolFolder};
use crate::edit::Change;
use crate::policy::Policy;
use crate::procedure::pro_forma_of;
use crate::record::Kind;
use crate::record::visit::Visit;
use crate::school::Filed;

impl SchoolFolder {
    /// Moves a visit. Where it was moved before, `moved_from` stays the day for which it was agreed first. `anyway`: also to a day on which nobody
    /// works, or the school is closed. Gives the files that were written.
    pub fn move_visit(
        &self,
        visit: &Filed<Visit>,
        to: NaiveDate,
        agreed: Option<NaiveDate>,
        policy: &Policy,
        today: NaiveDate,
        anyway: bool,
    ) -> Result<Vec<PathBuf>, FilingError> {
        let from = *visit.record.date;
        let mut changes = vec![Change::set("/date", to)];
        if visit.record.moved_from.is_none() {
            changes.push(Change::set("/moved_from", from));
        }
        changes.extend(agreed.map(|day| Change::set("/agreed", day)));
        let allowed = if anyway { &ANY_DAY[..] } else { &[] };
        let name = redated(&visit.path, from, to);
        let (changed, school) = self.change_as(&visit.path, &name, Kind::Visit, &changes, policy, today, allowed)?;
        let mut renamings = vec![changed.renamed(&name)];
        if let Some(form) = pro_forma_of(&self.school, visit) {
            let with_visit = Self { school, ..self.clone() };
            let name = redated(&form.path, *form.record.visit, to);
            let changes = [Change::set("/visit", to)];
            let (changed, _) =
                with_visit.change_as(&form.path, &name, Kind::ProForma, &changes, policy, today, allowed)?;
            renamings.push(changed.renamed(&name));
        }
        self.rename(&renamings)?;
        Ok(renamings.iter().map(|one| one.file.path().with_file_name(&one.name)).collect())
    }
}
