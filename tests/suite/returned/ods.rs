//! `.ods` files as LibreOffice and others write them.

use spoc::workbook::{NotRead, read};

use super::make::{left_over, problems, zip};

/// A file with these sheets; `styles` are the automatic ones.
pub fn ods(styles: &str, sheets: &str) -> Vec<u8> {
    let names = ["office", "style", "text", "table", "draw", "dc", "calcext"]
        .map(|name| format!(" xmlns:{name}=\"urn:{name}\""));
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content{}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>",
        names.concat()
    );
    zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
}

pub fn text(text: &str) -> String {
    format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
}

pub fn row(cells: &[String]) -> String {
    format!("<table:table-row>{}</table:table-row>", cells.concat())
}

pub fn sheet(name: &str, inside: &str) -> String {
    format!(
        "<table:table table:name=\"{name}\" table:style-name=\"ta1\"><table:table-column table:number-columns-repeated=\"16384\"/>{inside}</table:table>"
    )
}

pub fn hidden() -> String {
    let lines = [["format", "1"], ["urn", "100321"], ["school", "Oakfield"], ["visit", "2026-11-24"]];
    let lines: String = lines.map(|line| row(&line.map(text))).concat();
    sheet("spoc", &lines).replace("ta1", "ta2")
}

const STYLES: &str = "<style:style style:name=\"ta1\" style:family=\"table\"><style:table-properties table:display=\"true\"/></style:style>\
    <style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>";

fn headings() -> String {
    row(&["UPN", "Name", "Year", "Possible sessions", "Authorised", "Unauthorised", "Note"].map(text))
}

const SPAN: [(&str, &str, &str); 3] = [
    ("Absence from", "date", "2026-09-02"),
    ("Absence to", "date", "2026-11-13"),
    ("Children on roll", "float", "412"),
];

fn visit() -> String {
    let lines = SPAN.map(|(label, kind, value)| {
        let attribute = if kind == "date" { "office:date-value" } else { "office:value" };
        let cell = format!("<table:table-cell office:value-type=\"{kind}\" {attribute}=\"{value}\"><text:p>shown otherwise</text:p></table:table-cell>");
        row(&[text(label), cell])
    });
    sheet("Visit", &lines.concat())
}

#[test]
fn repeated_rows_and_cells_are_read_and_cost_nothing() {
    let number = |number: &str| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{number}\"><text:p>{number},0</text:p></table:table-cell>"
        )
    };
    let child = [
        text("B801200005001"),
        text("Ada<text:s/>  B<text:span>ro</text:span>wn"),
        number("4"),
        number("98"),
        "<table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"float\" office:value=\"6\"/>".to_owned(),
        "<table:table-cell office:value-type=\"string\"><office:annotation><dc:creator>T</dc:creator><dc:date>2026-11-12</dc:date><text:p>A comment</text:p><text:p>of two</text:p></office:annotation><text:p>one<text:tab/>&amp;\n   two</text:p><text:p/><text:p>three<text:line-break/>four </text:p></table:table-cell>".to_owned(),
        "<table:table-cell table:number-columns-repeated=\"16370\"/>".to_owned(),
        text("stray"),
    ];
    let empty = "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    let table = format!(
        "<table:table-header-rows>{}</table:table-header-rows>{}{empty}{}",
        headings(),
        row(&child),
        row(&child)
    );
    let bytes = ods(STYLES, &[visit(), sheet("Absence", &table), hidden()].concat());
    let returned = read(&bytes).unwrap();
    assert_eq!(problems(&returned), [""; 0]);
    assert_eq!(returned.answers.tables[0].len(), 2);
    let row: Vec<_> = returned.answers.tables[0][0].iter().flatten().map(String::as_str).collect();
    assert_eq!(row, ["B801200005001", "Ada   Brown", "4", "98", "6", "6", "one\t& two\n\nthree\nfour "]);
    assert_eq!(returned.answers.label("Absence to"), Some("2026-11-13"));
    assert_eq!(
        left_over(&returned),
        [
            "Absence, G2 (a comment): A comment\nof two",
            "Absence, XEX2 (a text beside the table): stray",
            "Absence, G1048003 (a comment): A comment\nof two",
            "Absence, XEX1048003 (a text beside the table): stray",
        ]
    );
}

