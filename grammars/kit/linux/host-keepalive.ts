import type { Sysctl } from '../../model/device.ts';
import type { Keepalive } from '../../model/keepalive.ts';

/** `net.ipv4.tcp_keepalive_time = 7200`; of several settings the last. */
export function hostKeepalive(sysctls: readonly Sysctl[]): { readonly keepalives?: readonly Keepalive[] } {
  const found = sysctls.findLast(({ key, value }) => key.value === KEY && /^\d{1,9}$/.test(value.value));
  if (!found) return {};
  const { value, span } = found;
  const seconds = { value: Number(value.value), span: value.span };
  return { keepalives: [{ seconds, unit: '', label: KEY, of: 'host', span }] };
}

const KEY = 'net.ipv4.tcp_keepalive_time';
