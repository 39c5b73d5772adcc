//! A tolerant reader of YAML and TOML: which field or entry stands where, in a text that somebody is typing and that may be broken just where
//! they type. Where the text is right, it says what the tree says.

mod flow;
mod items;
mod tables;
mod yaml;

use std::ops::Range;

pub use self::items::{Sketch, Spot, What};

/// A sketch of the YAML in a stretch of a text. `cursor`: where somebody types; a field or entry may be begun there though nothing stands there yet.
#[must_use]
pub fn yaml(text: &str, range: Range<usize>, cursor: Option<usize>) -> Sketch<'_> {
    Sketch { text, items: yaml::items(text, range, cursor) }
}

/// The same of TOML.
#[must_use]
pub fn toml(text: &str, cursor: Option<usize>) -> Sketch<'_> {
    Sketch { text, items: tables::items(text, cursor) }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::text::front_matter;
    use crate::tree::{Node, Shape, Tree, parse_toml, parse_yaml, push_segment};

    /// Every text of a tree with its way from the root, and every group and list that holds something.
    fn of_tree(tree: &Tree<'_>) -> Vec<(String, String)> {
        fn look(node: Node<'_, '_>, pointer: &str, found: &mut Vec<(String, String)>) {
            let below = |segment: &str| {
                let mut below = pointer.to_owned();
                push_segment(&mut below, segment);
                below
            };
            match node.shape() {
                Shape::Scalar { text, .. } => found.push((pointer.to_owned(), text.to_owned())),
                Shape::List => node.items().enumerate().for_each(|(at, one)| look(one, &below(&at.to_string()), found)),
                Shape::Mapping => node.entries().for_each(|(name, one)| look(one, &below(name.text().unwrap()), found)),
            }
        }
        let mut found = Vec::new();
        look(tree.root(), "", &mut found);
        found
    }

    fn of_sketch(sketch: &Sketch<'_>) -> Vec<(String, String)> {
        let leaves =
            sketch.numbers().skip(1).filter(|one| matches!(sketch.item(*one).what, What::Text | What::Nothing));
        leaves.map(|one| (sketch.pointer(one), sketch.text_of(one).unwrap_or_default().into_owned())).collect()
    }

    /// Holds a sketch against the tree of the same text. Texts over several lines need only begin alike: the sketch leaves them as they are written.
    fn same(sketch: &Sketch<'_>, tree: &Tree<'_>, path: &str) {
        let (sketched, read) = (of_sketch(sketch), of_tree(tree));
        let pointers = |all: &[(String, String)]| all.iter().map(|(pointer, _)| pointer.clone()).collect::<Vec<_>>();
        assert_eq!(pointers(&sketched), pointers(&read), "{path}");
        for ((pointer, sketched), (_, read)) in sketched.iter().zip(&read) {
            let is_long = sketched.contains('\n') || sketched.starts_with(['|', '>', '*']);
            assert!(is_long || sketched == read || sketched.contains('\\'), "{path} {pointer}: {sketched:?}, {read:?}");
        }
    }

    fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { files(&path, found) } else { found.push(path) }
        }
    }

    #[test]
    fn a_text_that_is_right_is_sketched_as_it_is_read() {
        let mut all = Vec::new();
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"), &mut all);
        let mut count = 0;
        for path in all {
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let shown = path.display().to_string();
            let text = text.trim_start_matches('\u{FEFF}');
            if shown.ends_with(".toml") {
                let Ok(tree) = parse_toml(text) else { continue };
                same(&toml(text, None), &tree, &shown);
            } else {
                let range = match front_matter(text).filter(|_| shown.ends_with(".md")) {
                    Some(front) => front.yaml,
                    None if shown.ends_with(".yaml") || shown.ends_with(".yml") => 0..text.len(),
                    None => continue,
                };
                let Ok(tree) = parse_yaml(&text[range.clone()], 1) else { continue };
                same(&yaml(text, range, None), &tree, &shown);
            }
            count += 1;
        }
        assert!(count > 50, "{count} files were read");
    }

    #[test]
    fn every_way_of_writing_is_sketched_as_it_is_read() {
        for text in [
            "a:\n- b: 1\n  c: 2\n- b: 3\nd: 4\n",
            "a:\n  -\n    b: 1\n  - - x\n    - y\nc:\n",
            "{a: 1, b: {c: [1, 2, {d: e}]}, f: }\n",
            "a: [1,\n  2, # x, y\n  {b: 1,\n   c: \"x, y\"}\n]\nb: 'it''s'\n",
            "a: |\n  b: c\n\n  d: e\nb: >-\n  x\nc: 1\n",
            "a: some text\n  that goes on\n  - and on\nb: 1\n",
            "\"a\": 1   # c\n'b': x#y\n# c: 1\nd: http://x/y\n",
            "a: \"two\n  lines: x\"\nb: 1\n",
            "a:\r\n  b: 1\r\n\r\n  c:\r\n    - x\r\nd: é\r\n",
            "a: &x {b: 1}\nc: !t 5\n",
            "a: {b: c:d, e: \"f\"}\n",
            "kind: k\na: \n  b: 1\n",
        ] {
            let tree = parse_yaml(text, 1).unwrap_or_else(|error| panic!("{text}: {error:?}"));
            same(&yaml(text, 0..text.len(), None), &tree, text);
        }
        let text = "a = 1\n[b]\nc = \"x#y\" # z\nd = [{ e = 1, f = 'g' },\n  { e = 2 },\n]\n[[h]]\ni = 1\n[[h]]\ni = 2\n[j.k]\nl = true\n";
        same(&toml(text, None), &parse_toml(text).unwrap(), text);
    }

    #[test]
    fn a_broken_text_is_sketched_as_far_as_it_goes() {
        for (text, pointers) in [
            ("kind: visit\nsta\ndate: 1\n", "/kind /sta /date"),
            ("a: [{b: 1, c\nd: 2\n", "/a/0/b /a/0/c /d"),
            ("a: \"open\nb: 2\n", "/a /b"),
            ("a:\n   b: 1\n  c: 2\nd: 3\n", "/a/b /a/c /d"),
            ("a:\n\tb: 1\n\tc: 2\nd: 3\n", "/a/b /a/c /d"),
            ("a: {b: [1, 2}\nc: 3\n", "/a/b/0 /a/b/1 /c"),
            ("a: 1\n  b: [\nc: 3\n", "/a /c"),
            ("a: ]\nc: 3\n", "/a /c"),
            ("a:\n  - b\n  c\n", "/a/0 /a/1"),
            (": x\n", "/: x"),
        ] {
            let sketch = yaml(text, 0..text.len(), None);
            let found: Vec<_> = of_sketch(&sketch).into_iter().map(|(pointer, _)| pointer).collect();
            assert_eq!(found.join(" "), pointers, "{text}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

        /// Whatever stands there, every place lies within the text and between its characters.
        #[test]
        fn any_text_at_all_is_sketched(parts in proptest::collection::vec(proptest::sample::select(
            vec!["a", ": ", "- ", "\n", "  ", "[", "]", "{", "}", ", ", "\"", "'", "#", "|", "é", "\r\n", "\t", "=", "&x", "[[", "b: ", "\\"],
        ), 0..40), cursor in 0..60_usize) {
            let text: String = parts.concat();
            let cursor = (cursor <= text.len() && text.is_char_boundary(cursor)).then_some(cursor);
            for sketch in [yaml(&text, 0..text.len(), cursor), toml(&text, cursor)] {
                for number in sketch.numbers() {
                    let item = sketch.item(number);
                    for range in [item.value.clone(), item.start..item.end].into_iter().chain(item.name.clone()) {
                        proptest::prop_assert!(text.get(range.clone()).is_some(), "{range:?} of {text:?}");
                    }
                    sketch.pointer(number);
                }
                cursor.map(|cursor| sketch.at(cursor));
            }
        }
    }

    /// A text of brackets, quotes or hyphens alone is read in one go.
    #[test]
    fn no_text_takes_long() {
        for part in ["[", "{", "- ", "\"\n'", "a: [\n", "{a: ", " a:\n", "\n", "\"", "[[a]]\n"] {
            let text = part.repeat(200_000);
            let _ = yaml(&text, 0..text.len(), Some(text.len()));
            let _ = toml(&text[..text.len() / 10], Some(0));
        }
    }
}
