//! Houses that hold many inquiries: filled once, the way visitors fill them, and kept for as long
//! as the program that filled them stays the same.

use std::fs;
use std::time::{Duration, UNIX_EPOCH};

use anyhow::Result;

use crate::Setup;
use crate::form::{Form, load};
use crate::program::House;

/// As many at once as share a commit well.
const CLIENTS: usize = 256;
const LONG: Duration = Duration::from_secs(3_600);

/// A house with about so many inquiries, each of another person.
pub async fn house(setup: &Setup, many: usize) -> Result<House> {
    let name = format!("filled-{many}");
    let there = House::at(setup, &name);
    let (mark, with) = (there.folder.join("filled"), signature(setup)?);
    if fs::read_to_string(&mark).is_ok_and(|known| known == with) {
        return Ok(there);
    }
    let house = House::fresh(setup, &name)?;
    let server = house.serve()?;
    let form = Form::fetch(&server).await?;
    eprintln!("filling a house with {many} inquiries");
    // The last of each visitor comes on top: as many fewer are asked for.
    let most = (many.saturating_sub(CLIENTS) as u64).max(1);
    load(&server, &form, CLIENTS.min(many), (LONG, most)).await?;
    server.stop()?;
    fs::write(mark, with)?;
    Ok(house)
}

/// What tells one build of the program from another.
fn signature(setup: &Setup) -> Result<String> {
    let file = fs::metadata(&setup.program)?;
    let made = file.modified()?.duration_since(UNIX_EPOCH)?.as_millis();
    Ok(format!("{} {made}", file.len()))
}
