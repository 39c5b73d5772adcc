//! What is changed in a file, line by line, with what is private in it hidden.

use std::io::{self, Write};

use similar::{ChangeTag, TextDiff};

use super::excerpt::Excerpts;

/// Writes the lines of a text that are changed: each as it was, with `-` and its number, and as it will be, with `+`. `path` is the file's path on
/// the drive, by which it is known what is private in it.
pub fn write_differences(out: &mut impl Write, path: &str, old: &str, new: &str, show_names: bool) -> io::Result<()> {
    let mut before = Excerpts::new(path, old.to_owned());
    let mut after = Excerpts::new(path, new.to_owned());
    let (old_lines, new_lines) = (lines(old), lines(new));
    let differences = TextDiff::from_slices(&old_lines, &new_lines);
    for change in differences.iter_all_changes() {
        let number = |index: Option<usize>| u32::try_from(index.unwrap_or(0) + 1).unwrap_or(u32::MAX);
        let (mark, number, excerpts) = match change.tag() {
            ChangeTag::Equal => continue,
            ChangeTag::Delete => ('-', number(change.old_index()), &mut before),
            ChangeTag::Insert => ('+', number(change.new_index()), &mut after),
        };
        let line = excerpts.shown(number, show_names).unwrap_or_default();
        writeln!(out, "  {number:>4} {mark} {}", line.trim_end())?;
    }
    Ok(())
}

/// The lines of a text with their ends, whichever these are.
fn lines(text: &str) -> Vec<&str> {
    let starts = crate::text::line_starts(text);
    let ends = starts.iter().copied().skip(1).chain(std::iter::once(text.len()));
    starts.iter().zip(ends).filter_map(|(start, end)| text.get(*start..end)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(old: &str, new: &str, show_names: bool) -> String {
        let mut out = Vec::new();
        write_differences(&mut out, "A/B/records/v.yaml", old, new, show_names).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn changed_lines_are_shown_and_names_are_not() {
        let old = "kind: visit\r\ndate: 24/11/2026\r\nstatus: held\r\nnote: Ada: absent\r\n";
        let new = "kind: visit\r\ndate: 2026-11-24\r\nstatus: held\r\nnote: \"Ada: absent\"\r\n";
        let shown = "     2 - date: 24/11/2026\n     2 + date: 2026-11-24\n     4 - note: Ada: absent\n     4 + note: \"Ada: absent\"\n";
        assert_eq!(written(old, new, true), shown);
        let hidden = "     2 - date: 24/11/2026\n     2 + date: 2026-11-24\n     4 - note: •••: ••••••\n     4 + note: \"•••: ••••••\"\n";
        assert_eq!(written(old, new, false), hidden);
    }
}
