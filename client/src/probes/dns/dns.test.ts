import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { ALIASES, BOTH_LISTEN, DELEGATED, UNBOUND, UNSIGNED } from '../../../../test/support/dns-rigs.ts';
import { BLACK_HOLE, NAMESPACE_ABSENT, probeInNamespace } from '../../../../test/support/namespace.ts';
import { forever, permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { judgeRecordings } from '../../../../test/support/recordings.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import type { RecordType } from '../inputs.ts';
import type { Verdict } from '../probe.ts';
import { queryFor } from './header-query.ts';
import { nsidIn, textIn } from './identity.ts';
import { judge } from './judge.ts';
import type { DnsObservation } from './observe.ts';
import { dns } from './probe.ts';

judgeRecordings(import.meta.dirname, judge);

const unboundAbsent = rigAbsent({ unbound: 'unbound' });

describe.skipIf(unboundAbsent !== '')(`a real unbound${unboundAbsent}`, () => {
  const asked = (target: string, access = 'allow', more = '') =>
    probeInRig<DnsObservation>({ probe: 'dns', target, setup: `ACCESS=${access}; ${UNBOUND}${more}` });

  test('says which machine it is as far as its operator lets it', () => {
    const identityWith = (options: string) => {
      const setup = `ACCESS=allow; MORE='${options}'; ${UNBOUND}`;
      const { observation, verdict } = probeInRig<DnsObservation>({ probe: 'dns', target: '127.0.0.1', setup });
      return { identity: observation.servers[0]?.identity, text: verdict.text.en, back: dns.cameBack(observation)?.en };
    };
    const all = identityWith('nsid: ascii_fra1.example.net\n  identity: "resolver 7"\n  version: "of today"');
    expect(all.identity).toEqual({ nsid: 'fra1.example.net', name: 'resolver 7', version: 'of today' });
    expect(all.text).toMatch(/answers in [\d.]+ ms \(instance fra1\.example\.net\): \. is /);
    expect(all.back).toMatch(/NSID fra1\.example\.net, calls itself resolver 7, runs of today\.$/);
    expect(identityWith('nsid: "00ff1b5d"\n  hide-identity: yes\n  hide-version: yes').identity).toEqual({
      nsid: '0x00ff1b5d',
    });
    const none = identityWith('hide-identity: yes\n  hide-version: yes');
    expect(none.identity).toBeUndefined();
    expect(none.text).not.toContain('instance');
  });

  test('two machines behind one name that answer differently are told apart', () => {
    const second = UNBOUND.replaceAll('unbound.conf', 'second.conf')
      .replace('interface: 127.0.0.1@53', '')
      .replace('10.1.1.1', '10.2.2.2')
      .replace('$MORE', 'nsid: ascii_ams1');
    const first = UNBOUND.replace('interface: ::1@53', '').replace('$MORE', 'nsid: ascii_fra1');
    const { verdict } = probeInRig<DnsObservation>({
      ...{ probe: 'dns', target: 'both.example.net@ns.example.net', addresses: ['127.0.0.1', '::1'] },
      setup: `ACCESS=allow; ${first.replace(/until_udp.*\n/, '')}${second.replace('until_udp 53; until_tcp 53', BOTH_LISTEN)}`,
    });
    expect(verdict).toMatchObject({ level: 'info', code: 'answers-differ' });
    expect(verdict.text.en).toContain('(fra1 and ams1)');
  });

  test.each([
    ['both.example.net@127.0.0.1', 'ok', 'ok'],
    ['both.example.net@[::1]:53', 'ok', 'ok'],
    ['four.example.net@127.0.0.1', 'info', 'v4-only'],
    ['six.example.net@127.0.0.1', 'info', 'v6-only'],
    ['brief.example.net@127.0.0.1', 'warning', 'ttl-short'],
    ['empty.example.net@127.0.0.1', 'warning', 'no-address'],
    ['none.example.net@127.0.0.1', 'warning', 'no-such-name'],
    ['www.broken.example.org@127.0.0.1', 'error', 'servfail'],
    ['127.0.0.1', 'ok', 'ok'],
    ['both.example.net@127.0.0.1:54', 'error', 'closed'],
  ])('%s: %s %s', (target, level, code) => {
    const { verdict, observation } = asked(target);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
  });

  test('its access list does not admit this machine', () => {
    expect(asked('both.example.net@127.0.0.1', 'refuse').verdict).toMatchObject({ level: 'error', code: 'refused' });
  });

  const nftAbsent = rigAbsent({ nft: 'nftables' });
  test.skipIf(nftAbsent !== '')(`a filter drops DNS over TCP${nftAbsent}`, () => {
    const drop = `nft 'table inet f { chain c { type filter hook input priority 0; tcp dport 53 drop; }; }'\n`;
    expect(asked('both.example.net@127.0.0.1', 'allow', drop).verdict).toMatchObject({
      level: 'error',
      code: 'tcp-blocked',
    });
  });
});

describe.skipIf(unboundAbsent !== '')(`a resolver that checks signatures${unboundAbsent}`, () => {
  test.each([
    ['www.example.net', 'error', 'bogus', 'its DNSSEC signatures do not hold'],
    ['www.example.org', 'ok', 'ok', 'www.example.org is 10.1.1.1'],
  ])('%s: %s %s', (name, level, code, said) => {
    const { verdict, observation } = probeInRig<DnsObservation>({
      ...{ probe: 'dns', target: `${name}@127.0.0.1`, setup: UNSIGNED },
    });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
    expect(verdict.text.en).toContain(said);
  });
});

const delegatedAbsent = rigAbsent({ unbound: 'unbound', nft: 'nftables', bash: 'bash' });

describe.skipIf(delegatedAbsent !== '')(`servers that a zone is delegated to${delegatedAbsent}`, () => {
  const asked = (other: string, name = 'www.example.net') =>
    probeInRig<DnsObservation>({ probe: 'dns', target: `${name}@127.0.0.1`, setup: `OTHER=${other}${DELEGATED}` });

  test.each([
    ['127.0.0.2', 'ok', 'ok', 'www.example.net is 10.1.1.1'],
    [
      '127.0.0.3',
      'warning',
      'lame',
      '1 of 2 name servers of example.net that were asked do not know it: ns2.example.net (127.0.0.3) refuses.',
    ],
    // A resolver answers what it remembers, without authority.
    ['127.0.0.6', 'warning', 'lame', 'ns2.example.net (127.0.0.6) answers without authority'],
    ['127.0.0.4', 'warning', 'name-server-silent', 'ns2.example.net (127.0.0.4)'],
    ['127.0.0.5', 'warning', 'name-server-silent', 'ns2.example.net (127.0.0.5)'],
  ])('one of them at %s: %s %s', (other, level, code, said) => {
    const { verdict, observation } = asked(other);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
    expect(verdict.text.en).toContain(said);
    expect(observation.delegation?.servers[0]).toEqual({
      name: 'ns1.example.net',
      address: '127.0.0.2',
      end: 'authority',
    });
  });

  test('none of them knows the zone', () => {
    const setup = `OTHER=127.0.0.3${DELEGATED.replace('ns1.example.net. 300 A 127.0.0.2"', 'ns1.example.net. 300 A 127.0.0.3"')}`;
    const { verdict } = probeInRig<DnsObservation>({ probe: 'dns', target: 'www.example.net@127.0.0.1', setup });
    expect(verdict).toMatchObject({ level: 'error', code: 'lame' });
  });

  test('one that the user does not allow is named and not asked', () => {
    const { verdict, observation } = asked('198.18.0.53');
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'ok' });
    expect(observation.delegation?.servers.map(({ end }) => end)).toEqual(['authority', 'not-allowed']);
  });

  test('a name that moves in a failure may not be kept for long', () => {
    expect(asked('127.0.0.2', 'failover.example.net').verdict).toMatchObject({ level: 'warning', code: 'ttl-long' });
    expect(asked('127.0.0.2', 'failover-60.example.net').verdict).toMatchObject({ level: 'ok' });
  });
});

