//! The parts of an `.eml` (RFC 2045 to 2047, 2183, 2231): its text, what is attached, messages within the message.
//!
//! `mailparse` reads the headers of a part. The parts themselves are told apart here: `mailparse` gives nothing at all of a message one of whose parts has
//! headers that it cannot read, and copies every part.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

use mailparse::{DispositionType, parse_content_disposition, parse_content_type};

use super::eml::{Headers, words_read};
use super::summary::file_name;
use super::transfer;
use crate::text;

/// How deep parts lie in one another, messages within messages among them.
const MOST_LEVELS: usize = 20;
/// The parts of a message that are looked at.
const MOST_PARTS: usize = 1_000;
/// The bytes and the parameters of a header that says what a part is. Reading them takes time by the square of their number.
const MOST_OF_A_HEADER: usize = 4_000;
const MOST_PARAMETERS: usize = 50;

/// A part that holds no others.
pub(super) struct Part<'b> {
    /// What it is, in lower case: `text/plain`.
    pub(super) kind: String,
    parameters: BTreeMap<String, String>,
    file_name: Option<String>,
    /// Whether the message says that it is to be saved, and not to be shown.
    pub(super) is_to_be_saved: bool,
    /// Whether the text of the message shows it, as it does a picture in a signature.
    pub(super) is_shown_within: bool,
    /// How many messages it lies in beside the whole one.
    pub(super) within: usize,
    encoding: String,
    body: &'b [u8],
}

/// Shows every part of a message that holds no others, in its order; a message within the message before its parts.
pub(super) fn parts(message: &[u8], show: &mut dyn FnMut(&Part<'_>) -> ControlFlow<()>) {
    let message = as_sent(message);
    // Whether it was left before its end is of no matter.
    let _ = Walk { left: MOST_PARTS, show }.entity(message.trim_ascii_start(), "text/plain", 0, 0);
}

/// The bytes of a message without what an editor made of them that saved it anew: UTF-16, or a mark before the first header.
pub(super) fn as_sent(message: &[u8]) -> Cow<'_, [u8]> {
    if message.starts_with(b"\xFF\xFE") || message.starts_with(b"\xFE\xFF") {
        return Cow::Owned(text::decode(message).0.into_owned().into_bytes());
    }
    Cow::Borrowed(message.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(message))
}

struct Walk<'s> {
    left: usize,
    show: &'s mut dyn FnMut(&Part<'_>) -> ControlFlow<()>,
}

impl Walk<'_> {
    /// `otherwise`: what it is where it does not say so.
    fn entity(&mut self, bytes: &[u8], otherwise: &str, level: usize, within: usize) -> ControlFlow<()> {
        if level > MOST_LEVELS {
            return ControlFlow::Continue(());
        }
        self.left = match self.left.checked_sub(1) {
            Some(left) => left,
            None => return ControlFlow::Break(()),
        };
        let part = Part::of(bytes, otherwise, within);
        if let Some(boundary) = part.boundary() {
            let otherwise = if part.kind == "multipart/digest" { "message/rfc822" } else { "text/plain" };
            return Pieces::of(part.body, boundary)
                .try_for_each(|piece| self.entity(piece, otherwise, level + 1, within));
        }
        (self.show)(&part)?;
        if part.is_message() {
            return self.entity(part.bytes().trim_ascii_start(), "text/plain", level + 1, within + 1);
        }
        ControlFlow::Continue(())
    }
}

impl<'b> Part<'b> {
    fn of(bytes: &'b [u8], otherwise: &str, within: usize) -> Self {
        let (headers, body) = Headers::split(bytes);
        let kind = headers.first("Content-Type").map(|value| parse_content_type(bounded(&value)));
        let disposition = headers.first("Content-Disposition").map(|value| parse_content_disposition(bounded(&value)));
        let encoding = headers.first("Content-Transfer-Encoding").unwrap_or_default();
        let (kind, parameters) = kind.map(|kind| (kind.mimetype, kind.params)).unwrap_or_default();
        let is_to_be_saved =
            disposition.as_ref().is_some_and(|disposition| disposition.disposition == DispositionType::Attachment);
        Self {
            kind: if kind.contains('/') { kind } else { otherwise.to_owned() },
            parameters,
            file_name: disposition.and_then(|disposition| named(&disposition.params)),
            is_to_be_saved,
            is_shown_within: !is_to_be_saved && headers.first("Content-ID").is_some(),
            within,
            encoding: encoding.split([';', '(']).next().unwrap_or_default().trim().to_owned(),
            body,
        }
    }

