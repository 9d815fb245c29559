import { mapsIn, namedBy, nameIn } from '../../../../kit/cloud/named.ts';
import {
  booleanOf,
  elementsOf,
  fieldsOf,
  type MapValue,
  propertyOf,
  type Resource,
} from '../../../../kit/cloud/value.ts';
import type { CloudGap, CloudRoute, CloudTarget } from '../../../../model/cloud.ts';
import type { Statement } from '../../../../outline.ts';
import type { Source } from '../../source.ts';
import { DESTINATIONS, ROUTES, TABLES, TARGETS } from '../routes.ts';
import { cidrOf } from '../traffic.ts';

const ASSOCIATIONS = ['AWS::EC2::SubnetRouteTableAssociation', 'aws_route_table_association'];
const MAIN = 'aws_main_route_table_association';

/** What a route leads to hangs on whose network it is in. */
export type TargetOf = (key: string, name: string | undefined) => (network: string) => CloudTarget;

export interface TableRoute extends Omit<CloudRoute, 'target'> {
  readonly target: (network: string) => CloudTarget;
}

export interface RouteTable {
  readonly routes: TableRoute[];
  readonly gaps: CloudGap[];
}

export interface RouteTables {
  /** By name; a network's own name is its main one. */
  readonly tables: ReadonlyMap<string, RouteTable>;
  /** By the subnet's name. */
  readonly ofSubnet: ReadonlyMap<string, string>;
  /** By the network's name: what subnets without one of their own have. */
  readonly main: ReadonlyMap<string, string>;
  /** Routes of tables that are not told. */
  readonly routeGaps: readonly CloudGap[];
  /** Tables of subnets that are not told. */
  readonly tableGaps: readonly CloudGap[];
}

/** @param targetOf what a route's target is, by the key that names it */
export function routeTables({ resources }: Source, targetOf: TargetOf): RouteTables {
  const tables = new Map<string, RouteTable>();
  const ofSubnet = new Map<string, string>();
  const main = new Map<string, string>();
  const routeGaps: CloudGap[] = [];
  const tableGaps: CloudGap[] = [];
  const table = (name: string): RouteTable => {
    const known = tables.get(name) ?? { routes: [], gaps: [] };
    tables.set(name, known);
    return known;
  };
  const add = (name: string, map: MapValue, statement: Statement): void => {
    const { routes, gaps: own } = table(name);
    const read = routeOf(map, statement, targetOf);
    if (read === 'local') return;
    if (read) routes.push(read);
    else own.push({ text: UNTOLD, span: statement.header });
  };
  for (const resource of resources) {
    const { type, name, properties, statement, condition } = resource;
    if (TABLES.includes(type) || type === 'AWS::EC2::RouteTable') {
      readInline(resource, add, table(name.value));
      const owner = namedBy(properties, 'default_route_table_id');
      if (owner !== undefined) main.set(owner, name.value);
      for (const one of mapsIn(propertyOf(properties, 'Associations'))) {
        const subnet = namedBy(one, 'SubnetId');
        const network = namedBy(properties, 'VpcId');
        if (subnet !== undefined) ofSubnet.set(subnet, name.value);
        else if (network !== undefined && booleanOf(propertyOf(one, 'Main')) === true) main.set(network, name.value);
      }
    }
    if (ROUTES.includes(type)) {
      const owner = namedBy(properties, 'RouteTableId', 'route_table_id');
      if (owner === undefined) routeGaps.push({ text: UNTOLD, span: statement.header });
      else if (condition !== undefined) table(owner).gaps.push({ text: SOMETIMES, span: statement.header });
      else add(owner, properties, statement);
    }
    if (ASSOCIATIONS.includes(type)) {
      const subnet = namedBy(properties, 'SubnetId', 'subnet_id');
      const owner = namedBy(properties, 'RouteTableId', 'route_table_id');
      if (subnet !== undefined && owner !== undefined && condition === undefined) ofSubnet.set(subnet, owner);
      else if (namedBy(properties, 'GatewayId', 'gateway_id') === undefined)
        tableGaps.push({ text: UNTOLD_TABLE, span: statement.header });
    }
    if (type === MAIN) {
      const network = namedBy(properties, 'vpc_id');
      const owner = namedBy(properties, 'route_table_id');
      if (network !== undefined && owner !== undefined) main.set(network, owner);
      else tableGaps.push({ text: UNTOLD_TABLE, span: statement.header });
    }
    if (/RoutePropagation$|route_propagation$/.test(type)) {
      const owners = elementsOf(propertyOf(properties, 'RouteTableIds', 'route_table_id')).map(nameIn);
      for (const owner of owners)
        (owner === undefined ? routeGaps : table(owner).gaps).push({ text: LEARNED, span: statement.header });
    }
  }
  return { tables, ofSubnet, main, routeGaps, tableGaps };
}

function readInline(
  { name, properties, statement }: Resource,
  add: (name: string, map: MapValue, statement: Statement) => void,
  table: RouteTable,
): void {
  for (const { value, statement: own } of fieldsOf(properties, 'route', 'Routes'))
    for (const item of value.kind === 'list' ? value.items : [{ value, statement: own }]) {
      if (item.value.kind === 'map') add(name.value, item.value, item.statement);
      else if (item.value.kind !== 'nothing') table.gaps.push({ text: UNTOLD, span: item.statement.header });
    }
  if (elementsOf(propertyOf(properties, 'PropagatingVgws', 'propagating_vgws')).length > 0)
    table.gaps.push({ text: LEARNED, span: statement.header });
}

/** Undefined: where it leads to, or what, is not known; `local`: nothing that others would notice. */
function routeOf(map: MapValue, { span }: Statement, targetOf: TargetOf): TableRoute | 'local' | undefined {
  const written = DESTINATIONS.map((key) => propertyOf(map, key)).find((one) => one && cidrOf(one));
  const destination = written && cidrOf(written);
  const field = TARGETS.map((key) => fieldsOf(map, key).at(-1)).find(
    (one) => one && one.value.kind !== 'nothing' && !(one.value.kind === 'text' && one.value.text === ''),
  );
  if (field?.value.kind === 'text' && field.value.text === 'local') return 'local';
  // Gateway endpoints: routes to the provider's own services.
  if (!destination && field && /^vpce-/.test(nameIn(field.value) ?? '')) return 'local';
  if (!destination || !field) return undefined;
  const state = propertyOf(map, 'State');
  const isDown = state?.kind === 'text' && state.text === 'blackhole';
  const target = isDown
    ? (): CloudTarget => ({ kind: 'discard', lost: true })
    : targetOf(field.key, nameIn(field.value));
  return { destination, target, span };
}

const UNTOLD = {
  en: 'where this route leads, or what it leads to, is not in the text',
  'zh-cn': '该路由的目的地或下一跳不在文本中',
};
const UNTOLD_TABLE = {
  en: 'which subnet this association is for is not in the text',
  'zh-cn': '该关联属于哪个子网不在文本中',
};
const SOMETIMES = {
  en: 'this route is there under a condition only',
  'zh-cn': '该路由仅在某个条件下存在',
};
const LEARNED = {
  en: 'routes of this table are learned from a gateway',
  'zh-cn': '该路由表中有从网关学习到的路由',
};
