//! The address by which a page leads to a folder of the drive.

use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

/// What does not stand for itself in the path of an address.
const CODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// The address of a folder, by its whole path as Windows or Unix writes it: `file:///S:/Early%20Help/`, `file://server/share/Early%20Help/`. None
/// where the path does not begin at a root. The same on every system, so that it can be tested on each.
#[must_use]
pub fn folder_url(folder: &Path) -> Option<String> {
    let text = folder.as_os_str().as_encoded_bytes();
    let plain = match text.strip_prefix(br"\\?\") {
        Some(long) => long.strip_prefix(br"UNC\").map_or(long.to_vec(), |share| [br"\\", share].concat()),
        None => text.to_vec(),
    };
    let coded = |path: &[u8]| percent_encode(path, CODED).to_string();
    // Windows takes both for the bar between two names.
    let of_windows = |path: &[u8]| coded(&path.iter().map(|b| if *b == b'\\' { b'/' } else { *b }).collect::<Vec<_>>());
    let url = match plain.as_slice() {
        [b'\\', b'\\', share @ ..] if share.first().is_some_and(|b| !b"\\?.".contains(b)) => {
            format!("file://{}", of_windows(share))
        }
        [drive, b':', rest @ ..] if drive.is_ascii_alphabetic() && matches!(rest, [] | [b'\\' | b'/', ..]) => {
            format!("file:///{}:{}", char::from(*drive), of_windows(rest))
        }
        [b'/', ..] => format!("file://{}", coded(&plain)),
        _ => return None,
    };
    Some(if url.ends_with('/') { url } else { url + "/" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_an_address_whatever_its_name() {
        for (path, url) in [
            (r"S:\", "file:///S:/"),
            ("S:", "file:///S:/"),
            (r"S:\Early Help\Jane Morris", "file:///S:/Early%20Help/Jane%20Morris/"),
            (r"\\?\S:\Early Help/Jane", "file:///S:/Early%20Help/Jane/"),
            (r"\\server\share\100% #1 & 'a'", "file://server/share/100%25%20%231%20%26%20%27a%27/"),
            (r"\\?\UNC\fs-01.corp.local\FEH$\x", "file://fs-01.corp.local/FEH%24/x/"),
            (r"S:\Ysgol Tŷ?;=+", "file:///S:/Ysgol%20T%C5%B7%3F%3B%3D%2B/"),
            (r"S:\学校", "file:///S:/%E5%AD%A6%E6%A0%A1/"),
            ("/srv/Early Help/<b>\"", "file:///srv/Early%20Help/%3Cb%3E%22/"),
            (r"/srv/a\b:c", "file:///srv/a%5Cb%3Ac/"),
            ("/", "file:///"),
        ] {
            assert_eq!(folder_url(Path::new(path)).as_deref(), Some(url), "{path}");
        }
        for path in ["", "Jane Morris", r"Jane\Morris", "S:x", r"\\?\Volume{1}\x", r"\\.\pipe\x", r"\\"] {
            assert_eq!(folder_url(Path::new(path)), None, "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_no_text_has_an_address_too() {
        use std::os::unix::ffi::OsStrExt as _;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"/srv/\xff"));
        assert_eq!(folder_url(path).as_deref(), Some("file:///srv/%FF/"));
    }
}
