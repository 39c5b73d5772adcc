//! What can be repaired in an open file, as changes that the editor makes.

use super::changes::{FileChanges, differences, workspace_edit};
use super::workspace::{Here, Workspace};
use crate::layout::Role;
use crate::problem::Problem;
use crate::reading::Place;
use crate::repair::{Certainty, FilePlace, FileText, Repair, Step, all_safe, repairs};
use crate::text::Encoding;

/// A repair that the editor can make.
pub(super) struct Offer {
    pub title: String,
    pub is_safe: bool,
    pub edit: lsp_types::WorkspaceEdit,
}

/// The repairs of each of these problems of an open file that the editor can make, in their order. The editor saves every text as UTF-8, and can make no
/// folders: what asks for these is left to `spoc fix`.
pub(super) fn offers(workspace: &Workspace, here: &Here, problems: &[Problem]) -> Vec<Vec<Offer>> {
    let Some(file) = file_of(here) else { return problems.iter().map(|_| Vec::new()).collect() };
    let context = here.school.as_ref().map(|school| school.context());
    let school = here.school.as_ref().zip(context.as_ref()).map(|(school, context)| (&school.school, context));
    let offer = |repair: Repair| {
        let (changes, renames) = changes_of(&repair.steps)?;
        let edit = workspace_edit(workspace, here, &changes, &renames)?;
        Some(Offer { title: repair.title, is_safe: repair.certainty == Certainty::Safe, edit })
    };
    let found = repairs(&file, problems, school);
    found.into_iter().map(|repairs| repairs.into_iter().filter_map(offer).collect()).collect()
}

/// Every safe repair of the text of an open file, and those that they uncover; none where there is none.
pub(super) fn all_at_once(workspace: &Workspace, here: &Here) -> Option<lsp_types::WorkspaceEdit> {
    let file = file_of(here)?;
    let repaired = all_safe(&file, &[])?;
    let changes = FileChanges { path: here.path.clone(), edits: differences(file.text, &repaired) };
    workspace_edit(workspace, here, &[changes], &[])
}

fn file_of(here: &Here) -> Option<FileText<'_>> {
    let place = match here.role {
        Role::SchoolFile => FilePlace::Record(Place::SchoolFile),
        Role::Record(area) => FilePlace::Record(Place::In(area)),
        Role::Policy => FilePlace::Policy,
        _ => return None,
    };
    Some(FileText { path: &here.path, place, text: here.unmarked().0, encoding: Encoding::Utf8 })
}

/// Changes of texts, and of names.
type Changes = (Vec<FileChanges>, Vec<(String, String)>);

/// The steps of a repair as changes; none where the editor cannot make one of them.
fn changes_of(steps: &[Step]) -> Option<Changes> {
    let (mut changes, mut renames): (Vec<FileChanges>, _) = (Vec::new(), Vec::new());
    for step in steps {
        match step {
            Step::Edit { path, range, text } => {
                let edit = (range.clone(), text.clone());
                match changes.iter_mut().find(|change| change.path == *path) {
                    Some(change) => change.edits.push(edit),
                    None => changes.push(FileChanges { path: path.clone(), edits: vec![edit] }),
                }
            }
            Step::Rename { path, to } => renames.push((path.clone(), to.clone())),
            Step::SaveAsUtf8 { .. } | Step::MakeFolder { .. } => return None,
        }
    }
    Some((changes, renames))
}
