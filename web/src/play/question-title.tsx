/** The question as the heading of the page. Takes the focus when a new question comes, so that it is read out. */
import { useEffect, useRef } from 'preact/hooks';
import { text } from '../preferences.ts';
import { useDocumentTitle } from '../ui/page-title.tsx';

interface QuestionTitleProps {
  readonly track: string;
  /** Set while the question is open; a change of it moves the focus here. */
  readonly focusKey?: string;
}

export function QuestionTitle({ track, focusKey }: QuestionTitleProps) {
  const t = text.value.play;
  const heading = useRef<HTMLHeadingElement>(null);
  useDocumentTitle(t.title);
  useEffect(() => {
    if (focusKey === undefined) return;
    scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [focusKey]);
  return (
    <h1 class="question" tabIndex={-1} ref={heading}>
      <span class="question-ask">{t.ask}</span> <q class="question-track">{track}</q>
    </h1>
  );
}
