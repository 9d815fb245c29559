import { expect, test } from 'vitest';
import { aws } from './dialect.ts';

const kept = (text: string): unknown[] =>
  (aws.toModel(aws.parse(text)).idleKept ?? []).map(({ name, seconds }) => [name, seconds]);

const terraform = (more: string): string => `resource "aws_lb" "front" {\n  subnets = ["subnet-1"]\n${more}}\n`;

test('application balancers keep connections for 60 s, or as long as they say', () => {
  expect(kept(terraform(''))).toEqual([['aws_lb.front', 60]]);
  expect(kept(terraform('  idle_timeout = 120\n'))).toEqual([['aws_lb.front', 120]]);
  const attributes = 'LoadBalancerAttributes: [{Key: idle_timeout.timeout_seconds, Value: "90"}]';
  const template = `Resources:\n  Front:\n    Type: AWS::ElasticLoadBalancingV2::LoadBalancer\n    Properties:\n      Subnets: [subnet-1]\n      ${attributes}\n`;
  expect(kept(template)).toEqual([['Front', 90]]);
});

test('what others keep, and what a variable says, is not known', () => {
  expect(kept(terraform('  load_balancer_type = "network"\n'))).toEqual([]);
  expect(kept(terraform('  idle_timeout = var.idle\n'))).toEqual([]);
});
