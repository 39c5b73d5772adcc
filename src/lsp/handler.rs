//! What a request is answered with: the shape of every handler. Each stands in a file of its own and in the table of [`super::requests`].

use lsp_server::{ErrorCode, ResponseError};
use lsp_types::ServerCapabilities;
use lsp_types::request::Request;
use serde_json::Value;

use super::workspace::{Client, Workspace};

/// Answers one kind of request.
pub struct Handler {
    /// The request's name.
    pub method: &'static str,
    /// Tells the editor that such requests are answered.
    pub offer: fn(&Client, &mut ServerCapabilities),
    /// Answers one.
    pub answer: fn(&mut Workspace, Value) -> Result<Value, Refusal>,
}

/// Why a request is not answered.
#[derive(Debug)]
pub enum Refusal {
    /// What it asks with is not what such a request asks with.
    Malformed(String),
    /// It cannot be done, for this reason in an officer's words. Editors write it into their logs: it names no child, no UPN and no file.
    Failed(String),
}

impl Refusal {
    pub(super) fn as_error(&self) -> ResponseError {
        let (code, message) = match self {
            Self::Malformed(message) => (ErrorCode::InvalidParams, message),
            Self::Failed(message) => (ErrorCode::RequestFailed, message),
        };
        ResponseError { code: code as i32, message: message.clone(), data: None }
    }
}

/// Answers a request of a kind with what a function makes of it.
pub fn typed<R: Request>(
    workspace: &mut Workspace,
    params: Value,
    answer: impl FnOnce(&mut Workspace, R::Params) -> Result<R::Result, Refusal>,
) -> Result<Value, Refusal> {
    // The reason may quote what was sent; only where it was wrong is told.
    let params =
        serde_json::from_value(params).map_err(|error| Refusal::Malformed(format!("{:?} error", error.classify())))?;
    let result = answer(workspace, params)?;
    serde_json::to_value(result).map_err(|_| Refusal::Failed("the answer cannot be written".to_owned()))
}
