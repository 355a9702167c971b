//! The shop's pages; the last line before `</body>` is all that a customer adds to theirs.

use maud::{DOCTYPE, Markup, html};

use crate::assets;
use crate::words::{Language, ShopWords};

/// One page of the shop.
#[derive(Debug, Clone)]
pub struct DemoPage {
    /// The language of the text.
    pub language: Language,
    /// Which page.
    pub page: ShopPage,
    /// Scheme, host and port of the server, such as `https://localhost:8443`.
    pub server_origin: String,
    /// The workspace's public id.
    pub app_id: String,
}

/// The shop's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShopPage {
    /// `/`
    Home,
    /// `/teapot`
    Teapot,
}

impl DemoPage {
    /// The shop's own `Content-Security-Policy`: of the server it needs the script and the frame.
    pub fn policy(&self) -> String {
        let server = &self.server_origin;
        format!(
            "default-src 'none'; style-src 'self'; img-src 'self'; script-src {server}; frame-src {server}; base-uri 'none'; form-action 'none'"
        )
    }
}

/// The page.
pub fn demo_page(page: &DemoPage) -> Markup {
    let words = &page.language.words().shop;
    html! {
        (DOCTYPE)
        html lang=(page.language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (words.name) }
                link rel="icon" type="image/svg+xml" href=(assets::url("demo-site/cup.svg"));
                link rel="stylesheet" href=(assets::url("demo-site/shop.css"));
            }
            body {
                p .notice { (words.notice) }
                header .top {
                    a .name href="/" { (words.name) }
                    nav aria-label=(words.nav) { a href="/" { (words.home) } a href="/teapot" { (words.teapots) } }
                }
                @match page.page { ShopPage::Home => (home(words)), ShopPage::Teapot => (teapot(words)) }
                footer { (words.foot) }
                script async src={ (page.server_origin) "/widget/" (page.app_id) } {}
            }
        }
    }
}

fn home(words: &ShopWords) -> Markup {
    html! {
        main {
            section .hero {
                div { h1 { (words.headline) } p { (words.lead) } a .button href="/teapot" { (words.look) } }
                img src=(assets::url("demo-site/teapot.svg")) alt=(words.moss) width="480" height="380";
            }
            section {
                h2 { (words.popular) }
                ul .goods {
                    (goods("teapot", words.moss, words.moss_text, words.moss_price))
                    (goods("cups", words.cup, words.cup_text, words.cup_price))
                    (goods("tin", words.leaves, words.leaves_text, words.leaves_price))
                }
            }
        }
    }
}

fn goods(picture: &str, name: &str, text: &str, price: &str) -> Markup {
    html! {
        li {
            a href="/teapot" {
                img src=(assets::url(&format!("demo-site/{picture}.svg"))) alt="" width="480" height="380";
                h3 { (name) }
                p { (text) }
                p .price { (price) }
            }
        }
    }
}

fn teapot(words: &ShopWords) -> Markup {
    html! {
        main .product {
            img src=(assets::url("demo-site/teapot.svg")) alt=(words.moss) width="480" height="380";
            div {
                h1 { (words.moss) }
                p .price { (words.moss_price) }
                p { (words.story) }
                ul { li { (words.detail_size) } li { (words.detail_care) } li { (words.detail_ships) } }
                p .ask { (words.ask) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(page: ShopPage, language: Language) -> DemoPage {
        DemoPage { language, page, server_origin: "https://localhost:8443".into(), app_id: "abc123".into() }
    }

    #[test]
    fn the_messenger_is_one_script_tag() {
        for shop_page in [ShopPage::Home, ShopPage::Teapot] {
            let shown = demo_page(&page(shop_page, Language::English)).into_string();
            assert_eq!(shown.matches("<script").count(), 1);
            assert!(
                shown.contains("<script async src=\"https://localhost:8443/widget/abc123\"></script></body>")
            );
        }
    }

    #[test]
    fn every_picture_and_style_sheet_exists() {
        for language in [Language::English, Language::Japanese] {
            for shop_page in [ShopPage::Home, ShopPage::Teapot] {
                let shown = demo_page(&page(shop_page, language)).into_string();
                assert!(
                    shown
                        .split("\"/assets/")
                        .skip(1)
                        .all(|rest| rest.split('"').next().is_some_and(|name| name.contains("?v=")))
                );
            }
        }
    }
}
