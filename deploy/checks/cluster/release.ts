import path from 'node:path';
import { chart, helm, type HelmAnswer } from '../helm.ts';
import type { ApiObject } from './cluster-api.ts';
import type { ControlPlane } from './control-plane.ts';

const valuesFolder = path.join(import.meta.dirname, '../chart-values');

export function valuesOf(set: string): string[] {
  return ['--values', path.join(valuesFolder, `${set}.yaml`)];
}

interface PodSpec {
  readonly containers: readonly { readonly name: string; readonly image: string }[];
}

/** A release of the chart in a namespace, as somebody at a terminal deals with it. */
export class Release {
  constructor(
    private readonly plane: ControlPlane,
    readonly namespace: string,
    readonly name: string,
  ) {}

  install(...parameters: string[]): HelmAnswer {
    return this.helm('install', this.name, chart, '--wait', '--timeout', '90s', ...parameters);
  }

  upgrade(...parameters: string[]): HelmAnswer {
    return this.helm('upgrade', this.name, chart, '--reuse-values', '--wait', ...parameters);
  }

  rollback(): HelmAnswer {
    return this.helm('rollback', this.name, '--wait', '--timeout', '90s');
  }

  test(): HelmAnswer {
    return this.helm('test', this.name, '--timeout', '60s');
  }

  uninstall(): HelmAnswer {
    return this.helm('uninstall', this.name, '--wait', '--timeout', '90s');
  }

  /** What became of each revision, the oldest first. */
  history(): string[] {
    const { output } = this.helm('history', this.name, '--output', 'json');
    return (JSON.parse(output) as { status: string }[]).map(({ status }) => status);
  }

  /** The pods of a component that are not on their way out. */
  async pods(component = 'api'): Promise<ApiObject[]> {
    const pods = await this.plane.api.list('v1', 'Pod', this.namespace);
    return pods.filter(({ metadata }) => {
      const labels = metadata['labels'] as Record<string, string>;
      return (
        labels['app.kubernetes.io/instance'] === this.name &&
        labels['app.kubernetes.io/component'] === component &&
        metadata['deletionTimestamp'] === undefined
      );
    });
  }

  private helm(...parameters: string[]): HelmAnswer {
    return helm([...parameters, '--namespace', this.namespace], this.plane.kubeconfig);
  }
}

export function isReady(pod: ApiObject): boolean {
  const { conditions = [] } = (pod.status ?? {}) as {
    conditions?: readonly { readonly type: string; readonly status: string }[];
  };
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

export function imagesOf(pods: readonly ApiObject[]): string[] {
  return [
    ...new Set(pods.flatMap(({ spec }) => (spec as PodSpec).containers.map(({ image }) => image))),
  ];
}

export function namesOf(objects: readonly ApiObject[]): string[] {
  return objects.map(({ metadata }) => metadata.name).sort();
}
