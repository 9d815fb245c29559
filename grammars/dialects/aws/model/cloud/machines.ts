import { mapsIn, namedBy, nameIn, tagNames } from '../../../../kit/cloud/named.ts';
import {
  booleanOf,
  elementsOf,
  type MapValue,
  propertyOf,
  type Resource,
  textOf,
  type Value,
} from '../../../../kit/cloud/value.ts';
import { parseAddress } from '../../../../model/address.ts';
import type { CloudMachine, Outside } from '../../../../model/cloud.ts';
import type { Source } from '../../source.ts';
import type { GroupedPort } from './groups.ts';
import type { PublicAddresses } from './public-addresses.ts';

const INSTANCES = ['AWS::EC2::Instance', 'aws_instance'];
const CARDS = ['AWS::EC2::NetworkInterface', 'aws_network_interface', 'NetworkInterfaces'];
const NAT = ['AWS::EC2::NatGateway', 'aws_nat_gateway', 'NatGateways'];

export interface Machine extends Omit<CloudMachine, 'ports'> {
  readonly ports: readonly GroupedPort[];
}

/**
 * Instances, cards and NAT gateways.
 * @param givesPublic whether a subnet gives what starts in it a public address; undefined: not told
 */
export function machines(
  { resources }: Pick<Source, 'resources'>,
  givesPublic: (subnet: string) => boolean | undefined,
  publics: PublicAddresses,
): readonly Machine[] {
  const cards = new Map<string, Resource>();
  for (const one of resources) if (CARDS.includes(one.type)) cards.set(one.name.value, one);
  const draft: Draft = { publics, cards, taken: new Set(), givesPublic };
  const instances = [
    ...resources.filter(({ type }) => INSTANCES.includes(type)).map((one) => instanceOf(one, draft)),
    ...resources.filter(({ type }) => type === 'Reservations').flatMap((one) => printedInstances(one, draft)),
  ];
  const gateways = resources.filter(({ type }) => NAT.includes(type)).map((one) => natGateway(one, draft));
  const alone = [...cards.values()].filter(({ name }) => !draft.taken.has(name.value));
  return [...gateways, ...instances, ...cardsByMachine(alone, draft)].filter(({ ports }) => ports.length > 0);
}

interface Draft {
  readonly publics: PublicAddresses;
  readonly cards: ReadonlyMap<string, Resource>;
  /** Cards that an instance names as its own. */
  readonly taken: Set<string>;
  readonly givesPublic: (subnet: string) => boolean | undefined;
}

function instanceOf(resource: Resource, draft: Draft): Machine {
  const { name, properties } = resource;
  const inline = mapsIn(propertyOf(properties, 'NetworkInterfaces'));
  const named = [
    ...inline.map((one) => namedBy(one, 'NetworkInterfaceId')),
    ...['network_interface', 'primary_network_interface'].flatMap((key) =>
      properties.fields
        .filter((field) => field.key === key)
        .flatMap(({ value }) => mapsIn(value).map((one) => namedBy(one, 'network_interface_id'))),
    ),
  ].flatMap((one) => one ?? []);
  const own = inline.filter((one) => namedBy(one, 'NetworkInterfaceId') === undefined);
  const ports =
    named.length + own.length > 0
      ? [
          ...named.flatMap((card) => cardPorts(card, draft)),
          ...own.flatMap((map) => portOf(name, map, draft, [name.value])),
        ]
      : portOf(name, properties, draft, [name.value]);
  const checks = propertyOf(properties, 'SourceDestCheck', 'source_dest_check');
  const checked = checks ? booleanOf(checks) : named.length > 0 ? undefined : true;
  return {
    name,
    aliases: [...tagNames(resource), ...shortNames(name.value)],
    kind: 'host',
    ...(checked === undefined ? {} : { forwards: !checked }),
    ports,
  };
}

/** `aws_instance.web` is spoken of as `web`. */
const shortNames = (name: string): string[] => (name.includes('.') ? [name.slice(name.lastIndexOf('.') + 1)] : []);

function printedInstances({ properties }: Resource, draft: Draft): Machine[] {
  return mapsIn(propertyOf(properties, 'Instances')).flatMap((map): Machine[] => {
    const id = propertyOf(map, 'InstanceId');
    const text = textOf(id);
    if (!id || text === undefined) return [];
    const name = { value: text, span: id.span };
    const all = mapsIn(propertyOf(map, 'NetworkInterfaces'));
    for (const one of all) draft.taken.add(namedBy(one, 'NetworkInterfaceId') ?? '');
    const checked = booleanOf(propertyOf(map, 'SourceDestCheck'));
    return [
      {
        name,
        aliases: [
          ...tagNames({ properties: map }),
          ...(textOf(propertyOf(map, 'PrivateDnsName')) ? [textOf(propertyOf(map, 'PrivateDnsName'))!] : []),
        ],
        kind: 'host',
        ...(checked === undefined ? {} : { forwards: !checked }),
        ports: (all.length > 0 ? all : [map]).flatMap((one) => portOf(name, one, draft, [text], true)),
      },
    ];
  });
}

function cardPorts(name: string, draft: Draft): GroupedPort[] {
  const card = draft.cards.get(name);
  draft.taken.add(name);
  return card ? portOf(card.name, card.properties, draft, [name], card.type === 'NetworkInterfaces') : [];
}

