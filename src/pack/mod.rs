//! The visit pack: what an officer takes to the school, and the copy that the school may keep. The records become a [`PackModel`]; a template turns
//! the model into words, as Markdown. Letters to a school are made the same way, from a [`LetterModel`] and a template for each kind of letter.

mod build;
mod charts;
mod guide;
mod letter;
mod marks;
mod model;
mod ready;
mod story;
mod templates;
mod variables;

pub use self::build::{PackSources, Predecessor, build, gaps, missing_steps};
pub use self::guide::variables;
pub use self::letter::{Letter, LetterKind, LetterModel, LetterSources, NoLetter, compose, greeted};
pub use self::model::PackModel;
pub use self::ready::{Audience, Logo, Pack};
pub use self::story::StoryModel;
pub use self::templates::{TemplateError, Templates};
