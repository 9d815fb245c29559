import type { Sysctl } from '../../model/device.ts';
import { type FloodGuards, floodGuards } from '../../model/flood.ts';

/** `net.ipv4.tcp_syncookies`: 1 when the queue is full, 2 always, 0 never (Linux kernel, ip-sysctl). The last one holds. */
export function synCookies(sysctls: readonly Sysctl[]): { floodGuards?: FloodGuards } {
  const last = sysctls.findLast(({ key }) => key.value === 'net.ipv4.tcp_syncookies');
  if (!last || !/^[012]$/.test(last.value.value)) return {};
  const on = last.value.value !== '0';
  const { value, key } = last;
  return floodGuards(
    [],
    [{ on, label: key.value, span: value.span, ...(on ? {} : { repair: [{ span: value.span, newText: '1' }] }) }],
  );
}
