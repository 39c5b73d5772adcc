//! A pack in its words, ready to be set.

use std::collections::BTreeMap;

use chrono::NaiveDate;

/// For whom a pack is.
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

/// A pack in its words, ready to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// The document's title.
    pub title: String,
    /// What stands at the head of each page on the left: the school.
    pub head_left: String,
    /// And on the right: the day of the visit.
    pub head_right: String,
    /// The protective marking at the foot of each page; empty where the policy has none.
    pub marking: String,
    /// The day on which it was made: year, month and day.
    pub made: (i32, u8, u8),
    /// Its words, in Markdown.
    pub markdown: String,
    /// Its pictures in SVG, by the name with which the Markdown calls them.
    pub pictures: BTreeMap<String, String>,
    /// The authority's logo.
    pub logo: Option<Logo>,
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
    /// Whether the bytes are a picture of its kind, as far as its beginning tells.
    #[must_use]
    pub fn is_picture(&self) -> bool {
        if self.is_svg {
            std::str::from_utf8(&self.bytes).is_ok_and(|text| text.contains("<svg"))
        } else {
            self.bytes.starts_with(b"\x89PNG\r\n\x1a\n")
        }
    }
}

/// The year, month and day of a day, as the typesetter takes them.
pub(super) fn year_month_day(day: NaiveDate) -> (i32, u8, u8) {
    use chrono::Datelike;
    // Months and days are small.
    (day.year(), u8::try_from(day.month()).unwrap_or(1), u8::try_from(day.day()).unwrap_or(1))
}
