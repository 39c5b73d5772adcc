//! `spoc schema`

use std::io::Write;

use super::common::{Common, Outcome};
use super::failure::Failure;
use crate::schemas;

/// Print the JSON Schema of a kind of record, for editors that check while one types
#[derive(Debug, clap::Args)]
pub(super) struct SchemaCommand {
    /// A kind, such as visit; `record` for any that stands in records/, `policy` for policy.toml [default: the list]
    kind: Option<String>,
}

impl SchemaCommand {
    pub fn run(&self, _: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let Some(kind) = &self.kind else {
            for name in schemas::NAMES {
                writeln!(out, "{name}")?;
            }
            return Ok(Outcome::Clean);
        };
        let schema = schemas::text(kind).ok_or_else(|| {
            Failure::new(
                format!("there is no schema of {}", crate::record::values::quoted(kind)),
                format!("Name one of {}.", schemas::NAMES.join(", ")),
            )
        })?;
        out.write_all(schema.as_bytes())?;
        Ok(Outcome::Clean)
    }
}
