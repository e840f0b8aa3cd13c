//! A file is sent: read piece by piece, examined, and given its place. Where another file has its
//! name, that is asked about first.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use kit::web::{Answer, Part, Refusal, Upload, Visit, redirect};
use kit::words::Arg;
use minijinja::context;
use tokio::io::AsyncWriteExt;

use super::super::Pages;
use super::super::files::endings;
use super::super::save::{By, Error, blocking};
use super::super::upload::{Arrived, FileName, Fit, Unfit, folders, remove};
use super::super::write::Unwritten;
use super::files::about;
use crate::ground::journal::{Act, Entry, Journal};

/// How often another name is tried where one is taken.
const TRIES: usize = 500;

/// Why a file was not taken: the answer, and what is said.
type Refused = (StatusCode, String);

/// A file that came, and under which name.
struct Taken {
    arrived: Arrived,
    to: FileName,
    fit: Fit,
}

pub(super) async fn upload(
    State(pages): State<Arc<Pages>>,
    visit: Visit,
    mut upload: Upload,
) -> Answer {
    let taken = match pages.receive(&visit, &mut upload).await? {
        Ok(taken) => taken,
        Err((status, problem)) => return pages.show_files(status, &visit, Some(problem)).await,
    };
    let Taken { arrived, to, fit } = taken;
    if pages.is_there(&to).await? {
        return pages.ask(&visit, arrived, &to, fit.stripped).await;
    }
    let mark = arrived.mark.clone();
    match pages.settle(By::of(&visit)?, arrived, &to, Some(fit.hash), false).await {
        Ok(true) => Ok(redirect(&done(&visit, &to, fit.stripped))),
        Ok(false) => {
            let again = pages.waiting(&to, &mark).await?.ok_or(Refusal::NotFound)?;
            pages.ask(&visit, again, &to, fit.stripped).await
        }
        Err(error) => pages.not_settled(&visit, error).await,
    }
}

/// What was decided about a file whose name another has.
pub(super) async fn settle(State(pages): State<Arc<Pages>>, visit: Visit) -> Answer {
    let to = visit.form.get("name").and_then(FileName::read).ok_or(Refusal::NotFound)?;
    let mark = visit.form.get("upload").unwrap_or_default();
    let stripped = visit.form.get("stripped").is_some_and(|stripped| !stripped.is_empty());
    let Some(arrived) = pages.waiting(&to, mark).await? else {
        let problem = pages.say(&visit, "file-over");
        return pages.show_files(StatusCode::GONE, &visit, Some(problem)).await;
    };
    let (target, over) = match visit.form.get("as") {
        Some("replace") => (Some(to), true),
        Some("both") => (pages.free_file(&to).await?, false),
        // It is dropped.
        _ => return Ok(redirect(&visit.to("/desk/pages/files?done=file-dropped"))),
    };
    let target = target.ok_or_else(|| Refusal::Bad("no name for a file is free".to_owned()))?;
    match pages.settle(By::of(&visit)?, arrived, &target, None, over).await {
        Ok(_) => Ok(redirect(&done(&visit, &target, stripped))),
        Err(error) => pages.not_settled(&visit, error).await,
    }
}

/// Where to go on when a file has its place.
fn done(visit: &Visit, file: &FileName, stripped: bool) -> String {
    let done = if stripped { "file-uploaded-bare" } else { "file-uploaded" };
    format!("{}&done={done}", about(visit, file))
}

impl Pages {
    /// Reads the form with the file in it, and examines that.
    async fn receive(
        &self,
        visit: &Visit,
        upload: &mut Upload,
    ) -> Result<Result<Taken, Refused>, Refusal> {
        let mut folder = String::new();
        while let Some(part) = upload.next().await? {
            match part.name() {
                "folder" => folder = part.text().await?,
                "file" => return self.receive_file(visit, &folder, part).await,
                _ => drop(part.text().await?),
            }
        }
        let problem = self.say(visit, "file-none");
        Ok(Err((StatusCode::UNPROCESSABLE_ENTITY, problem)))
    }

    async fn receive_file(
        &self,
        visit: &Visit,
        folder: &str,
        mut part: Part,
    ) -> Result<Result<Taken, Refused>, Refusal> {
        let called = part.file_name().unwrap_or_default().to_owned();
        let unfit = |key: &str| (StatusCode::UNPROCESSABLE_ENTITY, self.say(visit, key));
        let site = self.ground.site.clone();
        let known = blocking(move || folders(&site)).await?;
        let folder = if known.contains(folder) { folder } else { "" };
        let Some(to) = FileName::clean(folder, &called) else {
            // Read to its end: else the browser tells of a broken connection.
            while let Ok(Some(_)) = part.piece().await {}
            let kinds = Arg::Text(endings().join(", "));
            let kinds = self.ground.words.say(&visit.lang, "file-kinds", &[("kinds", kinds)]);
            let none = called.is_empty().then(|| unfit("file-none"));
            return Ok(Err(none.unwrap_or((StatusCode::UNPROCESSABLE_ENTITY, kinds))));
        };
        let arrived = match self.write_pieces(&to, &mut part).await {
            Ok(arrived) => arrived,
            Err(Problem::Disk(error)) => {
                while let Ok(Some(_)) = part.piece().await {}
                return Ok(Err(self.no_room(visit, error)?));
            }
            Err(Problem::Sent(Refusal::TooLarge)) => {
                return Ok(Err((StatusCode::PAYLOAD_TOO_LARGE, self.say(visit, "file-large"))));
            }
            Err(Problem::Sent(refusal)) => return Err(refusal),
        };
        let wanted = to.clone();
        let examine = blocking(move || (arrived.examine(&wanted), arrived));
        Ok(match examine.await? {
            (Ok(fit), arrived) => Ok(Taken { arrived, to, fit }),
            (Err(Unfit::Other), _) => Err(unfit("file-other")),
            (Err(Unfit::Broken), _) => Err(unfit("file-broken")),
            (Err(Unfit::Io(error)), _) => Err(self.no_room(visit, error)?),
        })
    }

