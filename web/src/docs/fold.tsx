/** A fold whose content is drawn when it is first opened: a page of many operations is mostly closed folds. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

interface FoldProps {
  readonly class?: string;
  readonly summary: ComponentChildren;
  /** Opens when the address of the page names this id, also later. */
  readonly opensAt?: string;
  readonly children: () => ComponentChildren;
}

export function Fold({ class: className, summary, opensAt, children }: FoldProps) {
  const [isOpen, setOpen] = useState(false);
  const [isDrawn, setDrawn] = useState(false);
  const toggle = (open: boolean): void => {
    setOpen(open);
    // What was typed stays when it is closed again.
    if (open) setDrawn(true);
  };
  useEffect(() => {
    if (opensAt === undefined) return;
    const follow = (): void => {
      if (location.hash.slice(1) === opensAt) toggle(true);
    };
    follow();
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [opensAt]);
  return (
    <details class={className} open={isOpen} onToggle={(event) => toggle(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {isDrawn && children()}
    </details>
  );
}
