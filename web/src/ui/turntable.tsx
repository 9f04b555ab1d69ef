/**
 * The sign of the house: a turntable among its stalls, seen from above, which is also a record. Decoration only.
 */
interface TurntableProps {
  readonly class: string;
  /** Stalls that fan out around the turntable. */
  readonly stalls: number;
}

/** Degrees of the fan; the rest is left open for the track that leads in. */
const FAN_DEGREES = 220;

export function Turntable({ class: className, stalls }: TurntableProps) {
  const step = FAN_DEGREES / (stalls - 1);
  return (
    <svg class={`turntable ${className}`} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <circle class="turntable-disc" cx="32" cy="32" r="30" />
      {Array.from({ length: stalls }, (_, stall) => (
        <path key={String(stall)} d="M32 14.5V7.5" transform={`rotate(${stall * step - FAN_DEGREES / 2 - 45} 32 32)`} />
      ))}
      <circle cx="32" cy="32" r="12.5" />
      <path d="m44.4 44.4 5 5" />
      <path class="turntable-bridge" d="m25.2 25.2 13.6 13.6" />
    </svg>
  );
}
