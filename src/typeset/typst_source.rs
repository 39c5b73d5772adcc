//! A pack or a letter as the source of a Typst document. All words are string literals, so that no text can become code. The template `print.typ` gives the look.

use super::markdown::{Align, Block, Inline, Table, parse};
use super::measure::{fits_a_page, is_brief, is_small, leads_on, stays_whole, to_write_in, widths};
use crate::pack::{Logo, Pack};

/// What is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sheet {
    /// A pack.
    Pack,
    /// A letter on the authority's paper.
    Letter,
}

impl Sheet {
    /// The function of `print.typ` that makes its pages.
    fn function(self) -> &'static str {
        match self {
            Self::Pack => "pack",
            Self::Letter => "letter",
        }
    }
}

/// The functions that `print.typ` has had from the start come by their names. One that was added since may be missing from an authority's own file:
/// then a plain one takes its place.
const IMPORTS: &str = "#import \"print.typ\" as spoc-look
#import \"print.typ\": *
#let letter = dictionary(spoc-look).at(\"letter\", default: pack)
#let small-heading = dictionary(spoc-look).at(\"small-heading\", default: body => block(sticky: true, par(body)))
";

/// Writes a pack or a letter as the main file of a document whose look `print.typ` gives.
#[must_use]
pub(super) fn typst_source(pack: &Pack, sheet: Sheet) -> String {
    let mut out = String::with_capacity(pack.markdown.len() * 3);
    out.push_str(&format!("{IMPORTS}#show: {}.with(", sheet.function()));
    for (name, text) in [
        ("title", &pack.title),
        ("head-left", &pack.head_left),
        ("head-right", &pack.head_right),
        ("marking", &pack.marking),
    ] {
        out.push_str(&format!("{name}: {}, ", literal(text)));
    }
    out.push_str(&format!("year: {}, month: {}, day: {}", pack.made.0, pack.made.1, pack.made.2));
    if let Some(logo) = &pack.logo {
        out.push_str(&format!(
            ", logo: image({}, alt: {}, width: 52mm, height: 15mm, fit: \"contain\")",
            literal(logo_file(logo)),
            literal(&logo.alternative)
        ));
    }
    out.push_str(")\n");
    let mut source = Source { pack, out };
    source.sections(&parse(&pack.markdown));
    source.out
}

/// The file in which a picture of the pack stands.
pub(super) fn picture_file(name: &str) -> String {
    format!("{name}.svg")
}

/// The file in which the logo stands.
pub(super) fn logo_file(logo: &Logo) -> &'static str {
    if logo.is_svg { "logo.svg" } else { "logo.png" }
}

struct Source<'a> {
    pack: &'a Pack,
    out: String,
}