    fn no_room(&self, visit: &Visit, error: std::io::Error) -> Result<Refused, Refusal> {
        let error = Error::Unwritten(Unwritten::Io(error));
        Ok((StatusCode::INSUFFICIENT_STORAGE, self.file_unwritten(visit, error)?))
    }

    async fn write_pieces(&self, to: &FileName, part: &mut Part) -> Result<Arrived, Problem> {
        let (site, to, mark) = (self.ground.site.clone(), to.clone(), self.ground.chance.token());
        let now = self.ground.clock.now();
        let begun = blocking(move || Arrived::begin(&site, &to, &mark, now)).await;
        let (arrived, file) = begun.map_err(|error| Problem::Sent(error.into()))??;
        let mut file = tokio::fs::File::from_std(file);
        while let Some(piece) = part.piece().await? {
            file.write_all(&piece).await?;
        }
        file.flush().await?;
        Ok(arrived)
    }

    async fn is_there(&self, to: &FileName) -> Result<bool, Refusal> {
        let (site, to) = (self.ground.site.clone(), to.clone());
        Ok(blocking(move || to.place(&site).is_ok_and(|place| place.exists())).await?)
    }

    /// A file that came before and waits to be decided about.
    async fn waiting(&self, to: &FileName, mark: &str) -> Result<Option<Arrived>, Refusal> {
        let (site, to, mark) = (self.ground.site.clone(), to.clone(), mark.to_owned());
        let found = blocking(move || Arrived::again(&site, &to, &mark)).await?;
        Ok(found.ok().flatten())
    }

    /// A name like this one that no file has.
    async fn free_file(&self, to: &FileName) -> Result<Option<FileName>, Refusal> {
        for number in 2..TRIES {
            if let Some(other) = to.numbered(number)
                && !self.is_there(&other).await?
            {
                return Ok(Some(other));
            }
        }
        Ok(None)
    }

    /// Asks about a file whose name another has.
    async fn ask(&self, visit: &Visit, arrived: Arrived, to: &FileName, stripped: bool) -> Answer {
        let page = context! {
            title => self.say(visit, "file-there-title"),
            name => to.name(),
            href => to.href(),
            other => self.free_file(to).await?.map(|other| other.name().to_owned()),
            upload => arrived.mark.clone(),
            stripped,
        };
        arrived.wait();
        self.ground
            .desk_page_status(StatusCode::CONFLICT, visit, "pages/desk_file_there.html", page)
            .await
    }

    /// Gives a file its place, or that of another; false where there is another one.
    async fn settle(
        &self,
        by: By,
        arrived: Arrived,
        to: &FileName,
        hash: Option<[u8; 32]>,
        over: bool,
    ) -> Result<bool, Error> {
        let _one_at_a_time = self.changing.lock().await;
        let object = hash.map_or_else(|| arrived.mark.clone(), |hash| vault::hex(&hash[..16]));
        self.enter(by.entry(Act::FileUploaded, &object)).await?;
        let (site, to) = (self.ground.site.clone(), to.clone());
        let settled = blocking(move || match over {
            true => arrived.replace(&site, &to).map(|()| true),
            false => arrived.settle(&site, &to),
        });
        settled.await?.map_err(|error| Error::Unwritten(Unwritten::Io(error)))
    }

    /// Deletes a file.
    pub(super) async fn delete_file(&self, by: By, file: &FileName) -> Result<(), Error> {
        let _one_at_a_time = self.changing.lock().await;
        let object = vault::hex(&vault::hash(file.name().as_bytes())[..16]);
        // Nothing is noted that cannot be done.
        self.can_write(self.ground.site.join("files").join(file.name())).await?;
        self.enter(by.entry(Act::FileDeleted, &object)).await?;
        let (site, file, mark) =
            (self.ground.site.clone(), file.clone(), self.ground.chance.token());
        let gone = blocking(move || remove(&site, &file, &mark)).await?;
        gone.map_err(|error| Error::Unwritten(Unwritten::Io(error)))
    }

    async fn enter(&self, entry: Entry) -> Result<(), Error> {
        let write = self.ground.data.write::<_, db::Error>(|tx| Box::pin(Journal::note(tx, entry)));
        Ok(write.await?)
    }

    /// Why a file has no place, in words.
    pub(super) fn file_unwritten(&self, visit: &Visit, error: Error) -> Result<String, Refusal> {
        match error {
            Error::Unwritten(why) => {
                tracing::warn!(?why, "a file of the site could not be written");
                Ok(self.say(visit, &format!("file-unwritten-{}", why.word())))
            }
            error => Err(error.into()),
        }
    }

    async fn not_settled(&self, visit: &Visit, error: Error) -> Answer {
        let problem = self.file_unwritten(visit, error)?;
        self.show_files(StatusCode::INSUFFICIENT_STORAGE, visit, Some(problem)).await
    }
}

/// What keeps a file from arriving.
enum Problem {
    Disk(std::io::Error),
    Sent(Refusal),
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Self::Disk(error)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::Sent(refusal)
    }
}
