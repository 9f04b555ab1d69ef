-- What the console calls outside on behalf of people: external gateways and remote MCP servers. Credentials stand in a table
-- of their own, sealed.
CREATE TABLE console_gateways (
  id TEXT NOT NULL PRIMARY KEY,
  owner_type TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  url TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX console_gateways_by_owner ON console_gateways (owner_type, owner_id, url);

CREATE TABLE console_remote_servers (
  id TEXT NOT NULL PRIMARY KEY,
  owner_type TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  catalog_item_id TEXT NOT NULL,
  name TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  is_enabled INTEGER NOT NULL,
  requires_auth INTEGER NOT NULL,    -- whether it has asked for a credential, or somebody says so
  last_fault TEXT,                   -- word of the last try to speak with it; null when that went well
  last_connected_at_ms INTEGER,
  credential_key TEXT,               -- names the present credential; no secret
  granted_scopes TEXT,               -- as the authorization server named them
  token_expires_at_ms INTEGER,
  refreshing_until_ms INTEGER NOT NULL, -- a refresh is under way until then: one at a time
  created_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX console_remote_servers_by_owner ON console_remote_servers (owner_type, owner_id, endpoint);

CREATE TABLE console_outlet_credentials (
  id TEXT NOT NULL PRIMARY KEY,      -- the record id that the envelope is bound to
  envelope TEXT NOT NULL,
  kid TEXT NOT NULL                  -- id of the key that seals it
) STRICT, WITHOUT ROWID;

CREATE INDEX console_outlet_credentials_by_key ON console_outlet_credentials (kid);
