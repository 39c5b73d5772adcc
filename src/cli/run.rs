//! The command line: which command it names, and the status with which the program ends.

use std::ffi::OsString;
use std::io::Write;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use super::common::{Common, Outcome};
use super::history_folder::history_folder;
use super::output::{Screen, say};
use super::{
    board, calendar, changed, child, clicked, contact, decide, digest, done, due, explain, figures, find, fix, history,
    import, init, keep, letter, lost, lsp, menu, move_record, new, opening, pack, pro_forma, remembered, restore,
    retention, review, schema, setup, templates, typed, validate, watch,
};

/// Keeps the folders of a team's school visits dependable: checks every record and says what is wrong, where, and what to do.
#[derive(Debug, Parser)]
#[command(name = "spoc", version, arg_required_else_help = true, disable_help_subcommand = true, max_term_width = 100)]
#[command(
    after_help = "Without a command, in a terminal, it asks what you want to do. So it does for a folder or a file in place of a command."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,

    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Subcommand)]
enum Command {
    Validate(validate::Validate),
    Fix(fix::Fix),
    Due(due::Due),
    Find(find::Find),
    Child(child::Child),
    Contact(contact::Contact),
    Retention(retention::RetentionList),
    Watch(watch::WatchDrive),
    Keep(keep::Keep),
    History(history::History),
    Changed(changed::Changed),
    Restore(restore::Restore),
    Lost(lost::ListLost),
    Lsp(lsp::LanguageServer),
    Board(board::WriteBoard),
    Digest(digest::WriteDigest),
    Figures(figures::ShowFigures),
    Review(review::ReviewVisit),
    Pack(pack::PrintPack),
    Letter(letter::WriteLetter),
    ProForma(pro_forma::ProFormaCommand),
    Import(import::Import),
    Calendar(calendar::ShowCalendar),
    Explain(explain::Explain),
    New(Box<new::New>),
    Done(done::Done),
    Decide(decide::Decide),
    Move(move_record::Move),
    Init(init::Init),
    Setup(setup::Setup),
    Schema(schema::SchemaCommand),
    Templates(templates::TemplatesCommand),
    #[command(hide = true)]
    Clicked(clicked::Clicked),
}

/// Runs a command line, whose first word is the program's name. Gives the exit status: 0 where nothing was found, 1 where something was, 2 where the
/// command could not do its work (records.md, section 8). Without a command, in a person's terminal, it is the menu.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let typed: Vec<OsString> = arguments.into_iter().map(typed::with_plain_hyphens).collect();
    let commands = Arguments::command();
    let is_command = |word: &str| commands.find_subcommand(word).is_some();
    menu::start(&typed, &menu_host(), is_command).unwrap_or_else(|| run_command(&typed))
}

/// What the menu has of the program.
fn menu_host() -> menu::Host<'static> {
    menu::Host {
        run: &|typed| run_command(&typed),
        can_open: &|words| {
            let commands = Arguments::command();
            let mut command = &commands;
            for word in words {
                let Some(inner) = command.find_subcommand(word) else { break };
                command = inner;
            }
            command.get_arguments().any(|argument| argument.get_id() == "open")
        },
        open: &|path| opening::open(path).map_err(|error| error.to_string()),
        remembered: &remembered::drive,
        remember: &remembered::remember_drive,
        has_history: &|root| history_folder(None, root).is_ok(),
        lost: &lost::for_list,
        setup: if setup::is_done() { None } else { Some(&["setup"]) },
    }
}

