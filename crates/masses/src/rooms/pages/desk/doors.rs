//! Every door to the pages in the desk.

use std::sync::Arc;

use axum::http::Method;
use kit::web::{Doors, Right, Taking};

use super::super::Pages;
use super::super::inventory::TEAM;
use super::{acts, edit, files, list, new, past, preview, upload};

pub(in super::super) fn doors(doors: Doors<Arc<Pages>>) -> Doors<Arc<Pages>> {
    doors
        .under(&TEAM)
        .team(Right::Pages, Method::GET, "/desk/pages", list::show)
        .team(Right::Pages, Method::GET, "/desk/pages/new", new::ask)
        .team(Right::Pages, Method::POST, "/desk/pages/new", new::make)
        .team(Right::Pages, Method::GET, "/desk/pages/edit", edit::show)
        .team(Right::Pages, Method::GET, "/desk/pages/history", past::list)
        .team(Right::Pages, Method::GET, "/desk/pages/version", past::show)
        .team(Right::Pages, Method::POST, "/desk/pages/restore", past::restore)
        .team(Right::Pages, Method::POST, "/desk/pages/delete", acts::delete)
        .team(Right::Pages, Method::POST, "/desk/pages/move", acts::relocate)
        .team(Right::Pages, Method::POST, "/desk/pages/translate", acts::translate)
        .team(Right::Pages, Method::GET, "/desk/pages/preview", preview::show)
        .team(Right::Pages, Method::GET, "/desk/pages/files", files::list)
        .team(Right::Pages, Method::POST, "/desk/pages/files/settle", upload::settle)
        .team(Right::Pages, Method::GET, "/desk/pages/file", files::show)
        .team(Right::Pages, Method::POST, "/desk/pages/file/focus", files::focus)
        .team(Right::Pages, Method::POST, "/desk/pages/file/delete", files::delete)
        .taking(Taking::Files)
        .team(Right::Pages, Method::POST, "/desk/pages/files", upload::upload)
        .taking(Taking::Page)
        .team(Right::Pages, Method::POST, "/desk/pages/preview", preview::typed)
        .team(Right::Pages, Method::POST, "/desk/pages/preview/page", preview::bare)
        .team(Right::Pages, Method::POST, "/desk/pages/edit", edit::save)
        .taking(Taking::Form)
}
