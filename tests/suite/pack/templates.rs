//! An authority's own templates and logo, and the export of the built-in ones.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use spoc::pack::{Audience, PackModel};

use super::page::text;
use super::press::{html, made, names, packs, printed, read, spoc, with_visit};
use crate::harness::{CaseFile, Drive, TODAY, project};
use crate::html::Element;

const WORDS: &str = "templates/visit-pack.md.hbs";
const LOOK: &str = "templates/print.typ";
/// A picture of one dot.
pub const DOT: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8,
    6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, b'I', b'D', b'A', b'T', 0x78, 0xda, 0x63, 0x64, 0x60, 0xf8,
    0x5f, 0x0f, 0, 2, 0x87, 1, 0x80, 0xeb, 0x47, 0xba, 0x92, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60,
    0x82,
];
pub const CIRCLE: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><circle cx=\"4\" cy=\"4\" r=\"4\"/></svg>";

/// Asserts that `pack` is refused with a line that begins with the place, and that nothing is written.
fn refused(drive: &Drive, form: &str, parts: &[&str]) {
    let before = names(drive.path());
    for arguments in [&["oak"][..], &["--all"]] {
        let run = spoc(drive.path(), &[&["pack"], arguments, &["--as", form]].concat());
        assert_eq!((run.status, run.err.trim_end().lines().count()), (2, 1), "{run:?}");
        for part in parts {
            assert!(run.err.contains(part), "{part}: {}", run.err);
        }
        assert_eq!(names(drive.path()), before);
    }
}

#[test]
fn an_authoritys_own_words_are_used() {
    let own = with_visit().file(
        "Templates/Visit-Pack.md.hbs",
        "\u{feff}# Our pack of {{school.name}}\r\n\r\n{{#each timeline}}\r\n- {{what}}: {{state}}\r\n{{/each}}\r\n",
    );
    let page = html(own.path(), &["oak"]);
    assert_eq!(Element::page(&page).one("h1").text(), "Our pack of Oakfield Primary School");
    assert!(!page.contains("At a glance"), "{page}");
    assert!(text(&page).contains("Pro forma sent: in time"));
}

