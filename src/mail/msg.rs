//! `.msg`: a message as Outlook saves it, a compound file of properties ([MS-OXMSG], [MS-OXPROPS]).

use std::io::{Cursor, Read};
use std::ops::ControlFlow;

use cfb::CompoundFile;
use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime};

use super::eml::of_eml;
use super::summary::{AttachedFile, Mail, file_name, is_likely, one_line, person};
use crate::text;

/// What every compound file begins with ([MS-CFB], 2.2).
pub(super) const FIRST_BYTES: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// The bytes of a property that are read.
const MOST_BYTES: u64 = 1_000_000;
/// The attachments of a message that are looked at, and how deep messages within messages lie.
const MOST_ATTACHMENTS: usize = 1_000;
const MOST_LEVELS: usize = 20;
/// The recipients that are read; of more, Outlook's own lists of names are taken.
const MOST_RECIPIENTS: usize = 500;

/// The stream of properties of fixed size, in the root and in each recipient.
const PROPERTIES: &str = "__properties_version1.0";
const RECIPIENT: &str = "__recip_version1.0_";
const ATTACHMENT: &str = "__attach_version1.0_";

// Properties ([MS-OXPROPS]).
const SUBJECT: u16 = 0x0037;
const SUBMITTED: u16 = 0x0039;
const FROM_NAME: u16 = 0x0042;
const FROM_ADDRESS: u16 = 0x0065;
const MESSAGE_ID: u16 = 0x1035;
const REFERENCES: u16 = 0x1039;
const IN_REPLY_TO: u16 = 0x1042;
const PLAIN: u16 = 0x1000;
const RTF: u16 = 0x1009;
const HTML: u16 = 0x1013;
const HIDDEN: u16 = 0x7FFE;
const TRANSPORT_HEADERS: u16 = 0x007D;
const RECIPIENT_TYPE: u16 = 0x0C15;
const SENDER_NAME: u16 = 0x0C1A;
const SENDER_ADDRESS: u16 = 0x0C1F;
const SHOWN_CC: u16 = 0x0E03;
const SHOWN_TO: u16 = 0x0E04;
const DELIVERED: u16 = 0x0E06;
const NAME: u16 = 0x3001;
const ADDRESS: u16 = 0x3003;
const DATA: u16 = 0x3701;
const SHORT_FILE_NAME: u16 = 0x3704;
const LONG_FILE_NAME: u16 = 0x3707;
const MIME_TAG: u16 = 0x370E;
const SMTP_ADDRESS: u16 = 0x39FE;
const SENDER_SMTP_ADDRESS: u16 = 0x5D01;
const FROM_SMTP_ADDRESS: u16 = 0x5D02;

// Types of properties ([MS-OXCDATA], 2.11.1).
const NUMBER: u16 = 0x0003;
const BYTES_TEXT: u16 = 0x001E;
const UTF_16_TEXT: u16 = 0x001F;
const TIME: u16 = 0x0040;
const BOOLEAN: u16 = 0x000B;
const OBJECT: u16 = 0x000D;
const BINARY: u16 = 0x0102;

/// What the properties of a message say. None where the file is no message of Outlook's, or is cut off so that it is no compound file.
///
/// A message that came by the internet holds the headers that it came with: they say what they say in an `.eml`. What they do not say, and
/// all of a message that was never sent so, the other properties do; their time is UTC, which is shown as the time in the United Kingdom.
#[must_use]
pub fn of_msg(bytes: &[u8]) -> Option<Mail> {
    let mut message = Message::open(bytes)?;
    let headers = message.headers().unwrap_or_default();
    let (date, time) = match headers.date {
        Some(date) => (Some(date), headers.time),
        None => message.sent().map(|sent| (sent.date(), sent.time())).unzip(),
    };
    let from = headers.from.or_else(|| message.sender());
    let (mut to, mut cc) = (headers.to, headers.cc);
    if to.is_empty() && cc.is_empty() {
        (to, cc) = message.recipients();
    }
    let subject = headers.subject.or_else(|| one_line(&message.text("", SUBJECT)?));
    Some(Mail { date, time, from, to, cc, subject })
}

/// A file that is attached to a message of Outlook's.
pub(super) struct Attached {
    pub(super) name: Option<String>,
    /// What it is (`multipart/signed`), where that is said.
    pub(super) kind: Option<String>,
    pub(super) bytes: Vec<u8>,
}

pub(super) struct Message<'b> {
    file: CompoundFile<Cursor<&'b [u8]>>,
    /// The message's own properties of fixed size.
    properties: Vec<u8>,
}

