//! A pack or a letter as PDF, set in this process with the fonts that are built in: the same input gives the same bytes, on every machine.

use std::sync::LazyLock;

use miniz_oxide::inflate::decompress_to_vec;
use typst::diag::{FileError, FileResult, Severity, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::own::{CREATOR, LETTER_CREATOR, STORY_CREATOR, sealed};
use super::typst_source::{Sheet, logo_file, picture_file, typst_source};
use crate::pack::Pack;

/// The name of the template for the look, for messages.
const LOOK_FILE: &str = "print.typ";
const MAIN_FILE: &str = "main.typ";

/// A pack as PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// The characters that no built-in font has. In the file a mark stands for each.
    pub not_shown: Vec<char>,
    /// Whether the file was checked to be PDF/UA-1. It is tagged for screen readers either way.
    pub is_checked: bool,
}

/// Why a pack could not be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct PdfError {
    /// The template with line and column, where the fault is in a template.
    pub place: String,
    /// What is wrong.
    pub message: String,
}

/// Sets a pack as PDF, A4. `look` is the text of `print.typ`.
pub fn pdf(pack: &Pack, look: &str) -> Result<Pdf, PdfError> {
    let pdf = made(pack, look, Sheet::Pack, CREATOR)?;
    Ok(Pdf { bytes: sealed(&pdf.bytes), ..pdf })
}

/// Sets a letter the same way. It has no seal: nothing that the program writes later takes its place.
pub fn letter_pdf(letter: &Pack, look: &str) -> Result<Pdf, PdfError> {
    made(letter, look, Sheet::Letter, LETTER_CREATOR)
}

/// Sets a child's story as a pack is set.
pub fn story_pdf(story: &Pack, look: &str) -> Result<Pdf, PdfError> {
    made(story, look, Sheet::Pack, STORY_CREATOR)
}

fn made(pack: &Pack, look: &str, sheet: Sheet, creator: &str) -> Result<Pdf, PdfError> {
    let (text, not_shown) = shown(typst_source(pack, sheet));
    let result = set(pack, look, text, creator);
    // Drop what the typesetter keeps for a second document that is the same: no two packs are.
    typst::comemo::evict(0);
    let (bytes, is_checked) = result?;
    Ok(Pdf { bytes, not_shown, is_checked })
}

fn set(pack: &Pack, look: &str, text: String, creator: &str) -> Result<(Vec<u8>, bool), PdfError> {
    let desk = Desk::new(pack, look, text);
    let document: PagedDocument = typst::compile(&desk).output.map_err(|errors| desk.error(&errors))?;
    let (year, month, day) = pack.made;
    let options = |standards: PdfStandards| PdfOptions {
        ident: Smart::Custom(format!("{} {} {}", pack.title, pack.head_left, pack.head_right)),
        creator: Smart::Custom(Some(creator.to_owned())),
        timestamp: Datetime::from_ymd(year, month, day).map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    };
    // Both standards, for accessible and for lasting files, demand that every character can be shown. Otherwise the file is tagged without their checks.
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a]).unwrap_or_default();
    if let Ok(bytes) = typst_pdf::pdf(&document, &options(standards)) {
        return Ok((bytes, true));
    }
    typst_pdf::pdf(&document, &options(PdfStandards::default()))
        .map(|bytes| (bytes, false))
        .map_err(|errors| desk.error(&errors))
}

static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let files = FONT_FILES.iter().filter_map(|packed| decompress_to_vec(packed).ok());
    let fonts: Vec<_> = files.flat_map(|bytes| Font::iter(Bytes::new(bytes))).collect();
    Fonts { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
});

struct Fonts {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

/// A font of `templates/fonts` as the build has packed it.
macro_rules! font {
    ($name:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $name))
    };
}

