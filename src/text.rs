//! Text as it lies on the drive: its encoding, its lines, the front matter of a Markdown file.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::problem::Position;

/// The encodings that staff's editors write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// With or without a byte order mark.
    Utf8,
    /// Little or big endian, with or without a byte order mark.
    Utf16,
    /// What Windows calls ANSI in western Europe: any bytes that are not the above.
    Windows1252,
}

impl Encoding {
    /// The name that an officer finds in an editor's list of encodings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16 => "UTF-16 (in Notepad “Unicode”)",
            Self::Windows1252 => "Windows-1252 (in Notepad “ANSI”)",
        }
    }
}

/// The text of a file, without a byte order mark, and the encoding that it was in. Never fails: what is not text shows
/// by its control characters (see [`control_character`]).
#[must_use]
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return match std::str::from_utf8(rest) {
            Ok(text) => (Cow::Borrowed(text), Encoding::Utf8),
            Err(_) => (windows_1252(rest), Encoding::Windows1252),
        };
    }
    match bytes {
        [0xFF, 0xFE, rest @ ..] => return (utf_16(UTF_16LE, rest), Encoding::Utf16),
        [0xFE, 0xFF, rest @ ..] => return (utf_16(UTF_16BE, rest), Encoding::Utf16),
        // A record begins with an ASCII character, so a zero byte beside it tells UTF-16 apart (YAML 1.2, 5.2).
        [low, 0, ..] if *low != 0 => return (utf_16(UTF_16LE, bytes), Encoding::Utf16),
        [0, low, ..] if *low != 0 => return (utf_16(UTF_16BE, bytes), Encoding::Utf16),
        _ => {}
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), Encoding::Utf8),
        Err(_) => (windows_1252(bytes), Encoding::Windows1252),
    }
}

/// Like [`decode`], but takes the bytes. Nearly every file is UTF-8 without a byte order mark; its text is not copied.
#[must_use]
pub fn decode_owned(bytes: Vec<u8>) -> (String, Encoding) {
    if matches!(bytes.as_slice(), [0xEF, 0xBB, 0xBF, ..] | [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, ..] | [_, 0, ..]) {
        let (text, encoding) = decode(&bytes);
        return (text.into_owned(), encoding);
    }
    match String::from_utf8(bytes) {
        Ok(text) => (text, Encoding::Utf8),
        Err(error) => (windows_1252(error.as_bytes()).into_owned(), Encoding::Windows1252),
    }
}

/// The text of bytes in an encoding of this name, as mail gives it. Where the name is not known, the encoding is found as in [`decode`].
#[must_use]
pub fn decode_as<'b>(name: &str, bytes: &'b [u8]) -> Cow<'b, str> {
    match encoding_rs::Encoding::for_label(name.as_bytes()) {
        Some(encoding) => encoding.decode_without_bom_handling(bytes).0,
        None => decode(bytes).0,
    }
}

/// A text in the encoding of other bytes, with their byte order mark. None where that encoding cannot hold it, or those bytes would not come
/// back as they are.
#[must_use]
pub fn encode_like(bytes: &[u8], text: &str) -> Option<Vec<u8>> {
    let (decoded, encoding) = decode(bytes);
    let is_utf_8_marked = bytes.starts_with(b"\xEF\xBB\xBF");
    let encode = |text: &str| -> Option<Vec<u8>> {
        match encoding {
            Encoding::Utf8 if is_utf_8_marked => Some([b"\xEF\xBB\xBF", text.as_bytes()].concat()),
            Encoding::Utf8 => Some(text.as_bytes().to_vec()),
            Encoding::Utf16 => {
                let is_big = bytes.starts_with(b"\xFE\xFF") || bytes.first() == Some(&0);
                let is_marked = matches!(bytes, [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..]);
                let units = is_marked.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
                Some(units.flat_map(|unit| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect())
            }
            Encoding::Windows1252 => {
                let (encoded, _, is_lost) = WINDOWS_1252.encode(text);
                (!is_lost).then(|| encoded.into_owned())
            }
        }
    };
    let new = encode(text)?;
    let comes_back = encode(&decoded).is_some_and(|old| old == bytes);
    let is_read = decode(&new) == (Cow::Borrowed(text), encoding);
    (comes_back && is_read).then_some(new)
}

fn utf_16<'a>(encoding: &'static encoding_rs::Encoding, bytes: &'a [u8]) -> Cow<'a, str> {
    encoding.decode_without_bom_handling(bytes).0
}

fn windows_1252(bytes: &[u8]) -> Cow<'_, str> {
    WINDOWS_1252.decode_without_bom_handling(bytes).0
}

