//! How cells look: one format for each way in which an answer is taken, and those of headings, labels and marks.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::workbook::form::Taken;

/// A typeface that every office has, and that other programs replace by one of the same widths.
const TYPEFACE: &str = "Arial";
/// A day as people read it.
const DATE: &str = "d mmm yyyy";
/// Text that stays as it is typed: leading zeros stay, and nothing becomes a power of ten.
const TEXT: u8 = 49;
/// A whole number.
const WHOLE: u8 = 1;

const NAVY: Color = Color::RGB(0x001F_3864);
const SLATE: Color = Color::RGB(0x004A_5A78);
const GREY: Color = Color::RGB(0x0059_5959);
const LINE: Color = Color::RGB(0x00BF_BFBF);
const PALE: Color = Color::RGB(0x00E7_E9EE);
const YELLOW: Color = Color::RGB(0x00FF_F2B3);
const AMBER: Color = Color::RGB(0x00FC_D5B4);
const RED: Color = Color::RGB(0x009C_0006);

/// The formats of the workbook.
#[derive(Debug)]
pub(super) struct Looks {
    /// The title of the first sheet.
    pub title: Format,
    /// A heading between paragraphs.
    pub section: Format,
    /// A term, and whatever stands in bold before a text.
    pub term: Format,
    /// The number of a step.
    pub step: Format,
    /// A text of several lines.
    pub prose: Format,
    /// The same, where it must not be overlooked.
    pub strong: Format,
    /// The heading of a column that has to be filled in.
    pub required: Format,
    /// The heading of one that need not be.
    pub optional: Format,
    /// The heading of one that is worked out.
    pub computed: Format,
    /// A cell of the sheet `Visit` that is not locked.
    pub open: Format,
    /// A label of the sheet `Visit`.
    pub label: Format,
    /// An answer that is given and locked.
    pub given: Format,
    /// Text that stays as it is.
    pub text: Format,
    /// A day.
    pub date: Format,
    /// What is still to be filled in.
    pub missing: Format,
    /// Persistent absence.
    pub persistent: Format,
    /// Severe absence, and what cannot be.
    pub severe: Format,
    /// A line below a row that has answers.
    pub line: Format,
}

impl Looks {
    pub fn new() -> Self {
        let top = || plain().set_align(FormatAlign::Top);
        let heading = |colour: Color| {
            let format = plain().set_bold().set_font_color(Color::White).set_background_color(colour);
            format.set_align(FormatAlign::VerticalCenter).set_text_wrap().set_border(FormatBorder::Thin)
        };
        let middle = || plain().set_align(FormatAlign::VerticalCenter);
        let boxed = |format: Format| format.set_border(FormatBorder::Thin).set_border_color(LINE);
        Self {
            title: top().set_bold().set_font_size(18).set_font_color(NAVY),
            section: top().set_bold().set_font_size(13).set_font_color(NAVY),
            term: top().set_bold().set_text_wrap(),
            step: top().set_bold().set_align(FormatAlign::Right).set_indent(1),
            prose: top().set_text_wrap(),
            strong: top().set_bold().set_text_wrap().set_font_size(13),
            required: heading(NAVY),
            optional: heading(SLATE),
            computed: heading(GREY).set_italic(),
            open: plain().set_unlocked(),
            label: boxed(middle().set_bold().set_text_wrap().set_unlocked()),
            given: boxed(middle().set_text_wrap().set_align(FormatAlign::Left).set_background_color(PALE)),
            text: top().set_num_format_index(TEXT),
            date: top().set_num_format(DATE).set_align(FormatAlign::Left),
            missing: Format::new().set_background_color(YELLOW),
            persistent: Format::new().set_background_color(AMBER),
            severe: Format::new().set_bold().set_font_color(Color::White).set_background_color(RED),
            line: Format::new().set_border_bottom(FormatBorder::Thin).set_border_bottom_color(LINE),
        }
    }

    /// An answer in a table.
    pub fn answer(&self, taken: Taken, heading: &str) -> Format {
        let top = plain().set_align(FormatAlign::Top);
        match taken {
            Taken::Upn => self.text.clone(),
            // Without the text format, which Excel gives up for longer texts: it then shows only ####.
            Taken::Prose => top.set_text_wrap().set_indent(1),
            Taken::Text | Taken::Dates => top.set_text_wrap(),
            Taken::Date => self.date.clone(),
            Taken::Count => top.set_num_format_index(WHOLE).set_align(FormatAlign::Center),
            Taken::Days => top.set_num_format("0.0").set_align(FormatAlign::Center),
            Taken::Year | Taken::YesNo | Taken::Word(_) => top.set_align(FormatAlign::Left),
            Taken::Computed => {
                let shares = heading.ends_with('%');
                let top = if shares { top.set_num_format("0.0%") } else { top.set_num_format_index(WHOLE) };
                top.set_align(FormatAlign::Center).set_font_color(GREY)
            }
        }
    }

    /// An answer on the sheet `Visit`: in a box that is open to be filled in.
    pub fn answer_at_label(&self, taken: Taken) -> Format {
        let open = self.answer(taken, "").set_align(FormatAlign::Left).set_indent(0).set_unlocked();
        let up = if matches!(taken, Taken::Prose) { FormatAlign::Top } else { FormatAlign::VerticalCenter };
        open.set_align(up).set_border(FormatBorder::Thin).set_border_color(LINE)
    }
}

/// A cell without anything of its own.
pub(super) fn plain() -> Format {
    Format::new().set_font_name(TYPEFACE).set_font_size(11)
}