const fragmentsAbsent = rigAbsent({ unbound: 'unbound', nft: 'nftables' });

describe.skipIf(fragmentsAbsent !== '')(`aliases, records and long answers${fragmentsAbsent}`, () => {
  const asked = (target: string, types?: readonly RecordType[], more = '', most = 4096) =>
    probeInRig<DnsObservation>({
      ...{ probe: 'dns', target, setup: `MOST=${most}; ${ALIASES}${more}` },
      ...(types && { device: { types } }),
    });
  const FRAGMENTS = `nft 'table inet f { chain c { type filter hook prerouting priority -450; ip frag-off & 0x3fff != 0 drop; }; }'\n`;

  test.each<[string, RecordType[] | undefined, string, string, string]>([
    ['www.example.net@127.0.0.1', undefined, 'ok', 'ok', 'fd00::1 (by way of web.example.net, host.example.net)'],
    ['gone.example.net@127.0.0.1', undefined, 'error', 'dangling-alias', 'nothing.example.net, which does not exist'],
    ['ring.example.net@127.0.0.1', undefined, 'error', 'alias-loop', 'ring.example.net -> back.example.net -> ring'],
    ['away.example.net@127.0.0.2', undefined, 'info', 'alias-not-followed', 'an alias of www.example.org'],
    [
      'www.example.net@127.0.0.2',
      undefined,
      'info',
      'differs-from-system',
      '(127.0.0.1) answers www.example.net A with 10.1.1.1, 127.0.0.2 with 10.2.2.2',
    ],
    [
      'example.net@127.0.0.1',
      ['MX', 'SOA', 'NS'],
      'ok',
      'ok',
      '10 mail.example.net, ns1.example.net hostmaster.example.net 7, ns1.example.net',
    ],
    ['www.example.net@127.0.0.1', ['CNAME'], 'ok', 'ok', 'www.example.net is web.example.net'],
    ['note.example.net@127.0.0.1', ['TXT'], 'ok', 'ok', 'note.example.net is "onetwo"'],
    ['note.example.net@127.0.0.1', ['MX', 'TXT'], 'info', 'no-record', 'has "onetwo" and no MX record'],
    ['note.example.net@127.0.0.1', ['MX'], 'warning', 'no-record', 'no MX record'],
  ])('%s %j: %s %s', (target, types, level, code, said) => {
    const { verdict, observation } = asked(target, types);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level, code });
    expect(verdict.text.en).toContain(said);
  });

  test.each([
    ['comes in fragments', 'ip link set lo mtu 1400\n', 4096, 'whole', 'ok'],
    ['comes over TCP where the server keeps to less', 'ip link set lo mtu 1400\n', 1232, 'cut', 'ok'],
    ['is lost with its fragments', `ip link set lo mtu 1400\n${FRAGMENTS}`, 4096, 'lost', 'fragments-lost'],
  ])('an answer of over two thousand bytes %s', (_, more, most, end, code) => {
    const { verdict, observation } = asked('long.example.net@127.0.0.1', ['TXT'], more, most);
    expect(observation.servers[0]?.large, JSON.stringify(observation)).toMatchObject([{ question: 'TXT', end }]);
    expect(verdict).toMatchObject({ level: code === 'ok' ? 'ok' : 'warning', code });
    if (end === 'whole') expect(observation.servers[0]!.large![0]!.size).toBeGreaterThan(2_000);
  });
});

