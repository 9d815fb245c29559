import { parseIpv4 } from '../../../model/address.ts';
import type {
  IgpAuthentication,
  IgpRedistribution,
  OspfArea,
  OspfNetworkType,
  OspfProcess,
  PatternedOspfInterface,
} from '../../../model/igp.ts';
import type { Statement } from '../../../outline.ts';
import { at, type Located, type Span } from '../../../text/span.ts';
import { type Channel, channelsOf, filterOf } from './channels.ts';
import { hasUnknown } from './coverage.ts';
import { interfacePatterns } from './interface-patterns.ts';
import { isOn, lastOf, numberAt, optionsOf, textAt } from './options.ts';
import type { Policies } from './policies.ts';
import type { Protocol, Source } from './source.ts';

/** Protocols of OSPF. Which interfaces they are on, the host's other files tell. */
export const ospfOf = (source: Source, policies: Policies): OspfProcess[] =>
  source.protocols.filter(({ type }) => type === 'ospf').flatMap((protocol) => processOf(protocol, source, policies));

function processOf(protocol: Protocol, source: Source, policies: Policies): OspfProcess[] {
  const { statements, complete } = optionsOf(protocol, source);
  const version = protocol.statement.words.some(({ text }) => text === 'v3') ? 3 : 2;
  const channels = channelsOf(statements, 'ipv4');
  const families = channels.flatMap(({ family }) =>
    family === 'ipv4-unicast' ? ['ipv4' as const] : family === 'ipv6-unicast' ? ['ipv6' as const] : [],
  );
  const areas = statements.filter(({ words }) => words[0]!.text === 'area');
  const routerId = routerIdIn(statements, source) ?? source.routerIdAt;
  const name = protocol.name?.value;
  const closed = complete && !statements.some(hasUnknown) && source.includes.length === 0;
  return [
    {
      version,
      ...(name === undefined ? {} : { name }),
      ...(routerId ? { routerId: at(parseIpv4(routerId.value)!, routerId.span) } : {}),
      areas: areas.flatMap((statement) => areaOf(statement, source)),
      interfaces: [],
      patterned: areas.flatMap((statement) => interfacesOf(statement, families, closed, source)),
      redistributions: channels.flatMap((channel) => redistributionOf(channel, name ?? 'ospf', policies)),
      unfollowed: unfollowedIn(statements, areas, channels),
      ...(isOn(lastOf(statements, 'disabled')) ? { shutdown: true } : {}),
      span: protocol.statement.header,
      closed,
    },
  ];
}

const routerIdIn = (options: readonly Statement[], source: Source): Located<string> | undefined => {
  const { rest = [] } = lastOf(options, 'router', 'id') ?? {};
  const written = textAt(rest);
  return written && parseIpv4(written.value) !== undefined && source.text.length > 0 ? written : undefined;
};

/** `area 0 { ... }`, `area 0.0.0.1 { ... }` */
function idOf({ words }: Statement, source: Source): Located<number> | undefined {
  const word = words[1];
  if (!word) return undefined;
  const dotted = parseIpv4(word.text);
  return dotted === undefined ? numberAt([word], source) : at(Number(dotted), word.span);
}

/** BIRD 2 User's Guide, "OSPF": what the default route into a stub area costs where nothing says. */
const STUB_COST = 1000;

function areaOf(statement: Statement, source: Source): OspfArea[] {
  const id = idOf(statement, source);
  if (!id) return [];
  const { children } = statement;
  const type = isOn(lastOf(children, 'stub')) ? 'stub' : isOn(lastOf(children, 'nssa')) ? 'nssa' : 'normal';
  const cost = numberAt(lastOf(children, 'default', 'cost')?.rest ?? [], source)?.value ?? STUB_COST;
  return [
    {
      id,
      type,
      ...(isOn(lastOf(children, 'summary')) === false ? { noSummary: true } : {}),
      ...(type === 'normal' ? {} : { defaultCost: cost }),
      ranges: [],
      span: statement.header,
    },
  ];
}

const TYPES: Readonly<Record<string, OspfNetworkType>> = {
  broadcast: 'broadcast',
  bcast: 'broadcast',
  pointopoint: 'point-to-point',
  ptp: 'point-to-point',
  nonbroadcast: 'non-broadcast',
  nbma: 'non-broadcast',
  pointomultipoint: 'point-to-multipoint',
  ptmp: 'point-to-multipoint',
};

const AUTHENTICATIONS: Readonly<Record<string, IgpAuthentication>> = {
  none: 'none',
  simple: 'clear-text',
  cryptographic: 'cryptographic',
};

