//! How text is written in a record: plain, quoted, folded or literal, as different people would.

use super::random::Rng;

/// Appends formatted text to a `String`.
macro_rules! put {
    ($out:expr, $($argument:tt)*) => { $out.push_str(&format!($($argument)*)) };
}
pub(super) use put;

/// `key: value` on lines of its own: plain, quoted, folded or literal.
pub fn text(out: &mut String, rng: &mut Rng, indent: usize, key: &str, value: &str) {
    let pad = " ".repeat(indent);
    let inner = " ".repeat(indent + 2);
    match rng.below(4) {
        0 if value.len() > 60 => put!(out, "{pad}{key}: >-\n{}\n", wrap(value, 76, &inner)),
        1 if value.len() > 60 => put!(out, "{pad}{key}: |\n{}\n", wrap(value, 76, &inner)),
        _ => put!(out, "{pad}{key}: {}\n", inline(value, rng)),
    }
}

/// A value on one line that holds in flow and in block style: plain where that is safe, quoted now and then all the same.
pub fn inline(value: &str, rng: &mut Rng) -> String {
    let plain =
        value.starts_with(char::is_alphabetic) && !value.contains([',', '[', ']', '{', '}', ':', '#', '"', '\\', '\n']);
    match rng.below(8) {
        0 => format!("'{}'", value.replace('\'', "''")),
        1..=5 if plain => value.to_owned(),
        _ => format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

/// Words in lines of about `width` characters, each line begun with `indent`.
pub fn wrap(value: &str, width: usize, indent: &str) -> String {
    let mut out = String::from(indent);
    let mut column = 0;
    for word in value.split(' ') {
        let length = word.chars().count();
        if column > 0 && width.saturating_sub(column) <= length {
            out.push('\n');
            out.push_str(indent);
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}
