//! A record of whatever kind: read from its tree, described by its JSON Schema.

use chrono::NaiveDate;
use schemars::Schema;
use serde::de::DeserializeOwned;

use super::contact::{Email, Letter, PhoneLog};
use super::exclusion::{ExclusionNotice, amount_fits};
use super::kind::Kind;
use super::pro_forma::ProForma;
use super::schema::schema_of;
use super::school::SchoolFile;
use super::values::{ChildName, Upn};
use super::visit::Visit;
use crate::tree::{Mismatch, Tree, decode};

/// A record that has been read: every field holds what its kind says.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum Record {
    School(Box<SchoolFile>),
    Visit(Box<Visit>),
    ProForma(Box<ProForma>),
    ExclusionNotice(Box<ExclusionNotice>),
    PhoneLog(Box<PhoneLog>),
    Email(Box<Email>),
    Letter(Box<Letter>),
}

impl Record {
    /// Reads a record of a kind from its tree. [`Mismatch`] where anything in it is wrong; [`check()`](super::check()) then says what.
    pub fn read(kind: Kind, tree: &Tree<'_>) -> Result<Self, Mismatch> {
        Ok(match kind {
            Kind::School => Self::School(read(tree)?),
            Kind::Visit => Self::Visit(read(tree)?),
            Kind::ProForma => {
                let pro_forma: Box<ProForma> = read(tree)?;
                if !pro_forma.exclusions.iter().all(|row| amount_fits(row.kind, row.days, row.lunchtimes)) {
                    return Err(Mismatch);
                }
                Self::ProForma(pro_forma)
            }
            Kind::ExclusionNotice => {
                let notice: Box<ExclusionNotice> = read(tree)?;
                if !amount_fits(notice.kind, notice.days, notice.lunchtimes) {
                    return Err(Mismatch);
                }
                Self::ExclusionNotice(notice)
            }
            Kind::PhoneLog => Self::PhoneLog(read(tree)?),
            Kind::Email => Self::Email(read(tree)?),
            Kind::Letter => Self::Letter(read(tree)?),
        })
    }

    /// The children whom its rows name, a row each.
    #[must_use]
    pub fn children(&self) -> Vec<(&Upn, &ChildName)> {
        match self {
            Self::ProForma(pro_forma) => pro_forma.children().collect(),
            Self::ExclusionNotice(notice) => vec![(&notice.upn, &notice.name)],
            Self::Visit(visit) => {
                let rows = visit.children.iter();
                rows.filter_map(|row| Some((&row.upn, row.name.as_ref()?))).collect()
            }
            Self::School(_) | Self::PhoneLog(_) | Self::Email(_) | Self::Letter(_) => Vec::new(),
        }
    }

    /// The day by which it is dated (records.md, section 1); none of a school and a phone log.
    #[must_use]
    pub fn date(&self) -> Option<NaiveDate> {
        match self {
            Self::Visit(visit) => Some(*visit.date),
            Self::ProForma(pro_forma) => Some(*pro_forma.visit),
            Self::ExclusionNotice(notice) => Some(*notice.told_authority),
            Self::Email(email) => Some(*email.date),
            Self::Letter(letter) => Some(*letter.date),
            Self::School(_) | Self::PhoneLog(_) => None,
        }
    }
}

fn read<T: DeserializeOwned>(tree: &Tree<'_>) -> Result<Box<T>, Mismatch> {
    decode(tree.root()).map(Box::new)
}

impl Kind {
    /// Its JSON Schema, draft 2020-12.
    #[must_use]
    pub fn schema(self) -> Schema {
        match self {
            Self::School => schema_of::<SchoolFile>(),
            Self::Visit => schema_of::<Visit>(),
            Self::ProForma => schema_of::<ProForma>(),
            Self::ExclusionNotice => schema_of::<ExclusionNotice>(),
            Self::PhoneLog => schema_of::<PhoneLog>(),
            Self::Email => schema_of::<Email>(),
            Self::Letter => schema_of::<Letter>(),
        }
    }
}
