//! A letter as a Word file, of the same tree as its page and its PDF. This is the only file that names the crate. The look is a file of Word styles,
//! `letter.styles.xml`, so that a house style can be put in its place in Word; the same letter gives the same bytes.
//!
//! The crate writes the parts of the package. What it has no words for is put into them here: the title and the language among the properties, the
//! row of a table that comes again on each page, and what the logo shows.

use std::io::Cursor;

use docx_rs::{
    AbstractNumbering, AlignmentType, BreakType, Docx, Footer, Header, HeightRule, IndentLevel, Level, LevelJc,
    LevelOverride, LevelText, LineSpacing, NumPages, NumberFormat, Numbering, NumberingId, PageMargin, PageNum,
    Paragraph, Pic, Run, Shading, ShdType, SpecialIndentType, Start, Table as WordTable, TableCell, TableCellBorder,
    TableCellBorderPosition, TableCellBorders, TableLayoutType, TableRow, WidthType,
};

use super::markdown::{Align, Block, Inline, Table, parse};
use super::measure::{leads_on, to_write_in, widths};
use crate::escape::escaped;
use crate::pack::{Logo, Pack};

/// The look: Word's styles by the names that stand below.
const STYLES: &str = include_str!("../../templates/letter.styles.xml");

/// Why a letter could not be written as a Word file.
#[derive(Debug, thiserror::Error)]
#[error("the Word file could not be made: {0}")]
pub struct DocxError(String);

/// Writes a letter as a Word file, A4. A logo that is no PNG is left out: Word needs one beside an SVG anyway.
pub fn docx(letter: &Pack) -> Result<Vec<u8>, DocxError> {
    let mut writer = Writer::default();
    writer.letterhead(letter);
    writer.blocks(&parse(&letter.markdown), Place::default());
    let docx = writer.document(letter);
    let mut parts = docx.build();
    parts.styles = STYLES.as_bytes().to_vec();
    parts.doc_props.core = properties(letter).into_bytes();
    parts.document = with_what_is_missing(parts.document, letter);
    let mut file = Cursor::new(Vec::new());
    parts.pack(&mut file).map_err(|error| DocxError(error.to_string()))?;
    Ok(file.into_inner())
}

// Measures in twentieths of a point; 567 are a centimetre.
const PAGE: (u32, u32) = (11_906, 16_838);
const MARGIN: i32 = 1_417;
/// Between the margins. The tabs of the styles for head and foot stand there, too.
const TEXT_WIDTH: usize = 9_072;
/// A level of a list.
const STEP: i32 = 397;
/// A quotation or a box, beside its line.
const BESIDE_LINE: i32 = 284;
/// What stands beside the terms of a list of details.
const BESIDE_TERM: i32 = 2_268;
/// A row that is to be written in.
const ROW_TO_WRITE_IN: f32 = 600.0;

/// The space after a paragraph.
const AFTER_PARAGRAPH: u32 = 160;

const TINT: &str = "EEF4F4";
const ACCENT: &str = "1F5F6B";
const RULE: &str = "9FB3B6";

/// The forms of lists; the crate keeps 1 for itself. A numbered list is an instance of its own, so that each begins anew.
const BULLETS: usize = 2;
const NUMBERS: usize = 3;
/// Word has nine levels of lists.
const DEEPEST: usize = 8;

/// Where a block stands.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    /// The style of its paragraphs, where it is not the usual one.
    style: Option<&'static str>,
    /// How many lists are around it.
    lists: usize,
    /// How far it is moved in.
    indent: i32,
}

/// A look of words within a line.
#[derive(Debug, Clone, Copy, Default)]
struct Look {
    bold: bool,
    italic: bool,
    struck: bool,
}

enum Part {
    Paragraph(Box<Paragraph>),
    Table(Box<WordTable>),
}

#[derive(Default)]
struct Writer {
    parts: Vec<Part>,
    numberings: Vec<Numbering>,
}

impl Writer {
    /// The head of the first page: the authority, and its logo on the right.
    fn letterhead(&mut self, letter: &Pack) {
        let logo = letter.logo.as_ref().and_then(picture);
        if letter.head_left.is_empty() && logo.is_none() {
            return;
        }
        let mut run = words(Run::new(), &letter.head_left);
        if let Some(logo) = logo {
            run = run.add_tab().add_image(logo);
        }
        self.push(Paragraph::new().style("Letterhead").add_run(run));
    }

