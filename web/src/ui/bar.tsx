/** A bar beside a number. The number says it all, so the bar is not read out. Drawn without inline style. */
interface BarProps {
  /** Length from 0 to 1. */
  readonly share: number;
}

export function Bar({ share }: BarProps) {
  return (
    <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect width="100" height="4" class="bar-ground" />
      <rect width={Math.round(share * 100)} height="4" class="bar-value" />
    </svg>
  );
}