    fn boundary(&self) -> Option<&str> {
        let boundary = self.parameters.get("boundary").map(|boundary| boundary.trim_end())?;
        (self.kind.starts_with("multipart/") && !boundary.is_empty()).then_some(boundary)
    }

    /// Whether it is a message within the message.
    pub(super) fn is_message(&self) -> bool {
        self.kind == "message/rfc822" || self.kind == "message/global"
    }

    /// Whether it is attached: it has a name, is to be saved, or is neither a text nor a report on delivery.
    pub(super) fn is_attached(&self) -> bool {
        let is_part_of_the_message = ["text/", "message/", "multipart/"].iter().any(|kind| self.kind.starts_with(kind));
        self.is_to_be_saved || !is_part_of_the_message || self.name().is_some()
    }

    /// The name of its file, without the folders in which it lay.
    pub(super) fn name(&self) -> Option<String> {
        let named = self.file_name.as_deref().or_else(|| self.parameters.get("name").map(String::as_str));
        // Encoded words have no place in parameters, and most mailers put them there.
        named.and_then(|name| file_name(&words_read(name).unwrap_or_else(|| name.to_owned())))
    }

    /// The encoding of its text, where it says so.
    pub(super) fn charset(&self) -> Option<&str> {
        self.parameters.get("charset").map(String::as_str)
    }

    /// What it holds, decoded.
    pub(super) fn bytes(&self) -> Cow<'b, [u8]> {
        transfer::decoded(&self.encoding, self.body)
    }
}

/// The name that a disposition gives. Of two the one with letters beyond ASCII counts (RFC 6266, 4.3), which the crate leaves unread beside the other.
fn named(parameters: &BTreeMap<String, String>) -> Option<String> {
    let extended = parameters.get("filename*").and_then(|value| {
        parse_content_disposition(&format!("attachment; filename*={value}")).params.remove("filename")
    });
    extended.or_else(|| parameters.get("filename").cloned())
}

/// The beginning of a header that is read.
fn bounded(value: &str) -> &str {
    let value = value.get(..value.floor_char_boundary(MOST_OF_A_HEADER)).unwrap_or(value);
    value.match_indices(';').nth(MOST_PARAMETERS).and_then(|(at, _)| value.get(..at)).unwrap_or(value)
}

/// What stands between the lines that part a body (RFC 2046, 5.1.1). What comes before the first is for programs that know no parts; after the last
/// piece the body may break off.
struct Pieces<'b, 'd> {
    rest: Option<&'b [u8]>,
    boundary: &'d [u8],
}

impl<'b, 'd> Pieces<'b, 'd> {
    fn of(body: &'b [u8], boundary: &'d str) -> Self {
        let boundary = boundary.as_bytes();
        let mut pieces = Self { rest: Some(body), boundary };
        pieces.next();
        pieces
    }

    /// Whether a line parts the body; then, whether another piece follows.
    fn parts(&self, line: &[u8]) -> Option<bool> {
        let mark = line.trim_ascii_end().strip_prefix(b"--")?;
        match mark.strip_prefix(self.boundary)? {
            b"" => Some(true),
            b"--" => Some(false),
            _ => None,
        }
    }
}

impl<'b> Iterator for Pieces<'b, '_> {
    type Item = &'b [u8];

    fn next(&mut self) -> Option<&'b [u8]> {
        let rest = self.rest?;
        let mut at = 0;
        for line in rest.split_inclusive(|byte| *byte == b'\n') {
            if let Some(goes_on) = self.parts(line) {
                self.rest = rest.get(at + line.len()..).filter(|_| goes_on);
                let piece = rest.get(..at)?;
                // The line end before the mark belongs to the mark.
                let piece = piece.strip_suffix(b"\n").unwrap_or(piece);
                return Some(piece.strip_suffix(b"\r").unwrap_or(piece));
            }
            at += line.len();
        }
        self.rest = None;
        Some(rest)
    }
}
