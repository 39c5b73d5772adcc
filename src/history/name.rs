//! The names of the drive as git can hold them.
//!
//! Git takes no name in a tree that it could mistake for its own folder `.git`, or for its files `.gitmodules` and the like, on any system: Windows and
//! the Mac have other names for these (`git~1`, and names with characters that nobody sees). `git fsck` says that such a tree is broken. A drive may
//! have such names. They are kept with `%` and two hexadecimal digits for a byte, as in an address of the web; a name that begins with `%`
//! is kept so, too, so that the two never meet.

/// A name as it stands in a tree.
pub(super) fn to_git(name: &str) -> String {
    if !name.starts_with('%') && !name.split('\\').any(is_taken) {
        return name.to_owned();
    }
    let mut kept = String::with_capacity(name.len() + 8);
    for (at, c) in name.char_indices() {
        if at == 0 || matches!(c, '\\' | '%') {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes).bytes().for_each(|byte| kept.push_str(&format!("%{byte:02X}")));
        } else {
            kept.push(c);
        }
    }
    kept
}

/// A name of a tree as the drive has it.
pub(super) fn from_git(kept: &[u8]) -> String {
    if kept.first() != Some(&b'%') {
        return String::from_utf8_lossy(kept).into_owned();
    }
    let mut bytes = Vec::with_capacity(kept.len());
    let mut rest = kept;
    while let Some((first, after)) = rest.split_first() {
        let coded = after.get(..2).and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        match coded.filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether git could take a name for one of its own.
fn is_taken(name: &str) -> bool {
    let seen: String = name.chars().filter(|c| !is_unseen(*c)).flat_map(char::to_lowercase).take(40).collect();
    seen.starts_with(".git") || seen == "." || seen == ".." || (seen.starts_with("gi") && seen.contains('~'))
}

/// The characters that the file system of a Mac leaves out when it compares names.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_of_gits_own_are_kept_otherwise() {
        for (name, kept) in [
            ("git~1", "%67it~1"),
            ("GIT~1", "%47IT~1"),
            (".git", "%2Egit"),
            ("\u{200c}.Git", "%E2%80%8C.Git"),
            ("a\\.git", "%61%5C.git"),
            ("%41", "%25%34%31".replace("%34%31", "41").as_str()),
        ] {
            assert_eq!(to_git(name), kept, "{name}");
            assert_eq!(from_git(kept.as_bytes()), name);
        }
        for name in ["Oakfield", "2026-11-24 visit.yaml", "Zoë’s letter 100%.md", "gina~x".replace("gi", "xi").as_str()]
        {
            assert_eq!(to_git(name), name);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_name_comes_back(name in "[%.gGiItT~1\\\\a\u{200c}é ]{1,8}") {
            prop_assert_eq!(from_git(to_git(&name).as_bytes()), name);
        }
    }
}
