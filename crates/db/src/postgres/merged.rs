//! The same statement for many, as one: what each of them binds lies in arrays.

use std::fmt::Write;

use bytes::BytesMut;
use deadpool_postgres::ClientWrapper;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use super::run::{self, Bind, Failure, Wrong};
use crate::{Bound, Row, Statement, Value};

/// Several who run the same statement: the statement, and the values of each.
pub(super) struct Same {
    pub(super) statement: &'static Statement,
    pub(super) each: Vec<Vec<Value>>,
    /// Where each of them stood among all.
    pub(super) places: Vec<usize>,
}

impl Same {
    /// The statements of all, each once, in the order in which they first come.
    pub(super) fn sorted(all: impl IntoIterator<Item = Bound>) -> Vec<Same> {
        let mut found: Vec<Same> = Vec::new();
        for (place, (statement, binds)) in all.into_iter().enumerate() {
            match found.iter_mut().find(|same| std::ptr::eq(same.statement, statement)) {
                Some(same) => {
                    same.each.push(binds);
                    same.places.push(place);
                }
                None => found.push(Same { statement, each: vec![binds], places: vec![place] }),
            }
        }
        found
    }
}

/// What is read together, ready to go out.
pub(super) struct Read {
    prepared: tokio_postgres::Statement,
    arrays: Vec<Array>,
    many: usize,
}

impl Read {
    /// Prepares it on a connection.
    pub(super) async fn of(client: &ClientWrapper, mut same: Same) -> Result<Self, Failure> {
        let mut types = types(client, &same).await?;
        if types.is_empty() {
            // Something has to say how many ask.
            types.push(Type::INT8);
            same.each.iter_mut().for_each(|binds| binds.push(Value::Null));
        }
        let mut sql = String::from("select q.n, r.* from ");
        unnest(&mut sql, &types, 0, true);
        let text = placed(&same.statement.sql);
        // A loop over those who ask, whose innermost order is kept: without `offset` a plan made
        // while a table was small may read all of it, and stays when it has grown.
        let _ = write!(sql, " cross join lateral (select * from ({text}) as s offset 0) as r");
        let prepared = client.prepare_cached(&sql).await?;
        let many = same.each.len();
        Ok(Self { prepared, arrays: arrays(same, types.len()), many })
    }

    /// The rows for each of them.
    pub(super) async fn rows(&self, client: &ClientWrapper) -> Result<Vec<Vec<Row>>, Failure> {
        let parameters: Vec<&(dyn ToSql + Sync)> =
            self.arrays.iter().map(|array| array as &(dyn ToSql + Sync)).collect();
        let rows = client.query(&self.prepared, &parameters).await?;
        let mut all: Vec<Vec<Row>> = (0..self.many).map(|_| Vec::new()).collect();
        let columns = run::columns(&self.prepared, 1);
        for row in &rows {
            let nth: i64 = row.try_get(0)?;
            let place = usize::try_from(nth - 1).ok().and_then(|nth| all.get_mut(nth));
            let place = place.ok_or_else(|| Failure::Ours("an answer to nobody".into()))?;
            place.push(run::row(row, &columns, 1)?);
        }
        Ok(all)
    }
}

/// Adds the rows of all by one statement; answers how many the last part added. None where a
/// statement is not of the form `insert into … values (…)`.
pub(super) async fn insert(client: &ClientWrapper, all: Vec<Same>) -> Result<Option<u64>, Failure> {
    let (mut sql, mut given) = (String::new(), Vec::new());
    let last = all.len().saturating_sub(1);
    for (at, same) in all.into_iter().enumerate() {
        let types = types(client, &same).await?;
        if types.is_empty() {
            return Ok(None);
        }
        let Some(text) = inserted(&same.statement.sql, &types, given.len()) else {
            return Ok(None);
        };
        match (at == last, if at == 0 { "with" } else { "," }) {
            (true, _) => sql = format!("{sql} {text}"),
            (false, before) => sql = format!("{sql}{before} part_{at} as ({text})"),
        }
        given.extend(arrays(same, types.len()));
    }
    let prepared = client.prepare_cached(&sql).await?;
    Ok(Some(client.execute_raw(&prepared, &given).await?))
}

/// The types of a statement's parameters, once for all who run it.
async fn types(client: &ClientWrapper, same: &Same) -> Result<Vec<Type>, Failure> {
    let first = same.each.first().map_or(&[][..], Vec::as_slice);
    let types = run::prepare(client, same.statement, first).await?.params().to_vec();
    for binds in &same.each {
        run::no_nul(binds)?;
        if types.len() != binds.len() {
            return Err(Failure::Ours("it binds another number of values".into()));
        }
    }
    Ok(types)
}

/// What each of them binds for each parameter.
fn arrays(same: Same, width: usize) -> Vec<Array> {
    let mut arrays: Vec<Array> =
        (0..width).map(|_| Array(Vec::with_capacity(same.each.len()))).collect();
    for binds in same.each {
        for (array, value) in arrays.iter_mut().zip(binds) {
            array.0.push(value);
        }
    }
    arrays
}

/// `unnest($1::text[], …) with ordinality as q(p1, …, n)`
fn unnest(sql: &mut String, types: &[Type], before: usize, numbered: bool) {
    sql.push_str("unnest(");
    for (at, one) in types.iter().enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        let _ = write!(sql, "{comma}${}::{}[]", before + at + 1, one.name());
    }
    sql.push_str(if numbered { ") with ordinality as q(" } else { ") as q(" });
    for at in 1..=types.len() {
        let comma = if at == 1 { "" } else { ", " };
        let _ = write!(sql, "{comma}p{at}");
    }
    sql.push_str(if numbered { ", n)" } else { ")" });
}

/// A statement whose parameters are columns of `q`.
fn placed(sql: &str) -> String {
    sql.replace('$', "q.p")
}

/// `insert into t (…) select … from unnest(…)`, with what follows the values behind it.
fn inserted(sql: &str, types: &[Type], before: usize) -> Option<String> {
    let (head, rest) = sql.split_once("values (")?;
    let (mut depth, mut quoted) = (1, false);
    let end = rest.find(|c: char| {
        match c {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        depth == 0
    })?;
    let (values, tail) = rest.split_at(end);
    let mut text = format!("{head}select {} from ", placed(values));
    unnest(&mut text, types, before, false);
    text.push_str(&tail[1..]);
    (!tail.contains('$')).then_some(text)
}

/// The values of one parameter, for all.
#[derive(Debug)]
struct Array(Vec<Value>);

impl ToSql for Array {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Wrong> {
        self.0.iter().map(Bind).collect::<Vec<_>>().to_sql(ty, out)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_rows() {
        let sql = "insert into a (b, c, d) values ($1, 'x)''(', $2) on conflict do nothing";
        assert_eq!(
            inserted(sql, &[Type::TEXT, Type::INT8], 3).unwrap(),
            "insert into a (b, c, d) select q.p1, 'x)''(', q.p2 from \
             unnest($4::text[], $5::int8[]) as q(p1, p2) on conflict do nothing"
        );
        assert_eq!(inserted("insert into a select 1", &[], 0), None);
        let sql = "insert into a (b) values ($1) on conflict (b) do update set b = $2";
        assert_eq!(inserted(sql, &[Type::TEXT, Type::TEXT], 0), None);
    }
}
