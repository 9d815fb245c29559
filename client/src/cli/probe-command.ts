import { closeSync, createReadStream, openSync, readFileSync, readSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { asPlatform, PLATFORMS } from '../device/platform.ts';
import { probes } from '../probes/index.ts';
import { type Probe, type Seen, type Verdict, vantageOf } from '../probes/probe.ts';
import {
  asAddress,
  BGP_FAMILIES,
  parseTarget,
  readCount,
  readLongest,
  readSettings,
  readVrf,
  type Setting,
  type Target,
  targetText,
} from '../probes/target.ts';
import { readTimeWindow } from '../probes/time-window.ts';
import { maskSecrets } from '../results/mask-secrets.ts';
import { askLive, CannotProbe } from './ask-live.ts';
import { readBaseline } from './read-baseline.ts';
import { INPUT_OPTIONS, readInputs } from './read-inputs.ts';

const idsOf = (has: (probe: Probe) => boolean | undefined): string =>
  Object.values(probes)
    .filter(has)
    .map(({ id }) => id)
    .join(', ');
const HOSTS = idsOf(({ readsHost }) => readsHost);
const LOGINS = idsOf(({ login }) => login);
const COMPARING = idsOf(({ compares }) => compares);

export const PROBE_USAGE = `netreview probe ID TARGET --allow TARGET...   ask the live network; ID: ${Object.keys(probes).join(', ')}
  --allow loopback|private|ADDRESS|PREFIX|NAME (again for each)   --from FILE (saved output; - reads standard input)
  --expect KEY=VALUE (again for each; for sysctl, nat-table, bgp)   --longest SECONDS (for nat-tcp-lifetime, snmp, egress-chain)
  --count PACKETS (to each address; for reachability)
  --stun ADDRESS (that answers STUN; for egress-chain)   --window FROM/UNTIL (ISO 8601; for mrt)
  --baseline FILE (what earlier runs printed with --format json; again for each; for ${COMPARING})   --format text|json   --locale en|zh-cn
  --idle SECONDS (of silence that a flow is said to outlive; for nat-udp-lifetime, nat-tcp-lifetime, http)
  --method HEAD   --path PATH (again for each step; for http)
  --type A|AAAA|CNAME|MX|NS|SOA|TXT (again for each; for dns)
Probes that log in to a device (${LOGINS}) take what they are about in front: 10.0.0.2@192.168.1.1.
  --platform ${Object.keys(PLATFORMS).join('|')}   --user NAME   --rule KEY (of a filter; for acl-counters)
  --vrf NAME   --family ${BGP_FAMILIES.join('|')} (for bgp)
Probes that read this machine (${HOSTS}) read another Linux over SSH: 10.0.0.5 --user NAME.
  The host key must be in known_hosts; the SSH agent is asked for keys unless there is a password.
A user's name and password are read from NETREVIEW_PROBE_USERNAME and NETREVIEW_PROBE_PASSWORD; for snmp also
NETREVIEW_PROBE_PRIVACY_PASSWORD, and where the name is empty the password is a community.

Exit status: 0 nothing wrong, 1 the verdict is a warning or an error, 2 the probe could not be made.
`;

/** More than any program that a probe reads says. */
const LARGEST_FILE = 4 * 1024 * 1024;
/** Of what is read as it comes: an hour of updates, a day of packets. */
const LARGEST_STREAM = 2 * 1024 * 1024 * 1024;

/**
 * One probe under the contract of the editor: targets are those that `--allow` names and none that is forbidden; running
 * the command is the consent, and what is sent is told on standard error before it is.
 * @returns the exit status
 */
export async function probeCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  try {
    const asked = readArguments(args);
    if (asked === 'help') {
      process.stdout.write(PROBE_USAGE);
      return 0;
    }
    const at = new Date();
    const seen = asked.from === undefined ? await askLive(asked, signal) : await saved(asked, at);
    const { verdict } = seen;
    process.stdout.write(report(asked, at, seen));
    if (verdict.level === 'unknown') return 2;
    return verdict.level === 'warning' || verdict.level === 'error' ? 1 : 0;
  } catch (error) {
    if (!(error instanceof CannotProbe)) {
      // Status 1 would say that the network is at fault.
      process.stderr.write(`netreview: internal error: ${error instanceof Error ? error.stack : error}\n`);
      return 2;
    }
    process.stderr.write(`netreview: ${error.message}\n`);
    return 2;
  }
}

interface Asked {
  readonly probe: Probe;
  readonly target: Target;
  readonly allowed: readonly string[];
  readonly from: string | undefined;
  readonly format: 'text' | 'json';
  readonly locale: 'en' | 'zh-cn';
  readonly user: string | undefined;
  /** The latest first. */
  readonly earlier: readonly unknown[];
}

