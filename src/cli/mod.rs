//! The commands: arguments go in, text and an exit status come out. Each command has one file: its arguments, whose doc comments are the help, then one
//! short function. The floors below do the work.

mod background;
mod board;
mod cache_folder;
mod calendar;
mod clicked;
mod common;
mod decide;
mod desktop;
mod digest;
mod done;
mod due;
mod explain;
mod failure;
mod import;
mod init;
mod letter;
mod letter_draft;
mod letter_form;
mod letter_head;
mod lsp;
mod menu;
mod move_record;
mod new;
mod notice;
mod opening;
mod output;
mod own_folder;
mod own_page;
mod pack;
mod pro_forma;
mod progress;
mod remembered;
mod report_file;
mod review;
mod run;
mod schema;
mod school;
mod setup;
mod steps;
mod target;
mod templates;
mod typed;
mod validate;
mod watch;

pub use self::run::run;
