/**
 * Names of container images, strictly: `[domain[:port]/]path[:tag][@sha256:…]`. A name without a domain is one of Docker
 * Hub, and without tag and digest `latest` is meant, as every engine reads it.
 *
 * @see https://github.com/distribution/reference (grammar)
 */

/** Longest reference that is taken: name 255, tag 128, digest 71, two separators. */
export const IMAGE_CHARS_MAX = 456;
const NAME_CHARS_MAX = 255;

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const REFERENCE = new RegExp(
  `^(?:(?<domain>${LABEL}(?:\\.${LABEL})*(?::[0-9]{1,5})?)/)?(?<path>${COMPONENT}(?:/${COMPONENT})*)` +
    '(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?<digest>sha256:[a-f0-9]{64}))?$',
);

export interface ImageReference {
  /** With its domain: `docker.io/library/alpine`. */
  readonly name: string;
  /** A tag, or a digest where there is one: a digest says which image it is whatever the tag. */
  readonly version: string;
  /** Name and version in one, as an engine takes it. */
  readonly full: string;
}

/** @returns undefined when it is no reference. */
export function parseImageReference(text: string): ImageReference | undefined {
  if (text.length > IMAGE_CHARS_MAX) return undefined;
  const { domain, path = '', tag, digest } = REFERENCE.exec(text)?.groups ?? {};
  if (path === '') return undefined;
  // `user/image` is a path of Docker Hub: only what looks like a host name, or says `localhost`, is a domain.
  const isHost = domain !== undefined && (/[.:]/.test(domain) || domain === 'localhost');
  if (domain !== undefined && !isHost && !new RegExp(`^${COMPONENT}$`).test(domain)) return undefined;
  const name = isHost ? `${domain}/${path}` : domain === undefined ? hubName(path) : `docker.io/${domain}/${path}`;
  if (name.length > NAME_CHARS_MAX) return undefined;
  return digest === undefined
    ? { name, version: tag ?? 'latest', full: `${name}:${tag ?? 'latest'}` }
    : { name, version: digest, full: `${name}@${digest}` };
}

function hubName(path: string): string {
  return path.includes('/') ? `docker.io/${path}` : `docker.io/library/${path}`;
}
