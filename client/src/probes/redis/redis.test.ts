import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { BLACK_HOLE, NAMESPACE_ABSENT, probeInNamespace } from '../../../../test/support/namespace.ts';
import { forever, permitFor } from '../../../../test/support/probe-permit.ts';
import { proofOf } from '../../../../test/support/proof-of.ts';
import { judgeRecordings } from '../../../../test/support/recordings.ts';
import { probeInRig, rigAbsent } from '../../../../test/support/rig.ts';
import { pourInto, tcpPeer } from '../../../../test/support/tcp-peer.ts';
import { judge } from './judge.ts';
import type { RedisObservation } from './observe.ts';
import { redis } from './probe.ts';

judgeRecordings(import.meta.dirname, judge);

const SECRET = 'planted-secret-91d3';
const absent = rigAbsent({
  'redis-server': 'redis-server',
  'redis-sentinel': 'redis-sentinel',
  'redis-cli': 'redis-tools',
  nft: 'nftables',
});

/** A shell loop until a command succeeds. */
const until = (command: string): string =>
  `i=0; until ${command}; do i=$((i+1)); [ $i -lt 300 ] || exit 9; sleep 0.1; done`;
const server = (port: number, options = ''): string =>
  `mkdir -p $D/${port}; redis-server --port ${port} --bind 127.0.0.1 10.5.0.1 --dir $D/${port} --save '' ${options} >$D/${port}.log 2>&1 &
until_tcp ${port}`;
const ADDRESS = 'ip address add 10.5.0.1/32 dev lo';

