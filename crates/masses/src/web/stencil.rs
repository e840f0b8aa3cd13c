//! Pages that many people get and that differ in one value: drawn once, and used for a moment. Only
//! with the built-in templates, which show the value and nothing else: a site's own may do anything
//! with it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use kit::render::escape;
use kit::web::{Answer, Visit, html};
use minijinja::{Value, context};

use crate::ground::Ground;

/// How long a drawn page is used, in milliseconds: no longer than the site's pages take to follow
/// a change of their frame.
const USED: i64 = 1_000;

/// Stands for each character of the value while the page is drawn; for private use (Unicode,
/// section 23.5), so nothing else in a page is it.
const MARK: char = '\u{f8ff}';

/// The pages of one template that are drawn, by language, path and what else they depend on.
#[derive(Default)]
pub struct Stencil {
    drawn: Mutex<HashMap<(String, String, u8), Arc<Drawn>>>,
}

/// A page with a gap for the value.
struct Drawn {
    at: i64,
    /// How long the value is, in characters.
    length: usize,
    /// What stands around the value. Nothing where a template does more with it than show it: then
    /// there is no gap to fill.
    around: Option<Vec<String>>,
}

impl Stencil {
    fn find(&self, key: &(String, String, u8), length: usize, now: i64) -> Option<Arc<Drawn>> {
        let drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let found = drawn.get(key)?;
        let good = found.length == length && (0..USED).contains(&(now - found.at));
        good.then(|| found.clone())
    }

    fn keep(&self, key: (String, String, u8), drawn: Drawn) -> Arc<Drawn> {
        let drawn = Arc::new(drawn);
        self.drawn.lock().unwrap_or_else(PoisonError::into_inner).insert(key, drawn.clone());
        drawn
    }
}

impl Drawn {
    fn cut(page: &str, length: usize, at: i64) -> Self {
        let gap = MARK.to_string().repeat(length);
        let around: Vec<String> = page.split(&gap).map(str::to_owned).collect();
        let whole = around.len() > 1 && !around.iter().any(|part| part.contains(MARK));
        Self { at, length, around: whole.then_some(around) }
    }
}

impl Ground {
    /// A page of the public site that shows one `value`, under its `name`, and is the same for all
    /// visitors otherwise. `which` of the pages of this stencil `page` makes: every choice in it.
    pub fn stencilled(
        &self,
        visit: &Visit,
        (stencil, which): (&Stencil, u8),
        template: &str,
        (name, value): (&'static str, &str),
        page: impl Fn() -> Value,
    ) -> Answer {
        let with = |value: &str| -> Value {
            context! { ..Value::from(BTreeMap::from([(name, Value::from(value))])), ..page() }
        };
        if !self.render.is_built_in() {
            return Ok(html(self.drawn(visit, template, with(value))?));
        }
        let length = value.chars().count();
        let key = (visit.lang.clone(), visit.path.clone(), which);
        let drawn = match stencil.find(&key, length, visit.now) {
            Some(drawn) => drawn,
            None => {
                let marked = with(&MARK.to_string().repeat(length));
                let page = self.drawn(visit, template, marked)?;
                stencil.keep(key, Drawn::cut(&page, length, visit.now))
            }
        };
        match &drawn.around {
            Some(around) => Ok(html(around.join(&escape(value)))),
            None => Ok(html(self.drawn(visit, template, with(value))?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Drawn, MARK};

    #[test]
    fn only_a_value_that_is_shown_whole_leaves_a_gap() {
        let cut = |page: &str| Drawn::cut(page, 2, 0).around;
        let page = |gap: &str| gap.replace('?', &MARK.to_string());
        assert_eq!(cut(&page("a ?? b ?? c")), Some(vec!["a ".into(), " b ".into(), " c".into()]));
        assert_eq!(cut(&page("a ? b")), None, "a part of it");
        assert_eq!(cut(&page("a ?? b ?")), None, "and a part of it once more");
        assert_eq!(cut("a b"), None, "a template that does not show it");
    }
}
