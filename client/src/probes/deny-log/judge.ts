import type { DeniedFlow } from '../../show/denied/denied-flow.ts';
import { answering, type DenyLog } from '../../show/denied/denies.ts';
import { percent } from '../percent.ts';
import { plainText } from '../plain-text.ts';
import type { Part, Verdict } from '../probe.ts';
import type { Target } from '../target.ts';
import { verdict } from '../verdict.ts';

/** Answers among what was refused: so many packets and such a share are more than those that came too late. */
export const ANSWERS = { packets: 5, share: 0.1 } as const;
/** Hosts and ports that one source tried: nobody who wants a service needs as many. */
export const SCAN = { targets: 15, share: 0.5 } as const;
const NAMED = 3;

export function judge({ flows, lines }: DenyLog, { subject }: Target): Verdict {
  if (flows.length === 0) {
    return verdict(
      'unknown',
      'no-denies',
      `None of ${lines} lines of the log tells of a packet that ${subject ?? 'a filter'} refused: none was, or the rules that refuse do not log (log, log prefix).`,
      `日志的 ${lines} 行中没有 ${subject ?? '过滤器'} 拒绝报文的记录:没有拒绝发生,或拒绝规则没有记录日志(log、log prefix)。`,
    );
  }
  return returns(flows) ?? scanned(flows) ?? denied(flows);
}

/** Each list of the log, where all were asked about. */
export function judgeEach({ flows, lines }: DenyLog, target: Target): readonly Part[] {
  if (target.subject !== undefined) return [];
  const lists = new Map<string, DeniedFlow[]>();
  for (const flow of flows) {
    if (flow.list === undefined) continue;
    const known = lists.get(flow.list) ?? [];
    lists.set(flow.list, known);
    known.push(flow);
  }
  return [...lists].map(([subject, own]) => ({
    subject,
    verdict: judge({ flows: own, lines }, { ...target, subject }),
  }));
}

const packetsOf = (flows: readonly DeniedFlow[]): number => flows.reduce((sum, { packets }) => sum + packets, 0);

/** Questions went out, and their answers do not come in. */
function returns(flows: readonly DeniedFlow[]): Verdict | undefined {
  const answers = flows.filter(answering);
  const packets = packetsOf(answers);
  const share = packets / packetsOf(flows);
  if (packets < ANSWERS.packets || share < ANSWERS.share) return undefined;
  return verdict(
    'warning',
    'answers-denied',
    `${packets} of the refused packets (${percent(share)}) are answers of servers, most ${named(answers)}: the filter lets questions out and keeps their answers away. Permit established traffic, or make the filter stateful.`,
    `被拒绝的报文中有 ${packets} 个(${percent(share)})是服务器的应答,主要是 ${named(answers)}:过滤器放行了请求却挡住了应答。请放行已建立的连接,或使用有状态过滤。`,
  );
}

function scanned(flows: readonly DeniedFlow[]): Verdict | undefined {
  const tried = new Map<string, number>();
  for (const { source } of flows) tried.set(source, (tried.get(source) ?? 0) + 1);
  const [most] = [...tried].sort((a, b) => b[1] - a[1]);
  if (!most || most[1] < SCAN.targets || most[1] / flows.length < SCAN.share) return undefined;
  const [source, targets] = most;
  return verdict(
    'info',
    'scan',
    `${source} tried ${targets} hosts and ports and was refused at each: a scan, which the filter kept out. ${summary(flows).en}`,
    `${source} 尝试了 ${targets} 个主机和端口并全部被拒绝:这是扫描,已被过滤器挡住。${summary(flows).zh}`,
  );
}

function denied(flows: readonly DeniedFlow[]): Verdict {
  const { en, zh } = summary(flows);
  return verdict(
    'info',
    'denies',
    `${en} Who is expected among them needs a rule.`,
    `${zh}其中若有应当放行的流量,需要增加规则。`,
  );
}

function summary(flows: readonly DeniedFlow[]): { readonly en: string; readonly zh: string } {
  const lists = new Map<string, number>();
  for (const { list, rule, packets } of flows) {
    if (list === undefined) continue;
    const name = rule === undefined ? list : `${list} ${rule}`;
    lists.set(name, (lists.get(name) ?? 0) + packets);
  }
  const by = [...lists]
    .sort((a, b) => b[1] - a[1])
    .slice(0, NAMED)
    .map(([name, packets]) => `${plainText(name, 64)} ${packets}`)
    .join(', ');
  const packets = packetsOf(flows);
  return {
    en: `The log tells of at least ${packets} refused packets of ${flows.length} flows${by ? ` (${by})` : ''}, most ${named(flows)}.`,
    zh: `日志记录了至少 ${packets} 个被拒绝的报文,属于 ${flows.length} 个流${by ? `(${by})` : ''},主要是 ${named(flows)}。`,
  };
}

const named = (flows: readonly DeniedFlow[]): string => flows.slice(0, NAMED).map(flowText).join('; ');

function flowText(flow: DeniedFlow): string {
  const { protocol, source, sourcePort, destination, destinationPort, packets } = flow;
  // A standard list sees no destination.
  if (destination === ANYWHERE) return `${source} (${packets})`;
  const from = answering(flow) ? atPort(source, sourcePort) : source;
  const to = answering(flow) ? destination : atPort(destination, destinationPort);
  return `${protocol} ${from} -> ${to} (${packets})`;
}

const ANYWHERE = '0.0.0.0';

const atPort = (host: string, port: number | undefined): string =>
  port === undefined ? host : host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
