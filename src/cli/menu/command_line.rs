//! A command as a person could type it.

use std::borrow::Cow;

/// The words of a command as one line for the shell of the system: PowerShell and the command prompt on Windows, a POSIX shell elsewhere.
pub(in crate::cli) fn as_typed(words: &[String]) -> String {
    let word = if cfg!(windows) { for_windows } else { for_posix };
    words.iter().map(|one| word(one)).collect::<Vec<_>>().join(" ")
}

fn is_plain(word: &str, others: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || others.contains(c))
}

fn for_posix(word: &str) -> Cow<'_, str> {
    if is_plain(word, "-_./:=@+") {
        return word.into();
    }
    // Double quotes are the ones that people know; inside them four characters mean something.
    if !word.contains(['$', '`', '\\', '"', '!']) {
        return format!("\"{word}\"").into();
    }
    format!("'{}'", word.replace('\'', r"'\''")).into()
}

fn for_windows(word: &str) -> Cow<'_, str> {
    if is_plain(word, r"-_./\:=@+") {
        return word.into();
    }
    // A backslash before a quote would be taken for one that belongs to the quote.
    let inside = word.replace('"', "\\\"");
    let before_quote = inside.chars().rev().take_while(|c| *c == '\\').count();
    format!("\"{inside}{}\"", "\\".repeat(before_quote)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_for_the_shell() {
        for (word, posix, windows) in [
            ("pack", "pack", "pack"),
            ("2026-11-24", "2026-11-24", "2026-11-24"),
            ("Oakfield Primary School", "\"Oakfield Primary School\"", "\"Oakfield Primary School\""),
            ("St John's", "\"St John's\"", "\"St John's\""),
            (r"S:\", r"'S:\'", r"S:\"),
            (r"S:\Early Help\", r"'S:\Early Help\'", r#""S:\Early Help\\""#),
            ("a & b", "\"a & b\"", "\"a & b\""),
            ("$5, it's", r"'$5, it'\''s'", "\"$5, it's\""),
            ("said \"no\"", "'said \"no\"'", r#""said \"no\"""#),
            ("", "\"\"", "\"\""),
            ("Zoë", "Zoë", "Zoë"),
        ] {
            assert_eq!((&*for_posix(word), &*for_windows(word)), (posix, windows), "{word}");
        }
    }
}
