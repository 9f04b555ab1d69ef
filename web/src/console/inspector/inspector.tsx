/** Looks into a server, on the page of that server. */
import { useEffect, useState } from 'preact/hooks';
import type { ApiError } from '../../../../shared/client.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { TextField } from '../../desk/fields.tsx';
import { createResource } from '../../desk/resource.ts';
import { announce } from '../../ui/announcer.tsx';
import { call, noticeFault } from '../console-state.ts';
import { type Inspected, inspect } from './inspect.ts';
import { inspectorText } from './inspector-texts.ts';
import { PromptList, ResourceList, ServerFacts, ToolList } from './lists.tsx';

const USUAL_PATH = '/mcp';

interface InspectorProps {
  readonly serverId: string;
  /** Takes messages at an address of its own: there is no path to choose. */
  readonly isRemote?: boolean;
}

export function Inspector({ serverId, isRemote = false }: InspectorProps) {
  const t = inspectorText.value;
  const [path, setPath] = useState(USUAL_PATH);
  const [asked] = useState({ path });
  const [inspected] = useState(() => createResource(() => inspect(call, serverId, asked.path), noticeFault));
  const ask = async (): Promise<void> => {
    asked.path = path;
    await inspected.load();
    if (inspected.error.peek() === undefined) announce(inspectorText.value.told);
  };
  useEffect(() => {
    void ask();
  }, [inspected]);
  const error = inspected.error.value;
  return (
    <section class="stack-tight inspector" aria-labelledby="inspector-title">
      <h3 id="inspector-title">{t.title}</h3>
      <p class="quiet">{t.lead}</p>
      <form
        class="form-line"
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        {!isRemote && (
          <TextField label={t.path} hint={t.pathHint} value={path} maxLength={200} code onInput={setPath} />
        )}
        <div class="actions">
          <button type="submit" class="button" aria-disabled={inspected.isLoading.value}>
            {t.inspect}
          </button>
        </div>
      </form>
      <p class="quiet" role="status">
        {inspected.isLoading.value ? t.asking : ''}
      </p>
      <FaultNotice
        error={error}
        message={reasonIn(error, isRemote)}
        fields={{ '/path': t.path }}
        onRetry={() => void ask()}
      />
      {inspected.value.value !== undefined && error === undefined && <Told inspected={inspected.value.value} />}
    </section>
  );
}

function Told({ inspected: { server, tools, resources, prompts } }: { readonly inspected: Inspected }) {
  return (
    <>
      <ServerFacts server={server} />
      {tools !== undefined && <ToolList reply={tools} />}
      {resources !== undefined && <ResourceList reply={resources} />}
      {prompts !== undefined && <PromptList reply={prompts} />}
    </>
  );
}

function reasonIn(error: ApiError | undefined, isRemote: boolean): string | undefined {
  const t = inspectorText.value;
  if (error?.code === 'network') return t.offline;
  const reason = error?.details?.reason;
  if (reason === undefined) return undefined;
  return (isRemote ? t.remoteReasons[reason] : undefined) ?? t.reasons[reason];
}
