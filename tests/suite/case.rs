//! A case: one small text file that holds a tree of files, in the manner of Go's txtar.
//!
//! ```text
//! What the case shows, in a sentence or two.
//!
//! -- policy.toml --
//! authority = "Northmere Council"
//! -- Jane Morris/Oakfield/emails/ --
//! -- Jane Morris/Oakfield/records/2026-12-01 visit.yaml [CRLF, no last line end] --
//! kind: visit
//! -- Jane Morris/Oakfield/records/2026-12-02 visit.yaml -> ../elsewhere.yaml --
//! -- expected/problems --
//! ```
//!
//! A line `-- path --` begins a file; the lines up to the next such line are its text. A path that ends in `/` is an empty folder, and
//! `path -> target` a symbolic link. What the lines cannot show stands in brackets after the path:
//!
//! | notation | the file |
//! | --- | --- |
//! | `CRLF` | ends its lines as Windows does |
//! | `no last line end` | ends within its last line |
//! | `byte order mark` | begins with the mark of its encoding |
//! | `Windows-1252`, `UTF-16 LE`, `UTF-16 BE` | is written in that encoding, not in UTF-8 |
//! | `escaped` | holds the byte NN wherever the text has `\xNN`, and `\` for `\\` |
//!
//! In a path `\u{301}` is the character of that number: for characters that cannot be seen or told apart.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Component, Path};

/// A file of the tree, an empty folder or a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    File(Vec<u8>),
    Folder,
    /// A link, with the path at which it points.
    Link(String),
}

/// A case: what it shows, and its tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// The lines before the first entry.
    pub about: String,
    /// The path of each entry, with `/`, and what stands there; in the order of the case's text.
    pub entries: Vec<(String, Entry)>,
}

impl Case {
    /// Reads the text of a case.
    ///
    /// # Errors
    ///
    /// The first line that cannot be understood, and why.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (mut case, mut open) = (Self::default(), None::<(String, Notation, String)>);
        for (number, line) in text.split_inclusive('\n').enumerate() {
            let Some(marker) = marker(line) else {
                let text = open.as_mut().map_or(&mut case.about, |(.., text)| text);
                text.push_str(line);
                continue;
            };
            let at = |what: String| format!("line {}: {what}", number + 1);
            case.close(open.take()).map_err(at)?;
            match Marker::parse(marker).map_err(at)? {
                Marker::File(path, notation) => open = Some((path, notation, String::new())),
                Marker::Other(path, entry) => case.push(path, entry).map_err(at)?,
            }
        }
        case.close(open)?;
        Ok(case)
    }

    fn close(&mut self, open: Option<(String, Notation, String)>) -> Result<(), String> {
        let Some((path, notation, text)) = open else { return Ok(()) };
        let bytes = notation.bytes(&text).map_err(|what| format!("{path}: {what}"))?;
        self.push(path, Entry::File(bytes))
    }

    fn push(&mut self, path: String, entry: Entry) -> Result<(), String> {
        let is_below = Path::new(&path).components().all(|part| matches!(part, Component::Normal(_)));
        if path.is_empty() || !is_below {
            return Err(format!("`{path}` is not a path below the case"));
        }
        if self.entries.iter().any(|(other, _)| *other == path) {
            return Err(format!("`{path}` stands there twice"));
        }
        self.entries.push((path, entry));
        Ok(())
    }

    /// The text of the case: reading it gives the same case.
    pub fn text(&self) -> String {
        let mut text = self.about.clone();
        for (path, entry) in &self.entries {
            let path = escaped_path(path);
            // Writing to a text cannot fail.
            let _ = match entry {
                Entry::Folder => writeln!(text, "-- {path}/ --"),
                Entry::Link(target) => writeln!(text, "-- {path} -> {} --", escaped_path(target)),
                Entry::File(bytes) => {
                    let (notation, lines) = Notation::of(bytes);
                    write!(text, "-- {path}{notation} --\n{lines}")
                }
            };
        }
        text
    }

    /// The text of a file of the case that is plain text.
    pub fn file(&self, path: &str) -> Option<&str> {
        self.entries.iter().find_map(|(other, entry)| match entry {
            Entry::File(bytes) if other == path => std::str::from_utf8(bytes).ok(),
            _ => None,
        })
    }

    /// Gives a file this text. A new file goes to the end.
    pub fn set(&mut self, path: &str, text: &str) {
        let file = Entry::File(text.as_bytes().to_vec());
        match self.entries.iter_mut().find(|(other, _)| other == path) {
            Some((_, entry)) => *entry = file,
            None => self.entries.push((path.to_owned(), file)),
        }
    }

    /// The entries below a folder of the case, their paths from there.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a Entry)> {
        self.entries.iter().filter_map(move |(path, entry)| {
            let path = path.strip_prefix(folder)?.strip_prefix('/')?;
            Some((path, entry))
        })
    }
}

