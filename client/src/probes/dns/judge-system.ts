import type { Verdict } from '../probe.ts';
import { verdict } from '../verdict.ts';
import type { DnsAnswer, DnsObservation } from './observe.ts';

/** This machine's own resolver beside the server that was asked: programs here use the one, and who asks the server gets the other. */
export function judgeSystem({ target, servers, system }: DnsObservation): readonly Verdict[] {
  const [server] = servers;
  if (!system || !server) return [];
  for (const { question, end, records } of system.answers) {
    const there = server.answers.find((one) => one.question === question);
    if (!there || !KNOWN.includes(end) || !KNOWN.includes(there.end)) continue;
    const [own, theirs] = [textOf(end, records), textOf(there.end, there.records)];
    if (own.en === theirs.en) continue;
    return [
      verdict(
        'info',
        'differs-from-system',
        `The resolver of this machine (${system.address}) answers ${target.name} ${question} with ${own.en}, ${server.address} with ${theirs.en}: views for inside and outside, an answer that depends on who asks, or one that is old. Programs here use the first.`,
        `本机的解析器(${system.address})对 ${target.name} ${question} 应答 ${own.zh},${server.address} 应答 ${theirs.zh}:内外视图不同、应答取决于来源,或其中之一已过时。本机程序使用前者。`,
      ),
    ];
  }
  return [];
}

const KNOWN: readonly DnsAnswer['end'][] = ['answer', 'no-data', 'no-name'];

function textOf(end: DnsAnswer['end'], records: readonly string[]): { readonly en: string; readonly zh: string } {
  if (end !== 'answer') return { en: 'no such record', zh: '无此记录' };
  const text = [...records].sort().join(', ');
  return { en: text, zh: text };
}
