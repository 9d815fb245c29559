import { notAnswered } from '../../device/not-answered.ts';
import type { Verdict } from '../probe.ts';
import { commandText } from '../this-machine.ts';
import { verdict } from '../verdict.ts';
import type { ConntrackState } from './conntrack-output.ts';
import { COMMANDS, type ConntrackObservation } from './observe.ts';

/** Share of the table in use from which a burst may fill it, and from which it is as good as full. */
export const FILLING = 0.75;
export const FULL = 0.9;
/** Share of flows without an answer that is a scan, or a way back that is missing; of a number that says something. */
export const UNREPLIED = 0.3;
export const ENOUGH = 100;
/** Share of the machine's memory that a full table may take. */
export const MEMORY = 0.25;

export function judge({ ends, over, state }: ConntrackObservation): Verdict {
  // A list that is longer than what is read comes after all sizes.
  if (over && over.end !== 'answered' && over.end !== 'flood') return notAnswered(over);
  if (!state || (state.count === undefined && !state.dropped && !state.entries))
    return over && !state?.notPermitted ? notAnswered(over) : notRead(ends, state?.notPermitted);
  const { count, max, dropped, entries } = state;
  const share = count !== undefined && max !== undefined && max > 0 ? count / max : undefined;
  const lost = dropped ? dropped.drop + dropped.earlyDrop + dropped.insertFailed : 0;
  const used =
    share === undefined
      ? undefined
      : {
          en: `${count} of ${max} entries are in use (${percent(share)})`,
          zh: `${max} 个条目已用 ${count} 个(${percent(share)})`,
        };
  if (used && share! >= FULL) {
    return verdict(
      'error',
      'full',
      `The connection table is full: ${used.en}; new connections are dropped. Raise nf_conntrack_max, or shorten timeouts.`,
      `连接跟踪表已满:${used.zh};新连接会被丢弃。请调高 nf_conntrack_max 或缩短超时。`,
    );
  }
  if (used && share! >= FILLING) {
    return verdict(
      'warning',
      'filling',
      `The connection table fills up: ${used.en}. Raise nf_conntrack_max before a burst does the rest.`,
      `连接跟踪表即将占满:${used.zh}。请在突发流量之前调高 nf_conntrack_max。`,
    );
  }
  if (lost > 0) {
    const { drop, earlyDrop, insertFailed } = dropped!;
    return verdict(
      'warning',
      'dropped',
      `Since the start of the machine, connection tracking dropped packets: drop ${drop}, early_drop ${earlyDrop}, insert_failed ${insertFailed}. The table was full, or flows clashed.`,
      `自开机以来,连接跟踪丢弃过报文:drop ${drop},early_drop ${earlyDrop},insert_failed ${insertFailed}。表曾占满,或流之间发生冲突。`,
    );
  }
  if (entries && entries.total >= ENOUGH && entries.unreplied / entries.total > UNREPLIED) {
    const part = percent(entries.unreplied / entries.total);
    return verdict(
      'warning',
      'unreplied',
      `${entries.unreplied} of ${entries.total} tracked flows (${part}) got no answer: a scan, or answers take another way or are dropped.`,
      `${entries.total} 条被跟踪的流中有 ${entries.unreplied} 条(${part})没有应答:有扫描,或应答走了别的路径或被丢弃。`,
    );
  }
  const large = largeTable(state);
  if (large) return large;
  return verdict(
    'ok',
    'ok',
    used ? `Connection tracking has room: ${used.en}.` : 'Connection tracking dropped nothing.',
    used ? `连接跟踪表尚有余量:${used.zh}。` : '连接跟踪没有丢弃任何报文。',
  );
}

/** What is allowed to come, not what is there now: it comes when nobody looks. */
function largeTable({ max, entrySize, memory }: ConntrackState): Verdict | undefined {
  if (max === undefined || entrySize === undefined || memory === undefined) return undefined;
  const full = max * entrySize;
  if (full <= MEMORY * memory) return undefined;
  const [table, ram] = [mebibytes(full), mebibytes(memory)];
  return verdict(
    'info',
    'memory',
    `A full table of ${max} entries takes ${table} MiB of ${ram} MiB of memory (${percent(full / memory)}), which the kernel cannot give to anything else. Lower nf_conntrack_max, or give the machine more memory.`,
    `占满的表(${max} 个条目)需要 ${ram} MiB 内存中的 ${table} MiB(${percent(full / memory)}),内核无法将其另作他用。请调低 nf_conntrack_max,或增加内存。`,
  );
}

const mebibytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

function notRead(ends: ConntrackObservation['ends'], notPermitted: true | undefined): Verdict {
  if (ends.includes('cancelled')) return verdict('unknown', 'cancelled', 'The probe was cancelled.', '探测已取消。');
  if (notPermitted || ends.includes('denied')) {
    const command = COMMANDS.map(commandText).join('; ');
    return verdict(
      'unknown',
      'no-privilege',
      `Only root may read the connection table; run this and judge what it says: ${command}.`,
      `只有 root 可以读取连接跟踪表;请运行以下命令并判断其输出:${command}。`,
    );
  }
  return verdict(
    'unknown',
    'no-conntrack',
    'There is no connection tracking here: it is not Linux, or the module is not loaded.',
    '此处没有连接跟踪:不是 Linux,或模块未加载。',
  );
}