/// Makes files, folders and links below a root.
///
/// # Errors
///
/// What the file system says.
pub fn put<'a>(entries: impl IntoIterator<Item = (&'a str, &'a Entry)>, root: &Path) -> io::Result<()> {
    fs::create_dir_all(root)?;
    for (path, entry) in entries {
        let at = root.join(path);
        let folder = if *entry == Entry::Folder { Some(at.as_path()) } else { at.parent() };
        folder.map_or(Ok(()), fs::create_dir_all)?;
        match entry {
            Entry::Folder => {}
            Entry::File(bytes) => fs::write(at, bytes)?,
            #[cfg(unix)]
            Entry::Link(target) => std::os::unix::fs::symlink(target, at)?,
            #[cfg(not(unix))]
            Entry::Link(_) => return Err(io::ErrorKind::Unsupported.into()),
        }
    }
    Ok(())
}

/// The text between the dashes of a line that begins an entry; none where the line begins none.
fn marker(line: &str) -> Option<&str> {
    line.trim_end_matches('\n').strip_prefix("-- ")?.strip_suffix(" --")
}

enum Marker {
    File(String, Notation),
    Other(String, Entry),
}

impl Marker {
    fn parse(marker: &str) -> Result<Self, String> {
        if let Some((path, target)) = marker.split_once(" -> ") {
            return Ok(Self::Other(plain_path(path)?, Entry::Link(plain_path(target)?)));
        }
        if let Some(path) = marker.strip_suffix('/') {
            return Ok(Self::Other(plain_path(path)?, Entry::Folder));
        }
        match marker.strip_suffix(']').and_then(|marker| marker.rsplit_once(" [")) {
            Some((path, notation)) => Ok(Self::File(plain_path(path)?, Notation::parse(notation)?)),
            None => Ok(Self::File(plain_path(marker)?, Notation::default())),
        }
    }
}

/// A path as the line of an entry shows it: with numbers for characters that are hard to see, and for those that the line itself uses.
fn escaped_path(path: &str) -> String {
    let last = path.chars().count().saturating_sub(1);
    let mut escaped = String::new();
    for (place, character) in path.chars().enumerate() {
        let is_hidden = character.is_control() || matches!(character, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}');
        let is_sign = matches!(character, '\\' | '>' | '[' | ']');
        if is_hidden || is_sign || (character == ' ' && (place == 0 || place == last)) {
            escaped.extend(character.escape_unicode());
        } else {
            escaped.push(character);
        }
    }
    escaped
}

fn plain_path(escaped: &str) -> Result<String, String> {
    let mut parts = escaped.split("\\u{");
    let mut path = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let found = part
            .split_once('}')
            .and_then(|(number, rest)| Some((char::from_u32(u32::from_str_radix(number, 16).ok()?)?, rest)));
        let (character, rest) = found.ok_or_else(|| format!("`{escaped}` has no character of that number"))?;
        path.push(character);
        path.push_str(rest);
    }
    Ok(path)
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Encoding {
    #[default]
    Utf8,
    Windows1252,
    Utf16Le,
    Utf16Be,
}

