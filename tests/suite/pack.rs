//! `pack`: what it prints, for whom, where to, and what it says; every text that staff may write; templates; the PDF itself.

mod copies;
mod history;
mod kept;
mod notes;
mod output;
mod page;
#[cfg(feature = "pdf")]
pub mod pdf;
mod press;
#[cfg(feature = "pdf")]
mod print;
pub mod templates;
mod words;
