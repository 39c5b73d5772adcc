//! What the YAML parser reads from: a text of which it looks at a few characters at a time.

use saphyr_parser::input::SkipTabs;
use saphyr_parser::{Input, StrInput};

/// The characters that the parser may ask for at once. It makes room for as many in every text that it reads, and most texts in a record are a
/// word: with the 128 of its own input it grows each of them at once to four times the room that it began with.
const MOST_AHEAD: usize = 16;

/// A text as the parser's input: [`StrInput`] in all but [`MOST_AHEAD`].
pub(super) struct ShortInput<'t>(StrInput<'t>);

impl<'t> ShortInput<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self(StrInput::new(text))
    }
}

/// Hands each call on, also those that the trait could answer by itself: its own answers are slower.
macro_rules! hand_on {
    ($($name:ident(&self $(, $argument:ident: $of:ty)*) -> $result:ty;)* ; $($changes:ident(&mut self $(, $with:ident: $kind:ty)*) $(-> $gives:ty)?;)*) => {
        $(#[inline] fn $name(&self $(, $argument: $of)*) -> $result { self.0.$name($($argument),*) })*
        $(#[inline] fn $changes(&mut self $(, $with: $kind)*) $(-> $gives)? { self.0.$changes($($with),*) })*
    };
}

impl Input for ShortInput<'_> {
    fn bufmaxlen(&self) -> usize {
        MOST_AHEAD
    }

    hand_on! {
        buflen(&self) -> usize;
        buf_is_empty(&self) -> bool;
        peek(&self) -> char;
        peek_nth(&self, n: usize) -> char;
        peek_opt(&self) -> Option<char>;
        next_char_is(&self, c: char) -> bool;
        nth_char_is(&self, n: usize, c: char) -> bool;
        next_2_are(&self, c1: char, c2: char) -> bool;
        next_3_are(&self, c1: char, c2: char, c3: char) -> bool;
        next_is_document_indicator(&self) -> bool;
        next_is_document_start(&self) -> bool;
        next_is_document_end(&self) -> bool;
        next_can_be_plain_scalar(&self, in_flow: bool) -> bool;
        next_is_blank_or_break(&self) -> bool;
        next_is_blank_or_breakz(&self) -> bool;
        next_is_blank(&self) -> bool;
        next_is_break(&self) -> bool;
        next_is_breakz(&self) -> bool;
        next_is_z(&self) -> bool;
        next_is_flow(&self) -> bool;
        next_is_digit(&self) -> bool;
        next_is_alpha(&self) -> bool;
        ;
        lookahead(&mut self, count: usize);
        raw_read_ch(&mut self) -> char;
        raw_read_non_breakz_ch(&mut self) -> Option<char>;
        skip(&mut self);
        skip_n(&mut self, count: usize);
        look_ch(&mut self) -> char;
        skip_ws_to_eol(&mut self, skip_tabs: SkipTabs) -> (usize, Result<SkipTabs, &'static str>);
        skip_while_non_breakz(&mut self) -> usize;
        skip_while_blank(&mut self) -> usize;
        fetch_while_is_alpha(&mut self, out: &mut String) -> usize;
        fetch_while_is_yaml_non_space(&mut self, out: &mut String) -> usize;
    }
}
