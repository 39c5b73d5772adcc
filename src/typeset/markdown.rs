//! A pack's Markdown as a tree of what can be printed. This is the only file that names a Markdown crate. Raw HTML becomes text, a link becomes text
//! with its address, and only the pack's own pictures become pictures: nothing in a text can become code or be fetched.

use std::collections::HashMap;

use comrak::nodes::{AlertType, ListType, Node, NodeValue, TableAlignment};
use comrak::{Arena, Options, parse_document};

/// A block. Blocks stand one under the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading of level 1 (the title), 2 (a section) or 3 (a block that is kept on one page where it fits).
    Heading(u8, Vec<Inline>),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A paragraph that is emphasised as a whole: what a section is for.
    Purpose(Vec<Inline>),
    /// A list of items. A numbered list has the number at which it starts.
    List(Option<usize>, Vec<Vec<Block>>),
    /// Terms with what is said of each.
    Details(Vec<(Vec<Inline>, Vec<Block>)>),
    /// A table.
    Table(Table),
    /// A box with a title.
    Alert {
        /// Its title.
        title: String,
        /// Whether the box warns, and must not be overlooked.
        strong: bool,
        /// What stands in it.
        blocks: Vec<Block>,
    },
    /// A quotation, or a note.
    Quote(Vec<Block>),
    /// Text as it stands, line by line.
    Code(String),
    /// A line to write on.
    WritingLine,
    /// Pictures side by side.
    Pictures(Vec<Picture>),
}

/// A table; every row has as many cells as the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// How each column is aligned.
    pub columns: Vec<Align>,
    /// The cells of the head.
    pub head: Vec<Vec<Inline>>,
    /// The rows.
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// How a column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Align {
    Left,
    Centre,
    Right,
}

/// A picture of the pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its name among the pack's pictures.
    pub name: String,
    /// What it shows, in words.
    pub alternative: String,
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Text.
    Text(String),
    /// Text that is a code or number.
    Code(String),
    /// Emphasised.
    Emphasis(Vec<Inline>),
    /// Strongly emphasised.
    Strong(Vec<Inline>),
    /// Struck through.
    Struck(Vec<Inline>),
    /// A new line.
    Break,
}

/// The most levels of nesting. What lies deeper becomes plain text.
const DEEPEST: usize = 12;

/// The scheme of an image that stands for a note: the rest is its Markdown, as hexadecimal digits.
pub const NOTE: &str = "note:";
/// The scheme of an image that stands for one of the pack's pictures.
pub const PICTURE: &str = "picture:";

/// Reads a pack's Markdown.
#[must_use]
pub fn parse(markdown: &str) -> Vec<Block> {
    read(markdown, false, 0)
}

fn read(markdown: &str, is_note: bool, depth: usize) -> Vec<Block> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    // A template writes the boxes to tick themselves, and its `[x]` is a text in brackets; in a note, `[x]` is a box.
    options.extension.tasklist = is_note;
    options.extension.alerts = !is_note;
    options.extension.description_lists = !is_note;
    let arena = Arena::new();
    let root = parse_document(&arena, markdown, &options);
    let blocks = Reader { is_note }.blocks(root, depth);
    if is_note && loses_words(markdown, &blocks) {
        return vec![Block::Code(markdown.trim_end().to_owned())];
    }
    blocks
}

/// Whether a note says something that its blocks do not show, such as the address of a link's definition, or a cell beyond the table's last column.
/// Such a note is shown as it was written, for nothing that someone noted may be lost.
fn loses_words(note: &str, blocks: &[Block]) -> bool {
    let mut letters: HashMap<char, i64> = HashMap::new();
    let mut count = |text: &str, by: i64| {
        for c in text.chars().filter(|c| c.is_alphanumeric()) {
            *letters.entry(c).or_default() += by;
        }
    };
    let mut rest = note;
    while let Some(at) = rest.find('&') {
        count(&rest[..at], 1);
        rest = after_entity(&rest[at + 1..]);
    }
    count(rest, 1);
    shown(blocks, &mut |text| count(text, -1));
    letters.values().any(|left| *left > 0)
}

/// The text without the entity with which it begins, such as `amp;` or `#60;`: the letters of an entity stand for another character.
fn after_entity(text: &str) -> &str {
    let length = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    text[length..].strip_prefix(';').unwrap_or(text)
}

