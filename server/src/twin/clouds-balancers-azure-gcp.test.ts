import { describe, expect, test } from 'vitest';
import { becomes, twinOfFiles as files, ways } from '../../../test/support/twin-of-files.ts';
import { checkIntents } from './check-intents.ts';
import { parseIntents } from './intents-file.ts';
import type { Twin } from './twin.ts';

const lineOf = (text: string, part: string): number => text.split('\n').findIndex((line) => line.includes(part)) + 1;
const status = (twin: Twin, from: string, to: string): string | undefined =>
  checkIntents(twin, parseIntents(`intents:\n  - allow: tcp/443\n    from: ${from}\n    to: ${to}\n`).intents)[0]
    ?.status;

const rule = (name: string, priority: number, access: string, port: string, source: string): string =>
  `  security_rule {\n    name = "${name}"\n    priority = ${priority}\n    direction = "Inbound"\n    access = "${access}"\n    protocol = "Tcp"\n    source_port_range = "*"\n    destination_port_range = "${port}"\n    source_address_prefix = "${source}"\n    destination_address_prefix = "*"\n  }\n`;
const HTTPS = rule('https', 100, 'Allow', '8443', 'Internet');
const card = (name: string, address: string): string => `resource "azurerm_network_interface" "${name}" {
  name = "${name}"
  ip_configuration {
    name               = "own"
    subnet_id          = azurerm_subnet.web.id
    private_ip_address = "${address}"
  }
}
resource "azurerm_network_interface_backend_address_pool_association" "${name}" {
  network_interface_id    = azurerm_network_interface.${name}.id
  ip_configuration_name   = "own"
  backend_address_pool_id = azurerm_lb_backend_address_pool.web.id
}
`;
const azure = (rules: string, frontend: string): string => `provider "azurerm" {
  features {}
}
resource "azurerm_virtual_network" "main" {
  name          = "main"
  address_space = ["10.6.0.0/16"]
}
resource "azurerm_subnet" "web" {
  name                 = "web"
  virtual_network_name = "main"
  address_prefixes     = ["10.6.1.0/24"]
}
resource "azurerm_network_security_group" "web" {
  name = "web"
${rules}}
resource "azurerm_subnet_network_security_group_association" "web" {
  subnet_id                 = azurerm_subnet.web.id
  network_security_group_id = azurerm_network_security_group.web.id
}
resource "azurerm_public_ip" "front" {
  name       = "front"
  ip_address = "203.0.113.80"
}
resource "azurerm_lb" "front" {
  name = "front"
  sku  = "Standard"
  frontend_ip_configuration {
    name = "in"
    ${frontend}
  }
}
resource "azurerm_lb_backend_address_pool" "web" {
  name            = "web"
  loadbalancer_id = azurerm_lb.front.id
}
resource "azurerm_lb_probe" "web" {
  loadbalancer_id = azurerm_lb.front.id
  name            = "web"
  port            = 8080
}
resource "azurerm_lb_rule" "https" {
  loadbalancer_id                = azurerm_lb.front.id
  name                           = "https"
  protocol                       = "Tcp"
  frontend_port                  = 443
  backend_port                   = 8443
  frontend_ip_configuration_name = "in"
  backend_address_pool_ids       = [azurerm_lb_backend_address_pool.web.id]
  probe_id                       = azurerm_lb_probe.web.id
}
${card('a', '10.6.1.10')}${card('b', '10.6.1.11')}`;
const PUBLIC = 'public_ip_address_id = azurerm_public_ip.front.id';

