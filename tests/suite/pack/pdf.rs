//! What a PDF says: its text page by page as a reader is told it, where that text stands, and how the file describes itself.

use std::collections::HashMap;

use hayro_cmap::{BfString, CMap};
use hayro_syntax::Pdf;
use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

/// A PDF that has been read.
pub struct PdfText {
    pub pages: Vec<PageText>,
    /// All that stands in the file beside its pages, in the clear: the metadata, the outline, alternative texts.
    pub rest: String,
    /// The language of the catalogue.
    pub language: Option<String>,
    /// Whether the file says that it is tagged.
    pub is_tagged: bool,
    /// The elements of its structure, in order of the file: `H1`, `TH` …
    pub elements: Vec<String>,
    /// The alternative texts of its figures.
    pub alternatives: Vec<String>,
}

/// A page.
#[derive(Default)]
pub struct PageText {
    /// Width and height in points.
    pub size: (f32, f32),
    /// The text that belongs to the document.
    pub body: String,
    /// The text that screen readers skip: the head and the foot of the page.
    pub furniture: String,
    /// Where the pieces of text begin, in points from the lower left corner.
    pub places: Vec<(f32, f32)>,
}

impl PdfText {
    pub fn read(bytes: &[u8]) -> Self {
        let pdf = Pdf::new(bytes.to_vec()).unwrap_or_else(|error| panic!("{error:?}"));
        let mut read = Self {
            pages: Vec::new(),
            rest: String::new(),
            language: None,
            is_tagged: false,
            elements: Vec::new(),
            alternatives: Vec::new(),
        };
        for object in pdf.objects() {
            if let Object::Stream(stream) = &object {
                let kind = stream.dict().get::<Name<'_>>("Type");
                if kind.is_some_and(|kind| kind.as_str() == "Metadata") {
                    read.rest.push_str(&String::from_utf8_lossy(&stream.decoded().unwrap()));
                }
            }
            read.describe(&object, 0);
        }
        for page in pdf.pages().iter() {
            let mut text = PageText { size: page.render_dimensions(), ..PageText::default() };
            let mut pen = Pen { page: &mut text, fonts: HashMap::new(), furniture: 0, marks: Vec::new() };
            pen.draw(
                page.page_stream().unwrap_or_default(),
                &page.resources().fonts,
                &page.resources().x_objects,
                UNIT,
            );
            read.pages.push(text);
        }
        read
    }

    /// The text of all pages, without their heads and feet.
    pub fn body(&self) -> String {
        self.pages.iter().map(|page| page.body.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// Every text of the file, wherever it stands.
    pub fn all(&self) -> String {
        let pages: String = self.pages.iter().map(|page| format!("{}\n{}\n", page.body, page.furniture)).collect();
        format!("{pages}\n{}\n{}", self.rest, self.alternatives.join("\n"))
    }

    /// Whether the file claims to be PDF/UA-1.
    pub fn is_accessible(&self) -> bool {
        self.rest.contains("<pdfuaid:part>1</pdfuaid:part>")
    }

    fn describe(&mut self, object: &Object<'_>, depth: usize) {
        match object {
            Object::Dict(dict) => {
                if dict.get::<Name<'_>>("Type").is_some_and(|kind| kind.as_str() == "Catalog") {
                    self.language =
                        dict.get::<hayro_syntax::object::String<'_>>("Lang").map(|text| text_of(text.as_bytes()));
                    let marks = dict.get::<Dict<'_>>("MarkInfo");
                    self.is_tagged = marks.and_then(|marks| marks.get::<bool>("Marked")).unwrap_or(false);
                }
                if let Some(kind) = dict.get::<Name<'_>>("S").filter(|_| dict.contains_key("P")) {
                    self.elements.push(kind.as_str().to_owned());
                }
                if let Some(text) = dict.get::<hayro_syntax::object::String<'_>>("Alt") {
                    self.alternatives.push(text_of(text.as_bytes()));
                }
                for key in dict.keys() {
                    // Skip a reference: its target is an object of the file, and is read anyway.
                    if let Some(hayro_syntax::object::MaybeRef::NotRef(value)) =
                        dict.get_raw::<Object<'_>>(key.as_str())
                    {
                        self.describe(&value, depth + 1);
                    }
                }
            }
            Object::Array(array) if depth < 8 => {
                for value in array.raw_iter() {
                    if let hayro_syntax::object::MaybeRef::NotRef(value) = value {
                        self.describe(&value, depth + 1);
                    }
                }
            }
            Object::String(text) => {
                self.rest.push_str(&text_of(text.as_bytes()));
                self.rest.push('\n');
            }
            _ => {}
        }
    }
}

