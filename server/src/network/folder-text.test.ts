import { describe, expect, test } from 'vitest';
import { prepare } from '../review/prepare.ts';
import { reviewAmong } from '../review/review-among.ts';
import { DEFAULT_SETTINGS } from '../review/settings.ts';
import { joinedFiles } from './joined-files.ts';
import { networkOf } from './network.ts';

const GLOBAL = 'global\n    maxconn 4000\n';
const DEFAULTS = 'defaults\n    mode http\n    default-server check inter 5s\n';
const APP = 'backend app\n    server a 192.0.2.1:80\n    server b 192.0.2.2:80\n';

const read = (texts: Readonly<Record<string, string>>) => {
  const prepared = new Map(
    Object.entries(texts).map(([path, text]) => [path, prepare({ text, path, dialect: 'haproxy' })!]),
  );
  const network = networkOf([...prepared].map(([path, { device, index }]) => ({ path, device, index })));
  return { prepared, network };
};

/** What is said of one file among the others. */
async function rulesOn(texts: Readonly<Record<string, string>>, path: string): Promise<string[]> {
  const { prepared, network } = read(texts);
  const surroundingsOf = () => ({ network, self: network.member(path)! });
  const { findings } = await reviewAmong(prepared.get(path)!, DEFAULT_SETTINGS, { surroundingsOf });
  return findings.map(({ rule }) => rule);
}

/** The order in which the files are read with this one. */
function orderOf(texts: Readonly<Record<string, string>>, path: string): string[] | undefined {
  const { network } = read(texts);
  const joined = joinedFiles({ network, self: network.member(path)! });
  return joined?.pieces.map(({ member }) => member.path);
}

describe('files of a folder that are one text', () => {
  test('what an earlier file says of servers holds for a later one', async () => {
    expect(await rulesOn({ 'lb/20-app.cfg': APP }, 'lb/20-app.cfg')).toContain('redundancy/upstream-standby');
    const folder = { 'lb/20-app.cfg': APP, 'lb/00-global.cfg': GLOBAL, 'lb/10-defaults.cfg': DEFAULTS };
    expect(await rulesOn(folder, 'lb/20-app.cfg')).not.toContain('redundancy/upstream-standby');
    expect(orderOf(folder, 'lb/00-global.cfg')).toEqual(['lb/00-global.cfg', 'lb/10-defaults.cfg', 'lb/20-app.cfg']);
    const later = { 'lb/20-app.cfg': APP, 'lb/30-defaults.cfg': DEFAULTS };
    expect(await rulesOn(later, 'lb/20-app.cfg')).toContain('redundancy/upstream-standby');
  });

  test('haproxy.cfg is read before conf.d beside it, wherever it is asked', () => {
    const texts = { 'etc/conf.d/a.cfg': APP, 'etc/haproxy.cfg': `${GLOBAL}${DEFAULTS}`, 'etc/conf.d/b.cfg': APP };
    const order = ['etc/haproxy.cfg', 'etc/conf.d/a.cfg', 'etc/conf.d/b.cfg'];
    for (const path of order) expect(orderOf(texts, path)).toEqual(order);
  });

  test('several whole configurations in a folder stand alone', () => {
    expect(orderOf({ 'lb/a.cfg': GLOBAL + APP, 'lb/b.cfg': GLOBAL + APP }, 'lb/a.cfg')).toBeUndefined();
  });

  test('files that HAProxy leaves out, and one that does not begin with a section, are no part', () => {
    expect(orderOf({ 'lb/a.cfg': DEFAULTS, 'lb/b.cfg.bak': APP }, 'lb/a.cfg')).toBeUndefined();
    expect(orderOf({ 'lb/a.cfg': DEFAULTS, 'lb/b.cfg': '    timeout client 5s\n' }, 'lb/a.cfg')).toBeUndefined();
    expect(orderOf({ 'lb/a.cfg': DEFAULTS, 'other/b.cfg': APP }, 'lb/a.cfg')).toBeUndefined();
  });
});
