//! `letter --as pdf,docx,html`: letters on the authority's paper. What a Word file says is read back from its parts, what a PDF says from its pages.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _};
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::harness::{Drive, OAKFIELD, SCHOOL, TODAY, files, spoc_in};
use crate::letters::{drive, letter, refused};
use crate::pack::templates::{CIRCLE, DOT};

/// The four letters, of schools of the example drive.
const LETTERS: [(&str, &str); 4] =
    [("pro-forma", "Thrushwood"), ("reminder", "Marlcross"), ("dates", "Tollbar"), ("after-visit", "Kelder")];
const OWN: &str = "templates/letter-pro-forma.md.hbs";
const FRONT: &str = "---\ndate: {{date}}\nfrom: {{yaml from}}\nto: {{yaml to}}\nsubject: {{yaml subject}}\n---\n";

/// The files that a letter was written to, by their endings.
fn written(root: &Path, arguments: &[&str]) -> (BTreeMap<String, Vec<u8>>, String) {
    let before = files(root);
    let run = letter(root, arguments);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{arguments:?}");
    let new = files(root).into_iter().filter(|path| !before.contains(path));
    let ending = |path: &Path| path.extension().unwrap().to_str().unwrap().to_owned();
    (new.map(|path| (ending(&path), fs::read(root.join(&path)).unwrap())).collect(), run.out)
}

/// A letter as a Word file, of an own template with this text.
fn word(body: &str) -> Word {
    let drive = drive().file(OWN, format!("{FRONT}{body}"));
    Word::read(&written(drive.path(), &["pro-forma", "oak", "--as", "docx"]).0["docx"])
}

/// A Word file that has been read.
struct Word {
    /// Its parts that are XML.
    parts: BTreeMap<String, String>,
    pictures: Vec<Vec<u8>>,
}

/// A paragraph of a Word file.
#[derive(Debug, Default, PartialEq)]
struct Line {
    style: String,
    /// Its number among the lists, and the level there.
    list: Option<(String, String)>,
    text: String,
    /// The looks of its runs, such as `b` and `i`, with their texts.
    runs: Vec<(String, String)>,
}

impl Word {
    /// Reads the parts; each must be sound XML without a character that XML cannot hold.
    fn read(bytes: &[u8]) -> Self {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut word = Self { parts: BTreeMap::new(), pictures: Vec::new() };
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).unwrap();
            let day = file.last_modified().unwrap();
            assert_eq!((day.year(), day.month(), day.day()), (1980, 1, 1), "a clock was asked");
            let (name, mut bytes) = (file.name().unwrap().into_owned(), Vec::new());
            file.read_to_end(&mut bytes).unwrap();
            if name.ends_with(".png") {
                word.pictures.push(bytes);
            } else if file.is_file() {
                let text = String::from_utf8(bytes).unwrap();
                assert!(!text.contains(|c: char| c < ' ' && !"\t\r\n".contains(c)), "{name}: {text}");
                events(&text);
                word.parts.insert(name, text);
            }
        }
        word
    }

    fn part(&self, name: &str) -> &str {
        &self.parts[name]
    }

    fn document(&self) -> &str {
        self.part("word/document.xml")
    }

    fn lines(&self) -> Vec<Line> {
        lines(self.document())
    }

    /// The text of the paragraphs, one under the other.
    fn text(&self) -> String {
        self.lines().into_iter().map(|line| line.text + "\n").collect()
    }

    /// Whether the heads and feet of its pages say something.
    fn heads_and_feet(&self, prefix: &str) -> String {
        let parts = self.parts.iter().filter(|(name, _)| name.starts_with(prefix));
        parts.map(|(_, text)| lines(text).into_iter().map(|line| line.text + "\n").collect::<String>()).collect()
    }
}

fn events(xml: &str) -> Vec<Event<'_>> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {xml}")) {
            Event::Eof => return found,
            event => found.push(event),
        }
    }
}

