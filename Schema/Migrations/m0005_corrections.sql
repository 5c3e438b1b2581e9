-- The ledger file, fifth schema: corrections and products where a row that is gone or altered is seen.

-- All of it is made again by the next append, since the version of the index is another.
DROP TABLE index_correction;
DROP TABLE index_product;
DROP TABLE index_run;
DROP TABLE index_list;

-- Random keys in one tree cost an append a page each. Here keys are gathered for 1,024 events, sorted and
-- written once; eight runs of a level become one of the next, up to 4,194,304 events (level 4). kind: 0 the
-- name, 1 what the event is about, 2 who states it, 3 the sequence of the event that it corrects. position: among
-- the runs of the level. first: the key of the first entry. entries: eight bytes each, the lowest first: the key
-- in the upper forty bits, in the lower twenty-four the place in the run. Entries of one key stand in one row.
-- Behind them stand two words more: the first key of the next row (2^40 where there is none), and a sum over the
-- row and its place. The first row of a run has 0 as first, and is there even if it has no entries.
CREATE TABLE index_run (
  kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 3),
  level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 4),
  position INTEGER NOT NULL CHECK (position >= 0),
  first INTEGER NOT NULL,
  entries BLOB NOT NULL,
  PRIMARY KEY (kind, level, position, first)
) STRICT, WITHOUT ROWID;

-- What lists are made from, of each run of 1,024 events that is complete (*tile*). root: the Merkle root of the
-- ledger at the end of the run, by which a run is of these events and of no others. products: those that no
-- earlier event is about, eight bytes each as in index_run, with the CIS for a key, and a sum behind them. facts:
-- what the events state that lists depend on, packed.
CREATE TABLE index_list (
  tile INTEGER PRIMARY KEY CHECK (tile >= 0),
  root BLOB NOT NULL CHECK (length(root) = 32),
  products BLOB NOT NULL,
  facts BLOB NOT NULL
) STRICT;
