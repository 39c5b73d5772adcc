//! `.eml`: the headers of a message as it was sent (RFC 5322), their encoded words read (RFC 2047).
//!
//! Why `mailparse` and not `mail-parser`, which is younger and quicker: held against the messages of `tests/suite/mail`, `mail-parser` 0.11 lost
//! the last header of a file that breaks off, every name in Windows-1252, and the first of two headers; it gave 31 November as a date, and
//! took `Cole, Tim <…>` for two people. What it read better, encoded words that break the rules, `encoded.rs` puts right for both; a
//! character that is cut in two between words neither of them reads. Its version 1 asks for a newer compiler than this program does.

use chrono::{NaiveDate, NaiveTime};
use mailparse::{MailAddr, MailHeader, addrparse_header, parse_header};

use super::draft::UNSENT;
use super::encoded::mended;
use super::summary::{Mail, is_likely, one_line, person};
use crate::text;

/// The bytes in which the headers are looked for. They come first; what follows is the body.
const MOST_BYTES: usize = 1_000_000;
/// The bytes of one field's headers that are read. Some thousand recipients fit.
const MOST_OF_A_FIELD: usize = 100_000;
/// Where a header is folded anew, in bytes; a line of mail has at most 998 (RFC 5322, 2.1.1).
const FOLD: usize = 900;
/// Where even a word without spaces is folded: some mailers write encoded words of a thousand characters, though they should not.
const LONGEST_WORD: usize = 4_000;
/// A line with more beginnings or ends of encoded words than this is not read: no person writes so many, and reading them takes time by the square
/// of their number.
const MOST_MARKS: usize = 100;

/// What the headers of a message say. None where it has no headers at all. Only the first megabyte is looked at, and the body never.
///
/// Day and time are those that the sender wrote, in the sender's own offset. Of several `Date` headers the first that can be read counts.
#[must_use]
pub fn of_eml(bytes: &[u8]) -> Option<Mail> {
    let head = bytes.get(..MOST_BYTES).unwrap_or(bytes);
    // An editor may have saved it anew, as UTF-16 or with a mark before the first header.
    let mail = if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        Headers::of(text::decode(head).0.as_bytes())?.mail()
    } else {
        Headers::of(head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head))?.mail()
    };
    Some(mail)
}

/// Whether a message is one that was never sent, as its header `X-Unsent` says: the draft of a letter.
#[must_use]
pub fn is_draft(bytes: &[u8]) -> bool {
    let head = bytes.get(..MOST_BYTES).unwrap_or(bytes);
    let headers = Headers::of(head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head));
    headers.is_some_and(|headers| headers.values(UNSENT).any(|value| value.trim() == "1"))
}

/// The headers, in their order.
pub(super) struct Headers<'b>(Vec<MailHeader<'b>>);

impl<'b> Headers<'b> {
    /// None where there is not one.
    fn of(head: &'b [u8]) -> Option<Self> {
        let (headers, _) = Self::split(head.trim_ascii_start());
        (!headers.0.is_empty()).then_some(headers)
    }

    /// The headers at the beginning of these bytes, and what follows them, without the line between. A line that is no header is passed over: some
    /// programs put lines of their own before the first. Headers of over a megabyte have nothing after them.
    pub(super) fn split(bytes: &'b [u8]) -> (Self, &'b [u8]) {
        let mut headers = Vec::new();
        let head = bytes.get(..MOST_BYTES).unwrap_or(bytes);
        let mut rest = head;
        while !rest.is_empty() && !rest.starts_with(b"\n") && !rest.starts_with(b"\r\n") {
            let length = match parse_header(rest) {
                Ok((header, length)) => {
                    if is_header(&header, rest) {
                        headers.push(header);
                    }
                    length
                }
                Err(_) => rest.iter().position(|b| *b == b'\n').map_or(rest.len(), |end| end + 1),
            };
            rest = rest.get(length.max(1)..).unwrap_or_default();
        }
        let body = if rest.is_empty() { None } else { bytes.get(head.len() - rest.len()..) }.unwrap_or_default();
        let body = body.strip_prefix(b"\r").unwrap_or(body);
        (Self(headers), body.strip_prefix(b"\n").unwrap_or(body))
    }

    /// The value of the first header of a name, decoded but for encoded words.
    pub(super) fn first(&self, name: &str) -> Option<String> {
        self.values(name).next()
    }

