//! What is attached to an e-mail comes out as it went in.

use std::io::Write;

use data_encoding::BASE64;
use spoc::mail::{Attachment, attachments};

use super::{Msg, Utf16, of};

const BYTES: [u8; 6] = [b'P', b'K', 0, 0xFF, b'\r', b'\n'];

fn named(attachments: &[Attachment]) -> Vec<(&str, &[u8])> {
    attachments.iter().map(|one| (one.name.as_str(), one.bytes.as_slice())).collect()
}

/// A part of a message, its bytes in base64.
fn part(headers: &str, bytes: &[u8]) -> String {
    format!("{headers}\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n", BASE64.encode(bytes))
}

fn multipart(kind: &str, boundary: &str, parts: &[&str]) -> String {
    let mut text = format!(
        "Content-Type: multipart/{kind};\r\n\tboundary=\"{boundary}\"\r\n\r\nFor programs that know no parts.\r\n"
    );
    for part in parts {
        text.push_str(&format!("--{boundary}\r\n{part}\r\n"));
    }
    text + &format!("--{boundary}--\r\nAfter the end.\r\n")
}

/// A reply with a workbook attached, as Outlook writes it.
pub(super) fn as_returned() -> String {
    let texts = multipart(
        "alternative",
        "a",
        &["Content-Type: text/plain\r\n\r\nHere it is.\r\n", "Content-Type: text/html\r\n\r\n<p>Here it is.</p>\r\n"],
    );
    let workbook = part(
        "Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;\r\n\tname=\"pro forma.xlsx\"\r\nContent-Disposition: attachment; filename=\"pro forma.xlsx\"; size=6",
        &BYTES,
    );
    let picture = part("Content-Type: image/png\r\nContent-ID: <logo>\r\nContent-Disposition: inline", &[1]);
    format!(
        "Subject: RE: pro forma\r\nMIME-Version: 1.0\r\n{}",
        multipart("mixed", "a-b", &[&texts, &workbook, &picture])
    )
}

#[test]
fn an_attached_workbook_comes_out_byte_by_byte() {
    let text = as_returned();
    let expected = [("pro forma.xlsx", &BYTES[..]), ("attachment 2", &[1])];
    assert_eq!(named(&attachments(text.as_bytes())), expected);
    assert_eq!(named(&attachments(text.replace("\r\n", "\n").as_bytes())), expected);
    // As an editor saved it, and as some servers put a line before the first header.
    assert_eq!(named(&attachments(format!("\u{FEFF}{text}").as_bytes())), expected);
    let utf_16: Vec<u8> = format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(named(&attachments(&utf_16)), expected);
    assert_eq!(named(&attachments(format!("\r\n>From x Mon Nov 16\r\n{text}").as_bytes())), expected);
    // Without the mark of the end, and cut off within the workbook.
    assert_eq!(named(&attachments(text.split("\r\n--a-b--").next().unwrap().as_bytes())), expected);
    let cut = &text[..text.find(&BASE64.encode(&BYTES)).unwrap() + 4];
    assert_eq!(named(&attachments(cut.as_bytes())), [("pro forma.xlsx", &BYTES[..3])]);
}

#[test]
fn a_message_may_be_nothing_but_its_attachment() {
    let text = format!("Subject: a\r\n{}", part("Content-Type: application/octet-stream; name=a.xlsx", &BYTES));
    assert_eq!(named(&attachments(text.as_bytes())), [("a.xlsx", &BYTES[..])]);
    let quoted = "Subject: a\r\nContent-Type: application/octet-stream; name=a.xlsx\r\nContent-Transfer-Encoding: Quoted-Printable\r\n\r\nPK=00=\r\n=FF=0D=0A";
    assert_eq!(named(&attachments(quoted.as_bytes())), [("a.xlsx", &BYTES[..])]);
    let raw = b"Subject: a\r\nContent-Type: application/octet-stream; name=a.xlsx\r\nContent-Transfer-Encoding: binary\r\n\r\nPK\x00\xFF\r\n";
    assert_eq!(named(&attachments(raw)), [("a.xlsx", &BYTES[..])]);
}

