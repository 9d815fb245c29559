import { l10n } from 'vscode';
import type { PageTexts } from './messages.ts';

/** What the page of the topology says, in the user's language. */
export const pageTexts = (): PageTexts => ({
  search: l10n.t('Search devices'),
  exportSvg: l10n.t('Export as SVG...'),
  clear: l10n.t('Clear'),
  graph: l10n.t(
    'Network graph: arrow keys move over the devices, Page Down and Page Up along the way of a packet, Enter opens the line',
  ),
  devices: l10n.t('Devices'),
  nothing: l10n.t('No file of this folder describes a device with interfaces or BGP.'),
  problems: { one: l10n.t('{0} problem'), more: l10n.t('{0} problems') },
  links: { one: l10n.t('{0} link'), more: l10n.t('{0} links') },
  sessions: { one: l10n.t('{0} BGP session'), more: l10n.t('{0} BGP sessions') },
  device: l10n.t('{0}: {1}, {2}'),
  link: l10n.t('{0} to {1}: {2}'),
  described: l10n.t('by descriptions'),
  byCloud: l10n.t('in the cloud'),
  pair: l10n.t('{0} pair with {1}'),
  session: l10n.t('BGP with {0}: {1}'),
  hop: l10n.t('hop {0}'),
  hopOf: l10n.t('Hop {0}: {1}'),
  way: l10n.t('{0}: {1}'),
  ends: l10n.t('the packet ends here'),
  gone: l10n.t('Gone'),
  interfaceGone: l10n.t('{0}: {1} is down'),
  statementGone: l10n.t('{0}: without "{1}"'),
  changes: { one: l10n.t('{0} change'), more: l10n.t('{0} changes') },
  lost: l10n.t('Lost: {0}'),
});
