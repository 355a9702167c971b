//! What is said of a form while it is sent.

use super::catalogue;

catalogue! {
    /// What the script says that sends a page's forms; handed over as JSON.
    FormWords {
        sending: "Sending…", "送信中…";
        ended: "Not sent: your session has ended. What you typed stays here: sign in, then send it again.", "セッションが終了したため、送信できませんでした。入力内容はこのまま残ります。ログインしてから、もう一度送信してください。";
        sign_in: "Sign in in a new tab", "新しいタブでログイン";
        broken_typed: "Not sent: the connection is broken. Nothing is lost. Try again.", "接続が切れているため、送信できませんでした。入力内容は失われていません。もう一度お試しください。";
        broken: "Not sent: the connection is broken. Try again.", "接続が切れているため、送信できませんでした。もう一度お試しください。";
    }
}
