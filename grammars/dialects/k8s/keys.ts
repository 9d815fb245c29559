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
