//! By what a record is known, wherever it stands and whatever its file is called.

use crate::reading::{place_of, read};
use crate::record::Record;

/// By what the record in a file is known; none where it cannot be read. Visits, pro formas and phone logs are those of a school: of the folder of
/// that name, whoever's it is.
pub(super) fn identity(path: &str, bytes: &[u8]) -> Option<String> {
    let (record, _) = read(place_of(path)?, path, bytes.to_vec()).record?;
    let school = path.split('/').nth(1).unwrap_or_default();
    Some(match record {
        Record::School(file) => format!("school {}", file.urn),
        Record::Visit(visit) => format!("visit {school}/{}", *visit.date),
        Record::ProForma(form) => format!("pro forma {school}/{}", *form.visit),
        Record::ExclusionNotice(notice) => {
            format!("notice {} {} {} {}", notice.upn, &*notice.name, notice.kind, *notice.from)
        }
        Record::PhoneLog(log) => format!("phone log {school}/{}", log.academic_year),
        Record::Email(mail) => format!("e-mail {} {} {}", *mail.date, &*mail.from, &*mail.subject),
        Record::Letter(letter) => format!("letter {} {} {}", *letter.date, &*letter.from, &*letter.subject),
    })
}
