import { parseAddress } from '../../../model/address.ts';
import type { FhrpGroup } from '../../../model/fhrp.ts';
import { at } from '../../../text/span.ts';
import { addedTo, isDisabled, located, type Menus, said, secondsOf } from '../entries.ts';

/** `/interface vrrp add interface=ether1 name=vrrp1 vrid=10 priority=200`; its addresses are those of the interface that it makes. */
export function fhrpOf(menus: Menus): FhrpGroup[] {
  return addedTo(menus, 'interface vrrp').flatMap((entry): FhrpGroup[] => {
    const carrier = located(entry, 'interface');
    const name = said(entry, 'name');
    if (!carrier || name === undefined) return [];
    const number = (key: string) => {
      const word = located(entry, key);
      return word && /^\d{1,3}$/.test(word.value) ? at(Number(word.value), word.span) : undefined;
    };
    const family = said(entry, 'v3-protocol') === 'ipv6' ? 'ipv6' : 'ipv4';
    const addresses = addedTo(menus, family === 'ipv4' ? 'ip address' : 'ipv6 address')
      .filter((one) => said(one, 'interface') === name)
      .flatMap((one) => {
        const word = located(one, 'address');
        const address = parseAddress(word?.value.split('/')[0] ?? '');
        return word && address?.family === family ? [at(address.address, word.span)] : [];
      });
    const mode = located(entry, 'preemption-mode');
    const interval = located(entry, 'interval');
    const seconds = interval && secondsOf(interval.value);
    const type = located(entry, 'authentication');
    return [
      {
        protocol: 'vrrp',
        family,
        group: number('vrid') ?? at(1, entry.statement.span),
        interface: carrier.value,
        addresses,
        version: number('version') ?? { value: 3 },
        priority: number('priority') ?? { value: 100 },
        preempt: mode ? { value: mode.value !== 'no', span: mode.span } : { value: true },
        tracks: [],
        ...(interval
          ? seconds === undefined
            ? {}
            : { advertise: { value: seconds * 1000, span: interval.span } }
          : { advertise: { value: 1000 } }),
        authentication:
          type && type.value !== 'none'
            ? { value: type.value === 'ah' ? 'cryptographic' : 'clear-text', span: type.span }
            : { value: 'none' },
        ...(isDisabled(entry) ? { shutdown: true } : {}),
        span: entry.statement.span,
        closed: true,
      },
    ];
  });
}