    /// The document around the parts: page, head and foot.
    fn document(self, letter: &Pack) -> Docx {
        let margin =
            PageMargin { top: 1_304, bottom: 1_304, left: MARGIN, right: MARGIN, header: 680, footer: 624, gutter: 0 };
        let of_pages = Paragraph::new()
            .style("Footer")
            .add_run(marking(letter).add_tab())
            .add_page_num(PageNum::new())
            .add_run(Run::new().add_text(" of "))
            .add_num_pages(NumPages::new());
        let head = words(words(Run::new(), &letter.head_left).add_tab(), &letter.head_right);
        let mut docx = Docx::new()
            .page_size(PAGE.0, PAGE.1)
            .page_margin(margin)
            // The first page has its letterhead, and its number says nothing where it is the only one.
            .title_pg()
            .first_header(Header::new().add_paragraph(Paragraph::new().style("Header")))
            .header(Header::new().add_paragraph(Paragraph::new().style("Header").add_run(head)))
            .first_footer(Footer::new().add_paragraph(Paragraph::new().style("Footer").add_run(marking(letter))))
            .footer(Footer::new().add_paragraph(of_pages))
            .add_abstract_numbering(list_form(BULLETS))
            .add_abstract_numbering(list_form(NUMBERS))
            .add_numbering(Numbering::new(BULLETS, BULLETS));
        for numbering in self.numberings {
            docx = docx.add_numbering(numbering);
        }
        for part in self.parts {
            docx = match part {
                Part::Paragraph(paragraph) => docx.add_paragraph(*paragraph),
                Part::Table(table) => docx.add_table(*table),
            };
        }
        docx
    }

    fn push(&mut self, paragraph: Paragraph) {
        self.parts.push(Part::Paragraph(Box::new(paragraph)));
    }

    fn blocks(&mut self, blocks: &[Block], place: Place) {
        for (at, block) in blocks.iter().enumerate() {
            self.block(block, leads_on(block, blocks.get(at + 1)), place);
        }
    }

    /// `leads_on`: whether the block stays with the next one.
    fn block(&mut self, block: &Block, leads_on: bool, place: Place) {
        match block {
            Block::Heading(level, line) => {
                self.push(line_of(Paragraph::new().style(&format!("Heading{level}")), line));
            }
            Block::Paragraph(line) => self.push(line_of(paragraph(place), line).keep_next(leads_on)),
            Block::Purpose(line) => self.push(line_of(paragraph(place), line).keep_next(true)),
            Block::List(start, items) => self.list(*start, items, place),
            Block::Details(items) => {
                for (term, details) in items {
                    let first = Paragraph::new().style("Details").add_run(Run::new());
                    let first = runs(first, term, Look { bold: true, ..Look::default() });
                    let first = first.add_run(Run::new().add_tab());
                    let beside = Place { indent: place.indent + BESIDE_TERM, ..place };
                    match details.split_first() {
                        Some((Block::Paragraph(line), rest)) => {
                            self.push(line_of(first, line));
                            self.blocks(rest, beside);
                        }
                        _ => {
                            self.push(first.keep_next(!details.is_empty()));
                            self.blocks(details, beside);
                        }
                    }
                }
            }
            Block::Table(table) => self.table(table),
            Block::Alert { title, strong, blocks } => {
                let inside = beside_a_line(if *strong { "Box" } else { "Quote" }, place);
                let title = words(Run::new().bold(), title);
                self.push(paragraph(inside).add_run(title).keep_next(true));
                self.blocks(blocks, inside);
            }
            Block::Quote(blocks) => self.blocks(blocks, beside_a_line("Quote", place)),
            Block::Code(text) => self.push(paragraph(place).add_run(words(Run::new(), text))),
            Block::WritingLine => self.push(Paragraph::new().style("WritingLine")),
            // A letter has no pictures; what they show is said in words.
            Block::Pictures(pictures) => {
                for picture in pictures {
                    self.push(paragraph(place).add_run(words(Run::new(), &picture.alternative)));
                }
            }
        }
    }

