//! What of a source may go to the child it is about: a record without the rows of other children, an e-mail or a letter, each with other children
//! hidden and grown-ups' addresses marked. It is a draft: a person has to read it.

use super::addresses::addresses;
use super::spoken::Spoken;
use crate::mail::WholeMail;
use crate::record::values::{ChildName, Upn, Value as _};
use crate::tree::{self, Node, Shape};
use crate::veil::Veil;
use crate::words::number;

/// An extract of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extract {
    /// Its lines.
    pub lines: Vec<Line>,
    /// How many rows about others were left out.
    pub left_out: usize,
}

/// A line of an extract.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// How far it stands in.
    pub depth: usize,
    /// What it is: the name of a field; empty where it has none.
    pub label: String,
    /// What it says.
    pub pieces: Vec<Piece>,
}

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// As it stands in the source.
    Plain(String),
    /// In the place of another child's name or number, which is not here.
    Hidden(&'static str),
    /// A grown-up's e-mail address or telephone number: somebody has to decide whether it goes.
    Address(String),
}

impl Extract {
    /// How many names and numbers of others are hidden, and how many addresses are marked.
    #[must_use]
    pub fn marks(&self) -> (usize, usize) {
        let pieces = || self.lines.iter().flat_map(|line| &line.pieces);
        let hidden = pieces().filter(|piece| matches!(piece, Piece::Hidden(_))).count();
        (hidden, pieces().filter(|piece| matches!(piece, Piece::Address(_))).count())
    }

    /// The extract of a record. `yaml`: its fields; `body`: what follows them in a Markdown record. None where it cannot be parsed.
    #[must_use]
    pub fn of_record(yaml: &str, body: &str, spoken: &Spoken<'_>, veil: &Veil) -> Option<Self> {
        let tree = tree::parse_yaml(yaml, 1).ok()?;
        let mut extract = Self::default();
        Taking { spoken, veil, extract: &mut extract }.fields(tree.root(), 0);
        extract.text("text", body, veil);
        Some(extract)
    }

    /// The extract of a saved e-mail.
    #[must_use]
    pub fn of_mail(read: &WholeMail, veil: &Veil) -> Self {
        let mut extract = Self::default();
        let mail = &read.mail;
        extract.text("date", &mail.date.map(|day| day.to_string()).unwrap_or_default(), veil);
        extract.text("from", mail.from.as_deref().unwrap_or_default(), veil);
        mail.to.iter().for_each(|to| extract.text("to", to, veil));
        mail.cc.iter().for_each(|cc| extract.text("cc", cc, veil));
        extract.text("subject", mail.subject.as_deref().unwrap_or_default(), veil);
        read.attached.iter().for_each(|file| extract.text("attached", &file.name, veil));
        extract.text("text", read.body.text().unwrap_or_default(), veil);
        extract
    }

    /// The extract of some lines of a text.
    #[must_use]
    pub fn of_lines<'t>(lines: impl Iterator<Item = &'t str>, veil: &Veil) -> Self {
        let mut extract = Self::default();
        lines.for_each(|line| extract.text("", line, veil));
        extract
    }

    fn text(&mut self, label: &str, text: &str, veil: &Veil) {
        if !text.trim().is_empty() {
            self.lines.push(Line { depth: 0, label: label.to_owned(), pieces: pieces(text.trim(), veil) });
        }
    }
}

struct Taking<'a> {
    spoken: &'a Spoken<'a>,
    veil: &'a Veil,
    extract: &'a mut Extract,
}