/// The place of the first character that no text holds (YAML 1.2, 5.1: `c-printable`), if there is one.
#[must_use]
pub fn control_character(text: &str) -> Option<(Position, char)> {
    let printable = |c: char| match c {
        '\t' | '\n' | '\r' | '\u{85}' => true,
        '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}' => false,
        _ => true,
    };
    // Nearly every file is free of them: look at bytes first. C1 controls begin with C2, FFFE and FFFF with EF. A run of bytes is looked at
    // as a whole, without leaving at the first find, so that the processor can take many bytes at once.
    let suspicious =
        |b: u8| (b < 0x20) & (b != b'\t') & (b != b'\n') & (b != b'\r') | (b == 0x7F) | (b == 0xC2) | (b == 0xEF);
    let any_in_run = |run: &[u8]| run.iter().fold(false, |any, b| any | suspicious(*b));
    if !text.as_bytes().chunks(256).any(any_in_run) {
        return None;
    }
    let (offset, character) = text.char_indices().find(|(_, c)| !printable(*c))?;
    Some((position_of(text, offset), character))
}

/// The line and column of a byte offset.
#[must_use]
pub fn position_of(text: &str, offset: usize) -> Position {
    // Between CR and LF is still the end of the line.
    let within_end = offset > 0 && text.as_bytes().get(offset - 1..=offset) == Some(b"\r\n");
    let before = text.get(..offset - usize::from(within_end)).unwrap_or(text);
    let mut line = 1;
    let mut start = 0;
    let bytes = before.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let ends_line = *byte == b'\n' || (*byte == b'\r' && text.as_bytes().get(at + 1) != Some(&b'\n'));
        if ends_line {
            line += 1;
            start = at + 1;
        }
    }
    let column = before.get(start..).unwrap_or("").chars().count();
    Position { line, column: u32::try_from(column).unwrap_or(u32::MAX).saturating_add(1) }
}

/// Where each line of a text begins, in bytes; a line ends with CR, LF or both.
#[must_use]
pub fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let ends_line = |at: &usize| bytes[*at] == b'\n' || (bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
    std::iter::once(0).chain((0..bytes.len()).filter(ends_line).map(|at| at + 1)).collect()
}

/// The text of a line, from 1, without its end. `starts`: [`line_starts`] of the text.
#[must_use]
pub fn line_at<'t>(text: &'t str, starts: &[usize], number: u32) -> Option<&'t str> {
    let index = usize::try_from(number).ok()?.checked_sub(1)?;
    let start = *starts.get(index)?;
    let end = starts.get(index + 1).copied().unwrap_or(text.len());
    text.get(start..end).map(|line| line.trim_end_matches(['\n', '\r']))
}

/// The byte at which a place begins, the other way round than [`position_of`]; past the end of the text's last line, the end of the text. `starts`:
/// [`line_starts`] of the text. None where there is no such line.
#[must_use]
pub fn offset_of(text: &str, starts: &[usize], at: Position) -> Option<usize> {
    let start = *starts.get(usize::try_from(at.line).ok()?.checked_sub(1)?)?;
    let line = text.get(start..)?;
    let column = usize::try_from(at.column).ok()?.checked_sub(1)?;
    Some(start + line.char_indices().nth(column).map_or(line.len(), |(inside, _)| inside))
}

/// The text of one line, from 1, without its end.
#[must_use]
pub fn line(text: &str, number: u32) -> Option<&str> {
    line_at(text, &line_starts(text), number)
}

/// The two parts of a Markdown record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontMatter<'t> {
    /// The YAML between the two `---` lines, as bytes of the text.
    pub yaml: std::ops::Range<usize>,
    /// The line on which it begins: always 2, as the first line is `---`.
    pub first_line: u32,
    /// Everything after the closing line.
    pub body: &'t str,
}

/// Splits a Markdown file. None where it does not begin with a line `---`, or that is not closed by another
/// (records.md, section 1).
#[must_use]
pub fn front_matter(text: &str) -> Option<FrontMatter<'_>> {
    let (first, mut rest) = split_line(text)?;
    if first.trim_end() != "---" {
        return None;
    }
    let start = text.len() - rest.len();
    loop {
        let end = text.len() - rest.len();
        let (line, after) = match split_line(rest) {
            Some(split) => split,
            None => (rest, ""),
        };
        if line.starts_with("---") && line.trim_end() == "---" {
            return Some(FrontMatter { yaml: start..end, first_line: 2, body: after });
        }
        if after.is_empty() {
            return None;
        }
        rest = after;
    }
}

/// A line without its end, and all that follows; none where no line ends.
fn split_line(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| matches!(byte, b'\n' | b'\r'))?;
    let length = if text[end..].starts_with("\r\n") { 2 } else { 1 };
    Some((&text[..end], &text[end + length..]))
}

