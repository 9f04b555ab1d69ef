/** Copies a text, says so, and says what to do where the browser refuses. */
import { useState } from 'preact/hooks';
import { announce } from '../ui/announcer.tsx';
import { deskText } from './desk-texts.ts';

export function CopyButton({ text: copied }: { readonly text: string }) {
  const [note, setNote] = useState('');
  const t = deskText.value;
  const copy = async (): Promise<void> => {
    const said = await navigator.clipboard.writeText(copied).then(
      () => t.copied,
      () => t.copyFailed,
    );
    setNote(said);
    announce(said);
  };
  return (
    <>
      <button type="button" class="button" onClick={() => void copy()}>
        {t.copy}
      </button>
      {note !== '' && <span class="quiet">{note}</span>}
    </>
  );
}
