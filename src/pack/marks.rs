//! A text of a record within a letter's Markdown: it stays nothing but text, and reads as it was written wherever possible.

/// A text on one line, with a backslash before each character that would otherwise be markup, and before no other. A character that is markup only at
/// the beginning of a line gets a backslash only at the beginning of the text.
pub(super) fn gentle(text: &str) -> String {
    let line = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let line: Vec<char> = line.collect::<Vec<_>>().join(" ").chars().collect();
    let at = |place: usize| line.get(place).copied();
    let mut out = String::with_capacity(line.len());
    let starts = beginning(&line);
    for (place, c) in line.iter().copied().enumerate() {
        let before = place.checked_sub(1).and_then(at);
        let is_markup = match c {
            '\\' => at(place + 1).is_none_or(|next| next.is_ascii_punctuation()),
            '*' | '`' | '[' | ']' | '|' | '~' => true,
            // Within a word an underscore is no markup: first_name.
            '_' => !(before.is_some_and(char::is_alphanumeric) && at(place + 1).is_some_and(char::is_alphanumeric)),
            '<' => at(place + 1).is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?')),
            '&' => is_entity(&line[place + 1..]),
            _ => starts == Some(place),
        };
        if is_markup {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The place of the character at the beginning of a line that would turn the line into a list, a heading, a quotation or a rule.
fn beginning(line: &[char]) -> Option<usize> {
    let is_end = |c: Option<&char>| c.is_none_or(|c| *c == ' ');
    match line {
        ['#' | '>' | '=' | ':', ..] => Some(0),
        [mark @ ('-' | '+'), rest @ ..] => (is_end(rest.first()) || rest.first() == Some(mark)).then_some(0),
        _ => {
            let digits = line.iter().take_while(|c| c.is_ascii_digit()).count();
            let is_list = (1..=9).contains(&digits) && matches!(line.get(digits), Some('.' | ')'));
            (is_list && is_end(line.get(digits + 1))).then_some(digits)
        }
    }
}

/// Whether the characters after an `&` make an entity of it, such as `&amp;` or `&#42;`.
fn is_entity(rest: &[char]) -> bool {
    let name = rest.iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '#').count();
    name > 0 && rest.get(name) == Some(&';')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_would_be_markup_is_marked() {
        let as_it_is = [
            "Ms A Grant",
            "Zoë O'Brien-Smith, year 4 (reception before)",
            "first_name@school.example",
            "3 < 5 & 6 > 2",
            "R&D, Q & A",
            "16% - and mostly odd days",
            "-5 degrees",
            "2.5 days",
            "1999",
            "C:\\records",
            "PTA!",
        ];
        for text in as_it_is {
            assert_eq!(gentle(text), text);
        }
        let marked = [
            ("a *b* _c_ `d`", "a \\*b\\* \\_c\\_ \\`d\\`"),
            ("<b>x</b> <!-- -->", "\\<b>x\\</b> \\<!-- -->"),
            ("[a](b)", "\\[a\\](b)"),
            ("a|b ~~c~~", "a\\|b \\~\\~c\\~\\~"),
            ("# a # b", "\\# a # b"),
            ("- a - b", "\\- a - b"),
            ("---", "\\---"),
            ("===", "\\==="),
            ("> a", "\\> a"),
            ("1. a 2. b", "1\\. a 2. b"),
            ("12) a", "12\\) a"),
            ("&lt; &#42;", "\\&lt; \\&#42;"),
            ("a\\*b", "a\\\\\\*b"),
            ("a\\", "a\\\\"),
            (" two\r\n\n  lines\t\u{7}x ", "two lines x"),
        ];
        for (text, expected) in marked {
            assert_eq!(gentle(text), expected, "{text}");
        }
    }
}
