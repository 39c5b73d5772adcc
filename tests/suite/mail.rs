//! Each `mail/CASE.eml` is a message, and `CASE.json` says what its headers say. Files of Outlook (`.msg`) are built here as Outlook builds them.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use cfb::{CompoundFile, Version};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use spoc::drive::{DriveReader, read_mail};
use spoc::mail::{Mail, attachments, of_eml, of_file, of_msg, whole};

use crate::harness::{Drive, in_school, project};

mod attachments;
mod told;
mod whole;

fn cases() -> Vec<(PathBuf, Vec<u8>)> {
    let files = fs::read_dir(project().join("tests/suite/mail")).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

fn as_json(mail: &Mail) -> Value {
    let Mail { date, time, from, to, cc, subject } = mail;
    json!({
        "date": date.map(|date| date.to_string()),
        "time": time.map(|time| time.to_string()),
        "from": from, "to": to, "cc": cc, "subject": subject,
    })
}

#[test]
fn every_message_says_what_stands_beside_it() {
    for (path, bytes) in cases() {
        let expected: Value = serde_json::from_slice(&fs::read(path.with_extension("json")).unwrap()).unwrap();
        assert_eq!(as_json(&of_eml(&bytes).unwrap()), expected, "{}", path.display());
    }
    let files = fs::read_dir(project().join("tests/suite/mail")).unwrap().map(|entry| entry.unwrap().path());
    let data = files.filter(|path| path.extension().is_some_and(|ending| ending != "rs"));
    assert_eq!(data.count(), 2 * cases().len());
}

#[test]
fn line_ends_make_no_difference() {
    for (path, bytes) in cases() {
        let lf: Vec<_> = bytes.iter().copied().filter(|b| *b != b'\r').collect();
        let crlf = lf.iter().flat_map(|b| if *b == b'\n' { b"\r\n".to_vec() } else { vec![*b] }).collect::<Vec<_>>();
        assert_eq!(of_eml(&lf), of_eml(&bytes), "{}", path.display());
        assert_eq!(of_eml(&crlf), of_eml(&bytes), "{}", path.display());
    }
}

/// A text property of an Outlook file.
enum Text<'t> {
    Utf16(&'t str),
    Bytes(&'t [u8]),
}
use Text::{Bytes, Utf16};

/// Builds an Outlook file. Every property belongs to a folder of the file; "" stands for the message itself.
struct Msg {
    file: CompoundFile<Cursor<Vec<u8>>>,
}

impl Msg {
    /// `times`: the properties that are times, in UTC.
    fn new(times: &[(u16, &str)]) -> Self {
        let mut file = CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new())).unwrap();
        // The header: 8 zero bytes, the next two numbers, two counts, 8 zero bytes. Then one property that these tests do not read: the message's class.
        let mut properties = vec![0; 32];
        properties.extend([0x1F, 0, 0x1A, 0, 6, 0, 0, 0, 18, 0, 0, 0, 3, 0, 0, 0]);
        for (property, utc) in times {
            let utc: chrono::NaiveDateTime = utc.parse().unwrap();
            let ticks = (utc.and_utc().timestamp() + 11_644_473_600) * 10_000_000;
            properties.extend([0x40, 0]);
            properties.extend(property.to_le_bytes());
            properties.extend([6, 0, 0, 0]);
            properties.extend(ticks.to_le_bytes());
        }
        file.create_stream("/__properties_version1.0").unwrap().write_all(&properties).unwrap();
        let mut msg = Self { file };
        msg = msg.text(0x001A, Utf16("IPM.Note"));
        msg.file.create_storage("/__nameid_version1.0").unwrap();
        // An attached message, whose subject must not be taken for this one's.
        msg.file.create_storage("/__attach_version1.0_#7FFFFFFF").unwrap();
        msg.put("/__attach_version1.0_#7FFFFFFF", 0x0037, Utf16("not this one"));
        msg
    }

    fn put(&mut self, folder: &str, property: u16, text: Text<'_>) {
        let (kind, bytes) = match text {
            Utf16(text) => ("001F", text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            Bytes(bytes) => ("001E", bytes.to_vec()),
        };
        let path = format!("{folder}/__substg1.0_{property:04X}{kind}");
        self.file.create_stream(path).unwrap().write_all(&bytes).unwrap();
    }

    fn text(mut self, property: u16, text: Text<'_>) -> Self {
        self.put("", property, text);
        self
    }

    /// `kind`: 1 is To, 2 is Cc, 3 is Bcc.
    fn recipient(mut self, number: u32, kind: u8, texts: Vec<(u16, Text<'_>)>) -> Self {
        let folder = format!("/__recip_version1.0_#{number:08X}");
        self.file.create_storage(&folder).unwrap();
        let mut properties = vec![0; 8];
        properties.extend([3, 0, 0x15, 0x0C, 6, 0, 0, 0, kind, 0, 0, 0, 0, 0, 0, 0]);
        self.file.create_stream(format!("{folder}/__properties_version1.0")).unwrap().write_all(&properties).unwrap();
        for (property, text) in texts {
            self.put(&folder, property, text);
        }
        self
    }

    /// A file that is attached to the message in a folder, with the texts that name it.
    fn attached(mut self, message: &str, number: u32, texts: &[(u16, &str)], bytes: &[u8]) -> Self {
        let folder = format!("{message}/__attach_version1.0_#{number:08X}");
        self.file.create_storage(&folder).unwrap();
        for (property, text) in texts {
            self.put(&folder, *property, Utf16(text));
        }
        self.file.create_stream(format!("{folder}/__substg1.0_37010102")).unwrap().write_all(bytes).unwrap();
        self
    }

    fn bytes(mut self) -> Vec<u8> {
        self.file.flush().unwrap();
        self.file.into_inner().into_inner()
    }
}

const HEADERS: &str = "Microsoft Mail Internet Headers Version 2.0\r\n\
    Received: from mail.oakfield.example by mx.northmere.example;\r\n\tTue, 20 Oct 2026 10:03:30 +0000\r\n\
    Date: Tue, 20 Oct 2026 11:03:27 +0100\r\n\
    From: \"Cole, Tim\" <t.cole@oakfield.example>\r\n\
    To: =?utf-8?Q?Priya_Sh=C3=A1h?=\r\n\t<priya.shah@northmere.example>\r\n\
    Subject: =?utf-8?Q?Codes_B_and_D_=E2=80=93?=\r\n\r\n";

fn with_headers() -> Vec<u8> {
    Msg::new(&[(0x0039, "2026-12-01T09:00:00")])
        .text(0x007D, Utf16(HEADERS))
        .text(0x0037, Utf16("Codes B and D, by another name"))
        .text(0x0C1A, Utf16("Somebody else"))
        .recipient(0, 2, vec![(0x3001, Utf16("Blind")), (0x39FE, Utf16("blind@northmere.example"))])
        .bytes()
}

fn with_properties() -> Vec<u8> {
    Msg::new(&[(0x0E06, "2026-07-31T23:31:00"), (0x0039, "2026-07-31T23:30:05")])
        .text(0x0037, Utf16("Ré: café\u{0}"))
        .text(0x0C1A, Utf16("Priya Shah"))
        .text(0x0C1E, Utf16("EX"))
        .text(0x0C1F, Utf16("/O=NORTHMERE/OU=EXCHANGE/CN=RECIPIENTS/CN=PSHAH"))
        .text(0x5D01, Utf16("priya.shah@northmere.example"))
        .text(0x0E04, Utf16("Cole, Tim; Grant, A"))
        .recipient(0, 1, vec![(0x3001, Utf16("Cole, Tim")), (0x39FE, Utf16("t.cole@oakfield.example"))])
        .recipient(1, 1, vec![(0x3001, Utf16("'head@oakfield.example'")), (0x3003, Utf16("head@oakfield.example"))])
        .recipient(2, 2, vec![(0x3001, Utf16("Jane Morris")), (0x3003, Utf16("/O=NORTHMERE/CN=JMORRIS"))])
        .recipient(3, 3, vec![(0x3001, Utf16("Blind")), (0x39FE, Utf16("blind@northmere.example"))])
        .bytes()
}

fn in_bytes() -> Vec<u8> {
    Msg::new(&[(0x0E06, "2026-11-16T16:38:44")])
        .text(0x0037, Bytes(b"Caf\xE9 \x96 \xA35\x00"))
        .text(0x0C1A, Bytes(b"T Cole"))
        .text(0x0C1F, Bytes(b"t.cole@oakfield.example"))
        .text(0x0E04, Bytes(b"Priya Shah; Zo\xEB"))
        .text(0x0E03, Bytes(b"A Grant"))
        .bytes()
}

fn with_attachments() -> Vec<u8> {
    let texts = [(0x3704, "PROFOR~1.XLS"), (0x3707, "pro forma.xlsx")];
    Msg::new(&[])
        .attached("", 0, &texts, &of(b"PK", 3_000))
        .attached("", 1, &[(0x3001, "a")], &of(b"ab", 9_000))
        .bytes()
}

/// So many times the same.
fn of(bytes: &[u8], times: usize) -> Vec<u8> {
    bytes.repeat(times)
}

#[test]
fn the_headers_that_a_message_came_with_say_what_it_is() {
    let expected = json!({
        "date": "2026-10-20", "time": "11:03:27", "from": "Cole, Tim <t.cole@oakfield.example>",
        "to": ["Priya Sháh <priya.shah@northmere.example>"], "cc": [], "subject": "Codes B and D –",
    });
    assert_eq!(as_json(&of_msg(&with_headers()).unwrap()), expected);
    let as_bytes = Msg::new(&[]).text(0x007D, Bytes(HEADERS.as_bytes())).bytes();
    assert_eq!(as_json(&of_msg(&as_bytes).unwrap()), expected);
}

#[test]
fn without_them_its_properties_do() {
    let expected = json!({
        // In summer, half an hour before midnight in UTC is half past midnight here.
        "date": "2026-08-01", "time": "00:30:05", "from": "Priya Shah <priya.shah@northmere.example>",
        "to": ["Cole, Tim <t.cole@oakfield.example>", "head@oakfield.example"], "cc": ["Jane Morris"], "subject": "Ré: café",
    });
    assert_eq!(as_json(&of_msg(&with_properties()).unwrap()), expected);
    let expected = json!({
        "date": "2026-11-16", "time": "16:38:44", "from": "T Cole <t.cole@oakfield.example>",
        "to": ["Priya Shah", "Zoë"], "cc": ["A Grant"], "subject": "Café – £5",
    });
    assert_eq!(as_json(&of_msg(&in_bytes()).unwrap()), expected);
}

#[test]
fn what_the_headers_leave_out_the_properties_add() {
    let bytes = Msg::new(&[(0x0039, "2026-11-16T16:38:44")])
        .text(0x007D, Utf16("X-Mailer: none\r\nFrom: t.cole@oakfield.example\r\n"))
        .text(0x0C1A, Utf16("Somebody else"))
        .text(0x0037, Utf16("a subject"))
        .bytes();
    let expected = json!({
        "date": "2026-11-16", "time": "16:38:44", "from": "t.cole@oakfield.example", "to": [], "cc": [], "subject": "a subject",
    });
    assert_eq!(as_json(&of_msg(&bytes).unwrap()), expected);
    // The date by which Outlook says that there is none, and a message without any property.
    assert_eq!(of_msg(&Msg::new(&[(0x0039, "4501-01-01T00:00:00")]).bytes()), Some(Mail::default()));
}

#[test]
fn of_very_many_recipients_outlooks_own_list_is_shown() {
    let mut msg = Msg::new(&[]).text(0x0E04, Utf16("Everyone"));
    for number in 0..501 {
        msg = msg.recipient(number, 1, vec![(0x3001, Utf16("One"))]);
    }
    assert_eq!(of_msg(&msg.bytes()).unwrap().to, ["Everyone"]);
}

#[test]
fn a_file_cut_off_is_read_as_far_as_it_holds_or_not_at_all() {
    for whole in [with_headers(), with_properties(), in_bytes()] {
        let mail = of_msg(&whole).unwrap();
        for length in (0..whole.len()).step_by(61) {
            let Some(part) = of_msg(&whole[..length]) else { continue };
            // Where the headers with which it came are missing, the properties of a message count.
            let subjects = [None, mail.subject.as_deref(), Some("Codes B and D, by another name")];
            let days = [None, mail.date, "2026-12-01".parse().ok()];
            assert!(subjects.contains(&part.subject.as_deref()) && days.contains(&part.date), "{length}: {part:?}");
        }
        assert_eq!(of_msg(&whole[..600]), None);
        assert_eq!(of_msg(&whole[..0]), None);
    }
    assert_eq!(of_msg(&[7; 4096]), None);
}

#[test]
fn a_file_is_told_by_its_first_bytes() {
    assert_eq!(of_file(&with_headers()), of_msg(&with_headers()));
    let (_, bytes) = cases().remove(0);
    assert_eq!(of_file(&bytes), of_eml(&bytes));
    assert_eq!(of_file(b"%PDF-1.7\n\xFF\xFF"), None);
}

fn valid() -> Vec<Vec<u8>> {
    let built =
        [with_headers(), with_properties(), in_bytes(), with_attachments(), attachments::as_returned().into_bytes()];
    cases().into_iter().map(|(_, bytes)| bytes).chain(built).collect()
}

/// Reads any bytes as a message, and asserts that the result keeps the promises of `Mail`.
fn read(bytes: &[u8]) {
    let all = whole(bytes);
    assert_eq!(all.as_ref().map(|all| &all.mail), of_file(bytes).as_ref());
    for text in all.iter().filter_map(|all| all.body.text()) {
        assert!(!text.trim().is_empty() && !text.contains('\r') && text.len() <= 1_000_100, "{text:?}");
    }
    for attachment in attachments(bytes) {
        let name = attachment.name;
        assert!(
            !name.is_empty() && name.trim() == name && !name.contains(['/', '\\']) && !name.contains(char::is_control),
            "{name:?}"
        );
    }
    for mail in [of_eml(bytes), of_msg(bytes), of_file(bytes)].into_iter().flatten() {
        assert!(mail.date.is_some() || mail.time.is_none());
        for text in mail.from.iter().chain(&mail.to).chain(&mail.cc).chain(&mail.subject) {
            assert!(!text.is_empty() && text.trim() == text && !text.contains(char::is_control), "{text:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_without_harm(bytes: Vec<u8>, text in "(\\PC|[\r\n\t:,;<>@\"()=?\\\\]|=\\?|\\?=|\n(Date|From|To|Cc|Subject): ){0,200}") {
        read(&bytes);
        read(text.as_bytes());
        for name in ["Date", "From", "To", "Subject"] {
            read(format!("{name}: {text}").as_bytes());
        }
    }

    #[test]
    fn spoilt_messages_are_read_without_harm(
        which: Index,
        spoilt in prop::collection::vec((any::<Index>(), any::<u8>()), 0..20),
        // Numbers that have a meaning in a compound file.
        words in prop::collection::vec((any::<Index>(), prop::sample::select(vec![0u32, 1, 2, 3, 64, 0xFFFF_FFFF, 0xFFFF_FFFE, 0x7FFF_FFFF])), 0..6),
        cut: Option<Index>,
    ) {
        let all = valid();
        let mut bytes = which.get(&all).clone();
        for (at, byte) in spoilt {
            *at.get_mut(&mut bytes) = byte;
        }
        for (at, word) in words {
            let at = at.index(bytes.len()) & !3;
            let end = bytes.len().min(at + 4);
            bytes[at..end].copy_from_slice(&word.to_le_bytes()[..end - at]);
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        read(&bytes);
    }
}

#[test]
fn a_school_lists_its_mail_and_a_list_leads_to_what_it_says() {
    let eml = "From: head@oakfield.example\r\nSubject: deep\r\n\r\n";
    let drive = Drive::with_school()
        .school_file("emails/b.EML", "Subject: b\n\n")
        .school_file("emails/2026/a.eml", eml)
        .school_file("emails/c.msg", with_headers())
        .school_file("emails/2026-11-10 e-mail.md", "---\ndate: 2026-11-10\n---\n")
        .school_file("emails/picture.jpg", "")
        .school_file("correspondence/d.eml", eml);
    let reader = DriveReader::new(drive.path(), spoc::record::iso(crate::harness::TODAY).unwrap());
    let school = reader.load_school(&reader.find_schools("Oakfield").unwrap()[0], &spoc::policy::Policy::default());
    let expected = ["2026/a.eml", "b.EML", "c.msg"].map(|name| in_school(&format!("emails/{name}")));
    assert_eq!(school.mail, expected);
    let subjects = school.mail.iter().map(|path| read_mail(drive.path(), path).unwrap().subject.unwrap());
    assert_eq!(subjects.collect::<Vec<_>>(), ["deep", "b", "Codes B and D –"]);
    for path in ["emails/gone.eml", "emails", "emails/picture.jpg"] {
        assert_eq!(read_mail(drive.path(), &in_school(path)), None, "{path}");
    }
}

#[test]
fn the_mail_of_the_example_drive_is_read() {
    let root = project().join("fixtures/northmere");
    let mut found = Vec::new();
    let reader = DriveReader::new(&root, spoc::record::iso(crate::harness::TODAY).unwrap());
    for place in reader.find_schools("").unwrap() {
        for path in reader.load_school(&place, &spoc::policy::Policy::default()).mail {
            let mail = read_mail(&root, &path).unwrap_or_else(|| panic!("{path} cannot be read"));
            assert!(mail.date.is_some() && mail.time.is_some() && mail.from.is_some(), "{path}: {mail:?}");
            assert!(!mail.to.is_empty() && mail.subject.is_some(), "{path}: {mail:?}");
            found.push(path);
        }
    }
    assert_eq!(found.len(), mail_files(&root), "{found:?}");
    let mail = read_mail(&root, "Catherine Loxley/Forge Bridge School/emails/Codes B and D.eml").unwrap();
    let expected = json!({
        "date": "2026-10-20", "time": "11:03:27", "from": "Education Inclusion Team <education.inclusion@northmere.example>",
        "to": ["D Sugden <d.sugden@forgebridge.example>", "k.adjei@forgebridge.example"],
        "cc": ["Rhys Pritchard <rhys.pritchard@northmere.example>"], "subject": "Codes B and D – short note",
    });
    assert_eq!(as_json(&mail), expected);
}

/// The `.eml` and `.msg` files in a folder, however deep.
fn mail_files(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let count = |path: PathBuf| match path.extension().and_then(|ending| ending.to_str()) {
        _ if path.is_dir() => mail_files(&path),
        Some("eml" | "msg") => 1,
        _ => 0,
    };
    entries.map(count).sum()
}
