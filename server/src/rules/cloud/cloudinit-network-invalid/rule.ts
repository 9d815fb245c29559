import { defineRule } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'cloud/cloudinit-network-invalid',
    severity: 'error',
    needs: ['schema'],
    title: {
      en: 'Network configuration of cloud-init or netplan is invalid or in the wrong place',
      'zh-cn': 'cloud-init 或 netplan 的网络配置无效或位置不对',
    },
    sources: [
      'cloud-init schema-cloud-config-v1',
      'cloud-init schema-network-config-v1',
      'cloud-init schema-network-config-v2',
      'Netplan YAML configuration reference',
      'RFC 1122 3.2.1.3',
    ],
    options: {},
  },
  *check({ device }) {
    for (const problem of device.schemaProblems) {
      const { repair } = problem;
      yield {
        severity: problem.severity,
        span: problem.span,
        text: problem.text,
        ...(repair
          ? {
              fixes: [
                {
                  title: repair.title,
                  safety: repair.safe ? 'safe' : 'unsafe',
                  change: { kind: 'edits', edits: repair.edits },
                },
              ],
            }
          : {}),
      };
    }
  },
});
