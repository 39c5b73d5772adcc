//! The one integration test binary. What is data lies in folders beside the modules, or in `fixtures/`.

mod bad_input;
mod cli;
mod harness;
mod laws;
mod northmere;
mod reading;
mod rules;
mod schemas;
mod tidy;
mod writing;
