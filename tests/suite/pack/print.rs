//! The PDF itself: what every page carries, and how the file describes itself to a screen reader.

use std::fs;
use std::path::Path;

use super::page::flat;
use super::pdf::PdfText;
use super::press::{names, packs, pdf, printed, pro_forma, with_visit};
use crate::harness::{POLICY, project};

fn northmere(school: &str) -> PdfText {
    pdf(Path::new("fixtures/northmere"), &[school, "--visit", "2026-11-24"])
}

#[test]
fn every_page_is_a4_with_its_head_and_foot() {
    let pdf = northmere("oakfield");
    let count = pdf.pages.len();
    assert!(count > 4);
    for (number, page) in pdf.pages.iter().enumerate() {
        assert!((page.size.0 - 595.28).abs() < 0.1 && (page.size.1 - 841.89).abs() < 0.1, "{:?}", page.size);
        let furniture = flat(&page.furniture);
        for words in [
            "Oakfield Primary School",
            "Tuesday 24 November 2026",
            "OFFICIAL-SENSITIVE",
            &format!("{} of {count}", number + 1),
        ] {
            assert!(furniture.contains(&flat(words)), "{words} is not on page {}: {furniture}", number + 1);
        }
        assert!(!flat(&page.body).contains("OFFICIAL-SENSITIVE"), "the head and foot are for the eye alone");
        assert!(!page.body.trim().is_empty(), "page {} is empty", number + 1);
    }
}

#[test]
fn a_small_heading_does_not_stand_alone_at_the_foot_of_a_page() {
    let pdf = northmere("oakfield");
    let heading = "To be agreed at this visit";
    let page = pdf.pages.iter().find(|page| page.body.contains(heading)).unwrap();
    let after = page.body.split(heading).nth(1).unwrap();
    assert!(after.contains("By when"), "its table begins on another page: {}", page.body);
}

#[test]
fn the_file_describes_itself() {
    let pdf = northmere("oakfield");
    assert_eq!(pdf.language.as_deref(), Some("en-GB"));
    assert!(pdf.is_tagged && pdf.is_accessible());
    let title = "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">SPOC visit pack: Oakfield Primary School, Tuesday 24 November 2026</rdf:li>";
    assert!(pdf.rest.contains(title));
    assert!(!pdf.rest.contains("/tmp") && !pdf.rest.contains("/work"), "no path of a machine");
    let count = |name: &str| pdf.elements.iter().filter(|element| *element == name).count();
    assert_eq!((count("H1"), count("H2")), (1, 12));
    assert!(
        count("H3") >= 3 && count("TH") > 20 && count("Table") > 10 && count("LI") > 5 && count("Figure") == 2,
        "{:?}",
        pdf.elements
    );
    for chart in ["School days of exclusion by term: ", "Persistently absent children at each visit: "] {
        assert!(pdf.alternatives.iter().any(|text| text.starts_with(chart)), "{:?}", pdf.alternatives);
    }
}

#[test]
fn the_marking_is_that_of_the_policy() {
    let marked = |policy: &str| pdf(with_visit().file("policy.toml", format!("{POLICY}{policy}")).path(), &["oak"]);
    assert!(marked("").pages.iter().all(|page| page.furniture.contains("OFFICIAL-SENSITIVE")));
    let own = marked("[pack]\nmarking = \"SECRET #1 *<b>\"\n");
    assert!(
        own.pages.iter().all(|page| page.furniture.contains("SECRET #1 *<b>") && !page.furniture.contains("OFFICIAL"))
    );
    // An empty field counts as one that is left out, as everywhere in records and policy: the default applies.
    let empty = marked("[pack]\nmarking = \"\"\n");
    assert!(empty.is_accessible() && empty.pages.iter().all(|page| page.furniture.contains("OFFICIAL-SENSITIVE")));
}

#[test]
fn a_character_without_a_font_is_said_and_has_a_mark() {
    let drive = with_visit()
        .school_file("records/2026-12-08 pro forma.yaml", pro_forma(&["王小明 🎉".to_owned(), "Ada".to_owned()], ""));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pack.pdf");
    let run = super::press::spoc(drive.path(), &["pack", "oak", "--out", file.to_str().unwrap()]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    assert!(
        run.out.contains("no font has")
            && run.out.contains('王')
            && run.out.contains('🎉')
            && run.out.contains("--as html"),
        "{}",
        run.out
    );
    let pdf = PdfText::read(&fs::read(file).unwrap());
    assert!(pdf.is_accessible(), "{}", pdf.rest);
    assert!(pdf.is_tagged && pdf.language.as_deref() == Some("en-GB"));
    assert!(pdf.body().contains("Ada") && pdf.body().contains('\u{FFFD}'), "{}", pdf.body());
}

#[test]
fn the_table_heads_come_again_on_the_next_page() {
    let rows: String = (0..90)
        .map(|number| {
            format!(
                "  - {{upn: {}, name: Child {number}, year: 4, last_seen: 2026-10-06}}\n",
                super::press::upn(number)
            )
        })
        .collect();
    let drive = with_visit()
        .school_file("records/2026-12-08 pro forma.yaml", pro_forma(&[], &format!("missing_from_education:\n{rows}")));
    let pdf = pdf(drive.path(), &["oak"]);
    let pages: Vec<_> = pdf
        .pages
        .iter()
        .filter(|page| page.body.contains("Child ") && page.body.contains(&super::press::upn(0)[1..9]))
        .collect();
    assert!(pages.len() >= 2);
    for page in pages {
        assert!(format!("{}{}", page.body, page.furniture).contains("Last seen"), "{}", page.body);
        // No row is divided: each page has as many names as days.
        assert_eq!(page.body.matches("Child ").count(), page.body.matches("6 Oct 2026").count());
    }
}

#[test]
fn pdfs_are_the_same_bytes_alone_and_side_by_side() {
    let drive = project().join("fixtures/northmere");
    let all = || {
        let folder = tempfile::tempdir().unwrap();
        packs(&drive, &["--all", "Jane Morris", "--term", "Autumn 2026", "--out", folder.path().to_str().unwrap()]);
        let files = names(folder.path());
        files.iter().map(|name| (name.clone(), fs::read(folder.path().join(name)).unwrap())).collect::<Vec<_>>()
    };
    let first = all();
    assert!(first.len() > 1, "{}", first.len());
    assert!(all() == first, "printed twice, the packs differ");
    let one = printed(Path::new("fixtures/northmere"), "pdf", &["oakfield", "--visit", "2026-11-24"]);
    assert!(
        first.iter().any(|(name, bytes)| name.contains("Oakfield") && *bytes == one),
        "alone and side by side the packs differ"
    );
}
