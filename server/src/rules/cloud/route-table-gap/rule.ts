import { formatPrefix, holds, type Prefix } from '../../../../../grammars/model/address.ts';
import type { Cloud, CloudMachine, CloudPort, CloudRoute, CloudSubnet } from '../../../../../grammars/model/cloud.ts';
import { type SeenCloud, seenCloud } from '../../../network/seen-cloud.ts';
import { defineRule, type Report } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'cloud/route-table-gap',
    severity: 'error',
    needs: ['cloud-networks'],
    title: {
      en: 'A route table that does not lead where its subnet needs it',
      'zh-cn': '路由表缺少子网所需的路由',
    },
    sources: [
      'Amazon VPC user guide: route tables, NAT gateways, Internet gateways, VPC peering',
      'Azure Virtual Network: virtual network traffic routing',
      'Google Cloud VPC: routes',
    ],
    options: {},
  },
  *check(context) {
    const seen = seenCloud(context);
    if (!seen) return;
    const said = new Set<string>();
    // Copies of a module stand in one place.
    for (const { kind, report } of [...lostRoutes(seen), ...(seen.cloud.whole ? gaps(seen) : [])]) {
      const key = `${kind} ${report.span.start}`;
      if (said.has(key)) continue;
      said.add(key);
      yield report;
    }
  },
});

interface Found {
  readonly kind: string;
  readonly report: Report;
}

/** What a route led to is gone: the platform says so itself. */
function* lostRoutes(seen: SeenCloud): Generator<Found> {
  for (const { name, routes } of seen.cloud.networks.flatMap(({ subnets }) => subnets))
    for (const { destination, target, span } of routes) {
      const own = target.kind === 'discard' && target.lost && seen.here(span);
      if (!own) continue;
      const to = formatPrefix(destination);
      yield {
        kind: 'lost',
        report: {
          severity: 'warning',
          span: own,
          text: {
            en: `What the route to ${to} led to is gone, and packets from ${name.value} to it are dropped. Delete the route, or lead it somewhere else.`,
            'zh-cn': `到 ${to} 的路由的下一跳已不存在,${name.value} 发往该网段的报文会被丢弃。请删除该路由,或改为其他下一跳。`,
          },
        },
      };
    }
}

function* gaps(seen: SeenCloud): Generator<Found> {
  const { cloud } = seen;
  const subnets = new Map(cloud.networks.flatMap((one) => one.subnets.map((subnet) => [subnet.name.value, subnet])));
  const attached = new Set(cloud.gateways.map(({ network }) => network));
  const networkOf = new Map(
    cloud.networks.flatMap(({ name, subnets: own }) => own.map((subnet) => [subnet.name.value, name.value] as const)),
  );
  for (const machine of cloud.machines)
    for (const port of machine.ports) {
      const subnet = subnets.get(port.subnet);
      if (!subnet || subnet.routeGaps.length > 0 || !attached.has(networkOf.get(port.subnet)!)) continue;
      const report = strandedReport(seen, machine, port, subnet);
      if (report) yield { kind: 'stranded', report };
    }
  for (const report of oneWay(seen)) yield { kind: 'one-way', report };
}

/** Reachable from outside, and without a way there. */
function strandedReport(
  seen: SeenCloud,
  { kind, name }: CloudMachine,
  { outside, name: port }: CloudPort,
  subnet: CloudSubnet,
): Report | undefined {
  const { routes } = subnet;
  const isPublic = outside.kind === 'own' || (kind === 'nat-gateway' && outside.kind === 'shared');
  if (!isPublic || routes.some(({ target }) => target.kind === 'internet' && !isOverridden(target, routes)))
    return undefined;
  const route = defaultOf(routes);
  // Routes may be written where this text does not see them: by who uses a module, in another file.
  if (!route && !tellsWaysOut(seen.cloud)) return undefined;
  // What that does is not followed.
  if (route?.target.kind === 'elsewhere' || route?.target.kind === 'hub' || route?.target.kind === 'network')
    return undefined;
  const span = seen.here(subnet.name.span) ?? seen.here(port.span);
  if (!span) return undefined;
  return { ...wordsFor(kind, name.value, subnet.name.value, route), span, related: placeOf(seen, route) };
}

/** Some subnet has a default route: it is here that they are written. */
const tellsWaysOut = ({ networks }: Cloud): boolean =>
  networks.some(({ subnets }) =>
    subnets.some(({ routes }) => routes.some(({ destination }) => destination.length === 0)),
  );

/** A default route of the platform's own, where another one stands. */
const isOverridden = (target: CloudRoute['target'], routes: readonly CloudRoute[]): boolean => {
  const own = routes.find((one) => one.target === target)!;
  return own.destination.length === 0 && defaultOf(routes, own.destination.family) !== own;
};

