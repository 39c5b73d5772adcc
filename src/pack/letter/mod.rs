//! Letters and e-mails to a school: from its records to what a letter says, or why there is nothing to write.

mod address;
mod dates;
mod decisions;
mod model;
mod pro_forma;
mod sources;
mod words;

pub use self::address::greeted;
pub use self::model::{LetterKind, LetterModel};
pub use self::sources::{Letter, LetterSources, NoLetter};

/// What a letter says.
pub fn compose(sources: &LetterSources<'_>) -> Result<Letter, NoLetter> {
    // Ask this first, so that an error names the day of the letter.
    sources.policy.calendar.is_working_day(sources.date)?;
    match sources.kind {
        LetterKind::ProForma => sources.covering_note(),
        LetterKind::Reminder => sources.reminder(),
        LetterKind::Dates => sources.request_for_dates(),
        LetterKind::AfterVisit => sources.decisions(),
    }
}
