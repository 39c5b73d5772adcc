//! What was left open before and the pro forma of this visit does not name, so that nobody is lost from one visit to the next.
//!
//! Open is (records.md, section 3): a managed move without an outcome, or one that is under way; a placement in alternative provision of a child
//! on roll without `until`, or with one still to come; a child missing from education, in the last pro forma that answers that question, as no field
//! says that the child is found; a call's follow-up that is not done.

use chrono::NaiveDate;

use super::builder::Builder;
use super::contact::numbered;
use crate::pack::model::*;
use crate::record::pro_forma::{ManagedMove, MissingChild, MoveOutcome, Placement, ProForma, Question};
use crate::record::values::{ChildName, SchoolYear, Upn};
use crate::words::{capitalised, listed, short_day, year_group};

/// A row of a pro forma about a child.
trait Row {
    fn child(&self) -> (&Upn, &ChildName);
    fn year(&self) -> SchoolYear;
}

macro_rules! row {
    ($($kind:ident)*) => {$(
        impl Row for $kind {
            fn child(&self) -> (&Upn, &ChildName) {
                (&self.upn, &self.name)
            }

            fn year(&self) -> SchoolYear {
                self.year
            }
        }
    )*};
}
row!(ManagedMove Placement MissingChild);

impl<'a> Builder<'a> {
    /// What earlier pro formas left open and this visit's does not name; in the team's copy also the follow-ups of earlier calls.
    pub(super) fn not_named(&self) -> Vec<NotNamedModel> {
        let mut all: Vec<_> = self
            .last_rows(moves, is_move_open)
            .into_iter()
            .map(|(visit, row)| model("Managed move", row, said_of_move(row), visit))
            .collect();
        // Of a visit that is past, what counts is what was open on its day.
        let day = self.sources.today.min(self.day());
        let is_open = |row: &Placement| row.on_roll.0 && row.until.is_none_or(|until| *until >= day);
        let placed = self.last_rows(|record| &record.alternative_provision, is_open).into_iter();
        all.extend(placed.map(|(visit, row)| model("Alternative provision", row, said_of_placement(row), visit)));
        all.extend(self.missing_last_time());
        all.extend(self.follow_ups());
        all
    }

    /// The pro formas of earlier visits, the latest first. In the school's copy these are the ones that the school returned: the rest the team wrote.
    fn earlier(&self) -> Vec<&'a ProForma> {
        let own = self.review.pro_forma.map(|filed| &filed.path);
        let is_told = |record: &ProForma| {
            self.is_internal() || record.returned.is_some_and(|returned| *returned <= self.sources.today)
        };
        let all = self.sources.school.pro_formas.iter().filter(|filed| Some(&filed.path) != own);
        let mut all: Vec<_> =
            all.map(|filed| &filed.record).filter(|record| *record.visit < self.day() && is_told(record)).collect();
        all.sort_by_key(|record| std::cmp::Reverse(record.visit));
        all
    }

    /// Of each child whom this visit's pro forma does not name in a list, the open rows of the last pro forma that did.
    fn last_rows<R: Row + 'a>(
        &self,
        rows_of: impl Fn(&'a ProForma) -> &'a [R],
        is_open: impl Fn(&R) -> bool,
    ) -> Vec<(NaiveDate, &'a R)> {
        let now = self.pro_forma().map(&rows_of).unwrap_or_default();
        let mut seen: Vec<&R> = now.iter().collect();
        let mut found = Vec::new();
        for record in self.earlier() {
            let is_seen = |row: &R| seen.iter().any(|other| self.is_one(*other, row));
            let news: Vec<_> = rows_of(record).iter().filter(|row| !is_seen(row)).collect();
            found.extend(news.iter().filter(|row| is_open(row)).map(|row| (*record.visit, *row)));
            seen.extend(news);
        }
        found
    }

    /// Whether two rows are about one child.
    fn is_one<R: Row>(&self, one: &R, other: &R) -> bool {
        let child = |row: &R| {
            let (upn, name) = row.child();
            self.identities.child(upn, Some(name))
        };
        child(one) == child(other)
    }

    fn missing_last_time(&self) -> Vec<NotNamedModel> {
        let now = self.pro_forma().map(|record| &*record.missing_from_education).unwrap_or_default();
        let earlier = self.earlier();
        let Some(last) = earlier.iter().find(|record| record.answers(Question::MissingFromEducation)) else {
            return Vec::new();
        };
        let is_named = |row: &MissingChild| now.iter().any(|other| self.is_one(other, row));
        let said = |row: &MissingChild| {
            let told = row
                .told_authority
                .map_or("authority not told".to_owned(), |day| format!("authority told {}", short_day(*day)));
            format!("last seen {}, {told}", short_day(*row.last_seen))
        };
        let lost = last.missing_from_education.iter().filter(|row| !is_named(row));
        lost.map(|row| model("Missing from education", row, said(row), *last.visit)).collect()
    }

    /// The follow-ups of calls up to the last visit that are not done. Those of later calls stand with the contact since then.
    fn follow_ups(&self) -> Vec<NotNamedModel> {
        let Some(last) = self.last.map(|visit| *visit.record.date).filter(|_| self.is_internal()) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (log, place, call) in self.calls().filter(|(.., call)| *call.date <= last) {
            let open = call.follow_up.as_ref().filter(|next| next.done.is_none_or(|done| *done > self.sources.today));
            let Some(next) = open else { continue };
            found.push(NotNamedModel {
                what: "Follow-up of a call".to_owned(),
                name: call.child.as_ref().map(|upn| self.named(upn)).unwrap_or_default(),
                year: String::new(),
                upn: String::new(),
                said: format!("{} – {}, due {}", &*next.what, &*call.by, short_day(*next.due)),
                when: format!("call of {}, {}", short_day(*call.date), numbered(log, place)),
            });
        }
        found
    }
}

fn moves(record: &ProForma) -> &[ManagedMove] {
    record.managed_moves.as_ref().map(|moves| &*moves.moves).unwrap_or_default()
}

fn is_move_open(row: &ManagedMove) -> bool {
    row.outcome.is_none_or(|outcome| outcome == MoveOutcome::UnderWay)
}

fn said_of_move(row: &ManagedMove) -> String {
    let started = row.started.map_or("not started".to_owned(), |day| format!("started {}", short_day(*day)));
    let reviews: Vec<_> = row.reviews.iter().map(|day| short_day(**day)).collect();
    let reviews = if reviews.is_empty() { String::new() } else { format!(", reviewed {}", listed(&reviews)) };
    let outcome = row.outcome.map_or("no outcome", MoveOutcome::title);
    format!(
        "from {} to {}, agreed {}, {started}{reviews}, {outcome}",
        &*row.from_school,
        &*row.to_school,
        short_day(*row.agreed)
    )
}

fn said_of_placement(row: &Placement) -> String {
    let until = row.until.map(|until| format!(" until {}", short_day(*until))).unwrap_or_default();
    let review = row.review.map(|day| format!(", review {}", short_day(*day))).unwrap_or_default();
    format!("{} since {}{until}{review}", &*row.provider, short_day(*row.from))
}

fn model<R: Row>(what: &str, row: &R, said: String, visit: NaiveDate) -> NotNamedModel {
    let (upn, name) = row.child();
    NotNamedModel {
        what: what.to_owned(),
        name: name.to_string(),
        year: capitalised(&year_group(row.year())),
        upn: upn.to_string(),
        said,
        when: format!("pro forma of {}", short_day(visit)),
    }
}
