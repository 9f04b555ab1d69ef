-- API keys. The key itself is nowhere: a digest of it is, and whoever reads this table cannot call with it.
CREATE TABLE api_keys (
  id TEXT NOT NULL PRIMARY KEY,    -- stands in the key
  digest TEXT NOT NULL,            -- SHA-256 of the whole key, in hex
  name TEXT NOT NULL,
  owner_type TEXT NOT NULL,        -- the subject that a call with the key is made by
  owner_id TEXT NOT NULL,
  scopes TEXT NOT NULL,            -- JSON list
  region TEXT NOT NULL,            -- where its rate is counted: near whoever made it
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  revoked_at_ms INTEGER,
  rolled_to TEXT,                  -- the key that takes its place; this one ends with the overlap
  last_used_at_ms INTEGER          -- sampled
) STRICT, WITHOUT ROWID;

CREATE INDEX api_keys_by_owner ON api_keys (owner_type, owner_id, created_at_ms);
