//! Changes of files as the editor takes them: it makes them, and asks its user where it sees fit.

use std::collections::HashMap;
use std::ops::Range;
use std::str::FromStr as _;
use std::time::Duration;

use lsp_types::{
    DocumentChangeOperation, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, RenameFile,
    RenameFileOptions, ResourceOp, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};
use similar::{DiffOp, TextDiff};

use super::places::Lines;
use super::workspace::{FileText, Here, Workspace};

/// Changes of the text of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChanges {
    /// The file, relative to the drive.
    pub path: String,
    /// Stretches, in bytes of the text without a byte order mark, and what stands there then. None touches another.
    pub edits: Vec<(Range<usize>, String)>,
}

/// Changes of files and their names, as the editor takes them. None where the editor cannot make them, or where the text of a file is not known.
/// `renames`: each file, and its path afterwards.
#[must_use]
pub fn workspace_edit(
    workspace: &Workspace,
    here: &Here,
    changes: &[FileChanges],
    renames: &[(String, String)],
) -> Option<WorkspaceEdit> {
    let client = &workspace.client;
    let can_rename = client.takes_document_changes && client.renames_files;
    if !renames.is_empty() && !can_rename {
        return None;
    }
    let edits: Vec<_> = changes.iter().map(|change| edits_of(workspace, here, change)).collect::<Option<_>>()?;
    if !client.takes_document_changes {
        // The addresses are compared by their text, which nobody changes.
        #[allow(clippy::mutable_key_type, reason = "it is the type of the protocol")]
        let changes: HashMap<_, _> = edits.into_iter().map(|(file, edits)| (file.uri, edits)).collect();
        return Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
    }
    let edits = edits.into_iter().map(|(text_document, edits)| {
        let edits = edits.into_iter().map(OneOf::Left).collect();
        DocumentChangeOperation::Edit(TextDocumentEdit { text_document, edits })
    });
    let uri = |path: &str| Uri::from_str(&here.uri_of(path)).ok();
    let renames = renames.iter().map(|(from, to)| {
        let options = RenameFileOptions { overwrite: Some(false), ignore_if_exists: Some(false) };
        let (old_uri, new_uri) = (uri(from)?, uri(to)?);
        let rename = RenameFile { old_uri, new_uri, options: Some(options), annotation_id: None };
        Some(DocumentChangeOperation::Op(ResourceOp::Rename(rename)))
    });
    let operations = edits.map(Some).chain(renames).collect::<Option<Vec<_>>>()?;
    let only_edits = operations.iter().map(|operation| match operation {
        DocumentChangeOperation::Edit(edit) => Some(edit.clone()),
        DocumentChangeOperation::Op(_) => None,
    });
    let document_changes = match only_edits.collect::<Option<Vec<_>>>() {
        Some(edits) => DocumentChanges::Edits(edits),
        None => DocumentChanges::Operations(operations),
    };
    Some(WorkspaceEdit { document_changes: Some(document_changes), ..WorkspaceEdit::default() })
}

fn edits_of(
    workspace: &Workspace,
    here: &Here,
    changes: &FileChanges,
) -> Option<(OptionalVersionedTextDocumentIdentifier, Vec<TextEdit>)> {
    let FileText { uri, version, text } = if changes.path == here.path {
        FileText { uri: here.uri.clone(), version: Some(here.version), text: here.text.clone() }
    } else {
        workspace.file_to_change(here, &changes.path)?
    };
    let mark = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    let lines = Lines::new(&text, workspace.client.units);
    let edit = |(range, new): &(Range<usize>, String)| {
        let range = lines.range(range.start + mark..range.end + mark);
        TextEdit { range, new_text: new.clone() }
    };
    let edits = changes.edits.iter().map(edit).collect();
    Some((OptionalVersionedTextDocumentIdentifier { uri: Uri::from_str(&uri).ok()?, version }, edits))
}

/// How long the fewest changes are looked for; the rest of the text is then replaced in larger pieces.
const PATIENCE: Duration = Duration::from_millis(200);

/// The changes, line by line, that make one text of another. None touches another.
#[must_use]
pub fn differences(old: &str, new: &str) -> Vec<(Range<usize>, String)> {
    differences_within(PATIENCE, old, new)
}

fn differences_within(patience: Duration, old: &str, new: &str) -> Vec<(Range<usize>, String)> {
    let starts = |text: &str| -> Vec<usize> {
        let mut end = 0;
        let ends = text.split_inclusive('\n').map(|line| {
            end += line.len();
            end
        });
        std::iter::once(0).chain(ends).collect()
    };
    let lines = |text: &'_ str| -> Vec<String> { text.split_inclusive('\n').map(str::to_owned).collect() };
    let (old_lines, new_lines) = (lines(old), lines(new));
    let (old_slices, new_slices): (Vec<_>, Vec<_>) =
        (old_lines.iter().map(String::as_str).collect(), new_lines.iter().map(String::as_str).collect());
    let (old_starts, new_starts) = (starts(old), starts(new));
    let diff = TextDiff::configure().timeout(patience).diff_slices(&old_slices, &new_slices);
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for op in diff.ops().iter().filter(|op| !matches!(op, DiffOp::Equal { .. })) {
        let (before, after) = (op.old_range(), op.new_range());
        let range = old_starts[before.start]..old_starts[before.end];
        let text = &new[new_starts[after.start]..new_starts[after.end]];
        match edits.last_mut().filter(|(last, _)| last.end == range.start) {
            Some((last, there)) => {
                last.end = range.end;
                there.push_str(text);
            }
            None => edits.push((range, text.to_owned())),
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_differences_make_one_text_of_the_other() {
        for (old, new) in [
            ("a: 1\r\nb: 2\r\nc: 3", "a: 1\r\nb: 3\r\nc: 3\r\n"),
            ("", "a\n"),
            ("a\n\nb\n", "b\n"),
            ("a\rb\rc", "a\rx\rc"),
            ("same", "same"),
            ("a\nb\nc\nd\ne\nf\n", "b\nx\nd\na\nf\ny\n"),
        ] {
            for patience in [PATIENCE, Duration::ZERO] {
                let mut text = old.to_owned();
                let edits = differences_within(patience, old, new);
                assert!(edits.windows(2).all(|two| two[0].0.end < two[1].0.start), "{edits:?}");
                for (range, new) in edits.into_iter().rev() {
                    text.replace_range(range, &new);
                }
                assert_eq!(text, new);
            }
        }
        assert_eq!(differences("a\nb\nc\n", "a\nB\nc\n"), [(2..4, "B\n".to_owned())]);
        assert!(differences("same", "same").is_empty());
    }
}
