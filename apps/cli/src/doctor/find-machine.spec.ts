import { expect, it } from '@jest/globals';
import { findMachine } from './find-machine.ts';

it('asks nobody outside, unless somebody says so', async () => {
  const outside = async (options: object) =>
    (await findMachine({ role: ['laptop'], url: 'http://127.0.0.1:1', ...options }, {})).outside;
  expect(await outside({})).toEqual([]);
  expect(await outside({ check: ['cloud-reach'] })).toEqual([]);
  const resolvers = ['8.8.8.8:53', '1.1.1.1:53'];
  expect(await outside({ internet: true })).toEqual(resolvers);
  expect(await outside({ check: ['internet'] })).toEqual(resolvers);
});
