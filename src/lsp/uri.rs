//! The addresses by which editors name files (RFC 8089), and the paths that they stand for.

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What is not written as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// The path of a file; none where the address names no file of this computer or of a share that it can reach.
#[must_use]
pub(super) fn path_of(uri: &str) -> Option<PathBuf> {
    let (host, path) = parts(uri)?;
    if cfg!(windows) { windows_path(&host, &path) } else { unix_path(&host, &path) }.map(PathBuf::from)
}

/// The address of a file.
#[must_use]
pub(super) fn uri_of(path: &Path) -> String {
    let path = path.to_string_lossy();
    if cfg!(windows) { windows_uri(&path) } else { format!("file://{}", encoded(&path)) }
}

/// The host and the path of an address.
fn parts(uri: &str) -> Option<(String, String)> {
    let scheme = uri.get(..5)?;
    if !scheme.eq_ignore_ascii_case("file:") {
        return None;
    }
    let rest = uri[5..].split(['?', '#']).next().unwrap_or_default();
    let (host, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", rest),
    };
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().ok().map(String::from);
    let (host, path) = (decoded(host)?, decoded(path)?);
    let host = if host.eq_ignore_ascii_case("localhost") { String::new() } else { host };
    (!path.contains('\0')).then_some((host, path))
}

fn unix_path(host: &str, path: &str) -> Option<String> {
    (host.is_empty() && path.starts_with('/')).then(|| path.to_owned())
}

fn windows_path(host: &str, path: &str) -> Option<String> {
    let back = |path: &str| path.replace('/', "\\");
    // Some write the letter of a drive where a host belongs.
    let path = if is_drive(host) { format!("/{host}{path}") } else { path.to_owned() };
    if !host.is_empty() && !is_drive(host) {
        return Some(format!(r"\\{host}{}", back(&path)));
    }
    if let Some(share) = path.strip_prefix("//") {
        return Some(format!(r"\\{}", back(share.trim_start_matches('/'))));
    }
    let path = path.strip_prefix('/').unwrap_or(&path);
    let (letter, rest) = path.split_at_checked(2).filter(|(letter, _)| is_drive(letter))?;
    // A drive has one letter, which editors write in either case.
    Some(format!("{}{}", letter.to_ascii_uppercase(), if rest.is_empty() { "\\".to_owned() } else { back(rest) }))
}

fn windows_uri(path: &str) -> String {
    let plain = match path.strip_prefix(r"\\?\UNC\") {
        Some(share) => format!(r"\\{share}"),
        None => path.strip_prefix(r"\\?\").unwrap_or(path).to_owned(),
    };
    let forward = plain.replace('\\', "/");
    match forward.strip_prefix("//") {
        Some(share) => format!("file://{}", encoded(share)),
        None => match forward.split_at_checked(2) {
            Some((letter, rest)) if is_drive(letter) => format!("file:///{letter}{}", encoded(rest)),
            _ => format!("file:///{}", encoded(&forward)),
        },
    }
}

fn is_drive(text: &str) -> bool {
    matches!(text.as_bytes(), [letter, b':'] if letter.is_ascii_alphabetic())
}

fn encoded(path: &str) -> String {
    utf8_percent_encode(path, ENCODED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on_windows(uri: &str) -> Option<String> {
        parts(uri).and_then(|(host, path)| windows_path(&host, &path))
    }

    fn on_unix(uri: &str) -> Option<String> {
        parts(uri).and_then(|(host, path)| unix_path(&host, &path))
    }

    #[test]
    fn addresses_on_windows() {
        for (uri, path) in [
            ("file:///c%3A/Early%20Help/policy.toml", r"C:\Early Help\policy.toml"),
            ("file:///S:/Jane%20Morris/Oakfield/school.yaml", r"S:\Jane Morris\Oakfield\school.yaml"),
            ("FILE:///s:/x", r"S:\x"),
            ("file:///s:", r"S:\"),
            ("file:/s:/x", r"S:\x"),
            ("file://s:/x", r"S:\x"),
            ("file://localhost/c:/x", r"C:\x"),
            ("file://server/share/A%20B/x.yaml", r"\\server\share\A B\x.yaml"),
            ("file:////server/share/x.yaml", r"\\server\share\x.yaml"),
            ("file:///c:/Zo%C3%AB%E2%80%99s%20%231.yaml", "C:\\Zoë’s #1.yaml"),
        ] {
            assert_eq!(on_windows(uri).as_deref(), Some(path), "{uri}");
        }
        for uri in [
            "untitled:Untitled-1",
            "file:///home/x",
            "https://c:/x",
            "file:",
            "",
            "file:///c:/%FF",
            "é",
            "file:///c:/a%00",
        ] {
            assert_eq!(on_windows(uri), None, "{uri}");
        }
    }

    #[test]
    fn addresses_on_other_systems() {
        assert_eq!(on_unix("file:///home/jane/A%20B/x%23.yaml").as_deref(), Some("/home/jane/A B/x#.yaml"));
        assert_eq!(on_unix("file:/home/x").as_deref(), Some("/home/x"));
        assert_eq!(on_unix("file://localhost/home/x").as_deref(), Some("/home/x"));
        for uri in ["file://server/share/x", "untitled:1", "git:/home/x?{}", "file:x", "vscode-notebook-cell:/x"] {
            assert_eq!(on_unix(uri), None, "{uri}");
        }
    }

    #[test]
    fn a_path_comes_back_from_its_address() {
        for path in [r"S:\Jane Morris\Zoë’s #1 & 100%.yaml", r"\\server\share\A B\x.yaml", r"C:\a;b=c"] {
            assert_eq!(on_windows(&windows_uri(path)).as_deref(), Some(path));
        }
        assert_eq!(windows_uri(r"\\?\UNC\server\share\x y"), "file://server/share/x%20y");
        assert_eq!(windows_uri(r"\\?\S:\x"), "file:///S:/x");
        for path in ["/home/jane/Zoë’s #1 & 100%.yaml", "/a:b/c"] {
            assert_eq!(on_unix(&format!("file://{}", encoded(path))).as_deref(), Some(path));
        }
    }
}
