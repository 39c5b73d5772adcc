//! Names and other short texts stay exactly that text wherever they stand, whatever punctuation is in them.

use proptest::prelude::*;
use spoc::pack::Audience;

use super::page::{assert_inert, control_character, elements, lines_of, on_one_line, text, texts};
use super::press::{VISIT, open, page, pro_forma, quoted, with_visit};
use crate::harness::SCHOOL;
use crate::html::Element;

/// Names with something that Markdown, HTML, the templates or the typesetter might take for markup.
pub const MARKED: [&str; 46] = [
    "Ada <b>Smith</b>",
    "A & B &amp; C &#60;",
    "# Ada",
    "Ada # Smith #",
    "*Ada* **Smith**",
    "_Ada_ __Smith__",
    "Ada | Smith",
    "$x^2$ $Ada$",
    "@Ada @import",
    "`Ada` ``Smith",
    "{{school.urn}} {{{school.urn}}}",
    "{{#if x}}",
    "Ada\\Smith\\",
    "~Ada~ ~~Smith~~",
    "[Ada](https://x.example)",
    "[Ada]: https://x.example",
    "![a](note:00)",
    "![a](picture:exclusions)",
    "<br>",
    "<br/> <script>alert(1)</script>",
    "---",
    "___",
    "***",
    "- Ada",
    "+ Ada",
    "1. Ada",
    "1) Ada",
    "> Ada",
    "> [!WARNING] Ada",
    ": Ada",
    "    Ada",
    "```",
    "~~~ Ada",
    "| a | b |",
    "|--|--|",
    "=====",
    "[x] Ada",
    "[ ] Ada",
    "<!-- Ada",
    "https://x.example/a_b_c",
    "a@b.example",
    "\"Ada\" 'Smith'",
    "#Ada[Smith];",
    "#image(\"logo.png\")",
    "// Ada /* Smith */",
    "\\u{41} \\n <label> @ref",
];

/// Names of people, and characters that come with a text copied from elsewhere.
const NAMES: [&str; 22] = [
    "Zoë Müller-Łuczak",
    "Nguyễn Thị Ánh",
    "Ó Súilleabháin",
    "Γεωργία",
    "Юлия",
    "محمد الأمين",
    "דוד כהן",
    "Ada محمد 2",
    "আরিফ",
    "ਹਰਪ੍ਰੀਤ",
    "પટેલ",
    "தமிழ்",
    "राम",
    "e\u{301}\u{302}\u{303}",
    "Ada\u{200B}Smith",
    "Ada\u{202E}htimS",
    "👩‍👧 Ada 🎉",
    "王小明",
    "Ada\u{FE0F}",
    "Ada\u{AD}Smith",
    "Ada\u{A0}Smith",
    "\u{FEFF}Ada",
];

fn all_names() -> Vec<String> {
    let mut names: Vec<String> = MARKED.iter().chain(&NAMES).map(|name| (*name).to_owned()).collect();
    names.push("Verylong".repeat(38));
    names.push(format!("{}e\u{301}", "ö".repeat(299)));
    names.push("Ada\nSmith\r\nand\n\n# more\n\n---\n".to_owned());
    names.push("Ada\tSmith\u{1}\u{7}\u{1b}[31m\u{7f}\u{85}\u{2028}Smith".to_owned());
    names
}

/// A pro forma in which every name stands in every list.
fn everywhere(names: &[String]) -> String {
    let rows = |more: &str| {
        let numbers = {
            let mut numbers: Vec<_> = (0..names.len()).map(super::press::upn).collect();
            numbers.sort();
            numbers
        };
        let rows = names.iter().zip(numbers).map(|(name, upn)| {
            format!("  - {{upn: {upn}, name: {}, year: 4, {}}}\n", quoted(name), more.replace("NAME", &quoted(name)))
        });
        rows.collect::<String>()
    };
    let lists = [
        ("exclusions", "type: permanent, from: 2026-10-06"),
        ("risk_of_permanent_exclusion", "evidence: as it was"),
        ("alternative_provision", "provider: NAME, from: 2026-09-02, on_roll: yes"),
        ("missing_from_education", "last_seen: 2026-10-06"),
    ];
    let lists: String = lists.iter().map(|(list, more)| format!("{list}:\n{}", rows(more))).collect();
    let moves = rows("from_school: NAME, to_school: NAME, agreed: 2026-10-01").replace("  - {", "    - {");
    pro_forma(names, &format!("{lists}managed_moves:\n  moves:\n{moves}"))
}