impl<'b> Message<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Option<Self> {
        let file = CompoundFile::open(Cursor::new(bytes)).ok()?;
        // Word and Excel write compound files, too: theirs have no such stream.
        if !file.is_stream(format!("/{PROPERTIES}")) {
            return None;
        }
        let mut message = Self { file, properties: Vec::new() };
        // The header of the message's own is 32 bytes long ([MS-OXMSG], 2.4.1.1).
        message.properties = message.properties_of("", 32);
        Some(message)
    }

    fn headers(&mut self) -> Option<Mail> {
        of_eml(self.transport_headers()?.as_bytes())
    }

    /// The headers with which it came by the internet.
    pub(super) fn transport_headers(&mut self) -> Option<String> {
        self.text("", TRANSPORT_HEADERS)
    }

    /// Which message it is, which it answers, and those before it.
    pub(super) fn chain(&mut self) -> [Option<String>; 3] {
        [MESSAGE_ID, IN_REPLY_TO, REFERENCES].map(|property| self.text("", property))
    }

    /// Its text as Outlook keeps it beside every other form.
    pub(super) fn plain(&mut self) -> Option<String> {
        self.text("", PLAIN)
    }

    /// Its text as HTML.
    pub(super) fn html(&mut self) -> Option<String> {
        let Some(bytes) = self.stream(&format!("/__substg1.0_{HTML:04X}{BINARY:04X}")) else {
            return self.text("", HTML);
        };
        let start = String::from_utf8_lossy(bytes.get(..2_000).unwrap_or(&bytes)).to_ascii_lowercase();
        let named = start.split_once("charset=").map(|(_, rest)| {
            let rest = rest.trim_start_matches(['"', '\'', ' ']);
            rest.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')).next().unwrap_or_default()
        });
        Some(text::decode_as(named.unwrap_or_default(), &bytes).into_owned())
    }

    /// Whether it has its text in Outlook's own form.
    pub(super) fn is_rtf(&self) -> bool {
        self.file.is_stream(format!("/__substg1.0_{RTF:04X}{BINARY:04X}"))
    }

    /// What is attached, without the pictures that its text shows; a message within it by its subject. At most so many.
    pub(super) fn listed(&mut self, most: usize) -> Vec<AttachedFile> {
        let mut listed = Vec::new();
        for folder in self.folders("", ATTACHMENT).into_iter().take(most) {
            let hidden = value(&self.properties_of(&folder, 8), HIDDEN, BOOLEAN);
            let data = format!("{folder}/__substg1.0_{DATA:04X}");
            let size = self.file.entry(format!("{data}{BINARY:04X}")).ok().map(|entry| entry.len());
            let is_message = self.file.is_storage(format!("{data}{OBJECT:04X}"));
            if hidden.is_some_and(|[first, ..]| first != 0) || (size.is_none() && !is_message) {
                continue;
            }
            let mut names = [LONG_FILE_NAME, SHORT_FILE_NAME, NAME].into_iter();
            let name = if is_message {
                self.text(&folder, NAME).and_then(|name| one_line(&name))
            } else {
                names.find_map(|property| file_name(&self.text(&folder, property)?))
            };
            let name = name.unwrap_or_else(|| format!("attachment {}", listed.len() + 1));
            listed.push(AttachedFile { name, size: size.unwrap_or(0) });
        }
        listed
    }

    /// When it was sent, else when it came, in the United Kingdom.
    fn sent(&self) -> Option<NaiveDateTime> {
        let times = [SUBMITTED, DELIVERED].into_iter();
        times
            .filter_map(|property| value(&self.properties, property, TIME))
            .filter_map(|ticks| in_the_uk(u64::from_le_bytes(ticks)))
            .find(|time| is_likely(time.date()))
    }

    /// Who is shown as the writer; else who sent it for them.
    fn sender(&mut self) -> Option<String> {
        let mut shown = |name, addresses: [u16; 2]| {
            let address = self.address("", addresses);
            person(self.text("", name).as_deref(), address.as_deref())
        };
        shown(FROM_NAME, [FROM_SMTP_ADDRESS, FROM_ADDRESS])
            .or_else(|| shown(SENDER_NAME, [SENDER_SMTP_ADDRESS, SENDER_ADDRESS]))
    }

    /// Those to whom it went and those who got copies, by their own entries; else as Outlook shows them.
    fn recipients(&mut self) -> (Vec<String>, Vec<String>) {
        let (mut to, mut cc) = (Vec::new(), Vec::new());
        let folders = self.folders("", RECIPIENT);
        if folders.len() <= MOST_RECIPIENTS {
            for folder in folders {
                let address = self.address(&folder, [SMTP_ADDRESS, ADDRESS]);
                let shown = person(self.text(&folder, NAME).as_deref(), address.as_deref());
                // Its header is 8 bytes long ([MS-OXMSG], 2.4.1.3).
                let [kind, ..] = value(&self.properties_of(&folder, 8), RECIPIENT_TYPE, NUMBER).unwrap_or([1; 8]);
                match kind & 0x0F {
                    1 => to.extend(shown),
                    2 => cc.extend(shown),
                    // Who sent it, and blind copies.
                    _ => {}
                }
            }
        }
        let mut shown = |property| {
            let names = self.text("", property).unwrap_or_default();
            names.split(';').filter_map(|name| person(Some(name), None)).collect()
        };
        if to.is_empty() && cc.is_empty() { (shown(SHOWN_TO), shown(SHOWN_CC)) } else { (to, cc) }
    }

    /// The folders within one whose names begin so, by their number, which is of fixed length.
    fn folders(&self, folder: &str, beginning: &str) -> Vec<String> {
        let within = if folder.is_empty() { "/" } else { folder };
        let Ok(entries) = self.file.read_storage(within) else { return Vec::new() };
        let begins =
            |name: &str| name.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning));
        let entries = entries.filter(|entry| entry.is_storage() && begins(entry.name()));
        let mut folders: Vec<_> = entries.map(|entry| format!("{folder}/{}", entry.name())).collect();
        folders.sort();
        folders
    }

    /// Shows what is attached, in its order; in place of a message within the message, what is attached to that. A file of more than so many
    /// bytes is passed over.
    pub(super) fn attached(&mut self, most: usize, show: &mut dyn FnMut(Attached) -> ControlFlow<()>) {
        let mut left = MOST_ATTACHMENTS;
        // Whether it was left before its end is of no matter.
        let _ = self.attached_to("", 0, &mut left, most, show);
    }

    fn attached_to(
        &mut self,
        message: &str,
        level: usize,
        left: &mut usize,
        most: usize,
        show: &mut dyn FnMut(Attached) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        for folder in self.folders(message, ATTACHMENT) {
            *left = match left.checked_sub(1) {
                Some(left) => left,
                None => return ControlFlow::Break(()),
            };
            let embedded = format!("{folder}/__substg1.0_{DATA:04X}{OBJECT:04X}");
            if self.file.is_storage(&embedded) {
                if level < MOST_LEVELS {
                    self.attached_to(&embedded, level + 1, left, most, show)?;
                }
                continue;
            }
            let Some(bytes) = self.bounded(&format!("{folder}/__substg1.0_{DATA:04X}{BINARY:04X}"), most) else {
                continue;
            };
            let mut names = [LONG_FILE_NAME, SHORT_FILE_NAME, NAME].into_iter();
            let name = names.find_map(|property| file_name(&self.text(&folder, property)?));
            show(Attached { name, kind: self.text(&folder, MIME_TAG), bytes })?;
        }
        ControlFlow::Continue(())
    }

    /// The first that is an address: Exchange keeps names of its own where others keep these.
    fn address(&mut self, folder: &str, properties: [u16; 2]) -> Option<String> {
        properties.into_iter().find_map(|property| self.text(folder, property).filter(|text| text.contains('@')))
    }

    fn text(&mut self, folder: &str, property: u16) -> Option<String> {
        if let Some(bytes) = self.stream(&format!("{folder}/__substg1.0_{property:04X}{UTF_16_TEXT:04X}")) {
            let units: Vec<_> = bytes.as_chunks().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
            return Some(String::from_utf16_lossy(&units));
        }
        let bytes = self.stream(&format!("{folder}/__substg1.0_{property:04X}{BYTES_TEXT:04X}"))?;
        let end = bytes.iter().rposition(|b| *b != 0).map_or(0, |last| last + 1);
        Some(text::decode(bytes.get(..end)?).0.into_owned())
    }

    /// The properties of fixed size, without the header of so many bytes; none where they cannot be read.
    fn properties_of(&mut self, folder: &str, header: usize) -> Vec<u8> {
        let bytes = self.stream(&format!("{folder}/{PROPERTIES}")).unwrap_or_default();
        bytes.get(header..).unwrap_or_default().to_owned()
    }

    fn stream(&mut self, path: &str) -> Option<Vec<u8>> {
        let stream = self.file.open_stream(path).ok()?;
        let mut bytes = Vec::new();
        stream.take(MOST_BYTES).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// A stream of no more than so many bytes; as much of it as there is, where the file is cut off.
    fn bounded(&mut self, path: &str, most: usize) -> Option<Vec<u8>> {
        let stream = self.file.open_stream(path).ok()?;
        if stream.len() > most as u64 {
            return None;
        }
        let mut bytes = Vec::new();
        // What was read before an error stays.
        let _ = stream.take(most as u64).read_to_end(&mut bytes);
        Some(bytes)
    }
}

