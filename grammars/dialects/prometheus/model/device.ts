import { declareAll } from '../../../kit/cloud/coverage.ts';
import { childOf, entriesOf, entryOf, itemsOf, textOf, type YamlEntry, type YamlNode } from '../../../kit/yaml-node.ts';
import type { YamlOutline } from '../../../kit/yaml-outline.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';
import type { Monitoring } from '../../../model/monitoring.ts';
import type { Located } from '../../../text/span.ts';
import { DISCOVERY, JOB, SECTIONS } from '../keys.ts';
import { seconds } from './duration.ts';
import { hostIn } from './target.ts';

/** Targets and intervals of the first document; sets the coverage of every statement. */
export function toModel({ documents, templated, problems }: YamlOutline): Device {
  const [root] = documents;
  for (const { key, statement } of entriesOf(root)) declareAll(statement, SECTIONS.has(key) ? 'recognised' : 'unknown');
  const list = entryOf(root, 'scrape_configs');
  if (!list) return { ...emptyDevice, fragment: true };
  list.statement.coverage = 'modelled';
  const jobs = itemsOf(list.value).map(({ value }) => jobOf(value));
  const global = intervalIn(entryOf(childOf(root, 'global'), 'scrape_interval'));
  const monitoring: Monitoring = {
    targets: jobs.flatMap(({ targets }) => targets),
    intervals: [...global, ...jobs.flatMap(({ intervals }) => intervals)],
    open:
      templated ||
      problems.length > 0 ||
      list.value.kind !== 'seq' ||
      entryOf(root, 'scrape_config_files') !== undefined ||
      jobs.some(({ open }) => open),
    list: list.keySpan,
  };
  return { ...emptyDevice, monitoring };
}

type Job = Pick<Monitoring, 'targets' | 'open' | 'intervals'>;

function jobOf(node: YamlNode): Job {
  const entries = entriesOf(node);
  for (const { key, statement } of entries) if (!JOB.has(key) && !DISCOVERY.test(key)) declareAll(statement, 'unknown');
  const discovered = entries.some(({ key }) => DISCOVERY.test(key));
  const list = entryOf(node, 'static_configs');
  if (list) list.statement.coverage = 'modelled';
  const groups = itemsOf(list?.value).map(({ value }) => entryOf(value, 'targets'));
  const items = groups.flatMap((targets) => {
    if (targets) targets.statement.coverage = 'modelled';
    return itemsOf(targets?.value);
  });
  const targets = items.map(({ value, statement }) => {
    statement.coverage = 'modelled';
    const text = textOf(value);
    const host = text === undefined ? undefined : hostIn(text);
    return host === undefined ? undefined : { value: host, span: value.span };
  });
  return {
    targets: targets.filter((one) => one !== undefined),
    open: node.kind !== 'map' || discovered || targets.includes(undefined) || groups.includes(undefined),
    intervals: intervalIn(entryOf(node, 'scrape_interval')),
  };
}

function intervalIn(entry: YamlEntry | undefined): Located<number>[] {
  const text = textOf(entry?.value);
  const value = text === undefined ? undefined : seconds(text);
  if (!entry || value === undefined) return [];
  entry.statement.coverage = 'modelled';
  return [{ value, span: entry.value.span }];
}
