import { describe, expect, test } from 'vitest';
import { readHcl } from '../../hcl/hcl-outline.ts';
import { canonical, elementsOf, propertyOf, type Value } from '../value.ts';
import { deployedResources } from './deployed-resources.ts';

const told = (value: Value | undefined): string =>
  value === undefined
    ? '-'
    : value.kind === 'name'
      ? `${value.name}${value.attribute === undefined ? '' : `.${value.attribute}`}`
      : value.kind === 'list'
        ? `[${elementsOf(value).map(told).join(', ')}]`
        : value.kind === 'unknown'
          ? '?'
          : canonical(value);

/** `name: value` of one property of each resource. */
const of = (text: string, key = 'v'): string[] =>
  deployedResources(readHcl(text), 'aws_').map(({ name, properties, condition }) => {
    const value = told(propertyOf(properties, key));
    return `${name.value}: ${value}${condition === undefined ? '' : ` (${condition})`}`;
  });

const one = (expression: string, around = ''): string =>
  of(`${around}\nresource "aws_x" "x" {\n  v = ${expression}\n}\n`)[0]!.replace('aws_x.x: ', '');

describe('expressions', () => {
  const around = `variable "block" {\n  default = "10.0.0.0/16"\n}\nvariable "secret" {}\nvariable "on" {\n  default = true\n}\nlocals {\n  zones = ["a", "b", "c"]\n  by = { web = { cidr = "10.9.0.0/24" } }\n  loop = local.pool\n  pool = local.loop\n}\n`;
  test.each([
    ['var.block', '10.0.0.0/16'],
    ['"$' + '{var.block}"', '10.0.0.0/16'],
    ['cidrsubnet(var.block, 8, 2)', '10.0.2.0/24'],
    ['cidrsubnet(var.block, 8, 1 + 2)', '10.0.3.0/24'],
    ['cidrsubnet(var.block, 8, 999)', '?'],
    ['cidrhost("10.0.2.0/24", 5)', '10.0.2.5'],
    ['var.on ? "yes" : "no"', 'yes'],
    ['length(local.zones)', '3'],
    ['element(local.zones, 4)', 'b'],
    ['local.zones[2]', 'c'],
    ['local.by["web"].cidr', '10.9.0.0/24'],
    ['lookup(local.by, "mail", "none")', 'none'],
    ['concat(local.zones, [var.block])', '[a, b, c, 10.0.0.0/16]'],
    ['var.secret', '?'],
    ['var.nowhere', '?'],
    ['local.loop', '?'],
    ['data.aws_vpc.main.cidr_block', '?'],
    ['"net-$' + '{var.secret}"', '?'],
    ['aws_y.y.id', 'aws_y.y.id'],
    ['jsonencode(var.block)', '?'],
  ])('%s is %s', (expression, expected) => {
    expect(one(expression, around)).toBe(expected);
  });
  test('what a variables file says is above a default', () => {
    expect(one('var.block', `${around}block = "172.16.0.0/16"\n`)).toBe('172.16.0.0/16');
  });
  test('values that are made of each other do not grow without end', () => {
    const doubled = Array.from({ length: 40 }, (_, at) => `  l${at + 1} = [local.l${at}, local.l${at}]\n`).join('');
    expect(one('local.l40', `locals {\n  l0 = "x"\n${doubled}}\n`).length < 50_000).toBe(true);
  });
});

