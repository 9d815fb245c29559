import type { CloudText } from '../../../model/cloud.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';
import type { HclBody } from '../../hcl/hcl-outline.ts';
import { isWholeModule } from '../is-whole-module.ts';
import { moduleSources } from '../module-sources.ts';
import { cloudOf } from './cloud/cloud.ts';
import { healthChecks } from './health-checks.ts';
import { dnsOf } from './records.ts';
import { routes } from './routes.ts';
import { securityGroups } from './security-groups.ts';
import { singleZones } from './single-zones.ts';
import type { Source } from './source.ts';
import { natOf } from './timers.ts';

/** A text, and what it is where it is one of Terraform. */
export interface AzureText {
  readonly text: string;
  readonly body?: HclBody;
}

/**
 * Filters, routes and timers of one text, whatever its notation. Other texts of the same deployment may hold the rest.
 * @param whole the text was read without a fault
 */
export function azureDevice(source: Source, whole: boolean, dialect: string, of: AzureText): Device {
  const nat = natOf(source, whole);
  const dns = dnsOf(source);
  const checks = healthChecks(source);
  const single = singleZones(source);
  return {
    ...emptyDevice,
    ...securityGroups(source),
    routes: routes(source),
    ...(nat ? { nat } : {}),
    ...(dns ? { dns } : {}),
    ...(single.length > 0 ? { singleZones: single } : {}),
    ...(checks.length > 0 ? { healthChecks: checks } : {}),
    cloud: cloudText(source, whole, dialect, of),
    // A gateway's routes come by themselves.
    dynamicRouting: true,
    fragment: true,
  };
}

function cloudText(source: Source, whole: boolean, dialect: string, { text, body }: AzureText): CloudText {
  const { notation } = source;
  return {
    unit: notation === 'terraform' ? 'module' : notation === 'export' ? 'folder' : 'text',
    dialect,
    ...(body ? { calls: moduleSources(body) } : {}),
    read: () => {
      const resources = source.deployed();
      const own =
        notation === 'terraform' ? body !== undefined && isWholeModule(body, text, 'azurerm_') : notation !== 'export';
      return cloudOf({ ...source, resources }, whole && own);
    },
  };
}
