import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { terraform } from './dialect.ts';

const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');

test('blocks without a resource, and values by the name of their file, are Terraform', () => {
  expect(terraform.detect(fixture('main.tf')).reasons).toEqual(['terraform, and no resource']);
  expect(terraform.detect(fixture('terraform.tfvars'), 'net/terraform.tfvars').score).toBeGreaterThan(20);
  expect(terraform.detect(fixture('terraform.tfvars'), 'net/app.conf').score).toBe(0);
  expect(terraform.detect(`${fixture('main.tf')}resource "aws_vpc" "main" {\n}\n`).score).toBe(0);
  expect(terraform.detect('variable = 1\nlisten 443 ssl;\n').score).toBe(0);
  expect(terraform.detect('{ "variable": { "x": {} } }').score).toBe(0);
});

test.each([
  [
    'YANG',
    'module example {\n  namespace "urn:example";\n  rpc ping {\n    output {\n      leaf ok { type boolean; }\n    }\n  }\n}\n',
  ],
  ['Bake', 'variable "TAG" {\n  default = "x"\n}\ntarget "image" {\n  tags = [TAG]\n}\n'],
  ['Packer', 'variable "ami" {\n  type = string\n}\nsource "amazon-ebs" "web" {\n  ami_name = var.ami\n}\n'],
  ['Nomad', 'variable "image" {}\njob "web" {\n  group "g" {}\n}\n'],
])('%s is not', (_, text) => {
  expect(terraform.detect(text).score).toBe(0);
});

test('modules that lie in the workspace are called', () => {
  const device = terraform.toModel(
    terraform.parse(`${fixture('main.tf')}module "far" {\n  source = "example/far/aws"\n}\n`),
  );
  expect(device.cloud?.calls).toEqual(['./modules/network']);
  expect(device.cloud?.unit).toBe('module');
});
