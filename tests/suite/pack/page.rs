//! Reads a pack's page: its text, its headings, its elements.

use crate::html::Element;

/// The elements that stand within a line of text.
const IN_LINE: [&str; 6] = ["strong", "em", "s", "code", "span", "b"];

/// The elements and attributes of which a page is made. Only the logo may have a source.
const ELEMENTS: &str = "html head meta title style body header footer main section div p h1 h2 h3 ul ol li dl dt dd table colgroup col thead tbody tr th td \
    strong em s code span br svg text rect path";
const ATTRIBUTES: &str = "lang charset name content http-equiv class role id aria-labelledby aria-label tabindex scope style start xmlns viewbox \
    font-family font-size font-weight fill x y width height stroke stroke-width text-anchor d";

/// Asserts that nothing on the page runs, leads elsewhere or is fetched.
pub fn assert_inert(html: &str) {
    let page = Element::page(html);
    for element in page.elements() {
        let name = element.name.as_str();
        assert!(ELEMENTS.split_whitespace().any(|one| one == name), "<{name}>");
        for attribute in element.attributes() {
            assert!(ATTRIBUTES.split_whitespace().any(|one| one == attribute), "<{name} {attribute}>");
        }
    }
    // A style might fetch something: the page's own policy forbids that.
    let policies: Vec<_> = page.all("meta").iter().filter_map(|meta| meta.attribute("http-equiv")).collect();
    assert_eq!(policies, ["Content-Security-Policy"]);
    let policy = page.all("meta").into_iter().find(|meta| meta.attribute("http-equiv").is_some()).unwrap();
    let allowed = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
    assert_eq!(policy.attribute("content"), Some(allowed));
}

/// A character that no HTML may hold.
pub fn control_character(html: &str) -> Option<char> {
    html.chars().find(|c| c.is_control() && !c.is_ascii_whitespace())
}

/// The text of a page; each element that does not stand within a line is a line of it.
pub fn text(html: &str) -> String {
    lines_of(Element::page(html).one("body"))
}

/// The text of an element; each element in it that does not stand within a line is a line of it.
pub fn lines_of(element: &Element) -> String {
    element.text_with(&|part| if IN_LINE.contains(&part.name.as_str()) { "" } else { "\n" })
}

/// The text of each element of a name.
pub fn elements(html: &str, name: &str) -> Vec<String> {
    texts(&Element::page(html), name)
}

/// The text of each element of a name in another one.
pub fn texts(element: &Element, name: &str) -> Vec<String> {
    element.all(name).into_iter().map(|one| lines_of(one).trim_matches('\n').to_owned()).collect()
}

/// The blocks of a page that begin with a heading of the third level: each heading with the elements after it, up to the next one.
pub fn blocks(page: &Element) -> Vec<Vec<&Element>> {
    let mut blocks: Vec<Vec<&Element>> = Vec::new();
    for element in page.elements() {
        if element.name == "h3" {
            blocks.push(Vec::new());
        }
        if let Some(block) = blocks.last_mut() {
            block.push(element);
        }
    }
    blocks
}

/// A text without white space and invisible characters, which print may add or leave out.
pub fn flat(text: &str) -> String {
    let is_seen = |c: &char| !c.is_whitespace() && !matches!(c, '\u{200B}' | '\u{2068}' | '\u{2069}');
    text.chars().filter(is_seen).collect()
}

/// A text with a space in place of each character that no line can hold.
pub fn on_one_line(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.replace(['\u{2068}', '\u{2069}'], "").split_whitespace().collect::<Vec<_>>().join(" ")
}