describe('copies', () => {
  test('by number, and by key, refer to each other', () => {
    expect(
      of(
        'resource "aws_s" "s" {\n  count = 2\n  v = cidrsubnet("10.0.0.0/16", 8, count.index)\n}\nresource "aws_t" "t" {\n  count = 2\n  v = aws_s.s[count.index].id\n}\nresource "aws_u" "u" {\n  v = aws_s.s[*].id\n}\nresource "aws_w" "w" {\n  v = [for one in aws_s.s : one.id]\n}\n',
      ),
    ).toEqual([
      'aws_s.s[0]: 10.0.0.0/24',
      'aws_s.s[1]: 10.0.1.0/24',
      'aws_t.t[0]: aws_s.s[0].id',
      'aws_t.t[1]: aws_s.s[1].id',
      'aws_u.u: [aws_s.s[0].id, aws_s.s[1].id]',
      'aws_w.w: [aws_s.s[0].id, aws_s.s[1].id]',
    ]);
    expect(
      of(
        'resource "aws_s" "s" {\n  for_each = { a = "10.0.1.0/24", b = "10.0.2.0/24" }\n  v = each.value\n}\nresource "aws_t" "t" {\n  for_each = toset(["a", "b"])\n  v = aws_s.s[each.key].id\n}\n',
      ),
    ).toEqual([
      'aws_s.s[a]: 10.0.1.0/24',
      'aws_s.s[b]: 10.0.2.0/24',
      'aws_t.t[a]: aws_s.s[a].id',
      'aws_t.t[b]: aws_s.s[b].id',
    ]);
  });
  test('that are not to be counted stay one, with a condition; none at all are none', () => {
    expect(of('resource "aws_s" "s" {\n  count = var.n\n  v = "x"\n}\n')).toEqual(['aws_s.s: x (copies var.n)']);
    expect(
      of('variable "on" {\n  default = false\n}\nresource "aws_s" "s" {\n  count = var.on ? 1 : 0\n  v = "x"\n}\n'),
    ).toEqual([]);
  });
  test('of a block are as many as its list has entries', () => {
    const [made] = deployedResources(
      readHcl(
        'resource "aws_g" "g" {\n  dynamic "ingress" {\n    for_each = [22, 443]\n    content {\n      from_port = ingress.value\n    }\n  }\n}\n',
      ),
      'aws_',
    );
    expect(
      made!.properties.fields.map(({ key, value }) =>
        value.kind === 'map' ? `${key} ${told(propertyOf(value, 'from_port'))}` : '?',
      ),
    ).toEqual(['ingress 22', 'ingress 443']);
  });
});

describe('modules', () => {
  const CHILD =
    'netreview_module_files "modules/net" {\nvariable "cidr" {}\nvariable "bits" {\n  default = 4\n}\nresource "aws_vpc" "main" {\n  v = var.cidr\n}\nresource "aws_subnet" "a" {\n  v = cidrsubnet(aws_vpc.main.cidr, var.bits, 0)\n}\noutput "vpc" {\n  value = aws_vpc.main.id\n}\n}\n';
  test('get their arguments and give their outputs', () => {
    expect(
      of(
        `module "net" {\n  source = "./modules/net"\n  cidr   = "10.5.0.0/16"\n}\nresource "aws_x" "x" {\n  v = module.net.vpc\n}\n${CHILD}`,
      ),
    ).toEqual([
      'aws_x.x: module.net.aws_vpc.main.id',
      'module.net.aws_vpc.main: 10.5.0.0/16',
      'module.net.aws_subnet.a: ?',
    ]);
  });
  test('of which there are several are told apart', () => {
    expect(
      of(
        `module "net" {\n  for_each = { a = "10.5.0.0/16", b = "10.6.0.0/16" }\n  source = "./modules/net"\n  cidr = each.value\n}\nresource "aws_x" "x" {\n  v = module.net["b"].vpc\n}\n${CHILD}`,
      ).filter((line) => !line.includes('subnet')),
    ).toEqual([
      'aws_x.x: module.net[b].aws_vpc.main.id',
      'module.net[a].aws_vpc.main: 10.5.0.0/16',
      'module.net[b].aws_vpc.main: 10.6.0.0/16',
    ]);
  });
  test('from elsewhere give nothing that is known', () => {
    expect(
      of('module "net" {\n  source = "example/net/aws"\n}\nresource "aws_x" "x" {\n  v = module.net.vpc\n}\n'),
    ).toEqual(['aws_x.x: ?']);
  });
});
