#!/usr/bin/env python3
"""Verifies the journal of a Masses database, as journal.md describes it.

usage: journal_verify.py DATA.SQLITE [NUMBER:HASH]   (a head that was kept elsewhere)
"""
import hashlib, sqlite3, sys, time

COLUMNS = "id, at, actor_kind, actor, act, person_id, object, detail, once"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def line(values):
    fields = ("\\N" if value is None else str(value).translate(ESCAPES) for value in values)
    return "\t".join(fields) + "\n"


def bad(number, why):
    print(f"block {number} is the first bad one: {why}")
    sys.exit(1)


def verify(db, head):
    cut = db.execute("select number, hash from journal_cut order by number desc limit 1")
    number, last = cut.fetchone() or (0, "0" * 64)
    if head and (head[0] < number or head[0] == number and head[1] != last):
        bad(head[0], "it has expired and cannot be compared, or is not the one that was kept")
    said = db.execute("select detail from journal_entry where act = 'journal-expired' order by id desc limit 1").fetchone()
    if number and f'"{last}"' not in str(said):
        bad(number, "it and all before it are missing, and no entry says that they expired")
    blocks = entries = 0
    query = "select number, month, entries, prev, sealed_at, hash from journal_block order by number"
    for block, month, count, prev, sealed_at, stored in db.execute(query):
        if block != number + 1:
            bad(number + 1, "it is missing")
        if prev != last:
            bad(block, "it does not continue the one before")
        rows = db.execute(f"select {COLUMNS} from journal_entry where block = ? order by id", (block,)).fetchall()
        len(rows) == count or bad(block, f"{len(rows)} entries where {count} were sealed")
        text = "masses journal block 1\n" + line((block, month, count, prev, sealed_at)) + "".join(map(line, rows))
        found = hashlib.sha256(text.encode()).hexdigest()
        if found != stored or any(time.strftime("%Y-%m", time.gmtime(row[1] // 1000)) != month for row in rows):
            bad(block, "an entry, or the block itself, was changed")
        if head and head[0] == block and head[1] != stored:
            bad(block, "it is not the one that was kept: it or one before was rewritten")
        number, last, blocks, entries = block, stored, blocks + 1, entries + count
    if head and head[0] > number:
        bad(head[0], f"the journal ends with block {number}: its end was cut off")
    strayed = "select min(block) from journal_entry where block not in (select number from journal_block)"
    for (block,) in db.execute(strayed):
        block is None or bad(block, "there are entries that say they are in it, but it is not there")
    print(f"sound: {blocks} blocks with {entries} entries, head {number}:{last}")
    for (entry,) in db.execute("select id from journal_entry where block is null order by id"):
        print(f"not yet sealed: {entry}")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    given = sys.argv[2].split(":") if len(sys.argv) > 2 else None
    verify(sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True), given and (int(given[0]), given[1].lower()))
