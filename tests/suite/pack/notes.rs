//! Notes, in which people write Markdown: they are shown as Markdown, they never become code, and their markup ends with them.

use std::sync::LazyLock;

use spoc::pack::Audience;

use super::page::{assert_inert, control_character, flat, lines_of, text};
use super::press::{open, page, pro_forma, quoted, upn, with_visit};
use crate::harness::Drive;
use crate::html::Element;

/// A note, and those of its words that must be seen.
fn notes() -> Vec<(String, Vec<&'static str>)> {
    let nested = |mark: &str, count: usize| format!("{}deepest", mark.repeat(count));
    let fixed: Vec<(&str, Vec<&str>)> = vec![
        ("one\ntwo\n\nthree", vec!["one", "two", "three"]),
        ("# one\n\n###### two\n\nthree\n===\n\nfour\n---", vec!["one", "two", "three", "four"]),
        ("- one\n- two\n  1. three\n\n* * *\n\n+ four", vec!["one", "two", "three", "four"]),
        ("| one | two |\n|--|--|\n| three | four |", vec!["one", "two", "three", "four"]),
        ("| one | two |\n|--|--|\n| three | four | five |", vec!["one", "two", "three", "four", "five"]),
        ("before\n```\ncode", vec!["before", "code"]),
        ("before\n~~~ words of the fence\ncode", vec!["before", "code", "words of the fence"]),
        ("    indented\n\n\ttoo", vec!["indented", "too"]),
        ("<script>alert(1)</script>", vec!["alert(1)"]),
        ("<div>\none\n\n<!-- two", vec!["one", "two"]),
        (
            "one <!-- two --> three <img src=x onerror=alert(1)> <a href='y'>four</a>",
            vec!["one", "two", "three", "four", "onerror"],
        ),
        ("<pre>\n\none", vec!["one"]),
        ("<?php one", vec!["one"]),
        ("<![CDATA[ one", vec!["one"]),
        (
            "![one](https://x.example/a.png) [two](https://x.example/b) <https://x.example/c> [three](javascript:alert(1))",
            vec!["one", "two", "x.example/b", "x.example/c", "three"],
        ),
        ("![note](note:2320686561646c696e65) ![c](picture:exclusions)", vec!["note", "c"]),
        ("> [!WARNING] one\n> two", vec!["one", "two"]),
        ("> [!NOTE]\n> two", vec!["two"]),
        ("one\n\n___\n\n***\n\ntwo", vec!["one", "two"]),
        ("[one]: two", vec!["one", "two"]),
        ("[one]: two 'three'\n\nfour", vec!["one", "two", "three", "four"]),
        ("[^1]: one\n\ntwo[^1]", vec!["one", "two"]),
        ("one\n: two\n\n: three", vec!["one", "two", "three"]),
        ("- [x] one\n- [ ] two", vec!["one", "two"]),
        ("*one **two ~~three `four", vec!["one", "two", "three", "four"]),
        ("{{one}} {{{two}}} {{#each three}}", vec!["{{one}}", "{{{two}}}", "{{#each three}}"]),
        (
            "#one[two] $three$ @four <five> \\six // seven /* eight */",
            vec!["#one[two]", "$three$", "@four", "<five>", "\\six", "// seven", "/* eight */"],
        ),
        ("one\u{0}\u{1b}[31m\u{7f}\u{85}two\u{2028}three", vec!["one", "two", "three"]),
        ("&lt;script&gt; &amp; &#60;b&#62; &nbsp;one", vec!["<script>", "<b>", "one"]),
        ("one\\\ntwo  \nthree<br>four", vec!["one", "two", "three", "four"]),
        ("- \n- \n\n1.\n", vec![]),
        ("| |\n|--|", vec![]),
        ("---", vec![]),
        ("\\", vec!["\\"]),
        ("محمد **דוד** 王小明 🎉 e\u{301}", vec!["محمد", "דוד", "王小明", "🎉", "e\u{301}"]),
        ("999999999. one", vec!["one"]),
        ("0) one", vec!["one"]),
    ];
    let mut all: Vec<(String, Vec<&'static str>)> =
        fixed.into_iter().map(|(note, words)| (note.to_owned(), words)).collect();
    for deep in [
        nested("> ", 1000),
        nested("- ", 1000),
        nested("*a **b ", 1000),
        nested("[", 1000),
        nested("![", 1000),
        nested("1. ", 1000),
        nested("~~a *b ", 500),
        nested("<div>", 1000),
        nested("` ", 1001),
        nested("> - ", 500),
        format!("{}deepest{}", "*a **b ".repeat(400), "** a* ".repeat(400)),
        (0..300).map(|depth| format!("{}- {depth}\n", "  ".repeat(depth))).collect::<String>() + "\ndeepest",
    ] {
        all.push((deep, vec!["deepest"]));
    }
    all.push((format!("{} end", "W".repeat(300)), vec!["WWW", "end"]));
    all
}

/// Every place in which a note can stand, each followed by a text of its own.
fn everywhere(note: &str) -> Drive {
    let note = quoted(note);
    let first = upn(0);
    let child = format!("upn: {first}, name: Ada, year: 4");
    let call = format!("date: 2026-11-20, by: CallBy, with: CallWith, about: child, summary: {note}, advice: {note}");
    open()
        .school_file(
            "school.yaml",
            format!("name: Oakfield Primary School\nurn: 100321\nphase: primary\nstatus: maintained\nspoc: Priya Shah\nhead: {{name: Ms A Grant}}\nnote: {note}\n"),
        )
        .school_file(
            "records/2026-12-08 visit.yaml",
            format!(
                "kind: visit\ndate: 2026-12-08\nstatus: held\nchecks: {{done: 2026-11-20, by: x, note: {note}}}\nnote: {note}\ngeneral_issues: {note}\nadvice: [{{topic: mash, \
                 note: {note}}}, {{topic: other, note: AfterAdvice}}]\nchildren:\n  - {{{child}, why: [other], note: {note}, statutory_intervention: {{threshold: met, action: refer, \
                 reason: {note}}}, early_help_referral: {{threshold: met, action: refer, reason: {note}}}}}\n"
            ),
        )
        .school_file(
            "records/2026-12-08 pro forma.yaml",
            format!(
                "kind: pro-forma\nvisit: 2026-12-08\nsent: 2026-11-20\nreturned: 2026-11-23\nabsence:\n  from: 2026-09-02\n  to: 2026-11-13\n  on_roll: 412\n  children: \
                 [{{{child}, possible: 98, authorised: 6, unauthorised: 14, note: {note}}}]\nexclusions: [{{{child}, type: permanent, from: 2026-10-06, reason: {note}}}, {{{child}, \
                 type: permanent, from: 2026-10-07, told_authority: 2026-10-07, reason: {note}}}]\nrisk_of_permanent_exclusion: [{{{child}, evidence: {note}}}]\nissues: {note}\n"
            ),
        )
        .school_file(
            "records/phone log 2026-27.yaml",
            format!("kind: phone-log\nacademic_year: 2026-27\ncalls: [{{{call}, follow_up: {{what: AfterCall, due: 2026-12-01}}}}]\n"),
        )
}

/// Each note with its words and the page on which it stands everywhere.
static PAGES: LazyLock<Vec<(String, Vec<&'static str>, String)>> = LazyLock::new(|| {
    let pages = notes().into_iter().map(|(note, words)| {
        let page = page(&everywhere(&note), Audience::Internal);
        (note, words, page)
    });
    pages.collect()
});

