//! Cells that several tables of the board share.

use maud::{Markup, html};

use super::model::shown_name;
use crate::drive::Assessment;
use crate::page::{name, name_or_none};

/// The cell that a row is about: a school.
pub(super) fn school_cell(school: &Assessment) -> Markup {
    html! { th.s scope="row" { (name(shown_name(school))) } }
}

/// The cells of a SPOC and a manager. The script filters by their classes.
pub(super) fn people_cells(spoc: Option<&str>, manager: Option<&str>) -> Markup {
    html! {
        td.p { (name_or_none(spoc)) }
        td.m { (name_or_none(manager)) }
    }
}