fn run_command(typed: &[OsString]) -> u8 {
    let matches = typed::forgiving(Arguments::command()).try_get_matches_from(typed);
    let parsed = match matches.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(parsed) => parsed,
        Err(error) => return usage(&error, typed),
    };
    if let Command::Clicked(clicked) = &parsed.command {
        return clicked.run(run);
    }
    let mut out = Screen::new();
    let outcome = match &parsed.command {
        Command::Validate(command) => command.run(&parsed.common, &mut out),
        Command::Fix(command) => command.run(&parsed.common, &mut out),
        Command::Due(command) => command.run(&parsed.common, &mut out),
        Command::Find(command) => command.run(&parsed.common, &mut out),
        Command::Child(command) => command.run(&parsed.common, &mut out),
        Command::Contact(command) => command.run(&parsed.common, &mut out),
        Command::Retention(command) => command.run(&parsed.common, &mut out),
        Command::Watch(command) => command.run(&parsed.common, &mut out),
        Command::Keep(command) => command.run(&parsed.common, &mut out),
        Command::Lsp(command) => command.run(&parsed.common),
        Command::Board(command) => command.run(&parsed.common, &mut out),
        Command::Digest(command) => command.run(&parsed.common, &mut out),
        Command::Figures(command) => command.run(&parsed.common, &mut out),
        Command::Review(command) => command.run(&parsed.common, &mut out),
        Command::Pack(command) => command.run(&parsed.common, &mut out),
        Command::Letter(command) => command.run(&parsed.common, &mut out),
        Command::ProForma(command) => command.run(&parsed.common, &mut out),
        Command::History(command) => command.run(&parsed.common, &mut out),
        Command::Changed(command) => command.run(&parsed.common, &mut out),
        Command::Restore(command) => command.run(&parsed.common, &mut out),
        Command::Lost(command) => command.run(&parsed.common, &mut out),
        Command::Import(command) => command.run(&parsed.common, &mut out),
        Command::Calendar(command) => command.run(&parsed.common, &mut out),
        Command::Explain(command) => command.run(&parsed.common, &mut out),
        Command::New(command) => command.run(&parsed.common, &mut out),
        Command::Done(command) => command.run(&parsed.common, &mut out),
        Command::Decide(command) => command.run(&parsed.common, &mut out),
        Command::Move(command) => command.run(&parsed.common, &mut out),
        Command::Init(command) => command.run(&parsed.common, &mut out),
        Command::Setup(command) => command.run(&parsed.common, &mut out),
        Command::Schema(command) => command.run(&parsed.common, &mut out),
        Command::Templates(command) => command.run(&parsed.common, &mut out),
        Command::Clicked(_) => Ok(Outcome::Clean),
    };
    let outcome = outcome.and_then(|outcome| {
        out.flush()?;
        Ok(outcome)
    });
    match outcome {
        Ok(Outcome::Clean) => 0,
        Ok(Outcome::Found) => 1,
        Err(failure) => complain(&failure.to_string()),
    }
}

/// Writes help and version to standard output; of a command line that cannot be understood, says why in one line on standard error.
fn usage(error: &clap::Error, typed: &[OsString]) -> u8 {
    let asks_for_help = error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if error.exit_code() == 0 || asks_for_help {
        // Ignore an error here: whoever asked for the help has gone.
        let _ = write!(anstream::stdout(), "{}", error.render().ansi());
        return if asks_for_help { complain("no command was given. Choose one of those above.") } else { 0 };
    }
    complain(&format!("{} Run it with --help to see how it is used.", typed::what_is_wrong(error, typed)))
}

fn complain(line: &str) -> u8 {
    say(&format!("spoc: {line}"));
    2
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_sound() {
        Arguments::command().debug_assert();
    }

    /// The paths that a command reads. `keep` and `watch` write into a history, and never over it, so that there is nothing to force;
    /// `crate::cli::history_place` says where one may stand.
    const READ: [&str; 6] = ["path", "drive", "file", "from_email", "from_form", "history"];
    /// The paths to which a command writes. Each goes by `crate::destination`, and stands in the table of `tests/suite/destinations.rs`.
    const WRITTEN: [&str; 15] = [
        "spoc validate out",
        "spoc due out",
        "spoc watch board",
        "spoc board out",
        "spoc digest out",
        "spoc figures out",
        "spoc review out",
        "spoc child out",
        "spoc child bundle",
        "spoc retention out",
        "spoc contact out",
        "spoc changed out",
        "spoc pack out",
        "spoc init folder",
        "spoc templates export folder",
    ];

    #[test]
    fn every_path_that_is_written_to_is_under_the_rule() {
        let mut commands = vec![("spoc".to_owned(), Arguments::command())];
        let mut written = Vec::new();
        while let Some((name, command)) = commands.pop() {
            let is_path = |argument: &&clap::Arg| {
                argument.get_value_parser().type_id() == clap::builder::ValueParser::path_buf().type_id()
            };
            for argument in command.get_arguments().filter(is_path) {
                let id = argument.get_id().as_str();
                if READ.contains(&id) {
                    continue;
                }
                let has_force = command.get_arguments().any(|argument| argument.get_id() == "force");
                assert!(has_force, "`{name}` writes to `{id}`, and has no --force");
                written.push(format!("{name} {id}"));
            }
            commands.extend(command.get_subcommands().map(|sub| (format!("{name} {}", sub.get_name()), sub.clone())));
        }
        let mut known = WRITTEN.map(str::to_owned);
        written.sort();
        known.sort();
        assert_eq!(written, known, "add it to the table of `tests/suite/destinations.rs`, then here");
    }
}
