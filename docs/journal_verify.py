#!/usr/bin/env python3
"""Verifies the journal of a Masses database, as journal.md describes it.
usage: journal_verify.py DATA.SQLITE|FOLDER [NUMBER:HASH]   (tables copied by psql; a head that was kept elsewhere)"""
import hashlib, os, re, sqlite3, sys, time
COLUMNS = "id, at, actor_kind, actor, act, person_id, object, detail, once"
TABLES = {"journal_entry": COLUMNS.replace("at,", "at integer,") + ", block integer", "journal_cut": "number integer, hash, cut_at",
          "journal_block": "number integer, month, entries integer, prev, hash, sealed_at integer"}
ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
BACK = {written: sign for sign, written in ESCAPES.items()}

def line(values):
    return "\t".join("\\N" if v is None else str(v).translate(str.maketrans(ESCAPES)) for v in values) + "\n"

def opened(path):
    if not os.path.isdir(path):
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        return db.execute("begin") and db  # all as it is at one moment
    db = sqlite3.connect(":memory:")
    for table, columns in TABLES.items():
        db.execute(f"create table {table} ({columns})")
        for row in open(f"{path}/{table}.tsv", encoding="utf-8", newline="\n"):
            values = [None if v == "\\N" else re.sub(r"\\.", lambda m: BACK[m[0]], v) for v in row[:-1].split("\t")]
            db.execute(f"insert into {table} values ({','.join('?' * len(values))})", values)
    return db

def bad(number, why):
    sys.exit(print(f"block {number} is the first bad one: {why}") or 1)

def verify(db, head):
    number, last = db.execute("select number, hash from journal_cut order by number desc limit 1").fetchone() or (0, "0" * 64)
    if head and (head[0] < number or head[0] == number and head[1] != last):
        bad(head[0], "it has expired and cannot be compared, or is not the one that was kept")
    said = db.execute("select detail from journal_entry where act = 'journal-expired' order by id desc limit 1").fetchone()
    if number and f'"{last}"' not in str(said):
        bad(number, "it and all before it are missing, and no entry says that they expired")
    blocks = entries = 0
    for block, month, count, prev, sealed_at, stored in db.execute(
            "select number, month, entries, prev, sealed_at, hash from journal_block order by number"):
        block == number + 1 or bad(number + 1, "it is missing")
        prev == last or bad(block, "it does not continue the one before")
        rows = db.execute(f"select {COLUMNS} from journal_entry where block = ? order by id", (block,)).fetchall()
        len(rows) == count or bad(block, f"{len(rows)} entries where {count} were sealed")
        text = "masses journal block 1\n" + line((block, month, count, prev, sealed_at)) + "".join(map(line, rows))
        found = hashlib.sha256(text.encode()).hexdigest()
        if found != stored or any(time.strftime("%Y-%m", time.gmtime(row[1] // 1000)) != month for row in rows):
            bad(block, "an entry, or the block itself, was changed")
        head and head[0] == block and head[1] != stored and bad(block, "it is not the one that was kept: it or one before was rewritten")
        number, last, blocks, entries = block, stored, blocks + 1, entries + count
    head and head[0] > number and bad(head[0], f"the journal ends with block {number}: its end was cut off")
    for (block,) in db.execute("select min(block) from journal_entry where block not in (select number from journal_block)"):
        block is None or bad(block, "there are entries that say they are in it, but it is not there")
    print(f"sound: {blocks} blocks with {entries} entries, head {number}:{last}")
    for (entry,) in db.execute("select id from journal_entry where block is null order by id"):
        print(f"not yet sealed: {entry}")

if __name__ == "__main__":
    given = sys.argv[2].split(":") if len(sys.argv) == 3 else None if len(sys.argv) == 2 else sys.exit(__doc__)
    verify(opened(sys.argv[1]), given and (int(given[0]), given[1].lower()))
