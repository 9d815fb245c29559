import { l10n, type Range, Uri, window, workspace } from 'vscode';
import type { Bilingual } from '../../../grammars/outline.ts';
import { type Errand, errandOf } from '../commands/pick-errand.ts';
import { carryOut, type ProbeViews } from '../commands/run-probe.ts';
import { inUserLanguage } from '../in-user-language.ts';
import type { ProbeResult } from '../probe-result.ts';
import { probes } from '../probes/index.ts';
import { parseTarget, type Target, targetText } from '../probes/target.ts';
import {
  type DiagnoseParams,
  PROBE_TARGETS,
  type ProbeId,
  type ProbeTarget,
  type ProbeTargetsParams,
  type ProbeTargetsResult,
} from '../protocol.ts';
import type { Session } from '../session.ts';
import { details } from './chain-steps.ts';
import { filePart } from './file-part.ts';
import { skipped, UNTRUSTED } from './skipped.ts';
import type { PartPlan, TakePart, WalkStep } from './walk.ts';

/** One probe of a part; `undefined`: there is nobody to ask, and the step says so. */
interface Asked {
  readonly probe: ProbeId;
  readonly errand: () => Promise<Errand | undefined>;
}

/**
 * The procedure in five steps: reachability and path; firewall and NAT; TCP on this machine; links; provider. Each ends the walk where it
 * fails, and it goes on when it is resumed. Devices are those that the open file proposes, else those of the other files of its network.
 * @param target absent: only what needs none is asked
 */
export function fiveSteps(
  session: Session,
  views: ProbeViews,
  params: DiagnoseParams,
  target: Target | undefined,
): readonly PartPlan[] {
  let proposed: Promise<ProbeTargetsResult> | undefined;
  const targets = (): Promise<ProbeTargetsResult> =>
    (proposed ??= session.client.sendRequest<ProbeTargetsResult>(PROBE_TARGETS, {
      uri: params.uri,
      network: true,
    } satisfies ProbeTargetsParams));
  const there = (probe: ProbeId): Asked => ({ probe, errand: async () => target && errandTo(probe, target) });
  const here = (probe: ProbeId): Asked => ({ probe, errand: async () => errandTo(probe, { host: '127.0.0.1' }) });
  const device = (probe: ProbeId): Asked => ({
    probe,
    errand: async () => {
      const all = (await targets()).filter((one) => one.probe === probe);
      const found = all.find(({ elsewhere }) => !elsewhere) ?? (await pickDevice(probe, all));
      return found && errandOf(Uri.parse(found.elsewhere?.uri ?? params.uri), found);
    },
  });
  const part = (id: string, title: Bilingual, asked: readonly Asked[]): PartPlan => ({
    id,
    title,
    endsWalk: true,
    take: takeProbes(session, views, asked),
  });
  const files = filePart(session, params);
  const firewall = part('2', FIREWALL, [there('tcp'), there('stun'), device('nat-table'), device('acl-counters')]);
  return [
    part('1', NETWORK, [there('reachability'), there('path')]),
    { ...firewall, take: inTurn(files.take, firewall.take) },
    part('3', TRANSPORT, [here('sockets'), here('conntrack'), device('sysctl')]),
    part('4', LINKS, [device('interface'), device('vlan-errors')]),
    part('5', PROVIDER, [device('bgp')]),
  ];
}

/** The open file configures no such device: which other one is meant, is for the user to say. */
async function pickDevice(probe: ProbeId, all: readonly ProbeTarget[]): Promise<ProbeTarget | undefined> {
  if (all.length === 0) return undefined;
  const items = all.map((target) => ({
    label: targetText(target),
    description: `${target.elsewhere?.device ?? ''}, ${target.role}`,
    detail: workspace.asRelativePath(Uri.parse(target.elsewhere?.uri ?? '')),
    target,
  }));
  const title = l10n.t('{0}: which device?', inUserLanguage(probes[probe].title));
  const placeHolder = l10n.t('Devices of the other files of this network; Escape leaves the step out');
  return (await window.showQuickPick(items, { title, placeHolder, matchOnDescription: true, ignoreFocusOut: true }))
    ?.target;
}

