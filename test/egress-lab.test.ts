import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LAB, LAB_FAULTS, labWith } from './support/egress-lab.ts';
import type { EgressLabSpec } from './support/egress-lab-rig.ts';
import { rigAbsent, runInRig } from './support/rig.ts';

const ABSENT = rigAbsent(
  {
    '/usr/lib/frr/zebra': 'frr',
    vtysh: 'frr',
    nft: 'nftables',
    'iptables-restore': 'iptables',
    nginx: 'nginx-light',
    dnsmasq: 'dnsmasq-base',
    turnserver: 'coturn',
    openssl: 'openssl',
    ping: 'iputils-ping',
  },
  'many',
);
if (ABSENT) process.stdout.write(`the way out over eight hosts${ABSENT}\n`);

interface Told {
  readonly live: { readonly verdict: { readonly level: string; readonly code: string; readonly text: string } };
  readonly steps: readonly { readonly step: string; readonly status: string }[];
  readonly cause?: { readonly step: string; readonly at?: { readonly path: string; readonly text: string } };
  readonly explained?: {
    readonly fit: string;
    readonly step?: { readonly at?: { readonly path: string; readonly text: string } };
  };
}

function diagnosedLive(spec: EgressLabSpec): Told {
  const stdout = runInRig(
    'mount -t tmpfs none /var/tmp\nexec "$0" "$1"',
    [process.execPath, resolve(import.meta.dirname, 'support/egress-lab-rig.ts')],
    { timeoutMs: 150_000, users: 'many', input: JSON.stringify(spec) },
  );
  const at = stdout.lastIndexOf('\n{');
  if (at < 0) throw new Error(stdout);
  return JSON.parse(stdout.slice(at + 1)) as Told;
}

describe.skipIf(ABSENT)(`the way out over eight hosts${ABSENT}`, () => {
  test('no fault: every step holds, here and in the configurations', { timeout: 180_000 }, () => {
    const { live, steps, cause, explained } = diagnosedLive({ files: LAB });
    expect(live.verdict, live.verdict.text).toMatchObject({ level: 'ok', code: 'probe/egress-chain/ok' });
    expect(steps.map(({ step, status }) => `${step} ${status}`)).toEqual([
      'route holds',
      'nat holds',
      'dns holds',
      'tcp holds',
      'pmtu holds',
      'tls holds',
      'stun holds',
      'nat-udp-lifetime holds',
    ]);
    expect([cause, explained]).toEqual([undefined, undefined]);
  });

  test.each(LAB_FAULTS.map((fault) => [fault.name, fault] as const))(
    '%s: the wire and the files name it, and the line is the faulty one',
    { timeout: 180_000 },
    (_, fault) => {
      const { longest } = fault;
      const { live, cause, explained } = diagnosedLive({ files: labWith(fault), ...(longest && { longest }) });
      expect(live.verdict.code, JSON.stringify(live)).toBe(`probe/egress-chain/${fault.live}`);
      expect(cause?.step, JSON.stringify(cause)).toBe(fault.step);
      expect([cause?.at?.path, cause?.at?.text]).toEqual(fault.at);
      expect(explained).toMatchObject({ fit: 'explains', step: { at: { path: fault.at[0], text: fault.at[1] } } });
    },
  );
});
