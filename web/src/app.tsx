/** The pages by address, inside the frame. After a navigation the heading of the new page takes the focus. */
import type { FunctionComponent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { connectivity, persistent } from './app-state.ts';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { SettingsPage } from './pages/settings-page.tsx';
import { PlayPage } from './play/play-page.tsx';
import { text } from './preferences.ts';
import { ResultPage } from './result/result-page.tsx';
import { currentPath } from './router.ts';
import { StartPage } from './start/start-page.tsx';
import { CrashGuard } from './ui/crash-guard.tsx';
import { PageFrame } from './ui/page-frame.tsx';

const PAGES: Readonly<Record<string, FunctionComponent>> = {
  '/': StartPage,
  '/play': PlayPage,
  '/result': ResultPage,
  '/settings': SettingsPage,
};

export function App() {
  const path = currentPath.value;
  const Page = PAGES[path] ?? NotFoundPage;
  useFocusAfterNavigation(path);
  return (
    <PageFrame path={path}>
      <Banners />
      <CrashGuard key={path}>
        <Page />
      </CrashGuard>
    </PageFrame>
  );
}

function Banners() {
  const t = text.value.shell;
  return (
    <div class="banners" role="status">
      {!connectivity.online.value && <p class="notice notice-wait">{t.offline}</p>}
      {!persistent.value && <p class="notice">{t.memoryOnly}</p>}
    </div>
  );
}

function useFocusAfterNavigation(path: string): void {
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    scrollTo(0, 0);
    document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
  }, [path]);
}
