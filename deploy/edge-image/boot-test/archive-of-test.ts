import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { outputOf, run } from '../build/run.ts';

const suite = 'trixie-security';
const address = 'boot-test@example.org';

export interface TestPackage {
  readonly version: string;
  /** Files by their path; names begin without a slash. */
  readonly files: Readonly<Record<string, string>>;
  readonly afterInstalling: string | null;
}

/** An archive of security updates for one package that every card has, signed with a key of its own. */
export class ArchiveOfTest {
  static readonly packageName = 'netbase';
  private server: Server | null = null;
  port = 0;

  constructor(private readonly folder: string) {}

  async open(): Promise<void> {
    mkdirSync(path.join(this.folder, 'gnupg'), { recursive: true, mode: 0o700 });
    this.gpg('--quick-generate-key', address, 'ed25519', 'sign', 'never');
    const site = path.join(this.folder, 'site');
    mkdirSync(site, { recursive: true });
    this.server = createServer((request, response) => {
      const file = path.join(site, path.normalize(decodeURIComponent(request.url ?? '/')));
      if (!existsSync(file) || !statSync(file).isFile()) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { 'content-length': statSync(file).size });
      createReadStream(file).pipe(response);
    });
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server?.closeAllConnections();
    this.server?.close();
    // Else its agent stays.
    run('gpgconf', ['--homedir', path.join(this.folder, 'gnupg'), '--kill', 'all']);
  }

  /** The public key, as apt takes it. */
  get key(): string {
    return this.gpg('--armor', '--export', address);
  }

  /** The archive has this and nothing else from now on. */
  publish(published: TestPackage): void {
    const site = path.join(this.folder, 'site');
    const binary = `dists/${suite}/main/binary-arm64`;
    mkdirSync(path.join(site, binary), { recursive: true });
    mkdirSync(path.join(site, 'pool'), { recursive: true });
    const file = `pool/${ArchiveOfTest.packageName}_${published.version}_all.deb`;
    this.build(published, path.join(site, file));
    const fields = outputOf('dpkg-deb', ['--field', path.join(site, file)]).trim();
    const packages = `${fields}\nFilename: ${file}\n${this.sums(path.join(site, file))}\n`;
    writeFileSync(path.join(site, binary, 'Packages'), packages);
    const listed = [`main/binary-arm64/Packages`].map((name) => {
      const bytes = readFileSync(path.join(site, `dists/${suite}`, name));
      return ` ${createHash('sha256').update(bytes).digest('hex')} ${bytes.length} ${name}`;
    });
    const release = [
      'Origin: Debian',
      'Label: Debian-Security',
      'Suite: stable-security',
      `Codename: ${suite}`,
      `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
      'Architectures: all arm64',
      'Components: main',
      'SHA256:',
      ...listed,
      '',
    ].join('\n');
    const text = path.join(this.folder, 'Release');
    writeFileSync(text, release);
    const signed = path.join(site, `dists/${suite}/InRelease`);
    this.gpg('--yes', '--clearsign', '--digest-algo', 'SHA512', '--output', signed, text);
  }

  private build({ version, files, afterInstalling }: TestPackage, target: string): void {
    const root = path.join(this.folder, `package-${version}`);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), text);
    }
    mkdirSync(path.join(root, 'DEBIAN'), { recursive: true });
    const control = [
      `Package: ${ArchiveOfTest.packageName}`,
      `Version: ${version}`,
      'Architecture: all',
      'Multi-Arch: foreign',
      'Maintainer: Boot test <boot-test@example.org>',
      'Description: what a card of the boot test is updated with',
      '',
    ].join('\n');
    writeFileSync(path.join(root, 'DEBIAN/control'), control);
    if (afterInstalling !== null) {
      const script = path.join(root, 'DEBIAN/postinst');
      writeFileSync(script, `#!/bin/sh\nset -e\n${afterInstalling}\n`);
      chmodSync(script, 0o755);
    }
    run('dpkg-deb', ['--build', '--root-owner-group', root, target]);
  }

  private sums(file: string): string {
    const bytes = readFileSync(file);
    return `Size: ${bytes.length}\nSHA256: ${createHash('sha256').update(bytes).digest('hex')}`;
  }

  private gpg(...words: string[]): string {
    const home = path.join(this.folder, 'gnupg');
    const always = ['--homedir', home, '--batch', '--quiet', '--passphrase', ''];
    return outputOf('gpg', [...always, '--pinentry-mode', 'loopback', ...words]);
  }
}