fn lines(xml: &str) -> Vec<Line> {
    let mut found: Vec<Line> = Vec::new();
    let mut in_text = false;
    let mut looks = String::new();
    for event in events(xml) {
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                let value = || {
                    let value = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == "w:val");
                    value.map(|value| value.value.to_string()).unwrap_or_default()
                };
                let name = tag.name();
                if name.as_ref() == "w:p" {
                    found.push(Line::default());
                    continue;
                }
                let Some(line) = found.last_mut() else { continue };
                match name.as_ref() {
                    "w:pStyle" => line.style = value(),
                    "w:ilvl" => line.list.get_or_insert_default().1 = value(),
                    "w:numId" => line.list.get_or_insert_default().0 = value(),
                    "w:r" => looks.clear(),
                    "w:b" | "w:i" | "w:strike" => looks.push_str(&name.as_ref()[2..]),
                    "w:t" => {
                        in_text = true;
                        line.runs.push((looks.clone(), String::new()));
                    }
                    "w:br" => line.text.push('\n'),
                    "w:tab" => line.text.push('\t'),
                    _ => {}
                }
            }
            Event::End(tag) if tag.name().as_ref() == "w:t" => in_text = false,
            Event::Text(text) if in_text => add(&mut found, text.as_ref()),
            Event::GeneralRef(name) if in_text => {
                let text = match name.as_ref() {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "apos" => "'",
                    other => panic!("{other}"),
                };
                add(&mut found, text);
            }
            _ => {}
        }
    }
    found
}

fn add(lines: &mut [Line], text: &str) {
    let line = lines.last_mut().unwrap();
    line.text.push_str(text);
    line.runs.last_mut().unwrap().1.push_str(text);
}

#[test]
fn each_letter_of_the_example_drive_is_a_word_file() {
    let drive = Drive::northmere();
    for (which, school) in LETTERS {
        let (files, said) = written(drive.path(), &[which, school, "--by", "letter", "--as", "docx"]);
        assert!(said.contains(".docx"), "{said}");
        let markdown = String::from_utf8(files["md"].clone()).unwrap();
        let subject = markdown.lines().find_map(|line| line.strip_prefix("subject: ")).unwrap().trim_matches('"');
        let word = Word::read(&files["docx"]);
        let lines = word.lines();
        assert_eq!((&*lines[0].style, &*lines[0].text), ("Letterhead", "Northmere Council, Family Early Help"));
        assert_eq!(lines[1].text.lines().count(), 2, "{lines:?}");
        assert_eq!(lines[2].text, "Monday 23 November 2026");
        assert_eq!((&*lines[3].style, &*lines[3].text), ("Heading1", subject));
        assert!(word.text().contains("\nDear ") && word.text().contains("\nYours sincerely,\n"), "{}", word.text());
        assert!(!word.text().contains("**") && !word.text().contains("\\"), "{}", word.text());
        assert!(word.part("docProps/core.xml").contains(&format!("<dc:title>{subject}</dc:title>")));
        assert!(word.part("docProps/core.xml").contains("<dc:language>en-GB</dc:language>"));
        assert!(word.part("docProps/core.xml").contains("2026-11-23T00:00:00Z"));
    }
    // Whoever reads the drive finds no new problem, and the files are documents.
    let after = spoc_in(drive.path(), &["validate", "--today", TODAY, "--format", "json"]);
    let before = spoc_in(Drive::northmere().path(), &["validate", "--today", TODAY, "--format", "json"]);
    assert_eq!(after.problems(), before.problems());
}

