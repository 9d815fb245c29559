import type { Tables } from '../../kit/cloud/coverage.ts';

/** The fields of a network policy (networking.k8s.io/v1); every other kind is recognised as a whole. */
export const TABLES: Tables = {
  NetworkPolicy: 'apiVersion kind +metadata>metadata +spec>spec status',
  metadata:
    '+name +namespace annotations labels creationTimestamp generation resourceVersion selfLink uid managedFields generateName ' +
    'ownerReferences finalizers deletionTimestamp deletionGracePeriodSeconds',
  spec: '+podSelector>selector +policyTypes +ingress>ingress +egress>egress',
  selector: '+matchLabels +matchExpressions>requirement',
  requirement: '+key +operator +values',
  ingress: '+from>peer +ports>port',
  egress: '+to>peer +ports>port',
  peer: '+ipBlock>block +namespaceSelector>selector +podSelector>selector',
  block: '+cidr +except',
  port: '+protocol +port +endPort',
};

/** The fields of Calico's policies (projectcalico.org/v3). */
export const CALICO_TABLES: Tables = {
  NetworkPolicy: 'apiVersion kind +metadata>metadata +spec>spec',
  GlobalNetworkPolicy: 'apiVersion kind +metadata>metadata +spec>spec',
  metadata: TABLES.metadata!,
  spec:
    'tier order selector namespaceSelector serviceAccountSelector applyOnForward performanceHints +doNotTrack +preDNAT +types ' +
    '+ingress>rule +egress>rule',
  rule: '+action metadata +ipVersion +protocol +notProtocol +icmp>icmp +notICMP>icmp +source>side +destination>side +http',
  side: '+nets +notNets +ports +notPorts +selector +notSelector +namespaceSelector +serviceAccounts +services +domains',
  icmp: '+type +code',
};
