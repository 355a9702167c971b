//! How often a token, and an address without one, may ask.

use std::net::{IpAddr, Ipv4Addr};

use crate::seed;
use axum::body::Body;
use axum::http::Method;
use web::edge::Peer;

use crate::harness::{Server, request, told};

async fn a_token_is_told_its_rate_and_held_to_it(server: Server) {
    let server = server.with_rates(1);
    let w = server.workspace().await;
    let reset = server.d.now().seconds() / 10 * 10 + 10;
    let limit: u32 = 10_000 / 6;
    for n in 1..=limit {
        let answer = server.get(&w.token, "/admins/0").await;
        assert_eq!(answer.problem().0, 404, "the address answers, and the store is not asked");
        assert_eq!(answer.headers["x-ratelimit-limit"], limit.to_string().as_str());
        assert_eq!(answer.headers["x-ratelimit-remaining"], (limit - n).to_string().as_str());
        assert_eq!(answer.headers["x-ratelimit-reset"], reset.to_string().as_str());
    }
    let answer = server.get(&w.token, "/me").await;
    assert_eq!(answer.problem(), told(429, "rate_limit_exceeded", ""));
    assert_eq!(answer.headers["retry-after"], "10");
    assert_eq!(answer.headers["x-ratelimit-remaining"], "0");
    let second =
        seed::token(&server.d, w.workspace, w.owner, privacy::access::Scope::Read, None).await.unwrap();
    server.get(&second, "/me").await.ok();
    server.pass(10);
    server.get(&w.token, "/me").await.ok();
}
crate::both!(a_token_is_told_its_rate_and_held_to_it);

async fn an_address_without_a_good_token_is_held_back(server: Server) {
    let server = server.with_rates(1);
    let w = server.workspace().await;
    let ask = |token: &str| {
        let mut asked = request(Method::GET, token, "/me").body(Body::empty()).unwrap();
        asked.extensions_mut().insert(Peer(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7))));
        server.send(asked)
    };
    for _ in 0..100 {
        assert_eq!(ask("guess").await.problem(), told(401, "unauthorized", ""));
    }
    let refused = ask("guess").await;
    assert_eq!(refused.problem(), told(429, "rate_limit_exceeded", ""));
    assert!(refused.headers.contains_key("retry-after"));
    ask(&w.token).await.ok();
    server.pass(10);
    assert_eq!(ask("guess").await.problem().0, 401);
}
crate::both!(an_address_without_a_good_token_is_held_back);
