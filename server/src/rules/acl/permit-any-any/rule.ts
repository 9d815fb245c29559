import type { Device } from '../../../../../grammars/model/device.ts';
import type { Filter } from '../../../../../grammars/model/filter.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import type { FilterAnalyses, LineAnalysis } from '../../../packets/analyses.ts';
import { formatPacket } from '../../../packets/packet-text.ts';
import type { Severity } from '../../../review/finding.ts';
import { defineRule, type Proposal, type Report, type RuleContext } from '../../../review/rule.ts';
import { permittedHalves } from '../../exposure/halves.ts';
import { everythingBetween, waysTo, zonesIn } from '../../exposure/zone-ways.ts';
import { targetOf } from '../../wording/dead-lines.ts';
import { guardsManagement } from '../../wording/management.ts';
import { changedTraffic } from '../../wording/move-up.ts';
import { type Exposure, exposureOf, zoneExposure } from './exposure.ts';

export const rule = defineRule({
  meta: {
    id: 'acl/permit-any-any',
    severity: 'warning',
    needs: ['packet-filters'],
    title: {
      en: 'Unrestricted permit: every packet from anywhere to anywhere',
      'zh-cn': '放行一切:任意来源到任意目的的所有数据包',
    },
    sources: ['NIST SP 800-41 Rev. 1, section 4', 'CIS Cisco IOS Benchmark 3', 'GB/T 22239-2019 8.1.3.2 a'],
    options: {
      treatSlash0Halves: {
        default: true,
        unit: '-',
        description: {
          en: 'Permits of 0.0.0.0/1 and 128.0.0.0/1 (or ::/1 and 8000::/1) together count as one of everything.',
          'zh-cn': '对 0.0.0.0/1 与 128.0.0.0/1(或 ::/1 与 8000::/1)的放行合起来视为放行一切。',
        },
      },
      allowEgress: {
        default: false,
        unit: '-',
        description: {
          en: 'Say nothing of filters that only see what leaves.',
          'zh-cn': '只检查出方向流量的过滤器不报告。',
        },
      },
    },
  },
  *check(context) {
    if (context.profile === 'lab') return;
    const { device, packets } = context;
    const halves = context.option<boolean>('treatSlash0Halves');
    const callers = unconditionalCallers(device, packets);
    for (const [index, filter] of device.filters.entries()) {
      if (filter.purpose !== 'packet') continue;
      const zoned = zonesIn(device).size > 0 && (filter.hook === 'forward' || waysTo(device, filter).length > 0);
      if (zoned) yield* betweenZones(context, index, filter);
      if (zoned && filter.hook === undefined) continue;
      const hooks = hooksOf(filter, callers);
      if (filter.table !== undefined && hooks.length === 0) continue;
      if (deniedElsewhere(device, filter, hooks)) continue;
      const exposure = exposureOf(device, filter, hooks);
      if (exposure.kind === 'egress' && context.option<boolean>('allowEgress')) continue;
      const lines = packets.lines(index);
      let found = false;
      for (const line of lines) {
        const { action, everything, implicit } = filter.rules[line.ref.rule]!;
        if (action.kind !== 'permit' || implicit || !(line.matchesEverything || everything)) continue;
        found = true;
        // What no packet comes to permits nothing: that is another rule's finding.
        if (line.status !== 'dead') yield reportOne(context, filter, line, exposure);
      }
      const parts = halves && !found ? permittedHalves(filter) : undefined;
      if (parts?.every((part) => lines[part]?.status !== 'dead')) yield reportHalves(context, filter, parts, exposure);
    }
  },
});

/** Permits of all that comes from one zone and goes to another: of a list for the pair, or of a list in which rules name zones. */
function* betweenZones(context: RuleContext, index: number, filter: Filter): Generator<Report> {
  const { device, packets } = context;
  const ways = waysTo(device, filter);
  // Towards the device itself, what its zones let in comes first.
  if (ways.length > 0 && !isForwarding(device, filter)) return;
  for (const line of packets.lines(index)) {
    const rule = filter.rules[line.ref.rule]!;
    if (rule.action.kind !== 'permit' || rule.implicit || line.status === 'dead') continue;
    const own = everythingBetween(rule);
    const between = own.length > 0 ? own : line.matchesEverything ? ways : [];
    const found = between.flatMap((way) => zoneExposure(device, way) ?? []);
    const exposure = found.sort((a, b) => RANK.indexOf(a.kind) - RANK.indexOf(b.kind))[0];
    if (!exposure || (exposure.kind === 'egress' && context.option<boolean>('allowEgress'))) continue;
    yield reportOne(context, filter, line, exposure);
  }
}

const RANK: readonly Exposure['kind'][] = ['untrusted', 'other', 'unbound', 'egress'];

const isForwarding = (device: Device, list: Filter): boolean =>
  device.filters.some(
    ({ hook, table, rules }) =>
      hook === 'forward' &&
      table === list.table &&
      rules.some(
        ({ implicit, action }) =>
          implicit && (action.kind === 'jump' || action.kind === 'goto') && action.target.value === list.name.value,
      ),
  );

const SEVERITY: Record<Exposure['kind'], Severity> = {
  untrusted: 'error',
  other: 'warning',
  unbound: 'warning',
  egress: 'info',
};

