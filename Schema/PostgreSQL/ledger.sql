-- The shared log on a server, format 1: what is truth, and nothing derived. Whoever reads it keeps subtrees and index in
-- a file of its own (mitm --ledger postgres://…).
--
-- Plain tables, one row that is moved by compare-and-set, no sequence, no trigger, no function: what any server that
-- speaks this protocol has. guards.sql adds what keeps a person from changing it by accident; roles.sql who may do what.

CREATE SCHEMA mitm;

-- Whose ledger it is.
CREATE TABLE mitm.ledger (
  id integer PRIMARY KEY CHECK (id = 1),
  format integer NOT NULL,
  origin text NOT NULL,
  verifierkey text NOT NULL
);

-- How far it has come. Every append moves it from where the writer takes the log to end, in the transaction of the batch: so
-- sequences have no gaps and are in the order of the commits, and of two writers one comes first.
CREATE TABLE mitm.head (
  id integer PRIMARY KEY CHECK (id = 1),
  size bigint NOT NULL CHECK (size >= 0),
  entries bigint NOT NULL CHECK (entries >= 0),
  signed bigint NOT NULL CHECK (signed BETWEEN -1 AND size)
);

-- The canonical bytes of each event.
CREATE TABLE mitm.event (
  sequence bigint PRIMARY KEY CHECK (sequence >= 0),
  body bytea NOT NULL CHECK (length(body) BETWEEN 2 AND 65535)
);

-- The signed checkpoints: every batch that has events brings the one over them.
CREATE TABLE mitm.checkpoint (
  size bigint PRIMARY KEY CHECK (size >= 0),
  root bytea NOT NULL CHECK (length(root) = 32),
  note bytea NOT NULL
);

-- The journal of what was sent, as in a file. What people wrote may have any character, NUL too, which text has not.
CREATE TABLE mitm.intake (
  id bigint PRIMARY KEY CHECK (id >= 0),
  receivedat text NOT NULL,
  actor bytea NOT NULL,
  file bytea NOT NULL,
  line bigint,
  outcome text NOT NULL CHECK (outcome IN ('recorded', 'duplicate', 'refused', 'imported')),
  sequence bigint,
  sha256 bytea NOT NULL CHECK (length(sha256) = 32),
  length bigint NOT NULL,
  body bytea,
  rule text,
  field bytea,
  value bytea,
  french bytea,
  english bytea,
  digest bytea NOT NULL CHECK (length(digest) = 32)
);