/// The paragraphs, cells and headings that stand in a pack whatever its notes say.
const FRAME: [&str; 27] = [
    "What the checks found",
    "Note on the visit",
    "Note on the school",
    "At a glance",
    "Children for review",
    "1. Ada",
    "Absence",
    "Risk of permanent exclusion",
    "The team’s note",
    "Decided at this visit",
    "Exclusions",
    "Not yet notified",
    "6 Oct 2026",
    "permanent",
    "Notified",
    "7 Oct 2026",
    "Managed moves",
    "Alternative provision",
    "At imminent risk of permanent exclusion",
    "Actions from earlier visits",
    "Contact since the last visit",
    "AfterCall",
    "Matters the school wants to raise",
    "Raised at the visit",
    "Advice",
    "AfterAdvice",
    "Sign-off",
];

fn assert_framed(text: &str, note: &str) {
    let flat_text = flat(text);
    let mut rest = flat_text.as_str();
    for words in FRAME {
        let Some(at) = rest.find(&flat(words)) else { panic!("{words} is swallowed by {note:.60?}\n{text:.4000}") };
        rest = &rest[at + flat(words).len()..];
    }
    assert!(rest.contains(&flat("Priya Shah")), "{note:.60?}");
}

#[test]
fn a_note_is_shown_and_swallows_nothing() {
    let mut wrong = Vec::new();
    for (note, words, page) in PAGES.iter() {
        let page = Element::page(page);
        let text = lines_of(page.one("body"));
        assert!(!text.contains("cannot be read"), "{note:.60?} is no record: {text:.2000}");
        assert_framed(&text, note);
        let count = |name: &str| page.all(name).len();
        assert_eq!((count("h1"), count("h2"), count("h3")), (1, 12, 1), "{note:.60?}");
        let boxes = page.elements().into_iter().filter(|element| element.has_class("box")).count();
        assert_eq!(boxes, 1, "a note makes no box: {note:.60?}");
        assert_eq!(count("svg"), 2, "a note makes no picture: {note:.60?}");
        for word in words {
            // There are thirteen notes, and the evidence stands twice.
            let count = flat(&text).matches(&flat(word)).count();
            if count < 14 {
                wrong.push(format!("{word:?} of {note:.60?} is seen {count} times"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_note_makes_a_page_on_which_nothing_runs() {
    for (_, _, page) in PAGES.iter() {
        assert_inert(page);
    }
}

#[test]
fn a_note_leaves_no_character_that_no_page_may_hold() {
    let wrong: Vec<_> = PAGES.iter().filter_map(|(note, _, page)| Some((note, control_character(page)?))).collect();
    assert_eq!(wrong, Vec::new());
}

#[test]
fn what_follows_a_note_in_its_cell_is_not_part_of_it() {
    for (note, _, page) in PAGES.iter() {
        let text = text(page);
        let contact =
            text.split("Contact since the last visit").nth(1).unwrap().split("Matters the school").next().unwrap();
        assert!(
            contact.contains("Advice:") && !contact.contains("**Advice:**"),
            "the advice of a call is taken for a part of its summary {note:.60?}: {contact:.600}"
        );
        let page = Element::page(page);
        let cells = page.all("td").into_iter().filter(|cell| cell.says("strong", "To do:"));
        assert!(cells.map(lines_of).any(|cell| cell.contains("To do: AfterCall")), "{note:.60?}");
    }
}

#[test]
fn markdown_is_shown_as_markdown() {
    let page = page(
        &everywhere(
            "**bold** *leaning* ~~struck~~ `code`\n\n- item\n\n1. first\n\n| head |\n|--|\n| cell |\n\n[words](https://x.example)",
        ),
        Audience::Internal,
    );
    let page = Element::page(&page);
    let after = page.elements().into_iter().skip_while(|one| one.name != "h2" || !one.text().starts_with("Matters"));
    let issues: Vec<_> = after.skip(1).take_while(|element| element.name != "h2").collect();
    for (element, words) in [
        ("strong", "bold"),
        ("em", "leaning"),
        ("s", "struck"),
        ("code", "code"),
        ("ul", "item"),
        ("ol", "first"),
        ("th", "head"),
        ("td", "cell"),
        ("p", "words (https://x.example)"),
    ] {
        let is_there = issues.iter().any(|one| one.name == element && one.text().trim() == words);
        assert!(is_there, "<{element}> {words}: {issues:?}");
    }
    assert!(issues.iter().any(|one| one.name == "ul" && one.says("li", "item")));
    assert!(issues.iter().any(|one| one.name == "ol" && one.says("li", "first")));
}

#[test]
fn a_long_text_in_a_cell_is_all_there() {
    let evidence = (0..2500).map(|number| format!("word{number}")).collect::<Vec<_>>().join(" ");
    assert!(evidence.len() > 20_000);
    let drive = with_visit().school_file("records/2026-12-08 pro forma.yaml", long(&evidence));
    let text = flat(&text(&page(&drive, Audience::School)));
    assert_eq!(text.matches(&flat(&evidence)).count(), 2);
}

fn long(evidence: &str) -> String {
    let more = format!(
        "risk_of_permanent_exclusion: [{{upn: {}, name: Ada, year: 4, evidence: {}}}]\n",
        upn(0),
        quoted(evidence)
    );
    pro_forma(&["Ada".to_owned()], &more)
}

#[cfg(feature = "pdf")]
mod in_print {
    use super::*;
    use crate::pack::pdf::PdfText;
    use crate::pack::press::pdf;

    /// Every piece of text lies on its page, clear of its edges.
    fn off_the_page(pdf: &PdfText) -> Vec<String> {
        let pages = pdf.pages.iter().enumerate().flat_map(|(number, page)| {
            let is_outside = |(x, y): &&(f32, f32)| {
                !(40.0..page.size.0 - 40.0).contains(x) || !(25.0..page.size.1 - 25.0).contains(y)
            };
            page.places.iter().filter(is_outside).map(move |(x, y)| format!("{x}, {y} on page {}", number + 1))
        });
        pages.collect()
    }

    #[test]
    fn a_row_longer_than_a_page_goes_on_on_the_next() {
        let evidence = (0..2500).map(|number| format!("word{number}")).collect::<Vec<_>>().join(" ");
        let drive = with_visit().school_file("records/2026-12-08 pro forma.yaml", long(&evidence));
        let pdf = pdf(drive.path(), &["oak"]);
        assert_eq!(flat(&pdf.body()).matches(&flat(&evidence)).count(), 2, "{}", pdf.body());
        assert!(pdf.pages.len() > 8);
        assert_eq!(off_the_page(&pdf), Vec::<String>::new());
    }

    /// All notes at once, one for each child.
    #[test]
    fn notes_are_shown_in_print_and_swallow_nothing() {
        let notes = notes();
        let rows = notes.iter().enumerate().map(|(place, (note, _))| {
            let upn = upn(place);
            format!("    - {{upn: {upn}, name: Begin{place}, year: 4, possible: 98, authorised: 6, unauthorised: 14, note: {}}}\n", quoted(note))
        });
        let risk = notes.iter().enumerate().map(|(place, (note, _))| {
            format!("  - {{upn: {}, name: Begin{place}, year: 4, evidence: {}}}\n", upn(place), quoted(note))
        });
        let risk = format!("risk_of_permanent_exclusion:\n{}", risk.collect::<String>());
        let text = pro_forma(&[], &risk).replace("children:\n", &format!("children:\n{}", rows.collect::<String>()));
        let drive = with_visit().school_file("records/2026-12-08 pro forma.yaml", text);
        let pdf = pdf(drive.path(), &["oak"]);
        let body = flat(&pdf.body());
        let (blocks, tables) =
            body.split_once("Exclusions*").or_else(|| body.split_once("Headteacherstelltheauthority")).unwrap();
        let mut wrong = Vec::new();
        for (place, (note, words)) in notes.iter().enumerate() {
            let Some(block) = blocks.split(&format!(".Begin{place}Year4")).nth(1) else {
                panic!("the block of {note:.60?} is not there")
            };
            let block = block.split("Decision").next().unwrap();
            let cell = tables.split(&format!("Begin{place}Year4")).nth(1).unwrap();
            for word in words {
                let word: String = flat(word).chars().filter(|c| u32::from(*c) < 0x590).collect();
                if !block.contains(&word) || !cell.contains(&word) {
                    wrong.push(format!("{word:?} of {note:.60?}"));
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
        for section in ["Managedmoves", "Alternativeprovision", "Actionsfromearlier", "Matterstheschool", "Sign-off"] {
            assert!(tables.contains(section), "{section}");
        }
        assert_eq!(off_the_page(&pdf), Vec::<String>::new());
    }

    #[test]
    fn small_sections_that_are_larger_than_they_look_stay_on_their_pages() {
        let bullets = "-\n".repeat(300) + "- lastbullet";
        let columns = 14;
        let row = |text: &str| format!("|{}\n", format!(" {text} |").repeat(columns));
        let table = format!("{}{}{}", row("h"), row("--"), row(&"abcd ".repeat(99)));
        let mut wrong = Vec::new();
        for (what, issues) in [
            ("bullets without a word", bullets),
            ("a table of many columns", table),
            ("wide letters", format!("{} lastbullet", "WWWW ".repeat(420))),
        ] {
            let drive = with_visit().school_file(
                "records/2026-12-08 pro forma.yaml",
                pro_forma(&["Ada".to_owned()], &format!("issues: {}\n", quoted(&issues))),
            );
            let pdf = pdf(drive.path(), &["oak"]);
            wrong.extend(off_the_page(&pdf).first().map(|place| format!("{what}: {place}")));
            assert!(pdf.body().contains("Sign-off"));
        }
        assert_eq!(wrong, Vec::<String>::new());
    }
}
