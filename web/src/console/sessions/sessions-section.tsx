/** The part of the console about gateway sessions: all of them, or one. */
import { place } from '../console-state.ts';
import { SessionList } from './session-list.tsx';
import { SessionPage } from './session-page.tsx';

export function SessionsSection() {
  const [sessionId] = place.value.names;
  return sessionId === undefined ? <SessionList /> : <SessionPage key={sessionId} sessionId={sessionId} />;
}
