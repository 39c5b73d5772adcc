//! How the program recognises a pack that it wrote itself: only such a file may be replaced by a newer one.

use crate::destination::{Output, Spot};
use crate::layout::Area;

/// A pack may stand in a school's folder `records`, or wherever a user asks for it outside the three folders of schools.
const PACK: Output = Output { name: "", is_own: None, belongs: &[Spot::Area(Area::Records)], makes_folder: true };
/// A pack as a page.
pub const PACK_HTML: Output = Output { name: "a pack (HTML)", is_own: Some(is_page), ..PACK };
/// A pack as PDF.
pub const PACK_PDF: Output = Output { name: "a pack (PDF)", is_own: Some(is_pdf), ..PACK };

/// The beginning of a page. A browser that saves the page changes these words, so that a page saved by hand is not taken for the program's own.
pub(super) const PAGE_BEGINS: &str = "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"generator\" content=\"spoc pack\">\n";
/// The end of a page.
pub(super) const PAGE_ENDS: &str = "</main>\n</body>\n</html>\n";
/// The name of this program in the metadata of a PDF. The program sets nothing but packs as PDF, so that this is enough to recognise one.
#[cfg_attr(not(any(feature = "pdf", test)), expect(dead_code, reason = "a build without `pdf` sets none"))]
pub(super) const CREATOR: &str = "spoc";

fn is_page(bytes: &[u8]) -> bool {
    bytes.starts_with(PAGE_BEGINS.as_bytes()) && bytes.ends_with(PAGE_ENDS.as_bytes())
}

/// Whether a PDF is a pack as the program wrote it, by its metadata, which the typesetter writes as plain text. A viewer that saves notes in the file
/// adds a second end to it, and a program that writes the file anew puts its own name there: in either case somebody's work is in it.
fn is_pdf(bytes: &[u8]) -> bool {
    const BY_TYPESETTER: &[u8] = b"x:xmptk=\"xmp-writer\"";
    const BY_SPOC: &[u8] = b"<xmp:CreatorTool>spoc</xmp:CreatorTool>";
    const END: &[u8] = b"%%EOF";
    let count = |part: &[u8]| bytes.windows(part.len()).filter(|window| *window == part).count();
    bytes.starts_with(b"%PDF-")
        && bytes.trim_ascii_end().ends_with(END)
        && count(b"startxref") == 1
        && count(BY_TYPESETTER) == 1
        && count(BY_SPOC) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_known_by_its_beginning_and_its_end() {
        let page = format!("{PAGE_BEGINS}<title>x</title>{PAGE_ENDS}");
        assert!(is_page(page.as_bytes()));
        for other in [
            page.replace("spoc pack", "spoc board"),
            page.replace(">\n<head>", "><head>"),
            format!("{page}\n"),
            String::new(),
        ] {
            assert!(!is_page(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn a_pdf_is_known_by_its_metadata_until_another_program_saves_it() {
        let metadata = format!("x:xmptk=\"xmp-writer\"><xmp:CreatorTool>{CREATOR}</xmp:CreatorTool>");
        let pdf = format!("%PDF-1.7\n{metadata}\nstartxref\n12\n%%EOF");
        assert!(is_pdf(pdf.as_bytes()));
        let others = [
            pdf.replace("spoc", "Word"),
            pdf.replace("xmp-writer", "Adobe XMP Core 9.1"),
            format!("{pdf}\n1 0 obj\nstartxref\n90\n%%EOF\n"),
            format!(" {pdf}"),
            String::new(),
        ];
        for other in others {
            assert!(!is_pdf(other.as_bytes()), "{other}");
        }
    }
}
