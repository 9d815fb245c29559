import type { Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { BLACK_HOLE, NAMESPACE_ABSENT, probeInNamespace } from '../../../../test/support/namespace.ts';
import { forever, permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { judgeRecordings } from '../../../../test/support/recordings.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import { pourInto, tcpPeer } from '../../../../test/support/tcp-peer.ts';
import { bearing } from '../bearing.ts';
import { judge } from './judge.ts';
import type { RpkiObservation } from './observe.ts';
import { rpki } from './probe.ts';
import { coveringOf } from './vrp.ts';

judgeRecordings(import.meta.dirname, judge);

const ROAS = {
  metadata: { buildtime: '2026-01-01T00:00:00Z' },
  roas: [
    { prefix: '192.0.2.0/24', maxLength: 24, asn: 64500, ta: 'test' },
    { prefix: '192.0.2.0/24', maxLength: 26, asn: 64501, ta: 'test' },
    { prefix: '198.51.100.0/22', maxLength: 24, asn: 'AS64500', ta: 'test' },
    { prefix: '203.0.113.0/24', maxLength: 24, asn: 0, ta: 'test' },
    { prefix: '2001:db8::/32', maxLength: 48, asn: 64500, ta: 'test' },
  ],
};
/** Question, and what RFC 6811 says. */
const ANSWERS: readonly (readonly [string, string])[] = [
  ['192.0.2.0/24=64500', 'valid'],
  ['192.0.2.0/25=64501', 'max-length'],
  ['192.0.2.0/27=64501', 'invalid-length'],
  ['192.0.2.0/24=64502', 'invalid-asn'],
  ['198.51.100.0/24=64500', 'valid'],
  ['203.0.113.0/24=64500', 'invalid-as0'],
  ['2001:db8:1::/48=64500', 'valid'],
  ['2001:db9::/32=64500', 'not-found'],
  ['192.0.2.0/24', 'covered'],
];

const absent = rigAbsent({ stayrtr: 'stayrtr' });

describe.skipIf(absent !== '')(`a real stayrtr${absent}`, () => {
  const stayrtr = (options = '', roas: unknown = ROAS): string => `cat >$D/vrps.json <<'END'
${JSON.stringify(roas)}
END
stayrtr -bind 127.0.0.1:323 -cache $D/vrps.json -checktime=false -metrics.addr 127.0.0.1:9847 ${options} >$D/log 2>&1 &
until_tcp 323`;
  const run = (target: string, options = '', roas: unknown = ROAS) =>
    probeInRig<RpkiObservation>({ probe: 'rpki', target, setup: stayrtr(options, roas) });

  test.each(ANSWERS)('%s is %s', (question, code) => {
    const { observation, verdict } = run(`${question}@127.0.0.1`);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ code });
    expect(observation).toMatchObject({ end: 'done', version: 1, payloads: { ipv4: 4, ipv6: 1 } });
  });

  test('without a question, and with all at once', () => {
    expect(run('127.0.0.1').verdict).toMatchObject({ level: 'ok', code: 'served' });
    const { verdict } = run(`${ANSWERS.map(([question]) => question).join(',')}@127.0.0.1`);
    expect(verdict.level).toBe('error');
  });

  test('of version 0 only', () => {
    const { observation, verdict } = run('192.0.2.0/24=64500@127.0.0.1', '-protocol 0');
    expect(observation, JSON.stringify(observation)).toMatchObject({ end: 'done', version: 0 });
    expect(verdict).toMatchObject({ code: 'valid' });
  });

  test('that applies exceptions of its own (SLURM, RFC 8416)', () => {
    const slurm = {
      slurmVersion: 1,
      validationOutputFilters: { prefixFilters: [{ prefix: '198.51.100.0/22' }], bgpsecFilters: [] },
      locallyAddedAssertions: {
        prefixAssertions: [{ asn: 64510, prefix: '10.20.0.0/16', maxPrefixLength: 24 }],
        bgpsecAssertions: [],
      },
    };
    const files = `echo '${JSON.stringify(slurm)}' >$D/slurm.json\n`;
    const asked = (question: string) => {
      const setup = files + stayrtr('-slurm $D/slurm.json');
      return probeInRig<RpkiObservation>({ probe: 'rpki', target: `${question}@127.0.0.1`, setup }).verdict.code;
    };
    expect(asked('198.51.100.0/24=64500')).toBe('not-found');
    expect(asked('10.20.1.0/24=64510')).toBe('valid');
    expect(asked('10.20.1.0/24=64511')).toBe('invalid-asn');
  });

  test('that has nothing', () => {
    const { observation, verdict } = run('192.0.2.0/24=64500@127.0.0.1', '', { roas: [] });
    expect(verdict.level, JSON.stringify(observation)).toBe('error');
    expect(['empty', 'no-data']).toContain(verdict.code);
  });
});

