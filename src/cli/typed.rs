//! A command line as people type it: hyphens that Word has changed, capitals in a word from a list, a name with spaces without quotes.

use std::ffi::OsString;

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// An argument with `--` where Word or a mail program has made a dash of it: `–visit`, `—visit`. Only what has the form of an option is changed, so
/// that a text that begins with a dash stays as it is.
pub(super) fn with_plain_hyphens(argument: OsString) -> OsString {
    const DASHES: [char; 3] = ['–', '—', '−'];
    let Some(text) = argument.to_str() else { return argument };
    let name = text.trim_start_matches(DASHES);
    let is_option = |name: &str| {
        let name = name.split_once('=').map_or(name, |(name, _)| name);
        name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_lowercase() || c == '-')
    };
    if name.len() < text.len() && is_option(name) { format!("--{name}").into() } else { argument }
}

/// The same command with words from a list taken in capitals, too.
pub(super) fn forgiving(command: Command) -> Command {
    let takes_words =
        |argument: &clap::Arg| !argument.get_possible_values().is_empty() && argument.get_action().takes_values();
    command
        .mut_args(|argument| if takes_words(&argument) { argument.ignore_case(true) } else { argument })
        .mut_subcommands(forgiving)
}

/// What is wrong with a command line, in one line of whole sentences.
pub(super) fn what_is_wrong(error: &clap::Error, typed: &[OsString]) -> String {
    if error.kind() == ErrorKind::UnknownArgument
        && let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidArg)
        && !word.starts_with('-')
    {
        return word_too_many(word, typed);
    }
    let text = error.render().to_string();
    // The last one is about how to hand an unknown option over as a text, which nobody wants here.
    let is_beside_the_point = |part: &&str| {
        ["Usage:", "For more information", "  tip: to pass"].into_iter().any(|start| part.starts_with(start))
    };
    let paragraphs = text.split("\n\n").filter(|part| !is_beside_the_point(part));
    let line = paragraphs.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
    let line = line.strip_prefix("error: ").unwrap_or(&line);
    format!("{}.", line.trim_end_matches('.'))
}

/// A name of several words without quotes is the usual cause: they are shown with quotes around them.
fn word_too_many(word: &str, typed: &[OsString]) -> String {
    let words: Vec<_> = typed.iter().map(|word| word.to_string_lossy()).collect();
    let is_option = |at: usize| words[at].starts_with('-');
    let at = words.iter().rposition(|one| one == word);
    // The program's name and the command's stand before the first word that can be part of a name.
    let together = at.filter(|at| *at > 2 && !is_option(at - 1)).map(|at| {
        let end = (at..words.len()).find(|at| is_option(*at)).unwrap_or(words.len());
        words[at - 1..end].join(" ").replace('"', "")
    });
    match together {
        Some(together) => {
            format!("`{word}` is a word too many. Text with spaces goes in quotes, as in \"{together}\".")
        }
        None => format!("`{word}` is a word too many."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dash_from_word_is_two_hyphens() {
        for (typed, taken) in [
            ("–visit", "--visit"),
            ("—as=pdf", "--as=pdf"),
            ("−−no-cache", "--no-cache"),
            ("– said no", "– said no"),
            ("–", "–"),
            ("–Said", "–Said"),
            ("-v", "-v"),
        ] {
            assert_eq!(with_plain_hyphens(typed.into()), OsString::from(taken), "{typed}");
        }
    }

    #[test]
    fn words_without_quotes_are_shown_with_them() {
        let typed = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
        let said = |word, line| word_too_many(word, &typed(line));
        let oakfield = said("primary", "spoc review oakfield primary school --visit 2026-11-24");
        assert!(oakfield.ends_with("as in \"oakfield primary school\"."), "{oakfield}");
        assert_eq!(said("extra", "spoc init extra"), "`extra` is a word too many.");
    }
}
