import type { Report } from '../../../review/rule.ts';
import { TOPOLOGY_FILE } from '../../../review/topology-file.ts';
import { agreedRole, type RoleContext, relationshipText } from '../relationship.ts';

/**
 * Neighbours that `.netreview/topology.yaml` declares to be something else than what their session has as its role (RFC 9234). The file is
 * believed, so one of the two makes either the router or the review judge routes of this neighbour wrongly.
 */
export function* disagreeingRoles(context: RoleContext): Generator<Report> {
  for (const { neighbours } of context.device.bgp)
    for (const neighbour of neighbours) {
      if (neighbour.shutdown || !neighbour.localRole) continue;
      const declared = agreedRole(neighbour, context);
      const inSession = agreedRole(neighbour, { ...context, roles: [] });
      if (!declared || !inSession || declared === inSession) continue;
      const { value, span } = neighbour.address;
      const [file, session] = [relationshipText[declared], relationshipText[inSession]];
      yield {
        severity: 'hint',
        span,
        text: {
          en: `${TOPOLOGY_FILE} declares ${value} as "${file.en}", and the session has the role "${neighbour.localRole}", by which it is "${session.en}" (RFC 9234): the router marks and refuses routes by the one, this review judges them by the other. Correct whichever is wrong.`,
          'zh-cn': `${TOPOLOGY_FILE} 声明 ${value} 为“${file['zh-cn']}”,而会话的角色为“${neighbour.localRole}”,据此它是“${session['zh-cn']}”(RFC 9234):路由器按后者标记和拒绝路由,本审查则按前者判断。请改正其中有误的一处。`,
        },
      };
    }
}