    fn list(&mut self, start: Option<usize>, items: &[Vec<Block>], place: Place) {
        let level = place.lists.min(DEEPEST);
        let (numbering, style) = match start {
            None => (BULLETS, "ListBullet"),
            Some(start) => {
                let id = NUMBERS + self.numberings.len();
                let begins = LevelOverride::new(level).start(start);
                self.numberings.push(Numbering::new(id, NUMBERS).add_override(begins));
                (id, "ListNumber")
            }
        };
        let inside = Place { style: place.style, lists: place.lists + 1, indent: place.indent + STEP };
        for (at, item) in items.iter().enumerate() {
            let mut first = Paragraph::new()
                .style(place.style.unwrap_or(style))
                .numbering(NumberingId::new(numbering), IndentLevel::new(level))
                .indent(Some(inside.indent), Some(SpecialIndentType::Hanging(STEP)), None, None);
            if at + 1 == items.len() && place.lists == 0 {
                // The lines of a list stand closer than paragraphs; its last one ends it.
                first = first.line_spacing(LineSpacing::new().after(AFTER_PARAGRAPH));
            }
            match item.split_first() {
                Some((Block::Paragraph(line), rest)) => {
                    self.push(line_of(first, line));
                    self.blocks(rest, inside);
                }
                _ => {
                    self.push(first);
                    self.blocks(item, inside);
                }
            }
        }
    }

    fn table(&mut self, table: &Table) {
        let shares = widths(table);
        let all = shares.iter().sum::<usize>().max(1);
        let columns: Vec<_> = shares.iter().map(|share| share * TEXT_WIDTH / all).collect();
        let cell = |place: usize, line: &[Inline], style: &str| {
            let align = match table.columns.get(place) {
                Some(Align::Right) => AlignmentType::Right,
                Some(Align::Centre) => AlignmentType::Center,
                _ => AlignmentType::Left,
            };
            let (width, color) =
                (columns.get(place).copied().unwrap_or(0), if style == "TableHead" { ACCENT } else { RULE });
            let below =
                TableCellBorder::new(TableCellBorderPosition::Bottom).size(if style == "TableHead" { 8 } else { 4 });
            TableCell::new()
                .width(width, WidthType::Dxa)
                .set_borders(TableCellBorders::with_empty().set(below.color(color)))
                .add_paragraph(line_of(Paragraph::new().style(style).align(align), line))
        };
        let heads = table.head.iter().enumerate().map(|(place, line)| {
            cell(place, line, "TableHead").shading(Shading::new().shd_type(ShdType::Clear).color("auto").fill(TINT))
        });
        let mut rows = vec![TableRow::new(heads.collect()).cant_split()];
        for row in &table.rows {
            let cells = row.iter().enumerate().map(|(place, line)| cell(place, line, "TableText"));
            let mut made = TableRow::new(cells.collect()).cant_split();
            if to_write_in(row) {
                made = made.row_height(ROW_TO_WRITE_IN).height_rule(HeightRule::AtLeast);
            }
            rows.push(made);
        }
        let made = WordTable::without_borders(rows)
            .set_grid(columns)
            .layout(TableLayoutType::Fixed)
            .width(TEXT_WIDTH, WidthType::Dxa);
        self.parts.push(Part::Table(Box::new(made)));
        // Word joins two tables that have nothing between them.
        self.push(Paragraph::new().style("AfterTable"));
    }
}

fn beside_a_line(style: &'static str, place: Place) -> Place {
    Place { style: Some(style), indent: place.indent + BESIDE_LINE, ..place }
}

fn paragraph(place: Place) -> Paragraph {
    let paragraph = place.style.map_or_else(Paragraph::new, |style| Paragraph::new().style(style));
    if place.indent == 0 {
        return paragraph;
    }
    paragraph.indent(Some(place.indent), None, None, None)
}

fn line_of(paragraph: Paragraph, line: &[Inline]) -> Paragraph {
    runs(paragraph, line, Look::default())
}

fn runs(mut paragraph: Paragraph, line: &[Inline], look: Look) -> Paragraph {
    for part in line {
        paragraph = match part {
            Inline::Text(text) | Inline::Code(text) => paragraph.add_run(words(run(look), text)),
            Inline::Emphasis(inside) => runs(paragraph, inside, Look { italic: true, ..look }),
            Inline::Strong(inside) => runs(paragraph, inside, Look { bold: true, ..look }),
            Inline::Struck(inside) => runs(paragraph, inside, Look { struck: true, ..look }),
            Inline::Break => paragraph.add_run(Run::new().add_break(BreakType::TextWrapping)),
        };
    }
    paragraph
}

