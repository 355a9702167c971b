//! What must not compile: each file of `compile_fail/` tries one thing and its `.stderr` holds the compiler's refusal.

#[test]
fn what_must_not_compile_does_not() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
