//! Filling a macro's places: `{{contact.first_name}}`, or `{{contact.first_name|there}}` with what to say where the name
//! is not known.

/// The places that a text may have.
pub const PLACES: [&str; 5] = [
    "{{contact.name}}",
    "{{contact.first_name}}",
    "{{teammate.name}}",
    "{{teammate.first_name}}",
    "{{workspace.name}}",
];

/// What the places are filled with. Nothing is `None` but the contact's name, which may not be known.
#[derive(Clone)]
pub struct Filling {
    /// The contact's name.
    pub contact: Option<String>,
    /// The name of the teammate who answers.
    pub teammate: String,
    /// The workspace's name.
    pub workspace: String,
}

/// A stretch of a text.
enum Piece<'t> {
    Text(&'t str),
    Place { name: &'t str, otherwise: &'t str },
}

/// The text with its places filled. A name that is not known becomes what stands after `|`, or nothing. What is filled
/// in is not looked at again, so that a name with braces stays a name.
pub fn fill(body: &str, with: &Filling) -> String {
    pieces(body)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Place { name, otherwise } => {
                with.value(name).filter(|value| !value.is_empty()).unwrap_or_else(|| otherwise.to_owned())
            }
        })
        .collect()
}

/// Whether every place of the text is one that is filled.
pub(super) fn fillable(body: &str) -> bool {
    pieces(body).iter().all(|piece| match piece {
        Piece::Text(_) => true,
        Piece::Place { name, .. } => PLACES.iter().any(|place| place.trim_matches(['{', '}']) == *name),
    })
}

impl Filling {
    fn value(&self, place: &str) -> Option<String> {
        let first = |name: &str| name.split_whitespace().next().unwrap_or_default().to_owned();
        match place {
            "contact.name" => self.contact.clone(),
            "contact.first_name" => self.contact.as_deref().map(first),
            "teammate.name" => Some(self.teammate.clone()),
            "teammate.first_name" => Some(first(&self.teammate)),
            "workspace.name" => Some(self.workspace.clone()),
            _ => None,
        }
    }
}

fn pieces(body: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest) = (Vec::new(), body);
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((place, behind)) = after.split_once("}}") else { break };
        let (name, otherwise) = place.split_once('|').unwrap_or((place, ""));
        pieces.push(Piece::Text(before));
        pieces.push(Piece::Place { name: name.trim(), otherwise: otherwise.trim() });
        rest = behind;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(contact: Option<&str>) -> Filling {
        Filling {
            contact: contact.map(str::to_owned),
            teammate: "Mina Okafor".to_owned(),
            workspace: "Kettle & Fern".to_owned(),
        }
    }

    #[test]
    fn places_are_filled_once() {
        let body = "Hi {{contact.first_name|there}}, {{ teammate.first_name }} of {{workspace.name}} here. {{contact.name}}";
        assert_eq!(
            fill(body, &with(Some("Rosalind Achterberg"))),
            "Hi Rosalind, Mina of Kettle & Fern here. Rosalind Achterberg"
        );
        assert_eq!(fill(body, &with(None)), "Hi there, Mina of Kettle & Fern here. ");
        assert_eq!(fill("{{contact.name}}", &with(Some("{{teammate.name}}"))), "{{teammate.name}}");
        assert_eq!(fill("{{contact.first_name|x}}", &with(Some("  "))), "x");
    }

    #[test]
    fn only_known_places_are_taken() {
        assert!(PLACES.iter().all(|place| fillable(place)));
        assert!(fillable("no place, {one brace}, }} and an open {{"));
        for bad in ["{{contact.email}}", "{{}}", "{{contact.name}} {{x|y}}", "{{Contact.name}}"] {
            assert!(!fillable(bad), "{bad}");
        }
    }
}
