//! A text as a YAML value on one line: plain where that cannot be misread, in double quotes otherwise.

/// Writes a text so that it reads back as the same, in block and in flow style.
#[must_use]
pub fn write_text(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}') => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(c)));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn is_plain(text: &str) -> bool {
    let safe = |c: char| {
        c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | '\'' | '’' | '@' | '+' | '(' | ')' | '£')
    };
    let word = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    text.starts_with(|c: char| c.is_alphanumeric())
        && !text.ends_with(' ')
        && text.chars().all(safe)
        && !word.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::parse_yaml;

    #[test]
    fn what_is_written_reads_back() {
        for text in [
            "Priya Shah",
            "no",
            "null",
            "~",
            "",
            " ",
            "a: b",
            "a #b",
            "- x",
            "“smart”",
            "\"quoted\"",
            "back\\slash",
            "two\nlines\r\n",
            "tab\there",
            "\u{85}\u{2028}\u{7f}",
            "{x}",
            "[x]",
            "x, y",
            "*a",
            "&a",
            "!a",
            "'a'",
            "%a",
            "@a",
            "`a",
            "2026-11-24",
            "09:30",
            "---",
            "...",
            "? a",
        ] {
            let written = write_text(text);
            for source in [format!("a: {written}\n"), format!("b: [{{a: {written}, c: 1}}]\n")] {
                let tree = parse_yaml(&source, 1).unwrap_or_else(|error| panic!("{source}: {error:?}"));
                let read = tree.at("/a").or_else(|| tree.at("/b/0/a")).unwrap().1.text();
                assert_eq!(read, Some(text), "{source}");
            }
        }
    }
}
