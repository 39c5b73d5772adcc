//! Ten thousand saved e-mails read whole: headers, text, attachments, reply chain; and looked through for their attachments.
//!
//! `cargo bench --no-default-features --bench mail`. The e-mails are made in memory: replies as Outlook and others write them, in plain text and HTML,
//! every fourth with a workbook of 30 kB attached, every fifth as Outlook's own file. The goal is 10,000 in under 3 seconds on 2 cores.

#![allow(clippy::unwrap_used, reason = "a program of its own")]

use std::hint::black_box;
use std::io::{Cursor, Write};

use cfb::{CompoundFile, Version};
use data_encoding::BASE64;
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use rayon::prelude::*;

const MAILS: usize = 10_000;

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn ten_thousand_read_whole(bencher: Bencher<'_, '_>) {
    let mails = mails();
    let bytes = (0..MAILS).map(|number| mails[number % mails.len()].len()).sum::<usize>();
    bencher.counter(ItemsCount::new(MAILS)).counter(BytesCount::new(bytes)).bench_local(|| {
        (0..MAILS).into_par_iter().for_each(|number| {
            black_box(spoc::mail::whole(&mails[number % mails.len()]).unwrap());
        });
    });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn ten_thousand_attachments(bencher: Bencher<'_, '_>) {
    let mails = mails();
    bencher.counter(ItemsCount::new(MAILS)).bench_local(|| {
        (0..MAILS).into_par_iter().for_each(|number| {
            black_box(spoc::mail::attachments(&mails[number % mails.len()]));
        });
    });
}

/// Twenty different e-mails; more would only take memory.
fn mails() -> Vec<Vec<u8>> {
    (0..20).map(|number| if number % 5 == 4 { msg(number) } else { eml(number) }).collect()
}

fn paragraphs(number: usize) -> String {
    let line =
        format!("Thank you for the note on the visit of {number} November; the list of children follows as agreed.");
    vec![line; 30].join("\r\n")
}

/// What a workbook is to a mail: bytes that do not repeat.
fn workbook(number: usize) -> Vec<u8> {
    let mut state = number as u32 + 1;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..30_000).map(|_| next()).collect()
}

fn eml(number: usize) -> Vec<u8> {
    let text = paragraphs(number);
    let html = text
        .split("\r\n")
        .map(|line| format!("<p class=MsoNormal><span style='font-size:11pt'>{line}</span></p>\r\n"))
        .collect::<String>();
    let mut mail = format!(
        "Received: from mail.oakfield.example by mx.northmere.example;\r\n\tMon, 16 Nov 2026 16:38:51 +0000\r\n\
         Date: Mon, 16 Nov 2026 16:38:44 +0000\r\nFrom: \"Cole, T\" <t.cole@oakfield.example>\r\n\
         To: Priya Shah <priya.shah@northmere.example>\r\nSubject: =?utf-8?Q?RE:_SPOC_visit_=E2=80=93_{number}?=\r\n\
         Message-ID: <{number}@oakfield.example>\r\nIn-Reply-To: <a@northmere.example>\r\nReferences: <a@northmere.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"m\"\r\n\r\n--m\r\n\
         Content-Type: multipart/alternative; boundary=\"a\"\r\n\r\n--a\r\nContent-Type: text/plain; charset=\"utf-8\"\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\r\n{text}\r\n--a\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\r\n<html><body>{html}</body></html>\r\n--a--\r\n"
    );
    if number.is_multiple_of(4) {
        let figures = BASE64.encode(&workbook(number));
        let lines: Vec<_> = figures.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
        mail += &format!(
            "--m\r\nContent-Type: application/octet-stream; name=\"pro forma.xlsx\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            lines.join("\r\n")
        );
    }
    (mail + "--m--\r\n").into_bytes()
}

fn msg(number: usize) -> Vec<u8> {
    let mut file = CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new())).unwrap();
    let mut put = |path: &str, bytes: &[u8]| file.create_stream(path).unwrap().write_all(bytes).unwrap();
    let utf_16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    put("/__properties_version1.0", &[0; 32]);
    put("/__substg1.0_0037001F", &utf_16("RE: SPOC visit"));
    put("/__substg1.0_1000001F", &utf_16(&paragraphs(number)));
    put("/__substg1.0_1035001F", &utf_16("<b@northmere.example>"));
    file.create_storage("/__attach_version1.0_#00000000").unwrap();
    let mut put = |path: &str, bytes: &[u8]| file.create_stream(path).unwrap().write_all(bytes).unwrap();
    put("/__attach_version1.0_#00000000/__substg1.0_3707001F", &utf_16("pro forma.xlsx"));
    put("/__attach_version1.0_#00000000/__substg1.0_37010102", &workbook(number));
    file.flush().unwrap();
    file.into_inner().into_inner()
}
