-- The ledger file, third schema: what moves lists, beside the events.

-- The facts that lists depend on, of each run of 1,024 events that is complete (*tile*), packed. root: the
-- Merkle root of the ledger at the end of the run, by which a run is of these events and of no others.
-- subjects: of each event of the run in four bytes, the lowest first, the CIS that it is about; 2^32 - 1 for
-- the ledger itself, 2^32 - 2 for anything else.
CREATE TABLE index_list (
  tile INTEGER PRIMARY KEY CHECK (tile >= 0),
  root BLOB NOT NULL CHECK (length(root) = 32),
  facts BLOB NOT NULL,
  subjects BLOB NOT NULL CHECK (length(subjects) = 4096)
) STRICT;

-- The first event about each product, of the same runs: a product is known from then on.
CREATE TABLE index_product (
  cis INTEGER PRIMARY KEY CHECK (cis >= 0),
  first INTEGER NOT NULL CHECK (first >= 0)
) STRICT;
