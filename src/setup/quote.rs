//! How one argument is written, so that the program gets it back as it was.

/// In a command line of Windows, as its programs take it apart: backslashes before a quote are doubled, and so are those at the end, where the
/// closing quote follows. `S:\Early Help\` is written `"S:\Early Help\\"`.
pub(super) fn for_windows(argument: &str) -> String {
    if !argument.is_empty() && !argument.contains([' ', '\t', '\n', '\u{b}', '"']) {
        return argument.to_owned();
    }
    let mut quoted = String::from("\"");
    let mut backslashes = 0;
    for c in argument.chars() {
        match c {
            '\\' => backslashes += 1,
            '"' => {
                quoted.push_str(&"\\".repeat(backslashes + 1));
                backslashes = 0;
            }
            _ => backslashes = 0,
        }
        quoted.push(c);
    }
    quoted.push_str(&"\\".repeat(backslashes));
    quoted.push('"');
    quoted
}

/// In a script of the shell.
pub(super) fn for_shell(argument: &str) -> String {
    format!("'{}'", argument.replace('\'', r"'\''"))
}

/// In `Exec=` of a desktop entry: quoted for the command, then escaped as a text of the file.
pub(super) fn for_desktop(argument: &str) -> String {
    let mut quoted = String::from("\"");
    for c in argument.chars() {
        match c {
            '"' | '`' | '$' | '\\' => quoted.extend(['\\', c]),
            '%' => quoted.push_str("%%"),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted.replace('\\', r"\\").replace('\n', r"\n")
}

/// In `ExecStart=` of a unit of systemd.
pub(super) fn for_systemd(argument: &str) -> String {
    let mut quoted = String::from("\"");
    for c in argument.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '%' => quoted.push_str("%%"),
            '$' => quoted.push_str("$$"),
            '\n' => quoted.push_str(r"\n"),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backslash_takes_no_quote_with_it() {
        for (argument, written) in [
            (r"S:\", r"S:\"),
            (r"S:\Early Help", r#""S:\Early Help""#),
            (r"S:\Early Help\", r#""S:\Early Help\\""#),
            (r#"a "b"\"#, r#""a \"b\"\\""#),
            ("", r#""""#),
            ("Ünïcode&%1'", "Ünïcode&%1'"),
        ] {
            assert_eq!(for_windows(argument), written);
        }
    }

    #[test]
    fn what_a_shell_or_a_desktop_takes_for_a_sign_is_a_letter() {
        assert_eq!(for_shell("O'Brien $x `y`"), r"'O'\''Brien $x `y`'");
        assert_eq!(for_desktop(r#"/a b/100%/$x"\"#), r#""/a b/100%%/\\$x\\"\\\\""#);
        assert_eq!(for_systemd(r#"/a b/100%/$x"\"#), r#""/a b/100%%/$$x\"\\""#);
    }

    #[cfg(unix)]
    #[test]
    fn a_shell_gives_back_what_was_written() {
        for argument in ["O'Brien & Söhne", "$HOME `id` \\ \"x\"", "日本\nschool", "''", ""] {
            let script = format!("printf %s {}", for_shell(argument));
            let said = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
            assert_eq!(String::from_utf8(said.stdout).unwrap(), argument);
        }
    }
}