describe('files', () => {
  const csv = `ASN,IP Prefix,Max Length,Trust Anchor\n${ROAS.roas
    .map(({ asn, prefix, maxLength }) => `AS${String(asn).replace('AS', '')},${prefix},${maxLength},test`)
    .join('\n')}`;
  async function* cut(text: string, size: number): AsyncIterable<Uint8Array> {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const routes = ANSWERS.map(([question]) => question);

  test.each([
    ['JSON', JSON.stringify(ROAS)],
    ['JSON in many lines', JSON.stringify(ROAS, null, 2)],
    ['CSV', csv],
  ])('%s says the same as the cache, wherever it is cut', async (_, text) => {
    for (const size of [1, 7, 64, 100_000]) {
      for (const [question, code] of ANSWERS) {
        const [prefix, asn] = question.split('=');
        const asked = asn === undefined ? { prefix: prefix! } : { prefix: prefix!, asn: Number(asn) };
        const seen = await rpki.fromFile!(cut(text, size), { host: 'localhost', routes: [asked] }, Date.now());
        expect(seen?.verdict.code, `${question} in pieces of ${size}`).toBe(code);
      }
    }
    expect(routes.length).toBeGreaterThan(0);
  });

  test('an old file says so', async () => {
    const at = Date.parse('2026-01-03T00:00:00Z');
    const seen = await rpki.fromFile!(cut(JSON.stringify(ROAS), 999), { host: 'localhost' }, at);
    expect(seen?.verdict.text.en).toContain('48 hours old');
  });

  test('anything else holds nothing, in linear time', async () => {
    const nothing = async (text: string) => rpki.fromFile!(cut(text, 65_536), { host: 'localhost' }, 0);
    for (const text of [
      '',
      'hello',
      '{"roas": []}',
      '{'.repeat(1_000_000),
      '}'.repeat(1_000_000),
      'AS1,'.repeat(300_000),
    ])
      expect(await nothing(text)).toBeUndefined();
    await fc.assert(fc.asyncProperty(fc.string(), async (text) => void (await nothing(text))));
  });
});

test('what is kept of many payloads is what decides', () => {
  const covering = coveringOf([{ prefix: '192.0.2.0/24', asn: 64500 }]);
  for (let asn = 1; asn < 10_000; asn += 1) covering.add('ipv4', 0xc0000200n, 24, 24, asn);
  covering.add('ipv4', 0xc0000200n, 24, 24, 64500);
  expect(covering.answers[0]!.covering).toHaveLength(20);
  expect(covering.answers[0]!.covering).toContainEqual({ prefix: '192.0.2.0/24', maxLength: 24, asn: 64500 });
});

describe('peers that mean harm', () => {
  const peer = tcpPeer();
  afterEach(() => peer.stop());

  async function run(meets: (socket: Socket) => void, signal = forever()) {
    const target = `192.0.2.0/24=64500@${await peer.listen((socket) => socket.once('data', () => meets(socket)))}`;
    const { observation, verdict } = await rpki.run(await permitFor(rpki, target), signal);
    const said = bearing(rpki, 'bgp/rpki-not-enforced', verdict);
    return { observation: observation as RpkiObservation, code: verdict.code, said };
  }
  const pdu = (type: number, field: number, body: readonly number[] | Buffer): Buffer => {
    const head = Buffer.from([1, type, field >> 8, field & 255, 0, 0, 0, 0]);
    head.writeUInt32BE(8 + body.length, 4);
    return Buffer.concat([head, Buffer.from(body)]);
  };
  const RESPONSE = pdu(3, 9, []);

  test.each([
    ['a banner', Buffer.from('SSH-2.0-OpenSSH\r\n'), 'not-rtr'],
    ['a length that is no length', Buffer.from([1, 3, 0, 0, 0, 0, 0, 1]), 'not-rtr'],
    ['a PDU of four gigabytes', Buffer.from([1, 3, 0, 0, 0xff, 0xff, 0xff, 0xff]), 'not-rtr'],
    ['data before the response', pdu(4, 0, [1, 24, 24, 0, 192, 0, 2, 0, 0, 0, 251, 244]), 'not-rtr'],
    [
      'a prefix longer than it may be',
      Buffer.concat([RESPONSE, pdu(4, 0, [1, 24, 40, 0, 192, 0, 2, 0, 0, 0, 0, 1])]),
      'not-rtr',
    ],
    ['a withdrawal', Buffer.concat([RESPONSE, pdu(4, 0, [0, 24, 24, 0, 192, 0, 2, 0, 0, 0, 0, 1])]), 'not-rtr'],
    ['no data available', pdu(10, 2, Buffer.concat([Buffer.alloc(8)])), 'no-data'],
    ['an error that lies about its lengths', pdu(10, 1, [0xff, 0xff, 0xff, 0xff]), 'cache-error'],
    ['half an answer', Buffer.concat([RESPONSE, Buffer.from([1, 4])]), 'truncated'],
    ['nothing', Buffer.alloc(0), 'silent'],
  ])('%s: %s, which confirms that nothing is validated', async (_, bytes, code) => {
    expect(await run((socket) => socket.end(bytes))).toMatchObject({ code, said: 'confirmed' });
  });

  test('an error text full of escape sequences', async () => {
    const text = Buffer.from('\u001b[31mbad\u202e\u0007 one');
    const body = Buffer.concat([Buffer.alloc(4), Buffer.from([0, 0, 0, text.length]), text]);
    const { observation } = await run((socket) => socket.end(pdu(10, 1, body)));
    expect(observation.error).toEqual({ code: 1, text: 'bad one' });
  });

  test('a stream that never ends is cancelled', async () => {
    const stop = new AbortController();
    const { code } = await run((socket) => {
      let poured = 0;
      pourInto(socket, Buffer.concat(Array.from({ length: 100 }, () => RESPONSE)), () => {
        poured += 1;
        if (poured > 50) stop.abort();
      });
    }, stop.signal);
    expect(code).toBe('cancelled');
  });
});

describe.skipIf(NAMESPACE_ABSENT !== '')(`asked in a namespace${NAMESPACE_ABSENT}`, () => {
  test.each([
    ['10.77.0.2', BLACK_HOLE, 'dropped'],
    ['10.77.0.1', BLACK_HOLE, 'refused'],
    ['10.77.0.2', [], 'unreachable'],
  ])('%s with %j: %s', (target, network, code) => {
    expect(probeInNamespace('rpki', target, network).verdict).toMatchObject({ level: 'error', code });
  });

  test('where this machine may not send', () => {
    const { verdict } = probeInNamespace('rpki', '10.77.0.2', ['route add prohibit 10.77.0.0/24']);
    expect(verdict).toMatchObject({ level: 'unknown', code: 'not-made' });
  });
});

proofOf(rpki);
