import { platform } from 'node:os';
import { type Address, asAddress } from '../target.ts';
import type { Command } from '../this-machine.ts';

/** Reads what this machine would do with a packet to the address, and sends none. @returns undefined on systems where it has no such command */
export const gatewayCommand = ({ text, family }: Address, system: NodeJS.Platform = platform()): Command | undefined =>
  system === 'linux' ? ['ip', '-j', family === 'ipv4' ? '-4' : '-6', 'route', 'get', text] : undefined;

/**
 * @param output of `ip -j route get`
 * @returns undefined where the address is on a link of this machine, for a link-local gateway (no router answers a trace with such an
 * address), and for anything else
 */
export function readGateway(output: string): string | undefined {
  // [{"dst":"10.0.6.2","gateway":"10.9.0.2","dev":"s0","prefsrc":"10.0.0.1","flags":[],"uid":0,"cache":[]}]
  try {
    const [route] = JSON.parse(output) as readonly { readonly gateway?: unknown }[];
    const gateway = typeof route?.gateway === 'string' ? asAddress(route.gateway)?.text : undefined;
    return gateway?.startsWith('fe80:') ? undefined : gateway;
  } catch {
    return undefined;
  }
}