/// A text as messages show it: in backticks, on one line, cut where it is long.
#[must_use]
pub fn quoted(text: &str) -> String {
    const MOST: usize = 40;
    let mut shown: String = text
        .chars()
        .take(MOST)
        .flat_map(|c| if c.is_control() { ' ' } else { c }.to_string().chars().collect::<Vec<_>>())
        .collect();
    if text.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_encoded_as_the_bytes_were() {
        let utf_16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let big = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        assert_eq!(encode_like("é: 1".as_bytes(), "é: 2"), Some("é: 2".as_bytes().to_vec()));
        assert_eq!(encode_like(b"\xEF\xBB\xBFa", "b"), Some(b"\xEF\xBB\xBFb".to_vec()));
        for mark in ["\u{FEFF}", ""] {
            let marked = |text: &str| format!("{mark}{text}");
            assert_eq!(encode_like(&utf_16(&marked("a: é")), "a: ü"), Some(utf_16(&marked("a: ü"))));
            assert_eq!(encode_like(&big(&marked("a: é")), "a: ü"), Some(big(&marked("a: ü"))));
        }
        assert_eq!(encode_like(b"a: \xE9", "a: \u{FC}\u{E9}"), Some(b"a: \xFC\xE9".to_vec()));
        assert_eq!(encode_like(b"a: \xE9", "a: \u{142}"), None);
        // A byte order mark before bytes that are no UTF-8 would be lost.
        assert_eq!(encode_like(b"\xEF\xBB\xBFa\xE9", "b\u{E9}"), None);
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "name: Zoë’s £5\n";
        let utf16 = |f: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(f).collect::<Vec<u8>>();
        let marked = |mark: &[u8], bytes: Vec<u8>| [mark.to_vec(), bytes].concat();
        let (windows, _, _) = WINDOWS_1252.encode(text);
        let cases = [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            (marked(b"\xEF\xBB\xBF", text.as_bytes().to_vec()), Encoding::Utf8),
            (marked(b"\xFF\xFE", utf16(u16::to_le_bytes)), Encoding::Utf16),
            (marked(b"\xFE\xFF", utf16(u16::to_be_bytes)), Encoding::Utf16),
            (utf16(u16::to_le_bytes), Encoding::Utf16),
            (utf16(u16::to_be_bytes), Encoding::Utf16),
            (windows.into_owned(), Encoding::Windows1252),
        ];
        for (bytes, encoding) in cases {
            assert_eq!(decode(&bytes), (Cow::Borrowed(text), encoding));
            assert_eq!(decode_owned(bytes), (text.to_owned(), encoding));
        }
    }

    #[test]
    fn control_characters_are_placed() {
        assert_eq!(control_character("a: é\r\n\tb £ \u{85}\n"), None);
        let at = |line, column| Position { line, column };
        assert_eq!(control_character("a\r\nbé\u{0}"), Some((at(2, 3), '\u{0}')));
        assert_eq!(control_character("\u{9f}"), Some((at(1, 1), '\u{9f}')));
    }

    #[test]
    fn lines_end_with_lf_crlf_or_cr() {
        let text = "a\nbé\r\nc\rd";
        assert_eq!(
            (1..6).map(|n| line(text, n)).collect::<Vec<_>>(),
            [Some("a"), Some("bé"), Some("c"), Some("d"), None]
        );
        assert_eq!(position_of(text, text.len()), Position { line: 4, column: 2 });
        assert_eq!(position_of(text, 5), Position { line: 2, column: 3 });
        assert_eq!(line(text, 0), None);
        let starts = line_starts(text);
        for (offset, _) in text.char_indices().filter(|(offset, _)| *offset != 6) {
            assert_eq!(offset_of(text, &starts, position_of(text, offset)), Some(offset), "{offset}");
        }
        assert_eq!(offset_of(text, &starts, Position { line: 9, column: 1 }), None);
    }

    #[test]
    fn front_matter_is_between_two_lines_of_dashes() {
        let split = |text| front_matter(text).map(|f| (&text[f.yaml], f.body));
        assert_eq!(split("---\na: 1\n---\nbody\n"), Some(("a: 1\n", "body\n")));
        assert_eq!(split("--- \r\na: 1\r\n---"), Some(("a: 1\r\n", "")));
        assert_eq!(split("---\n---\n"), Some(("", "")));
        for none in
            ["", "---", "---\n", "---\na: 1\n", "a: 1\n---\n", "----\na\n---\n", " ---\na\n---\n", "---\na\n ---\n"]
        {
            assert_eq!(split(none), None, "{none:?}");
        }
    }
}