describe('a load balancer of Azure', () => {
  const packet = 'tcp 198.51.100.9:40000 > 203.0.113.80:443';
  test('shows its targets the client, on their own port', () => {
    const twin = files({ 'net/main.tf': azure(HTTPS, PUBLIC) });
    const alive = 'azurerm_lb.front (azurerm_network_interface.a alive, azurerm_network_interface.b alive)';
    expect(ways(twin, packet)).toEqual([
      `delivered: ${alive} > azurerm_network_interface.a`,
      `delivered: ${alive} > azurerm_network_interface.b`,
    ]);
    expect(becomes(twin, packet)).toBe('tcp 198.51.100.9:40000 > 10.6.1.10:8443');
    expect(status(twin, '198.51.100.9', '203.0.113.80')).toBe('holds');
    expect(ways(twin, packet.replace(':443', ':80'))).toEqual([
      `denied: azurerm_lb.front by net/main.tf:${lineOf(azure(HTTPS, PUBLIC), '"azurerm_lb"')}`,
    ]);
  });
  test('lets nothing new through where the platform cannot ask its targets', () => {
    const text = azure(HTTPS + rule('no', 200, 'Deny', '*', '*'), PUBLIC);
    const dead = ['a', 'b'].map(
      (name) => `azurerm_network_interface.${name} dead by net/main.tf:${lineOf(text, 'name = "no"') - 1}`,
    );
    expect(ways(files({ 'net/main.tf': text }), packet)).toEqual([
      `denied: azurerm_lb.front (${dead.join(', ')}) by net/main.tf:${lineOf(text, 'name = "no"') - 1}`,
    ]);
  });
  test('within the network has an address of its own', () => {
    const inside = azure(
      rule('https', 100, 'Allow', '8443', 'VirtualNetwork'),
      'subnet_id = azurerm_subnet.web.id\n    private_ip_address = "10.6.1.50"',
    );
    const twin = files({ 'net/main.tf': inside });
    expect(ways(twin, 'tcp 10.6.1.10:40000 > 10.6.1.50:443')[1]).toMatch(
      /^delivered: .*a > azurerm_lb.front .* > azurerm_network_interface.b$/,
    );
  });
  test('as ARM says it', () => {
    const id = (kind: string, ...names: string[]) => ({
      id: `[resourceId('Microsoft.Network/${kind}', ${names.map((one) => `'${one}'`).join(', ')})]`,
    });
    const resource = (type: string, name: string, properties: object) => ({
      type: `Microsoft.Network/${type}`,
      apiVersion: '2024-05-01',
      name,
      location: 'westeurope',
      properties,
    });
    const template = JSON.stringify(
      {
        $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
        contentVersion: '1.0.0.0',
        resources: [
          resource('networkSecurityGroups', 'web', {
            securityRules: [
              {
                name: 'https',
                properties: {
                  priority: 100,
                  direction: 'Inbound',
                  access: 'Allow',
                  protocol: 'Tcp',
                  sourcePortRange: '*',
                  destinationPortRange: '8443',
                  sourceAddressPrefix: '*',
                  destinationAddressPrefix: '*',
                },
              },
            ],
          }),
          resource('virtualNetworks', 'main', {
            addressSpace: { addressPrefixes: ['10.6.0.0/16'] },
            subnets: [
              {
                name: 'web',
                properties: { addressPrefix: '10.6.1.0/24', networkSecurityGroup: id('networkSecurityGroups', 'web') },
              },
            ],
          }),
          resource('loadBalancers', 'front', {
            frontendIPConfigurations: [
              {
                name: 'in',
                properties: { subnet: id('virtualNetworks/subnets', 'main', 'web'), privateIPAddress: '10.6.1.50' },
              },
            ],
            backendAddressPools: [{ name: 'web' }],
            probes: [{ name: 'web', properties: { protocol: 'Tcp', port: 8443 } }],
            loadBalancingRules: [
              {
                name: 'https',
                properties: {
                  frontendIPConfiguration: id('loadBalancers/frontendIPConfigurations', 'front', 'in'),
                  backendAddressPool: id('loadBalancers/backendAddressPools', 'front', 'web'),
                  probe: id('loadBalancers/probes', 'front', 'web'),
                  protocol: 'Tcp',
                  frontendPort: 443,
                  backendPort: 8443,
                },
              },
            ],
          }),
          ...['10', '20'].map((last) =>
            resource('networkInterfaces', `card-${last}`, {
              ipConfigurations: [
                {
                  name: 'own',
                  properties: {
                    subnet: id('virtualNetworks/subnets', 'main', 'web'),
                    privateIPAddress: `10.6.1.${last}`,
                    ...(last === '10'
                      ? { loadBalancerBackendAddressPools: [id('loadBalancers/backendAddressPools', 'front', 'web')] }
                      : {}),
                  },
                },
              ],
            }),
          ),
        ],
      },
      undefined,
      1,
    );
    expect(ways(files({ 'net/azuredeploy.json': template }), 'tcp 10.6.1.20:40000 > 10.6.1.50:443')).toEqual([
      'delivered: card-20 > front (card-10 alive) > card-10',
    ]);
  });
});

