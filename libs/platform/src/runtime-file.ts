import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes `runtime.json` {pid, startedAt, opsPort} into a process's data folder, where
 * `eyrie fleet status` finds it. Returns what removes it again.
 */
export function writeRuntimeFile(dataDirectory: string, opsPort: number): () => void {
  mkdirSync(dataDirectory, { recursive: true });
  const file = path.join(dataDirectory, 'runtime.json');
  const draft = `${file}.${process.pid}`;
  const runtime = { pid: process.pid, startedAt: new Date().toISOString(), opsPort };
  writeFileSync(draft, `${JSON.stringify(runtime)}\n`, { mode: 0o600 });
  renameSync(draft, file);
  return () => {
    rmSync(file, { force: true });
  };
}