#[test]
fn a_word_file_has_the_styles_of_word() {
    let word = word(concat!(
        "Dear {{salutation}},\n\n## Section\n\n### Block\n\n",
        "plain **bold *both*** *it* ~~gone~~ [words](https://x.example/?a=1&b=2)\\\nnext\n\n",
        "1. one\n2. two\n   - in two\n\nAgain:\n\n4. four\n\n> quoted\n\n> [!WARNING] Look out\n> at this\n\n",
        "Term\n\n: meant so\n\n| Name | Days |\n|:--|--:|\n| Ada | 2 |\n|  | 3 |\n\n___\n\n```\na\n  b\n```\n",
    ));
    let lines = word.lines();
    let line = |text: &str| lines.iter().find(|line| line.text == text).unwrap_or_else(|| panic!("{text}: {lines:?}"));
    assert_eq!(line("Section").style, "Heading2");
    assert_eq!(line("Block").style, "Heading3");
    let marked = line("plain bold both it gone words (https://x.example/?a=1&b=2)\nnext");
    let looks: Vec<_> = marked.runs.iter().map(|(look, text)| (&**look, text.trim())).collect();
    for look in [("", "plain"), ("b", "bold"), ("bi", "both"), ("i", "it"), ("strike", "gone"), ("", "next")] {
        assert!(looks.contains(&look), "{look:?}: {looks:?}");
    }
    // Each numbered list counts by itself, from where it was told to.
    let (first, again) = (line("one").list.clone().unwrap(), line("four").list.clone().unwrap());
    assert_eq!(line("two").list.as_ref(), Some(&first));
    assert_ne!(first.0, again.0);
    let numbering = word.part("word/numbering.xml");
    let starts = |list: &str, at: &str| {
        let from = numbering.split(&format!("<w:num w:numId=\"{list}\"")).nth(1).unwrap();
        from.split("</w:num>").next().unwrap().contains(&format!("<w:startOverride w:val=\"{at}\""))
    };
    assert!(starts(&first.0, "1") && starts(&again.0, "4"), "{numbering}");
    let inner = line("in two");
    assert_eq!((&*inner.style, inner.list.as_ref().unwrap().1.as_str()), ("ListBullet", "1"));
    assert_eq!(line("quoted").style, "Quote");
    assert_eq!((line("Look out").style.as_str(), line("at this").style.as_str()), ("Box", "Box"));
    assert_eq!(line("Term\tmeant so").style, "Details");
    assert_eq!((line("Name").style.as_str(), line("Ada").style.as_str()), ("TableHead", "TableText"));
    assert_eq!(line("a\n  b").style, "");
    assert_eq!(word.document().matches("<w:tblHeader />").count(), 1);
    assert_eq!(word.document().matches("<w:tr>").count(), 3);
    // Every style that is used is there, and is in English.
    let styles = word.part("word/styles.xml");
    for used in lines.iter().map(|line| &line.style).filter(|style| !style.is_empty()) {
        assert!(styles.contains(&format!("w:styleId=\"{used}\"")), "{used}");
    }
    assert!(styles.contains("<w:lang w:val=\"en-GB\""));
    assert!(word.document().contains("<w:pgSz w:w=\"11906\" w:h=\"16838\""), "{}", word.document());
    // The first page has the letterhead, the others the number.
    assert!(word.document().contains("<w:titlePg />"), "{}", word.document());
    let feet: String =
        word.parts.iter().filter(|(name, _)| name.starts_with("word/footer")).map(|(_, xml)| &**xml).collect();
    assert!(feet.contains(">PAGE<") && feet.contains(">NUMPAGES<"), "{feet}");
    assert!(word.heads_and_feet("word/footer").contains("OFFICIAL-SENSITIVE"), "{feet}");
    assert_eq!(word.heads_and_feet("word/header").trim(), "Northmere Council\tMonday 23 November 2026");
}

#[test]
fn a_text_stands_in_a_word_file_letter_by_letter() {
    let marks = "<w:p/> & ]]> \"it's\" &amp; <!-- x --> {{salutation}} <w:tbl><w:cantSplit /> שלום 王 🎉 é";
    let school = SCHOOL
        .replace("closed: 2025-08-31\n", "")
        .replace("Oakfield Primary School", "\"St <b>&'\\\"]]> \\u0001\\u000b\\uFFFE #1: [x](y) *z*\"");
    let drive = drive()
        .school_file("school.yaml", &school)
        .file(OWN, format!("{FRONT}{{{{school}}}}\n\nx\u{1}y\u{b}z\u{1f}\n"));
    let (files, _) = written(drive.path(), &["pro-forma", "oak", "--as", "docx"]);
    let word = Word::read(&files["docx"]);
    // A mark stands for each character that XML cannot hold; white space of every kind is a space.
    let name = "St <b>&'\"]]> \u{fffd} \u{fffd} #1: [x](y) *z*";
    let lines: Vec<_> = word.lines().into_iter().map(|line| line.text).collect();
    assert!(lines.iter().any(|line| line.ends_with(&format!("\n{name}"))), "{lines:?}");
    assert!(lines.contains(&"x\u{fffd}y\u{fffd}z\u{fffd}".to_owned()), "{lines:?}");
    let of_marks = self::word(&marks.replace('\\', "").replace("<", "\\<").replace("&", "\\&").replace('"', "\\\""));
    let expected = marks.replace("{{salutation}}", "Ms Grant");
    assert!(of_marks.text().contains(&expected), "{expected}\n{}", of_marks.text());
}

