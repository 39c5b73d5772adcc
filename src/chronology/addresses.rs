//! Where a text has somebody's e-mail address, telephone number or postcode.

use std::ops::Range;

/// Where a text has an e-mail address or a telephone number.
#[must_use]
pub fn addresses(text: &str) -> Vec<Range<usize>> {
    let mails = mail_addresses(text);
    let is_within = |one: &Range<usize>| {
        // They stand in order, and none lies within another.
        let after = mails.partition_point(|mail| mail.end <= one.start);
        mails.get(after).is_some_and(|mail| mail.start < one.end)
    };
    let mut found: Vec<_> = telephones(text).into_iter().filter(|one| !is_within(one)).collect();
    found.extend(postcodes(text));
    found.extend(mails);
    found.sort_by_key(|place| place.start);
    found
}

/// What stands behind the `@` of the first e-mail address of a text, in small letters.
pub(super) fn domain_of(text: &str) -> Option<String> {
    let place = mail_addresses(text).into_iter().next()?;
    text.get(place)?.split_once('@').map(|(_, domain)| domain.to_lowercase())
}

fn mail_addresses(text: &str) -> Vec<Range<usize>> {
    let is_part = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '.' | '_' | '-' | '+' | '\'' | '%' | '&' | '=' | '/' | '!' | '#' | '$' | '*' | '~')
    };
    let at_signs = text.match_indices('@').map(|(at, _)| at);
    let around = at_signs.filter_map(|at| {
        let before = text[..at].char_indices().rev().take_while(|(_, c)| is_part(*c)).last().map(|(start, _)| start)?;
        let host = text[at + 1..]
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-')))
            .map_or(text.len(), |end| at + 1 + end);
        let host = at + 1 + text[at + 1..host].trim_end_matches(['.', '-']).len();
        (host > at + 1).then_some(before..host)
    });
    let mut found: Vec<Range<usize>> = Vec::new();
    for place in around {
        if found.last().is_none_or(|last| last.end <= place.start) {
            found.push(place);
        }
    }
    found
}

/// A telephone number begins with 0 or +, in brackets perhaps, and has at least nine digits. It may follow another number.
fn telephones(text: &str) -> Vec<Range<usize>> {
    const FEWEST: usize = 9;
    const MOST: usize = 15;
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '\u{a0}' | '(' | ')' | '-' | '+' | '/' | '.');
    let mut found: Vec<Range<usize>> = Vec::new();
    for (start, first) in text.char_indices().filter(|(_, c)| matches!(c, '0' | '+' | '(')) {
        let before = text[..start].chars().next_back();
        let is_within = found.last().is_some_and(|last| start < last.end);
        if is_within
            || before.is_some_and(|c| c.is_alphanumeric() || c == '-' || c == '/' || (c == '+' && first != '+'))
        {
            continue;
        }
        let rest = &text[start..];
        if !rest.trim_start_matches('(').starts_with(['0', '+']) {
            continue;
        }
        let (mut digits, mut end) = (0, start);
        for (at, c) in rest.char_indices().take_while(|(_, c)| is_part(*c)) {
            if c.is_ascii_digit() && digits < MOST {
                digits += 1;
                end = start + at + 1;
            }
        }
        if digits >= FEWEST {
            found.push(start..end);
        }
    }
    found
}

/// A postcode of the United Kingdom: `NE1 4AB`.
fn postcodes(text: &str) -> Vec<Range<usize>> {
    let words: Vec<_> = crate::veil::words(text).collect();
    let is_outward = |word: &str| {
        let letters = word.chars().take_while(char::is_ascii_uppercase).count();
        let rest = word.get(letters..).unwrap_or_default();
        (1..=2).contains(&letters)
            && rest.starts_with(|c: char| c.is_ascii_digit())
            && rest.len() <= 2
            && rest.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
    };
    let is_inward = |word: &str| {
        let mut letters = word.chars();
        word.len() == 3 && letters.next().is_some_and(|c| c.is_ascii_digit()) && letters.all(|c| c.is_ascii_uppercase())
    };
    let pairs = words.windows(2).filter_map(|pair| match pair {
        [(start, outward), (at, inward)]
            if is_outward(outward) && is_inward(inward) && *at == start + outward.len() + 1 =>
        {
            Some(*start..at + inward.len())
        }
        _ => None,
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_and_dates_are_none() {
        let found = |text: &str| addresses(text).into_iter().map(|place| text[place].to_owned()).collect::<Vec<_>>();
        assert_eq!(
            found("Ann <a.b-c@d.example>, 020 7946 0001; (0161) 496 0001 or +44 161 496-0002."),
            ["a.b-c@d.example", "020 7946 0001", "(0161) 496 0001", "+44 161 496-0002"]
        );
        assert_eq!(found("At 10:15 020 7946 0001 rang; 4 Elm Row, NE1 4AB"), ["020 7946 0001", "NE1 4AB"]);
        assert!(found("2026-11-24 to 2026-11-25, 100321, 317/2045, B801200005001, 0.5 of 98, a @ b").is_empty());
    }
}
