import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { netreview } from '../support/cli.ts';

const cwd = resolve(import.meta.dirname, '../../samples');

test('topology says what joins the samples, in each format', async () => {
  const json = JSON.parse((await netreview(['topology', '--format', 'json'], { cwd })).stdout);
  expect(json.links.map(({ ends }: { ends: { device: string }[] }) => ends.map(({ device }) => device))).toEqual([
    ['edge-1', 'edge-2', 'fw-1'],
    ['aws_vpc.apps', 'aws_instance.app'],
    ['aws_internet_gateway.out', 'aws_vpc.apps'],
  ]);
  const text = await netreview(['topology', '--locale', 'zh-cn'], { cwd });
  expect(text.stdout).toContain('edge-1 -> edge-2 (10.255.0.2)  两端一致');
  const dot = await netreview(['topology', 'edge-1', '--format', 'dot'], { cwd });
  expect(dot).toMatchObject({ status: 0, stderr: '' });
  expect(dot.stdout).toBe('graph network {\n  node [shape=box];\n  "edge-1/edge-1.cfg" [label="edge-1"];\n}\n');
});

test('a format that there is not ends with status 2', async () => {
  expect(await netreview(['topology', '--format', 'svg'], { cwd })).toMatchObject({ status: 2, stdout: '' });
});