impl Taking<'_> {
    fn fields(&mut self, node: Node<'_, '_>, depth: usize) {
        for (name, value) in node.entries() {
            let name = name.text().unwrap_or_default();
            self.value(name, value, depth);
        }
    }

    fn value(&mut self, name: &str, value: Node<'_, '_>, depth: usize) {
        match value.shape() {
            Shape::Mapping => {
                self.line(depth, name, "");
                self.fields(value, depth + 1);
            }
            Shape::List => {
                self.line(depth, name, "");
                let is_of_many = matches!(name, "calls" | "actions");
                let before = self.extract.left_out;
                for item in value.items() {
                    if !matches!(item.shape(), Shape::Mapping) {
                        self.line(depth + 1, "", item.text().unwrap_or_default());
                    } else if self.is_left_out(item, is_of_many) {
                        self.extract.left_out += 1;
                    } else {
                        self.line(depth + 1, "–", "");
                        self.fields(item, depth + 1);
                    }
                }
                let left_out = self.extract.left_out - before;
                if left_out > 0 {
                    self.line(depth + 1, "", &format!("({} about others left out)", number(left_out, "row")));
                }
            }
            Shape::Scalar { .. } => {
                if !value.is_nothing() {
                    self.line(depth, name, value.text().unwrap_or_default());
                }
            }
        }
    }

    fn line(&mut self, depth: usize, label: &str, text: &str) {
        // The name of a field may be anything, a child's name too.
        let label = self.veil.over(label).into_owned();
        self.extract.lines.push(Line { depth, label, pieces: pieces(text.trim(), self.veil) });
    }

    /// Whether a row is about another child. Of calls and actions, `is_of_many`, those stay alone that are about the child.
    fn is_left_out(&self, row: Node<'_, '_>, is_of_many: bool) -> bool {
        let text = |name: &str| row.get(name).and_then(Node::text).map(str::trim).filter(|text| !text.is_empty());
        let name = text("name").and_then(|name| ChildName::parse(name).ok());
        match (text("upn").or_else(|| text("child")), is_of_many) {
            (Some(upn), _) => {
                let upn = Upn::parse(upn).ok();
                !upn.is_some_and(|upn| self.spoken.person().is_row(&upn, name.as_ref()))
            }
            (None, true) => !self.speaks(row),
            (None, false) => false,
        }
    }

    fn speaks(&self, node: Node<'_, '_>) -> bool {
        node.text().is_some_and(|text| self.spoken.is_in(text))
            || node.items().any(|item| self.speaks(item))
            || node.entries().any(|(_, value)| self.speaks(value))
    }
}

/// A text in pieces: what is hidden, what is marked, and the rest.
fn pieces(text: &str, veil: &Veil) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut end = 0;
    for place in veil.places(text) {
        plain_and_addresses(&text[end..place.start], &mut pieces);
        pieces.push(Piece::Hidden(veil.mark()));
        end = place.end;
    }
    plain_and_addresses(&text[end..], &mut pieces);
    pieces
}

fn plain_and_addresses(text: &str, pieces: &mut Vec<Piece>) {
    let mut end = 0;
    for place in addresses(text) {
        if place.start > end {
            pieces.push(Piece::Plain(text[end..place.start].to_owned()));
        }
        pieces.push(Piece::Address(text[place.clone()].to_owned()));
        end = place.end;
    }
    if end < text.len() {
        pieces.push(Piece::Plain(text[end..].to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::super::person::Person;
    use super::*;
    use crate::veil::Care;

    fn person() -> Person {
        Person::new(Some(Upn::parse("B801200005001").unwrap()), vec!["Zoë Dunn".to_owned()])
    }

    fn veil() -> Veil {
        let mut veil = Veil::new(Care::Strict, "[another child]");
        veil.hide("Will Ash");
        veil.show("Zoë Dunn");
        veil.show_upn("B801200005001");
        veil.hide_upns();
        veil
    }

    fn shown(extract: &Extract) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Plain(text) => text.clone(),
            Piece::Hidden(mark) => (*mark).to_owned(),
            Piece::Address(text) => format!("<{text}>"),
        };
        let line = |line: &Line| {
            let text: String = line.pieces.iter().map(piece).collect();
            format!("{}{}: {text}", "  ".repeat(line.depth), line.label)
        };
        extract.lines.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn rows_of_others_are_left_out_and_names_in_texts_hidden() {
        let yaml = "kind: pro-forma\nabsence:\n  children:\n  - {upn: B801200005001, name: Zoë Dunn, note: sits by Will}\n  - {upn: M80120000500A, name: Will Ash, note: x}\nchased: [2026-11-18]\nissues: Will Ash rang 020 7946 0001, ring ann@b.example.\n";
        let extract = Extract::of_record(yaml, "", &Spoken::by_whole_names(&person()), &veil()).unwrap();
        assert_eq!(extract.left_out, 1);
        assert_eq!(extract.marks(), (2, 2));
        let text = shown(&extract);
        assert!(text.contains("note: sits by [another child]") && text.contains("    name: Zoë Dunn"), "{text}");
        assert!(text.ends_with("issues: [another child] rang <020 7946 0001>, ring <ann@b.example>."), "{text}");
        assert!(!text.contains("M80120000500A") && text.contains("2026-11-18"), "{text}");
    }

    #[test]
    fn of_calls_those_about_the_child_stay_alone() {
        let yaml = "kind: phone-log\ncalls:\n- {date: 2026-09-10, summary: the dates}\n- {date: 2026-09-11, child: B801200005001, summary: a}\n- {date: 2026-09-12, summary: on Zoe Dunn}\n- {date: 2026-09-13, child: M80120000500A, summary: with Zoë Dunn}\n";
        let extract = Extract::of_record(yaml, "", &Spoken::by_whole_names(&person()), &veil()).unwrap();
        let text = shown(&extract);
        assert_eq!(extract.left_out, 2, "{text}");
        assert!(text.contains("2026-09-11") && text.contains("2026-09-12"), "{text}");
    }
}