/// A text of a dictionary: UTF-16 where it begins with that mark, else bytes.
fn text_of(bytes: &[u8]) -> String {
    match bytes.strip_prefix(&[0xFE, 0xFF]) {
        Some(units) => {
            let units = units.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        None => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

type Matrix = [f32; 6];
const UNIT: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

fn times(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

/// Draws a page for its text.
struct Pen<'p> {
    page: &'p mut PageText,
    fonts: HashMap<Vec<u8>, Option<CMap>>,
    /// The number of open marks that are of the page's head or foot.
    furniture: usize,
    /// The open marks: whether each is of the page's head or foot, and the text that replaces its content.
    marks: Vec<(bool, bool)>,
}

impl Pen<'_> {
    fn draw<'a>(&mut self, content: &[u8], fonts: &Dict<'a>, pictures: &Dict<'a>, start: Matrix) {
        let mut operations = UntypedIter::new(content);
        let (mut state, mut saved) = (start, Vec::new());
        let (mut line, mut font) = (UNIT, None);
        let mut replaced = 0usize;
        while let Some(one) = operations.next() {
            let operands: Vec<Object<'_>> = one.operands().cloned().collect();
            let number = |place: usize| operands.get(place).cloned().and_then(Object::into_f32).unwrap_or(0.0);
            let matrix = || [number(0), number(1), number(2), number(3), number(4), number(5)];
            let name = |place: usize| operands.get(place).cloned().and_then(Object::into_name);
            match &**one.operator {
                b"q" => saved.push(state),
                b"Q" => state = saved.pop().unwrap_or(start),
                b"cm" => state = times(matrix(), state),
                b"BT" => line = UNIT,
                b"Tm" => line = matrix(),
                b"Td" | b"TD" => line = times([1.0, 0.0, 0.0, 1.0, number(0), number(1)], line),
                b"Tf" => {
                    font = name(0).map(|name| name.as_str().as_bytes().to_vec());
                    if let Some(name) = font.clone() {
                        let map = |name: &[u8]| {
                            let map = fonts.get::<Dict<'_>>(name)?.get::<Stream<'_>>("ToUnicode")?;
                            CMap::parse(&map.decoded().ok()?, |_| None)
                        };
                        self.fonts.entry(name.clone()).or_insert_with(|| map(&name));
                    }
                }
                b"BMC" | b"BDC" => {
                    let is_furniture = name(0).is_some_and(|name| name.as_str() == "Artifact");
                    let properties = operands.get(1).cloned().and_then(Object::into_dict);
                    let instead = properties.and_then(|of| of.get::<hayro_syntax::object::String<'_>>("ActualText"));
                    self.furniture += usize::from(is_furniture);
                    replaced += usize::from(instead.is_some());
                    self.marks.push((is_furniture, instead.is_some()));
                    if let Some(text) = instead {
                        self.write(&text_of(text.as_bytes()));
                    }
                }
                b"EMC" => {
                    let (is_furniture, is_replaced) = self.marks.pop().unwrap_or((false, false));
                    self.furniture -= usize::from(is_furniture);
                    replaced -= usize::from(is_replaced);
                }
                b"Tj" | b"TJ" => {
                    let place = times(line, state);
                    self.page.places.push((place[4], place[5]));
                    let mut strings: Vec<Vec<u8>> = Vec::new();
                    for operand in &operands {
                        match operand {
                            Object::String(text) => strings.push(text.as_bytes().to_vec()),
                            Object::Array(parts) => strings.extend(strings_of(parts)),
                            _ => {}
                        }
                    }
                    if replaced == 0 {
                        let map = font.as_ref().and_then(|name| self.fonts.get(name)).and_then(Option::as_ref);
                        let text = strings.iter().map(|codes| decoded(codes, map)).collect::<String>();
                        self.write(&text);
                    }
                }
                b"ET" => self.write("\n"),
                b"Do" => {
                    let form = name(0).and_then(|name| pictures.get::<Stream<'_>>(name.as_str()));
                    let Some(form) = form.filter(|form| {
                        form.dict().get::<Name<'_>>("Subtype").is_some_and(|kind| kind.as_str() == "Form")
                    }) else {
                        continue;
                    };
                    let resources = form.dict().get::<Dict<'_>>("Resources").unwrap_or_default();
                    let numbers: Option<Vec<f32>> =
                        form.dict().get::<Array<'_>>("Matrix").map(|numbers| numbers.iter::<f32>().collect());
                    let own = numbers.and_then(|numbers| numbers.try_into().ok()).unwrap_or(UNIT);
                    // A form has its own names for fonts.
                    let outer = std::mem::take(&mut self.fonts);
                    let fonts = resources.get::<Dict<'_>>("Font").unwrap_or_default();
                    let pictures = resources.get::<Dict<'_>>("XObject").unwrap_or_default();
                    self.draw(&form.decoded().unwrap_or_default(), &fonts, &pictures, times(own, state));
                    self.fonts = outer;
                }
                _ => {}
            }
        }
    }

    fn write(&mut self, text: &str) {
        if self.furniture > 0 { self.page.furniture.push_str(text) } else { self.page.body.push_str(text) }
    }
}

fn strings_of(parts: &Array<'_>) -> Vec<Vec<u8>> {
    parts.iter::<Object<'_>>().filter_map(Object::into_string).map(|text| text.as_bytes().to_vec()).collect()
}

/// Codes of two bytes as text.
fn decoded(codes: &[u8], map: Option<&CMap>) -> String {
    let mut text = String::new();
    for pair in codes.chunks_exact(2) {
        let code = u32::from(u16::from_be_bytes([pair[0], pair[1]]));
        match map.and_then(|map| map.lookup_bf_string(code)) {
            Some(BfString::Char(c)) => text.push(c),
            Some(BfString::String(part)) => text.push_str(&part),
            None => {}
        }
    }
    text
}
