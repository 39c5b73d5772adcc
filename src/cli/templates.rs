//! `spoc templates`

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::common::{Common, Outcome};
use super::failure::Failure;
use super::output::Force;
use super::target::Target;
use crate::destination::{Folder, Output, Spot};
use crate::drive;
use crate::drive::shown;
use crate::layout::TEMPLATES;
use crate::pack::{Logo, Templates, variables};
use crate::press::PressError;

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

    #[command(flatten)]
    force: Force,
}

impl TemplatesCommand {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let What::Export(export) = &self.what;
        let folder = match &export.folder {
            Some(folder) => folder.clone(),
            None => Target::find(common, None)?.root.join(TEMPLATES),
        };
        let unwritten = |error| Failure::unwritten(error, "");
        let folder = Folder::find(&folder).map_err(unwritten)?;
        let page = variables();
        let mut all: Vec<(&str, &str)> = Templates::built_in().collect();
        all.push(("README.md", &page));
        let mut files: Vec<_> = all
            .into_iter()
            .map(|(name, text)| (name, text, folder.destination(name, &TEMPLATE, export.force.given)))
            .collect();
        if let Some((_, _, Err(error))) =
            files.extract_if(.., |(_, _, file)| file.as_ref().is_err_and(|error| !error.is_there())).next()
        {
            return Err(unwritten(error));
        }
        for (name, text, file) in files {
            let written = file.and_then(|file| file.write(text.as_bytes()));
            match written {
                Ok(()) => writeln!(out, "wrote {}", shown(&folder.path().join(name)))?,
                Err(error) if error.is_there() => writeln!(out, "kept {}", shown(&folder.path().join(name)))?,
                Err(error) => return Err(unwritten(error)),
            }
        }
        writeln!(
            out,
            "\nChange what you like, and delete the others: for these the built-in ones hold, as they grow better."
        )?;
        Ok(Outcome::Clean)
    }
}

/// A copy of a template. Once it is written it is the staff's own, so that no copy counts as one that the program may replace.
const TEMPLATE: Output =
    Output { name: "a template", is_own: None, was_own: None, belongs: OF_TEMPLATES, makes_folder: true };
const OF_TEMPLATES: &[Spot] = &[Spot::Templates, Spot::Top, Spot::Manager, Spot::School];

/// The templates of a drive.
pub(super) fn own_templates(root: &Path) -> Result<Templates, Failure> {
    let names: Vec<_> = Templates::names().collect();
    let files = drive::template_files(root, &names)
        .map_err(|error| Failure::new(error, "Look whether you may read it, or move it out of the folder."))?;
    Ok(Templates::new(files.texts))
}

/// The authority's logo on a drive.
#[derive(Debug, Default)]
pub(super) struct OwnLogo {
    /// The one for print: the SVG, where there are both.
    pub best: Option<Logo>,
    /// The one for what holds no SVG.
    pub png: Option<Logo>,
}

/// The authority's logo on a drive; an error where it is no picture, as for a pack.
pub(super) fn own_logo(root: &Path, authority: Option<&str>) -> Result<OwnLogo, Failure> {
    let files = drive::template_files(root, &[]).map_err(PressError::Templates)?;
    let logo = |(bytes, is_svg)| {
        let logo = Logo { bytes, is_svg, alternative: authority.unwrap_or("The authority").to_owned() };
        let name = if is_svg { "logo.svg" } else { "logo.png" };
        if logo.is_picture() { Ok(logo) } else { Err(PressError::Logo(name)) }
    };
    let best = files.logo.map(logo).transpose()?;
    let png = files.png.map(|bytes| logo((bytes, false))).transpose()?;
    Ok(OwnLogo { best, png })
}
