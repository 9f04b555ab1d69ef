-- Gateway settings, one document per person. They hold references to secrets, never a secret: see shared/config-secrets.ts.
CREATE TABLE gateway_configs (
  owner_type TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  revision INTEGER NOT NULL,       -- rises by one with each change
  config TEXT NOT NULL,            -- JSON, shared/gateway-config.schema.ts
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (owner_type, owner_id)
) STRICT;

CREATE TABLE gateway_config_backups (
  owner_type TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  id TEXT NOT NULL,
  revision INTEGER NOT NULL,       -- of the settings it is a copy of
  servers INTEGER NOT NULL,        -- how many, for lists
  config TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (owner_type, owner_id, id)
) STRICT;