#[test]
fn the_same_letter_gives_the_same_bytes() {
    let forms = if cfg!(feature = "pdf") { "docx,pdf,html" } else { "docx,html" };
    let made = || {
        let drive = drive().file("templates/logo.png", DOT);
        let (files, _) = written(drive.path(), &["pro-forma", "oak", "--as", forms]);
        files
    };
    assert_eq!(made(), made());
    // Within one process, too: the file does not count how many there were before it.
    let letter = spoc::pack::Pack {
        title: "T".to_owned(),
        head_left: "A".to_owned(),
        head_right: String::new(),
        marking: String::new(),
        made: (2026, 11, 23),
        markdown: "# T\n\n1. one\n".to_owned(),
        pictures: BTreeMap::new(),
        logo: Some(spoc::pack::Logo { bytes: DOT.to_vec(), is_svg: false, alternative: "A".to_owned() }),
    };
    let word = || spoc::typeset::docx(&letter).unwrap();
    assert!(word() == word());
}

#[test]
fn the_logo_is_on_the_paper() {
    let png = drive().file("templates/logo.png", DOT);
    let (files, _) = written(png.path(), &["pro-forma", "oak", "--as", "docx,html"]);
    let word = Word::read(&files["docx"]);
    assert_eq!(word.pictures, [DOT.to_vec()]);
    assert!(word.document().contains("name=\"Logo\" descr=\"Northmere Council\""), "{}", word.document());
    assert!(String::from_utf8_lossy(&files["html"]).contains("<img class=\"logo\" alt=\"Northmere Council\""));
    // Word is given the PNG where there are both, and is told of where there is none.
    let both = png.file("templates/logo.svg", CIRCLE);
    let (files, said) = written(both.path(), &["pro-forma", "oak", "--as", "docx,html"]);
    assert_eq!(Word::read(&files["docx"]).pictures, [DOT.to_vec()]);
    assert!(String::from_utf8_lossy(&files["html"]).contains("data:image/svg+xml") && !said.contains("logo"), "{said}");
    let svg = drive().file("templates/logo.svg", CIRCLE);
    let (files, said) = written(svg.path(), &["pro-forma", "oak", "--as", "docx"]);
    let word = Word::read(&files["docx"]);
    assert!(
        word.pictures.is_empty() && !word.document().contains("<w:drawing>") && said.contains("logo.png"),
        "{said}"
    );
    // A logo that is none is said, as with a pack.
    let rubbish = drive().file("templates/logo.png", "rubbish");
    let forms: &[&str] = if cfg!(feature = "pdf") { &["docx", "html", "pdf"] } else { &["docx", "html"] };
    for form in forms {
        let before = self::files(rubbish.path());
        let run = letter(rubbish.path(), &["pro-forma", "oak", "--as", form]);
        assert_eq!(run.status, 2, "{run:?}");
        assert!(run.err.contains("templates/logo.png"), "{}", run.err);
        assert_eq!(self::files(rubbish.path()), before);
    }
    assert_eq!(letter(rubbish.path(), &["pro-forma", "oak", "--as", "eml"]).status, 0);
}

