//! `textDocument/inlayHint`: working days left, absence in per cent and half-days behind their values.

use lsp_types::request::InlayHintRequest;
use lsp_types::{InlayHint, InlayHintLabel, InlayHintTooltip, OneOf};

use super::asked::ask;
use super::handler::{Handler, typed};
use crate::assist::hints;

/// Answers `textDocument/inlayHint`.
pub(super) const HINTS: Handler = Handler {
    method: "textDocument/inlayHint",
    offer: |_, capabilities| capabilities.inlay_hint_provider = Some(OneOf::Left(true)),
    answer: |workspace, params| {
        typed::<InlayHintRequest>(workspace, params, |workspace, params| {
            Ok(ask(workspace, &params.text_document.uri, |_, asked| {
                let found = hints(&asked.open(), asked.bytes(params.range)).into_iter();
                let hint = |hint: crate::assist::Hint| InlayHint {
                    position: asked.place(hint.at),
                    label: InlayHintLabel::String(hint.text),
                    kind: None,
                    text_edits: None,
                    tooltip: Some(hint.about).filter(|about| !about.is_empty()).map(InlayHintTooltip::String),
                    padding_left: Some(true),
                    padding_right: None,
                    data: None,
                };
                found.map(hint).collect()
            }))
        })
    },
};
