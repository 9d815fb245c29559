import { natOfSysctls } from '../../../kit/linux/conntrack-timers.ts';
import { hostKeepalive } from '../../../kit/linux/host-keepalive.ts';
import { synCookies } from '../../../kit/linux/syn-cookies.ts';
import type { YamlOutline } from '../../../kit/yaml-outline.ts';
import { type Device, type Embedded, emptyDevice, type Sysctl } from '../../../model/device.ts';
import { declareCoverage } from '../coverage.ts';
import { taskLists } from '../tasks.ts';
import { deviceLines } from './device-lines.ts';
import { playbookProblems } from './playbook-problems.ts';
import { sysctlOf } from './sysctls.ts';
import { ufwRules } from './ufw-rules.ts';
import { writtenFile } from './written-files.ts';

/** What tasks set on hosts, and the texts inside them. Variables come from elsewhere, so nothing is ever missing. */
export function toModel(outline: YamlOutline): Device {
  declareCoverage(outline);
  const sysctls: Sysctl[] = [];
  const embedded: Embedded[] = [];
  for (const list of taskLists(outline)) {
    for (const task of list) {
      sysctls.push(...sysctlOf(task));
      const file = writtenFile(task, outline.text);
      sysctls.push(...file.sysctls);
      embedded.push(...file.embedded, ...deviceLines(task, outline.text));
    }
    embedded.push(...ufwRules(list, outline.text));
  }
  const nat = natOfSysctls(sysctls, false);
  return {
    ...emptyDevice,
    sysctls,
    embedded: embedded.sort((a, b) => a.segments[0]!.host.start - b.segments[0]!.host.start),
    ...(nat ? { nat } : {}),
    ...hostKeepalive(sysctls),
    ...synCookies(sysctls),
    schemaProblems: playbookProblems(outline),
    fragment: true,
  };
}
