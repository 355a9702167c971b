//! A file that came with a message, with an address under which the caller may fetch it for an hour.

use domain::attachments;
use domain::messages::FileShown;
use privacy::Time;
use privacy::access::Permit;
use privacy::keys::WorkspaceKeys;
use serde::Serialize;

use super::Null;

/// One file.
#[derive(Serialize)]
pub(in super::super) struct Attachment {
    #[serde(rename = "type")]
    kind: &'static str,
    name: String,
    url: String,
    content_type: String,
    filesize: i64,
    width: Null,
    height: Null,
}

/// What a file's address is made of.
pub(in super::super) struct Links<'a> {
    /// `https://host:port`.
    pub(in super::super) origin: &'a str,
    /// The workspace's keys, which sign.
    pub(in super::super) keys: &'a WorkspaceKeys,
    /// Who may open the file.
    pub(in super::super) permit: &'a Permit,
    /// From when the address is good.
    pub(in super::super) now: Time,
}

impl Links<'_> {
    /// The file as an attachment.
    pub(super) fn attachment(&self, file: FileShown) -> Attachment {
        let key = attachments::link(self.keys, self.now, self.permit, file.id);
        let workspace = self.permit.actor().workspace();
        Attachment {
            kind: "upload",
            name: file.name,
            url: format!("{}/files/{workspace}/{}?key={key}", self.origin, file.id),
            content_type: file.media_type,
            filesize: file.size_bytes,
            width: (),
            height: (),
        }
    }
}
