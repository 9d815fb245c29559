import { childOf, entriesOf, entryOf, itemsOf, textOf, type YamlNode } from '../../../kit/yaml-node.ts';
import type { YamlOutline } from '../../../kit/yaml-outline.ts';
import type { SchemaProblem } from '../../../model/device.ts';
import { argument, type Task, taskLists, tasksOfPlay } from '../tasks.ts';

/** Modules of ansible.builtin whose arguments are none of `MISPLACED` (Ansible documentation, Collections, ansible.builtin). */
const MODULES = new Set(
  'apt command copy dnf file lineinfile package service shell systemd systemd_service template user yum'.split(' '),
);

/** Keywords of tasks that are written among the arguments by mistake. */
const MISPLACED = new Set(
  'become become_user delay delegate_to ignore_errors loop notify register retries run_once until when'.split(' '),
);

const SERVICES = new Set(['service', 'systemd', 'systemd_service', 'sysvinit']);

/** Keywords with which a task is not carried out everywhere at once. */
const APART = ['throttle', 'run_once', 'delegate_to', 'when'] as const;

export function playbookProblems(outline: YamlOutline): SchemaProblem[] {
  const plays = outline.documents.flatMap((root) =>
    itemsOf(root).flatMap(({ value }) => (entryOf(value, 'hosts') ? [value] : [])),
  );
  return [
    ...taskLists(outline).flat().flatMap(misplaced),
    ...plays.flatMap((play) => (isEverybody(play) ? tasksOfPlay(play).flatMap((task) => everywhere(play, task)) : [])),
  ].sort((one, other) => one.span.start - other.span.start);
}

/** `service: { name: nginx, delay: 10 }` */
const misplaced = ({ module, entry, arguments: args }: Task): SchemaProblem[] =>
  MODULES.has(module) && args
    ? entriesOf(args).flatMap(({ key, keySpan }): SchemaProblem[] =>
        MISPLACED.has(key)
          ? [
              {
                span: keySpan,
                code: 'keyword-misplaced',
                severity: 'error',
                text: {
                  en: `${entry.key} has no argument ${key}: the task fails, and the play ends there. It is a keyword of the task: write it beside ${entry.key}, not under it.`,
                  'zh-cn': `${entry.key} 没有参数 ${key}:任务会失败,play 到此终止。它是任务的关键字,应与 ${entry.key} 同级,而不是写在其下。`,
                },
              },
            ]
          : [],
      )
    : [];

const isEverybody = (play: YamlNode): boolean => /^(?:all|\*)$/.test(textOf(childOf(play, 'hosts')) ?? '');

function everywhere(play: YamlNode, task: Task): SchemaProblem[] {
  const when = entryOf(task.node, 'when');
  const [, host] = /^inventory_hostname\s*==\s*["']([^"']+)["']$/.exec(textOf(when?.value) ?? '') ?? [];
  if (when && host !== undefined)
    return [
      {
        span: when.keySpan,
        code: 'host-by-condition',
        severity: 'info',
        text: {
          en: `This play runs on every host, and this task on ${host} only: a slip in the condition carries it out everywhere. Write a play with \`hosts: ${host}\`.`,
          'zh-cn': `此 play 在所有主机上运行,而此任务只针对 ${host}:条件一旦写错就会在所有主机上执行。请另写一个 \`hosts: ${host}\` 的 play。`,
        },
      },
    ];
  const restarts = SERVICES.has(task.module) && argument(task, 'state') === 'restarted';
  const apart = entryOf(play, 'serial') ?? APART.map((key) => entryOf(task.node, key)).find(Boolean);
  if (!restarts || task.conditional || apart) return [];
  const name = argument(task, 'name') ?? 'the service';
  return [
    {
      span: task.entry.keySpan,
      code: 'restarted-everywhere',
      severity: 'info',
      text: {
        en: `${name} is restarted on every host at about the same time: connections break, and a fault stops all of them. Let the play go host by host (\`serial: 1\`), or reload where that is enough.`,
        'zh-cn': `${name} 几乎同时在所有主机上重启:连接会中断,出错时全部停止服务。请让 play 逐台执行(\`serial: 1\`),或在足够时改用 reloaded。`,
      },
    },
  ];
}
