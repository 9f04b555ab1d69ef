/** Closed: what the server said, and the two keys that open it, a sign-in as an administrator or the admin token. */
import { useState } from 'preact/hooks';
import { deskText } from '../desk/desk-texts.ts';
import { FaultNotice } from '../desk/fault-notice.tsx';
import { signInAddress } from '../desk/sign-in-address.ts';
import { adminToken, knock, lock, roles, visitor } from './access-state.ts';
import { accessText } from './access-texts.ts';

/** Answers that say "not you"; a route that is not there for somebody answers `not_found`. */
const REFUSALS: readonly string[] = ['not_signed_in', 'forbidden', 'not_found', 'invalid_token', 'token_expired'];

export function Door() {
  const t = accessText.value.door;
  const error = roles.error.value;
  const isRefused = error !== undefined && REFUSALS.includes(error.code);
  const isTokenRefused = isRefused && adminToken.current() !== undefined;
  return (
    <div class="stack">
      <p class="quiet" role="status">
        {roles.isLoading.value ? deskText.value.loading : ''}
      </p>
      {isTokenRefused && (
        <div class="notice notice-error" role="alert">
          <p>{t.tokenRefused}</p>
          <button type="button" class="button button-quiet" onClick={lock}>
            {t.forgetToken}
          </button>
        </div>
      )}
      {!isRefused && <FaultNotice error={error} onRetry={() => void knock()} />}
      {error !== undefined && (
        <>
          <SignInWay />
          <TokenForm />
        </>
      )}
    </div>
  );
}

function SignInWay() {
  const t = accessText.value.door;
  const who = visitor.value.value;
  if (who === undefined) return null;
  return (
    <section class="sheet" aria-labelledby="door-sign-in">
      <h2 id="door-sign-in">{t.signInTitle}</h2>
      {who.signed_in && <p>{t.notAdmin(who.name ?? `${who.subject.type}:${who.subject.id}`)}</p>}
      {!who.signed_in && who.provider === null && <p>{t.noProvider}</p>}
      <div class="actions">
        {!who.signed_in && who.provider !== null && (
          <a class="button" href={signInAddress(location)}>
            {t.signInWith(who.provider.name)}
          </a>
        )}
        {who.signed_in && !who.second_factor && (
          <a class="button" href={signInAddress(location, true)}>
            {deskText.value.stepUp}
          </a>
        )}
        <a class="button button-quiet" href="/account/">
          {t.toAccount}
        </a>
      </div>
    </section>
  );
}

/** A password field: it is not read over a shoulder, and no browser offers it elsewhere. */
function TokenForm() {
  const [typed, setTyped] = useState('');
  const t = accessText.value.door;
  const d = deskText.value;
  const open = (event: Event): void => {
    event.preventDefault();
    if (typed.trim() === '') return;
    adminToken.keep(typed.trim());
    setTyped('');
    void knock();
  };
  return (
    <form class="sheet form" onSubmit={open} aria-labelledby="door-token">
      <h2 id="door-token">{t.tokenTitle}</h2>
      <div class="entry-field">
        <label for="door-token-field">{d.adminToken}</label>
        <input
          id="door-token-field"
          type="password"
          autocomplete="off"
          required
          value={typed}
          aria-describedby="door-token-hint"
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <p id="door-token-hint" class="quiet">
          {d.adminTokenHint}
        </p>
      </div>
      <div class="actions">
        <button type="submit" class="button">
          {d.open}
        </button>
      </div>
    </form>
  );
}
