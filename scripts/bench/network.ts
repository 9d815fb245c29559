/** Many devices together: a cold review of all, one edited line, growth. Ratios in one run; the target beside each. */
import { performance } from 'node:perf_hooks';
import { type LiveNetwork, type Member, networkOf } from '../../server/src/network/network.ts';
import { outsideFacts } from '../../server/src/network/outside-facts.ts';
import { review } from '../../server/src/review/engine.ts';
import { type Prepared, prepare } from '../../server/src/review/prepare.ts';
import { DEFAULT_SETTINGS } from '../../server/src/review/settings.ts';

const LINES = 300;
/** Links of each device to the ones after it. */
const LINKS = 4;

await main();

async function main(): Promise<void> {
  const small = await cold(100);
  const large = await cold(1_000);
  row('growth, 100 to 1,000 devices', large.ms / small.ms, 'at most 12');
  const edited = await oneLine(large.network, 500);
  row('one edited line / cold review of 1,000 devices', edited / large.ms, 'at most 0.01');
  process.stdout.write(
    `for scale: 1,000 devices of ${LINES} lines ${(large.ms / 1000).toFixed(1)} s (target 20 s), heap ${large.heap.toFixed(0)} MiB (target 1,500)\n`,
  );
}

async function cold(count: number): Promise<{ ms: number; heap: number; network: LiveNetwork }> {
  const texts = Array.from({ length: count }, (_, i) => device(i, count));
  const started = performance.now();
  const network = networkOf();
  const read: { readonly prepared: Prepared; readonly member: Member }[] = [];
  for (const [i, text] of texts.entries()) {
    const prepared = prepare({ text, dialect: 'ios' })!;
    const member: Member = { path: `site/${i}.cfg`, device: prepared.device, index: prepared.index };
    network.put(member);
    read.push({ prepared, member });
  }
  let findings = 0;
  for (const { prepared, member } of read)
    findings += (await review(prepared, DEFAULT_SETTINGS, { surroundingsOf: () => ({ network, self: member }) }))
      .findings.length;
  const ms = performance.now() - started;
  if (findings < count) throw new Error('the generated network has fewer faults than it was given');
  return { ms, heap: process.memoryUsage().heapUsed / 2 ** 20, network };
}

/** What the editor does: the document read and reviewed anew, its place in the network taken over. */
async function oneLine(network: LiveNetwork, at: number): Promise<number> {
  let fastest = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5; run += 1) {
    const text = device(at, 1_000).replace('description link 1\n', `description edit ${run}\n`);
    const started = performance.now();
    const prepared = prepare({ text, dialect: 'ios' })!;
    const self: Member = { path: `site/${at}.cfg`, device: prepared.device, index: prepared.index };
    outsideFacts(self.device);
    network.put(self);
    await review(prepared, DEFAULT_SETTINGS, { surroundingsOf: () => ({ network, self }) });
    fastest = Math.min(fastest, performance.now() - started);
  }
  return fastest;
}

/** A router with links to its next neighbours, a session on each, lists and routes; every tenth expects a wrong AS number. */
function device(i: number, count: number): string {
  const out = ['version 17.3', `hostname r${i}`, '!'];
  const sessions: string[] = [];
  for (let k = 1; k <= LINKS; k += 1) {
    for (const [from, to, own, other] of [
      [i, (i + k) % count, 1, 2],
      [(i - k + count) % count, i, 2, 1],
    ] as const) {
      const link = from * LINKS + k;
      const subnet = `10.${link >> 14}.${(link >> 6) & 255}`;
      const base = (link & 63) * 4;
      const there = own === 1 ? to : from;
      out.push(
        `interface GigabitEthernet${own}/${k}`,
        ` description link ${k}`,
        ` ip address ${subnet}.${base + own} 255.255.255.252`,
        ' ip access-group EDGE in',
        '!',
      );
      sessions.push(
        ` neighbor ${subnet}.${base + other} remote-as ${64512 + there + (i % 10 === 0 && k === 1 ? 1 : 0)}`,
      );
    }
  }
  out.push('ip access-list extended EDGE');
  for (let n = 0; n < 150; n += 1) out.push(` permit tcp 10.${n}.0.0 0.0.255.255 host 10.${n}.1.1 eq ${1024 + n}`);
  for (let n = 0; out.length < LINES - sessions.length - 4; n += 1)
    out.push(`ip route 172.16.${n}.0 255.255.255.0 Null0`);
  return [...out, `router bgp ${64512 + i}`, ...sessions, 'end', ''].join('\n');
}

function row(name: string, ratio: number, target: string): void {
  process.stdout.write(`${name.padEnd(64)} ${ratio.toFixed(ratio < 0.1 ? 4 : 2).padStart(8)}   ${target}\n`);
}
