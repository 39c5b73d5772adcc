//! Which of several words someone meant who wrote another.

/// The likeliest of the names or words that someone meant; none where none is near.
#[must_use]
pub fn nearest<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Only a name of some length can be likened to another; a very long text is none of these words.
    let wanted = plain(&text.chars().take(100).collect::<String>());
    let likeness = |name: &str| strsim::normalized_damerau_levenshtein(&wanted, &plain(name));
    let scored = names.map(|name| (likeness(name), name));
    let (likeness, name) = scored.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))?;
    (likeness >= 0.6).then_some(name)
}

/// Whether two texts have the same letters and figures, capitals and all other signs aside: `Free School` and `free-school`.
#[must_use]
pub fn is_same_but_for_signs(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_found() {
        let words = || ["maintained", "academy", "free-school", "independent"].into_iter();
        assert_eq!(nearest("maintaned", words()), Some("maintained"));
        assert_eq!(nearest("Free School", words()), Some("free-school"));
        assert_eq!(nearest("church", words()), None);
        assert_eq!(nearest("Date", ["time", "date"].into_iter()), Some("date"));
    }
}
