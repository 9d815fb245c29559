import type { Interface } from '../../../model/interface.ts';
import { allOf, isDisabled, located, type Menus, said } from '../entries.ts';

/**
 * The interfaces with those of GRE and IPIP that were told not to keep TCP segments small (`clamp-tcp-mss=no`; they do where nothing is said).
 * A mangle rule may do it for them, for whatever it matches.
 */
export function withTunnels(interfaces: readonly Interface[], menus: Menus): readonly Interface[] {
  const open = new Map<string, Partial<Interface>>();
  for (const menu of ['interface gre', 'interface ipip'])
    for (const entry of allOf(menus, menu)) {
      const name = said(entry, 'name');
      const clamps = located(entry, 'clamp-tcp-mss');
      const mtu = located(entry, 'mtu');
      if (name === undefined || clamps?.value !== 'no' || isDisabled(entry)) continue;
      const hidden = said(entry, 'ipsec-secret') !== undefined;
      open.set(name, {
        ...(mtu && /^\d+$/.test(mtu.value) ? { ipMtu: { value: Number(mtu.value), span: mtu.span } } : {}),
        encapsulation: {
          kind: menu === 'interface ipip' ? 'ipip' : hidden ? 'gre-in-ipsec' : 'gre',
          limit: { packet: 1400, segment: 1360 },
          span: clamps.span,
        },
      });
    }
  if (open.size === 0) return interfaces;
  const mangled = allOf(menus, 'ip firewall mangle').some(
    (entry) => said(entry, 'action') === 'change-mss' && !isDisabled(entry),
  );
  return interfaces.map((one) => ({
    ...one,
    ...(open.get(one.name.value) ?? {}),
    ...(mangled ? { clampsMss: true } : {}),
  }));
}
