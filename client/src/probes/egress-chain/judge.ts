import type { Bilingual } from '../../../../grammars/outline.ts';
import { readAllowList } from '../allow-list.ts';
import { judge as judgeDns } from '../dns/judge.ts';
import { judge as judgeLifetime } from '../nat-udp-lifetime/judge.ts';
import { judge as judgePmtu } from '../pmtu/judge.ts';
import type { Verdict } from '../probe.ts';
import { judge as judgePing } from '../reachability/judge.ts';
import { judge as judgeStun } from '../stun/judge.ts';
import { asAddress, targetText } from '../target.ts';
import { judge as judgeTcp } from '../tcp/judge.ts';
import { judge as judgeTls } from '../tls/judge.ts';
import { verdict } from '../verdict.ts';
import type { EgressChainObservation } from './observe.ts';

export type Step = 'route' | 'ping' | 'dns' | 'tcp' | 'pmtu' | 'tls' | 'stun' | 'nat-udp-lifetime';

export interface JudgedStep {
  readonly step: Step;
  readonly verdict: Verdict;
}

export const STEP_TITLES: Readonly<Record<Step, Bilingual>> = {
  route: { en: 'route', 'zh-cn': '路由' },
  ping: { en: 'ping', 'zh-cn': 'ping' },
  dns: { en: 'DNS', 'zh-cn': 'DNS' },
  tcp: { en: 'TCP', 'zh-cn': 'TCP' },
  pmtu: { en: 'packet size', 'zh-cn': '报文大小' },
  tls: { en: 'TLS', 'zh-cn': 'TLS' },
  stun: { en: 'UDP 3478', 'zh-cn': 'UDP 3478' },
  'nat-udp-lifetime': { en: 'UDP timeout', 'zh-cn': 'UDP 超时' },
};

/** RFC 1918, RFC 4193, and RFC 6598: nobody outside answers to these. */
const inside = readAllowList(['private', '100.64.0.0/10']);

/** The first link of the chain that is broken is the cause; an error before a warning, for warnings let packets through. */
export function judge(observation: EgressChainObservation): Verdict {
  const steps = judgeSteps(observation);
  const [route] = steps;
  if (route && route.verdict.level !== 'ok') return route.verdict;
  if (nothingReturns(observation)) return unanswered(observation);
  if (routersComplain(observation)) return noRouteFurther(observation);
  const cause =
    steps.find((step) => step.verdict.level === 'error') ?? steps.find((step) => step.verdict.level === 'warning');
  const held = steps.filter(({ verdict: { level } }) => level === 'ok' || level === 'info').map(({ step }) => step);
  const unknown = steps.filter(({ verdict: { level } }) => level === 'unknown').map(({ step }) => step);
  const name = targetText(observation.target);
  if (cause) {
    const { step, verdict: own } = cause;
    return verdict(
      own.level,
      `${step}-${own.code}`,
      `The way out to ${name} breaks at ${STEP_TITLES[step].en}: ${own.text.en} What holds: ${listed(held, 'en')}.`,
      `到 ${name} 的出口路径在${STEP_TITLES[step]['zh-cn']}处中断:${own.text['zh-cn']}正常的步骤:${listed(held, 'zh-cn')}。`,
    );
  }
  // The last step has a time of its own, which may end it.
  const cut = steps
    .filter(({ step, verdict: { code } }) => code === 'cancelled' && step !== 'nat-udp-lifetime')
    .map(({ step }) => step);
  const through = cut.length === 0 && steps.some(({ step, verdict: { level } }) => step === 'tcp' && level === 'ok');
  if (!through)
    return verdict(
      'unknown',
      'not-made',
      `The way out to ${name} was not walked to its end: ${listed(cut.length > 0 ? cut : unknown, 'en')}.`,
      `到 ${name} 的出口路径未能检查完毕:${listed(cut.length > 0 ? cut : unknown, 'zh-cn')}。`,
    );
  const open =
    unknown.length === 0
      ? { en: '', zh: '' }
      : { en: ` Not told: ${listed(unknown, 'en')}.`, zh: `未能判断:${listed(unknown, 'zh-cn')}。` };
  return verdict(
    'ok',
    'ok',
    `The way out to ${name} holds: ${listed(held, 'en')}.${open.en}`,
    `到 ${name} 的出口路径正常:${listed(held, 'zh-cn')}。${open.zh}`,
  );
}

/** Each step that was taken, in the order of the chain. What does not stop a client from reaching the server is never more than `info`. */
export function judgeSteps(seen: EgressChainObservation): readonly JudgedStep[] {
  const { ping, dns, resolverNotAllowed, tcp, pmtu, tls, stun, stunNotAllowed, lifetime } = seen;
  const refused = resolverNotAllowed === undefined ? undefined : notAllowed(resolverNotAllowed);
  const resolved = dns ? demoted(judgeDns(dns), () => resolves(dns)) : refused;
  const steps: readonly (readonly [Step, Verdict | undefined])[] = [
    ['route', judgeRoute(seen)],
    // Echo is filtered in many places where all else passes.
    ['ping', ping && demoted(judgePing(ping), () => true)],
    ['dns', resolved],
    ['tcp', tcp && judgeTcp(tcp)],
    ['pmtu', pmtu && judgePmtu(pmtu)],
    ['tls', tls && demoted(judgeTls(tls), ({ code }) => !REFUSED_BY_CLIENTS.has(code))],
    ['stun', stunNotAllowed === undefined ? stun && judgeUdp(judgeStun(stun)) : stunRefused(stunNotAllowed)],
    ['nat-udp-lifetime', lifetime && judgeLifetime(lifetime)],
  ];
  return steps.flatMap(([step, own]) => (own ? [{ step, verdict: own }] : []));
}