function defaultOf(routes: readonly CloudRoute[], family: Prefix['family'] = 'ipv4'): CloudRoute | undefined {
  return routes
    .filter(({ destination }) => destination.family === family && destination.length === 0)
    .reduce<CloudRoute | undefined>(
      (best, one) => (best && (best.priority ?? 1) <= (one.priority ?? 1) ? best : one),
      undefined,
    );
}

const placeOf = (seen: SeenCloud, route: CloudRoute | undefined) =>
  route ? seen.pointTo(route.span, { en: 'The default route', 'zh-cn': '默认路由' }) : [];

function wordsFor(
  kind: CloudMachine['kind'],
  machine: string,
  subnet: string,
  route: CloudRoute | undefined,
): Pick<Report, 'text' | 'severity'> {
  if (kind === 'nat-gateway')
    return {
      severity: 'error',
      text: {
        en: `NAT gateway ${machine} stands in ${subnet}, which has no route to an Internet gateway: whoever leaves by it gets nowhere. Put it into a public subnet, or lead the default route of ${subnet} to the Internet gateway.`,
        'zh-cn': `NAT 网关 ${machine} 位于 ${subnet},而该子网没有通向互联网网关的路由:经由它的流量无法外出。请将其放入公有子网,或让 ${subnet} 的默认路由指向互联网网关。`,
      },
    };
  const what = kind === 'balancer' ? { en: 'load balancer ', 'zh-cn': '负载均衡器 ' } : { en: '', 'zh-cn': '' };
  return route
    ? {
        severity: 'warning',
        text: {
          en: `${what.en}${machine} has a public address, and the default route of ${subnet} leads elsewhere than to the Internet: who connects to that address gets no answer from it. Lead the default route to the Internet gateway, or do without the address.`,
          'zh-cn': `${what['zh-cn']}${machine} 有公网地址,而 ${subnet} 的默认路由不指向互联网:连接该地址的客户端收不到应答。请让默认路由指向互联网网关,或去掉该公网地址。`,
        },
      }
    : {
        severity: 'error',
        text: {
          en: `${what.en}${machine} has a public address, and ${subnet} has no route to the Internet: nobody reaches it there, and it reaches nobody. Add a default route to the Internet gateway, or do without the address.`,
          'zh-cn': `${what['zh-cn']}${machine} 有公网地址,而 ${subnet} 没有通向互联网的路由:外部无法访问它,它也无法外出。请添加指向互联网网关的默认路由,或去掉该公网地址。`,
        },
      };
}

/** Routes to another network from which no route leads back. */
function* oneWay({ cloud, here, pointTo }: SeenCloud): Generator<Report> {
  const networks = new Map(cloud.networks.map((one) => [one.name.value, one]));
  const translators = new Set(
    cloud.machines.flatMap(({ kind, ports }) => (kind === 'nat-gateway' ? ports.map(({ name }) => name.value) : [])),
  );
  for (const { name, prefixes, subnets } of cloud.networks)
    for (const { routes, name: from } of subnets)
      for (const { target, destination, span } of routes) {
        const other = target.kind === 'network' ? networks.get(target.network) : undefined;
        const place = other && here(span);
        const own = prefixes.map(({ value }) => value);
        if (!other || !place || own.length === 0 || !isOneWay(other, name.value, own, translators)) continue;
        const back = prefixes.map(({ value }) => formatPrefix(value)).join(', ');
        yield {
          severity: 'error',
          span: place,
          text: {
            en: `${from.value} sends packets for ${formatPrefix(destination)} to ${other.name.value}, and no subnet there has a route to ${back}: answers do not come back. Add a route to ${back} over the peering there.`,
            'zh-cn': `${from.value} 将发往 ${formatPrefix(destination)} 的报文送往 ${other.name.value},而那里没有子网具有到 ${back} 的路由:应答无法返回。请在对端添加经由该对等连接到 ${back} 的路由。`,
          },
          related: pointTo(other.name.span, { en: 'Has no route back', 'zh-cn': '没有返回路由' }),
        };
      }
}

/** Nothing there leads to these networks, or may; routes of that side are written here. */
const isOneWay = (
  { subnets }: Cloud['networks'][number],
  from: string,
  prefixes: readonly Prefix[],
  translators: ReadonlySet<string>,
): boolean =>
  subnets.some(({ routes }) => routes.length > 0) &&
  subnets.every(
    ({ routes, routeGaps }) =>
      routeGaps.length === 0 &&
      !routes.some(
        ({ destination, target }) =>
          (target.kind === 'network' && target.network === from) ||
          prefixes.some(
            (one) => meets(destination, one) && (destination.length > 0 || !leavesNetwork(target, translators)),
          ),
      ),
  );

const leavesNetwork = (target: CloudRoute['target'], translators: ReadonlySet<string>): boolean =>
  target.kind === 'internet' || (target.kind === 'port' && translators.has(target.port));

const meets = (one: Prefix, other: Prefix): boolean =>
  one.family === other.family && (one.length <= other.length ? holds(one, other.address) : holds(other, one.address));
