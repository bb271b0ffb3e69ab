import { describe, expect, it } from '@jest/globals';
import { dashboardFile } from './dashboard-file.ts';

const files = new Set(['index.html', 'assets/app-3f9a.js', 'favicon.svg']);
const find = (url: string, accept?: string) =>
  dashboardFile(url, accept, (file) => files.has(file));

describe('dashboardFile', () => {
  it('keeps assets for ever and asks anew for the rest', () => {
    expect(find('/assets/app-3f9a.js')?.cacheControl).toMatch(/immutable/);
    expect(find('/favicon.svg')?.cacheControl).toBe('no-cache');
    expect(find('/')?.cacheControl).toBe('no-cache');
  });

  it.each(['/', '/sites/site_01h455vb4pex5vsknk084sn02q', '/login?next=%2F', '/version2'])(
    'answers %s with the page',
    (url) => {
      expect(find(url, 'text/html,*/*;q=0.8')?.file).toBe('index.html');
    },
  );

  it.each(['/v1/nothing', '/edge/v1/x', '/events', '/health/x', '/metrics', '/assets/gone.js'])(
    'does not pretend that %s is a page',
    (url) => {
      expect(find(url, 'text/html')).toBeNull();
    },
  );

  it('does not give a page to a program that asks for JSON', () => {
    expect(find('/sites', 'application/json')).toBeNull();
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/.env',
    '/assets/.hidden.js',
    '/%2e%2e/a.js',
  ])('never leaves its folder for %s', (url) => {
    const everything = dashboardFile(url, 'image/png', () => true);
    expect(everything).toBeNull();
  });
});
