/** Start, stop, restart. A change under way says so, and a refusal is shown. */
import type { ServerView } from '../../../../shared/servers.schema.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { useAction } from '../../desk/use-action.ts';
import { announce } from '../../ui/announcer.tsx';
import { noticeFault } from '../console-state.ts';
import { serversApi } from './servers-api.ts';
import { serversText } from './servers-texts.ts';

interface ServerActionsProps {
  readonly server: ServerView;
  readonly onChanged: (server: ServerView) => void;
}

export function ServerActions({ server, onChanged }: ServerActionsProps) {
  const t = serversText.value;
  const action = useAction(noticeFault);
  if (server.status === 'installing' || server.status === 'missing') return null;
  const actions = server.status === 'running' ? (['stop', 'restart'] as const) : (['start'] as const);
  return (
    <>
      {actions.map((what) => (
        <button
          key={what}
          type="button"
          class="button button-quiet"
          aria-label={t.actSpoken(t[what], server.name)}
          aria-disabled={action.isBusy}
          onClick={() =>
            void action.run(
              () => serversApi.act(server.id, what),
              (changed) => {
                announce(t.said(changed.name, t.statuses[changed.status]));
                onChanged(changed);
              },
            )
          }
        >
          {action.isBusy ? t.working : t[what]}
        </button>
      ))}
      <FaultNotice error={action.error} />
    </>
  );
}
