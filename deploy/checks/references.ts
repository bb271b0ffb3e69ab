import type { Container, PodSpec, Service } from 'kubernetes-types/core/v1.js';
import type { Ingress, NetworkPolicy } from 'kubernetes-types/networking/v1.js';
import type { Manifest } from './helm.ts';
import { podsOf, type RenderedPod } from './pod-policy.ts';

/**
 * References that lead nowhere: a Secret, ConfigMap, claim, port or service that neither the chart makes
 * nor the values name (`given`). A sentence each.
 */
export function danglingReferences(
  manifests: readonly Manifest[],
  given: ReadonlySet<string>,
): string[] {
  const made = new Set(manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
  // CloudNativePG makes a Secret for the owner of its database.
  for (const { kind, metadata } of manifests) {
    if (kind === 'Cluster') made.add(`Secret ${metadata.name}-app`);
  }
  const pods = podsOf(manifests);
  const missing = pods.flatMap(({ of, spec }) =>
    named(spec)
      .filter(([kind, name]) => !made.has(`${kind} ${name}`) && !given.has(name))
      .map(([kind, name]) => `${of} wants the ${kind} ${name}, which nobody makes.`),
  );
  return [...missing, ...services(manifests, pods), ...ingresses(manifests)];
}

/** Secrets, ConfigMaps and claims that a pod names. */
function named(spec: PodSpec): [kind: string, name: string][] {
  const found: [string, string | undefined][] = [
    ['ServiceAccount', spec.serviceAccountName],
    ...(spec.imagePullSecrets ?? []).map(({ name }): [string, string | undefined] => [
      'Secret',
      name,
    ]),
    ...(spec.volumes ?? []).flatMap((volume): [string, string | undefined][] => [
      ['Secret', volume.secret?.secretName],
      ['ConfigMap', volume.configMap?.name],
      ['PersistentVolumeClaim', volume.persistentVolumeClaim?.claimName],
    ]),
    ...spec.containers.flatMap(namedByContainer),
  ];
  return found.filter((pair): pair is [string, string] => pair[1] !== undefined);
}

function namedByContainer(container: Container): [string, string | undefined][] {
  return [
    ...(container.envFrom ?? []).flatMap((from): [string, string | undefined][] => [
      ['ConfigMap', from.configMapRef?.name],
      ['Secret', from.secretRef?.name],
    ]),
    ...(container.env ?? []).flatMap(({ valueFrom }): [string, string | undefined][] => [
      ['Secret', valueFrom?.secretKeyRef?.name],
      ['ConfigMap', valueFrom?.configMapKeyRef?.name],
    ]),
  ];
}

function selects(
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

function services(manifests: readonly Manifest[], pods: readonly RenderedPod[]): string[] {
  return manifests
    .filter(({ kind }) => kind === 'Service')
    .flatMap((manifest) => {
      const { metadata, spec } = manifest as unknown as Service & Pick<Manifest, 'metadata'>;
      const pod = pods.find(({ labels }) => selects(spec?.selector ?? {}, labels));
      if (!pod) return [`Service ${metadata.name} selects no pod.`];
      const ports = pod.spec.containers.flatMap((container) => container.ports ?? []);
      return (spec?.ports ?? [])
        .filter(({ targetPort }) => !ports.some(({ name }) => name === targetPort))
        .map(
          ({ targetPort }) =>
            `Service ${metadata.name} leads to ${targetPort ?? '?'}, which is no port of ${pod.of}.`,
        );
    });
}

function ingresses(manifests: readonly Manifest[]): string[] {
  const ports = new Map(
    manifests
      .filter(({ kind }) => kind === 'Service')
      .map(({ metadata, spec }) => [metadata.name, (spec as Service['spec'])?.ports ?? []]),
  );
  return manifests
    .filter(({ kind }) => kind === 'Ingress')
    .flatMap(({ metadata, spec }) =>
      ((spec as Ingress['spec'])?.rules ?? []).flatMap(({ http }) =>
        (http?.paths ?? []).flatMap(({ backend: { service } }) => {
          const found = ports.get(service?.name ?? '');
          return found?.some(({ name }) => name === service?.port?.name)
            ? []
            : [
                `Ingress ${metadata.name} leads to ${service?.name ?? '?'}, which has no such port.`,
              ];
        }),
      ),
    );
}

/** Pods that no network policy holds. */
export function podsWithoutPolicy(manifests: readonly Manifest[]): string[] {
  const policies = manifests
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map(({ spec }) => (spec as NetworkPolicy['spec'])?.podSelector.matchLabels ?? {});
  return podsOf(manifests)
    .filter(({ labels }) => !policies.some((selector) => selects(selector, labels)))
    .map(({ of }) => of);
}
