import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dialectById } from '../grammars/dialects/index.ts';
import type { Device } from '../grammars/model/device.ts';

/** Running devices, their configurations and the BGP sessions that they had. */
const ROOT = resolve(import.meta.dirname, '../../shared/corpus/truth/lab-validation/dev');
const present = existsSync(ROOT);

/** How the labs call what our dialects read. */
const DIALECTS: Readonly<Record<string, string>> = {
  arista: 'eos',
  nx: 'nxos',
  iosxr: 'iosxr',
  ios: 'ios',
  iosxe: 'ios',
};

describe.skipIf(!present)(
  `sessions of real devices${present ? '' : ' (skipped: no corpus beside this checkout)'}`,
  () => {
    const [, ...lines] = present ? readFileSync(resolve(ROOT, 'bgp_sessions.tsv'), 'utf8').trimEnd().split('\n') : [];
    const sessions = lines.map((line) => line.split('\t')).filter(([, , nos]) => dialectById(DIALECTS[nos!] ?? ''));

    test('enough of them', () => expect(sessions.length).toBeGreaterThan(100));

    test('each is a neighbour of the model, with its AS number', () => {
      const missing = sessions.filter(([lab, host, nos, vrf, address, remoteAs]) => {
        const device = deviceOf(resolve(ROOT, lab!, 'configs', host!), DIALECTS[nos!]!);
        const neighbours = device.bgp.filter((one) => (one.vrf ?? 'default') === vrf).flatMap((one) => one.neighbours);
        // Else a range to listen on, or an interface.
        const found =
          neighbours.find((one) => one.address.value === address) ??
          neighbours.find((one) => one.address.value.includes('/') || !/[.:]/.test(one.address.value));
        const said = found?.remoteAs?.value;
        return !found || (typeof said === 'number' && remoteAs !== '' && `${said}` !== remoteAs);
      });
      expect(missing).toEqual([]);
    });
  },
);

const read = new Map<string, Device>();

function deviceOf(folder: string, dialect: string): Device {
  const before = read.get(folder);
  if (before) return before;
  const text = readFileSync(resolve(folder, readdirSync(folder)[0]!), 'utf8');
  const { parse, toModel } = dialectById(dialect)!;
  const device = toModel(parse(text));
  read.set(folder, device);
  return device;
}
