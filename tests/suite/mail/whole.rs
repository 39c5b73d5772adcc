//! An e-mail whole: its text, the chain of replies, what is attached.

use std::fs;
use std::io::Write;

use spoc::mail::{AttachedFile, Body, whole};

use super::attachments::as_returned;
use super::{Msg, Utf16};
use crate::harness::{Drive, TODAY, VISIT, spoc_in};

fn files(attached: &[AttachedFile]) -> Vec<(&str, u64)> {
    attached.iter().map(|file| (file.name.as_str(), file.size)).collect()
}

fn plain(text: &str) -> Body {
    Body::Plain(text.to_owned())
}

#[test]
fn a_reply_is_read_whole() {
    let text = format!(
        "Message-ID: <2@oakfield.example>\r\nIn-Reply-To: <1@northmere.example>\r\nReferences: <0@northmere.example>\r\n <1@northmere.example>\r\n{}",
        as_returned()
    );
    let whole = whole(text.as_bytes()).unwrap();
    assert_eq!(whole.mail.subject.as_deref(), Some("RE: pro forma"));
    assert_eq!(whole.id.as_deref(), Some("2@oakfield.example"));
    assert_eq!(whole.in_reply_to, ["1@northmere.example"]);
    assert_eq!(whole.references, ["0@northmere.example", "1@northmere.example"]);
    assert_eq!(whole.body, plain("Here it is."));
    // The picture in the signature is left out.
    assert_eq!(files(&whole.attached), [("pro forma.xlsx", 6)]);
}

#[test]
fn a_text_is_read_in_its_own_encoding() {
    let cases: [(&str, &[u8], &str); 6] = [
        (
            "text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable",
            b"Zo=C3=AB =E2=80=93 one=\ntwo",
            "Zoë – onetwo",
        ),
        ("text/plain; charset=iso-8859-1", b"Zo\xEB", "Zoë"),
        ("text/plain; charset=windows-1252\nContent-Transfer-Encoding: base64", b"Wm/rIJYgoyA1", "Zoë – £ 5"),
        ("text/plain; charset=us-ascii", "Zoë".as_bytes(), "Zoë"),
        ("text/plain; charset=x-nobody-knows", "Zoë".as_bytes(), "Zoë"),
        ("nonsense", b"a\r\n b  \r\n\r\n", "a\n b"),
    ];
    for (kind, body, expected) in cases {
        let mail = [format!("Subject: a\nContent-Type: {kind}\n\n").as_bytes(), body].concat();
        assert_eq!(whole(&mail).unwrap().body, plain(expected), "{kind}");
    }
}

#[test]
fn html_alone_is_made_plain_and_nothing_is_said_to_be_missing() {
    let html = "Subject: a\nContent-Type: text/html; charset=utf-8\n\n<html><head><style>p{}</style></head><body><p>Dear Priya,</p><p>it&nbsp;is&#233;</p></body></html>";
    assert_eq!(whole(html.as_bytes()).unwrap().body, Body::FromHtml("Dear Priya,\n\nit isé".to_owned()));
    assert_eq!(whole(b"Subject: a\n\n\n").unwrap().body, Body::Missing);
    assert_eq!(whole(b"Dear Tim,\n\nno mail\n"), None);
}

#[test]
fn an_email_within_the_email_is_attached_by_its_subject() {
    let text = "Subject: FW\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nSee below.\n--x\nContent-Type: message/rfc822\n\nSubject: the first\n\nIts text.\n--x--\n";
    let whole = whole(text.as_bytes()).unwrap();
    assert_eq!(whole.body, plain("See below."));
    assert_eq!(files(&whole.attached), [("the first", 29)]);
}

#[test]
fn an_outlook_file_is_read_whole() {
    let msg = Msg::new(&[])
        .text(0x0037, Utf16("RE: pro forma"))
        .text(0x1000, Utf16("Dear Priya,\r\nhere it is.\r\n"))
        .text(0x1035, Utf16("<2@oakfield.example>"))
        .text(0x1039, Utf16("<0@northmere.example><1@northmere.example>"))
        .text(0x1042, Utf16("<1@northmere.example>"))
        .attached("", 0, &[(0x3707, "pro forma.xlsx")], b"PK1");
    let whole = whole(&msg.bytes()).unwrap();
    assert_eq!(whole.mail.subject.as_deref(), Some("RE: pro forma"));
    assert_eq!(whole.id.as_deref(), Some("2@oakfield.example"));
    assert_eq!(whole.in_reply_to, ["1@northmere.example"]);
    assert_eq!(whole.references, ["0@northmere.example", "1@northmere.example"]);
    assert_eq!(whole.body, plain("Dear Priya,\nhere it is."));
    assert_eq!(files(&whole.attached), [("pro forma.xlsx", 3)]);
}

#[test]
fn the_headers_with_which_an_outlook_file_came_say_which_it_answers() {
    let headers = "Message-ID: <2@oakfield.example>\r\nIn-Reply-To: <1@northmere.example>\r\n\r\n";
    let whole = whole(&Msg::new(&[]).text(0x007D, Utf16(headers)).bytes()).unwrap();
    assert_eq!(
        (whole.id.as_deref(), whole.in_reply_to),
        (Some("2@oakfield.example"), vec!["1@northmere.example".to_owned()])
    );
}

#[test]
fn an_outlook_file_without_plain_text_gives_its_html_or_says_that_it_is_rtf() {
    let with = |property: &str, bytes: &[u8]| {
        let mut msg = Msg::new(&[]);
        msg.file.create_stream(format!("/__substg1.0_{property}0102")).unwrap().write_all(bytes).unwrap();
        whole(&msg.bytes()).unwrap().body
    };
    let html = b"<html><head><meta http-equiv=Content-Type content=\"text/html; charset=iso-8859-1\"></head><body>Zo\xEB</body></html>";
    assert_eq!(with("1013", html), Body::FromHtml("Zoë".to_owned()));
    assert_eq!(with("1009", b"LZFu"), Body::Rtf);
    assert_eq!(with("1001", b""), Body::Missing);
}

/// An attachment may be named after a child: the copy that goes to the school has no list of contact at all.
#[test]
fn the_teams_pack_names_what_is_attached_and_the_schools_does_not() {
    let mail = format!(
        "Date: Mon, 16 Nov 2026 16:38:44 +0000\r\n{}",
        as_returned().replace("pro forma.xlsx", "Plan for Ada.pdf")
    );
    let drive =
        Drive::with_school().school_file("records/2026-12-01 visit.yaml", VISIT).school_file("emails/RE.eml", mail);
    let out = tempfile::tempdir().unwrap();
    let page = |audience: &str| {
        let file = out.path().join(format!("{audience}.html"));
        let to = file.to_str().unwrap();
        let arguments = ["pack", "oakfield", "--for", audience, "--as", "html", "--today", TODAY, "--out", to];
        let run = spoc_in(drive.path(), &arguments);
        assert!(run.status < 2, "{}", run.err);
        fs::read_to_string(file).unwrap()
    };
    assert!(page("internal").contains("Attached:</em> Plan for Ada.pdf"), "{}", page("internal"));
    assert!(!page("school").contains("Ada.pdf"));
}
