//! Writes a record in all styles of YAML, and says where each value was put.

use spoc::tree::{self, push_segment};

use super::contract::*;

// Writing, in all styles.

/// A name or value where it is written.
#[derive(Debug)]
pub struct Written {
    pub pointer: String,
    pub is_name: bool,
    pub line: u32,
    pub column: u32,
    /// The part of it that stands on that line.
    pub begins: String,
    /// Whether all of it stands on that line, so that its end is known, too.
    pub is_whole: bool,
}

pub struct Writer<'t> {
    pub out: String,
    pub line: u32,
    pub column: u32,
    pub pointer: String,
    pub places: Vec<Written>,
    /// Whether a block of text has just ended: a comment after it would be a part of the text.
    pub is_after_block: bool,
    pub tape: &'t mut Tape,
}

/// A document as YAML with lines that end with LF, and where everything stands in it.
pub fn write(doc: &Doc, tape: &mut Tape) -> (String, Vec<Written>) {
    let mut writer = Writer {
        out: String::new(),
        line: 1,
        column: 1,
        pointer: String::new(),
        places: Vec::new(),
        is_after_block: false,
        tape,
    };
    if writer.tape.one_in(6) {
        writer.put("# Made by a test\n---\n");
    }
    let is_empty = matches!(doc, Doc::Fields(entries) if entries.is_empty());
    if is_empty || writer.tape.one_in(5) {
        writer.flow(doc, 0);
    } else {
        writer.block(doc, 0, false);
    }
    if !writer.tape.one_in(5) {
        writer.put("\n");
    }
    (writer.out, writer.places)
}

