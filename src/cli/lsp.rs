//! `spoc lsp`

use std::io::{BufReader, Write as _, stdin, stdout};
use std::panic;

use super::common::{Common, Outcome};
use super::failure::Failure;
use super::target::named_drive;
use super::watch::clock;
use crate::lsp::{Ended, Host, serve};

/// Serve an editor: check records while they are written (the language server protocol, on standard input and output). An editor starts it
#[derive(Debug, clap::Args)]
pub(super) struct LanguageServer {
    /// What editors pass by habit: there is no other way
    #[arg(long, hide = true)]
    stdio: bool,

    /// What editors pass by habit
    #[arg(long = "clientProcessId", hide = true, value_name = "NUMBER")]
    client: Option<u32>,
}

impl LanguageServer {
    pub fn run(&self, common: &Common) -> Result<Outcome, Failure> {
        common.working_today()?;
        let drive = common.drive.as_deref().map(|drive| named_drive(drive, "--drive")).transpose()?;
        keep_faults_short();
        let host = Host { drive, clock: &clock(common), cache: &|root| common.cache(root) };
        Ok(match serve(BufReader::new(stdin()), &mut stdout().lock(), &host)? {
            Ended::Asked => Outcome::Clean,
            Ended::Unasked => Outcome::Found,
        })
    }
}

/// Has a fault of the program say only where it happened: an editor writes that into a log, and the whole message may hold what stands in records.
fn keep_faults_short() {
    panic::set_hook(Box::new(|fault| {
        let place = fault.location().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(anstream::stderr(), "spoc lsp: a fault at {place}");
    }));
}
