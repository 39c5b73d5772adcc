//! `spoc pro-forma`

mod receive;
mod returned_file;
mod send;

use std::io::Write;

use clap::Subcommand;

pub(super) use self::returned_file::refuse_open;
use super::common::{Common, Outcome};
use super::failure::Failure;

/// Send the pro forma of a visit as a workbook, and receive it when the school has filled it in
#[derive(Debug, clap::Args)]
pub(super) struct ProFormaCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Send(send::SendProForma),
    Receive(receive::Receive),
}

impl ProFormaCommand {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        match &self.what {
            What::Send(send) => send.run(common, out),
            What::Receive(receive) => receive.run(common, out),
        }
    }
}
