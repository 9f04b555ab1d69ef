/** The durations of the newest checks as bars. The figures beside it say it in words, so the bars are one picture. */
import type { GatewayHealth } from '../../../../shared/gateways.schema.ts';
import { shownNumber } from '../../preferences.ts';
import { gatewaysText } from './gateways-texts.ts';

/** Bars that fit; fewer stand at the end, so that the newest is always in one place. */
const BARS = 60;
const HEIGHT = 40;
/** A gateway that answers at once is still seen. */
const HEIGHT_MIN = 2;

export function DurationChart({ checks }: { readonly checks: GatewayHealth['recent'] }) {
  if (checks.length < 2) return null;
  const longest = Math.max(1, ...checks.map(({ duration_ms }) => duration_ms));
  return (
    <svg
      class="durations"
      viewBox={`0 0 ${BARS} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={gatewaysText.value.gateways.chart(shownNumber(checks.length))}
    >
      {checks.map(({ at, duration_ms, error }, nth) => {
        const height = error === null ? Math.max(HEIGHT_MIN, (duration_ms / longest) * (HEIGHT - 4)) : HEIGHT;
        return (
          <rect
            key={at}
            x={BARS - checks.length + nth + 0.1}
            y={HEIGHT - height}
            width={0.8}
            height={height}
            class={error === null ? 'duration' : 'duration-failed'}
          />
        );
      })}
    </svg>
  );
}
