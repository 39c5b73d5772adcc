//! `pack`: what is printed, for whom, where it goes and what is said of it; every text that staff may write; templates; the PDF itself.

mod copies;
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
