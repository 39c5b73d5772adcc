//! Reads a pack's HTML: its text, its headings, its elements.

/// What stands within a line of text.
const IN_LINE: [&str; 6] = ["strong", "em", "s", "code", "span", "b"];

/// Elements and attributes that a page is made of; the logo alone may have a source.
const ELEMENTS: &str = "html head meta title style body header footer main section div p h1 h2 h3 ul ol li dl dt dd table colgroup col thead tbody tr th td \
    strong em s code span br svg text rect path";
const ATTRIBUTES: &str = "lang charset name content http-equiv class role id aria-labelledby aria-label tabindex scope style start xmlns viewBox \
    font-family font-size font-weight fill x y width height stroke stroke-width text-anchor d";

/// The tags of a page, without `<` and `>`.
pub fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap())
}

fn name_of(tag: &str) -> &str {
    tag.trim_start_matches('/').split([' ', '/']).next().unwrap()
}

/// Nothing on the page runs, leads elsewhere or is fetched.
pub fn assert_inert(html: &str) {
    let (head, body) = html.split_once("</style>").unwrap();
    for tag in tags(head.split_once("<style>").unwrap().0).chain(tags(body)).filter(|tag| !tag.starts_with("!DOCTYPE"))
    {
        let name = name_of(tag);
        assert!(ELEMENTS.split_whitespace().any(|one| one == name), "<{tag}>");
        let mut quoted = tag.split('"');
        while let Some(outside) = quoted.next() {
            quoted.next();
            for attribute in outside.split_whitespace().filter(|part| part.ends_with('=')) {
                let attribute = attribute.trim_end_matches('=');
                assert!(ATTRIBUTES.split_whitespace().any(|one| one == attribute), "<{tag}>");
            }
        }
    }
}

/// A character that no HTML may hold.
pub fn control_character(html: &str) -> Option<char> {
    html.chars().find(|c| c.is_control() && !c.is_ascii_whitespace())
}

/// The text of a page, a line for each element that is not within a line.
pub fn text(html: &str) -> String {
    let body = html.split_once("<body>").map_or(html, |(_, body)| body);
    let mut text = String::new();
    for (place, part) in body.split('<').enumerate() {
        let after = if place == 0 {
            part
        } else {
            let (tag, after) = part.split_once('>').unwrap();
            if !IN_LINE.contains(&name_of(tag)) {
                text.push('\n');
            }
            after
        };
        text.push_str(&decoded(after));
    }
    text
}

pub fn decoded(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&amp;", "&")
}

/// The text of each element of a name.
pub fn elements(html: &str, name: &str) -> Vec<String> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let starts = html.match_indices(&open).filter(|(at, _)| html[at + open.len()..].starts_with([' ', '>']));
    let inside = starts.map(|(at, _)| {
        let inside = html[at..].split_once('>').unwrap().1;
        text(inside.split(close.as_str()).next().unwrap()).trim_matches('\n').to_owned()
    });
    inside.collect()
}

/// A text without what print may add or take away: white space and marks that are not seen.
pub fn flat(text: &str) -> String {
    let is_seen = |c: &char| !c.is_whitespace() && !matches!(c, '\u{200B}' | '\u{2068}' | '\u{2069}');
    text.chars().filter(is_seen).collect()
}

/// A text in which what no line can hold is a space.
pub fn on_one_line(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.replace(['\u{2068}', '\u{2069}'], "").split_whitespace().collect::<Vec<_>>().join(" ")
}