fn run(look: Look) -> Run {
    let mut run = Run::new();
    if look.bold {
        run = run.bold();
    }
    if look.italic {
        run = run.italic();
    }
    if look.struck {
        run = run.strike();
    }
    run
}

/// Adds a text to a run, letter by letter. XML holds no other control characters than tabs and line ends: a mark stands for each.
fn words(mut run: Run, text: &str) -> Run {
    let mut part = String::new();
    for c in text.chars() {
        match c {
            '\t' | '\n' => {
                run = with_text(run, std::mem::take(&mut part));
                run = if c == '\t' { run.add_tab() } else { run.add_break(BreakType::TextWrapping) };
            }
            '\r' => {}
            c => part.push(if is_refused(c) { char::REPLACEMENT_CHARACTER } else { c }),
        }
    }
    with_text(run, part)
}

fn with_text(run: Run, text: String) -> Run {
    if text.is_empty() { run } else { run.add_text(text) }
}

/// Whether XML 1.0 cannot hold a character.
fn is_refused(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

fn marking(letter: &Pack) -> Run {
    words(Run::new().bold(), &letter.marking)
}

fn list_form(form: usize) -> AbstractNumbering {
    (0..=DEEPEST).fold(AbstractNumbering::new(form), |list, level| {
        let (format, text) = match form {
            NUMBERS => ("decimal", format!("%{}.", level + 1)),
            _ => ("bullet", "•".to_owned()),
        };
        let left = STEP * i32::try_from(level + 1).unwrap_or(1);
        let level =
            Level::new(level, Start::new(1), NumberFormat::new(format), LevelText::new(text), LevelJc::new("left"));
        list.add_level(level.indent(Some(left), Some(SpecialIndentType::Hanging(STEP)), None, None))
    })
}

/// The logo, as large as the room for it in the letterhead: 52 mm by 15 mm.
fn picture(logo: &Logo) -> Option<Pic> {
    // Measures of pictures are in parts of a millimetre.
    const MILLIMETRE: u64 = 36_000;
    const ROOM: (u64, u64) = (52 * MILLIMETRE, 15 * MILLIMETRE);
    let (width, height) = logo.png_size()?;
    let (wide, high) = (u64::from(width), u64::from(height));
    let (wide, high) = if wide * ROOM.1 > high * ROOM.0 {
        (ROOM.0, (high * ROOM.0 / wide).max(1))
    } else {
        ((wide * ROOM.1 / high).max(1), ROOM.1)
    };
    let size = (u32::try_from(wide).ok()?, u32::try_from(high).ok()?);
    Some(Pic::new_with_dimensions(logo.bytes.clone(), width, height).id("rIdLogo").size(size.0, size.1))
}

/// What the file says of itself. The crate knows neither title nor language.
fn properties(letter: &Pack) -> String {
    let (year, month, day) = letter.made;
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <dc:title>{}</dc:title><dc:creator>{}</dc:creator><dc:language>en-GB</dc:language>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{year:04}-{month:02}-{day:02}T00:00:00Z</dcterms:created>\
         </cp:coreProperties>",
        attribute(&letter.title),
        attribute(&letter.head_left),
    )
}

/// A text as it stands in XML outside the crate's own words.
fn attribute(text: &str) -> String {
    escaped(&text.replace(is_refused, " "))
}

/// Adds to the document what the crate cannot say: the first row of each table comes again on the next page, and its only picture is the logo.
fn with_what_is_missing(document: Vec<u8>, letter: &Pack) -> Vec<u8> {
    let text = String::from_utf8_lossy(&document);
    let tables = text.split("<w:tbl>").enumerate().map(|(at, part)| match at {
        0 => part.to_owned(),
        _ => part.replacen("<w:cantSplit />", "<w:cantSplit /><w:tblHeader />", 1),
    });
    let mut text = tables.collect::<Vec<_>>().join("<w:tbl>");
    if let Some(logo) = &letter.logo {
        let shown = format!("<wp:docPr id=\"1\" name=\"Logo\" descr=\"{}\" />", attribute(&logo.alternative));
        text = text.replacen("<wp:docPr id=\"1\" name=\"Figure\" />", &shown, 1);
    }
    text.into_bytes()
}
