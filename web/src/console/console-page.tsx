/** The console: a door, and behind it one part at a time, each with an address of its own. */
import { useEffect, useRef } from 'preact/hooks';
import { deskText } from '../desk/desk-texts.ts';
import { FaultNotice } from '../desk/fault-notice.tsx';
import { SECTION_TITLE_ID } from '../desk/section-title.tsx';
import { CrashGuard } from '../ui/crash-guard.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { PageTitle, useDocumentTitle } from '../ui/page-title.tsx';
import { gate, hasEnded, knock, place } from './console-state.ts';
import { consoleText } from './console-texts.ts';
import { Door } from './door.tsx';
import { PARTS } from './parts.ts';
import { placeHash, SECTIONS, type Section } from './place.ts';

export function ConsolePage() {
  const t = consoleText.value;
  const { section, names } = place.value;
  const now = gate.value.value;
  const key = [section, ...names].join('/');
  const Part = PARTS[section];
  useDocumentTitle(`${t.sections[section]} – ${t.title}`);
  useFocusOnPart(key);
  useFocusWhenEnded(hasEnded.value);
  return (
    <PageFrame path="/console" note={t.footer}>
      <div class="lead">
        <PageTitle>{t.title}</PageTitle>
        <p>{t.lead}</p>
      </div>
      <div class="stack">
        {hasEnded.value && (
          <div class="notice notice-wait" role="alert">
            <p>{t.ended}</p>
          </div>
        )}
        <FaultNotice error={gate.error.value} onRetry={() => void knock()} />
        <p class="quiet" role="status">
          {gate.isLoading.value && now === undefined ? deskText.value.loading : ''}
        </p>
        {now !== undefined && now.kind !== 'open' && <Door gate={now} />}
        {now?.kind === 'open' && (
          <>
            <SectionLinks current={section} />
            <CrashGuard key={key}>
              <Part />
            </CrashGuard>
          </>
        )}
      </div>
    </PageFrame>
  );
}

function SectionLinks({ current }: { readonly current: Section }) {
  const t = consoleText.value;
  return (
    <nav class="section-links" aria-label={t.parts}>
      <ul>
        {SECTIONS.map((section) => (
          <li key={section}>
            <a href={placeHash(section)} aria-current={section === current ? 'page' : undefined}>
              {t.sections[section]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** After a change of part its heading takes the focus, as after any navigation. */
function useFocusOnPart(key: string): void {
  const shown = useRef(key);
  useEffect(() => {
    if (shown.current === key) return;
    shown.current = key;
    document.getElementById(SECTION_TITLE_ID)?.focus();
  }, [key]);
}

/** What had the focus is gone together with the part. */
function useFocusWhenEnded(ended: boolean): void {
  const before = useRef(ended);
  useEffect(() => {
    if (ended && !before.current) document.querySelector<HTMLElement>('main h1')?.focus();
    before.current = ended;
  }, [ended]);
}