impl Source<'_> {
    /// Writes blocks. A heading of level 3 stands in a block with all that follows it up to the next heading.
    fn sections(&mut self, blocks: &[Block]) {
        let mut rest = blocks;
        while let Some((first, after)) = rest.split_first() {
            if matches!(first, Block::Heading(3, _)) {
                let end = after.iter().position(|block| matches!(block, Block::Heading(..))).unwrap_or(after.len());
                let (inside, others) = after.split_at(end);
                let brief = is_brief(inside);
                self.out.push_str(&format!("#keep(surely: {brief})["));
                self.block(first, None);
                self.blocks(inside);
                self.out.push_str("]\n");
                rest = others;
            } else if let Some((lead, others)) = lead_of_section(rest) {
                self.out.push_str("#lead[");
                self.blocks(lead);
                self.out.push_str("]\n");
                rest = others;
            } else if let Some((whole, others)) = whole_section(rest) {
                self.out.push_str("#whole[");
                self.blocks(whole);
                self.out.push_str("]\n");
                rest = others;
            } else {
                self.block(first, after.first());
                rest = after;
            }
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for (at, block) in blocks.iter().enumerate() {
            self.block(block, blocks.get(at + 1));
        }
    }

    fn block(&mut self, block: &Block, next: Option<&Block>) {
        match block {
            Block::Heading(level, line) => {
                self.out.push_str(&format!("#heading(level: {level})["));
                self.inlines(line);
                self.out.push_str("]\n");
            }
            Block::Paragraph(line) if leads_on(block, next) => self.call("small-heading", line),
            Block::Paragraph(line) => {
                self.out.push_str("\n\n");
                self.inlines(line);
                self.out.push_str("\n\n");
            }
            Block::Purpose(line) => self.call("purpose", line),
            Block::List(start, items) => {
                match start {
                    Some(start) => self.out.push_str(&format!("#enum(tight: true, start: {start}")),
                    None => self.out.push_str("#list(tight: true"),
                }
                for item in items {
                    self.out.push_str(", [");
                    self.tight(item);
                    self.out.push(']');
                }
                self.out.push_str(")\n");
            }
            Block::Details(items) => {
                self.out.push_str("#details(");
                for (term, details) in items {
                    self.out.push_str("([");
                    self.inlines(term);
                    self.out.push_str("], [");
                    self.tight(details);
                    self.out.push_str("]), ");
                }
                self.out.push_str(")\n");
            }
            Block::Table(table) => self.table(table),
            Block::Alert { title, strong, blocks } => {
                self.out.push_str(&format!("#alert(strong: {strong}, title: {})[", literal(title)));
                self.blocks(blocks);
                self.out.push_str("]\n");
            }
            Block::Quote(blocks) => {
                self.out.push_str("#note[");
                self.blocks(blocks);
                self.out.push_str("]\n");
            }
            Block::Code(text) => self.out.push_str(&format!("#verbatim({})\n", literal(&breakable(text)))),
            Block::WritingLine => self.out.push_str("#writing-line()\n"),
            Block::Pictures(pictures) => {
                self.out.push_str("#pictures(");
                for picture in pictures {
                    if self.pack.pictures.contains_key(&picture.name) {
                        let file = literal(&picture_file(&picture.name));
                        self.out.push_str(&format!("image({file}, alt: {}), ", literal(&picture.alternative)));
                    } else {
                        self.out.push_str(&format!("[#{};], ", literal(&picture.alternative)));
                    }
                }
                self.out.push_str(")\n");
            }
        }
    }

    fn tight(&mut self, blocks: &[Block]) {
        match blocks {
            [Block::Paragraph(line)] => self.inlines(line),
            _ => self.blocks(blocks),
        }
    }

    fn call(&mut self, function: &str, line: &[Inline]) {
        self.out.push_str(&format!("#{function}["));
        self.inlines(line);
        self.out.push_str("]\n");
    }

    fn table(&mut self, table: &Table) {
        let widths: Vec<_> = widths(table).iter().map(|width| format!("{width}fr")).collect();
        let align = table.columns.iter().map(|align| match align {
            Align::Left => "left",
            Align::Centre => "center",
            Align::Right => "right",
        });
        let align: Vec<_> = align.collect();
        self.out.push_str(&format!(
            "#data-table(columns: ({},), align: ({},), whole: {}, header: (",
            widths.join(", "),
            align.join(", "),
            stays_whole(table)
        ));
        for cell in &table.head {
            self.cell(cell);
        }
        self.out.push(')');
        for row in &table.rows {
            self.out.push_str(&format!(", (to-write-in: {}, whole: {}, cells: (", to_write_in(row), fits_a_page(row)));
            for cell in row {
                self.cell(cell);
            }
            self.out.push_str("))");
        }
        self.out.push_str(")\n");
    }

    fn cell(&mut self, cell: &[Inline]) {
        self.out.push('[');
        self.inlines(cell);
        self.out.push_str("], ");
    }

    fn inlines(&mut self, line: &[Inline]) {
        for part in line {
            match part {
                Inline::Text(text) => self.text(text),
                Inline::Code(text) => self.out.push_str(&format!("#code({});", literal(&breakable(text)))),
                Inline::Emphasis(inside) => self.inside("emph", inside),
                Inline::Strong(inside) => self.inside("strong", inside),
                Inline::Struck(inside) => self.inside("strike", inside),
                Inline::Break => self.out.push_str("#linebreak();"),
            }
        }
    }

    fn inside(&mut self, function: &str, line: &[Inline]) {
        self.out.push_str(&format!("#{function}["));
        self.inlines(line);
        self.out.push_str("];");
    }

    /// Writes a text, with each of its boxes to tick as an element of its own.
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find(['☐', '☑']) {
            self.literal(&rest[..at]);
            let ticked = rest[at..].starts_with('☑');
            self.out.push_str(&format!("#tick({ticked});"));
            rest = &rest[at + '☐'.len_utf8()..];
        }
        self.literal(rest);
    }

    fn literal(&mut self, text: &str) {
        if !text.is_empty() {
            self.out.push_str(&format!("#{};", literal(&breakable(text))));
        }
    }
}

