//! Which children had one of the codes UN1 to UN5 before their UPN was known.

use std::collections::{BTreeMap, BTreeSet};

use crate::procedure::Child;
use crate::record::pro_forma::ProForma;
use crate::record::values::{ChildName, SchoolYear, Upn};
use crate::school::School;

/// The children of a school with a code, each with the UPN that took its place: that of the child of the same name and year group. Where several
/// children with a UPN have these, or one pro forma names both, nobody is taken for another.
pub(in crate::pack) struct Identities {
    replaced: BTreeMap<Child, Upn>,
}

/// A row that names a child with its year group.
type Row<'s> = (&'s Upn, &'s ChildName, SchoolYear);

impl Identities {
    pub(super) fn of(school: &School) -> Self {
        let mut coded: BTreeMap<Child, BTreeSet<(String, SchoolYear)>> = BTreeMap::new();
        let mut known: BTreeMap<(String, SchoolYear), BTreeSet<&Upn>> = BTreeMap::new();
        for (upn, name, year) in rows_of_school(school) {
            if upn.is_code() {
                coded.entry(Child::new(upn, name)).or_default().insert((folded(name), year));
            } else {
                known.entry((folded(name), year)).or_default().insert(upn);
            }
        }
        let replaced = coded.into_iter().filter_map(|(child, told)| {
            let fits: BTreeSet<_> = told.iter().filter_map(|told| known.get(told)).flatten().copied().collect();
            let only = fits.first().copied().filter(|_| fits.len() == 1)?;
            (!are_named_together(school, &child, only)).then(|| (child, only.clone()))
        });
        Self { replaced: replaced.collect() }
    }

    /// The child of a row, by its UPN where that is known by now.
    pub(super) fn child(&self, upn: &Upn, name: Option<&ChildName>) -> Child {
        let child = Child::of_row(upn, name);
        match self.replaced.get(&child) {
            Some(upn) => Child::of_row(upn, None),
            None => child,
        }
    }

    /// The codes under which a child was named before.
    pub(super) fn before<'s>(&'s self, child: &'s Child) -> impl Iterator<Item = &'s Child> {
        self.replaced.iter().filter(|(_, upn)| **upn == child.upn).map(|(before, _)| before)
    }
}

/// A name without what differs by the hand that wrote it: outer and doubled spaces, capitals.
pub(super) fn folded(name: &ChildName) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Every row of a pro forma.
pub(super) fn rows(record: &ProForma) -> impl Iterator<Item = Row<'_>> {
    let absent = record.absence.iter().flat_map(|absence| absence.children.iter());
    let moved = record.managed_moves.iter().flat_map(|moves| moves.moves.iter());
    (absent.map(|row| (&row.upn, &row.name, row.year)))
        .chain(record.exclusions.iter().map(|row| (&row.upn, &row.name, row.year)))
        .chain(record.risk_of_permanent_exclusion.iter().map(|row| (&row.upn, &row.name, row.year)))
        .chain(moved.map(|row| (&row.upn, &row.name, row.year)))
        .chain(record.alternative_provision.iter().map(|row| (&row.upn, &row.name, row.year)))
        .chain(record.missing_from_education.iter().map(|row| (&row.upn, &row.name, row.year)))
}

fn rows_of_school(school: &School) -> impl Iterator<Item = Row<'_>> {
    let of_pro_formas = school.pro_formas.iter().flat_map(|filed| rows(&filed.record));
    let of_notices = school.notices.iter().map(|filed| (&filed.record.upn, &filed.record.name, filed.record.year));
    let of_visits = school.visits.iter().flat_map(|filed| filed.record.children.iter());
    let of_visits = of_visits.filter_map(|row| Some((&row.upn, row.name.as_ref()?, row.year?)));
    of_pro_formas.chain(of_notices).chain(of_visits)
}

/// Whether one pro forma names a child by its code and the UPN as well: then the school means two children.
fn are_named_together(school: &School, coded: &Child, upn: &Upn) -> bool {
    let names = |record: &ProForma, is: &dyn Fn(&Row<'_>) -> bool| rows(record).any(|row| is(&row));
    school.pro_formas.iter().any(|filed| {
        names(&filed.record, &|row| row.0 == upn) && names(&filed.record, &|row| coded.is(row.0, Some(row.1)))
    })
}
