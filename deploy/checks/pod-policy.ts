import type { Container, PodSpec } from 'kubernetes-types/core/v1.js';
import type { Manifest } from './helm.ts';

export interface RenderedPod {
  /** Kind and name of what makes it. */
  readonly of: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
  /** Runs until somebody ends it. */
  readonly serves: boolean;
}

interface Template {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: PodSpec;
}

/** The pods that manifests lead to. */
export function podsOf(manifests: readonly Manifest[]): RenderedPod[] {
  return manifests.flatMap((manifest) => {
    const of = `${manifest.kind} ${manifest.metadata.name}`;
    if (manifest.kind === 'Pod') {
      const labels = manifest.metadata.labels ?? {};
      return [{ of, labels, spec: manifest['spec'] as PodSpec, serves: false }];
    }
    const { template } = (manifest['spec'] ?? {}) as { template?: Template };
    if (!template?.spec) return [];
    const labels = template.metadata?.labels ?? {};
    return [{ of, labels, spec: template.spec, serves: manifest.kind === 'Deployment' }];
  });
}

/**
 * Where a pod is below the "restricted" profile of the Pod Security Standards, or below what a pod of
 * ours is held to: bounds, probes, an image that says which one it is. A sentence each.
 */
export function podFaults({ of, spec, serves }: RenderedPod): string[] {
  const faults: string[] = [];
  const demand = (holds: boolean | undefined, what: string): void => {
    if (holds !== true) faults.push(`${of}: ${what}`);
  };
  const pod = spec.securityContext;
  demand(pod?.runAsNonRoot === true && (pod.runAsUser ?? 0) > 0, 'must not run as root');
  demand(pod?.seccompProfile?.type === 'RuntimeDefault', 'needs the runtime’s seccomp profile');
  demand(!spec.hostNetwork && !spec.hostPID && !spec.hostIPC, 'must not enter the host');
  demand(spec.automountServiceAccountToken === false, 'needs no token of the cluster');
  for (const volume of spec.volumes ?? []) {
    const kinds = Object.keys(volume).filter((key) => key !== 'name');
    const allowed = ['configMap', 'secret', 'emptyDir', 'persistentVolumeClaim', 'projected'];
    demand(
      kinds.every((kind) => allowed.includes(kind)),
      `volume ${volume.name} is of a kind that restricted pods may not have`,
    );
    demand(
      !volume.emptyDir || volume.emptyDir.sizeLimit !== undefined,
      `${volume.name} has no end`,
    );
  }
  for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
    faults.push(...containerFaults(container, serves).map((fault) => `${of}: ${fault}`));
  }
  return faults;
}

function containerFaults(container: Container, serves: boolean): string[] {
  const { securityContext: security, resources, image = '', name } = container;
  const checks: [boolean, string][] = [
    [security?.allowPrivilegeEscalation === false, 'must not gain rights'],
    [security?.readOnlyRootFilesystem === true, 'needs a root that it cannot write to'],
    [security?.capabilities?.drop?.join() === 'ALL', 'must drop all capabilities'],
    [security?.capabilities?.add === undefined, 'must not take capabilities'],
    [security?.privileged !== true, 'must not be privileged'],
    [/(:[^:/]+|@sha256:[0-9a-f]{64})$/.test(image), `says no version of its image: ${image}`],
    [!image.endsWith(':latest'), 'must not take whatever is latest'],
    [resources?.requests?.['cpu'] !== undefined, 'requests no processor'],
    [resources?.requests?.['memory'] !== undefined, 'requests no memory'],
    [resources?.limits?.['memory'] !== undefined, 'has no limit of memory'],
    [!serves || container.livenessProbe !== undefined, 'is not asked whether it lives'],
    [!serves || container.readinessProbe !== undefined, 'is not asked whether it is ready'],
  ];
  return checks.filter(([holds]) => !holds).map(([, fault]) => `container ${name} ${fault}`);
}