#[test]
fn names_are_read_as_mailers_write_them() {
    let cases = [
        ("Content-Disposition: attachment; filename=\"Zoë.xlsx\"", "Zoë.xlsx"),
        ("Content-Disposition: attachment; filename=\"=?utf-8?Q?Zo=C3=AB.xlsx?=\"", "Zoë.xlsx"),
        ("Content-Disposition: attachment;\r\n filename=\"=?utf-8?Q?Zo=C3?=\r\n =?utf-8?Q?=AB.xlsx?=\"", "Zoë.xlsx"),
        ("Content-Disposition: attachment; filename*=utf-8''Zo%C3%AB.xlsx; filename=Zoe.xlsx", "Zoë.xlsx"),
        (
            "Content-Disposition: attachment;\r\n filename*0*=utf-8''Zo%C3;\r\n filename*1*=%AB;\r\n filename*2=\".xlsx\"",
            "Zoë.xlsx",
        ),
        ("Content-Type: application/zip; NAME=\"a; b.xlsx\"", "a; b.xlsx"),
        ("Content-Type: application/zip; name=\"C:\\\\Users\\\\x\\\\a.xlsx\"", "a.xlsx"),
        ("Content-Type: application/zip; name=\"../../a.xlsx\"", "a.xlsx"),
        ("Content-Type: application/zip; name=\" \"", "attachment 1"),
        ("Content-Disposition: attachment", "attachment 1"),
        ("Content-Type: nonsense; name=a.xlsx", "a.xlsx"),
    ];
    for (headers, name) in cases {
        let text = format!("Subject: a\r\n{}", multipart("mixed", "=_x", &[&part(headers, &BYTES)]));
        assert_eq!(named(&attachments(text.as_bytes())), [(name, &BYTES[..])], "{headers}");
    }
}

#[test]
fn texts_and_reports_are_not_attached_and_a_text_with_a_name_is() {
    let parts = [
        "Content-Type: text/plain\r\n\r\nThe text.\r\n",
        "\r\nA text without headers.\r\n",
        "Content-Type: message/delivery-status\r\n\r\nStatus: 5.0.0\r\n",
        "Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n",
        "Content-Type: text/csv; name=absence.csv\r\n\r\na,b\r\n",
    ];
    let text = format!("Subject: a\r\n{}", multipart("report", "x", &parts));
    assert_eq!(named(&attachments(text.as_bytes())), [("absence.csv", &b"a,b\r\n"[..])]);
}

#[test]
fn what_is_attached_to_an_email_within_the_email_is_found() {
    let inner = as_returned();
    let expected = [("pro forma.xlsx", &BYTES[..]), ("attachment 2", &[1])];
    let forwarded = format!(
        "Subject: FW\r\n{}",
        multipart("mixed", "f", &[&format!("Content-Type: message/rfc822\r\n\r\n{inner}")])
    );
    assert_eq!(named(&attachments(forwarded.as_bytes())), expected);
    // Against the rules, and done.
    let encoded = format!(
        "Subject: FW\r\n{}",
        multipart("mixed", "f", &[&part("Content-Type: message/rfc822", inner.as_bytes())])
    );
    assert_eq!(named(&attachments(encoded.as_bytes())), expected);
    let digest = format!("Subject: FW\r\n{}", multipart("digest", "f", &[&format!("\r\n{inner}")]));
    assert_eq!(named(&attachments(digest.as_bytes())), expected);
    let file = format!(
        "Subject: FW\r\n{}",
        multipart("mixed", "f", &[&part("Content-Type: application/octet-stream; name=a.EML", inner.as_bytes())])
    );
    assert_eq!(named(&attachments(file.as_bytes())), expected);
    let msg = Msg::new(&[]).attached("", 1, &[(0x3707, "pro forma.xlsx")], &BYTES).bytes();
    let file = format!(
        "Subject: FW\r\n{}",
        multipart("mixed", "f", &[&part("Content-Type: application/vnd.ms-outlook; name=a.msg", &msg)])
    );
    assert_eq!(named(&attachments(file.as_bytes())), [("pro forma.xlsx", &BYTES[..])]);
}

