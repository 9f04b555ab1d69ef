-- What pages report. The primary key is what makes an event count once: a resend finds its row and does nothing.
-- Nothing here leads to a person: no address, no user agent; the client id is random and made by the page.
CREATE TABLE telemetry_events (
  client_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  name TEXT NOT NULL,
  ts_ms INTEGER NOT NULL,          -- when it happened by the page's clock, within a day of received_at_ms
  received_at_ms INTEGER NOT NULL,
  round TEXT,                      -- id of the round, never a token
  question_idx INTEGER,
  track TEXT,                      -- of answer_result
  outcome TEXT,                    -- of answer_result: correct, wrong, timeout or skip
  attrs TEXT,                      -- JSON as sent
  app_version TEXT,
  tz TEXT,
  PRIMARY KEY (client_id, event_id)
) STRICT, WITHOUT ROWID;

-- Covers what the product numbers read, and finds what has outlived its time.
CREATE INDEX telemetry_events_by_time ON telemetry_events (ts_ms, name, round, track, outcome);

-- Which batch came with which Idempotency-Key, for a day.
CREATE TABLE telemetry_requests (
  client_id TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  batch_sha256 TEXT NOT NULL,
  received_at_ms INTEGER NOT NULL,
  PRIMARY KEY (client_id, idempotency_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX telemetry_requests_by_time ON telemetry_requests (received_at_ms);
