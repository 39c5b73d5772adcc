//! `textDocument/diagnostic`: the problems of one file, for a client that asks. The server does not offer it, as it sends all problems by itself, and an
//! editor that did both would show each of them twice.

use lsp_types::request::DocumentDiagnosticRequest;
use lsp_types::{
    DocumentDiagnosticReport, DocumentDiagnosticReportResult, FullDocumentDiagnosticReport,
    RelatedFullDocumentDiagnosticReport,
};

use super::diagnostics::diagnostics;
use super::handler::{Handler, typed};

/// Answers `textDocument/diagnostic`.
pub(super) const PULL: Handler = Handler {
    method: "textDocument/diagnostic",
    offer: |_, _| {},
    answer: |workspace, params| {
        typed::<DocumentDiagnosticRequest>(workspace, params, |workspace, params| {
            let here = workspace.at(params.text_document.uri.as_str());
            let items = here.map(|here| diagnostics(&here.text, &here.problems, here.units)).unwrap_or_default();
            let full = FullDocumentDiagnosticReport { result_id: None, items };
            let full =
                RelatedFullDocumentDiagnosticReport { related_documents: None, full_document_diagnostic_report: full };
            Ok(DocumentDiagnosticReportResult::Report(DocumentDiagnosticReport::Full(full)))
        })
    },
};
