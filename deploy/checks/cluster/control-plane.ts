import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../../apps/cloud-api/src/testing/free-port.ts';
import { ClusterApi } from './cluster-api.ts';

/** Where build-programs.sh keeps what it built. */
export const programs =
  process.env['EYRIE_CLUSTER_PROGRAMS'] ?? path.join(os.homedir(), '.cache/eyrie-cluster/v1.34.2');

/** What is not there of what a control plane is made of, a name each. */
export function missingPrograms(): string[] {
  const built = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'];
  const missing = [...built, 'definitions'].filter(
    (name) => !existsSync(path.join(programs, name)),
  );
  return spawnSync('etcd', ['--version']).status === 0 ? missing : ['etcd', ...missing];
}

/**
 * A control plane of Kubernetes on the loopback: etcd, API server, controllers and scheduler as they are anywhere. Its nodes are
 * played by kwok: pods are placed and told to run, but no container is.
 */
export class ControlPlane {
  private readonly running: ChildProcess[] = [];

  private constructor(
    private readonly folder: string,
    readonly api: ClusterApi,
  ) {}

  get kubeconfig(): string {
    return path.join(this.folder, 'kubeconfig');
  }

  static async start(): Promise<ControlPlane> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-cluster-'));
    const token = randomBytes(24).toString('base64url');
    const port = await freePort();
    const certificate = path.join(folder, 'certificates/apiserver.crt');
    const plane = new ControlPlane(folder, new ClusterApi(port, certificate, token));
    try {
      await plane.startServer(port, token);
      plane.writeKubeconfig(port, token, certificate);
      plane.startControllers();
    } catch (error) {
      await plane.stop();
      throw error;
    }
    return plane;
  }

  async stop(): Promise<void> {
    for (const child of this.running.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(late);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async startServer(port: number, token: string): Promise<void> {
    const [clients, peers] = [await freePort(), await freePort()];
    const etcd = `http://127.0.0.1:${clients}`;
    this.run('etcd', 'etcd', [
      `--data-dir=${path.join(this.folder, 'etcd')}`,
      `--listen-client-urls=${etcd}`,
      `--advertise-client-urls=${etcd}`,
      `--listen-peer-urls=http://127.0.0.1:${peers}`,
      `--initial-advertise-peer-urls=http://127.0.0.1:${peers}`,
      `--initial-cluster=default=http://127.0.0.1:${peers}`,
    ]);
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    this.write('signing.key', privateKey);
    this.write('signing.pub', publicKey);
    this.write('tokens.csv', `${token},admin,admin,system:masters\n`);
    const server = this.run('kube-apiserver', path.join(programs, 'kube-apiserver'), [
      `--etcd-servers=${etcd}`,
      `--secure-port=${port}`,
      '--bind-address=127.0.0.1',
      '--endpoint-reconciler-type=none',
      // Debian's etcd is too old for the way in which kwok would like to watch.
      '--feature-gates=WatchList=false',
      `--cert-dir=${path.join(this.folder, 'certificates')}`,
      `--token-auth-file=${path.join(this.folder, 'tokens.csv')}`,
      '--authorization-mode=RBAC',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${path.join(this.folder, 'signing.pub')}`,
      `--service-account-signing-key-file=${path.join(this.folder, 'signing.key')}`,
      '--service-cluster-ip-range=10.96.0.0/16',
    ]);
    const deadline = Date.now() + 120_000;
    while (!(await this.api.isReady())) {
      if (server.exitCode !== null || Date.now() > deadline) {
        throw new Error(`The API server does not get ready: ${this.lastWords('kube-apiserver')}`);
      }
      await delay(200);
    }
  }

  private startControllers(): void {
    const shared = [`--kubeconfig=${this.kubeconfig}`, '--leader-elect=false', '--secure-port=0'];
    this.run('controllers', path.join(programs, 'kube-controller-manager'), [
      ...shared,
      `--service-account-private-key-file=${path.join(this.folder, 'signing.key')}`,
      '--horizontal-pod-autoscaler-sync-period=1s',
    ]);
    this.run('scheduler', path.join(programs, 'kube-scheduler'), shared);
    this.run('kwok', path.join(programs, 'kwok'), [
      `--kubeconfig=${this.kubeconfig}`,
      '--manage-all-nodes=true',
      '--node-lease-duration-seconds=40',
      `--config=${path.join(import.meta.dirname, 'stages.yaml')}`,
    ]);
  }

  private run(name: string, program: string, parameters: readonly string[]): ChildProcess {
    const log = openSync(path.join(this.folder, `${name}.log`), 'a');
    const child = spawn(program, parameters, {
      cwd: this.folder,
      env: { PATH: process.env['PATH'], HOME: this.folder },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.running.push(child);
    return child;
  }

  /** The end of a program's log, for whoever asks why. */
  lastWords(name: string): string {
    return readFileSync(path.join(this.folder, `${name}.log`), 'utf8').slice(-2_000);
  }

  private write(name: string, text: string): void {
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(path.join(this.folder, name), text, { mode: 0o600 });
  }

  private writeKubeconfig(port: number, token: string, certificate: string): void {
    const cluster = {
      server: `https://127.0.0.1:${port}`,
      'certificate-authority': certificate,
    };
    // JSON is YAML.
    const content = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'trial', cluster }],
      users: [{ name: 'admin', user: { token } }],
      contexts: [{ name: 'trial', context: { cluster: 'trial', user: 'admin' } }],
      'current-context': 'trial',
    };
    this.write('kubeconfig', JSON.stringify(content));
  }
}
