import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { run } from '../../edge-image/build/run.ts';
import {
  firewallOfPackage,
  firewallUnit,
  unitNames,
  unitOfPackage,
  usersOfPackage,
} from './units.ts';

const here = path.resolve(import.meta.dirname, '..');
const repository = path.resolve(here, '../..');
/** So that the same content is the same package, byte for byte. */
const epoch = '1767225600';

export type Architecture = 'arm64' | 'amd64';

export interface PackageContent {
  readonly architecture: Architecture;
  readonly version: string;
  /** Has the programs as deploy/images/collect.mjs collects them, for that architecture. */
  readonly app: string;
  /** The program `node` of that architecture. */
  readonly node: string;
}

/** Writes the package; in `work`, which is emptied first and left. `quick` packs loosely, for tests. */
export function writePackage(
  file: string,
  work: string,
  content: PackageContent,
  { quick = false } = {},
): void {
  rmSync(work, { recursive: true, force: true });
  const put = (name: string, text: string | Buffer, mode = 0o644): void => {
    const target = path.join(work, name);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
    chmodSync(target, mode);
  };
  programs(work, content);
  for (const name of unitNames) put(`usr/lib/systemd/system/${name}`, unitOfPackage(name));
  put('usr/lib/systemd/system/eyrie-firewall.service', firewallUnit);
  put('usr/lib/sysusers.d/eyrie-edge.conf', usersOfPackage());
  put('etc/eyrie/nftables.conf', firewallOfPackage());
  const documents = 'usr/share/doc/eyrie-edge';
  put(`${documents}/copyright`, copyright());
  put(`${documents}/changelog.gz`, gzipSync(changelog(content.version), { level: 9 }));
  const example = path.join(repository, 'deploy/edge-image/provision.txt.example');
  put(`${documents}/examples/provision.txt`, readFileSync(example));

  const sums = filesBelow(work).map((name) => {
    const md5 = createHash('md5')
      .update(readFileSync(path.join(work, name)))
      .digest('hex');
    return name.startsWith('etc/') ? '' : `${md5}  ${name}\n`;
  });
  const kib = filesBelow(work).reduce(
    (sum, name) => sum + Math.ceil(lstatSync(path.join(work, name)).size / 1024),
    0,
  );
  put('DEBIAN/md5sums', sums.join(''));
  put('DEBIAN/conffiles', '/etc/eyrie/nftables.conf\n');
  put('DEBIAN/control', control(content, kib));
  for (const name of ['postinst', 'prerm', 'postrm']) {
    put(`DEBIAN/${name}`, readFileSync(path.join(here, 'maintainer', name)), 0o755);
  }
  run('chmod', ['-R', 'u+rwX,go+rX,go-w', work]);
  run('find', [work, '-exec', 'touch', '--no-dereference', '--date', `@${epoch}`, '{}', '+']);
  const packed = quick ? ['-Znone'] : ['-Zxz', '-z4'];
  mkdirSync(path.dirname(file), { recursive: true });
  run('dpkg-deb', ['--root-owner-group', ...packed, '--build', work, file], {
    environment: { SOURCE_DATE_EPOCH: epoch },
  });
}

/** The bundles with their packages, their Node, and what takes provision.txt over. */
function programs(work: string, { app, node }: PackageContent): void {
  const eyrie = path.join(work, 'usr/lib/eyrie');
  mkdirSync(path.join(eyrie, 'bin'), { recursive: true });
  cpSync(app, path.join(eyrie, 'app'), { recursive: true, verbatimSymlinks: true });
  cpSync(node, path.join(eyrie, 'bin/node'));
  chmodSync(path.join(eyrie, 'bin/node'), 0o755);
  const provision = path.join(repository, 'deploy/edge-image/provision');
  mkdirSync(path.join(eyrie, 'provision'));
  for (const name of readdirSync(provision)) {
    cpSync(path.join(provision, name), path.join(eyrie, 'provision', name));
  }
  // Node reads these as modules by themselves.
  writeFileSync(path.join(eyrie, 'provision/package.json'), '{"type":"module"}\n');
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

function control({ architecture, version }: PackageContent, kib: number): string {
  return `Package: eyrie-edge
Version: ${version}
Architecture: ${architecture}
Maintainer: Eyrie maintainers <maintainers@users.noreply.github.com>
Installed-Size: ${kib}
Depends: ca-certificates, init-system-helpers (>= 1.54), libc6 (>= 2.36), libgcc-s1, libstdc++6 (>= 12), systemd (>= 252)
Recommends: rpicam-apps-lite | rpicam-apps | libcamera-apps, v4l-utils
Suggests: nftables
Section: net
Priority: optional
Homepage: https://github.com/eyrie/eyrie
Description: cameras of a fleet of Raspberry Pis
 What a Pi runs in a fleet of Eyrie: the worker, which captures, reports and
 renders, and the coordinator, which agrees with its like and leads to the
 cloud. Which of them start is said in provision.txt, on the first partition
 of the card or in /etc/eyrie.
`;
}

function copyright(): string {
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: eyrie
Source: https://github.com/eyrie/eyrie

Files: *
Copyright: 2026 The Eyrie authors
License: Apache-2.0
 On Debian systems the text of the Apache License, Version 2.0, is in
 /usr/share/common-licenses/Apache-2.0.
 .
 Whose code is in the bundles is said in
 /usr/lib/eyrie/app/apps/*/dist/licenses.txt, and in the packages of
 /usr/lib/eyrie/app/node_modules by themselves.
`;
}

function changelog(version: string): string {
  const date = new Date(Number(epoch) * 1000).toUTCString().replace('GMT', '+0000');
  return `eyrie-edge (${version}) stable; urgency=medium

  * https://github.com/eyrie/eyrie/releases says what is new.

 -- Eyrie maintainers <maintainers@users.noreply.github.com>  ${date}
`;
}
