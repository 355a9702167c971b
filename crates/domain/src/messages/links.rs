//! The web addresses in a text as written by people.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A stretch of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// No address.
    Text(&'a str),
    /// An http(s) address.
    Link(&'a str),
    /// An http(s) address that leads into the reader's own network, or to their own machine.
    Inside(&'a str),
}

/// The text with its addresses told apart, nothing lost.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, address, after)) = next_address(rest) {
        if !before.is_empty() {
            found.push(Piece::Text(before));
        }
        found.push(if is_inside(address) { Piece::Inside(address) } else { Piece::Link(address) });
        rest = after;
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest));
    }
    found
}

/// The first address of the text with what stands before and after it.
fn next_address(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(start) = next_scheme(text, from) {
        let (before, at) = text.split_at_checked(start)?;
        let length = address_length(at);
        let starts_a_word = !before.chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric());
        let (address, after) = at.split_at_checked(length)?;
        if starts_a_word && has_host(address) {
            return Some((before, address, after));
        }
        from = start + length.max(4);
    }
    None
}

/// Where `http://` or `https://` starts, in any case, at or after `from`.
fn next_scheme(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    (from..bytes.len()).find(|&at| {
        let rest = bytes.get(at..).unwrap_or_default();
        starts_with(rest, b"http://") || starts_with(rest, b"https://")
    })
}

fn starts_with(rest: &[u8], scheme: &[u8]) -> bool {
    rest.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme))
}

/// Up to the first character that no address holds, without the punctuation of the sentence around it.
fn address_length(at: &str) -> usize {
    let end = at.find(|c: char| {
        !c.is_ascii_graphic() || matches!(c, '<' | '>' | '"' | '`' | '{' | '}' | '|' | '\\' | '^')
    });
    let mut address = at.get(..end.unwrap_or(at.len())).unwrap_or_default();
    while let Some(last) = address.chars().next_back() {
        let of_the_sentence = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' => true,
            ')' => address.matches(')').count() > address.matches('(').count(),
            ']' => address.matches(']').count() > address.matches('[').count(),
            _ => false,
        };
        if !of_the_sentence {
            break;
        }
        address = address.get(..address.len() - last.len_utf8()).unwrap_or_default();
    }
    address.len()
}

/// Something that can be a host follows the scheme, and no user name that could pass for one.
fn has_host(address: &str) -> bool {
    let Some((_, rest)) = address.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[') && !authority.contains('@')
}

/// How many addresses of a text lead inside.
pub(crate) fn inside(text: &str) -> u64 {
    pieces(text).iter().filter(|piece| matches!(piece, Piece::Inside(_))).count() as u64
}

/// The last labels of names that are looked up in one's own network only: RFC 6761, 6762, 8375, and what ICANN keeps out
/// of the root for it.
const INSIDE: [&str; 8] = ["localhost", "local", "internal", "home.arpa", "lan", "intranet", "corp", "home"];

/// Whether the address's host is not one of the public internet as far as can be told without looking it up: a name without
/// a dot, one of a private zone, or a number that is no public address. A number in an unusual notation is none.
fn is_inside(address: &str) -> bool {
    let Some((_, rest)) = address.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if let Some(bracketed) = authority.strip_prefix('[') {
        let literal = bracketed.split(']').next().unwrap_or_default();
        return !literal.parse().is_ok_and(|ip| is_public(IpAddr::V6(ip)));
    }
    let host = authority.split(':').next().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
    let plain = host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    let Some((_, last)) = host.rsplit_once('.') else { return true };
    if last.starts_with(|c: char| c.is_ascii_digit()) {
        return !host.parse().is_ok_and(|ip| is_public(IpAddr::V4(ip)));
    }
    let within =
        |zone: &&str| host.strip_suffix(*zone).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    !plain || INSIDE.iter().any(within)
}

/// Whether an address is one of the public internet: the special-purpose registries of IANA, without what is global there.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = matches!((a, b, c), (100, 64..=127, _) | (192, 0, 0) | (198, 18..=19, _));
    let reserved = a == 0 || a >= 240 || ip.is_multicast() || ip.is_documentation();
    !(special || reserved || ip.is_private() || ip.is_loopback() || ip.is_link_local())
}

