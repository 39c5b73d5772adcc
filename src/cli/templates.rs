//! `spoc templates`

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::init::cannot_write;
use super::target::Target;
use super::{Common, Failure, Outcome};
use crate::drive::shown;
use crate::layout::TEMPLATES;
use crate::pack::{Templates, variables};
use crate::{disk, drive};

/// Templates of packs and letters: copy the built-in ones to change them
#[derive(Debug, clap::Args)]
pub(super) struct TemplatesCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Export(Export),
}

/// Copy the built-in templates, with a page on every variable; nothing is overwritten
#[derive(Debug, clap::Args)]
struct Export {
    /// The folder into which they go [default: `templates` on the drive]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl TemplatesCommand {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let What::Export(export) = &self.what;
        let folder = match &export.folder {
            Some(folder) => folder.clone(),
            None => Target::find(common, None)?.root.join(TEMPLATES),
        };
        disk::make_folder(&folder).map_err(|error| cannot_write(&folder, &error))?;
        for (name, text) in Templates::built_in() {
            export_file(&folder.join(name), text, out)?;
        }
        export_file(&folder.join("README.md"), &variables(), out)?;
        writeln!(
            out,
            "\nChange what you like, and delete the others: for these the built-in ones hold, as they grow better."
        )?;
        Ok(Outcome::Clean)
    }
}

/// The bytes of an authority's logo, and whether it is an SVG.
type LogoFile = (Vec<u8>, bool);

/// The templates that hold on a drive, and the authority's logo.
pub(super) fn own_templates(root: &Path) -> Result<(Templates, Option<LogoFile>), Failure> {
    let names: Vec<_> = Templates::names().collect();
    let files = drive::template_files(root, &names)
        .map_err(|error| Failure::new(error, "Look whether you may read it, or move it out of the folder."))?;
    Ok((Templates::new(files.texts), files.logo))
}

fn export_file(file: &Path, text: &str, out: &mut impl Write) -> Result<(), Failure> {
    match disk::write_new(file, text.as_bytes()) {
        Ok(()) => writeln!(out, "wrote {}", shown(file))?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => writeln!(out, "kept {}", shown(file))?,
        Err(error) => return Err(cannot_write(file, &error)),
    }
    Ok(())
}