describe.skipIf(absent !== '')(`a real redis-server${absent}`, () => {
  const run = (setup: string, target = '127.0.0.1:6379', credentials?: readonly [string, string]) =>
    probeInRig<RedisObservation>({
      probe: 'redis',
      target,
      setup: `${ADDRESS}\n${setup}`,
      ...(credentials && { credentials }),
    });
  const REPLICA = server(6380, '--replicaof 127.0.0.1 6379');
  const IN_STEP = until(`redis-cli -p 6379 info replication | grep -q 'state=online'`);

  test('with a replica, and the replica', () => {
    const setup = `${server(6379)}\n${REPLICA}\n${IN_STEP}`;
    const master = run(setup);
    expect(master.verdict, JSON.stringify(master)).toMatchObject({ level: 'ok', code: 'ok' });
    expect(master.observation.replication).toMatchObject({ role: 'master', replicas: [{ online: true }] });
    const replica = run(setup, '127.0.0.1:6380');
    expect(replica.verdict, JSON.stringify(replica)).toMatchObject({ level: 'ok', code: 'ok' });
  });

  test('whose replica still waits for its first copy', () => {
    const slow = server(6379, '--repl-diskless-sync yes --repl-diskless-sync-delay 100');
    const setup = `${slow}\n${REPLICA}\n${until(`redis-cli -p 6379 info replication | grep -q 'state=wait_bgsave'`)}`;
    expect(run(setup).verdict).toMatchObject({ level: 'warning', code: 'lag' });
  });

  test('of a cluster, one of whose three masters has died', { timeout: 90_000 }, () => {
    const nodes = [6379, 6380, 6381].map((port) =>
      server(port, '--cluster-enabled yes --cluster-node-timeout 1000 --cluster-require-full-coverage no'),
    );
    const setup = `${nodes.join('\n')}
echo $! >$D/last
redis-cli --cluster create 127.0.0.1:6379 127.0.0.1:6380 127.0.0.1:6381 --cluster-yes >$D/create
${until(`redis-cli -p 6379 cluster info | grep -q cluster_state:ok`)}
kill -9 $(cat $D/last)
${until(`redis-cli -p 6379 cluster info | grep -q 'cluster_slots_fail:[1-9]'`)}`;
    const { verdict, observation } = run(setup);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'slots-failing' });
  });

  test('alone', () => {
    expect(run(server(6379)).verdict).toMatchObject({ level: 'info', code: 'no-replica' });
  });

  test('open to others than its own machine', () => {
    const setup = `${server(6379, '--protected-mode no')}\n${REPLICA}\n${IN_STEP}`;
    expect(run(setup, '10.5.0.1:6379').verdict).toMatchObject({ level: 'info', code: 'no-password' });
  });

  test('in protected mode', () => {
    // From loopback nothing is protected: the question comes from a namespace of its own.
    const setup = `ip netns add far; ip link add a0 type veth peer name a1 netns far; ip address add 10.6.0.1/24 dev a0; ip link set a0 up
ip -n far address add 10.6.0.2/24 dev a1; ip -n far link set a1 up
redis-server --port 6379 --bind 10.6.0.1 --dir $D --save '' >$D/log 2>&1 &
until_tcp 6379`;
    const { verdict } = probeInRig({ probe: 'redis', target: '10.6.0.1:6379', from: 'far', setup });
    expect(verdict).toMatchObject({ level: 'error', code: 'protected' });
  });

  test('a replica that cannot reach its master', () => {
    const { verdict } = run(server(6379, '--replicaof 127.0.0.1 1'));
    expect(verdict).toMatchObject({ level: 'error', code: 'link-down' });
  });

  test('with a password: none, a wrong one, the right one, which is nowhere in what was seen', () => {
    const setup = server(6379, `--requirepass ${SECRET}`);
    expect(run(setup).verdict).toMatchObject({ level: 'ok', code: 'wants-user' });
    expect(run(setup, undefined, ['default', 'wrong']).verdict).toMatchObject({ level: 'error', code: 'wrong-user' });
    const right = run(setup, undefined, ['default', SECRET]);
    expect(right.verdict).toMatchObject({ level: 'info', code: 'no-replica' });
    expect(JSON.stringify(right)).not.toContain(SECRET);
  });

  test('a user that may not ask', () => {
    const setup = `${server(6379)}\nredis-cli -p 6379 acl setuser bob on '>${SECRET}' '~*' '+get' >$D/acl`;
    const { verdict } = run(setup, undefined, ['bob', SECRET]);
    expect(verdict).toMatchObject({ level: 'unknown', code: 'not-permitted' });
  });

  test('a cluster without slots, and a whole one', { timeout: 60_000 }, () => {
    const empty = server(6379, '--cluster-enabled yes');
    expect(run(empty).verdict).toMatchObject({ level: 'error', code: 'cluster-down' });
    const whole = `${empty}\nredis-cli -p 6379 cluster addslotsrange 0 16383 >$D/slots
${until(`redis-cli -p 6379 cluster info | grep -q cluster_state:ok`)}`;
    const { verdict, observation } = run(whole);
    expect(observation.cluster, JSON.stringify(observation)).toMatchObject({ ok: true, assigned: 16_384 });
    expect(verdict).toMatchObject({ level: 'info', code: 'no-replica' });
  });
});

