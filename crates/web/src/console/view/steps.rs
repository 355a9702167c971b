//! The first steps, on the list of all pages.

use maud::{Markup, html};

use crate::page::icon;
use crate::words::Language;

/// One of the first steps.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Where it is done.
    pub path: &'static str,
    /// What it is.
    pub says: &'static str,
    /// Whether it was done.
    pub done: bool,
}

/// All of them.
pub fn first_steps(language: Language, steps: &[Step]) -> Markup {
    let words = &language.words().installing;
    html! {
        section .panel.list aria-labelledby="steps-title" {
            div .foot { h2 #steps-title { (words.first_steps) } p .hint { (words.first_steps_hint) } }
            ul .first-steps {
                @for step in steps {
                    li { a href=(step.path) {
                        span class=(if step.done { "mark done" } else { "mark" }) { @if step.done { (icon("check")) } }
                        span { (step.says) @if step.done { span .hidden-text { " " (words.done) } } }
                        (icon("forward"))
                    } }
                }
            }
        }
    }
}
