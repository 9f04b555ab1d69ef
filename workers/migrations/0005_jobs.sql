-- The index of background jobs: what lists and counts are made from. The truth of each job is in its object, which writes
-- its row here and deletes it; an input or a result never stands here.
CREATE TABLE jobs (
  id TEXT NOT NULL PRIMARY KEY,
  owner_type TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  type TEXT NOT NULL,
  status TEXT NOT NULL,
  is_settled INTEGER NOT NULL CHECK (is_settled IN (0, 1)),
  created_at_ms INTEGER NOT NULL,
  step INTEGER NOT NULL,           -- rises with each change: a row never goes back
  summary TEXT NOT NULL            -- JSON (shared/jobs.schema.ts, jobSummary)
) STRICT, WITHOUT ROWID;

CREATE INDEX jobs_by_owner ON jobs (owner_type, owner_id, created_at_ms DESC, id DESC);
CREATE INDEX jobs_by_owner_and_status ON jobs (owner_type, owner_id, status, created_at_ms DESC, id DESC);
CREATE INDEX jobs_by_type ON jobs (type, status);
CREATE INDEX jobs_unsettled ON jobs (is_settled, created_at_ms);

-- What was put aside because nobody could work on it, until an operator replays or removes it.
CREATE TABLE job_dead_letters (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  subject TEXT NOT NULL UNIQUE,    -- 'job:' and its id, or 'message:' and the id that the queue gave it
  job_id TEXT,
  type TEXT,
  reason TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
