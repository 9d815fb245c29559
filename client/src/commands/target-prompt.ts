import { l10n } from 'vscode';
import type { Probe } from '../probes/probe.ts';

/** How a target of the probe is written. */
export function targetPrompt({ defaultPort, takesName, takesRoutes, takesProtocol, login, readsHost }: Probe): string {
  if (login)
    return l10n.t('The device, with what is asked about in front: GigabitEthernet0/1@10.0.0.1, 10.0.0.2@10.0.0.1:22');
  if (readsHost) return l10n.t('localhost, or a Linux that you log in to over SSH: 10.0.0.5, 10.0.0.5:22');
  if (takesRoutes && defaultPort === undefined) return l10n.t('Routes: 192.0.2.0/24=64500');
  if (takesRoutes) return l10n.t('Routes, and behind them who is asked: 192.0.2.0/24=64500@10.0.0.1:{0}', defaultPort!);
  if (takesProtocol)
    return l10n.t('An address or a host name; icmp@10.0.0.1 sends ICMP, and tcp@10.0.0.1:443 TCP to a port');
  if (defaultPort === undefined) return l10n.t('An address or a host name');
  return takesName
    ? l10n.t(
        'An address or a host name, and a port unless it is {0}; the name to ask for in front: www.example.net@10.0.0.1:{0}',
        defaultPort,
      )
    : l10n.t('An address or a host name, and a port unless it is {0}: 10.0.0.1:{0}', defaultPort);
}
