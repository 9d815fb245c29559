import { parseAddress } from '../../model/address.ts';
import type { Resolver } from '../../model/device.ts';
import type { Interface } from '../../model/interface.ts';
import { childOf, entriesOf, itemsOf, textOf, type YamlMap, type YamlNode } from '../yaml-node.ts';
import { DEVICE_CLASSES } from './keys.ts';

/** `nameservers: {addresses: [192.0.2.53]}` of any device: the host asks those of all of its links. */
export const resolversOf = (network: YamlMap): readonly Resolver[] =>
  DEVICE_CLASSES.flatMap((kind) => entriesOf(childOf(network, kind)))
    .flatMap(({ value }) => itemsOf(childOf(childOf(value, 'nameservers'), 'addresses')))
    .flatMap(({ value }) => {
      const address = parseAddress(textOf(value) ?? '');
      return address ? [{ ...address, span: value.span }] : [];
    });

/** `mtu: 1400`: of the link, and so of its packets. */
export function mtuOf(value: YamlNode): Pick<Interface, 'ipMtu'> {
  const mtu = childOf(value, 'mtu');
  const text = textOf(mtu);
  return mtu && text !== undefined && /^\d{3,5}$/.test(text) ? { ipMtu: { value: Number(text), span: mtu.span } } : {};
}
