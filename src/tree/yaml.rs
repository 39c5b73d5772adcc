//! YAML as a tree. Control characters and names that stand twice, which the parser would let pass, are refused here.

use std::collections::HashSet;

use super::fault::{BrokenBy, SyntaxError};
use super::nodes::{Node, Shape, Tree};
use super::saphyr;
use crate::problem::Position;
use crate::text;

/// Reads a YAML text whose first line is `first_line` of its file. On failure every fault that can be told apart: the first of
/// the parser's, or each of the names that stand twice.
pub fn parse_yaml(text: &str, first_line: u32) -> Result<Tree<'_>, Vec<SyntaxError>> {
    if let Some((at, character)) = text::control_character(text) {
        let at = Position { line: at.line + first_line - 1, ..at };
        return Err(vec![SyntaxError::new(
            Some(at),
            format!("a control character (U+{:04X}) stands here: this is not plain text", u32::from(character)),
            "Open the file in a text editor and save it again as UTF-8. If it is a Word, Excel or PDF file, give it its own ending.",
        )]);
    }
    let tree = match saphyr::parse(text, first_line) {
        Ok(nodes) => Tree { nodes },
        Err(faults) => {
            match spaced(text).map(|text| saphyr::parse(&text, first_line).map(|nodes| Tree { nodes }.into_owned())) {
                Some(Ok(tree)) => tree,
                _ => return Err(faults),
            }
        }
    };
    refuse_doubles(&tree)?;
    Ok(tree)
}

/// The same text with a space for each tab after a colon; none where there is no such tab. People line values up with tabs, YAML 1.2 (6.2)
/// allows it, and the parser refuses it. One character replaces one, so all places stay as they are.
fn spaced(text: &str) -> Option<String> {
    if !text.contains(":\t") && !text.contains(" \t") {
        return None;
    }
    let mut spaced = String::with_capacity(text.len());
    let mut after_colon = false;
    for character in text.chars() {
        after_colon = match character {
            ':' => true,
            ' ' | '\t' => after_colon,
            _ => false,
        };
        spaced.push(if character == '\t' && after_colon { ' ' } else { character });
    }
    Some(spaced)
}

fn refuse_doubles(tree: &Tree<'_>) -> Result<(), Vec<SyntaxError>> {
    let has_doubles = |node: Node<'_, '_>| node.shape() == Shape::Mapping && has_doubles(node);
    if !tree.nodes().any(has_doubles) {
        return Ok(());
    }
    let mut faults = Vec::new();
    name_doubles(tree.root(), &mut Vec::new(), &mut faults);
    Err(faults)
}

fn name_doubles(node: Node<'_, '_>, path: &mut Vec<String>, faults: &mut Vec<SyntaxError>) {
    /// A file with more of them is not a record that someone mistyped.
    const MOST: usize = 100;
    let mut seen = HashSet::new();
    for (name, value) in node.entries() {
        let Some(text) = name.text() else { continue };
        if faults.len() >= MOST {
            return;
        }
        path.push(text.to_owned());
        if !seen.insert(text) {
            let wrong = BrokenBy::NameTwice { path: path.clone() };
            faults.push(SyntaxError { position: Some(name.start()), wrong });
        }
        name_doubles(value, path, faults);
        path.pop();
    }
    for (number, entry) in node.items().enumerate() {
        path.push(number.to_string());
        name_doubles(entry, path, faults);
        path.pop();
    }
}

