//! XML as a stream of tags and texts.

use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion, escape};

use crate::workbook::not_read::NotRead;

/// A stream of tags and texts.
pub struct Xml<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
}

/// A piece of it.
#[derive(Debug)]
pub enum Piece {
    /// An element begins.
    Open(Tag),
    /// The element of this name ends.
    Close(String),
    /// A text, or a part of one.
    Text(String),
    /// There is no more.
    End,
}

/// The beginning of an element.
#[derive(Debug)]
pub struct Tag {
    /// Its name, with its prefix.
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl<R: BufRead> Xml<R> {
    /// Reads bytes.
    pub fn of(bytes: R) -> Self {
        let mut reader = Reader::from_reader(bytes);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new() }
    }

    /// The next piece.
    pub fn next(&mut self) -> Result<Piece, NotRead> {
        loop {
            self.buffer.clear();
            let piece = match self.reader.read_event_into(&mut self.buffer).map_err(|_| NotRead::Broken)? {
                Event::Start(start) => Piece::Open(tag(&start)?),
                Event::End(end) => Piece::Close(end.name().as_ref().to_owned()),
                Event::Text(text) => Piece::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Piece::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(entity) => {
                    let named = || escape::resolve_predefined_entity(&entity).map(str::to_owned);
                    let character = entity.resolve_char_ref().map_err(|_| NotRead::Broken)?;
                    // An entity that the file itself defines could grow without end, and stands in no workbook.
                    Piece::Text(character.map(String::from).or_else(named).ok_or(NotRead::Broken)?)
                }
                Event::Eof => Piece::End,
                _ => continue,
            };
            return Ok(piece);
        }
    }
}

fn tag(start: &BytesStart<'_>) -> Result<Tag, NotRead> {
    let attribute = |attribute: Result<quick_xml::events::attributes::Attribute<'_>, _>| {
        let attribute = attribute.map_err(|_| NotRead::Broken)?;
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|_| NotRead::Broken)?;
        Ok((attribute.key.as_ref().to_owned(), value.into_owned()))
    };
    let attributes = start.attributes().with_checks(false).map(attribute).collect::<Result<_, NotRead>>()?;
    Ok(Tag { name: start.name().as_ref().to_owned(), attributes })
}

impl Tag {
    /// Its name without its prefix.
    pub fn local(&self) -> &str {
        local(&self.name)
    }

    /// The attribute of this name, with its prefix.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The attribute of this name in some namespace, whatever its prefix.
    pub fn get_prefixed(&self, name: &str) -> Option<&str> {
        let is_it = |key: &str| key.split_once(':').is_some_and(|(_, local)| local == name);
        self.attributes.iter().find(|(key, _)| is_it(key)).map(|(_, value)| value.as_str())
    }
}

/// A name without its prefix.
pub fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}
