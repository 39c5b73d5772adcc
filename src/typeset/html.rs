//! A pack as one HTML page that holds all it needs: nothing is fetched, nothing runs, and it prints from any browser.

use super::markdown::{Align, Block, Inline, Picture, Table};
use super::measure::{is_brief, is_short, is_small, plain, stays_whole, to_write_in, widths};
use super::own::{PAGE_BEGINS, PAGE_ENDS, SEAL_LINE, sealed};
use crate::escape::{css_string, escaped};
use crate::pack::{Logo, Pack};

/// Sets a pack as HTML.
#[must_use]
pub fn html(pack: &Pack, stylesheet: &str) -> String {
    // A seal is nothing but ASCII, so that the page stays a text.
    String::from_utf8_lossy(&sealed(page(pack, stylesheet).as_bytes())).into_owned()
}

/// The page before it is sealed.
pub(super) fn page(pack: &Pack, stylesheet: &str) -> String {
    let blocks = super::markdown::parse(&pack.markdown);
    let mut page = Page { pack, out: String::with_capacity(pack.markdown.len() * 2), sections: 0, tables: 0 };
    page.out.push_str(PAGE_BEGINS);
    page.out.push_str(SEAL_LINE);
    page.out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    // Allow no script and no picture from elsewhere, so that the page fetches nothing, whatever a note says.
    page.out.push_str(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n",
    );
    page.out.push_str(&format!("<title>{}</title>\n<style>\n", escaped(&pack.title)));
    page.out.push_str(&stylesheet.replace("</", "<\\/"));
    page.out.push_str(&format!(
        "\n@page {{\n  @top-left {{ content: {}; }}\n  @top-right {{ content: {}; }}\n  @bottom-left {{ content: {}; }}\n}}\n</style>\n</head>\n<body>\n",
        css_string(&shortened(&pack.head_left)),
        css_string(&pack.head_right),
        css_string(&pack.marking),
    ));
    if !pack.marking.is_empty() {
        page.out.push_str(&format!("<header class=\"marking\">{}</header>\n", escaped(&pack.marking)));
    }
    page.out.push_str("<main>\n");
    if let Some(logo) = &pack.logo {
        page.logo(logo);
    }
    page.sections(&blocks, 1);
    page.out.push_str(PAGE_ENDS);
    page.out
}

struct Page<'a> {
    pack: &'a Pack,
    out: String,
    sections: usize,
    tables: usize,
}

