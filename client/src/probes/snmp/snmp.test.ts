import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { BLACK_HOLE, NAMESPACE_ABSENT, probeInNamespace } from '../../../../test/support/namespace.ts';
import { forever, permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { judgeRecordings } from '../../../../test/support/recordings.ts';
import { probeInRig, type Rig, rigAbsent } from '../../../../test/support/rig.ts';
import { judge } from './judge.ts';
import type { SnmpObservation } from './observe.ts';
import { snmp } from './probe.ts';

judgeRecordings(import.meta.dirname, judge);

const [SIGNS, ENCRYPTS, COMMUNITY] = ['planted-secret-5b1e', 'planted-secret-77aa', 'planted-secret-c0de'];
const absent = rigAbsent({ snmpd: 'snmpd', socat: 'socat' });

describe.skipIf(absent !== '')(`a real snmpd${absent}`, () => {
  const run = (config: string, more: Partial<Rig> = {}, network = '', after = '') =>
    probeInRig<SnmpObservation>({
      probe: 'snmp',
      target: '127.0.0.1',
      longest: 1,
      setup: `${network}
mkdir -p $D/p; export SNMP_PERSISTENT_DIR=$D/p
cat >$D/snmpd.conf <<END
agentaddress udp:127.0.0.1:161
createUser alice SHA-256 "${SIGNS}" AES "${ENCRYPTS}"
createUser carol SHA "${SIGNS}" AES "${ENCRYPTS}"
rouser alice priv
rouser carol priv
${config}
END
snmpd -f -Lf $D/log -C -c $D/snmpd.conf >/dev/null 2>&1 &
echo $! >$D/pid
until_udp 161${after}`,
      ...more,
    });
  const ALICE = ['alice', SIGNS, ENCRYPTS] as const;

  test('tells a user of its interfaces, and no secret is in what was seen', () => {
    const result = run('', { credentials: ALICE });
    const { verdict, observation } = result;
    expect(observation, JSON.stringify(observation)).toMatchObject({
      end: 'done',
      as: 'user',
      protection: 'SHA-256 AES',
    });
    expect(observation.interfaces).toMatchObject([{ name: 'lo', admin: 'up', oper: 'up', errors: 0 }]);
    expect(['ok', 'info']).toContain(verdict.level);
    for (const secret of [SIGNS, ENCRYPTS, 'alice']) expect(JSON.stringify(result)).not.toContain(secret);
  });

  test('a user of SHA-1', () => {
    const { observation } = run('', { credentials: ['carol', SIGNS, ENCRYPTS] });
    expect(observation, JSON.stringify(observation)).toMatchObject({ end: 'done', protection: 'SHA-1 AES' });
  });

  test('a community of its own', () => {
    const { observation } = run(`rocommunity ${COMMUNITY} 127.0.0.1`, { credentials: ['', COMMUNITY] });
    expect(observation).toMatchObject({ end: 'done', as: 'community' });
    expect(JSON.stringify(observation)).not.toContain(COMMUNITY);
  });

  test('open to "public": that is the verdict, whoever else may ask', () => {
    const open = 'rocommunity public 127.0.0.1';
    expect(run(open).verdict).toMatchObject({ level: 'error', code: 'default-community' });
    expect(run(open, { credentials: ALICE }).verdict).toMatchObject({ code: 'default-community' });
    expect(run(open, { credentials: ['', 'public'] }).verdict).toMatchObject({ code: 'default-community' });
  });

  test('asked as nobody, as a stranger, with wrong passwords, without encryption', () => {
    expect(run('').verdict).toMatchObject({ level: 'ok', code: 'wants-user' });
    for (const credentials of [
      ['mallory', SIGNS, ENCRYPTS],
      ['alice', 'a wrong password', ENCRYPTS],
      ['alice', SIGNS, 'a wrong password'],
    ] as const)
      expect(run('', { credentials }).verdict, credentials.join()).toMatchObject({
        level: 'error',
        code: 'wrong-user',
      });
    expect(run('', { credentials: ['', 'a wrong community'] }).verdict).toMatchObject({ code: 'no-answer' });
  });

  const PAIR = `ip link add a0 type veth peer name a1; ip link set a0 up; ip address add 10.5.0.1/24 dev a0
a0=$(ip -o link show a0 | cut -d: -f1)\n`;
  /** Of a host that runs for longer than a day. */
  const OLD = 'override .1.3.6.1.2.1.25.1.1.0 timeticks 100000000';

  test('all is well', () => {
    const { verdict, observation } = run(OLD, { credentials: ALICE });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'ok', code: 'ok' });
  });

  test('a device that came up lately', () => {
    const young = 'override .1.3.6.1.2.1.25.1.1.0 timeticks 360000';
    const { verdict, observation } = run(young, { credentials: ALICE });
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'info', code: 'recent-start' });
  });

  test('an interface that came up lately', () => {
    const { verdict, observation } = run(
      `${OLD}\noverride .1.3.6.1.2.1.2.2.1.9.$a0 timeticks 1`,
      { credentials: ALICE },
      `${PAIR}ip link set a1 up\n`,
    );
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'info', code: 'recent-change' });
  });

  test('a user who comes without the encryption that is wanted', () => {
    const { verdict } = run('', { credentials: ['alice', SIGNS] });
    expect(verdict).toMatchObject({ level: 'error', code: 'wrong-level' });
  });

  test('an agent that starts anew between the two looks', { timeout: 90_000 }, () => {
    // When it has been asked what the first look asks, and nobody asks more.
    const again = `
{ last=0; while :; do
    now=$(awk '/^Udp: [0-9]/ { print $2 }' /proc/net/snmp)
    [ $now -gt 30 ] && [ $now = $last ] && break
    last=$now; sleep 1
  done
  kill $(cat $D/pid); while ss -Hlun | grep -q ':161 '; do sleep 0.1; done
  snmpd -f -Lf $D/log2 -C -c $D/snmpd.conf >/dev/null 2>&1; } &`;
    const { verdict, observation } = run('', { credentials: ALICE, longest: 25, timeoutMs: 80_000 }, '', again);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'restarted' });
  });

  test('an interface that counts errors', { timeout: 90_000 }, () => {
    // ifInErrors of the first interface, larger with each question.
    const script = `cat >$D/errors <<'END'
#!/bin/sh
[ "$1" = -n ] && { case "$2" in .1.3.6.1.2.1.2.2.1.14) ;; *) exit 0 ;; esac; }
n=$(($(cat $D/count 2>/dev/null || echo 0) + 500)); echo $n >$D/count
echo .1.3.6.1.2.1.2.2.1.14.1; echo counter; echo $n
END
chmod +x $D/errors\n`;
    const { verdict, observation } = run(
      'pass .1.3.6.1.2.1.2.2.1.14 /bin/sh $D/errors',
      { credentials: ALICE },
      script,
    );
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'error', code: 'errors' });
  });

  const IF_ALIAS = '.1.3.6.1.2.1.31.1.1.1.18';
  const IF_HIGH_SPEED = '.1.3.6.1.2.1.31.1.1.1.15';

  test('an interface that is described, switched on and down', () => {
    const { verdict, observation } = run(`override ${IF_ALIAS}.$a0 octet_str "uplink"`, { credentials: ALICE }, PAIR);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'interface-down' });
    expect(run('', { credentials: ALICE }, PAIR).verdict.code).not.toBe('interface-down');
  });

  test('an interface that carries more than it should', { timeout: 90_000 }, () => {
    const network = `${PAIR}ip link set a1 up
{ while :; do head -c 50000 /dev/zero; sleep 0.1; done | socat -u -b 1000 - UDP-DATAGRAM:10.5.0.255:9,broadcast; } &`;
    const { verdict, observation } = run(
      `override ${IF_HIGH_SPEED}.$a0 uinteger 1`,
      { credentials: ALICE, longest: 20, timeoutMs: 80_000 },
      network,
    );
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'busy' });
  });
});

