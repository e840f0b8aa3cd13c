//! `masses team`: those who work with the desk.

use anyhow::{Context, Result};
use clap::{Subcommand, ValueEnum};
use kit::web::RoleName;
use masses::ground::Ground;
use masses::ground::journal::Actor;
use masses::rooms::team::{self, people_of_the_desk as people};

use super::{Site, block_on};

#[derive(Subcommand)]
pub enum Team {
    /// Print a one-time link with which somebody joins
    Invite {
        /// Short for --role owner
        #[arg(long, conflicts_with = "role")]
        owner: bool,
        /// What they may do
        #[arg(long, value_enum, default_value = "agent")]
        role: Role,
        #[command(flatten)]
        site: Site,
    },
    /// Everybody, with role and state
    List {
        #[command(flatten)]
        site: Site,
    },
    /// End a member's sessions and lock their account
    Disable {
        /// Their e-mail address
        email: String,
        #[command(flatten)]
        site: Site,
    },
    /// Print a one-time link with which a member sets a new password
    Reset {
        /// Their e-mail address
        email: String,
        /// Also set up a new second factor
        #[arg(long)]
        second_factor: bool,
        #[command(flatten)]
        site: Site,
    },
}

/// What a member may do.
#[derive(Clone, Copy, ValueEnum)]
pub enum Role {
    /// Everything, and the team
    Owner,
    /// Publishes the policy, writes pages, reads the journal, exports and erases
    Privacy,
    /// Answers inquiries, writes pages, exports and erases
    Agent,
    /// Reads inquiries
    Reader,
}

impl Team {
    pub fn run(self) -> Result<()> {
        block_on(async move {
            match self {
                Team::Invite { owner, role, site } => {
                    let role = if owner { Role::Owner } else { role };
                    let house = site.open().await?;
                    let ground = &house.ground;
                    let now = ground.clock.now();
                    let role = role.into();
                    let link = people::invite(ground, Actor::Command, role, now).await?;
                    let until = until(ground, link.expires_at);
                    print_link(ground, &link.path)?;
                    tell!(
                        "Whoever opens this joins as {}. It works once, until {until}.",
                        role.word()
                    );
                    if role != RoleName::Owner && !team::has_owner(ground).await? {
                        tell!("Nobody is owner yet: that takes a link by --owner.");
                    }
                }
                Team::List { site } => list(&site).await?,
                Team::Disable { email, site } => {
                    let house = site.open().await?;
                    let ground = &house.ground;
                    team::disable(ground, &email, ground.clock.now()).await?;
                    say!("{email} can no longer sign in.")?;
                }
                Team::Reset { email, second_factor, site } => {
                    let house = site.open().await?;
                    let ground = &house.ground;
                    let now = ground.clock.now();
                    let member = people::find(ground, &email).await?;
                    let link = people::reset(ground, Actor::Command, &member, second_factor, now);
                    let link = link.await?;
                    let until = until(ground, link.expires_at);
                    print_link(ground, &link.path)?;
                    tell!(
                        "With this {email} chooses a new password. It works once, until {until}."
                    );
                }
            }
            Ok(())
        })
    }
}

/// A time for people, who read this in English.
fn until(ground: &Ground, at: i64) -> String {
    ground.words.moment("en", &ground.settings.site.time_zone, at)
}

/// The link, on a line of its own, so that a script can take it. What is said about it goes to
/// standard error.
fn print_link(ground: &Ground, path: &str) -> Result<()> {
    say!("{}{path}", ground.settings.site.url.trim_end_matches('/'))
}

async fn list(site: &Site) -> Result<()> {
    let house = site.open().await?;
    let members = team::list(&house.ground).await.context("the team cannot be read")?;
    if members.is_empty() {
        say!("Nobody yet: `masses team invite --owner` prints a link for the first.")?;
    }
    for member in members {
        say!("{:<10} {:<9} {} <{}>", member.role, member.state, member.name, member.email)?;
    }
    let ground = &house.ground;
    for open in people::invitations(ground, ground.clock.now()).await? {
        say!("{:<10} open link, until {}", open.role, until(ground, open.expires_at))?;
    }
    Ok(())
}

impl From<Role> for RoleName {
    fn from(role: Role) -> Self {
        match role {
            Role::Owner => RoleName::Owner,
            Role::Privacy => RoleName::Privacy,
            Role::Agent => RoleName::Agent,
            Role::Reader => RoleName::Reader,
        }
    }
}
