//! Absence out of a school's own system is written into a pro forma's record.

use chrono::NaiveDate;

use super::{Changed, FilingError, SchoolFolder};
use crate::destination::DestinationError;
use crate::disk;
use crate::edit::EditError;
use crate::policy::Policy;
use crate::record::Kind;
use crate::record::pro_forma::ProForma;
use crate::school::Filed;
use crate::text;
use crate::tree::MOST_BYTES;
use crate::workbook::{self, Answers};

impl SchoolFolder {
    /// What is to be written so that a pro forma gives these answers, with the whole text as it then is; none where it gives them already. Refused
    /// where there is no sure place for them, and where what is new would be wrong.
    pub fn answer(
        &self,
        form: &Filed<ProForma>,
        answers: &Answers,
        policy: &Policy,
        today: NaiveDate,
    ) -> Result<Option<(Changed, String)>, FilingError> {
        let file = self.root.join(&form.path);
        let bytes = disk::read(&file, MOST_BYTES).map_err(|_| FilingError::Unread(file.clone()))?;
        let (old, _) = text::decode(&bytes);
        let no_edit = |source: EditError| FilingError::NoEdit {
            path: file.clone(),
            source,
            by_hand: "what the school's list says".to_owned(),
        };
        let changes = workbook::changes(&form.path, &old, &form.record, answers, None).map_err(no_edit)?;
        if changes.is_empty() {
            return Ok(None);
        }
        let (changed, _) = self.change(&form.path, Kind::ProForma, &changes, policy, today)?;
        // The places of rows were found in the text as it was read here.
        if changed.before() != bytes {
            return Err(DestinationError::Changed(file).into());
        }
        let text = changed.text();
        Ok(Some((changed, text)))
    }
}