/// How the bytes of a file come from the lines of the case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Notation {
    encoding: Encoding,
    has_mark: bool,
    is_crlf: bool,
    is_escaped: bool,
    is_cut: bool,
}

impl std::fmt::Display for Notation {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let encoding = match self.encoding {
            Encoding::Utf8 => None,
            Encoding::Windows1252 => Some("Windows-1252"),
            Encoding::Utf16Le => Some("UTF-16 LE"),
            Encoding::Utf16Be => Some("UTF-16 BE"),
        };
        let words = [
            encoding,
            self.has_mark.then_some("byte order mark"),
            self.is_crlf.then_some("CRLF"),
            self.is_escaped.then_some("escaped"),
            self.is_cut.then_some("no last line end"),
        ];
        let words: Vec<_> = words.into_iter().flatten().collect();
        if words.is_empty() { Ok(()) } else { write!(to, " [{}]", words.join(", ")) }
    }
}

impl Notation {
    fn parse(words: &str) -> Result<Self, String> {
        let mut notation = Self::default();
        for word in words.split(", ") {
            match word {
                "Windows-1252" => notation.encoding = Encoding::Windows1252,
                "UTF-16 LE" => notation.encoding = Encoding::Utf16Le,
                "UTF-16 BE" => notation.encoding = Encoding::Utf16Be,
                "byte order mark" => notation.has_mark = true,
                "CRLF" => notation.is_crlf = true,
                "escaped" => notation.is_escaped = true,
                "no last line end" => notation.is_cut = true,
                _ => return Err(format!("`{word}` is not a notation")),
            }
        }
        Ok(notation)
    }

    /// The bytes of a file whose lines are these.
    fn bytes(self, lines: &str) -> Result<Vec<u8>, String> {
        let lines = if self.is_cut { lines.strip_suffix('\n').ok_or("it has no line")? } else { lines };
        if self.is_escaped {
            return unescaped(lines);
        }
        let mut text = if self.is_crlf { lines.replace('\n', "\r\n") } else { lines.to_owned() };
        if self.has_mark {
            text.insert(0, '\u{feff}');
        }
        match self.encoding {
            Encoding::Utf8 => Ok(text.into_bytes()),
            Encoding::Utf16Le => Ok(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            Encoding::Utf16Be => Ok(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            Encoding::Windows1252 => match encoding_rs::WINDOWS_1252.encode(&text) {
                (bytes, _, false) => Ok(bytes.into_owned()),
                (.., true) => Err("a character is not in Windows-1252".to_owned()),
            },
        }
    }

    /// The plainest notation for these bytes, and the lines that go with it.
    fn of(bytes: &[u8]) -> (Self, String) {
        let encodings = [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Windows1252];
        let plain = encodings.into_iter().find_map(|encoding| {
            let text = decoded(bytes, encoding)?;
            let (has_mark, text) = text.strip_prefix('\u{feff}').map_or((false, &*text), |text| (true, text));
            let is_crlf = text.contains("\r\n");
            let mut lines = if is_crlf { text.replace("\r\n", "\n") } else { text.to_owned() };
            let is_cut = !lines.is_empty() && !lines.ends_with('\n');
            if is_cut {
                lines.push('\n');
            }
            let notation = Self { encoding, has_mark, is_crlf, is_escaped: false, is_cut };
            let can_be_read = !lines.chars().any(|one| one.is_control() && !matches!(one, '\n' | '\t'))
                && lines.lines().all(|line| marker(line).is_none());
            (can_be_read && notation.bytes(&lines).as_deref() == Ok(bytes)).then_some((notation, lines))
        });
        plain.unwrap_or_else(|| {
            let mut lines = escaped(bytes);
            let is_cut = !lines.is_empty() && !lines.ends_with('\n');
            if is_cut {
                lines.push('\n');
            }
            (Self { is_escaped: true, is_cut, ..Self::default() }, lines)
        })
    }
}

/// The text of the bytes in an encoding; none where the bytes are not valid in it, or are hardly meant so.
fn decoded(bytes: &[u8], encoding: Encoding) -> Option<String> {
    let wide = |of: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let units: Vec<_> = pairs.iter().copied().map(of).collect();
        rest.is_empty().then(|| String::from_utf16(&units).ok())?
    };
    match encoding {
        Encoding::Utf8 => String::from_utf8(bytes.to_vec()).ok(),
        // In UTF-16 any two bytes are a character of some script. Take it for UTF-16 only where the mark says so, or where the first character is Latin.
        Encoding::Utf16Le if bytes.starts_with(b"\xff\xfe") || bytes.get(1) == Some(&0) => wide(u16::from_le_bytes),
        Encoding::Utf16Be if bytes.starts_with(b"\xfe\xff") || bytes.first() == Some(&0) => wide(u16::from_be_bytes),
        Encoding::Utf16Le | Encoding::Utf16Be => None,
        Encoding::Windows1252 => Some(encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()),
    }
}

fn escaped(bytes: &[u8]) -> String {
    let mut text = String::new();
    let hide = |text: &mut String, byte: u8| text.push_str(&format!("\\x{byte:02x}"));
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\\' => text.push_str("\\\\"),
                '\n' | '\t' => text.push(character),
                _ if character.is_control() || character == '\u{feff}' => {
                    character.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| hide(&mut text, byte));
                }
                _ => text.push(character),
            }
        }
        chunk.invalid().iter().for_each(|byte| hide(&mut text, *byte));
    }
    let lines = text.split_inclusive('\n');
    lines.map(|line| if marker(line).is_some() { line.replacen('-', "\\x2d", 1) } else { line.to_owned() }).collect()
}

