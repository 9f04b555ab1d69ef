/** Header, main landmark and footer around every page, the API viewer included. */
import type { ComponentChildren } from 'preact';
import { text } from '../preferences.ts';
import { Announcer } from './announcer.tsx';
import { Turntable } from './turntable.tsx';

interface FrameProps {
  /** Path of the page shown, to mark its entry in the navigation. */
  readonly path: string;
  /** Stands in the footer in the place of the note about the game. */
  readonly note?: string;
  readonly children: ComponentChildren;
}

export function PageFrame({ path, note, children }: FrameProps) {
  const t = text.value.shell;
  const entry = (to: string, label: string, here: boolean) => (
    <li>
      <a href={to} aria-current={here ? 'page' : undefined}>
        {label}
      </a>
    </li>
  );
  return (
    <>
      <a class="skip-link" href="#main">
        {t.skipLink}
      </a>
      <header class="site-header">
        <div class="band">
          <a class="brand" href="/">
            <Turntable class="mark" stalls={5} />
            <span>Roundhouse</span>
          </a>
          <nav aria-label={t.navigation}>
            <ul>
              {entry('/', t.play, ['/', '/play', '/result'].includes(path))}
              {entry('/settings', t.settings, path === '/settings')}
            </ul>
          </nav>
        </div>
      </header>
      <main id="main" tabIndex={-1} class="band">
        {children}
      </main>
      <footer class="site-footer">
        <div class="band">
          <p>{note ?? t.footer}</p>
          <ul>
            {entry('/account/', t.account, path === '/account')}
            {entry('/docs/', t.api, path === '/docs')}
            {entry('/openapi.json', t.openapi, false)}
          </ul>
        </div>
      </footer>
      <Announcer />
    </>
  );
}
