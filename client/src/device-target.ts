import { l10n, window } from 'vscode';
import { PLATFORMS } from './device/platform.ts';
import { inUserLanguage } from './in-user-language.ts';
import type { Probe } from './probes/probe.ts';
import { parseTarget, readSettings, readVrf, type Target, targetText } from './probes/target.ts';
import type { DevicePlatform, ProbeTarget } from './protocol.ts';

/** Which device: what the document proposes is an address of its own, which may not be how it is reached from here. */
export async function askDeviceTarget(probe: Probe, proposed: ProbeTarget): Promise<Target | undefined> {
  const text = await window.showInputBox({
    title: inUserLanguage(probe.title),
    prompt: l10n.t('The device to log in to, behind the @'),
    value: targetText(proposed),
    ignoreFocusOut: true,
    validateInput: (value) => {
      const parsed = parseTarget(value, probe);
      return parsed.ok ? undefined : inUserLanguage(parsed.problem);
    },
  });
  const parsed = text === undefined ? undefined : parseTarget(text, probe);
  if (!parsed?.ok) return undefined;
  const platform = proposed.platform ?? (await askPlatform());
  const { rulePlace } = proposed;
  const settings = readSettings(proposed.settings ?? []);
  // Without the name of the VRF all are asked.
  const vrf = readVrf(proposed.vrf ?? '');
  // Of another list the place means another rule.
  const same = parsed.value.subject === proposed.subject;
  return (
    platform && {
      ...parsed.value,
      platform,
      ...(rulePlace && same && { rulePlace }),
      ...(settings.length > 0 && { settings }),
      ...(vrf !== undefined && { vrf }),
    }
  );
}

export async function askPlatform(): Promise<DevicePlatform | undefined> {
  const picked = await window.showQuickPick(
    (Object.keys(PLATFORMS) as DevicePlatform[]).map((platform) => ({ label: NAMES[platform], platform })),
    { title: l10n.t('What kind of device is it?') },
  );
  return picked?.platform;
}

const NAMES: Readonly<Record<DevicePlatform, string>> = {
  ios: 'Cisco IOS',
  nxos: 'Cisco NX-OS',
  eos: 'Arista EOS',
  iosxr: 'Cisco IOS XR',
  junos: 'Juniper Junos',
  asa: 'Cisco ASA',
  fortios: 'Fortinet FortiOS',
  panos: 'Palo Alto PAN-OS',
  vrp: 'Huawei VRP',
  comware: 'H3C / HPE Comware',
  routeros: 'MikroTik RouterOS',
  frr: 'FRRouting',
  bird: 'BIRD',
  linux: 'Linux',
};