impl Writer<'_> {
    pub fn put(&mut self, text: &str) {
        for character in text.chars() {
            self.out.push(character);
            if character == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
    }

    pub fn place(&mut self, is_name: bool, begins: &str, is_whole: bool) {
        self.places.push(Written {
            pointer: self.pointer.clone(),
            is_name,
            line: self.line,
            column: self.column,
            begins: begins.to_owned(),
            is_whole,
        });
    }

    pub fn new_line(&mut self, indent: usize) {
        let can_comment = !std::mem::take(&mut self.is_after_block);
        if can_comment && self.tape.one_in(8) {
            self.put(" # an aside: {of [no, weight]}");
        }
        if can_comment && self.tape.one_in(12) {
            self.put("\n  # so is this\n");
        }
        self.put("\n");
        self.put(&" ".repeat(indent));
    }

    /// Writes the fields or entries of a collection that is not empty: the first where the pen is, the others below it. `is_level`: whether they are
    /// indented no further than the collection's own name.
    pub fn block(&mut self, doc: &Doc, indent: usize, is_level: bool) {
        let length = self.pointer.len();
        match doc {
            Doc::Fields(entries) => {
                for (number, (name, value)) in entries.iter().enumerate() {
                    if number > 0 {
                        self.new_line(indent);
                    }
                    let written = self.quoted(name, false);
                    if number == 0 {
                        self.place(false, &written, false);
                    }
                    push_segment(&mut self.pointer, name);
                    self.place(true, &written, true);
                    self.put(&written);
                    self.put(":");
                    self.value(value, indent, true);
                    self.pointer.truncate(length);
                }
            }
            Doc::List(entries) => {
                // Where a list is indented no further than its name, the parser takes the list to begin after the hyphen.
                if !is_level {
                    self.place(false, "-", false);
                }
                for (number, entry) in entries.iter().enumerate() {
                    if number > 0 {
                        self.new_line(indent);
                    }
                    push_segment(&mut self.pointer, &number.to_string());
                    self.put("-");
                    self.value(entry, indent, false);
                    self.pointer.truncate(length);
                }
            }
            Doc::Nothing | Doc::Text(_) => unreachable!("only collections are written as blocks"),
        }
    }

    /// Writes a value after a colon or a hyphen. `indent`: the indent of the collection in which it stands.
    pub fn value(&mut self, doc: &Doc, indent: usize, is_field: bool) {
        let is_block = match doc {
            Doc::Fields(entries) => !entries.is_empty(),
            Doc::List(entries) => !entries.is_empty(),
            Doc::Nothing | Doc::Text(_) => false,
        };
        match doc {
            Doc::Nothing => {
                let word = *self.tape.of(&["", " null", " ~", " Null", " NULL"]);
                self.put(word);
            }
            _ if is_block && !self.tape.one_in(3) => {
                if is_field {
                    let deeper = match doc {
                        Doc::List(_) => *self.tape.of(&[2, 0, 4]),
                        _ => *self.tape.of(&[2, 1, 4]),
                    };
                    self.new_line(indent + deeper);
                    self.block(doc, indent + deeper, deeper == 0);
                } else {
                    self.put(" ");
                    self.block(doc, indent + 2, false);
                }
            }
            Doc::Text(text) if can_be_literal(text) && self.tape.one_in(3) => {
                self.put(" |-");
                let mut lines = text.split('\n');
                self.put("\n");
                self.put(&" ".repeat(indent + 2));
                let first = lines.next().unwrap_or("");
                self.place(false, first, false);
                self.put(first);
                for line in lines {
                    self.put("\n");
                    if !line.is_empty() {
                        self.put(&" ".repeat(indent + 2));
                    }
                    self.put(line);
                }
                self.is_after_block = true;
            }
            _ => {
                self.put(" ");
                self.flow(doc, indent);
            }
        }
    }

    pub fn flow(&mut self, doc: &Doc, indent: usize) {
        let length = self.pointer.len();
        match doc {
            Doc::Nothing => {
                let word = *self.tape.of(&["null", "~"]);
                self.put(word);
            }
            Doc::Text(text) => {
                let written = self.quoted(text, true);
                self.place(false, &written, true);
                self.put(&written);
            }
            Doc::List(entries) => {
                self.place(false, "[", false);
                self.put("[");
                for (number, entry) in entries.iter().enumerate() {
                    self.comma(number, indent);
                    push_segment(&mut self.pointer, &number.to_string());
                    self.flow(entry, indent);
                    self.pointer.truncate(length);
                }
                self.put("]");
            }
            Doc::Fields(entries) => {
                self.place(false, "{", false);
                self.put("{");
                for (number, (name, value)) in entries.iter().enumerate() {
                    self.comma(number, indent);
                    push_segment(&mut self.pointer, name);
                    let written = self.quoted(name, true);
                    self.place(true, &written, true);
                    self.put(&written);
                    self.put(": ");
                    self.flow(value, indent);
                    self.pointer.truncate(length);
                }
                self.put("}");
            }
        }
    }

    pub fn comma(&mut self, number: usize, indent: usize) {
        if number > 0 {
            self.put(",");
        }
        if self.tape.one_in(10) {
            self.put("\n");
            self.put(&" ".repeat(indent + 2));
        } else if number > 0 {
            self.put(" ");
        }
    }

    /// Writes a text on one line: without quotes where that is possible, or in single or double quotes.
    pub fn quoted(&mut self, text: &str, in_flow: bool) -> String {
        let is_printable = |c: char| !c.is_control() && !matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}');
        match self.tape.below(3) {
            0 if can_be_plain(text, in_flow) => text.to_owned(),
            1 if text.chars().all(is_printable) => format!("'{}'", text.replace('\'', "''")),
            _ => {
                let mut quoted = String::from("\"");
                for character in text.chars() {
                    match character {
                        '"' | '\\' => quoted.extend(['\\', character]),
                        '\n' => quoted.push_str("\\n"),
                        '\t' => quoted.push_str("\\t"),
                        c if !is_printable(c) || (!c.is_ascii() && self.tape.one_in(4)) => {
                            quoted.push_str(&format!("\\U{:08X}", u32::from(c)));
                        }
                        c => quoted.push(c),
                    }
                }
                quoted + "\""
            }
        }
    }
}

/// Whether a text without quotes is certainly read as it stands. Others may be, too.
pub fn can_be_plain(text: &str, in_flow: bool) -> bool {
    const SIGNS: [char; 9] = [',', '[', ']', '{', '}', ':', '"', '\'', '#'];
    let fits = |c: char| c.is_alphanumeric() || " :#'\"-_.,/@&*!|>%`’😀[]{}".contains(c);
    let ends_fit = text.starts_with(char::is_alphanumeric) && text.ends_with(char::is_alphanumeric);
    let means_more = [": ", " #"].iter().any(|sign| text.contains(sign)) || (in_flow && text.contains(SIGNS));
    ends_fit && text.chars().all(fits) && !means_more && !tree::is_null(text)
}

pub fn can_be_literal(text: &str) -> bool {
    let line = |line: &str| line.is_empty() || !line.trim().is_empty();
    let fits = |c: char| c == '\n' || c == '\t' || !(c.is_control() || c == '\u{feff}');
    !text.is_empty()
        && !text.starts_with(char::is_whitespace)
        && !text.ends_with('\n')
        && text.chars().all(fits)
        && text.split('\n').all(line)
}