const dnsmasqAbsent = rigAbsent({ dnsmasq: 'dnsmasq-base' });

test.skipIf(dnsmasqAbsent !== '')(`a real dnsmasq with a lifetime of 5 seconds${dnsmasqAbsent}`, () => {
  const setup = `dnsmasq -d -C /dev/null -R -S /example.net/ -h --local-ttl=5 --host-record=short.example.net,10.1.1.1 2>$D/log &
until_udp 53`;
  const { observation, verdict } = probeInRig<DnsObservation>({
    probe: 'dns',
    target: 'short.example.net@127.0.0.1',
    setup,
  });
  expect(observation.servers[0]?.answers[0]).toMatchObject({ question: 'A', records: ['10.1.1.1'], ttl: 5 });
  expect(verdict.code).toBe('ttl-short');
});

test.skipIf(dnsmasqAbsent !== '')(`two that do not agree, behind one name${dnsmasqAbsent}`, () => {
  const one = (listens: string, says: string): string => `
dnsmasq -d -C /dev/null -R -S /example.net/ -h --local-ttl=300 --bind-interfaces --except-interface=none --listen-address=${listens} --host-record=both.example.net,${says},fd00::1 2>>$D/log &`;
  const { verdict } = probeInRig<DnsObservation>({
    probe: 'dns',
    target: 'both.example.net@ns.example.net',
    addresses: ['127.0.0.1', '::1'],
    setup: `${one('127.0.0.1', '10.1.1.1')}${one('::1', '10.1.1.2')}
i=0; until [ $(ss -Hlun | grep -c ':53 ') = 2 ]; do i=$((i+1)); [ $i -lt 200 ] || exit 9; sleep 0.05; done`,
  });
  expect(verdict).toMatchObject({ level: 'info', code: 'answers-differ' });
  expect(verdict.text.en).toContain('10.1.1.2');
});

