import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { walkJson, walkMarkdown } from '../client/src/diagnosis/report.ts';
import type { ProbeResult } from '../client/src/probe-result.ts';
import { probes } from '../client/src/probes/index.ts';
import type { Observation, Probe, Seen, VerdictLevel } from '../client/src/probes/probe.ts';
import { recordRun } from '../client/src/probes/record-run.ts';
import type { Target } from '../client/src/probes/target.ts';
import { PROBE_TARGETS, type ProbeTargetsResult } from '../client/src/protocol.ts';
import { keptRun } from '../client/src/results/kept-run.ts';
import { maskSecrets } from '../client/src/results/mask-secrets.ts';
import { maskedLine } from '../client/src/results/masked-line.ts';
import { runTree } from '../client/src/results/run-tree.ts';
import { runsJson } from '../client/src/results/runs-json.ts';
import { runMarkdown, runsMarkdown } from '../client/src/results/runs-markdown.ts';
import { dialects } from '../grammars/dialects/index.ts';
import { netreview } from './support/cli.ts';
import { startServer } from './support/language-server.ts';
import { PLANTED, PLANTED_CONFIGS } from './support/planted-configs.ts';

const root = resolve(import.meta.dirname, '..');

describe('configurations of every dialect', { timeout: 120_000 }, () => {
  let folder: string;
  const files = new Map<string, string>();
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'netreview-planted-'));
    for (const [id, { path, text, behind }] of Object.entries(PLANTED_CONFIGS)) {
      const before = behind === undefined ? '' : readFileSync(join(root, 'grammars/dialects', id, 'fixtures', behind));
      const file = join(id, path);
      mkdirSync(dirname(join(folder, file)));
      writeFileSync(join(folder, file), before + text);
      files.set(file, before + text);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('each has its secrets', () => {
    expect(Object.keys(PLANTED_CONFIGS).sort()).toEqual(dialects.map(({ id }) => id).sort());
    for (const { text } of Object.values(PLANTED_CONFIGS)) expect(text).toMatch(PLANTED);
  });

  test.concurrent.each(['text', 'json', 'sarif', 'github'])('check --format %s', async (format) => {
    const { status, stdout, stderr } = await netreview(['check', '.', '--format', format], { cwd: folder });
    expect(status, stderr).toBe(1);
    expect(stdout + stderr).not.toMatch(PLANTED);
    if (format !== 'json') return;
    // Each was read as what it is, so that its rules have spoken.
    const { files: read } = JSON.parse(stdout) as { readonly files: readonly { path: string; dialect: string }[] };
    expect(read.map(({ dialect }) => dialect).sort()).toEqual(dialects.map(({ id }) => id).sort());
    for (const { path, dialect } of read) expect(path).toBe(join(dialect, PLANTED_CONFIGS[dialect]!.path));
  });

  test.concurrent.each(['topology . --format json', 'topology . --format dot', 'check . --stats'])(
    '%s',
    async (command) => {
      const { status, stdout, stderr } = await netreview(command.split(' '), { cwd: folder });
      expect(status, stderr).toBeLessThan(2);
      expect(stdout + stderr).not.toMatch(PLANTED);
    },
  );

  test('the server: findings, targets of probes, its log', async () => {
    const server = await startServer({ folder });
    try {
      let proposed = 0;
      for (const [path, text] of files) {
        const uri = server.uriOf(path);
        server.open(uri, text);
        const diagnostics = await server.diagnostics(uri);
        const asked = { uri, everyRule: true, network: true };
        const targets = await server.connection.sendRequest<ProbeTargetsResult>(PROBE_TARGETS, asked);
        proposed += targets.length;
        expect(JSON.stringify([diagnostics, targets]), path).not.toMatch(PLANTED);
      }
      expect(proposed).toBeGreaterThan(100);
      expect([...server.published.values(), ...server.log].join('\n')).not.toMatch(PLANTED);
    } finally {
      await server.stop();
    }
  });
});

