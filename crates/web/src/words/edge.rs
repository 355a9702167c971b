//! What is answered before anybody knows who asks, where a person may read it.

use super::catalogue;

catalogue! {
    /// The refusals of the edge; programs get the English ones.
    EdgeWords {
        cross_site: "This request did not come from a page of this server, so it was not carried out.", "このサーバーのページからのリクエストではないため、実行しませんでした。";
        misdirected: "This server answers as localhost:{port}, 127.0.0.1:{port} and [::1]:{port} only.", "このサーバーは localhost:{port}、127.0.0.1:{port}、[::1]:{port} としてのみ応答します。";
        too_many: "Too many requests: {limit} are allowed; try again in {seconds} s.", "リクエストが多すぎます。上限は {limit} 件です。{seconds} 秒後にもう一度お試しください。";
        panicked: "Something went wrong on our side; the request's id leads to the place.", "サーバーで問題が発生しました。原因はリクエスト ID から調べられます。";
        too_slow: "The server could not answer in time: look whether it was done before you try again.", "時間内に応答できませんでした。実行されたかどうかを確認してから、もう一度お試しください。";
        no_file: "There is no such file, or the link to it has ended.", "ファイルが存在しないか、リンクの有効期限が切れています。";
        busy: "There is too much to do at the moment: try again.", "ただいま混み合っています。もう一度お試しください。";
        full: "The server's disk is full: who reads a file is entered first, and there is no room for that.", "サーバーの空き容量がありません。ファイルを開く前に閲覧を記録する必要がありますが、その空きがありません。";
        broken: "Something went wrong on the server.", "サーバーで問題が発生しました。";
    }
}
