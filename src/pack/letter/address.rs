//! How people are greeted in a letter.

use crate::words::listed;

/// Titles that go before a last name.
const TITLES: [&str; 17] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "rev",
    "revd",
    "reverend",
    "canon",
    "fr",
    "father",
    "lord",
    "lady",
    "sister",
];
/// Titles that go before a first name.
const HONOURS: [&str; 2] = ["sir", "dame"];
/// Letters that may follow a name and are no part of a greeting.
const AFTER: [&str; 26] = [
    "obe", "mbe", "cbe", "kbe", "dbe", "bem", "kc", "jp", "phd", "ba", "bsc", "bed", "ma", "msc", "med", "pgce", "qts",
    "npqh", "npqsl", "npqel", "fcct", "frsa", "jr", "jnr", "sr", "esq",
];

/// The name by which someone is greeted: `Ms Grant` for `Ms A Grant`, `Sir John` for `Sir John Dunford`. A name without a title stays whole.
#[must_use]
pub fn greeted(name: &str) -> String {
    // The words in brackets or after a comma are a role, pronouns or letters after the name.
    let name = name.split([',', '(']).next().unwrap_or(name);
    let mut words: Vec<_> = name.split_whitespace().collect();
    let plain = |word: &str| word.replace('.', "").to_lowercase();
    while words.len() > 2 && words.last().is_some_and(|word| AFTER.contains(&plain(word).as_str())) {
        words.pop();
    }
    let whole = words.join(" ");
    let [title, rest @ ..] = words.as_slice() else { return whole };
    let is_joint = words.iter().any(|word| matches!(plain(word).as_str(), "and" | "&" | "+"));
    let key = plain(title);
    let title = title.trim_end_matches('.');
    match rest {
        [first, _, ..] if HONOURS.contains(&key.as_str()) && first.trim_end_matches('.').chars().count() > 1 => {
            format!("{title} {first}")
        }
        [.., last] if TITLES.contains(&key.as_str()) && !is_joint => {
            // Words in small letters before a last name are part of that name: van der Berg.
            let before = &rest[..rest.len() - 1];
            let particles = before.iter().rev().take_while(|word| word.chars().all(char::is_lowercase)).count();
            let family: Vec<_> = before[before.len() - particles..].iter().copied().chain([*last]).collect();
            format!("{title} {}", family.join(" "))
        }
        _ => whole,
    }
}

/// The greeting of several people. Someone of whom only an e-mail address is known (`None`) is greeted as a colleague.
pub(super) fn salutation<'a>(names: impl IntoIterator<Item = Option<&'a str>>) -> String {
    let names: Vec<_> = names.into_iter().collect();
    let mut known: Vec<_> = names.iter().flatten().map(|name| greeted(name)).filter(|name| !name.is_empty()).collect();
    known.dedup();
    match names.len().saturating_sub(names.iter().flatten().count()) {
        0 if !known.is_empty() => listed(&known),
        0 | 1 => listed(&[known, vec!["colleague".to_owned()]].concat()),
        _ => listed(&[known, vec!["colleagues".to_owned()]].concat()),
    }
}

/// The name in an entry of `to`, such as `Ms A Grant <head@oakfield.example>` or `Ms A Grant`; none where the entry is an e-mail address alone.
pub(super) fn name_in(address: &str) -> Option<&str> {
    match address.split_once('<') {
        Some((name, _)) => Some(name.trim().trim_matches('"')).filter(|name| !name.is_empty()),
        None => Some(address.trim()).filter(|text| !text.contains('@')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_greeted_as_they_would_be() {
        let cases = [
            ("Ms A Grant", "Ms Grant"),
            ("Mr. T. Cole", "Mr Cole"),
            ("Mrs Hollis", "Mrs Hollis"),
            ("Dr Ng", "Dr Ng"),
            ("Mr J van der Berg", "Mr van der Berg"),
            ("Miss K O'Brien-Smith MBE", "Miss O'Brien-Smith"),
            ("Rev P St John, vicar", "Rev John"),
            ("Ms A Grant (Headteacher)", "Ms Grant"),
            ("Sir John Dunford", "Sir John"),
            ("Dame Alison Peacock DBE", "Dame Alison"),
            ("Sir J Dunford", "Sir J Dunford"),
            ("Mr and Mrs Pickersgill", "Mr and Mrs Pickersgill"),
            ("Alison Grant", "Alison Grant"),
            ("Headteacher", "Headteacher"),
            ("Mr", "Mr"),
            ("  Mx   R   Day ", "Mx Day"),
            ("", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(greeted(name), expected, "{name}");
        }
    }

    #[test]
    fn several_are_greeted_together_and_an_address_is_no_name() {
        assert_eq!(salutation([Some("Ms A Grant"), Some("Mr T Cole")]), "Ms Grant and Mr Cole");
        assert_eq!(salutation([None]), "colleague");
        assert_eq!(salutation([Some("Ms A Grant"), None, None]), "Ms Grant and colleagues");
        assert_eq!(name_in("Ms A Grant <head@oakfield.example>"), Some("Ms A Grant"));
        assert_eq!(
            (name_in("head@oakfield.example"), name_in("<a@b.example>"), name_in("Ms A")),
            (None, None, Some("Ms A"))
        );
    }
}
