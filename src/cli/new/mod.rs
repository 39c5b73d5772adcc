//! `spoc new`

mod call;
mod letter;
mod notice;
mod offer;
mod pro_forma;
mod school;
mod visit;

use std::io::Write;

use clap::Subcommand;

use super::common::{Common, Outcome};
use super::failure::Failure;
use crate::drive::shown;
use crate::layout::Area;

/// Make a new record: the right file in the right folder, filled with what is known
#[derive(Debug, clap::Args)]
pub(super) struct New {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    School(school::NewSchool),
    Visit(visit::NewVisit),
    ProForma(pro_forma::NewProForma),
    #[command(visible_alias = "exclusion-notice")]
    Notice(notice::NewNotice),
    Call(call::NewCall),
    /// A letter with its front matter, its text to be written
    Letter(letter::NewLetter),
    /// An e-mail with its front matter, its text to be written
    Email(letter::NewLetter),
}

impl New {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let file = match &self.what {
            What::School(new) => new.write(common)?,
            What::Visit(new) => return new.write(common, out).map(|()| Outcome::Clean),
            What::ProForma(new) => return new.write(common, out).map(|()| Outcome::Clean),
            What::Notice(new) => match new.write(common, out)? {
                Some(file) => file,
                None => return Ok(Outcome::Clean),
            },
            What::Call(new) => new.write(common)?,
            What::Letter(new) => new.write(common, Area::Correspondence)?,
            What::Email(new) => new.write(common, Area::Emails)?,
        };
        writeln!(out, "wrote {}", shown(&file))?;
        Ok(Outcome::Clean)
    }
}
