//! What may stand on the board: names of files that can name no child, words of problems that quote no record.

use crate::layout::date_of;
use crate::problem::Problem;
use crate::rules::rule;

/// The part of a file's name that cannot name a child: its date, and the words that this program gives to records. `…` stands for any other words.
pub(super) fn file(path: &str) -> String {
    const ENDINGS: [&str; 6] = ["yaml", "yml", "md", "eml", "msg", "toml"];
    const WORDS: [&str; 10] =
        ["visit", "pro", "forma", "exclusion", "notice", "phone", "log", "school", "policy", "letter"];
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ENDINGS.iter().any(|one| one.eq_ignore_ascii_case(ending)) => (stem, Some(ending)),
        _ => (name, None),
    };
    let (date, words) = match date_of(stem) {
        Some(_) => stem.split_at(10),
        None => ("", stem),
    };
    let is_known = |word: &str| {
        WORDS.iter().any(|one| one.eq_ignore_ascii_case(word))
            || word.len() <= 7 && word.bytes().all(|b| b.is_ascii_digit() || b == b'-')
    };
    let shown = if words.split_whitespace().all(is_known) { words } else { " …" };
    let shown = format!("{date}{shown}");
    let ending = ending.map(|ending| format!(".{ending}")).unwrap_or_default();
    format!("{}{ending}", shown.trim_start())
}

/// The words of a problem: its own where these quote nothing of a record but dates and the names of fields, else the title of its rule.
pub(super) fn words(problem: &Problem) -> &str {
    let title = || rule(problem.code).map(|rule| rule.page.title);
    if problem.code.may_quote() { title().unwrap_or_default() } else { &problem.message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_its_date_and_by_words_that_name_nobody() {
        for (path, shown) in [
            ("A/B/records/2026-11-24 visit.yaml", "2026-11-24 visit.yaml"),
            ("A/B/records/phone log 2026-27.yaml", "phone log 2026-27.yaml"),
            ("A/B/records/2026-10-06 Exclusion notice 2.yml", "2026-10-06 Exclusion notice 2.yml"),
            ("A/B/school.yaml", "school.yaml"),
            ("A/B/emails/2026-10-06 Ada Byron.md", "2026-10-06 ….md"),
            ("A/B/emails/Ada.eml", "….eml"),
            ("A/B/records/2026-10-06 visit.Ada", "2026-10-06 …"),
            ("A/B/records/B801200005001.yaml", "….yaml"),
            ("A/B/records/2026-10-06.yaml", "2026-10-06.yaml"),
            ("policy.toml", "policy.toml"),
        ] {
            assert_eq!(file(path), shown);
        }
    }
}