#[test]
fn broken_words_say_where_and_write_nothing() {
    let cases = [
        ("# {{school.name}}\n\n{{#if visit.time}}\nunclosed\n", "templates/visit-pack.md.hbs:"),
        ("# {{school.name}}\n\n  {{school.nam}}\n", "templates/visit-pack.md.hbs:3:"),
        ("# x\n{{#each children}}\n{{nme}}\n{{/each}}\n{{wrong}}\n", "templates/visit-pack.md.hbs:3:"),
        ("# x\n{{#if wrong}}x{{/if}}\n", "templates/visit-pack.md.hbs:2:"),
        ("# x\n{{#each wrong}}x{{/each}}\n", "templates/visit-pack.md.hbs:2:"),
        ("# x\n{{#unless wrong}}x{{/unless}}\n", "templates/visit-pack.md.hbs:2:"),
        ("# x\n{{note wrong}}\n", "templates/visit-pack.md.hbs:2:"),
        ("# x\n{{note}}\n", "templates/visit-pack.md.hbs:2:"),
        ("# x\n{{> other}}\n", "templates/visit-pack.md.hbs:2:"),
        ("# x\n{{shout school.name}}\n", "templates/visit-pack.md.hbs:2:"),
        ("# x\n{{/if}}\n", "templates/visit-pack.md.hbs:2:"),
        ("# x\n{{school.name\n", "templates/visit-pack.md.hbs:"),
    ];
    let mut wrong = Vec::new();
    for (words, place) in cases {
        let drive = with_visit().file(WORDS, words);
        let run = spoc(drive.path(), &["pack", "oak", "--as", "html"]);
        let after = run.err.split(place).nth(1).unwrap_or_default();
        if run.status != 2 || !after.starts_with(|c: char| c.is_ascii_digit()) || run.err.lines().count() != 1 {
            wrong.push(format!("{words:?}: {} {}", run.status, run.err));
        }
        if names(drive.path()).iter().any(|name| name.ends_with(".html")) {
            wrong.push(format!("{words:?} is printed"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    refused(&with_visit().file(WORDS, "{{#if x}}"), "html", &[WORDS]);
}

#[test]
fn a_template_cannot_make_a_page_run_or_fetch() {
    let words = "# x\n\n<script>alert(1)</script>\n\n<img src=x> ![a](https://x.example/a.png) [b](javascript:alert(1))\n\n{{{school.name}}}\n";
    let drive = with_visit()
        .file(WORDS, words)
        .file("templates/print.css", "</style><script>alert(1)</script> p { color: red }");
    let page = html(drive.path(), &["oak"]);
    super::page::assert_inert(&page);
    assert!(Element::page(&page).one("style").text().contains("p { color: red }"), "{page}");
}

#[test]
fn an_authoritys_own_look_is_used() {
    let drive = with_visit().file("templates/print.css", "h1 { color: teal }");
    let page = html(drive.path(), &["oak"]);
    let style = Element::page(&page).one("style").text();
    assert!(style.contains("h1 { color: teal }") && !page.contains("--accent"), "{style}");
}

#[test]
fn a_logo_is_on_the_page() {
    let is_logo = |page: &str, source: &str| {
        let page = Element::page(page);
        let logo = page.one("img");
        assert!(logo.has_class("logo"));
        assert_eq!(logo.attribute("alt"), Some("Northmere Council"));
        assert!(logo.attribute("src").is_some_and(|is| is.starts_with(source)), "{logo:?}");
    };
    let page = html(with_visit().file("templates/logo.png", DOT).path(), &["oak"]);
    is_logo(&page, "data:image/png;base64,iVBOR");
    let page = html(with_visit().file("templates/logo.svg", CIRCLE).file("templates/logo.png", DOT).path(), &["oak"]);
    is_logo(&page, "data:image/svg+xml;base64,");
}

#[test]
fn a_logo_that_is_none_is_said_whatever_the_form() {
    let forms: &[&str] = if cfg!(feature = "pdf") { &["pdf", "html"] } else { &["html"] };
    for form in forms {
        for name in ["logo.png", "logo.svg"] {
            let drive = with_visit().file(&format!("templates/{name}"), "rubbish \u{1}");
            refused(&drive, form, &[&format!("templates/{name}")]);
        }
    }
}

fn export(drive: &Drive) -> Vec<String> {
    let run = spoc(drive.path(), &["templates", "export"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    names(&drive.path().join("templates"))
}

#[test]
fn exported_templates_print_the_same() {
    let drive = with_visit();
    let before = printed(drive.path(), "html", &["oak"]);
    let exported = export(&drive);
    for name in ["README.md", "print.css", "print.typ", "visit-pack.md.hbs"] {
        assert!(exported.iter().any(|one| one == name), "{name}: {exported:?}");
    }
    assert_eq!(printed(drive.path(), "html", &["oak"]), before);
    assert_eq!(drive.problems(), with_visit().problems(), "the templates are no problem on the drive");
    // A file that was changed is not overwritten.
    fs::write(drive.path().join(WORDS), "# Ours\n").unwrap();
    fs::remove_file(drive.path().join(LOOK)).unwrap();
    assert_eq!(export(&drive), exported);
    assert_eq!(fs::read_to_string(drive.path().join(WORDS)).unwrap(), "# Ours\n");
}

/// The names that stand in a template's braces.
fn variables_of(template: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for part in template.split("{{").skip(1) {
        let inside = part.split("}}").next().unwrap().trim();
        let path = inside.rsplit(' ').next().unwrap();
        if !inside.starts_with('/') && !matches!(path, "else" | "this") {
            found.extend(path.trim_start_matches("../").split('.').map(|name| name.trim_start_matches('#').to_owned()));
        }
    }
    found
}

/// Every name in a value, at any depth.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                found.insert(name.clone());
                keys(value, found);
            }
        }
        Value::Array(all) => all.iter().for_each(|value| keys(value, found)),
        _ => {}
    }
}

#[test]
fn the_page_of_variables_names_them_all() {
    let drive = with_visit();
    export(&drive);
    let page = fs::read_to_string(drive.path().join("templates/README.md")).unwrap();
    let template = fs::read_to_string(drive.path().join(WORDS)).unwrap();
    let tokens = CaseFile::load("tests/suite/pack/tokens.txt").drive();
    let (model, _) = made(tokens.path(), "2026-11-20", TODAY, Audience::Internal);
    let mut fields = variables_of(&template);
    assert!(fields.len() > 80, "{fields:?}");
    keys(&serde_json::to_value(&model).unwrap(), &mut fields);
    let schema = schemars::schema_for!(PackModel).to_value();
    let parts = schema["$defs"].as_object().unwrap().values().chain([&schema]);
    for part in parts {
        fields.extend(part["properties"].as_object().unwrap().keys().cloned());
    }
    let unnamed: Vec<_> = fields.iter().filter(|field| !page.contains(&format!("| `{field}` |"))).collect();
    assert_eq!(unnamed, Vec::<&String>::new());
    let empty: Vec<_> = page.lines().filter(|line| line.starts_with("| `") && line.contains("|  |")).collect();
    assert_eq!(empty, Vec::<&str>::new(), "every variable is said what it is");
    let groups: Vec<_> = page
        .lines()
        .filter(|line| line.starts_with("| `"))
        .filter_map(|line| line.rsplit_once("| list: ").or(line.rsplit_once("| group: ")).map(|(_, name)| name))
        .collect();
    for group in groups {
        let name = group.trim_end_matches(" |").trim_end_matches(", or nothing");
        assert!(page.contains(&format!("\n### {name}\n")), "{name} has no table");
    }
}

#[test]
fn every_text_of_the_model_is_printed() {
    // Every variable is used by a template: nobody would notice if one that is not used were wrong.
    let template = fs::read_to_string(project().join("templates/visit-pack.md.hbs")).unwrap();
    let used = variables_of(&template);
    let mut fields = BTreeSet::new();
    let schema = schemars::schema_for!(PackModel).to_value();
    for part in schema["$defs"].as_object().unwrap().values().chain([&schema]) {
        fields.extend(part["properties"].as_object().unwrap().keys().cloned());
    }
    let unused: Vec<_> = fields.difference(&used).cloned().collect();
    assert_eq!(
        unused,
        ["date"].iter().filter(|_| !used.contains("date")).map(|name| (*name).to_owned()).collect::<Vec<_>>()
    );
}

#[test]
fn a_template_folder_of_no_templates_changes_nothing() {
    let before = printed(with_visit().path(), "html", &["oak"]);
    let drive = with_visit()
        .file("templates/notes.txt", "x")
        .file("templates/logo.jpg", "x")
        .file("templates/print.css.bak", "x");
    assert_eq!(printed(drive.path(), "html", &["oak"]), before);
}

#[cfg(feature = "pdf")]
mod in_print {
    use super::*;
    use crate::pack::pdf::PdfText;

    #[test]
    fn exported_templates_print_the_same_pdf() {
        let drive = with_visit().file("templates/logo.png", DOT);
        let before = printed(drive.path(), "pdf", &["oak"]);
        assert!(PdfText::read(&before).is_accessible(), "a logo has words that stand for it");
        assert!(PdfText::read(&before).alternatives.iter().any(|text| text == "Northmere Council"));
        export(&drive);
        assert_eq!(printed(drive.path(), "pdf", &["oak"]), before);
    }

    #[test]
    fn an_svg_logo_is_in_the_pdf() {
        let drive = with_visit().file("templates/logo.svg", CIRCLE);
        let pdf = crate::pack::press::pdf(drive.path(), &["oak"]);
        assert!(pdf.is_accessible() && pdf.alternatives.iter().any(|text| text == "Northmere Council"));
    }

    #[test]
    fn a_broken_look_says_where_and_writes_nothing() {
        let look = fs::read_to_string(project().join(LOOK)).unwrap();
        let line = look.lines().position(|line| line.starts_with("#let purpose")).unwrap() + 1;
        let broken = look.replace("#let purpose(body) = ", "#let purpose(body) = nothing-of-this-name(");
        refused(&with_visit().file(LOOK, broken), "pdf,html", &[&format!("{LOOK}:{line}:")]);
        let unknown = look.replace("#let purpose(body) = block(", "#let purpose(body) = blok(");
        refused(&with_visit().file(LOOK, unknown), "pdf", &[&format!("{LOOK}:{line}:"), "blok"]);
        // The message names a function that does not exist.
        refused(&with_visit().file(LOOK, look.replace("#let purpose(", "#let other(")), "pdf", &[LOOK, "purpose"]);
        // The look may read no file of the disk.
        let reads = look.replace("#let ink = ", "#let secret = read(\"/policy.toml\")\n#let ink = ");
        refused(&with_visit().file(LOOK, reads), "pdf", &[LOOK]);
    }

    #[test]
    fn an_own_look_is_used() {
        let look =
            fs::read_to_string(project().join(LOOK)).unwrap().replace("strong(marking)", "strong[Ours: #marking]");
        let drive = with_visit().file(LOOK, look);
        let pdf = crate::pack::press::pdf(drive.path(), &["oak"]);
        assert!(
            pdf.pages[0].furniture.contains("Ours: ") && pdf.pages[0].furniture.contains("OFFICIAL"),
            "{}",
            pdf.pages[0].furniture
        );
    }

    #[test]
    fn a_template_without_words_is_a_pack_without_words() {
        let drive = with_visit().file(WORDS, "");
        assert_eq!(crate::pack::press::pdf(drive.path(), &["oak"]).pages.len(), 1);
    }
}

#[test]
fn a_template_that_cannot_be_read_is_said() {
    let drive = with_visit().file("templates/visit-pack.md.hbs/x", "");
    // A folder with the name of a template is none.
    assert_eq!(packs(drive.path(), &["oak", "--as", "html"]).len(), 1);
    assert!(!read(&drive, "records/2026-12-08 visit pack.html").is_empty());
}