describe.skipIf(NAMESPACE_ABSENT !== '')(`queries in a namespace${NAMESPACE_ABSENT}`, () => {
  test('into silence end in time', () => {
    const { verdict } = probeInNamespace('dns', 'www.example.net@10.77.0.2', BLACK_HOLE);
    expect(verdict).toMatchObject({ level: 'error', code: 'no-answer' });
  });

  test('no way leads there', () => {
    const { verdict } = probeInNamespace('dns', 'www.example.net@10.77.0.2', []);
    expect(verdict).toMatchObject({ level: 'error', code: 'unreachable' });
  });

  test('this machine may not send', () => {
    const network = ['route add prohibit 10.77.0.0/24'];
    const { verdict } = probeInNamespace('dns', 'www.example.net@10.77.0.2', network);
    expect(verdict).toMatchObject({ level: 'unknown', code: 'not-made' });
  });
});

describe('peers that mean harm', () => {
  let peer: Socket | undefined;
  afterEach(() => void peer?.close());

  async function askPeer(reply: (query: Buffer) => readonly Buffer[], stop?: AbortController): Promise<Verdict> {
    const socket = createSocket('udp4');
    peer = socket;
    socket.on('message', (query, { port, address }) => {
      stop?.abort();
      for (const message of reply(query)) socket.send(message, port, address);
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const permit = await permitFor(dns, `a.example.net@127.0.0.1:${socket.address().port}`);
    return (await dns.run(permit, stop?.signal ?? forever())).verdict;
  }

  const answerTo = (query: Buffer, tail: Buffer, answers = 1): Buffer => {
    const head = Buffer.from(query);
    head.writeUInt16BE(0x8180, 2);
    head.writeUInt16BE(answers, 6);
    head.writeUInt16BE(0, 10);
    const question = head.indexOf(0, 12) + 5;
    return Buffer.concat([head.subarray(0, question), tail]);
  };

  test('a name that points at itself, a record longer than its message, 65,535 records that are not there', async () => {
    const loop = Buffer.from([0xc0, 0xff, 0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 10, 0, 0, 1]);
    const long = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 9, 0xff, 0xff, 10, 0, 0, 1]);
    for (const [tail, count] of [
      [loop, 1],
      [long, 1],
      [Buffer.alloc(0), 65_535],
    ] as const) {
      expect(await askPeer((query) => [answerTo(query, tail, count)])).toMatchObject({ level: 'error' });
      peer?.close();
      peer = undefined;
    }
  });

  test('who it is: cut at any byte, longer than it is, in escape sequences, without end', () => {
    const text = (strings: Buffer): Buffer =>
      answerTo(
        queryFor('id.server', 16, false, 3),
        Buffer.concat([Buffer.from([0xc0, 12, 0, 16, 0, 3, 0, 0, 0, 0, 0, strings.length]), strings]),
      );
    const nsid = (value: Buffer, size = value.length): Buffer => {
      const option = Buffer.concat([Buffer.from([0, 3, 0, size]), value]);
      const answer = answerTo(
        queryFor('', 2, true),
        Buffer.concat([Buffer.from([0, 0, 41, 4, 208, 0, 0, 0, 0, 0, option.length]), option]),
        0,
      );
      answer.writeUInt16BE(1, 10);
      return answer;
    };
    const named = text(Buffer.from('\u0008fra1\u001b[2J\u0002-a', 'latin1'));
    expect(textIn(named)).toBe('fra1-a');
    expect(nsidIn(nsid(Buffer.from('fra1')))).toBe('fra1');
    expect(nsidIn(nsid(Buffer.from('\u001b[2J')))).toBe('0x1b5b324a');
    expect(nsidIn(nsid(Buffer.alloc(200, 'a')))).toBe(`${'a'.repeat(80)}...`);
    for (const whole of [named, nsid(Buffer.from('fra1'))])
      for (let end = 0; end < whole.length; end += 1) {
        expect(textIn(whole.subarray(0, end))).toBeUndefined();
        expect(nsidIn(whole.subarray(0, end))).toBeUndefined();
      }
    expect(nsidIn(nsid(Buffer.from('fra1'), 90))).toBeUndefined();
    expect(textIn(text(Buffer.from([9, 65])))).toBeUndefined();
    const many = nsid(Buffer.from('fra1'));
    many.writeUInt16BE(65_535, 6);
    expect(nsidIn(many)).toBeUndefined();
  });

  test('garbage is no answer', async () => {
    const verdict = await askPeer(() => [Buffer.from('\u001b[2J'.repeat(100)), Buffer.alloc(1), Buffer.alloc(9_000)]);
    expect(verdict.level).toBe('error');
    expect(verdict.text.en).not.toContain('\u001b');
  });

  test('can be cancelled', async () => {
    expect(await askPeer(() => [], new AbortController())).toMatchObject({ level: 'unknown', code: 'cancelled' });
  });
});

proofOf(dns);
