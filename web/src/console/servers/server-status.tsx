/** Where a server stands, in a word, and since when that is known where it is not live. */
import type { ServerView } from '../../../../shared/servers.schema.ts';
import { Instant } from '../../desk/instant.tsx';
import { serversText } from './servers-texts.ts';

const MARKS = {
  installing: 'tag-mark tag-wait',
  running: 'tag-mark tag-good',
  stopped: 'tag-mark',
  error: 'tag-mark tag-bad',
  missing: 'tag-mark tag-bad',
  unknown: 'tag-mark',
} as const satisfies Record<ServerView['status'], string>;

export function ServerStatus({ server }: { readonly server: ServerView }) {
  const t = serversText.value;
  const { status, exit_code: code, seen_at: seenAt } = server;
  return (
    <p>
      <span class={MARKS[status]}>{t.statuses[status]}</span>{' '}
      {status === 'error' && code !== undefined && <span class="quiet">{t.exitCode(String(code))}</span>}
      {seenAt !== undefined && (
        <span class="quiet">
          {t.seen} <Instant iso={seenAt} />
        </span>
      )}
    </p>
  );
}
