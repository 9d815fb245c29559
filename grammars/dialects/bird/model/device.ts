import { textualInclude } from '../../../kit/textual-include.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';
import type { Redistribution, RouteValidation, ValidationCache } from '../../../model/routing.ts';
import type { Outline } from '../../../outline.ts';
import { at } from '../../../text/span.ts';
import { type BgpPlace, bgpOf } from './bgp.ts';
import { channelsOf, filterOf, mainTables } from './channels.ts';
import { declareCoverage } from './coverage.ts';
import { lastOf, optionsOf, textAt } from './options.ts';
import { ospfOf } from './ospf.ts';
import { type Policies, policiesOf } from './policies.ts';
import { referencesOf } from './references.ts';
import { routeChoiceOf } from './route-choice.ts';
import { originationsOf, routesOf } from './routes.ts';
import { type Source, sourceOf } from './source.ts';

export function toModel(outline: Outline): Device {
  const { source, policies, places } = reading(outline);
  const bgp = places.map(({ process }) => process);
  const mains = mainTables(places.flatMap(({ protocols }) => protocols.flatMap(({ channels }) => channels)));
  const routes = routesOf(source, mains);
  const redistributions = redistributionsOf(source, policies);
  const validation = validationOf(source);
  const ospf = ospfOf(source, policies);
  return {
    ...emptyDevice,
    routes,
    bgp,
    ospf,
    routeChoice: routeChoiceOf(source, policies, places),
    policies: policies.all,
    asPathLists: policies.asPathLists(),
    communityLists: policies.communityLists(),
    redistributions,
    originations: originationsOf(routes, bgp, policies.all),
    ...(validation ? { validation } : {}),
    references: referencesOf(source, outline.statements, isPart(source)),
    dynamicRouting: true,
    includes: {
      language: 'bird',
      files: source.includes.flatMap((statement) => textualInclude(outline, statement, 1) ?? []),
      part: isPart(source),
      everyUse: [],
    },
    fragment: source.includes.length > 0 || isPart(source),
  };
}

export interface Reading {
  readonly source: Source;
  readonly policies: Policies;
  readonly places: readonly BgpPlace[];
}

const known = new WeakMap<Outline, Reading>();

/** Read once, for the model and for every change that is written. */
export function reading(outline: Outline): Reading {
  const before = known.get(outline);
  if (before) return before;
  declareCoverage(outline.statements, outline.text);
  const source = sourceOf(outline);
  const policies = policiesOf(source);
  const read = { source, policies, places: bgpOf(source, policies) };
  known.set(outline, read);
  return read;
}

/** It belongs to another file, or is filled in: a whole one names its router or looks at its interfaces. */
const isPart = ({ filled, routerId, protocols }: Source): boolean =>
  filled || !(routerId || protocols.some(({ type }) => type === 'device'));

const INSIDE: ReadonlySet<string> = new Set(['ospf', 'rip', 'babel']);

/** What protocols of the inside take from the table. */
function redistributionsOf(source: Source, policies: Policies): Redistribution[] {
  return source.protocols.flatMap((protocol) => {
    if (!INSIDE.has(protocol.type)) return [];
    const { statements } = optionsOf(protocol, source);
    return channelsOf(statements, undefined).flatMap(({ options, word }): Redistribution[] => {
      const option = filterOf(options, 'export');
      if (!option || option.rest[0]!.text === 'none') return [];
      const place = `${protocol.name?.value ?? protocol.type}${word === undefined ? '' : ` ${word}`} export`;
      const policy = policies.use(option, place);
      return [
        {
          into: protocol.type,
          from: at('*', option.rest[0]!.span),
          ...(policy ? { policy } : {}),
          span: option.statement.header,
        },
      ];
    });
  });
}

/** A table of origins, whoever fills it. */
function validationOf(source: Source): RouteValidation | undefined {
  const servers = source.protocols.filter(({ type }) => type === 'rpki');
  const caches = servers.flatMap((protocol): ValidationCache[] => {
    const { statements, complete } = optionsOf(protocol, source);
    const { rest = [] } = lastOf(statements, 'remote') ?? {};
    const remote = textAt(rest);
    const port = rest[1]?.text === 'port' && /^\d{1,5}$/.test(rest[2]?.text ?? '') ? Number(rest[2]!.text) : undefined;
    const transport = lastOf(statements, 'transport');
    // In braces there are keys.
    const plain =
      complete &&
      (!transport ||
        (transport.rest.length === 1 &&
          transport.rest[0]?.text === 'tcp' &&
          transport.statement.children.length === 0));
    return remote ? [{ ...remote, ...(port !== undefined && { port }), ...(plain && { plain }) }] : [];
  });
  const tables = [...source.tables.values()].some((type) => type.startsWith('roa'));
  const [first] = servers;
  if (!first && !tables) return undefined;
  return { caches, span: first?.statement.header ?? { start: 0, end: 0 } };
}
