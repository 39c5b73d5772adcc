//! `textDocument/rename`: a child's UPN or name in all records of its school. The editor shows the changes before it makes them, where it can.

use std::collections::HashMap;

use lsp_types::request::{PrepareRenameRequest, Rename};
use lsp_types::{
    AnnotatedTextEdit, ChangeAnnotation, DocumentChanges, OneOf, PrepareRenameResponse, RenameOptions,
    WorkDoneProgressOptions, WorkspaceEdit,
};

use super::asked::ask;
use super::changes::{FileChanges, workspace_edit};
use super::handler::{Handler, Refusal, typed};
use crate::assist::{FileEdits, renamable, rename};
use crate::words::number;

/// Answers `textDocument/prepareRename`.
pub(super) const PREPARE_RENAME: Handler = Handler {
    method: "textDocument/prepareRename",
    offer: |_, _| {},
    answer: |workspace, params| {
        typed::<PrepareRenameRequest>(workspace, params, |workspace, at| {
            let found = ask(workspace, &at.text_document.uri, |_, asked| {
                let found = renamable(&asked.open(), asked.byte(at.position))?;
                let range = asked.range(found.range);
                Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder: found.text })
            });
            Ok(found.flatten())
        })
    },
};

/// Answers `textDocument/rename`.
pub(super) const RENAME: Handler = Handler {
    method: "textDocument/rename",
    offer: |client, capabilities| {
        let prepare_provider = client.prepares_renames.then_some(true);
        let options =
            RenameOptions { prepare_provider, work_done_progress_options: WorkDoneProgressOptions::default() };
        capabilities.rename_provider = Some(OneOf::Right(options));
    },
    answer: |workspace, params| {
        typed::<Rename>(workspace, params, |workspace, params| {
            let at = params.text_document_position;
            let found = ask(workspace, &at.text_document.uri, |workspace, asked| {
                let files = rename(&asked.open(), asked.byte(at.position), &params.new_name);
                let files = files.map_err(|why| Refusal::Failed(why.to_string()))?;
                let is_elsewhere = files.iter().any(|file| file.path != asked.here.path);
                let changes: Vec<_> = files.into_iter().map(changes).collect();
                let edit = workspace_edit(workspace, asked.here, &changes, &[]);
                let edit = edit.ok_or_else(|| {
                    Refusal::Failed(
                        "A record was changed meanwhile, or is not saved as UTF-8. Check the school, and try it again."
                            .to_owned(),
                    )
                })?;
                let shows_first = workspace.client.asks_before_changes && is_elsewhere;
                let unread = asked
                    .open()
                    .school
                    .map_or(0, |school| school.unread.iter().filter(|path| **path != asked.here.path).count());
                Ok(if shows_first { asked_first(edit, unread) } else { edit })
            });
            found.transpose()
        })
    },
};

fn changes(file: FileEdits) -> FileChanges {
    FileChanges { path: file.path, edits: file.edits.into_iter().map(|edit| (edit.range, edit.text)).collect() }
}

/// The same changes, of which the editor asks its user first. `unread`: how many other records of the school cannot be read, and so stay as they are.
fn asked_first(edit: WorkspaceEdit, unread: usize) -> WorkspaceEdit {
    const WHY: &str = "child";
    let Some(DocumentChanges::Edits(files)) = edit.document_changes else { return edit };
    let annotated = |edit| match edit {
        OneOf::Left(text_edit) => OneOf::Right(AnnotatedTextEdit { text_edit, annotation_id: WHY.to_owned() }),
        right @ OneOf::Right(_) => right,
    };
    let files = files.into_iter().map(|mut file| {
        file.edits = file.edits.into_iter().map(annotated).collect();
        file
    });
    let annotation = ChangeAnnotation {
        label: "A child in all records of its school".to_owned(),
        needs_confirmation: Some(true),
        description: (unread > 0).then(|| format!("{} that cannot be read: left as it is.", number(unread, "record"))),
    };
    WorkspaceEdit {
        document_changes: Some(DocumentChanges::Edits(files.collect())),
        change_annotations: Some(HashMap::from([(WHY.to_owned(), annotation)])),
        changes: None,
    }
}
