//! How large things will be, roughly, before they are set: how wide the columns of a table, whether a page holds a row or a section.

use super::markdown::{Block, Inline, Table};

/// The number of letters that a line of a page holds in a table.
const LINE: usize = 108;
/// The width of the space beside a column, in letters.
const GAP: usize = 3;
/// The lines of a column that needs no more letters than this are never broken, so that dates and numbers stay whole.
const NARROW: usize = 24;

/// The share of the page's width for each column. The narrow columns get what they need; the others divide the rest by how much they hold.
pub(super) fn widths(table: &Table) -> Vec<usize> {
    let wishes: Vec<_> = (0..table.columns.len()).map(|place| wish(table, place)).collect();
    let narrow: usize = wishes.iter().filter(|wish| wish.0 <= NARROW).map(|wish| wish.0).sum();
    let rest = LINE.saturating_sub(narrow + GAP * wishes.len());
    let wanted: usize = wishes.iter().filter(|wish| wish.0 > NARROW).map(|wish| wish.0).sum();
    let width = |(wish, word): &(usize, usize)| match wish {
        0..=NARROW => wish + GAP,
        wish => (wish * rest / wanted.max(1)).max(*word) + GAP,
    };
    wishes.iter().map(width).collect()
}

/// Whether every line of a column is as short as a date with a word before it (`done 24 Nov 2026`): such lines are never broken.
pub(super) fn is_short(table: &Table, place: usize) -> bool {
    const LONGEST: usize = 16;
    let cells = std::iter::once(&table.head).chain(&table.rows).filter_map(|row| row.get(place));
    cells.flat_map(|cell| lines_of(cell)).all(|line| line.chars().count() <= LONGEST)
}

/// How many letters a column would like, within bounds, and those of its longest word.
fn wish(table: &Table, place: usize) -> (usize, usize) {
    let length = |text: &str| text.chars().map(|c| if matches!(c, '☐' | '☑') { 2 } else { 1 }).sum::<usize>();
    let cells = std::iter::once(&table.head).chain(&table.rows).filter_map(|row| row.get(place));
    let texts: Vec<_> = cells.map(|cell| lines_of(cell)).collect();
    let lengths: Vec<_> = texts.iter().flatten().map(|line| length(line)).collect();
    let longest = lengths.iter().max().copied().unwrap_or(0);
    let mean = lengths.iter().sum::<usize>() / lengths.len().max(1);
    let word = texts.iter().flatten().flat_map(|line| line.split_whitespace()).map(length).max().unwrap_or(0);
    // The head is set in bold, which is wider. A column with an empty cell needs room to write in.
    let head = table.head.get(place).map_or(0, |cell| length(&plain(cell)) * 9 / 8);
    let is_empty = table.rows.iter().any(|row| row.get(place).is_some_and(Vec::is_empty));
    // One long cell among many short ones does not make a wide column.
    let usual = if longest > NARROW { (longest.min(60) + mean) / 2 } else { longest };
    let wish = if is_empty { longest.max(36) } else { usual.max(head.min(12)) };
    (wish.clamp(4, 44), word.min(26))
}

fn lines_of(cell: &[Inline]) -> Vec<String> {
    cell.split(|part| *part == Inline::Break).map(plain).collect()
}

/// A row whose cells have no more characters than this surely fits a page, however narrow the column.
#[cfg(any(feature = "pdf", test))]
const ROW_OF_A_PAGE: usize = 500;

/// Whether a row is so short that it can be kept on one page.
#[cfg(any(feature = "pdf", test))]
pub(super) fn fits_a_page(row: &[Vec<Inline>]) -> bool {
    let size = |cell: &Vec<Inline>| -> usize { lines_of(cell).iter().map(|line| line.chars().count().max(12)).sum() };
    // Where there are many columns, each of them is narrow.
    row.iter().all(|cell| size(cell) <= ROW_OF_A_PAGE * 6 / row.len().max(6))
}

/// Whether a row leaves room to write: one of its cells is empty.
pub(super) fn to_write_in(row: &[Vec<Inline>]) -> bool {
    row.iter().any(Vec::is_empty)
}

/// The text of a line without its marks.
pub(super) fn plain(line: &[Inline]) -> String {
    let part = |part: &Inline| match part {
        Inline::Text(text) | Inline::Code(text) => text.clone(),
        Inline::Emphasis(inside) | Inline::Strong(inside) | Inline::Struck(inside) => plain(inside),
        Inline::Break => " ".to_owned(),
    };
    line.iter().map(part).collect()
}

/// Whether a paragraph stays on the page of what comes next: where it is bold as a whole it is a small heading; where it begins in bold or ends in a
/// colon it leads to the list or table that follows.
pub(super) fn leads_on(block: &Block, next: Option<&Block>) -> bool {
    let Block::Paragraph(line) = block else { return false };
    let is_followed = matches!(next, Some(Block::List(..) | Block::Table(_)));
    let begins_in_bold = matches!(line.first(), Some(Inline::Strong(_)));
    match line.as_slice() {
        [Inline::Strong(_)] => true,
        _ => is_followed && (begins_in_bold || plain(line).ends_with(':')),
    }
}

/// Whether blocks are so few that they are kept on one page: headings, a few lines and a small table.
pub(super) fn is_small(blocks: &[Block]) -> bool {
    blocks.iter().all(|block| !matches!(block, Block::Heading(3, _))) && lines(blocks) <= SMALL
}

/// Whether blocks are so few that they are kept on one page within a section: moved to the next page, they leave no more than a quarter of this one.
pub(super) fn is_brief(blocks: &[Block]) -> bool {
    lines(blocks) <= BRIEF
}

/// Whether a table is kept on one page: it has boxes to tick, and a page surely holds it.
pub(super) fn stays_whole(table: &Table) -> bool {
    let has_boxes = table.rows.iter().flatten().any(|cell| plain(cell).contains(['☐', '☑']));
    has_boxes && lines_of_table(table) <= SURE
}

/// The most lines of blocks that are kept on one page, roughly. A page has about sixty.
const SMALL: usize = 22;
/// The most lines of a table that a page surely holds, however rough the estimate.
const SURE: usize = 34;
/// The most lines of blocks that fill a quarter of a page, roughly.
const BRIEF: usize = 15;

fn lines(blocks: &[Block]) -> usize {
    let of_line = |line: &[Inline]| lines_of(line).iter().map(|line| line.chars().count() / LINE + 1).sum::<usize>();
    let of_block = |block: &Block| match block {
        Block::Heading(_, line) => of_line(line) + 2,
        Block::Paragraph(line) | Block::Purpose(line) => of_line(line),
        Block::List(_, items) => items.iter().map(|item| lines(item).max(1)).sum(),
        Block::Details(items) => items.iter().map(|(_, blocks)| lines(blocks)).sum(),
        Block::Table(table) => lines_of_table(table),
        Block::Alert { blocks, .. } | Block::Quote(blocks) => lines(blocks) + 1,
        Block::Code(text) => text.lines().map(|line| line.chars().count() / LINE + 1).sum(),
        Block::WritingLine => 2,
        Block::Pictures(_) => 10,
    };
    blocks.iter().map(of_block).sum()
}

fn lines_of_table(table: &Table) -> usize {
    let of_cell = |cell: &Vec<Inline>| match cell.as_slice() {
        [] => 2,
        cell => lines_of(cell).iter().map(|line| line.chars().count() / 30 + 1).sum(),
    };
    let of_row = |row: &Vec<Vec<Inline>>| row.iter().map(of_cell).max().unwrap_or(1);
    table.rows.iter().map(of_row).sum::<usize>() + 2
}
