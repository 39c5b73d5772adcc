//! The records of which the stream of an `.xls` consists (Microsoft, [MS-XLS] 2.1.4), and the texts in them.

use super::serial::is_date_format;

/// A record: its type, its bytes, and those of the records that continue it.
pub struct Record<'b> {
    /// Its type.
    pub kind: u16,
    /// Its bytes, in the pieces that the file has them in.
    pub pieces: Vec<&'b [u8]>,
}

/// The records from a place on.
pub struct Records<'b> {
    bytes: &'b [u8],
}

impl<'b> Records<'b> {
    /// Those of a stream.
    pub fn from(bytes: &'b [u8]) -> Self {
        Self { bytes }
    }

    fn one(&mut self) -> Option<(u16, &'b [u8])> {
        let [a, b, c, d, rest @ ..] = self.bytes else { return None };
        let length = usize::from(u16::from_le_bytes([*c, *d]));
        let data = rest.get(..length)?;
        self.bytes = rest.get(length..)?;
        Some((u16::from_le_bytes([*a, *b]), data))
    }
}

impl<'b> Iterator for Records<'b> {
    type Item = Record<'b>;

    fn next(&mut self) -> Option<Record<'b>> {
        const CONTINUE: [u8; 2] = [0x3C, 0];
        let (kind, data) = self.one()?;
        let mut pieces = vec![data];
        while self.bytes.starts_with(&CONTINUE) {
            let Some((_, data)) = self.one() else { break };
            pieces.push(data);
        }
        Some(Record { kind, pieces })
    }
}

impl<'b> Record<'b> {
    /// Its own bytes, to be read from the first.
    pub fn fields(&self) -> Fields<'b, '_> {
        Fields { pieces: &self.pieces, piece: 0, at: 0 }
    }
}

/// Reads what stands in a record, one after the other.
pub struct Fields<'b, 'r> {
    pieces: &'r [&'b [u8]],
    piece: usize,
    at: usize,
}

impl<'b> Fields<'b, '_> {
    /// The bytes that are left of the piece.
    fn rest(&self) -> &'b [u8] {
        self.pieces.get(self.piece).and_then(|piece| piece.get(self.at..)).unwrap_or_default()
    }

    /// Some bytes. Where they run over the end of a piece, they go on in the next.
    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        for byte in &mut bytes {
            while self.rest().is_empty() {
                self.next_piece()?;
            }
            *byte = *self.rest().first()?;
            self.at += 1;
        }
        Some(bytes)
    }

    /// Goes on to the piece that continues this one.
    pub fn next_piece(&mut self) -> Option<()> {
        if self.piece + 1 >= self.pieces.len() {
            return None;
        }
        (self.piece, self.at) = (self.piece + 1, 0);
        Some(())
    }

    /// A byte.
    pub fn u8(&mut self) -> Option<u8> {
        self.bytes().map(|[byte]| byte)
    }

    /// A number of two bytes.
    pub fn u16(&mut self) -> Option<u16> {
        self.bytes().map(u16::from_le_bytes)
    }

    /// A number of four bytes.
    pub fn u32(&mut self) -> Option<u32> {
        self.bytes().map(u32::from_le_bytes)
    }

    /// A number of eight bytes.
    pub fn u64(&mut self) -> Option<u64> {
        self.bytes().map(u64::from_le_bytes)
    }

    /// Passes over some bytes.
    pub fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let here = self.rest().len().min(count);
            self.at += here;
            count -= here;
            if count > 0 {
                self.next_piece()?;
            }
        }
        Some(())
    }

    /// Characters after the flags that say how they are written. Where they run over the end of a piece, the next begins with such flags.
    pub fn characters(&mut self, count: usize, mut is_wide: bool) -> Option<String> {
        let mut units: Vec<u16> = Vec::new();
        while units.len() < count {
            let rest = self.rest();
            let width = if is_wide { 2 } else { 1 };
            let here = (rest.len() / width).min(count - units.len());
            let bytes = rest.get(..here * width)?;
            if is_wide {
                units.extend(bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair)));
            } else {
                units.extend(bytes.iter().map(|byte| u16::from(*byte)));
            }
            self.at += here * width;
            if units.len() < count {
                self.next_piece()?;
                is_wide = self.u8()? & 1 == 1;
            }
        }
        Some(String::from_utf16_lossy(&units))
    }

    /// A text with its length before it ([MS-XLS] 2.5.293), which may have formats and readings behind it.
    pub fn text(&mut self) -> Option<String> {
        let count = self.u16()?;
        self.text_of(count.into())
    }

    /// The same with a length of one byte.
    pub fn short_text(&mut self) -> Option<String> {
        let count = self.u8()?;
        self.text_of(count.into())
    }

    fn text_of(&mut self, count: usize) -> Option<String> {
        let flags = self.u8()?;
        let runs = if flags & 8 != 0 { usize::from(self.u16()?) } else { 0 };
        let readings = if flags & 4 != 0 { usize::try_from(self.u32()?).ok()? } else { 0 };
        let text = self.characters(count, flags & 1 == 1)?;
        self.skip(runs * 4)?;
        self.skip(readings)?;
        Some(text)
    }
}

/// How the numbers of a cell are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// As a number.
    Number,
    /// As a percentage.
    Percent,
    /// As a day or a time.
    Day,
}

impl Shown {
    /// By the number of a format that every workbook has ([MS-XLS] 2.4.126).
    pub fn of_built_in(format: u16) -> Self {
        match format {
            9 | 10 => Self::Percent,
            14..=22 | 27..=36 | 45..=47 | 50..=58 => Self::Day,
            _ => Self::Number,
        }
    }

    /// By the text of a format.
    pub fn of_code(code: &str) -> Self {
        if is_date_format(code) {
            Self::Day
        } else if code.contains('%') {
            Self::Percent
        } else {
            Self::Number
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    }

    #[test]
    fn a_text_goes_on_in_the_next_record() {
        let bytes = [
            record(0xFC, &[5, 0, 0, b'a', b'b']),
            record(0x3C, &[1, 0x42, 0x01, b'd', 0]),
            record(0x3C, &[0, b'e']),
            record(0x0A, &[]),
        ]
        .concat();
        let records: Vec<_> = Records::from(&bytes).collect();
        assert_eq!(records.len(), 2);
        assert_eq!(records[0].fields().text().as_deref(), Some("abłde"));
    }

    #[test]
    fn what_is_cut_off_is_nothing() {
        let whole = [record(0xFC, &[5, 0, 9, 1, 0, b'a', b'b', 0, 0]), record(0x3C, &[0, 0])].concat();
        for end in 0..whole.len() {
            for record in Records::from(&whole[..end]) {
                assert_eq!(record.fields().text(), None);
            }
        }
    }
}