fn has_doubles(node: Node<'_, '_>) -> bool {
    // A record's mappings are small: comparing each with each is quicker than hashing. Large ones are hashed.
    const SMALL: usize = 32;
    let mut small = [""; SMALL];
    let mut names = node.entries().filter_map(|(name, _)| name.text());
    for (at, name) in names.by_ref().take(SMALL).enumerate() {
        if small[..at].contains(&name) {
            return true;
        }
        small[at] = name;
    }
    let mut rest = names.peekable();
    let mut seen = HashSet::new();
    rest.peek().is_some() && {
        seen.extend(small);
        !rest.all(|name| seen.insert(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::nodes::pointer;

    fn message(fault: &SyntaxError) -> &str {
        match &fault.wrong {
            BrokenBy::Writing { message, .. } => message,
            BrokenBy::NameTwice { .. } => "",
        }
    }

    fn marked(text: &str) -> Vec<String> {
        let tree = parse_yaml(text, 1).unwrap();
        let at = |p: Position| format!("{}:{}", p.line, p.column);
        tree.nodes().map(|node| format!("{}-{}", at(node.start()), at(node.end()))).collect()
    }

    #[test]
    fn nodes_know_where_they_begin_and_end() {
        assert_eq!(marked("calls: []   # none\n"), ["1:1-2:1", "1:1-1:6", "1:8-1:10"]);
        assert_eq!(marked("é: {b: \"x\"} # c\n"), ["1:1-2:1", "1:1-1:2", "1:4-1:12", "1:5-1:6", "1:8-1:11"]);
        assert_eq!(marked("a:\n  - b\n"), ["1:1-3:1", "1:1-1:2", "2:3-3:1", "2:5-2:6"]);
    }

    #[test]
    fn aliases_are_copies_of_what_they_repeat() {
        let tree = parse_yaml("a: &x {b: [1, 2]}\nc: *x\nd: e\n", 1).unwrap();
        let text = |pointer: &str| tree.at(pointer).and_then(|(_, node)| node.text());
        assert_eq!((text("/a/b/1"), text("/c/b/1"), text("/d")), (Some("2"), Some("2"), Some("e")));
    }

    #[test]
    fn what_is_left_out_leaves_the_rest() {
        let tree = parse_yaml("a: {b: 1, c: 2}\nd: [x, y, z]\ne: 1\n", 1).unwrap();
        let left = tree.without(&["/a/b", "/d/1", "/e"].map(str::to_owned).into());
        let text = |pointer: &str| left.at(pointer).and_then(|(_, node)| node.text());
        assert_eq!(
            (text("/a/b"), text("/a/c"), text("/d/0"), text("/d/1"), text("/e")),
            (None, Some("2"), Some("x"), Some("z"), None)
        );
        assert_eq!(tree.without(&HashSet::from([String::new()])).nodes().count(), 1);
    }

    #[test]
    fn names_that_stand_twice_are_all_found() {
        let faults = parse_yaml("a: 1\na: 2\nb: [{c: 1, c: 2}]\n", 1).unwrap_err();
        let pointer_to = |fault: &SyntaxError| match &fault.wrong {
            BrokenBy::NameTwice { path } => pointer(path),
            BrokenBy::Writing { .. } => unreachable!("{fault:?}"),
        };
        assert_eq!(faults.iter().map(pointer_to).collect::<Vec<_>>(), ["/a", "/b/0/c"]);
        assert_eq!(faults[1].position, Some(Position { line: 3, column: 12 }));
    }

    #[test]
    fn depth_is_bounded() {
        let deep = |levels: usize| format!("a: {}1{}", "[".repeat(levels - 1), "]".repeat(levels - 1));
        assert!(parse_yaml(&deep(100), 1).is_ok());
        for levels in [101, 10_000, 100_000] {
            let fault = &parse_yaml(&deep(levels), 1).unwrap_err()[0];
            assert!(message(fault).contains("100 levels"), "{fault:?}");
        }
        let block: String = (0..3_000).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
        assert!(message(&parse_yaml(&block, 1).unwrap_err()[0]).contains("100 levels"));
    }

    #[test]
    fn aliases_count_each_time() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for n in 1..9 {
            let last = format!("*a{}", n - 1);
            bomb.push_str(&format!("a{n}: &a{n} [{}]\n", vec![last; 10].join(", ")));
        }
        assert!(message(&parse_yaml(&bomb, 1).unwrap_err()[0]).contains("100000 entries"));
        assert!(message(&parse_yaml("a: &x [*x]\n", 1).unwrap_err()[0]).contains("itself"));
    }
}
