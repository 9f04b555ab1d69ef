/** Wiring of the access room: its parts, built once per isolate. */
import type { Endpoint } from '../kernel/app.ts';
import { buildSignIn, type SignInRoomParts } from './sign-in/sign-in.ts';

export interface AccessRoom {
  readonly endpoints: readonly Endpoint[];
}

export async function buildAccess(parts: SignInRoomParts): Promise<AccessRoom> {
  const signIn = await buildSignIn(parts);
  return { endpoints: [...signIn.endpoints] };
}
