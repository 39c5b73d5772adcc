//! What is kept of a school between runs, as bytes: shortest first, and read back only where every byte fits.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime, Timelike};

use super::look::Fingerprint;
use super::{Assessment, Counts, SchoolDeadline, Withdrawn};
use crate::disk::Stamp;
use crate::problem::{Code, Position, Problem};
use crate::procedure::deadlines::{Deadline, State, Step};
use crate::record::values::{Time, Urn, Value as _};
use crate::rules::NumberedSchool;

/// A value that can be kept as bytes.
pub(super) trait Stored: Sized {
    /// Appends it.
    fn put(&self, out: &mut Vec<u8>);
    /// Takes it off the front; none where the bytes are no such value.
    fn take(from: &mut &[u8]) -> Option<Self>;
}

macro_rules! numbers {
    ($($type:ident)*) => {$(
        impl Stored for $type {
            fn put(&self, out: &mut Vec<u8>) {
                out.extend(self.to_le_bytes());
            }

            fn take(from: &mut &[u8]) -> Option<Self> {
                let (bytes, rest) = from.split_first_chunk()?;
                *from = rest;
                Some(Self::from_le_bytes(*bytes))
            }
        }
    )*};
}

numbers!(u8 u32 u64 i32 i64);

/// Lengths and counts.
impl Stored for usize {
    fn put(&self, out: &mut Vec<u8>) {
        // Nothing here is larger than 4 GB; what were would not be read back.
        u32::try_from(*self).unwrap_or(u32::MAX).put(out);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Self::try_from(u32::take(from)?).ok()
    }
}

impl Stored for bool {
    fn put(&self, out: &mut Vec<u8>) {
        u8::from(*self).put(out);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        match u8::take(from)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

/// Bytes with their length before them.
pub(super) fn put_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    bytes.len().put(out);
    out.extend(bytes);
}

/// The same, taken off.
pub(super) fn take_bytes<'b>(from: &mut &'b [u8]) -> Option<&'b [u8]> {
    let length = usize::take(from)?;
    let (bytes, rest) = from.split_at_checked(length)?;
    *from = rest;
    Some(bytes)
}

impl Stored for String {
    fn put(&self, out: &mut Vec<u8>) {
        put_bytes(self.as_bytes(), out);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        std::str::from_utf8(take_bytes(from)?).ok().map(str::to_owned)
    }
}

impl Stored for Arc<str> {
    fn put(&self, out: &mut Vec<u8>) {
        put_bytes(self.as_bytes(), out);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        std::str::from_utf8(take_bytes(from)?).ok().map(Self::from)
    }
}

impl<T: Stored> Stored for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.is_some().put(out);
        if let Some(value) = self {
            value.put(out);
        }
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Some(if bool::take(from)? { Some(T::take(from)?) } else { None })
    }
}

impl<T: Stored> Stored for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.len().put(out);
        self.iter().for_each(|value| value.put(out));
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        // The length is taken on trust for as much room as the bytes that are there can fill.
        let length = usize::take(from)?;
        let mut values = Self::with_capacity(length.min(from.len() / 8));
        for _ in 0..length {
            values.push(T::take(from)?);
        }
        Some(values)
    }
}

impl Stored for NaiveDate {
    fn put(&self, out: &mut Vec<u8>) {
        self.to_epoch_days().put(out);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Self::from_epoch_days(i32::take(from)?)
    }
}

impl Stored for Time {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.num_seconds_from_midnight().put(out);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        NaiveTime::from_num_seconds_from_midnight_opt(u32::take(from)?, 0).map(Self)
    }
}

impl Stored for Urn {
    fn put(&self, out: &mut Vec<u8>) {
        self.to_string().put(out);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Self::parse(&String::take(from)?).ok()
    }
}

impl Stored for Fingerprint {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.iter().for_each(|half| half.put(out));
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Some(Self([u64::take(from)?, u64::take(from)?]))
    }
}

/// One of a list, by its place in it.
macro_rules! by_place {
    ($($type:ident $all:expr;)*) => {$(
        impl Stored for $type {
            fn put(&self, out: &mut Vec<u8>) {
                let place = $all.iter().position(|one| one == self).and_then(|place| u8::try_from(place).ok());
                place.unwrap_or(u8::MAX).put(out);
            }

            fn take(from: &mut &[u8]) -> Option<Self> {
                $all.get(usize::from(u8::take(from)?)).copied()
            }
        }
    )*};
}

const STATES: [State; 6] = [State::Done, State::Late, State::Upcoming, State::Due, State::Overdue, State::Unknown];

by_place! {
    Code Code::ALL;
    Step Step::ALL;
    State STATES;
}

/// The fields of a struct, in this order.
macro_rules! fields {
    ($($type:ident { $($field:ident)* })*) => {$(
        impl Stored for $type {
            fn put(&self, out: &mut Vec<u8>) {
                let Self { $($field),* } = self;
                $($field.put(out);)*
            }

            fn take(from: &mut &[u8]) -> Option<Self> {
                $(let $field = Stored::take(from)?;)*
                Some(Self { $($field),* })
            }
        }
    )*};
}

fields! {
    Stamp { size modified changed }
    Position { line column }
    Problem { code path position field message help }
    Counts { managers schools files records documents errors warnings }
    NumberedSchool { urn path position }
    Deadline { step visit due state done working_days detail who spoc path field time }
}

impl Stored for Assessment {
    fn put(&self, out: &mut Vec<u8>) {
        let Self { manager, school, name, urn, spoc, is_open, problems, counts, number, deadlines, withdrawn } = self;
        manager.put(out);
        school.put(out);
        name.put(out);
        urn.put(out);
        spoc.put(out);
        is_open.put(out);
        problems.put(out);
        counts.put(out);
        number.put(out);
        deadlines.len().put(out);
        for SchoolDeadline { manager: _, school: _, urn: _, spoc, deadline } in deadlines {
            spoc.put(out);
            deadline.put(out);
        }
        withdrawn.iter().map(|one| one.visit).collect::<Vec<_>>().put(out);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let (manager, school) = (Arc::<str>::take(from)?, Arc::<str>::take(from)?);
        let (name, urn, spoc) = (Stored::take(from)?, Stored::take(from)?, <Option<Arc<str>> as Stored>::take(from)?);
        let is_open = bool::take(from)?;
        let (problems, counts, number) = (Stored::take(from)?, Stored::take(from)?, Stored::take(from)?);
        let mut deadlines = Vec::new();
        for _ in 0..usize::take(from)? {
            // Most are the school's own SPOC's: one text serves them all.
            let of: Option<Arc<str>> = Stored::take(from)?;
            let of = if of == spoc { spoc.clone() } else { of };
            deadlines.push(SchoolDeadline {
                manager: Arc::clone(&manager),
                school: Arc::clone(&school),
                urn,
                spoc: of,
                deadline: Stored::take(from)?,
            });
        }
        let of_visit = |visit| Withdrawn { manager: Arc::clone(&manager), school: Arc::clone(&school), urn, visit };
        let withdrawn = Vec::<NaiveDate>::take(from)?.into_iter().map(of_visit).collect();
        Some(Self { manager, school, name, urn, spoc, is_open, problems, counts, number, deadlines, withdrawn })
    }
}
