/** Removing a server is asked twice: the question, and the name of the server to be typed. */
import { useState } from 'preact/hooks';
import { ApiError } from '../../../../shared/client.ts';
import type { ServerView } from '../../../../shared/servers.schema.ts';
import { ConfirmButton } from '../../desk/confirm-button.tsx';
import { TextField } from '../../desk/fields.tsx';
import { noticeFault } from '../console-state.ts';
import { serversApi } from './servers-api.ts';
import { serversText } from './servers-texts.ts';
import { Tick } from './settings-fields.tsx';

interface RemoveServerProps {
  readonly server: ServerView;
  readonly onRemoved: () => void;
}

export function RemoveServer({ server, onRemoved }: RemoveServerProps) {
  const t = serversText.value;
  const [typed, setTyped] = useState('');
  const [isForced, setForced] = useState(false);
  const isOutOfReach = server.seen_at !== undefined || server.status === 'unknown';
  return (
    <ConfirmButton
      label={t.remove}
      spoken={t.actSpoken(t.remove, server.name)}
      question={t.removeSure(server.name)}
      consequence={t.removeText}
      yes={t.removeYes}
      work={async () => {
        if (typed.trim() !== server.name) throw wrongName();
        return await serversApi.remove(server.id, isForced);
      }}
      done={onRemoved}
      onError={noticeFault}
      refusal={({ code, message }) => (code === 'bad_request' && message === '' ? t.wrongName : undefined)}
    >
      <TextField label={t.removeAgain} value={typed} onInput={setTyped} code />
      {isOutOfReach && <Tick label={t.forget} isOn={isForced} onChange={setForced} />}
    </ConfirmButton>
  );
}

function wrongName(): ApiError {
  return new ApiError({ code: 'bad_request', status: 400, message: '', retryable: false });
}
