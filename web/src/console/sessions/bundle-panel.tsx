/** Hands over the certificate of a session. It stays in the page's memory, and only until it is hidden. */
import { useState } from 'preact/hooks';
import type { BundleReply, GatewaySessionView } from '../../../../shared/gateway-sessions.schema.ts';
import { CopyButton } from '../../desk/copy-button.tsx';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { useAction } from '../../desk/use-action.ts';
import { shownNumber } from '../../preferences.ts';
import { announce } from '../../ui/announcer.tsx';
import { noticeFault } from '../console-state.ts';
import { sessionsApi } from './sessions-api.ts';
import { sessionsText } from './sessions-texts.ts';

interface BundleProps {
  readonly session: GatewaySessionView;
  readonly onFetched: () => void;
}

const FILES = [
  ['ca.pem', 'ca_certificate'],
  ['client.pem', 'client_certificate'],
  ['client.key', 'client_key'],
] as const;

export function BundlePanel({ session, onFetched }: BundleProps) {
  const t = sessionsText.value;
  const [bundle, setBundle] = useState<BundleReply>();
  const action = useAction(noticeFault);
  const times = session.certificate?.fetched ?? 0;
  const command = `curl --cacert ca.pem --cert client.pem --key client.key ${session.gateway_endpoint ?? ''}`;
  const fetchBundle = (): void => {
    void action.run(
      () => sessionsApi.bundle(session.session_id),
      (reply) => {
        setBundle(reply);
        announce(t.bundleGot);
        onFetched();
      },
    );
  };
  return (
    <section class="stack-tight" aria-labelledby="session-bundle">
      <h3 id="session-bundle">{t.bundleTitle}</h3>
      <p class="quiet">{t.bundleLead}</p>
      <p>
        {t.fetched}: {times === 0 ? t.fetchedNever : t.fetchedTimes(shownNumber(times))}
      </p>
      <FaultNotice error={action.error} />
      {bundle === undefined ? (
        <div class="actions">
          <button type="button" class="button" aria-disabled={action.isBusy} onClick={fetchBundle}>
            {t.bundleGet}
          </button>
        </div>
      ) : (
        <div class="sheet stack-tight">
          <div class="actions">
            {FILES.map(([file, part]) => (
              <button key={file} type="button" class="button" onClick={() => save(file, bundle[part])}>
                {t.bundleSave(file)}
              </button>
            ))}
            <button type="button" class="button button-quiet" onClick={() => setBundle(undefined)}>
              {t.bundleHide}
            </button>
          </div>
          <p>{t.bundleUse}</p>
          <pre class="output">{command}</pre>
          <p>
            <CopyButton text={command} />
          </p>
        </div>
      )}
    </section>
  );
}

function save(file: string, text: string): void {
  const link = document.createElement('a');
  const address = URL.createObjectURL(new Blob([text], { type: 'application/x-pem-file' }));
  link.href = address;
  link.download = file;
  link.click();
  URL.revokeObjectURL(address);
}
