import { isTrial } from '../../../kit/cloud/is-trial.ts';
import { mapsIn, namedBy, nameIn } from '../../../kit/cloud/named.ts';
import {
  booleanOf,
  canonical,
  elementsOf,
  type Field,
  fieldOf,
  fieldsOf,
  type MapValue,
  numberOf,
  propertyOf,
  type Resource,
  textOf,
  type Value,
} from '../../../kit/cloud/value.ts';
import type { SingleZone } from '../../../model/single-zone.ts';

/** What stands in one availability zone by its own words; of what nobody wrote nothing is said. */
export function singleZones(resources: readonly Resource[]): SingleZone[] {
  const zones = zonesOf(resources);
  return [
    ...resources.flatMap((one) => (isTrial(one) ? [] : [...databases(one), ...objects(one), ...machines(one, zones)])),
    ...waysOut(resources, zones),
  ];
}

const found = (kind: SingleZone['kind'], of: string, { key, value, statement }: Field, better?: string): SingleZone => {
  statement.coverage = 'modelled';
  return {
    kind,
    of,
    written: { value: `${key}: ${canonical(value)}`, span: value.span },
    ...(better !== undefined && value.kind === 'text' && value.exact ? { better } : {}),
  };
};

/** RDS: a standby in another zone; instances of Aurora stand in for each other without it, and a read replica is somebody's already. */
function databases({ type, name, properties }: Resource): SingleZone[] {
  if (type !== 'aws_db_instance' && type !== 'AWS::RDS::DBInstance') return [];
  if (/^aurora/.test(textOf(propertyOf(properties, 'Engine', 'engine')) ?? '')) return [];
  if (fieldOf(properties, 'DBClusterIdentifier', 'replicate_source_db', 'SourceDBInstanceIdentifier')) return [];
  const field = fieldOf(properties, 'MultiAZ', 'multi_az');
  return field && booleanOf(field.value) === false ? [found('database', name.value, field, 'true')] : [];
}

/** S3: without versions nothing is replicated, and what is overwritten is gone. */
function objects({ type, name, properties }: Resource): SingleZone[] {
  const settings =
    type === 'AWS::S3::Bucket'
      ? mapsIn(propertyOf(properties, 'VersioningConfiguration'))
      : type === 'aws_s3_bucket_versioning'
        ? mapsIn(propertyOf(properties, 'versioning_configuration'))
        : [];
  return settings.flatMap((map) => {
    const field = fieldOf(map, 'Status', 'status');
    return field && textOf(field.value) === 'Suspended' ? [found('objects', name.value, field, 'Enabled')] : [];
  });
}

type Zones = ReadonlyMap<string, Value>;

/** Of subnets that surely are one each, by name. */
const zonesOf = (resources: readonly Resource[]): Zones =>
  new Map(
    resources.flatMap(({ type, name, properties, condition }) => {
      const zone = propertyOf(properties, 'AvailabilityZone', 'availability_zone', 'availability_zone_id');
      const single = (type === 'aws_subnet' || type === 'AWS::EC2::Subnet') && condition === undefined;
      return single && zone ? [[name.value, zone] as const] : [];
    }),
  );

/** A group of several machines, with one zone or with subnets of one. */
function machines({ type, name, properties }: Resource, zones: Zones): SingleZone[] {
  if (type !== 'aws_autoscaling_group' && type !== 'AWS::AutoScaling::AutoScalingGroup') return [];
  if ((numberOf(propertyOf(properties, 'MaxSize', 'max_size')) ?? 0) < 2) return [];
  const listed = fieldOf(properties, 'AvailabilityZones', 'availability_zones');
  if (listed?.value.kind === 'list' && listed.value.items.length === 1 && listed.value.items[0]!.value.kind === 'text')
    return [found('machines', name.value, listed)];
  const subnets = fieldOf(properties, 'VPCZoneIdentifier', 'vpc_zone_identifier');
  if (subnets?.value.kind !== 'list') return [];
  const own = elementsOf(subnets.value).map((one) => zones.get(nameIn(one) ?? ''));
  const [first] = own;
  const same = first !== undefined && own.every((one) => one !== undefined && canonical(one) === canonical(first));
  return same ? [found('machines', name.value, subnets)] : [];
}

const TABLES = ['aws_route_table', 'AWS::EC2::RouteTable'];
const ROUTES = ['aws_route', 'AWS::EC2::Route'];
const ASSOCIATIONS = ['aws_route_table_association', 'AWS::EC2::SubnetRouteTableAssociation'];
const GATEWAYS = ['aws_nat_gateway', 'AWS::EC2::NatGateway'];

/** NAT gateways that subnets of other zones go out through: each is in the zone of its subnet (VPC user guide: NAT gateway basics). */
function waysOut(resources: readonly Resource[], zones: Zones): SingleZone[] {
  const subnetsOf = new Map<string, string[]>();
  for (const { type, properties, condition } of resources) {
    const table = namedBy(properties, 'RouteTableId', 'route_table_id');
    const subnet = namedBy(properties, 'SubnetId', 'subnet_id');
    if (!ASSOCIATIONS.includes(type) || condition !== undefined || table === undefined || subnet === undefined)
      continue;
    const list = subnetsOf.get(table);
    if (list) list.push(subnet);
    else subnetsOf.set(table, [subnet]);
  }
  const through = resources.flatMap(({ type, name, properties, condition }): { table: string; gateway: Field }[] => {
    if (condition !== undefined) return [];
    const own = (map: MapValue, table: string | undefined) =>
      fieldsOf(map, 'NatGatewayId', 'nat_gateway_id').flatMap((gateway) =>
        table === undefined ? [] : [{ table, gateway }],
      );
    if (ROUTES.includes(type)) return own(properties, namedBy(properties, 'RouteTableId', 'route_table_id'));
    if (!TABLES.includes(type)) return [];
    return fieldsOf(properties, 'route').flatMap(({ value }) => mapsIn(value).flatMap((map) => own(map, name.value)));
  });
  const gateways = new Map(
    resources.flatMap((one) =>
      GATEWAYS.includes(one.type) && one.condition === undefined && !isTrial(one)
        ? [[one.name.value, one] as const]
        : [],
    ),
  );
  const said = new Set<string>();
  return through.flatMap(({ table, gateway }) => {
    const name = nameIn(gateway.value) ?? '';
    const own = zones.get(namedBy(gateways.get(name)?.properties ?? NONE, 'SubnetId', 'subnet_id') ?? '');
    const others = (subnetsOf.get(table) ?? []).flatMap((subnet) => zones.get(subnet) ?? []);
    if (!own || said.has(name) || !others.some((zone) => surelyDiffer(own, zone))) return [];
    said.add(name);
    return [found('way-out', name, gateway)];
  });
}

const NONE: MapValue = { kind: 'map', fields: [], span: { start: 0, end: 0 } };

/** Two zones by name, or two places of one list. */
function surelyDiffer(a: Value, b: Value): boolean {
  const [one, other] = [canonical(a), canonical(b)];
  if (one === other || a.kind !== b.kind) return false;
  return a.kind === 'text' || (a.kind === 'unknown' && one.replace(/\d+/g, '#') === other.replace(/\d+/g, '#'));
}
