//! How the bytes of a part travel: base64 and quoted-printable (RFC 2045, section 6). Read as far as they hold: a part that was cut off, or that a
//! mailer wrote against the rules, gives what can be read of it. (The crate `quoted_printable`, which `mailparse` reads with, drops every
//! byte over 127 that stands there unencoded; `mailparse` gives nothing of base64 that was cut off.)

use std::borrow::Cow;

use data_encoding::BASE64_NOPAD;

/// The bytes of a part, as the value of its `Content-Transfer-Encoding` says.
pub(super) fn decoded<'b>(encoding: &str, body: &'b [u8]) -> Cow<'b, [u8]> {
    if encoding.eq_ignore_ascii_case("base64") {
        Cow::Owned(of_base64(body))
    } else if encoding.eq_ignore_ascii_case("quoted-printable") {
        Cow::Owned(of_quoted_printable(body))
    } else {
        Cow::Borrowed(body)
    }
}

/// Whatever is no figure is passed over. Each end mark ends a run of its own: some programs encode piece by piece.
fn of_base64(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len() / 4 * 3);
    for run in body.split(|byte| *byte == b'=') {
        let is_figure = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
        let mut figures: Vec<_> = run.iter().copied().filter(is_figure).collect();
        let whole = figures.len() * 6 / 8;
        // Figures that stand for zero bits fill the last group.
        figures.resize(figures.len().next_multiple_of(4), b'A');
        let mut run = BASE64_NOPAD.decode(&figures).unwrap_or_default();
        run.truncate(whole);
        bytes.append(&mut run);
    }
    bytes
}

fn of_quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len());
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii_end();
        let end = match line {
            [.., b'\r', b'\n'] => &b"\r\n"[..],
            [.., b'\n'] => b"\n",
            _ => b"",
        };
        let (text, end) = text.strip_suffix(b"=").map_or((text, end), |goes_on| (goes_on, &b""[..]));
        let mut rest = text;
        while let Some((first, after)) = rest.split_first() {
            let byte = after.first_chunk::<2>().filter(|_| *first == b'=').and_then(of_figures);
            bytes.push(byte.unwrap_or(*first));
            rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
        }
        bytes.extend_from_slice(end);
    }
    bytes
}

/// `C3` and, against the rules, `c3`.
fn of_figures(figures: &[u8; 2]) -> Option<u8> {
    let [high, low] = figures.map(|figure| char::from(figure).to_digit(16));
    u8::try_from(high? * 16 + low?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(encoding: &str, body: &str) -> String {
        String::from_utf8_lossy(&decoded(encoding, body.as_bytes())).into_owned()
    }

    #[test]
    fn base64_is_read_as_far_as_it_holds() {
        let cases = [
            ("Wm/DqyBDb2xl", "Zoë Cole"),
            ("Wm/D\r\nqyBD\r\n b2xl\r\n", "Zoë Cole"),
            ("WmE=WmE=\n", "ZaZa"),
            ("WmE", "Za"),
            ("WmEh-W", "Za!"),
            ("W", ""),
            ("====", ""),
            ("", ""),
        ];
        for (body, expected) in cases {
            assert_eq!(read("BASE64", body), expected, "{body:?}");
        }
    }

    #[test]
    fn quoted_printable_is_read_as_far_as_it_holds() {
        let cases = [
            ("Zo=C3=AB=20Cole", "Zoë Cole"),
            ("a=\r\nb =\nc=", "ab c"),
            ("a  \r\nb\t\nc", "a\r\nb\nc"),
            ("1 = 1, =XY, =c3=ab, =", "1 = 1, =XY, ë, "),
            ("Zoë", "Zoë"),
            ("", ""),
        ];
        for (body, expected) in cases {
            assert_eq!(read("Quoted-Printable", body), expected, "{body:?}");
        }
    }

    #[test]
    fn what_travels_as_it_is_stays_as_it_is() {
        for encoding in ["7bit", "8bit", "binary", "", "x-unknown"] {
            assert_eq!(read(encoding, "a=20\r\n"), "a=20\r\n");
        }
    }
}