/** Cards of one instance, as the API prints them, are one machine. */
function cardsByMachine(cards: readonly Resource[], draft: Draft): Machine[] {
  const found = new Map<string, Machine>();
  for (const card of cards) {
    const { name, properties } = card;
    const kind = textOf(propertyOf(properties, 'InterfaceType'));
    // NAT gateways print cards of their own.
    if (kind !== undefined && kind !== 'interface' && kind !== 'efa') continue;
    const attachment = propertyOf(properties, 'Attachment');
    const owner = attachment?.kind === 'map' ? namedBy(attachment, 'InstanceId') : undefined;
    const ports = cardPorts(name.value, draft);
    const checks = propertyOf(properties, 'SourceDestCheck', 'source_dest_check');
    const checked = checks ? booleanOf(checks) : true;
    const before = owner === undefined ? undefined : found.get(owner);
    const forwards = checked === undefined ? {} : { forwards: !checked };
    if (before) found.set(owner!, { ...before, ports: [...before.ports, ...ports] });
    else
      found.set(owner ?? name.value, {
        name: owner === undefined ? name : { value: owner, span: name.span },
        aliases: owner === undefined ? [...tagNames(card), ...shortNames(name.value)] : [],
        kind: 'host',
        ...forwards,
        ports,
      });
  }
  return [...found.values()];
}

function natGateway(resource: Resource, { publics }: Draft): Machine {
  const { name, properties } = resource;
  const subnet = namedBy(properties, 'SubnetId', 'subnet_id');
  const [printed] = mapsIn(propertyOf(properties, 'NatGatewayAddresses'));
  const isPrivate =
    textOf(propertyOf(properties, 'ConnectivityType', 'connectivity_type'))?.toLowerCase() === 'private';
  const outside: Outside = isPrivate
    ? { kind: 'none', why: PRIVATE_GATEWAY, span: name.span }
    : {
        kind: 'own',
        ...publics.addressOf(
          printed ? textOf(propertyOf(printed, 'PublicIp')) : namedBy(properties, 'AllocationId', 'allocation_id'),
        ),
        span: name.span,
      };
  const port: GroupedPort = {
    name,
    subnet: subnet ?? '',
    addresses: addressIn(
      printed ? propertyOf(printed, 'PrivateIp') : propertyOf(properties, 'PrivateIpAddress', 'private_ip'),
    ),
    outside,
    groups: [],
  };
  return {
    name,
    aliases: [...tagNames(resource), ...shortNames(name.value)],
    kind: 'nat-gateway',
    ports: subnet === undefined ? [] : [port],
  };
}

/** @param printed as the API prints it: what it does not say is not so */
function portOf(
  owner: Resource['name'],
  map: MapValue,
  { publics, givesPublic }: Draft,
  names: readonly string[],
  printed = false,
): GroupedPort[] {
  const subnet = namedBy(map, 'SubnetId', 'subnet_id');
  if (subnet === undefined) return [];
  const card = namedBy(map, 'NetworkInterfaceId');
  const groups = [
    'SecurityGroupIds',
    'SecurityGroups',
    'GroupSet',
    'Groups',
    'vpc_security_group_ids',
    'security_groups',
  ]
    .flatMap((key) => elementsOf(propertyOf(map, key)))
    .map((one) => (one.kind === 'map' ? namedBy(one, 'GroupId') : nameIn(one)));
  const addresses = [
    ...addressIn(propertyOf(map, 'PrivateIpAddress', 'private_ip')),
    ...elementsOf(propertyOf(map, 'private_ips')).flatMap(addressIn),
  ];
  const association = propertyOf(map, 'Association');
  const printedPublic = association?.kind === 'map' ? textOf(propertyOf(association, 'PublicIp')) : undefined;
  const outside: Outside = printed
    ? printedPublic === undefined
      ? { kind: 'none', why: NO_PUBLIC, span: owner.span }
      : { kind: 'own', ...publics.addressOf(printedPublic), span: owner.span }
    : (publics.of([...names, ...(card === undefined ? [] : [card])]) ??
      assigned(owner, map, givesPublic(subnet), publics.told));
  return [{ name: card === undefined ? owner : { value: card, span: owner.span }, subnet, addresses, outside, groups }];
}

/** What an instance gets as it starts, where nothing gives it an address of its own. */
function assigned({ span }: Resource['name'], map: MapValue, subnetGives: boolean | undefined, told: boolean): Outside {
  const written = propertyOf(map, 'AssociatePublicIpAddress', 'associate_public_ip_address');
  const gets = written ? booleanOf(written) : subnetGives;
  if (gets === true) return { kind: 'own', span: written?.span ?? span };
  if (gets === undefined || !told) return { kind: 'unknown', why: UNTOLD, span: written?.span ?? span };
  return { kind: 'none', why: NO_PUBLIC, span: written?.span ?? span };
}

export const addressIn = (value: Value | undefined): GroupedPort['addresses'][number][] => {
  const parsed = parseAddress(textOf(value)?.trim() ?? '');
  return value && parsed ? [{ value: parsed, span: value.span }] : [];
};

const NO_PUBLIC = {
  en: 'it has no public address, and an Internet gateway lets nothing pass without one',
  'zh-cn': '它没有公网地址,而互联网网关不放行没有公网地址的流量',
};
const PRIVATE_GATEWAY = {
  en: 'this NAT gateway is a private one and has no public address',
  'zh-cn': '该 NAT 网关为私有类型,没有公网地址',
};
const UNTOLD = {
  en: 'whether it has a public address is not in the text',
  'zh-cn': '它是否有公网地址不在文本中',
};
