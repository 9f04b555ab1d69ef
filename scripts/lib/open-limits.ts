/** For tests that send more than a player does: an operator takes the limits back, for an hour. */

/** @param policies Those that are to admit everything. */
export async function openLimits(
  baseUrl: string,
  adminToken: string,
  policies: readonly string[] = ['address', 'start', 'next'],
): Promise<void> {
  const hourAhead = new Date(Date.now() + 3_600_000).toISOString();
  for (const policy of policies) {
    const response = await fetch(`${baseUrl}/admin/limits/overrides`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${adminToken}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ policy, mode: 'off', expires_at: hourAhead, reason: 'load', author: 'test' }),
    });
    if (!response.ok) throw new Error(`The limits stay: ${await response.text()}`);
  }
}
