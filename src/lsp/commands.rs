//! `workspace/executeCommand`: what the server does for an editor that has no other way to ask for it. Each command is a line in a table.

use lsp_types::request::ExecuteCommand;
use lsp_types::{ApplyWorkspaceEditParams, ExecuteCommandOptions};
use serde_json::Value;

use super::handler::{Handler, Refusal, typed};
use super::repairs::all_at_once;
use super::workspace::Workspace;

/// A command: it is given its arguments.
type Run = fn(&mut Workspace, &[Value]) -> Result<(), Refusal>;

/// Every command.
const COMMANDS: &[(&str, Run)] = &[("spoc.fixAll", fix_all)];

/// Answers `workspace/executeCommand`.
pub(super) const COMMAND: Handler = Handler {
    method: "workspace/executeCommand",
    offer: |_, capabilities| {
        let commands = COMMANDS.iter().map(|(name, _)| (*name).to_owned()).collect();
        let options = ExecuteCommandOptions { commands, ..ExecuteCommandOptions::default() };
        capabilities.execute_command_provider = Some(options);
    },
    answer: |workspace, params| {
        typed::<ExecuteCommand>(workspace, params, |workspace, params| {
            let (_, run) = COMMANDS
                .iter()
                .find(|(name, _)| *name == params.command)
                .ok_or_else(|| Refusal::Malformed("there is no such command here".to_owned()))?;
            run(workspace, &params.arguments)?;
            Ok(None)
        })
    },
};

/// Has the editor put right all that is certain in an open file, whose address is the argument.
fn fix_all(workspace: &mut Workspace, arguments: &[Value]) -> Result<(), Refusal> {
    let uri = arguments.first().and_then(Value::as_str);
    let uri = uri.ok_or_else(|| Refusal::Malformed("the address of a file is missing".to_owned()))?;
    let here = workspace.at(uri);
    let here =
        here.ok_or_else(|| Refusal::Failed("This file is not open, or lies on no drive of records.".to_owned()))?;
    let Some(edit) = all_at_once(workspace, &here) else { return Ok(()) };
    let params = ApplyWorkspaceEditParams { label: Some("Put right all that is certain".to_owned()), edit };
    let params =
        serde_json::to_value(params).map_err(|_| Refusal::Failed("The changes cannot be written.".to_owned()))?;
    workspace.to_ask.push(("workspace/applyEdit", params));
    Ok(())
}
