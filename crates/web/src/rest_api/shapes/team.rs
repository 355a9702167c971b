//! Teams.

use domain::teams::TeamShown;
use serde::Serialize;

use super::Null;

/// One team.
#[derive(Serialize)]
pub(in super::super) struct Team {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    name: String,
    admin_ids: Vec<i64>,
    admin_priority_level: Levels,
    assignment_limit: Null,
    distribution_method: Null,
}

/// This server has one level: all members are first in line.
#[derive(Serialize)]
struct Levels {
    primary_admin_ids: Vec<i64>,
    secondary_admin_ids: [i64; 0],
}

impl Team {
    pub(in super::super) fn of(team: TeamShown) -> Self {
        let admin_ids: Vec<i64> = team.members.iter().map(|member| member.raw().get()).collect();
        Self {
            kind: "team",
            id: team.id.to_string(),
            name: team.name,
            admin_ids: admin_ids.clone(),
            admin_priority_level: Levels { primary_admin_ids: admin_ids, secondary_admin_ids: [] },
            assignment_limit: (),
            distribution_method: (),
        }
    }
}

/// All teams.
#[derive(Serialize)]
pub(in super::super) struct TeamList {
    #[serde(rename = "type")]
    kind: &'static str,
    teams: Vec<Team>,
}

impl TeamList {
    pub(in super::super) const fn of(teams: Vec<Team>) -> Self {
        Self { kind: "team.list", teams }
    }
}