/// A value among properties of fixed size: each of 16 bytes, its type, its number, flags, then this ([MS-OXMSG], 2.4.2).
fn value(properties: &[u8], property: u16, kind: u16) -> Option<[u8; 8]> {
    let ([low, high], [first, second]) = (kind.to_le_bytes(), property.to_le_bytes());
    let (all, _) = properties.as_chunks::<16>();
    all.iter().find(|one| one.starts_with(&[low, high, first, second])).and_then(|one| one.last_chunk().copied())
}

/// A time in units of 100 ns since 1601 (FILETIME, UTC), as clocks in the United Kingdom showed it.
fn in_the_uk(ticks: u64) -> Option<NaiveDateTime> {
    const TICKS_A_SECOND: u64 = 10_000_000;
    const FROM_1601_TO_1970: i64 = 11_644_473_600;
    let seconds = i64::try_from(ticks / TICKS_A_SECOND).ok()? - FROM_1601_TO_1970;
    let utc = DateTime::from_timestamp(seconds, 0)?.naive_utc();
    // Summer Time Order 2002: from 01:00 GMT on the last Sunday in March to that in October. Both months have 31 days.
    let change = |month| {
        let last = NaiveDate::from_ymd_opt(utc.year(), month, 31)?;
        let sunday = last - Duration::days(last.weekday().num_days_from_sunday().into());
        sunday.and_hms_opt(1, 0, 0)
    };
    let is_summer = (change(3)?..change(10)?).contains(&utc);
    Some(if is_summer { utc + Duration::hours(1) } else { utc })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summer_time_begins_and_ends_on_last_sundays_at_one() {
        let shown = |utc: &str| {
            let utc: NaiveDateTime = utc.parse().unwrap();
            let ticks = (utc.and_utc().timestamp() + 11_644_473_600) * 10_000_000;
            in_the_uk(u64::try_from(ticks).unwrap()).unwrap().to_string()
        };
        assert_eq!(shown("2026-03-29T00:59:59"), "2026-03-29 00:59:59");
        assert_eq!(shown("2026-03-29T01:00:00"), "2026-03-29 02:00:00");
        assert_eq!(shown("2026-07-01T23:30:00"), "2026-07-02 00:30:00");
        assert_eq!(shown("2026-10-25T00:59:59"), "2026-10-25 01:59:59");
        assert_eq!(shown("2026-10-25T01:00:00"), "2026-10-25 01:00:00");
        // The 31st is a Sunday itself.
        assert_eq!(shown("2024-03-31T01:00:00"), "2024-03-31 02:00:00");
        assert_eq!(shown("2027-10-31T00:30:00"), "2027-10-31 01:30:00");
        // Outlook's way to say that there is no time, the first there is, and what is too far off to be one.
        assert_eq!(in_the_uk(0x0CB3_4557_A3DD_4000).unwrap().to_string(), "4501-01-01 00:00:00");
        assert_eq!(in_the_uk(0).unwrap().to_string(), "1601-01-01 00:00:00");
        assert_eq!(in_the_uk(1), in_the_uk(0));
        assert_eq!(in_the_uk(u64::MAX / 2).unwrap().to_string(), "+30828-09-14 03:48:05");
        assert_eq!(in_the_uk(u64::MAX).unwrap().to_string(), "+60056-05-28 06:36:10");
    }

    #[test]
    fn a_value_is_found_by_number_and_type() {
        let mut properties = [0; 40];
        properties[16..24].copy_from_slice(&[3, 0, 0x15, 0x0C, 6, 0, 0, 0]);
        properties[24] = 2;
        assert_eq!(value(&properties, RECIPIENT_TYPE, NUMBER), Some([2, 0, 0, 0, 0, 0, 0, 0]));
        assert_eq!(value(&properties, RECIPIENT_TYPE, TIME), None);
        assert_eq!(value(&properties[..31], RECIPIENT_TYPE, NUMBER), None);
    }

    #[test]
    fn what_is_no_message_is_none() {
        assert_eq!(of_msg(b""), None);
        assert_eq!(of_msg(&FIRST_BYTES), None);
        let mut other = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        other.create_stream("/WordDocument").unwrap();
        assert_eq!(of_msg(&other.into_inner().into_inner()), None);
    }
}