/// The text of every cell of every table.
fn cells(page: &Element) -> Vec<String> {
    [texts(page, "td"), texts(page, "th")].concat()
}

fn headings(names: &[String]) -> Vec<String> {
    names
        .iter()
        .enumerate()
        .map(|(place, name)| format!("{}. {}", place + 1, on_one_line(name)).trim().to_owned())
        .collect()
}

#[test]
fn a_name_is_its_text_in_every_list() {
    let names = all_names();
    let drive = with_visit().school_file("records/2026-12-08 pro forma.yaml", everywhere(&names));
    let clean: Vec<_> = (0..names.len()).map(|number| format!("Ada {number}")).collect();
    let plain = with_visit().school_file("records/2026-12-08 pro forma.yaml", everywhere(&clean));
    let (marked, plain) = (page(&drive, Audience::School), page(&plain, Audience::School));
    assert_inert(&marked);
    let (marked, plain) = (Element::page(&marked), Element::page(&plain));
    let names_of = |page: &Element| -> Vec<String> {
        let elements = page.one("body").elements().into_iter().filter(|element| element.name != "svg");
        elements.map(|element| element.name.clone()).collect()
    };
    // Element by element in its order.
    assert_eq!(names_of(&marked), names_of(&plain));
    let found: Vec<_> = texts(&marked, "h3").iter().map(|heading| on_one_line(heading)).collect();
    assert_eq!(found, headings(&names));
    let cells: Vec<_> = cells(&marked).iter().map(|cell| on_one_line(cell.split('\n').next().unwrap())).collect();
    for name in &names {
        let count = cells.iter().filter(|cell| **cell == on_one_line(name)).count();
        assert!(count >= 8, "{name:?} stands {count} times in the tables");
    }
}

#[test]
fn a_school_and_its_people_may_be_called_anything() {
    for name in all_names() {
        let school = SCHOOL
            .replace("closed: 2025-08-31\n", "")
            .replace("Oakfield Primary School", &quoted(&name))
            .replace("Ms A Grant", &quoted(&name));
        let school = school.replace("Priya Shah", &quoted(&name));
        let visit = format!(
            "{VISIT}present: [{{name: {0}, role: {0}}}]\nactions: [{{what: {0}, who: {0}, due: 2026-12-08}}]\ncancelled_because: {0}\n",
            quoted(&name)
        );
        let visit = visit.replace("planned", "cancelled");
        let drive = with_visit().school_file("school.yaml", school).school_file("records/2026-12-08 visit.yaml", visit);
        let page = page(&drive, Audience::Internal);
        assert_inert(&page);
        let (name, whole) = (on_one_line(&name), Element::page(&page));
        assert_eq!(texts(&whole, "h1").iter().map(|one| on_one_line(one)).collect::<Vec<_>>(), [name.as_str()]);
        let cells = cells(&whole);
        assert!(cells.iter().filter(|cell| on_one_line(cell) == name).count() >= 4, "{name}: {cells:?}");
        let strong = texts(&whole, "strong");
        assert!(strong.iter().filter(|cell| on_one_line(cell) == name).count() >= 3, "{name}: {strong:?}");
        assert!(lines_of(whole.one("body")).lines().any(|line| on_one_line(line) == name));
        assert_eq!(whole.all("h2").len(), 12, "{name}");
    }
}

#[test]
fn a_term_may_be_called_anything() {
    for name in all_names().iter().filter(|name| name.chars().all(|c| !c.is_control())) {
        let policy = crate::harness::POLICY.replace("\"Autumn 2026\"", &quoted(name));
        let page = page(&with_visit().file("policy.toml", policy), Audience::Internal);
        assert_inert(&page);
        assert!(on_one_line(&text(&page)).contains(&on_one_line(name)), "{name}");
    }
}

