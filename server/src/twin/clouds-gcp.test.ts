import { describe, expect, test } from 'vitest';
import { becomes, twinOfFiles as files, way } from '../../../test/support/twin-of-files.ts';

const GCP = `provider "google" {
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
}
resource "google_compute_subnetwork" "data" {
  name          = "data"
  network       = google_compute_network.main.id
  ip_cidr_range = "10.4.1.0/24"
}
resource "google_compute_instance" "web" {
  name = "web"
  tags = ["web"]
  network_interface {
    subnetwork = google_compute_subnetwork.apps.id
    network_ip = "10.4.0.10"
    access_config {
      nat_ip = "203.0.113.10"
    }
  }
}
resource "google_compute_instance" "db" {
  name = "db"
  tags = ["db"]
  network_interface {
    subnetwork = "data"
    network_ip = "10.4.1.20"
  }
}
resource "google_compute_firewall" "web" {
  name          = "web"
  network       = "main"
  source_ranges = ["0.0.0.0/0"]
  target_tags   = ["web"]
  allow {
    protocol = "tcp"
    ports    = ["443"]
  }
}
resource "google_compute_firewall" "db" {
  name        = "db"
  network     = google_compute_network.main.name
  source_tags = ["web"]
  target_tags = ["db"]
  allow {
    protocol = "tcp"
    ports    = ["5432"]
  }
}
resource "google_compute_firewall" "quiet" {
  name      = "quiet"
  network   = google_compute_network.main.name
  direction = "EGRESS"
  priority  = 900
  deny {
    protocol = "tcp"
    ports    = ["25"]
  }
}
`;
const CLOUD_NAT = `resource "google_compute_router" "r" {
  name    = "r"
  network = google_compute_network.main.id
}
resource "google_compute_router_nat" "nat" {
  name                               = "nat"
  router                             = google_compute_router.r.name
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"
}
`;

describe('a network of Google Cloud', () => {
  const twin = files({ 'gcp/main.tf': GCP });
  test('rules are those of the machine that is marked with their targets', () => {
    expect(way(twin, 'tcp 10.4.0.10:40000 > 10.4.1.20:5432')).toBe(
      'delivered: google_compute_instance.web > google_compute_network.main > google_compute_instance.db',
    );
    expect(way(twin, 'tcp 10.4.1.20:40000 > 10.4.0.10:22')).toMatch(/^denied: .* by gcp\/main.tf:18$/);
    expect(way(twin, 'tcp 10.4.1.20:40000 > 10.4.0.10:25')).toBe(
      'denied: google_compute_instance.db by gcp/main.tf:57',
    );
  });
  test('an address outside leads in and out, and who has none needs Cloud NAT', () => {
    expect(way(twin, 'tcp 198.51.100.9:40000 > 203.0.113.10:443')).toMatch(
      /^delivered: Internet gateway of google_compute_network.main > google_compute_network.main > google_compute_instance.web/,
    );
    expect(way(twin, 'tcp 198.51.100.9:40000 > 203.0.113.10:22')).toMatch(/^denied:/);
    expect(becomes(twin, 'tcp 10.4.0.10:40000 > 198.51.100.9:443')).toBe('tcp 203.0.113.10:40000 > 198.51.100.9:443');
    const out = 'tcp 10.4.1.20:40000 > 198.51.100.9:443';
    expect(way(twin, out)).toMatch(/^denied: .* by gcp\/main.tf:13$/);
    expect(way(files({ 'gcp/main.tf': GCP, 'gcp/nat.tf': CLOUD_NAT }), out)).toMatch(/^delivered:/);
    expect(way(files({ 'gcp/main.tf': `${GCP}# google_compute_router_nat.elsewhere\n` }), out)).toMatch(/\?/);
  });
  test('private addresses that the network does not have are not handed to the Internet', () => {
    expect(way(twin, 'tcp 10.4.0.10:40000 > 192.168.7.7:443')).toMatch(/^denied:/);
  });
});
