-- The ledger file, first schema. A released file never changes; the next schema is the next file.
--
-- Truth: ledger, event, node, intake. They only grow: UPDATE, DELETE and REPLACE are refused here,
-- DROP, ALTER and writable_schema by the writer's authorizer. The owner of the file can still edit
-- it; the tree over the events is what shows that he did.
-- Index: every table whose name begins with index_. Derived from event, deleted and rebuilt freely.

-- One row: what was fixed when the ledger was made.
CREATE TABLE ledger (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  origin TEXT NOT NULL,
  verifierkey TEXT NOT NULL
) STRICT;

-- body: the canonical bytes of the recorded event. leaf: SHA-256(0x00 ‖ body), RFC 6962.
CREATE TABLE event (
  sequence INTEGER PRIMARY KEY CHECK (sequence >= 0),
  body BLOB NOT NULL CHECK (length(body) BETWEEN 2 AND 65535),
  leaf BLOB NOT NULL CHECK (length(leaf) = 32)
) STRICT;

-- The perfect subtrees above the leaves: level ≥ 1, over 2^level events.
CREATE TABLE node (
  level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 62),
  position INTEGER NOT NULL CHECK (position >= 0),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, position)
) STRICT, WITHOUT ROWID;

-- The journal of everything that was sent, with what became of it. body: the bytes as sent, of what
-- was not recorded; of more than 1 MiB the first 64 KiB. sha256 and length: of the bytes as sent.
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
  english TEXT
) STRICT;

-- (source, id) → event: key = SHA-256(source # id), submission = SHA-256(canonical submission).
CREATE TABLE index_key (
  key BLOB PRIMARY KEY,
  sequence INTEGER NOT NULL,
  submission BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Each correction under the event that it corrects.
CREATE TABLE index_correction (
  target INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (target, sequence)
) STRICT, WITHOUT ROWID;

-- What the index was built from: it is thrown away where this does not fit the events.
CREATE TABLE index_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL,
  size INTEGER NOT NULL,
  root BLOB NOT NULL
) STRICT;

CREATE TRIGGER ledger_once BEFORE INSERT ON ledger
WHEN EXISTS (SELECT 1 FROM ledger)
BEGIN SELECT RAISE(ABORT, 'ledger: its origin is fixed'); END;

CREATE TRIGGER event_dense BEFORE INSERT ON event
WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), -1) + 1 FROM event)
BEGIN SELECT RAISE(ABORT, 'event: the sequence is not the next'); END;

CREATE TRIGGER node_once BEFORE INSERT ON node
WHEN EXISTS (SELECT 1 FROM node WHERE level = NEW.level AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'node: a subtree never changes'); END;

CREATE TRIGGER intake_dense BEFORE INSERT ON intake
WHEN NEW.id IS NOT (SELECT coalesce(max(id), -1) + 1 FROM intake)
BEGIN SELECT RAISE(ABORT, 'intake: the id is not the next'); END;

CREATE TRIGGER ledger_update BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'ledger: append-only'); END;
CREATE TRIGGER ledger_delete BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'ledger: append-only'); END;
CREATE TRIGGER event_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'event: append-only'); END;
CREATE TRIGGER event_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'event: append-only'); END;
CREATE TRIGGER node_update BEFORE UPDATE ON node BEGIN SELECT RAISE(ABORT, 'node: append-only'); END;
CREATE TRIGGER node_delete BEFORE DELETE ON node BEGIN SELECT RAISE(ABORT, 'node: append-only'); END;
CREATE TRIGGER intake_update BEFORE UPDATE ON intake BEGIN SELECT RAISE(ABORT, 'intake: append-only'); END;
CREATE TRIGGER intake_delete BEFORE DELETE ON intake BEGIN SELECT RAISE(ABORT, 'intake: append-only'); END;