#[test]
fn an_outlook_file_gives_its_attachments_in_their_order() {
    let old = of(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], 700);
    let msg = Msg::new(&[])
        .attached("", 0x10, &[(0x3704, "PROFOR~1.XLS"), (0x3707, "pro forma.xls")], &old)
        .attached("", 2, &[(0x3704, "A.XLS"), (0x3001, "a")], &BYTES)
        .attached("", 3, &[(0x3001, "b.xlsx")], &BYTES)
        .attached("", 4, &[], &BYTES)
        // A signed message is whole in its attachment.
        .attached("", 5, &[(0x3707, "smime.p7m"), (0x370E, "multipart/signed")], as_returned().as_bytes());
    let expected = [
        ("A.XLS", &BYTES[..]),
        ("b.xlsx", &BYTES),
        ("attachment 3", &BYTES),
        ("pro forma.xlsx", &BYTES),
        ("attachment 5", &[1]),
        ("pro forma.xls", &old),
    ];
    assert_eq!(named(&attachments(&msg.bytes())), expected);
}

#[test]
fn a_message_within_an_outlook_file_gives_its_own() {
    let embedded = "/__attach_version1.0_#00000001/__substg1.0_3701000D";
    let mut msg = Msg::new(&[]).attached("", 0, &[(0x3707, "first.xlsx")], &BYTES);
    msg.file.create_storage("/__attach_version1.0_#00000001").unwrap();
    msg.put("/__attach_version1.0_#00000001", 0x3001, Utf16("RE: pro forma"));
    msg.file.create_storage(embedded).unwrap();
    msg.file.create_stream(format!("{embedded}/__properties_version1.0")).unwrap().write_all(&[0; 24]).unwrap();
    let msg = msg.attached(embedded, 0, &[(0x3707, "within.xlsx")], &BYTES[..3]).attached(
        "",
        2,
        &[(0x3707, "last.xlsx")],
        &BYTES,
    );
    let expected = [("first.xlsx", &BYTES[..]), ("within.xlsx", &BYTES[..3]), ("last.xlsx", &BYTES)];
    assert_eq!(named(&attachments(&msg.bytes())), expected);
}

#[test]
fn what_is_no_mail_has_no_attachments() {
    for bytes in
        [&b""[..], b"%PDF-1.7\n\xFF", b"PK\x03\x04", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b"Dear Tim,\n\nthank you\n"]
    {
        assert_eq!(attachments(bytes), []);
    }
}

/// What is made to be large or deep ends soon, and what comes first is there.
#[test]
fn number_and_depth_are_bounded() {
    let one = part("Content-Type: application/zip; name=a", b"a");
    let many = format!("Subject: a\r\n{}", multipart("mixed", "x", &vec![one.as_str(); 20_000]));
    assert_eq!(attachments(many.as_bytes()).len(), 500);
    let mut deep = one.clone();
    for level in 0..200 {
        deep = multipart("mixed", &format!("x{level}"), &[&one, &deep]);
    }
    assert_eq!(attachments(format!("Subject: a\r\n{deep}").as_bytes()).len(), 20);
    let mut within = one.clone();
    for _ in 0..200 {
        within = format!("Content-Type: message/rfc822\r\n\r\n{within}");
    }
    assert_eq!(attachments(within.as_bytes()), []);
    let parameters: String = (0..20_000).map(|n| format!(" name*{n}*0*=a;")).collect();
    let text = format!("Content-Type: application/zip;{parameters}\r\n\r\na");
    assert_eq!(attachments(text.as_bytes()).len(), 1);
}