/// Calls `give` with every text of some blocks, and with the letters and numbers of the source that became a mark: `[x]`, `1.`.
fn shown(blocks: &[Block], give: &mut dyn FnMut(&str)) {
    fn line(inlines: &[Inline], give: &mut dyn FnMut(&str)) {
        for part in inlines {
            match part {
                // The note has a letter in brackets for a ticked box.
                Inline::Text(text) if text == "☑ " => give("xX"),
                Inline::Text(text) | Inline::Code(text) => give(text),
                Inline::Emphasis(inside) | Inline::Strong(inside) | Inline::Struck(inside) => line(inside, give),
                Inline::Break => {}
            }
        }
    }
    for block in blocks {
        match block {
            Block::Heading(_, inlines) | Block::Paragraph(inlines) | Block::Purpose(inlines) => line(inlines, give),
            Block::List(start, items) => {
                for (place, item) in items.iter().enumerate() {
                    if let Some(start) = start {
                        give(&(start + place).to_string());
                    }
                    shown(item, give);
                }
            }
            Block::Details(items) => {
                for (term, blocks) in items {
                    line(term, give);
                    shown(blocks, give);
                }
            }
            Block::Table(table) => {
                for cell in std::iter::once(&table.head).chain(&table.rows).flatten() {
                    line(cell, give);
                }
            }
            Block::Alert { title, blocks, .. } => {
                give(title);
                shown(blocks, give);
            }
            Block::Quote(blocks) => shown(blocks, give),
            Block::Code(text) => give(text),
            Block::WritingLine | Block::Pictures(_) => {}
        }
    }
}

struct Reader {
    /// Whether a note is read, and no template. A note may not use what the template may: headings, boxes, pictures and other notes.
    is_note: bool,
}

