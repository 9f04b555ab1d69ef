/** Puts the focus on a heading or a field that is about to be drawn, once it is. */
export function focusOn(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}
