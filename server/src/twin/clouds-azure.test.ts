import { describe, expect, test } from 'vitest';
import { twinOfFiles as files, way } from '../../../test/support/twin-of-files.ts';

const AZURE = `resource "azurerm_virtual_network" "main" {
  name          = "main"
  address_space = ["10.6.0.0/16"]
}
resource "azurerm_subnet" "web" {
  name                            = "web"
  virtual_network_name            = azurerm_virtual_network.main.name
  address_prefixes                = ["10.6.1.0/24"]
  default_outbound_access_enabled = false
}
resource "azurerm_subnet" "data" {
  name                            = "data"
  virtual_network_name            = "main"
  address_prefixes                = ["10.6.2.0/24"]
  default_outbound_access_enabled = false
}
resource "azurerm_network_security_group" "web" {
  name = "web"
  security_rule {
    name                       = "https"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "Internet"
    destination_address_prefix = "*"
  }
}
resource "azurerm_network_security_group" "data" {
  name = "data"
  security_rule {
    name                       = "db"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "5432"
    source_address_prefix      = "10.6.1.0/24"
    destination_address_prefix = "*"
  }
  security_rule {
    name                       = "nothing-else"
    priority                   = 4000
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}
resource "azurerm_subnet_network_security_group_association" "data" {
  subnet_id                 = azurerm_subnet.data.id
  network_security_group_id = azurerm_network_security_group.data.id
}
resource "azurerm_public_ip" "web" {
  name = "web"
}
resource "azurerm_network_interface" "web" {
  name = "web"
  ip_configuration {
    name                          = "one"
    subnet_id                     = azurerm_subnet.web.id
    private_ip_address_allocation = "Static"
    private_ip_address            = "10.6.1.10"
    public_ip_address_id          = azurerm_public_ip.web.id
  }
}
resource "azurerm_network_interface_security_group_association" "web" {
  network_interface_id      = azurerm_network_interface.web.id
  network_security_group_id = azurerm_network_security_group.web.id
}
resource "azurerm_linux_virtual_machine" "web" {
  name                  = "web-vm"
  network_interface_ids = [azurerm_network_interface.web.id]
}
resource "azurerm_network_interface" "db" {
  name = "db"
  ip_configuration {
    name               = "one"
    subnet_id          = azurerm_subnet.data.id
    private_ip_address = "10.6.2.20"
  }
}
resource "azurerm_linux_virtual_machine" "db" {
  name                  = "db-vm"
  network_interface_ids = [azurerm_network_interface.db.id]
}
`;
const APPLIANCE = `resource "azurerm_subnet" "fw" {
  name                 = "fw"
  virtual_network_name = "main"
  address_prefixes     = ["10.6.3.0/24"]
}
resource "azurerm_network_interface" "fw" {
  name                  = "fw"
  ip_forwarding_enabled = true
  ip_configuration {
    name               = "one"
    subnet_id          = azurerm_subnet.fw.id
    private_ip_address = "10.6.3.4"
  }
}
resource "azurerm_route_table" "web" {
  name = "web"
  route {
    name                   = "inside"
    address_prefix         = "10.6.0.0/16"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.6.3.4"
  }
}
resource "azurerm_subnet_route_table_association" "web" {
  subnet_id      = azurerm_subnet.web.id
  route_table_id = azurerm_route_table.web.id
}
`;
const AZURE_NAT = `resource "azurerm_nat_gateway" "out" {
  name = "out"
}
resource "azurerm_subnet_nat_gateway_association" "data" {
  subnet_id      = azurerm_subnet.data.id
  nat_gateway_id = azurerm_nat_gateway.out.id
}
`;

describe('a virtual network of Azure', () => {
  const twin = files({ 'az/main.tf': AZURE });
  test('the groups of subnet and card are asked, and tags are the addresses they stand for', () => {
    expect(way(twin, 'tcp 10.6.1.10:40000 > 10.6.2.20:5432')).toBe(
      'delivered: azurerm_linux_virtual_machine.web > azurerm_virtual_network.main > azurerm_linux_virtual_machine.db',
    );
    expect(way(twin, 'tcp 10.6.1.10:40000 > 10.6.2.20:22')).toMatch(/^denied: .* by az\/main.tf:44$/);
    // The platform's own rule: whoever is in the network comes in.
    expect(way(twin, 'tcp 10.6.2.20:40000 > 10.6.1.10:22')).toMatch(/^delivered:/);
    const inward = 'azurerm_virtual_network.main:to Internet of azurerm_virtual_network.main';
    expect(way(twin, 'tcp 198.51.100.9:40000 > 10.6.1.10:443', inward)).toMatch(/^delivered:/);
    expect(way(twin, 'tcp 198.51.100.9:40000 > 10.6.1.10:22', inward)).toMatch(/^denied:/);
  });
  test('out with a public address or a NAT gateway; without, and with default access off, not at all', () => {
    expect(way(twin, 'tcp 10.6.1.10:40000 > 198.51.100.9:443')).toMatch(/^delivered:/);
    const out = 'tcp 10.6.2.20:40000 > 198.51.100.9:443';
    expect(way(twin, out)).toMatch(/^denied: .* by az\/main.tf:11$/);
    const open = AZURE.replaceAll('  default_outbound_access_enabled = false\n', '');
    expect(way(files({ 'az/main.tf': open }), out)).toMatch(/^delivered\?/);
    expect(way(files({ 'az/main.tf': AZURE, 'az/nat.tf': AZURE_NAT }), out)).toMatch(/^delivered:/);
  });
  test('a route as long as the network sends its own packets to an appliance', () => {
    const routed = files({ 'az/main.tf': AZURE, 'az/fw.tf': APPLIANCE });
    expect(way(routed, 'tcp 10.6.1.10:40000 > 10.6.2.20:5432')).toBe(
      'delivered?: azurerm_linux_virtual_machine.web > azurerm_virtual_network.main > azurerm_network_interface.fw > azurerm_virtual_network.main > azurerm_linux_virtual_machine.db',
    );
    const checked = APPLIANCE.replace('  ip_forwarding_enabled = true\n', '');
    expect(way(files({ 'az/main.tf': AZURE, 'az/fw.tf': checked }), 'tcp 10.6.1.10:40000 > 10.6.2.20:5432')).toMatch(
      /^discarded: .*azurerm_network_interface.fw/,
    );
  });
});
