import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { CERTIFICATE_CHAIN } from '../../../../test/support/certificate-chain.ts';
import { natRig, STUN_SERVER } from '../../../../test/support/nat-rig.ts';
import { permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { judgeRecordings } from '../../../../test/support/recordings.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import { askPermit, permitStep, usePermit } from '../permit.ts';
import { judge, judgeSteps } from './judge.ts';
import type { EgressChainObservation } from './observe.ts';
import { egressChain } from './probe.ts';

/** The resolver of this machine, for plans; rigs have their own. */
vi.mock('node:dns', async (original) => ({
  ...(await original<typeof import('node:dns')>()),
  getServers: () => ['10.0.0.53'],
}));

judgeRecordings(import.meta.dirname, judge);

const recorded = (code: string): EgressChainObservation =>
  (
    JSON.parse(readFileSync(resolve(import.meta.dirname, 'recordings/observations.json'), 'utf8')) as Readonly<
      Record<string, { readonly observation: EgressChainObservation }>
    >
  )[code]!.observation;

describe('what is not held against the way out', () => {
  const healthy = recorded('ok');

  test('a ping that is filtered, while TCP is open', () => {
    const { ping } = recorded('private-source-unanswered');
    expect(judge({ ...healthy, ping: ping! })).toMatchObject({ level: 'ok', code: 'ok' });
  });

  test('a server without STUN whose host says so', () => {
    const addresses = healthy.stun!.addresses.map(({ address, family }) => ({
      address,
      family,
      end: 'refused' as const,
      sent: 1,
    }));
    expect(judge({ ...healthy, stun: { ...healthy.stun!, addresses } })).toMatchObject({ level: 'ok' });
  });

  test('a resolver that may not be asked: it is told apart from one that is well', () => {
    const { dns: _, ...rest } = healthy;
    const judged = judge({ ...rest, resolverNotAllowed: '10.0.0.53' });
    expect(judged).toMatchObject({ level: 'ok' });
    expect(judged.text.en).toContain('Not told: DNS.');
    expect(judged.text['zh-cn']).toContain('未能判断:DNS。');
  });

  test('a second family without a route', () => {
    const second = { address: 'fd00::1', family: 'ipv6', end: 'no-route' } as const;
    expect(judge({ ...healthy, routes: [second, ...healthy.routes] })).toMatchObject({ level: 'ok' });
  });
});

test('the first broken link is named, and an error before a warning', () => {
  const { tls } = recorded('tls-chain-incomplete');
  const { stun } = recorded('stun-udp-blocked');
  const healthy = recorded('ok');
  expect(judge({ ...healthy, tls: tls!, stun: stun! }).code).toBe('tls-chain-incomplete');
  expect(judge({ ...healthy, tls: tls!, dns: recorded('dns-no-answer').dns! }).code).toBe('dns-no-answer');
});

test('silence of everything blames no translation where the source is not private', () => {
  const seen = recorded('private-source-unanswered');
  const routes = seen.routes.map((route) => ({ ...route, source: '11.0.0.77' }));
  expect(judge({ ...seen, routes })).toMatchObject({ level: 'error', code: 'nothing-returns' });
});

describe('the plan', () => {
  test.each([
    [['10.0.0.53'], true],
    [[], false],
  ])('with %j allowed: names the resolver: %s', async (alsoAllowed, named) => {
    let planned = '';
    await askPermit({
      probe: egressChain,
      target: { host: '127.0.0.1', port: 443, name: 'www.example.net' },
      trusted: true,
      allowed: ['loopback', ...alsoAllowed],
      lookup: async () => [],
      confirm: async (plan) => {
        planned = plan.map(({ en }) => en).join('\n');
        return false;
      },
    });
    expect(planned).toContain('127.0.0.1');
    expect(planned.includes('10.0.0.53')).toBe(named);
  });
});

test('stopped in the middle, it does not say that the way out holds', () => {
  const healthy = recorded('ok');
  const cut = { kind: 'cancelled' } as const;
  const servers = healthy.tls!.servers.map(({ presented: _, versions, ...server }) => ({
    ...server,
    postQuantum: cut,
    versions: Object.fromEntries(Object.keys(versions).map((name) => [name, cut])) as unknown as typeof versions,
  }));
  const verdict = judge({ ...healthy, tls: { ...healthy.tls!, servers } });
  expect(verdict).toMatchObject({ level: 'unknown', code: 'not-made' });
  expect(verdict.text.en).toContain('not walked to its end: TLS');
});

test('can be cancelled before it starts, and then claims nothing', async () => {
  const stop = new AbortController();
  stop.abort();
  const { verdict } = await egressChain.run(await permitFor(egressChain, '127.0.0.1'), stop.signal);
  expect(verdict).toMatchObject({ level: 'unknown', code: 'not-made' });
});

describe('a step', () => {
  const own = [{ family: 'ipv4', text: '127.0.0.1' }] as const;

  test('has no permit before the whole is in use', async () => {
    const permit = await permitFor(egressChain, '127.0.0.1');
    expect(() => permitStep(permit, 'tcp', { host: '127.0.0.1', port: 443 }, own)).toThrow('No permit');
  });

  test('asks nobody whom the list does not allow', async () => {
    const permit = await permitFor(egressChain, '127.0.0.1');
    usePermit(permit, 'egress-chain');
    const elsewhere = [{ family: 'ipv4', text: '9.9.9.9' }] as const;
    expect(() => permitStep(permit, 'dns', { host: '9.9.9.9', port: 53 }, elsewhere)).toThrow('No permit');
    expect(() => permitStep(permit, 'dns', { host: '9.9.9.9', port: 53 }, own)).toThrow('No permit');
    const step = permitStep(permit, 'tcp', { host: '127.0.0.1', port: 443 }, own);
    usePermit(step, 'tcp');
    expect(() => usePermit(step, 'tcp')).toThrow('No permit');
  });
});

const absent = rigAbsent({
  nft: 'nftables',
  turnserver: 'coturn',
  nginx: 'nginx-light',
  dnsmasq: 'dnsmasq-base',
  openssl: 'openssl',
  ping: 'iputils-ping',
});

/** Of the gateway between 10.0.0.0/24 and the outside; each fault is one edit of it. */
const GATEWAY = `table ip gateway {
  chain forward {
    type filter hook forward priority 0; policy drop;
    ct state established,related accept
    iifname "n0" icmp type echo-request accept
    iifname "n0" udp dport 53 accept
    iifname "n0" tcp dport { 53, 443 } accept
    iifname "n0" udp dport 3478 accept
  }
  chain local {
    type filter hook output priority 0; policy accept;
    icmp type redirect drop
  }
  chain outside {
    type nat hook postrouting priority 100; policy accept;
    oifname "n1" ip saddr 10.0.0.0/24 masquerade
  }
}
`;

interface Fault {
  readonly gateway?: readonly [line: string, instead: string];
  readonly setup?: string;
  readonly certificate?: string;
  readonly longest?: number;
}

function walk({ gateway, setup = '', certificate = 'full.pem', longest }: Fault) {
  const rules = gateway ? GATEWAY.replace(...gateway) : GATEWAY;
  expect(rules === GATEWAY).toBe(gateway === undefined);
  return probeInRig<EgressChainObservation>({
    probe: 'egress-chain',
    target: `www.example.net@${STUN_SERVER}`,
    from: 'cli',
    allow: [STUN_SERVER],
    timeoutMs: 110_000,
    ...(longest !== undefined && { longest }),
    setup: `${natRig('')}
cat >$D/gateway.nft <<'END'
${rules}
END
ip netns exec nat nft -f $D/gateway.nft
cd $D; (${CERTIFICATE_CHAIN}) >$D/made 2>&1; chmod 644 $D/*.key; export NODE_EXTRA_CA_CERTS=$D/root.pem
cat >$D/nginx.conf <<END
user root; daemon off; pid $D/nginx.pid; error_log $D/error.log; worker_processes 1;
events {}
http { access_log off;
  client_body_temp_path $D/t1; proxy_temp_path $D/t2; fastcgi_temp_path $D/t3; uwsgi_temp_path $D/t4; scgi_temp_path $D/t5;
  server { listen 11.0.0.10:443 ssl; server_name www.example.net; ssl_certificate $D/${certificate}; ssl_certificate_key $D/leaf.key; }
}
END
ip netns exec pub nginx -p $D -e $D/error.log -c $D/nginx.conf >>$D/made 2>&1 &
ip netns exec pub dnsmasq -d -C /dev/null --no-resolv --no-hosts --bind-interfaces --listen-address=11.0.0.10 \\
  --user=root --pid-file= --local-ttl=300 --local=/example.net/ --address=/www.example.net/11.0.0.10 >>$D/made 2>&1 &
for port in 443 53; do
  i=0; until ip netns exec pub ss -Hltn | grep -q "11.0.0.10:$port "; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done
done
echo nameserver 11.0.0.10 >$D/resolv.conf; mount --bind $D/resolv.conf /etc/resolv.conf
${setup}
`,
  });
}

describe.skipIf(absent !== '')(`a server behind a gateway, with one fault at a time${absent}`, () => {
  test('no fault', { timeout: 120_000 }, () => {
    const { verdict, observation } = walk({});
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'ok', code: 'ok' });
    expect(judgeSteps(observation).map(({ step, verdict: { level } }) => `${step} ${level}`)).toEqual([
      'route ok',
      'ping ok',
      'dns info',
      'tcp ok',
      'pmtu ok',
      expect.stringMatching(/^tls (?:ok|info)$/),
      'stun ok',
    ]);
  });

  test.each<[string, string, string, Fault]>([
    ['no default route', 'error', 'no-default-route', { setup: 'ip -n cli route del default' }],
    ['a gateway without a route', 'error', 'no-route-further', { setup: 'ip -n nat route del 11.0.0.0/24' }],
    [
      'source NAT for other addresses',
      'error',
      'private-source-unanswered',
      { gateway: ['saddr 10.0.0.0/24', 'saddr 10.1.0.0/24'], setup: 'ip -n pub route del 10.0.0.0/24' },
    ],
    [
      'no way back to an address that needs no translation',
      'error',
      'nothing-returns',
      { setup: 'ip -n cli address add 12.0.0.2/32 dev lo; ip -n cli route replace default via 10.0.0.1 src 12.0.0.2' },
    ],
    ['DNS dropped', 'error', 'dns-no-answer', { gateway: ['udp dport 53 accept', 'udp dport 53 drop'] }],
    ['443 left out of the egress list', 'error', 'tcp-dropped', { gateway: ['{ 53, 443 }', '{ 53, 80 }'] }],
    [
      'a narrow link and ICMP dropped',
      'error',
      'pmtu-black-hole',
      {
        gateway: ['icmp type redirect drop', 'icmp type destination-unreachable drop'],
        setup: 'ip -n nat link set n1 mtu 1400; ip -n pub link set p0 mtu 1400',
      },
    ],
    ['a leaf without its intermediate', 'error', 'tls-chain-incomplete', { certificate: 'leaf.pem' }],
    ['UDP 3478 dropped', 'warning', 'stun-udp-blocked', { gateway: ['udp dport 3478 accept', 'udp dport 3478 drop'] }],
    [
      'a short UDP timeout',
      'error',
      'nat-udp-lifetime-under-30s',
      {
        longest: 60,
        setup:
          'ip netns exec nat sysctl -qw net.netfilter.nf_conntrack_udp_timeout=8 net.netfilter.nf_conntrack_udp_timeout_stream=13',
      },
    ],
  ])('%s', { timeout: 120_000 }, (_, level, code, fault) => {
    const { verdict, observation } = walk(fault);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
  });
});

proofOf(egressChain);