function readArguments(args: readonly string[]): Asked | 'help' {
  const { values, positionals } = parsed(args);
  if (values.help) return 'help';
  const [id, text, ...rest] = positionals;
  if (id === undefined || text === undefined || rest.length > 0)
    throw new CannotProbe('probe takes the id of a probe and a target; see netreview probe --help');
  const probe = Object.hasOwn(probes, id) ? probes[id as keyof typeof probes] : undefined;
  if (!probe) throw new CannotProbe(`no probe ${JSON.stringify(id)}; there are ${Object.keys(probes).join(', ')}`);
  const { format = 'text', locale = 'en' } = values;
  if (format !== 'text' && format !== 'json') throw new CannotProbe('--format takes text, json');
  if (locale !== 'en' && locale !== 'zh-cn') throw new CannotProbe('--locale takes en, zh-cn');
  const target = parseTarget(text, probe);
  if (!target.ok) throw new CannotProbe(target.problem[locale]);
  const settings = readExpected(values.expect ?? []);
  const longest = values.longest === undefined ? undefined : readLongest(values.longest, probe.lasts);
  if (values.longest !== undefined && longest === undefined)
    throw new CannotProbe(
      probe.lasts
        ? `--longest takes seconds, at most ${probe.lasts.longest}`
        : `the probe ${probe.id} takes no --longest`,
    );
  const count = values.count === undefined ? undefined : readCount(values.count, probe.counts);
  if (values.count !== undefined && count === undefined)
    throw new CannotProbe(
      probe.counts ? `--count takes packets, at most ${probe.counts.most}` : `the probe ${probe.id} takes no --count`,
    );
  const asked = {
    ...target.value,
    ...(count !== undefined && { count }),
    ...(settings.length > 0 && { settings }),
    ...(longest !== undefined && { longest }),
    ...readPlatform(probe, values.platform),
    ...readRule(probe, values.rule),
    ...readTable(probe, values.vrf, values.family),
    ...readStunServer(probe, values.stun),
    ...readWindow(probe, values.window),
    ...readInputs(probe, values),
  };
  const { from, user, allow = [] } = values;
  if (user !== undefined && !/^[^\s\p{Cc}\p{Cf}]{1,64}$/u.test(user)) throw new CannotProbe('--user takes a name');
  const earlier = readBaselines(probe, values.baseline ?? []);
  return { probe, target: asked, allowed: allow, from, format, locale, user, earlier };
}

/** Of several files the one named last is the latest. */
function readBaselines({ id, compares }: Probe, paths: readonly string[]): readonly unknown[] {
  if (paths.length > 0 && !compares)
    throw new CannotProbe(`the probe ${id} compares with no earlier run; --baseline is for ${COMPARING}`);
  return paths.toReversed().flatMap((path) => {
    const earlier = readBaseline(readCapped(path));
    if (!earlier) throw new CannotProbe(`${path}: not what --format json printed`);
    return earlier;
  });
}

function readPlatform({ id, login }: Probe, text: string | undefined): Pick<Target, 'platform'> {
  if (text === undefined) return {};
  if (!login) throw new CannotProbe(`the probe ${id} logs in nowhere and has no platform`);
  const platform = asPlatform(text);
  if (!platform) throw new CannotProbe(`--platform takes ${Object.keys(PLATFORMS).join(', ')}`);
  return { platform };
}

function readWindow({ id, takesWindow }: Probe, text: string | undefined): Pick<Target, 'window'> {
  if (text === undefined) return {};
  const window = readTimeWindow(text);
  if (!takesWindow || !window)
    throw new CannotProbe(
      takesWindow
        ? '--window takes 2026-01-02T03:00Z/2026-01-02T04:00Z, either side of which may be empty'
        : `the probe ${id} takes no --window`,
    );
  return { window };
}

/** The chain asks the target for STUN unless another host is named. */
export function readStunServer({ id }: Probe, text: string | undefined): Pick<Target, 'stunServer'> {
  if (text === undefined) return {};
  const address = asAddress(text);
  if (id !== 'egress-chain' || !address)
    throw new CannotProbe('--stun takes the address of a server for STUN, for egress-chain');
  return { stunServer: address.text };
}

/** A key that no rule has is found to be missing; a number is a place as well, where the platform has no keys. */
function readRule({ id }: Probe, key: string | undefined): Pick<Target, 'rulePlace'> {
  if (key === undefined) return {};
  // Compared with what the device shows, never said to it: policies have names with blanks.
  if (id !== 'acl-counters' || !/^[^\p{Cc}\p{Cf}]{1,128}$/u.test(key))
    throw new CannotProbe('--rule takes the key of a rule, for acl-counters');
  return { rulePlace: { key, place: /^\d{1,9}$/.test(key) ? Number(key) : 0 } };
}

