import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../../grammars/model/address.ts';
import { LAB, LAB_FAULTS, type LabFiles, labWith, STUN, WEB } from '../../../test/support/egress-lab.ts';
import { networkOf } from '../network/network.ts';
import { review } from '../review/engine.ts';
import { prepare } from '../review/prepare.ts';
import { DEFAULT_SETTINGS } from '../review/settings.ts';
import { twinOf } from '../twin/twin.ts';
import { type Diagnosis, diagnose } from './diagnose.ts';
import { hostNamed } from './host-files.ts';
import { parseDestination } from './question.ts';

async function diagnosed(files: LabFiles, target?: string, host = 'server'): Promise<Diagnosis> {
  const members = Object.entries(files).flatMap(([path, text]) => {
    const prepared = prepare({ path, text });
    return prepared ? [{ path, prepared, device: prepared.device, index: prepared.index }] : [];
  });
  const twin = twinOf(members);
  const network = networkOf(members);
  const member = hostNamed(twin.members, members, host);
  const to = parseDestination(target);
  if (typeof member === 'string' || 'problem' in to) throw new Error(`${host} ${target}`);
  const found = await diagnose({
    twin,
    files: members,
    member,
    to,
    stunServer: parseAddress(STUN)!,
    findingsOf: async ({ path }) => {
      const self = members.find((one) => one.path === path)!;
      const surroundingsOf = () => ({ network, self });
      return (await review(self.prepared, DEFAULT_SETTINGS, { surroundingsOf })).findings;
    },
  });
  if ('en' in found) throw new Error(found.en);
  return found;
}

const told = ({ steps }: Diagnosis): string[] => steps.map(({ step, status }) => `${step} ${status}`);
const TARGET = `www.example.net@${WEB}`;

test('nothing breaks a way that works, and what the files do not have is not claimed', async () => {
  const found = await diagnosed(LAB, TARGET);
  expect(found.cause).toBeUndefined();
  expect(told(found)).toEqual([
    'route holds',
    'nat holds',
    'dns holds',
    'tcp holds',
    'pmtu holds',
    'tls unknown',
    'stun holds',
    'nat-udp-lifetime holds',
  ]);
});

describe('the injected fault is the first broken link, and its line is named', () => {
  test.each(LAB_FAULTS.filter(({ certificates }) => !certificates).map((fault) => [fault.name, fault] as const))(
    '%s',
    async (_, fault) => {
      const { cause } = await diagnosed(labWith(fault), TARGET);
      expect(cause?.step, JSON.stringify(cause)).toBe(fault.step);
      expect([cause?.at?.path, cause?.at?.text]).toEqual(fault.at);
    },
  );
});
