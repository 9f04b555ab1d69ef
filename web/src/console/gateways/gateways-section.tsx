/** The part of the console about what runs elsewhere: remote MCP servers, and gateways of others. */
import { useEffect } from 'preact/hooks';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { SectionTitle } from '../../desk/section-title.tsx';
import { place } from '../console-state.ts';
import { InspectRemotePart } from '../inspector/inspect-remote-part.tsx';
import { GatewayRow } from './gateway-row.tsx';
import { gateways, servers } from './gateways-state.ts';
import { gatewaysText } from './gateways-texts.ts';
import { RegisterGatewayForm } from './register-gateway-form.tsx';
import { RegisterServerForm } from './register-server-form.tsx';
import { ServerRow } from './server-row.tsx';
import { SignInOutcome } from './sign-in-outcome.tsx';

export function GatewaysSection() {
  const [id, part] = place.value.names;
  return id !== undefined && part === 'inspect' ? <InspectRemotePart id={id} /> : <AllOutlets />;
}

function AllOutlets() {
  const t = gatewaysText.value;
  useEffect(() => {
    void servers.load();
    void gateways.load();
  }, []);
  return (
    <div class="stack">
      <SectionTitle>{t.title}</SectionTitle>
      <p>{t.lead}</p>
      <SignInOutcome />
      <section class="stack-tight" aria-labelledby="remote-servers">
        <h3 id="remote-servers">{t.servers.title}</h3>
        <FaultNotice error={servers.error.value} onRetry={() => void servers.load()} />
        <Waiting resource={servers} none={t.servers.none} />
        {servers.value.value !== undefined && servers.value.value.length > 0 && (
          <ul class="rows" aria-labelledby="remote-servers">
            {servers.value.value.map((server) => (
              <ServerRow key={server.server_id} server={server} />
            ))}
          </ul>
        )}
        <RegisterServerForm />
      </section>
      <section class="stack-tight" aria-labelledby="external-gateways">
        <h3 id="external-gateways">{t.gateways.title}</h3>
        <FaultNotice error={gateways.error.value} onRetry={() => void gateways.load()} />
        <Waiting resource={gateways} none={t.gateways.none} />
        {gateways.value.value !== undefined && gateways.value.value.length > 0 && (
          <ul class="rows" aria-labelledby="external-gateways">
            {gateways.value.value.map((gateway) => (
              <GatewayRow key={gateway.gateway_id} gateway={gateway} />
            ))}
          </ul>
        )}
        <RegisterGatewayForm />
      </section>
    </div>
  );
}

function Waiting({ resource, none }: { readonly resource: typeof servers | typeof gateways; readonly none: string }) {
  const known = resource.value.value;
  return (
    <p class="quiet" role="status">
      {known === undefined ? resource.isLoading.value && deskText.value.loading : known.length === 0 && none}
    </p>
  );
}