function readTable(
  { id }: Probe,
  name: string | undefined,
  family: string | undefined,
): Pick<Target, 'vrf' | 'family'> {
  const vrf = name === undefined ? undefined : readVrf(name);
  if (name !== undefined && (id !== 'bgp' || vrf === undefined))
    throw new CannotProbe('--vrf takes the name of a VRF, for bgp');
  if (family !== undefined && (id !== 'bgp' || !BGP_FAMILIES.includes(family)))
    throw new CannotProbe(`--family takes ${BGP_FAMILIES.join(', ')}, for bgp`);
  return { ...(vrf !== undefined && { vrf }), ...(family !== undefined && { family }) };
}

/** `net.ipv4.ip_forward=1` */
function readExpected(texts: readonly string[]): readonly Setting[] {
  return texts.map((text) => {
    const [, key = '', value = ''] = /^([^=]{1,500}?) ?= ?(.{1,500})$/.exec(text) ?? [];
    const [setting] = readSettings([{ key, value }]);
    if (!setting)
      throw new CannotProbe(
        '--expect takes a setting and its value, no key of it: net.ipv4.ip_forward=1, timeout.udp=300',
      );
    return setting;
  });
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      strict: true,
      options: {
        allow: { type: 'string', multiple: true },
        expect: { type: 'string', multiple: true },
        platform: { type: 'string' },
        user: { type: 'string' },
        rule: { type: 'string' },
        vrf: { type: 'string' },
        family: { type: 'string' },
        stun: { type: 'string' },
        ...INPUT_OPTIONS,
        from: { type: 'string' },
        baseline: { type: 'string', multiple: true },
        longest: { type: 'string' },
        window: { type: 'string' },
        count: { type: 'string' },
        format: { type: 'string' },
        locale: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new CannotProbe(error instanceof Error ? error.message : String(error));
  }
}

/** The same parser and the same verdict over what a program said elsewhere; nothing is sent. */
async function saved({ probe, target, from, earlier }: Asked, at: Date): Promise<Seen> {
  if (!probe.fromSaved && !probe.fromFile)
    throw new CannotProbe(`the probe ${probe.id} reads no output that could be saved`);
  const seen = probe.fromFile
    ? await probe.fromFile(chunksOf(from!), target, at.getTime())
    : probe.fromSaved!(readCapped(from!), target, at.getTime(), earlier);
  if (!seen) throw new CannotProbe(`${from}: nothing in it that the probe ${probe.id} can read`);
  return maskSecrets(seen, []);
}

async function* chunksOf(path: string): AsyncIterable<Uint8Array> {
  let left = LARGEST_STREAM;
  try {
    for await (const chunk of path === '-' ? process.stdin : createReadStream(path)) {
      left -= (chunk as Uint8Array).length;
      if (left < 0) throw new CannotProbe(`${path}: larger than ${LARGEST_STREAM / 2 ** 30} GiB`);
      yield chunk as Uint8Array;
    }
  } catch (error) {
    if (error instanceof CannotProbe) throw error;
    throw new CannotProbe(`${path}: ${(error as NodeJS.ErrnoException).code ?? error}`);
  }
}

function readCapped(path: string): string {
  try {
    if (path === '-') return readFileSync(0).subarray(0, LARGEST_FILE).toString('utf8');
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(LARGEST_FILE);
      return bytes.toString('utf8', 0, readSync(file, bytes, 0, LARGEST_FILE, 0));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new CannotProbe(`${path}: ${(error as NodeJS.ErrnoException).code ?? error}`);
  }
}

function report({ probe, target, from, format, locale }: Asked, at: Date, { observation, verdict, parts }: Seen) {
  const told = ({ level, code, text }: Verdict) => ({ level, code: `probe/${probe.id}/${code}`, text: text[locale] });
  const vantage = from === undefined ? vantageOf(probe)[locale] : undefined;
  if (format === 'text') {
    return `${verdict.level} probe/${probe.id}/${verdict.code}: ${verdict.text[locale]}${vantage ? ` ${vantage}` : ''}\n`;
  }
  return `${JSON.stringify({
    version: 1,
    probe: probe.id,
    target: targetText(target),
    at: at.toISOString(),
    ...(from !== undefined && { from }),
    verdict: told(verdict),
    ...(parts && {
      parts: parts.map(({ subject, rulePlace, verdict: one }) => ({
        subject,
        ...(rulePlace && { rule: rulePlace }),
        verdict: told(one),
      })),
    }),
    observation,
    ...(vantage !== undefined && { vantage }),
  })}\n`;
}
