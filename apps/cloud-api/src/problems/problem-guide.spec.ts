import { readFile, writeFile, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { listProblems, problemsAsHtml, problemsAsMarkdown } from './problem-catalogue.ts';
import { unfitProblems } from './problem-check.ts';

const sources = path.resolve(import.meta.dirname, '..');

describe('the guide to problems', () => {
  it('has each code of the code, with its status, and no other', async () => {
    expect(await unfitProblems(sources)).toEqual([]);
    expect(listProblems().length).toBeGreaterThan(100);
  });

  it('says which are missing', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'eyrie-problems-'));
    try {
      const source = `class A {\n  readonly kind = 'conflict';\n  readonly code = 'a.new_one';\n}\n`;
      await writeFile(path.join(folder, 'a.errors.ts'), source);
      const unfit = await unfitProblems(folder);
      expect(unfit[0]).toMatch(/^a\.new_one \(409\) is missing/);
      expect(unfit).toContain('site.not_found is no error of the code any more: take it out.');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is read by people on a page where each code has its place', () => {
    const html = problemsAsHtml();
    for (const { code } of listProblems()) expect(html).toContain(`<section id="${code}">`);
    expect(html).not.toContain('undefined');
  });

  it('is in the documents as it is in the code', async () => {
    const file = path.resolve(sources, '../../../docs/api/problems.md');
    expect(await readFile(file, 'utf8')).toBe(problemsAsMarkdown());
  });
});
