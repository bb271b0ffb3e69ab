import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';

export interface ApiAnswer<T> {
  readonly status: number;
  readonly body: T;
}

export interface ApiObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly [key: string]: unknown };
  readonly spec?: unknown;
  readonly status?: unknown;
  readonly data?: Readonly<Record<string, string>>;
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** The API of a cluster, asked by whoever may do everything. */
export class ClusterApi {
  private readonly resources = new Map<string, Resource[]>();

  constructor(
    private readonly port: number,
    private readonly certificate: string,
    private readonly token: string,
  ) {}

  async isReady(): Promise<boolean> {
    try {
      return (await this.ask('GET', '/readyz')).status === 200;
    } catch {
      // Nobody listens yet, or its certificate is not written yet.
      return false;
    }
  }

  /** Asks, and takes whatever status comes. */
  ask<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    type = 'application/json',
  ): Promise<ApiAnswer<T>> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          host: '127.0.0.1',
          port: this.port,
          ca: readFileSync(this.certificate),
          // One connection each: a kept one may have been closed while this process waited for Helm.
          agent: false,
          method,
          path,
          headers: {
            authorization: `Bearer ${this.token}`,
            ...(text === undefined ? {} : { 'content-type': type }),
          },
        },
        (answer) => {
          let whole = '';
          answer.setEncoding('utf8');
          answer.on('data', (chunk: string) => (whole += chunk));
          answer.on('end', () => {
            const isJson = answer.headers['content-type']?.includes('json') === true;
            const value = (isJson ? JSON.parse(whole) : whole) as T;
            resolve({ status: answer.statusCode ?? 0, body: value });
          });
        },
      );
      asked.on('error', reject);
      asked.end(text);
    });
  }

  /** Makes an object; throws with the server's words where it is refused. */
  async make(object: object, namespace = ''): Promise<void> {
    const { status, body } = await this.post(object as ApiObject, namespace, '');
    if (status >= 300) throw new Error(`${(object as ApiObject).kind}: ${JSON.stringify(body)}`);
  }

  /** What the server would say to an object, to the last field of it; nothing where it takes it. */
  async refusalOf(object: ApiObject, namespace: string): Promise<string | null> {
    const query = '?dryRun=All&fieldValidation=Strict';
    const { status, body } = await this.post(object, namespace, query);
    return status < 300
      ? null
      : `${object.kind} ${object.metadata.name}: ${(body as { message?: string }).message ?? String(status)}`;
  }

  /** The objects of a kind in a namespace. */
  async list(apiVersion: string, kind: string, namespace: string): Promise<ApiObject[]> {
    const { body } = await this.ask<{ items?: ApiObject[] }>(
      'GET',
      await this.pathOf(apiVersion, kind, namespace),
    );
    return body.items ?? [];
  }

  async find(
    apiVersion: string,
    kind: string,
    namespace: string,
    name: string,
  ): Promise<ApiObject | undefined> {
    const objects = await this.list(apiVersion, kind, namespace);
    return objects.find(({ metadata }) => metadata.name === name);
  }

  /** Kind and name of all that is in a namespace, but for what the cluster itself puts into each and what only tells of others. */
  async contents(namespace: string): Promise<string[]> {
    const told: string[] = [];
    for (const [group, resources] of await this.everyResource()) {
      for (const { kind, namespaced, verbs, name } of resources) {
        if (!namespaced || name.includes('/') || !verbs.includes('list')) continue;
        if (['Event', 'EndpointSlice', 'Endpoints', 'PodMetrics', 'Lease'].includes(kind)) continue;
        for (const { metadata } of await this.list(group, kind, namespace)) {
          const isOfEach = ['kube-root-ca.crt', 'default'].includes(metadata.name);
          if (!isOfEach) told.push(`${kind} ${metadata.name}`);
        }
      }
    }
    return [...new Set(told)].sort();
  }

  async pathOf(apiVersion: string, kind: string, namespace: string): Promise<string> {
    const base = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
    const resource = (await this.resourcesOf(apiVersion)).find(
      (candidate) => candidate.kind === kind && !candidate.name.includes('/'),
    );
    if (!resource) throw new Error(`The cluster does not know ${apiVersion} ${kind}.`);
    return `${base}${resource.namespaced ? `/namespaces/${namespace}` : ''}/${resource.name}`;
  }

  /** Waits for what is to become so; throws with what was seen last where it does not. */
  async until<T>(what: string, look: () => Promise<T>, holds: (seen: T) => boolean): Promise<T> {
    const deadline = Date.now() + 90_000;
    for (;;) {
      const seen = await look();
      if (holds(seen)) return seen;
      if (Date.now() > deadline) {
        throw new Error(`Not in time: ${what}. ${JSON.stringify(seen).slice(0, 2_000)}`);
      }
      await delay(200);
    }
  }

  private async post(object: ApiObject, namespace: string, query: string) {
    const path = await this.pathOf(object.apiVersion, object.kind, namespace);
    return this.ask('POST', `${path}${query}`, object);
  }

  private async everyResource(): Promise<Map<string, Resource[]>> {
    const { body } = await this.ask<{ groups: { preferredVersion: { groupVersion: string } }[] }>(
      'GET',
      '/apis',
    );
    const groups = body.groups.map(({ preferredVersion }) => preferredVersion.groupVersion);
    const found = ['v1', ...groups].map(async (group) => [group, await this.resourcesOf(group)]);
    return new Map((await Promise.all(found)) as [string, Resource[]][]);
  }

  private async resourcesOf(apiVersion: string): Promise<Resource[]> {
    const known = this.resources.get(apiVersion);
    if (known) return known;
    const path = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
    const { status, body } = await this.ask<{ resources?: Resource[] }>('GET', path);
    if (status !== 200 || !body.resources) return [];
    this.resources.set(apiVersion, body.resources);
    return body.resources;
  }
}
