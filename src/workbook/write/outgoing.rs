//! What a workbook is made from, and why none is made.

use chrono::NaiveDate;
use rust_xlsxwriter::XlsxError;

use crate::policy::Policy;
use crate::workbook::answers::Answers;

/// So many UTF-16 units of text a cell holds.
pub(super) const MOST_TEXT: usize = 32_767;

/// A workbook that goes to a school.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a> {
    /// The school's name.
    pub school: &'a str,
    /// The school's folder.
    pub folder: &'a str,
    /// The school's URN, six digits.
    pub urn: &'a str,
    /// The day of the visit.
    pub visit: NaiveDate,
    /// The day by which it is to come back.
    pub return_by: NaiveDate,
    /// The day on which it is sent.
    pub sent: NaiveDate,
    /// To whom it is to come back: a name, an address, or both.
    pub return_to: &'a str,
    /// The policy: whose workbook it is, its marking, and what the visit reviews.
    pub policy: &'a Policy,
    /// What is filled in.
    pub answers: &'a Answers,
}

impl Outgoing<'_> {
    /// The team and the authority, as far as the policy names them.
    pub(super) fn sender(&self) -> String {
        let names = [self.policy.team.as_deref(), self.policy.authority.as_deref()];
        names.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// Why a workbook was not made.
#[derive(Debug, thiserror::Error)]
pub enum Unwritten {
    /// A text is longer than a cell can be.
    #[error("{field} is {length} characters long, and a cell of a workbook holds {MOST_TEXT}")]
    TooLong {
        /// The field, in words that name no child.
        field: String,
        /// The length, as Excel counts it.
        length: usize,
    },
    /// What the library for workbooks says.
    #[error("the workbook could not be made")]
    Library(#[from] XlsxError),
}
