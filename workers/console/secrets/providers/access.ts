/** What somebody typed to set a vault up, brought into one form. Pure. */
import type { RegisterRequest } from '../../../../shared/secrets.schema.ts';
import { AppError } from '../../../kernel/errors.ts';
import { parseAccessToken } from '../secrets-manager/access-token.ts';
import { hostsOf } from '../secrets-manager/secrets-manager.ts';

/** @throws AppError `bad_request` naming the member that is wrong. */
export function normalAccess(request: RegisterRequest): RegisterRequest {
  switch (request.provider) {
    case 'bw':
      return { ...request, url: normalUrl(request.url, '/url') };
    case 'bws':
      if (parseAccessToken(request.access_token) === undefined)
        throw wrong('/access_token', 'this is no access token of a machine account');
      return isHosted(request.server) ? request : { ...request, server: normalUrl(request.server, '/server') };
  }
}

/** Every address that is going to be called. */
export function urlsOf(access: RegisterRequest): readonly string[] {
  return access.provider === 'bw' ? [access.url] : Object.values(hostsOf(access.server));
}

/** Where it is, for people to read. */
export function shownAddress(access: RegisterRequest): string {
  if (access.provider === 'bw') return access.url;
  return isHosted(access.server) ? new URL(hostsOf(access.server).api).origin : access.server;
}

function isHosted(server: string): boolean {
  return server === 'us' || server === 'eu';
}

/** Without a slash at its end. What is no address at all is left to the guard, which says so better. */
function normalUrl(text: string, pointer: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  if (url.search !== '' || url.hash !== '') throw wrong(pointer, 'leave out what stands behind ? or #');
  return url.href.replace(/\/+$/, '');
}

function wrong(pointer: string, what: string): AppError {
  return new AppError('bad_request', { message: `The request is not valid: ${what}.`, details: { pointer } });
}
