//! The days that an export covers, where its titles name them: `02/09/2026 to 13/11/2026`.

use chrono::NaiveDate;

use super::rows::Place;
use crate::record::{MeantDay, iso, meant};
use crate::workbook::TextSheet;

/// The days that the titles of an export name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundSpan {
    /// Where the first of them stands.
    pub place: Place,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

/// The span that the rows above the headings name: two days in one row, or one behind “from” and one behind “to”. None where they name several.
pub fn span(sheet: &TextSheet, headings: u32) -> Option<FoundSpan> {
    let (mut found, mut begins) = (Vec::new(), None);
    for row in sheet.rows.iter().take_while(|row| row.number < headings) {
        let text = row.cells.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ");
        let place = Place { sheet: sheet.name.clone(), row: row.number };
        let first = text.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty()).unwrap_or_default();
        let (dates, first) = (dates(&text), first.to_lowercase());
        match dates.as_slice() {
            [from, to] if from <= to => found.push(FoundSpan { place, from: *from, to: *to }),
            [from] if ["from", "start"].contains(&first.as_str()) => begins = Some((place, *from)),
            [to] if ["to", "end", "until"].contains(&first.as_str()) => {
                if let Some((place, from)) = begins.take().filter(|(_, from)| from <= to) {
                    found.push(FoundSpan { place, from, to: *to });
                }
            }
            _ => {}
        }
    }
    let first = found.first()?.clone();
    found.iter().all(|other| (other.from, other.to) == (first.from, first.to)).then_some(first)
}

/// The days that a text names.
fn dates(text: &str) -> Vec<NaiveDate> {
    let spaced: String = text.replace(['–', '—', ',', '(', ')'], " ");
    // A hyphen between two days is none of either where they have strokes or points.
    let parted = |word: &str| if word.contains(['/', '.']) { word.replace('-', " ") } else { word.to_owned() };
    let spaced = spaced.split_whitespace().map(parted).collect::<Vec<_>>().join(" ");
    let words: Vec<_> =
        spaced.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    let (mut found, mut at) = (Vec::new(), 0);
    while at < words.len() {
        let three = words.get(at..at + 3).filter(|three| is_in_words(three)).and_then(|three| day(&three.join(" ")));
        if let Some(day) = three {
            found.push(day);
            at += 3;
            continue;
        }
        let word = words[at];
        let is_in_figures = word.bytes().filter(|byte| b"/.-".contains(byte)).count() == 2
            && word.bytes().all(|byte| byte.is_ascii_digit() || b"/.-".contains(&byte));
        found.extend(is_in_figures.then(|| day(word)).flatten());
        at += 1;
    }
    found
}

fn is_in_words(three: &[&str]) -> bool {
    let figures = |word: &str| word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<u32>().is_ok();
    matches!(three, [day, month, year]
        if figures(day) && month.len() >= 3 && month.chars().all(char::is_alphabetic) && year.len() == 4 && figures(year))
}

fn day(text: &str) -> Option<NaiveDate> {
    iso(text).or_else(|| match meant(text) {
        Some(MeantDay::Day(day)) => Some(day),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::TextRow;

    fn of(titles: &[&str]) -> Option<String> {
        let row = |(number, text): (u32, &&str)| TextRow { number, cells: vec![(0, (*text).to_owned())] };
        let sheet = TextSheet { name: String::new(), rows: (1..).zip(titles).map(row).collect() };
        span(&sheet, 9).map(|span| format!("{} {} {}", span.place.row, span.from, span.to))
    }

    #[test]
    fn titles_name_the_days() {
        for title in [
            "Absence from 02/09/2026 to 13/11/2026",
            "02/09/2026-13/11/2026",
            "Period: 2 September 2026 – 13 Nov 2026",
            "(02.09.26 - 13.11.26)",
            "2026-09-02 2026-11-13",
            "Wed 2nd Sep 2026 to Fri 13th Nov 2026",
        ] {
            assert_eq!(of(&["Oakfield", title]).as_deref(), Some("2 2026-09-02 2026-11-13"), "{title}");
        }
        assert_eq!(of(&["From: 02/09/2026", "To: 13/11/2026"]).as_deref(), Some("1 2026-09-02 2026-11-13"));
    }

    #[test]
    fn what_is_not_sure_is_no_span() {
        for titles in [
            &["Printed 20/11/2026"][..],
            &["13/11/2026 to 02/09/2026"],
            &["02/09/2026 to 13/11/2026, printed 20/11/2026"],
            &["02/09/2026 to 13/11/2026", "02/09/2025 to 13/11/2025"],
            &["To 13/11/2026"],
            &["Year 4 in 2026", "31/11/2026 to 32/12/2026"],
        ] {
            assert_eq!(of(titles), None, "{titles:?}");
        }
    }
}
