//! Yes and no.

use schemars::{Schema, json_schema};
use serde::Serialize;

use super::value::{Value, read_from_text};
use super::wrong::Wrong;

read_from_text!(YesNo);

/// `yes` or `no`, `true` or `false`, in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct YesNo(pub bool);

impl Value for YesNo {
    const NAME: &'static str = "YesNo";
    const FORMAT: &'static str = "yes-no";
    const EXAMPLE: Option<&'static str> = Some("yes");

    fn parse(text: &str) -> Result<Self, Wrong> {
        let is = |word: &str| text.eq_ignore_ascii_case(word);
        if is("yes") || is("true") {
            Ok(Self(true))
        } else if is("no") || is("false") {
            Ok(Self(false))
        } else {
            Err(Wrong::YesNo)
        }
    }

    fn schema() -> Schema {
        json_schema!({"format": Self::FORMAT, "anyOf": [{"type": "boolean"}, {"type": "string", "pattern": "^([Yy][Ee][Ss]|[Nn][Oo]|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$"}]})
    }
}
