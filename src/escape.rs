//! A text as it stands in HTML and SVG, in CSS, in Markdown, and in a spreadsheet's CSV: nothing in it ends what it stands in.

use std::borrow::Cow;

/// A text as HTML or SVG, in an element or an attribute in double quotes.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in printable(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

/// A text as a line of Markdown that shows nothing but this text: what is blank, line ends too, becomes one space.
#[must_use]
pub fn markdown(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().flat_map(|c| c.is_ascii_punctuation().then_some('\\').into_iter().chain([c])).collect()
}

/// A text with a space for each character that no page may hold.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    let is_refused = |c: char| c.is_control() && !c.is_ascii_whitespace();
    if text.contains(is_refused) { text.replace(is_refused, " ").into() } else { text.into() }
}

/// A text in a table of CSV that a spreadsheet does not take for a formula.
#[must_use]
pub fn not_a_formula(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{text}").into() } else { text.into() }
}

/// A text as a string of CSS within a `<style>` element.
#[must_use]
pub fn css_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        if c.is_alphanumeric() || matches!(c, ' ' | ',' | '.' | ':' | '-') {
            out.push(c);
        } else {
            out.push_str(&format!("\\{:x} ", u32::from(c)));
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_what_it_stands_in() {
        assert_eq!(escaped("<a b='c' d=\"e\">&\u{1b}\n"), "&lt;a b='c' d=&quot;e&quot;&gt;&amp; \n");
        for (text, expected) in
            [("-1", "'-1"), ("\t=1", "'\t=1"), ("\r", "'\r"), ("\n", "'\n"), ("a=1", "a=1"), ("", "")]
        {
            assert_eq!(not_a_formula(text), expected);
        }
        assert_eq!(css_string("a\"\\</style>\n"), "\"a\\22 \\5c \\3c \\2f style\\3e \\a \"");
    }
}
