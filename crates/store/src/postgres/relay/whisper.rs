//! Events that are never stored: they travel as the payload of a notification, ids only, and are gone.

use crate::events::{Event, EventKind};

/// What another server whispered.
pub(super) struct Heard<'a> {
    pub(super) server: &'a str,
    pub(super) event: Event,
}

/// `whisper server workspace conversation contact kind`, and whose it is where a teammate is named; nothing in it needs
/// quoting.
pub(super) fn write(server: i64, event: &Event) -> String {
    let Event { workspace, conversation, contact, kind, by } = event;
    let by = by.map(|by| format!(" {by}")).unwrap_or_default();
    format!("whisper {server} {workspace} {conversation} {contact} {}{by}", kind.code())
}

/// `None` for what is no whisper, or one that only a newer server understands.
pub(super) fn read(payload: &str) -> Option<Heard<'_>> {
    let mut words = payload.strip_prefix("whisper ")?.split(' ');
    let server = words.next()?;
    let event = Event {
        workspace: words.next()?.parse().ok()?,
        conversation: words.next()?.parse().ok()?,
        contact: words.next()?.parse().ok()?,
        kind: EventKind::of_code(words.next()?)?,
        by: words.next().map(str::parse).transpose().ok()?,
    };
    words.next().is_none().then_some(Heard { server, event })
}

#[cfg(test)]
mod tests {
    use privacy::ids::{Hex, Number, Workspace};
    use privacy::{Id, Random, Region};

    use super::*;

    #[test]
    fn a_whisper_is_read_as_it_was_written() {
        let event = Event {
            workspace: Id::<Workspace>::fresh(&Random::seeded(3), Region::Eu),
            conversation: Id::of(Number::LAST),
            contact: Id::of(Hex::new([7; 12])),
            kind: EventKind::ContactTyping,
            by: None,
        };
        let named = Event { kind: EventKind::TeammateTyping, by: Some(Id::of(Number::LAST)), ..event };
        assert_eq!(read(&write(12, &named)).unwrap().event, named);
        let text = write(12, &event);
        assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'_' | b'-')), "{text}");
        let heard = read(&text).unwrap();
        assert_eq!((heard.server, heard.event), ("12", event));
        for other in [
            "12",
            "whisper",
            "whisper 12 x 1 2 message",
            &text.replace("typing", "dancing"),
            &format!("{text} x"),
            &format!("{text} 1 2"),
        ] {
            assert!(read(other).is_none(), "{other}");
        }
    }
}