/** What the configurations tell, then what devices do. */
const inTurn =
  (files: TakePart, live: TakePart): TakePart =>
  async (known, tell, signal) => {
    let told: readonly WalkStep[] = [];
    await files([], (steps) => tell((told = steps)), signal);
    const before = known.filter(({ id }) => !id.startsWith('files'));
    return live(before, (steps) => tell([...told, ...steps]), signal);
  };

const takeProbes =
  (session: Session, views: ProbeViews, asked: readonly Asked[]): TakePart =>
  async (known, tell, signal) => {
    let steps = known;
    for (const { probe: id, errand } of asked) {
      const probe = probes[id];
      if (signal.aborted) break;
      if (steps.some((step) => step.id === id)) continue;
      if (!workspace.isTrusted) {
        tell((steps = [...steps, skipped(id, probe.title, UNTRUSTED)]));
        continue;
      }
      tell([...steps, { id, title: probe.title, state: 'running' }]);
      const found = await errand();
      const result = found && (await carryOut(session, found, views, { signal }));
      if (signal.aborted) {
        tell(steps);
        break;
      }
      tell((steps = [...steps, result ? stepOf(result) : skipped(id, probe.title, found ? DECLINED : NOBODY)]));
    }
    return true;
  };

function errandTo(id: ProbeId, { host, port }: Target): Errand | undefined {
  const probe = probes[id];
  // STUN has a port of its own; the others ask the target's.
  const text = probe.defaultPort === undefined || id === 'stun' ? host : withPort(host, port ?? probe.defaultPort);
  const parsed = parseTarget(text, probe);
  return parsed.ok ? { probe, target: parsed.value } : undefined;
}

const withPort = (host: string, port: number): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);

function stepOf({ probe: id, observation, verdict, parts = [], origin, sent = [] }: ProbeResult): WalkStep {
  const { title } = probes[id];
  const worst =
    parts.find((part) => part.verdict.level === 'error') ?? parts.find((part) => part.verdict.level === 'warning');
  return {
    id,
    title,
    state: verdict.level,
    text: verdict.text,
    sent,
    ...details(id, verdict, observation),
    ...(parts.length > 0 && { came: partsText(parts) }),
    ...(origin && { line: { uri: origin.uri.toString(), range: wireRange(origin.range), text: '' } }),
    ...(worst && { lineText: worst.verdict.text }),
  };
}

const MOST_PARTS = 5;

/** What a device says of each of its sessions, interfaces or rules. */
function partsText(parts: NonNullable<ProbeResult['parts']>): Bilingual {
  const few = parts.slice(0, MOST_PARTS);
  const more = parts.length > MOST_PARTS ? ' ...' : '';
  return {
    en: few.map(({ subject, verdict: { text } }) => `${subject}: ${text.en}`).join(' ') + more,
    'zh-cn': few.map(({ subject, verdict: { text } }) => `${subject}:${text['zh-cn']}`).join('') + more,
  };
}

const wireRange = ({ start, end }: Range) => ({
  start: { line: start.line, character: start.character },
  end: { line: end.line, character: end.character },
});

const NETWORK: Bilingual = { en: '1. Network: is it there, and by which way', 'zh-cn': '1. 网络:是否可达及路径' };
const FIREWALL: Bilingual = { en: '2. Firewall and NAT', 'zh-cn': '2. 防火墙与 NAT' };
const TRANSPORT: Bilingual = { en: '3. TCP and tables of this machine', 'zh-cn': '3. 本机的 TCP 与内核表' };
const LINKS: Bilingual = { en: '4. Links of the device', 'zh-cn': '4. 设备链路' };
const PROVIDER: Bilingual = { en: '5. Provider: BGP', 'zh-cn': '5. 运营商:BGP' };
const NOBODY: Bilingual = {
  en: 'Nobody to ask: no target was named, no file of this network configures such a device, or none was chosen.',
  'zh-cn': '无可询问对象:未指定目标,此网络的文件中没有此类设备,或未选择设备。',
};
const DECLINED: Bilingual = {
  en: 'Not asked: it was not allowed, or the same was asked a moment ago.',
  'zh-cn': '未询问:未获允许,或刚刚询问过。',
};