/// Global unicast, but for what carries an IPv4 address in it (6to4, Teredo), benchmarks and documentation.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    a & 0xe000 == 0x2000 && a != 0x2002 && !(a == 0x2001 && (b < 0x0200 || b == 0x0db8)) && a != 0x3fff
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn links(text: &str) -> Vec<&str> {
        pieces(text)
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Link(address) => Some(address),
                Piece::Text(_) | Piece::Inside(_) => None,
            })
            .collect()
    }

    #[test]
    fn addresses_become_links_and_the_sentence_stays() {
        assert_eq!(links("See https://example.com/a?b=c#d."), ["https://example.com/a?b=c#d"]);
        assert_eq!(
            links("(http://example.com/a_(b)) and HTTPS://EXAMPLE.COM!"),
            ["http://example.com/a_(b)", "HTTPS://EXAMPLE.COM"]
        );
        assert_eq!(links("詳しくはhttps://example.jp/案内をご覧ください"), ["https://example.jp/"]);
        let joined = "https://a.example,https://b.example";
        assert_eq!(pieces(joined), [Piece::Inside(joined)], "nobody's host has a comma");
        assert_eq!(pieces("http://localhost:3000/x"), [Piece::Inside("http://localhost:3000/x")]);
    }

    #[test]
    fn what_is_no_web_address_stays_text() {
        for text in [
            "javascript:alert(1)",
            "ftp://example.com",
            "https://",
            "http://.",
            "xhttp://example.com",
            "https://you@example.com",
            "data:text/html,x",
        ] {
            assert!(links(text).is_empty(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_added(
            parts in proptest::collection::vec(prop_oneof!["\\PC{0,8}", "(?i)https?://?", "[\\[\\]0-9a-fx.:@/?#,()]{0,12}"], 0..12)
        ) {
            let text = parts.concat();
            let joined: String = pieces(&text)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Text(t) | Piece::Link(t) | Piece::Inside(t) => t,
                })
                .collect();
            prop_assert_eq!(joined, text);
        }
    }

    #[test]
    fn addresses_that_lead_inside_are_told_from_public_ones() {
        for address in [
            "http://localhost/",
            "http://LOCALHOST:8080",
            "http://printer",
            "http://printer./jobs",
            "https://wiki.corp/x",
            "http://nas.local.",
            "http://metadata.google.internal/",
            "http://router.home.arpa",
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.0.0.1/",
            "http://0x7f000001/",
            "http://0177.0.0.1/",
            "http://127.0.0.1./",
            "http://10.1.2.3:81/x",
            "http://172.31.0.1",
            "http://192.168.0.1/",
            "http://169.254.169.254/latest/meta-data",
            "http://100.64.0.1/",
            "http://0.0.0.0/",
            "http://224.0.0.1/",
            "http://255.255.255.255/",
            "http://8.8.8.8.8/",
            "http://[::1]/",
            "http://[::]:80/",
            "http://[fd00::1]/",
            "http://[fe80::1%25eth0]/",
            "http://[::ffff:8.8.8.8]/",
            "http://[2002:7f00:1::]/",
            "http://[2001::1]/",
            "http://[nothing]/",
            "http://1%32%37.0.0.1.example/",
        ] {
            assert!(is_inside(address), "{address}");
        }
        for address in [
            "https://example.com",
            "https://example.com.:8443/x?y=http://localhost",
            "https://localhost.example.com/",
            "https://notlocal.example/",
            "http://8.8.8.8/",
            "http://172.32.0.1/",
            "https://[2606:4700::1111]/",
            "https://3com.example/",
            "https://xn--r8jz45g.jp/",
        ] {
            assert!(!is_inside(address), "{address}");
        }
        assert_eq!(inside("http://10.0.0.1, https://example.com and http://localhost"), 2);
    }
}