#[test]
fn to_whom_it_goes_stands_above_the_letter() {
    let above = |drive: &Drive, arguments: &[&str]| {
        let arguments = [&["pro-forma", "oak", "--as", "docx"], arguments].concat();
        Word::read(&written(drive.path(), &arguments).0["docx"]).lines()[1].text.clone()
    };
    let base = SCHOOL.replace("closed: 2025-08-31\n", "");
    assert_eq!(above(&drive(), &[]), "Ms A Grant\nOakfield Primary School");
    let two = ["--to", "Mr T Cole <t.cole@oakfield.example>", "--to", "office@oakfield.example"];
    assert_eq!(above(&drive(), &two), "Mr T Cole\nOakfield Primary School");
    let represented = "representative: {name: Mr T Cole, role: Attendance lead, email: t.cole@oakfield.example}\n";
    let drive = drive().school_file("school.yaml", format!("{base}{represented}"));
    assert_eq!(above(&drive, &[]), "Mr T Cole, Attendance lead\nOakfield Primary School");
    assert_eq!(
        above(&drive, &["--to", "t.cole@oakfield.example", "--to", "Chair *of* Governors"]),
        "Mr T Cole, Attendance lead\nChair *of* Governors\nOakfield Primary School"
    );
}

#[test]
fn what_is_there_is_kept() {
    let drive = drive();
    let forms = if cfg!(feature = "pdf") { ["html", "docx", "pdf"] } else { ["html", "docx", "eml"] };
    let all = forms.join(",");
    let first = written(drive.path(), &["pro-forma", "oak", "--as", &all]).0;
    assert_eq!(first.len(), 4);
    // The second letter has a number, and so have its forms; the same form twice is one file.
    let second = written(drive.path(), &["pro-forma", "oak", "--as", &format!("{all},docx")]).0;
    assert_eq!(second.len(), 4);
    let name = |ending: &str| format!("{OAKFIELD}/emails/2026-11-23 pro forma for 8 December 2.{ending}");
    for form in forms {
        assert!(drive.path().join(name(form)).exists(), "{form}");
    }
    // A file of anyone stands in the way: nothing is written over it, in whatever form.
    for form in forms {
        let file = format!("emails/2026-11-23 pro forma for 8 December.{form}");
        let taken = self::drive().school_file(&file, "ours");
        let before = self::files(taken.path());
        let run = letter(taken.path(), &["pro-forma", "oak", "--as", &all]);
        assert_eq!(run.status, 2, "{form}");
        assert!(run.err.contains("is there already"), "{}", run.err);
        assert_eq!(
            (self::files(taken.path()), fs::read(taken.path().join(OAKFIELD).join(file)).unwrap()),
            (before, b"ours".to_vec())
        );
    }
    // No pack takes the place of a letter.
    for form in forms.iter().filter(|form| **form == "pdf" || **form == "html") {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join(format!("letter.{form}"));
        fs::write(&out, &first[*form]).unwrap();
        let run =
            spoc_in(drive.path(), &["pack", "oak", "--as", form, "--out", out.to_str().unwrap(), "--today", TODAY]);
        assert_eq!(run.status, 2, "{run:?}");
        assert_eq!(fs::read(&out).unwrap(), first[*form]);
    }
}

#[test]
fn no_childs_name_is_in_the_name_of_a_file_or_its_properties() {
    let drive = Drive::northmere();
    let before = files(drive.path());
    let forms = if cfg!(feature = "pdf") { "eml,docx,pdf,html" } else { "eml,docx,html" };
    let (files_of, said) = written(drive.path(), &["after-visit", "Kelder", "--as", forms]);
    assert!(Word::read(&files_of["docx"]).text().contains("Satterthwaite"));
    for name in ["Satterthwaite", "Moody", "Crowe", "Pickersgill", "Osborne", "Stott"] {
        let new = files(drive.path()).into_iter().filter(|path| !before.contains(path));
        assert!(new.into_iter().all(|path| !path.to_string_lossy().contains(name)), "{name}");
        assert!(!said.contains(name) && !Word::read(&files_of["docx"]).part("docProps/core.xml").contains(name));
    }
}

#[test]
fn a_broken_template_stops_every_form() {
    let forms = if cfg!(feature = "pdf") { "eml,docx,pdf,html" } else { "eml,docx,html" };
    let drive = drive().file(OWN, format!("{FRONT}{{{{salutaton}}}}\n"));
    refused(drive.path(), &["pro-forma", "oak", "--as", forms], "there is no variable `salutaton` here");
}

