import { formatPrefix } from '../../../../../grammars/model/address.ts';
import type {
  PrefixList,
  PrefixListEntry,
  RoutePolicy,
  RoutePolicyEntry,
} from '../../../../../grammars/model/routing.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { withoutPlaces } from '../../../../../grammars/text/without-places.ts';
import { defineRule, type Report } from '../../../review/rule.ts';
import { type DeadPolicyEntry, deadPolicyEntries } from '../../../routes/dead-policy-entries.ts';
import { type DeadEntry, deadEntries } from '../../../routes/prefix-lists.ts';

export const rule = defineRule({
  meta: {
    id: 'bgp/dead-policy-entry',
    severity: 'warning',
    needs: ['route-policies'],
    title: {
      en: 'Entry of a prefix list or route policy that no route comes to',
      'zh-cn': '前缀列表或路由策略中没有路由会到达的条目',
    },
    sources: ['Cisco IOS IP Routing: BGP Command Reference, ip prefix-list', 'Junos OS Routing Policies User Guide'],
    options: {},
  },
  *check({ device }) {
    for (const list of device.prefixLists) {
      if (!list.closed) continue;
      for (const dead of deadEntries(list.entries)) yield ofList(list, dead);
    }
    for (const policy of device.policies)
      for (const dead of wholly(policy, deadPolicyEntries(device, policy))) {
        const report = ofPolicy(policy, dead);
        if (report) yield report;
      }
  },
});

/** One statement may be several entries (`if a || b then`): it is dead when all of them are, and is told of once. */
function wholly(policy: RoutePolicy, dead: readonly DeadPolicyEntry[]): DeadPolicyEntry[] {
  if (dead.length === 0) return [];
  const entries = new Set(dead.map(({ entry }) => entry));
  const alive = new Set(policy.entries!.filter((entry) => !entries.has(entry)).map(({ span }) => span.start));
  const told = new Set<number>();
  return dead.filter(({ entry: { span } }) => {
    if (alive.has(span.start) || told.has(span.start)) return false;
    told.add(span.start);
    return true;
  });
}

const MOST_SHOWN = 4;

function ofList(list: PrefixList, dead: DeadEntry): Report {
  const entry = list.entries[dead.entry]!;
  const decider = list.entries[dead.decider]!;
  const name = list.name.value;
  const [own, other] = [entry, decider].map(entryText) as [string, string];
  const route = formatPrefix(dead.witness);
  const more = dead.deciders.length - 1;
  const and = { en: more > 0 ? ` and ${more} more` : '', 'zh-cn': more > 0 ? `等 ${more + 1} 条` : '' };
  return {
    severity: dead.conflicting ? 'warning' : 'hint',
    span: entry.span,
    ...(dead.conflicting ? {} : { unnecessary: true }),
    witness: route,
    text: dead.conflicting
      ? {
          en: `"${own}" of ${name} never decides: "${other}"${and.en} before it takes all its routes, ${route} for one, and does the opposite. Move it up, or take it out.`,
          'zh-cn': `${name} 的“${own}”永远不起作用:前面的“${other}”${and['zh-cn']}已取走它的所有路由(例如 ${route}),且动作相反。请将其上移或删除。`,
        }
      : {
          en: `"${own}" of ${name} never decides: "${other}"${and.en} before it takes all its routes and does the same. It can be taken out.`,
          'zh-cn': `${name} 的“${own}”永远不起作用:前面的“${other}”${and['zh-cn']}已取走它的所有路由,且动作相同。可以删除。`,
        },
    related: dead.deciders.slice(0, MOST_SHOWN).map((index) => ({
      span: list.entries[index]!.span,
      text: { en: 'Takes its routes', 'zh-cn': '取走它的路由' },
    })),
    // Where it was meant to do the opposite, somebody must think.
    fixes: dead.conflicting
      ? []
      : [
          {
            title: { en: `Delete "${own}": no route fares differently`, 'zh-cn': `删除“${own}”:所有路由的结果不变` },
            safety: 'safe',
            change: { kind: 'delete-statements', spans: [entry.span] },
          },
        ],
  };
}

const entryText = ({ action, prefix, lengths, key }: PrefixListEntry): string => {
  const from = lengths.first > prefix.length ? ` ge ${lengths.first}` : '';
  const to = lengths.last > prefix.length ? ` le ${lengths.last}` : '';
  return `${key && /^\d+$/.test(key.value) ? `seq ${key.value} ` : ''}${action} ${formatPrefix(prefix)}${from}${to}`;
};

function ofPolicy(policy: RoutePolicy, { entry, deciders }: DeadPolicyEntry): Report | undefined {
  const last = deciders.at(-1)!;
  const alike = deciders.every((one) => one.action === entry.action && sameSettings(one, entry));
  // A catch-all that closes what is closed already is a habit.
  if (entry.conditions.length === 0 && entry.settings.length === 0 && (alike || policy.entries!.at(-1) === entry))
    return undefined;
  const [own, other] = [entryName(policy, entry), entryName(policy, last)];
  const opposite = deciders.some((one) => one.action !== entry.action);
  const tail: Bilingual = opposite
    ? { en: 'does the opposite', 'zh-cn': '动作相反' }
    : { en: 'sets other attributes', 'zh-cn': '设置的属性不同' };
  return {
    severity: alike ? 'hint' : 'warning',
    span: entry.key?.span ?? entry.span,
    text: alike
      ? {
          en: `No route comes to ${own.en} of ${policy.name.value}: ${other.en} before it takes them all and does the same. It can be taken out.`,
          'zh-cn': `没有路由会到达 ${policy.name.value} 的${own['zh-cn']}:前面的${other['zh-cn']}已全部取走,且动作相同。可以删除。`,
        }
      : {
          en: `No route comes to ${own.en} of ${policy.name.value}: ${other.en} before it takes them all and ${tail.en}. Move it up, or take it out.`,
          'zh-cn': `没有路由会到达 ${policy.name.value} 的${own['zh-cn']}:前面的${other['zh-cn']}已全部取走,且${tail['zh-cn']}。请将其上移或删除。`,
        },
    related: deciders.slice(0, MOST_SHOWN).map((one) => ({
      span: one.key?.span ?? one.span,
      text: { en: 'Takes its routes', 'zh-cn': '取走它的路由' },
    })),
  };
}

const sameSettings = (a: RoutePolicyEntry, b: RoutePolicyEntry): boolean =>
  withoutPlaces(a.settings) === withoutPlaces(b.settings);

/** `permit 20`, `term rest` */
function entryName({ fallback }: RoutePolicy, { key, action }: RoutePolicyEntry): Bilingual {
  if (!key) return { en: 'the last lines', 'zh-cn': '最后语句' };
  const text = fallback === 'deny' ? `${action} ${key.value}` : `term ${key.value}`;
  return { en: text, 'zh-cn': text };
}