impl Page<'_> {
    /// Writes blocks; each heading stands with all that belongs to it in a section of its own.
    fn sections(&mut self, blocks: &[Block], level: u8) {
        let is_heading = |block: &Block| matches!(block, Block::Heading(of, _) if *of <= level);
        let first = blocks.iter().position(is_heading).unwrap_or(blocks.len());
        let (before, mut rest) = blocks.split_at(first);
        if level < 3 && before.iter().any(|block| matches!(block, Block::Heading(..))) {
            self.sections(before, level + 1);
        } else {
            self.blocks(before);
        }
        while let Some((Block::Heading(of, line), after)) = rest.split_first() {
            let next = after.iter().position(is_heading).unwrap_or(after.len());
            let (inside, others) = after.split_at(next);
            self.sections += 1;
            let id = format!("s{}", self.sections);
            let whole = match of {
                2 if is_small(inside) => " whole",
                3 if is_brief(inside) => " brief",
                _ => "",
            };
            self.out.push_str(&format!(
                "<section class=\"level-{of}{whole}\" aria-labelledby=\"{id}\">\n<h{of} id=\"{id}\">"
            ));
            self.inlines(line);
            self.out.push_str(&format!("</h{of}>\n"));
            if level < 3 {
                self.sections(inside, level + 1);
            } else {
                self.blocks(inside);
            }
            self.out.push_str("</section>\n");
            rest = others;
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(level, line) => self.wrapped(&format!("h{level}"), "", line),
            // A paragraph that is bold as a whole is a small heading of what follows.
            Block::Paragraph(line) if matches!(line.as_slice(), [Inline::Strong(_)]) => {
                self.wrapped("p", " class=\"label\"", line);
            }
            Block::Paragraph(line) => self.wrapped("p", "", line),
            Block::Purpose(line) => self.wrapped("p", " class=\"purpose\"", line),
            Block::List(start, items) => {
                let (open, close) = match start {
                    Some(1) => ("<ol>".to_owned(), "</ol>\n"),
                    Some(start) => (format!("<ol start=\"{start}\">"), "</ol>\n"),
                    None => ("<ul>".to_owned(), "</ul>\n"),
                };
                self.out.push_str(&open);
                for item in items {
                    self.out.push_str("<li>");
                    self.tight(item);
                    self.out.push_str("</li>\n");
                }
                self.out.push_str(close);
            }
            Block::Details(items) => {
                self.out.push_str("<dl>\n");
                for (term, details) in items {
                    self.out.push_str("<div>");
                    self.wrapped("dt", "", term);
                    self.out.push_str("<dd>");
                    self.tight(details);
                    self.out.push_str("</dd></div>\n");
                }
                self.out.push_str("</dl>\n");
            }
            Block::Table(table) => self.table(table),
            Block::Alert { title, strong, blocks } => {
                let class = if *strong { "box strong" } else { "box" };
                self.out.push_str(&format!("<div class=\"{class}\"><p class=\"title\">{}</p>\n", escaped(title)));
                self.blocks(blocks);
                self.out.push_str("</div>\n");
            }
            Block::Quote(blocks) => {
                self.out.push_str("<div class=\"note\">");
                self.blocks(blocks);
                self.out.push_str("</div>\n");
            }
            Block::Code(text) => self.out.push_str(&format!("<p class=\"verbatim\">{}</p>\n", escaped(text))),
            Block::WritingLine => self.out.push_str("<div class=\"writing-line\"></div>\n"),
            Block::Pictures(pictures) => {
                self.out.push_str("<div class=\"pictures\">");
                for picture in pictures {
                    self.picture(picture);
                }
                self.out.push_str("</div>\n");
            }
        }
    }

    /// Writes the content of a list's item. One paragraph alone stands there without an element of its own.
    fn tight(&mut self, blocks: &[Block]) {
        match blocks {
            [Block::Paragraph(line)] => self.inlines(line),
            _ => self.blocks(blocks),
        }
    }

    fn table(&mut self, table: &Table) {
        self.tables += 1;
        let class = |align: Option<&Align>, is_short: bool| {
            let align = match align {
                Some(Align::Right) => Some("right"),
                Some(Align::Centre) => Some("centre"),
                _ => None,
            };
            let classes: Vec<_> = align.into_iter().chain(is_short.then_some("short")).collect();
            if classes.is_empty() { String::new() } else { format!(" class=\"{}\"", classes.join(" ")) }
        };
        let short: Vec<_> = (0..table.columns.len()).filter(|place| is_short(table, *place)).collect();
        // Where the window is narrower than the table, this part scrolls. `tabindex` lets it scroll by keyboard, too.
        let names = table.head.iter().map(|cell| plain(cell)).filter(|name| !name.is_empty());
        let name = names.collect::<Vec<_>>().join(", ");
        self.out.push_str(&format!(
            "<div class=\"table{}\" role=\"region\" aria-label=\"Table {}: {}\" tabindex=\"0\"><table>\n",
            if stays_whole(table) { " decisions" } else { "" },
            self.tables,
            escaped(&name)
        ));
        let widths = widths(table);
        let all: usize = widths.iter().sum::<usize>().max(1);
        self.out.push_str("<colgroup>");
        for width in &widths {
            // Tenths of a per cent are exact enough for the eye.
            let share = width * 1000 / all;
            self.out.push_str(&format!("<col style=\"width:{}.{}%\">", share / 10, share % 10));
        }
        self.out.push_str("</colgroup>\n<thead><tr>");
        for (cell, align) in table.head.iter().zip(&table.columns) {
            if cell.is_empty() {
                self.out.push_str("<td></td>");
            } else {
                self.wrapped("th", &format!(" scope=\"col\"{}", class(Some(align), false)), cell);
            }
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for row in &table.rows {
            self.out.push_str(if to_write_in(row) { "<tr class=\"to-write-in\">" } else { "<tr>" });
            for (place, cell) in row.iter().enumerate() {
                // The first cell names what the row is about where it is bold, or where its column has no title.
                let is_name = place == 0
                    && (matches!(cell.first(), Some(Inline::Strong(_)))
                        || (!cell.is_empty() && table.head.first().is_some_and(Vec::is_empty)));
                let class = class(table.columns.get(place), short.contains(&place));
                if is_name {
                    self.wrapped("th", &format!(" scope=\"row\"{class}"), cell);
                } else {
                    self.wrapped("td", &class, cell);
                }
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody>\n</table></div>\n");
    }

    fn picture(&mut self, picture: &Picture) {
        let alternative = escaped(&picture.alternative);
        match self.pack.pictures.get(&picture.name) {
            Some(svg) => self.out.push_str(&svg.replacen(
                "<svg ",
                &format!("<svg role=\"img\" aria-label=\"{alternative}\" "),
                1,
            )),
            None => self.out.push_str(&format!("<p>{alternative}</p>")),
        }
    }

    fn logo(&mut self, logo: &Logo) {
        let kind = if logo.is_svg { "svg+xml" } else { "png" };
        let alternative = escaped(&logo.alternative);
        let data = data_encoding::BASE64.encode(&logo.bytes);
        self.out
            .push_str(&format!("<img class=\"logo\" alt=\"{alternative}\" src=\"data:image/{kind};base64,{data}\">\n"));
    }

    fn wrapped(&mut self, element: &str, attributes: &str, line: &[Inline]) {
        self.out.push_str(&format!("<{element}{attributes}>"));
        self.inlines(line);
        self.out.push_str(&format!("</{element}>"));
        if !matches!(element, "dt" | "td" | "th") {
            self.out.push('\n');
        }
    }

    fn inlines(&mut self, line: &[Inline]) {
        for part in line {
            match part {
                Inline::Text(text) => self.text(text),
                Inline::Code(text) => self.out.push_str(&format!("<code>{}</code>", escaped(text))),
                Inline::Emphasis(inside) => self.inside("em", inside),
                Inline::Strong(inside) => self.inside("strong", inside),
                Inline::Struck(inside) => self.inside("s", inside),
                Inline::Break => self.out.push_str("<br>"),
            }
        }
    }

    fn inside(&mut self, element: &str, line: &[Inline]) {
        self.out.push_str(&format!("<{element}>"));
        self.inlines(line);
        self.out.push_str(&format!("</{element}>"));
    }

    /// Writes a text, with its boxes to tick drawn larger.
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find(['☐', '☑']) {
            self.out.push_str(&escaped(&rest[..at]));
            let after = &rest[at..];
            let length = after.chars().next().map_or(0, char::len_utf8);
            self.out.push_str(&format!("<span class=\"tick\">{}</span>", &after[..length]));
            rest = &after[length..];
        }
        self.out.push_str(&escaped(rest));
    }
}

/// A text cut to what the margin of a printed page holds beside the date: a stylesheet cannot cut it there.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}