    fn mail(&self) -> Mail {
        let sent = self.values("Date").find_map(|value| sent(&value));
        Mail {
            date: sent.map(|(date, _)| date),
            time: sent.and_then(|(_, time)| time),
            from: one_line(&self.people("From").join(", ")),
            to: self.people("To"),
            cc: self.people("Cc"),
            subject: self.values("Subject").find_map(|value| one_line(&words_read(&value)?)),
        }
    }

    /// The values of the headers of a name, decoded, together no more than is read of a field.
    pub(super) fn values(&self, name: &str) -> impl Iterator<Item = String> {
        let named = move |header: &&MailHeader<'_>| name_of(header).eq_ignore_ascii_case(name.as_bytes());
        let mut left = MOST_OF_A_FIELD;
        self.0.iter().filter(named).map_while(move |header| {
            let raw = header.get_value_raw();
            let whole = match raw.get(..left) {
                // After the last of these may be half an address.
                Some(cut) if cut.len() < raw.len() => {
                    let end = cut.iter().rposition(|b| matches!(b, b',' | b';' | b'\n'))?;
                    cut.get(..end)?
                }
                _ => raw,
            };
            left = left.saturating_sub(raw.len());
            // Programs that know nothing of encoded words write what they have (RFC 6532: UTF-8).
            Some(text::decode(whole).0.into_owned())
        })
    }

    /// The people whom the headers of a name list, as they are shown.
    fn people(&self, name: &str) -> Vec<String> {
        self.values(name).flat_map(|value| people(&value)).collect()
    }
}

fn name_of<'h>(header: &'h MailHeader<'_>) -> &'h [u8] {
    header.get_key_raw().trim_ascii_end()
}

/// Whether a header, at the beginning of these bytes, is one: a line without a colon is taken for a name without a value.
fn is_header(header: &MailHeader<'_>, bytes: &[u8]) -> bool {
    let name = name_of(header);
    !name.is_empty() && name.iter().all(u8::is_ascii_graphic) && bytes.get(header.get_key_raw().len()) == Some(&b':')
}

/// Reads a value. None where it holds more encoded words than any person writes.
fn with_header<T>(value: &str, read: impl FnOnce(&MailHeader<'_>) -> Option<T>) -> Option<T> {
    let text = folded(&mended(value))?;
    let (header, _) = parse_header(text.as_bytes()).ok()?;
    read(&header)
}

/// A value as a header whose lines are folded anew, so that none takes long to read; none where there is too much in one all the same.
fn folded(value: &str) -> Option<String> {
    let mut lines = vec!["X:".to_owned()];
    for word in value.split_whitespace() {
        let mut rest = word;
        while !rest.is_empty() {
            let (part, after) = rest.split_at(rest.floor_char_boundary(LONGEST_WORD));
            match lines.last_mut() {
                Some(line) if line.len() + part.len() < FOLD => {
                    line.push(' ');
                    line.push_str(part);
                }
                _ => lines.push(format!(" {part}")),
            }
            rest = after;
        }
    }
    let is_too_much = |line: &String| ["=?", "?="].into_iter().any(|mark| line.matches(mark).count() > MOST_MARKS);
    if lines.iter().any(is_too_much) { None } else { Some(lines.join("\n")) }
}

/// A value with its encoded words read.
pub(super) fn words_read(value: &str) -> Option<String> {
    with_header(value, |header| Some(header.get_value()))
}

/// The people whom a value lists. Where it breaks the rules for addresses, what stands between its commas and semicolons.
fn people(value: &str) -> Vec<String> {
    let by_the_rules = with_header(value, |header| {
        let list = addrparse_header(header).ok()?;
        let members = list.iter().flat_map(|one| match one {
            MailAddr::Single(single) => std::slice::from_ref(single),
            MailAddr::Group(group) => &group.addrs,
        });
        let shown = |text: &str| match text.strip_prefix(',') {
            // The crate takes a comma after a group, as Exchange writes it, for a part of what follows.
            Some(rest) => rest.replace('"', ""),
            None => text.to_owned(),
        };
        let people = members
            .filter_map(|one| person(one.display_name.as_deref().map(shown).as_deref(), Some(&shown(&one.addr))));
        Some(people.collect())
    });
    by_the_rules.or_else(|| words_read(value).map(|text| loosely(&text))).unwrap_or_default()
}

/// The same of a text that breaks the rules, such as `Cole, T <t.cole@oakfield.example>`: what has no address belongs to what follows it.
fn loosely(text: &str) -> Vec<String> {
    let mut people = Vec::new();
    let mut before = String::new();
    for part in text.split_inclusive([',', ';']) {
        before.push_str(part);
        if part.contains('@') || part.ends_with(';') {
            people.push(std::mem::take(&mut before));
        }
    }
    people.push(before);
    let plain = |one: String| one_line(one.replace('"', "").trim_matches([' ', ',', ';']));
    people.into_iter().filter_map(plain).collect()
}

/// The day and time of a `Date` header, in its own offset (RFC 5322, 3.3 and 4.3). The name of the weekday may be wrong.
fn sent(value: &str) -> Option<(NaiveDate, Option<NaiveTime>)> {
    let mut words = value.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()).peekable();
    words.next_if(|word| word.starts_with(char::is_alphabetic));
    let first = words.next()?;
    // Some programs write 2026-11-16T16:38:44Z.
    let (day, time) = first.split_once('T').map_or((first, None), |(day, time)| (day, Some(time)));
    let (date, time) = match day.parse::<NaiveDate>() {
        Ok(date) => (date, time.or_else(|| words.next())),
        Err(_) => (civil(first, words.next()?, words.next()?)?, words.next()),
    };
    is_likely(date).then(|| (date, time.and_then(time_of_day)))
}

