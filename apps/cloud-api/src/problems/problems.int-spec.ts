import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem, ProblemCode } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';

const nobodys = '01h455vb4pex5vsknk084sn02q';

describe('a problem', () => {
  let cloud: TestApp;
  let person: TestPerson;
  beforeAll(async () => {
    cloud = await startTestApp();
    person = await cloud.newPerson();
  });
  afterAll(async () => {
    await cloud.close();
  });

  const problemAt = async (path: string, init: Parameters<TestPerson['fetch']>[1] = {}) =>
    (await (await person.fetch(path, init)).json()) as Problem;

  it.each([
    ['of a feature', `/v1/sites/site_${nobodys}`, 'site.not_found'],
    ['of the framework', '/v1/nothing', 'route.not_found'],
    ['of a schema', '/v1/sites?page_size=many', 'request.invalid'],
  ])('%s leads to where it is explained', async (_, path, code) => {
    const problem = await problemAt(path);
    expect(problem.code).toBe(code);
    expect(problem.doc_url).toBe(`/docs/problems#${code}`);
    // Nobody has to be logged in to read it.
    const page = await fetch(new URL(problem.doc_url ?? '', cloud.url));
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    expect(await page.text()).toContain(`<section id="${code}">`);
  });

  it('is in the list of all codes, for programs', async () => {
    const answer = await fetch(`${cloud.url}/v1/problems`);
    const { items } = (await answer.json()) as { items: ProblemCode[] };
    expect(items).toContainEqual({
      code: 'site.not_found',
      type: 'urn:eyrie:problem:site.not_found',
      status: 404,
      title: 'Not found',
      meaning: expect.any(String),
      remedy: expect.any(String),
    });
    expect(items.map(({ code }) => code)).toEqual(items.map(({ code }) => code).sort());
  });

  it('says in words what is wrong with an id, and nothing of whether there is such a thing', async () => {
    const wrong = `/v1/sites/cam_${nobodys}`;
    const stranger = await cloud.newPerson();
    const problem = await problemAt(wrong);
    expect(problem).toMatchObject({
      status: 422,
      detail:
        'id must be the id of a site: site_ and 26 letters and digits, not the id of a camera (cam_).',
      errors: [{ pointer: '/id' }],
    });
    const theirs = (await (await stranger.fetch(wrong)).json()) as Problem;
    expect({ ...theirs, request_id: '', trace_id: '' }).toEqual({
      ...problem,
      request_id: '',
      trace_id: '',
    });
    const short = await problemAt('/v1/sites/site_123');
    expect(short.detail).toMatch(/site_ and 26 letters and digits, not 3 of them\.$/);
    const unknown = await problemAt('/v1/devices?site_id=x');
    expect(unknown.detail).toBe(
      'site_id must be the id of a site: site_ and 26 letters and digits.',
    );
  });

  it('names the first fault, and how many there are', async () => {
    const problem = await problemAt('/v1/sites', { method: 'POST', body: { name: '' } });
    expect(problem.detail).toMatch(/^name: .+ There are 3 faults more: see errors\.$/);
    expect(problem.errors).toHaveLength(4);
  });
});
