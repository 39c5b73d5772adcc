//! HTML as a browser reads it: the elements of a page, their attributes and their text. A page that is not well formed fails the test.

use std::collections::BTreeMap;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{HtmlString, Token, Tokenizer};

/// Elements that have no content and are not closed.
const VOID: [&str; 8] = ["base", "br", "col", "hr", "img", "input", "link", "meta"];

/// An element of a page. The page itself is one without a name.
#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    attributes: BTreeMap<String, String>,
    content: Vec<Node>,
}

#[derive(Debug)]
enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// Reads a page. Asserts that every element is closed in its turn, or is one that HTML allows to be left open, and that a browser would have
    /// nothing to mend.
    pub fn page(html: &str) -> Self {
        let mut emitter = DefaultEmitter::default();
        // The content of a script or a style is text.
        emitter.naively_switch_states(true);
        let mut open = vec![Self::default()];
        for token in Tokenizer::new_with_emitter(html, emitter) {
            match token.unwrap() {
                Token::StartTag(tag) => {
                    let name = text(tag.name);
                    while open.last().is_some_and(|last| is_ended_by(&last.name, &name)) {
                        close(&mut open);
                    }
                    let attributes = tag.attributes.into_iter().map(|(name, value)| (text(name), text(value.value)));
                    let element = Self { attributes: attributes.collect(), name, content: Vec::new() };
                    let is_whole = tag.self_closing || VOID.contains(&element.name.as_str());
                    open.push(element);
                    if is_whole {
                        close(&mut open);
                    }
                }
                Token::EndTag(tag) => {
                    let name = text(tag.name);
                    while open.last().is_some_and(|last| last.name != name && may_be_left_open(&last.name)) {
                        close(&mut open);
                    }
                    assert_eq!(open.last().unwrap().name, name, "</{name}> closes another element");
                    close(&mut open);
                }
                Token::String(string) => open.last_mut().unwrap().content.push(Node::Text(text(string.value))),
                Token::Error(error) => panic!("a browser would have to mend this: {}", error.value),
                Token::Comment(_) | Token::Doctype(_) => {}
            }
        }
        assert_eq!(open.len(), 1, "<{}> is not closed", open.last().unwrap().name);
        open.remove(0)
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// The names of its attributes.
    pub fn attributes(&self) -> impl Iterator<Item = &str> {
        self.attributes.keys().map(String::as_str)
    }

    pub fn has_class(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|classes| classes.split_whitespace().any(|one| one == class))
    }

    /// Every element within this one, each before its own content.
    pub fn elements(&self) -> Vec<&Element> {
        let mut found = Vec::new();
        for node in &self.content {
            if let Node::Element(element) = node {
                found.push(element);
                found.extend(element.elements());
            }
        }
        found
    }

    /// The elements of a name within this one.
    pub fn all(&self, name: &str) -> Vec<&Element> {
        self.elements().into_iter().filter(|element| element.name == name).collect()
    }

    /// The only element of a name within this one.
    pub fn one(&self, name: &str) -> &Element {
        let all = self.all(name);
        assert_eq!(all.len(), 1, "<{name}>");
        all[0]
    }

    /// The element with this id.
    pub fn by_id(&self, id: &str) -> &Element {
        let all: Vec<_> = self.elements().into_iter().filter(|one| one.attribute("id") == Some(id)).collect();
        assert_eq!(all.len(), 1, "#{id}");
        all[0]
    }

    /// Whether an element of this name within this one says this and nothing else.
    pub fn says(&self, name: &str, text: &str) -> bool {
        self.all(name).iter().any(|element| element.text() == text)
    }

    /// The text of the element, as it is written.
    pub fn text(&self) -> String {
        self.text_with(&|_| "")
    }

    /// The text of the element, with what is to stand before and after each element in it.
    pub fn text_with(&self, around: &dyn Fn(&Element) -> &'static str) -> String {
        let texts = self.content.iter().map(|node| match node {
            Node::Text(text) => text.clone(),
            Node::Element(element) => format!("{0}{1}{0}", around(element), element.text_with(around)),
        });
        texts.collect()
    }
}

fn text(bytes: HtmlString) -> String {
    String::from_utf8(bytes.0).unwrap()
}

/// Closes the last open element and puts it into the one around it.
fn close(open: &mut Vec<Element>) {
    let (last, outer) = (open.pop().unwrap(), open.last_mut().expect("the page itself is not closed"));
    outer.content.push(Node::Element(last));
}

/// The elements whose end HTML allows to leave out.
fn may_be_left_open(name: &str) -> bool {
    ["td", "th", "tr", "tbody", "thead", "li", "dt", "dd"].contains(&name)
}

/// Whether such an element ends where another begins.
fn is_ended_by(name: &str, next: &str) -> bool {
    match name {
        "td" | "th" => ["td", "th", "tr", "tbody"].contains(&next),
        "tr" => ["tr", "tbody"].contains(&next),
        "thead" | "tbody" => next == "tbody",
        "li" => next == "li",
        "dt" | "dd" => ["dt", "dd"].contains(&next),
        _ => false,
    }
}

#[test]
fn a_page_is_read_with_its_elements_attributes_and_texts() {
    let page = Element::page(
        "<!DOCTYPE html><p class=\"a b\">1 &lt; <b id=x>2</b><br>3</p><table><tr><td>4<td>5<tr><th>6</table><style>p > b {}</style>",
    );
    let names: Vec<_> = page.elements().iter().map(|element| element.name.as_str()).collect();
    assert_eq!(names, ["p", "b", "br", "table", "tr", "td", "td", "tr", "th", "style"]);
    let p = page.one("p");
    assert!(p.has_class("b") && !p.has_class("c") && p.attribute("id").is_none());
    assert_eq!((p.text().as_str(), page.by_id("x").text().as_str()), ("1 < 23", "2"));
    assert_eq!(page.one("style").text(), "p > b {}");
    assert!(page.says("td", "5") && !page.says("td", "6"));
    assert_eq!(page.one("table").text_with(&|_| "|"), "||4||5||||6||");
}

#[test]
fn a_page_that_is_not_well_formed_fails() {
    for html in ["<p><b></p></b>", "<p>", "</p>", "<p a=1 a=2></p>", "<p>&#0;</p>", "<p"] {
        let read = std::panic::catch_unwind(|| Element::page(html));
        assert!(read.is_err(), "{html}");
    }
}
