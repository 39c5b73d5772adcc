//! The one binary of all integration tests. Their data lie in folders beside the modules, or in `fixtures/`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod bad_input;
mod board;
mod board_numbers;
mod bundle;
mod cache;
mod calendar;
mod case;
mod child;
mod circles;
mod cli;
mod decide;
mod destinations;
mod digest;
mod docs;
mod done;
mod due;
mod figures;
mod find;
mod fix;
mod forms;
mod harness;
mod history;
mod html;
mod import;
mod keep_faults;
mod laws;
mod letters;
mod lsp;
mod mail;
mod meant;
#[cfg(unix)]
mod menu;
mod names;
mod northmere;
mod officer_year;
#[cfg(target_os = "linux")]
mod opening;
mod output;
mod pack;
mod paper;
mod past;
mod places;
mod pro_forma;
mod procedure;
mod reading;
mod report_pages;
mod retention;
mod returned;
mod rules;
mod schemas;
mod setup;
#[cfg(target_os = "linux")]
mod share;
mod tidy;
mod watch;
mod writing;