fn civil(day: &str, month: &str, year: &str) -> Option<NaiveDate> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let month = month.get(..3)?.to_ascii_lowercase();
    let month = (1..).zip(MONTHS).find_map(|(number, name)| (name == month).then_some(number))?;
    let written: i32 = year.parse().ok()?;
    let year = match (year.len(), written) {
        (2, 0..50) => 2000 + written,
        (2 | 3, _) => 1900 + written,
        _ => written,
    };
    NaiveDate::from_ymd_opt(year, month, day.parse().ok()?)
}

/// `16:38:44` or `16:38`, whatever follows the seconds.
fn time_of_day(text: &str) -> Option<NaiveTime> {
    let mut parts = text.splitn(3, ':');
    let (hour, minute) = (parts.next()?.parse().ok()?, parts.next()?);
    let figures = |part: &str| part.get(..2).unwrap_or(part).parse::<u32>().ok();
    let second = parts.next().and_then(figures).unwrap_or(0);
    // A leap second is the last of its minute.
    NaiveTime::from_hms_opt(hour, figures(minute)?, second.min(59))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_the_one_that_the_sender_wrote() {
        let on = |y, m, d, time: Option<(u32, u32, u32)>| {
            let time = time.map(|(h, m, s)| NaiveTime::from_hms_opt(h, m, s).unwrap());
            Some((NaiveDate::from_ymd_opt(y, m, d).unwrap(), time))
        };
        let cases = [
            ("Mon, 16 Nov 2026 16:38:44 +0000", on(2026, 11, 16, Some((16, 38, 44)))),
            ("Mon, 16 Nov 2026 23:59:60 -1100 (SST)", on(2026, 11, 16, Some((23, 59, 59)))),
            // 16 November 2026 is a Monday.
            ("Sun,16 november 26 6:08", on(2026, 11, 16, Some((6, 8, 0)))),
            ("1 Jan 99 00:00 GMT", on(1999, 1, 1, Some((0, 0, 0)))),
            ("1 Jan 126 00:00 GMT", on(2026, 1, 1, Some((0, 0, 0)))),
            ("2026-11-16T16:38:44Z", on(2026, 11, 16, Some((16, 38, 44)))),
            ("2026-11-16 16:38:44+00:00", on(2026, 11, 16, Some((16, 38, 44)))),
            ("16 Nov 2026", on(2026, 11, 16, None)),
            ("16 Nov 2026 half past four", on(2026, 11, 16, None)),
            ("16 Nov 2026 25:00", on(2026, 11, 16, None)),
        ];
        for (value, expected) in cases {
            assert_eq!(sent(value), expected, "{value}");
        }
        let none =
            ["", "Mon,", "31 Nov 2026 10:00:00 +0000", "16 Növ 2026", "16 Nov 99999999999", "16 Nov -5", "16 Nov 0026"];
        for value in none {
            assert_eq!(sent(value), None, "{value}");
        }
    }

    #[test]
    fn people_are_told_apart_even_where_the_rules_are_broken() {
        let cases = [
            ("\"Cole, T\" <t@o.example>, g@o.example", vec!["Cole, T <t@o.example>", "g@o.example"]),
            ("Cole, T <t@o.example>, Shah, P <p@n.example>", vec!["Cole, T <t@o.example>", "Shah, P <p@n.example>"]),
            ("t@o.example; p@n.example;", vec!["t@o.example", "p@n.example"]),
            ("Year 6: a@o.example, B <b@o.example>;", vec!["a@o.example", "B <b@o.example>"]),
            ("undisclosed-recipients:;", vec![]),
            (
                "A: a@o.example;, \"B\" <b@o.example>, ,c@o.example",
                vec!["a@o.example", "B <b@o.example>", "c@o.example"],
            ),
            ("Priya Shah", vec!["Priya Shah"]),
            ("=?utf-8?Q?Zo=C3=AB=2C_Head?= <z@o.example>", vec!["Zoë, Head <z@o.example>"]),
            ("\"unclosed <a@o.example>", vec!["unclosed <a@o.example>"]),
            (" , ;", vec![]),
            ("", vec![]),
        ];
        for (value, expected) in cases {
            assert_eq!(people(value), expected, "{value}");
        }
    }

    #[test]
    fn what_has_no_headers_is_no_mail() {
        let none: [&[u8]; 6] =
            [b"", b"\r\n\r\n", b"Dear Tim,\nthank you\n", b"two words: x\n", b": x\n", b"\xD0\xCF\x11\xE0:"];
        for bytes in none {
            assert_eq!(of_eml(bytes), None, "{bytes:?}");
        }
        assert_eq!(of_eml(b"X-Mailer: none"), Some(Mail::default()));
    }

    #[test]
    fn lines_that_are_no_headers_are_passed_over() {
        let mail = of_eml(b"\r\n over\r\n>From x Mon Nov 16\r\nMicrosoft Mail Internet Headers Version 2.0\r\nSubject : a\r\n\r\nTo: b@o.example\r\n");
        assert_eq!(mail, Some(Mail { subject: Some("a".to_owned()), ..Mail::default() }));
    }

    #[test]
    fn an_editor_may_have_saved_it_anew() {
        let expected = Some(Mail { subject: Some("Zoë’s".to_owned()), ..Mail::default() });
        let utf_16: Vec<u8> = "\u{FEFF}Subject: Zoë’s\r\n\r\nx".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(of_eml(&utf_16), expected);
        assert_eq!(of_eml("\u{FEFF}Subject: Zoë’s\n\nx".as_bytes()), expected);
        assert_eq!(of_eml(b"Subject: Zo\xEB\x92s\n\n\xFF"), expected);
    }

    #[test]
    fn a_huge_field_is_cut_after_whole_people() {
        let one = "A Person <a.person@oakfield.example>";
        let bytes = format!("To: {}\r\nSubject: {}\r\n", vec![one; 20_000].join(",\r\n "), "x".repeat(2_000_000));
        let mail = of_eml(bytes.as_bytes()).unwrap();
        assert!(mail.to.len() > 2_000 && mail.to.iter().all(|person| person == one), "{}", mail.to.len());
        assert_eq!(mail.subject, None);
    }

    /// Reading a line takes time by the square of what stands in it, so each line is bounded; and there are no more lines than a field has bytes.
    #[test]
    fn what_is_made_to_take_long_is_bounded() {
        for piece in
            ["=?", "?=", "=?a?=b", "=?utf-8?Q?", "\"", "(", "<", ",", ":", "a:", " =?utf-8?Q?a?=", "=?utf-8?B?"]
        {
            for between in ["", " ", "\n ", "\r\n\t"] {
                let value = format!("{piece}{between}").repeat(MOST_OF_A_FIELD / 4);
                let bytes = format!("From: {value}\nTo: {value}\nSubject: {value}\nDate: {value}\n");
                assert!(of_eml(bytes.as_bytes()).is_some());
                let headers = Headers::of(bytes.as_bytes()).unwrap();
                for value in ["From", "To", "Subject", "Date"].iter().flat_map(|name| headers.values(name)) {
                    assert!(value.len() <= MOST_OF_A_FIELD);
                    let Some(text) = folded(&mended(&value)) else { continue };
                    for line in text.lines() {
                        assert!(line.len() <= LONGEST_WORD + 1, "{piece:?} and {between:?}");
                        assert!(line.matches("=?").count().max(line.matches("?=").count()) <= MOST_MARKS);
                    }
                }
            }
        }
    }
}
