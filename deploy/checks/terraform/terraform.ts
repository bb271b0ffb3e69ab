import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Terraform or OpenTofu, whichever is installed; null where neither is. No package registry that we use ships one. */
export function findTerraform(): string | null {
  const found = ['terraform', 'tofu'].find(
    (program) => spawnSync(program, ['version'], { stdio: 'ignore' }).status === 0,
  );
  return found ?? null;
}

export interface Answer {
  readonly status: number;
  readonly output: string;
}

/** Runs it in a folder, without the user's own configuration and without any network. */
export async function runTerraform(
  program: string,
  folder: string,
  parameters: readonly string[],
  reattached: string,
): Promise<Answer> {
  const data = mkdtempSync(path.join(os.tmpdir(), 'eyrie-terraform-'));
  try {
    const child = spawn(program, [...parameters], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: data,
        TF_DATA_DIR: path.join(folder, '.terraform'),
        TF_CLI_CONFIG_FILE: '/dev/null',
        TF_IN_AUTOMATION: '1',
        CHECKPOINT_DISABLE: '1',
        TF_REATTACH_PROVIDERS: reattached,
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    const status = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? -1));
    });
    return { status, output };
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}
