//! How the sheets print: A4, as wide as the page, headings on each page, the school and the marking above, the sheet and the page below.

use rust_xlsxwriter::Worksheet;

use super::outgoing::Outgoing;
use crate::words::short_day;

/// So many characters of a name stand at the head of a page, which holds 255 in all.
const MOST_NAME: usize = 80;

/// Sets a sheet up. `pages`: how many it may be high; 0 for as many as it needs.
pub(super) fn set_up(sheet: &mut Worksheet, outgoing: &Outgoing<'_>, pages: u16) {
    const A4: u8 = 9;
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, pages).set_margins(0.5, 0.5, 0.8, 0.7, 0.3, 0.3);
    sheet.set_landscape();
    let marking = outgoing.policy.pack.marking.as_deref().unwrap_or_default();
    sheet.set_header(format!("&L{}&R&B{}", plain(outgoing.school), plain(marking)));
    let day = short_day(outgoing.visit);
    sheet.set_footer(format!("&L&A&CSPOC visit on {day}&RPage &P of &N"));
}

/// A text in a head or foot, where `&` begins a command.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MOST_NAME).collect::<String>().replace('&', "&&")
}
