//! `spoc pro-forma`

mod send;

use std::io::Write;

use clap::Subcommand;

use super::common::{Common, Outcome};
use super::failure::Failure;

/// Send the pro forma of a visit to the school as a workbook
#[derive(Debug, clap::Args)]
pub(super) struct ProFormaCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Send(send::SendProForma),
}

impl ProFormaCommand {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        match &self.what {
            What::Send(send) => send.run(common, out),
        }
    }
}
