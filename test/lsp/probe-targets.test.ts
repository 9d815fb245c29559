import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  PROBE_TARGETS,
  type ProbeTargetsResult,
  STATED_IDLE,
  type StatedIdleResult,
} from '../../client/src/protocol.ts';
import { type LanguageServer, startServer } from '../support/language-server.ts';

let server: LanguageServer;
beforeAll(async () => {
  server = await startServer();
}, 60_000);
afterAll(() => server.stop());

async function targetsOf(name: string, text: string): Promise<ProbeTargetsResult> {
  const uri = server.uriOf(name);
  server.open(uri, text);
  return server.connection.sendRequest<ProbeTargetsResult>(PROBE_TARGETS, { uri });
}

const FRR = `frr version 10.1
frr defaults traditional
hostname edge1
!
rpki
 rpki cache tcp 192.0.2.50 3323 preference 1
exit
!
router bgp 64500
 neighbor 198.51.100.1 remote-as 64501
 address-family ipv4 unicast
  network 203.0.113.0/24
  network 10.0.0.0/8
 exit-address-family
exit
!
`;

test('the masters that a Sentinel watches', async () => {
  const text = `port 26379\nbind 10.0.0.4\nsentinel monitor cache 10.0.0.5 6380 2\nsentinel down-after-milliseconds cache 5000\n`;
  expect(await targetsOf('sentinel.conf', text)).toContainEqual(
    expect.objectContaining({ probe: 'redis', host: '10.0.0.5', port: 6380, role: 'master' }),
  );
});

describe('origin validation', () => {
  const asked = { probe: 'rpki', host: '192.0.2.50', port: 3323 };
  const route = { prefix: '203.0.113.0/24', asn: 64500 };

  test('each announced prefix on its line, all of them at the cache; what no registry certifies is not asked about', async () => {
    const targets = (await targetsOf('frr.conf', FRR)).filter(({ probe }) => probe === 'rpki');
    expect(targets).toMatchObject([
      { ...asked, role: 'RPKI cache', routes: [route], range: { start: { line: 5 } } },
      { ...asked, role: 'announced prefix', routes: [route], range: { start: { line: 11 } } },
    ]);
  });

  test.each([
    [
      'ios.cfg',
      `hostname edge1\n!\ninterface GigabitEthernet0/0\n ip address 192.0.2.1 255.255.255.0\n!\nrouter bgp 64500\n bgp rpki server tcp 192.0.2.50 port 3323 refresh 600\n network 203.0.113.0\n neighbor 198.51.100.1 remote-as 64501\n!\nend\n`,
    ],
    [
      'junos.conf',
      `system { host-name edge1; }\nrouting-options {\n autonomous-system 64500;\n validation { group caches { session 192.0.2.50 { port 3323; } } }\n}\n`,
    ],
    [
      'bird.conf',
      `router id 192.0.2.1;\nroa4 table rpki4;\nprotocol device { }\nprotocol rpki cache1 {\n  roa4 { table rpki4; };\n  remote "192.0.2.50" port 3323;\n}\n`,
    ],
    [
      'config.boot',
      `protocols {\n    rpki {\n        cache 192.0.2.50 {\n            port 3323\n            preference 1\n        }\n    }\n}\nsystem {\n    host-name edge1\n}\ninterfaces {\n    ethernet eth0 {\n        address 192.0.2.1/24\n    }\n}\n`,
    ],
  ])('the port of the cache in %s', async (name, text) => {
    expect(await targetsOf(name, text)).toContainEqual(expect.objectContaining({ ...asked, role: 'RPKI cache' }));
  });

  test('the history of each announced prefix, cache or not', async () => {
    const targets = await targetsOf('history.conf', FRR.replace(/rpki\n.*\nexit\n!\n/, ''));
    expect(targets.filter(({ routes }) => routes)).toMatchObject([
      { probe: 'mrt', host: 'localhost', role: 'announced prefix', routes: [route] },
    ]);
  });

  test('a cache whose port is not told is not asked', async () => {
    const text = FRR.replace('192.0.2.50 3323', '192.0.2.50');
    expect((await targetsOf('no-port.conf', text)).filter(({ probe }) => probe === 'rpki')).toEqual([]);
  });
});

test('devices of the other files of the network come behind its own targets, where they are asked for', async () => {
  const own = await startServer({
    files: {
      'site/core.conf': FRR.replace('edge1', 'core1'),
      'site/switch.cfg': `hostname sw1\n!\ninterface GigabitEthernet0/1\n ip address 192.0.2.9 255.255.255.0\n!\nend\n`,
    },
  });
  try {
    const uri = own.uriOf('site/netplan.yaml');
    own.open(uri, `network:\n  version: 2\n  ethernets:\n    eth0:\n      addresses: [192.0.2.18/24]\n`);
    const ask = (more: object): Promise<ProbeTargetsResult> =>
      own.connection.sendRequest<ProbeTargetsResult>(PROBE_TARGETS, { uri, ...more });
    const devices = async (): Promise<unknown[]> =>
      (await ask({ network: true })).flatMap(({ probe, host, subject, elsewhere }) =>
        elsewhere ? [[probe, host, subject, elsewhere.device]] : [],
      );
    // The folder is read in the background.
    await expect.poll(devices).toContainEqual(['bgp', 'localhost', '198.51.100.1', 'core1']);
    expect(await devices()).toContainEqual(['interface', '192.0.2.9', 'GigabitEthernet0/1', 'sw1']);
    expect((await ask({})).some(({ elsewhere }) => elsewhere)).toBe(false);
    expect((await ask({}))[0]).toMatchObject({ probe: 'reachability', host: '192.0.2.18' });
  } finally {
    await own.stop();
  }
});

test('the silence that a finding is about: a timer that is written, one by default, the first keepalive', async () => {
  const stated = async (name: string, text: string, rule: string, line: string) => {
    const uri = server.uriOf(name);
    server.open(uri, text);
    const params = { uri, rule, line: text.split('\n').findIndex((one) => one.startsWith(line)) };
    return server.connection.sendRequest<StatedIdleResult>(STATED_IDLE, params);
  };
  const nat = `hostname nat1
!
interface GigabitEthernet0/0
 ip address 203.0.113.2 255.255.255.252
 ip nat outside
!
interface GigabitEthernet0/1
 ip address 10.0.0.1 255.255.255.0
 ip nat inside
!
ip nat inside source list 1 interface GigabitEthernet0/0 overload
ip nat translation udp-timeout 20
ip nat translation tcp-timeout 600
!
access-list 1 permit 10.0.0.0 0.0.0.255
!
end
`;
  expect(await stated('nat1.cfg', nat, 'nat/udp-timeout-short', 'ip nat translation udp')).toBe(20);
  expect(await stated('nat1.cfg', nat, 'nat/tcp-timeout-short', 'ip nat translation tcp')).toBe(600);
  expect(await stated('nat1.cfg', nat, 'nat/tcp-timeout-short', 'ip nat translation udp')).toBeNull();
  expect(await stated('nat1.cfg', nat, 'acl/permit-any-any', 'ip nat translation udp')).toBeNull();
  expect(await stated('nat1.cfg', nat, 'constructor', 'ip nat translation udp')).toBeNull();
  const sysctl = 'net.ipv4.ip_forward = 1\nnet.ipv4.tcp_keepalive_time = 900\n';
  expect(await stated('90-keep.conf', sysctl, 'nat/keepalive-exceeds-timeout', 'net.ipv4.tcp')).toBe(900);
});