describe('a line in the report of a diagnosis', () => {
  const lines = Object.entries(PLANTED_CONFIGS).flatMap(([id, { text }]) =>
    text.split('\n').flatMap((line) => (PLANTED.test(line) ? [{ id, line }] : [])),
  );
  /** No word before them says that they are secrets. */
  const UNNAMED =
    /the password of the console|set name "|version 2c |DB_PASSWORD, value|shared: |^pl4nt3d|>pl4nt3d|add name=|^ {2}default = |token pl4nt3d|"Description|\{"/;

  test.each(lines.filter(({ line }) => !UNNAMED.test(line)))('of $id: $line', ({ line }) => {
    const said = { en: 'Denied.', 'zh-cn': '拒绝。' };
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
    const step = { id: 'x', title: said, state: 'error', line: { uri: 'file:///a/b', range, text: line } } as const;
    const walk = { parts: [{ id: 'files', title: said, steps: [step] }], next: 1 };
    expect(walkMarkdown('x', walk, 'en') + walkJson('x', walk)).not.toMatch(PLANTED);
  });

  test.each([
    '-A FORWARD -p tcp -m tcp --dport 443 -j DROP',
    'access-list OUT extended deny udp any any eq 53',
    ' ip route 0.0.0.0 0.0.0.0 192.0.2.1 250',
  ])('%s stays as it is', (line) => expect(maskedLine(line)).toBe(line));
});

/** What stands around an answer where somebody saved a whole session, in words of several systems. */
const AROUND = [
  'enable secret 5 pl4nt3d-1',
  'snmp-server community pl4nt3d-2 RO',
  ' neighbor 10.0.0.2 password 7 pl4nt3d-3',
  'requirepass pl4nt3d-4',
  'password=pl4nt3d-5',
  'redis://app:pl4nt3d-6@10.0.0.9/0',
  'static-auth-secret=pl4nt3d-7',
  '-----BEGIN OPENSSH PRIVATE KEY-----',
  'pl4nt3d8pl4nt3d8pl4nt3d8pl4nt3d8pl4nt3d8',
  '-----END OPENSSH PRIVATE KEY-----',
];
/** Of the login of a run: a peer that is asked knows them. */
const LOGIN = ['pl4nt3d-password', 'pl4nt3d-privacy'];
const TARGETS: Partial<Record<Probe['id'], Partial<Target>>> = {
  sysctl: { settings: [{ key: 'net.ipv4.ip_forward', value: '1' }] },
};

describe('runs of every probe', () => {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  test.each(Object.values(probes).map((probe) => [probe.id, probe] as const))('%s', (_, probe) => {
    const runs = [...saved(probe), ...recorded(probe)];
    // A file of a route collector holds numbers only.
    if (probe.id !== 'mrt') expect(runs.length).toBeGreaterThan(0);
    for (const seen of runs) expect(everyOutput(probe, seen)).not.toMatch(PLANTED);
  });

  test.concurrent.each(Object.values(probes).filter(({ fromSaved }) => fromSaved))(
    'netreview probe $id --from what was saved',
    { timeout: 60_000 },
    async (probe) => {
      const [text] = textsOf(probe);
      const expected = probe.id === 'sysctl' ? ['--expect', 'net.ipv4.ip_forward=1'] : [];
      const { stdout, stderr } = await netreview(
        ['probe', probe.id, '10.0.0.1', '--from', '-', '--format', 'json', ...expected],
        { stdin: text! },
      );
      expect(JSON.parse(stdout), stderr).toMatchObject({ probe: probe.id });
      expect(stdout + stderr).not.toMatch(PLANTED);
    },
  );

  /** Saved output of the probe's program with secrets between its lines. */
  function saved(probe: Probe): Seen[] {
    return textsOf(probe).flatMap((text) => probe.fromSaved?.(text, targetOf(probe), 0) ?? []);
  }

  function textsOf({ id, fromSaved }: Probe): string[] {
    if (!fromSaved) return [];
    const folder = join(root, 'client/src/probes', id, 'recordings');
    const texts = readdirSync(folder)
      .filter((name) => name.endsWith('.txt'))
      .map((name) => readFileSync(join(folder, name), 'utf8'));
    return texts.flatMap((text) => {
      const lines = text.split('\n');
      const between = lines.flatMap((line, at) => [line, AROUND[at % AROUND.length]!]);
      return [[...AROUND, ...lines, ...AROUND].join('\n'), between.join('\n')];
    });
  }

  /** The worst of peers: all that it says, and all that is said of it, repeats the login. */
  function recorded(probe: Probe): Seen[] {
    const file = join(root, 'client/src/probes', probe.id, 'recordings/observations.json');
    let recordings: Readonly<Record<string, { level: VerdictLevel; observation: Observation }>>;
    try {
      recordings = JSON.parse(readFileSync(file, 'utf8'));
    } catch {
      return [];
    }
    return Object.entries(recordings).map(([code, { level, observation }]) => {
      const { probe: id, target, ...rest } = observation;
      const text = { en: `It says ${LOGIN[0]}.`, 'zh-cn': `其答复为 ${LOGIN[1]}。` };
      const verdict = { level, code, text };
      return {
        observation: { probe: id, target, ...(repeating(rest) as object) },
        verdict,
        parts: [{ subject: LOGIN[0]!, verdict }],
      };
    });
  }

  function everyOutput(probe: Probe, said: Seen): string {
    const { id } = probe;
    const target = said.observation.target;
    const sent = probe.plan(target, [{ family: 'ipv4', text: '10.0.0.1' }], () => true);
    const folder = mkdtempSync(join(tmpdir(), 'netreview-run-'));
    folders.push(folder);
    mkdirSync(join(folder, '.netreview'));
    const seen = maskSecrets(said, LOGIN);
    recordRun(folder, { started: 0, probe: id, target, addresses: [], plan: sent, ...seen });
    const written = readdirSync(join(folder, '.netreview'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    expect(written).toHaveLength(2);
    const result: ProbeResult = { serial: 1, probe: id, target, at: 0, sent, ...seen };
    // What was seen in the clear, as `keptRun` is the last to look at what stays.
    const run = keptRun({ ...result, ...said }, undefined, LOGIN);
    const [node] = runTree([run]);
    return [
      ...written,
      JSON.stringify([result, run, node]),
      ...(['en', 'zh-cn'] as const).flatMap((locale) => [
        runsJson([run], () => undefined, locale),
        runsMarkdown([run], () => undefined, locale),
        runMarkdown(run, node!.probes[0]!, () => undefined, locale),
      ]),
    ].join('\n');
  }
});

const targetOf = ({ id, defaultPort }: Probe): Target => ({
  host: '10.0.0.1',
  ...(defaultPort !== undefined && { port: defaultPort }),
  ...TARGETS[id],
});

/** Every text in it with secrets behind, but for single words, which are of ours. */
function repeating(value: unknown): unknown {
  if (typeof value === 'string')
    return /^(?:[a-zA-Z0-9-]*|http\/1\.1)$/.test(value) ? value : `${value} ${LOGIN[0]} password=${LOGIN[1]}`;
  if (Array.isArray(value)) return value.map(repeating);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, repeating(inner)]));
}