/// What stands in a section before its first heading of level 3, and what follows.
fn lead_of_section(blocks: &[Block]) -> Option<(&[Block], &[Block])> {
    let is_section = matches!(blocks.first(), Some(Block::Heading(2, _)));
    let end = 1 + blocks.get(1..)?.iter().position(|block| matches!(block, Block::Heading(..)))?;
    let lead = &blocks[..end];
    (is_section && matches!(blocks.get(end), Some(Block::Heading(3, _))) && is_small(lead))
        .then(|| blocks.split_at(end))
}

/// A small section at the beginning of some blocks, and what follows it.
fn whole_section(blocks: &[Block]) -> Option<(&[Block], &[Block])> {
    let (first, after) = blocks.split_first()?;
    let ends = |block: &Block| matches!(block, Block::Heading(1 | 2, _));
    let end = 1 + after.iter().position(ends).unwrap_or(after.len());
    (matches!(first, Block::Heading(2, _)) && is_small(&blocks[..end])).then(|| blocks.split_at(end))
}

/// A text as a string literal of Typst.
fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A word with more characters than this may be broken.
const LONGEST_WORD: usize = 40;

/// A text in which words that are too long for a line may be broken.
fn breakable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive(char::is_whitespace) {
        if word.chars().count() <= LONGEST_WORD {
            out.push_str(word);
            continue;
        }
        for (place, c) in word.chars().enumerate() {
            if place > 0 && place % 8 == 0 {
                out.push('\u{200B}');
            }
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn source(markdown: &str) -> String {
        set_as(Sheet::Pack, markdown)
    }

    fn set_as(sheet: Sheet, markdown: &str) -> String {
        let pack = Pack {
            title: String::new(),
            head_left: String::new(),
            head_right: String::new(),
            marking: String::new(),
            made: (2026, 11, 23),
            markdown: markdown.to_owned(),
            pictures: BTreeMap::new(),
            logo: None,
        };
        typst_source(&pack, sheet)
    }

    #[test]
    fn a_letter_is_set_as_one_and_a_small_heading_stays_with_what_follows() {
        let letter =
            set_as(Sheet::Letter, "**Agreed**\n\n**Ada**, Year 4\n\nThese:\n\n- a\n\n**Ben**, Year 5\n\n- b\n");
        assert!(letter.contains("#show: letter.with("), "{letter}");
        let headings: Vec<_> = letter.lines().filter(|line| line.starts_with("#small-heading[")).collect();
        let expected = ["Agreed", "These:", "Ben"];
        assert_eq!(headings.len(), expected.len(), "{letter}");
        assert!(headings.iter().zip(expected).all(|(line, words)| line.contains(words)), "{headings:?}");
        assert!(source("Text").contains("#show: pack.with("));
    }

    #[test]
    fn a_long_block_goes_on_over_the_page_and_its_boxes_stay_together() {
        let boxes = "| Decision | Threshold |\n|:--|:--|\n| Referral | ☐ met<br>☐ not met |\n";
        let short = source(&format!("## Children\n\n### Ada\n\n{boxes}"));
        assert!(short.contains("#keep(surely: true)["), "{short}");
        let long = source(&format!("## Children\n\n### Ada\n\n{}{boxes}", "Text.\n\n".repeat(20)));
        assert!(long.contains("#keep(surely: false)[") && long.contains("whole: true, header: ("), "{long}");
        assert!(source("| a | b |\n|:--|:--|\n| c | d |\n").contains("whole: false, header: ("));
        // A table that no page may hold is never kept whole, so that nothing of it is lost.
        let reason = "a long reason ".repeat(90);
        let held = source(&format!("| Decision | Threshold |\n|:--|:--|\n| {reason} | ☑ met |\n"));
        assert!(held.contains("whole: false, header: ("), "{held}");
    }
}
