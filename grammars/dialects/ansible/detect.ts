import type { Detection } from '../../dialect.ts';

const NOTHING: Detection = { score: 0, reasons: [] };
const CONSIDERED = 60_000;

/** Modules that everybody calls by their short names. */
const MODULES =
  'assert|apt|blockinfile|command|copy|debug|dnf|fail|fetch|file|find|get_url|group|import_role|import_tasks|include|include_role|' +
  'include_tasks|include_vars|iptables|lineinfile|local_action|meta|package|pause|raw|set_fact|script|service|setup|shell|slurp|stat|' +
  'sysctl|systemd|template|ufw|firewalld|uri|user|wait_for|wait_for_connection|yum|unarchive|git|pip|cron|' +
  '(?:ios|eos|nxos|iosxr|junos|asa|vyos|routeros|netconf|cli)_(?:config|command|facts)';
/** What tasks have beside a module, and no other list of things does. */
const KEYWORDS =
  'when|register|become|delegate_to|notify|with_\\w+|changed_when|failed_when|ignore_errors|run_once|loop_control|check_mode|block|no_log';

/** A list at the left margin whose elements are plays or tasks. */
export function detect(text: string, path?: string): Detection {
  const start = text.slice(0, CONSIDERED);
  const first = /^\uFEFF?(?:[ \t]*(?:#[^\n]*)?\r?\n|---[^\n]*\n|%[^\n]*\n)*([^\n]*)/.exec(start)?.[1] ?? '';
  const item = /^([ \t]{0,4})-[ \t]+(?=[^\s-])/.exec(first);
  if (!item) return NOTHING;
  const lead = item[1]!.length;
  const inner = item[0].length;
  const key = (names: string, more = ''): string | undefined =>
    new RegExp(`^(?: {${lead}}-[ \\t]+| {${inner}})["']?(${names})["']?[ \\t]*:${more}`, 'm').exec(start)?.[1];
  const hosts = key('hosts', '(?=\\s)');
  const played = key(
    'tasks|roles|gather_facts|pre_tasks|post_tasks|handlers|vars|vars_files|become|connection|strategy|serial',
  );
  if (hosts !== undefined && played !== undefined)
    return { score: 92, reasons: [`a list of plays with hosts: and ${played}:`] };
  const imported = key('(?:ansible\\.builtin\\.)?import_playbook');
  if (imported !== undefined) return { score: 88, reasons: [`${imported}:`] };
  const qualified = key('[a-z_][a-z0-9_]*\\.[a-z_][a-z0-9_]*\\.[a-z_][a-z0-9_]*');
  if (qualified !== undefined) return { score: 85, reasons: [`a list of tasks with ${qualified}:`] };
  const keyword = key(KEYWORDS);
  const module = key(MODULES);
  const named = path !== undefined && /(?:^|\/)(?:tasks|handlers|roles|playbooks?|ansible)\//.test(path);
  if (module !== undefined && (keyword !== undefined || named || key('name') !== undefined))
    return {
      score: keyword ? 82 : 70,
      reasons: [`a list of tasks with ${module}:${keyword ? ` and ${keyword}:` : ''}`],
    };
  if (keyword !== undefined && named) return { score: 60, reasons: [`a list with ${keyword}: where tasks are kept`] };
  if (module !== undefined) return { score: 40, reasons: [`a list with ${module}:`] };
  return hosts !== undefined && named
    ? { score: 50, reasons: ['a list with hosts: where playbooks are kept'] }
    : NOTHING;
}
