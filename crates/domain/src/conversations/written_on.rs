//! On which page a conversation began. Sealed under the contact and the conversation like a draft: under the last part of its
//! block, so that redacting what was said leaves it as it is.

use privacy::access::Permit;
use privacy::keys::{Leaf, Under, WorkspaceKeys};
use privacy::sealed::Json;
use privacy::{Id, Personal, RowId};
use serde::{Deserialize, Serialize};
use store::{Change, params, statements};

use super::Conversation;
use crate::uses::ConversationPage;
use crate::{Deployment, Trouble, limits};

statements! {
    /// On which page a conversation began that is added in the same change.
    NOTE_PAGE = "UPDATE conversations SET page = $3 WHERE workspace_id = $1 AND conversation_id = $2 \
                 AND state <> 'erasing'";
}

/// The page, and the one that led to it; both without what follows `?` or `#`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenOn {
    /// The page's address.
    pub url: String,
    /// Where the page was come to from, if the browser told.
    pub referrer: Option<String>,
}

impl WrittenOn {
    /// The page with these addresses, cut; `None` where the first is none. A referrer that is none is left out.
    pub fn read(url: &str, referrer: Option<&str>) -> Option<Self> {
        Some(Self { url: cut(url)?, referrer: referrer.and_then(cut) })
    }
}

/// The address of a page, as far as its path: what stands behind carries what people typed, and secrets.
fn cut(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let rest = rest.split(['?', '#']).next()?;
    let (host, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    let of_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    let of_path = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\`{}".contains(&byte);
    let good = matches!(scheme.as_str(), "http" | "https")
        && !host.is_empty()
        && host.bytes().all(of_host)
        && path.bytes().all(of_path);
    let cut = format!("{scheme}://{}{path}", host.to_ascii_lowercase());
    (good && cut.len() <= limits::PAGE_BYTES).then_some(cut)
}

/// Joins to a change that adds the conversation on which page it began.
pub(super) fn noting(
    keys: &WorkspaceKeys,
    change: Change,
    conversation: Id<privacy::ids::Conversation>,
    (contact, leaf): (Leaf, Leaf),
    on: &Personal<Json<WrittenOn>>,
) -> Result<Change, Trouble> {
    let under = Under::part_of(contact, leaf, u16::MAX);
    let sealed = keys.seal::<ConversationPage>(under, &RowId::of(conversation), on)?;
    Ok(change.one(&NOTE_PAGE, params![keys.workspace(), conversation, sealed]))
}

/// Opens on which page a conversation began; `None` where that is not known.
pub async fn written_on(
    d: &Deployment,
    permit: &Permit,
    conversation: &Conversation,
) -> Result<Option<WrittenOn>, Trouble> {
    let Some(sealed) = &conversation.page else { return Ok(None) };
    let keys = d.keys(conversation.workspace).await?;
    let Json(shown) = keys.open(permit, &RowId::of(conversation.id), sealed)?.into_shown();
    Ok(Some(shown))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_ends_with_its_path() {
        for (given, kept) in [
            ("https://Shop.example/cart?mail=ada@people.example#token", "https://shop.example/cart"),
            ("https://shop.example#x", "https://shop.example/"),
            ("https://shop.example?x", "https://shop.example/"),
            ("HTTP://localhost:3000/a/b%20c", "http://localhost:3000/a/b%20c"),
        ] {
            assert_eq!(cut(given).as_deref(), Some(kept), "{given}");
        }
        for bad in [
            "",
            "shop.example/cart",
            "javascript://shop.example/%0aalert(1)",
            "file:///etc/passwd",
            "https:///cart",
            "https://ada:secret@shop.example/",
            "https://shop.example/a b",
            "https://shop.example/\u{202e}",
            "https://shop.example/\"onclick=",
            "https://shop.example\\@evil.example/",
        ] {
            assert_eq!(cut(bad), None, "{bad}");
        }
        assert_eq!(cut(&format!("https://shop.example/{}", "a".repeat(limits::PAGE_BYTES))), None);
        let read = WrittenOn::read("https://shop.example/", Some("about:blank")).unwrap();
        assert_eq!(read.referrer, None);
    }

    proptest! {
        #[test]
        fn whatever_is_kept_is_cut_and_stays_as_it_is(address in "(https?|HTTPS|ftp|javascript)://[ -~é]{0,40}") {
            if let Some(kept) = cut(&address) {
                prop_assert!(kept.starts_with("http://") || kept.starts_with("https://"));
                prop_assert!(!kept.contains(['?', '#', ' ', '"', '<', '\\']), "{kept}");
                prop_assert_eq!(cut(&kept), Some(kept));
            }
        }
    }
}
