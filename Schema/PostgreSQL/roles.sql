-- Who may do what, for the operator to run as the owner of the database, after "mitm init":
--   psql -d mitm -v writer=mitm_writer -v reader=mitm_reader -f roles.sql
--
-- Qui peut faire quoi : à exécuter par le propriétaire de la base, après « mitm init », par la commande ci-dessus.

GRANT USAGE ON SCHEMA mitm TO :"writer", :"reader";
GRANT SELECT ON ALL TABLES IN SCHEMA mitm TO :"writer", :"reader";
GRANT INSERT ON mitm.event, mitm.checkpoint, mitm.intake TO :"writer";
GRANT UPDATE (size, entries, signed) ON mitm.head TO :"writer";
