//! `pack`: what it prints, for whom, where to, and what it says; every text that staff may write; templates; the PDF itself.

mod copies;
mod history;
mod kept;
mod notes;
mod output;
mod page;
#[cfg(feature = "pdf")]
mod pdf;
mod press;
#[cfg(feature = "pdf")]
mod print;
mod templates;
mod words;
