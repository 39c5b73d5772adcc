//! The message of a commit: what changed, in one line, and between which two looks. It is made and read here, and nowhere else.

use chrono::{DateTime, SecondsFormat, Utc};

use super::model::Seen;

const AFTER: &str = "Seen-After: ";
const BY: &str = "Seen-By: ";
const OWNER: &str = " (owner of the file)";
/// The author of a change whose file has no owner that the system tells.
pub(super) const NO_OWNER: &str = "owner not told";
/// The author of a change of several files that have not one owner.
pub(super) const SEVERAL_OWNERS: &str = "several owners";
/// The first line of a root whose past was let go.
pub(super) const ROOT: &str = "The drive as it was then: what is older was let go";
/// The longest first line, in characters.
const LONGEST: usize = 200;

/// The message of a change that was seen.
pub(super) fn message(summary: &str, seen: Seen) -> String {
    let shown: String = one_line(summary).chars().take(LONGEST).collect();
    let time = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Millis, true);
    let after = seen.after.map(|after| format!("{AFTER}{}\n", time(after))).unwrap_or_default();
    format!("{shown}\n\n{after}{BY}{}\n", time(seen.by))
}

/// The first line of a message.
pub(super) fn summary(message: &str) -> &str {
    message.lines().next().unwrap_or_default()
}

/// When the change was seen. `committed`: the time of the commit, for a message that does not say.
pub(super) fn seen(message: &str, committed: DateTime<Utc>) -> Seen {
    let time = |name: &str| {
        let line = message.lines().rev().find_map(|line| line.strip_prefix(name))?;
        Some(DateTime::parse_from_rfc3339(line.trim()).ok()?.to_utc())
    };
    Seen { after: time(AFTER), by: time(BY).unwrap_or(committed) }
}

/// The author of a change, as git has it: the owner of the file, called that.
pub(super) fn author(owner: Option<&str>) -> String {
    let name = owner.map(person).filter(|owner| !owner.is_empty());
    name.map_or_else(|| NO_OWNER.to_owned(), |owner| format!("{owner}{OWNER}"))
}

/// The owner of the file that an author stands for.
pub(super) fn owner(author: &str) -> Option<String> {
    author.strip_suffix(OWNER).map(str::to_owned)
}

/// A name that git takes as that of a person.
pub(super) fn person(name: &str) -> String {
    let kept: String = one_line(name).chars().map(|c| if matches!(c, '<' | '>') { ' ' } else { c }).collect();
    kept.trim_matches(|c: char| c.is_whitespace() || ".,:;\"'".contains(c)).to_owned()
}

/// A text on one line.
fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let time = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        let by = time("2026-11-24T09:31:00.250Z");
        for after in [None, Some(time("2026-11-24T09:30:00Z"))] {
            let seen_then = Seen { after, by };
            let written = message("Oakfield, visit:\n status\u{7} planned → held", seen_then);
            assert_eq!(summary(&written), "Oakfield, visit: status planned → held");
            assert_eq!(seen(&written, DateTime::default()), seen_then);
        }
        // A commit by somebody else says only when it was made.
        assert_eq!(seen("by hand", by), Seen { after: None, by });
    }

    #[test]
    fn an_owner_is_read_again() {
        assert_eq!(owner(&author(Some("j.smith"))).as_deref(), Some("j.smith"));
        assert_eq!(owner(&author(Some(" <x>\n"))).as_deref(), Some("x"));
        assert_eq!(owner(&author(None)), None);
        assert_eq!(author(Some("<>")), NO_OWNER);
    }
}
