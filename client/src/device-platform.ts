/** Kinds of devices that a probe can log in to. */
export type DevicePlatform =
  | 'ios'
  | 'nxos'
  | 'eos'
  | 'iosxr'
  | 'junos'
  | 'asa'
  | 'fortios'
  | 'panos'
  | 'vrp'
  | 'comware'
  | 'routeros'
  | 'frr'
  | 'bird'
  | 'linux';