function reportOne(context: RuleContext, filter: Filter, line: LineAnalysis, exposure: Exposure): Report {
  const { ref } = line;
  const effect = context.packets.effectOf?.(ref, { kind: 'set-action', action: 'deny' });
  const safeToOffer = effect && !effect.locksOut && !guardsManagement(context.device, ref.filter);
  const last = filter.semantics === 'last-match' && !filter.rules[ref.rule]!.quick;
  const others = last ? filter.rules : filter.rules.slice(0, ref.rule);
  const after = others.some(
    (rule, at) =>
      at !== ref.rule && rule.active && rule.action.kind === 'deny' && (!last || rule.quick || at > ref.rule),
  );
  const denials: Bilingual = last
    ? { en: 'no other line', 'zh-cn': '其他各行' }
    : { en: 'no line above', 'zh-cn': '前面各行' };
  const where = whereOf(exposure);
  return {
    severity: SEVERITY[exposure.kind],
    span: filter.rules[ref.rule]!.span,
    text: {
      en: `Permits every packet${after ? ` that ${denials.en} denies` : ''}, from anywhere to anywhere${where.en}. Permit what is needed and deny the rest.`,
      'zh-cn': `放行${after ? `${denials['zh-cn']}未拒绝的` : ''}一切数据包,不限来源和目的${where['zh-cn']}。请只放行所需流量,拒绝其余流量。`,
    },
    ...(effect?.witness ? { witness: formatPacket(effect.witness) } : {}),
    fixes: safeToOffer && effect.changed !== 'nothing' ? [denyInstead(line, changedTraffic(effect))] : [],
  };
}

const denyInstead = ({ ref }: LineAnalysis, changed: Bilingual): Proposal => ({
  title: {
    en: `Deny and log instead: denies ${changed.en}, until now permitted`,
    'zh-cn': `改为拒绝并记录日志:拒绝 ${changed['zh-cn']},此前被放行`,
  },
  safety: 'unsafe',
  change: { kind: 'set-action', filter: ref.filter, rule: ref.rule, action: 'deny', log: true },
});

function reportHalves({ lineOf }: RuleContext, filter: Filter, parts: readonly number[], exposure: Exposure): Report {
  const last = filter.rules[parts.at(-1)!]!;
  const others = parts.slice(0, -1).map((part) => filter.rules[part]!);
  const lines = others.map(({ span }) => lineOf(span.start) + 1).join(', ');
  const where = whereOf(exposure);
  return {
    severity: SEVERITY[exposure.kind],
    span: last.span,
    text: {
      en: `Together with line ${lines} this permits every packet, from anywhere to anywhere${where.en}. Permit what is needed and deny the rest.`,
      'zh-cn': `与第 ${lines} 行合起来放行了一切数据包,不限来源和目的${where['zh-cn']}。请只放行所需流量,拒绝其余流量。`,
    },
    related: others.map(({ span }) => ({
      span,
      text: { en: 'Permits another part of everything', 'zh-cn': '放行其余的一部分' },
    })),
  };
}

function whereOf({ kind, where }: Exposure): Bilingual {
  if (kind === 'untrusted')
    return { en: `, on ${where}, which faces the outside`, 'zh-cn': `,且用于面向外部的 ${where}` };
  if (kind === 'egress') return { en: ', for what leaves', 'zh-cn': '(仅出方向)' };
  return where === undefined ? { en: '', 'zh-cn': '' } : { en: `, on ${where}`, 'zh-cn': `,用于 ${where}` };
}

/** Of several chains at one hook each must permit (nftables): what another one denies at its end is not permitted here. */
const deniedElsewhere = (device: Device, filter: Filter, hooks: readonly string[]): boolean =>
  hooks.length > 0 &&
  hooks.every((hook) =>
    device.filters.some(
      (other) =>
        other.hook === hook &&
        other.priority !== undefined &&
        other !== filter &&
        other.purpose === 'packet' &&
        other.fallback.action === 'deny' &&
        (other.family === 'both' || other.family === filter.family) &&
        !leadsTo(device, other, filter),
    ),
  );

/** Whether the filter's packets are those of this very chain. */
const leadsTo = (device: Device, from: Filter, to: Filter): boolean => {
  const reached = new Set([from]);
  for (const one of reached)
    for (const { action } of one.rules) {
      const next =
        action.kind === 'jump' || action.kind === 'goto' ? targetOf(device, one, action.target.value) : undefined;
      if (next) reached.add(next);
    }
  return reached.has(to);
};

/** By filter: those that send everything they see there, by a jump without a condition. */
function unconditionalCallers(device: Device, packets: FilterAnalyses): ReadonlyMap<Filter, readonly Filter[]> {
  const callers = new Map<Filter, Filter[]>();
  for (const [index, filter] of device.filters.entries()) {
    if (filter.table === undefined) continue;
    for (const { ref, matchesEverything } of packets.lines(index)) {
      const { action } = filter.rules[ref.rule]!;
      if (!matchesEverything || (action.kind !== 'jump' && action.kind !== 'goto')) continue;
      const target = targetOf(device, filter, action.target.value);
      if (target) callers.set(target, [...(callers.get(target) ?? []), filter]);
    }
  }
  return callers;
}

/** The built-in chains from which everything comes to this filter: its own hook, or those of its unconditional callers. */
function hooksOf(filter: Filter, callers: ReadonlyMap<Filter, readonly Filter[]>): string[] {
  const hooks = new Set<string>();
  const waiting = [filter];
  const visited = new Set<Filter>(waiting);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.hook !== undefined) hooks.add(next.hook);
    for (const caller of callers.get(next) ?? []) {
      if (visited.has(caller)) continue;
      visited.add(caller);
      waiting.push(caller);
    }
  }
  return [...hooks];
}
