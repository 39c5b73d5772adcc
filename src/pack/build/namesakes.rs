//! A caution where two children have one name.

use std::collections::{BTreeMap, BTreeSet};

use super::builder::Builder;
use super::identities::{folded, rows};
use crate::record::values::{ChildName, SchoolYear, Upn};
use crate::words::{listed, year_group};

/// The children of one name: the name as it is written first, and each number with its year groups.
type OneName<'s> = (&'s ChildName, BTreeMap<Upn, BTreeSet<SchoolYear>>);

impl<'a> Builder<'a> {
    /// A sentence for each name that several children of this visit have. A child that had a code before its UPN was known is one child.
    pub(super) fn cautions(&self) -> Vec<String> {
        let mut names: BTreeMap<String, OneName<'a>> = BTreeMap::new();
        let notices = self.sources.school.notices.iter();
        let notices = notices.filter(|notice| self.counted.iter().any(|one| one.path == notice.path));
        let notices = notices.map(|notice| (&notice.record.upn, &notice.record.name, notice.record.year));
        for (upn, name, year) in self.pro_forma().into_iter().flat_map(rows).chain(notices) {
            let (_, children) = names.entry(folded(name)).or_insert_with(|| (name, BTreeMap::new()));
            children.entry(self.identities.child(upn, Some(name)).upn).or_default().insert(year);
        }
        names.into_values().filter_map(|(name, children)| caution(name, &children)).collect()
    }
}

fn caution(name: &ChildName, children: &BTreeMap<Upn, BTreeSet<SchoolYear>>) -> Option<String> {
    if children.len() < 2 {
        return None;
    }
    let told = children.iter().map(|(upn, years)| {
        let years: Vec<_> = years.iter().map(|year| year_group(*year)).collect();
        format!("{upn} ({})", listed(&years))
    });
    Some(format!(
        "{} is the name of {}. Make sure each time which of them is meant.",
        &**name,
        listed(&told.collect::<Vec<_>>())
    ))
}
