//! Numbers in cells: as Excel shows them, and as texts that hold one.

/// A number as Excel shows it without a format: to 15 figures, no zeros behind the point.
pub fn shown(number: f64) -> String {
    if !number.is_finite() {
        return number.to_string();
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    let text = format!("{rounded}");
    if text == "-0" { "0".to_owned() } else { text }
}

/// A percentage as Excel shows it: 0.143 is `14.3%`.
pub fn percent(number: f64) -> String {
    format!("{}%", shown(number * 100.0))
}

/// A text that holds a number, without the commas or spaces between its thousands and without zeros behind its point; any other text as it is.
pub fn plain(text: &str) -> String {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if !part.bytes().all(|b| b.is_ascii_digit()) {
        return text.to_owned();
    }
    let groups: Vec<_> = whole.split([',', ' ']).collect();
    let is_digits = |group: &&str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let is_grouped = match groups.as_slice() {
        [_] => true,
        [first, rest @ ..] => first.len() <= 3 && rest.iter().all(|group| group.len() == 3),
        [] => false,
    };
    if !groups.iter().all(is_digits) || !is_grouped {
        return text.to_owned();
    }
    let part = part.trim_end_matches('0');
    let whole = groups.concat();
    if part.is_empty() { whole } else { format!("{whole}.{part}") }
}

/// A text without the percentage that stands beside its number: `14 (14.3%)`, `14 / 14.3%`. Any other text as it is.
pub fn without_percentage(text: &str) -> &str {
    let Some(rest) = text.trim_end_matches([')', ']']).trim_end().strip_suffix('%') else { return text };
    let percentage = |c: char| c.is_ascii_digit() || c == '.';
    let before = rest.trim_end().trim_end_matches(percentage);
    let number = before.trim_end_matches(|c: char| c == ' ' || "([/,;:-–—|".contains(c));
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let is_apart = before.len() > number.len() && before.len() < rest.trim_end().len();
    if is_number && is_apart { number } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_shown_as_excel_shows_it() {
        for (number, text) in [
            (4.0, "4"),
            (2.5, "2.5"),
            (0.1 + 0.2, "0.3"),
            (-3.0, "-3"),
            (-0.0, "0"),
            (2_079_460_001.0, "2079460001"),
            (97.999_999_999_999_99, "98"),
            (123_456_789_012_345.0, "123456789012345"),
        ] {
            assert_eq!(shown(number), text);
        }
        assert_eq!((percent(0.143).as_str(), percent(0.14).as_str()), ("14.3%", "14%"));
    }

    #[test]
    fn a_text_that_holds_a_number_is_one() {
        for (text, number) in [
            ("98", "98"),
            ("98.0", "98"),
            ("98.", "98"),
            ("1,234", "1234"),
            ("1 234 567", "1234567"),
            ("2.50", "2.5"),
            ("1,5", "1,5"),
            ("1 2", "1 2"),
            (".5", ".5"),
            ("-4", "-4"),
            ("six", "six"),
            ("1.2.3", "1.2.3"),
            ("", ""),
        ] {
            assert_eq!(plain(text), number, "{text}");
        }
    }

    #[test]
    fn a_percentage_beside_the_sessions_is_left_aside() {
        for text in ["14 (14.3%)", "14 / 14.3%", "14 14%", "14 - 14.3 %", "14(14.3%)", "14 [14%]", "14, 14.3 %"] {
            assert_eq!(without_percentage(text), "14", "{text}");
        }
        for text in ["14.3%", "14%", "(14%)", "14", "six (6%)", "14 (%)", "1/2 (50%)", ""] {
            assert_eq!(without_percentage(text), text);
        }
    }
}
