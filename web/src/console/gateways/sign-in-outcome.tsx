/** What came of a sign-in to a remote server, as the address says it after the way back. */
import { useEffect } from 'preact/hooks';
import { OAUTH_FAULTS } from '../../../../shared/remote-servers.vocabulary.ts';
import { deskText } from '../../desk/desk-texts.ts';
import { announce } from '../../ui/announcer.tsx';
import { place } from '../console-state.ts';
import { servers } from './gateways-state.ts';
import { gatewaysText } from './gateways-texts.ts';

export function SignInOutcome() {
  const [outcome, word = ''] = place.value.names;
  const said = saidOf(outcome, word);
  useEffect(() => {
    if (said !== undefined) announce(said);
  }, [said]);
  if (said === undefined) return null;
  return (
    <div class={outcome === 'signed-in' ? 'notice' : 'notice notice-wait'}>
      <p>{said}</p>
    </div>
  );
}

/** @returns undefined where the address tells of no sign-in, or of one to a server that is not known yet. */
function saidOf(outcome: string | undefined, word: string): string | undefined {
  const t = gatewaysText.value.servers;
  if (outcome === 'signed-in') {
    const server = servers.value.value?.find(({ server_id }) => server_id === word);
    return server === undefined ? undefined : t.signedIn(server.name);
  }
  if (outcome !== 'not-signed-in') return undefined;
  const fault = OAUTH_FAULTS.find((known) => known === word);
  if (fault !== undefined) return `${t.notSignedIn} ${t.oauthFaults[fault]}`;
  // Ours, not the one at the authorization server.
  if (word === 'not_signed_in') return `${t.notSignedIn} ${t.sessionEnded}`;
  const refusal = Object.entries(deskText.value.urlRefusals).find(([reason]) => reason === word)?.[1];
  return refusal === undefined ? t.notSignedIn : `${t.notSignedIn} ${refusal}`;
}
