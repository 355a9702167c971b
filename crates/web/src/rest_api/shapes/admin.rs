//! Teammates, whom the API calls admins, and the workspace, which it calls the app.

use domain::teammates::TeammateShown;
use domain::workspaces::{Workspace, WorkspaceShown};
use privacy::Id;
use privacy::access::Role;
use privacy::ids::Team;
use serde::Serialize;

use super::super::version::Version;
use super::Null;

/// One teammate.
#[derive(Serialize)]
pub(in super::super) struct Admin {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    name: String,
    email: String,
    job_title: Null,
    away_mode_enabled: bool,
    away_mode_reassign: bool,
    away_status_reason_id: Null,
    has_inbox_seat: bool,
    team_ids: Vec<i64>,
    team_priority_level: Priorities,
    avatar: Null,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<AdminRole>,
}

#[derive(Serialize)]
struct Priorities {
    primary_team_ids: Vec<i64>,
    secondary_team_ids: [i64; 0],
}

#[derive(Serialize)]
struct AdminRole {
    #[serde(rename = "type")]
    kind: &'static str,
    id: &'static str,
    name: &'static str,
}

impl AdminRole {
    const fn of(role: Role) -> Self {
        let name = match role {
            Role::Owner => "Owner",
            Role::Admin => "Admin",
            Role::Agent => "Agent",
            Role::PrivacyOfficer => "Privacy officer",
        };
        Self { kind: "role", id: role.code(), name }
    }
}

impl Admin {
    pub(in super::super) fn of(teammate: TeammateShown, teams: &[Id<Team>], version: Version) -> Self {
        let team_ids = numbers(teams);
        Self {
            kind: "admin",
            id: teammate.id.to_string(),
            name: teammate.name,
            email: teammate.email,
            job_title: (),
            away_mode_enabled: teammate.away_since.is_some(),
            away_mode_reassign: teammate.away_reassigns,
            away_status_reason_id: (),
            has_inbox_seat: true,
            team_ids: team_ids.clone(),
            team_priority_level: Priorities { primary_team_ids: team_ids, secondary_team_ids: [] },
            avatar: (),
            role: version.has_admin_roles().then(|| AdminRole::of(teammate.role)),
        }
    }
}

fn numbers(teams: &[Id<Team>]) -> Vec<i64> {
    teams.iter().map(|team| team.raw().get()).collect()
}

/// All teammates.
#[derive(Serialize)]
pub(in super::super) struct AdminList {
    #[serde(rename = "type")]
    kind: &'static str,
    admins: Vec<Admin>,
}

impl AdminList {
    pub(in super::super) const fn of(admins: Vec<Admin>) -> Self {
        Self { kind: "admin.list", admins }
    }
}

/// The teammate of a token, with the workspace.
#[derive(Serialize)]
pub(in super::super) struct Me {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    email: String,
    name: String,
    email_verified: bool,
    job_title: Null,
    away_mode_enabled: bool,
    away_mode_reassign: bool,
    has_inbox_seat: bool,
    team_ids: Vec<i64>,
    avatar: Avatar,
    app: Workplace,
}

#[derive(Serialize)]
struct Avatar {
    #[serde(rename = "type")]
    kind: &'static str,
    image_url: Null,
}

#[derive(Serialize)]
struct Workplace {
    #[serde(rename = "type")]
    kind: &'static str,
    id_code: String,
    name: String,
    region: String,
    timezone: &'static str,
    created_at: i64,
    secure: bool,
    identity_verification: bool,
}

impl Me {
    pub(in super::super) fn of(
        teammate: TeammateShown,
        teams: &[Id<Team>],
        workspace: &Workspace,
        shown: WorkspaceShown,
    ) -> Self {
        Self {
            kind: "admin",
            id: teammate.id.to_string(),
            email: teammate.email,
            name: teammate.name,
            email_verified: false,
            job_title: (),
            away_mode_enabled: teammate.away_since.is_some(),
            away_mode_reassign: teammate.away_reassigns,
            has_inbox_seat: true,
            team_ids: numbers(teams),
            avatar: Avatar { kind: "avatar", image_url: () },
            app: Workplace {
                kind: "app",
                id_code: workspace.id.to_string(),
                name: shown.name,
                region: workspace.region.code().to_ascii_uppercase(),
                timezone: "UTC",
                created_at: workspace.created_at.seconds(),
                secure: false,
                identity_verification: true,
            },
        }
    }
}
