/** Access that is lost, over, or going to end: said before it happens, with the way on. */
import { Instant } from '../desk/instant.tsx';
import { ConnectAgainButton } from './connect-form.tsx';
import { useNow } from './use-now.ts';
import type { Connection } from './zaim-api.ts';
import { zaimText } from './zaim-texts.ts';

const MINUTE_MS = 60_000;

export function AccessNotice({ connection }: { readonly connection: Connection }) {
  const t = zaimText.value.connection;
  const nowMs = useNow(MINUTE_MS);
  const { account, state, access_ends_at: endsAt } = connection;
  if (state === 'lost') {
    return (
      <div class="notice notice-error" role="alert">
        <p>{t.lost}</p>
        <ConnectAgainButton account={account} />
      </div>
    );
  }
  if (endsAt === undefined) return null;
  if (Date.parse(endsAt) <= nowMs) {
    return (
      <div class="notice notice-error" role="alert">
        <p>{t.over}</p>
        <ConnectAgainButton account={account} />
      </div>
    );
  }
  return (
    <div class="notice notice-wait">
      <p>
        <strong>{t.limitedEnds}</strong>
        <br />
        <Instant iso={endsAt} />
      </p>
      <p>{t.limited}</p>
      <p class="quiet">{t.limitedHint}</p>
    </div>
  );
}