const firewall = (name: string, ranges: string, port: string): string => `resource "google_compute_firewall" "${name}" {
  name          = "${name}"
  network       = google_compute_network.main.id
  source_ranges = [${ranges}]
  allow {
    protocol = "tcp"
    ports    = ["${port}"]
  }
}
`;
const instance = (name: string, address: string): string => `resource "google_compute_instance" "${name}" {
  name = "${name}"
  network_interface {
    subnetwork = google_compute_subnetwork.apps.id
    network_ip = "${address}"
  }
}
`;
const gcp = (...more: readonly string[]): string => `provider "google" {
  region = "europe-west3"
}
resource "google_compute_network" "main" {
  name                    = "main"
  auto_create_subnetworks = false
}
resource "google_compute_subnetwork" "apps" {
  name          = "apps"
  network       = google_compute_network.main.id
  ip_cidr_range = "10.4.0.0/24"
  region        = "europe-west3"
}
resource "google_compute_instance_group" "web" {
  name      = "web"
  instances = [google_compute_instance.a.id]
  named_port {
    name = "http"
    port = 8080
  }
}
resource "google_compute_health_check" "web" {
  name = "web"
  tcp_health_check {
    port = 8080
  }
}
${instance('a', '10.4.0.10')}${instance('client', '10.4.0.20')}${more.join('')}`;
const PASS = `resource "google_compute_region_backend_service" "web" {
  name                  = "web"
  load_balancing_scheme = "INTERNAL"
  health_checks         = [google_compute_health_check.web.id]
  backend {
    group = google_compute_instance_group.web.id
  }
}
resource "google_compute_forwarding_rule" "web" {
  name                  = "web"
  load_balancing_scheme = "INTERNAL"
  backend_service       = google_compute_region_backend_service.web.id
  subnetwork            = google_compute_subnetwork.apps.id
  ip_address            = "10.4.0.100"
  ports                 = ["443"]
}
`;
const PROXY = `resource "google_compute_backend_service" "web" {
  name          = "web"
  port_name     = "http"
  health_checks = [google_compute_health_check.web.id]
  backend {
    group = google_compute_instance_group.web.id
  }
}
resource "google_compute_url_map" "web" {
  name            = "web"
  default_service = google_compute_backend_service.web.id
}
resource "google_compute_target_https_proxy" "web" {
  name    = "web"
  url_map = google_compute_url_map.web.id
}
resource "google_compute_global_address" "web" {
  name    = "web"
  address = "203.0.113.90"
}
resource "google_compute_global_forwarding_rule" "web" {
  name       = "front"
  target     = google_compute_target_https_proxy.web.id
  ip_address = google_compute_global_address.web.id
  port_range = "443"
}
`;
const PROBES = '"35.191.0.0/16", "130.211.0.0/22"';

describe('a load balancer of Google Cloud', () => {
  test('that passes through leaves the packet as it is, to its own address', () => {
    const packet = 'tcp 10.4.0.20:40000 > 10.4.0.100:443';
    const text = gcp(firewall('clients', '"10.4.0.0/24"', '443'), firewall('probes', PROBES, '8080'), PASS);
    const twin = files({ 'net/main.tf': text });
    expect(ways(twin, packet)).toEqual([
      'delivered: google_compute_instance.client > google_compute_forwarding_rule.web (google_compute_instance.a alive) > google_compute_instance.a',
    ]);
    expect(becomes(twin, packet)).toBeUndefined();
    expect(status(twin, '10.4.0.20', '10.4.0.100')).toBe('holds');
    // Nobody alive: all of them get it.
    const unasked = gcp(firewall('clients', '"10.4.0.0/24"', '443'), PASS);
    expect(ways(files({ 'net/main.tf': unasked }), packet)).toEqual([
      expect.stringMatching(
        /^delivered: .*\(google_compute_instance.a dead by net\/main.tf:\d+\) > google_compute_instance.a$/,
      ),
    ]);
    expect(ways(files({ 'net/main.tf': gcp(firewall('probes', PROBES, '8080'), PASS) }), packet)).toEqual([
      expect.stringMatching(/^denied: .*\(google_compute_instance.a alive\) > google_compute_instance.a by /),
    ]);
  });
  test('that is a proxy comes from the ranges of the platform', () => {
    const packet = 'tcp 198.51.100.9:40000 > 203.0.113.90:443';
    const open = files({ 'net/main.tf': gcp(firewall('probes', PROBES, '8080'), PROXY) });
    const way =
      'google_compute_global_forwarding_rule.web (google_compute_instance.a alive) > google_compute_instance.a';
    expect(ways(open, packet)).toEqual([`delivered: ${way}`, `delivered: ${way}`]);
    expect(becomes(open, packet)).toBe('tcp 35.191.0.1:40000 > 10.4.0.10:8080');
    expect(status(open, '198.51.100.9', '203.0.113.90')).toBe('holds');
    // The client's own address is of no use to it.
    const closed = files({ 'net/main.tf': gcp(firewall('clients', '"198.51.100.0/24"', '443'), PROXY) });
    expect(ways(closed, packet)).toEqual([
      expect.stringMatching(
        /^denied: google_compute_global_forwarding_rule.web \(google_compute_instance.a dead by net\/main.tf:\d+\) by /,
      ),
    ]);
    expect(status(closed, '198.51.100.9', '203.0.113.90')).toBe('violated');
  });
  test('has targets that are not told where its group is a managed one', () => {
    const managed = gcp(
      PROXY.replace('google_compute_instance_group.web.id', 'google_compute_instance_group_manager.web.instance_group'),
    );
    expect(ways(files({ 'net/main.tf': managed }), 'tcp 198.51.100.9:40000 > 203.0.113.90:443')[0]).toMatch(
      /^unknown\?: /,
    );
  });
});
