//! Packs in print: Markdown becomes one HTML page, or by way of Typst a PDF. The words come from the pack, the look from a stylesheet for each
//! form.

mod html;
mod markdown;
mod measure;
mod own;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(feature = "pdf")]
mod typst_source;

pub use self::html::html;
pub use self::own::{PACK_HTML, PACK_PDF};
#[cfg(feature = "pdf")]
pub use self::pdf::{Pdf, PdfError, pdf};
