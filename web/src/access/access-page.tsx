/** The page of access: a door, and behind it one part at a time, each with an address of its own. */
import type { FunctionComponent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { SECTION_TITLE_ID } from '../desk/section-title.tsx';
import { CrashGuard } from '../ui/crash-guard.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { PageTitle, useDocumentTitle } from '../ui/page-title.tsx';
import { adminToken, isOpen, lock, place } from './access-state.ts';
import { accessText } from './access-texts.ts';
import { CachesSection } from './caches/caches-section.tsx';
import { ChangesSection } from './changes-section.tsx';
import { Door } from './door.tsx';
import { DryRunSection } from './dry-run-section.tsx';
import { KeysSection } from './keys-section.tsx';
import { placeHash, SECTIONS, type Section } from './place.ts';
import { PoliciesSection } from './policies/policies-section.tsx';
import { RolesSection } from './roles/roles-section.tsx';
import { SubjectsSection } from './subjects/subjects-section.tsx';
import { TryItSection } from './try-it-section.tsx';

const PARTS: Readonly<Record<Section, FunctionComponent>> = {
  subjects: SubjectsSection,
  roles: RolesSection,
  policies: PoliciesSection,
  try: TryItSection,
  'dry-run': DryRunSection,
  keys: KeysSection,
  caches: CachesSection,
  changes: ChangesSection,
};

export function AccessPage() {
  const t = accessText.value;
  const { section, names } = place.value;
  const key = [section, ...names].join('/');
  const Part = PARTS[section];
  useDocumentTitle(`${t.sections[section]} – ${t.title}`);
  useFocusOnPart(key);
  return (
    <PageFrame path="/access" note={t.footer}>
      <div class="lead">
        <PageTitle>{t.title}</PageTitle>
        <p>{t.lead}</p>
      </div>
      {isOpen.value ? (
        <div class="stack">
          <SectionLinks current={section} />
          <CrashGuard key={key}>
            <Part />
          </CrashGuard>
          {adminToken.current() !== undefined && (
            <p>
              <button type="button" class="button button-quiet" onClick={lock}>
                {t.lock}
              </button>
            </p>
          )}
        </div>
      ) : (
        <Door />
      )}
    </PageFrame>
  );
}

function SectionLinks({ current }: { readonly current: Section }) {
  const t = accessText.value;
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
