//! A pack in words, ready to be set in print.

use std::collections::BTreeMap;

use chrono::NaiveDate;

/// The people for whom a pack is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The team: everything.
    Internal,
    /// The school: the copy that may leave the building. What is internal is not in it.
    School,
}

impl Audience {
    /// The word in output for programs (records.md, section 8).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::School => "school",
        }
    }
}

/// A pack in words, ready to be set in print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// The document's title.
    pub title: String,
    /// What stands at the head of each page on the left: the school.
    pub head_left: String,
    /// What stands at the head of each page on the right: the day of the visit.
    pub head_right: String,
    /// The protective marking at the foot of each page; empty where the policy has none.
    pub marking: String,
    /// The day on which the pack was made: year, month and day.
    pub made: (i32, u8, u8),
    /// The words of the pack, in Markdown.
    pub markdown: String,
    /// The pictures of the pack in SVG, by the names that the Markdown uses.
    pub pictures: BTreeMap<String, String>,
    /// The authority's logo.
    pub logo: Option<Logo>,
}

impl Pack {
    /// Says at the beginning and at the head of each page as of which earlier time it is: whatever words an authority's own template has, nobody takes it
    /// for today's. `said`: `as it stood on 26 November 2026 at 18:42`.
    pub(crate) fn date_back(&mut self, said: &str) {
        for line in [&mut self.title, &mut self.head_right] {
            line.push_str(", ");
            line.push_str(said);
        }
        let begin = said.strip_prefix('a').map_or_else(|| said.to_owned(), |rest| format!("A{rest}"));
        let caution = format!("> [!CAUTION] {begin}\n> What changed on the drive later is not in this pack.\n\n");
        self.markdown.insert_str(0, &caution);
    }
}

/// An authority's logo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// The file's bytes.
    pub bytes: Vec<u8>,
    /// Whether it is an SVG; else it is a PNG.
    pub is_svg: bool,
    /// What it shows: the authority's name.
    pub alternative: String,
}

impl Logo {
    /// Whether the bytes look like a picture of the kind that the file's name says.
    #[must_use]
    pub fn is_picture(&self) -> bool {
        if self.is_svg {
            std::str::from_utf8(&self.bytes).is_ok_and(|text| text.contains("<svg"))
        } else {
            self.bytes.starts_with(b"\x89PNG\r\n\x1a\n")
        }
    }

    /// The width and height of a PNG in dots, as its first part has them. None for an SVG, and for what is no picture.
    #[must_use]
    pub fn png_size(&self) -> Option<(u32, u32)> {
        if self.is_svg || !self.is_picture() || self.bytes.get(12..16)? != b"IHDR" {
            return None;
        }
        let number = |at: usize| Some(u32::from_be_bytes(self.bytes.get(at..at + 4)?.try_into().ok()?));
        number(16).zip(number(20)).filter(|(width, height)| *width > 0 && *height > 0)
    }
}

/// The year, month and day of a day, as the typesetter takes them.
pub(super) fn year_month_day(day: NaiveDate) -> (i32, u8, u8) {
    use chrono::Datelike;
    // Months and days always fit in a byte.
    (day.year(), u8::try_from(day.month()).unwrap_or(1), u8::try_from(day.day()).unwrap_or(1))
}
