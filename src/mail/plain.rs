//! HTML made plain: what a reader of the e-mail saw, as text. A message in HTML comes from anywhere and is never well formed, so nothing is taken
//! as nested: a tag ends a line, or does not.
//!
//! `html5gum` tells tags from text as browsers do, and depends on nothing. `html2text` would lay out tables too, and brings the whole parser of
//! a browser engine for it.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{HtmlString, Token, Tokenizer};

/// The bytes of text that are kept.
pub(super) const MOST_BYTES: usize = 1_000_000;

/// Elements that stand on lines of their own, and those with an empty line around them.
const LINES: [&str; 19] = [
    "address",
    "article",
    "blockquote",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "footer",
    "form",
    "header",
    "hr",
    "li",
    "ol",
    "section",
    "table",
    "tr",
    "ul",
];
const PARAGRAPHS: [&str; 8] = ["h1", "h2", "h3", "h4", "h5", "h6", "p", "pre"];
/// Elements whose text no reader sees.
const UNSEEN: [&str; 5] = ["head", "script", "style", "template", "title"];

/// The text of a page or of a part of one.
pub(super) fn of_html(html: &str) -> String {
    let mut emitter = DefaultEmitter::default();
    // The content of a script or a style is text.
    emitter.naively_switch_states(true);
    let mut plain = Plain::default();
    for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
        match token {
            Token::StartTag(tag) => plain.begin(&name(&tag.name)),
            Token::EndTag(tag) => plain.end(&name(&tag.name)),
            Token::String(text) => plain.text(&String::from_utf8_lossy(&text.value)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
        if plain.out.len() >= MOST_BYTES {
            break;
        }
    }
    tidy(&plain.out)
}

/// A text with line feeds alone, without other control characters and without blanks before an end, and bounded.
pub(super) fn tidy(text: &str) -> String {
    let text =
        text.get(..text.floor_char_boundary(MOST_BYTES)).unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    let text: String = text.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect();
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

fn name(name: &HtmlString) -> String {
    String::from_utf8_lossy(name).into_owned()
}

#[derive(Default)]
struct Plain {
    out: String,
    /// The element within which nothing is seen.
    unseen: Option<String>,
    /// Whether a blank is due before the next word.
    blank: bool,
    is_preformatted: bool,
}

impl Plain {
    fn begin(&mut self, name: &str) {
        if self.unseen.is_some() {
            // A page that never closes its head shows its body all the same.
            if name == "body" {
                self.unseen = None;
            }
            return;
        }
        if UNSEEN.contains(&name) {
            self.unseen = Some(name.to_owned());
        }
        match name {
            "br" => self.line(1),
            "td" | "th" => self.blank = true,
            "pre" => self.is_preformatted = true,
            _ => {}
        }
        self.around(name);
        if name == "li" {
            self.out.push_str("- ");
        }
    }

    fn end(&mut self, name: &str) {
        if self.unseen.as_deref() == Some(name) {
            self.unseen = None;
            return;
        }
        if name == "pre" {
            self.is_preformatted = false;
        }
        self.around(name);
    }

    fn around(&mut self, name: &str) {
        if LINES.contains(&name) {
            self.line(0);
        } else if PARAGRAPHS.contains(&name) {
            self.line(0);
            if !self.out.is_empty() && !self.out.ends_with("\n\n") {
                self.out.push('\n');
            }
        }
    }

    /// Ends the line where something stands on it, and as many more.
    fn line(&mut self, more: usize) {
        self.blank = false;
        let is_new = self.out.is_empty() || self.out.ends_with('\n');
        for _ in 0..more.max(usize::from(!is_new)) {
            // Of many in a row, one empty line is enough.
            if !self.out.ends_with("\n\n") && !self.out.is_empty() {
                self.out.push('\n');
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.unseen.is_some() {
            return;
        }
        if self.is_preformatted {
            self.out.push_str(text);
            return;
        }
        let is_blank = |c: char| c.is_whitespace() || c == '\u{200B}' || c == '\u{FEFF}';
        self.blank |= text.starts_with(is_blank);
        for word in text.split(is_blank).filter(|word| !word.is_empty()) {
            if self.blank && !self.out.is_empty() && !self.out.ends_with(['\n', ' ']) {
                self.out.push(' ');
            }
            self.out.push_str(word);
            self.blank = true;
        }
        self.blank = text.ends_with(is_blank) || (self.blank && text.chars().all(is_blank));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_what_its_reader_sees() {
        let cases = [
            (
                "<p>Dear Priya,</p><p>Here   it\r\n is &ndash; for &quot;Oakfield&quot;.</p>",
                "Dear Priya,\n\nHere it is – for \"Oakfield\".",
            ),
            ("one<br>two<br/><br>three", "one\ntwo\n\nthree"),
            ("<b>Zo</b>ë <i>Cole</i>, <a href='x'>here</a>.", "Zoë Cole, here."),
            (
                "<html><head><title>no</title><style>p {color: red}</style></head><body>yes<script>if (a < b) no()</script></body>",
                "yes",
            ),
            ("<head><meta charset=utf-8><body>yes", "yes"),
            ("<table><tr><td>UPN</td><td>Days</td></tr><tr><td>B80</td><td>2.5</td></tr></table>", "UPN Days\nB80 2.5"),
            ("<ul><li>one<li>two</ul>after", "- one\n- two\nafter"),
            ("<div>a</div><div>b</div><p>&nbsp;</p><div>c</div>", "a\nb\n\nc"),
            ("<pre>a\n  b</pre>", "a\n  b"),
            ("<!-- no --><o:p></o:p>a<blockquote>b</blockquote>", "a\nb"),
            ("<p", ""),
            ("", ""),
        ];
        for (html, expected) in cases {
            assert_eq!(of_html(html), expected, "{html}");
        }
    }

    #[test]
    fn a_text_is_bounded_and_has_no_control_characters() {
        assert_eq!(tidy("\r\na \r\nb\u{0}\u{7}\rc\td\n\n"), "a\nb\nc\td");
        assert!(tidy(&"é".repeat(MOST_BYTES)).len() <= MOST_BYTES);
        assert!(of_html(&"<p>é".repeat(MOST_BYTES)).len() <= MOST_BYTES + 100);
    }
}
