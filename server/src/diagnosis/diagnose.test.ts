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

describe('what no file tells is nobody’s fault', () => {
  const without = (...hosts: readonly string[]): LabFiles =>
    Object.fromEntries(Object.entries(LAB).filter(([path]) => !hosts.includes(path.split('/')[0]!)));

  test('a private source that leaves for whom nobody describes', async () => {
    const found = await diagnosed(without('nat', 'provider', 'dns', 'web', 'stun'), TARGET);
    expect(found.cause).toBeUndefined();
    expect(told(found).slice(0, 2)).toEqual(['route holds', 'nat unknown']);
    expect(found.steps[1]?.text.en).toContain('whoever is there must translate it');
  });

  test('a private source that answers find back to', async () => {
    const files = labWith({
      edits: [
        ['nat/nftables.conf', '    oifname "wan0" ip saddr 10.0.0.0/15 masquerade\n', ''],
        ['provider/frr.conf', 'ip route 11.9.0.0/16 11.0.0.254', 'ip route 10.0.0.0/15 11.0.1.2'],
      ],
    });
    const found = await diagnosed(files, TARGET);
    expect(found.cause).toBeUndefined();
    expect(told(found)[1]).toBe('nat holds');
  });

  test('a router that learns its routes', async () => {
    const files = labWith({
      edits: [['access/frr.conf', 'ip route 0.0.0.0/0 10.1.0.1\n', 'router ospf\n network 10.0.0.0/8 area 0\nexit\n']],
    });
    const found = await diagnosed(files, TARGET);
    expect(found.cause).toBeUndefined();
    expect(told(found)[0]).toBe('route unknown');
  });

  test('an address that comes by DHCP, and the routes with it', async () => {
    const files = labWith({
      edits: [
        [
          'server/netplan.yaml',
          '      routes:\n        - to: default\n          via: 10.0.0.1\n',
          '      dhcp4: true\n',
        ],
      ],
    });
    expect((await diagnosed(files, TARGET)).cause).toBeUndefined();
  });

  test('a translation that is not followed', async () => {
    const edge = `hostname edge
!
interface GigabitEthernet0/0
 ip address 10.0.0.1 255.255.255.0
 ip nat inside
!
interface GigabitEthernet0/1
 ip address 198.51.100.2 255.255.255.252
 ip nat outside
!
ip access-list standard INSIDE
 permit 10.0.0.0 0.0.0.255
!
ip nat inside source list INSIDE interface GigabitEthernet0/1 overload
ip route 0.0.0.0 0.0.0.0 198.51.100.1
`;
    const found = await diagnosed({ 'edge.cfg': edge, 'server/netplan.yaml': LAB['server/netplan.yaml']! });
    expect(found.cause, found.cause?.text.en).toBeUndefined();
  });

  test('a name server that is the host itself', async () => {
    const files = labWith({ edits: [['server/netplan.yaml', 'addresses: [11.0.0.53]', 'addresses: [127.0.0.53]']] });
    expect(told(await diagnosed(files, TARGET))[2]).toBe('dns unknown');
  });
});

describe('beyond the first fault', () => {
  test('steps that hang on a broken one are not looked at', async () => {
    const found = await diagnosed(labWith(LAB_FAULTS[0]!), TARGET);
    expect(told(found).slice(1)).toEqual(
      ['nat', 'dns', 'tcp', 'pmtu', 'tls', 'stun', 'nat-udp-lifetime'].map((step) => `${step} not-reached`),
    );
    expect(found.cause?.text.en).toContain('by way of 10.0.0.1, which is on this network and has one');
  });

  test('a default route whose next hop is elsewhere is the line', async () => {
    const files = labWith({ edits: [['server/netplan.yaml', 'via: 10.0.0.1', 'via: 10.7.0.1']] });
    const { cause } = await diagnosed(files, TARGET);
    expect([cause?.step, cause?.at?.text]).toEqual(['route', 'via: 10.7.0.1']);
  });

  test('one name server of two costs time, not the way', async () => {
    const files = labWith({
      edits: [
        ['server/netplan.yaml', `addresses: [11.0.0.53]`, `addresses: [11.0.0.54, 11.0.0.53]`],
        [
          'firewall/rules.v4',
          '-A FORWARD -m conntrack',
          '-A FORWARD -d 11.0.0.54/32 -p udp -j DROP\n-A FORWARD -m conntrack',
        ],
      ],
    });
    const found = await diagnosed(files, TARGET);
    expect([found.cause?.step, found.cause?.status]).toEqual(['dns', 'risk']);
  });

  test('a filter without state that keeps answers out', async () => {
    const established = '-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n';
    const files = labWith({ edits: [['firewall/rules.v4', established, '']] });
    const { cause } = await diagnosed(files, TARGET);
    expect(cause?.step).toBe('dns');
    expect(cause?.text.en).toContain('the answer does not come back');
    expect(cause?.at?.text).toBe(':FORWARD DROP [0:0]');
  });

  test('anywhere on the Internet, where nobody names a target', async () => {
    const route = 'ip route 11.9.0.0/16 11.0.0.254';
    const edits = [['provider/frr.conf', route, 'ip route 0.0.0.0/0 11.0.0.254']] as const;
    const found = await diagnosed(labWith({ edits }));
    expect(found.target).toBe('Internet');
    expect(found.cause).toBeUndefined();
    // A neighbour whose own way out leads here is no way out.
    const { cause } = await diagnosed(LAB);
    expect(cause?.at?.path).toBe('provider/frr.conf');
    expect(cause?.text.en).toContain('Give it a default route to its gateway.');
  });
});
