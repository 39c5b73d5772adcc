//! Keeps a board up to date while a watch runs.

use std::path::Path;
use std::time::Duration;

use super::page::{OUTPUT, page};
use super::sources::{BoardSources, KEPT_WITHIN};
use crate::destination::Destination;
use crate::drive::{Assessment, Scope};
use crate::lease::{Holder, Lease};
use crate::watch::{self, Keeper, Picture};

/// Keeps the board in `file` up to date for a watch of `scope`. Where several watchers have the same file, one at a time writes it.
///
/// With `force` the board may take the place of a file that is no board. `me` is this watcher; the page names its computer. `beat` is how often
/// the watch calls its keeper when nothing has changed.
#[must_use]
pub fn keeper(file: &Path, force: bool, scope: &Scope, me: Holder, beat: Duration) -> Keeper {
    let (board, scope, host) = (file.to_owned(), scope.clone(), me.host.clone());
    let write = move |picture: &Picture| {
        let schools: Vec<_> = picture.schools.iter().map(|school| school.whole()).collect();
        let page = page(&sources(picture, &schools, &scope, &host));
        // Ask the rule anew each time: another file may have come to stand there in the weeks that a watch runs.
        let written = Destination::find(&board, &OUTPUT, force).and_then(|file| file.write(page.as_bytes()));
        written.map_err(std::io::Error::other)
    };
    // Rewrite even if nothing has changed, so that readers see that a watcher is alive.
    watch::keeper(file, Lease::of(file, me, beat), KEPT_WITHIN, write)
}

/// What a watch knows, as the sources of a board.
fn sources<'a>(picture: &'a Picture, schools: &'a [Assessment], scope: &'a Scope, host: &'a str) -> BoardSources<'a> {
    BoardSources {
        policy: &picture.policy,
        scope,
        schools: schools.iter().collect(),
        problems: &picture.problems,
        policy_problems: &picture.policy_problems,
        today: picture.moment.today,
        made: picture.moment.at,
        watcher: Some(host),
    }
}
