-- Whose gateway sessions there are. What a session is, is in its own Durable Object; this table finds them.
CREATE TABLE gateway_sessions (
  id TEXT NOT NULL PRIMARY KEY,
  owner_type TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER              -- set when nothing of it is left on its host
) STRICT, WITHOUT ROWID;

CREATE INDEX gateway_sessions_by_owner ON gateway_sessions (owner_type, owner_id, created_at_ms);
CREATE INDEX gateway_sessions_live ON gateway_sessions (id) WHERE ended_at_ms IS NULL;