describe.skipIf(absent !== '')(`real sentinels${absent}`, () => {
  /** A master, a replica, and sentinels that know each other. */
  const watched = (sentinels: number, { downAfter = 1_000, quorum = 2, known = 1 } = {}): string => `
${ADDRESS}
${server(6379)}
${server(6380, '--replicaof 127.0.0.1 6379')}
for p in ${Array.from({ length: sentinels }, (_, nth) => 26_379 + nth).join(' ')}; do mkdir -p $D/$p
cat >$D/$p/sentinel.conf <<END
port $p
bind 127.0.0.1
dir $D/$p
sentinel monitor cache 127.0.0.1 6379 ${quorum}
sentinel down-after-milliseconds cache ${downAfter}
sentinel failover-timeout cache 180000
END
redis-sentinel $D/$p/sentinel.conf >$D/$p.log 2>&1 & echo $! >$D/$p.pid; until_tcp $p; done
${until(`redis-cli -p 26379 sentinel masters | tr '\\n' ' ' | grep -q 'num-slaves ${known} num-other-sentinels ${sentinels - 1} '`)}
${until(`redis-cli -p 26379 sentinel replicas cache | tr '\\n' ' ' | grep -q 'master-link-status ok'`)}
`;
  const run = (setup: string) =>
    probeInRig<RedisObservation>({ probe: 'redis', target: '127.0.0.1', setup, timeoutMs: 90_000 });
  const SECONDS = { timeout: 95_000 };

  test('three of them and a replica', SECONDS, () => {
    const { verdict, observation } = run(watched(3));
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'ok', code: 'watched' });
    expect(observation.masters).toMatchObject([{ name: 'cache', sentinels: 3, quorumReached: true }]);
  });

  test('one alone', SECONDS, () => {
    const { verdict, observation } = run(watched(1, { quorum: 1 }));
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'few-sentinels' });
  });

  test('that suspect late', SECONDS, () => {
    expect(run(watched(3, { downAfter: 60_000 })).verdict).toMatchObject({ level: 'warning', code: 'slow-detection' });
  });

  test('one of three has died', SECONDS, () => {
    const died = `kill -9 $(cat $D/26381.pid)
${until(`redis-cli -p 26379 sentinel sentinels cache | grep -q s_down`)}`;
    expect(run(watched(3) + died).verdict).toMatchObject({ level: 'warning', code: 'sentinel-down' });
  });

  test('two of three have died', SECONDS, () => {
    const died = `kill -9 $(cat $D/26380.pid) $(cat $D/26381.pid)
${until(`redis-cli -p 26379 sentinel ckquorum cache 2>&1 | grep -q NOQUORUM`)}`;
    expect(run(watched(3) + died).verdict).toMatchObject({ level: 'error', code: 'no-quorum' });
  });

  test('the replica has died', SECONDS, () => {
    const died = `redis-cli -p 6380 shutdown nosave || true
${until(`redis-cli -p 26379 sentinel replicas cache | grep -q s_down`)}`;
    expect(run(watched(3) + died).verdict).toMatchObject({ level: 'error', code: 'no-replica' });
  });

  test('one of two replicas has died', SECONDS, () => {
    const died = `${server(6381, '--replicaof 127.0.0.1 6379')}
${until(`redis-cli -p 26379 sentinel masters | tr '\\n' ' ' | grep -q 'num-slaves 2 '`)}
redis-cli -p 6381 shutdown nosave || true
${until(`redis-cli -p 26379 sentinel replicas cache | grep -q s_down`)}`;
    const { verdict, observation } = run(watched(3) + died);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'replica-down' });
  });

  /** The master stops answering, and stays there. */
  const STOPPED = `kill -STOP $(redis-cli -p 6379 info server | tr -d '\\r' | sed -n 's/^process_id://p')\n`;

  test('the master is down, and no replica may be promoted', SECONDS, () => {
    const down = `redis-cli -p 6380 config set replica-priority 0 >$D/priority
${STOPPED}${until(`redis-cli -p 26379 sentinel masters | grep -q o_down`)}`;
    const { verdict, observation } = run(watched(3) + down);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'error', code: 'master-down' });
  });

  test('one does not hear the master, the others are patient', SECONDS, () => {
    const down = `for p in 26380 26381; do redis-cli -p $p sentinel set cache down-after-milliseconds 600000 >$D/set; done
${STOPPED}${until(`redis-cli -p 26379 sentinel masters | grep -q s_down`)}`;
    const { verdict, observation } = run(watched(3) + down);
    expect(verdict, JSON.stringify(observation)).toMatchObject({ level: 'warning', code: 'master-suspected' });
  });

  test('that watch nothing', () => {
    const setup = `${ADDRESS}\nmkdir -p $D/s; printf 'port 26379\\nbind 127.0.0.1\\ndir %s\\n' $D/s >$D/s/sentinel.conf
redis-sentinel $D/s/sentinel.conf >$D/log 2>&1 &
until_tcp 26379`;
    expect(run(setup).verdict).toMatchObject({ level: 'error', code: 'no-masters' });
  });
});

