-- Docker hosts of people. Where a host is and what opens it are sealed; whose it is and what they call it stand here.
CREATE TABLE console_hosts (
  id TEXT NOT NULL PRIMARY KEY,    -- `docker_hosts/` and a random UUID: the record id that the envelope is bound to
  owner_type TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  name TEXT NOT NULL,
  envelope TEXT NOT NULL,
  kid TEXT NOT NULL,               -- id of the key that seals it
  created_at_ms INTEGER NOT NULL,
  UNIQUE (owner_type, owner_id, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX console_hosts_by_key ON console_hosts (kid);

-- Servers on them. Settings hold references to secrets, never a secret.
CREATE TABLE console_servers (
  id TEXT NOT NULL PRIMARY KEY,    -- of the job that installs it
  owner_type TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  host_id TEXT NOT NULL,
  name TEXT NOT NULL,
  settings TEXT NOT NULL,          -- JSON
  container_id TEXT,               -- on the engine, once it runs
  job_id TEXT,                     -- work under way on it
  status TEXT NOT NULL,            -- as last seen
  seen_at_ms INTEGER,
  created_at_ms INTEGER NOT NULL,
  UNIQUE (host_id, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX console_servers_by_owner ON console_servers (owner_type, owner_id, created_at_ms);
