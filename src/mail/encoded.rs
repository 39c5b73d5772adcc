//! Encoded words (RFC 2047): those that break the rules are written anew so that they keep them. Mailers cut a character in two between words,
//! name a language (RFC 2231), leave out the space between two words, or invent names of encodings.

use data_encoding::BASE64_NOPAD;

use crate::text;

/// The most characters of a word that is written anew, so that no line of words gets too long for what reads them.
const MOST_CHARACTERS: usize = 60;

/// A value with its encoded words written anew as UTF-8; a word that cannot be read stands as it was. Takes time by the length alone.
pub(super) fn mended(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    let mut open: Option<Word<'_>> = None;
    while let Some(at) = rest.find("=?") {
        let (before, from) = rest.split_at(at);
        let Some((word, after)) = Word::at(from) else {
            close(&mut open, &mut out);
            out.push_str(before);
            out.push_str("=?");
            rest = from.get(2..).unwrap_or_default();
            continue;
        };
        let goes_on = open.as_ref().is_some_and(|open| before.trim().is_empty() && open.is_in_one_with(&word));
        match &mut open {
            Some(open) if goes_on => open.bytes.extend(word.bytes),
            _ => {
                let follows_a_word = open.is_some();
                close(&mut open, &mut out);
                // Two words without a space between are read as two only where there is one.
                out.push_str(if follows_a_word && before.is_empty() { " " } else { before });
                open = Some(word);
            }
        }
        rest = after;
    }
    close(&mut open, &mut out);
    out.push_str(rest);
    out
}

/// An encoded word.
struct Word<'v> {
    charset: &'v str,
    bytes: Vec<u8>,
}

impl<'v> Word<'v> {
    /// The word at the beginning of a text, and what follows it; none where it cannot be read.
    fn at(text: &'v str) -> Option<(Self, &'v str)> {
        let mut parts = text.strip_prefix("=?")?.splitn(4, '?');
        let (charset, encoding, content, after) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let after = after.strip_prefix('=')?;
        // `utf-8*en-GB`: the language says nothing of the bytes.
        let charset = charset.split('*').next().unwrap_or_default();
        let bytes = match encoding {
            "Q" | "q" => of_q(content)?,
            "B" | "b" => BASE64_NOPAD.decode(content.trim_end_matches('=').as_bytes()).ok()?,
            _ => return None,
        };
        // It is no encoding that maps bytes to characters one run at a time.
        let is_readable = !charset.is_empty() && charset.len() <= 40 && !charset.eq_ignore_ascii_case("utf-7");
        is_readable.then_some((Self { charset, bytes }, after))
    }

    fn is_in_one_with(&self, next: &Word<'_>) -> bool {
        self.charset.eq_ignore_ascii_case(next.charset)
    }
}

/// The bytes of the encoding `Q`: `=C3` is a byte, `_` a space.
fn of_q(content: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(content.len());
    let mut rest = content.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = match first {
            b'=' => {
                let (figures, after) = after.split_at_checked(2)?;
                bytes.push(u8::from_str_radix(str::from_utf8(figures).ok()?, 16).ok()?);
                after
            }
            b'_' => {
                bytes.push(b' ');
                after
            }
            other => {
                bytes.push(*other);
                after
            }
        };
    }
    Some(bytes)
}

/// Writes what was read of one or several words.
fn close(open: &mut Option<Word<'_>>, out: &mut String) {
    let Some(word) = open.take() else { return };
    let text = text::decode_as(word.charset, &word.bytes);
    let mut characters = text.chars().peekable();
    let mut is_first = true;
    while characters.peek().is_some() {
        out.push_str(if is_first { "=?utf-8?Q?" } else { " =?utf-8?Q?" });
        is_first = false;
        for character in characters.by_ref().take(MOST_CHARACTERS) {
            let mut buffer = [0; 4];
            for byte in character.encode_utf8(&mut buffer).bytes() {
                if byte.is_ascii_alphanumeric() {
                    out.push(char::from(byte));
                } else {
                    out.push_str(&format!("={byte:02X}"));
                }
            }
        }
        out.push_str("?=");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_break_the_rules_are_written_anew() {
        let cases = [
            ("a =?utf-8?Q?Caf=C3?=\t=?UTF-8?q?=A9?= b", "a =?utf-8?Q?Caf=C3=A9?= b"),
            ("=?utf-8?B?w6k?= =?utf-8?B?w6k=?=", "=?utf-8?Q?=C3=A9=C3=A9?="),
            ("=?iso-8859-1*fr?Q?=E9_=96?=", "=?utf-8?Q?=C3=A9=20=E2=80=93?="),
            ("=?a?Q?b?==?c?Q?d?=", "=?utf-8?Q?b?= =?utf-8?Q?d?="),
            ("=?utf-8?Q??= x", " x"),
            // What cannot be read stands as it was.
            (
                "=?utf-8?Q?=C?= =? =?utf-8?X?a?= =?utf-8?B?*?= =?utf-7?Q?a?= =?utf-8?Q?unclosed",
                "=?utf-8?Q?=C?= =? =?utf-8?X?a?= =?utf-8?B?*?= =?utf-7?Q?a?= =?utf-8?Q?unclosed",
            ),
            ("no word at all?= é", "no word at all?= é"),
        ];
        for (value, expected) in cases {
            assert_eq!(mended(value), expected, "{value}");
        }
    }

    #[test]
    fn a_long_text_becomes_several_words() {
        let long = format!("=?utf-8?Q?{}?=", "=C3=A9".repeat(MOST_CHARACTERS + 1));
        let expected = format!("=?utf-8?Q?{}?= =?utf-8?Q?=C3=A9?=", "=C3=A9".repeat(MOST_CHARACTERS));
        assert_eq!(mended(&long), expected);
    }
}
