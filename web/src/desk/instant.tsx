/** A point in time as text: when it is, and how far away. */
import { language } from '../preferences.ts';
import { shownDistance, shownInstant } from './instants.ts';

interface InstantProps {
  readonly iso: string;
  /** Leaves the distance out. */
  readonly plain?: boolean;
}

export function Instant({ iso, plain = false }: InstantProps) {
  const shown = shownInstant(iso, language.value);
  return (
    <>
      <time dateTime={iso}>{shown}</time>
      {!plain && <small class="distance">{shownDistance(iso, Date.now(), language.value)}</small>}
    </>
  );
}
