//! Every request that is answered, a line each.

use super::actions::ACTIONS;
use super::commands::COMMAND;
use super::handler::Handler;
use super::pull::PULL;

/// Every request that is answered.
pub(super) const HANDLERS: &[Handler] = &[PULL, ACTIONS, COMMAND];
