import { defineRule } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'host/ansible-playbook',
    severity: 'error',
    needs: ['playbooks'],
    title: {
      en: 'Playbook that stops halfway, or does something everywhere at once',
      'zh-cn': '会中途失败或在所有主机上同时执行的 playbook',
    },
    sources: [
      'Ansible documentation: Playbook Keywords',
      'Ansible documentation: Controlling playbook execution, serial',
    ],
    options: {},
  },
  *check({ device }) {
    for (const { span, severity, text } of device.schemaProblems) yield { span, severity, text };
  },
});
