//! The words that a record's field takes from a list: each with what it is called in plain English, in one place.

/// Declares such a list: for each word its name here, the word as it stands in a record, and its title in plain English, in lower case where a
/// name is not meant. From it come reading, `as_str`, `title` and, for the command line, clap's `ValueEnum`. `also` is another spelling that
/// is read as the same word.
macro_rules! vocabulary {
    ($(#[$about:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $word:literal $(also $other:literal)?, $title:literal;)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
        #[allow(missing_docs)]
        pub enum $name {
            $($(#[$of])* #[serde(rename = $word $(, alias = $other)?)] $variant,)*
        }

        impl $name {
            /// Every word, in the contract's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Every word as records have it.
            #[must_use]
            pub fn words() -> Vec<&'static str> {
                Self::ALL.iter().map(|word| word.as_str()).collect()
            }

            /// The word as records have it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// What it is called in plain English.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl clap::ValueEnum for $name {
            fn value_variants<'a>() -> &'a [Self] {
                Self::ALL
            }

            fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
                Some(match self {
                    $(Self::$variant => clap::builder::PossibleValue::new($word)$(.alias($other))?,)*
                })
            }
        }
    };
}
pub(crate) use vocabulary;
