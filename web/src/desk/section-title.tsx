/** The heading of the part that is shown; there is one at a time. It takes the focus after a navigation or a change. */
import type { ComponentChildren } from 'preact';
import { announce } from '../ui/announcer.tsx';
import { focusOn } from './focus.ts';

export const SECTION_TITLE_ID = 'part-title';

export function SectionTitle({ children }: { readonly children: ComponentChildren }) {
  return (
    <h2 id={SECTION_TITLE_ID} tabIndex={-1}>
      {children}
    </h2>
  );
}

/** After a change: says what happened, and goes on from the heading. */
export function tell(said: string): void {
  announce(said);
  focusOn(SECTION_TITLE_ID);
}
