//! The menu: for those who never type a command. It only asks: every action comes to a command line, which is shown and then run as if it had been
//! typed, so that a person can learn it and nothing behaves otherwise here.
//!
//! An action is a function from what is known of the school and what was answered to the next question or the command ([`actions`]). How a person is asked
//! is the business of an asker: with lists on a terminal, in plain numbered lines for a screen reader and old consoles, and by a script in tests.

mod actions;
mod arrows;
mod asking;
mod command_line;
mod earlier;
mod facts;
mod form;
mod letters;
mod lines;
mod look_up;
mod looking;
mod noting;
mod overview;
mod planning;
mod receiving;
mod session;
mod started;
mod terms;
mod told;
mod wanted;
mod which;

pub(super) use self::command_line::as_typed;
pub(super) use self::session::Host;
pub(super) use self::started::start;
