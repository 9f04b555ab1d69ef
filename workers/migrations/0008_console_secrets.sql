-- Vaults of people. What opens them is sealed, and so is where they are; only whose they are stands here in the clear.
CREATE TABLE console_secret_providers (
  id TEXT NOT NULL PRIMARY KEY,    -- the record id that the envelope is bound to
  owner_type TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  envelope TEXT NOT NULL,
  kid TEXT NOT NULL,               -- id of the key that seals it
  registered_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX console_secret_providers_by_owner ON console_secret_providers (owner_type, owner_id);
CREATE INDEX console_secret_providers_by_key ON console_secret_providers (kid);

-- Which secret is somebody's GitHub token: a reference, never the token.
CREATE TABLE console_github_tokens (
  owner_type TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  reference TEXT NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (owner_type, owner_id)
) STRICT, WITHOUT ROWID;
