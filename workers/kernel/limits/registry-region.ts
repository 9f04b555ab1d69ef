/**
 * Where the counter of an address lives: near the callers of the registry that hands out such addresses.
 *
 * It depends on the address alone. A caller seen through two data centres must meet one counter, and what a data centre
 * believes about geography may differ from the next one's for a while; the registries' large blocks do not. A block that
 * was sold to another continent is counted far away: slower, never wrong. See docs/decisions/0006.
 *
 * @see IANA IPv4 Address Space Registry; IANA IPv6 Global Unicast Address Assignments
 */
export const REGISTRY_REGIONS = ['apac', 'weur', 'sam', 'afr', 'enam'] as const;
export type RegistryRegion = (typeof REGISTRY_REGIONS)[number];

/** First octets by registry; all others are ARIN's or older than the registries, most of them in North America. */
const IPV4_BLOCKS: readonly (readonly [RegistryRegion, readonly (number | readonly [number, number])[]])[] = [
  ['apac', [1, 14, 27, 36, 39, [42, 43], 49, [58, 61], 101, 103, 106, [110, 126], 133, 150, 153, 163, 171]],
  ['apac', [175, 180, 182, 183, 202, 203, 210, 211, [218, 223]]],
  ['weur', [2, 5, 25, 31, 37, 46, 51, 53, 57, 62, [77, 95], 109, 141, 145, 151, 176, 178, 185, 188]],
  ['weur', [[193, 195], 212, 213, 217]],
  ['sam', [177, 179, 181, 186, 187, [189, 191], 200, 201]],
  ['afr', [41, 102, 105, 154, 196, 197]],
];

const REGION_OF_OCTET: readonly RegistryRegion[] = Array.from({ length: 256 }, (_, octet) => {
  const block = IPV4_BLOCKS.find(([, ranges]) =>
    ranges.some((range) => (typeof range === 'number' ? range === octet : range[0] <= octet && octet <= range[1])),
  );
  return block?.[0] ?? 'enam';
});

/** @param octet First of the four. */
export function regionOfIpv4(octet: number): RegistryRegion {
  return REGION_OF_OCTET[octet] ?? 'enam';
}

/** @param groups The first two 16-bit groups. */
export function regionOfIpv6(groups: readonly [number, number]): RegistryRegion {
  const [first, second] = groups;
  if (first === 0x2001) return regionOfOldIpv6(second);
  if (first === 0x2003) return 'weur';
  switch (first >> 4) {
    case 0x240:
    case 0x241:
      return 'apac';
    case 0x280:
      return 'sam';
    case 0x2a0:
    case 0x2a1:
      return 'weur';
    case 0x2c0:
      return 'afr';
    default:
      return 'enam';
  }
}

/** 2001::/16 was handed out in small blocks: these hold most of it. */
function regionOfOldIpv6(second: number): RegistryRegion {
  if ((second >= 0x0200 && second <= 0x03ff) || (second >= 0x0c00 && second <= 0x0fff)) return 'apac';
  return second >= 0x0600 && second <= 0x0bff ? 'weur' : 'enam';
}