#[test]
fn a_name_of_marks_that_are_not_seen_leaves_no_marks() {
    // YAML can hold a name of nothing but such characters; nothing is left of it.
    let drive = with_visit()
        .school_file("records/2026-12-08 pro forma.yaml", everywhere(&["\u{1}".to_owned(), "\u{85}\u{7f}".to_owned()]));
    let page = page(&drive, Audience::School);
    assert_inert(&page);
    assert!(!text(&page).contains("**"), "{}", text(&page));
}

fn any_text() -> impl Strategy<Value = String> {
    let marks = proptest::sample::select(
        "&#;<>*_`[]()!|\\~$@{}:-+=./\"' \t\n01aZé中🎉ا\u{301}\u{200B}".chars().collect::<Vec<_>>(),
    );
    let of_marks = proptest::collection::vec(marks, 1..24).prop_map(|all| all.into_iter().collect::<String>());
    prop_oneof![of_marks, any::<String>(), proptest::sample::select(MARKED.to_vec()).prop_map(str::to_owned)]
        .prop_filter("a name is not blank", |text| !on_one_line(text).is_empty())
}

/// The places where a text can stand in a template.
const TEMPLATE: &str = "\
# {{school.name}}

{{school.name}}

A{{school.name}}B

**{{school.name}}**, and *A{{school.name}}B* x

## {{school.name}}

- {{school.name}}
- A{{school.name}}B

| {{school.name}} | A{{school.name}}B |
|:--|--:|
| {{school.name}} | **{{school.name}}** |
| A{{school.name}}B | x |

> [!NOTE] Box
> {{school.name}}

### {{school.name}}

Term

: {{school.name}}

End
";

fn expected(name: &str) -> Vec<String> {
    let of = |template: &str| template.replace('N', name);
    [
        "N",
        "N",
        "ANB",
        "N, and ANB x",
        "N",
        "N",
        "ANB",
        "N",
        "ANB",
        "N",
        "N",
        "ANB",
        "x",
        "Box",
        "N",
        "N",
        "Term",
        "N",
        "End",
    ]
    .map(of)
    .to_vec()
}

fn lines(page: &str) -> Vec<String> {
    lines_of(Element::page(page).one("main")).lines().map(on_one_line).filter(|line| !line.is_empty()).collect()
}

#[test]
fn marks_in_a_template_are_that_one_text() {
    let wrong: Vec<_> =
        all_names().into_iter().filter(|name| lines(&in_template(name)) != expected(&on_one_line(name))).collect();
    assert_eq!(wrong, Vec::<String>::new());
}

fn in_template(name: &str) -> String {
    let school = SCHOOL.replace("Oakfield Primary School", &quoted(name));
    let drive = with_visit().school_file("school.yaml", school).file("templates/visit-pack.md.hbs", TEMPLATE);
    page(&drive, Audience::School)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// A template prints any text that it names as exactly that text: in a paragraph, a cell, a heading, a list, a box.
    #[test]
    fn any_text_in_a_template_is_that_one_text(name in any_text()) {
        let page = in_template(&name);
        assert_inert(&page);
        prop_assert_eq!(lines(&page), expected(&on_one_line(&name)));
    }

    /// Every child has a block with its name, whatever that is.
    #[test]
    fn any_name_heads_its_block(names in proptest::collection::vec(any_text(), 1..8)) {
        let drive = with_visit().school_file("records/2026-12-08 pro forma.yaml", everywhere(&names));
        let page = page(&drive, Audience::Internal);
        assert_inert(&page);
        let found: Vec<_> = elements(&page, "h3").iter().map(|heading| on_one_line(heading)).collect();
        prop_assert_eq!(found, headings(&names));
    }
}

#[cfg(feature = "pdf")]
mod in_print {
    use super::*;
    use spoc::typeset;

    use crate::harness::{Drive, TODAY};
    use crate::pack::page::flat;
    use crate::pack::pdf::PdfText;
    use crate::pack::press::made;

