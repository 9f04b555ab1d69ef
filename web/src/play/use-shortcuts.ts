/** Listens for the keys of play while the play page is shown. */
import { useEffect } from 'preact/hooks';
import { ANSWER_SKIP } from '../../../shared/rounds.vocabulary.ts';
import { session } from '../app-state.ts';
import { settingsStore } from '../preferences.ts';
import { shortcutFor } from './shortcuts.ts';

export function useShortcuts(): void {
  useEffect(() => {
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

function onKeyDown(event: KeyboardEvent): void {
  const phase = session.snapshot.peek()?.phase;
  if (!phase || session.overtaken.peek() || event.isComposing) return;
  // A held Enter would answer and then leave the reveal before it could be read.
  if (event.repeat && event.key === 'Enter') event.preventDefault();
  const shortcut = shortcutFor(
    {
      key: event.key,
      code: event.code,
      repeat: event.repeat,
      modified: event.altKey || event.ctrlKey || event.metaKey,
      onControl:
        event.target instanceof Element && event.target.closest('a, button, input, textarea, summary') !== null,
    },
    phase.kind,
    settingsStore.settings.peek().shortcuts,
  );
  if (!shortcut) return;
  event.preventDefault();
  switch (shortcut.kind) {
    case 'continue':
      session.proceed();
      break;
    case 'skip':
      session.answer(ANSWER_SKIP);
      break;
    case 'choose': {
      const choice = phase.kind === 'asking' ? phase.question.choices[shortcut.position] : undefined;
      if (choice) session.answer(choice.id);
    }
  }
}
