-- The ledger file, second schema: signed checkpoints, and a digest on every row of the journal.
--
-- sha256(text) is a function that the program registers: SHA-256 of the text's bytes.

-- note: the signed note (C2SP tlog-checkpoint) of the first `size` events, verbatim. A receipt is
-- made against the first checkpoint that covers its event, so what is here is never replaced. link:
-- SHA-256 over the link of the row before (nothing before the first) and the note, both in hex() with
-- a comma between, so that a row that is taken away or changed shows.
CREATE TABLE checkpoint (
  size INTEGER PRIMARY KEY CHECK (size >= 0),
  root BLOB NOT NULL CHECK (length(root) = 32),
  note BLOB NOT NULL,
  link BLOB NOT NULL CHECK (length(link) = 32)
) STRICT;

CREATE TRIGGER checkpoint_grows BEFORE INSERT ON checkpoint
WHEN NEW.size <= (SELECT coalesce(max(size), -1) FROM checkpoint)
BEGIN SELECT RAISE(ABORT, 'checkpoint: a later one is there'); END;
CREATE TRIGGER checkpoint_update BEFORE UPDATE ON checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoint: append-only'); END;
CREATE TRIGGER checkpoint_delete BEFORE DELETE ON checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoint: append-only'); END;

-- The journal again, its rows as they were, each with its digest: SHA-256 over the columns in their
-- order, each as hex() of its text or bytes, - where it is NULL, with commas between.
DROP TRIGGER intake_dense;
DROP TRIGGER intake_update;
DROP TRIGGER intake_delete;
ALTER TABLE intake RENAME TO intake_before;

CREATE TABLE intake (
  id INTEGER PRIMARY KEY CHECK (id >= 0),
  receivedat TEXT NOT NULL,
  actor TEXT NOT NULL,
  file TEXT NOT NULL,
  line INTEGER,
  outcome TEXT NOT NULL CHECK (outcome IN ('recorded', 'duplicate', 'refused', 'imported')),
  sequence INTEGER,
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  length INTEGER NOT NULL,
  body BLOB,
  rule TEXT,
  field TEXT,
  value TEXT,
  french TEXT,
  english TEXT,
  digest BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;

INSERT INTO intake
SELECT *, sha256(
    hex(id) || ',' || hex(receivedat) || ',' || hex(actor) || ',' || hex(file)
    || ',' || iif(line IS NULL, '-', hex(line)) || ',' || hex(outcome)
    || ',' || iif(sequence IS NULL, '-', hex(sequence)) || ',' || hex(sha256)
    || ',' || hex(length) || ',' || iif(body IS NULL, '-', hex(body))
    || ',' || iif(rule IS NULL, '-', hex(rule)) || ',' || iif(field IS NULL, '-', hex(field))
    || ',' || iif(value IS NULL, '-', hex(value)) || ',' || iif(french IS NULL, '-', hex(french))
    || ',' || iif(english IS NULL, '-', hex(english))
  )
FROM intake_before ORDER BY id;

DROP TABLE intake_before;

CREATE TRIGGER intake_dense BEFORE INSERT ON intake
WHEN NEW.id IS NOT (SELECT coalesce(max(id), -1) + 1 FROM intake)
BEGIN SELECT RAISE(ABORT, 'intake: the id is not the next'); END;
CREATE TRIGGER intake_update BEFORE UPDATE ON intake BEGIN SELECT RAISE(ABORT, 'intake: append-only'); END;
CREATE TRIGGER intake_delete BEFORE DELETE ON intake BEGIN SELECT RAISE(ABORT, 'intake: append-only'); END;
