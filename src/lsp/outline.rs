//! `textDocument/documentSymbol` and `textDocument/foldingRange`: the outline of a file, and what may be folded in it.

use lsp_types::request::{DocumentSymbolRequest, FoldingRangeRequest};
use lsp_types::{
    DocumentSymbol, DocumentSymbolResponse, FoldingRange, FoldingRangeKind, FoldingRangeProviderCapability, OneOf,
    SymbolKind,
};

use super::asked::{Asked, ask};
use super::handler::{Handler, typed};
use crate::assist::{Symbol, SymbolSort, folds, outline};

/// Answers `textDocument/documentSymbol`.
pub(super) const SYMBOLS: Handler = Handler {
    method: "textDocument/documentSymbol",
    offer: |_, capabilities| capabilities.document_symbol_provider = Some(OneOf::Left(true)),
    answer: |workspace, params| {
        typed::<DocumentSymbolRequest>(workspace, params, |workspace, params| {
            let found = ask(workspace, &params.text_document.uri, |_, asked| {
                outline(&asked.open()).into_iter().map(|one| symbol(asked, one)).collect()
            });
            Ok(found.map(DocumentSymbolResponse::Nested))
        })
    },
};

/// Answers `textDocument/foldingRange`.
pub(super) const FOLDS: Handler = Handler {
    method: "textDocument/foldingRange",
    offer: |_, capabilities| {
        capabilities.folding_range_provider = Some(FoldingRangeProviderCapability::Simple(true));
    },
    answer: |workspace, params| {
        typed::<FoldingRangeRequest>(workspace, params, |workspace, params| {
            Ok(ask(workspace, &params.text_document.uri, |_, asked| {
                let range = |fold: crate::assist::Fold| FoldingRange {
                    start_line: fold.first - 1,
                    end_line: fold.last - 1,
                    kind: fold.is_comment.then_some(FoldingRangeKind::Comment),
                    ..FoldingRange::default()
                };
                folds(&asked.open()).into_iter().map(range).collect()
            }))
        })
    },
};

fn symbol(asked: &Asked<'_>, one: Symbol) -> DocumentSymbol {
    let children: Vec<_> = one.children.into_iter().map(|child| symbol(asked, child)).collect();
    // The field is obsolete, and there is no other way to make one.
    #[allow(deprecated)]
    DocumentSymbol {
        name: one.name,
        detail: Some(one.detail).filter(|detail| !detail.is_empty()),
        kind: match one.sort {
            SymbolSort::Field => SymbolKind::FIELD,
            SymbolSort::Group => SymbolKind::STRUCT,
            SymbolSort::List => SymbolKind::ARRAY,
            SymbolSort::Row => SymbolKind::OBJECT,
        },
        tags: None,
        deprecated: None,
        range: asked.range(one.range),
        selection_range: asked.range(one.name_range),
        children: Some(children).filter(|children| !children.is_empty()),
    }
}
