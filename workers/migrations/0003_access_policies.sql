-- Who may do what. What all decisions share (roles, policies) and what belongs to one subject (assignments, grants,
-- properties). Each row carries the revision of the change that wrote it.

-- Every change, for good. `step` counts the changes of one scope: two writers that started from the same state want the
-- same step, and the second is turned away with its whole transaction.
CREATE TABLE access_changes (
  revision INTEGER PRIMARY KEY AUTOINCREMENT,
  scope TEXT NOT NULL,             -- 'policies', or a subject as 'subject:' and JSON of its type and id
  step INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  before TEXT,                     -- JSON, null when it was not there
  after TEXT,                      -- JSON, null when it is gone
  reason TEXT,
  UNIQUE (scope, step)
) STRICT;

CREATE INDEX access_changes_by_target ON access_changes (target, revision);

CREATE TABLE access_roles (
  name TEXT PRIMARY KEY,
  precedence INTEGER NOT NULL,
  system INTEGER NOT NULL CHECK (system IN (0, 1)),
  revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE access_role_parents (
  role TEXT NOT NULL REFERENCES access_roles (name) ON DELETE CASCADE,
  parent TEXT NOT NULL REFERENCES access_roles (name),
  PRIMARY KEY (role, parent),
  CHECK (role <> parent)
) STRICT, WITHOUT ROWID;

CREATE INDEX access_role_parents_by_parent ON access_role_parents (parent);

CREATE TABLE access_role_permissions (
  role TEXT NOT NULL REFERENCES access_roles (name) ON DELETE CASCADE,
  action TEXT NOT NULL,
  resource_type TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  PRIMARY KEY (role, action, resource_type, resource_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE access_policies (
  id TEXT PRIMARY KEY,
  format INTEGER NOT NULL,         -- of the body
  body TEXT NOT NULL,              -- JSON (shared/access-rules.schema.ts)
  revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A role that somebody has cannot go: the reference holds also against a writer who has not seen the assignment.
CREATE TABLE access_assignments (
  subject_type TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  role TEXT NOT NULL REFERENCES access_roles (name),
  expires_at_ms INTEGER,
  revision INTEGER NOT NULL,
  PRIMARY KEY (subject_type, subject_id, role)
) STRICT, WITHOUT ROWID;

CREATE INDEX access_assignments_by_role ON access_assignments (role, subject_type, subject_id);

CREATE TABLE access_grants (
  subject_type TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  id TEXT NOT NULL,
  action TEXT NOT NULL,
  resource_type TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  expires_at_ms INTEGER,
  revision INTEGER NOT NULL,
  PRIMARY KEY (subject_type, subject_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE access_properties (
  subject_type TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  body TEXT NOT NULL,              -- JSON object
  revision INTEGER NOT NULL,
  PRIMARY KEY (subject_type, subject_id)
) STRICT, WITHOUT ROWID;

-- The roles of the system may do nothing until somebody says so; they cannot be deleted.
INSERT INTO access_roles (name, precedence, system, revision) VALUES ('admin', 1, 1, 0), ('user', 10, 1, 0);
