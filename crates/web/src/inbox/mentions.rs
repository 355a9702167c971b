//! Who is named in a note: `@` and the whole name of a teammate, in capitals or not, as they are offered.

use std::collections::BTreeSet;

use domain::teammates;
use privacy::Id;
use privacy::ids::Teammate;
use privacy::purpose::Purpose;

use super::problem::Problem;
use super::session::SignedIn;
use crate::app::App;

/// The teammates who are named in the text.
pub(super) async fn named(app: &App, who: &SignedIn, text: &str) -> Result<BTreeSet<Id<Teammate>>, Problem> {
    if !text.contains('@') {
        return Ok(BTreeSet::new());
    }
    let about = privacy::access::permit(&who.actor, Purpose::Administration)?;
    let all = teammates::list(&app.d, &about).await?;
    let names: Vec<(Id<Teammate>, &str)> = all.iter().map(|one| (one.id, one.name.as_str())).collect();
    Ok(in_text(text, &names))
}

/// Each `@` names whoever has the longest name that follows it; teammates of the same name are all named.
fn in_text(text: &str, names: &[(Id<Teammate>, &str)]) -> BTreeSet<Id<Teammate>> {
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices('@') {
        let (before, rest) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
        if in_address(before) {
            continue;
        }
        let fits = names.iter().filter(|(_, name)| !name.is_empty() && begins(rest, name));
        let longest = fits.clone().map(|(_, name)| name.len()).max();
        found.extend(fits.filter(|(_, name)| Some(name.len()) == longest).map(|(id, _)| *id));
    }
    found
}

/// Whether what stands before an `@` makes an address of it; Japanese goes on without a space.
fn in_address(before: &str) -> bool {
    let latin = |letter: char| letter.is_alphanumeric() && letter < '\u{250}';
    before.ends_with(|letter: char| latin(letter) || "._-".contains(letter))
}

/// Whether a text begins with a name that does not go on.
fn begins(text: &str, name: &str) -> bool {
    without(text, name).is_some_and(|rest| {
        // Japanese goes on without a space; a Latin name ends where its letters do.
        let joins = |letter: char| letter.is_alphanumeric() && letter.is_ascii();
        !(name.ends_with(joins) && rest.starts_with(joins))
    })
}

/// What follows the name that a text begins with.
fn without<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    let begins = name
        .chars()
        .all(|letter| rest.next().is_some_and(|next| next.to_lowercase().eq(letter.to_lowercase())));
    begins.then_some(rest.as_str())
}

#[cfg(test)]
mod tests {
    use privacy::ids::Number;

    use super::*;

    #[test]
    fn the_longest_name_is_meant() {
        let id = |number| Id::of(Number::new(number).unwrap());
        let names = [(id(1), "Ana"), (id(2), "Ana Sousa"), (id(3), "山田 太郎"), (id(4), "Ana"), (id(5), "")];
        let meant = |text| in_text(text, &names).into_iter().collect::<Vec<_>>();
        assert_eq!(meant("@Ana Sousa, look"), [id(2)]);
        assert_eq!(meant("ask @Ana or @Ana Sousa."), [id(1), id(2), id(4)]);
        assert_eq!(meant("@山田 太郎さん"), [id(3)]);
        assert_eq!(meant("@ana sousa and @ANA"), [id(1), id(2), id(4)]);
        assert_eq!(meant("確認は@山田 太郎"), [id(3)]);
        assert!(meant("@Anabel ana@Bo Ana @ write to bo@ana.example or josé@ana").is_empty());
    }
}
