import type { SingleZone } from '../../../../../grammars/model/single-zone.ts';
import type { Bilingual } from '../../../../../grammars/outline.ts';
import { defineRule } from '../../../review/rule.ts';

export const rule = defineRule({
  meta: {
    id: 'redundancy/data-replication',
    severity: 'info',
    needs: ['single-zones'],
    title: {
      en: 'Data, machines and ways out that the failure of one zone takes away',
      'zh-cn': '单个可用区故障即会失去的数据、主机与出口',
    },
    sources: [
      'Amazon RDS User Guide: Multi-AZ deployments',
      'Amazon S3 User Guide: versioning, replication',
      'Amazon VPC User Guide: NAT gateway basics',
      'Azure Storage redundancy',
    ],
    options: {},
  },
  *check({ device }) {
    for (const one of device.singleZones ?? []) {
      const { written, better } = one;
      yield {
        span: written.span,
        text: wordsOf(one),
        ...(better === undefined
          ? {}
          : {
              fixes: [
                {
                  title: { en: `Set ${better}; it costs more`, 'zh-cn': `改为 ${better}(费用会增加)` },
                  safety: 'unsafe' as const,
                  change: { kind: 'replace-text' as const, span: written.span, newText: better },
                },
              ],
            }),
      };
    }
  },
});

function wordsOf({ kind, of, written: { value } }: SingleZone): Bilingual {
  switch (kind) {
    case 'database':
      return {
        en: `${of} has no standby in another zone (${value}): when its zone fails it is away until somebody restores a backup, with what was written since. Where it must go on, let it have one.`,
        'zh-cn': `${of} 在其他可用区没有备用实例(${value}):所在可用区故障时只能由人工从备份恢复,期间写入的数据会丢失。若业务需要持续运行,请启用多可用区。`,
      };
    case 'objects':
      return {
        en: `${of} keeps no versions (${value}): what is overwritten or deleted is gone, and nothing can be replicated to another region. Where that matters, enable them.`,
        'zh-cn': `${of} 不保留版本(${value}):被覆盖或删除的对象无法找回,也无法复制到其他区域。若数据重要,请启用版本控制。`,
      };
    case 'storage':
      return {
        en: `${of} has all its copies in one data centre (${value}): when that fails, nothing is left to read. Where that matters, use ZRS (three zones) or GZRS (and another region); convert the account first, as Terraform makes a new, empty one of that change.`,
        'zh-cn': `${of} 的所有副本都在同一数据中心(${value}):其故障时数据不可用。若数据重要,请使用 ZRS(三个可用区)或 GZRS(另加异地);请先转换现有账户,否则 Terraform 会因该更改新建一个空账户。`,
      };
    case 'machines':
      return {
        en: `All machines of ${of} are in one zone (${value}): several of them do not help when it fails. Give the group subnets in a second zone.`,
        'zh-cn': `${of} 的所有主机都在同一可用区(${value}):该可用区故障时数量再多也无济于事。请为该组添加另一可用区的子网。`,
      };
    case 'way-out':
      return {
        en: `Subnets in other zones go out through ${of}: when the zone of this NAT gateway fails, they are cut off too, and until then they pay for traffic between zones. Give each zone a gateway and a route table of its own.`,
        'zh-cn': `其他可用区的子网经由 ${of} 出网:该 NAT 网关所在可用区故障时,它们也会断网;平时还要支付跨可用区流量费用。请为每个可用区配置各自的网关与路由表。`,
      };
  }
}