describe('peers that mean harm', () => {
  const peer = tcpPeer();
  afterEach(() => peer.stop());

  async function run(meets: (socket: Socket, command: string) => void, signal = forever()) {
    const target = await peer.listen((socket) => {
      socket.on('data', (chunk) => meets(socket, chunk.toString('latin1')));
    });
    const permit = await permitFor(redis, target);
    const { observation, verdict } = await redis.run(permit, signal);
    return { observation: observation as RedisObservation, code: verdict.code };
  }
  const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

  test.each([
    ['a banner', 'SSH-2.0-OpenSSH\r\n', 'not-redis'],
    ['a length that is none', '$x\r\n', 'not-redis'],
    ['a string of a terabyte', '$1000000000000\r\n', 'not-redis'],
    ['a list of a billion', '*1000000000\r\n', 'not-redis'],
    ['lists in lists without end', '*1\r\n'.repeat(1_000), 'not-redis'],
    ['a line without end', 'a'.repeat(100_000), 'not-redis'],
    ['half an answer', '$100\r\nredis_version:7', 'not-redis'],
    ['an INFO that says nothing', bulk('# Server\r\n'), 'not-redis'],
    ['loading', '-LOADING Redis is loading the dataset in memory\r\n', 'loading'],
    ['a number', ':7\r\n', 'not-redis'],
  ])('%s', async (_, bytes, code) => {
    expect((await run((socket) => socket.end(bytes))).code).toBe(code);
  });

  test('names full of escape sequences and commands are told plainly, and sent back as one word', async () => {
    const name = 'a\u001b[31m\r\nFLUSHALL\r\n';
    const commands: string[] = [];
    const { observation } = await run((socket, command) => {
      commands.push(command);
      if (command.includes('INFO')) socket.write(bulk('redis_version:7\r\nredis_mode:sentinel\r\n'));
      else if (command.includes('MASTERS')) socket.write(`*1\r\n*2\r\n${bulk('name')}${bulk(name)}`);
      else socket.write('*0\r\n');
    });
    expect(observation.masters?.[0]?.name).toBe('a FLUSHALL');
    expect(commands.every((command) => /^\*[1-3]\r\n\$\d+\r\n(?:INFO|SENTINEL)\r\n/.test(command))).toBe(true);
    expect(commands.some((command) => command.includes('\r\nFLUSHALL'))).toBe(false);
  });

  test('a stream that never ends', async () => {
    const { code } = await run((socket) => pourInto(socket, `$4000000\r\n${'x'.repeat(60_000)}`));
    expect(code).toBe('not-redis');
  });

  test('silence, and a cancelled wait', { timeout: 20_000 }, async () => {
    expect((await run(() => {})).code).toBe('silent');
    const stop = new AbortController();
    expect((await run(() => stop.abort(), stop.signal)).code).toBe('cancelled');
  });
});

describe.skipIf(NAMESPACE_ABSENT !== '')(`asked in a namespace${NAMESPACE_ABSENT}`, () => {
  test.each([
    ['10.77.0.2', BLACK_HOLE, 'dropped'],
    ['10.77.0.1', BLACK_HOLE, 'refused'],
    ['10.77.0.2', [], 'unreachable'],
  ])('%s with %j: %s', (target, network, code) => {
    expect(probeInNamespace('redis', target, network).verdict).toMatchObject({ level: 'error', code });
  });

  test('where this machine may not send', () => {
    const { verdict } = probeInNamespace('redis', '10.77.0.2', ['route add prohibit 10.77.0.0/24']);
    expect(verdict).toMatchObject({ level: 'unknown', code: 'not-made' });
  });
});

proofOf(redis);