    fn set(drive: &Drive) -> (PdfText, Vec<char>, bool) {
        let (_, pack) = made(drive.path(), "2026-12-08", TODAY, Audience::School);
        let look = spoc::pack::Templates::default().look().to_owned();
        // Setting a page calls deep, and needs a large stack.
        let set = std::thread::Builder::new()
            .stack_size(64 << 20)
            .spawn(move || typeset::pdf(&pack.unwrap(), &look).unwrap());
        let pdf = set.unwrap().join().unwrap();
        (PdfText::read(&pdf.bytes), pdf.not_shown, pdf.is_checked)
    }

    #[test]
    fn a_name_is_its_text_in_print() {
        let names = all_names();
        let drive = with_visit().school_file("records/2026-12-08 pro forma.yaml", pro_forma(&names, ""));
        let (pdf, not_shown, is_checked) = set(&drive);
        assert!(
            is_checked && not_shown.contains(&'王') && not_shown.contains(&'🎉') && !not_shown.contains(&'م'),
            "{not_shown:?}"
        );
        let body = flat(&pdf.body()).replace('\u{FEFF}', "");
        for (place, name) in names.iter().enumerate() {
            let shown: String = flat(&on_one_line(name)).chars().filter(|c| *c != '\u{FEFF}').collect();
            let shown: String = shown.chars().map(|c| if not_shown.contains(&c) { '\u{FFFD}' } else { c }).collect();
            // Scripts that run from right to left or join their letters are told in the order in which they are drawn, and a letter with
            // several marks once for each of them.
            if shown.chars().all(|c| {
                u32::from(c) < 0x300 || (0x370..0x590).contains(&u32::from(c)) && c != '\u{AD}' || c == '\u{FFFD}'
            }) {
                let block = format!("{}.{shown}Year4", place + 1);
                assert!(body.contains(&block), "{block} is not in print:\n{body}");
            }
        }
    }

    #[test]
    fn every_letter_that_a_font_has_is_in_print() {
        let names: Vec<_> =
            NAMES.iter().filter(|name| !name.contains(['王', '👩'])).map(|name| (*name).to_owned()).collect();
        let drive = with_visit().school_file("records/2026-12-08 pro forma.yaml", pro_forma(&names, ""));
        let (pdf, not_shown, is_checked) = set(&drive);
        assert_eq!((not_shown.as_slice(), is_checked, pdf.is_accessible()), (&[][..], true, true));
        let body = pdf.body();
        for c in names.iter().flat_map(|name| name.chars()).filter(|c| c.is_alphanumeric()) {
            assert!(body.contains(c), "{c} is not in print");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_letters_are_in_print(names in proptest::collection::vec("[ -~\u{A1}-\u{AC}\u{AE}-\u{17F}\u{391}-\u{3A1}\u{3B1}-\u{3C9}\u{410}-\u{44F}\u{1E80}-\u{1EF9}]{1,60}", 20..40)) {
            let names: Vec<_> = names.iter().map(|name| format!("x{name}")).collect();
            let drive = with_visit().school_file("records/2026-12-08 pro forma.yaml", pro_forma(&names, ""));
            let (pdf, not_shown, is_checked) = set(&drive);
            prop_assert_eq!((not_shown, is_checked), (Vec::new(), true));
            let body = flat(&pdf.body());
            for (place, name) in names.iter().enumerate() {
                let block = format!("{}.{}Year4", place + 1, flat(name));
                prop_assert!(body.contains(&block), "{} is not in print", block);
            }
        }
    }
}

#[test]
fn the_title_is_the_schools_name() {
    let school = SCHOOL.replace("Oakfield Primary School", &quoted("A </title><script>\n\u{1b} & \"B\"</style>"));
    let page = page(
        &open().school_file("records/2026-12-08 visit.yaml", VISIT).school_file("school.yaml", school),
        Audience::School,
    );
    assert_inert(&page);
    let whole = Element::page(&page);
    assert_eq!(
        on_one_line(&whole.one("title").text()),
        "SPOC visit pack: A </title><script> & \"B\"</style>, Tuesday 8 December 2026, the school's copy"
    );
    assert_eq!(whole.all("style").len(), 1);
    assert_eq!(control_character(&page), None);
}
