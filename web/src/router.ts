/**
 * The address as a signal. Links inside the app change it without a load; links to other documents (the API viewer,
 * the OpenAPI document) and modified clicks are left to the browser.
 */
import { type ReadonlySignal, signal } from '@preact/signals';

const path = signal(normal(globalThis.location?.pathname ?? '/'));

export const currentPath: ReadonlySignal<string> = path;

/** Addresses that are documents of their own. */
const DOCUMENTS = ['/access', '/account', '/docs', '/openapi.json', '/ops'];

export function navigate(to: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (normal(to) === path.peek()) return;
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  path.value = normal(to);
}

export function startRouter(): void {
  addEventListener('popstate', () => {
    path.value = normal(location.pathname);
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || !opensHere(event, link)) return;
    event.preventDefault();
    navigate(link.pathname);
  });
}

function opensHere(event: MouseEvent, link: HTMLAnchorElement): boolean {
  const modified = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  const elsewhere = link.origin !== location.origin || link.target !== '' || link.hasAttribute('download');
  const inPage = link.hash !== '' && normal(link.pathname) === path.peek();
  return !modified && !elsewhere && !inPage && !DOCUMENTS.includes(normal(link.pathname));
}

function normal(address: string): string {
  return address.replace(/\/+$/, '') || '/';
}
