//! `textDocument/hover`: what a field means, how a day is reckoned, what is known of a child.

use lsp_types::request::HoverRequest;
use lsp_types::{Hover, HoverContents, HoverProviderCapability, MarkupContent, MarkupKind};

use super::asked::ask;
use super::handler::{Handler, typed};
use crate::assist::hover;

/// Answers `textDocument/hover`.
pub(super) const HOVER: Handler = Handler {
    method: "textDocument/hover",
    offer: |_, capabilities| capabilities.hover_provider = Some(HoverProviderCapability::Simple(true)),
    answer: |workspace, params| {
        typed::<HoverRequest>(workspace, params, |workspace, params| {
            let at = params.text_document_position_params;
            let found = ask(workspace, &at.text_document.uri, |_, asked| {
                let found = hover(&asked.open(), asked.byte(at.position))?;
                let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: found.text });
                Some(Hover { contents, range: Some(asked.range(found.range)) })
            });
            Ok(found.flatten())
        })
    },
};
