import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { firstLostCharacter, walk } from '../../outline.ts';
import { prometheus } from './dialect.ts';

const text = readFileSync(`${import.meta.dirname}/fixtures/prometheus.yml`, 'utf8');

test('hosts of targets, whoever asks them, and intervals', () => {
  const outline = prometheus.parse(text);
  const { monitoring } = prometheus.toModel(outline);
  expect(monitoring!.targets.map(({ value }) => value)).toEqual([
    'core-1.example.net',
    '192.0.2.2',
    '2001:db8::3',
    'www.example.net',
    'db-1',
    '2001:db8::4',
  ]);
  expect(monitoring!.intervals.map(({ value }) => value)).toEqual([30, 90]);
  expect(monitoring!.open).toBe(false);
  expect([...walk(outline.statements)].filter(({ coverage }) => coverage === 'unknown')).toEqual([]);
  expect(firstLostCharacter(outline)).toBeUndefined();
});

test('whoever else may be asked leaves it open', () => {
  for (const rest of [
    '    file_sd_configs: [{ files: [targets.yml] }]\n',
    "    static_configs: [{ targets: ['{{ host }}:9100'] }]\n",
    "    static_configs: [{ targets: ['a host'] }]\n",
    '    static_configs: [{ labels: { a: b } }]\n',
    '    metrics_path: /x\nscrape_config_files: [more.yml]\n',
  ]) {
    const { monitoring } = prometheus.toModel(prometheus.parse(`scrape_configs:\n  - job_name: a\n${rest}`));
    expect([rest, monitoring!.open]).toEqual([rest, true]);
  }
});

test('what is not known of a job is unknown', () => {
  const outline = prometheus.parse('scrape_configs:\n  - job_name: a\n    scrape_intervall: 5s\n');
  prometheus.toModel(outline);
  expect(
    [...walk(outline.statements)].filter(({ coverage }) => coverage === 'unknown').map(({ words }) => words[0]!.text),
  ).toEqual(['scrape_intervall']);
});

test('only its own file is claimed', () => {
  expect(prometheus.detect(text, 'prometheus.yml').score).toBeGreaterThan(90);
  for (const other of [
    '',
    'server: { http_listen_port: 9080 }\npositions: { filename: /tmp/p }\nscrape_configs:\n  - job_name: system\n',
    'global:\n  resolve_timeout: 5m\nroute: { receiver: x }\nreceivers: [{ name: x }]\n',
    'apiVersion: v1\nkind: ConfigMap\ndata:\n  prometheus.yml: |\n    scrape_configs:\n      - job_name: a\n',
  ])
    expect([other, prometheus.detect(other).score]).toEqual([other, 0]);
});
