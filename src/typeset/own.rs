//! How the program recognises a pack that it wrote itself: only such a file may be replaced by a newer one.

use crate::destination::{Output, Spot};
use crate::drive::Fingerprint;
use crate::layout::Area;

/// A pack may stand in a school's folder `records`, or wherever a user asks for it outside the three folders of schools.
const PACK: Output = Output { name: "", is_own: None, was_own: None, belongs: OF_PACKS, makes_folder: true };
const OF_PACKS: &[Spot] = &[Spot::Area(Area::Records), Spot::Top, Spot::Manager, Spot::School];
/// A pack as a page.
pub const PACK_HTML: Output = Output { name: "a pack (HTML)", is_own: Some(is_page), was_own: Some(was_page), ..PACK };
/// A pack as PDF.
pub const PACK_PDF: Output = Output { name: "a pack (PDF)", is_own: Some(is_pdf), was_own: Some(was_pdf), ..PACK };

/// The beginning of a page.
pub(super) const PAGE_BEGINS: &str = "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"generator\" content=\"spoc pack\">\n";
/// The line of a page that holds its seal, after its beginning.
pub(super) const SEAL_LINE: &str = "<meta name=\"seal\" content=\"spoc 00000000000000000000000000000000\">\n";
/// The end of a page.
pub(super) const PAGE_ENDS: &str = "</main>\n</body>\n</html>\n";
/// The name of this program in the metadata of a pack's PDF, with room for its seal.
#[cfg_attr(not(any(feature = "pdf", test)), expect(dead_code, reason = "a build without `pdf` sets none"))]
pub(super) const CREATOR: &str = UNSEALED;

/// What made a letter's PDF, in its metadata. It does not begin like a pack's: a letter never gives way to a pack.
#[cfg_attr(not(any(feature = "pdf", test)), expect(dead_code, reason = "a build without `pdf` sets none"))]
pub(super) const LETTER_CREATOR: &str = "letter of spoc";

/// What made the PDF of a child's story, in its metadata: by this a story gives way to a newer one, and to nothing else.
pub(super) const STORY_CREATOR: &str = "story of spoc";
/// A child's story as PDF.
pub const STORY_PDF: Output = Output {
    name: "a child's story (PDF)",
    is_own: Some(|bytes| bytes.starts_with(b"%PDF-") && find(bytes, STORY_CREATOR.as_bytes()).is_some()),
    was_own: None,
    belongs: &[],
    makes_folder: false,
};

/// A seal without its digest: the program's name, and a digit for each digit of the digest.
const UNSEALED: &str = "spoc 00000000000000000000000000000000";
/// What a seal begins with.
const SEAL: &[u8] = b"spoc ";
const DIGITS: usize = 32;

/// Puts the digest of a file into its seal, wherever that stands. The length stays the same, and with it every offset in a PDF.
pub(super) fn sealed(bytes: &[u8]) -> Vec<u8> {
    with_seal(bytes, UNSEALED.as_bytes(), format!("spoc {}", digest(bytes)).as_bytes())
}

/// Whether the file is byte by byte what the program wrote: `before` stands before its seal, `after` behind it.
fn is_sealed(bytes: &[u8], before: &[u8], after: &[u8]) -> bool {
    let Some(at) = find(bytes, &[before, SEAL].concat()).map(|at| at + before.len()) else { return false };
    let end = at + SEAL.len() + DIGITS;
    let Some(seal) = bytes.get(at..end).filter(|_| bytes.get(end..).is_some_and(|rest| rest.starts_with(after))) else {
        return false;
    };
    let unsealed = with_seal(bytes, seal, UNSEALED.as_bytes());
    seal[SEAL.len()..] == *digest(&unsealed).as_bytes()
}

/// The digest tells apart what was changed by hand; it is no protection against forgery.
fn digest(bytes: &[u8]) -> String {
    Fingerprint::of_bytes(bytes).digits()
}

/// The bytes with one seal in place of another of the same length.
fn with_seal(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let mut from = 0;
    while let Some(at) = out.get(from..).and_then(|rest| find(rest, old)).map(|at| at + from) {
        from = at + old.len();
        if let Some(place) = out.get_mut(at..from) {
            place.copy_from_slice(new);
        }
    }
    out
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

const GENERATOR: &[u8] = b"<meta name=\"generator\" content=\"spoc pack\">";
const CREATED: &[u8] = b"<xmp:CreatorTool>";

/// Whether a page is as the program wrote it.
fn is_page(bytes: &[u8]) -> bool {
    is_sealed(bytes, b"<meta name=\"seal\" content=\"", b"\">\n")
}

/// Whether a page was written by the program, whatever was done with it since: a browser that saves it, an editor.
fn was_page(bytes: &[u8]) -> bool {
    let head = bytes.get(..2048).unwrap_or(bytes);
    find(head, GENERATOR).is_some()
}

/// Whether a PDF is as the program wrote it, by its metadata, which the typesetter writes as plain text.
fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-") && is_sealed(bytes, CREATED, b"</xmp:CreatorTool>")
}

/// Whether a PDF was written by the program and by another one since: a viewer that saves notes in the file keeps its metadata, and adds its own part or
/// writes the file anew.
fn was_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-") && find(bytes, &[CREATED, b"spoc"].concat()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_known_until_somebody_changes_it() {
        let page = sealed(format!("{PAGE_BEGINS}{SEAL_LINE}<title>x</title>{PAGE_ENDS}").as_bytes());
        assert!(is_page(&page));
        let page = String::from_utf8(page).unwrap();
        for other in [
            page.replace(">x<", ">y<"),
            page.replace('\n', "\r\n"),
            page.replace(">\n<head>", "><head>"),
            page.replace(PAGE_ENDS, "<p>our note</p></main></body></html>"),
            format!("{page}\n"),
            format!("<!-- saved from url=(0014)about:internet -->\n{page}"),
            format!("{PAGE_BEGINS}{SEAL_LINE}{PAGE_ENDS}"),
        ] {
            assert!(!is_page(other.as_bytes()) && was_page(other.as_bytes()), "{other}");
        }
        for other in [page.replace("spoc pack", "spoc board"), String::new()] {
            assert!(!was_page(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn a_pdf_is_known_until_another_program_saves_it() {
        let metadata = format!("<xmp:CreatorTool>{CREATOR}</xmp:CreatorTool>/Creator ({CREATOR})");
        let pdf = format!("%PDF-1.7\n{metadata}\nstartxref\n12\n%%EOF");
        let own = sealed(pdf.as_bytes());
        assert!(is_pdf(&own) && own.len() == pdf.len());
        let own = String::from_utf8(own).unwrap();
        assert!(!own.contains(CREATOR));
        for other in [
            format!("{own}\n9 0 obj <</Subtype /Text>>\nstartxref\n99\n%%EOF\n"),
            own.replace("startxref\n12", "startxref\n13"),
            pdf.clone(),
        ] {
            assert!(!is_pdf(other.as_bytes()) && was_pdf(other.as_bytes()), "{other}");
        }
        let letter = format!("%PDF-1.7\n<xmp:CreatorTool>{LETTER_CREATOR}</xmp:CreatorTool>\n%%EOF");
        for other in [own.replace("spoc", "Word"), own.replace("%PDF", "PDF"), letter, String::new()] {
            assert!(!was_pdf(other.as_bytes()), "{other}");
        }
    }
}