impl Reader {
    fn blocks<'a>(&self, parent: Node<'a>, depth: usize) -> Vec<Block> {
        let mut found = Vec::new();
        for node in parent.children() {
            if depth >= DEEPEST {
                found.push(Block::Paragraph(vec![Inline::Text(text_of(node))]));
                continue;
            }
            self.block(node, depth, &mut found);
        }
        found
    }

    fn block<'a>(&self, node: Node<'a>, depth: usize, found: &mut Vec<Block>) {
        match &node.data.borrow().value {
            NodeValue::Heading(heading) if !self.is_note => {
                found.push(Block::Heading(heading.level.min(3), self.inlines(node, depth)));
            }
            NodeValue::Heading(_) => {
                found.push(Block::Paragraph(vec![Inline::Strong(self.inlines(node, depth))]));
            }
            NodeValue::Paragraph => self.paragraph(node, depth, found),
            NodeValue::List(list) => {
                let items = node.children().map(|item| self.item(item, depth)).collect();
                found.push(Block::List((list.list_type == ListType::Ordered).then_some(list.start), items));
            }
            NodeValue::DescriptionList => {
                let items = node.children().map(|item| {
                    let mut parts = item.children();
                    let term = parts.next().map(|term| self.leading_line(term, depth)).unwrap_or_default();
                    let details = parts.flat_map(|details| self.blocks(details, depth + 1)).collect();
                    (term, details)
                });
                found.push(Block::Details(items.collect()));
            }
            NodeValue::Table(table) => {
                let columns = table.alignments.iter().map(|alignment| match alignment {
                    TableAlignment::None | TableAlignment::Left => Align::Left,
                    TableAlignment::Center => Align::Centre,
                    TableAlignment::Right => Align::Right,
                });
                let mut rows =
                    node.children().map(|row| row.children().map(|cell| self.inlines(cell, depth)).collect());
                let head = rows.next().unwrap_or_default();
                found.push(Block::Table(Table { columns: columns.collect(), head, rows: rows.collect() }));
            }
            NodeValue::Alert(alert) => {
                let title = alert.title.clone().unwrap_or_else(|| alert.alert_type.default_title().to_owned());
                let strong = !matches!(alert.alert_type, AlertType::Note | AlertType::Tip);
                found.push(Block::Alert { title, strong, blocks: self.blocks(node, depth + 1) });
            }
            NodeValue::BlockQuote => found.push(Block::Quote(self.blocks(node, depth + 1))),
            NodeValue::CodeBlock(code) => {
                // The words beside the fence (```` ```text ````) were written by someone, too.
                let lines = [code.info.trim(), code.literal.trim_end_matches('\n')];
                found.push(Block::Code(
                    lines.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n"),
                ));
            }
            NodeValue::HtmlBlock(html) => {
                found.push(Block::Paragraph(lines(html.literal.trim_end())));
            }
            NodeValue::ThematicBreak if !self.is_note => found.push(Block::WritingLine),
            NodeValue::ThematicBreak => {}
            _ => {
                let text = text_of(node);
                if !text.is_empty() {
                    found.push(Block::Paragraph(vec![Inline::Text(text)]));
                }
            }
        }
    }

    /// The term of a list of details. It may stand in a paragraph of its own.
    fn leading_line<'a>(&self, node: Node<'a>, depth: usize) -> Vec<Inline> {
        match node.first_child() {
            Some(child) if matches!(child.data.borrow().value, NodeValue::Paragraph) => self.inlines(child, depth),
            _ => self.inlines(node, depth),
        }
    }

    fn item<'a>(&self, item: Node<'a>, depth: usize) -> Vec<Block> {
        let mut blocks = self.blocks(item, depth + 1);
        if let NodeValue::TaskItem(task) = &item.data.borrow().value {
            let mark = Inline::Text(if task.symbol.is_some() { "☑ " } else { "☐ " }.to_owned());
            match blocks.first_mut() {
                Some(Block::Paragraph(line)) => line.insert(0, mark),
                _ => blocks.insert(0, Block::Paragraph(vec![mark])),
            }
        }
        blocks
    }

    /// A paragraph of images alone is a note or a row of pictures.
    fn paragraph<'a>(&self, node: Node<'a>, depth: usize, found: &mut Vec<Block>) {
        let children: Vec<_> = node.children().collect();
        if !self.is_note {
            if let [only] = children.as_slice() {
                if let Some(note) = note_of(only) {
                    let blocks = read(&note, true, depth + 1);
                    if !blocks.is_empty() {
                        found.push(Block::Quote(blocks));
                    }
                    return;
                }
                if matches!(only.data.borrow().value, NodeValue::Emph) {
                    found.push(Block::Purpose(self.inlines(only, depth)));
                    return;
                }
            }
            let pictures: Option<Vec<_>> =
                children.iter().filter(|child| !is_space(child)).map(|child| picture_of(child)).collect();
            if let Some(pictures) = pictures.filter(|pictures| !pictures.is_empty()) {
                found.push(Block::Pictures(pictures));
                return;
            }
        }
        found.push(Block::Paragraph(self.inlines(node, depth)));
    }

    fn inlines<'a>(&self, parent: Node<'a>, depth: usize) -> Vec<Inline> {
        let mut found = Vec::new();
        for node in parent.children() {
            self.inline(node, depth, &mut found);
        }
        found
    }

    fn inline<'a>(&self, node: Node<'a>, depth: usize, found: &mut Vec<Inline>) {
        if depth >= DEEPEST {
            found.push(Inline::Text(text_of(node)));
            return;
        }
        let inside = || self.inlines(node, depth + 1);
        match &node.data.borrow().value {
            NodeValue::Text(text) => found.push(Inline::Text(text.to_string())),
            NodeValue::Code(code) => found.push(Inline::Code(code.literal.clone())),
            NodeValue::SoftBreak if self.is_note => found.push(Inline::Break),
            NodeValue::SoftBreak => found.push(Inline::Text(" ".to_owned())),
            NodeValue::LineBreak => found.push(Inline::Break),
            NodeValue::HtmlInline(html) if !self.is_note && html == "<br>" => found.push(Inline::Break),
            NodeValue::HtmlInline(html) => found.push(Inline::Text(html.clone())),
            NodeValue::Emph => found.push(Inline::Emphasis(inside())),
            NodeValue::Strong => found.push(Inline::Strong(inside())),
            NodeValue::Strikethrough => found.push(Inline::Struck(inside())),
            NodeValue::Link(_) => {
                found.extend(inside());
                found.push(Inline::Text(address_of(node)));
            }
            NodeValue::Image(_) => match note_of(node).filter(|_| !self.is_note) {
                Some(note) => found.extend(in_line(read(&note, true, depth + 1))),
                None => found.push(Inline::Text(format!("{}{}", text_of(node), address_of(node)))),
            },
            NodeValue::Paragraph => found.extend(inside()),
            _ => found.push(Inline::Text(text_of(node))),
        }
    }
}

