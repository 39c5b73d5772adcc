//! Makes workbooks: a filled-in one as a foreign program does, and minimal files part by part.

use std::io::{Cursor, Write as _};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use spoc::workbook::{Answers, LABELS, LabelUse, Returned, TABLES, Taken};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Answers of every kind.
pub fn answers() -> Answers {
    let mut answers = Answers::default();
    for (label, answer) in [
        ("Completed by", "Mr T Cole"),
        ("Absence from", "2026-09-02"),
        ("Absence to", "2026-11-13"),
        ("Children on roll", "412"),
        ("Managed moves requested internally", "2"),
        ("Managed moves requested externally", "1"),
        ("No alternative provision", "yes"),
        ("Issues to raise", "Line one\n  two  spaces, “quotes” & <tags>\n\n=1+1"),
        ("Note", " begins with a space\tand a tab"),
    ] {
        answers.set(label, Some(answer.to_owned()));
    }
    let row = |texts: &[&str]| texts.iter().map(|text| (!text.is_empty()).then(|| (*text).to_owned())).collect();
    answers.tables[0] = vec![
        row(&["B801200005001", "Tyler O'Connor", "4", "98", "6", "14", "", "", "+44 note"]),
        row(&["UN1", "Zoë Łuk 日", "N", "0", "0", "0", "", "", ""]),
    ];
    answers.tables[1] = vec![
        row(&["M80120000500A", "=Ada()", "R", "fixed-term", "2026-10-06", "2.5", "", "no", "2026-10-06", "@home"]),
        row(&["E942200024001", "0123", "14", "lunchtime", "2026-10-07", "", "3", "", "", ""]),
        row(&["U210212324001", "Bo", "9", "permanent", "2026-10-08", "", "", "yes", "", "1.0"]),
    ];
    answers.tables[2] = vec![row(&["B801200005001", "Tyler O'Connor", "4", "much\nof it"])];
    answers.tables[3] = vec![row(&[
        "B801200005001",
        "Tyler O'Connor",
        "4",
        "Oakfield",
        "Elm",
        "2026-10-01",
        "2026-10-08",
        "under-way",
        "2026-11-05, 2026-12-05",
    ])];
    answers.tables[5] = vec![row(&["B801200005001", "Tyler O'Connor", "4", "2026-10-01", ""])];
    answers
}

