import type { CloudText } from '../../../model/cloud.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';
import { isWholeModule } from '../is-whole-module.ts';
import { cloudOf } from './cloud/cloud.ts';
import { routes } from './routes.ts';
import { securityGroups } from './security-groups.ts';
import type { Source } from './source.ts';
import { natOf } from './timers.ts';

/**
 * Filters, routes and timers of one text, whatever its notation. Other texts of the same deployment may hold the rest.
 * @param whole the text was read without a fault
 */
export function azureDevice(source: Source, whole: boolean, dialect: string, text: string): Device {
  const nat = natOf(source, whole);
  return {
    ...emptyDevice,
    ...securityGroups(source),
    routes: routes(source),
    ...(nat ? { nat } : {}),
    cloud: cloudText(source, whole, dialect, text),
    // A gateway's routes come by themselves.
    dynamicRouting: true,
    fragment: true,
  };
}

function cloudText(source: Source, whole: boolean, dialect: string, text: string): CloudText {
  const { notation } = source;
  return {
    unit: notation === 'terraform' ? 'module' : notation === 'export' ? 'folder' : 'text',
    dialect,
    read: () => {
      const resources = source.deployed();
      const own = notation === 'terraform' ? isWholeModule(text, 'azurerm_', resources) : notation !== 'export';
      return cloudOf({ ...source, resources }, whole && own);
    },
  };
}