#[cfg(not(feature = "pdf"))]
#[test]
fn a_build_without_the_typesetter_says_so() {
    let drive = drive();
    let before = files(drive.path());
    let run = letter(drive.path(), &["pro-forma", "oak", "--as", "docx,pdf"]);
    assert_eq!((run.status, run.err.lines().count()), (2, 1), "{run:?}");
    assert!(run.err.contains("this build cannot set PDFs") && run.err.contains("--as html"), "{}", run.err);
    assert_eq!(files(drive.path()), before);
}

#[cfg(feature = "pdf")]
mod as_pdf {
    use super::*;
    use crate::pack::pdf::PdfText;

    fn pdf(root: &Path, arguments: &[&str]) -> PdfText {
        PdfText::read(&written(root, &[arguments, &["--as", "pdf"]].concat()).0["pdf"])
    }

    #[test]
    fn each_letter_of_the_example_drive_is_a_tagged_pdf() {
        let drive = Drive::northmere();
        for (which, school) in LETTERS {
            let pdf = pdf(drive.path(), &[which, school, "--by", "letter"]);
            assert!(pdf.is_tagged && pdf.is_accessible() && pdf.language.as_deref() == Some("en-GB"), "{school}");
            let headings = pdf.elements.iter().filter(|element| *element == "H1").count();
            assert_eq!(headings, 1);
            assert!(pdf.body().contains("Northmere Council, Family Early Help"), "{}", pdf.body());
            assert!(pdf.body().contains("Monday 23 November 2026") && pdf.body().contains("Dear "), "{}", pdf.body());
            for page in &pdf.pages {
                assert!((page.size.0 - 595.28).abs() < 0.1 && (page.size.1 - 841.89).abs() < 0.1, "{:?}", page.size);
                assert!(page.furniture.contains("OFFICIAL-SENSITIVE"), "{}", page.furniture);
            }
            // The number stands there only where there is more than one page.
            let count = pdf.pages.len();
            assert_eq!(pdf.pages[0].furniture.contains(&format!("1 of {count}")), count > 1, "{school}");
            assert_eq!(count > 1, which == "after-visit", "{school}: {count}");
            assert!(!pdf.rest.contains("/tmp"), "no path of a machine");
        }
    }

    #[test]
    fn an_authoritys_own_look_is_used_and_one_of_before_still_works() {
        let look = fs::read_to_string(crate::harness::project().join("templates/print.typ")).unwrap();
        let own = look.replace("#let letter(", "#let letter-unused(").replace("#let small-heading(", "#let unused(");
        let own = own.replace("// The page: A4", "#let ours = [Our own paper]\n// The page: A4");
        let own = own.replace("  if logo != none { align(right, logo) }", "  ours");
        let drive = drive().file("templates/print.typ", own);
        let pdf = pdf(drive.path(), &["pro-forma", "oak"]);
        assert!(pdf.body().contains("Our own paper") && pdf.body().contains("Dear Ms Grant"), "{}", pdf.body());
    }

    #[test]
    fn a_broken_look_is_named_and_nothing_is_written() {
        let drive = drive().file("templates/print.typ", "#let pack(..it) = nowhere\n");
        let before = files(drive.path());
        let run = letter(drive.path(), &["pro-forma", "oak", "--as", "docx,pdf"]);
        assert_eq!((run.status, run.err.lines().count()), (2, 1), "{run:?}");
        assert!(run.err.contains("templates/print.typ:1:"), "{}", run.err);
        assert_eq!(files(drive.path()), before);
    }

    #[test]
    fn a_logo_is_on_the_paper_and_a_character_without_a_font_is_said() {
        let drive = drive().file("templates/logo.svg", CIRCLE).file(OWN, format!("{FRONT}Dear 王 <b>& \"x\" \u{1}\n"));
        let (files, said) = written(drive.path(), &["pro-forma", "oak", "--as", "pdf"]);
        let pdf = PdfText::read(&files["pdf"]);
        assert!(pdf.alternatives.contains(&"Northmere Council".to_owned()), "{:?}", pdf.alternatives);
        assert!(said.contains("no font has 王"), "{said}");
        assert!(pdf.is_accessible() && pdf.body().contains("<b>& \"x\""), "{}", pdf.body());
    }
}
