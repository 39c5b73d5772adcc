//! Every request that is answered, a line each.

use super::actions::ACTIONS;
use super::commands::COMMAND;
use super::completion::COMPLETION;
use super::handler::Handler;
use super::hints::HINTS;
use super::hover::HOVER;
use super::lenses::LENSES;
use super::outline::{FOLDS, SYMBOLS};
use super::pull::PULL;
use super::rename::{PREPARE_RENAME, RENAME};
use super::ways::{DEFINITION, REFERENCES};

/// Every request that is answered.
pub(super) const HANDLERS: &[Handler] = &[
    PULL,
    ACTIONS,
    COMMAND,
    COMPLETION,
    HOVER,
    HINTS,
    DEFINITION,
    REFERENCES,
    SYMBOLS,
    FOLDS,
    PREPARE_RENAME,
    RENAME,
    LENSES,
];