/// A workbook with these answers.
pub fn xlsx(answers: &Answers) -> Vec<u8> {
    let mut book = Workbook::new();
    let read_me = book.add_worksheet().set_name("Read me").unwrap();
    read_me.write_string(0, 0, "What to do").unwrap();
    let sheet = book.add_worksheet().set_name("Visit").unwrap();
    for ((label, answer), row) in LABELS.iter().zip(&answers.labels).zip(0..) {
        sheet.write_string(row, 0, label.heading).unwrap();
        match (label.used, label.heading) {
            (LabelUse::Given, "School") => drop(sheet.write_string(row, 1, "Oakfield Primary School").unwrap()),
            (LabelUse::Given, _) => put(sheet, row, 1, Taken::Date, "2026-11-24"),
            _ => {
                if let Some(answer) = answer {
                    put(sheet, row, 1, label.taken, answer);
                }
            }
        }
    }
    for (table, rows) in TABLES.iter().zip(&answers.tables) {
        let sheet = book.add_worksheet().set_name(table.sheet).unwrap();
        for (column, place) in table.columns.iter().zip(0..) {
            sheet.write_string_with_format(0, place, column.heading, &Format::new().set_bold()).unwrap();
            for (answers, row) in rows.iter().zip(1..) {
                if let Some(answer) = &answers[usize::from(place)] {
                    put(sheet, row, place, column.taken, answer);
                } else if matches!(column.taken, Taken::Computed) {
                    sheet.write_formula(row, place, format!("=E{0}+F{0}", row + 1).as_str()).unwrap();
                }
            }
        }
    }
    let hidden = book.add_worksheet().set_name("spoc").unwrap();
    hidden.set_hidden(true);
    for (row, (word, value)) in
        (0..).zip([("format", "1"), ("urn", "100321"), ("school", "Oakfield"), ("visit", "2026-11-24")])
    {
        hidden.write_string(row, 0, word).unwrap().write_string(row, 1, value).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn put(sheet: &mut rust_xlsxwriter::Worksheet, row: u32, column: u16, taken: Taken, answer: &str) {
    match taken {
        Taken::Date => {
            let day = ExcelDateTime::parse_from_str(answer).unwrap();
            sheet.write_datetime_with_format(row, column, day, &Format::new().set_num_format("dd/mm/yyyy")).unwrap();
        }
        Taken::Count | Taken::Days | Taken::Year if answer.parse::<f64>().is_ok() => {
            sheet.write_number(row, column, answer.parse::<f64>().unwrap()).unwrap();
        }
        Taken::Word(_) => drop(sheet.write_string(row, column, answer.replace('-', " ")).unwrap()),
        _ => drop(sheet.write_string(row, column, answer).unwrap()),
    }
}

/// A zip archive.
pub fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let stored = if *name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        zip.start_file(*name, SimpleFileOptions::default().compression_method(stored)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A minimal `.xlsx`.
#[derive(Default)]
pub struct Xlsx {
    /// Each sheet: its name, and the XML of its cells and of what stands behind them.
    pub sheets: Vec<(&'static str, String, &'static str)>,
    /// The XML inside of `sst`.
    pub strings: String,
    /// The attributes of `workbookPr`.
    pub properties: &'static str,
    /// Further parts.
    pub parts: Vec<(&'static str, String)>,
}

impl Xlsx {
    pub fn bytes(&self) -> Vec<u8> {
        const MAIN: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
        const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let (mut sheets, mut relations, mut parts) = (String::new(), String::new(), Vec::new());
        for ((name, cells, behind), number) in self.sheets.iter().zip(1..) {
            let state = if *name == "spoc" { " state=\"hidden\"" } else { "" };
            sheets.push_str(&format!("<sheet name=\"{name}\" sheetId=\"{number}\"{state} r:id=\"rId{number}\"/>"));
            relations.push_str(&format!(
                "<Relationship Id=\"rId{number}\" Type=\"{KIND}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
            ));
            let xml = format!("<worksheet {MAIN}><sheetData>{cells}</sheetData>{behind}</worksheet>");
            parts.push((format!("xl/worksheets/sheet{number}.xml"), xml));
        }
        relations.push_str(&format!("<Relationship Id=\"s\" Type=\"{KIND}/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"t\" Type=\"{KIND}/styles\" Target=\"styles.xml\"/>"));
        let relationships = |inside: &str| {
            format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inside}</Relationships>"
            )
        };
        let whole = format!("<Relationship Id=\"w\" Type=\"{KIND}/officeDocument\" Target=\"xl/workbook.xml\"/>");
        parts.push(("_rels/.rels".to_owned(), relationships(&whole)));
        parts.push(("xl/_rels/workbook.xml.rels".to_owned(), relationships(&relations)));
        let properties = self.properties;
        parts.push((
            "xl/workbook.xml".to_owned(),
            format!("<workbook {MAIN}><workbookPr{properties}/><sheets>{sheets}</sheets></workbook>"),
        ));
        parts.push(("xl/sharedStrings.xml".to_owned(), format!("<sst {MAIN}>{}</sst>", self.strings)));
        // 0 General, 1 a day, 2 a percentage.
        let formats = "<xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/><xf numFmtId=\"10\" applyNumberFormat=\"1\"/>";
        parts.push((
            "xl/styles.xml".to_owned(),
            format!("<styleSheet {MAIN}><cellXfs count=\"3\">{formats}</cellXfs></styleSheet>"),
        ));
        parts.extend(self.parts.iter().map(|(name, text)| ((*name).to_owned(), text.clone())));
        zip(&parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect::<Vec<_>>())
    }
}

/// Rows of cells of texts, as inline strings; an empty one is no cell.
pub fn rows(rows: &[&[&str]]) -> String {
    let mut xml = String::new();
    for (row, number) in rows.iter().zip(1..) {
        xml.push_str(&format!("<row r=\"{number}\">"));
        for (text, column) in row.iter().zip(b'A'..) {
            let text = text.replace('&', "&amp;").replace('<', "&lt;");
            if !text.is_empty() {
                xml.push_str(&format!(
                    "<c r=\"{}{number}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>",
                    char::from(column)
                ));
            }
        }
        xml.push_str("</row>");
    }
    xml
}

/// The hidden sheet.
pub fn hidden() -> (&'static str, String, &'static str) {
    ("spoc", rows(&[&["format", "1"], &["urn", "100321"], &["school", "Oakfield"], &["visit", "2026-11-24"]]), "")
}

/// The problems, a line each.
pub fn problems(returned: &Returned) -> Vec<String> {
    returned.problems.iter().map(ToString::to_string).collect()
}

/// What is left over, a line each.
pub fn left_over(returned: &Returned) -> Vec<String> {
    returned.left_over.iter().map(|one| format!("{} ({}): {}", one.place, one.what, one.text)).collect()
}