/// Noto Sans and DejaVu Sans, for the scripts in which the names of children in England are written.
const FONT_FILES: [&[u8]; 11] = [
    font!("NotoSans-Regular.ttf"),
    font!("NotoSans-Bold.ttf"),
    font!("NotoSans-Italic.ttf"),
    font!("NotoSansArabic-Regular.ttf"),
    font!("NotoSansHebrew-Regular.ttf"),
    font!("NotoSansBengali-Regular.ttf"),
    font!("NotoSansDevanagari-Regular.ttf"),
    font!("NotoSansGurmukhi-Regular.ttf"),
    font!("NotoSansGujarati-Regular.ttf"),
    font!("NotoSansTamil-Regular.ttf"),
    font!("DejaVuSans.ttf"),
];

/// The text with a mark for each character that no font has, and these characters.
fn shown(text: String) -> (String, Vec<char>) {
    let is_known = |c: char| {
        let invisible =
            c.is_control() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}');
        c.is_ascii() || invisible || FONTS.fonts.iter().any(|font| font.info().coverage.contains(u32::from(c)))
    };
    let mut unknown: Vec<_> = text.chars().filter(|c| !is_known(*c)).collect();
    if unknown.is_empty() {
        return (text, unknown);
    }
    unknown.sort_unstable();
    unknown.dedup();
    let marked = text.chars().map(|c| if unknown.binary_search(&c).is_ok() { char::REPLACEMENT_CHARACTER } else { c });
    (marked.collect(), unknown)
}

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// What the typesetter may see: the pack, the look, the pack's pictures and the fonts. No disk and no network.
struct Desk {
    main: Source,
    look: Source,
    pictures: Vec<(FileId, Bytes)>,
    /// The name of the logo's file, where there is one.
    logo: Option<&'static str>,
}

impl Desk {
    fn new(pack: &Pack, look: &str, text: String) -> Self {
        let mut pictures: Vec<_> = pack
            .pictures
            .iter()
            .filter_map(|(name, svg)| Some((file(&picture_file(name))?, Bytes::from_string(svg.clone()))))
            .collect();
        let logo_file = pack.logo.as_ref().map(|logo| logo_file(logo));
        if let Some((logo, name)) = pack.logo.as_ref().zip(logo_file) {
            pictures.extend(file(name).map(|id| (id, Bytes::new(logo.bytes.clone()))));
        }
        let source = |name: &str, text: String| match file(name) {
            Some(id) => Source::new(id, text),
            None => Source::detached(text),
        };
        Self { main: source(MAIN_FILE, text), look: source(LOOK_FILE, look.to_owned()), pictures, logo: logo_file }
    }

    /// The first error in the look, which is what people can mend; else the first error of all.
    fn error(&self, errors: &[SourceDiagnostic]) -> PdfError {
        let in_look = |error: &&SourceDiagnostic| error.span.id() == Some(self.look.id());
        let traced = |error: &SourceDiagnostic| {
            let spans = std::iter::once(error.span).chain(error.trace.iter().map(|point| point.span.into()));
            spans.filter(|span| span.id() == Some(self.look.id())).find_map(|span| self.range(span))
        };
        let errors = || errors.iter().filter(|error| error.severity == Severity::Error);
        let Some(error) = errors().find(in_look).or_else(|| errors().next()) else {
            return PdfError { place: LOOK_FILE.to_owned(), message: "the typesetter failed".to_owned() };
        };
        // Of all pictures only the logo comes from outside the program, so that an error about a picture is about the logo.
        let is_picture = error.message.contains("decode image") || error.message.contains("parse SVG");
        if let Some(logo) = self.logo.filter(|_| is_picture) {
            return PdfError { place: logo.to_owned(), message: "the picture cannot be read".to_owned() };
        }
        let place = traced(error).and_then(|range| self.look.lines().byte_to_line_column(range.start));
        let place =
            place.map_or(LOOK_FILE.to_owned(), |(line, column)| format!("{LOOK_FILE}:{}:{}", line + 1, column + 1));
        let hints = error.hints.iter().map(|hint| format!(" ({})", hint.v)).collect::<String>();
        PdfError { place, message: format!("{}{hints}", error.message) }
    }
}

fn file(name: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [&self.main, &self.look].into_iter().find(|source| source.id() == id).cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let found = self.pictures.iter().find(|(picture, _)| *picture == id);
        found.map(|(_, bytes)| bytes.clone()).ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}
