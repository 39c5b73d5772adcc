//! `textDocument/codeAction`: what puts a problem right, at its place, and all that is certain at once.

use lsp_types::request::CodeActionRequest;
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOptions, CodeActionOrCommand, CodeActionParams, CodeActionProviderCapability,
    Range,
};

use super::diagnostics::{MOST_SHOWN, diagnostics};
use super::handler::{Handler, typed};
use super::repairs::{all_at_once, offers};
use super::workspace::{Here, Workspace};

/// The kind of "put right all that is certain".
const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.spoc");

/// The most problems for which quick fixes are worked out at once.
const MOST_AT_ONCE: usize = 50;

/// Answers `textDocument/codeAction`.
pub(super) const ACTIONS: Handler = Handler {
    method: "textDocument/codeAction",
    offer: |_, capabilities| {
        let kinds = Some(vec![CodeActionKind::QUICKFIX, FIX_ALL]);
        let options = CodeActionOptions { code_action_kinds: kinds, ..CodeActionOptions::default() };
        capabilities.code_action_provider = Some(CodeActionProviderCapability::Options(options));
    },
    answer: |workspace, params| {
        typed::<CodeActionRequest>(workspace, params, |workspace, params| Ok(Some(actions(workspace, &params))))
    },
};

fn actions(workspace: &mut Workspace, params: &CodeActionParams) -> Vec<CodeActionOrCommand> {
    let Some(here) = workspace.at(params.text_document.uri.as_str()) else { return Vec::new() };
    let shown = diagnostics(&here.text, &here.problems, here.units);
    let mut actions = Vec::new();
    if is_wanted(params, &CodeActionKind::QUICKFIX) {
        let there = here.problems.iter().take(MOST_SHOWN).zip(shown);
        let there = there.filter(|(_, shown)| touches(shown.range, params.range)).take(MOST_AT_ONCE);
        let (problems, shown): (Vec<_>, Vec<_>) = there.map(|(problem, shown)| (problem.clone(), shown)).unzip();
        for (offers, shown) in offers(workspace, &here, &problems).into_iter().zip(shown) {
            for (number, offer) in offers.into_iter().enumerate() {
                actions.push(CodeAction {
                    title: offer.title,
                    kind: Some(CodeActionKind::QUICKFIX),
                    diagnostics: Some(vec![shown.clone()]),
                    edit: Some(offer.edit),
                    is_preferred: Some(offer.is_safe && number == 0),
                    ..CodeAction::default()
                });
            }
        }
    }
    if is_wanted(params, &FIX_ALL)
        && (is_named(params) || is_soon_repaired(&here))
        && !here.problems.is_empty()
        && let Some(edit) = all_at_once(workspace, &here)
    {
        let title = "Put right all that is certain in this file".to_owned();
        actions.push(CodeAction { title, kind: Some(FIX_ALL), edit: Some(edit), ..CodeAction::default() });
    }
    actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()
}

/// Whether the editor wants actions of a kind: it names none, or this one, or one that holds it (`source` holds `source.fixAll`).
fn is_wanted(params: &CodeActionParams, kind: &CodeActionKind) -> bool {
    let holds = |wanted: &CodeActionKind| {
        let rest = kind.as_str().strip_prefix(wanted.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || wanted.as_str().is_empty())
    };
    params.context.only.as_ref().is_none_or(|only| only.iter().any(holds))
}

/// Whether the editor names the kinds of actions that it wants. One that does not asks at every movement of the cursor.
fn is_named(params: &CodeActionParams) -> bool {
    params.context.only.as_ref().is_some_and(|only| only.iter().all(|kind| !kind.as_str().is_empty()))
}

/// Whether all that is certain in a file can be worked out without anybody asking for it.
fn is_soon_repaired(here: &Here) -> bool {
    const MOST: usize = 2_000_000;
    here.problems.len().saturating_mul(here.text.len()) <= MOST
}

/// Whether two ranges share a place, their ends included.
fn touches(one: Range, other: Range) -> bool {
    one.start <= other.end && other.start <= one.end
}
