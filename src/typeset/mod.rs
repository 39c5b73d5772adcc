//! Packs and letters in print: Markdown becomes one HTML page, or by way of Typst a PDF; a letter also becomes a Word file. The words come from the
//! pack or the letter, the look from a stylesheet for each form.

mod docx;
mod html;
mod letter;
mod markdown;
mod measure;
mod own;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(any(feature = "pdf", test))]
mod typst_source;

pub use self::docx::{DocxError, docx};
pub use self::html::html;
pub use self::letter::{letter_html, letter_page, letter_text};
pub use self::own::{PACK_HTML, PACK_PDF, STORY_PDF};
#[cfg(feature = "pdf")]
pub use self::pdf::{Pdf, PdfError, letter_pdf, pdf, story_pdf};
