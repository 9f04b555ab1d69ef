/** What of the catalogue somebody has installed: told by the image, whatever its version. Pure. */
import { parseImageReference } from '../../../../shared/image-reference.ts';

export function isInstalled(image: string | null, installed: readonly string[]): boolean {
  const name = image === null ? undefined : parseImageReference(image)?.name;
  return name !== undefined && installed.some((other) => parseImageReference(other)?.name === name);
}