describe('peers that mean harm', () => {
  let peer: Socket | undefined;
  afterEach(() => peer?.close());

  async function run(answer: (request: Buffer) => readonly Buffer[], signal = forever()) {
    peer = createSocket('udp4');
    peer.on('message', (request, from) => {
      for (const reply of answer(request)) peer!.send(reply, from.port, from.address);
    });
    peer.bind(0, '127.0.0.1');
    await once(peer, 'listening');
    const permit = await permitFor(snmp, `127.0.0.1:${peer.address().port}`, [], [], { longest: 1 });
    return snmp.run(permit, signal, { username: 'alice', password: SIGNS!, privacyPassword: ENCRYPTS! });
  }

  test.each([
    ['text', () => [Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')]],
    ['a sequence that claims to be endless', () => [Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 2, 1, 1])]],
    ['sequences in sequences', () => [Buffer.from(Array.from({ length: 1_000 }, () => [0x30, 0x80]).flat())]],
    ['the request itself', (request: Buffer) => [request]],
    ['the request cut short', (request: Buffer) => [request.subarray(0, request.length - 5)]],
    ['a flood', () => Array.from({ length: 300 }, () => Buffer.alloc(1_400, 0x30))],
  ])('%s: no crash, and nothing is called fine', { timeout: 30_000 }, async (_, answer) => {
    const { verdict } = await run(answer);
    expect(verdict.level).not.toBe('ok');
    expect(['not-snmp', 'no-answer', 'wrong-user', 'not-made']).toContain(verdict.code);
  });

  test('an error about a variable that nobody asked for', async () => {
    const { verdict } = await run((request) => {
      // SNMPv2c, as the question for "public" is: GetRequest becomes Response, with error 5 at place 77.
      const pdu = request.indexOf(Buffer.from('public')) + 6;
      if (pdu < 6) return [];
      const answer = Buffer.from(request);
      answer[pdu] = 0xa2;
      const status = answer.indexOf(Buffer.from([2, 1, 0, 2, 1, 0]), pdu);
      answer.set([2, 1, 5, 2, 1, 77], status);
      return [answer];
    });
    expect(verdict.level).not.toBe('ok');
  });

  test('bytes turned over', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(80), fc.nat(255), async (at, value) => {
        const stop = new AbortController();
        let answered = 0;
        const { verdict } = await run((request) => {
          answered += 1;
          if (answered > 2) stop.abort();
          const turned = Buffer.from(request);
          turned[at % turned.length] = value;
          return [turned];
        }, stop.signal);
        expect(verdict.level).not.toBe('ok');
        peer!.close();
        peer = undefined;
      }),
      { numRuns: 5 },
    );
  });

  test('can be cancelled', async () => {
    const stop = new AbortController();
    const { verdict } = await run(() => {
      stop.abort();
      return [];
    }, stop.signal);
    expect(verdict).toMatchObject({ level: 'unknown', code: 'cancelled' });
  });
});

describe.skipIf(NAMESPACE_ABSENT !== '')(`asked in a namespace${NAMESPACE_ABSENT}`, () => {
  test.each([
    ['10.77.0.2', BLACK_HOLE, 'no-answer'],
    ['10.77.0.1', BLACK_HOLE, 'refused'],
    ['10.77.0.2', [], 'unreachable'],
  ])('%s with %j: %s', (target, network, code) => {
    expect(probeInNamespace('snmp', target, network).verdict).toMatchObject({ code });
  });

  test('where this machine may not send', () => {
    const { verdict } = probeInNamespace('snmp', '10.77.0.2', ['route add prohibit 10.77.0.0/24']);
    expect(verdict).toMatchObject({ level: 'unknown', code: 'not-made' });
  });
});

proofOf(snmp);
