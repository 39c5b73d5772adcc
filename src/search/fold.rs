//! A text as it is searched: small letters without accents, one blank for any number of them, one kind of apostrophe and hyphen.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

use crate::layout::APOSTROPHES;

/// A folded text with the way back to the text that it was made from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// For each byte of it the byte of the other text at which its character begins.
    places: Vec<usize>,
    /// The length of the other text.
    length: usize,
}

impl Folded {
    /// A text, folded.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut places = Vec::with_capacity(text.len());
        let mut out = String::with_capacity(text.len());
        fold(text, |at, piece| {
            out.push_str(piece);
            places.resize(out.len(), at);
        });
        Self { text: out, places, length: text.len() }
    }

    /// Which bytes of the other text some bytes of the folded one came from.
    #[must_use]
    pub fn origin(&self, range: &std::ops::Range<usize>) -> std::ops::Range<usize> {
        let place = |at: usize| self.places.get(at).copied().unwrap_or(self.length);
        let start = place(range.start);
        let last = place(range.end.saturating_sub(1));
        // The end is where the first character begins that does not share the last one's place.
        let end = self.places.get(range.end..).and_then(|rest| rest.iter().find(|at| **at > last));
        start..end.copied().unwrap_or(self.length)
    }
}

/// A text, folded, without the way back.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold(text, |_, piece| out.push_str(piece));
    out
}

/// Folds a text piece by piece; each piece comes with the byte at which its character begins.
fn fold(text: &str, mut put: impl FnMut(usize, &str)) {
    let mut last = ' ';
    let mut buffer = [0; 4];
    for (at, c) in text.char_indices() {
        let mut one = |c: char, last: &mut char| {
            // A blank after a blank is none; in YAML an apostrophe within apostrophes is written twice.
            if (c == ' ' || c == '\'') && *last == c {
                return;
            }
            *last = c;
            put(at, c.encode_utf8(&mut buffer));
        };
        if c.is_ascii() {
            let plain = match c {
                '`' => '\'',
                c if c.is_ascii_control() => ' ',
                c => c.to_ascii_lowercase(),
            };
            one(plain, &mut last);
            continue;
        }
        for part in std::iter::once(c).nfd().flat_map(char::to_lowercase) {
            match plain(part) {
                Cow::Borrowed(letters) => letters.chars().for_each(|c| one(c, &mut last)),
                Cow::Owned(letters) => letters.chars().for_each(|c| one(c, &mut last)),
            }
        }
    }
}

/// A character without what does not matter: nothing of an accent and of what takes no room.
fn plain(c: char) -> Cow<'static, str> {
    match c {
        '\u{300}'..='\u{36F}' | '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' => "".into(),
        'ł' => "l".into(),
        'ø' => "o".into(),
        'đ' | 'ð' => "d".into(),
        'ħ' => "h".into(),
        'ı' => "i".into(),
        'ß' => "ss".into(),
        'æ' => "ae".into(),
        'œ' => "oe".into(),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-".into(),
        '“' | '”' | '„' | '″' => "\"".into(),
        c if APOSTROPHES.contains(&c) => "'".into(),
        c if c.is_whitespace() || c.is_control() => " ".into(),
        c => c.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_matter_is_folded_away() {
        for (text, plain) in [
            ("Zoë  ŁĘCKA", "zoe lecka"),
            ("Zoe\u{308}", "zoe"),
            ("O’Connor, O''Connor, O`Connor", "o'connor, o'connor, o'connor"),
            ("a\r\n  b\tc\u{a0}d", "a b c d"),
            ("non\u{2011}attendance, ﬁne, STRASSE straße", "non-attendance, ﬁne, strasse strasse"),
            ("İstanbul 李明", "istanbul 李明"),
            ("  a", "a"),
        ] {
            assert_eq!(folded(text), plain, "{text}");
            assert_eq!(Folded::of(text).text, plain, "{text}");
        }
    }

    #[test]
    fn a_place_leads_back_to_the_text() {
        for (text, wanted, origin) in [
            ("a\r\n  Zoë b", "zoe", "Zoë"),
            ("Zoe\u{308} b", "zoe", "Zoe\u{308}"),
            ("x Straße y", "strasse", "Straße"),
            ("x a \n b", "a b", "a \n b"),
            ("李明 z", "李明", "李明"),
            ("end", "end", "end"),
        ] {
            let folded = Folded::of(text);
            let at = folded.text.find(wanted).unwrap();
            let found = &text[folded.origin(&(at..at + wanted.len()))];
            assert_eq!(found, origin, "{text}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]
        #[test]
        fn every_place_is_one_between_characters(text in "\\PC*", from in 0..40_usize, length in 0..10_usize) {
            let folded = Folded::of(&text);
            let origin = folded.origin(&(from.min(folded.text.len())..(from + length).min(folded.text.len())));
            proptest::prop_assert!(text.is_char_boundary(origin.start) && text.is_char_boundary(origin.end));
            proptest::prop_assert_eq!(super::folded(&folded.text), folded.text);
        }
    }
}
