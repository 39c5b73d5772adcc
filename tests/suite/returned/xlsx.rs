//! `.xlsx` files as programs write them.

use spoc::workbook::read;

use super::make::{Xlsx, answers, hidden, left_over, problems, rows, xlsx};

const TABLE: &[&str] = &["UPN", "Name", "Year", "Last seen", "Authority told"];

#[test]
fn a_workbook_that_is_filled_in_reads_to_its_answers() {
    let returned = read(&xlsx(&answers())).unwrap();
    assert_eq!(problems(&returned), [""; 0]);
    assert_eq!(left_over(&returned), [""; 0]);
    assert_eq!(returned.remarks, []);
    assert_eq!(returned.answers, answers());
    assert_eq!((returned.urn.as_deref(), returned.school.as_deref()), (Some("100321"), Some("Oakfield")));
    assert_eq!(returned.visit.unwrap().to_string(), "2026-11-24");
    assert!(!returned.has_macros);
}

#[test]
fn cells_of_every_kind_are_read() {
    let cells = "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"inlineStr\"><is><r><t>Ye</t></r><r><t>ar</t></r></is></c><c t=\"str\"><f>1</f><v>Last seen</v></c><c t=\"s\"><v>2</v></c></row>\
        <row r=\"4\"><c r=\"A4\" t=\"s\"><v>3</v></c><c r=\"B4\" t=\"s\"><v>4</v></c><c r=\"C4\"><f>2+2</f><v>4</v></c><c r=\"D4\" s=\"1\"><v>44839.4</v></c><c r=\"E4\" t=\"d\"><v>2026-10-07T00:00:00</v></c></row>\
        <row r=\"1048576\"><c r=\"A1048576\" s=\"1\"/><c r=\"XFD1048576\" t=\"b\"><v>1</v></c></row>";
    let strings = "<si><t>upn</t></si><si><t xml:space=\"preserve\"> name </t></si><si><t>Authority&#10;told</t></si><si><t>b801200005001</t></si>\
        <si><r><rPr/><t>O'</t></r><r><t xml:space=\"preserve\"> C_x0041_ &amp;</t></r><rPh sb=\"0\" eb=\"1\"><t>reading</t></rPh></si>";
    let file = Xlsx {
        sheets: vec![("Missing from education", cells.to_owned(), ""), hidden()],
        strings: strings.to_owned(),
        properties: " date1904=\"1\"",
        ..Xlsx::default()
    };
    let returned = read(&file.bytes()).unwrap();
    assert_eq!(problems(&returned), [""; 0]);
    let row: Vec<_> = returned.answers.tables[5][0].iter().map(|answer| answer.as_deref().unwrap()).collect();
    assert_eq!(row, ["B801200005001", "O' CA &", "4", "2026-10-06", "2026-10-07"]);
    assert_eq!(left_over(&returned), ["Missing from education, XFD1048576 (a text beside the table): TRUE"]);
}

#[test]
fn wrong_cells_are_named() {
    let cells = format!(
        "{}<row r=\"2\"><c r=\"A2\" t=\"e\"><f>X</f><v>#N/A</v></c><c r=\"B2\" t=\"e\"><v>#SPILL!</v></c><c r=\"C2\" s=\"2\"><v>0.04</v></c><c r=\"D2\"><v>20261006</v></c><c r=\"E2\" t=\"str\"><v>11/24/2026</v></c></row>",
        rows(&[TABLE])
    );
    let file = Xlsx { sheets: vec![hidden(), ("Missing from education", cells, "")], ..Xlsx::default() };
    let returned = read(&file.bytes()).unwrap();
    assert_eq!(
        problems(&returned),
        [
            "Missing from education, A2: the formula in this cell gives #N/A",
            "Missing from education, B2: the formula in this cell gives #SPILL!",
            "Missing from education, C2: `4%` is not a year group",
            "Missing from education, D2: `20261006` is not a date here",
            "Missing from education, E2: `11/24/2026` is not a date here: there is no month 24",
        ]
    );
}

#[test]
fn comments_boxes_and_macros_are_seen() {
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation =
        |kind: &str, target: &str| format!("<Relationship Id=\"{kind}\" Type=\"{KIND}/{kind}\" Target=\"{target}\"/>");
    let relations = format!(
        "<Relationships>{}{}{}</Relationships>",
        relation("comments", "../comments1.xml"),
        relation("threadedComment", "/xl/threadedComments/one.xml"),
        relation("drawing", "../drawings/drawing1.xml")
    );
    let comments = "<comments><commentList><comment ref=\"B2\"><text><r><t>Moved </t></r><r><t>away</t></r></text></comment>\
        <comment ref=\"A1\"><text><t>[Threaded comment] your version of Excel…</t></text></comment></commentList></comments>";
    let threaded = "<ThreadedComments><threadedComment ref=\"A1\"><text>Is it so?</text></threadedComment><threadedComment ref=\"A1\"><text>It is.</text></threadedComment></ThreadedComments>";
    let drawing = "<xdr:wsDr xmlns:xdr=\"x\" xmlns:a=\"y\"><xdr:sp><a:p><a:r><a:t>See</a:t></a:r><a:r><a:t> below</a:t></a:r></a:p></xdr:sp><xdr:pic/></xdr:wsDr>";
    let file = Xlsx {
        sheets: vec![("Missing from education", rows(&[TABLE]), "<drawing r:id=\"drawing\"/>"), hidden()],
        parts: vec![
            ("xl/worksheets/_rels/sheet1.xml.rels", relations),
            ("xl/comments1.xml", comments.to_owned()),
            ("xl/threadedComments/one.xml", threaded.to_owned()),
            ("xl/drawings/drawing1.xml", drawing.to_owned()),
            ("xl/vbaProject.bin", "not looked at".to_owned()),
        ],
        ..Xlsx::default()
    };
    let returned = read(&file.bytes()).unwrap();
    assert_eq!(
        left_over(&returned),
        [
            "Missing from education (a text box): See below",
            "Missing from education, A1 (a comment): Is it so?",
            "Missing from education, A1 (a comment): It is.",
            "Missing from education, B2 (a comment): Moved away",
        ]
    );
    assert!(returned.has_macros);
}

#[test]
fn merged_cells_stand_for_their_rows() {
    let table = rows(&[TABLE, &["UN1", "Ada", "4", "6/10/2026"], &["", "Bo", "5", "6/10/2026"]]);
    let merged = "<mergeCells count=\"1\"><mergeCell ref=\"A2:A3\"/></mergeCells>";
    let file = Xlsx { sheets: vec![("Missing from education", table, merged), hidden()], ..Xlsx::default() };
    let returned = read(&file.bytes()).unwrap();
    assert_eq!(problems(&returned), [""; 0]);
    assert_eq!(returned.answers.tables[5][1][0].as_deref(), Some("UN1"));
    let remarks: Vec<_> = returned.remarks.iter().map(|remark| remark.place.to_string()).collect();
    assert!(remarks.contains(&"Missing from education, A3".to_owned()), "{remarks:?}");
}
