/** One external gateway: how well it was within the last day, and what can be done with it. */
import type { GatewayHealth, GatewayView } from '../../../../shared/gateways.schema.ts';
import { ConfirmButton } from '../../desk/confirm-button.tsx';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { Instant } from '../../desk/instant.tsx';
import { tell } from '../../desk/section-title.tsx';
import { useAction } from '../../desk/use-action.ts';
import { shownNumber } from '../../preferences.ts';
import { announce } from '../../ui/announcer.tsx';
import { noticeFault } from '../console-state.ts';
import { DurationChart } from './duration-chart.tsx';
import { gatewayCalls, gateways } from './gateways-state.ts';
import { gatewaysText } from './gateways-texts.ts';

const MARKS: Readonly<Record<GatewayHealth['status'], string>> = {
  healthy: 'tag-good',
  unhealthy: 'tag-bad',
  unknown: 'tag-wait',
};

export function GatewayRow({ gateway }: { readonly gateway: GatewayView }) {
  const { gateway_id: id, name, health } = gateway;
  const { about, remove, never } = gatewaysText.value;
  const t = gatewaysText.value.gateways;
  const action = useAction(noticeFault);
  const check = (): void => {
    void action.run(
      () => gatewayCalls.check(id),
      ({ status }) => {
        announce(t.checked(name, t.statuses[status]));
        void gateways.load();
      },
    );
  };
  return (
    <li class="row">
      <h4>
        {name} <span class={`tag-mark ${MARKS[health.status]}`}>{t.statuses[health.status]}</span>
      </h4>
      <p>
        <code class="address">{gateway.url}</code>
      </p>
      <DurationChart checks={health.recent} />
      <dl class="facts">
        <div>
          <dt>{t.percentiles}</dt>
          {([50, 95, 99] as const).map((percent) => (
            <dd key={percent}>{t.percentile(shownNumber(percent), shownNumber(health[`p${percent}_ms`]))}</dd>
          ))}
        </div>
        <div>
          <dt>{t.failures}</dt>
          <dd>{t.ofChecks(shownNumber(health.failures), shownNumber(health.checks))}</dd>
        </div>
        <div>
          <dt>{t.lastCheck}</dt>
          <dd>{health.checked_at === null ? never : <Instant iso={health.checked_at} />}</dd>
        </div>
        {health.last_error !== null && (
          <div>
            <dt>{t.lastError}</dt>
            <dd>{t.faults[health.last_error]}</dd>
          </div>
        )}
        <div>
          <dt>{t.hasToken}</dt>
          <dd>{gateway.has_token ? deskText.value.yes : deskText.value.no}</dd>
        </div>
      </dl>
      <FaultNotice error={action.error} />
      <div class="actions">
        <button
          type="button"
          class="button button-quiet"
          aria-label={about(t.check, name)}
          aria-disabled={action.isBusy}
          onClick={check}
        >
          {action.isBusy ? deskText.value.working : t.check}
        </button>
        <ConfirmButton
          label={remove}
          spoken={about(remove, name)}
          question={t.removeQuestion(name)}
          consequence={t.removeConsequence}
          yes={remove}
          work={() => gatewayCalls.remove(id)}
          done={() => {
            tell(t.removed(name));
            void gateways.load();
          }}
          onError={noticeFault}
        />
      </div>
    </li>
  );
}
