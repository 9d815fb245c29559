import { type DeniedFlow, deniedFlow } from './denied-flow.ts';

/**
 * A line that Linux logs for a rule of nftables or iptables. A rule may log what it lets through as well: only a prefix that speaks of a
 * refusal is taken for one.
 */
export function readKernelDeny(line: string): DeniedFlow | undefined {
  const at = line.indexOf('IN=');
  if (at < 0 || !line.includes(' SRC=', at) || !line.includes(' DST=', at)) return undefined;
  const prefix = prefixOf(line.slice(Math.max(0, at - 400), at));
  if (!REFUSES.test(prefix) || LETS_THROUGH.test(prefix)) return undefined;
  const head = line.slice(at, at + LONGEST);
  const value = (key: string): string | undefined => new RegExp(` ${key}=(\\S{1,64})`).exec(head)?.[1];
  return deniedFlow({
    list: prefix,
    protocol: value('PROTO') ?? 'ip',
    source: value('SRC'),
    sourcePort: value('SPT'),
    destination: value('DST'),
    destinationPort: value('DPT'),
    answers: / ACK SYN /.test(head),
  });
}

const LONGEST = 600;
const REFUSES = /drop|den[iy]|block|reject|refuse|discard/i;
const LETS_THROUGH = /accept|allow|permit|audit/i;

// Nov 27 01:02:03 fw1 kernel: [ 1234.567890] input-drop: IN=eth0 OUT= MAC=... SRC=203.0.113.5 DST=198.51.100.10 LEN=60 ...
// [47699.755092] [UFW BLOCK] IN=eth0 ...
const prefixOf = (head: string): string => {
  const said = /^[\s\S]*kernel: ?([\s\S]*)$/.exec(head)?.[1] ?? head;
  return said
    .replace(/^\s*(?:<\d{1,3}>)?\s*\[ *\d{1,10}\.\d{1,9}\]/, '')
    .replace(/[\s:[\]]+/g, ' ')
    .trim()
    .slice(-64);
};