#[test]
fn values_of_every_kind_are_read() {
    let cell = |attributes: &str| format!("<table:table-cell {attributes}><text:p>shown</text:p></table:table-cell>");
    let headings =
        row(&["UPN", "Name", "Year", "Type", "From", "Days", "Misses an exam", "Authority told", "Reason"].map(text));
    let right = row(&[
        "<table:table-cell table:number-rows-spanned=\"2\" table:number-columns-spanned=\"1\" office:value-type=\"string\"><text:p>UN2</text:p></table:table-cell>".to_owned(),
        text("Bo"),
        text("Year 5"),
        text("fixed term"),
        cell("office:value-type=\"date\" office:date-value=\"2026-10-06T09:30:00\""),
        cell("office:value-type=\"float\" office:value=\"2.5\""),
        cell("office:value-type=\"boolean\" office:boolean-value=\"true\""),
        cell("office:value-type=\"date\" office:date-value=\"2026-10-07\""),
        cell("office:value-type=\"time\" office:time-value=\"PT09H30M00S\""),
    ]);
    let wrong = row(&[
        "<table:covered-table-cell/>".to_owned(),
        "<table:table-cell office:value-type=\"string\" office:string-value=\"Cy\"/>".to_owned(),
        cell("office:value-type=\"percentage\" office:value=\"0.05\""),
        cell("office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\""),
        text("last week"),
    ]);
    let bytes = ods(STYLES, &[sheet("EXCLUSIONS ", &[headings, right, wrong].concat()), hidden()].concat());
    let returned = read(&bytes).unwrap();
    let row: Vec<_> = returned.answers.tables[1][0].iter().flatten().map(String::as_str).collect();
    assert_eq!(row, ["UN2", "Bo", "5", "fixed-term", "2026-10-06", "2.5", "yes", "2026-10-07", "09:30"]);
    let row: Vec<_> = returned.answers.tables[1][1].iter().flatten().map(String::as_str).collect();
    assert_eq!(row, ["UN2", "Cy"]);
    assert_eq!(
        problems(&returned),
        [
            "EXCLUSIONS , C3: `5%` is not a year group",
            "EXCLUSIONS , D3: the formula in this cell gives shown",
            "EXCLUSIONS , E3: this is not a date here",
        ]
    );
}

#[test]
fn boxes_are_left_over_and_old_changes_are_not_read() {
    let changes = "<table:tracked-changes><table:cell-content-change><table:table><table:table-row><table:table-cell><text:p>old</text:p></table:table-cell></table:table-row></table:table></table:cell-content-change></table:tracked-changes>";
    let shapes = "<table:shapes><draw:custom-shape><text:p>See</text:p><text:p>below</text:p></draw:custom-shape></table:shapes>";
    let bytes = ods(STYLES, &format!("{changes}{}{}", sheet("At risk", shapes), hidden()));
    let returned = read(&bytes).unwrap();
    assert_eq!(left_over(&returned), ["At risk (a text box): See\nbelow"]);
    assert_eq!(problems(&returned), [""; 0]);
}

#[test]
fn a_text_repeated_without_end_is_refused() {
    let cell = "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"string\"><text:p>x</text:p></table:table-cell></table:table-row>";
    assert_eq!(read(&ods(STYLES, &sheet("At risk", cell))), Err(NotRead::TooLarge));
    let spaces = row(&[text("<text:s text:c=\"4000000000\"/>")]);
    assert!(read(&ods(STYLES, &[sheet("At risk", &spaces), hidden()].concat())).is_ok());
}