fn unescaped(lines: &str) -> Result<Vec<u8>, String> {
    let mut parts = lines.split('\\');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    while let Some(part) = parts.next() {
        if part.is_empty() {
            // Two in a row: what stands between them is nothing.
            bytes.push(b'\\');
            bytes.extend(parts.next().unwrap_or_default().as_bytes());
            continue;
        }
        let number = part.strip_prefix('x').and_then(|part| part.get(..2));
        let byte = number.and_then(|number| u8::from_str_radix(number, 16).ok());
        bytes.push(byte.ok_or_else(|| format!("`\\{part}` is not an escape"))?);
        bytes.extend(&part.as_bytes()[3..]);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file(path: &str, bytes: &[u8]) -> Case {
        Case { about: String::new(), entries: vec![(path.to_owned(), Entry::File(bytes.to_vec()))] }
    }

    /// What is written for a file; asserts that reading it gives the same bytes.
    fn written(bytes: &[u8]) -> String {
        let case = file("a", bytes);
        assert_eq!(Case::parse(&case.text()).as_ref(), Ok(&case));
        case.text()
    }

    #[test]
    fn a_case_is_read_with_its_files_folders_and_links() {
        let text = "About.\n\n-- a/b c.txt --\none\n\ntwo\n-- a/e/ --\n-- a/l -> ../x --\n-- empty --\n";
        let case = Case::parse(text).unwrap();
        assert_eq!(case.about, "About.\n\n");
        let entries = [
            ("a/b c.txt", Entry::File(b"one\n\ntwo\n".to_vec())),
            ("a/e", Entry::Folder),
            ("a/l", Entry::Link("../x".to_owned())),
            ("empty", Entry::File(Vec::new())),
        ];
        assert_eq!(case.entries, entries.map(|(path, entry)| (path.to_owned(), entry)));
        assert_eq!(case.text(), text);
        assert_eq!(case.file("a/b c.txt"), Some("one\n\ntwo\n"));
        assert_eq!(case.below("a").map(|(path, _)| path).collect::<Vec<_>>(), ["b c.txt", "e", "l"]);
    }

    #[test]
    fn what_lines_cannot_show_is_said() {
        for (bytes, expected) in [
            (&b"a\n"[..], "-- a --\na\n"),
            (b"a", "-- a [no last line end] --\na\n"),
            (b"a\r\nb\r\n", "-- a [CRLF] --\na\nb\n"),
            (b"\xef\xbb\xbfa\n", "-- a [byte order mark] --\na\n"),
            (b"\xef\xbb\xbf", "-- a [byte order mark] --\n"),
            ("Zo\u{eb}\n".as_bytes(), "-- a --\nZo\u{eb}\n"),
            (b"Zo\xeb\n", "-- a [Windows-1252] --\nZo\u{eb}\n"),
            (b"\xff\xfea\0\n\0", "-- a [UTF-16 LE, byte order mark] --\na\n"),
            (b"\0a\0\n", "-- a [UTF-16 BE] --\na\n"),
            (b"a\rb\\\n", "-- a [escaped] --\na\\x0db\\\\\n"),
            (b"a\r\nb\n", "-- a [escaped] --\na\\x0d\nb\n"),
            (b"-- b --\n", "-- a [escaped] --\n\\x2d- b --\n"),
        ] {
            assert_eq!(written(bytes), expected);
        }
    }

    #[test]
    fn a_path_shows_what_is_hard_to_see() {
        let case = file("Cafe\u{301}/ [1] > \\ ", b"");
        assert_eq!(case.text(), "-- Cafe\\u{301}/ \\u{5b}1\\u{5d} \\u{3e} \\u{5c}\\u{20} --\n");
        assert_eq!(Case::parse(&case.text()), Ok(case));
    }

    #[test]
    fn what_is_no_case_is_refused() {
        for (text, complaint) in [
            ("-- a [CLRF] --\n", "line 1: `CLRF` is not a notation"),
            ("x\n-- a --\n-- a/ --\n", "line 3: `a` stands there twice"),
            ("-- ../a --\n-- b --\n", "line 2: `../a` is not a path below the case"),
            ("-- /a/ --\n", "line 1: `/a` is not a path below the case"),
            ("-- a [escaped] --\n\\q\n", "a: `\\q\n` is not an escape"),
            ("-- a [no last line end] --\n", "a: it has no line"),
        ] {
            assert_eq!(Case::parse(text), Err(complaint.to_owned()), "{text}");
        }
    }

    /// Otherwise a case that is brought up to date would change in more than what is expected.
    #[test]
    fn every_case_is_written_as_it_would_be_written_anew() {
        for folder in ["fixtures/rules", "tests/suite/procedure", "tests/suite/reading"] {
            for file in fs::read_dir(crate::harness::project().join(folder)).unwrap() {
                let file = file.unwrap().path();
                let text = fs::read_to_string(&file).unwrap();
                assert_eq!(Case::parse(&text).map(|case| case.text()), Ok(text), "{}", file.display());
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_written_is_read_as_the_same(
            bytes in prop_oneof![
                any::<Vec<u8>>(),
                "([a\u{eb}\\\\ \t\r\n\0\u{feff}-]|-- a --|\r\n)*".prop_map(String::into_bytes),
                "[a\u{eb}\r\n-]*".prop_map(|text| text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            ],
            path in "[a-c\u{301} >\\\\\\[\\]{}.-]{1,8}",
        ) {
            prop_assume!(Path::new(&path).components().all(|part| matches!(part, Component::Normal(_))));
            prop_assume!(!path.starts_with("./") && !path.contains("/."));
            let case = file(&path, &bytes);
            prop_assert_eq!(Case::parse(&case.text()), Ok(case));
        }
    }
}
