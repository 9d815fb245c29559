import { formatAddress } from '../../../grammars/model/address.ts';
import type { Bilingual } from '../../../grammars/outline.ts';
import type { Member } from '../network/network.ts';
import { networkOf } from '../network/network.ts';
import type { Twin } from '../twin/twin.ts';
import { type FindingsOf, lifetimeStep, refusedRoute, tlsStep } from './finding-steps.ts';
import { hostsOf } from './host-files.ts';
import { type Destination, destinationText, packetTo, questionOf, type Service } from './question.ts';
import { natStep, routeStep } from './route-and-nat.ts';
import { dnsStep, serviceStep, stunStep, TCP } from './service-steps.ts';
import { sizeStep } from './size-step.ts';
import type { DiagnosedStep, StepId } from './step.ts';
import { wayOf } from './way.ts';

export interface Diagnosis {
  /** Of the host that cannot get out. */
  readonly device: string;
  readonly path: string;
  /** The address that it sends from. */
  readonly source: string;
  /** `www.example.net@198.51.100.10:443` */
  readonly target: string;
  /** In the order of the chain. */
  readonly steps: readonly DiagnosedStep[];
  /** The first link that is broken, else the first at risk; absent: none that the files show. */
  readonly cause?: DiagnosedStep;
}

export interface Asked {
  readonly twin: Twin;
  /** All configurations of the network. */
  readonly files: readonly Member[];
  /** The host. */
  readonly member: Member;
  readonly to: Destination;
  /** Another host that answers STUN; absent: the destination. */
  readonly stunServer?: Pick<Destination, 'family' | 'address'>;
  readonly findingsOf: FindingsOf;
}

/**
 * What of the way out a host's and its network's configurations tell: route, translation, filters for DNS, TCP and STUN, packet size,
 * certificates, timers. Nothing is sent.
 * @returns a problem for a host without an address of the destination's family.
 */
export async function diagnose({
  twin,
  files,
  member,
  to,
  stunServer,
  findingsOf: asked,
}: Asked): Promise<Diagnosis | Bilingual> {
  const hostOf = hostsOf(files);
  // Of devices that a cloud's text makes there are none of their own.
  const findingsOf: FindingsOf = async ({ path }) => {
    const file = files.find((one) => one.path === path);
    return file ? asked(file) : [];
  };
  const host = hostOf(member);
  const question = questionOf(twin, member, to);
  if (!question) return NO_ADDRESS(host.name, to.family);
  const follow = (service: Service, address = to.address) =>
    wayOf(twin, question.start, packetTo(question, service, address));
  const tcp = follow({ protocol: 'tcp', port: to.port });
  const udp = follow(STUN, stunServer?.family === to.family ? stunServer.address : to.address);
  const ways = [tcp, follow({ protocol: 'icmp' }), udp];
  const followed = routeStep(twin, question, ways, hostOf);
  const route = (followed.status === 'broken' ? undefined : await refusedRoute(tcp, findingsOf)) ?? followed;
  const nat = route.status === 'broken' ? hanging('nat', route) : natStep(twin, question, ways, hostOf);
  const first = [route, nat].find(({ status }) => status === 'broken');
  const steps: DiagnosedStep[] = [route, nat];
  if (first) steps.push(...AFTER.map((step) => hanging(step, first)));
  else {
    const open = serviceStep(twin, 'tcp', tcp, TCP(to.port));
    const target = twin.network.near(member.path, twin.network.owners(to.family, to.address))[0]?.member;
    steps.push(
      dnsStep(twin, question, host),
      open,
      open.status === 'broken' ? hanging('pmtu', open) : sizeStep(twin, tcp, hostOf),
      open.status === 'broken'
        ? hanging('tls', open)
        : await tlsStep(target && hostOf(target), to, networkOf(files), findingsOf),
      stunStep(twin, udp),
      udp.status === 'stopped'
        ? hanging('nat-udp-lifetime', { step: 'stun' })
        : await lifetimeStep(udp, hostOf, findingsOf),
    );
  }
  const placed = steps.map((step) => withWholeLine(step, files));
  const cause = placed.find(({ status }) => status === 'broken') ?? placed.find(({ status }) => status === 'risk');
  return {
    device: host.name,
    path: member.path,
    source: formatAddress(to.family, question.source),
    target: destinationText(to),
    steps: placed,
    ...(cause ? { cause } : {}),
  };
}

/** A value alone tells little: `13`. */
function withWholeLine(step: DiagnosedStep, files: readonly Member[]): DiagnosedStep {
  const { at } = step;
  const file = at && files.find(({ path }) => path === at.path);
  if (!at || !file) return step;
  const text = file.index.textOf(file.index.lineSpan(at.line - 1)).trim();
  return { ...step, at: { ...at, text: text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}...` : text } };
}

const LONGEST_LINE = 160;

const STUN: Service = { protocol: 'udp', port: 3478 };
const AFTER: readonly StepId[] = ['dns', 'tcp', 'pmtu', 'tls', 'stun', 'nat-udp-lifetime'];

const hanging = (step: StepId, { step: on }: Pick<DiagnosedStep, 'step'>): DiagnosedStep => ({
  step,
  status: 'not-reached',
  text: HANGS(on),
});

export const STEP_NAMES: Readonly<Record<StepId, Bilingual>> = {
  route: { en: 'route', 'zh-cn': '路由' },
  nat: { en: 'translation', 'zh-cn': '地址转换' },
  dns: { en: 'DNS', 'zh-cn': 'DNS' },
  tcp: { en: 'TCP', 'zh-cn': 'TCP' },
  pmtu: { en: 'packet size', 'zh-cn': '报文大小' },
  tls: { en: 'TLS', 'zh-cn': 'TLS' },
  stun: { en: 'UDP 3478', 'zh-cn': 'UDP 3478' },
  'nat-udp-lifetime': { en: 'UDP timeout', 'zh-cn': 'UDP 超时' },
};

const HANGS = (on: StepId): Bilingual => ({
  en: `Not looked at: the ${STEP_NAMES[on].en} before it is broken.`,
  'zh-cn': `未检查:之前的${STEP_NAMES[on]['zh-cn']}已中断。`,
});
const NO_ADDRESS = (name: string, family: 'ipv4' | 'ipv6'): Bilingual => ({
  en: `${name} has no address of ${family === 'ipv4' ? 'IPv4' : 'IPv6'} in its files, so what it sends from is not known.`,
  'zh-cn': `${name} 的文件中没有 ${family === 'ipv4' ? 'IPv4' : 'IPv6'} 地址,无法得知其发送所用的源地址。`,
});
