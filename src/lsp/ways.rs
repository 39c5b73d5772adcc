//! `textDocument/definition` and `textDocument/references`: from a pro forma to its visit and back, from a child to its rows.

use lsp_types::request::{GotoDefinition, References};
use lsp_types::{GotoDefinitionResponse, OneOf};

use super::asked::ask;
use super::handler::{Handler, typed};
use crate::assist::{definition, references};

/// Answers `textDocument/definition`.
pub(super) const DEFINITION: Handler = Handler {
    method: "textDocument/definition",
    offer: |_, capabilities| capabilities.definition_provider = Some(OneOf::Left(true)),
    answer: |workspace, params| {
        typed::<GotoDefinition>(workspace, params, |workspace, params| {
            let at = params.text_document_position_params;
            let found = ask(workspace, &at.text_document.uri, |workspace, asked| {
                asked.locations(workspace, &definition(&asked.open(), asked.byte(at.position)))
            });
            Ok(found.map(GotoDefinitionResponse::Array))
        })
    },
};

/// Answers `textDocument/references`.
pub(super) const REFERENCES: Handler = Handler {
    method: "textDocument/references",
    offer: |_, capabilities| capabilities.references_provider = Some(OneOf::Left(true)),
    answer: |workspace, params| {
        typed::<References>(workspace, params, |workspace, params| {
            let at = params.text_document_position;
            Ok(ask(workspace, &at.text_document.uri, |workspace, asked| {
                asked.locations(workspace, &references(&asked.open(), asked.byte(at.position)))
            }))
        })
    },
};
