import type { Device } from '../../../../../grammars/model/device.ts';
import type { Definition, Namespace } from '../../../../../grammars/model/reference.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { contains } from '../../../../../grammars/text/span.ts';
import { defineRule, type Proposal, type Report, type RuleContext } from '../../../review/rule.ts';
import { globOf } from '../../wording/name-glob.ts';
import { nameKey } from '../../wording/name-keys.ts';
import { nameKind } from '../../wording/name-kinds.ts';
import { namesOfFiles } from '../../wording/names-of-files.ts';
import { undefinedUses } from '../../wording/undefined-uses.ts';
import { unclearMentions } from './mentions.ts';

export const rule = defineRule({
  meta: {
    id: 'acl/unused-definition',
    severity: 'hint',
    needs: ['references'],
    title: {
      en: 'Filter, object or list that is defined and used nowhere',
      'zh-cn': '已定义但从未使用的过滤器、对象或列表',
    },
    sources: ['GB/T 22239-2019 8.1.3.2 b', 'iptables(8), --delete-chain'],
    options: {
      ignorePatterns: {
        default: [],
        unit: '-',
        description: {
          en: 'Names that are used from elsewhere (RADIUS, scripts); `*` stands for any characters.',
          'zh-cn': '在别处(RADIUS、脚本)使用的名称;`*` 代表任意字符。',
        },
      },
    },
  },
  *check(context) {
    const { device } = context;
    const files = namesOfFiles(context);
    if (files.part) return;
    const ignored = context.option<readonly string[]>('ignorePatterns').map(globOf);
    const used = usedNames(device);
    const unused = device.references.definitions
      .filter(
        ({ namespace, name, scope, builtin, alwaysUsed }) =>
          COUNTED.has(namespace) && !builtin && !alwaysUsed && !used.has(nameKey(namespace, name.value, scope)),
      )
      .filter(
        ({ namespace, name, scope }) =>
          files.isUseKnown(namespace) && !files.isUsed(namespace, nameKey(namespace, name.value, scope)),
      );
    if (unused.length === 0) return;
    const mentioned = unclearMentions(context.outline);
    // A slip in the only use of a name is one fault: it is reported where the slip is.
    const meant = new Set(undefinedUses(device.references, true, files).map(({ near }) => near));
    for (const definition of unused) {
      const name = definition.name.value;
      if (meant.has(definition)) continue;
      if (ignored.some((glob) => glob.test(name))) continue;
      // A statement that the model does not hold may be the one that uses it.
      if (mentioned(name).some((span) => !definition.spans.some((own) => contains(own, span)))) continue;
      yield report(context, definition);
    }
  },
});

/** Interfaces, VRFs and zones are in force by being there. */
const COUNTED: ReadonlySet<Namespace> = new Set<Namespace>([
  'acl',
  'object',
  'service-object',
  'set',
  'variable',
  'chain',
  'time-range',
  'nat-pool',
  'class-map',
  'policy-map',
  'route-policy',
  'prefix-list',
  'as-path-list',
  'community-list',
  'bgp-group',
  'memory-zone',
  'log-format',
]);

/** Kinds that nothing outside the text can put to work; access lists come from RADIUS, policies from templates. */
const ONLY_FROM_HERE: ReadonlySet<Namespace> = new Set<Namespace>([
  'chain',
  'variable',
  'object',
  'service-object',
  'time-range',
  'nat-pool',
]);

function usedNames(device: Device): ReadonlySet<string> {
  const used = new Set<string>();
  for (const { namespaces, name, scope, within } of device.references.uses) {
    for (const namespace of namespaces) {
      const itself = within?.namespace === namespace && within.name === name.value;
      if (!itself) used.add(nameKey(namespace, name.value, scope));
    }
  }
  for (const { filter } of device.bindings) used.add(nameKey('acl', filter.value, undefined));
  return used;
}

function report(context: RuleContext, definition: Definition): Report {
  const { name, namespace } = definition;
  const kind = nameKind(namespace, context.dialect);
  const unapplied = namespace === 'acl' && meantForInterface(context.device, name.value);
  const todo: Bilingual = unapplied
    ? { en: 'Apply it to the interface it was written for, or delete it.', 'zh-cn': '请把它应用到相应接口,或删除它。' }
    : { en: 'Delete it, or put it to use.', 'zh-cn': '请删除它,或加以使用。' };
  return {
    severity: unapplied ? 'warning' : 'hint',
    span: name.span,
    text: {
      en: unapplied
        ? `The ${kind.en} ${name.value} is applied nowhere: what it denies passes. ${todo.en}`
        : `The ${kind.en} ${name.value} is used nowhere. ${todo.en}`,
      'zh-cn': unapplied
        ? `${kind['zh-cn']} ${name.value} 未应用到任何位置:它要拒绝的流量会通过。${todo['zh-cn']}`
        : `${kind['zh-cn']} ${name.value} 没有被使用。${todo['zh-cn']}`,
    },
    fixes: [remove(definition, kind)],
    unnecessary: true,
  };
}

const remove = ({ name, namespace, spans }: Definition, kind: Bilingual): Proposal => {
  const safe = ONLY_FROM_HERE.has(namespace);
  return {
    title: {
      en: `Delete the ${kind.en} ${name.value}: ${safe ? 'nothing uses it' : 'nothing in this file uses it'}`,
      'zh-cn': `删除${kind['zh-cn']} ${name.value}:${safe ? '没有任何地方使用它' : '本文件中没有任何地方使用它'}`,
    },
    safety: safe ? 'safe' : 'unsafe',
    change: { kind: 'delete-statements', spans },
  };
};

/** `INTERNET-IN` with a deny in it was written to keep something out. */
function meantForInterface(device: Device, name: string): boolean {
  const filter = device.filters.find((one) => one.name.value === name && one.purpose === 'packet');
  return (
    filter !== undefined &&
    /(?:^|[^a-z])(?:in|out|inbound|outbound|ingress|egress|inside|outside|internet|wan)(?![a-z])/i.test(name) &&
    filter.rules.some(({ active, action }) => active && action.kind === 'deny')
  );
}