/** One family is enough for a client, and UDP for the answer. */
const resolves = ({ servers }: NonNullable<EgressChainObservation['dns']>): boolean =>
  servers.some(({ answers }) => answers.some(({ end }) => end === 'answer'));

/** Of `tls`: what ends a handshake. Old versions and missing staples are matters of the server. */
const REFUSED_BY_CLIENTS: ReadonlySet<string> = new Set([
  'chain-incomplete',
  'issuer-unknown',
  'name-mismatch',
  'expired',
  'not-yet-valid',
  'no-common-version',
  'no-answer',
]);

/** Of a host that need not run STUN: a refusal shows that UDP gets there, silence is no proof. */
function judgeUdp(own: Verdict): Verdict {
  if (own.code === 'refused') return { ...own, level: 'info' };
  return own.code === 'udp-blocked' ? { ...own, level: 'warning' } : demoted(own, ({ code }) => code !== 'unreachable');
}

const demoted = (own: Verdict, when: (own: Verdict) => boolean): Verdict =>
  (own.level === 'error' || own.level === 'warning') && when(own) ? { ...own, level: 'info' } : own;

function judgeRoute({ routes }: EgressChainObservation): Verdict {
  const there = routes.filter(({ end }) => end === 'route');
  const addresses = routes.map(({ address }) => address).join(', ');
  if (there.length > 0) {
    const via = there.map(({ address, source }) => `${address} (${source})`).join(', ');
    return verdict('ok', 'ok', `There is a route to ${via}.`, `有到 ${via} 的路由。`);
  }
  if (routes.some(({ end }) => end === 'no-route'))
    return verdict(
      'error',
      'no-default-route',
      `This machine has no route to ${addresses}, so nothing leaves it. Give it a default route to its gateway.`,
      `本机没有到 ${addresses} 的路由,报文无法发出。请配置指向网关的默认路由。`,
    );
  return verdict(
    'unknown',
    'not-made',
    `The route to ${addresses} could not be asked for.`,
    `无法查询到 ${addresses} 的路由。`,
  );
}

const notAllowed = (resolver: string): Verdict =>
  verdict(
    'unknown',
    'not-allowed',
    `The resolver ${resolver} of this machine was not asked: the allowed targets do not name it.`,
    `未询问本机的解析器 ${resolver}:它不在允许的目标之内。`,
  );

const stunRefused = (server: string): Verdict =>
  verdict(
    'unknown',
    'not-allowed',
    `The server for STUN ${server} was not asked: the allowed targets do not name it.`,
    `未询问 STUN 服务器 ${server}:它不在允许的目标之内。`,
  );

/** Three protocols left, and not even a complaint of a router came back. */
const nothingReturns = ({ ping, tcp, stun }: EgressChainObservation): boolean =>
  ping !== undefined &&
  tcp !== undefined &&
  stun !== undefined &&
  judgePing(ping).code === 'no-reply' &&
  judgeTcp(tcp).code === 'dropped' &&
  judgeStun(stun).code === 'udp-blocked';

/** Not one service: a router tells ping that it has nowhere to send it, and TCP does not get through either. */
const routersComplain = ({ ping, tcp }: EgressChainObservation): boolean =>
  ping !== undefined &&
  tcp !== undefined &&
  judgePing(ping).code === 'no-route' &&
  ['unreachable', 'dropped'].includes(judgeTcp(tcp).code);

const noRouteFurther = ({ target }: EgressChainObservation): Verdict =>
  verdict(
    'error',
    'no-route-further',
    `Packets to ${targetText(target)} leave this machine, and a router on the way says that it has no route there; TCP is not answered either. Look for its default route; the path probe tells which router it is.`,
    `发往 ${targetText(target)} 的报文已离开本机,但途中有路由器回应没有到那里的路由,TCP 也无应答。请检查其默认路由;路径探测可指出是哪台路由器。`,
  );

/** A translation that is missing and a filter that drops everything look alike from here. */
function unanswered({ target, routes }: EgressChainObservation): Verdict {
  const name = targetText(target);
  const private_ = routes.find(({ address, source }) => isPrivate(source) && !isPrivate(address));
  if (private_)
    return verdict(
      'error',
      'private-source-unanswered',
      `Packets leave from ${private_.source} towards ${name}, and neither ping, TCP nor UDP is answered. ${private_.source} is private: no answer finds back unless it is translated. Check the source NAT rule of the gateway (its addresses, its outgoing interface), then a filter that drops everything.`,
      `报文以 ${private_.source} 为源发往 ${name},但 ping、TCP、UDP 均无应答。${private_.source} 是私有地址,未经转换则应答无法返回。请先检查网关的源 NAT 规则(地址范围、出接口),再检查是否有过滤器丢弃了全部报文。`,
    );
  return verdict(
    'error',
    'nothing-returns',
    `Packets leave towards ${name}, and neither ping, TCP nor UDP is answered: the host is down, a filter drops everything, or there is no way back.`,
    `发往 ${name} 的 ping、TCP、UDP 均无应答:主机不在线、过滤器丢弃了全部报文,或没有返回路径。`,
  );
}

function isPrivate(text: string | undefined): boolean {
  const address = text === undefined ? undefined : asAddress(text);
  return address !== undefined && inside.allowsAddress(address);
}

const listed = (steps: readonly Step[], locale: 'en' | 'zh-cn'): string =>
  steps.length === 0
    ? { en: 'nothing', 'zh-cn': '无' }[locale]
    : steps.map((step) => STEP_TITLES[step][locale]).join(locale === 'en' ? ', ' : '、');
