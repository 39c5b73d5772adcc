//! Messages of the language server protocol on a stream: a header with the length, then JSON.
//!
//! `lsp-server` reads such messages, too. But it gives up at the first that is malformed, and takes memory for whatever length the header claims.

use std::io::{self, BufRead, Read, Write};

use lsp_server::Message;

/// The longest message that is read. A record has at most 10 MB, and JSON writes a character with up to twelve.
const LONGEST: u64 = 1 << 30;
/// The longest line of a header.
const LONGEST_LINE: u64 = 4_096;

/// Reads the next message; none at the end of the stream. Within, none where it was not one: the next can be read all the same. An error where the
/// stream cannot be followed any more.
pub(super) fn read(input: &mut impl BufRead) -> io::Result<Option<Option<Message>>> {
    let Some(length) = read_header(input)? else { return Ok(None) };
    let mut content = Vec::new();
    input.take(length).read_to_end(&mut content)?;
    if (content.len() as u64) < length {
        return Ok(None);
    }
    Ok(Some(serde_json::from_slice(&content).ok()))
}

/// The length of the message that follows.
fn read_header(input: &mut impl BufRead) -> io::Result<Option<u64>> {
    let broken = |why: &str| io::Error::new(io::ErrorKind::InvalidData, why.to_owned());
    let mut length = None;
    loop {
        let mut line = Vec::new();
        let read = input.take(LONGEST_LINE).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(None);
        }
        if line.last() != Some(&b'\n') {
            return if read as u64 == LONGEST_LINE { Err(broken("a header is too long")) } else { Ok(None) };
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        if line.is_empty() {
            let length = length.ok_or_else(|| broken("a message came without its length"))?;
            return if length > LONGEST { Err(broken("a message is too long")) } else { Ok(Some(length)) };
        }
        let (name, value) = line.split_once(':').ok_or_else(|| broken("a header is malformed"))?;
        if name.trim().eq_ignore_ascii_case("content-length") {
            length = Some(value.trim().parse().map_err(|_| broken("a length is no number"))?);
        }
    }
}

/// Writes a message.
pub(super) fn write(output: &mut dyn Write, message: &Message) -> io::Result<()> {
    let mut content = serde_json::to_value(message)?;
    if let Some(fields) = content.as_object_mut() {
        fields.insert("jsonrpc".to_owned(), "2.0".into());
    }
    write_content(output, &serde_json::to_vec(&content)?)
}

/// Answers something that was no message: it has no number by which it could be named.
pub(super) fn write_malformed(output: &mut dyn Write) -> io::Result<()> {
    let error =
        serde_json::json!({ "code": lsp_server::ErrorCode::ParseError as i32, "message": "this is no message" });
    let content = serde_json::json!({ "jsonrpc": "2.0", "id": null, "error": error });
    write_content(output, &serde_json::to_vec(&content)?)
}

fn write_content(output: &mut dyn Write, content: &[u8]) -> io::Result<()> {
    // In one piece: the client may be waiting for the rest of what it has seen.
    let mut bytes = format!("Content-Length: {}\r\n\r\n", content.len()).into_bytes();
    bytes.extend(content);
    output.write_all(&bytes)?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut bytes: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        loop {
            match read(&mut bytes) {
                Ok(Some(Some(Message::Request(request)))) => found.push(request.method),
                Ok(Some(Some(_))) => found.push("other".to_owned()),
                Ok(Some(None)) => found.push("malformed".to_owned()),
                Ok(None) => return found,
                Err(error) => {
                    found.push(error.to_string());
                    return found;
                }
            }
        }
    }

    fn framed(content: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{content}", content.len())
    }

    #[test]
    fn a_malformed_message_does_not_hide_the_next() {
        let good = framed(r#"{"jsonrpc":"2.0","id":1,"method":"shutdown"}"#);
        for bad in ["{", "[]", "null", "\u{7}", &"[".repeat(100_000), "{}"] {
            assert_eq!(all((framed(bad) + &good).as_bytes()), ["malformed", "shutdown"], "{bad:.20}");
        }
        let lenient = good.replace("Content-Length: ", "content-type: x\ncontent-length:").replace("\r\n", "\n");
        assert_eq!(all(lenient.as_bytes()), ["shutdown"]);
    }

    #[test]
    fn a_stream_that_cannot_be_followed_ends() {
        assert_eq!(all(b"Content-Length: 10\r\n\r\n{"), Vec::<String>::new());
        assert_eq!(all(b"hello\r\n"), ["a header is malformed"]);
        assert_eq!(all(b"\r\n"), ["a message came without its length"]);
        assert_eq!(all(b"Content-Length: 99999999999\r\n\r\n{}"), ["a message is too long"]);
        assert_eq!(all(b"Content-Length: -1\r\n\r\n{}"), ["a length is no number"]);
        assert_eq!(all(&[b'x'; 10_000]), ["a header is too long"]);
    }
}
