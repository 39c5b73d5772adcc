//! A letter in other forms than its Markdown: plain text and HTML for an e-mail, and a page on the authority's paper.

use super::html::page;
use super::markdown::{Block, Inline, parse};
use super::own::{PAGE_BEGINS, SEAL_LINE};
use crate::pack::Pack;

/// The letter as a page that prints from any browser.
#[must_use]
pub fn letter_page(letter: &Pack, stylesheet: &str) -> String {
    // A page that says it is a pack would give way to one. A letter needs no seal: it never gives way.
    let begins = PAGE_BEGINS.replace("spoc pack", "spoc letter");
    let page = page(letter, stylesheet);
    let rest = page.strip_prefix(PAGE_BEGINS).and_then(|rest| rest.strip_prefix(SEAL_LINE));
    rest.map_or(page.clone(), |rest| format!("{begins}{rest}"))
}

/// A letter's Markdown as the HTML of an e-mail.
#[must_use]
pub fn letter_html(markdown: &str) -> String {
    let letter = Pack {
        title: String::new(),
        head_left: String::new(),
        head_right: String::new(),
        marking: String::new(),
        made: (2000, 1, 1),
        markdown: markdown.to_owned(),
        pictures: std::collections::BTreeMap::new(),
        logo: None,
    };
    let page = page(&letter, "");
    let body = page.split_once("<main>\n").map_or("", |(_, rest)| rest);
    let body = body.rsplit_once("</main>").map_or(body, |(body, _)| body);
    format!(
        "<html><head><meta charset=\"utf-8\"></head><body style=\"font-family: Calibri, Arial, sans-serif\">\n{body}</body></html>\n"
    )
}

/// A letter's Markdown as plain text.
#[must_use]
pub fn letter_text(markdown: &str) -> String {
    let text = blocks(&parse(markdown));
    format!("{}\n", text.trim_end())
}

/// Blocks one under the other, a blank line between them.
fn blocks(all: &[Block]) -> String {
    let texts: Vec<_> = all.iter().map(block).filter(|text| !text.is_empty()).collect();
    texts.join("\n\n")
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(_, line) | Block::Paragraph(line) | Block::Purpose(line) => inlines(line),
        Block::List(start, items) => {
            let mark = |place: usize| start.map_or("- ".to_owned(), |start| format!("{}. ", start + place));
            let item = |(place, item): (usize, &Vec<Block>)| {
                let mark = mark(place);
                let indent = format!("\n{}", " ".repeat(mark.len()));
                format!("{mark}{}", blocks(item).replace("\n\n", "\n").replace('\n', &indent))
            };
            items.iter().enumerate().map(item).collect::<Vec<_>>().join("\n")
        }
        Block::Details(items) => {
            let item = |(term, details): &(Vec<Inline>, Vec<Block>)| {
                format!("{}: {}", inlines(term), blocks(details).replace("\n\n", "\n"))
            };
            items.iter().map(item).collect::<Vec<_>>().join("\n")
        }
        Block::Table(table) => {
            let head: Vec<_> = table.head.iter().map(|cell| inlines(cell)).collect();
            // A table does not hold together in plain text: each row stands as its cells, each under its head.
            let row = |row: &Vec<Vec<Inline>>| {
                let cells = head.iter().zip(row).map(|(head, cell)| (head, inlines(cell)));
                let cells = cells.filter(|(_, cell)| !cell.trim().is_empty());
                let cells = cells.map(|(head, cell)| if head.is_empty() { cell } else { format!("{head}: {cell}") });
                cells.collect::<Vec<_>>().join("\n")
            };
            table.rows.iter().map(row).collect::<Vec<_>>().join("\n\n")
        }
        Block::Alert { title, blocks: inside, .. } => format!("{title}\n\n{}", blocks(inside)),
        Block::Quote(inside) => format!("> {}", blocks(inside).replace('\n', "\n> ")),
        Block::Code(text) => text.clone(),
        Block::WritingLine => "________________".to_owned(),
        Block::Pictures(_) => String::new(),
    }
}

fn inlines(line: &[Inline]) -> String {
    let text = |inline: &Inline| match inline {
        Inline::Text(text) | Inline::Code(text) => text.clone(),
        Inline::Emphasis(inside) | Inline::Strong(inside) | Inline::Struck(inside) => inlines(inside),
        Inline::Break => "\n".to_owned(),
    };
    line.iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: &str = "Dear Ms Grant,\n\nPlease return it by **Friday** & soon.\n\n1. One\n2. Two\n\n- a\n\n| Name | Year |\n| --- | --- |\n| Ada | 4 |\n\nKind regards,\n\nPriya <Shah>\n";

    #[test]
    fn a_letter_is_plain_text_without_the_marks_of_markdown() {
        let expected = "Dear Ms Grant,\n\nPlease return it by Friday & soon.\n\n1. One\n2. Two\n\n- a\n\nName: Ada\nYear: 4\n\nKind regards,\n\nPriya <Shah>\n";
        assert_eq!(letter_text(LETTER), expected);
    }

    #[test]
    fn the_html_of_an_e_mail_holds_the_letter_alone() {
        let html = letter_html(LETTER);
        assert!(html.contains("<strong>Friday</strong> &amp; soon") && html.contains("Priya &lt;Shah&gt;"), "{html}");
        assert!(!html.contains("<main>") && !html.contains("Content-Security-Policy"), "{html}");
    }
}
