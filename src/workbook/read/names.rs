//! Names of sheets, columns and labels as a school may have left them.

use crate::workbook::cells::Value;

/// A text without what one does not see: outer spaces, spaces of odd widths, marks without width.
pub fn tidy(text: &str) -> String {
    let seen = |c: &char| !matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}');
    let spaced = text.chars().filter(seen).map(|c| if c.is_whitespace() { ' ' } else { c });
    spaced.collect::<String>().trim().to_owned()
}

/// What a name is found by: capitals and outer spaces aside, a line break in it being a space, a colon or star behind it nothing.
pub fn key(name: &str) -> String {
    let words = tidy(name).to_lowercase();
    let words = words.trim_end_matches([':', '*', ' ']);
    words.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The same of a heading of a column. One that is worked out may stand in brackets.
pub fn heading(value: &Value) -> Option<String> {
    let Value::Text(text) = value else { return None };
    let key = key(text);
    let bare = key.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).map(str::to_owned);
    Some(bare.unwrap_or(key)).filter(|key| !key.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_however_they_are_spelt() {
        for name in ["Possible sessions", " possible SESSIONS ", "Possible\nsessions", "Possible\u{A0}sessions *"] {
            assert_eq!(key(name), "possible sessions", "{name}");
        }
        assert_ne!(key("Possible session"), "possible sessions");
        assert_eq!(heading(&Value::Text("(Absence %)".to_owned())).as_deref(), Some("absence %"));
        assert_eq!(heading(&Value::Text(" ".to_owned())), None);
        assert_eq!(heading(&Value::Number(4.0)), None);
    }
}