/// The address of a link or image, and its title, in brackets; nothing where the text says the same.
fn address_of(node: Node<'_>) -> String {
    let data = node.data.borrow();
    let (NodeValue::Link(link) | NodeValue::Image(link)) = &data.value else { return String::new() };
    // These schemes name notes and pictures of the template: they are no addresses.
    if link.url.starts_with(NOTE) || link.url.starts_with(PICTURE) {
        return String::new();
    }
    let text = text_of(node);
    let address = link.url.strip_prefix("mailto:").unwrap_or(&link.url);
    let parts = [address, link.title.as_str()].into_iter().filter(|part| !part.is_empty() && *part != text);
    match parts.collect::<Vec<_>>().join(", ") {
        none if none.is_empty() => none,
        some => format!(" ({some})"),
    }
}

/// The note that an image stands for.
fn note_of(node: Node<'_>) -> Option<String> {
    match &node.data.borrow().value {
        NodeValue::Image(link) => link.url.strip_prefix(NOTE).map(decoded),
        _ => None,
    }
}

fn picture_of(node: Node<'_>) -> Option<Picture> {
    match &node.data.borrow().value {
        NodeValue::Image(link) => {
            let name = link.url.strip_prefix(PICTURE)?.to_owned();
            Some(Picture { name, alternative: text_of(node) })
        }
        _ => None,
    }
}

fn is_space(node: Node<'_>) -> bool {
    match &node.data.borrow().value {
        NodeValue::Text(text) => text.trim().is_empty(),
        NodeValue::SoftBreak | NodeValue::LineBreak => true,
        _ => false,
    }
}

/// All text below a node, whatever the depth.
fn text_of(node: Node<'_>) -> String {
    let mut text = String::new();
    for below in node.descendants() {
        match &below.data.borrow().value {
            NodeValue::Text(part) => text.push_str(part),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::HtmlInline(html) => text.push_str(html),
            NodeValue::CodeBlock(code) => text.push_str(&code.literal),
            NodeValue::HtmlBlock(html) => text.push_str(&html.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
            NodeValue::Paragraph | NodeValue::Heading(_) | NodeValue::TableCell if !text.is_empty() => text.push(' '),
            _ => {}
        }
    }
    text
}

fn lines(text: &str) -> Vec<Inline> {
    let mut found = Vec::new();
    for line in text.lines() {
        if !found.is_empty() {
            found.push(Inline::Break);
        }
        found.push(Inline::Text(line.to_owned()));
    }
    found
}

/// A note within a line or a cell: its blocks become lines, one under the other.
fn in_line(blocks: Vec<Block>) -> Vec<Inline> {
    let mut found: Vec<Inline> = Vec::new();
    for block in blocks {
        let lines: Vec<Vec<Inline>> = match block {
            Block::Heading(_, line) | Block::Paragraph(line) | Block::Purpose(line) => vec![line],
            Block::List(start, items) => {
                let mark = |place: usize| start.map_or("• ".to_owned(), |first| format!("{}. ", first + place));
                let item = |(place, blocks)| [vec![Inline::Text(mark(place))], in_line(blocks)].concat();
                items.into_iter().enumerate().map(item).collect()
            }
            Block::Quote(blocks) | Block::Alert { blocks, .. } => vec![in_line(blocks)],
            Block::Code(text) => vec![lines(&text)],
            Block::Table(table) => std::iter::once(table.head)
                .chain(table.rows)
                .map(|row| row.join(&Inline::Text(" | ".to_owned())))
                .collect(),
            Block::Details(items) => items.into_iter().map(|(term, blocks)| [term, in_line(blocks)].concat()).collect(),
            Block::WritingLine | Block::Pictures(_) => Vec::new(),
        };
        for line in lines {
            if !found.is_empty() {
                found.push(Inline::Break);
            }
            found.extend(line);
        }
    }
    found
}

fn decoded(text: &str) -> String {
    let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}
