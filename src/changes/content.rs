//! A version of a file, as far as it can be read: its fields, what is private among them, and the text below them.

use std::collections::HashSet;

use crate::layout::{Ending, POLICY_FILE};
use crate::policy::Policy;
use crate::problem::Position;
use crate::reading::{kind_of, place_of};
use crate::record::{Form, Kind, private_places};
use crate::text::front_matter;
use crate::tree::{Node, Tree, parse_toml, parse_yaml};

/// A version of a file.
pub(super) struct Content<'t> {
    pub path: &'t str,
    pub text: &'t str,
    /// What kind of record it is, where it says so and can be parsed.
    pub kind: Option<Kind>,
    pub form: Option<&'static Form>,
    /// Its fields, where they can be parsed.
    pub tree: Option<Tree<'t>>,
    /// The text below the front matter.
    pub body: Option<&'t str>,
    pub is_mail: bool,
    /// Where what is private begins.
    private: HashSet<Position>,
}

impl<'t> Content<'t> {
    pub fn read(path: &'t str, text: &'t str) -> Self {
        let ending = Ending::of(path);
        let mut content = Self {
            path,
            text,
            kind: None,
            form: None,
            tree: None,
            body: None,
            is_mail: ending == Ending::Mail,
            private: HashSet::new(),
        };
        if path.eq_ignore_ascii_case(POLICY_FILE) {
            content.tree = parse_toml(text).ok();
            content.form = Some(Policy::form());
            return content;
        }
        let yaml = match ending {
            Ending::Yaml => Some((text, 1)),
            Ending::Markdown => front_matter(text).and_then(|front| {
                content.body = Some(front.body);
                Some((text.get(front.yaml)?, front.first_line))
            }),
            Ending::Mail | Ending::Other => None,
        };
        content.tree = yaml.and_then(|(yaml, first_line)| parse_yaml(yaml, first_line).ok());
        if let Some(tree) = &content.tree {
            content.kind = place_of(path).and_then(|place| kind_of(place, path, tree));
            content.form = content.kind.map(Form::of);
            let places = content.kind.map(|kind| private_places(kind, tree)).unwrap_or_default();
            content.private = places.into_iter().map(|place| place.start).collect();
        }
        content
    }

    /// Whether a name or a value may be shown only where children's names are asked for.
    pub fn is_private(&self, node: Node<'_, '_>) -> bool {
        self.form.is_none() || self.private.contains(&node.start())
    }

    /// The text of a field of the root.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.tree.as_ref()?.root().get(field)?.text()
    }
}
