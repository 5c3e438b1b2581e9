-- The ledger file, sixth schema: what moves no list stands apart, so that compliance reads no event again.

-- What the events of each complete run of 1,024 (*tile*) state that no list depends on, packed as in index_list:
-- reports of stock above all. Made again by the next append, since the version of the index is another.
CREATE TABLE index_other (
  tile INTEGER PRIMARY KEY CHECK (tile >= 0),
  facts BLOB NOT NULL
) STRICT;
