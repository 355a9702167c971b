//! A visitor becomes a lead or a user, or one with a user who is known already.

use axum::Json;
use axum::extract::State;
use domain::contacts::{self, Changes, Contact as Held, ContactRole, is_email};
use domain::limits;
use privacy::Personal;
use privacy::access::{Actor, allow};
use privacy::ids::Contact as ContactKind;

use super::super::caller::Caller;
use super::super::contacts::changed;
use super::super::error::Problem;
use super::super::given::{Fields, Given, PLAIN, required};
use super::super::shapes::contact::Contact;
use super::{find, named};
use crate::app::App;

/// Whom the visitor is to be, as a request names them.
struct Named {
    known: Option<Held>,
    external_id: Option<Personal<String>>,
    email: Option<Personal<String>>,
}

/// The contact whom the visitor has become.
pub(in super::super) async fn convert(
    State(app): State<App>,
    caller: Caller,
    Given(mut fields): Given<PLAIN>,
) -> Result<Json<Contact>, Problem> {
    let roles = [("user", ContactRole::User), ("lead", ContactRole::Lead)];
    let role = required(fields.word("type", &roles)?, "type")?;
    let mut visitor = required(fields.object("visitor")?, "visitor")?;
    let visitor = named(&mut visitor)?;
    let mut user = required(fields.object("user")?, "user")?;
    let user = whom(&app, &caller.by, role, &mut user).await?;
    let visitor = find(&app, &caller.by, &visitor).await?;
    let id = if let Some(known) = user.known {
        let id = known.id;
        let (from, into) = (allow(&caller.by, visitor)?, allow(&caller.by, known)?);
        contacts::merge(&app.d, &from, &into).await?;
        id
    } else {
        let id = visitor.id;
        let changes = Changes {
            role: Some(role),
            external_id: user.external_id.map(Some),
            email: user.email.map(Some),
            ..Changes::default()
        };
        contacts::update(&app.d, allow(&caller.by, visitor)?, changes).await?;
        id
    };
    changed(&app, &caller, id).await
}

/// By their own id they must be there; by the customer's id, or as a user by their address, they may be.
async fn whom(app: &App, by: &Actor, role: ContactRole, fields: &mut Fields) -> Result<Named, Problem> {
    let (d, workspace) = (&app.d, by.workspace());
    let id = fields.id::<ContactKind>("id", Problem::not_found)?.value();
    let external_id = fields.id_text("user_id", limits::SHORT_TEXT_BYTES)?.value().map(Personal::new);
    let email = fields.line("email", limits::SHORT_TEXT_BYTES)?.value();
    if email.as_ref().is_some_and(|email| !email.is(|text| is_email(text))) {
        return Err(Problem::invalid("user.email", "user.email must be an e-mail address."));
    }
    let known = match (id, &external_id, &email) {
        (Some(id), ..) => Some(contacts::find(d, workspace, id).await?.ok_or_else(Problem::not_found)?),
        (None, Some(external_id), _) => contacts::find_by_external_id(d, workspace, external_id).await?,
        (None, None, Some(email)) if role == ContactRole::User => by_address(app, by, email).await?,
        (None, None, Some(_)) => None,
        (None, None, None) => return Err(Problem::missing("user.id")),
    };
    Ok(Named { known, external_id, email })
}

async fn by_address(app: &App, by: &Actor, email: &Personal<String>) -> Result<Option<Held>, Problem> {
    let all = contacts::find_by_email(&app.d, by.workspace(), email).await?;
    let mut users = all.into_iter().filter(|one| one.role == ContactRole::User);
    match (users.next(), users.next()) {
        (_, Some(_)) => {
            Err(Problem::invalid("user.email", "Several users have this address: name one by id."))
        }
        (one, None) => Ok(one),
    }
}
