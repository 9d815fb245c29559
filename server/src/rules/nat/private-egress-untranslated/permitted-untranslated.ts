import { formatPrefix, type Prefix } from '../../../../../grammars/model/address.ts';
import type { Filter, FilterRule, Match } from '../../../../../grammars/model/filter.ts';
import type { Report, RuleContext } from '../../../review/rule.ts';
import { internet, saysOutside } from '../../exposure/outside.ts';
import { isPrivateSubnet, isSpokenOf, isTranslation, rulesFor, sourceOf, translationsOf } from './translations.ts';

/**
 * Of a ruleset that knows no addresses of interfaces: private networks that a rule lets out by an interface behind which others are
 * translated, whatever they ask for, and which no translation takes.
 */
export function* permittedUntranslated(context: RuleContext, isIgnored: (subnet: Prefix) => boolean): Iterable<Report> {
  const { device, packets } = context;
  const lists = translationsOf(device);
  const model = modelOf(context, lists);
  if (!model || !packets.passage) return;
  for (const [index, filter] of device.filters.entries()) {
    if (!isOnTheWay(filter) || !filter.closed) continue;
    for (const rule of filter.rules) {
      const left = rule.active && rule.action.kind === 'permit' ? leftOut(context, lists, model, rule, isIgnored) : [];
      const passing = left.filter(({ asked }) => packets.passage!(index, [asked])?.surelyPermitted.amount !== 'none');
      if (passing.length > 0)
        yield reportOf(
          context,
          rule,
          model,
          passing.map(({ subnet }) => subnet),
        );
    }
  }
}

/** What hosts send on passes it: no list of the host's own packets. */
const isOnTheWay = ({ purpose, family, hook, generated }: Filter): boolean =>
  purpose === 'packet' && family !== 'ipv6' && hook === 'forward' && !generated;

interface Model {
  readonly rule: FilterRule;
  /** Interfaces out of which it translates. */
  readonly exits: readonly string[];
}

/** A translation of a network, or of everybody, that leaves for anywhere by interfaces that are named. */
function modelOf(context: RuleContext, lists: readonly number[]): Model | undefined {
  const asked: Match = { family: 'ipv4', destination: internet('ipv4') };
  const found = lists.map((list) => rulesFor(context, list, asked));
  if (found.includes(undefined)) return undefined;
  for (const rule of found.flatMap((rules) => rules ?? []))
    for (const match of isTranslation(rule) && !rule.bothWays ? rule.matches : []) {
      const exits = exactNames(match.outInterface);
      if (match.opaque || match.protocol || match.destination || !exits || exits.some(isTunnel)) continue;
      return { rule, exits };
    }
  return undefined;
}

function exactNames(field: Match['outInterface']): string[] | undefined {
  if (!field || field.negated || field.except || field.anyOf.some(({ prefix, members }) => prefix || members))
    return undefined;
  return field.anyOf.map(({ name }) => name);
}

/** What is behind these is a site, a container or a guest, and routes there may know the networks here. */
const isTunnel = (name: string): boolean =>
  /^(?:lo|tun|tap|wg|ipsec|vti|xfrm|gre|sit|ip6tnl|vpn|ovpn|zt|tailscale|docker|br-|virbr|veth|cali|cni|flannel|vmnet)/i.test(
    name,
  );

interface Left {
  readonly subnet: Prefix;
  readonly asked: Match;
}

/** Networks of the rule's sources that it lets out to anywhere, and of which no translation speaks. */
function leftOut(
  context: RuleContext,
  lists: readonly number[],
  { exits }: Model,
  { matches }: FilterRule,
  isIgnored: (subnet: Prefix) => boolean,
): Left[] {
  return matches.flatMap((match) => {
    const out = exactNames(match.outInterface);
    const { source, destination, state, family } = match;
    if (!out?.every((name) => exits.includes(name)) || match.opaque || destination || family === 'ipv6') return [];
    if (!source || source.negated || source.except) return [];
    if (state && (state.negated || !state.anyOf.includes('new'))) return [];
    return source.anyOf.flatMap((term): Left[] => {
      if (term.kind !== 'prefix' || !isPrivateSubnet(term) || isIgnored(term)) return [];
      const asked: Match = {
        family: 'ipv4',
        source: sourceOf(term),
        destination: internet('ipv4'),
        ...(match.outInterface ? { outInterface: match.outInterface } : {}),
        ...(match.inInterface ? { inInterface: match.inInterface } : {}),
      };
      return isSpokenOf(context, lists, asked) ? [] : [{ subnet: term, asked }];
    });
  });
}

function reportOf(context: RuleContext, rule: FilterRule, model: Model, subnets: readonly Prefix[]): Report {
  const networks = subnets.map(formatPrefix).join(', ');
  const out = model.exits.join(', ');
  const line = context.lineOf(model.rule.span.start) + 1;
  return {
    span: rule.span,
    // Behind an interface of any name there may be somebody who knows the network.
    severity: model.exits.every((name) => saysOutside(name) || /^ppp\d/.test(name)) ? 'error' : 'warning',
    text: {
      en: `No translation takes ${networks}, which this lets out by ${out}: its packets leave with private addresses, the provider drops them or no answer finds back. The translation on line ${line} takes others. Add ${networks} to what it selects, or list it in ignoreSubnets if somebody behind ${out} knows it.`,
      'zh-cn': `没有任何转换覆盖此处从 ${out} 放行的 ${networks}:其报文会以私有地址发出,被运营商丢弃或应答无法返回。第 ${line} 行的转换只覆盖其他网段。请把 ${networks} 加入其选择范围;若 ${out} 之后有人认识该网段,请列入 ignoreSubnets。`,
    },
    related: [{ span: model.rule.span, text: { en: 'Translates other networks', 'zh-cn': '只转换其他网段' } }],
    fixes: [],
  };
}
