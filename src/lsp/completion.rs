//! `textDocument/completion`: what may be written where somebody types.

use lsp_types::request::Completion;
use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionOptions, CompletionResponse, CompletionTextEdit,
    Documentation, InsertTextMode,
};

use super::asked::{Asked, ask};
use super::handler::{Handler, typed};
use crate::assist::{self, CompletionSort, complete};

/// Answers `textDocument/completion`.
pub(super) const COMPLETION: Handler = Handler {
    method: "textDocument/completion",
    offer: |_, capabilities| {
        // After these a name or a value may begin that nobody has typed a letter of.
        let after = [" ", ":", "-", "[", "{", ",", "=", "\""].map(str::to_owned);
        let options = CompletionOptions { trigger_characters: Some(after.into()), ..CompletionOptions::default() };
        capabilities.completion_provider = Some(options);
    },
    answer: |workspace, params| {
        typed::<Completion>(workspace, params, |workspace, params| {
            let at = params.text_document_position;
            let list = ask(workspace, &at.text_document.uri, |_, asked| {
                let found = complete(&asked.open(), asked.byte(at.position));
                let items = found.items.into_iter().enumerate().map(|(number, one)| item(asked, number, one));
                CompletionList { is_incomplete: found.is_incomplete, items: items.collect() }
            });
            Ok(list.map(CompletionResponse::List))
        })
    },
};

fn item(asked: &Asked<'_>, number: usize, one: assist::Completion) -> CompletionItem {
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    // The editor compares all that is replaced with what an item is found by: also the quote in which it stands.
    let replaced = asked.here.unmarked().0.get(one.edit.range.clone()).unwrap_or_default().trim_start();
    let quote = replaced.chars().next().filter(|first| matches!(first, '"' | '\'')).map(String::from);
    let more: Vec<_> = one.more.into_iter().map(|edit| asked.edit(edit)).collect();
    CompletionItem {
        kind: Some(match one.sort {
            CompletionSort::Field => CompletionItemKind::FIELD,
            CompletionSort::Word => CompletionItemKind::ENUM_MEMBER,
            CompletionSort::Day => CompletionItemKind::EVENT,
            CompletionSort::Child | CompletionSort::Person => CompletionItemKind::REFERENCE,
            CompletionSort::Value => CompletionItemKind::VALUE,
        }),
        label: one.label,
        detail: some(one.detail),
        documentation: some(one.about).map(Documentation::String),
        // The editor orders by this, not by the order in which it is told.
        sort_text: Some(format!("{number:04}")),
        filter_text: Some(quote.unwrap_or_default() + &one.filter),
        // Lines are set in as they are written here.
        insert_text_mode: Some(InsertTextMode::AS_IS),
        text_edit: Some(CompletionTextEdit::Edit(asked.edit(one.edit))),
        additional_text_edits: Some(more).filter(|more| !more.is_empty()),
        ..CompletionItem::default()
    }
}
