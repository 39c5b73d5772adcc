//! What of a source may go to the child it is about: a record without the rows of other children, an e-mail or a letter, each with other children
//! hidden and grown-ups' addresses marked. It is a draft: a person has to read it.

use std::ops::Range;

use super::person::Person;
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
    pub fn of_record(yaml: &str, body: &str, person: &Person, veil: &Veil) -> Option<Self> {
        let tree = tree::parse_yaml(yaml, 1).ok()?;
        let mut extract = Self::default();
        Taking { person, veil, extract: &mut extract }.fields(tree.root(), 0);
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
    person: &'a Person,
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
                !upn.is_some_and(|upn| self.person.is_row(&upn, name.as_ref()))
            }
            (None, true) => !self.speaks(row),
            (None, false) => false,
        }
    }

    fn speaks(&self, node: Node<'_, '_>) -> bool {
        node.text().is_some_and(|text| self.person.is_in(text))
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

/// Where a text has an e-mail address or a telephone number.
#[must_use]
pub fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut found = mail_addresses(text);
    found.extend(postcodes(text));
    found.extend(
        telephones(text)
            .into_iter()
            .filter(|one| !mail_addresses(text).iter().any(|mail| mail.start < one.end && one.start < mail.end)),
    );
    found.sort_by_key(|place| place.start);
    found
}

fn mail_addresses(text: &str) -> Vec<Range<usize>> {
    let is_part = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '.' | '_' | '-' | '+' | '\'' | '%' | '&' | '=' | '/' | '!' | '#' | '$' | '*' | '~')
    };
    let at_signs = text.match_indices('@').map(|(at, _)| at);
    let around = at_signs.filter_map(|at| {
        let before = text[..at].char_indices().rev().take_while(|(_, c)| is_part(*c)).last().map(|(start, _)| start)?;
        let host = text[at + 1..]
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-')))
            .map_or(text.len(), |end| at + 1 + end);
        let host = at + 1 + text[at + 1..host].trim_end_matches(['.', '-']).len();
        (host > at + 1).then_some(before..host)
    });
    let mut found: Vec<Range<usize>> = Vec::new();
    for place in around {
        if found.last().is_none_or(|last| last.end <= place.start) {
            found.push(place);
        }
    }
    found
}

/// A telephone number begins with 0 or +, in brackets perhaps, and has at least nine digits. It may follow another number.
fn telephones(text: &str) -> Vec<Range<usize>> {
    const FEWEST: usize = 9;
    const MOST: usize = 15;
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '\u{a0}' | '(' | ')' | '-' | '+' | '/' | '.');
    let mut found: Vec<Range<usize>> = Vec::new();
    for (start, first) in text.char_indices().filter(|(_, c)| matches!(c, '0' | '+' | '(')) {
        let before = text[..start].chars().next_back();
        let is_within = found.last().is_some_and(|last| start < last.end);
        if is_within
            || before.is_some_and(|c| c.is_alphanumeric() || c == '-' || c == '/' || (c == '+' && first != '+'))
        {
            continue;
        }
        let rest = &text[start..];
        if !rest.trim_start_matches('(').starts_with(['0', '+']) {
            continue;
        }
        let (mut digits, mut end) = (0, start);
        for (at, c) in rest.char_indices().take_while(|(_, c)| is_part(*c)) {
            if c.is_ascii_digit() && digits < MOST {
                digits += 1;
                end = start + at + 1;
            }
        }
        if digits >= FEWEST {
            found.push(start..end);
        }
    }
    found
}

/// A postcode of the United Kingdom: `NE1 4AB`.
fn postcodes(text: &str) -> Vec<Range<usize>> {
    let words: Vec<_> = crate::veil::words(text).collect();
    let is_outward = |word: &str| {
        let letters = word.chars().take_while(char::is_ascii_uppercase).count();
        let rest = word.get(letters..).unwrap_or_default();
        (1..=2).contains(&letters)
            && rest.starts_with(|c: char| c.is_ascii_digit())
            && rest.len() <= 2
            && rest.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
    };
    let is_inward = |word: &str| {
        let mut letters = word.chars();
        word.len() == 3 && letters.next().is_some_and(|c| c.is_ascii_digit()) && letters.all(|c| c.is_ascii_uppercase())
    };
    let pairs = words.windows(2).filter_map(|pair| match pair {
        [(start, outward), (at, inward)]
            if is_outward(outward) && is_inward(inward) && *at == start + outward.len() + 1 =>
        {
            Some(*start..at + inward.len())
        }
        _ => None,
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
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
        let extract = Extract::of_record(yaml, "", &person(), &veil()).unwrap();
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
        let extract = Extract::of_record(yaml, "", &person(), &veil()).unwrap();
        let text = shown(&extract);
        assert_eq!(extract.left_out, 2, "{text}");
        assert!(text.contains("2026-09-11") && text.contains("2026-09-12"), "{text}");
    }

    #[test]
    fn addresses_are_found_and_dates_are_none() {
        let found = |text: &str| addresses(text).into_iter().map(|place| text[place].to_owned()).collect::<Vec<_>>();
        assert_eq!(
            found("Ann <a.b-c@d.example>, 020 7946 0001; (0161) 496 0001 or +44 161 496-0002."),
            ["a.b-c@d.example", "020 7946 0001", "(0161) 496 0001", "+44 161 496-0002"]
        );
        assert_eq!(found("At 10:15 020 7946 0001 rang; 4 Elm Row, NE1 4AB"), ["020 7946 0001", "NE1 4AB"]);
        assert!(found("2026-11-24 to 2026-11-25, 100321, 317/2045, B801200005001, 0.5 of 98, a @ b").is_empty());
    }
}
