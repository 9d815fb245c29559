import type { HealthCheck, Pool, PoolMember } from '../../../model/pool.ts';
import type { Statement } from '../../../outline.ts';
import { at, type Located } from '../../../text/span.ts';
import { SERVER_PARAMETERS } from '../keywords.ts';
import { countOf, type Parameter, plain, readParameters, secondsOf } from './parameters.ts';

/** What a `defaults` section hands on to the sections below it. */
export interface PoolDefaults {
  readonly method?: Located<string>;
  /** What `default-server` lines come to. */
  readonly server: ReadonlyMap<string, Parameter>;
}

export interface ReadPool {
  readonly pool?: Pool;
  readonly checks: readonly HealthCheck[];
  readonly defaults: PoolDefaults;
}

/** The servers of one section; a `default-server` is for those below it. */
export function readPool(section: Statement, inherited: PoolDefaults): ReadPool {
  let defaults = inherited;
  let closed = true;
  const members: PoolMember[] = [];
  const checks = new Map<number, HealthCheck>();
  for (const { words, header, coverage } of section.children) {
    const name = words[0]!.text;
    if (coverage === 'unknown') closed = false;
    if (name === 'balance' && words[1]) defaults = { ...defaults, method: at(words[1].text, words[1].span) };
    else if (name === 'default-server') {
      const { all, unknown } = readParameters(words.slice(1), SERVER_PARAMETERS);
      if (unknown) closed = false;
      defaults = { ...defaults, server: settled(defaults.server, all) };
    } else if ((name === 'server' || name === 'server-template') && words.length > 2) {
      const template = name === 'server-template';
      const address = words[template ? 3 : 2];
      if (!address) continue;
      const own = readParameters(words.slice(template ? 4 : 3), SERVER_PARAMETERS);
      if (own.unknown) closed = false;
      const settings = settled(defaults.server, own.all);
      const watched = isWatched(settings);
      const check = watched ? checkOf(settings, section) : undefined;
      if (check) checks.set(check.interval.span.start, check);
      const standby = settings.get('backup')?.word;
      const off = settings.get('disabled')?.word;
      members.push({
        address: at(plain(address.text), address.span),
        span: header,
        ...(standby ? { standby: { span: standby.span } } : {}),
        ...(off ? { off: { span: off.span } } : {}),
        ...(own.unknown ? {} : { watched }),
        settings: words
          .slice(template ? 4 : 3)
          .map(({ text }) => text)
          .join(' '),
        many: template || settings.has('resolvers'),
      });
    }
  }
  const named = section.words[1];
  const pool: Pool | undefined =
    members.length > 0
      ? {
          name: at(named?.text ?? section.words[0]!.text, (named ?? section.words[0]!).span),
          span: section.header,
          ...(defaults.method ? { method: defaults.method } : {}),
          members,
          addCheck: '`check`',
          closed,
        }
      : undefined;
  return { ...(pool ? { pool } : {}), checks: [...checks.values()], defaults };
}

/** A later word takes an earlier one back: `check` and `no-check`, `disabled` and `enabled`. */
function settled(usual: ReadonlyMap<string, Parameter>, all: readonly Parameter[]): ReadonlyMap<string, Parameter> {
  const settings = new Map(usual);
  for (const parameter of all) {
    const name = parameter.word.text;
    if (name === 'enabled') settings.delete('disabled');
    else if (name.startsWith('no-')) settings.delete(name.slice(3));
    else settings.set(name, parameter);
  }
  return settings;
}

const isWatched = (settings: ReadonlyMap<string, Parameter>): boolean =>
  settings.has('check') || settings.has('agent-check') || settings.has('track') || settings.has('observe');

/** `check inter 2s fastinter 1s fall 3`; the check's interval is two seconds and it takes three failures where nothing is said. */
function checkOf(settings: ReadonlyMap<string, Parameter>, section: Statement): HealthCheck | undefined {
  const inter = settings.get('inter')?.value;
  const interval = inter && secondsOf(inter.text);
  if (!settings.has('check') || !inter || interval === undefined) return undefined;
  const retryInterval = secondsOf(settings.get('fastinter')?.value?.text ?? '');
  return {
    of: section.words
      .slice(0, 2)
      .map(({ text }) => text)
      .join(' '),
    interval: at(interval, inter.span),
    written15: '15s',
    failures: countOf(settings.get('fall')?.value?.text) ?? 3,
    ...(retryInterval === undefined ? {} : { retryInterval }),
  };
}
