//! `textDocument/codeLens`: what may be done with a record, above it. The editor runs the program with the arguments that stand in the command, in the
//! folder of the drive; the server runs nothing.

use lsp_types::request::CodeLensRequest;
use lsp_types::{CodeLens, CodeLensOptions, Command};
use serde_json::Value;

use super::asked::ask;
use super::handler::{Handler, typed};
use crate::assist::{Lens, lenses};

/// Answers `textDocument/codeLens`.
pub(super) const LENSES: Handler = Handler {
    method: "textDocument/codeLens",
    offer: |_, capabilities| {
        capabilities.code_lens_provider = Some(CodeLensOptions { resolve_provider: Some(false) });
    },
    answer: |workspace, params| {
        typed::<CodeLensRequest>(workspace, params, |workspace, params| {
            Ok(ask(workspace, &params.text_document.uri, |_, asked| {
                let lens = |lens: Lens| CodeLens {
                    range: asked.range(lens.range),
                    command: Some(Command {
                        title: lens.title.to_owned(),
                        command: lens.command.as_str().to_owned(),
                        arguments: Some(lens.arguments.into_iter().map(Value::String).collect()),
                    }),
                    data: None,
                };
                lenses(&asked.open()).into_iter().map(lens).collect()
            }))
        })
    },
};
