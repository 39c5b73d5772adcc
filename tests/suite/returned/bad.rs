//! Files that are refused: each in one line, none with a panic.

use std::io::{Cursor, Read as _, Write as _};

use spoc::workbook::{NotRead, read};

use super::make::{Xlsx, answers, hidden, rows, xlsx, zip};
use super::office::{ODS, XLS};

fn compound(streams: &[&str]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for stream in streams {
        file.create_stream(stream).unwrap().write_all(b"something").unwrap();
    }
    file.into_inner().into_inner()
}

#[test]
fn what_is_no_workbook_is_not_read() {
    let word = zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]);
    let binary = zip(&[("xl/workbook.bin", b"x")]);
    let cases: [&[u8]; 6] = [b"", b"UPN,Name\n", b"<html></html>", &word, &binary, &compound(&["/WordDocument"])];
    for bytes in cases {
        assert_eq!(read(bytes), Err(NotRead::NotAWorkbook));
    }
    for bytes in [&b"PK\x03\x04"[..], b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", &zip(&[("xl/workbook.xml", b"<a")])] {
        assert_eq!(read(bytes), Err(NotRead::Broken));
    }
}

#[test]
fn what_has_a_password_is_not_read() {
    assert_eq!(read(&compound(&["/EncryptedPackage", "/EncryptionInfo"])), Err(NotRead::Protected));
    let manifest: &[u8] = b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>";
    let kind: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
    let old = zip(&[("mimetype", kind), ("META-INF/manifest.xml", manifest), ("content.xml", b"\x01\x02")]);
    assert_eq!(read(&old), Err(NotRead::Protected));
    let new = zip(&[("mimetype", kind), ("META-INF/manifest.xml", manifest), ("encrypted-package", b"\x01\x02")]);
    assert_eq!(read(&new), Err(NotRead::Protected));
}

#[test]
fn a_workbook_of_another_or_of_another_format_is_not_read() {
    let other = Xlsx { sheets: vec![("Sheet1", rows(&[&["UPN", "Name"]]), "")], ..Xlsx::default() };
    assert_eq!(read(&other.bytes()), Err(NotRead::NotOurs));
    let newer = Xlsx { sheets: vec![("spoc", rows(&[&["format", "7"]]), "")], ..Xlsx::default() };
    let said = read(&newer.bytes()).unwrap_err();
    assert_eq!(said.to_string(), "the pro forma is of format 7; this version of the program reads format 1");
}

#[test]
fn what_unpacks_to_too_much_is_refused() {
    let with = |strings: String, cells: String| Xlsx {
        sheets: vec![("At risk", cells, ""), hidden()],
        strings,
        ..Xlsx::default()
    };
    // A file of a few kilobytes.
    let bomb = with(format!("<si><t>{}</t></si>", " ".repeat(25_000_000)), String::new()).bytes();
    assert!(bomb.len() < 100_000);
    assert_eq!(read(&bomb), Err(NotRead::TooLarge));
    // A text that is there once and stands in many cells.
    let cells: String =
        (1..1700).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>")).collect();
    let many = with(format!("<si><t>{}</t></si>", "x".repeat(32_000)), cells).bytes();
    assert_eq!(read(&many), Err(NotRead::TooLarge));
    let names: Vec<_> = (0..4_001).map(|number| format!("{number}.xml")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_eq!(read(&zip(&parts)), Err(NotRead::TooLarge));
}

#[test]
fn a_file_that_is_cut_off_or_damaged_never_stops_the_program() {
    for whole in [xlsx(&answers()), super::ods::ods("", &super::ods::hidden()), XLS.to_vec()] {
        assert!(read(&whole).is_ok());
        for part in 0..40 {
            let _ = read(&whole[..whole.len() * part / 40]);
        }
        let mut random = 7;
        for _ in 0..150 {
            let mut damaged = whole.clone();
            for _ in 0..4 {
                let place = next(&mut random) % damaged.len();
                damaged[place] = (next(&mut random) % 256) as u8;
            }
            let _ = read(&damaged);
        }
    }
}

/// A number by chance, the same in each run.
fn next(random: &mut u64) -> usize {
    *random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*random >> 33).unwrap()
}

#[test]
fn damaged_parts_never_stop_the_program() {
    let mut random = 11;
    for whole in [xlsx(&answers()), ODS.to_vec()] {
        let mut archive = zip::ZipArchive::new(Cursor::new(whole)).unwrap();
        let mut parts = Vec::new();
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).unwrap();
            let name = file.name().unwrap().into_owned();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            parts.push((name, bytes));
        }
        for _ in 0..400 {
            let mut damaged = parts.clone();
            let which = next(&mut random) % damaged.len();
            let bytes = &mut damaged[which].1;
            for _ in 0..3 {
                let place = next(&mut random) % bytes.len().max(1);
                match next(&mut random) % 3 {
                    0 => drop(bytes.drain(place..(place + 1 + next(&mut random) % 40).min(bytes.len()))),
                    1 => bytes.insert(place.min(bytes.len()), b"<>/\"='&;0-9:A"[next(&mut random) % 13]),
                    _ => bytes.splice(place..place, *b"99999999999").for_each(drop),
                }
            }
            let parts: Vec<_> = damaged.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
            let _ = read(&zip(&parts));
        }
    }
}
