import { mapsIn, namedBy } from '../../../../kit/cloud/named.ts';
import { type Field, fieldsOf, type MapValue, propertyOf, type Resource, textOf } from '../../../../kit/cloud/value.ts';
import type { CloudGap } from '../../../../model/cloud.ts';

export const ASSOCIATION = 'AWS::EC2::TransitGatewayRouteTableAssociation';
export const PROPAGATION = 'AWS::EC2::TransitGatewayRouteTablePropagation';
export const ROUTE = 'AWS::EC2::TransitGatewayRoute';

export interface PrintedTransit {
  /** As a template would declare them. */
  readonly parts: readonly Resource[];
  /** What lists of the API leave open of an attachment and its table. */
  gapsOf(attachment: Resource, table: string | undefined): readonly CloudGap[];
}

/**
 * What the API prints of a transit gateway: which table an attachment has (`describe-transit-gateway-attachments`), what propagates into a table
 * and its static routes (`get-transit-gateway-route-table-propagations`, `search-transit-gateway-routes`, each under the table's id).
 */
export function printedTransit(resources: readonly Resource[]): PrintedTransit {
  const of = (type: string): Resource[] => resources.filter((one) => one.type === type);
  const attachments = of('TransitGatewayAttachments');
  const propagations = of('TransitGatewayPropagations');
  const routes = of('TransitGatewayStaticRoutes');
  const listed = new Set(attachments.map(({ name }) => name.value));
  const told = (lists: readonly Resource[]): ReadonlySet<string> => new Set(lists.map(({ name }) => name.value));
  const [propagated, written] = [told(propagations), told(routes)];
  const inTable = (list: Resource, key: string): MapValue[] =>
    mapsIn(propertyOf(list.properties, key)).map((map) => withFields(map, fieldsOf(list.properties, TABLE)));
  return {
    parts: [
      ...attachments.flatMap((one) =>
        mapsIn(propertyOf(one.properties, 'Association')).map((map) =>
          partOf(ASSOCIATION, one, withFields(map, fieldsOf(one.properties, ATTACHMENT))),
        ),
      ),
      ...propagations.flatMap((list) =>
        inTable(list, 'TransitGatewayRouteTablePropagations')
          .filter((map) => textOf(propertyOf(map, 'State')) !== 'disabled')
          .map((map) => partOf(PROPAGATION, list, map)),
      ),
      ...routes.flatMap((list) =>
        inTable(list, 'Routes')
          .filter((map) => textOf(propertyOf(map, 'Type')) !== 'propagated')
          .map((map) => partOf(ROUTE, list, routeMap(map))),
      ),
    ],
    gapsOf: ({ type, name }, table) => {
      if (type !== 'TransitGatewayVpcAttachments') return [];
      const open = [
        ...(listed.has(name.value) ? [] : [NO_ASSOCIATION]),
        ...(table !== undefined && !propagated.has(table) ? [NO_PROPAGATIONS(table)] : []),
        ...(table !== undefined && !written.has(table) ? [NO_ROUTES(table)] : []),
      ];
      return open.map((text) => ({ text, span: name.span }));
    },
  };
}

const TABLE = 'TransitGatewayRouteTableId';
const ATTACHMENT = 'TransitGatewayAttachmentId';

const withFields = (map: MapValue, fields: readonly Field[]): MapValue => ({
  ...map,
  fields: [...map.fields, ...fields],
});

const partOf = (type: string, { statement }: Resource, properties: MapValue): Resource => ({
  type,
  name: { value: namedBy(properties, ATTACHMENT) ?? '', span: properties.span },
  properties,
  statement,
});

/** Of several attachments with one route any may be taken; one that is down is none. */
function routeMap(map: MapValue): MapValue {
  const all = mapsIn(propertyOf(map, 'TransitGatewayAttachments'));
  const down = fieldsOf(map, 'State').filter(({ value }) => textOf(value) === 'blackhole');
  const [blackhole] = down.map(
    (field): Field => ({
      ...field,
      key: 'Blackhole',
      value: { kind: 'text', text: 'true', span: field.value.span, exact: false },
    }),
  );
  const [only, ...others] = all;
  return withFields(map, [
    ...(blackhole ? [blackhole] : []),
    ...(only && others.length === 0 ? fieldsOf(only, ATTACHMENT) : []),
  ]);
}

const NO_ASSOCIATION = {
  en: 'which route table of the transit gateway this attachment has is not in the text (describe-transit-gateway-attachments)',
  'zh-cn': '该连接使用中转网关的哪个路由表不在文本中(describe-transit-gateway-attachments)',
};
const NO_PROPAGATIONS = (table: string) => ({
  en: `what propagates into ${table} is not in the text`,
  'zh-cn': `哪些连接的路由传播到 ${table} 不在文本中`,
});
const NO_ROUTES = (table: string) => ({
  en: `which static routes ${table} has is not in the text`,
  'zh-cn': `${table} 有哪些静态路由不在文本中`,
});