/** BIRD 2 User's Guide, "OSPF": cost 10, a hello every 10 seconds, dead after four of them. */
const [COST, HELLO, DEAD_COUNT] = [10, 10, 4];

function interfacesOf(
  area: Statement,
  families: PatternedOspfInterface['families'],
  closed: boolean,
  source: Source,
): PatternedOspfInterface[] {
  const id = idOf(area, source);
  if (!id) return [];
  return area.children
    .filter(({ words }) => words[0]!.text === 'interface')
    .flatMap((statement): PatternedOspfInterface[] => {
      const patterns = interfacePatterns(statement.words.slice(1));
      if (!patterns) return [];
      const own = statement.children;
      const number = (...name: string[]): Located<number> | undefined => {
        const option = lastOf(own, ...name);
        const value = option && numberAt(option.rest, source);
        return option && value && at(value.value, option.statement.header);
      };
      const type = lastOf(own, 'type');
      const networkType = TYPES[type?.rest[0]?.text ?? ''];
      const hello = number('hello') ?? { value: HELLO };
      const count = number('dead', 'count');
      const dead = own.some(({ words }) => words[0]!.text === 'dead' && words[1]?.text !== 'count')
        ? number('dead')
        : undefined;
      const stub = lastOf(own, 'stub');
      const authentication = lastOf(own, 'authentication');
      return [
        {
          patterns,
          area: id,
          families,
          cost: number('cost') ?? at(COST, statement.header),
          passive: stub ? { value: isOn(stub) === true, span: stub.statement.header } : { value: false },
          ...(type && networkType ? { networkType: { value: networkType, span: type.statement.header } } : {}),
          hello,
          dead: dead ?? { value: hello.value * (count?.value ?? DEAD_COUNT), ...(count && { span: count.span }) },
          authentication: {
            value: AUTHENTICATIONS[authentication?.rest[0]?.text ?? 'none'] ?? 'none',
            ...(authentication && { span: authentication.statement.header }),
          },
          // A difference is logged, and the neighbour taken.
          mtuIgnored: true,
          bfd: isOn(lastOf(own, 'bfd')) === true,
          span: statement.header,
          closed: closed && !hasUnknown(statement),
        },
      ];
    });
}

/** BIRD 2 User's Guide, "OSPF", attributes: routes from outside are of type 2 and cost this much. */
const EXTERNAL_METRIC = 10_000;

function redistributionOf({ options, word, family }: Channel, name: string, policies: Policies): IgpRedistribution[] {
  const option = filterOf(options, 'export');
  if (!option || option.rest[0]?.text === 'none') return [];
  const policy = policies.use(option, `${name}${word === undefined ? '' : ` ${word}`} export`);
  return [
    {
      from: at('*', option.rest[0]!.span),
      ...(family === 'ipv4-unicast' ? { family: 'ipv4' as const } : {}),
      ...(family === 'ipv6-unicast' ? { family: 'ipv6' as const } : {}),
      ...(policy ? { policy } : {}),
      metric: EXTERNAL_METRIC,
      metricType: 2,
      span: option.statement.header,
    },
  ];
}

/** Of the protocol, its areas, their interfaces: what is in the model, or changes no route. */
const PLAIN = {
  protocol: /^(?:area|ipv4|ipv6|disabled|description|router|debug|mrtdump|tick|rfc1583compat|graceful|interface)$/,
  area: /^(?:interface|stub|summary)$/,
  interface:
    /^(?:cost|hello|dead|retransmit|wait|priority|type|stub|authentication|password|passwords|bfd|rx|tx|transmit|real|check|ttl|strict|neighbors)$/,
} as const;

function unfollowedIn(
  statements: readonly Statement[],
  areas: readonly Statement[],
  channels: readonly Channel[],
): Span[] {
  const odd = (all: readonly Statement[], plain: RegExp): Statement[] =>
    all.filter(
      ({ words }) => !plain.test(words[0]!.text) && !(words[0]!.text === 'default' && words[1]?.text === 'cost'),
    );
  const ports = areas.flatMap(({ children }) => children.filter(({ words }) => words[0]!.text === 'interface'));
  const imports = channels.flatMap(({ options }) => {
    const option = filterOf(options, 'import');
    return option && option.rest[0]?.text !== 'all' ? [option.statement] : [];
  });
  return [
    ...odd(statements, PLAIN.protocol),
    ...areas.flatMap(({ children }) => odd(children, PLAIN.area)),
    ...ports.filter(({ words }) => !interfacePatterns(words.slice(1))),
    ...ports.flatMap(({ children }) => odd(children, PLAIN.interface)),
    ...imports,
  ].map(({ header }) => header);
}
